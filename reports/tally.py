"""Which query stands behind the figures? Who stands where (plans/place_on_date.py),
counted by cell and place.

What the figures mean is reports/rates.py; which there are, reports/figures.py.

The text of the querysets is built once (phucdong/prepared.py), and counted by a SELECT
by hand over their columns: Django would write every annotation out again in every count
that asks for it. Building the text anew takes 12 ms of processor time for a page that
may take 12 in all; asking it over 1,500 members and 24 cells takes 4.
"""

import datetime
import json
import re
from dataclasses import dataclass
from functools import lru_cache

from django.core.exceptions import EmptyResultSet
from django.db import connection
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
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce

from cells.concerns import SOON
from cells.models import Appointment, Cell, FormerName, Membership
from phucdong.prepared import (
    Parameter,
    ParameterOfIds,
    Prepared,
    adapt_value,
    fetch_rows,
)
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
)

GONE = "gone"
WAITING = datetime.timedelta(days=7)
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
# What may be asked of a person: SQL that is true or false of a row of PEOPLE.
MEASURES = {
    "person": "1 = 1",
    "sent": "is_sent = 1",
    "unsent": "is_sent = 0",
    "late": """
        (status IN ('not_begun', 'draft') AND %(drafts_are_due)s AND is_in_time = 0)
        OR (status = 'cell_review' AND %(reviews_are_due)s)
        OR (status IN ('finalizing', 'signed') AND %(copies_are_due)s)""",
    "waiting": "status = 'cell_review' AND stood_since < %(waiting_before)s",
    "head_not_done": "is_head = 1 AND status <> 'posted'",
    "recalled": "is_recalled = 1",
    "mended": "is_recalled = 1 AND status IN ('signed', 'posted')",
    "unmended": "is_recalled = 1 AND status IN ('draft', 'cell_review', 'finalizing')",
}
# What is left over of one when another is taken away.
LEFT_OVER = {"unsent": ("person", "sent"), "unmended": ("recalled", "mended")}
# Where somebody stands; of whoever is obliged, where the plan stands.
STANDING = "CASE place WHEN 'obliged' THEN status ELSE place END"


@dataclass(frozen=True)
class Cut:
    """What a count is about: these cells (`ids`, where they are known), this cycle (or
    only a year), as of this date; the cells as they were then, or as they are on
    another date (`as_now`)."""

    cells: QuerySet
    on: datetime.date
    cycle: Cycle | None = None
    year: int = 0
    as_now: datetime.date | None = None
    ids: list | None = None

    @property
    def draft_due_on(self):
        """Whoever came after it is a newcomer; 31 January where there is no cycle."""
        if self.cycle:
            return self.cycle.draft_due_on
        return datetime.date(self.year or self.on.year, 1, 31)


# --- the people of a cut --------------------------------------------------------------


ON = Parameter("on", DateField())
END = Parameter("end", DateTimeField())
NEW_AFTER = Parameter("new_after", DateField())
IN_TIME_AFTER = Parameter("in_time_after", DateField())
CYCLE = Parameter("cycle", BigIntegerField())


def find_members(cells):
    """Who is in these cells (ids), as rows of PEOPLE."""
    there = annotate_place(
        Membership.objects.filter(cell__in=cells), ON, new_after=NEW_AFTER
    )
    there = annotate_plan(there, END, CYCLE)
    in_time = find_newcomers_since(IN_TIME_AFTER, ON)
    return there.annotate(
        full_name=F("member__full_name"),
        name_sort=F("member__name_sort"),
        plan_pk=F("plan__id"),
        is_head=Case(When(is_among(find_heads(ON)), then=1), default=0),
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

IDS = RawSQL("SELECT {cells}", [])
PREPARED_PEOPLE = Prepared(lambda: [find_members(IDS), find_gone(IDS)])
PREPARED_CELLS = Prepared(lambda: [find_cells(IDS)])


# --- asking ---------------------------------------------------------------------------


def list_cells(cuts):
    """Rows (named tuples) as find_cells, with the number of the `cut`; one query."""
    return ask_of_cuts(cuts, "SELECT * FROM {rows}", PREPARED_CELLS)


def count_people(cuts):
    """Rows (named tuples): a cell, a standing and the count of every measure, with the
    number of the `cut`."""
    return select_people(cuts, COUNTED)


def write_measure(measure):
    """SQL that counts whom a measure is true of; a left-over as the difference, without
    asking everybody again."""
    if measure in LEFT_OVER:
        whole, part = LEFT_OVER[measure]
        return f"{write_measure(whole)} - {write_measure(part)}"
    return (
        "COUNT(*)"
        if measure == "person"
        else f"COUNT(CASE WHEN {MEASURES[measure]} THEN 1 END)"
    )


COUNTED = f"""
    SELECT cell_id, {STANDING} AS standing,
        {", ".join(f"{write_measure(name)} AS {name}" for name in MEASURES)}
    FROM {{rows}} GROUP BY 1, 2"""


def select_people(cuts, select):
    """Rows (named tuples) of a SELECT over `{rows}` (PEOPLE) of every cut, with the
    number of the `cut`; one query."""
    return ask_of_cuts(cuts, select, PREPARED_PEOPLE)


def select_names(cuts, select, cells, part):
    """The rows of a SELECT as select_people asks it, of these cells (ids) alone, by
    given name; a slice of them."""
    ids = ParameterOfIds("listed")
    select = f"{select} AND cell_id IN {ids.text}"
    sql, values = write_statement(cuts, select, PREPARED_PEOPLE)
    if not sql:
        return []
    for name in ("listed", *(f"listed_{number}" for number, _ in enumerate(cuts))):
        values[name] = adapt_value(cells, ids)
    values |= {"most": part.stop - part.start, "first": part.start}
    return fetch_rows(
        f"SELECT * FROM ({sql}) AS named ORDER BY name_sort, member_id "
        "LIMIT %(most)s OFFSET %(first)s",
        values,
    )


def ask_of_cuts(cuts, select, prepared):
    sql, values = write_statement(cuts, select, prepared)
    return fetch_rows(sql, values) if sql else []


def write_statement(cuts, select, prepared):
    """(SQL over every cut, {name: value}); "" where there is no cell."""
    is_known = all(cut.ids is not None for cut in cuts)
    if len(cuts) > 1 and is_known and connection.vendor == "postgresql":
        return write_statement_of_scope(cuts, select, prepared)
    sql, constants, _ = prepared.text
    texts, values = [], dict(constants)
    for number, cut in enumerate(cuts):
        try:
            cells, params = write_cells(cut)
        except EmptyResultSet:
            continue
        texts.append(write_cut(select, sql, cells, number))
        for name, value in {
            **params,
            **prepared.adapt(read_moments(cut)),
            **read_deadlines(cut),
        }.items():
            values[f"{name}_{number}"] = value
    return " UNION ALL ".join(texts), values


def write_cells(cut):
    """(SQL of the ids of the cells of a cut with named parameters, {name: value}).
    Raises EmptyResultSet."""
    sql, params = cut.cells.order_by().values("pk").query.sql_with_params()
    values = {f"cell{number}": value for number, value in enumerate(params)}
    return sql % tuple(f"%({name})s" for name in values), values


@lru_cache(maxsize=100)
def write_cut(select, sql, cells, number):
    """The SQL over one cut; its parameters are told from another cut's by its
    number."""
    text = select.replace("{rows}", f"({sql}) AS found").replace(
        "SELECT {cells}", cells
    )
    text = f"SELECT {number} AS cut, counted.* FROM ({text}) AS counted"
    return re.sub(r"%\((?!constant)(\w+)\)s", rf"%(\1_{number})s", text)


# --- many cuts in one text ------------------------------------------------------------

# What is another one in each cut, and its type.
COLUMNS = {
    "number": "int",
    "cells": "bigint[]",
    "on": "date",
    "end": "timestamptz",
    "cycle": "bigint",
    "new_after": "date",
    "in_time_after": "date",
    "shown_on": "date",
    "soon_after": "date",
    "waiting_before": "timestamptz",
    "drafts_are_due": "boolean",
    "reviews_are_due": "boolean",
    "copies_are_due": "boolean",
}


def write_statement_of_scope(cuts, select, prepared):
    """The same for the wards of a city (PostgreSQL): the cuts are a table, and the text
    is planned once. One arm of a UNION for each of 44 wards was 670,000 letters."""
    sql, constants, _ = prepared.text
    text = select.replace("{rows}", f"({sql}) AS found").replace(
        "SELECT {cells}", "SELECT unnest(cut.cells)"
    )
    for name in COLUMNS:
        text = text.replace(f"%({name})s", f'cut."{name}"')
    rows = []
    for number, cut in enumerate(cuts):
        row = {"number": number, "cells": cut.ids}
        rows.append(row | read_moments(cut) | read_deadlines(cut))
    columns = ", ".join(f'"{name}" {kind}' for name, kind in COLUMNS.items())
    return (
        f"SELECT cut.number AS cut, counted.* FROM json_to_recordset(%(cuts)s::json) "
        f"AS cut ({columns}) CROSS JOIN LATERAL ({text}) AS counted",
        constants | {"cuts": json.dumps(rows, default=str)},
    )


def read_moments(cut):
    """The values of the parameters of the querysets."""
    return {
        "on": cut.on,
        "end": end_of_day(cut.on),
        "cycle": cut.cycle.pk if cut.cycle else None,
        "new_after": find_newcomers_limit(cut.draft_due_on, cut.on),
        "in_time_after": max(cut.draft_due_on, cut.on - GRACE - DAY),
        "shown_on": cut.as_now or cut.on,
        "soon_after": cut.on + SOON,
    }


def read_deadlines(cut):
    """The values of the parameters of MEASURES."""
    cycle = cut.cycle
    waiting_before = end_of_day(cut.on) - WAITING
    return {
        "waiting_before": connection.ops.adapt_datetimefield_value(waiting_before),
        "drafts_are_due": bool(cycle and cut.on > cycle.draft_due_on),
        "reviews_are_due": bool(cycle and cut.on > cycle.review_due_on),
        "copies_are_due": bool(cycle and cut.on > cycle.filed_due_on),
    }
