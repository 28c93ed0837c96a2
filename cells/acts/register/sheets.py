"""Which sheets does an uploaded file hold?

A file is never trusted: a workbook is read by a child process (workbook_child.py). A
text file may have any of ; , and tab between its values, in the encodings that
Vietnamese offices use.
"""

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from cells.acts.register.workbook_child import BROKEN, MOST_ROWS, NEEDS_PASSWORD

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 100 * 1024 * 1024
MOST_PARTS = 2_000  # files inside a zip
SECONDS = 30
CHILD = Path(__file__).with_name("workbook_child.py")

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
WORKBOOKS = {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}
MARKUP = re.compile(r"\s*<(!doctype|html|\?xml|table|meta|head)", re.IGNORECASE)
MARKED_ENCODINGS = [
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
]

SAVE_ANEW = "Hãy mở tệp bằng Excel, lưu lại thành .xlsx rồi tải lên."
USE = "Hãy dùng bảng tính Excel (.xlsx, .xls), LibreOffice (.ods) hoặc tệp .csv."
PASSWORD = (
    "Tệp đang được bảo vệ bằng mật khẩu. Hãy mở tệp, bỏ mật khẩu, lưu lại rồi tải lên."
)
TOO_LARGE = (
    "Bảng tính quá lớn nên không đọc được. Hãy xóa các trang, dòng và cột không dùng "
    "đến rồi lưu lại."
)
TOO_MANY_LINES = (
    "Tệp có quá nhiều dòng nên không đọc được. Hãy chia thành nhiều tệp nhỏ hơn."
)
DAMAGED = f"Tệp bị hỏng hoặc không phải bảng tính. {SAVE_ANEW}"
NOT_TEXT = (
    "Không đọc được chữ trong tệp này: có thể đây không phải bảng tính, hoặc tệp dùng "
    f"bảng mã cũ (TCVN3, VNI). {SAVE_ANEW}"
)
WEB_PAGE = f"Đây là trang web hoặc tệp XML được đặt tên như bảng tính. {SAVE_ANEW}"


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
    if content.startswith((ZIP, OLE)):
        return read_workbook(content)
    return [Sheet(Path(name).stem or "csv", read_delimited(content))]


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
    if not names & WORKBOOKS:
        kind = "tệp nén hoặc tài liệu khác"
        raise Unreadable(f"Đây là {kind}, không phải bảng tính. {USE}")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable(TOO_LARGE)


def refuse_bad_compound(content):
    """The old binary container of Office: a workbook, a Word document, or a new
    workbook behind a password."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Unreadable(PASSWORD)
    if "WordDocument".encode("utf-16-le") in content:
        raise Unreadable(f"Đây là tệp Word, không phải bảng tính. {USE}")


# --- workbooks --------------------------------------------------------------------


def read_workbook(content):
    try:
        done = subprocess.run(
            [sys.executable, "-P", str(CHILD)],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable(TOO_LARGE) from error
    if done.returncode == NEEDS_PASSWORD:
        raise Unreadable(PASSWORD)
    if done.returncode == BROKEN:
        raise Unreadable(DAMAGED)
    if done.returncode:
        raise Unreadable(TOO_LARGE)
    sheets = json.loads(done.stdout, object_hook=restore_date)
    return [restore_sheet(found) for found in sheets]


def restore_date(found):
    """Turns {"date": …} back into a date and leaves a sheet as it is."""
    if found.keys() == {"date"}:
        return date.fromisoformat(found["date"])
    return found


def restore_sheet(found):
    if len(found["rows"]) >= MOST_ROWS:
        raise Unreadable(TOO_LARGE)
    merged = [tuple(area) for area in found["merged"]]
    return Sheet(found["name"], found["rows"], merged, found["hidden"])


# --- text files -------------------------------------------------------------------


def read_delimited(content):
    """Rows of str out of bytes. Raises Unreadable."""
    text = decode_text(content)
    if MARKUP.match(text):
        raise Unreadable(WEB_PAGE)
    named = re.match(r"sep=(.)\s*[\r\n]", text)
    try:
        rows = split_rows(text, named[1] if named else guess_separator(text))
    except csv.Error as error:
        raise Unreadable(NOT_TEXT) from error
    if len(rows) >= MOST_ROWS:
        raise Unreadable(TOO_MANY_LINES)
    if named:
        rows[0] = [""]
    return rows


def decode_text(content):
    """The text in the first encoding that fits.

    Control characters mean that it is no text at all.
    """
    encodings = ["utf-8", "cp1258"]
    for start, encoding in MARKED_ENCODINGS:
        if content.startswith(start):
            encodings = [encoding]
            break
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x00-\x08\x0e-\x1f]", text):
            return text
    raise Unreadable(NOT_TEXT)


def split_rows(text, separator):
    """Rows of str; where a quotation mark is left open it is a letter, and does not
    swallow the rows after it."""
    try:
        return parse_csv(text, separator, strict=True)
    except csv.Error:
        return parse_csv(text, separator, quoting=csv.QUOTE_NONE)


def parse_csv(text, separator, **options):
    lines = io.StringIO(text, newline="")
    return list(csv.reader(lines, delimiter=separator, **options))


def guess_separator(text):
    """The one that cuts most of the first lines into the same, largest number of
    columns."""
    beginning = text[:50_000].rpartition("\n")[0] or text[:50_000]
    best, most = ";", -1
    for separator in ";,\t|":
        width = weigh_usual_width(parse_csv(beginning, separator))
        if width > most:
            best, most = separator, width
    return best


def weigh_usual_width(rows):
    """Number of columns × rows that have it, of the commonest width above one; 0 when
    nothing is cut."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max((width * count for width, count in widths.items()), default=0)
