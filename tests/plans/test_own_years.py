"""Which years a person is to write: this year's, and an older one that is not closed,
if it was theirs."""

import datetime

import pytest

from cells.models import Exemption, Membership
from plans.models import Cycle, Plan
from plans.own_years import (
    list_years_asked,
    read_own_years,
    read_years_of_cells,
    word_other_year,
)
from tests.factories import CommitteeFactory, CycleFactory
from tests.people import TODAY, a_plan_at, put_into

pytestmark = pytest.mark.django_db
D = datetime.date
IN_2027 = D(2027, 1, 11)


@pytest.fixture
def older(people):
    """2026 goes on, and 2027 has begun."""
    CycleFactory(committee=people.ward, year=2027)
    return people.cycle


def years_of(people, name="an", on=IN_2027):
    plans = list(
        Plan.objects.filter(member=people.members[name]).select_related("cycle")
    )
    cell = people.actor(name, on).home
    return read_own_years(people.members[name], cell, plans, on)


def due(people, name="an", on=IN_2027):
    return [cycle.year for cycle in years_of(people, name, on).due]


def test_who_has_a_plan_that_is_not_finished_finishes_it_first(people, older):
    a_plan_at("cell_review", people)
    assert due(people) == [2026, 2027]
    assert years_of(people).choose(None) == older
    assert years_of(people).choose("2027").year == 2027
    assert years_of(people).choose("1999") == older


def test_a_finished_plan_of_an_older_year_is_not_asked_for(people, older):
    a_plan_at("posted", people)
    years = years_of(people)
    assert due(people) == [2027] and years.choose(None).year == 2027
    assert [cycle.year for cycle in years.shown] == [2027]
    assert [cycle.year for cycle in years.under_way] == [2026, 2027]


def test_who_had_to_write_and_never_began_still_owes_it(people, older):
    assert due(people) == [2026, 2027]


@pytest.mark.parametrize(
    "since, owed",
    [(D(2026, 12, 31), [2026, 2027]), (D(2027, 1, 1), [2027])],
)
def test_who_came_after_the_last_day_of_a_year_owes_nothing_to_it(
    people, older, since, owed
):
    Membership.objects.filter(member=people.an).update(since=since)
    assert due(people) == owed


def test_who_was_or_is_exempt_owes_no_older_year(people, older):
    Exemption.objects.create(
        member=people.an, since=D(2026, 6, 1), until=D(2027, 1, 5), kind="age_health"
    )
    assert due(people) == [2027]
    Exemption.objects.update(since=D(2027, 1, 5), until=None)
    assert due(people) == [2027]
    Exemption.objects.update(since=D(2027, 1, 5), until=D(2027, 1, 8))
    assert due(people) == [2026, 2027]


def test_a_closed_year_is_nobodys(people, older):
    a_plan_at("cell_review", people)
    Cycle.objects.filter(pk=older.pk).update(closed_on=IN_2027)
    assert due(people) == [2027]
    assert years_of(people).choose("2026").year == 2027
    Cycle.objects.update(closed_on=IN_2027)
    assert due(people) == [] and years_of(people).choose(None) is None


def test_a_year_that_was_opened_ahead_may_be_written_but_is_not_due(people, older):
    years = years_of(people, on=TODAY)
    assert [cycle.year for cycle in years.due] == [2026]
    assert [cycle.year for cycle in years.shown] == [2026, 2027]
    Cycle.objects.filter(pk=older.pk).update(closed_on=TODAY)
    assert years_of(people, on=TODAY).choose(None).year == 2027


def test_a_year_is_that_of_the_nearest_committee_that_keeps_it(people):
    """The city opens 2027 over a ward that keeps its own 2026, and then 2027 too."""
    city = CommitteeFactory(kind="city")
    people.ward.parent = city
    people.ward.save()
    above = CycleFactory(committee=city, year=2026)
    of_city = CycleFactory(committee=city, year=2027)
    cell = people.actor("an").home
    assert read_years_of_cells([cell]) == {cell.pk: {2026: people.cycle, 2027: of_city}}
    Cycle.objects.filter(pk=people.cycle.pk).update(closed_on=TODAY)
    assert due(people) == [2027]
    assert above.is_under_way
    own = CycleFactory(committee=people.ward, year=2027)
    assert years_of(people).due == [own]


def test_a_plan_that_came_from_another_ward_is_finished_in_the_year_of_that(people):
    plan = a_plan_at("finalizing", people)
    theirs = CycleFactory(committee=CommitteeFactory(), year=2025)
    put_into(plan, theirs)
    assert due(people, on=TODAY) == [2025, 2026]


def test_of_a_cell_each_year_is_asked_as_of_its_own_day(people, older):
    CycleFactory(committee=people.ward, year=2028)
    years = read_years_of_cells([people.cell, people.other_cell])
    both = [people.cell.pk, people.other_cell.pk]
    assert list_years_asked(years, IN_2027) == [
        (2026, D(2026, 12, 31), both),
        (2027, IN_2027, both),
    ]
    assert list_years_asked({}, IN_2027) == []
    assert read_years_of_cells([]) == {}


def test_another_year_is_named(people):
    assert word_other_year(2026, TODAY) == ""
    assert word_other_year(2025, TODAY) == "kế hoạch năm 2025"
