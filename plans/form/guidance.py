"""Is this concrete enough? Pure functions over what was written; they advise, and never
stop anybody.

The words are data (plans/data/wording.json), since what counts as vague is learnt from
real plans. Whoever writes without marks ("tich cuc") is understood as well.
"""

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cells.names import fold
from plans.models import Section
from plans.models.field import Meaning

WORDING = json.loads(
    (Path(__file__).parents[1] / "data" / "wording.json").read_text(encoding="utf-8")
)
DATE = re.compile(
    r"\b(\d{1,2}\s*[/.-]\s*\d{1,4}|tháng\s+\d{1,2}|thang\s+\d{1,2}|(quý|quy)\s+([1-4]|I{1,3}|IV)\b|"
    r"(năm|nam)\s+\d{4}|(ngày|ngay)\s+\d{1,2})\b",
    re.IGNORECASE,
)
NUMBER = re.compile(r"\d")
# Numbers that count nothing: of documents ("144-QĐ/TW", "Nghị quyết 4", "Chỉ thị số
# 05") and of years.
NAMES = re.compile(
    r"\b\d+\s*[-/]\s*[A-ZĐ]{2}\S*"
    r"|\b(nghị quyết|chỉ thị|quy định|kết luận|chuyên đề)\s+(số\s+)?\d+"
    r"|\b(19|20)\d{2}\b",
    re.IGNORECASE,
)
FEWEST_WORDS = 4


@dataclass(frozen=True)
class Check:
    """One line of the box "Đã cụ thể chưa?"."""

    ok: bool
    text: str


def make_check(ok, good, otherwise):
    if ok:
        return Check(True, good)
    return Check(False, otherwise)


# --- the boxes ------------------------------------------------------------------------


def list_checks(asked, values):
    """{meaning: Check} of a row ({field key: text}) by what its fields ([Field])
    mean."""
    said = {field.meaning: str(values.get(field.key) or "") for field in asked}
    return {meaning: rule(said) for meaning, rule in RULES.items() if meaning in said}


def check_row(asked, values):
    """[Check] of a row; none as long as nothing is written."""
    if not any(str(value).strip() for value in values.values()):
        return []
    return list(list_checks(asked, values).values())


def check_text(text):
    """[Check] of a section's text; none as long as nothing is written."""
    if not text.strip():
        return []
    measured = make_check(
        is_measured(text),
        "Có con số, số lần để đối chiếu",
        "Chưa có con số: làm việc gì, bao nhiêu lần?",
    )
    return [is_clear(text), measured]


# --- what they ask --------------------------------------------------------------------


def is_clear(deed, good="Có việc làm rõ ràng", otherwise="Chưa rõ làm việc gì"):
    """Whether the deed says what is done; general words are allowed beside a number."""
    found = find_vague_words(deed)
    if found and not counts_something(deed):
        return Check(False, f"Còn chung chung: “{found[0]}” là làm gì, bao nhiêu lần?")
    return make_check(len(deed.split()) >= FEWEST_WORDS, good, otherwise)


def find_vague_words(text):
    """The general words in a text, in the order of the list."""
    return [word for word in WORDING["vague"] if has_words(word, text)]


def counts_something(text):
    return bool(NUMBER.search(NAMES.sub(" ", text)))


def is_measured(text):
    """Whether a text names a number, or a counted thing ("hai buổi", "mỗi tháng",
    "không còn hộ nào")."""
    return (
        counts_something(text)
        or has_any_words("rhythms", text)
        or has_any_words("wholes", text)
        or count_numbers(text.isascii()).search(text) is not None
    )


def is_measured_in(measure, deed):
    is_met = is_measured(measure) or is_measured(deed)
    return make_check(
        is_met,
        "Có con số để đối chiếu",
        "Chưa có con số để đối chiếu: bao nhiêu hộ, buổi, lần?",
    )


def is_dated_in(deadline):
    if can_be_checked(deadline):
        return Check(True, "Có thời hạn kiểm tra được")
    if deadline.strip():
        return Check(
            False, "Thời hạn chưa kiểm tra được: ghi một ngày, hoặc “hằng tháng”"
        )
    return Check(False, "Chưa có thời hạn")


def can_be_checked(deadline):
    """Whether a deadline is a date or a rhythm: "30/06", "tháng 6", "quý II", "hằng
    tháng"."""
    return bool(DATE.search(deadline)) or has_any_words("rhythms", deadline)


def has_any_words(name, text):
    """Whether a text has any of the words of a list in the file."""
    return any(has_words(word, text) for word in WORDING[name])


def has_words(word, text):
    return compile_words(word, text.isascii()).search(text) is not None


@cache
def compile_words(word, without_marks):
    if without_marks:
        word = fold(word)
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)


def join_alternatives(name, without_marks):
    """The words of a list in the file, any of which a pattern may find."""
    words = WORDING[name]
    if without_marks:
        words = [fold(word) for word in words]
    return "|".join(re.escape(word) for word in words)


@cache
def count_numbers(without_marks):
    """A number in words with what it counts: "hai buổi", "ba gia đình", "mỗi tháng"."""
    numbers = join_alternatives("numbers", without_marks)
    things = join_alternatives("measures", without_marks)
    return re.compile(rf"(?<!\w)({numbers})\s+({things})(?!\w)", re.IGNORECASE)


# The rules, by the meaning of the field that they are about: {meaning: text} of a row
# -> Check.
RULES = {
    Meaning.DEED: lambda said: is_clear(said[Meaning.DEED]),
    Meaning.REMEDY: lambda said: is_clear(
        said[Meaning.REMEDY], "Có cách sửa rõ ràng", "Chưa rõ sửa bằng việc gì"
    ),
    Meaning.MEASURE: lambda said: is_measured_in(
        said[Meaning.MEASURE], said.get(Meaning.DEED, "")
    ),
    Meaning.DEADLINE: lambda said: is_dated_in(said[Meaning.DEADLINE]),
    Meaning.BASIS: lambda said: make_check(
        said[Meaning.BASIS], "Đã gắn với một căn cứ", "Chưa chọn căn cứ"
    ),
}
# What has to be met for a registered task not to be vague: what is done, how much, by
# when.
CONCRETE = (Meaning.DEED, Meaning.MEASURE, Meaning.DEADLINE)


# --- how many are not -----------------------------------------------------------------


def is_vague(asked, values):
    """Whether a row leaves open what is done, how much, or by when."""
    checks = list_checks(asked, values)
    return any(meaning in checks and not checks[meaning].ok for meaning in CONCRETE)


def vague_tasks(document):
    """How many registered tasks of a Document are vague."""
    number = 0
    for section in document.sections:
        if section.kind == Section.Kind.TASKS:
            number += sum(is_vague(section.fields, row.values) for row in section.rows)
    return number
