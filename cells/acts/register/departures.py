"""Whom does a register list as gone, and how? Transferred out, dead, or no longer a member of the Party."""

from dataclasses import dataclass
from datetime import date

from cells.acts.register.days import day
from cells.acts.register.people import Person, Reader
from cells.acts.register.values import BadValue
from cells.names import fold

WORDS = {"died": ("tu tran", "mat", "chet", "qua doi"), "left": ("ra khoi", "khai tru", "xoa ten", "xin ra")}


@dataclass(frozen=True)
class Departure:
    """`how` is sent, died or left (as Membership.Ending), `on` None where the list gives no date."""

    person: Person
    how: str
    words: str
    on: date | None


def departed(line, cell, reader, found):
    """The Departure in a line; what is wrong with the other facts of somebody who is gone does not matter."""
    fact, words = found
    person = Reader(reader.sheet, reader.header, reader.on).read(line, cell)
    return Departure(person, how_of(fact, words), words, day_in(line.first(fact), reader.on))


def how_of(fact, words):
    """A column for all three says in words which it was."""
    padded = f" {fold(words)} "
    return next((how for how, tokens in WORDS.items() if any(f" {token} " in padded for token in tokens)), fact)


def day_in(value, on):
    """The day before the first comma or bracket: "1/5/2012, Hà Đông"."""
    try:
        found = day(value.replace("(", ",").split(",")[0] if isinstance(value, str) else value, on)
    except BadValue:
        return None
    return found.on if found and found.precision == "day" else None
