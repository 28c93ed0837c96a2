"""Is this concrete enough? Pure functions over what was written; they advise, and never stop anybody.

The words are data (plans/data/wording.json), since what counts as vague is learnt from real plans.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

WORDING = json.loads((Path(__file__).parent / "data" / "wording.json").read_text(encoding="utf-8"))
DATE = re.compile(
    r"\b(\d{1,2}\s*[/.-]\s*\d{1,4}|tháng\s+\d{1,2}|quý\s+([1-4]|I{1,3}|IV)|năm\s+\d{4}|ngày\s+\d{1,2})\b", re.I
)
NUMBER = re.compile(r"\d")
FEWEST_WORDS = 4


@dataclass(frozen=True)
class Check:
    """One line of the box "Đã cụ thể chưa?"."""

    ok: bool
    text: str


def checks(deed, expected, deadline, basis):
    """[Check] of a registered task: deed, measure, deadline, basis."""
    return [
        is_clear(deed),
        Check(is_measured(expected) or is_measured(deed), "Có con số, kết quả để đối chiếu"),
        Check(can_be_checked(deadline), "Có thời hạn kiểm tra được"),
        Check(bool(basis), "Đã gắn với một căn cứ"),
    ]


def is_clear(deed):
    """Whether the deed says what is done; general words are allowed beside a number."""
    found = vague_words(deed)
    if found and not NUMBER.search(deed):
        return Check(False, f"Còn chung chung: “{found[0]}” là làm gì, bao nhiêu lần?")
    return Check(len(deed.split()) >= FEWEST_WORDS, "Có việc làm rõ ràng")


def vague_words(text):
    """The general words in a text, in the order of the list."""
    return [word for word in WORDING["vague"] if has(word, text)]


def is_measured(text):
    """Whether a text names a number, or a counted thing ("hai buổi", "không còn hộ nào")."""
    if NUMBER.search(text):
        return True
    return any(has(word, text) for word in WORDING["numbers"]) and any(has(word, text) for word in WORDING["measures"])


def can_be_checked(deadline):
    """Whether a deadline is a date or a rhythm: "30/06", "tháng 6", "quý II", "hằng tháng"."""
    return bool(DATE.search(deadline)) or any(has(rhythm, deadline) for rhythm in WORDING["rhythms"])


def has(word, text):
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) is not None


def is_vague(row):
    """Whether a registered task (a row of a snapshot) leaves open what is done, how much, or by when."""
    said = checks(row["deed"], row["expected"], row["deadline"], row["basis"])
    return not all(check.ok for check in said[:3])


def vague_tasks(snapshot):
    """How many registered tasks of a snapshot are vague."""
    return sum(
        is_vague(row) for section in snapshot["sections"] if section["kind"] == "tasks" for row in section["rows"]
    )
