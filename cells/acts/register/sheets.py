"""Which sheets does an uploaded file hold?

A file is never trusted: this process only glances at its bytes, and another one with
limits reads it (sheet_child.py) and sends row by row.
"""

import json
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from cells.acts.register import sheet_limits as limits
from phucdong.guarded_reading import Busy, ReadingFailed, open_in_child, read_lines

MOST_BYTES = 10 * 1024 * 1024
CHILD = "cells.acts.register.sheet_child"

ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHER_KINDS = [
    (b"%PDF", "tệp PDF"),
    (b"{\\rtf", "tệp văn bản RTF"),
    (b"\xff\xd8\xff", "ảnh chụp"),
    (b"\x89PNG", "ảnh chụp"),
    (b"GIF8", "ảnh"),
    (b"II*\x00", "ảnh"),
    (b"MM\x00*", "ảnh"),
    (b"Rar!", "tệp nén RAR"),
    (b"7z\xbc\xaf", "tệp nén 7z"),
    (b"\x1f\x8b", "tệp nén"),
]
# Names of the parts of a zip stand in it in plain letters.
WORKBOOK_PARTS = (b"xl/workbook.xml", b"xl/workbook.bin", b"content.xml")

SAVE_ANEW = "Hãy mở tệp bằng Excel, lưu lại thành .xlsx rồi tải lên."
USE = "Hãy dùng bảng tính Excel (.xlsx, .xls), LibreOffice (.ods) hoặc tệp .csv."
PASSWORD = (
    "Tệp đang được bảo vệ bằng mật khẩu. Hãy mở tệp, bỏ mật khẩu, lưu lại rồi tải lên."
)
TOO_LARGE = (
    "Bảng tính quá lớn nên không đọc được. Hãy xóa các trang, dòng và cột không dùng "
    "đến rồi lưu lại."
)
DAMAGED = f"Tệp bị hỏng hoặc không phải bảng tính. {SAVE_ANEW}"
WORD_DOCUMENT = f"Đây là tệp Word, không phải bảng tính. {USE}"
OTHER_DOCUMENT = f"Đây là tệp nén hoặc tài liệu khác, không phải bảng tính. {USE}"
BUSY = "Máy chủ đang đọc một tệp khác. Đợi vài phút rồi tải tệp lên lại."
WORDS = {
    limits.DAMAGED: DAMAGED,
    limits.TOO_LARGE: TOO_LARGE,
    limits.NEEDS_PASSWORD: PASSWORD,
    limits.WORD_DOCUMENT: WORD_DOCUMENT,
    limits.OTHER_DOCUMENT: OTHER_DOCUMENT,
    limits.WEB_PAGE: (
        f"Đây là trang web hoặc tệp XML được đặt tên như bảng tính. {SAVE_ANEW}"
    ),
    limits.NOT_TEXT: (
        "Không đọc được chữ trong tệp này: có thể đây không phải bảng tính, hoặc tệp "
        f"dùng bảng mã cũ (TCVN3, VNI). {SAVE_ANEW}"
    ),
    limits.TOO_MANY_SHEETS: (
        f"Tệp có hơn {limits.MOST_SHEETS} trang nên không đọc được. Hãy xóa các trang "
        "không dùng đến, hoặc chia thành nhiều tệp."
    ),
    limits.TOO_MANY_ROWS: (
        "Tệp có quá nhiều dòng nên không đọc được. Hãy xóa các dòng không dùng đến, "
        "hoặc chia thành nhiều tệp nhỏ hơn."
    ),
    limits.TOO_MANY_COLUMNS: (
        f"Tệp có chữ ngoài {limits.MOST_COLUMNS} cột đầu nên không đọc được. Hãy xóa "
        "các cột không dùng đến rồi lưu lại."
    ),
    limits.TOO_MUCH_TEXT: (
        "Tệp có quá nhiều chữ nên không đọc được. Hãy bỏ những trang và cột không phải "
        "danh sách đảng viên, hoặc chia thành nhiều tệp nhỏ hơn."
    ),
}


class Unreadable(Exception):
    """The file as a whole cannot be read; the text says why and what to do."""


@dataclass(frozen=True)
class Sheet:
    """Rows of str, int, float or date, from the first row of the sheet on; "" where a
    cell is empty.

    `merged` holds (first row, first column, last row, last column), counted from 0.
    """

    name: str
    rows: list
    merged: list = field(default_factory=list)
    hidden: bool = False


def read_sheets(name, content):
    """The sheets of a file of this name, given as bytes. Raises Unreadable."""
    refuse_no_spreadsheet(content)
    sheets = []
    try:
        with open_in_child(CHILD, content) as output:
            most = limits.MOST_BYTES
            for line in read_lines(output, longest=limits.LONGEST_LINE, most=most):
                take_line(line, sheets)
    except Busy as error:
        raise Unreadable(BUSY) from error
    except ReadingFailed as failed:
        raise Unreadable(find_words(failed.code)) from failed
    if not content.startswith((ZIP, COMPOUND)):
        return [replace(sheets[0], name=Path(name).stem or "csv")]
    return sheets


def take_line(line, sheets):
    """A line is a row of the last sheet, or begins the next one."""
    found = json.loads(line, object_hook=restore_date)
    if isinstance(found, list):
        sheets[-1].rows.append(found)
    else:
        merged = [tuple(area) for area in found["merged"]]
        sheets.append(Sheet(found["name"], [], merged, found["hidden"]))


def restore_date(found):
    """Turns {"date": …} back into a date and leaves a sheet as it is."""
    if found.keys() == {"date"}:
        return date.fromisoformat(found["date"])
    return found


def find_words(code):
    """Whatever else ends the process, a limit of memory or of time has done it."""
    return WORDS.get(code, TOO_LARGE)


def refuse_no_spreadsheet(content):
    """What can be seen at a glance, without opening the file. Raises Unreadable."""
    if not content:
        raise Unreadable("Tệp rỗng: không có nội dung nào để đọc.")
    if len(content) > MOST_BYTES:
        most = f"Tệp lớn hơn {MOST_BYTES // 1024 // 1024} MB."
        raise Unreadable(f"{most} Hãy chia nhỏ hoặc bỏ hình ảnh trong tệp.")
    for start, kind in OTHER_KINDS:
        if content.startswith(start):
            raise Unreadable(f"Đây là {kind}, không phải bảng tính. {USE}")
    if content.startswith(ZIP):
        refuse_other_zip(content)
    elif content.startswith(COMPOUND):
        refuse_other_compound(content)


def refuse_other_zip(content):
    if any(name in content for name in WORKBOOK_PARTS):
        return
    if b"word/document.xml" in content:
        raise Unreadable(WORD_DOCUMENT)
    if b"PK\x05\x06" in content:  # it ends as a zip does
        raise Unreadable(OTHER_DOCUMENT)
    raise Unreadable(DAMAGED)


def refuse_other_compound(content):
    """The old binary container of Office: a workbook, a Word document, or a new
    workbook behind a password."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Unreadable(PASSWORD)
    if "WordDocument".encode("utf-16-le") in content:
        raise Unreadable(WORD_DOCUMENT)
