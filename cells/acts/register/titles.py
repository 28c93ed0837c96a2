"""What do the lines around a table say: the ward, the cell, the date of the list, the
foot of a page?"""

import re
from dataclasses import dataclass
from datetime import date

from cells.names import fold
from cells.unit_names import cell_name, ward_name
from cells.written_values import BadValue, clean_text, fold_words, read_day, split_lines

NAME_END = (
    r"(?=\s*(?:[(*:;,\n]|$|[-–—]\s|\bnăm\s+\d|\bcó\s+\d"
    r"|\b(?:đảng bộ|tính đến|đến|quý|tháng|thuộc|gồm)\b))"
)
CELL = re.compile(rf"\bchi\s+bộ\b\s*[:.\-–]?\s*(?P<name>.*?){NAME_END}", re.IGNORECASE)
NOT_A_CELL = re.compile(
    r"\b(các|những|toàn|t/m|tm\.?|thay mặt|\d+|bí thư|số)\s+chi\s+bộ\b",
    re.IGNORECASE,
)
NO_NAME = re.compile(
    r"(trực thuộc|có|được|kết nạp|sinh hoạt|họp|và|ký|xác nhận|đã)\b", re.IGNORECASE
)
WARD = re.compile(
    rf"\b(?P<name>(?:phường|xã|thị trấn)\s+\S.*?){NAME_END}", re.IGNORECASE
)
WARD_LINE = re.compile(
    r"^\W*(đảng bộ|đảng ủy|đảng uỷ|bch đảng bộ|ban chấp hành đảng bộ)\b",
    re.IGNORECASE,
)
DAY = (
    r"((ngay\s*)?\d{1,2}\s*(/|-|\.|thang)\s*)?"
    r"(thang\s*)?\d{1,2}\s*(/|-|\.|nam)\s*\d{4}"
)
AS_OF = re.compile(
    r"\b(tinh den|thoi diem|co den|chot den|chot so lieu|den ngay)\b\W*(het )?"
    rf"(?P<day>{DAY})"
)
OF_A_WARD = re.compile(r"((?:số\s*)?\d+\w?)\s+(?:phường|xã|thị trấn)\b", re.IGNORECASE)
SHEET_NAME = re.compile(
    r"(?:chi ?bộ|chi ?bo|\bcb(?=[\W\d]))\W*(\S.*)|^\W*(\d+)\W*$", re.IGNORECASE
)
SECTION = re.compile(
    r"^\W*(?:[ivx]+|\d+|[a-h])?\s*[.)\-–/:]?\s*(?=(?:đảng viên\s+)?chi\s+bộ\b)",
    re.IGNORECASE,
)
FOOT = re.compile(
    r"^\W*(tổng( số| cộng)?|cộng( dồn)?)\b"
    r"|^\W*(tong so|tong cong|trong do|t m\b|tm\b|thay mat"
    r"|nguoi (lap|ghi|tong hop)|lap bieu|ky ten|xac nhan"
    r"|(pho )?bi thu( chi bo| dang uy)?$|noi nhan|thu truong|danh sach (nay|co|gom)"
    r"|an dinh|(\w+ )*ngay \d)",
    re.IGNORECASE,
)
DATELINE = re.compile(r",\s*ngày\s*[\d.…_ ]*tháng", re.IGNORECASE)


@dataclass(frozen=True)
class Title:
    """What a block of lines says; "" and None where it says nothing."""

    ward: str = ""
    cell: str = ""
    on: date | None = None


def read_title(rows):
    """Title of the rows above a table.

    The line "DANH SÁCH …" names the cell before any other line.
    """
    lines = []
    for row in rows:
        lines.extend(lines_of_row(row))
    title = Title()
    for line in sorted(lines, key=lambda line: "danh sach" not in fold(line)):
        title = Title(
            ward=title.ward or find_ward_name(line),
            cell=title.cell or find_cell_name(line),
            on=title.on or find_list_date(line),
        )
    return title


def find_ward_name(line):
    """ "Đảng bộ phường Phúc Đồng" out of a line that begins with Đảng bộ, Đảng ủy."""
    found = WARD_LINE.match(line) and WARD.search(line)
    if not found:
        return ""
    return ward_name(found["name"])


def find_cell_name(line):
    """ "Chi bộ 1" out of a line of a title, "" if it names none."""
    found = CELL.search(line)
    if not found or NOT_A_CELL.search(line):
        return ""
    if not found["name"] or NO_NAME.match(found["name"]):
        return ""
    numbered = OF_A_WARD.match(found["name"])
    if numbered:
        return cell_name(numbered[1])
    return cell_name(found["name"])


def find_list_date(line):
    found = AS_OF.search(fold(line))
    if not found:
        return None
    try:
        return read_day(found["day"], date.max).last
    except BadValue:
        return None


def read_sheet_name(name):
    """The cell that a sheet is named after: "Chi bộ 7", "DS CB7", "7".

    "" for "Sheet1".
    """
    found = SHEET_NAME.search(clean_text(name))
    if not found:
        return ""
    return cell_name(found[1] or found[2])


def read_section(row):
    """The cell that a line inside a table opens ("II. CHI BỘ 2"), "" for other rows."""
    texts = lines_of_row(row)
    if len(texts) > 1 and re.fullmatch(r"[ivxIVX]+|[A-H]|\d+", texts[0].strip(".)")):
        texts = texts[1:]
    if len(texts) != 1:
        return ""
    start = SECTION.match(texts[0])
    if not start:
        return ""
    return find_cell_name(texts[0][start.end() :])


def is_foot(row):
    """A line of totals, of the place and date, or of the signatures."""
    for text in lines_of_row(row)[:3]:
        if FOOT.match(text) or FOOT.match(fold_words(text)) or DATELINE.search(text):
            return True
    return False


def lines_of_row(row):
    lines = []
    for value in row:
        lines.extend(split_lines(value))
    return lines
