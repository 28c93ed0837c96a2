"""Whom does a register list as gone, and how? Transferred out, dead, or no longer a
member of the Party."""

from dataclasses import dataclass
from datetime import date

from cells.acts.register.persons import ListedPerson, PersonReader
from cells.acts.register.values import is_ticked
from cells.names import fold
from cells.written_values import BadValue, clean_text, read_day

DEPARTURE_WORDS = {
    "died": ("tu tran", "mat", "chet", "qua doi"),
    "left": ("ra khoi", "khai tru", "xoa ten", "xin ra"),
}


@dataclass(frozen=True)
class Departure:
    """Somebody whom a register lists as gone.

    `how` is sent, died or left (as Membership.Ending), `on` None where the list gives
    no date.
    """

    person: ListedPerson
    how: str
    words: str
    on: date | None


def read_departure(line, cell, reader, mark):
    """The Departure in a line with the (key, words) that mark it.

    What is wrong with the other facts of somebody who is gone does not matter.
    """
    key, words = mark
    person = PersonReader(reader.sheet, reader.header, reader.on).read(line, cell)
    on = read_departure_date(line.first(key), reader.on)
    return Departure(person, departure_kind(key, words), words, on)


def departure_kind(key, words):
    """A column for all three says in words which it was."""
    padded = f" {fold(words)} "
    for how, tokens in DEPARTURE_WORDS.items():
        for token in tokens:
            if f" {token} " in padded:
                return how
    return key


def read_departure_date(value, on):
    """The date before the first comma or bracket: "1/5/2012, Hà Đông"."""
    if isinstance(value, str):
        value = value.replace("(", ",").split(",")[0]
    try:
        day = read_day(value, on)
    except BadValue:
        return None
    if day and day.precision == "day":
        return day.on
    return None


def find_departure_mark(line):
    """(key, words) of the columns for transfer out, death and leaving.

    None for somebody who is still there, or only away for a time.
    """
    for key in ("sent", "died", "left"):
        value = line.first(key)
        if is_ticked(value) and "tạm" not in clean_text(value).lower():
            return key, clean_text(value)
    return None
