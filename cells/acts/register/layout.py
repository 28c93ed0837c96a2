"""How is the official register laid out? Sổ danh sách đảng viên, Mẫu 7-HSĐV: fourteen numbered columns.

Values that share an official column stand in columns of their own below its heading, so that reading them back leaves
no doubt. A cell's posts and exemptions stand where cells keep them, in the notes. Beyond the fourteen, outside the
print, one column names the cell.
"""

from dataclasses import dataclass
from datetime import date

from cells.acts.register.days import Day

FORM = "Mẫu 7-HSĐV"
TITLE = "SỔ DANH SÁCH ĐẢNG VIÊN"
FIRST_DAY = date(1901, 1, 1)  # earlier ones are no dates for a spreadsheet


@dataclass(frozen=True)
class Column:
    """One column below an official heading: its own heading, the fact of `Listed` that it holds, its width."""

    heading: str
    fact: str
    width: float = 11


OFFICIAL = [
    ("Số TT", [Column("", "serial", 5)]),
    ("Họ và tên", [Column("Họ và tên đang dùng", "full_name", 22), Column("Họ và tên khai sinh", "birth_name", 18)]),
    (
        "Giới tính, ngày sinh, dân tộc, tôn giáo",
        [
            Column("Giới tính", "sex", 6),
            Column("Ngày, tháng, năm sinh", "born"),
            Column("Dân tộc", "ethnicity", 8),
            Column("Tôn giáo", "religion", 8),
        ],
    ),
    ("Quê quán", [Column("", "native_place", 20)]),
    (
        "Trình độ",
        [
            Column("Văn hóa", "education", 8),
            Column("Lý luận chính trị", "theory", 10),
            Column("Chuyên môn, nghiệp vụ", "profession", 12),
            Column("Ngoại ngữ", "languages", 9),
        ],
    ),
    (
        "Nghề nghiệp",
        [
            Column("Nghề nghiệp trước khi vào Đảng", "occupation_before", 14),
            Column("Nghề nghiệp, đơn vị hiện nay", "occupation", 18),
        ],
    ),
    (
        "Ngày vào Đảng, ngày chính thức",
        [Column("Ngày vào Đảng", "admitted_on"), Column("Ngày chính thức", "official_on")],
    ),
    (
        "Số thẻ, số lý lịch, Huy hiệu Đảng",
        [
            Column("Số thẻ đảng viên", "card"),
            Column("Số lý lịch", "dossier", 10),
            Column("Huy hiệu Đảng", "badge", 9),
        ],
    ),
    ("Bộ đội, công an, hưu trí", [Column("", "service", 12)]),
    ("Ngày chuyển đi, đến đảng bộ cơ sở nào", [Column("", "sent", 14)]),
    ("Ngày chuyển đến, ở đảng bộ cơ sở nào đến", [Column("", "arrived", 14)]),
    ("Ngày từ trần", [Column("", "died")]),
    ("Ngày ra khỏi Đảng", [Column("", "left")]),
    (
        "Ghi chú",
        [
            Column("Chức vụ trong chi bộ", "posts", 16),
            Column("Miễn công tác, sinh hoạt", "exempt", 13),
            Column("Ghi chú khác", "notes", 10),
        ],
    ),
]
BESIDE = Column("Chi bộ", "cell", 18)
COLUMNS = [column for _, columns in OFFICIAL for column in columns]


def born(member):
    """A real date, or the month or year as text where no more is known; "" for none."""
    if member.born_on is None:
        return ""
    if member.born_precision in ("month", "year"):
        return str(Day(member.born_on, member.born_precision))
    return member.born_on
