"""Who is counted in which cell, and which cells are there? Who stands where
(plans/place_on_date.py), by cell and place.

The text of the querysets is built once (phucdong/prepared.py): building it anew takes
12 ms of processor time for a page that may take 12 in all; asking it over 1,500 members
and 24 cells takes 4.
"""

import datetime
from dataclasses import dataclass
from enum import Enum

from django.db.models import (
    BigIntegerField,
    Case,
    DateField,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce

from cells.concerns import SOON
from cells.models import Appointment, Cell, FormerName, Membership
from phucdong.prepared import Parameter, ParameterOfIds, Prepared
from plans.models import Cycle, PlanEvent
from plans.place_on_date import (
    NOT_BEGUN,
    annotate_place,
    end_of_day,
    find_head_since,
    find_newcomers_limit,
    find_plans_begun,
    is_among,
    is_in_time,
    read_own_terms,
)


class Keep(Enum):
    """Whether an answer is kept (reports/kept.py): not, that of all cells of a cut, or
    their total alone, or that of each cell by itself, where some of many change all the
    time."""

    NOT = "not"
    WHOLE = "whole"
    TOTAL = "total"
    BY_CELL = "by cell"


@dataclass(frozen=True)
class Cut:
    """What a count is about: these cells (ids), the year of this cycle and its calendar
    (or only a year), as of this date; the cells as they were then, or as they are on
    another date (`as_now`); and whether the answer is kept."""

    cells: list
    on: datetime.date
    cycle: Cycle | None = None
    year: int = 0
    as_now: datetime.date | None = None
    keep: Keep = Keep.NOT

    @property
    def draft_due_on(self):
        """Whoever came after it is a newcomer; 31 January where there is no cycle."""
        if self.cycle:
            return self.cycle.draft_due_on
        return datetime.date(self.year or self.on.year, 1, 31)


# --- the people -----------------------------------------------------------------------


CELLS = ParameterOfIds("cells")
ON = Parameter("on", DateField())
END = Parameter("end", DateTimeField())
NEW_AFTER = Parameter("new_after", DateField())
ENTERED_AFTER = Parameter("entered_after", DateField())
RETURNED_AFTER = Parameter("returned_after", DateField())
YEAR = Parameter("year", IntegerField())


def find_members(cells):
    """Who is in these cells (ids)."""
    there = Membership.objects.filter(cell__in=cells)
    there = annotate_place(there, ON, new_after=NEW_AFTER)
    in_time = is_in_time(ON, entered_after=ENTERED_AFTER, returned_after=RETURNED_AFTER)
    return there.annotate(
        is_in_time=Case(When(in_time, then=1), default=0),
        head_since=find_head_since(ON),
    ).values("cell_id", "member_id", "place", "is_in_time", "head_since")


def find_plans():
    """The plans of the year, whoever's they are."""
    return find_plans_begun(YEAR, END).values(
        "pk", "member_id", "status_then", "stood_since", "is_sent", "is_recalled"
    )


def list_gone(cells):
    """Two querysets of the recalled plans that were in these cells (ids), of those who
    belong to none of them any more: those that are there now, and those that have moved
    from there. Asked together, PostgreSQL reads the recalled plans of all wards."""
    moved = PlanEvent.objects.filter(step="move", from_cell__in=cells)
    recalled = find_plans_begun(YEAR, END).filter(first_recalled_at__lt=END)
    there_now = recalled.filter(cell__in=cells)
    left = recalled.filter(~Q(cell__in=cells), pk__in=moved.values("plan"))
    return [find_gone(plans, cells) for plans in (there_now, left)]


def find_gone(recalled, cells):
    """Those of these plans whose authors belong to none of the cells (ids) in which
    they were."""
    belong = Membership.objects.in_force(ON).filter(
        kind=Membership.Kind.OFFICIAL, cell__in=cells
    )
    plans = recalled.annotate(cell_then=find_cell_at(END))
    plans = plans.filter(~is_among(belong), cell_then__in=cells)
    return plans.values("cell_then", "member_id", "pk", "status_then", "stood_since")


def find_cell_at(end):
    """In which cell a plan was at a moment: where its first move after it began, but
    for cells that never were (the reorganisation was undone)."""
    never = Cell.objects.filter(founded_on=F("closed_on")).values("pk")
    moves = PlanEvent.objects.filter(
        plan=OuterRef("pk"), step="move", at__gte=end, from_cell__isnull=False
    )
    moves = moves.exclude(from_cell__in=never).order_by("number")
    return Coalesce(
        Subquery(moves.values("from_cell")[:1]),
        F("cell"),
        output_field=BigIntegerField(),
    )


# --- the cells of a cut ---------------------------------------------------------------

SHOWN_ON = Parameter("shown_on", DateField())
SOON_AFTER = Parameter("soon_after", DateField())


def find_cells(cells):
    """These cells (ids), by the name that they bore on the date whose cells are shown,
    with who leads and reviews."""
    named = FormerName.objects.filter(cell=OuterRef("pk"), until__gt=SHOWN_ON).order_by(
        "until"
    )
    held = Appointment.objects.in_force(ON).filter(cell=OuterRef("pk"))
    reviewing = Q(role__in=Appointment.REVIEWERS)
    ending = Appointment.objects.filter(reviewing, cell=OuterRef("pk"), acting_for=None)
    found = Cell.objects.filter(pk__in=cells).annotate(
        name_then=Coalesce(Subquery(named.values("name")[:1]), F("name")),
        is_closed=Case(When(closed_on__lte=SHOWN_ON, then=1), default=0),
        is_to_come=Case(When(founded_on__gt=SHOWN_ON, then=1), default=0),
        has_secretary=Exists(held.filter(role=Appointment.Role.SECRETARY)),
        has_reviewer=Exists(held.filter(reviewing)),
        ends_soon=Exists(ending.filter(until__gt=ON, until__lte=SOON_AFTER)),
    )
    return found.values_list(
        "pk",
        "name_then",
        "kind",
        "committee_id",
        "successor_id",
        "is_closed",
        "is_to_come",
        "has_secretary",
        "has_reviewer",
        "ends_soon",
    )


# --- the texts, built once ------------------------------------------------------------

# The plan of a member stands beside the membership by hand: Django joins them by the
# row of the member, of which nothing is counted, and which was a sixth of the time.
MEMBERS = f"""
    SELECT there.cell_id, there.member_id, plan.pk AS plan_pk, there.place,
        COALESCE(plan.status_then, '{NOT_BEGUN}') AS status, plan.stood_since,
        COALESCE(plan.is_sent, 0) AS is_sent,
        COALESCE(plan.is_recalled, 0) AS is_recalled,
        CASE WHEN there.head_since IS NULL THEN 0 ELSE 1 END AS is_head,
        there.is_in_time, there.head_since
    FROM ({{}}) AS there
    LEFT JOIN ({{}}) AS plan ON plan.member_id = there.member_id"""
GONE = """
    SELECT cell_then AS cell_id, member_id, pk AS plan_pk, 'gone' AS place,
        status_then AS status, stood_since, 1 AS is_sent, 1 AS is_recalled,
        0 AS is_head, 0 AS is_in_time, CAST(NULL AS date) AS head_since
    FROM ({} UNION ALL {}) AS author"""
# Whoever is counted in a cell; on these columns the measures are asked.
PEOPLE = f"{MEMBERS} UNION ALL {GONE}"

PREPARED_MEMBERS = Prepared(lambda: [find_members(CELLS), find_plans()], MEMBERS)
PREPARED_GONE = Prepared(lambda: list_gone(CELLS), GONE)
PREPARED_PEOPLE = Prepared(
    lambda: [find_members(CELLS), find_plans(), *list_gone(CELLS)], PEOPLE
)
PREPARED_CELLS = Prepared(lambda: [find_cells(CELLS)])


def read_moments(cut):
    """The values of the parameters of the querysets."""
    return {
        "cells": cut.cells,
        "on": cut.on,
        "end": end_of_day(cut.on),
        "year": cut.cycle.year if cut.cycle else cut.year,
        "new_after": find_newcomers_limit(cut.draft_due_on, cut.on),
        **read_own_terms(cut.draft_due_on, cut.on),
        "shown_on": cut.as_now or cut.on,
        "soon_after": cut.on + SOON,
    }
