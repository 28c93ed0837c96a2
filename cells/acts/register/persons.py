"""Who is the person in a line of a register? Every value read, and what cannot be right
said in words."""

from dataclasses import dataclass
from datetime import date

from cells.acts.register.columns import FIELD_COLUMNS, PARTICULAR_COLUMNS
from cells.acts.register.values import (
    Post,
    Resolution,
    is_sex_mark,
    is_ticked,
    notes_exemption,
    read_posts,
    read_resolution,
    read_sex,
)
from cells.names import fold
from cells.written_values import BadValue, clean_text, is_blank, read_day

PARTY_FOUNDED = date(1930, 2, 3)
# Years: beyond the first a birth date is a slip, below the second it is odd.
OLDEST, YOUNGEST = 120, 18
LONGEST_TEXT = 200
# Read with something else that the line says.
READ_TOGETHER = ("sex", "born", "admitted", "official")


@dataclass(frozen=True)
class Finding:
    """Something about one row (counted from 1, as a spreadsheet shows it).

    Without a sheet it is about the whole file.
    """

    sheet: str
    row: int
    text: str

    def __str__(self):
        if not self.sheet:
            return self.text
        return f"{self.place}: {self.text}"

    @property
    def place(self):
        if not self.sheet:
            return ""
        return f"{self.sheet}!{self.row}"


@dataclass(frozen=True)
class ListedPerson:
    """A member as a register tells of them on a date; "" and None for what it leaves
    out.

    What a column with a field says stands under the name of that field.
    """

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
    # Whether the list has a column for them, so that a blank says something.
    says_posts: bool = False
    says_exemption: bool = False

    @property
    def place(self):
        return f"{self.sheet}, dòng {self.row}"

    @property
    def identity(self):
        """What tells people apart who have no card number."""
        return fold(self.full_name), self.born_on

    def note(self, text):
        """A Finding about the row of this person."""
        return Finding(self.sheet, self.row, text)


class PersonReader:
    """Reads the lines of one table.

    It keeps errors (nothing may be applied) and warnings (worth a look).
    """

    def __init__(self, sheet, header, on):
        self.sheet, self.header, self.on = sheet, header, on
        self.errors, self.warnings = [], []

    def read(self, line, cell):
        """The ListedPerson in a line; with errors noted, what could be read of them."""
        self.row = line.number
        if is_blank(line.first("full_name")):
            self.error("thiếu họ tên")
        sex, born = self.read_sex_and_birth(line)
        admitted = self.read_date(line.first("admitted"), "ngày vào Đảng")
        official = self.read_date(line.first("official"), "ngày chính thức")
        self.compare_days(born, admitted, official)
        facts = self.read_fields(line)
        facts["particulars"] = self.read_particulars(line)
        if born:
            facts["born_on"] = born.on
            facts["born_precision"] = born.precision
        if admitted:
            facts["admitted_on"] = admitted.on
        if official:
            facts["official_on"] = official_date(official, admitted)
        posts = self.read_posts(line)
        is_exempt, resolution = self.read_exemption(line)
        return ListedPerson(
            self.sheet,
            line.number,
            self.on,
            cell,
            sex=sex,
            posts=posts,
            is_exempt=is_exempt,
            exempt_resolution=resolution.number,
            exempt_resolved_on=resolution.on,
            says_posts=self.header.has("post"),
            says_exemption=self.header.has("exempt"),
            **facts,
        )

    def read_fields(self, line):
        """{field of Member: value} of the columns that can be read by themselves."""
        facts = {}
        for column in FIELD_COLUMNS:
            if column.key not in READ_TOGETHER:
                written = written_under(column.key, line)
                facts[column.field] = self.read_text(column, written)
        return facts

    def read_particulars(self, line):
        particulars = []
        for key, column in PARTICULAR_COLUMNS.items():
            if not is_blank(line.first(key)):
                particulars.append((key, self.read_text(column, line.first(key))))
        return tuple(sorted(particulars))

    def read_text(self, column, written):
        try:
            text = column.read(written)
        except BadValue as error:
            self.error(f"{column.label} {error}")
            return ""
        if len(text) > LONGEST_TEXT:
            self.warn(f"{column.label} quá dài, chỉ giữ 200 chữ đầu")
        return text[:LONGEST_TEXT]

    def read_posts(self, line):
        posts, others = read_posts(line.first("post"))
        for words in others:
            text = "không phải chức vụ trong chi bộ nên không ghi nhận"
            self.warn(f"chức vụ “{words}” {text}")
        return tuple(posts)

    def read_exemption(self, line):
        """(whether exempt, Resolution); a note counts where there is no column."""
        mark = line.first("exempt")
        is_noted = notes_exemption(line.first("notes"))
        if is_ticked(mark) or (is_noted and not self.header.has("exempt")):
            return True, read_resolution(mark, self.on)
        return False, Resolution()

    def read_sex_and_birth(self, line):
        """(sex, Day or None).

        A date under "Nam" or "Nữ" tells both, a tick there only the sex.
        """
        under = {"M": line.first("male"), "F": line.first("female")}
        marked = [letter for letter, value in under.items() if clean_text(value)]
        if len(marked) == 2:
            self.error("có ghi ở cả hai cột Nam và Nữ")
            return "", None
        birth_under = under[marked[0]] if marked else ""
        if is_sex_mark(birth_under):
            birth_under = ""
        only_ticks_women = self.header.has("female") and not self.header.has(
            "male", "sex"
        )
        if not marked and only_ticks_women:
            marked = ["M"]
        sex = self.read_own_sex(line, marked) or "".join(marked)
        written = line.first("born") or join_birth_parts(line) or birth_under
        return sex, self.read_date(written, "ngày sinh")

    def read_own_sex(self, line, marked):
        """What the column "Giới tính" says."""
        try:
            sex = read_sex(line.first("sex"))
        except BadValue as error:
            self.warn(f"giới tính {error}")
            return ""
        if sex and marked and sex != marked[0]:
            self.warn("giới tính khác với cột Nam, Nữ; lấy theo cột giới tính")
        return sex

    def read_date(self, written, label):
        """The Day, or None with an error."""
        try:
            return read_day(written, self.on)
        except BadValue as error:
            self.error(f"{label} {error}")
            return None

    def compare_days(self, born, admitted, official):
        """Days that cannot be right together, as far as they are known."""
        after_list = f"sau ngày chốt danh sách {self.on:%d/%m/%Y}"
        if born and born.on > self.on:
            self.error(f"sinh ngày {born}, {after_list}")
            return
        if born and self.on.year - born.on.year > OLDEST:
            text = f"hơn {OLDEST} tuổi, có lẽ ghi nhầm năm"
            self.error(f"ngày sinh {born}: {text}")
        self.compare_with_life("vào Đảng", admitted, born)
        self.compare_with_life("chính thức", official, born)
        if admitted and admitted.on > self.on:
            self.error(f"vào Đảng ngày {admitted}, {after_list}")
        elif official and official.on > self.on:
            self.warn(f"ngày chính thức {official} {after_list}")
        if admitted and official and official.last < admitted.on:
            self.error(f"ngày chính thức {official} trước ngày vào Đảng {admitted}")

    def compare_with_life(self, label, day, born):
        if day is None:
            return
        if day.last < PARTY_FOUNDED:
            self.error(f"ngày {label} {day} trước ngày thành lập Đảng 03/02/1930")
        elif born and day.last < born.on:
            self.error(f"ngày {label} {day} trước ngày sinh {born}")
        elif born and label == "vào Đảng" and day.on.year - born.on.year < YOUNGEST:
            text = f"khi chưa đủ {YOUNGEST} tuổi (sinh {born})"
            self.warn(f"vào Đảng ngày {day} {text}")
        if day.precision != "day":
            text = f"chỉ ghi {day}; ghi nhận là {day.on:%d/%m/%Y}"
            self.warn(f"ngày {label} {text}")

    def error(self, text):
        self.errors.append(Finding(self.sheet, self.row, text))

    def warn(self, text):
        self.warnings.append(Finding(self.sheet, self.row, text))


def written_under(key, line):
    """What stands in a column, with what stands beside it."""
    if key == "full_name":
        first = clean_text(line.first("full_name"))
        return f"{first} {clean_text(line.first('rest_of_name'))}"
    if key == "occupation":
        written = []
        for value in line.facts.get("occupation", ()):
            if not is_blank(value) and clean_text(value) not in written:
                written.append(clean_text(value))
        return ", ".join(written)
    return line.first(key)


def join_birth_parts(line):
    """A date out of three columns for day, month and year."""
    year = clean_text(line.first("born_year"))
    if not year:
        return ""
    day = clean_text(line.first("born_day")) or "0"
    month = clean_text(line.first("born_month")) or "0"
    return f"{day}/{month}/{year}"


def official_date(official, admitted):
    """A vague official date is never before the admission."""
    if admitted and official.precision != "day":
        return max(official.on, admitted.on)
    return official.on
