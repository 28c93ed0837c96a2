"""Which sheets does an uploaded file hold? A file is never trusted: a workbook is read by a child process."""

import io
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from cells.acts.register.delimited import read_delimited
from cells.acts.register.errors import Unreadable
from cells.acts.register.workbook import BROKEN, MOST_ROWS, NEEDS_PASSWORD

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
MOST_PARTS = 2_000  # files inside a zip
SECONDS = 30
CHILD = Path(__file__).with_name("workbook.py")

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHER_KINDS = [
    (b"%PDF", "tệp PDF"),
    (b"{\\rtf", "tệp văn bản RTF"),
    (b"\xff\xd8\xff", "ảnh chụp"),
    (b"\x89PNG", "ảnh chụp"),
    (b"GIF8", "ảnh"),
    (b"Rar!", "tệp nén RAR"),
    (b"7z\xbc\xaf", "tệp nén 7z"),
    (b"\x1f\x8b", "tệp nén"),
]
USE = "Hãy dùng bảng tính Excel (.xlsx, .xls), LibreOffice (.ods) hoặc tệp .csv."
PASSWORD = "Tệp đang được bảo vệ bằng mật khẩu. Hãy mở tệp, bỏ mật khẩu, lưu lại rồi tải lên."
TOO_LARGE = "Bảng tính quá lớn nên không đọc được. Hãy xóa các trang, dòng và cột không dùng đến rồi lưu lại."
DAMAGED = "Tệp bị hỏng hoặc không phải bảng tính. Hãy mở tệp bằng Excel, lưu lại thành .xlsx rồi tải lên."


@dataclass(frozen=True)
class Sheet:
    """Rows of str, int, float or date, from the first row of the sheet on; "" where a cell is empty.

    `merged` holds (first row, first column, last row, last column), counted from 0.
    """

    name: str
    rows: list
    merged: list = field(default_factory=list)
    hidden: bool = False


def read_sheets(name, content):
    """The sheets of a file of this name, given as bytes. Raises Unreadable, with a sentence for the reader."""
    refuse_no_spreadsheet(content)
    if content.startswith((ZIP, OLE)):
        return read_workbook(content)
    return [Sheet(Path(name).stem or "csv", read_delimited(content))]


def refuse_no_spreadsheet(content):
    """What can be seen at a glance, without opening the file. Raises Unreadable."""
    if not content:
        raise Unreadable("Tệp rỗng: không có nội dung nào để đọc.")
    if len(content) > MOST_BYTES:
        raise Unreadable(f"Tệp lớn hơn {MOST_BYTES // 1024 // 1024} MB. Hãy chia nhỏ hoặc bỏ hình ảnh trong tệp.")
    for start, kind in OTHER_KINDS:
        if content.startswith(start):
            raise Unreadable(f"Đây là {kind}, không phải bảng tính. {USE}")
    if content.startswith(ZIP):
        refuse_bad_zip(content)
    elif content.startswith(OLE):
        refuse_bad_compound(content)


def refuse_bad_zip(content):
    """A zip may hold a document, something else, or far more than it seems to."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Unreadable(DAMAGED) from error
    names = {part.filename for part in parts}
    if "word/document.xml" in names:
        raise Unreadable(f"Đây là tệp Word, không phải bảng tính. {USE}")
    if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
        raise Unreadable(f"Đây là tệp nén hoặc tài liệu khác, không phải bảng tính. {USE}")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable(TOO_LARGE)


def refuse_bad_compound(content):
    """The old binary container of Office: a workbook, a Word document, or a new workbook behind a password."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Unreadable(PASSWORD)
    if "WordDocument".encode("utf-16-le") in content:
        raise Unreadable(f"Đây là tệp Word, không phải bảng tính. {USE}")


def read_workbook(content):
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(CHILD)], input=content, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable(TOO_LARGE) from error
    if done.returncode == NEEDS_PASSWORD:
        raise Unreadable(PASSWORD)
    if done.returncode == BROKEN:
        raise Unreadable(DAMAGED)
    if done.returncode:
        raise Unreadable(TOO_LARGE)
    return [sheet_of(found) for found in json.loads(done.stdout, object_hook=value_of)]


def value_of(found):
    """Turns {"date": …} back into a date and leaves a sheet as it is."""
    return date.fromisoformat(found["date"]) if found.keys() == {"date"} else found


def sheet_of(found):
    if len(found["rows"]) >= MOST_ROWS:
        raise Unreadable(TOO_LARGE)
    return Sheet(found["name"], found["rows"], [tuple(area) for area in found["merged"]], found["hidden"])
