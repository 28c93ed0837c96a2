"""What does a register say? A file in, people and findings out; nothing is asked of the database or the clock."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

from cells.acts.register.departures import Departure, departed
from cells.acts.register.errors import Finding, Unreadable
from cells.acts.register.people import Reader
from cells.acts.register.sheets import read_sheets
from cells.acts.register.tables import Walk, departure
from cells.acts.register.titles import cell_key, cell_name, cell_of_sheet, ward_key
from cells.acts.register.values import clean
from cells.names import fold

PROBATION = timedelta(days=18 * 30)  # twelve months, and time for the decision
NO_TABLE = "không có bảng nào với cột “Họ và tên”"
GONE = "{} đã chuyển đi hoặc thôi là đảng viên: “{}”"
NO_REGISTER = "có cột họ tên nhưng không có ngày sinh, ngày vào Đảng hay số thẻ"
UNRECOGNISED = (
    "Không nhận ra danh sách đảng viên trong tệp. Cần một dòng tiêu đề có “Họ và tên” và ít nhất một trong các cột "
    "“Ngày sinh”, “Ngày vào Đảng”, “Số thẻ đảng viên”. {why}"
)


@dataclass
class Register:
    """`passed_over` are (sheet, why), `departures` those whom it lists as gone. With errors, nothing may be applied."""

    people: list = field(default_factory=list)
    departures: list[Departure] = field(default_factory=list)
    errors: list = field(default_factory=list)
    warnings: list = field(default_factory=list)
    passed_over: list = field(default_factory=list)
    ward: str = ""
    on: date | None = None

    def by_cell(self):
        """{name of the cell: [Person]} in the order of the file."""
        cells = defaultdict(list)
        for person in self.people:
            cells[person.cell].append(person)
        return dict(cells)


def unwatched(done, total):
    """Nobody watches."""


def read_register(name, content, *, today, on=None, cell="", watch=unwatched):
    """Register out of a file of this name, given as bytes. Raises Unreadable.

    The list speaks of the date `on`, else of the one in its title, else of `today`. `cell` stands for a cell that
    the list does not name, and leaves out the people of any other. `watch` is told how many lines of all
    have been read.
    """
    register = Register()
    found = [(sheet, table) for sheet in read_sheets(name, content) for table in register_tables(sheet, register)]
    if not found:
        raise Unreadable(UNRECOGNISED.format(why=why_not(register.passed_over)).strip())
    dates = [table.title.on for _, table in found if table.title.on]
    register.on = on or max(dates, default=today)
    register.ward = one_ward(found, register)
    spelling, total = {}, sum(len(table.lines) for _, table in found)
    for sheet, table in found:
        watched = partial(watch, total=total)
        read_table(sheet, table, register, on or table.title.on or register.on, cell, spelling, watched)
    if not register.people and not register.errors:
        raise Unreadable("Danh sách không có đảng viên nào: chỉ có dòng tiêu đề.")
    compare_people(register)
    register.errors.sort(key=lambda finding: order(found, finding))
    return register


def order(found, finding):
    names = [sheet.name for sheet, _ in found]
    return names.index(finding.sheet) if finding.sheet in names else -1, finding.row


def register_tables(sheet, register):
    """The tables of a sheet that are registers; notes why the sheet is passed over if there are none."""
    tables = [] if sheet.hidden else Walk(sheet).tables_found()
    registers = [table for table in tables if table.header.is_register()]
    if not registers:
        is_empty = all(value == "" for row in sheet.rows for value in row)
        why = "trang trống" if is_empty else NO_REGISTER if tables else NO_TABLE
        register.passed_over.append((sheet.name, "trang ẩn" if sheet.hidden else why))
    return registers


def why_not(passed_over):
    return " ".join(f"{sheet}: {why}." for sheet, why in passed_over[:5])


def one_ward(found, register):
    """The ward in the titles; two different ones are an error."""
    first = ""
    for sheet, table in found:
        first = first or table.title.ward
        if table.title.ward and ward_key(table.title.ward) != ward_key(first):
            text = f"tiêu đề ghi “{table.title.ward}”, phần trước ghi “{first}”: một tệp chỉ cho một phường, xã"
            register.errors.append(Finding(sheet.name, table.row, text))
    return first


def read_table(sheet, table, register, on, wanted, spelling, watch):
    """Adds the people of one table; `spelling` keeps the first spelling of each cell."""
    reader = Reader(sheet.name, table.header, on)
    usual = cell_of_table(sheet, table, register)
    take_cells_for_units(table)
    fill_cells_down(table, register, sheet)
    unknown, before = [], len(register.people)
    for line in people_lines(table, sheet, register):
        name = cell_name(line.first("cell")) or line.section or usual or cell_name(wanted)
        if gone := departure(line):
            register.departures.append(departed(line, name, reader, gone))
            text = GONE.format(str(line.first("full_name")).strip(), gone[1])
            register.warnings.append(Finding(sheet.name, line.number, text))
            continue
        if wanted and name and cell_key(name) != cell_key(wanted):
            register.warnings.append(Finding(sheet.name, line.number, f"không thuộc {cell_name(wanted)} nên để lại"))
            continue
        if not name:
            unknown.append(line.number)
        name = spelling.setdefault(cell_key(name), name) if name else ""
        register.people.append(reader.read(line, name))
        watch(len(register.people))
    told = no_official_dates(sheet, table, register.people[before:])
    register.errors += reader.errors + unknown_cells(sheet, table, unknown)
    register.warnings += (
        told
        + reader.warnings
        + [
            Finding(sheet.name, row, f"không giống một đảng viên nên bỏ qua: “{text[:60]}”")
            for row, text in table.strays
        ]
    )


def people_lines(table, sheet, register):
    """The lines to read; serial numbers without anything behind them become findings."""
    last = max((line.number for line in table.lines if not line.is_bare), default=0)
    for line in table.lines:
        if line.is_bare and line.number > last:
            register.warnings.append(Finding(sheet.name, line.number, "chỉ có số thứ tự nên bỏ qua"))
        else:
            yield line


def cell_of_table(sheet, table, register):
    """The cell in the title, else in the name of the sheet; an error if the two are numbered differently."""
    titled, named = table.title.cell, cell_of_sheet(sheet.name)
    numbers = [cell_key(name).removeprefix("chi bo ") for name in (titled, named) if name]
    if len(numbers) == 2 and numbers[0] != numbers[1] and all(number.isdecimal() for number in numbers):
        text = f"tiêu đề ghi “{titled}”, tên trang là “{named}”: hãy sửa một trong hai"
        register.errors.append(Finding(sheet.name, table.row, text))
    return named if titled and cell_key(titled) == cell_key(named) else titled or named


def take_cells_for_units(table):
    """A column "Đơn vị" that names cells is the column of the cells."""
    units = [clean(line.first("occupation")) for line in table.lines]
    cells = [unit for unit in units if re.match(r"(chi bộ|cb)\b", unit, re.IGNORECASE)]
    if not table.header.has("cell") and len(cells) * 2 > len(units):
        for line in table.lines:
            line.facts["cell"] = line.facts.pop("occupation")


def no_official_dates(sheet, table, people):
    """A warning where a list has no official dates: who came in long ago would count as probationary."""
    long_ago = [each for each in people if each.admitted_on and each.on - each.admitted_on > PROBATION]
    missing = [each for each in long_ago if each.official_on is None]
    if not missing:
        return []
    if len(missing) == len(long_ago) > 1:
        return [Finding(sheet.name, table.row, "danh sách không có ngày chính thức: mọi người được ghi là dự bị")]
    text = "chưa có ngày chính thức dù vào Đảng từ {:%d/%m/%Y}: được ghi là dự bị"
    return [note(each, text.format(each.admitted_on)) for each in missing]


def fill_cells_down(table, register, sheet):
    """A column that names the cell only on its first row: the rows below belong to the same."""
    blank = [line for line in table.lines if not cell_name(line.first("cell"))]
    if not table.header.has("cell") or len(blank) * 2 <= len(table.lines) or table.lines[0] in blank:
        return
    name = ""
    for line in table.lines:
        name = line.first("cell") or name
        line.facts["cell"] = [name]
    text = "cột chi bộ chỉ ghi ở dòng đầu; các dòng trống lấy theo dòng trên"
    register.warnings.append(Finding(sheet.name, table.row, text))


def unknown_cells(sheet, table, rows):
    """One error for a table without a cell, or one for each row whose cell is left out."""
    if len(rows) == len(table.lines) > 1:
        text = "không rõ danh sách này của chi bộ nào: ghi tên chi bộ ở tiêu đề, ở tên trang hoặc thành một cột"
        return [Finding(sheet.name, table.row, text)]
    return [Finding(sheet.name, row, "thiếu tên chi bộ") for row in rows]


def compare_people(register):
    """Card numbers, names and posts that occur twice; a person who is listed twice alike is taken once."""
    cards, names, kept = {}, defaultdict(list), []
    for person in register.people:
        first = cards.setdefault(person.card, person) if person.card else person
        if first is person:
            kept.append(person)
            names[(fold(person.cell), *person.identity)].append(person)
        elif first.identity == person.identity and first.cell == person.cell:
            register.warnings.append(note(person, f"ghi hai lần, đã có ở {first.place}"))
        else:
            text = f"số thẻ {person.card} đã là của {first.full_name or 'người khác'} ({first.place})"
            register.errors.append(note(person, text))
    for same in names.values():
        for person in same[1:]:
            if person.full_name:
                text = f"trùng họ tên và ngày sinh với {same[0].place}: hai người khác nhau hay ghi hai lần?"
                register.warnings.append(note(person, text))
    register.people = kept
    compare_secretaries(register)


def compare_secretaries(register):
    for people in register.by_cell().values():
        heads = [person for person in people if any(post.is_head for post in person.posts)]
        for person in heads[1:]:
            text = f"{person.cell} đã có bí thư là {heads[0].full_name} ({heads[0].place})"
            register.errors.append(note(person, text))


def note(person, text):
    return Finding(person.sheet, person.row, text)
