"""How Vietnamese names are folded for searching and keyed for sorting."""

import re
import unicodedata
from functools import lru_cache

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# Tones in dictionary order: level, falling, asking, tumbling, rising, heavy.
TONES = {
    "": "0",
    "\u0300": "1",
    "\u0309": "2",
    "\u0303": "3",
    "\u0301": "4",
    "\u0323": "5",
}
HATS = {"\u0306", "\u0302", "\u031b"}
RANK = {letter: f"{number:02d}" for number, letter in enumerate(ALPHABET, start=2)}
# The mark of an open oa, oe, uy stands on the second letter, as in hoàng: "hòa" is
# another spelling of "hoà".
PLACED = {
    unicodedata.normalize("NFC", pair[0] + tone + pair[1]): unicodedata.normalize(
        "NFC", pair + tone
    )
    for pair in ("oa", "oe", "uy")
    for tone in TONES
    if tone
}
MISPLACED = re.compile("|".join(PLACED))
OF_EVERY_CELL = re.compile(r"^(chi bo|cb)(?![a-z]) ?(so(?![a-z]) ?)?")


class WithoutMarks(dict):
    """A table for str.translate that takes combining marks away, and learns what is
    one: twice as fast as asking."""

    def __missing__(self, point):
        self[point] = None if unicodedata.combining(chr(point)) else point
        return self[point]


WITHOUT_MARKS = WithoutMarks()


def fold(text):
    """Lower case without marks, one space between words: what people type when they
    search."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join(plain.translate(WITHOUT_MARKS).split())


def marked(text):
    """Lower case with its marks, each in the one place that it has in a syllable: "Hòa"
    and "Hoà" become one."""
    plain = unicodedata.normalize("NFC", " ".join(text.casefold().split()))
    return MISPLACED.sub(lambda found: PLACED[found[0]], plain)


def given_first(name):
    """ "hung nguyen van" of "nguyen van hung": how a person is asked for."""
    words = name.split()
    return " ".join([*words[-1:], *words[:-1]])


def fold_cell(name):
    """What tells a cell from others: "7" of "Chi bộ 7", "CB07" and "chi bo so 7", else
    its folded name."""
    return re.sub(r"\b0+(?=\d)", "", OF_EVERY_CELL.sub("", fold(name)))


def digits(text):
    """ "17514678" of "17.514.678"."""
    return re.sub(r"[^0-9]", "", text)


def sort_key(full_name):
    """Digits that sort by given name, then middle, then family name in the Vietnamese
    alphabet, tones second.

    Digits only, because collations of databases disagree about everything else. "00"
    stands between two words and twice after the last, so that a name comes before those
    that go on where it ends, whatever its tones are.
    """
    names = full_name.casefold().split()
    words = [*names[-1:], *names[1:-1], *names[:-1][:1]]
    letters, tones = [], []
    for word in words:
        pairs = split_tones(word)
        letters.append("".join(RANK.get(base, "01") for base, _ in pairs))
        tones.append("".join(tone for _, tone in pairs))
    return f"{'00'.join(letters)}0000{'0'.join(tones)}"[:190]


def split_tones(word):
    """[(letter of the alphabet, digit of its tone)] of a word."""
    pairs = []
    for character in unicodedata.normalize("NFC", word):
        base, *marks = unicodedata.normalize("NFD", character)
        tone = "0"
        for mark in marks:
            if mark in HATS:
                base += mark
            elif mark in TONES and tone == "0":
                tone = TONES[mark]
        pairs.append((unicodedata.normalize("NFC", base), tone))
    return pairs


def natural_key(name):
    """Sorts "Chi bộ 9" before "Chi bộ 10", and words by the Vietnamese alphabet, tones
    second."""
    key = []
    for part in re.split(r"(\d+)", " ".join(name.casefold().split())):
        if part.isdecimal():
            key.append((int(part), "", ""))
        elif part:
            key.append((-1, *rank_by_alphabet(part)))
    return key


@lru_cache(maxsize=10_000)
def rank_by_alphabet(text):
    """(letters, tones) of a text as digits that sort it; a space comes before
    letters."""
    pairs = split_tones(text)
    letters = []
    for base, _ in pairs:
        letters.append("00" if base == " " else RANK.get(base, "01"))
    return "".join(letters), "".join(tone for _, tone in pairs)
