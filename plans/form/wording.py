"""Do two texts say the same, however they were typed?

Blanks, line breaks, punctuation, capitals and the place of a tone mark are no
difference; a figure is ("1,2" is not "12"), and so is a sign that counts ("%", "<").
"""

import re
import unicodedata

from cells.names import TONES, marked

# Letters that stand together, digits that stand together, or a sign.
TOKENS = re.compile(r"[^\W\d_]+|\d+|[^\w\s]")
COUNTS = "%‰"
# "1.000" is 1000.
THOUSANDS = re.compile(r"(?<=\d)\.(?=\d{3}(?!\d))")


def say_the_same(one, other):
    """Blanks may be missing between words, or tone marks stand elsewhere in them."""
    if one == other:
        return True
    words, others = list_words(one), list_words(other)
    if join_words(words) == join_words(others):
        return True
    return list(map(turn_tones, words)) == list(map(turn_tones, others))


def list_words(text):
    """Words, numbers and signs in lower case, without punctuation."""
    tokens = TOKENS.findall(THOUSANDS.sub("", marked(text)))
    return [token for token in tokens if not is_punctuation(token)]


def is_punctuation(token):
    return token not in COUNTS and unicodedata.category(token[0])[0] in "PC"


def join_words(words):
    """All of them without a blank; but two numbers beside each other stay two."""
    joined, last = "", ""
    for word in words:
        if last.isdigit() and word.isdigit():
            joined += " "
        joined += word
        last = word
    return joined


def turn_tones(word):
    """The word with its tone marks behind its letters: "cuả" and "của" become one."""
    letters, tones = [], []
    for character in unicodedata.normalize("NFD", word):
        if character in TONES:
            tones.append(character)
        else:
            letters.append(character)
    return "".join([*letters, *tones])
