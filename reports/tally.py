"""Which query stands behind the figures? Those who are counted (reports/people.py),
by cell and place.

What the figures mean is reports/rates.py; which there are, reports/figures.py.

It is a SELECT by hand over the columns of the querysets: Django would write every
annotation out again in every count that asks for it.
"""

import datetime
import json
import re
from functools import lru_cache

from django.db import connection

from phucdong.planned import take_lists
from phucdong.prepared import (
    ParameterOfIds,
    adapt_value,
    fetch_planned_rows,
    fetch_rows,
)
from plans.place_on_date import GRACE, end_of_day
from reports.people import PREPARED_CELLS, PREPARED_PEOPLE, read_moments

WAITING = datetime.timedelta(days=7)

# Whether there was a paper of the revision of a plan that had been signed last at the
# moment. Asked only of the few plans of which something else is true already.
PAPER = """
    EXISTS (SELECT 1 FROM {table} AS paper
        WHERE paper.plan_id = plan_pk AND paper.recorded_at < %(end)s
        AND (paper.taken_back_at IS NULL OR paper.taken_back_at >= %(end)s)
        AND NOT EXISTS (SELECT 1 FROM plans_signature AS later
            WHERE later.plan_id = plan_pk AND later.revision > paper.revision
            AND later.recorded_at < %(end)s
            AND (later.taken_back_at IS NULL OR later.taken_back_at >= %(end)s)))"""
IS_FILED = PAPER.format(table="plans_filing")
IS_HUNG = PAPER.format(table="plans_posting")
# What may be asked of a person: SQL that is true or false of a row of PEOPLE.
MEASURES = {
    "person": "1 = 1",
    "sent": "is_sent = 1",
    "unsent": "is_sent = 0",
    "late": f"""
        ((status IN ('not_begun', 'draft') AND %(drafts_are_due)s)
        OR (status = 'cell_review' AND %(reviews_are_due)s)
        OR (status = 'finalizing' AND %(copies_are_due)s)
        OR (status = 'signed' AND %(copies_are_due)s
            AND NOT ({IS_FILED}
                AND (is_head = 0 OR head_since >= %(posting_since)s))))
        AND is_in_time = 0""",
    "waiting": "status = 'cell_review' AND stood_since < %(waiting_before)s",
    "head_not_done": f"is_head = 1 AND (status <> 'posted' OR NOT {IS_HUNG})",
    "recalled": "is_recalled = 1",
    "mended": "is_recalled = 1 AND status IN ('signed', 'posted')",
    "unmended": "is_recalled = 1 AND status IN ('draft', 'cell_review', 'finalizing')",
}
# What is left over of one when another is taken away.
LEFT_OVER = {"unsent": ("person", "sent"), "unmended": ("recalled", "mended")}
# Where somebody stands; of whoever is obliged, where the plan stands.
STANDING = "CASE place WHEN 'obliged' THEN status ELSE place END"


# --- asking ---------------------------------------------------------------------------


def list_cells(cuts):
    """Rows (named tuples) as find_cells, with the number of the `cut`; one query."""
    return ask_of_cuts(cuts, "SELECT * FROM {rows}", PREPARED_CELLS)


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


# Rows: a cell, a standing and the count of every measure.
COUNTED = f"""
    SELECT cell_id, {STANDING} AS standing,
        {", ".join(f"{write_measure(name)} AS {name}" for name in MEASURES)}
    FROM {{rows}} GROUP BY 1, 2"""


# The same of all cells of a cut together.
TOTAL = f"""
    SELECT NULL AS cell_id, {STANDING} AS standing,
        {", ".join(f"{write_measure(name)} AS {name}" for name in MEASURES)}
    FROM {{rows}} GROUP BY 2"""


def select_people(cuts, select, cells=None):
    """Rows (named tuples) of a SELECT over `{rows}` (PEOPLE) of every cut, of these
    cells (ids) alone where they are given, with the number of the `cut`; one query."""
    if cells is None:
        return ask_of_cuts(cuts, select, PREPARED_PEOPLE)
    sql, values = write_statement_of_cells(cuts, f"{select} WHERE 1 = 1", cells)
    return fetch_rows(sql, values) if sql else []


def select_names(cuts, select, cells, part):
    """The rows of a SELECT as select_people asks it, of these cells (ids) alone, by
    given name; a slice of them."""
    sql, values = write_statement_of_cells(cuts, select, cells)
    if not sql:
        return []
    values |= {"most": part.stop - part.start, "first": part.start}
    return fetch_rows(
        f"SELECT * FROM ({sql}) AS named ORDER BY name_sort, member_id "
        "LIMIT %(most)s OFFSET %(first)s",
        values,
    )


def write_statement_of_cells(cuts, select, cells):
    """As write_statement, of these cells (ids) alone; the SELECT has a WHERE."""
    ids = ParameterOfIds("listed")
    select = f"{select} AND cell_id IN {ids.text}"
    sql, values = write_statement(cuts, select, PREPARED_PEOPLE)
    for name in ("listed", *(f"listed_{number}" for number, _ in enumerate(cuts))):
        values[name] = adapt_value(cells, ids)
    return sql, values


def ask_of_cuts(cuts, select, prepared):
    if connection.vendor == "postgresql" and len(cuts) == 1 and cuts[0].cells:
        return ask_of_one(cuts[0], select, prepared)
    sql, values = write_statement(cuts, select, prepared)
    return fetch_rows(sql, values) if sql else []


def ask_of_one(cut, select, prepared):
    """The same of a single cut (PostgreSQL), planned once for each connection."""
    sql, constants, _ = prepared.text
    text = select.replace("{rows}", f"({take_lists(sql)}) AS found")
    text = f"SELECT 0 AS cut, counted.* FROM ({text}) AS counted"
    values = {**constants, **read_moments(cut), **read_deadlines(cut)}
    return fetch_planned_rows(text, values, COLUMNS)


# --- the text ------------------------------------------------------------------------


def write_statement(cuts, select, prepared):
    """(SQL over every cut, {name: value}); "" where there is no cell."""
    numbered = [(number, cut) for number, cut in enumerate(cuts) if cut.cells]
    if len(numbered) > 1 and connection.vendor == "postgresql":
        return write_statement_of_many(numbered, select, prepared)
    sql, constants, _ = prepared.text
    texts, values = [], dict(constants)
    for number, cut in numbered:
        texts.append(write_cut(select, sql, number))
        moments = prepared.adapt(read_moments(cut))
        for name, value in {**moments, **read_deadlines(cut)}.items():
            values[f"{name}_{number}"] = value
    return " UNION ALL ".join(texts), values


@lru_cache(maxsize=100)
def write_cut(select, sql, number):
    """The SQL over one cut; its parameters are told from another cut's by its
    number."""
    text = select.replace("{rows}", f"({sql}) AS found")
    text = f"SELECT {number} AS cut, counted.* FROM ({text}) AS counted"
    return re.sub(r"%\((?!constant)(\w+)\)s", rf"%(\1_{number})s", text)


# What may be another one in each cut, and its type (PostgreSQL).
COLUMNS = {
    "number": "int",
    "cells": "bigint[]",
    "on": "date",
    "end": "timestamptz",
    "year": "int",
    "new_after": "date",
    "entered_after": "date",
    "returned_after": "date",
    "shown_on": "date",
    "soon_after": "date",
    "waiting_before": "timestamptz",
    "posting_since": "date",
    "drafts_are_due": "boolean",
    "reviews_are_due": "boolean",
    "copies_are_due": "boolean",
}


def write_statement_of_many(numbered, select, prepared):
    """The same for the wards of a city, or for years (PostgreSQL): the cuts are a
    table, and the text is planned once. One arm of a UNION for each of 44 wards was
    670,000 letters.

    What is the same in all cuts stands in the text as it is, so that those who are
    exempt on a day are looked up once and not for every ward.
    """
    rows = []
    for number, cut in numbered:
        rows.append({"number": number, **read_moments(cut), **read_deadlines(cut)})
    sql, constants, _ = prepared.text
    text = select.replace("{rows}", f"({sql}) AS found")
    text = text.replace("(%(cells)s)", "(SELECT unnest(cut.cells))")
    values = {**constants, "cuts": json.dumps(rows, default=str)}
    for name, kind in COLUMNS.items():
        told = {str(row[name]) for row in rows}
        if len(told) > 1 or name == "cells":
            text = text.replace(f"%({name})s", f'cut."{name}"')
        else:
            text = text.replace(f"%({name})s", f"%({name})s::{kind}")
            values[name] = rows[0][name]
    columns = ", ".join(f'"{name}" {kind}' for name, kind in COLUMNS.items())
    return (
        f"SELECT cut.number AS cut, counted.* FROM json_to_recordset(%(cuts)s::json) "
        f"AS cut ({columns}) CROSS JOIN LATERAL ({text}) AS counted",
        values,
    )


def read_deadlines(cut):
    """The values of the parameters of MEASURES."""
    cycle = cut.cycle
    waiting_before = end_of_day(cut.on) - WAITING
    posting_since = cut.on - GRACE
    return {
        "posting_since": connection.ops.adapt_datefield_value(posting_since),
        "waiting_before": connection.ops.adapt_datetimefield_value(waiting_before),
        "drafts_are_due": bool(cycle and cut.on > cycle.draft_due_on),
        "reviews_are_due": bool(cycle and cut.on > cycle.review_due_on),
        "copies_are_due": bool(cycle and cut.on > cycle.filed_due_on),
    }
