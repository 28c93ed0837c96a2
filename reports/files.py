"""The figures as a file: the same rows for the page's download and for `manage.py rates`."""

import csv
import io
import textwrap

import xlsxwriter

from phucdong.writing import percent
from reports.figures import LABELS
from reports.rates import REPORTED, apart, of_wards, told_apart, total

SHEET = "Số liệu"
NARROW = 7
# What stands behind the name: figures, and figures as a share of another.
COLUMNS = [
    *({"figure": figure, "label": LABELS[figure]} for figure in REPORTED),
    {"figure": "participated", "label": "Tỷ lệ tham gia", "of": "obliged"},
    {"figure": "completed", "label": "Tỷ lệ hoàn thành", "of": "obliged"},
]
# Spreadsheets take a CSV file for Vietnamese only when it begins with this.
BYTE_ORDER_MARK = "\ufeff"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def headings_of(columns):
    return ["Chi bộ", *(column["label"] for column in columns)]


def lines(rows, wards=()):
    """One list a cell, one a ward where there are several, one for the total, one a unit: name, the reported figures,
    both rates in words."""
    cells, units = apart(told_apart(wards) or rows)
    return [line(row, COLUMNS) for row in [*cells, *of_wards(wards), total(cells), *units]]


def line(row, columns):
    return [row.name, *(value_of(row.counts, column) for column in columns)]


def value_of(counts, column):
    """A number, or a share in words."""
    number = counts[column["figure"]]
    return percent(number, counts[column["of"]]) if "of" in column else number


def as_csv(head, rows):
    """CSV text."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([head, *([plain(cell) for cell in row] for row in rows)])
    return out.getvalue()


def plain(value):
    """Text that a spreadsheet takes for text: a name that begins like a formula gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value[:1] in "=+-@\t\r" else value


def as_xlsx(title, head, rows):
    """A workbook (bytes) with a title line, headings and rows; text is never taken for a formula."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet, bold = book.add_worksheet(SHEET), book.add_format({"bold": True, "text_wrap": True})
        sheet.write_string(0, 0, title, bold)
        for column, heading in enumerate(head):
            sheet.write_string(2, column, heading, bold)
        for number, row in enumerate(rows, start=3):
            for column, value in enumerate(row):
                write = sheet.write_string if isinstance(value, str) else sheet.write_number
                write(number, column, value)
        sheet.set_column(0, 0, 28)
        sheet.freeze_panes(3, 1)
    return out.getvalue()


def as_text(head, rows):
    """A table in plain text: long headings over several lines, figures to the right."""
    heads = [textwrap.wrap(heading, NARROW) for heading in head]
    tall = max(len(lines) for lines in heads)
    top = [["" if tall - depth > len(lines) else lines[depth - tall] for lines in heads] for depth in range(tall)]
    body = [[str(value) for value in row] for row in rows]
    widths = [max(len(row[column]) for row in [*top, *body]) for column in range(len(head))]
    ruled = ["-" * width for width in widths]
    return "".join(aligned(row, widths) for row in [*top, ruled, *body])


def aligned(row, widths):
    name, *figures = row
    padded = [figure.rjust(width) for figure, width in zip(figures, widths[1:], strict=True)]
    return "  ".join([name.ljust(widths[0]), *padded]).rstrip() + "\n"
