"""What does one value of a register mean: a name, a sex, a card, a post, a resolution?

A day and the name of a cell are read elsewhere too: cells.written_values,
cells.unit_names.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from cells.names import fold
from cells.written_values import (
    BLANK,
    BadValue,
    capitalise_word,
    clean_text,
    fold_words,
    is_blank,
    quote_text,
    read_day,
    split_lines,
)

COMRADE = re.compile(r"^(đ/c|đc\.|đ\.c\.?|đồng chí)\s*[:.]?\s*", re.IGNORECASE)
NO = re.compile(
    r"^(khong|ko|kh|k|chua|het|thoi|tro lai|dang sinh hoat|con sinh hoat|sinh hoat"
    r"|0|[-–—.…/]+)\b"
)
SEX_WORDS = {"M": {"nam", "m", "male", "trai"}, "F": {"nu", "f", "female", "gai"}}
SEX_MARKS = {"x", "v", "1", "+", "✓", "✔", "nam", "nu", "co"}
RESOLUTION = re.compile(
    r"^(?:(?:NQ|nghị quyết|QĐ|quyết định)?\s*(?:số)\s*:?\s*(?P<number>\d[\w./\-]*))?"
    r"(?:.*?(?P<day>\d{1,2}/\d{1,2}/\d{4}))?",
    re.IGNORECASE,
)
EXEMPT_NOTE = re.compile(
    r"\b(mien|duoc mien)( cong tac,?( va)?)? (sh|sinh hoat|ct|shd)"
)
NOT_EXEMPT_NOTE = re.compile(r"\b(khong|het|thoi|chua|de nghi|tro lai)\b")

OF_THE_CELL = r"( (chi bo|cb|chi uy)( (so )?\d+)?)?"
# (role, title, pattern of the folded words). Only plain wordings give a post, and so a
# power.
POST_WORDINGS = [
    ("secretary", "Bí thư chi bộ", rf"(dong chi )?(bi thu|bt|btcb){OF_THE_CELL}"),
    (
        "deputy_secretary",
        "Phó bí thư chi bộ",
        r"(dong chi )?(pho bi thu|p bi thu|pbt|pbtcb|p bt|pho bt)" + OF_THE_CELL,
    ),
    (
        "cell_committee_member",
        "Chi ủy viên",
        r"(chi uy vien|chi uy|cuv|uy vien( ban)? chi uy|uv chi uy|uvcu|uvbcu"
        r"|c uy vien|cap uy vien)" + OF_THE_CELL,
    ),
]
BETWEEN_POSTS = re.compile(r"[,;/+&\n]|\s[-–]\s|\bkiêm\b|\bvà\b", re.IGNORECASE)
NO_POST = {
    "dang vien",
    "dv",
    "dang vien chinh thuc",
    "dang vien du bi",
    "khong",
    "ko",
    "x",
    "",
}


def read_text(value):
    """Clean text, "" where only a dash or dots stand."""
    if is_blank(value):
        return ""
    return clean_text(value)


def read_name(value):
    """A person's name, spelled as names are. Raises BadValue."""
    text = COMRADE.sub("", clean_text(value)).strip(" .,;:*-–")
    if len(text) > 120:
        raise BadValue(f"{quote_text(text)} quá dài")
    if re.search(r"\d", text):
        raise BadValue(f"{quote_text(text)} có chữ số")
    return " ".join(capitalise_word(word) for word in text.split())


def read_sex(value):
    """ "M", "F", or "" for an empty cell. Raises BadValue."""
    text = fold_words(value)
    if is_blank(value) or not text:
        return ""
    for letter, words in SEX_WORDS.items():
        if set(text.split()) & words:
            return letter
    raise BadValue(f"{quote_text(value)} không đọc được")


def is_sex_mark(value):
    """Whether a value under "Nam" or "Nữ" only ticks the sex, and is no birth date."""
    return isinstance(value, str | int) and fold(clean_text(value)) in SEX_MARKS


def is_ticked(value):
    """Whether a column such as "Miễn sinh hoạt" is marked.

    x, có, 1, a date, the number of a resolution.
    """
    text = fold(clean_text(value))
    return bool(text) and not NO.match(text) and not BLANK.match(text)


def read_card(value):
    """A card number without dots and blanks; "" for words such as "chưa có".

    Raises BadValue.
    """
    if isinstance(value, float):  # 17.514670 typed as a number loses its last zero
        value = f"{value:.6f}"
        value = value.zfill(9)
    elif isinstance(value, int):  # and 05123456 and 001058000123 their first
        value = restore_zeros(str(value))
    text = re.sub(r"(?<=\d)[\s.\-](?=\d)", "", clean_text(value))
    if not re.search(r"\d", text) or text.strip("0") == "":
        return ""
    numbers = re.findall(r"\d{5,12}", text)
    if len(numbers) == 1:
        text = numbers[0]
    if len(text) > 20:
        raise BadValue(f"{quote_text(value)} không đọc được")
    return text


def restore_zeros(digits):
    """A card number has eight digits, an identity number twelve."""
    if len(digits) == 7:
        return digits.zfill(8)
    if len(digits) in (10, 11):
        return digits.zfill(12)
    return digits


def read_phone(value):
    """The digits with the zero that spreadsheets drop; "" if there are none."""
    digits = re.sub(r"\D", "", clean_text(value).split("/")[0].split(";")[0])
    digits = re.sub(r"^84(?=\d{9}$)", "0", digits)
    if len(digits) == 9 and not digits.startswith("0"):
        digits = f"0{digits}"
    if 8 <= len(digits) <= 15:
        return digits
    return ""


@dataclass(frozen=True)
class Post:
    """A role of Appointment.Role and the words for it; the secretary heads the cell."""

    role: str
    title: str

    @property
    def is_head(self):
        return self.role == "secretary"


def read_posts(value):
    """([Post], [words that name no post in a cell]); of several equal ones the
    first."""
    posts, others = {}, []
    for part in BETWEEN_POSTS.split("\n".join(split_lines(value))):
        post = read_post(fold_words(part))
        if post:
            posts.setdefault(post.role, post)
        elif fold_words(part) not in NO_POST:
            others.append(clean_text(part)[:60])
    return list(posts.values()), others


def read_post(words):
    for role, title, pattern in POST_WORDINGS:
        if re.fullmatch(pattern, words):
            return Post(role, title)
    return None


def notes_exemption(value):
    """Whether a note says that somebody is exempt, and not that they no longer are."""
    note = fold(clean_text(value))
    return bool(EXEMPT_NOTE.search(note)) and not NOT_EXEMPT_NOTE.search(note)


class Resolution(NamedTuple):
    """Of an exemption; "" and None for what is not written."""

    number: str = ""
    on: date | None = None


def read_resolution(mark, latest):
    """The Resolution in the column "Miễn"; what else stands there may be a diagnosis,
    and is not kept."""
    if isinstance(mark, date):
        return Resolution(on=mark)
    found = RESOLUTION.search(clean_text(mark))
    if not found:
        return Resolution()
    number = (found["number"] or "")[:60]
    try:
        day = read_day(found["day"], latest) if found["day"] else None
    except BadValue:
        day = None
    if day and day.precision == "day":
        return Resolution(number, day.on)
    return Resolution(number)
