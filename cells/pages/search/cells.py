"""Which cells are meant? Those of which each word begins a word of the name, a number being a whole word."""

import datetime
from typing import NamedTuple

from cells.names import fold_cell, marked
from cells.pages.search.sql import both, contains, rows

MOST = 8


class Found(NamedTuple):
    """A cell; `former` is the name that was meant if that is not today's, else ""."""

    pk: int
    name: str
    committee: str
    closed_on: datetime.date | None
    former: str

    def is_closed(self, on):
        return self.closed_on is not None and self.closed_on <= on


def find(scope, words):
    """Open ones first, those that bear the name today, those whose marks are as typed, the shortest name before longer
    ones (so that 9 stands before 10). At most MOST and one more."""
    if not words.strip():
        return []
    asked = fold_cell(words).split()
    today, before = all_in("cell.name_folded", asked), all_in("past.name_folded", asked)
    is_former = f"CASE WHEN {today.text} THEN 0 ELSE 1 END"
    former = f"SELECT MAX(past.name) FROM cells_formername past WHERE past.cell_id = cell.id AND {before.text}"
    text = f"""SELECT cell.id, cell.name, committee.name, cell.closed_on,
            CASE WHEN {today.text} THEN '' ELSE ({former}) END
        FROM cells_cell cell JOIN cells_committee committee ON committee.id = cell.committee_id
        WHERE cell.id IN ({scope.cells.text})
        AND ({today.text} OR cell.id IN (SELECT past.cell_id FROM cells_formername past WHERE {before.text}))
    ORDER BY CASE WHEN cell.closed_on <= '{scope.actor.on.isoformat()}' THEN 1 ELSE 0 END, {is_former},
        LENGTH(cell.name_folded), cell.name_folded, cell.id LIMIT {MOST + 1}"""
    pieces = today, before, scope.cells, today, before, today
    found = [Found(*row) for row in rows(text, *pieces)]
    as_typed = marked(words)
    return sorted(
        found,
        key=lambda cell: (cell.is_closed(scope.actor.on), bool(cell.former), as_typed not in marked(cell.name)),
    )


def all_in(column, words):
    """Each word begins a word of the column. That it stands in it at all is asked first, for that is cheaper."""
    padded = f"(' ' || {column} || ' ')"
    whole = (contains(padded, f" {word} " if word.isdigit() else f" {word}") for word in words)
    return both(*(contains(column, word) for word in words), *whole)
