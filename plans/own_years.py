"""Which years are somebody's to write by now, and which are asked of the people of a
cell?

A year goes on until it is closed, so one or more of those before may go on beside this
year's. An older year is asked of whoever has an unfinished plan of it, and of whoever
had to make one on its last day, as of which its figures are counted: nobody owes a plan
to a year that was over when they came.

A plan is that of its calendar year, whichever committee keeps it. It ends when the ward
to which its author belongs closes that year.
"""

import datetime
from dataclasses import dataclass
from functools import cache

from django.db.models import BigIntegerField, DateField, IntegerField

from cells.models import Committee, Member
from phucdong.prepared import Parameter, Prepared
from plans.models import Plan, Status
from plans.models.capacity import belonging
from plans.models.cycle import choose_year, line_above, list_cycles, sort_by_year
from plans.place_on_date import has_to_plan


@dataclass(frozen=True)
class OwnYears:
    """The years under way in somebody's cell, the older first: [Cycle].

    `year` is that of today's figures. `due` are those up to it of which the person's
    plan is to be written or finished; `shown` are these, that one, and those that were
    opened ahead.
    """

    year: int
    under_way: list
    due: list
    shown: list

    def choose(self, asked):
        """The one of the year (text) that was asked for; else the oldest that is due,
        or this year's, or the last; None if none is under way."""
        for cycle in self.under_way:
            if str(cycle.year) == asked:
                return cycle
        if self.due:
            return self.due[0]
        for cycle in self.under_way:
            if cycle.year >= self.year:
                return cycle
        return next(reversed(self.under_way), None)


def read_years_of_cells(cells):
    """{pk of the cell: {year: Cycle}} of these cells; one query, none for no cells."""
    if not cells:
        return {}
    lines = {cell.pk: line_above(cell) for cell in cells}
    cycles = list_cycles(set().union(*lines.values()))
    return {pk: sort_by_year(cycles, line) for pk, line in lines.items()}


def read_own_years(member, cell, plans, on):
    """The OwnYears of somebody who belongs to a cell and has these [Plan], each with
    its cycles: one that came from another ward keeps that ward's calendar."""
    by_year = read_years_of_cells([cell])[cell.pk]
    statuses, begun_in = {}, {}
    for plan in plans:
        if plan.year:
            statuses[plan.year] = plan.status
            by_year[plan.year] = plan.ends_with
            begun_in[plan.year] = plan.cycle
    by_year = dict(sorted(by_year.items()))
    current, older = choose_year(by_year, on.year), []
    for year, cycle in by_year.items():
        if cycle.is_under_way and year < current and year not in statuses:
            older.append(year)
    owed = find_years_owed(member, older, on)
    years = sort_own_years(by_year, statuses, owed, on)
    return OwnYears(
        years.year,
        under_way=name_calendars(years.under_way, begun_in),
        due=name_calendars(years.due, begun_in),
        shown=name_calendars(years.shown, begun_in),
    )


def name_calendars(cycles, begun_in):
    """[Cycle] of the same years: of each the one in which the plan was begun."""
    return [begun_in.get(cycle.year, cycle) for cycle in cycles]


def sort_own_years(by_year, statuses, owed, on):
    """The OwnYears of somebody whose plans stand there ({year: Status}) and who owes
    one of these older years."""
    year = choose_year(by_year, on.year)
    under_way = [cycle for cycle in by_year.values() if cycle.is_under_way]
    due, shown = [], []
    for cycle in under_way:
        status = statuses.get(cycle.year)
        if status:
            is_due = status != Status.POSTED
        else:
            is_due = cycle.year == year or cycle.year in owed
        if is_due and cycle.year <= year:
            due.append(cycle)
        if is_due or cycle.year >= year:
            shown.append(cycle)
    return OwnYears(year, under_way, due, shown)


def list_years_asked(years_of_cells, on):
    """[(year, the day as of which it is asked, ids of the cells)] of what is under way
    in cells (as read_years_of_cells gives them) and not ahead of time, the older
    first."""
    found = {}
    for pk, by_year in years_of_cells.items():
        current = choose_year(by_year, on.year)
        for cycle in by_year.values():
            if not cycle.is_under_way or cycle.year > current:
                continue
            day = on
            if cycle.year < current:
                day = find_last_day(cycle.year)
            found.setdefault((cycle.year, day), []).append(pk)
    return [(year, day, pks) for (year, day), pks in sorted(found.items())]


def find_last_day(year):
    return datetime.date(year, 12, 31)


# --- with which year a plan ends ------------------------------------------------------


def settle_ends(plans, on):
    """Each of these plans ends with the year of the cell to which its author belongs on
    a date; where that takes part in no such year, with the one in which it was begun.

    Whatever moves somebody asks for it. Of who belongs nowhere nothing changes.
    """
    homes = find_homes(plans, on)
    years = read_years_of_cells(homes.values())
    changed = {}
    for plan in plans.select_related("cycle"):
        if plan.member_id not in homes:
            continue
        home = homes[plan.member_id]
        cycle = years[home.pk].get(plan.cycle.year, plan.cycle)
        if plan.ends_with_id != cycle.pk:
            changed.setdefault(cycle.pk, []).append(plan.pk)
    for cycle, pks in changed.items():
        held = Plan.objects.select_for_update(no_key=True).filter(pk__in=pks)
        list(held.order_by("pk").values_list("pk"))
        Plan.objects.filter(pk__in=pks).update(ends_with=cycle)


def settle_ends_below(cycle, on):
    """The same when a year is new: people below its committee may have brought plans of
    it from wards that had it before."""
    below = Committee.objects.below([cycle.committee_id])
    here = belonging(on).filter(cell__committee__in=below)
    plans = Plan.objects.filter(cycle__year=cycle.year)
    plans = plans.filter(member__in=here.values("member"))
    settle_ends(plans.exclude(ends_with__committee__in=below), on)


def find_homes(plans, on):
    """{member id: Cell} to which the authors of these plans belong on a date."""
    held = belonging(on).filter(member__in=plans.values("member"))
    held = held.select_related("cell__committee__parent__parent")
    return {row.member_id: row.cell for row in held}


# --- who owes a plan of a year before -------------------------------------------------


def find_years_owed(member, years, on):
    """Those of these years on whose last day a member had to make a plan, who has to by
    now too. One query, none for no years."""
    if not years:
        return set()
    values = {"member": member.pk, "on": on}
    for number, year in enumerate(years):
        values[f"year{number}"] = year
        values[f"last{number}"] = find_last_day(year)
    return set(prepare_years_owed(len(years)).fetch(values))


@cache
def prepare_years_owed(number):
    return Prepared(lambda: [build_year_owed(one) for one in range(number)])


def build_year_owed(number):
    then = has_to_plan(Parameter(f"last{number}", DateField()))
    now = has_to_plan(Parameter("on", DateField()))
    member = Member.objects.filter(pk=Parameter("member", BigIntegerField()))
    year = Parameter(f"year{number}", IntegerField())
    return member.filter(then, now).annotate(year=year).values_list("year", flat=True)


# --- in words -------------------------------------------------------------------------


def word_other_year(year, on):
    """ "kế hoạch năm 2027" of a plan of another year than today's; else ""."""
    if year == on.year:
        return ""
    return f"kế hoạch năm {year}"
