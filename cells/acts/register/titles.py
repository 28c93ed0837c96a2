"""What do the lines around a table say: the ward, the cell, the date of the list, the foot of a page?"""

import re
from dataclasses import dataclass, replace
from datetime import date

from cells.acts.register.days import day
from cells.acts.register.values import BadValue, capitalised, clean, folded, lines_of, remembered
from cells.names import fold

END = (
    r"(?=\s*(?:[(*:;,\n]|$|[-–—]\s|\bnăm\s+\d|\bcó\s+\d"
    r"|\b(?:đảng bộ|tính đến|đến|quý|tháng|thuộc|gồm)\b))"
)
CELL = re.compile(rf"\bchi\s+bộ\b\s*[:.\-–]?\s*(?P<name>.*?){END}", re.IGNORECASE)
NOT_A_CELL = re.compile(r"\b(các|những|toàn|t/m|tm\.?|thay mặt|\d+|bí thư|số)\s+chi\s+bộ\b", re.IGNORECASE)
NO_NAME = re.compile(r"(trực thuộc|có|được|kết nạp|sinh hoạt|họp|và|ký|xác nhận|đã)\b", re.IGNORECASE)
WARD = re.compile(rf"\b(?P<name>(?:phường|xã|thị trấn)\s+\S.*?){END}", re.IGNORECASE)
WARD_LINE = re.compile(r"^\W*(đảng bộ|đảng ủy|đảng uỷ|bch đảng bộ|ban chấp hành đảng bộ)\b", re.IGNORECASE)
DAY = r"((ngay\s*)?\d{1,2}\s*(/|-|\.|thang)\s*)?(thang\s*)?\d{1,2}\s*(/|-|\.|nam)\s*\d{4}"
AS_OF = re.compile(rf"\b(tinh den|thoi diem|co den|chot den|chot so lieu|den ngay)\b\W*(het )?(?P<day>{DAY})")
NUMBERED = re.compile(r"(chi bo|cb)\s*(so\s*)?0*(\d+)([a-z]?)")
OF_A_WARD = re.compile(r"((?:số\s*)?\d+\w?)\s+(?:phường|xã|thị trấn)\b", re.IGNORECASE)
SHEET = re.compile(r"(?:chi ?bộ|chi ?bo|\bcb(?=[\W\d]))\W*(\S.*)|^\W*(\d+)\W*$", re.IGNORECASE)
COMMON = re.compile(
    r"\b(tổ dân phố|khu dân cư|khu phố|số|trường|tiểu học|trung học cơ sở|trung học phổ thông|mầm non|công an|quân sự|"
    r"cơ quan|trạm y tế|công ty|doanh nghiệp|hợp tác xã|thôn|cụm|phường)\b",
    re.IGNORECASE,
)
SECTION = re.compile(r"^\W*(?:[ivx]+|\d+|[a-h])?\s*[.)\-–/:]?\s*(?=(?:đảng viên\s+)?chi\s+bộ\b)", re.IGNORECASE)
FOOT = re.compile(
    r"^\W*(tổng( số| cộng)?|cộng( dồn)?)\b"
    r"|^\W*(tong so|tong cong|trong do|t m\b|tm\b|thay mat|nguoi (lap|ghi|tong hop)|lap bieu|ky ten|xac nhan"
    r"|(pho )?bi thu( chi bo| dang uy)?$|noi nhan|thu truong|danh sach (nay|co|gom)|an dinh|(\w+ )*ngay \d)",
    re.IGNORECASE,
)
LONGEST = 80  # letters in the name of a cell or a ward; what is longer is a sentence
DATELINE = re.compile(r",\s*ngày\s*[\d.…_ ]*tháng", re.IGNORECASE)


@dataclass(frozen=True)
class Title:
    """What a block of lines says; "" and None where it says nothing."""

    ward: str = ""
    cell: str = ""
    on: date | None = None


def title_of(rows):
    """Title of the rows above a table. The line "DANH SÁCH …" names the cell before any other line."""
    lines = [line for row in rows for value in row for line in lines_of(value)]
    title = Title()
    for line in sorted(lines, key=lambda line: "danh sach" not in fold(line)):
        title = replace(
            title,
            ward=title.ward or ward_in(line),
            cell=title.cell or cell_in(line),
            on=title.on or date_in(line),
        )
    return title


def ward_in(line):
    """ "Đảng bộ phường Phúc Đồng" out of a line that begins with Đảng bộ or Đảng ủy."""
    found = WARD_LINE.match(line) and WARD.search(line)
    return ward_name(found["name"]) if found else ""


def ward_name(text):
    """The name of a ward as it is shown: "Phúc Đồng" and "ĐẢNG ỦY PHƯỜNG PHÚC ĐỒNG" become one; "" for nothing."""
    words = re.sub(r"^(đảng bộ|đảng ủy|đảng uỷ)\s+", "", clean(text), flags=re.IGNORECASE)
    kind = re.match(r"(phường|xã|thị trấn)\s+", words, re.IGNORECASE)
    if kind is None and words != clean(text):
        return clean(text)  # a committee of another kind
    name = f"Đảng bộ {kind[1].lower() if kind else 'phường'} {ward_place(text)}"
    return name if words and len(words) < LONGEST else ""


def ward_place(text):
    """The bare name of a ward, as it stands before the date on its documents: "Phúc Đồng"."""
    bare = r"^((đảng bộ|đảng ủy|đảng uỷ)\s+)?((phường|xã|thị trấn)\s+)?"
    return spelled(re.sub(bare, "", clean(text), flags=re.IGNORECASE))


def cell_in(line):
    """ "Chi bộ 1" out of a line of a title, "" if it names none."""
    found = CELL.search(line)
    if not found or NOT_A_CELL.search(line) or not found["name"] or NO_NAME.match(found["name"]):
        return ""
    numbered = OF_A_WARD.match(found["name"])
    return cell_name(numbered[1] if numbered else found["name"])


def date_in(line):
    found = AS_OF.search(fold(line))
    try:
        return day(found["day"], date.max).last if found else None
    except BadValue:
        return None


@remembered
def cell_name(value):
    """The name of a cell as it is shown: "1", "CB 01" and "CHI BỘ SỐ 1" become "Chi bộ 1"."""
    text = clean(value).strip(" .,:;-–")
    words = folded(text)
    found = NUMBERED.fullmatch(words) or NUMBERED.fullmatch(f"cb {words}")
    if found:
        return f"Chi bộ {found[3]}{found[4].upper()}"
    rest = re.sub(r"^(chi\s+bộ|cb)\b\s*[:.\-–]?\s*", "", text, flags=re.IGNORECASE)
    return f"Chi bộ {spelled(rest)}" if 0 < len(rest) < LONGEST else ""


@remembered
def cell_key(text):
    """What two spellings of a cell have in common."""
    return folded(cell_name(text))


def ward_key(text):
    """What two spellings of a ward have in common: its bare name."""
    return re.sub(r"^(dang bo|dang uy)?\s*(phuong|xa|thi tran)?\s*", "", folded(text))


def cell_of_sheet(name):
    """The cell that a sheet is named after: "Chi bộ 7", "DS CB7", "7"; "" for "Sheet1"."""
    found = SHEET.search(clean(name))
    return cell_name(found[1] or found[2]) if found else ""


def spelled(text):
    """Capitals as names are written, common words small and THCS as it is; text in mixed letters untouched."""
    if not text.isupper():
        return text
    words = " ".join(word if is_acronym(word) else capitalised(word) for word in text.split())
    return COMMON.sub(lambda found: found[0].capitalize() if found.start() == 0 else found[0].lower(), words)


def is_acronym(word):
    return word in {"UBND", "UBMTTQ", "HTX", "MTTQ", "CA"} or not re.search(r"[aeiouy]", folded(word))


def section_in(row):
    """The cell that a line inside a table opens ("II. CHI BỘ 2"), "" for other rows."""
    texts = [line for value in row for line in lines_of(value)]
    texts = texts[1:] if len(texts) > 1 and re.fullmatch(r"[ivxIVX]+|[A-H]|\d+", texts[0].strip(".)")) else texts
    if len(texts) != 1:
        return ""
    start = SECTION.match(texts[0])
    return cell_in(texts[0][start.end() :]) if start else ""


def is_foot(row):
    """A line of totals, of the place and date, or of the signatures."""
    texts = [line for value in row for line in lines_of(value)]
    return any(FOOT.match(text) or FOOT.match(folded(text)) or DATELINE.search(text) for text in texts[:3])
