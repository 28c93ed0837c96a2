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
    found = [match for pattern in DAYS for match in pattern.finditer(text)]
    days = [
        day
        for match in sorted(found, key=lambda match: match.start())
        if (day := read_day_of_match(match, year))
    ]
    return days[-1] if days else None


def read_day_of_match(match, year):
    numbers = [int(part) for part in match.groups() if part and part.isdecimal()]
    day, month, *named = numbers
    try:
        return datetime.date(
            complete_short_year(named[0]) if named else year, month, day
        )
    except ValueError:
        return None


def complete_short_year(number):
    """ "30/6/26" is of 2026."""
    return number if number > 99 else 2000 + number
