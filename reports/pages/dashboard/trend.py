"""How did participation and completion go over the years that are over?"""

import datetime
from typing import NamedTuple

from phucdong.writing import rate_text
from reports import rates
from reports.counts import add_counts, make_noughts
from reports.pages.line_charts import SMALL, LineChart, Point, draw_line_chart


class TrendYear(NamedTuple):
    """A line of the table."""

    year: str
    url: str
    participated: str
    completed: str
    recalled: str


class Trend(NamedTuple):
    chart: LineChart
    years: list
    recalled: int


def find_trend(scope, today):
    """Trend as of each year's 31 December; None below two years."""
    years = sorted(year for year in scope.years() if year < today.year)
    if len(years) < 2:
        return None
    return make_trend(count_years(scope, years))


def count_years(scope, years):
    """{year: counts} of all cells of party members together, of the years in which
    somebody was obliged."""
    cuts, of_year = [], []
    for year in years:
        last_day = datetime.date(year, 12, 31)
        for cut in scope.cuts(year, last_day, with_units=False):
            cuts.append(cut)
            of_year.append(year)
    sums = {year: make_noughts() for year in years}
    for year, counts in zip(of_year, rates.sum_cuts(cuts), strict=True):
        add_counts(sums[year], counts)
    return {year: counts for year, counts in sums.items() if counts["obliged"]}


def make_trend(years):
    """The Trend of {year: counts}; None below two."""
    if len(years) < 2:
        return None
    points, lines, recalled = [], [], 0
    for year, counts in years.items():
        sent, through = counts["participated"], counts["completed"]
        of = counts["obliged"]
        recalled += counts["recalled"]
        points.append(Point(year, sent, of))
        lines.append(
            TrendYear(
                str(year),
                f"?cycle={year}",
                rate_text(sent, of),
                rate_text(through, of),
                str(counts["recalled"]),
            )
        )
    return Trend(draw_line_chart("Tỷ lệ tham gia", points, SMALL), lines, recalled)
