"""Where does a table begin, and which column holds what? Headings stand over one to three rows, in any order."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from cells.acts.register.values import clean, folded
from cells.acts.register.wordings import ADMISSION, BIRTH, facts_of

MOST_ROWS = 4
IDENTIFYING = {BIRTH, "born_year", "male", "female", ADMISSION, "official", "card"}
NAMES = {"full_name", "family_name", "given_name", "birth_name"}
PARTS_OF_A_DAY = {"ngày": "born_day", "tháng": "born_month", "năm": "born_year"}


@dataclass(frozen=True)
class Header:
    """Facts by column (counted from 0), and the row after the headings (counted from 0)."""

    columns: dict
    end: int

    def has(self, *facts):
        return any(fact in found for found in self.columns.values() for fact in facts)

    def is_register(self):
        """Whether the columns say who a person is, and not only a name and, say, a sum of money."""
        return self.has(*IDENTIFYING)


def header_at(rows, start, merged=()):
    """The Header whose first row is `start`, or None."""
    if any(isinstance(value, date) for value in rows[start]) or heading_count(rows[start]) < 2:
        return None
    end = start + 1
    while end < min(start + MOST_ROWS, len(rows)) and continues(rows, start, end):
        end += 1
    columns = named({column: facts for column, facts in columns_of(rows[start:end], start, merged) if facts})
    header = Header(columns, end)
    if not header.has("full_name"):
        return None
    while end < len(rows) and is_numbering(rows[end]):
        end += 1
    return Header(with_rest_of_name(columns, rows[start:end], start, merged), end)


def heading_count(row):
    return sum(1 for value in row if isinstance(value, str) and facts_of(value))


def continues(rows, start, row):
    """Whether a row belongs to the headings above it: only headings, and none in the place of a name."""
    found = [value for value in rows[row] if value != ""]
    if not found or any(not isinstance(value, str) or clean(value).isdecimal() for value in found):
        return False
    if any(len(value) > 80 for value in found):
        return False
    known = sum(1 for value in found if facts_of(value) or clean(value).lower() in PARTS_OF_A_DAY)
    return known * 2 >= len(found) and all(
        facts_of(rows[row][column]) or not clean(rows[row][column])
        for above in rows[start:row]
        for column, value in enumerate(above)
        if isinstance(value, str) and NAMES & set(facts_of(value)) and column < len(rows[row])
    )


def is_numbering(row):
    """The row under the headings that numbers the columns: 1 2 3 …, (1) (2) (3) …, A B 1 2 …"""
    marks = [str(value).strip("() ") for value in row if value != ""]
    numbers = [int(mark) for mark in marks if mark.isdecimal() and len(mark) < 4]
    letters = [mark for mark in marks if not mark.isdecimal()]
    if any(isinstance(value, date) for value in row) or len(marks) < 3 or len(numbers) < 2:
        return False
    rising = all(after == before + 1 for before, after in pairwise(numbers))
    return rising and numbers[0] <= 2 and all(len(mark) == 1 and mark.isalpha() for mark in letters)


def columns_of(rows, start, merged):
    """(column, facts) for the headings in these rows, the lowest heading deciding and those above explaining it."""
    width = max(len(row) for row in rows)
    groups = grouped(rows, start, merged, width)
    for column in range(width):
        path = [clean_lines(row[column]) for row in groups if clean_lines(row[column])]
        yield column, facts_of_path(list(dict.fromkeys(path)))


def clean_lines(value):
    return value.strip() if isinstance(value, str) else ""


def grouped(rows, start, merged, width):
    """The heading rows with the heading of a group repeated over each of its columns."""
    filled = [[*row, *[""] * (width - len(row))] for row in rows]
    wide = {(top - start, column): left for top, left, _, right in merged for column in range(left, right + 1)}
    for number, row in enumerate(filled[:-1]):
        for column in range(1, width):
            below = [lower[column] for lower in filled[number + 1 :] if lower[column] != ""]
            if row[column] != "" or not below:
                continue
            left = wide.get((number, column), column - 1)
            if row[left] != "" and any(lower[left] != "" for lower in filled[number + 1 :]):
                row[column] = row[left]
    return filled


def facts_of_path(path):
    """Facts of a column whose headings from top to bottom are `path`."""
    if not path:
        return ()
    *above, last = path
    group = facts_of_path(above)
    if group == (BIRTH,) and clean(last).lower() in PARTS_OF_A_DAY:
        return (PARTS_OF_A_DAY[clean(last).lower()],)
    own = facts_of(last)
    if not above or (own and own != ("serial",) and not is_status(path, group)):
        return own
    return group


def is_status(path, group):
    """ "Chính thức" and "Dự bị" under another heading than that of the dates: ticks for who is official."""
    words = [folded(heading) for heading in path]
    return words[-1] in ("chinh thuc", "du bi") and ADMISSION not in group and "ngay" not in " ".join(words).split()


def named(columns):
    """The same columns with one that holds the full name, where the headings are less than plain about it."""
    found = {fact for facts in columns.values() for fact in facts}
    if "full_name" in found or not found & NAMES:
        return columns
    if "birth_name" in found:
        return replaced(columns, "birth_name", "full_name")
    if {"family_name", "given_name"} <= found:
        columns = replaced(columns, "given_name", "rest_of_name")
        return replaced(columns, "family_name", "full_name")
    return replaced(columns, "given_name", "full_name") if "given_name" in found else columns


def replaced(columns, old, new):
    return {column: tuple(new if fact == old else fact for fact in facts) for column, facts in columns.items()}


def with_rest_of_name(columns, rows, start, merged):
    """Marks the column beside "Họ và tên" that has no heading of its own: the given name stands there."""
    column = next(number for number, facts in columns.items() if "full_name" in facts)
    areas = [area for area in merged if area[1] == column and start <= area[0] < start + len(rows)]
    is_wide = any(area[3] > column for area in areas)
    is_bare = not merged and all(len(row) > column + 1 and row[column + 1] == "" for row in rows)
    if not (is_wide or is_bare) or column + 1 in columns or "rest_of_name" in sum(columns.values(), ()):
        return columns
    return {**columns, column + 1: ("rest_of_name",)}
