"""Which rows of a sheet are people? Tables, and the lines in them that speak of
somebody."""

import re
from dataclasses import dataclass, field
from datetime import date

from cells.acts.register.columns import PARTICULAR_COLUMNS, UNUSED
from cells.acts.register.headings import Header, find_header, is_numbering
from cells.acts.register.titles import Title, is_foot, read_section, read_title
from cells.written_values import clean_text, is_blank, split_lines

EVIDENCE = ("born", "male", "female", "admitted", "official", "card", "born_year")
# Keys that do not speak for it that a row is about a person.
ASIDE = {
    "serial",
    "notes",
    "full_name",
    "rest_of_name",
    UNUSED,
    "arrived",
    *PARTICULAR_COLUMNS,
}


@dataclass
class ListLine:
    """A row that speaks of a person: its number as the spreadsheet shows it, and raw
    values by the key of their column."""

    number: int
    facts: dict
    section: str = ""
    is_bare: bool = False  # a serial number and nothing else

    def first(self, key):
        """The first value that is not blank, else ""."""
        for value in self.facts.get(key, ()):
            if not is_blank(value):
                return value
        return ""


@dataclass
class Table:
    """Headings, the title above them, and the lines below.

    `strays` are (number, text) of rows that could not be placed.
    """

    header: Header
    row: int
    title: Title
    lines: list = field(default_factory=list)
    strays: list = field(default_factory=list)


def find_tables(sheet, time):
    """The Tables of a Sheet, within a ReadingTime."""
    return SheetWalk(sheet, time).find_all()


class SheetWalk:
    """Goes down the rows of one sheet and gathers its tables."""

    def __init__(self, sheet, time):
        self.time = time
        width = max((len(row) for row in sheet.rows), default=0)
        self.rows = [[*row, *[""] * (width - len(row))] for row in sheet.rows]
        self.merged = sheet.merged
        self.tables, self.loose = [], []
        self.section, self.is_closed = "", False

    def find_all(self):
        number = 0
        while number < len(self.rows):
            self.time.check()
            number = self.step(number)
        return self.tables

    def step(self, number):
        """Takes in one row, or all rows of some headings; returns the next number."""
        row = self.rows[number]
        if all(value == "" for value in row):
            return number + 1
        if not self.is_numbered(row):
            header = find_header(self.rows, number, self.merged)
            if header:
                self.open_table(header, number + 1)
                return header.end
        if self.tables:
            self.take(row, number + 1)
        else:
            self.loose.append(row)
        return number + 1

    def is_numbered(self, row):
        """A row with a number in the column of serial numbers is no heading.

        That is seen at once, without reading it.
        """
        if not self.tables:
            return False
        for column, keys in self.tables[-1].header.columns.items():
            if "serial" in keys and isinstance(row[column], int):
                return True
        return False

    def open_table(self, header, row):
        """Headings repeated on the next page go on with the cell and the date
        before."""
        title = read_title(self.loose)
        if self.tables:
            before = self.tables[-1].title
            if title.cell:
                self.section = ""
            title = Title(
                ward=title.ward or before.ward,
                cell=title.cell or before.cell,
                on=title.on or before.on,
            )
        if header.is_register():
            self.time.allow_whole_list()
        self.tables.append(Table(header, row, title))
        self.loose, self.is_closed = [], False

    def take(self, row, number):
        """Places a row below headings: a person, the next cell, a foot, or a stray."""
        if is_numbering(row):
            return
        table = self.tables[-1]
        row_with_cell = self.fill_cell_in(row, number - 1)
        line = cut_row(row_with_cell, number, table.header, self.section)
        section = read_section(row)
        if self.is_about_person_above(line, row):
            add_thin_line(table.lines[-1], line)
        elif is_person(line, row, self.is_closed):
            table.lines.append(line)
        elif section:
            self.section, self.is_closed = section, False
            self.loose.append(row)
        else:
            self.loose.append(row)
            if is_foot(row):
                self.is_closed = True
            elif not self.is_closed:
                text = " ".join(clean_text(value) for value in row if value != "")
                table.strays.append((number, text))

    def fill_cell_in(self, row, number):
        """The row with the name of its cell, where that is merged downwards over the
        people of the cell."""
        filled = list(row)
        for column, keys in self.tables[-1].header.columns.items():
            if "cell" in keys and row[column] == "":
                filled[column] = self.value_merged_over(column, number)
        return filled

    def value_merged_over(self, column, number):
        for top, left, bottom, _ in self.merged:
            if left == column and top < number <= bottom:
                return self.rows[top][column]
        return ""

    def is_about_person_above(self, line, row):
        """The official register keeps several thin rows for a person, the serial number
        only in the first."""
        table = self.tables[-1]
        if not table.lines or self.is_closed or not table.header.has("serial"):
            return False
        stacked = False
        for keys in table.header.columns.values():
            if "full_name" in keys and "birth_name" in keys:
                stacked = True
        if not stacked or not is_blank(line.first("serial")):
            return False
        return not is_foot(row) and not read_section(row)


def cut_row(row, number, header, section):
    """The ListLine of a row."""
    facts = {}
    for column, keys in header.columns.items():
        for key, part in cut_value(row[column], keys):
            facts.setdefault(key, []).append(part)
    return ListLine(number, facts, section)


def cut_value(value, keys):
    """[(key, part of the value)] of a column.

    Lines of the value stand for the keys in their order; a single one is what matters
    most.
    """
    if len(keys) > 1:
        parts = split_lines(value)
        if len(parts) > 1:
            return list(zip(keys, parts, strict=False))
    used = [key for key in keys if key != UNUSED]
    if not used:
        return []
    used.sort(key=lambda key: key in PARTICULAR_COLUMNS)
    return [(used[0], value)]


def add_thin_line(line, more):
    """Adds the values of a thin row to the person above it.

    A second name is the birth name, and so on.
    """
    follows = {"full_name": "birth_name", "admitted": "official"}
    for key, values in more.facts.items():
        target = key
        if not is_blank(line.first(key)):
            target = follows.get(key, key)
        line.facts.setdefault(target, []).extend(values)


def is_person(line, row, is_closed):
    """Whether a row speaks of a person; marks a line with a serial number only as
    bare."""
    has_serial = clean_text(line.first("serial")).rstrip(".").isdecimal()
    name = clean_text(line.first("full_name"))
    is_dated = any(is_evidence(line.first(key)) for key in EVIDENCE)
    if name and is_dated:
        return has_serial or not is_foot([name])
    if is_foot(row) or read_section(row):
        return False
    others = 0
    for key in line.facts:
        others += key not in ASIDE and not is_blank(line.first(key))
    if not name:
        line.is_bare = has_serial and not others
        return has_serial or (is_dated and not is_closed)
    return has_serial or (others > 1 and not is_closed)


def is_evidence(value):
    """A date or a number long enough for a year or a card."""
    return isinstance(value, date) or bool(re.search(r"\d{4}|\d\D\d", str(value)))
