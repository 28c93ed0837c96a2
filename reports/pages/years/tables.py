"""How did the years go, for all, for a ward and for each cell, and how far apart were
the cells?"""

import datetime
from typing import NamedTuple

from django.urls import reverse

from phucdong.writing import date_text
from reports import rates
from reports.figures import LABELS, RATES
from reports.pages.choice import Choice, find_usual_day
from reports.pages.line_charts import WIDE, LineChart, Point, draw_line_chart
from reports.pages.links import (
    NOTHING,
    LinkedText,
    Links,
    link_percent,
    link_share,
    write_percent,
)


class Question(NamedTuple):
    """The years of a cell or a ward (ids), of all without; `as_now` is a date or
    None."""

    today: datetime.date
    usual_year: int
    as_now: datetime.date | None = None
    cell: int | None = None
    ward: int | None = None


class Year(NamedTuple):
    """What was counted as of the end of a year."""

    choice: Choice
    rows: list  # [Rates] of the cells, or of the units where there is no cell
    wards: list  # [(ward, its rows)] of several
    subject: rates.Rates | None  # the cell, the ward or all, as it is asked
    compared: list  # [Rates] of the cells over which the range goes


class Drawing(NamedTuple):
    label: str
    chart: LineChart


class YearLine(NamedTuple):
    """A line of the table of years."""

    year: int
    on: str
    url: str
    rates: list  # [(share, what is said of the range)]


class LinkedRange(NamedTuple):
    """The lowest and the highest cell, or words where there are no two."""

    low: LinkedText | None = None
    high: LinkedText | None = None
    said: str = ""


class CellLine(NamedTuple):
    """A cell or ward in every year; `until` is its last year when that is over."""

    name: str
    url: str
    until: int | None
    shares: list  # [(year, share)]


def describe_years(scope, asked):
    """The template's context; None when the cell or the ward is in no year."""
    years = count_years_asked(scope, asked)
    told = {}
    for number, year in years.items():
        if year.subject and year.subject.counts["obliged"]:
            told[number] = year
    is_of_part = bool(asked.cell or asked.ward)
    if is_of_part and not told:
        return None
    drawn = choose_drawable(told, asked.today)
    return {
        "name": told[max(told)].subject.name if is_of_part else "",
        "as_now": asked.as_now,
        "drawings": draw_years(drawn, asked.today),
        "is_unfinished": asked.today.year in drawn,
        "years": [make_year_line(year, asked.ward) for year in told.values()],
        "tables": list_cell_tables(years, asked),
        "labels": [LABELS[figure] for figure in RATES],
        "columns": list(years),
    }


def count_years_asked(scope, asked):
    """{year: Year} of those in which there are cells; one query."""
    choices, cuts = {}, {}
    for year in sorted(scope.years()):
        if year <= asked.today.year:
            day = find_usual_day(year, asked.today)
            choice = Choice(year, day, asked.today, asked.usual_year, asked.as_now)
            choices[year] = choice
            cuts[year] = scope.cuts(year, choice.on, choice.as_now)
    found = {}
    for year, everything in rates.count_rates_apart(cuts).items():
        cells, units = rates.part_cells_and_units(everything)
        rows = cells or units
        if rows:
            wards = scope.wards(rows, choices[year].shown_on)
            subject = find_subject(rows, wards, asked)
            compared = choose_compared(rows, wards, asked.ward)
            found[year] = Year(choices[year], rows, wards, subject, compared)
    return found


def find_subject(rows, wards, asked):
    """The Rates of a cell, of a ward or of all, in one year."""
    if asked.cell:
        return next((row for row in rows if row.pk == asked.cell), None)
    if asked.ward:
        sums = rates.sum_wards(wards)
        return next((row for row in sums if row.committee == asked.ward), None)
    return rates.sum_rates(rows)


def choose_compared(rows, wards, ward):
    """Those of the ward, or all, by names that tell them apart."""
    if ward:
        return find_rows_of_ward(wards, ward)
    return rates.name_wards_apart(wards) or rows


def find_rows_of_ward(wards, ward):
    for own, rows in wards:
        if own.pk == ward:
            return rows
    return []


def find_range(rows, figure):
    """(lowest, highest) Rates of the cells; None when there is nothing to compare."""
    if len(rows) < 2:
        return None
    return rates.find_extent(rows, figure)


# --- the picture and the table of the years ------------------------------------------


def choose_drawable(years, today):
    """The years that are over, since one that is not would press all others to the top;
    with it only below two."""
    over = {number: year for number, year in years.items() if number < today.year}
    return over if len(over) > 1 else years


def draw_years(years, today):
    if len(years) < 2:
        return []
    drawings = []
    for figure in RATES:
        label = LABELS[figure]
        points = [make_point(year, figure, today) for year in years.values()]
        drawings.append(Drawing(label, draw_line_chart(label, points, WIDE)))
    return drawings


def make_point(year, figure, today):
    number, counts = year.choice.year, year.subject.counts
    shares, ends = None, find_range(year.compared, figure)
    if ends:
        shares = [(row.counts[figure], row.counts["obliged"]) for row in ends]
    return Point(number, counts[figure], counts["obliged"], shares, number < today.year)


def make_year_line(year, ward):
    links = Links(year.choice, ward)
    shares = []
    for figure in RATES:
        share = link_share(year.subject, figure, links)
        shares.append((share, link_range(year.compared, figure, links)))
    return YearLine(
        year.choice.year,
        date_text(year.choice.on),
        f"{reverse('dashboard:dashboard')}?{year.choice.query()}",
        shares,
    )


def link_range(rows, figure, links):
    """ "88,1% (Chi bộ 7) – 100% (Chi bộ 2)", each with the names behind it; "–" when
    there is nothing to compare."""
    ends = find_range(rows, figure)
    if ends is None:
        return LinkedRange(said="–")
    low, high = ends
    lowest, highest = write_percent(low, figure), write_percent(high, figure)
    if lowest == highest:
        return LinkedRange(said=f"đều {lowest}")
    return LinkedRange(
        link_percent(low, figure, links, low.name),
        link_percent(high, figure, links, high.name),
    )


# --- every cell in every year --------------------------------------------------------


def list_cell_tables(years, asked):
    """[(label, [CellLine])]: wards first, then the cells."""
    if asked.cell:
        return []
    by_year, keys = {}, {}
    for number, year in years.items():
        by_year[number] = list_rows_of_year(year, asked.ward)
    for number in reversed(by_year):
        keys.update(dict.fromkeys(by_year[number]))
    tables = []
    for figure in RATES:
        lines = [
            make_cell_line(key, figure, by_year, years, asked.ward) for key in keys
        ]
        tables.append((LABELS[figure], lines))
    return tables


def list_rows_of_year(year, ward):
    """{("ward" or "cell", id): Rates} of a year; of one ward only its cells."""
    if ward:
        rows = find_rows_of_ward(year.wards, ward)
        return {("cell", row.pk): row for row in rows}
    found = {}
    for row in rates.sum_wards(year.wards):
        found["ward", row.committee] = row
    for row in year.compared:
        found["cell", row.pk] = row
    return found


def make_cell_line(key, figure, by_year, years, ward):
    kind, pk = key
    of_ward = pk if kind == "ward" else ward
    shares, last = [], None
    for number, rows in by_year.items():
        share = NOTHING
        if key in rows:
            last = number
            links = Links(years[number].choice, of_ward)
            share = link_percent(rows[key], figure, links)
        shares.append((number, share))
    return CellLine(
        name=by_year[last][key].name,
        url=write_query(kind, pk, years[last].choice.as_now),
        until=last if last != max(by_year) else None,
        shares=shares,
    )


def write_query(kind, pk, as_now):
    """Of the page of the years of one cell or ward."""
    return f"?{kind}={pk}&now=1" if as_now else f"?{kind}={pk}"
