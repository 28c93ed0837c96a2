"""Which cells are meant? Those of which each word begins a word of the name, a number
being a whole word."""

import datetime
from typing import NamedTuple

from cells.models import Cell, Committee, FormerName
from cells.models.organisation import add_years
from cells.names import fold_cell, marked
from cells.pages.search.statements import (
    compile_queryset,
    contains_text,
    fetch_rows,
    join_conditions,
)

MOST_CELLS = 8
CELLS = Cell._meta.db_table
COMMITTEES = Committee._meta.db_table
FORMER_NAMES = FormerName._meta.db_table


class FoundCell(NamedTuple):
    """`committee` is its name; `former` is the name that was meant if that is not
    today's, else ""."""

    pk: int
    name: str
    committee: str
    closed_on: datetime.date | None
    former: str

    @property
    def name_with_years(self):
        return add_years(self.name, self.closed_on)

    def is_closed(self, on):
        return self.closed_on is not None and self.closed_on <= on


def find_cells(scope, words):
    """Open ones first, those that bear the name today, those whose marks are as typed,
    the shortest name before longer ones (so that 9 stands before 10). At most
    MOST_CELLS and one more, and none that never was."""
    if not words.strip():
        return []
    on, as_typed = scope.actor.on, marked(words)
    found = fetch_cells(scope, fold_cell(words).split(), on)
    found.sort(
        key=lambda cell: (
            cell.is_closed(on),
            bool(cell.former),
            as_typed not in marked(cell.name),
        )
    )
    return found


def fetch_cells(scope, asked, on):
    cells = Cell.objects.overseen_by(scope.actor).that_ever_were()
    overseen = compile_queryset(cells.values("pk"))
    today = match_words("cell.name_folded", asked)
    before = match_words("past.name_folded", asked)
    text = f"""SELECT cell.id, cell.name, committee.name, cell.closed_on,
            CASE WHEN {today.text} THEN '' ELSE (
                SELECT MAX(past.name) FROM {FORMER_NAMES} past
                WHERE past.cell_id = cell.id AND {before.text}) END
        FROM {CELLS} cell JOIN {COMMITTEES} committee
            ON committee.id = cell.committee_id
        WHERE cell.id IN ({overseen.text}) AND ({today.text} OR cell.id IN (
            SELECT past.cell_id FROM {FORMER_NAMES} past WHERE {before.text}))
        ORDER BY CASE WHEN cell.closed_on <= '{on.isoformat()}' THEN 1 ELSE 0 END,
            CASE WHEN {today.text} THEN 0 ELSE 1 END,
            LENGTH(cell.name_folded), cell.name_folded, cell.id
        LIMIT {MOST_CELLS + 1}"""
    rows = fetch_rows(text, today, before, overseen, today, before, today)
    return [FoundCell(*row) for row in rows]


def match_words(column, words):
    """Each word begins a word of the column; any name does if only "chi bộ" was typed.
    That it stands in it at all is asked first, for that is cheaper."""
    padded, conditions = f"(' ' || {column} || ' ')", []
    for word in words:
        conditions.append(contains_text(column, word))
    for word in words:
        end = " " if word.isdigit() else ""
        conditions.append(contains_text(padded, f" {word}{end}"))
    return join_conditions(*conditions)
