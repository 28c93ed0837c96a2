"""The register as a file: a workbook in the official layout, one sheet a cell, that can be edited and read back."""

import io
import re
from datetime import date

import xlsxwriter

from cells.acts.register.layout import BESIDE, COLUMNS, FIRST_DAY, FORM, OFFICIAL, TITLE
from cells.acts.register.listing import listed
from cells.acts.register.wards import listed_names
from cells.names import fold, natural_key

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_HEADING = 6  # row, counted from 0: the title stands above
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
LONGEST_NAME = 31
LAST = len(COLUMNS) - 1
A4 = 9


def workbook(cells, *, by, on):
    """Bytes of an xlsx file with the register of these cells (with their committee) on a date, for an Actor."""
    found, names, taken, file = listed(cells, on), listed_names(cells), set(), io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"title": f"{TITLE} ({FORM})"})
        formats = formats_of(book)
        for cell in sorted(cells, key=lambda cell: (natural_key(cell.name), cell.pk)):
            sheet = book.add_worksheet(sheet_name(cell.name, taken))
            write_register(sheet, formats, cell, names[cell.pk], found[cell.pk], on)
            set_up_print(sheet, by, on)
        if not cells:
            book.add_worksheet("Không có chi bộ")
    return file.getvalue()


def write_register(sheet, formats, cell, name, people, on):
    """Title, headings over two rows, the numbers of the columns, people, and their number at the foot."""
    present, gone = people
    write_title(sheet, formats, cell, on)
    write_headings(sheet, formats)
    for number, facts in enumerate([*present, *gone], start=1):
        write_person(sheet, formats, FIRST_HEADING + 2 + number, {**facts, "serial": number, "cell": name})
    foot = FIRST_HEADING + 4 + len(present) + len(gone)
    sheet.write_string(foot, 1, total(len(present), len(gone), on), formats["bold"])
    sheet.write_string(foot + 2, LAST - 3, "T/M CHI ỦY", formats["bold"])
    sheet.write_string(foot + 3, LAST - 3, "BÍ THƯ", formats["bold"])


def total(present, gone, on):
    words = f"Tổng số: {present:02d} đảng viên"
    if not gone:
        return words
    return f"{words}, không tính {gone:02d} đồng chí đã chuyển đi, từ trần hoặc ra khỏi Đảng trong năm {on.year}"


def write_title(sheet, formats, cell, on):
    sheet.write_string(0, 0, cell.committee.name.upper(), formats["bold"])
    sheet.write_string(0, LAST - 1, FORM, formats["bold"])
    sheet.write_string(1, 0, cell.name.upper(), formats["bold"])
    sheet.merge_range(3, 0, 3, LAST, TITLE, formats["title"])
    sheet.merge_range(4, 0, 4, LAST, f"Tính đến ngày {on:%d/%m/%Y}", formats["middle"])


def write_headings(sheet, formats):
    """An official heading stands over its columns, or over both rows where it has only one."""
    top, column = FIRST_HEADING, 0
    for number, (heading, columns) in enumerate(OFFICIAL, start=1):
        last = column + len(columns) - 1
        if last > column:
            sheet.merge_range(top, column, top, last, heading, formats["heading"])
            sheet.merge_range(top + 2, column, top + 2, last, "", formats["number"])
            for offset, each in enumerate(columns):
                sheet.write_string(top + 1, column + offset, each.heading, formats["heading"])
        else:
            sheet.merge_range(top, column, top + 1, column, heading, formats["heading"])
        sheet.write_number(top + 2, column, number, formats["number"])
        column = last + 1
    sheet.merge_range(top, column, top + 1, column, BESIDE.heading, formats["heading"])
    for number, each in enumerate([*COLUMNS, BESIDE]):
        sheet.set_column(number, number, each.width)
    sheet.set_row(top, 34)
    sheet.set_row(top + 1, 48)


def write_person(sheet, formats, row, facts):
    for column, each in enumerate([*COLUMNS, BESIDE]):
        value = facts.get(each.fact) or ""
        if isinstance(value, date) and value >= FIRST_DAY:
            sheet.write_datetime(row, column, value, formats["date"])
        elif isinstance(value, date):
            sheet.write_string(row, column, f"{value:%d/%m/%Y}", formats["text"])
        elif isinstance(value, int):
            sheet.write_number(row, column, value, formats["number"])
        else:
            sheet.write_string(row, column, value, formats["text"])


def set_up_print(sheet, by, on):
    """A4 across, the headings on every page, who has taken it away in the foot. The last column is not printed."""
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.repeat_rows(FIRST_HEADING, FIRST_HEADING + 2)
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, sheet.dim_rowmax, LAST)
    sheet.freeze_panes(FIRST_HEADING + 3, 3)
    who = str(by).replace("&", "&&")[:120]
    sheet.set_footer(f"&L&8Người xuất: {who}, ngày {on:%d/%m/%Y}&R&8Trang &P/&N")


def formats_of(book):
    """Every cell of the table is text or a date: a name that begins with "=" stays a name."""
    border = {"border": 1, "valign": "top", "text_wrap": True, "font_size": 9}
    middle = {"align": "center", "valign": "vcenter", "text_wrap": True}
    return {
        "bold": book.add_format({"bold": True}),
        "title": book.add_format({"bold": True, "font_size": 14, **middle}),
        "middle": book.add_format({"italic": True, **middle}),
        "heading": book.add_format({"bold": True, "border": 1, "font_size": 9, **middle}),
        "number": book.add_format({**border, "align": "center"}),
        "text": book.add_format({**border, "num_format": "@"}),
        "date": book.add_format({**border, "num_format": "dd/mm/yyyy", "align": "center"}),
    }


def sheet_name(name, taken):
    """A name that a workbook takes, and that no sheet bears yet."""
    plain = NOT_IN_A_NAME.sub(" ", name).strip(" '")[:LONGEST_NAME] or "Chi bộ"
    number, found = 2, plain
    while found.casefold() in taken:
        found, number = f"{plain[: LONGEST_NAME - 5]} ({number})", number + 1
    taken.add(found.casefold())
    return found


def file_name(name, on):
    """ "so-dang-vien-chi-bo-7-2026-02-10.xlsx": letters that every system takes."""
    return f"so-dang-vien-{re.sub(r'[^a-z0-9]+', '-', fold(name)).strip('-')}-{on:%Y-%m-%d}.xlsx"
