"""One field of a section of the form. It is data of the form version (Section.fields),
not a table."""

from dataclasses import dataclass
from enum import StrEnum

# Of a one-line field; what is longer belongs into a field of several lines.
LONGEST_LINE = 200


class Input(StrEnum):
    """How a field is filled in: by writing, or by choosing one of the cycle's bases."""

    TEXT = "text"
    BASIS = "basis"


class Meaning(StrEnum):
    """What a field is for the rules (plans/form/guidance.py, the day of a row); most
    fields need none."""

    DEED = "deed"
    MEASURE = "measure"
    DEADLINE = "deadline"
    CAUSE = "cause"
    REMEDY = "remedy"
    HELPER = "helper"
    BASIS = "basis"


@dataclass(frozen=True)
class Field:
    """One field of a section. Key and label are enough; everything else has a value of
    its own.

    `label` is its name where others read it, `asks` the question before the author,
    `caption` the name in the plan as it is read and printed; where there is none of
    these two the label stands. `lines` is how tall the input is, and with one line it
    holds LONGEST_LINE characters. What is `needed` has to be written before a plan may
    be sent.
    """

    key: str
    label: str
    asks: str = ""
    caption: str = ""
    hint: str = ""
    input: str = Input.TEXT
    lines: int = 1
    needed: bool = False
    meaning: str = ""

    @property
    def question(self):
        return self.asks or self.label

    @property
    def heading(self):
        return self.caption or self.label

    @property
    def within(self):
        """The label inside a sentence: "thời hạn"; letters that stand for words stay
        ("UBND phường")."""
        return (
            self.label
            if self.label[1:2].isupper()
            else self.label[:1].lower() + self.label[1:]
        )

    @property
    def is_chosen(self):
        return self.input == Input.BASIS

    @property
    def is_short(self):
        return self.lines == 1
