"""Which columns has the register? All that is particular to one of them stands here.

Reading, comparing, applying, exporting and the page that shows what differs loop over
COLUMNS. One more column is one more row there, and the wordings of its heading in
HEADINGS; one that is a field of Member needs a field of ListedPerson too (persons.py).

The layout is that of Sổ danh sách đảng viên, Mẫu 7-HSĐV: fourteen numbered columns.
Values that share an official column stand in columns of their own below its heading, so
that reading them back leaves no doubt. A cell's posts and exemptions stand where cells
keep them, in the notes. Beyond the fourteen, outside the print, one column names the
cell.
"""

from collections.abc import Callable
from dataclasses import dataclass

from cells.acts.register.values import read_card, read_name, read_phone, read_text
from cells.models import Member
from cells.written_values import BadValue, Day

UNUSED = ""  # a heading that is understood, and not needed


def show_plainly(value, owner):
    """A date as people write it, other values as they are; "" for nothing."""
    if hasattr(value, "strftime"):
        return f"{value:%d/%m/%Y}"
    return value or ""


def show_sex(value, owner):
    return str(Member.Sex(value).label) if value else ""


def show_birth(value, owner):
    """As exactly as the `owner` of the date (a ListedPerson or a Member) knows it."""
    return str(Day(value, owner.born_precision or "day")) if value else ""


@dataclass(frozen=True)
class Column:
    """A column of the register; in a line of a file `key` stands for what it says.

    `label` names it in findings and on the page. Under `official`, a heading of the
    form, `heading` is its own one; `width` is counted in letters. A column with neither
    is read, and not exported.

    `field` is the field of Member that is compared with it and takes what it says.
    Where `is_particular`, Member.particulars has it by its key. The others are read
    together with something else (persons.py) and exported from dated rows
    (exported_rows.py).

    `read` takes a text as it is meant, of the list and of the database alike, and
    raises BadValue. `show` has (value, the ListedPerson or Member) and returns the
    words of the page. `is_shown_of_new`: the page shows it of somebody who is new.
    """

    key: str
    label: str = ""
    official: str = ""
    heading: str = ""
    width: float = 11
    field: str = ""
    is_particular: bool = False
    read: Callable = read_text
    show: Callable = show_plainly
    is_shown_of_new: bool = False

    def normalise(self, value):
        """A value of the database as it would be read from a register; as it is if no
        register could say so."""
        if not isinstance(value, str):
            return value
        try:
            return self.read(value)
        except BadValue:
            return value


def field_column(key, label, official, heading, width=11, field="", **more):
    return Column(key, label, official, heading, width, field=field or key, **more)


def particular_column(key, label, official, heading, width):
    return Column(key, label, official, heading, width, is_particular=True)


# Headings of the form over several columns.
NAMES = "Họ và tên"
ORIGIN = "Giới tính, ngày sinh, dân tộc, tôn giáo"
EDUCATION = "Trình độ"
WORK = "Nghề nghiệp"
PARTY_DAYS = "Ngày vào Đảng, ngày chính thức"
NUMBERS = "Số thẻ, số lý lịch, Huy hiệu Đảng"
NOTES = "Ghi chú"

# In the order of the form, in which what differs is shown too. What stands in the notes
# is not kept: people write diagnoses there.
# fmt: off
COLUMNS = [
    Column("serial", "", "Số TT", "", 5),
    field_column(
        "full_name", "họ tên", NAMES, "Họ và tên đang dùng", 22,
        read=read_name,
    ),
    field_column(
        "birth_name", "họ tên khai sinh", NAMES, "Họ và tên khai sinh", 18,
        read=read_name,
    ),
    field_column(
        "sex", "giới tính", ORIGIN, "Giới tính", 6,
        show=show_sex, is_shown_of_new=True,
    ),
    field_column(
        "born", "ngày sinh", ORIGIN, "Ngày, tháng, năm sinh",
        field="born_on", show=show_birth, is_shown_of_new=True,
    ),
    particular_column("ethnicity", "dân tộc", ORIGIN, "Dân tộc", 8),
    particular_column("religion", "tôn giáo", ORIGIN, "Tôn giáo", 8),
    field_column("native_place", "quê quán", "Quê quán", "", 20),
    particular_column("education", "trình độ văn hóa", EDUCATION, "Văn hóa", 8),
    particular_column(
        "theory", "lý luận chính trị", EDUCATION, "Lý luận chính trị", 10
    ),
    particular_column(
        "profession", "trình độ chuyên môn", EDUCATION, "Chuyên môn, nghiệp vụ", 12
    ),
    particular_column("languages", "ngoại ngữ", EDUCATION, "Ngoại ngữ", 9),
    particular_column(
        "occupation_before", "nghề nghiệp khi vào Đảng",
        WORK, "Nghề nghiệp trước khi vào Đảng", 14,
    ),
    field_column("occupation", "nghề nghiệp", WORK, "Nghề nghiệp, đơn vị hiện nay", 18),
    field_column(
        "admitted", "ngày vào Đảng", PARTY_DAYS, "Ngày vào Đảng",
        field="admitted_on", is_shown_of_new=True,
    ),
    field_column(
        "official", "ngày chính thức", PARTY_DAYS, "Ngày chính thức",
        field="official_on", is_shown_of_new=True,
    ),
    field_column(
        "card", "số thẻ", NUMBERS, "Số thẻ đảng viên",
        read=read_card, is_shown_of_new=True,
    ),
    particular_column("dossier", "số lý lịch", NUMBERS, "Số lý lịch", 10),
    particular_column("badge", "huy hiệu Đảng", NUMBERS, "Huy hiệu Đảng", 9),
    particular_column(
        "service", "bộ đội, công an, hưu trí", "Bộ đội, công an, hưu trí", "", 12
    ),
    Column("sent", "", "Ngày chuyển đi, đến đảng bộ cơ sở nào", "", 14),
    Column("arrived", "", "Ngày chuyển đến, ở đảng bộ cơ sở nào đến", "", 14),
    Column("died", "", "Ngày từ trần"),
    Column("left", "", "Ngày ra khỏi Đảng"),
    Column("post", "", NOTES, "Chức vụ trong chi bộ", 16),
    Column("exempt", "", NOTES, "Miễn công tác, sinh hoạt", 13),
    Column("notes", "", NOTES, "Ghi chú khác", 10),
    field_column("phone", "số điện thoại", "", "", read=read_phone),
    Column("cell", "", "", "Chi bộ", 18),
]
# fmt: on
COLUMN_OF = {column.key: column for column in COLUMNS}
FIELD_COLUMNS = [column for column in COLUMNS if column.field]
PARTICULAR_COLUMNS = {column.key: column for column in COLUMNS if column.is_particular}
PRINTED_COLUMNS = [column for column in COLUMNS if column.official]


def any_word(words):
    """The pattern of a heading that has one of these among its words."""
    return rf".*\b({words})\b.*"


# (key, pattern for the whole heading folded), the first that fits. Headings that
# resemble others come first. Some keys are parts that make up one column together.
HEADINGS = [
    ("sex", r"(nam nu|gioi tinh)\b.*"),
    ("arrived", any_word("chuyen den|tiep nhan|noi den")),
    ("sent", any_word("chuyen( sinh hoat| shd| sh)?( dang)? (di|ra)")),
    ("died", any_word("tu tran|chet")),
    ("died", r"mat|da mat"),
    ("left", any_word("ra khoi dang|ra dang|xoa ten|khai tru")),
    (UNUSED, any_word("ten (vo|chong|cha|bo|me|con|nguoi)")),
    (
        UNUSED,
        any_word("noi sinh(?! hoat)|noi o|cho o|thuong tru|tam tru|dia chi|noi cu tru"),
    ),
    ("ethnicity", any_word("dan toc")),
    ("religion", any_word("ton giao")),
    ("theory", any_word("ly luan|llct")),
    ("languages", any_word("ngoai ngu")),
    ("profession", any_word("chuyen mon|cmnv")),
    ("education", any_word("van hoa|hoc van")),
    (UNUSED, any_word("trinh do|tin hoc|hoc vi|tuoi")),
    ("badge", any_word("huy hieu")),
    ("dossier", any_word("ly lich|shsl|ho so")),
    (
        UNUSED,
        any_word(
            "can cuoc|cccd|cmnd|cmtnd|cmt|dinh danh|bhyt|bhxh|ngan hang|email|luong"
            "|dang phi|chu ky"
        ),
    ),
    (
        UNUSED,
        any_word(
            "xep loai|khen thuong|ky luat|ky nhan|ky ten|vao doan|gioi thieu|so qd"
            "|quyet dinh|nghi quyet"
        ),
    ),
    (
        UNUSED,
        r"(noi|chi bo|dang bo|co so|so) .*\b(ket nap|vao dang|cap|cong nhan)\b.*",
    ),
    (
        UNUSED,
        any_word("ngay (cap|phat|doi|nhan) the|chinh quyen|doan the|chuc danh nghe"),
    ),
    ("occupation_before", any_word("(nghe|nghe nghiep|cong viec) (truoc|khi vao)")),
    ("serial", r"stt|s tt|so tt|tt|so thu tu|thu tu|so|s t t"),
    ("birth_name", r"(ho )?(va |chu dem |ten |chu )*(ten )?khai sinh"),
    ("family_name", r"ho|ho (va )?(ten |chu )?(dem|lot)"),
    ("given_name", r"ten|ten goi"),
    (
        "full_name",
        r"(ten|ho ten|ho va ten|ho chu dem va ten|ho va chu dem va ten|ho dem va ten)"
        r"( day du| dang dung| viet hoa)?( cua)?( dong chi| dang vien| dv| can bo)?",
    ),
    (
        "exempt",
        any_word(
            "mien (sh|sinh hoat|ct|cong tac|hop|shd|cong|scb)|dv mien|dang vien mien"
            "|duoc mien|dien mien"
        ),
    ),
    ("exempt", r"mien"),
    ("phone", any_word("dien thoai|sdt|so dt|di dong|dtdd|phone|so may")),
    ("phone", r"dt"),
    ("card", any_word("so the|the dang|the dv|ma the|sothe|so tdv|tdv")),
    (
        "occupation",
        any_word(
            "nghe|nghe nghiep|don vi|noi lam viec|noi cong tac|co quan|cong viec"
            "|hien lam|cong tac"
        ),
    ),
    ("post", any_word("chuc vu|chuc danh|nhiem vu|cap uy")),
    ("official", any_word("chinh thuc")),
    ("admitted", any_word("vao dang|ket nap|du bi|vao dcsvn|vao dcs")),
    ("born", r"(?!.*\bsinh hoat\b).*\b(sinh|ntns|ngay thang nam sinh)\b.*"),
    ("sex", r"gioi|phai|.*\bgioi tinh\b.*"),
    ("female", r"nu"),
    ("native_place", any_word("que quan|nguyen quan|que")),
    (
        "cell",
        r"(ten |thuoc |sh |sinh hoat |dang |tai |noi )*"
        r"(chi bo|cb|tccsd|to chuc dang)( dang)?( sinh hoat)?",
    ),
    ("cell", r"noi sinh hoat.*"),
    ("notes", r"(ghi|chi) chu.*|luu y.*"),
    ("service", any_word("bo doi|quan doi|cong an|huu tri|nghi huu")),
]
