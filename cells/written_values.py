"""What does a text mean that people wrote: the same text without its accidents, and a
day?"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from cells.names import fold

# The Icelandic letters that old keyboards typed for đ, the African one, and spaces of
# every kind.
LETTERS = str.maketrans(
    {
        "Ð": "Đ",
        "ð": "đ",
        "Ɖ": "Đ",
        "\u00a0": " ",
        "\u200b": "",
        "\ufeff": "",
        "\u00ad": "",
    }
)
MORE_THAN_ONE = re.compile(r"\s+")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
BLANK = re.compile(r"^[\s\-–—.…/?_*]*$")

EPOCH = date(1899, 12, 30)  # day 0 of a spreadsheet
DAY_WORDS = re.compile(r"\b(ngay|thang|nam|mung|mong|sinh|sn)\b")
MIDNIGHT = re.compile(r"[ t]+0?0:00(:00)?(\.0+)?z?$")
UNKNOWN_PART = re.compile(r"\.{2,}|…+|\?+|_+|[-–]{2,}|\bx{1,2}\b")
UNKNOWN = {"khong", "khong ro", "khong nho", "chua", "chua ro", "chua co", "x"}
DAY_SHAPES = {"day": "%d/%m/%Y", "month": "%m/%Y", "year": "%Y"}


class BadValue(ValueError):
    """A value that cannot be right; the text says why."""


# Every value of a register is looked at a dozen times, and most columns say the same
# few things: remembering halves the time.
remembered = lru_cache(maxsize=20_000, typed=True)


@remembered
def split_lines(value):
    """The lines as clean text, a tuple: NFC, one space between words, no blank ends."""
    text = unicodedata.normalize("NFC", write_value(value)).translate(LETTERS)
    lines = []
    for part in CONTROL.sub("", text).splitlines():
        line = MORE_THAN_ONE.sub(" ", part).strip()
        if line:
            lines.append(line)
    return tuple(lines)


@remembered
def clean_text(value):
    """The value as one line of clean text."""
    return " ".join(split_lines(value))


def quote_text(value):
    """The beginning in quotation marks, for a sentence about it."""
    text = clean_text(value)
    if len(text) > 60:
        return f"“{text[:60]}…”"
    return f"“{text}”"


def write_value(value):
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value)


@remembered
def is_blank(value):
    """Nothing written, or only a dash or dots."""
    if not isinstance(value, str):
        return False
    return bool(BLANK.match(unicodedata.normalize("NFC", value).translate(LETTERS)))


@remembered
def fold_words(value):
    """Lower case without marks and punctuation: the form in which wordings compare."""
    words = re.sub(r"[^\w\s]|_", " ", fold(clean_text(value)))
    return MORE_THAN_ONE.sub(" ", words).strip()


def capitalise_word(word):
    """NGUYỄN and nguyễn become Nguyễn, H'HEN becomes H'Hen.

    A single capital and a word in mixed letters stay.
    """
    if word.isupper() and len(word) > 1:
        word = word.lower()
    first_letters = r"(^|['’\-(])(\w)"
    return re.sub(first_letters, lambda found: found[1] + found[2].upper(), word)


# --- days -------------------------------------------------------------------------


@dataclass(frozen=True)
class Day:
    """The first day of what was written; precision is "day", "month" or "year"."""

    on: date
    precision: str = "day"

    def __str__(self):
        return self.on.strftime(DAY_SHAPES[self.precision])

    @property
    def last(self):
        """The last day that it can mean."""
        if self.precision == "day":
            return self.on
        month = 12
        if self.precision == "month":
            month = self.on.month
        first_of_next = date(self.on.year + month // 12, month % 12 + 1, 1)
        return first_of_next - timedelta(days=1)


def read_day(value, latest):
    """The Day that a date, a serial number or a text means, None if it says nothing.

    Of two digits of a year the year is not after that of `latest`. Raises BadValue.
    """
    if isinstance(value, date):
        return Day(value)
    if isinstance(value, int | float):
        return read_number_as_day(value)
    text = MIDNIGHT.sub("", fold(clean_text(value)).strip(" '`,;.\"()"))
    if is_blank(text) or text in UNKNOWN:
        return None
    plain = UNKNOWN_PART.sub("0", DAY_WORDS.sub(" ", text))
    parts = re.findall(r"\d+", plain)
    is_readable = re.fullmatch(r"[\d\s/.,\-]+", plain) and 1 <= len(parts) <= 3
    if len(text) > 60 or not is_readable:
        raise BadValue(f"{quote_text(value)} không đọc được")
    if len(parts) == 1:
        return read_digits_as_day(parts[0], clean_text(value))
    if len(parts[0]) == 4:
        parts.reverse()
    if len(parts[-1]) not in (2, 4):
        raise BadValue(f"{quote_text(value)} không đọc được năm")
    year = complete_year(parts[-1], latest)
    return join_day([*parts[:-1], year], clean_text(value))


def read_number_as_day(number):
    """A year, month.year typed as a number, or the serial number of a day."""
    if isinstance(number, float) and 1 < number < 13:
        month, year = f"{number:.4f}".split(".")
        return join_day([month, year], f"{month}.{year}")
    if 1900 <= number <= 2100:
        return Day(date(int(number), 1, 1), "year")
    if 1_010_000 < number < 32_000_000:  # 05091958 without its first zero
        digits = f"{int(number):08}"
        return read_digits_as_day(digits, digits)
    if not 2100 < number < 80_000:
        raise BadValue(f"{quote_text(number)} không đọc được")
    return Day(EPOCH + timedelta(days=int(number)))


def read_digits_as_day(digits, written):
    """1958, 05091958, or a serial number that a csv file kept as text."""
    if len(digits) == 8:
        return join_day([digits[:2], digits[2:4], digits[4:]], written)
    if len(digits) not in (4, 5):
        raise BadValue(f"{quote_text(written)} không đọc được")
    return read_number_as_day(int(digits))


def join_day(parts, written):
    """Day out of ["5", "9", "1958"] or ["9", "1958"]; a part that is 0 is not known."""
    *smaller, year = [int(part) for part in parts]
    day, month = [0, 0, *smaller][-2:]
    try:
        first = date(year, month or 1, (month and day) or 1)
    except ValueError as error:
        raise BadValue(f"{quote_text(written)} không có trong lịch") from error
    if day and not month:
        raise BadValue(f"{quote_text(written)} thiếu tháng")
    if day:
        return Day(first)
    if month:
        return Day(first, "month")
    return Day(first, "year")


def complete_year(year, latest):
    """Two digits as four, the latest year that is not after a date.

    "58" is 1958, "05" is 2005 in 2016.
    """
    if len(year) > 2:
        return year
    guess = latest.year // 100 * 100 + int(year)
    if guess > latest.year:
        guess -= 100
    return str(guess)
