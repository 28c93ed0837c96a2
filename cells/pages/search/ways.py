"""In which ways can words mean a person?

By a card number, or by words of which each begins a word of the name: with or without
marks, `d` for `đ`, the given name first or last. The ways in the order in which people
are listed:

1. the name begins so when the given name is put first: "hung", "hung nguyen"
2. the name begins so as it is written: "nguyen", "nguyen van h"
3. the last word begins the given name, the others begin other words: "nguyen hung"
4. the first word is the given name, the others begin other words: "hung van"
5. the words follow each other beside the given name: "thi hong" for Nguyễn Thị Hồng
   Nhung. No index leads there, so this is looked for among few people only.
"""

from typing import NamedTuple

from cells.names import digits, fold, marked
from cells.pages.search.statements import (
    Sql,
    begins_with,
    contains_text,
    join_conditions,
)

SHORTEST_CARD = 3


class Way(NamedTuple):
    """One way in which words can mean a person: who is meant, the indexed column along
    which they stand ("": none leads to them), and the one by which they are listed
    where few are."""

    condition: Sql
    column: str
    listed_by: str = "name_turned"


class Ways(NamedTuple):
    """With the marks as typed, and without: as many of both, or none with marks for a
    card."""

    exact: list
    loose: list


def list_ways(words):
    number = digits(words)
    if number and number == words.replace(".", "").replace(" ", ""):
        if len(number) < SHORTEST_CARD:
            return Ways([], [])
        by_card = Way(begins_with("card_digits", number), "card_digits")
        return Ways([], [by_card])
    text, plain = marked(words), fold(words)
    # Who typed "an" may mean Ân: that comes after An and before Anh.
    end = " " if text == plain else ""
    exact = list_ways_by_name(text, "name_marked", "name_marked_turned", end)
    return Ways(exact, list_ways_by_name(plain, "name_folded", "name_turned"))


def list_ways_by_name(text, written, turned, end=""):
    """`written` and `turned` are columns; `end` is what follows a word that is
    whole."""
    words = text.split()
    if not words:
        return []
    by_turned = Way(begins_with(turned, text + end), turned)
    by_written = begins_with(written, text + end)
    if len(words) == 1:
        return [by_turned, Way(by_written, written)]
    first, last = words[0], words[-1]
    last_is_given = begins_with(turned, last + end)
    first_is_given = begins_with(turned, f"{first} ")
    return [
        by_turned,
        Way(by_written, written, "name_folded"),
        Way(join_conditions(last_is_given, *match_beside(turned, words[:-1])), turned),
        Way(join_conditions(first_is_given, *match_beside(turned, words[1:])), turned),
        Way(contains_text(turned, f" {text}"), ""),
    ]


def match_beside(turned, words):
    """Each of these words begins a word beside the given name."""
    return [contains_text(turned, f" {word}") for word in words]
