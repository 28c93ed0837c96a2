"""The edges of a register: days beside that of the list, dates known by half, cards
with noughts, the last row."""

from datetime import date, timedelta

import pytest

from cells.acts.register.checked_register import check_register
from cells.acts.register.comparison import compare_register
from cells.acts.register.register_list import read_register
from cells.acts.register.sheets import Unreadable
from cells.acts.register.values import read_card
from cells.models import Correction, Exemption, Member, Membership, RegisterUpload
from cells.posts import Actor
from cells.written_values import BadValue, Day, read_day
from tests.cells.acts.register.spreadsheets import HEADINGS, row, xlsx
from tests.cells.acts.register.uploading import (
    differences,
    page,
    press,
    say,
    tick,
    upload,
)
from tests.factories import MemberFactory, MembershipFactory
from tests.people import NOW, TODAY

ON = date(2026, 2, 9)
LIST = (
    ["ĐẢNG BỘ PHƯỜNG PHÚC ĐỒNG"],
    ["DANH SÁCH ĐẢNG VIÊN CHI BỘ 7"],
    ["Tính đến ngày 09/02/2026"],
)


def read(*rows):
    """The register of a list of 9 February 2026."""
    return read_register("ds.xlsx", xlsx({"CB7": [*LIST, *rows]}), today=TODAY)


def told(findings):
    return [(finding.row, finding.text) for finding in findings]


# --- days -----------------------------------------------------------------------------

# A year of two digits by the date of the list: the century of that date up to its very
# year, else the one before.
CENTURIES = [
    ("58", date(2026, 2, 9), 1958),
    ("25", date(2026, 2, 9), 2025),
    ("26", date(2026, 2, 9), 2026),
    ("27", date(2026, 2, 9), 1927),
    ("00", date(2026, 2, 9), 2000),
    ("99", date(2026, 2, 9), 1999),
    ("16", date(2016, 12, 31), 2016),
    ("17", date(2016, 1, 1), 1917),
    ("00", date(2000, 1, 1), 2000),
    ("01", date(2000, 12, 31), 1901),
    ("99", date(1999, 1, 1), 1999),
]


@pytest.mark.parametrize("written, latest, year", CENTURIES)
def test_two_digits_of_a_year_are_the_latest_that_is_not_after_the_year_of_the_list(
    written, latest, year
):
    assert read_day(f"3/2/{written}", latest) == Day(date(year, 2, 3))
    assert read_day(f"2/{written}", latest) == Day(date(year, 2, 1), "month")


LASTS = [
    ("3/2/1980", (1980, 2, 3)),
    ("2/1980", (1980, 2, 29)),
    ("2/1981", (1981, 2, 28)),
    ("11/1980", (1980, 11, 30)),
]
LASTS += [
    ("12/1980", (1980, 12, 31)),
    ("1/1980", (1980, 1, 31)),
    ("1980", (1980, 12, 31)),
]


@pytest.mark.parametrize("written, last", LASTS)
def test_the_last_day_that_a_date_can_mean(written, last):
    assert read_day(written, ON).last == date(*last)


SINGLE = [
    (2100, Day(date(2100, 1, 1), "year")),
    (1900, Day(date(1900, 1, 1), "year")),
    (
        2101,
        Day(date(1905, 10, 1)),
    ),  # a serial number from here on: 1.826 days to 30/12/1904, and 275
    (79_999, Day(date(2119, 1, 10))),
    (1.195, Day(date(1950, 1, 1), "month")),
    (12.1958, Day(date(1958, 12, 1), "month")),
]


@pytest.mark.parametrize("number, found", SINGLE)
def test_a_number_is_a_year_a_month_or_a_serial_number(number, found):
    assert read_day(number, ON) == found


@pytest.mark.parametrize("number", [1899, 80_000, 1_010_000, 32_000_000, 13.1958])
def test_any_other_number_is_no_date(number):
    with pytest.raises(BadValue):
        read_day(number, ON)


AFTER = "sau ngày chốt danh sách 09/02/2026"
SAID = {
    # born
    "born on the day of the list": ({"born": "09/02/2026", "admitted": "", "official": ""}, [], []),
    "born the day after": ({"born": "10/02/2026", "admitted": "", "official": ""},
                           [f"sinh ngày 10/02/2026, {AFTER}"], []),
    "born in its month": ({"born": "2/2026", "admitted": "", "official": ""}, [], []),
    "born in the next month": ({"born": "3/2026", "admitted": "", "official": ""},
                               [f"sinh ngày 03/2026, {AFTER}"], []),
    "born in its year": ({"born": "2026", "admitted": "", "official": ""}, [], []),
    "born in the next year": ({"born": "2027", "admitted": "", "official": ""}, [f"sinh ngày 2027, {AFTER}"], []),
    "120 years old": ({"born": "1/1/1906"}, [], []),
    "more": ({"born": "31/12/1905"}, ["ngày sinh 31/12/1905: hơn 120 tuổi, có lẽ ghi "
                                      "nhầm năm"], []),
    # admitted
    "admitted on the day of the list": ({"admitted": "09/02/2026", "official": ""}, [], []),
    "admitted the day after": ({"admitted": "10/02/2026", "official": ""},
                               [f"vào Đảng ngày 10/02/2026, {AFTER}"], []),
    "admitted at 18": ({"born": "31/12/1962"}, [], []),
    "admitted at 17": ({"born": "1/1/1963"}, [],
                       ["vào Đảng ngày 03/02/1980 khi chưa đủ 18 tuổi (sinh "
                        "01/01/1963)"]),
    "admitted on the day of birth": ({"born": "3/2/1980"}, [],
                                     ["vào Đảng ngày 03/02/1980 khi chưa đủ 18 tuổi "
                                      "(sinh 03/02/1980)"]),
    "admitted on the first day of the Party": ({"born": "1910", "admitted": "3/2/1930"}, [], []),
    "admitted the day before": ({"born": "1910", "admitted": "2/2/1930", "official": "3/2/1931"},
                                ["ngày vào Đảng 02/02/1930 trước ngày thành lập Đảng "
                                 "03/02/1930"], []),
    "admitted in its month": ({"born": "1910", "admitted": "2/1930", "official": "3/2/1931"}, [],
                              ["ngày vào Đảng chỉ ghi 02/1930; ghi nhận là 01/02/1930"]),
    "admitted in the month before": ({"born": "1910", "admitted": "1/1930", "official": "3/2/1931"},
                                     ["ngày vào Đảng 01/1930 trước ngày thành lập Đảng "
                                      "03/02/1930"],
                                     ["ngày vào Đảng chỉ ghi 01/1930; ghi nhận là "
                                      "01/01/1930"]),
    # official
    "official on the day of admission": ({"official": "3/2/1980"}, [], []),
    "official in its month": ({"official": "2/1980"}, [],
                              ["ngày chính thức chỉ ghi 02/1980; ghi nhận là "
                               "01/02/1980"]),
    "official in the month before": ({"official": "1/1980"},
                                     ["ngày chính thức 01/1980 trước ngày vào Đảng "
                                      "03/02/1980"],
                                     ["ngày chính thức chỉ ghi 01/1980; ghi nhận là "
                                      "01/01/1980"]),
    "official on the day of the list": ({"official": "09/02/2026"}, [], []),
    "official the day after": ({"official": "10/02/2026"}, [], [f"ngày chính thức "
                                                                f"10/02/2026 {AFTER}"]),
    "on probation for 540 days": ({"admitted": "18/08/2024", "official": ""}, [], []),
    "for one day more": ({"admitted": "17/08/2024", "official": ""}, [],
                         ["chưa có ngày chính thức dù vào Đảng từ 17/08/2024: được ghi "
                          "là dự bị"]),
}  # fmt: skip


@pytest.mark.parametrize("facts, errors, warnings", SAID.values(), ids=SAID)
def test_a_day_beside_an_edge_is_said_or_not(facts, errors, warnings):
    register = read(HEADINGS, row(**facts))
    assert told(register.errors) == [(5, text) for text in errors]
    assert told(register.warnings) == [(5, text) for text in warnings]


# --- rows -----------------------------------------------------------------------------


def test_a_list_of_one_row_is_a_list():
    register = read(HEADINGS, row(1, "Nguyễn Văn An"))
    assert [
        (person.row, person.full_name, person.cell) for person in register.people
    ] == [(5, "Nguyễn Văn An", "Chi bộ 7")]


@pytest.mark.parametrize(
    "total",
    [[], [["Tổng số: 03 đảng viên"]], [[], ["", "Cộng: 03"]], [["", "Tổng cộng", 3]]],
)
def test_the_last_row_is_a_person_and_the_total_is_none(total):
    """Two of them are called by words of a total."""
    names = ["Cộng Thị Tổng", "Tống Văn Cộng", "Phạm Thị Dung"]
    register = read(
        HEADINGS,
        *(row(number, name) for number, name in enumerate(names, start=1)),
        *total,
    )
    assert [(person.row, person.full_name) for person in register.people] == list(
        zip([5, 6, 7], names, strict=True)
    )
    assert register.errors == []


@pytest.mark.parametrize("rows", [[], [["Tổng số: 00 đảng viên"]], [["", "", ""]]])
def test_a_list_without_anybody_is_refused_in_words(rows):
    with pytest.raises(
        Unreadable, match=r"^Danh sách không có đảng viên nào: chỉ có dòng tiêu đề\.$"
    ):
        read(HEADINGS, *rows)


def test_a_serial_number_alone_is_an_error_between_people_and_passed_over_after_them():
    register = read(HEADINGS, row(1), [2, *[""] * 6], row(3, "Lê B"), [4, *[""] * 6])
    assert told(register.errors) == [(6, "thiếu họ tên")]
    assert told(register.warnings) == [(8, "chỉ có số thứ tự nên bỏ qua")]


# --- cards ----------------------------------------------------------------------------

CARDS = [
    ("00123456", "00123456"),
    ("01.234567", "01234567"),
    (1_234_567, "01234567"),
    (12_345_678, "12345678"),
    (999_999, "999999"),
    (1_000_000, "01000000"),
    (1.23456, "01234560"),
    (17.51467, "17514670"),
    ("001058000123", "001058000123"),
    ("001 058 000 123", "001058000123"),
    (1_058_000_123, "001058000123"),
    (96_058_000_123, "096058000123"),
    (123_456_789_012, "123456789012"),
    (123_456_789, "123456789"),
    ("000000", ""),
    (0, ""),
    ("chưa cấp", ""),
]


@pytest.mark.parametrize("written, number", CARDS)
def test_a_card_keeps_its_noughts(written, number):
    assert read_card(written) == number


# --- whom the database knows ----------------------------------------------------------

FACTS = ["TT", "Họ và tên", "Ngày sinh", "Số thẻ", "Miễn SH"]
BESIDE_AN = ("Trần Thị Bình", "Vũ Gia Bảo", "Phạm Thị Dung")


@pytest.fixture
def giang(sign_in):
    return sign_in("giang")


def the_list(*people):
    """Cell 7 with (name, birth date, card, exemption) of some, and those who sit beside
    An."""
    rows = [*people, *((name,) for name in BESIDE_AN)]
    lines = [
        [number, *person, *[""] * (4 - len(person))]
        for number, person in enumerate(rows, start=1)
    ]
    return xlsx({"CB7": [*LIST, FACTS, *lines]})


def send(client, *people):
    upload(client, the_list(*people))


def born(member, on, precision):
    Member.objects.filter(pk=member.pk).update(born_on=on, born_precision=precision)


FULL, MONTH, YEAR = (
    (date(1958, 9, 5), "day"),
    (date(1958, 9, 1), "month"),
    (date(1958, 1, 1), "year"),
)
# What the database knows, what the list says, and the line of the difference: none
# where the list knows no more.
BIRTHS = [
    (YEAR, "05/9/1958", ["ngày sinh", "1958", "05/09/1958"]),
    (YEAR, "9/1958", ["ngày sinh", "1958", "09/1958"]),
    (YEAR, "1958", None),
    (MONTH, "05/9/1958", ["ngày sinh", "09/1958", "05/09/1958"]),
    (MONTH, "9/1958", None),
    (MONTH, "1958", None),
    (FULL, "05/9/1958", None),
    (FULL, "9/1958", None),
    (FULL, "1958", None),
    ((None, ""), "05/9/1958", ["ngày sinh", "", "05/09/1958"]),
    ((None, ""), "1958", ["ngày sinh", "", "1958"]),
    (FULL, "", None),
]


@pytest.mark.django_db
@pytest.mark.parametrize("known, written, line", BIRTHS)
def test_who_is_known_by_half_of_a_birth_date_is_known_again(
    giang, people, known, written, line
):
    born(people.an, *known)
    send(giang, ("Nguyễn Văn An", written))
    assert differences() == ([("changed", "Nguyễn Văn An", [line])] if line else [])


@pytest.mark.django_db
def test_the_better_date_is_kept_with_how_exact_it_is(giang, people):
    born(people.an, *YEAR)
    send(giang, ("Nguyễn Văn An", "9/1958"))
    press(giang)
    people.an.refresh_from_db()
    assert (people.an.born_on, people.an.born_precision) == MONTH


@pytest.mark.django_db
@pytest.mark.parametrize(
    "known, written",
    [
        (YEAR, "05/9/1959"),
        (YEAR, "1957"),
        (MONTH, "05/8/1958"),
        (MONTH, "9/1959"),
        (FULL, "06/9/1958"),
        (FULL, "1959"),
    ],
)
def test_who_was_born_at_another_time_is_somebody_else(giang, people, known, written):
    born(people.an, *known)
    send(giang, ("Nguyễn Văn An", written))
    shown = str(read_day(written, ON))
    assert differences() == [
        ("new", "Nguyễn Văn An", [["ngày sinh", "", shown]]),
        ("gone", "Nguyễn Văn An", []),
    ]


@pytest.mark.django_db
def test_who_stands_in_the_list_twice_is_told_and_only_once_known(giang, people):
    born(people.an, *FULL)
    send(giang, ("Nguyễn Văn An", "05/9/1958"), ("Nguyễn Văn An", "05/9/1958"))
    assert differences() == [
        ("new", "Nguyễn Văn An", [["ngày sinh", "", "05/09/1958"]])
    ]
    assert (
        "trùng họ tên và ngày sinh với CB7, dòng 5: hai người khác nhau hay ghi hai "
        "lần?" in page(giang)
    )


@pytest.mark.django_db
def test_who_stands_in_the_list_twice_with_one_card_is_one(giang, people):
    Member.objects.filter(pk=people.an.pk).update(card="00123456")
    send(giang, ("Nguyễn Văn An", "", "00123456"), ("Nguyễn Văn An", "", "00.123456"))
    assert differences() == []
    assert "ghi hai lần, đã có ở CB7, dòng 5" in page(giang)


# --- every fact -----------------------------------------------------------------------

EVERYTHING = {
    "TT": 1, "Họ và tên": "Nguyễn Văn Ân", "Họ và tên khai sinh": "Nguyễn An", "Giới tính": "Nam",
    "Ngày sinh": "05/9/1958", "Quê quán": "Gia Lâm", "Nghề nghiệp": "Bán hàng", "Ngày vào Đảng": "02/01/2000",
    "Ngày chính thức": "03/01/2001", "Số thẻ": "00123456", "Số điện thoại": "0912345678", "Dân tộc": "Tày",
}  # fmt: skip


@pytest.mark.django_db
def test_every_fact_that_differs_is_a_line_and_is_kept(giang, people):
    before = {
        "occupation": "Thợ may",
        "native_place": "Hà Nam",
        "particulars": {"ethnicity": "Kinh"},
    }
    Member.objects.filter(pk=people.an.pk).update(**before)
    born(people.an, *YEAR)
    Membership.objects.filter(cell=people.cell).exclude(member=people.an).update(
        until=date(2020, 1, 1)
    )
    upload(giang, xlsx({"CB7": [*LIST, list(EVERYTHING), list(EVERYTHING.values())]}))
    assert differences() == [
        (
            "changed",
            "Nguyễn Văn An",
            [
                ["họ tên", "Nguyễn Văn An", "Nguyễn Văn Ân"],
                ["họ tên khai sinh", "", "Nguyễn An"],
                ["giới tính", "", "Nam"],
                ["ngày sinh", "1958", "05/09/1958"],
                ["quê quán", "Hà Nam", "Gia Lâm"],
                ["nghề nghiệp", "Thợ may", "Bán hàng"],
                ["ngày vào Đảng", "01/01/2000", "02/01/2000"],
                ["ngày chính thức", "01/01/2001", "03/01/2001"],
                ["số thẻ", "", "00123456"],
                ["số điện thoại", "", "0912345678"],
                ["dân tộc", "Kinh", "Tày"],
            ],
        )
    ]
    press(giang)
    kept = Member.objects.filter(pk=people.an.pk).values(*MEMBER).get()
    assert kept == {
        "full_name": "Nguyễn Văn Ân", "birth_name": "Nguyễn An", "sex": "M", "born_on": date(1958, 9, 5),
        "born_precision": "day", "native_place": "Gia Lâm", "occupation": "Bán hàng", "admitted_on": date(2000, 1, 2),
        "official_on": date(2001, 1, 3), "card": "00123456", "phone": "0912345678", "particulars": {"ethnicity": "Tày"},
    }  # fmt: skip


MEMBER = [
    "full_name",
    "birth_name",
    "sex",
    "born_on",
    "born_precision",
    "native_place",
    "occupation",
    "admitted_on",
]
MEMBER += ["official_on", "card", "phone", "particulars"]


def test_a_long_fact_keeps_two_hundred_letters():
    register = read(
        [*HEADINGS, "Nghề nghiệp", "Quê quán"], [*row(), "b" * 200, "q" * 201]
    )
    (person,) = register.people
    assert (person.occupation, person.native_place) == ("b" * 200, "q" * 200)
    assert told(register.warnings) == [(5, "quê quán quá dài, chỉ giữ 200 chữ đầu")]


@pytest.mark.django_db
def test_of_two_of_one_name_and_birth_the_one_of_the_cell_is_meant(giang, people):
    """The other one was entered first."""
    for cell in (people.other_cell, people.cell):
        namesake = MemberFactory(full_name="Lý Văn Hai")
        born(namesake, *FULL)
        MembershipFactory(member=namesake, cell=cell)
    send(giang, ("Lý Văn Hai", "05/9/1958"), ("Nguyễn Văn An",))
    assert differences() == []


# Whoever puts something right at six in the morning in Hà Nội does so the day before by
# the clock of the server.
PUT_RIGHT = [
    (NOW.replace(hour=0, minute=0), False),
    (NOW.replace(hour=6), False),
    (NOW - timedelta(hours=9, minutes=1), True),
]


@pytest.mark.django_db
@pytest.mark.parametrize("at, is_offered", PUT_RIGHT)
def test_what_was_put_right_on_a_day_after_the_list_is_not_offered_back(
    giang, people, at, is_offered
):
    about = {"kind": "member", "row": people.an.pk, "before": {}, "reason": "x"}
    Correction.objects.create(member=people.an, at=at, **about)
    born(people.an, *YEAR)
    send(giang, ("Nguyễn Văn An", "05/9/1958"))
    assert [
        row.is_ticked for row in RegisterUpload.objects.get().differences.all()
    ] == [is_offered]


# --- exemptions -----------------------------------------------------------------------


@pytest.mark.django_db
def test_an_exemption_that_only_one_of_both_knows_is_told_in_words(people):
    Exemption.objects.create(member=people.binh, since=date(2025, 1, 1))
    register = read_register(
        "ds.xlsx", the_list(("Nguyễn Văn An", "", "", "x")), today=TODAY
    )
    assert [
        finding.text
        for finding in compare_register(register, ward=people.ward).differences
    ] == [
        "Nguyễn Văn An: danh sách ghi miễn sinh hoạt, phần mềm không ghi",
        "Trần Thị Bình: phần mềm ghi miễn sinh hoạt, danh sách không ghi",
    ]


# since, until of the exemption in the database; the list ticks or not; the line, and
# why it cannot be ticked
NEW_ONE, BACK = (
    ["miễn sinh hoạt", "không", "có"],
    ["miễn sinh hoạt", "có", "trở lại sinh hoạt"],
)
TOO_NEW = (
    "phần mềm ghi bắt đầu từ 09/02/2026: chỉ đổi được từ hôm sau, hãy chốt danh "
    "sách ngày muộn hơn"
)
DAY = timedelta(days=1)
EXEMPT = {
    "in force, listed": (ON - DAY, None, "x", None, ""),
    "in force, not listed": (ON - DAY, None, "", BACK, ""),
    "from the day of the list, not listed": (ON, None, "", BACK, TOO_NEW),
    "from the day of the list, listed": (ON, None, "x", None, ""),
    "until the day after, not listed": (ON - DAY, ON + DAY, "", BACK, ""),
    "until the day of the list, not listed": (ON - DAY, ON, "", None, ""),
    "until the day of the list, listed": (ON - DAY, ON, "x", NEW_ONE, ""),
    "from the day after, not listed": (ON + DAY, None, "", None, ""),
    "from the day after, listed": (ON + DAY, None, "x", NEW_ONE, ""),
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "since, until, mark, line, refused", EXEMPT.values(), ids=EXEMPT
)
def test_an_exemption_is_compared_on_the_day_of_the_list(
    giang, people, since, until, mark, line, refused
):
    Exemption.objects.create(member=people.an, since=since, until=until)
    send(giang, ("Nguyễn Văn An", "", "", mark))
    assert differences() == ([("changed", "Nguyễn Văn An", [line])] if line else [])
    assert list(
        RegisterUpload.objects.get().differences.values_list("refused", flat=True)
    ) == [refused] * bool(line)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "since, until, mark, rows",
    [
        (ON - DAY, None, "", [(ON - DAY, ON)]),
        (ON - DAY, ON, "x", [(ON - DAY, ON), (ON, None)]),
    ],
)
def test_what_becomes_of_an_exemption_that_is_ticked(
    giang, people, since, until, mark, rows
):
    Exemption.objects.create(member=people.an, since=since, until=until)
    send(giang, ("Nguyễn Văn An", "", "", mark))
    tick(giang, "changed", all="1")
    press(giang)
    assert (
        list(Exemption.objects.order_by("since").values_list("since", "until")) == rows
    )


@pytest.mark.django_db
def test_an_exemption_that_would_run_into_a_later_one_stops_everything_in_words(
    giang, people
):
    Exemption.objects.create(member=people.an, since=ON + DAY)
    send(giang, ("Nguyễn Văn An", "", "", "x"))
    tick(giang, "changed", all="1")
    press(giang)
    assert list(Exemption.objects.values_list("since", "until")) == [(ON + DAY, None)]
    words = (
        "Chưa ghi gì vào sổ. Nguyễn Văn An: ngày 09/02/2026 chồng lên một dòng đã có, "
        "hoặc không sau ngày về chi bộ."
    )
    assert words in page(giang)


# --- who is gone ----------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    "since, until, refused",
    [
        (ON, None, [""]),
        (ON + DAY, None, []),
        (date(2010, 1, 1), ON, []),
        (
            date(2010, 1, 1),
            ON + DAY,
            ["phần mềm đã ghi thay đổi sau ngày chốt danh sách 09/02/2026"],
        ),
    ],
)
def test_gone_is_who_belonged_on_the_day_of_the_list(
    giang, people, since, until, refused
):
    Membership.objects.filter(member=people.an).update(since=since, until=until)
    send(giang)
    assert list(
        RegisterUpload.objects.get().differences.values_list("group", "refused")
    ) == [("gone", words) for words in refused]


@pytest.mark.django_db
def test_nobody_goes_on_the_day_on_which_they_came(giang, people):
    Membership.objects.filter(member=people.an).update(since=ON)
    send(giang)
    say(giang, "Nguyễn Văn An", "died", "09/02/2026")
    press(giang)
    assert "Chưa ghi gì vào sổ. Nguyễn Văn An: " in page(giang)
    say(giang, "Nguyễn Văn An", "died", "10/02/2026")
    press(giang)
    assert list(
        Membership.objects.filter(member=people.an).values_list("since", "until")
    ) == [(ON, TODAY)]


@pytest.mark.django_db
def test_differences_stand_by_group_then_cell_then_given_name(people):
    """Chi bộ 10 after Chi bộ 9, Đ after D; new, changed, moved, gone."""
    names = ["Lê Văn Đạt", "Lê Văn Dũng", "Lê Văn Ánh", "Lê Văn Ân", "Lê Văn An"]
    cells = ["Chi bộ 10", "Chi bộ 9", "Chi bộ 9", "Chi bộ 9", "Chi bộ 9"]
    rows = [[name, "1960", cell] for name, cell in zip(names, cells, strict=True)]
    content = xlsx(
        {"DS": [LIST[0], LIST[2], ["Họ và tên", "Ngày sinh", "Chi bộ"], *rows]}
    )
    found = check_register(
        compare_register(
            read_register("ds.xlsx", content, today=TODAY), ward=people.ward
        ),
        by=Actor(None, TODAY),
    )
    assert [(each.group, each.cell.name, each.name) for each in found.differences] == [
        ("new", "Chi bộ 9", "Lê Văn An"),
        ("new", "Chi bộ 9", "Lê Văn Ánh"),
        ("new", "Chi bộ 9", "Lê Văn Ân"),
        ("new", "Chi bộ 9", "Lê Văn Dũng"),
        ("new", "Chi bộ 10", "Lê Văn Đạt"),
        ("gone", "Chi bộ 9", "Lê Kim Chi"),
        ("gone", "Chi bộ 9", "Ngô Thị Giang"),
        ("gone", "Chi bộ 9", "Đỗ Thị Hạnh"),
        ("gone", "Chi bộ 9", "Bùi Văn Inh"),
    ]
