"""How do the figures stand in a file? The same rows for a download and for `manage.py
rates`."""

import csv
import io
import textwrap

import xlsxwriter

from phucdong.writing import percent
from reports.figures import LABELS
from reports.rates import (
    REPORTED,
    name_wards_apart,
    part_cells_and_units,
    sum_rates,
    sum_wards,
)

SHEET = "Số liệu"
NARROW = 7
# What stands behind the name: figures, and figures as a share of another.
COLUMNS = [
    *({"figure": figure, "label": LABELS[figure]} for figure in REPORTED),
    {"figure": "participated", "label": "Tỷ lệ tham gia", "of": "obliged"},
    {"figure": "completed", "label": "Tỷ lệ hoàn thành", "of": "obliged"},
]


def list_headings(columns):
    return ["Chi bộ", *(column["label"] for column in columns)]


def list_lines(rows, wards=()):
    """One list a cell, one a ward where there are several, one for the total, one a
    unit: name, the reported figures, both rates in words."""
    cells, units = part_cells_and_units(name_wards_apart(wards) or rows)
    shown = [*cells, *sum_wards(wards), sum_rates(cells), *units]
    return [make_line(row, COLUMNS) for row in shown]


def make_line(row, columns):
    return [row.name, *(read_value(row.counts, column) for column in columns)]


def read_value(counts, column):
    """A number, or a share in words."""
    number = counts[column["figure"]]
    if "of" in column:
        return percent(number, counts[column["of"]])
    return number


# --- the formats ---------------------------------------------------------------------


def write_csv(head, rows):
    """CSV text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(head)
    for row in rows:
        writer.writerow([escape_formula(value) for value in row])
    return out.getvalue()


def escape_formula(value):
    """Text that a spreadsheet takes for text: a name that begins like a formula gets an
    apostrophe before it."""
    if isinstance(value, str) and value[:1] in "=+-@\t\r":
        return f"'{value}"
    return value


def write_xlsx(title, head, rows):
    """A workbook (bytes) with a title line, headings and rows; text is never taken for
    a formula."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True, "text_wrap": True})
        sheet = book.add_worksheet(SHEET)
        sheet.write_string(0, 0, title, bold)
        for column, heading in enumerate(head):
            sheet.write_string(2, column, heading, bold)
        for number, row in enumerate(rows, start=3):
            for column, value in enumerate(row):
                is_text = isinstance(value, str)
                write = sheet.write_string if is_text else sheet.write_number
                write(number, column, value)
        sheet.set_column(0, 0, 28)
        sheet.freeze_panes(3, 1)
    return out.getvalue()


def write_text(head, rows):
    """A table in plain text: long headings over several lines, figures to the right."""
    top, body = stack_headings(head), []
    for row in rows:
        body.append([str(value) for value in row])
    widths = [max(map(len, column)) for column in zip(*top, *body, strict=True)]
    ruled = ["-" * width for width in widths]
    return "".join(align_line(line, widths) for line in [*top, ruled, *body])


def stack_headings(head):
    """The lines of the head; a heading of fewer lines than another stands at the
    foot."""
    wrapped = [textwrap.wrap(heading, NARROW) for heading in head]
    tall = max(map(len, wrapped))
    columns = [[""] * (tall - len(words)) + words for words in wrapped]
    return list(zip(*columns, strict=True))


def align_line(line, widths):
    name, *figures = line
    aligned = [name.ljust(widths[0])]
    for figure, width in zip(figures, widths[1:], strict=True):
        aligned.append(figure.rjust(width))
    return "  ".join(aligned).rstrip() + "\n"
