"""The secretary names an official member of the cell as second reader for the year."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from cells.acts.appointments.second_readers import (
    NamedAlready,
    find_possible_readers,
    name_second_reader,
)
from cells.models import Appointment, Member
from plans.form.snapshot import describe_person
from tests.people import NOW, TODAY, a_plan
from tests.plans.browsing import text_of

pytestmark = pytest.mark.django_db


def address(cell):
    return f"/chi-bo/{cell.pk}/nguoi-doc-thu-hai/"


def find_named():
    return Appointment.objects.filter(role="second_reader")


def test_from_today_to_the_end_of_the_year_and_the_ward_sees_it(people, sign_in):
    client = sign_in("binh")
    client.post(address(people.cell), {"member": people.an.pk})
    post = find_named().get()
    assert (post.member, post.cell, post.since.year + 1) == (
        people.an,
        people.cell,
        post.until.year,
    )
    assert post.until == date(post.since.year + 1, 1, 1)
    assert post.recorded_by == people.binh.user
    for name in ("giang", "binh"):
        shown = text_of(sign_in(name).get(address(people.cell)))
        assert "Đ/c Nguyễn Văn An, từ ngày" in shown
    client.post(address(people.cell), {"end": "1"})
    assert (find_named().get().until - find_named().get().since).days == 1


@pytest.mark.parametrize(
    ("name", "status"),
    [("bao", 403), ("giang", 403), ("dung", 404), ("chi", 404), ("inh", 403)],
)
def test_nobody_but_the_secretary_names(people, sign_in, name, status):
    answer = sign_in(name).post(address(people.cell), {"member": people.an.pk})
    assert (answer.status_code, find_named().count()) == (status, 0)


def test_the_ward_ends_what_it_does_not_begin(people, sign_in):
    Appointment.objects.create(
        member=people.an,
        role="second_reader",
        cell=people.cell,
        since=date(2026, 1, 2),
    )
    for name, status in (("bao", 403), ("inh", 403), ("giang", 302)):
        answer = sign_in(name).post(address(people.cell), {"end": "1"})
        assert answer.status_code == status
    assert find_named().get().until == TODAY


def test_officers_probationers_and_strangers_are_not_to_choose(people, sign_in):
    Member.objects.filter(pk=people.dung.pk).update(official_on=date(2027, 1, 1))
    found = find_possible_readers(people.cell, TODAY)
    assert list(found) == [people.an]
    for member in (people.bao, people.dung, people.chi):
        answer = sign_in("binh").post(address(people.cell), {"member": member.pk})
        assert answer.status_code == 422
    assert not find_named().exists()


def test_one_at_a_time_and_the_same_twice_is_one(people):
    named = {"by": people.actor("binh"), "at": NOW}
    first = name_second_reader(people.cell, people.an, **named)
    assert name_second_reader(people.cell, people.an, **named) == first
    with pytest.raises(NamedAlready, match="Đ/c Nguyễn Văn An"):
        name_second_reader(people.cell, people.dung, **named)


def test_it_is_a_post_in_a_cell(people):
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(
            member=people.an, role="second_reader", committee=people.ward, since=TODAY
        )


def test_the_same_stretch_twice_is_refused_by_the_database(people):
    """The table was rebuilt for the new role: on SQLite its triggers are there
    again."""
    facts = {"member": people.an, "role": "second_reader", "cell": people.cell}
    Appointment.objects.create(since=TODAY, **facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        Appointment.objects.create(since=date(2026, 5, 1), **facts)


def test_it_stands_on_no_plan_of_theirs(people):
    plan = a_plan(people)
    name_second_reader(people.cell, people.an, by=people.actor("binh"), at=NOW)
    assert describe_person(plan, TODAY)["posts"] == []
