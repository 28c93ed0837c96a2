"""A plan comes with its year. The second one of a year, from before a person had one a
year, comes without; a sender of before 0.9.0 names no year at all."""

import pytest

from plans.models import Cycle, Plan
from tests.factories import CommitteeFactory, CycleFactory
from tests.people import a_plan, a_plan_at, gather, put_into
from tests.plans.handover.exchange import (
    a_receiver,
    closed_again,
    content_of,
    elsewhere,
    exported,
    imported,
)

pytestmark = pytest.mark.django_db


def send_two_plans(status_there, status_here):
    """(file, uid of the one there, uid of the one here): An's plan of 2026 in a ward
    where An was before, without a year, and the one here."""
    with elsewhere():
        people = gather()
        there = a_plan_at(status_there, people)
        elsewheres = CycleFactory(committee=CommitteeFactory(name="Đảng bộ phường cũ"))
        put_into(there, elsewheres, year=None)
        here = a_plan_at(status_here, people)
        return exported(people), there.uid, here.uid


def without_years(file):
    """As a sender of before 0.9.0 wrote it."""
    entries = content_of(file)
    for name, facts in entries:
        if name == "plan":
            del facts["year"]
    return closed_again(entries)


def years():
    return dict(Plan.objects.values_list("uid", "year"))


def test_the_second_one_comes_without_its_year(db):
    file, there, here = send_two_plans("posted", "draft")
    receiver = a_receiver()
    imported(receiver, file)
    assert years() == {there: None, here: 2026}
    # Both of this year go on in the receiver's.
    assert set(Cycle.objects.filter(plans__isnull=False)) == {receiver.cycle}


@pytest.mark.parametrize(
    ("status_there", "status_here", "has_the_year"),
    [
        ("posted", "signed", "there"),
        ("finalizing", "signed", "here"),
        ("cell_review", "draft", "there"),
        ("draft", "draft", "here"),
    ],
)
def test_of_an_older_sender_the_one_that_went_furthest_has_the_year(
    db, status_there, status_here, has_the_year
):
    file, there, here = send_two_plans(status_there, status_here)
    imported(a_receiver(), without_years(file))
    expected = {there: 2026, here: None}
    if has_the_year == "here":
        expected = {there: None, here: 2026}
    assert years() == expected


def test_also_where_the_two_come_one_after_the_other(db, monkeypatch):
    monkeypatch.setattr("plans.handover.arrival.BATCH", 1)
    file, there, here = send_two_plans("posted", "draft")
    imported(a_receiver(), without_years(file))
    assert years() == {there: 2026, here: None}


def test_a_year_that_is_not_that_of_the_cycle_is_not_believed(db):
    with elsewhere():
        people = gather()
        a_plan(people)
        entries = content_of(exported(people))
    for name, facts in entries:
        if name == "plan":
            facts["year"] = 1999
    imported(a_receiver(), closed_again(entries))
    assert Plan.objects.get().year == 2026


def test_a_plan_that_came_from_another_ward_with_its_author_goes_on_as_well(db):
    """It lay in the year of that ward, which does not come."""
    with elsewhere():
        people = gather()
        plan = a_plan_at("cell_review", people)
        put_into(plan, CycleFactory(committee=CommitteeFactory()))
        file = exported(people)
    receiver = a_receiver()
    imported(receiver, file)
    plan = Plan.objects.get()
    assert (plan.cycle, plan.year) == (receiver.cycle, 2026)
