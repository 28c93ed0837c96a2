"""In which ways can words mean a person? By a card number, or by words of which each begins a word of the name: with
or without marks, `d` for `đ`, the given name first or last. The ways in the order in which people are listed:

1. the name begins so when the given name is put first: "hung", "hung nguyen"
2. the name begins so as it is written: "nguyen", "nguyen van h"
3. the last word begins the given name, the others begin other words: "nguyen hung", "van hung"
4. the first word is the given name, the others begin other words: "hung van"
5. the words follow each other beside the given name: "thi hong" for Nguyễn Thị Hồng Nhung. No index leads there, so
   this is looked for among few people only.
"""

from typing import NamedTuple

from cells.names import digits, fold, marked
from cells.pages.search.sql import Sql, begins, both, contains

SHORTEST_CARD = 3


class Way(NamedTuple):
    """One way in which words can mean a person: who is meant, the indexed column along which they stand ("": none
    leads to them), and the one by which they are listed where few are."""

    condition: Sql
    column: str
    listed_by: str = "name_turned"


def ways(words):
    """([Way] with the marks as typed, [Way] without): as many of both, or none with marks for a card."""
    number = digits(words)
    if number and number == words.replace(".", "").replace(" ", ""):
        return [], [Way(begins("card_digits", number), "card_digits")] if len(number) >= SHORTEST_CARD else []
    text, plain = marked(words), fold(words)
    # Who typed "an" may mean Ân: that comes after An and before Anh.
    exact = ways_of(text, "name_marked", "name_marked_turned", end=" " if text == plain else "")
    return exact, ways_of(plain, "name_folded", "name_turned")


def ways_of(text, written, turned, end=""):
    """`end` is what follows a word that is whole."""
    words = text.split()
    if not words:
        return []
    first, *after = words
    *before, last = words
    by_turned = Way(begins(turned, text + end), turned)
    by_name = Way(begins(written, text + end), written, "name_folded" if after else "name_turned")
    if not after:
        return [by_turned, by_name]
    return [
        by_turned,
        by_name,
        Way(both(begins(turned, last + end), beside(turned, before)), turned),
        Way(both(begins(turned, f"{first} "), beside(turned, after)), turned),
        Way(contains(turned, f" {text}"), ""),
    ]


def beside(turned, words):
    """Each of these words begins a word beside the given name."""
    return both(*(contains(turned, f" {word}") for word in words))
