"""Builds the sample registers beside it: invented people, the same at every run.

    python -m cells.samples.build

so-dang-vien-phuong.xlsx   a ward in the official layout as cells keep it loosely: a
cover, a sheet for each cell,
                           a title block, headings merged over two rows, birth dates
                           under Nam or Nữ, dates as text and
                           as dates, capitals, NFD letters, a total, signatures
                           danh-sach-mot-bang.csv     the same kind of people in one
                           table with semicolons and a column for the cell
                           danh-sach-co-loi.xlsx      a cell with rows that cannot be
                           right
"""

import csv
import datetime
import unicodedata
from pathlib import Path

import xlsxwriter

HERE = Path(__file__).parent
MADE_AT = datetime.datetime(2026, 1, 1)
FAMILIES = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Vũ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Ông",
    "Ngô",
    "Dương",
]
MEN = [
    "Văn An",
    "Đức Bình",
    "Quang Đạo",
    "Hữu Hòa",
    "Công Khánh",
    "Minh Lộc",
    "Xuân Quý",
    "Thế Thụy",
    "Trọng Ước",
]
WOMEN = [
    "Thị Ánh",
    "Thị Bích Đào",
    "Thu Hiền",
    "Ngọc Hoà",
    "Thị Lý",
    "Thúy Nga",
    "Thị Thùy",
    "Hồng Vân",
    "Thị Yến",
]
PLACES = [
    "Thuận Thành, Bắc Ninh",
    "Văn Giang, Hưng Yên",
    "Đông Anh, Hà Nội",
    "Vụ Bản, Nam Định",
    "Gia Lâm, Hà Nội",
]
JOBS = ["Hưu trí", "Giáo viên", "Kinh doanh", "Công chức", "Bộ đội nghỉ hưu"]
CELLS = ["Chi bộ 1", "Chi bộ 2", "Chi bộ 3", "Chi bộ Trường Mầm non Hoa Sữa"]
HEADINGS = [
    ["STT", "Họ và tên", "Ngày, tháng, năm sinh", "", "Quê quán", "Nghề nghiệp, đơn vị "
                                                                  "công tác", "Ngày vào Đảng", "",
     "Số thẻ ĐV", "Chức vụ Đảng", "Miễn SH", "Ghi chú"],
    ["", "", "Nam", "Nữ", "", "", "Dự bị", "Chính thức", "", "", "", ""],
]  # fmt: skip
ONE_TABLE = [
    "Chi bộ", "Số thẻ đảng viên", "Họ tên", "Giới tính", "Năm sinh", "Nguyên quán", "Nghề nghiệp", "Ngày kết nạp",
    "Ngày chính thức", "Chức vụ", "Miễn sinh hoạt",
]  # fmt: skip
POSTS = {1: "Bí thư chi bộ", 2: "Phó Bí thư", 3: "Chi ủy viên"}


def person(cell, number):
    """An invented member: the numbers of the cell and of the person decide
    everything."""
    spread = cell * 37 + number * 11
    is_man, is_probationary = (cell + number) % 2 == 0, number == 11
    given = (MEN if is_man else WOMEN)[spread % 9]
    year = 1996 + cell if is_probationary else 1938 + spread % 52
    born = datetime.date(year, 1 + spread % 12, 1 + spread * 7 % 28)
    admitted = datetime.date(
        2025 if is_probationary else year + 22 + spread % 6, 1 + spread % 9, 3
    )
    return {
        "name": f"{FAMILIES[(spread + number) % 12]} {given}",
        "is_man": is_man,
        "born": born,
        "place": PLACES[spread % 5],
        "job": JOBS[spread % 4] if born.year > 1955 else JOBS[0],
        "admitted": admitted,
        "official": None
        if is_probationary
        else admitted.replace(year=admitted.year + 1),
        "card": "" if is_probationary else f"{18_000_000 + cell * 1000 + number * 7}",
        "post": POSTS.get(number, ""),
        "exempt": "x" if born.year < 1948 else "",
    }


def written_name(name, cell, number):
    """Each cell types in its own way: plain, capitals, NFD with too many spaces."""
    if cell == 2:
        return name.upper()
    if cell == 3:
        return unicodedata.normalize("NFD", f"  {name.replace(' ', '  ', 1)} ")
    return name.replace(" ", "  ", 1) if number == 5 else name


def written_date(day, cell, number):
    """A date as text in the habit of the cell, or a real date; some births are known by
    month or year only."""
    if day is None:
        return ""
    if cell == 1 and number == 6:
        return f"{day.month}/{day.year}"
    if cell == 1 and number == 7:
        return f"{day.year}"
    texts = {
        0: day,
        1: f"{day.day}/{day.month}/{day.year}",
        2: f"{day:%d/%m/%Y} ",
        3: day,
    }
    return texts[(cell + number) % 4]


def row_of(cell, number):
    """A person in the twelve columns of HEADINGS."""
    who = person(cell, number)
    born = written_date(who["born"], cell, number)
    days = [
        written_date(who[key], cell, number + 1) for key in ("admitted", "official")
    ]
    if cell == 1 and number in (5, 6):  # only births may be vague
        days = [who["admitted"], who["official"]]
    sexes = [born, ""] if who["is_man"] else ["", born]
    name = written_name(who["name"], cell, number)
    return [
        number,
        name,
        *sexes,
        who["place"],
        who["job"],
        *days,
        who["card"],
        who["post"],
        who["exempt"],
        "",
    ]


def write_sheet(workbook, name, rows, total):
    """Title block, merged headings, numbers of the columns, people, a total and the
    signatures."""
    sheet = workbook.add_worksheet(name[:31])
    center = workbook.add_format(
        {
            "bold": True,
            "align": "center",
            "valign": "vcenter",
            "text_wrap": True,
            "border": 1,
        }
    )
    title = [
        "ĐẢNG BỘ QUẬN SÔNG ĐÀO",
        "ĐẢNG BỘ PHƯỜNG HOA SỮA",
        f"DANH SÁCH ĐẢNG VIÊN {name.upper()}",
    ]
    for number, line in enumerate([*title, "(Tính đến ngày 31 tháng 12 năm 2025)"]):
        sheet.write_string(number, 0, line)
    for column, heading in enumerate(HEADINGS[0]):
        if column in (2, 6):
            sheet.merge_range(5, column, 5, column + 1, heading, center)
        elif column not in (3, 7):
            sheet.merge_range(5, column, 6, column, heading, center)
        if HEADINGS[1][column]:
            sheet.write_string(6, column, HEADINGS[1][column], center)
        sheet.write_number(7, column, column + 1)
    write_rows(workbook, sheet, 8, rows)
    foot = 9 + len(rows)
    exempt = sum(1 for row in rows if row[10])
    sheet.write_string(
        foot,
        0,
        total
        or f"Tổng số: {len(rows)} đảng viên, trong đó miễn sinh hoạt: {exempt:02d}",
    )
    sheet.write_string(foot + 1, 8, "T/M CHI ỦY")
    sheet.write_string(foot + 2, 8, "BÍ THƯ")
    sheet.set_column(1, 1, 28)
    sheet.set_column(2, 11, 14)


def write_rows(workbook, sheet, first, rows):
    as_date = workbook.add_format({"num_format": "dd/mm/yyyy"})
    for number, values in enumerate(rows, start=first):
        for column, value in enumerate(values):
            if isinstance(value, datetime.date):
                sheet.write_datetime(number, column, value, as_date)
            elif isinstance(value, int):
                sheet.write_number(number, column, value)
            elif value:
                sheet.write_string(number, column, value)


def workbook_at(path):
    workbook = xlsxwriter.Workbook(path)
    workbook.set_properties(
        {
            "created": MADE_AT,
            "title": "Danh sách đảng viên (người và số liệu không có thật)",
        }
    )
    return workbook


def build_ward(path):
    with workbook_at(path) as workbook:
        cover = workbook.add_worksheet("Bìa")
        cover.write_string(3, 1, "SỔ DANH SÁCH ĐẢNG VIÊN")
        cover.write_string(4, 1, "Người và số liệu trong tệp mẫu này không có thật.")
        for cell, name in enumerate(CELLS, start=1):
            write_sheet(
                workbook, name, [row_of(cell, number) for number in range(1, 13)], ""
            )


def build_one_table(path):
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(ONE_TABLE)
        for cell in (5, 6):
            for number in range(1, 13):
                writer.writerow(line_of(cell, number))


def line_of(cell, number):
    """A person in the columns of ONE_TABLE."""
    who = person(cell, number)
    days = [
        f"{who[key]:%d/%m/%Y}" if who[key] else ""
        for key in ("born", "admitted", "official")
    ]
    sex = "Nam" if who["is_man"] else "Nữ"
    facts = [
        who["name"],
        sex,
        days[0],
        who["place"],
        who["job"],
        days[1],
        days[2],
        who["post"],
        who["exempt"],
    ]
    return [f"Chi bộ {cell}", who["card"], *facts]


def build_bad(path):
    """Seven rows that cannot be right among five good ones."""
    rows = [row_of(7, number) for number in range(1, 13)]
    for row in rows:
        row[2:4] = ["05/9/1958", ""]
        row[6:8] = ["3/2/1980", "3/2/1981"]
    rows[3][1] = ""
    rows[4][2] = "31/02/1960"
    rows[5][7] = "2/2/1980"
    rows[6][2] = "5/9/2031"
    rows[7][8] = rows[0][8]
    rows[8][9] = "Bí thư"
    rows[9][6] = "không nhớ rõ"
    with workbook_at(path) as workbook:
        write_sheet(workbook, "Chi bộ 7", rows, "Tổng số: 12 đảng viên")


def main():
    build_ward(HERE / "so-dang-vien-phuong.xlsx")
    build_one_table(HERE / "danh-sach-mot-bang.csv")
    build_bad(HERE / "danh-sach-co-loi.xlsx")


if __name__ == "__main__":
    main()
