"""In which cell, of which committee a post may stand that is given to somebody."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from cells.acts.appointments.places import (
    find_closed_cells,
    find_natural_place,
    find_posts_to_stand_in_for,
    list_post_places,
)
from cells.models import Appointment
from cells.ward_choice import WardChoice
from tests.factories import (
    AppointmentFactory,
    CellFactory,
    CommitteeFactory,
    MembershipFactory,
)
from tests.people import TODAY

pytestmark = pytest.mark.django_db

Role = Appointment.Role
JANUARY = date(2026, 1, 5)
MAY = date(2026, 5, 1)


def closed(people, on=TODAY):
    return CellFactory(name="Chi bộ 11", committee=people.ward, closed_on=on)


def test_a_cell_of_theirs_that_closes_today_is_offered_once(people):
    """An was in it twice."""
    cell = closed(people)
    for since in (date(2009, 1, 1), date(2009, 6, 1)):
        MembershipFactory(
            member=people.an, cell=cell, since=since, until=since.replace(day=2)
        )
    assert list(find_closed_cells(people.actor("giang"), people.an)) == [cell]
    assert list(find_closed_cells(people.actor("giang"), people.dung)) == []


def test_who_belongs_to_a_unit_is_offered_it_once(people):
    actor = people.actor("giang")
    wards = WardChoice(actor.committees, {})
    places = list_post_places(actor, people.kha, people.unit, wards)
    assert places == [
        (f"cell-{people.unit.pk}", "UBND phường"),
        (f"committee-{people.ward.pk}", "Đảng bộ phường Phúc Đồng"),
    ]


def test_a_post_of_a_committee_is_of_the_officers_ward_where_the_person_has_another(
    people,
):
    there = CellFactory(name="Chi bộ 1", committee=CommitteeFactory(name="Phường khác"))
    for home in (people.cell, there, None):
        place = find_natural_place(Role.INSPECTOR, home, people.actor("giang"))
        assert (place.cell, place.committee) == (None, people.ward)
    with pytest.raises(PermissionDenied):
        find_natural_place(Role.INSPECTOR, there, people.actor("binh"))


def test_who_stands_in_does_so_for_posts_of_others_that_are_not_over(people):
    secretary = Appointment.objects.get(member=people.binh)
    deputy = Appointment.objects.get(member=people.bao)
    facts = {"role": Role.DEPUTY_SECRETARY, "cell": people.cell}
    AppointmentFactory(member=people.dung, since=JANUARY, until=TODAY, **facts)
    facts |= {"since": TODAY, "until": MAY}
    AppointmentFactory(member=people.dung, acting_for=deputy, **facts)
    found = find_posts_to_stand_in_for(people.bao, people.cell, TODAY)
    assert list(found) == [secretary]
