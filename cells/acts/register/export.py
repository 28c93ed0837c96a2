"""The register as a file: a workbook in the official layout, one sheet a cell, that can
be edited and read back."""

import io
import re
from datetime import date
from itertools import groupby

import xlsxwriter

from cells import permissions
from cells.acts.register.columns import COLUMN_OF, PRINTED_COLUMNS
from cells.acts.register.counterparts import name_cells_apart
from cells.acts.register.exported_rows import list_cell_rows
from cells.names import fold, natural_key

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORM = "Mẫu 7-HSĐV"
TITLE = "SỔ DANH SÁCH ĐẢNG VIÊN"
# It names no cell and no ward: a file that is read back is searched for them.
WITHOUT_CARDS = "Số thẻ đảng viên không ghi trong bản này."
FIRST_HEADING = 6  # row, counted from 0: the title stands above
FIRST_PERSON = FIRST_HEADING + 3
FIRST_DAY = date(1901, 1, 1)  # earlier ones are no dates for a spreadsheet
NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]")
LONGEST_SHEET_NAME = 31
WRITTEN_COLUMNS = [*PRINTED_COLUMNS, COLUMN_OF["cell"]]
LAST = len(PRINTED_COLUMNS) - 1
A4 = 9


def build_register_file(cells, *, by, on):
    """Bytes of an xlsx file with the register of these cells (with their committee) on
    a date, for an Actor: without the numbers of cards for who may not see them."""
    rows, names, file = list_cell_rows(cells, on), name_cells_apart(cells), io.BytesIO()
    sheet_names = set()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"title": f"{TITLE} ({FORM})"})
        formats = add_formats(book)
        for cell in sorted(cells, key=lambda cell: (natural_key(cell.name), cell.pk)):
            sheet = book.add_worksheet(choose_sheet_name(cell.name, sheet_names))
            write_title(sheet, formats, cell, on)
            if not permissions.sees_cards(by, cell):
                leave_out_cards(sheet, formats, rows[cell.pk])
            write_headings(sheet, formats)
            write_people(sheet, formats, names[cell.pk], rows[cell.pk], on)
            set_up_print(sheet, by, on)
        if not cells:
            book.add_worksheet("Không có chi bộ")
    return file.getvalue()


def add_formats(book):
    """Every cell of the table is text or a date: a name that begins with "=" stays a
    name."""
    table = {"border": 1, "valign": "top", "text_wrap": True, "font_size": 9}
    middle = {"align": "center", "valign": "vcenter", "text_wrap": True}
    heading = middle | {"bold": True, "border": 1, "font_size": 9}
    centred_date = table | {"num_format": "dd/mm/yyyy", "align": "center"}
    return {
        "bold": book.add_format({"bold": True}),
        "title": book.add_format(middle | {"bold": True, "font_size": 14}),
        "middle": book.add_format(middle | {"italic": True}),
        "heading": book.add_format(heading),
        "number": book.add_format(table | {"align": "center"}),
        "text": book.add_format(table | {"num_format": "@"}),
        "date": book.add_format(centred_date),
    }


def choose_sheet_name(name, taken):
    """A name that a workbook takes, and that no sheet bears yet."""
    plain = NOT_IN_A_NAME.sub(" ", name).strip(" '")[:LONGEST_SHEET_NAME]
    plain = plain or "Chi bộ"
    number, chosen = 2, plain
    while chosen.casefold() in taken:
        chosen = f"{plain[: LONGEST_SHEET_NAME - 5]} ({number})"
        number += 1
    taken.add(chosen.casefold())
    return chosen


def write_title(sheet, formats, cell, on):
    sheet.write_string(0, 0, cell.committee.name.upper(), formats["bold"])
    sheet.write_string(0, LAST - 1, FORM, formats["bold"])
    sheet.write_string(1, 0, cell.name.upper(), formats["bold"])
    sheet.merge_range(3, 0, 3, LAST, TITLE, formats["title"])
    sheet.merge_range(4, 0, 4, LAST, f"Tính đến ngày {on:%d/%m/%Y}", formats["middle"])


def leave_out_cards(sheet, formats, rows):
    sheet.merge_range(5, 0, 5, LAST, WITHOUT_CARDS, formats["middle"])
    for facts in [*rows.present, *rows.gone]:
        facts["card"] = ""


def write_headings(sheet, formats):
    """An official heading stands over its columns, or over both rows where it has only
    one. The official columns are numbered below."""
    first = 0
    groups = groupby(PRINTED_COLUMNS, key=lambda column: column.official)
    for number, (heading, columns) in enumerate(groups, start=1):
        columns = list(columns)
        write_official_heading(sheet, formats, first, heading, columns)
        sheet.write_number(FIRST_HEADING + 2, first, number, formats["number"])
        first += len(columns)
    write_tall_heading(sheet, formats, first, COLUMN_OF["cell"].heading)
    for number, column in enumerate(WRITTEN_COLUMNS):
        sheet.set_column(number, number, column.width)
    sheet.set_row(FIRST_HEADING, 34)
    sheet.set_row(FIRST_HEADING + 1, 48)


def write_official_heading(sheet, formats, first, heading, columns):
    if len(columns) == 1:
        write_tall_heading(sheet, formats, first, heading)
        return
    top, last = FIRST_HEADING, first + len(columns) - 1
    sheet.merge_range(top, first, top, last, heading, formats["heading"])
    sheet.merge_range(top + 2, first, top + 2, last, "", formats["number"])
    for number, column in enumerate(columns, start=first):
        sheet.write_string(top + 1, number, column.heading, formats["heading"])


def write_tall_heading(sheet, formats, number, heading):
    top = FIRST_HEADING
    sheet.merge_range(top, number, top + 1, number, heading, formats["heading"])


def write_people(sheet, formats, cell_name, rows, on):
    """Those who belong to the cell, those who went, and their number at the foot."""
    people = [*rows.present, *rows.gone]
    for index, facts in enumerate(people):
        facts = facts | {"serial": index + 1, "cell": cell_name}
        for number, column in enumerate(WRITTEN_COLUMNS):
            value = facts.get(column.key) or ""
            write_fact(sheet, formats, FIRST_PERSON + index, number, value)
    foot = FIRST_PERSON + len(people) + 1
    total = total_text(len(rows.present), len(rows.gone), on)
    sheet.write_string(foot, 1, total, formats["bold"])
    sheet.write_string(foot + 2, LAST - 3, "T/M CHI ỦY", formats["bold"])
    sheet.write_string(foot + 3, LAST - 3, "BÍ THƯ", formats["bold"])


def write_fact(sheet, formats, row, number, value):
    if isinstance(value, date) and value >= FIRST_DAY:
        sheet.write_datetime(row, number, value, formats["date"])
    elif isinstance(value, date):
        sheet.write_string(row, number, f"{value:%d/%m/%Y}", formats["text"])
    elif isinstance(value, int):
        sheet.write_number(row, number, value, formats["number"])
    else:
        sheet.write_string(row, number, value, formats["text"])


def total_text(present, gone, on):
    words = f"Tổng số: {present:02d} đảng viên"
    if not gone:
        return words
    what = "đã chuyển đi, từ trần hoặc ra khỏi Đảng"
    return f"{words}, không tính {gone:02d} đồng chí {what} trong năm {on.year}"


def set_up_print(sheet, by, on):
    """A4 across, the headings on every page, who has taken it away in the foot.

    The last column is not printed.
    """
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.repeat_rows(FIRST_HEADING, FIRST_HEADING + 2)
    sheet.fit_to_pages(1, 0)
    sheet.print_area(0, 0, sheet.dim_rowmax, LAST)
    sheet.freeze_panes(FIRST_PERSON, 3)
    who = str(by).replace("&", "&&")[:120]
    foot = f"&L&8Người xuất: {who}, ngày {on:%d/%m/%Y}&R&8Trang &P/&N"
    sheet.set_footer(foot)


def register_file_name(name, on):
    """ "so-dang-vien-chi-bo-7-2026-02-10.xlsx": letters that every system takes."""
    words = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")
    return f"so-dang-vien-{words}-{on:%Y-%m-%d}.xlsx"
