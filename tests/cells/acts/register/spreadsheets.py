"""Makes spreadsheets for tests in memory: {name of the sheet: rows} as xlsx, ods or
csv."""

import csv
import datetime
import io
import zipfile
from xml.sax.saxutils import escape

import xlsxwriter

HEADINGS = [
    "STT",
    "Họ và tên",
    "Ngày sinh",
    "Giới tính",
    "Ngày vào Đảng",
    "Ngày chính thức",
    "Số thẻ ĐV",
]


def row(
    number=1,
    name="Nguyễn Văn An",
    born="05/9/1958",
    sex="Nam",
    admitted="3/2/1980",
    official="3/2/1981",
    card="",
):
    """A person under HEADINGS."""
    return [number, name, born, sex, admitted, official, card]


def xlsx(sheets, *, merged=(), hidden=()):
    """`merged` are areas (first row, first column, last row, last column) from 0 of
    every sheet."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as workbook:
        # The same bytes in every run: some tests damage them.
        workbook.set_properties({"created": datetime.datetime(2026, 3, 1)})
        dates = workbook.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            fill(sheet, rows, dates)
            for area in merged:
                sheet.merge_range(*area, rows[area[0]][area[1]])
            if name in hidden:
                sheet.hide()
    return file.getvalue()


def fill(sheet, rows, dates):
    for number, values in enumerate(rows):
        for column, value in enumerate(values):
            if isinstance(value, datetime.date):
                sheet.write_datetime(number, column, value, dates)
            elif isinstance(value, str):
                sheet.write_string(number, column, value)
            else:
                sheet.write(number, column, value)


def separated(rows, separator=";", encoding="utf-8-sig"):
    file = io.StringIO()
    csv.writer(file, delimiter=separator).writerows(rows)
    return file.getvalue().encode(encoding)


def ods(sheets):
    tables = "".join(
        f'<table:table table:name="{escape(name)}">'
        + "".join(ods_row(values) for values in rows)
        + "</table:table>"
        for name, rows in sheets.items()
    )
    names = "office text table manifest"
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in names.split()
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>{tables}"
    )
    content += "</office:spreadsheet></office:body></office:document-content>"
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr("content.xml", content)
        parts.writestr("META-INF/manifest.xml", f"<manifest:manifest {spaces}/>")
    return file.getvalue()


def ods_row(values):
    cells = "".join(
        f"<table:table-cell "
        f'office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'
        for value in values
    )
    return f"<table:table-row>{cells}</table:table-row>"
