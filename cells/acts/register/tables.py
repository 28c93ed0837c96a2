"""Which rows of a sheet are people? Tables with their titles, and the lines in them that speak of somebody."""

import re
from dataclasses import dataclass, field, replace
from datetime import date

from cells.acts.register.headings import Header, header_at, is_numbering
from cells.acts.register.particulars import PARTICULARS
from cells.acts.register.titles import Title, is_foot, section_in, title_of
from cells.acts.register.values import clean, is_blank, is_ticked, lines_of

DATES = ("born", "male", "female", "admitted", "official", "card", "born_year")
DEPARTURES = ("sent", "died", "left")
ASIDE = {"serial", "notes", "full_name", "rest_of_name", "", "arrived", *PARTICULARS}


@dataclass
class Line:
    """One row that speaks of a person: its number as the spreadsheet shows it, and raw values by fact."""

    number: int
    facts: dict
    section: str = ""
    is_bare: bool = False  # a serial number and nothing else

    def first(self, fact):
        """The first value for a fact that is not blank, else ""."""
        values = self.facts.get(fact)
        return next((value for value in values if not is_blank(value)), "") if values else ""


@dataclass
class Table:
    """Headings, the title above them, and the lines below; `strays` are rows that could not be placed."""

    header: Header
    row: int
    title: Title
    lines: list = field(default_factory=list)
    strays: list = field(default_factory=list)


class Walk:
    """Goes down the rows of one sheet and gathers its tables."""

    def __init__(self, sheet):
        width = max((len(row) for row in sheet.rows), default=0)
        self.rows, self.merged = [[*row, *[""] * (width - len(row))] for row in sheet.rows], sheet.merged
        self.tables, self.loose = [], []
        self.section, self.is_closed = "", False

    def tables_found(self):
        number = 0
        while number < len(self.rows):
            number = self.step(number)
        return self.tables

    def step(self, number):
        """Takes in one row, or all rows of some headings, and returns the number of the next."""
        row = self.rows[number]
        if all(value == "" for value in row):
            return number + 1
        header = None if self.is_numbered(row) else header_at(self.rows, number, self.merged)
        if header:
            self.open_table(header, number + 1)
            return header.end
        if not self.tables:
            self.loose.append(row)
        else:
            self.take(row, number + 1)
        return number + 1

    def is_numbered(self, row):
        """A row with a number in the column of serial numbers is no heading: seen at once, without reading it."""
        columns = self.tables[-1].header.columns if self.tables else {}
        return any("serial" in facts and isinstance(row[column], int) for column, facts in columns.items())

    def open_table(self, header, row):
        """Headings repeated on the next page go on with the cell and the date of the table before."""
        title = title_of(self.loose)
        if self.tables:
            before = self.tables[-1].title
            self.section = "" if title.cell else self.section
            kept = {"ward": title.ward or before.ward, "cell": title.cell or before.cell, "on": title.on or before.on}
            title = replace(title, **kept)
        self.tables.append(Table(header, row, title))
        self.loose, self.is_closed = [], False

    def take(self, row, number):
        """Places one row below some headings: a person, the name of the next cell, a foot, or a stray."""
        table = self.tables[-1]
        line = line_of(self.with_cell(row, number - 1), number, table.header, self.section)
        if is_numbering(row):
            return
        if self.continues_a_person(line, row):
            add_lines(table.lines[-1], line)
        elif is_person(line, row, self.is_closed):
            table.lines.append(line)
        elif section_in(row):
            self.section, self.is_closed = section_in(row), False
            self.loose.append(row)
        else:
            self.loose.append(row)
            if is_foot(row):
                self.is_closed = True
            elif not self.is_closed:
                table.strays.append((number, " ".join(clean(value) for value in row if value != "")))

    def with_cell(self, row, number):
        """The row with the name of its cell, where that is merged downwards over the people of the cell."""
        for column, facts in self.tables[-1].header.columns.items():
            if "cell" in facts and row[column] == "":
                tops = [top for top, left, bottom, _ in self.merged if left == column and top < number <= bottom]
                row = [*row[:column], self.rows[tops[0]][column] if tops else "", *row[column + 1 :]]
        return row

    def continues_a_person(self, line, row):
        """The official register keeps several thin rows for a person, the serial number only in the first."""
        table = self.tables[-1]
        stacked = any({"full_name", "birth_name"} <= set(facts) for facts in table.header.columns.values())
        if not stacked or not table.header.has("serial") or not table.lines or self.is_closed:
            return False
        return is_blank(line.first("serial")) and not is_foot(row) and not section_in(row)


def line_of(row, number, header, section):
    facts = {}
    for column, found in header.columns.items():
        for fact, part in parts_of(row[column], found):
            facts.setdefault(fact, []).append(part)
    return Line(number, facts, section)


def parts_of(value, facts):
    """(fact, part of the value) for a column; lines of the cell stand for the facts in their order.

    A single line is the fact that matters most.
    """
    used = sorted((fact for fact in facts if fact), key=lambda fact: fact in PARTICULARS)
    parts = lines_of(value) if len(facts) > 1 else []
    if len(parts) > 1:
        return list(zip(facts, parts, strict=False))
    return [(used[0], value)] if used else []


def add_lines(line, more):
    """Adds the values of a thin row to the person above it: a second name is the birth name, and so on."""
    follows = {"full_name": "birth_name", "admitted": "official"}
    for fact, values in more.facts.items():
        target = follows.get(fact, fact) if not is_blank(line.first(fact)) else fact
        line.facts.setdefault(target, []).extend(values)


def is_person(line, row, is_closed):
    """Whether a row speaks of a person; marks the line as bare where only a serial number stands."""
    serial = clean(line.first("serial")).rstrip(".").isdecimal()
    name = clean(line.first("full_name"))
    others = [fact for fact in line.facts if fact not in ASIDE and not is_blank(line.first(fact))]
    dated = any(is_evidence(line.first(fact)) for fact in DATES)
    if name and dated:
        return serial or not is_foot([name])
    if is_foot(row) or section_in(row):
        return False
    if not name:
        line.is_bare = serial and not others
        return serial or (dated and not is_closed)
    return serial or (len(others) > 1 and not is_closed)


def is_evidence(value):
    """A date or a number long enough for a year or a card."""
    return isinstance(value, date) or bool(re.search(r"\d{4}|\d\D\d", str(value)))


def departure(line):
    """(fact, words) of the columns for transfer out, death and leaving; None for somebody who is still there."""
    for fact in DEPARTURES:
        value = line.first(fact)
        if is_ticked(value) and "tạm" not in clean(value).lower():
            return fact, clean(value)
    return None
