"""Who is the person in a line of a register? Every fact cleaned, and what cannot be right said in words."""

import re
from dataclasses import dataclass
from datetime import date

from cells.acts.register import values
from cells.acts.register.days import day
from cells.acts.register.errors import Finding
from cells.acts.register.particulars import PARTICULARS
from cells.acts.register.posts import Post, posts
from cells.acts.register.values import BadValue, clean, is_blank, is_ticked
from cells.names import fold

PARTY_FOUNDED = date(1930, 2, 3)
OLDEST, YOUNGEST = 120, 18  # years: beyond the first a date is a slip, below the second it is odd
EXEMPT_NOTE = re.compile(r"\b(mien|duoc mien)( cong tac,?( va)?)? (sh|sinh hoat|ct|shd)")
RESOLUTION = re.compile(
    r"^(?:(?:NQ|nghị quyết|QĐ|quyết định)?\s*(?:số)\s*:?\s*(?P<number>\d[\w./\-]*))?"
    r"(?:.*?(?P<day>\d{1,2}/\d{1,2}/\d{4}))?",
    re.IGNORECASE,
)
NOT_EXEMPT_NOTE = re.compile(r"\b(khong|het|thoi|chua|de nghi|tro lai)\b")


@dataclass(frozen=True)
class Person:
    """A member as a register tells of them on a date; "" and None for what it leaves out."""

    sheet: str
    row: int
    on: date
    cell: str = ""
    full_name: str = ""
    birth_name: str = ""
    sex: str = ""
    born_on: date | None = None
    born_precision: str = ""
    native_place: str = ""
    occupation: str = ""
    admitted_on: date | None = None
    official_on: date | None = None
    card: str = ""
    phone: str = ""
    posts: tuple[Post, ...] = ()
    is_exempt: bool = False
    exempt_resolved_on: date | None = None
    exempt_resolution: str = ""
    particulars: tuple[tuple[str, str], ...] = ()
    says_posts: bool = False  # whether the list has a column for them, so that a blank says something
    says_exemption: bool = False

    @property
    def place(self):
        return f"{self.sheet}, dòng {self.row}"

    @property
    def identity(self):
        """What tells people apart who have no card number."""
        return fold(self.full_name), self.born_on


class Reader:
    """Reads the lines of one table, and keeps errors (nothing may be applied) and warnings (worth a look)."""

    def __init__(self, sheet, header, on):
        self.sheet, self.header, self.on = sheet, header, on
        self.errors, self.warnings = [], []

    def read(self, line, cell):
        """The Person in a line; with errors noted, what could be read of them."""
        self.row = line.number
        if is_blank(line.first("full_name")):
            self.error("thiếu họ tên")
        sex, born = self.sex_and_birth(line)
        admitted = self.try_to(day, line.first("admitted"), "ngày vào Đảng", self.on)
        official = self.try_to(day, line.first("official"), "ngày chính thức", self.on)
        self.compare_days(born, admitted, official)
        facts = {**self.plain_facts(line), **days_of(born, admitted, official), **self.post_and_exemption(line)}
        return Person(self.sheet, line.number, self.on, cell, sex=sex, **facts)

    def plain_facts(self, line):
        whole = f"{clean(line.first('full_name'))} {clean(line.first('rest_of_name'))}"
        works = dict.fromkeys(clean(value) for value in line.facts.get("occupation", ()) if not is_blank(value))
        return {
            "full_name": self.try_to(values.name, whole, "họ tên") or "",
            "birth_name": self.try_to(values.name, line.first("birth_name"), "họ tên khai sinh") or "",
            "native_place": self.short(clean(line.first("native_place")), "quê quán"),
            "occupation": self.short(", ".join(works), "nghề nghiệp"),
            "card": self.try_to(values.card, line.first("card"), "số thẻ") or "",
            "phone": values.phone(line.first("phone")),
            "particulars": tuple(sorted(self.particulars(line))),
        }

    def particulars(self, line):
        for key in PARTICULARS.keys() & line.facts.keys():
            if not is_blank(line.first(key)):
                yield key, self.short(clean(line.first(key)), PARTICULARS[key])

    def post_and_exemption(self, line):
        found, others = posts(line.first("post"))
        for words in others:
            self.warn(f"chức vụ “{words}” không phải chức vụ trong chi bộ nên không ghi nhận")
        mark = line.first("exempt")
        note = fold(clean(line.first("notes")))
        noted = bool(EXEMPT_NOTE.search(note)) and not NOT_EXEMPT_NOTE.search(note)
        exempt = is_ticked(mark) or (noted and not self.header.has("exempt"))
        number, resolved_on = resolution(mark, self.on) if exempt else ("", None)
        return {
            "posts": tuple(found),
            "is_exempt": exempt,
            "exempt_resolution": number,
            "exempt_resolved_on": resolved_on,
            "says_posts": self.header.has("post"),
            "says_exemption": self.header.has("exempt"),
        }

    def sex_and_birth(self, line):
        """(sex, Day or None); a date under "Nam" or "Nữ" tells both, a tick there only the sex."""
        under = {letter: line.first(fact) for letter, fact in (("M", "male"), ("F", "female"))}
        marked = [letter for letter, value in under.items() if values.clean(value)]
        if len(marked) == 2:
            self.error("có ghi ở cả hai cột Nam và Nữ")
            return "", None
        if not marked and self.header.has("female") and not self.header.has("male", "sex"):
            marked = ["M"]  # a list that only ticks the women
        own = self.sex_in(line, marked)
        split = next((value for value in under.values() if values.clean(value)), "")
        written = line.first("born") or split_birth(line) or ("" if is_mark(split) else split)
        return own or "".join(marked), self.try_to(day, written, "ngày sinh", self.on)

    def sex_in(self, line, marked):
        try:
            own = values.sex(line.first("sex"))
        except BadValue as error:
            self.warn(f"giới tính {error}")
            return ""
        if own and marked and own != marked[0]:
            self.warn("giới tính khác với cột Nam, Nữ; lấy theo cột giới tính")
        return own

    def compare_days(self, born, admitted, official):
        """Days that cannot be right together, as far as they are known."""
        if born and born.on > self.on:
            return self.error(f"sinh ngày {born}, sau ngày chốt danh sách {self.on:%d/%m/%Y}")
        if born and self.on.year - born.on.year > OLDEST:
            self.error(f"ngày sinh {born}: hơn {OLDEST} tuổi, có lẽ ghi nhầm năm")
        for label, found in (("vào Đảng", admitted), ("chính thức", official)):
            self.compare_with_life(label, found, born)
        if admitted and admitted.on > self.on:
            self.error(f"vào Đảng ngày {admitted}, sau ngày chốt danh sách {self.on:%d/%m/%Y}")
        elif official and official.on > self.on:
            self.warn(f"ngày chính thức {official} sau ngày chốt danh sách {self.on:%d/%m/%Y}")
        if admitted and official and official.last < admitted.on:
            self.error(f"ngày chính thức {official} trước ngày vào Đảng {admitted}")
        return None

    def compare_with_life(self, label, found, born):
        if found and found.last < PARTY_FOUNDED:
            self.error(f"ngày {label} {found} trước ngày thành lập Đảng 03/02/1930")
        elif found and born and found.last < born.on:
            self.error(f"ngày {label} {found} trước ngày sinh {born}")
        elif found and born and label == "vào Đảng" and found.on.year - born.on.year < YOUNGEST:
            self.warn(f"vào Đảng ngày {found} khi chưa đủ {YOUNGEST} tuổi (sinh {born})")
        if found and found.precision != "day":
            self.warn(f"ngày {label} chỉ ghi {found}; ghi nhận là {found.on:%d/%m/%Y}")

    def try_to(self, read, value, label, *more):
        try:
            return read(value, *more)
        except BadValue as error:
            self.error(f"{label} {error}")
            return None

    def short(self, text, label):
        if len(text) > 200:
            self.warn(f"{label} quá dài, chỉ giữ 200 chữ đầu")
        return text[:200]

    def error(self, text):
        self.errors.append(Finding(self.sheet, self.row, text))

    def warn(self, text):
        self.warnings.append(Finding(self.sheet, self.row, text))


def resolution(mark, latest):
    """(number, date) of a resolution in the column "Miễn": nothing else that stands there is kept, it may be a
    diagnosis."""
    if isinstance(mark, date):
        return "", mark
    found = RESOLUTION.search(clean(mark))
    try:
        resolved = day(found["day"], latest) if found and found["day"] else None
    except BadValue:
        resolved = None
    number = found["number"] if found and found["number"] else ""
    return number[:60], resolved.on if resolved and resolved.precision == "day" else None


def is_mark(value):
    """Whether a cell under "Nam" or "Nữ" only ticks the sex."""
    return isinstance(value, str | int) and fold(clean(value)) in {"x", "v", "1", "+", "✓", "✔", "nam", "nu", "co"}


def split_birth(line):
    """A date out of three columns for day, month and year."""
    parts = [clean(line.first(fact)) for fact in ("born_day", "born_month", "born_year")]
    return "/".join(part or "0" for part in parts) if parts[-1] else ""


def days_of(born, admitted, official):
    """The fields of a member; a vague official date is never before the admission."""
    official_on = official.on if official else None
    if admitted and official and official.precision != "day":
        official_on = max(official.on, admitted.on)
    return {
        "born_on": born.on if born else None,
        "born_precision": born.precision if born else "",
        "admitted_on": admitted.on if admitted else None,
        "official_on": official_on,
    }
