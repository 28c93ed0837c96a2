"""How did participation and completion go over the years that are over?"""

import datetime
from typing import NamedTuple

from phucdong.writing import rate_text
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


def list_cuts_of_trend(scope, today):
    """[Cut] of all cells of party members as of each year's 31 December; none below two
    years."""
    years = sorted(year for year in scope.years() if year < today.year)
    if len(years) < 2:
        return []
    cuts = []
    for year in years:
        cuts += scope.cuts(year, datetime.date(year, 12, 31), with_units=False)
    return cuts


def find_trend(cuts, sums):
    """The Trend of these cuts and the counts of each, over the years in which somebody
    was obliged; None below two."""
    years = {cut.year: make_noughts() for cut in cuts}
    for cut, counts in zip(cuts, sums, strict=True):
        add_counts(years[cut.year], counts)
    return make_trend({year: one for year, one in years.items() if one["obliged"]})


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
