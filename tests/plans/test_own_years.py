"""Which years a person is to write: this year's, and an older one that is not closed,
if it was theirs."""

import datetime

import pytest
from django.db.models import F

from cells.models import Exemption, Membership
from plans.models import Cycle, Plan
from plans.models.cycle import choose_year, find_year
from plans.own_years import (
    list_years_asked,
    read_own_years,
    read_years_of_cells,
    settle_ends,
    settle_ends_below,
    word_other_year,
)
from tests.factories import CellFactory, CommitteeFactory, CycleFactory
from tests.people import TODAY, a_plan, a_plan_at, again, put_into

pytestmark = pytest.mark.django_db
D = datetime.date
IN_2027 = D(2027, 1, 11)


@pytest.fixture
def older(people):
    """2026 goes on, and 2027 has begun."""
    CycleFactory(committee=people.ward, year=2027)
    return people.cycle


def years_of(people, name="an", on=IN_2027):
    plans = list(Plan.objects.filter(member=people.members[name]).with_related())
    cell = people.actor(name, on).home
    return read_own_years(people.members[name], cell, plans, on)


def due(people, name="an", on=IN_2027):
    return [cycle.year for cycle in years_of(people, name, on).due]


def test_who_has_a_plan_that_is_not_finished_finishes_it_first(people, older):
    a_plan_at("cell_review", people)
    assert due(people) == [2026, 2027]
    assert [cycle.year for cycle in years_of(people).shown] == [2026, 2027]
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


def test_a_plan_that_is_begun_ahead_is_not_due_before_its_year(people, older):
    put_into(a_plan(people), Cycle.objects.get(year=2027))
    years = years_of(people, on=TODAY)
    assert [cycle.year for cycle in years.due] == [2026]
    assert [cycle.year for cycle in years.shown] == [2026, 2027]


def test_with_nothing_to_do_this_year_is_shown(people, older):
    """Neither the one before, to which An owes nothing, nor the next."""
    CycleFactory(committee=people.ward, year=2025)
    Membership.objects.filter(member=people.an).update(since=D(2026, 1, 5))
    a_plan_at("posted", people)
    years = years_of(people, on=TODAY)
    assert years.due == [] and years.choose(None) == older
    assert [cycle.year for cycle in years.shown] == [2026, 2027]


def test_when_this_year_is_closed_the_last_that_goes_on_is_shown(people, older):
    CycleFactory(committee=people.ward, year=2025)
    Membership.objects.filter(member=people.an).update(since=D(2026, 1, 5))
    a_plan_at("posted", people)
    Cycle.objects.filter(year=2027).update(closed_on=IN_2027)
    years = years_of(people)
    assert years.due == [] and years.choose(None) == older


def test_nothing_is_asked_of_years_that_are_closed_begun_or_ahead(
    people, older, django_assert_num_queries
):
    CycleFactory(committee=people.ward, year=2025, closed_on=TODAY)
    CycleFactory(committee=people.ward, year=2024)
    put_into(a_plan(people), Cycle.objects.get(year=2024))
    cell = people.actor("an").home
    plans = list(Plan.objects.with_related())
    with django_assert_num_queries(1):
        read_own_years(people.an, cell, plans, TODAY)


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


@pytest.mark.parametrize(
    "years, current",
    [
        ([2024, 2025, 2026], 2026),
        ([2024, 2025, 2027], 2025),
        ([2026, 2027], 2026),
        ([2027, 2028], 2027),
        ([], 2026),
    ],
)
def test_the_current_year_is_the_newest_that_has_begun(years, current):
    assert choose_year(years, 2026) == current


def test_the_year_of_a_date_is_found_at_once_or_by_the_query(people):
    assert find_year(TODAY) == 2026
    asked = Cycle.objects.filter(year=find_year(F("draft_due_on")))
    assert list(asked) == [people.cycle]


# --- with which year a plan ends ------------------------------------------------------


def another_ward(people, *years, parent=None):
    """A ward that keeps these years, with a cell to which An moves."""
    ward = CommitteeFactory(parent=parent)
    for year in years:
        CycleFactory(committee=ward, year=year)
    cell = CellFactory(committee=ward)
    Membership.objects.filter(member=people.an).update(cell=cell)
    return ward


def year_of(ward, year=2026):
    return Cycle.objects.get(committee=ward, year=year)


def settle(on=TODAY):
    settle_ends(Plan.objects.all(), on)


def test_a_plan_keeps_its_calendar_and_ends_with_the_year_of_the_new_ward(people):
    plan = a_plan_at("finalizing", people)
    ward = another_ward(people, 2026)
    settle()
    assert again(plan).cycle == people.cycle
    assert again(plan).ends_with == year_of(ward)
    Cycle.objects.filter(pk=people.cycle.pk).update(closed_on=TODAY)
    years = years_of(people, on=TODAY)
    assert years.due == years.shown == years.under_way == [people.cycle]
    Cycle.objects.filter(committee=ward).update(closed_on=TODAY)
    assert years_of(people, on=TODAY).under_way == []


def test_plans_of_others_and_of_other_years_end_as_before(people):
    of_dung, of_an = a_plan(people, "dung"), a_plan(people)
    older = CycleFactory(committee=people.ward, year=2025)
    put_into(of_an, older)
    another_ward(people, 2026)
    settle()
    assert again(of_dung).ends_with == people.cycle
    assert again(of_an).ends_with == older


def test_who_moves_on_to_where_no_year_is_kept_ends_with_their_own(people):
    plan = a_plan(people)
    ward = another_ward(people, 2026)
    settle()
    assert again(plan).ends_with == year_of(ward)
    another_ward(people)
    settle()
    assert again(plan).ends_with == people.cycle


def test_of_who_belongs_nowhere_nothing_changes(people):
    plan = a_plan(people)
    ward = another_ward(people, 2026)
    settle()
    Membership.objects.filter(member=people.an).update(until=TODAY)
    settle()
    assert again(plan).ends_with == year_of(ward)


def test_a_second_plan_of_a_year_ends_with_it_and_asks_for_nothing(people):
    plan = a_plan(people)
    theirs = CycleFactory(committee=CommitteeFactory(), year=2025)
    own = CycleFactory(committee=people.ward, year=2025)
    Membership.objects.filter(member=people.an).update(since=D(2026, 1, 5))
    put_into(plan, theirs, year=None)
    settle()
    assert again(plan).ends_with == own
    assert due(people, on=TODAY) == [2026]


def test_a_new_year_takes_in_those_below_whose_plans_ended_elsewhere(people):
    plan, of_dung = a_plan(people), a_plan(people, "dung")
    city = CommitteeFactory(kind="city")
    another_ward(people, parent=city)
    cell = CellFactory(committee=CommitteeFactory(parent=city))
    nearer = CycleFactory(committee=cell.committee, year=2026)
    Membership.objects.filter(member=people.dung).update(cell=cell)
    settle()
    assert again(plan).ends_with == people.cycle
    settle_ends_below(CycleFactory(committee=city, year=2027), TODAY)
    assert again(plan).ends_with == people.cycle
    new = CycleFactory(committee=city, year=2026)
    settle_ends_below(new, TODAY)
    assert again(plan).ends_with == new
    assert again(of_dung).ends_with == nearer


# --- of the people of a cell ----------------------------------------------------------


def test_of_a_cell_each_year_is_asked_as_of_its_own_day(people, older):
    CycleFactory(committee=people.ward, year=2028)
    years = read_years_of_cells([people.cell, people.other_cell])
    both = [people.cell.pk, people.other_cell.pk]
    assert list_years_asked(years, IN_2027) == [
        (2026, D(2026, 12, 31), both),
        (2027, IN_2027, both),
    ]
    assert list_years_asked({}, IN_2027) == []
    Cycle.objects.filter(pk=older.pk).update(closed_on=IN_2027)
    years = read_years_of_cells([people.cell])
    assert list_years_asked(years, IN_2027) == [(2027, IN_2027, [people.cell.pk])]
    assert read_years_of_cells([]) == {}


def test_another_year_is_named(people):
    assert word_other_year(2026, TODAY) == ""
    assert word_other_year(2025, TODAY) == "kế hoạch năm 2025"
