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
    CharField,
    DateField,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from cells.concerns import SOON
from cells.models import Appointment, Cell, FormerName, Membership
from phucdong.prepared import Parameter, ParameterOfIds, Prepared
from plans.models import Cycle, Plan, PlanEvent
from plans.place_on_date import (
    GRACE,
    annotate_place,
    annotate_plan,
    end_of_day,
    find_heads,
    find_newcomers_limit,
    find_newcomers_since,
    find_standing_since,
    find_status_at,
    is_among,
    is_looked_up_among,
)

GONE = "gone"
DAY = datetime.timedelta(days=1)

# The columns of whoever is counted in a cell, on which the measures are asked.
PEOPLE = (
    "cell_id",
    "member_id",
    "full_name",
    "name_sort",
    "plan_pk",
    "place",
    "status",
    "stood_since",
    "is_sent",
    "is_recalled",
    "is_head",
    "is_in_time",
)


class Keep(Enum):
    """Whether an answer is kept (reports/kept.py): not, of all cells of a cut together,
    or of each cell by itself, where some of many change all the time."""

    NOT = "not"
    WHOLE = "whole"
    BY_CELL = "by cell"


@dataclass(frozen=True)
class Cut:
    """What a count is about: these cells (ids), this cycle (or only a year), as of this
    date; the cells as they were then, or as they are on another date (`as_now`); and
    whether the answer is kept."""

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
IN_TIME_AFTER = Parameter("in_time_after", DateField())
CYCLE = Parameter("cycle", BigIntegerField())


def find_members(cells):
    """Who is in these cells (ids), as rows of PEOPLE."""
    there = Membership.objects.filter(cell__in=cells)
    there = annotate_place(there, ON, new_after=NEW_AFTER)
    there = annotate_plan(there, END, CYCLE)
    in_time = find_newcomers_since(IN_TIME_AFTER, ON)
    return there.annotate(
        full_name=F("member__full_name"),
        name_sort=F("member__name_sort"),
        plan_pk=F("plan__id"),
        is_head=Case(When(is_looked_up_among(find_heads(ON)), then=1), default=0),
        is_in_time=Case(When(is_among(in_time), then=1), default=0),
    ).values_list(*PEOPLE)


def find_gone(cells):
    """Authors of recalled plans that were in these cells, who belong to none of them
    any more, as rows of PEOPLE."""
    belong = Membership.objects.in_force(ON).filter(
        kind=Membership.Kind.OFFICIAL, cell__in=cells
    )
    recalled = Plan.objects.filter(cycle=CYCLE, first_recalled_at__lt=END)
    plans = recalled.annotate(cell_then=find_cell_at(END))
    plans = plans.filter(~is_among(belong), cell_then__in=cells)
    return plans.annotate(
        full_name=F("member__full_name"),
        name_sort=F("member__name_sort"),
        plan_pk=F("pk"),
        place=Value(GONE, CharField()),
        status_then=find_status_at(END),
        stood_since=find_standing_since(END),
        is_sent=Value(1),
        is_recalled=Value(1),
        is_head=Value(0),
        is_in_time=Value(0),
    ).values_list("cell_then", *PEOPLE[1:6], "status_then", *PEOPLE[7:])


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

PREPARED_MEMBERS = Prepared(lambda: [find_members(CELLS)])
# The first one names the columns.
PREPARED_GONE = Prepared(lambda: [find_members(CELLS).none(), find_gone(CELLS)])
PREPARED_PEOPLE = Prepared(lambda: [find_members(CELLS), find_gone(CELLS)])
PREPARED_CELLS = Prepared(lambda: [find_cells(CELLS)])


def read_moments(cut):
    """The values of the parameters of the querysets."""
    return {
        "cells": cut.cells,
        "on": cut.on,
        "end": end_of_day(cut.on),
        "cycle": cut.cycle.pk if cut.cycle else None,
        "new_after": find_newcomers_limit(cut.draft_due_on, cut.on),
        "in_time_after": max(cut.draft_due_on, cut.on - GRACE - DAY),
        "shown_on": cut.as_now or cut.on,
        "soon_after": cut.on + SOON,
    }
