"""Who may be given which post, from when to when; who may give and end it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from cells.acts.appointments.rules import (
    PostTaken,
    appoint_member,
    appoint_stand_in,
    end_appointment,
)
from cells.models import Appointment
from tests.factories import AppointmentFactory, CellFactory, CommitteeFactory
from tests.people import NOW, TODAY

pytestmark = pytest.mark.django_db

Role = Appointment.Role
MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
DAY = timedelta(days=1)


def appoint(people, member, role=Role.SECRETARY, *, since=TODAY, **facts):
    facts.setdefault("cell", people.cell)
    how = {"by": people.actor("giang"), "at": NOW, "since": since}
    return appoint_member(member, role, **how, **facts)


def secretary_from_april(people):
    Appointment.objects.filter(member=people.binh).update(since=APRIL)


# --- one secretary at a time ----------------------------------------------------------


def test_a_term_may_end_on_the_day_on_which_the_next_secretary_begins(people):
    secretary_from_april(people)
    assert appoint(people, people.an, until=APRIL).until == APRIL


@pytest.mark.parametrize("until", [None, APRIL + DAY])
def test_a_term_that_reaches_into_the_next_secretarys_is_refused(people, until):
    secretary_from_april(people)
    with pytest.raises(PostTaken, match="đã có bí thư: đồng chí Trần Thị Bình"):
        appoint(people, people.an, until=until)


def test_who_stands_in_for_the_secretary_is_none(people):
    post = Appointment.objects.get(member=people.binh)
    how = {"since": TODAY, "until": MAY, "by": people.actor("giang"), "at": NOW}
    appoint_stand_in(people.bao, post, **how)
    end_appointment(post, MARCH, by=people.actor("giang"), at=NOW)
    assert appoint(people, people.an, since=MARCH).member == people.an


def test_the_same_secretary_said_twice_is_one(people):
    Appointment.objects.filter(member=people.binh).delete()
    assert appoint(people, people.an) == appoint(people, people.an)


def test_secretaries_and_heads_are_heads_and_nobody_else(people):
    head = appoint(people, people.an, Role.HEAD)
    deputy = appoint(people, people.dung, Role.DEPUTY_SECRETARY)
    Appointment.objects.filter(member=people.binh).delete()
    secretary = appoint(people, people.an)
    found = [post.is_head for post in (head, deputy, secretary)]
    assert found == [True, False, True]


# --- whose it is ----------------------------------------------------------------------


def test_no_post_is_given_in_another_ward(people):
    there = CellFactory(name="Chi bộ 1", committee=CommitteeFactory(name="Phường khác"))
    with pytest.raises(PermissionDenied):
        appoint(people, people.an, Role.HEAD, cell=there)
    with pytest.raises(PermissionDenied):
        appoint(people, people.an, Role.INSPECTOR, cell=None, committee=there.committee)
    post = AppointmentFactory(
        member=people.dung, role=Role.DEPUTY_SECRETARY, cell=there
    )
    how = {"since": TODAY, "until": MAY, "by": people.actor("giang"), "at": NOW}
    with pytest.raises(PermissionDenied):
        appoint_stand_in(people.an, post, **how)


def test_a_post_above_the_ward_is_not_the_wards_to_end(people):
    city = CommitteeFactory(name="Thành ủy", kind="city")
    post = AppointmentFactory(member=people.an, role=Role.INSPECTOR, committee=city)
    with pytest.raises(PermissionDenied):
        end_appointment(post, TODAY, by=people.actor("giang"), at=NOW)
    post.refresh_from_db()
    assert post.until is None
