"""Which query stands behind the figures? One statement over any number of cells, and its parameters.

It is SQL by hand: with 1,500 members the same as ORM expressions took 12 ms, 6 of them to build the text, this takes 4.
It is the same on SQLite and PostgreSQL. What the figures mean is reports/rates.py.
"""

import datetime
import re
from collections import namedtuple
from dataclasses import dataclass
from functools import cache, lru_cache

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from cells.concerns import SOON
from cells.models import Appointment
from plans.models import Cycle

GRACE = datetime.timedelta(days=30)
WAITING = datetime.timedelta(days=7)
DAY = datetime.timedelta(days=1)

# What may be asked of a person, as SQL over the rows of PEOPLE.
MEASURES = {
    "person": "TRUE",
    "sent": "sent",
    "unsent": "sent IS NOT TRUE",
    "late": """CASE WHEN status IN ('not_begun', 'draft') THEN %(on)s > %(draft_due)s AND member_id NOT IN (
            SELECT member_id FROM cells_membership WHERE kind = 'official' AND origin IN ('admitted', 'received')
            AND since > %(still_in_time_after)s AND since <= %(on)s)
        WHEN status = 'cell_review' THEN %(on)s > %(review_due)s
        WHEN status IN ('finalizing', 'signed') THEN %(on)s > %(filed_due)s ELSE FALSE END""",
    "waiting": """status = 'cell_review' AND (moved_at < %(waiting_before)s OR moved_at >= %(end)s AND (
        SELECT MAX(event.at) FROM plans_planevent event WHERE event.plan_id = people.plan_id AND event.at < %(end)s
        AND event.from_status <> event.to_status) < %(waiting_before)s)""",
    "head_not_done": """status <> 'posted' AND member_id IN (SELECT member_id FROM cells_appointment
        WHERE is_head AND since <= %(on)s AND (until IS NULL OR until > %(on)s))""",
    "recalled": "recalled",
    "mended": "recalled AND status IN ('signed', 'posted')",
    "unmended": "recalled AND status IN ('draft', 'cell_review', 'finalizing')",
}

RECALLS = "SELECT plan_id FROM plans_planevent WHERE step = 'recall' AND at < %(end)s"
IN_FORCE = "since <= %(on)s AND (until IS NULL OR until > %(on)s)"
# A plan that has moved since the date stood where its last event before the end of the date had led.
STATUS = """CASE WHEN plan.moved_at < %(end)s THEN plan.status ELSE (SELECT event.to_status FROM plans_planevent event
    WHERE event.plan_id = plan.id AND event.at < %(end)s ORDER BY event.number DESC LIMIT 1) END"""
# A plan that has gone to another cell since the date was where its first move after it began: not if that is a cell
# that never was (the reorganisation was undone).
CELL_THEN = """COALESCE((SELECT event.from_cell_id FROM plans_planevent event
    WHERE event.plan_id = plan.id AND event.step = 'move' AND event.at >= %(end)s AND event.from_cell_id NOT IN (
        SELECT id FROM cells_cell WHERE founded_on = closed_on)
    ORDER BY event.number LIMIT 1), plan.cell_id)"""
# The plus sign keeps the query from walking through all plans of the cycle: recalled plans are few.
PEOPLE = f"""
SELECT there.cell_id, there.member_id, plan.id AS plan_id,
    CASE WHEN there.kind = 'temporary' THEN 'guest'
        WHEN there.member_id IN (SELECT member_id FROM cells_exemption WHERE {IN_FORCE}) THEN 'exempt'
        WHEN there.member_id IN (SELECT member_id FROM cells_suspension WHERE {IN_FORCE}) THEN 'suspended'
        WHEN there.member_id IN (SELECT member_id FROM cells_transfer
            WHERE kind = 'temporary' AND direction = 'out' AND {IN_FORCE}) THEN 'away'
        WHEN there.member_id IN (SELECT member_id FROM cells_membership WHERE kind = 'official'
            AND origin IN ('admitted', 'received') AND since > %(new_after)s AND since <= %(on)s) THEN 'newcomer'
        ELSE 'obliged' END AS standing,
    CASE WHEN plan.id IS NULL THEN 'not_begun' ELSE {STATUS} END AS status,
    plan.moved_at, plan.first_submitted_at < %(end)s AS sent, plan.id IN ({RECALLS}) AS recalled
FROM cells_membership there
LEFT JOIN plans_plan plan
    ON plan.member_id = there.member_id AND plan.cycle_id = %(cycle)s AND plan.begun_at < %(end)s
WHERE there.cell_id IN ({{cells}}) AND there.since <= %(on)s AND (there.until IS NULL OR there.until > %(on)s)
UNION ALL
SELECT recalled.* FROM (
    SELECT {CELL_THEN} AS cell_id, plan.member_id, plan.id, 'gone', {STATUS}, plan.moved_at, TRUE, TRUE
    FROM plans_plan plan WHERE plan.id IN ({RECALLS}) AND +plan.cycle_id = %(cycle)s
) AS recalled
WHERE recalled.cell_id IN ({{cells}})
    AND NOT EXISTS (SELECT 1 FROM cells_membership WHERE member_id = recalled.member_id AND kind = 'official'
        AND {IN_FORCE} AND cell_id IN ({{cells}}))
"""
PLACE = "CASE standing WHEN 'obliged' THEN status ELSE standing END"
HELD = f"SELECT cell_id FROM cells_appointment WHERE cell_id IS NOT NULL AND {IN_FORCE} AND role"
REVIEWERS = f"({', '.join(repr(str(role)) for role in Appointment.REVIEWERS)})"
# What a cell is called on the day whose cells are shown.
NAME_THEN = """COALESCE((SELECT former.name FROM cells_formername former
    WHERE former.cell_id = cell.id AND former.until > %(shown_on)s ORDER BY former.until LIMIT 1), cell.name)"""
OF_A_CELL = ("id", "name", "kind", "committee_id", "successor_id", "is_closed", "is_to_come")
OF_A_CELL += ("has_secretary", "has_reviewer", "ends_soon")
# In which column of a row of COUNTED the count of a measure stands; before it, the number of the cut and the cell.
MEASURED = {name: place for place, name in enumerate(MEASURES, start=len(("cut", *OF_A_CELL, "cell_id", "place")))}
# What is left over is counted as a difference: the same number, without asking every person twice.
LEFT_OVER = {"unsent": ("person", "sent"), "unmended": ("recalled", "mended")}


def number_of(measure):
    """SQL that counts whom a measure is true of."""
    if measure in LEFT_OVER:
        return " - ".join(number_of(part) for part in LEFT_OVER[measure])
    return "COUNT(*)" if measure == "person" else f"COUNT(CASE WHEN {MEASURES[measure]} THEN 1 END)"


COUNTED = f"""
SELECT cell.id, {NAME_THEN} AS name, cell.kind, cell.committee_id, cell.successor_id,
    CASE WHEN cell.closed_on <= %(shown_on)s THEN 1 ELSE 0 END AS is_closed,
    CASE WHEN cell.founded_on > %(shown_on)s THEN 1 ELSE 0 END AS is_to_come,
    CASE WHEN cell.id IN ({HELD} = 'secretary') THEN 1 ELSE 0 END AS has_secretary,
    CASE WHEN cell.id IN ({HELD} IN {REVIEWERS}) THEN 1 ELSE 0 END AS has_reviewer,
    CASE WHEN cell.id IN (SELECT cell_id FROM cells_appointment WHERE cell_id IS NOT NULL AND acting_for_id IS NULL
        AND role IN {REVIEWERS} AND until > %(on)s AND until <= %(soon)s) THEN 1 ELSE 0 END AS ends_soon,
    counted.*
FROM cells_cell cell
LEFT JOIN (
    SELECT people.cell_id, {PLACE} AS place,
        {", ".join(f"{number_of(measure)} AS {measure}" for measure in MEASURES)}
    FROM ({{people}}) AS people GROUP BY 1, 2
) AS counted ON counted.cell_id = cell.id
WHERE cell.id IN ({{cells}})
"""


@dataclass(frozen=True)
class Cut:
    """What a count is about: these cells, this cycle (or only a year), as of this date; the cells as they were then,
    or as they are on another date (`as_now`)."""

    cells: QuerySet
    on: datetime.date
    cycle: Cycle | None = None
    year: int = 0
    as_now: datetime.date | None = None


def rows(cuts, sql):
    """Rows (named tuples) of this SQL over every cut, in one query; `cut` is the number of the cut."""
    texts, values = [], {}
    for number, cut in enumerate(cuts):
        try:
            cells, params = scope(cut.cells)
        except EmptyResultSet:
            continue
        texts.append(text_of(sql, cells, number))
        values |= {f"{name}_{number}": value for name, value in {**params, **moments(cut)}.items()}
    return fetch(" UNION ALL ".join(texts), values) if texts else []


def scope(cells):
    """(SQL, params) of the ids of a queryset of cells, with named parameters. Raises EmptyResultSet."""
    sql, params = cells.order_by().values("pk").query.sql_with_params()
    names = [f"cell{number}" for number in range(len(params))]
    order = iter(names)
    return re.sub("%s", lambda _: f"%({next(order)})s", sql), dict(zip(names, params, strict=True))


@lru_cache(maxsize=100)
def text_of(sql, cells, number):
    """The SQL over one cut; its parameters are told from another cut's by its number."""
    text = sql.replace("{people}", PEOPLE).replace("{cells}", cells)
    return re.sub(r"%\((\w+)\)s", rf"%(\1_{number})s", f"SELECT {number} AS cut, found.* FROM ({text}) AS found")


def moments(cut):
    """What the query compares with: days, and the end of the day in Việt Nam as an aware moment."""
    end = end_of(cut.on)
    days = {"on": cut.on, "soon": cut.on + SOON, "shown_on": cut.as_now or cut.on, **deadlines(cut)}
    times = {"end": end, "waiting_before": end - WAITING}
    prepared = {name: connection.ops.adapt_datefield_value(day) for name, day in days.items()}
    prepared |= {name: connection.ops.adapt_datetimefield_value(at) for name, at in times.items()}
    return {**prepared, "cycle": cut.cycle.pk if cut.cycle else None}


def deadlines(cut):
    """The cycle's deadlines; without a cycle only that of the year's drafts, from which newcomers are told."""
    cycle = cut.cycle
    new_after = cycle.draft_due_on if cycle else datetime.date(cut.year or cut.on.year, 1, 31)
    return {
        "draft_due": cycle and cycle.draft_due_on,
        "review_due": cycle and cycle.review_due_on,
        "filed_due": cycle and cycle.filed_due_on,
        "new_after": max(new_after, cut.on - GRACE),
        "still_in_time_after": max(new_after, cut.on - GRACE - DAY),
    }


def end_of(on):
    return timezone.make_aware(datetime.datetime.combine(on + DAY, datetime.time.min))


def fetch(sql, values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row = row_of(tuple(column[0] for column in cursor.description))
        return [row._make(found) for found in cursor.fetchall()]


@cache
def row_of(columns):
    return namedtuple("Row", columns)
