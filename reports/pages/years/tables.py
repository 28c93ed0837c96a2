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
    rows: list  # [Rates] of the wards of a city, or of the cells (units without any)
    subject: rates.Rates | None  # the cell, the ward or all, as it is asked
    links: Links  # of the ward that is asked


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


class RowLine(NamedTuple):
    """A cell or ward in every year; `until` is its last year when that is over.

    The template takes it apart: 122 lines of it are half of the page's time.
    """

    name: str
    url: str
    until: int | None
    shares: list  # [(year as text, share, its url)]


def describe_years(scope, asked):
    """The template's context; None when the cell or the ward is in no year."""
    wards = scope.list_wards(asked.today)
    if asked.ward and (len(wards) < 2 or asked.ward not in wards):
        return None
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
        "years": [make_year_line(year) for year in told.values()],
        "tables": list_tables(years, asked),
        "one": "Đảng bộ" if is_about_wards(scope, asked) else "Chi bộ",
        "labels": [LABELS[figure] for figure in RATES],
        "columns": list(years),
    }


def count_years_asked(scope, asked):
    """{year: Year} of those in which there are cells."""
    choices = {}
    for year in sorted(scope.years()):
        if year <= asked.today.year:
            day = find_usual_day(year, asked.today)
            choices[year] = Choice(
                year, day, asked.today, asked.usual_year, asked.as_now
            )
    if is_about_wards(scope, asked):
        rows_of = count_wards_of_years(scope, choices)
    else:
        rows_of = count_cells_of_years(scope, choices, asked)
    found = {}
    for year, rows in rows_of.items():
        if rows:
            found[year] = Year(
                choices[year],
                rows,
                find_subject(rows, scope, asked),
                Links(choices[year], asked.ward),
            )
    return found


def is_about_wards(scope, asked):
    """Of a city the wards are shown; the cells are those of the one that is asked."""
    if asked.cell or asked.ward:
        return False
    return len(scope.list_wards(asked.today)) > 1


def count_wards_of_years(scope, choices):
    found = {}
    for year, choice in choices.items():
        groups = {}
        for ward in scope.list_wards(choice.shown_on):
            groups[ward] = scope.cuts(
                year, choice.on, choice.as_now, ward=ward, with_units=False
            )
        rows = rates.count_wards(groups, scope.tree)
        found[year] = [row for row in rows if row.counts["members"]]
    return found


def count_cells_of_years(scope, choices, asked):
    cuts = {}
    for year, choice in choices.items():
        ward = find_ward_asked(scope, asked, choice.shown_on)
        cuts[year] = scope.cuts(year, choice.on, choice.as_now, ward=ward)
    found = {}
    for year, everything in rates.count_rates_apart(cuts).items():
        cells, units = rates.part_cells_and_units(everything)
        rows = cells or units
        wards = scope.wards(rows, choices[year].shown_on)
        found[year] = rates.name_wards_apart(wards) or rows
    return found


def find_ward_asked(scope, asked, day):
    """The id of the ward whose cells are counted, or None for all."""
    if asked.cell and len(scope.list_wards(day)) > 1:
        return scope.ward_of_cell(asked.cell, day)
    return asked.ward


def find_subject(rows, scope, asked):
    """The Rates of a cell, of a ward or of all, in one year."""
    if asked.cell:
        return next((row for row in rows if row.pk == asked.cell), None)
    if asked.ward:
        name = scope.tree[asked.ward].name
        return rates.sum_rates(rows, name, asked.ward)
    return rates.sum_rates(rows)


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
    shares, ends = None, find_range(year.rows, figure)
    if ends:
        shares = [(row.counts[figure], row.counts["obliged"]) for row in ends]
    return Point(number, counts[figure], counts["obliged"], shares, number < today.year)


def make_year_line(year):
    shares = []
    for figure in RATES:
        share = link_share(year.subject, figure, year.links)
        shares.append((share, link_range(year, figure)))
    return YearLine(
        year.choice.year,
        date_text(year.choice.on),
        f"{reverse('dashboard:dashboard')}?{year.choice.query()}",
        shares,
    )


def link_range(year, figure):
    """ "88,1% (Chi bộ 7) – 100% (Chi bộ 2)", each with the names behind it; "–" when
    there is nothing to compare."""
    ends = find_range(year.rows, figure)
    if ends is None:
        return LinkedRange(said="–")
    lowest, highest = (write_percent(row, figure) for row in ends)
    if lowest == highest:
        return LinkedRange(said=f"đều {lowest}")
    low, high = (link_row(row, figure, year, row.name) for row in ends)
    return LinkedRange(low, high)


def link_row(row, figure, year, note=""):
    """The share of a cell (of the ward that is asked) or of a ward."""
    links = year.links
    if row.pk is None:
        links = Links(year.choice, row.committee)
    return link_percent(row, figure, links, note)


# --- every ward or cell in every year -------------------------------------------------


def list_tables(years, asked):
    """[(label, [RowLine])] of the wards of a city, or of the cells."""
    if asked.cell:
        return []
    by_year, keys = {}, {}
    for number, year in years.items():
        by_year[number] = {name_row(row): row for row in year.rows}
    for number in reversed(by_year):
        keys.update(dict.fromkeys(by_year[number]))
    tables = []
    for figure in RATES:
        lines = []
        for key in keys:
            lines.append(make_row_line(key, figure, by_year, years))
        tables.append((LABELS[figure], lines))
    return tables


def name_row(row):
    """(what it is, id): how its own page of the years is asked for."""
    return ("cell", row.pk) if row.pk else ("ward", row.committee)


def make_row_line(key, figure, by_year, years):
    shares, last = [], None
    for number, rows in by_year.items():
        share = NOTHING
        if key in rows:
            last = number
            share = link_row(rows[key], figure, years[number])
        shares.append((str(number), share.text, share.url))
    return RowLine(
        name=by_year[last][key].name,
        url=write_query(*key, years[last].choice.as_now),
        until=last if last != max(by_year) else None,
        shares=shares,
    )


def write_query(kind, pk, as_now):
    """Of the page of the years of one cell or ward."""
    return f"?{kind}={pk}&now=1" if as_now else f"?{kind}={pk}"
