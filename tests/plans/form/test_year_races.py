"""Two at the same moment at a year that is opened, taken away or begun in."""

import threading

import pytest
from django.core.exceptions import PermissionDenied

from plans.form import year_acts, years
from plans.models import Cycle, Plan, YearRecord
from plans.workflow import steps
from tests.people import NOW, TODAY
from tests.races import at_once, meet_after, refusals

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def test_two_officers_open_one_year(people, monkeypatch):
    giang, decided = people.actor("giang"), year_acts.propose_year(2027, TODAY)
    meet_after(monkeypatch, year_acts, "find_own_bases")

    def open_it():
        return year_acts.open_year(people.ward, 2027, decided, by=giang, at=NOW)

    results = at_once(open_it, open_it, refused=years.YearAlreadyOpen)
    assert refusals(results) == ["YearAlreadyOpen"]
    assert Cycle.objects.filter(year=2027).count() == 1
    assert YearRecord.objects.count() == 1


def begin(people):
    an = people.actor("an")
    return steps.begin_plan(people.an, people.cycle, people.cell, by=an, at=NOW)


def remove(people):
    year_acts.remove_year(people.cycle, by=people.actor("giang"), at=NOW)


REFUSED = (year_acts.YearHasPlans, PermissionDenied)


@pytest.mark.parametrize("turn", range(8))
def test_a_year_is_not_taken_away_under_a_plan(people, turn):
    results = at_once(lambda: begin(people), lambda: remove(people), refused=REFUSED)
    assert len(refusals(results)) == 1
    there = (Cycle.objects.count(), Plan.objects.count(), YearRecord.objects.count())
    assert there in [(1, 1, 0), (0, 0, 1)]


def test_whoever_begins_waits_for_whoever_takes_the_year_away(people, monkeypatch):
    """The plan is begun between the count and the end: the worst case, made certain."""
    counted, record = threading.Event(), year_acts.record_act

    def record_slowly(*args, **more):
        counted.set()
        waited = threading.Event()
        waited.wait(0.5)
        return record(*args, **more)

    monkeypatch.setattr(year_acts, "record_act", record_slowly)

    def begin_then():
        counted.wait(10)
        return begin(people)

    results = at_once(begin_then, lambda: remove(people), refused=REFUSED)
    assert refusals(results) == ["PermissionDenied"]
    assert (Cycle.objects.count(), Plan.objects.count()) == (0, 0)
