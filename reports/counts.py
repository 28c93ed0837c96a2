"""How do the rows that the database has counted become figures?

Counts are {figure: number}, in the order of FIGURES.
"""

from collections import defaultdict
from typing import NamedTuple

from reports.figures import AT_HOME, FIGURES
from reports.tally import MEASURES


class Counted(NamedTuple):
    """The counts of a cell (id) in a cut (its number), of all of the cut without
    one."""

    cut: int
    cell_id: int | None
    counts: dict


def make_noughts():
    return dict.fromkeys(FIGURES, 0)


def add_counts(counts, more):
    for figure, number in more.items():
        counts[figure] += number


def gather_counted(rows):
    """[Counted] of rows of tally.COUNTED or tally.TOTAL."""
    found = defaultdict(make_noughts)
    for row in rows:
        add_row(found[row.cut, row.cell_id], row)
    return [Counted(*key, counts) for key, counts in found.items()]


def add_row(counts, row):
    """Add a row of those who stand in one place to the figures that count them."""
    for figure, place in PLACES_OF_MEASURES.get(row.standing, ()):
        counts[figure] += row[place]


# Where somebody stands -> [(figure that counts them, its measure)].
FIGURES_IN = {
    place: [
        (name, figure.measure)
        for name, figure in FIGURES.items()
        if place in figure.places
    ]
    for place in ("guest", "gone", *AT_HOME)
}


# The same with the place of the measure in a row, counted from its end.
MEASURE_PLACES = {name: number - len(MEASURES) for number, name in enumerate(MEASURES)}
PLACES_OF_MEASURES = {
    place: [(name, MEASURE_PLACES[measure]) for name, measure in figures]
    for place, figures in FIGURES_IN.items()
}


def find_figures_of(row):
    """Those that count a row of a single person."""
    figures = FIGURES_IN.get(row.standing, ())
    return [name for name, measure in figures if getattr(row, measure)]
