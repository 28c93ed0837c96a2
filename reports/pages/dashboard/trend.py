"""How did participation and completion go over the years that are over?"""

import datetime
import hashlib

from django.core.cache import cache

from phucdong.writing import rate_text
from reports import rates
from reports.pages import line_charts as charts

TEN_MINUTES = 600


def shown(scope, today):
    """{"drawing", "years": [a line of the table], "recalled"} as of each year's 31 December; None below two years.

    One query, and kept for ten minutes: these years change only when something is corrected backwards in time.
    """
    years = sorted(year for year in scope.years() if year < today.year)
    if len(years) < 2:
        return None
    key = hashlib.sha256(f"{today} {years} {scope.key}".encode()).hexdigest()
    return cache.get_or_set(key, lambda: drawn(counted(scope, years)), TEN_MINUTES)


def counted(scope, years):
    """{year: counts} of all cells of party members together, of the years in which somebody was obliged."""
    cuts = [(year, cut) for year in years for cut in scope.cuts(year, datetime.date(year, 12, 31))]
    sums = {year: rates.nothing() for year in years}
    for (year, _), counts in zip(cuts, rates.totals([cut for _, cut in cuts]), strict=True):
        sums[year] = {figure: sums[year][figure] + number for figure, number in counts.items()}
    return {year: counts for year, counts in sums.items() if counts["obliged"]}


def drawn(years):
    if len(years) < 2:
        return None
    points = [(year, counts["participated"], counts["obliged"]) for year, counts in years.items()]
    return {
        "drawing": charts.trend(points),
        "years": [line(year, counts) for year, counts in years.items()],
        "recalled": sum(counts["recalled"] for counts in years.values()),
    }


def line(year, counts):
    return {
        "year": str(year),
        "url": f"?cycle={year}",
        "participated": rate_text(counts["participated"], counts["obliged"]),
        "completed": rate_text(counts["completed"], counts["obliged"]),
        "recalled": str(counts["recalled"]),
    }
