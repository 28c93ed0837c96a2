"""Who reads the plans of a cell and who leads it: in which order they stand, and who
stands in."""

from datetime import date, timedelta

import pytest

from cells import posts
from cells.models import Appointment
from tests.factories import AppointmentFactory
from tests.people import TODAY

pytestmark = pytest.mark.django_db
Role = Appointment.Role
EARLY = date(2005, 1, 1)


def readers(cell, **besides):
    return [
        post.member.full_name for post in posts.find_reviewers(cell, TODAY, **besides)
    ]


def test_readers_stand_by_their_post_and_not_by_how_long_they_hold_it(people):
    AppointmentFactory(
        member=people.an, role=Role.CELL_COMMITTEE_MEMBER, cell=people.cell, since=EARLY
    )
    Appointment.objects.filter(member=people.bao).update(since=date(2008, 1, 1))
    assert readers(people.cell) == ["Trần Thị Bình", "Vũ Gia Bảo", "Nguyễn Văn An"]
    assert readers(people.cell, besides=people.bao.pk) == [
        "Trần Thị Bình",
        "Nguyễn Văn An",
    ]


def test_of_two_in_one_post_the_longer_one_stands_first(people):
    AppointmentFactory(
        member=people.an, role=Role.DEPUTY_SECRETARY, cell=people.cell, since=EARLY
    )
    assert readers(people.cell) == ["Trần Thị Bình", "Nguyễn Văn An", "Vũ Gia Bảo"]


@pytest.mark.parametrize("since", [EARLY, date(2025, 1, 1)])
def test_the_secretary_is_named_and_who_stands_in_only_without_one(people, since):
    own = Appointment.objects.get(member=people.binh)
    AppointmentFactory(
        member=people.dung,
        role=Role.SECRETARY,
        cell=people.cell,
        acting_for=own,
        since=since,
        title="x",
    )
    named = {people.other_cell.pk: "Lê Kim Chi", people.unit.pk: "Mai Thị Lan"}
    cells = [people.cell, people.other_cell, people.unit]
    assert posts.find_leader_names(cells, TODAY) == {
        people.cell.pk: "Trần Thị Bình",
        **named,
    }
    Appointment.objects.filter(pk=own.pk).update(until=TODAY)
    assert posts.find_leader_names(cells, TODAY) == {
        people.cell.pk: "Phạm Thị Dung",
        **named,
    }


def test_who_came_to_lead_the_cell_comes_with_the_membership(people):
    since = TODAY - timedelta(days=5)
    Appointment.objects.filter(member=people.binh).update(until=since)
    AppointmentFactory(
        member=people.dung,
        cell=people.cell,
        role=Appointment.Role.SECRETARY,
        title="Bí thư lâm thời",
        since=since,
    )
    (row,) = people.actor("an").recent_memberships
    assert row.new_lead == {
        "name": "Phạm Thị Dung",
        "role": "secretary",
        "title": "Bí thư lâm thời",
        "since": "2026-02-05",
    }
    (row,) = people.actor("chi").recent_memberships
    assert row.new_lead is None
