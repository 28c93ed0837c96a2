"""Which day does a deadline mean that somebody wrote? Only what names one day means
one: "30/06", not "hằng tháng"."""

import datetime
import re

# The day with its month; without a year, that of the plan. "2-3 buổi" and "1.5 km" are
# no days.
DAYS = (
    re.compile(
        r"(?<![\d/])(\d{1,2})\s*/\s*(\d{1,2})(?:\s*/\s*(\d{4}|\d{2}))?(?![\d/])"
    ),
    re.compile(r"(?<![\d.-])(\d{1,2})([.-])(\d{1,2})\2(\d{4})(?!\d)"),
    re.compile(
        r"(?<!\d)(\d{1,2})\s+(?:tháng|thang)\s+(\d{1,2})(?!\d)(?:\s*,?\s*(?:năm|nam)\s+(\d{4}))?",
        re.IGNORECASE,
    ),
)


def find_day_meant(text, year):
    """The last day that a text names, or None. `year` is the plan's."""
    found = []
    for pattern in DAYS:
        found.extend(pattern.finditer(text))
    last = None
    for match in sorted(found, key=lambda match: match.start()):
        last = read_day_of_match(match, year) or last
    return last


def read_day_of_match(match, year):
    numbers = [int(part) for part in match.groups() if part and part.isdecimal()]
    day, month, *named = numbers
    if named:
        year = complete_short_year(named[0])
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def complete_short_year(number):
    """ "30/6/26" is of 2026."""
    if number > 99:
        return number
    return 2000 + number
