"""How does the ward's register of 2016 look? A sheet a cell, as cells keep them."""

import io

import xlsxwriter

HEADINGS = (
    "STT",
    "Họ và tên",
    "Ngày, tháng, năm sinh",
    "",
    "Quê quán",
    "Nghề nghiệp, đơn vị công tác",
    "Ngày vào Đảng",
    "",
    "Số thẻ ĐV",
    "Chức vụ Đảng",
    "Miễn SH",
)
SECOND_ROW = ("", "", "Nam", "Nữ", "", "", "Dự bị", "Chính thức", "", "", "")
FIRST_ROW_OF_HEADINGS = 5


def write_workbook(ward, above, on, cells):
    """Bytes of an xlsx file. `cells` is {name of the cell: [Person]}."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for name, people in cells.items():
            sheet = book.add_worksheet(name)
            write_title(sheet, ward, above, name, on)
            write_headings(sheet)
            for number, person in enumerate(people, start=1):
                row = FIRST_ROW_OF_HEADINGS + 1 + number
                sheet.write_row(row, 0, list_values(number, person))
            write_foot(sheet, people)
    return file.getvalue()


def write_title(sheet, ward, above, name, on):
    day = f"ngày {on.day:02d} tháng {on.month:02d} năm {on.year}"
    sheet.write_string(0, 0, above.upper())
    sheet.write_string(1, 0, ward.upper())
    sheet.write_string(2, 0, f"DANH SÁCH ĐẢNG VIÊN {name.upper()}")
    sheet.write_string(3, 0, f"(Tính đến {day})")


def write_headings(sheet):
    first = FIRST_ROW_OF_HEADINGS
    sheet.write_row(first, 0, HEADINGS)
    sheet.write_row(first + 1, 0, SECOND_ROW)
    for left in (2, 6):
        sheet.merge_range(first, left, first, left + 1, HEADINGS[left])
    for column in (0, 1, 4, 5, 8, 9, 10):
        sheet.merge_range(first, column, first + 1, column, HEADINGS[column])


def list_values(number, person):
    born_on = f"{person.born_on:%d/%m/%Y}"
    is_man = person.sex == "M"
    return [
        number,
        person.full_name,
        born_on if is_man else "",
        "" if is_man else born_on,
        person.native_place,
        person.occupation,
        f"{person.admitted_on:%d/%m/%Y}",
        f"{person.official_on:%d/%m/%Y}",
        person.card,
        person.post,
        "x" if person.is_exempt else "",
    ]


def write_foot(sheet, people):
    row = FIRST_ROW_OF_HEADINGS + 3 + len(people)
    exempt = sum(person.is_exempt for person in people)
    total = f"Tổng số: {len(people)} đảng viên, trong đó miễn sinh hoạt: {exempt:02d}"
    sheet.write_string(row, 0, total)
    sheet.write_string(row + 1, 8, "T/M CHI ỦY")
    sheet.write_string(row + 2, 8, "BÍ THƯ")
