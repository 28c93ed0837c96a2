"""Where does a table begin, and which column holds what?

Headings stand over one to three rows, in any order.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from cells.acts.register.columns import HEADINGS
from cells.written_values import clean_text, fold_words

MOST_HEADING_ROWS = 4
IDENTIFYING = {"born", "born_year", "male", "female", "admitted", "official", "card"}
NAME_KEYS = {"full_name", "family_name", "given_name", "birth_name"}
PARTS_OF_A_DAY = {"ngày": "born_day", "tháng": "born_month", "năm": "born_year"}
PATTERNS = [(key, re.compile(pattern)) for key, pattern in HEADINGS]
BETWEEN_PARTS = re.compile(r"[\n/;,+()&]|\s[-–]\s")
BOTH_PARTY_DAYS = re.compile(
    r"\b(vao dang|ket nap)\b.*\b(ngay|du bi)\b.*\bchinh thuc\b"
    r"|\bdu bi\b.*\bchinh thuc\b"
)


@dataclass(frozen=True)
class Header:
    """Keys by column (counted from 0), and the row after the headings (from 0)."""

    columns: dict
    end: int

    def has(self, *keys):
        return any(key in found for found in self.columns.values() for key in keys)

    def is_register(self):
        """Whether the columns say who a person is, and not only a name and a sum."""
        return self.has(*IDENTIFYING)

    def column_of(self, key):
        for column, found in self.columns.items():
            if key in found:
                return column
        return None


# --- one heading ------------------------------------------------------------------


@lru_cache(maxsize=20_000)
def recognise_heading(heading):
    """Keys in the order in which a heading names them, () for other text.

    More than one means that the cells below hold several things. UNUSED stands for what
    is known and not needed.
    """
    text = heading.strip()
    if not text or len(text) > 160 or re.search(r"(?<!\()\d", text):
        return ()
    if clean_text(text).lower() == "nam":  # "Năm" (year) folds to the same letters
        return ("male",)
    words = fold_words(text)
    whole = match_heading(words)
    if whole in ("sex", "sent", "died", "left", "arrived", "full_name"):
        return (whole,)
    if BOTH_PARTY_DAYS.search(words):
        return ("admitted", "official")
    keys = []
    for part in BETWEEN_PARTS.split(text):
        key = match_heading(fold_words(part))
        if key is not None and key not in keys:
            keys.append(key)
    if keys:
        return unite_keys(keys, whole)
    return () if whole is None else (whole,)


def match_heading(words):
    """The key of folded words, None if they are no heading."""
    for key, pattern in PATTERNS:
        if words and pattern.fullmatch(words):
            return key
    return None


def unite_keys(keys, whole):
    """Parts that only explain one another become one key.

    "Ngày, tháng, năm sinh", "Chức vụ, đơn vị công tác".
    """
    if "post" in keys and "occupation" in keys:
        return ("occupation",)
    if "born" in keys and ("male" in keys or "female" in keys):
        return ("born",)
    if set(keys) == {"admitted", "official"} and whole == "official":
        return ("official",)
    return tuple(keys)


# --- the rows of headings ---------------------------------------------------------


def find_header(rows, start, merged=()):
    """The Header whose first row is `start`, or None."""
    if has_date(rows[start]) or count_headings(rows[start]) < 2:
        return None
    end = start + 1
    last = min(start + MOST_HEADING_ROWS, len(rows))
    while end < last and is_more_heading(rows, start, end):
        end += 1
    columns = {}
    for column, path in enumerate(heading_paths(rows[start:end], start, merged)):
        keys = recognise_path(path)
        if keys:
            columns[column] = keys
    columns = choose_full_name(columns)
    header = Header(columns, end)
    if not header.has("full_name"):
        return None
    while end < len(rows) and is_numbering(rows[end]):
        end += 1
    if has_given_name_beside(header, rows[start:end], start, merged):
        columns[header.column_of("full_name") + 1] = ("rest_of_name",)
    return Header(columns, end)


def has_date(row):
    return any(isinstance(value, date) for value in row)


def count_headings(row):
    count = 0
    for value in row:
        if isinstance(value, str) and recognise_heading(value):
            count += 1
    return count


def is_more_heading(rows, start, row):
    """Whether a row belongs to the headings above it.

    It holds only headings, and none in the place of a name.
    """
    found = [value for value in rows[row] if value != ""]
    if not found:
        return False
    known = 0
    for value in found:
        if not isinstance(value, str) or len(value) > 80:
            return False
        text = clean_text(value)
        if text.isdecimal():
            return False
        if recognise_heading(value) or text.lower() in PARTS_OF_A_DAY:
            known += 1
    if known * 2 < len(found):
        return False
    return not has_words_below_a_name(rows[start:row], rows[row])


def has_words_below_a_name(above, row):
    """Whether something that is no heading stands below a heading for names."""
    for heading_row in above:
        for column, heading in enumerate(heading_row[: len(row)]):
            if not isinstance(heading, str):
                continue
            if not NAME_KEYS.intersection(recognise_heading(heading)):
                continue
            if clean_text(row[column]) and not recognise_heading(row[column]):
                return True
    return False


def is_numbering(row):
    """The row that numbers the columns: 1 2 3 …, (1) (2) (3) …, A B 1 2 …"""
    if has_date(row):
        return False
    marks = [str(value).strip("() ") for value in row if value != ""]
    numbers = [int(mark) for mark in marks if mark.isdecimal() and len(mark) < 4]
    if len(marks) < 3 or len(numbers) < 2 or numbers[0] > 2:
        return False
    for mark in marks:
        if not mark.isdecimal() and not (len(mark) == 1 and mark.isalpha()):
            return False
    return all(after == before + 1 for before, after in pairwise(numbers))


def heading_paths(rows, start, merged):
    """For each column its headings from top to bottom, each of them once.

    The lowest heading decides, and those above explain it.
    """
    filled = repeat_groups(rows, start, merged)
    for column in range(len(filled[0])):
        path = []
        for row in filled:
            if not isinstance(row[column], str):
                continue
            heading = row[column].strip()
            if heading and heading not in path:
                path.append(heading)
        yield path


def repeat_groups(rows, start, merged):
    """The heading rows with the heading of a group repeated over each of its
    columns."""
    width = max(len(row) for row in rows)
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    first_of_area = {}
    for top, left, _, right in merged:
        for column in range(left, right + 1):
            first_of_area[top - start, column] = left
    for number, row in enumerate(filled[:-1]):
        lower_rows = filled[number + 1 :]
        for column in range(1, width):
            left = first_of_area.get((number, column), column - 1)
            if row[column] != "" or row[left] == "":
                continue
            if stands_in(lower_rows, column) and stands_in(lower_rows, left):
                row[column] = row[left]
    return filled


def stands_in(rows, column):
    return any(row[column] != "" for row in rows)


def recognise_path(path):
    """Keys of a column whose headings from top to bottom are `path`."""
    if not path:
        return ()
    *above, last = path
    group = recognise_path(above)
    part_of_day = PARTS_OF_A_DAY.get(clean_text(last).lower())
    if group == ("born",) and part_of_day:
        return (part_of_day,)
    own = recognise_heading(last)
    if not above:
        return own
    if own and own != ("serial",) and not is_status(path, group):
        return own
    return group


def is_status(path, group):
    """ "Chính thức" and "Dự bị" under another heading than that of the dates.

    Such columns are ticks for who is official.
    """
    words = [fold_words(heading) for heading in path]
    if words[-1] not in ("chinh thuc", "du bi") or "admitted" in group:
        return False
    return "ngay" not in " ".join(words).split()


# --- the column of the name -------------------------------------------------------


def choose_full_name(columns):
    """The same columns with one for the full name, where no heading says so plainly."""
    found = set()
    for keys in columns.values():
        found.update(keys)
    if "full_name" in found:
        return columns
    if "birth_name" in found:
        return replace_key(columns, "birth_name", "full_name")
    if {"family_name", "given_name"} <= found:
        columns = replace_key(columns, "given_name", "rest_of_name")
        return replace_key(columns, "family_name", "full_name")
    return replace_key(columns, "given_name", "full_name")


def replace_key(columns, old, new):
    replaced = {}
    for column, keys in columns.items():
        replaced[column] = tuple(new if key == old else key for key in keys)
    return replaced


def has_given_name_beside(header, rows, start, merged):
    """Whether the given name stands in the column beside "Họ và tên", which has no
    heading of its own."""
    column = header.column_of("full_name")
    if column + 1 in header.columns or header.has("rest_of_name"):
        return False
    if not merged:
        return all(len(row) > column + 1 and row[column + 1] == "" for row in rows)
    return any(
        left == column < right and start <= top < start + len(rows)
        for top, left, _, right in merged
    )
