"""What does the list in a file say? People and findings; nothing is asked of the
database or the clock."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from cells.acts.register.departures import find_departure_mark, read_departure
from cells.acts.register.persons import Finding, PersonReader
from cells.acts.register.reading_time import ReadingTime
from cells.acts.register.repetitions import (
    compare_secretaries,
    drop_repeated_people,
)
from cells.acts.register.sheets import Sheet, Unreadable, read_sheets
from cells.acts.register.tables import Table, find_tables
from cells.acts.register.titles import read_sheet_name
from cells.unit_names import cell_key, cell_name, ward_key
from cells.written_values import clean_text

PROBATION = timedelta(days=18 * 30)  # twelve months, and time for the decision
NO_TABLE = "không có bảng nào với cột “Họ và tên”"
GONE = "{} đã chuyển đi hoặc thôi là đảng viên: “{}”"
NO_REGISTER = "có cột họ tên nhưng không có ngày sinh, ngày vào Đảng hay số thẻ"
UNRECOGNISED = (
    "Không nhận ra danh sách đảng viên trong tệp. Cần một dòng tiêu đề có “Họ và tên” "
    "và ít nhất một trong các cột “Ngày sinh”, “Ngày vào Đảng”, “Số thẻ đảng viên”. "
    "{why}"
)
NO_PEOPLE = "Danh sách không có đảng viên nào: chỉ có dòng tiêu đề."
NO_OFFICIAL_DATES = "danh sách không có ngày chính thức: mọi người được ghi là dự bị"
NO_OFFICIAL_DATE = (
    "chưa có ngày chính thức dù vào Đảng từ {:%d/%m/%Y}: được ghi là dự bị"
)
NO_CELL = (
    "không rõ danh sách này của chi bộ nào: ghi tên chi bộ ở tiêu đề, ở tên trang hoặc "
    "thành một cột"
)


@dataclass
class Register:
    """`passed_over` are (sheet, why). With errors, nothing may be applied."""

    people: list = field(default_factory=list)
    departures: list = field(default_factory=list)
    errors: list = field(default_factory=list)
    warnings: list = field(default_factory=list)
    passed_over: list = field(default_factory=list)
    ward: str = ""
    on: date | None = None

    def by_cell(self):
        """{name of the cell: [ListedPerson]} in the order of the file."""
        cells = defaultdict(list)
        for person in self.people:
            cells[person.cell].append(person)
        return dict(cells)


class TableOfSheet(NamedTuple):
    sheet: Sheet
    table: Table

    def note(self, text, row=None):
        """A Finding about a row, else about the headings of the table."""
        return Finding(self.sheet.name, row or self.table.row, text)


def ignore_progress(done, total):
    """Nobody watches."""


def read_register(name, content, *, today, on=None, cell="", watch=ignore_progress):
    """Register out of a file of this name, given as bytes. Raises Unreadable.

    The list speaks of the date `on`, else of the one in its title, else of `today`.
    `cell` stands for a cell that the list does not name, and leaves out the people of
    any other. `watch` is told how many lines of all have been read.
    """
    register, time = Register(), ReadingTime()
    tables = []
    for sheet in read_sheets(name, content):
        for table in find_register_tables(sheet, register, time):
            tables.append(TableOfSheet(sheet, table))
    if not tables:
        why = " ".join(f"{sheet}: {why}." for sheet, why in register.passed_over[:5])
        raise Unreadable(UNRECOGNISED.format(why=why).strip())
    register.on = on or newest_title_date(tables) or today
    register.ward = find_one_ward(tables, register)
    ListReader(register, tables, on, cell, watch, time).read_all()
    if not register.people and not register.errors:
        raise Unreadable(NO_PEOPLE)
    drop_repeated_people(register)
    compare_secretaries(register)
    sort_errors(register, tables)
    return register


def newest_title_date(tables):
    newest = None
    for each in tables:
        on = each.table.title.on
        if on and (newest is None or on > newest):
            newest = on
    return newest


def find_register_tables(sheet, register, time):
    """The tables of a sheet that are registers.

    Notes why the sheet is passed over if there are none.
    """
    tables = [] if sheet.hidden else find_tables(sheet, time)
    registers = [table for table in tables if table.header.is_register()]
    if not registers:
        register.passed_over.append((sheet.name, why_passed_over(sheet, tables)))
    return registers


def why_passed_over(sheet, tables):
    if sheet.hidden:
        return "trang ẩn"
    if all(value == "" for row in sheet.rows for value in row):
        return "trang trống"
    return NO_REGISTER if tables else NO_TABLE


def find_one_ward(tables, register):
    """The ward in the titles; two different ones are an error."""
    first = ""
    for each in tables:
        ward = each.table.title.ward
        first = first or ward
        if ward and ward_key(ward) != ward_key(first):
            text = (
                f"tiêu đề ghi “{ward}”, phần trước ghi “{first}”: một tệp chỉ cho một "
                "phường, xã"
            )
            register.errors.append(each.note(text))
    return first


def sort_errors(register, tables):
    """In the order of the file, those about the whole file first."""
    names = [each.sheet.name for each in tables]

    def position(finding):
        if finding.sheet in names:
            return names.index(finding.sheet), finding.row
        return -1, finding.row

    register.errors.sort(key=position)


# --- the people of each table -----------------------------------------------------


class ListReader:
    """Adds the people of all tables to a Register."""

    def __init__(self, register, tables, on, wanted_cell, watch, time):
        self.register, self.tables, self.on = register, tables, on
        self.wanted_cell, self.watch, self.time = wanted_cell, watch, time
        self.total = sum(len(each.table.lines) for each in tables)
        self.spelling = {}  # the first spelling of each cell, by its key

    def read_all(self):
        for each in self.tables:
            self.read_table(each)

    def read_table(self, each):
        table, register = each.table, self.register
        on = self.on or table.title.on or register.on
        reader = PersonReader(each.sheet.name, table.header, on)
        usual_cell = find_table_cell(each, register)
        take_cells_for_units(table)
        fill_cells_down(each, register)
        first, without_cell = len(register.people), []
        for line in list_people_lines(each, register):
            self.read_line(each, line, reader, usual_cell, without_cell)
        register.errors += reader.errors
        register.errors += find_unknown_cells(each, without_cell)
        register.warnings += find_missing_official_dates(each, register.people[first:])
        register.warnings += reader.warnings
        for row, text in table.strays:
            words = f"không giống một đảng viên nên bỏ qua: “{text[:60]}”"
            register.warnings.append(each.note(words, row))

    def read_line(self, each, line, reader, usual_cell, without_cell):
        """Adds one person, there or gone."""
        self.time.check()
        register, wanted = self.register, self.wanted_cell
        name = cell_name(line.first("cell")) or line.section
        name = name or usual_cell or cell_name(wanted)
        mark = find_departure_mark(line)
        if mark:
            register.departures.append(read_departure(line, name, reader, mark))
            text = GONE.format(str(line.first("full_name")).strip(), mark[1])
            register.warnings.append(each.note(text, line.number))
            return
        if wanted and name and cell_key(name) != cell_key(wanted):
            text = f"không thuộc {cell_name(wanted)} nên để lại"
            register.warnings.append(each.note(text, line.number))
            return
        if name:
            name = self.spelling.setdefault(cell_key(name), name)
        else:
            without_cell.append(line.number)
        register.people.append(reader.read(line, name))
        self.watch(len(register.people), total=self.total)


def list_people_lines(each, register):
    """The lines to read; serial numbers without anything behind them become
    findings."""
    lines = each.table.lines
    last = max((line.number for line in lines if not line.is_bare), default=0)
    for line in lines:
        if line.is_bare and line.number > last:
            text = "chỉ có số thứ tự nên bỏ qua"
            register.warnings.append(each.note(text, line.number))
        else:
            yield line


def find_table_cell(each, register):
    """The cell in the title, else in the name of the sheet.

    An error if the two are numbered differently.
    """
    titled, named = each.table.title.cell, read_sheet_name(each.sheet.name)
    if not titled or not named:
        return titled or named
    if cell_key(titled) == cell_key(named):
        return named
    numbers = [cell_key(name).removeprefix("chi bo ") for name in (titled, named)]
    if all(number.isdecimal() for number in numbers):
        text = f"tiêu đề ghi “{titled}”, tên trang là “{named}”: hãy sửa một trong hai"
        register.errors.append(each.note(text))
    return titled


def take_cells_for_units(table):
    """A column "Đơn vị" that names cells is the column of the cells."""
    if table.header.has("cell"):
        return
    cells = 0
    for line in table.lines:
        unit = clean_text(line.first("occupation"))
        cells += bool(re.match(r"(chi bộ|cb)\b", unit, re.IGNORECASE))
    if cells * 2 > len(table.lines):
        for line in table.lines:
            line.facts["cell"] = line.facts.pop("occupation")


def fill_cells_down(each, register):
    """A column that names the cell only on its first row: the rows below belong to the
    same."""
    lines = each.table.lines
    blank = [line for line in lines if not cell_name(line.first("cell"))]
    if not each.table.header.has("cell") or len(blank) * 2 <= len(lines):
        return
    if lines[0] in blank:
        return
    name = ""
    for line in lines:
        name = line.first("cell") or name
        line.facts["cell"] = [name]
    text = "cột chi bộ chỉ ghi ở dòng đầu; các dòng trống lấy theo dòng trên"
    register.warnings.append(each.note(text))


def find_missing_official_dates(each, people):
    """Warnings: who came in long ago would count as probationary."""
    long_ago, missing = 0, []
    for person in people:
        if person.admitted_on and person.on - person.admitted_on > PROBATION:
            long_ago += 1
            if person.official_on is None:
                missing.append(person)
    if len(missing) == long_ago > 1:
        return [each.note(NO_OFFICIAL_DATES)]
    text = NO_OFFICIAL_DATE
    return [person.note(text.format(person.admitted_on)) for person in missing]


def find_unknown_cells(each, rows):
    """One error for a table without a cell, or one for each row whose cell is left
    out."""
    if len(rows) == len(each.table.lines) > 1:
        return [each.note(NO_CELL)]
    return [each.note("thiếu tên chi bộ", row) for row in rows]
