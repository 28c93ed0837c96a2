import datetime
import time
import unicodedata
from datetime import date

import pytest

from cells.acts.register.register_list import read_register
from cells.acts.register.sheets import Unreadable
from tests.cells.acts.register.spreadsheets import HEADINGS, ods, row, separated, xlsx

TODAY = date(2026, 2, 10)
WHO = ["Họ và tên", "Ngày sinh", "Chi bộ"]


def read(sheets, *, name="ds.xlsx", cell="Chi bộ 1", on=None, **shape):
    """A register out of rows by sheet, or of rows on a sheet of their own, or of the
    bytes of a file."""
    sheets = {"Sheet1": sheets} if isinstance(sheets, list) else sheets
    content = sheets if isinstance(sheets, bytes) else xlsx(sheets, **shape)
    return read_register(name, content, today=TODAY, on=on, cell=cell)


def only(sheets, **how):
    """The only person in a register that has no errors."""
    register = read(sheets, **how)
    assert register.errors == []
    (person,) = register.people
    return person


def told(findings):
    return [str(finding) for finding in findings]


OFFICIAL = [
    ["ĐẢNG BỘ QUẬN LONG BIÊN", *[""] * 11],
    ["ĐẢNG BỘ PHƯỜNG HOA SỮA"],
    ["DANH SÁCH ĐẢNG VIÊN CHI BỘ 1"],
    ["(Tính đến ngày 31 tháng 12 năm 2016)"],
    [],
    ["STT", "Họ và tên", "Ngày, tháng, năm sinh", "", "Quê quán", "Nghề nghiệp, đơn vị "
                                                                  "công tác",
     "Ngày vào Đảng", "", "Số thẻ ĐV", "Chức vụ Đảng", "Miễn SH", "Ghi chú"],
    ["", "", "Nam", "Nữ", "", "", "Dự bị", "Chính thức", "", "", "", ""],
    list(range(1, 13)),
    [1, unicodedata.normalize("NFD", "NGUYỄN  THỊ THÚY "), "", "28/10/1950", "Thuận Thành, Bắc Ninh", "Hưu trí",
     "22/10/1976 ", date(1977, 10, 22), "17.000001", "Bí thư chi bộ", "", ""],
    [2, "  Vũ  Đức Đông ", date(1964, 8, 19), "", "Văn Giang", "Công chức", date(1997, 8, 11), "12/08/1998", 17000002,
     "", "x", ""],
    [],
    ["Tổng số: 02 đảng viên, trong đó miễn sinh hoạt: 01"],
    ["", "", "", "", "", "", "", "", "T/M CHI ỦY"],
    ["", "", "", "", "", "", "", "", "BÍ THƯ"],
    ["", "Nguyễn Thị Thúy"],
]  # fmt: skip
MERGED = [(5, 2, 5, 3), (5, 6, 5, 7), (5, 0, 6, 0), (5, 1, 6, 1)]


@pytest.mark.parametrize("merged", [MERGED, []])
def test_the_layout_of_the_ward_is_read_to_the_last_field(merged):
    register = read({"Chi bộ 1": OFFICIAL}, cell="", merged=merged)
    thuy, dong = register.people
    assert (register.errors, register.warnings, register.passed_over) == ([], [], [])
    assert (register.ward, register.on) == (
        "Đảng bộ phường Hoa Sữa",
        date(2016, 12, 31),
    )
    assert (thuy.full_name, thuy.sex, thuy.born_on, thuy.born_precision) == (
        "Nguyễn Thị Thúy", "F", date(1950, 10, 28), "day",
    )  # fmt: skip
    assert (thuy.native_place, thuy.occupation) == ("Thuận Thành, Bắc Ninh", "Hưu trí")
    assert (thuy.admitted_on, thuy.official_on, thuy.card) == (
        date(1976, 10, 22),
        date(1977, 10, 22),
        "17000001",
    )
    assert [post.role for post in thuy.posts] == ["secretary"]
    assert (dong.full_name, dong.sex, dong.born_on, dong.card) == (
        "Vũ Đức Đông",
        "M",
        date(1964, 8, 19),
        "17000002",
    )
    assert (dong.cell, dong.is_exempt, thuy.is_exempt) == ("Chi bộ 1", True, False)
    assert (dong.sheet, dong.row) == ("Chi bộ 1", 10)


def test_columns_stand_in_any_order():
    person = only([
        ["Số thẻ đảng viên", "Ngày chính thức", "Giới tính", "Ngày kết nạp", "Họ tên", "Năm sinh"],
        ["17000001", "3/2/1981", "Nữ", "3/2/1980", "Trần Thị Bình", 1958],
    ])  # fmt: skip
    assert (person.full_name, person.sex, person.card) == (
        "Trần Thị Bình",
        "F",
        "17000001",
    )
    assert (person.born_on, person.born_precision) == (date(1958, 1, 1), "year")
    assert (person.admitted_on, person.official_on) == (
        date(1980, 2, 3),
        date(1981, 2, 3),
    )


@pytest.mark.parametrize(
    ("heading", "value", "fact", "expected"),
    [
        ("Họ và tên khai sinh", "LÊ VĂN TÁM", "full_name", "Lê Văn Tám"),
        ("HỌ VÀ TÊN", "lê văn tám", "full_name", "Lê Văn Tám"),
        ("Họ, chữ đệm và tên", "Lê Văn TÁM", "full_name", "Lê Văn Tám"),
        ("Họ tên đảng viên", "đ/c Lê Văn Tám", "full_name", "Lê Văn Tám"),
        ("Số ĐT", "0912.345.678", "phone", "0912345678"),
        ("Điện thoại", 912345678, "phone", "0912345678"),
        ("Số thẻ Đảng", "01 234567", "card", "01234567"),
        ("Số thẻ đảng", 1234567, "card", "01234567"),
        ("Số thẻ ĐV", 17.51467, "card", "17514670"),
        ("Số thẻ ĐV", "chưa có", "card", ""),
        ("Nguyên quán", "Hà  Nam", "native_place", "Hà Nam"),
        ("Nơi công tác", "Trường THCS", "occupation", "Trường THCS"),
        ("Ngày vào Đảng chính thức", "3/2/1981", "official_on", date(1981, 2, 3)),
        ("Ngày vào Đảng dự bị", "3/2/1980", "admitted_on", date(1980, 2, 3)),
        (
            "Ngày vào Đảng (dự bị/chính thức)",
            "3/2/1980\n3/2/1981",
            "official_on",
            date(1981, 2, 3),
        ),
        (
            "Ngày vào Đảng,\nngày chính thức",
            "3/2/1980\n3/2/1981",
            "admitted_on",
            date(1980, 2, 3),
        ),
        ("Nam/Nữ", "nữ", "sex", "F"),
        ("Miễn sinh hoạt", "Có", "is_exempt", True),
        ("Miễn CT, SH đảng", "không", "is_exempt", False),
        ("Đảng viên được miễn công tác và sinh hoạt", "X", "is_exempt", True),
        ("Miễn SH", date(2015, 2, 3), "exempt_resolved_on", date(2015, 2, 3)),
        ("Ghi chú", "Được miễn SH", "is_exempt", True),
        ("Ghi chú", "Đề nghị miễn sinh hoạt", "is_exempt", False),
        ("Tên chi bộ", "cb 07", "cell", "Chi bộ 7"),
        ("Chi bộ sinh hoạt", 7, "cell", "Chi bộ 7"),
        (
            "Thuộc chi bộ",
            "CHI BỘ TRƯỜNG THCS PHÚC ĐỒNG",
            "cell",
            "Chi bộ Trường THCS Phúc Đồng",
        ),
    ],
)
def test_a_heading_is_understood_in_its_usual_wordings(heading, value, fact, expected):
    name = [] if fact == "full_name" else [("Họ và tên", "Nguyễn Văn An")]
    columns = [*name, ("Sinh ngày", "1958"), (heading, value)]
    register = read(
        [[heading for heading, _ in columns], [value for _, value in columns]], cell=""
    )
    assert getattr(register.people[0], fact) == expected


def test_what_no_column_of_a_member_holds_becomes_a_particular():
    more = [
        "Dân tộc",
        "Tôn giáo",
        "Trình độ văn hóa",
        "Lý luận chính trị",
        "Ngoại ngữ",
        "Số lý lịch",
        "Số huy hiệu",
    ]
    values = ["Kinh", "-", "10/10", "Trung cấp", "Nga", "000123", "40 năm"]
    person = only(
        [["Họ và tên", "Ngày sinh", *more], ["Nguyễn Văn An", "1958", *values]]
    )
    assert dict(person.particulars) == {
        "ethnicity": "Kinh",
        "education": "10/10",
        "theory": "Trung cấp",
        "languages": "Nga",
        "dossier": "000123",
        "badge": "40 năm",
    }


@pytest.mark.parametrize(
    ("mark", "number", "on"),
    [
        ("Số 12-NQ/CB, 05/02/2020", "12-NQ/CB", date(2020, 2, 5)),
        ("NQ số 7 ngày 5/2/2020", "7", date(2020, 2, 5)),
        ("x", "", None),
        ("05/02/2020", "", date(2020, 2, 5)),
        ("suy tim độ 2", "", None),
    ],
)
def test_of_an_exemption_only_the_number_and_date_of_its_resolution_are_kept(
    mark, number, on
):
    person = only(
        [["Họ và tên", "Ngày sinh", "Miễn SH"], ["Nguyễn Văn An", "1958", mark]]
    )
    assert (person.is_exempt, person.exempt_resolution, person.exempt_resolved_on) == (
        True,
        number,
        on,
    )


@pytest.mark.parametrize(
    "heading",
    [
        "Họ và tên vợ (chồng)",
        "Họ tên người giới thiệu",
        "Chi bộ kết nạp",
        "Ngày cấp thẻ",
        "Chức vụ chính quyền",
        "Năm",
    ],
)
def test_a_heading_that_only_resembles_another_gives_nothing(heading):
    plain = only([["Họ và tên", "Ngày sinh"], ["Nguyễn Văn An", "1958"]])
    person = only(
        [
            ["Họ và tên", "Ngày sinh", heading],
            ["Nguyễn Văn An", "1958", "Bí thư chi bộ"],
        ]
    )
    assert person == plain


@pytest.mark.parametrize(
    ("written", "born_on", "precision"),
    [
        ("05/9/1958", date(1958, 9, 5), "day"),
        (" 5 / 9 / 1958 ", date(1958, 9, 5), "day"),
        ("5.9.1958", date(1958, 9, 5), "day"),
        ("5-9-58", date(1958, 9, 5), "day"),
        ("1958-09-05", date(1958, 9, 5), "day"),
        ("ngày 5 tháng 9 năm 1958", date(1958, 9, 5), "day"),
        (date(1958, 9, 5), date(1958, 9, 5), "day"),
        (datetime.datetime(1958, 9, 5, 7, 30), date(1958, 9, 5), "day"),
        (21433, date(1958, 9, 5), "day"),
        (5091958, date(1958, 9, 5), "day"),
        ("9/1958", date(1958, 9, 1), "month"),
        ("tháng 9/1958", date(1958, 9, 1), "month"),
        ("../9/1958", date(1958, 9, 1), "month"),
        ("1958", date(1958, 1, 1), "year"),
        (1958, date(1958, 1, 1), "year"),
        ("00/00/1958", date(1958, 1, 1), "year"),
        ("không rõ", None, ""),
        ("-", None, ""),
    ],
)
def test_a_date_is_read_as_people_write_it(written, born_on, precision):
    person = only([HEADINGS, row(born=written)])
    assert (person.born_on, person.born_precision) == (born_on, precision)


@pytest.mark.parametrize(
    ("changes", "told_of"),
    [
        ({"name": ""}, "thiếu họ tên"),
        ({"name": "Nguyễn Văn 2"}, "họ tên “Nguyễn Văn 2” có chữ số"),
        ({"born": "31/02/1960"}, "ngày sinh “31/02/1960” không có trong lịch"),
        ({"born": "năm Thìn"}, "ngày sinh “năm Thìn” không đọc được"),
        ({"born": "5/13/1960"}, "ngày sinh “5/13/1960” không có trong lịch"),
        ({"born": "5/9/2027"}, "sinh ngày 05/09/2027, sau ngày chốt danh sách "
                               "10/02/2026"),
        ({"born": "5/9/1858"}, "ngày sinh 05/09/1858: hơn 120 tuổi, có lẽ ghi nhầm "
                               "năm"),
        ({"official": "2/2/1980"}, "ngày chính thức 02/02/1980 trước ngày vào Đảng "
                                   "03/02/1980"),
        ({"official": "1979"}, "ngày chính thức 1979 trước ngày vào Đảng 03/02/1980"),
        ({"admitted": "3/2/1929", "official": "", "born": ""},
         "ngày vào Đảng 03/02/1929 trước ngày thành lập Đảng 03/02/1930"),
        ({"admitted": "3/2/2027", "official": ""}, "vào Đảng ngày 03/02/2027, sau ngày "
                                                   "chốt danh sách 10/02/2026"),
        ({"admitted": "3/2/1950"}, "ngày vào Đảng 03/02/1950 trước ngày sinh "
                                   "05/09/1958"),
    ],
)  # fmt: skip
def test_what_cannot_be_right_is_an_error_with_its_sheet_and_row(changes, told_of):
    register = read(
        [["Danh sách"], HEADINGS, row(), row(2, **{"name": "Trần Thị Bình", **changes})]
    )
    assert told(register.errors) == [f"Sheet1!4: {told_of}"]


def test_a_vague_official_date_in_the_year_of_admission_is_no_error():
    person = only([HEADINGS, row(official="1980")])
    assert (person.admitted_on, person.official_on) == (
        date(1980, 2, 3),
        date(1980, 2, 3),
    )


def test_the_date_of_the_list_decides_what_is_in_the_future():
    rows = [
        ["Tính đến ngày 31/12/2016"],
        HEADINGS,
        row(admitted="1/6/2020", official=""),
    ]
    assert told(read(rows).errors) == [
        "Sheet1!3: vào Đảng ngày 01/06/2020, sau ngày chốt danh sách 31/12/2016"
    ]
    assert read(rows, on=date(2021, 1, 1)).errors == []


def test_a_card_number_belongs_to_one_person():
    rows = [HEADINGS, row(card="17000001"), row(2, "Trần Thị Bình", card="17 000 001")]
    assert told(read(rows).errors) == [
        "Sheet1!3: số thẻ 17000001 đã là của Nguyễn Văn An (Sheet1, dòng 2)"
    ]


def test_one_person_listed_twice_alike_is_taken_once():
    register = read(
        {"A": [HEADINGS, row(card="17000001")], "B": [HEADINGS, row(card="17000001")]}
    )
    assert (len(register.people), register.errors) == (1, [])
    assert told(register.warnings) == ["B!2: ghi hai lần, đã có ở A, dòng 2"]


def test_one_card_in_two_cells_is_an_error():
    register = read(
        {
            "Chi bộ 1": [HEADINGS, row(card="1700001")],
            "Chi bộ 2": [HEADINGS, row(card="1700001")],
        },
        cell="",
    )
    assert told(register.errors) == [
        "Chi bộ 2!2: số thẻ 1700001 đã là của Nguyễn Văn An (Chi bộ 1, dòng 2)"
    ]


def test_two_of_one_name_and_birth_are_taken_with_a_warning():
    register = read([HEADINGS, row(), row(2)])
    assert (len(register.people), register.errors) == (2, [])
    assert told(register.warnings) == [
        "Sheet1!3: trùng họ tên và ngày sinh với Sheet1, dòng 2: hai người khác nhau "
        "hay ghi hai lần?"
    ]


def test_a_cell_has_one_secretary():
    rows = [
        ["Họ tên", "Năm sinh", "Chức vụ"],
        ["Lê A", 1960, "Bí thư"],
        ["Lê B", 1961, "Bí thư chi bộ"],
    ]
    assert told(read(rows).errors) == [
        "Sheet1!3: Chi bộ 1 đã có bí thư là Lê A (Sheet1, dòng 2)"
    ]


@pytest.mark.parametrize(
    ("words", "roles"),
    [
        ("Bí thư chi bộ", ["secretary"]),
        ("BÍ THƯ CB", ["secretary"]),
        ("Phó Bí thư, Chi ủy viên", ["deputy_secretary", "cell_committee_member"]),
        ("Phó bí thư kiêm chi uỷ viên", ["deputy_secretary", "cell_committee_member"]),
        ("Đảng ủy viên - Bí thư chi bộ", ["secretary"]),
        ("Bí thư Đoàn thanh niên", []),
        ("Nguyên Bí thư chi bộ", []),
        ("Bí thư Đảng ủy", []),
        ("Tổ trưởng dân phố", []),
    ],
)
def test_only_plain_words_give_a_post(words, roles):
    person = only([["Họ tên", "Năm sinh", "Chức vụ"], ["Lê A", 1960, words]])
    assert [post.role for post in person.posts] == roles


def test_other_posts_are_told_and_give_no_power():
    register = read(
        [["Họ tên", "Năm sinh", "Chức vụ"], ["Lê A", 1960, "Bí thư Đoàn thanh niên"]]
    )
    assert told(register.warnings) == [
        "Sheet1!2: chức vụ “Bí thư Đoàn thanh niên” không phải chức vụ trong chi bộ "
        "nên không ghi nhận"
    ]


@pytest.mark.parametrize(
    ("headings", "values", "sex"),
    [
        (["Họ tên", "Nam", "Nữ", "Số thẻ"], ["Lê A", "", "x", "17000001"], "F"),
        (["Họ tên", "Nam", "Nữ", "Số thẻ"], ["Lê A", 1, "", "17000001"], "M"),
        (["Họ tên", "Năm sinh", "Nữ"], ["Lê A", 1960, ""], "M"),
        (["Họ tên", "Năm sinh", "Nữ"], ["Lê A", 1960, "x"], "F"),
        (["Họ tên", "Nam", "Nữ", "Giới tính"], ["Lê A", "", "1960", "Nữ"], "F"),
    ],
)
def test_sex_comes_from_whichever_column_tells_it(headings, values, sex):
    assert only([headings, values]).sex == sex


def test_dates_under_both_nam_and_nu_are_an_error():
    register = read([["Họ tên", "Nam", "Nữ"], ["Lê A", "1/1/1960", "1/1/1960"]])
    assert told(register.errors) == ["Sheet1!2: có ghi ở cả hai cột Nam và Nữ"]


def test_a_name_in_two_columns_and_a_birth_date_in_three():
    person = only([
        ["TT", "Họ và tên đệm", "Tên", "Ngày, tháng, năm sinh", "", "", "Số thẻ"],
        ["", "", "", "Ngày", "Tháng", "Năm", ""],
        [1, "Nguyễn Văn", "An", 5, 9, 1958, "17000001"],
    ])  # fmt: skip
    assert (person.full_name, person.born_on) == ("Nguyễn Văn An", date(1958, 9, 5))


def test_a_name_under_one_merged_heading_is_put_together():
    rows = [["TT", "Họ và tên", "", "Năm sinh"], [1, "Nguyễn Văn", "An", 1958]]
    assert only(rows, merged=[(0, 1, 0, 2)]).full_name == "Nguyễn Văn An"


def test_one_list_for_the_ward_with_a_column_for_the_cell():
    register = read(
        [WHO, ["Lê A", 1960, "Chi bộ 1"], ["Lê B", 1961, "CB 2"], ["Lê C", 1962, "1"]],
        cell="",
    )
    assert {cell: len(people) for cell, people in register.by_cell().items()} == {
        "Chi bộ 1": 2,
        "Chi bộ 2": 1,
    }


def test_a_row_whose_cell_is_left_out_is_an_error():
    register = read(
        [WHO, ["Lê A", 1960, "Chi bộ 1"], ["Lê B", 1961, ""], ["Lê C", 1962, "1"]],
        cell="",
    )
    assert told(register.errors) == ["Sheet1!3: thiếu tên chi bộ"]


def test_a_cell_named_once_for_the_rows_below_it():
    rows = [
        WHO,
        ["Lê A", 1960, "Chi bộ 1"],
        ["Lê B", 1961, ""],
        ["Lê C", 1962, ""],
        ["Lê D", 1963, "Chi bộ 2"],
    ]
    merged = read(rows, cell="", merged=[(1, 2, 3, 2)])
    assert [person.cell for person in merged.people] == [
        "Chi bộ 1",
        "Chi bộ 1",
        "Chi bộ 1",
        "Chi bộ 2",
    ]
    plain = read([*rows, ["Lê E", 1964, ""]], cell="")
    assert [person.cell for person in plain.people][-2:] == ["Chi bộ 2", "Chi bộ 2"]


def test_a_cell_merged_over_two_people_names_both():
    register = read(
        [WHO, ["Lê A", 1960, "CB 1"], ["Lê B", 1961, ""], ["Lê C", 1962, "CB 2"]],
        cell="",
        merged=[(1, 2, 2, 2)],
    )
    assert [person.cell for person in register.people] == [
        "Chi bộ 1",
        "Chi bộ 1",
        "Chi bộ 2",
    ]


def test_a_column_of_units_that_names_cells_is_the_column_of_the_cells():
    rows = [
        ["Họ tên", "Năm sinh", "Đơn vị"],
        ["Lê A", 1960, "Chi bộ 1"],
        ["Lê B", 1961, "CB 2"],
    ]
    assert [(person.cell, person.occupation) for person in read(rows, cell="").people] == [
        ("Chi bộ 1", ""), ("Chi bộ 2", ""),
    ]  # fmt: skip


def test_headings_over_three_rows():
    rows = [
        [
            "STT",
            "Họ và tên",
            "Thông tin cá nhân",
            "",
            "",
            "Ngày, tháng, năm",
            "",
            "Số thẻ đảng viên",
        ],
        ["", "", "Ngày sinh", "", "Quê quán", "Vào Đảng", "", ""],
        ["", "", "Nam", "Nữ", "", "Kết nạp", "Chính thức", ""],
        ["A", "B", "1", "2", "3", "4", "5", "6"],
        [1, "Lê Văn A", "", "1/2/1960", "Hà Nam", "3/2/1980", "3/2/1981", "17000001"],
    ]
    areas = [
        (0, 2, 0, 4),
        (1, 2, 1, 3),
        (0, 5, 0, 6),
        (1, 5, 1, 6),
        (0, 0, 2, 0),
        (0, 1, 2, 1),
        (1, 4, 2, 4),
    ]
    for merged in ([], areas):
        person = only(rows, merged=merged)
        assert (person.sex, person.born_on, person.native_place) == (
            "F",
            date(1960, 2, 1),
            "Hà Nam",
        )
        assert (person.admitted_on, person.official_on) == (
            date(1980, 2, 3),
            date(1981, 2, 3),
        )


def test_ticks_for_who_is_official_are_no_dates():
    register = read([
        ["STT", "Họ và tên", "Ngày sinh", "Đảng viên", "", "Ngày vào Đảng"],
        ["", "", "", "Chính thức", "Dự bị", ""],
        [1, "Lê Văn A", "1/2/1960", "x", "", "3/2/1980"],
        [2, "Lê Văn B", "1/2/1961", "x", "", "3/2/1981"],
    ])  # fmt: skip
    assert [person.official_on for person in register.people] == [None, None]
    assert (register.errors, told(register.warnings)) == (
        [], ["Sheet1!1: danh sách không có ngày chính thức: mọi người được ghi là dự "
             "bị"],
    )  # fmt: skip


def test_an_official_date_left_out_long_after_admission_is_worth_a_look():
    register = read(
        [
            HEADINGS,
            row(),
            row(2, "Lê A", official=""),
            row(3, "Lê B", admitted="1/6/2025", official=""),
        ]
    )
    assert told(register.warnings) == [
        "Sheet1!3: chưa có ngày chính thức dù vào Đảng từ 03/02/1980: được ghi là dự bị"
    ]


def test_cells_as_lines_inside_one_table():
    register = read([
        HEADINGS, ["I", "CHI BỘ 1"], row(), ["", "Cộng: 1 đ/c"], ["II. Chi bộ Trường "
                                                                  "Mầm non: 01 đồng "
                                                                  "chí"],
        row(1, "Trần Thị Bình"), ["Tổng cộng", "", 2],
    ], cell="")  # fmt: skip
    assert [(person.cell, person.full_name) for person in register.people] == [
        ("Chi bộ 1", "Nguyễn Văn An"), ("Chi bộ Trường Mầm non", "Trần Thị Bình"),
    ]  # fmt: skip


def test_the_title_names_the_cell_of_a_sheet_without_a_name():
    assert (
        only(
            [["SỔ DANH SÁCH ĐẢNG VIÊN - CHI BỘ SỐ 03 NĂM 2016"], HEADINGS, row()],
            cell="",
        ).cell
        == "Chi bộ 3"
    )


def test_the_sheet_names_the_cell_of_a_table_without_a_title():
    assert only({"DS CB7": [HEADINGS, row()]}, cell="").cell == "Chi bộ 7"


def test_a_title_copied_from_another_sheet_is_an_error():
    register = read(
        {"Chi bộ 2": [["DANH SÁCH ĐẢNG VIÊN CHI BỘ 1"], HEADINGS, row()]}, cell=""
    )
    assert told(register.errors) == [
        "Chi bộ 2!2: tiêu đề ghi “Chi bộ 1”, tên trang là “Chi bộ 2”: hãy sửa một "
        "trong hai"
    ]


def test_a_list_that_names_no_cell_is_one_error_and_takes_the_cell_given():
    rows = [HEADINGS, row(), row(2, "Trần Thị Bình")]
    assert told(read(rows, cell="").errors) == [
        "Sheet1!1: không rõ danh sách này của chi bộ nào: ghi tên chi bộ ở tiêu đề, ở "
        "tên trang hoặc thành một cột"
    ]
    assert {person.cell for person in read(rows, cell="cb 5").people} == {"Chi bộ 5"}


def test_a_cell_that_is_asked_for_leaves_the_others_out():
    register = read(
        {
            "Chi bộ 1": [HEADINGS, row()],
            "Chi bộ 2": [HEADINGS, row(1, "Trần Thị Bình")],
        },
        cell="Chi bộ 2",
    )
    assert [person.full_name for person in register.people] == ["Trần Thị Bình"]
    assert told(register.warnings) == ["Chi bộ 1!2: không thuộc Chi bộ 2 nên để lại"]


def test_headings_repeated_on_the_next_page_and_a_second_table():
    register = read([
        ["DANH SÁCH ĐẢNG VIÊN CHI BỘ 1"], HEADINGS, row(1, "Lê A"), HEADINGS, row(2, "Lê B"),
        ["Tổng số: 2"], ["", "Người lập biểu"], ["", "Lê Văn Lập"], [], ["DANH SÁCH ĐẢNG VIÊN CHI BỘ 2"],
        HEADINGS, [1, 2, 3, 4, 5, 6, 7], row(1, "Lê C"), ["", "", "", "", "BÍ THƯ"], ["", "", "", "", "Lê C"],
    ], cell="")  # fmt: skip
    assert [(person.cell, person.full_name, person.row) for person in register.people] == [
        ("Chi bộ 1", "Lê A", 3), ("Chi bộ 1", "Lê B", 5), ("Chi bộ 2", "Lê C", 13),
    ]  # fmt: skip
    assert (register.errors, register.warnings) == ([], [])


def test_numbered_rows_left_empty_at_the_end_are_only_a_warning():
    register = read([HEADINGS, row(), [2], [3]])
    assert (len(register.people), register.errors) == (1, [])
    assert told(register.warnings) == [
        "Sheet1!3: chỉ có số thứ tự nên bỏ qua",
        "Sheet1!4: chỉ có số thứ tự nên bỏ qua",
    ]
    assert told(read([HEADINGS, row(), [2], row(3, "Lê A")]).errors) == [
        "Sheet1!3: thiếu họ tên"
    ]


def test_a_line_that_is_nobody_is_passed_over_with_a_word():
    register = read([HEADINGS, row(), ["", "Danh sách bổ sung sau"], row(2, "Lê A")])
    assert (len(register.people), register.errors) == (2, [])
    assert told(register.warnings) == [
        "Sheet1!3: không giống một đảng viên nên bỏ qua: “Danh sách bổ sung sau”"
    ]


def test_somebody_without_a_serial_number_is_still_read():
    assert [
        person.full_name for person in read([HEADINGS, row(), row("", "Lê A")]).people
    ] == ["Nguyễn Văn An", "Lê A"]


def test_sheets_that_are_no_register_are_passed_over_with_a_word():
    register = read(
        {
            "Bìa": [["SỔ DANH SÁCH ĐẢNG VIÊN"]],
            "Trống": [],
            "Đảng phí": [["STT", "Họ và tên", "Số tiền"], [1, "Lê A", 50000]],
            "Cũ": [HEADINGS, row()],
            "Chi bộ 1": [HEADINGS, row()],
        },
        hidden=["Cũ"],
    )
    assert (len(register.people), register.errors) == (1, [])
    assert register.passed_over == [
        ("Bìa", "không có bảng nào với cột “Họ và tên”"),
        ("Trống", "trang trống"),
        (
            "Đảng phí",
            "có cột họ tên nhưng không có ngày sinh, ngày vào Đảng hay số thẻ",
        ),
        ("Cũ", "trang ẩn"),
    ]


FOURTEEN = [
    "Số TT", "HỌ VÀ TÊN\nHọ và tên khai sinh", "Nam, nữ, dân tộc, tôn giáo", "QUÊ QUÁN",
    "Văn hóa, lý luận, CMNV, ngoại ngữ", "Nghề nghiệp trước khi vào Đảng, Nghề nghiệp "
                                         "hiện nay",
    "Ngày vào Đảng, ngày chính thức", "Số thẻ đảng viên, số lý lịch đảng viên, số Huy "
                                      "hiệu Đảng",
    "Bộ đội, công an, hưu trí", "Ngày chuyển đi, đến đảng bộ cơ sở", "Ngày chuyển đến, ở đảng bộ cơ sở nào đến",
    "Ngày từ trần\nLý do", "Ngày ra khỏi Đảng, hình thức ra Đảng", "Ghi chú",
]  # fmt: skip


def test_the_official_register_of_fourteen_columns():
    register = read([
        FOURTEEN, list(range(1, 15)),
        [1, "LÊ THỊ HOA\nLê Thị Hoa Mai", "Nữ\nKinh\nKhông", "Hà Nam", "10/10", "Học sinh\nGiáo viên",
         "3/2/1980\n3/2/1981", "17000001\n000123", "Hưu trí", "", "1/5/2010, Gia Lâm", "", "", ""],
        [2, "LÊ VĂN ĐI", "Nam", "Hà Nam", "", "", "3/2/1980\n3/2/1981", "17000002", "",
         "1/5/2012, Hà Đông", "", "", "", ""],
        [3, "LÊ VĂN MẤT", "Nam", "Hà Nam", "", "", "3/2/1980\n3/2/1981", "17000003", "", "", "", "2/2/2014", "", ""],
        [4, "LÊ VĂN TẠM", "Nam", "", "", "", "3/2/1980\n3/2/1981", "17000004", "", "2025, tạm thời", "", "", "", ""],
    ])  # fmt: skip
    hoa, tam = register.people
    assert (hoa.full_name, hoa.birth_name, hoa.sex, hoa.card) == (
        "Lê Thị Hoa",
        "Lê Thị Hoa Mai",
        "F",
        "17000001",
    )
    assert (hoa.admitted_on, hoa.official_on, hoa.occupation) == (
        date(1980, 2, 3),
        date(1981, 2, 3),
        "Giáo viên",
    )
    assert (register.errors, tam.full_name) == ([], "Lê Văn Tạm")
    assert told(register.warnings) == [
        "Sheet1!4: LÊ VĂN ĐI đã chuyển đi hoặc thôi là đảng viên: “1/5/2012, Hà Đông”",
        "Sheet1!5: LÊ VĂN MẤT đã chuyển đi hoặc thôi là đảng viên: “02/02/2014”".replace(
            "02/02", "2/2"
        ),
    ]


def test_the_official_register_with_several_thin_rows_for_a_person():
    person = only([
        FOURTEEN,
        [1, "LÊ THỊ HOA", "Nữ", "Hà Nam", "10/10", "Giáo viên", "3/2/1980", "17000001"],
        ["", "Lê Thị Hoa Mai", "Kinh", "", "", "", "3/2/1981", "000123"],
        ["", "", "Không"],
    ])  # fmt: skip
    assert (person.full_name, person.birth_name, person.sex, person.card) == (
        "Lê Thị Hoa", "Lê Thị Hoa Mai", "F", "17000001",
    )  # fmt: skip
    assert (person.admitted_on, person.official_on) == (
        date(1980, 2, 3),
        date(1981, 2, 3),
    )


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1258"])
def test_a_text_file_with_separators(separator, encoding):
    rows = [
        ["Họ và tên", "Ngày sinh", "Quê quán", "Chi bộ"],
        ["LÊ THỊ ĐÀO", "05/9/1958", "Gia Lâm, Hà Nội", "Chi bộ 7"],
    ]
    if encoding == "cp1258":  # Windows keeps a base letter and its tone apart
        rows = [[windows_letters(value) for value in values] for values in rows]
    person = only(separated(rows, separator, encoding), name="danh-sach.csv", cell="")
    assert (person.full_name, person.native_place, person.cell) == (
        "Lê Thị Đào",
        "Gia Lâm, Hà Nội",
        "Chi bộ 7",
    )
    assert (person.sheet, person.row) == ("danh-sach", 2)


def windows_letters(text):
    tones = "\u0300\u0301\u0303\u0309\u0323"
    letters = []
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize(
            "NFC", "".join(part for part in parts if part not in tones)
        )
        letters.append(base + "".join(part for part in parts if part in tones))
    return "".join(letters)


def test_a_quotation_mark_left_open_swallows_no_rows():
    text = 'Họ tên;Năm sinh;Chi bộ\n"Lê A;1960;1\nLê B;1961;1\n'
    assert [
        person.born_on.year for person in read(text.encode(), name="a.csv").people
    ] == [1960, 1961]


def test_an_open_document_is_read_too():
    assert (
        only(ods({"Chi bộ 3": [HEADINGS, row()]}), name="ds.ods", cell="").cell
        == "Chi bộ 3"
    )


def test_ten_thousand_rows_are_read_in_seconds():
    rows = [[*HEADINGS, "Chi bộ"]]
    rows += [[*row(number, f"Nguyễn Văn {'ABCDEĐGHIK'[number % 10]}", card=f"{17_000_000 + number}"), number % 100]
             for number in range(1, 10_001)]  # fmt: skip
    content = xlsx({"Đảng bộ": rows})
    began = time.process_time()
    register = read(content, cell="")
    assert (len(register.people), register.errors) == (10_000, [])
    assert time.process_time() - began < 10


def test_an_unrecognisable_file_is_one_clear_error():
    with pytest.raises(Unreadable, match="Không nhận ra danh sách đảng viên"):
        read([["Kính gửi các đồng chí"], ["Nội dung họp"]])
    with pytest.raises(Unreadable, match="không có đảng viên nào"):
        read([HEADINGS])
