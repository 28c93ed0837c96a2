"""Which sheets does a workbook hold (xlsx, xls, xlsb, ods)?

Only the process with limits calls this (sheet_child.py).
"""

import codecs
import datetime
import io
import zipfile

import python_calamine as calamine

from cells.acts.register import sheet_limits as limits
from cells.acts.register.sheet_writer import SheetWriter
from phucdong.guarded_child import Refused

ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORKBOOKS = {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}
MOST_UNPACKED = 100 * 1024 * 1024
MOST_PARTS = 2_000  # files inside a zip
# The names in a zip. Looked up now: once the limits hold, no module is opened any more.
codecs.lookup("cp437")


def write_workbook(content, output):
    """Raises Refused."""
    if content.startswith(ZIP):
        refuse_bad_zip(content)
    writer = SheetWriter(output)
    try:
        workbook = calamine.load_workbook(io.BytesIO(content))
        for about in workbook.sheets_metadata:
            if about.typ == calamine.SheetTypeEnum.WorkSheet:  # no chart, no macro
                write_sheet(writer, workbook, about)
    except calamine.PasswordError as error:
        raise Refused(limits.NEEDS_PASSWORD) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise Refused(limits.DAMAGED) from error


def refuse_bad_zip(content):
    """A zip may hold a document, something else, or far more than it seems to."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Refused(limits.DAMAGED) from error
    names = {part.filename for part in parts}
    if "word/document.xml" in names:
        raise Refused(limits.WORD_DOCUMENT)
    if not names & WORKBOOKS:
        raise Refused(limits.OTHER_DOCUMENT)
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refused(limits.TOO_LARGE)


def write_sheet(writer, workbook, about):
    """A hidden sheet is named and not read; all others from cell A1 on."""
    if str(about.visible) != "SheetVisibleEnum.Visible":
        writer.begin_sheet(about.name, hidden=True)
        return
    sheet = workbook.get_sheet_by_name(about.name)
    areas = sheet.merged_cell_ranges or []
    merged = [[*first, *last] for first, last in areas]
    writer.begin_sheet(about.name, merged=merged)
    _, first_column = sheet.start or (0, 0)
    if first_column >= limits.MOST_COLUMNS:
        raise Refused(limits.TOO_MANY_COLUMNS)
    width = min(first_column + sheet.width, limits.MOST_COLUMNS)
    if sheet.total_height < limits.MOST_ROWS:
        writer.refuse_area(sheet.total_height * width)
    blank = [""] * first_column  # iter_rows() begins at the first column with a value
    for row in sheet.iter_rows():
        writer.write_row([*blank, *map(plain_value, row)])


def plain_value(value):
    """A date as {"date": "1958-09-05"}, a tick as "x"."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "x" if value else ""
    if isinstance(value, datetime.datetime):
        value = value.date()
    if isinstance(value, datetime.date):
        return {"date": value.isoformat()}
    if isinstance(value, datetime.time | datetime.timedelta):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value
