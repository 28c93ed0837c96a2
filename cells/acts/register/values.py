"""What does one cell of a register mean? Text, names, sex, ticks, card and telephone numbers."""

import re
import unicodedata
from datetime import date
from functools import lru_cache

from cells.names import fold

# The Icelandic letters that old keyboards typed for đ, the African one, and spaces of every kind.
LETTERS = str.maketrans({"Ð": "Đ", "ð": "đ", "Ɖ": "Đ", "\u00a0": " ", "\u200b": "", "\ufeff": "", "\u00ad": ""})
MORE_THAN_ONE = re.compile(r"\s+")
COMRADE = re.compile(r"^(đ/c|đc\.|đ\.c\.?|đồng chí)\s*[:.]?\s*", re.IGNORECASE)
NO = re.compile(r"^(khong|ko|kh|k|chua|het|thoi|tro lai|dang sinh hoat|con sinh hoat|sinh hoat|0|[-–—.…/]+)\b")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
BLANK = re.compile(r"^[\s\-–—.…/?_*]*$")


class BadValue(ValueError):
    """A cell that cannot be right; the text says why."""


# Every cell is looked at a dozen times, and most columns say the same few things: remembering halves the time.
remembered = lru_cache(maxsize=20_000, typed=True)


@remembered
def lines_of(value):
    """The lines of a cell as clean text, a tuple: NFC, one space between words, no blank ends."""
    text = CONTROL.sub("", unicodedata.normalize("NFC", as_text(value)).translate(LETTERS))
    return tuple(line for line in (MORE_THAN_ONE.sub(" ", part).strip() for part in text.splitlines()) if line)


@remembered
def clean(value):
    """A cell as one line of clean text."""
    return " ".join(lines_of(value))


def quoted(value):
    """The beginning of a cell in quotation marks, for a sentence about it."""
    text = clean(value)
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"


def as_text(value):
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value)


@remembered
def is_blank(value):
    """Nothing in the cell, or only a dash or dots."""
    return isinstance(value, str) and bool(BLANK.match(unicodedata.normalize("NFC", value).translate(LETTERS)))


@remembered
def folded(value):
    """Lower case without marks and without punctuation: the form in which wordings are compared."""
    return MORE_THAN_ONE.sub(" ", re.sub(r"[^\w\s]|_", " ", fold(clean(value)))).strip()


def name(value):
    """A person's name: words in capitals or in small letters as names are written. Raises BadValue."""
    text = COMRADE.sub("", clean(value)).strip(" .,;:*-–")
    if len(text) > 120:
        raise BadValue(f"{quoted(text)} quá dài")
    if re.search(r"\d", text):
        raise BadValue(f"{quoted(text)} có chữ số")
    return " ".join(capitalised(word) for word in text.split())


def capitalised(word):
    """NGUYỄN and nguyễn become Nguyễn, H'HEN becomes H'Hen; a single capital and mixed words stay."""
    if word.isupper() and len(word) > 1:
        word = word.lower()
    return re.sub(r"(^|['’\-(])(\w)", lambda found: found[1] + found[2].upper(), word)


def sex(value):
    """ "M", "F", or "" for an empty cell. Raises BadValue."""
    text = folded(value)
    if is_blank(value) or not text:
        return ""
    for letter, words in {"M": {"nam", "m", "male", "trai"}, "F": {"nu", "f", "female", "gai"}}.items():
        if set(text.split()) & words:
            return letter
    raise BadValue(f"{quoted(value)} không đọc được")


def is_ticked(value):
    """Whether a column such as "Miễn sinh hoạt" is marked: x, có, 1, a date, the number of a resolution."""
    text = fold(clean(value))
    return bool(text) and not NO.match(text) and not BLANK.match(text)


def card(value):
    """A card number without dots and blanks; "" for an empty cell or words such as "chưa có". Raises BadValue."""
    if isinstance(value, float):  # 17.514670 typed as a number loses its last zero
        value = f"{value:.6f}"
        value = value.zfill(9) if len(value) < 9 else value
    elif isinstance(value, int):  # and 05123456 and 001058000123 their first
        digits = len(str(value))
        value = str(value).zfill(8 if digits == 7 else 12 if digits in (10, 11) else digits)
    text = re.sub(r"(?<=\d)[\s.\-](?=\d)", "", clean(value))
    if not re.search(r"\d", text) or text.strip("0") == "":
        return ""
    numbers = re.findall(r"\d{5,12}", text)
    text = numbers[0] if len(numbers) == 1 else text
    if len(text) > 20:
        raise BadValue(f"{quoted(value)} không đọc được")
    return text


def phone(value):
    """The digits of a telephone number with the zero that spreadsheets drop; "" if there are none."""
    digits = re.sub(r"\D", "", clean(value).split("/")[0].split(";")[0])
    digits = re.sub(r"^84(?=\d{9}$)", "0", digits)
    digits = f"0{digits}" if len(digits) == 9 and not digits.startswith("0") else digits
    return digits if 8 <= len(digits) <= 15 else ""
