"""Which day does a cell mean? Real dates, serial numbers, and text as people write it."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from cells.acts.register.values import BadValue, clean, is_blank, quoted
from cells.names import fold

EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet
WORDS = re.compile(r"\b(ngay|thang|nam|mung|mong|sinh|sn)\b")
MIDNIGHT = re.compile(r"[ t]+0?0:00(:00)?(\.0+)?z?$")
UNKNOWN_PART = re.compile(r"\.{2,}|…+|\?+|_+|[-–]{2,}|\bx{1,2}\b")
UNKNOWN = {"khong", "khong ro", "khong nho", "chua", "chua ro", "chua co", "x"}


@dataclass(frozen=True)
class Day:
    """The first day of what was written; precision is "day", "month" or "year"."""

    on: date
    precision: str = "day"

    def __str__(self):
        return f"{self.on:{ {'day': '%d/%m/%Y', 'month': '%m/%Y', 'year': '%Y'}[self.precision] }}"

    @property
    def last(self):
        """The last day that it can mean."""
        if self.precision == "day":
            return self.on
        month = self.on.month if self.precision == "month" else 12
        return date(self.on.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def day(value, latest):
    """The Day in a cell, or None if it is empty; of two digits of a year, not after `latest`. Raises BadValue."""
    if isinstance(value, date):
        return Day(value)
    if isinstance(value, int | float):
        return day_of_number(value)
    text = MIDNIGHT.sub("", fold(clean(value)).strip(" '`,;.\"()"))
    if is_blank(text) or text in UNKNOWN:
        return None
    plain = UNKNOWN_PART.sub("0", WORDS.sub(" ", text))
    parts = re.findall(r"\d+", plain)
    if len(text) > 60 or not re.fullmatch(r"[\d\s/.,\-]+", plain) or not 1 <= len(parts) <= 3:
        raise BadValue(f"{quoted(value)} không đọc được")
    if len(parts) == 1:
        return day_of_digits(parts[0], clean(value))
    if len(parts[0]) == 4:
        parts.reverse()
    if len(parts[-1]) not in (2, 4):
        raise BadValue(f"{quoted(value)} không đọc được năm")
    return day_of_parts([*parts[:-1], century(parts[-1], latest)], clean(value))


def day_of_number(number):
    """A year, month.year typed as a number, or the serial number of a day."""
    if isinstance(number, float) and 1 < number < 13:
        month, year = f"{number:.4f}".split(".")
        return day_of_parts([month, year], f"{month}.{year}")
    if 1900 <= number <= 2100:
        return Day(date(int(number), 1, 1), "year")
    if 1_010_000 < number < 32_000_000:  # 05091958 without its first zero
        return day_of_digits(f"{int(number):08}", f"{int(number):08}")
    if not 2100 < number < 80_000:
        raise BadValue(f"{quoted(number)} không đọc được")
    return Day(EPOCH + timedelta(days=int(number)))


def day_of_digits(digits, written):
    """1958, 05091958, or a serial number that a csv file kept as text."""
    if len(digits) == 8:
        return day_of_parts([digits[:2], digits[2:4], digits[4:]], written)
    if len(digits) not in (4, 5):
        raise BadValue(f"{quoted(written)} không đọc được")
    return day_of_number(int(digits))


def day_of_parts(parts, written):
    """Day out of ["5", "9", "1958"] or ["9", "1958"]; a part that is 0 is not known."""
    *smaller, year = [int(part) for part in parts]
    month = smaller[-1] if smaller else 0
    first = smaller[0] if len(smaller) == 2 else 0
    try:
        found = date(year, month or 1, (month and first) or 1)
    except ValueError as error:
        raise BadValue(f"{quoted(written)} không có trong lịch") from error
    if first and not month:
        raise BadValue(f"{quoted(written)} thiếu tháng")
    return Day(found, "day" if first else "month" if month else "year")


def century(year, latest):
    """Two digits of a year as four, the latest that is not after a date: "58" is 1958, "05" is 2005 in 2016."""
    if len(year) > 2:
        return year
    guess = latest.year // 100 * 100 + int(year)
    return str(guess if guess <= latest.year else guess - 100)
