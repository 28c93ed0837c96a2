"""Which ward or cell does a spelling mean, and how is its name shown?"""

import re

from cells.written_values import (
    capitalise_word,
    clean_text,
    fold_words,
    remembered,
)

NUMBERED = re.compile(r"(chi bo|cb)\s*(so\s*)?0*(\d+)([a-z]?)")
CELL_BEGINNING = re.compile(r"^(chi\s+bộ|cb)\b\s*[:.\-–]?\s*", re.IGNORECASE)
COMMITTEE = re.compile(r"^(đảng bộ|đảng ủy|đảng uỷ)\s+", re.IGNORECASE)
WARD_KIND = re.compile(r"(phường|xã|thị trấn)\s+", re.IGNORECASE)
WARD_BEGINNING = re.compile(
    r"^((đảng bộ|đảng ủy|đảng uỷ)\s+)?((phường|xã|thị trấn)\s+)?", re.IGNORECASE
)
FOLDED_WARD_BEGINNING = re.compile(r"^(dang bo|dang uy)?\s*(phuong|xa|thi tran)?\s*")
COMMON_WORDS = re.compile(
    r"\b(tổ dân phố|khu dân cư|khu phố|số|trường|tiểu học|trung học cơ sở"
    r"|trung học phổ thông|mầm non|công an|quân sự|cơ quan|trạm y tế|công ty"
    r"|doanh nghiệp|hợp tác xã|thôn|cụm|phường)\b",
    re.IGNORECASE,
)
ACRONYMS = {"UBND", "UBMTTQ", "HTX", "MTTQ", "CA"}
LONGEST_UNIT_NAME = 80  # letters: what is longer is a sentence


@remembered
def cell_name(value):
    """The name as it is shown: "1", "CB 01" and "CHI BỘ SỐ 1" become "Chi bộ 1"."""
    text = clean_text(value).strip(" .,:;-–")
    words = fold_words(text)
    found = NUMBERED.fullmatch(words) or NUMBERED.fullmatch(f"cb {words}")
    if found:
        return f"Chi bộ {found[3]}{found[4].upper()}"
    rest = CELL_BEGINNING.sub("", text)
    if 0 < len(rest) < LONGEST_UNIT_NAME:
        return f"Chi bộ {spell_unit(rest)}"
    return ""


@remembered
def cell_key(text):
    """What two spellings of a cell have in common."""
    return fold_words(cell_name(text))


def ward_name(text):
    """The name as it is shown, "" for nothing.

    "Phúc Đồng" and "ĐẢNG ỦY PHƯỜNG PHÚC ĐỒNG" become one.
    """
    words = COMMITTEE.sub("", clean_text(text))
    kind = WARD_KIND.match(words)
    if kind is None and words != clean_text(text):
        return clean_text(text)  # a committee of another kind
    if not words or len(words) >= LONGEST_UNIT_NAME:
        return ""
    kind_name = kind[1].lower() if kind else "phường"
    return f"Đảng bộ {kind_name} {ward_place(text)}"


def ward_place(text):
    """The bare name, as it stands before the date on its documents: "Phúc Đồng"."""
    return spell_unit(WARD_BEGINNING.sub("", clean_text(text)))


def ward_key(text):
    """What two spellings of a ward have in common: its bare name."""
    return FOLDED_WARD_BEGINNING.sub("", fold_words(text))


def spell_unit(text):
    """Capitals as names are written, common words small and THCS as it is.

    Text in mixed letters stays as it is.
    """
    if not text.isupper():
        return text
    words = []
    for word in text.split():
        words.append(word if is_acronym(word) else capitalise_word(word))
    return COMMON_WORDS.sub(lower_common_word, " ".join(words))


def lower_common_word(found):
    if found.start() == 0:
        return found[0].capitalize()
    return found[0].lower()


def is_acronym(word):
    return word in ACRONYMS or not re.search(r"[aeiouy]", fold_words(word))
