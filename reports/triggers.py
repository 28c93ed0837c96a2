"""How does the database itself note that something has changed which is counted in a
cell?

Every table that a count reads of people and plans has triggers, which write a row of
CellChange for each cell to which the member ever belonged. Such a row tells the year
from which on figures may be others: of a row that was changed the first day of which it
now says something else. It is a row of its own and no number that grows, so that nobody
waits for another who changes the same cell.

What is read of cycles, and which cells there are, is part of the question
(reports/kept.py) and needs no triggers. A migration that makes SQLite rebuild one of
these tables drops its triggers: it has to write them again (tests/reports/test_kept.py
notices).
"""

from typing import NamedTuple

EVENTS = ("INSERT", "UPDATE", "DELETE")


class Counted(NamedTuple):
    """A table, and the columns that a count reads of it."""

    table: str
    since: str  # the first day or moment of which a row says something
    later: tuple = ()  # days or moments that say nothing of those before them
    columns: tuple = ()
    cell: str = ""  # a cell that the row names
    member: str = "{row}.member_id"
    events: tuple = EVENTS


DATED = ("until",)
TABLES = [
    Counted(
        "cells_membership", "since", DATED, ("kind", "origin", "cell_id"), "cell_id"
    ),
    Counted("cells_exemption", "since", DATED),
    Counted("cells_suspension", "since", DATED),
    Counted("cells_transfer", "since", DATED, ("kind", "direction")),
    Counted("cells_appointment", "since", DATED, ("is_head",)),
    # Where a plan stands, its cell and its papers only change with an event; its year
    # never does.
    Counted(
        "plans_plan",
        "begun_at",
        ("first_submitted_at", "first_recalled_at"),
        cell="cell_id",
    ),
    Counted(
        "plans_planevent",
        "at",
        columns=("number", "step", "from_status", "to_status", "from_cell_id"),
        cell="from_cell_id",
        member="(SELECT member_id FROM plans_plan WHERE id = {row}.plan_id)",
    ),
    # One that was closed on the day it was founded never was: plans were elsewhere.
    Counted(
        "cells_cell",
        "founded_on",
        ("founded_on", "closed_on"),
        cell="id",
        member="NULL",
        events=("UPDATE",),
    ),
]
YEAR = {
    "postgresql": "EXTRACT(YEAR FROM {day})::int",
    # Years of four digits sort as their numbers do.
    "sqlite": "CAST(substr({day}, 1, 4) AS INTEGER)",
}
LEAST = {"postgresql": "LEAST", "sqlite": "MIN"}
NO_YEAR = 9999


def write_triggers(vendor):
    """[SQL]"""
    found = []
    for counted in TABLES:
        for event in counted.events:
            found += write_trigger(counted, event, vendor)
    return found


def write_trigger(counted, event, vendor):
    name, body = name_trigger(counted, event), write_body(counted, event, vendor)
    when = ""
    if event == "UPDATE":
        when = f"WHEN ({write_condition(counted, vendor)})"
    start = (
        f"CREATE TRIGGER {name} AFTER {event} ON {counted.table} FOR EACH ROW {when}"
    )
    if vendor == "sqlite":
        return [f"{start} BEGIN {body} END"]
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {body} RETURN NULL; END $$",
        f"{start} EXECUTE FUNCTION {name}()",
    ]


def name_trigger(counted, event):
    return f"{counted.table}_counted_{event.lower()}"


def write_body(counted, event, vendor):
    """The statements that note a change, of the people before and after it."""
    year = write_year(counted, event, vendor)
    rows = {"INSERT": ["NEW"], "DELETE": ["OLD"], "UPDATE": ["OLD", "NEW"]}[event]
    return " ".join(write_note(counted, row, year) for row in rows)


def write_note(counted, row, year):
    member = counted.member.format(row=row)
    cells = f"SELECT cell_id FROM cells_membership WHERE member_id = {member}"
    if counted.cell:
        cells += f" UNION SELECT {row}.{counted.cell}"
    return (
        "INSERT INTO reports_cellchange (cell_id, year, times) "
        f"SELECT cell_id, {year}, 1 FROM ({cells}) AS there WHERE cell_id IS NOT NULL;"
    )


# --- what a change is, and since when -------------------------------------------------


def write_year(counted, event, vendor):
    """The year of the first day of which a row says something else than before."""
    if event != "UPDATE":
        row = {"INSERT": "NEW", "DELETE": "OLD"}[event]
        return YEAR[vendor].format(day=f"{row}.{counted.since}")
    begun = write_earlier_year(counted.since, vendor)
    if not counted.later:
        return begun
    years = []
    for column in counted.later:
        year = write_earlier_year(column, vendor)
        years.append(f"CASE WHEN {write_difference([column], vendor)} THEN {year} END")
    firsts = [f"COALESCE({year}, {NO_YEAR})" for year in years]
    first = write_least(firsts, vendor)
    others = list_columns_from_the_first(counted)
    if not others:
        return first
    is_other = write_difference(others, vendor)
    return f"CASE WHEN {is_other} THEN {begun} ELSE {first} END"


def write_condition(counted, vendor):
    """Whether a row says something else than before."""
    columns = list_columns_from_the_first(counted)
    return write_difference([*columns, *counted.later], vendor)


def list_columns_from_the_first(counted):
    """Those that say something of all days of a row."""
    columns = [counted.since, *counted.columns]
    for owner in ("member_id", "plan_id"):
        if f"{{row}}.{owner}" in counted.member:
            columns.append(owner)
    return [column for column in columns if column not in counted.later]


def write_difference(columns, vendor):
    differs = {"postgresql": "IS DISTINCT FROM", "sqlite": "IS NOT"}[vendor]
    return " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in columns)


def write_earlier_year(column, vendor):
    """Of a day before and after; an empty one never comes."""
    years = []
    for row in ("OLD", "NEW"):
        year = YEAR[vendor].format(day=f"{row}.{column}")
        years.append(f"COALESCE({year}, {NO_YEAR})")
    return write_least(years, vendor)


def write_least(years, vendor):
    if len(years) == 1:
        return years[0]
    return f"{LEAST[vendor]}({', '.join(years)})"


# --- making and dropping --------------------------------------------------------------


def make_triggers(apps, schema_editor):
    for statement in write_triggers(schema_editor.connection.vendor):
        schema_editor.execute(statement, params=None)


def drop_triggers(apps, schema_editor):
    for counted in TABLES:
        for event in counted.events:
            name = name_trigger(counted, event)
            if schema_editor.connection.vendor == "sqlite":
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
            else:
                schema_editor.execute(f"DROP FUNCTION IF EXISTS {name} CASCADE")
