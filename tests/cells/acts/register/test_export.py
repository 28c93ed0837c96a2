"""The register as a file: the official layout, who may take it away, and that it reads
back without a difference."""

import io
from datetime import date

import pytest
import python_calamine as calamine
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as DjangoTestCase

from cells.acts.appointments.rules import appoint_stand_in
from cells.acts.register.application import apply_register
from cells.acts.register.checked_register import check_register
from cells.acts.register.columns import PRINTED_COLUMNS
from cells.acts.register.comparison import compare_register
from cells.acts.register.export import WITHOUT_CARDS, build_register_file
from cells.acts.register.register_list import read_register
from cells.models import Cell, Exemption, Member, Membership, Movement
from cells.posts import Actor
from cells.samples import build
from tests.factories import (
    AppointmentFactory,
    CellFactory,
    CommitteeFactory,
    MemberFactory,
    MembershipFactory,
)
from tests.people import NOW, TODAY

pytestmark = pytest.mark.django_db


def file_of(*cells, on=TODAY):
    """As an officer of the ward takes it away."""
    by = Actor(None, on)
    by.committees = {cell.committee_id for cell in cells}
    return build_register_file(list(cells), by=by, on=on)


def sheets(content):
    book = calamine.load_workbook(io.BytesIO(content))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def rows_of(content, name="Chi bộ 7"):
    """{full name: {heading: value}} of the people on a sheet."""
    headings = [column.heading or column.official for column in PRINTED_COLUMNS] + [
        "Chi bộ"
    ]
    return {
        row[1]: dict(zip(headings, row, strict=True))
        for row in sheets(content)[name][9:]
        if row[0] and row[1]
    }


def differing(content, ward, on=TODAY):
    register = read_register("so.xlsx", content, today=on)
    found = check_register(compare_register(register, ward=ward), by=Actor(None, on))
    assert register.errors == found.comparison.errors == []
    return [(each.group, each.name, each.lines) for each in found.differences]


def test_the_layout_is_the_official_one(people):
    rows = sheets(file_of(people.cell))["Chi bộ 7"]
    assert (rows[0][0], rows[1][0], rows[3][0], rows[4][0]) == (
        "ĐẢNG BỘ PHƯỜNG PHÚC ĐỒNG", "CHI BỘ 7", "SỔ DANH SÁCH ĐẢNG VIÊN", "Tính đến ngày 10/02/2026",
    )  # fmt: skip
    assert [value for value in rows[6] if value] == [
        *dict.fromkeys(column.official for column in PRINTED_COLUMNS),
        "Chi bộ",
    ]
    assert [int(value) for value in rows[8] if value] == list(range(1, 15))
    assert [row[1] for row in rows[9:13]] == [
        "Nguyễn Văn An",
        "Vũ Gia Bảo",
        "Trần Thị Bình",
        "Phạm Thị Dung",
    ]
    assert [row[1] for row in rows[13:] if row[1]] == ["Tổng số: 04 đảng viên"]


def test_every_fact_has_its_column(people):
    Member.objects.filter(pk=people.an.pk).update(
        birth_name="Nguyễn An", sex="M", born_on=date(1958, 9, 1), born_precision="month", native_place="Gia Lâm",
        occupation="Hưu trí", card="17000001", particulars={"ethnicity": "Kinh", "badge": "40 năm", "dossier": "0012"},
    )  # fmt: skip
    Exemption.objects.create(
        member=people.an, since=TODAY, resolution_number="12-NQ/CB", resolution_on=TODAY
    )
    row = rows_of(file_of(people.cell))["Nguyễn Văn An"]
    assert {heading: value for heading, value in row.items() if value} == {
        "Số TT": 1.0, "Họ và tên đang dùng": "Nguyễn Văn An", "Họ và tên khai sinh": "Nguyễn An", "Giới tính": "Nam",
        "Ngày, tháng, năm sinh": "09/1958", "Dân tộc": "Kinh", "Quê quán": "Gia Lâm",
        "Nghề nghiệp, đơn vị hiện nay": "Hưu trí", "Ngày vào Đảng": date(2000, 1, 1),
        "Ngày chính thức": date(2001, 1, 1), "Số thẻ đảng viên": "17000001", "Số lý lịch": "0012",
        "Huy hiệu Đảng": "40 năm", "Miễn công tác, sinh hoạt": "Số 12-NQ/CB, "
                                                               "10/02/2026", "Chi bộ": "Chi bộ 7",
    }  # fmt: skip
    assert (
        rows_of(file_of(people.cell))["Trần Thị Bình"]["Chức vụ trong chi bộ"]
        == "Bí thư chi bộ"
    )


def test_every_column_holds_its_own_fact_and_no_other(people):
    particulars = {
        "ethnicity": "Tày", "religion": "Phật giáo", "education": "10/10", "theory": "Sơ cấp", "profession": "Dược",
        "languages": "Nga", "occupation_before": "Thợ may", "dossier": "0012", "badge": "40 năm", "service": "Hưu trí",
    }  # fmt: skip
    Member.objects.filter(pk=people.binh.pk).update(
        birth_name="Trần Bình", sex="F", born_on=date(1958, 9, 5), born_precision="day", native_place="Gia Lâm",
        occupation="Bán hàng", card="17000001", particulars=particulars,
    )  # fmt: skip
    Exemption.objects.create(
        member=people.binh, since=TODAY, resolution_number="12-NQ/CB"
    )
    Membership.objects.filter(member=people.binh).update(origin="moved", since=TODAY)
    came = {
        "kind": "moved",
        "on": TODAY,
        "from_cell": people.other_cell,
        "to_cell": people.cell,
        "recorded_at": NOW,
    }
    Movement.objects.create(member=people.binh, **came)
    (row,) = [
        row
        for row in sheets(file_of(people.cell))["Chi bộ 7"]
        if row[1] == "Trần Thị Bình"
    ]
    assert row == [
        *(
            3.0,
            "Trần Thị Bình",
            "Trần Bình",
            "Nữ",
            date(1958, 9, 5),
            "Tày",
            "Phật giáo",
            "Gia Lâm",
        ),
        *(
            "10/10",
            "Sơ cấp",
            "Dược",
            "Nga",
            "Thợ may",
            "Bán hàng",
            date(2000, 1, 1),
            date(2001, 1, 1),
        ),
        *("17000001", "0012", "40 năm", "Hưu trí", "", "10/02/2026, Chi bộ 9", "", ""),
        *("Bí thư chi bộ", "Số 12-NQ/CB", "", "Chi bộ 7"),
    ]


def test_people_stand_by_the_alphabet_and_those_who_went_after_them(people):
    names = {
        "an": "Lê Văn Đạt",
        "binh": "Lê Văn Ân",
        "bao": "Lê Văn Ánh",
        "dung": "Lê Văn An",
    }
    for key, name in names.items():
        Member.objects.filter(pk=people.members[key].pk).update(full_name=name)
    went = {
        "Lê Văn Đào": "moved",
        "Lê Văn Dũng": "died",
        "Lê Ân": "sent",
        "Lê Bằng": "left",
        "Lê Anh": "reorganised",
    }
    for name, ending in went.items():
        MembershipFactory(
            member=MemberFactory(full_name=name),
            cell=people.cell,
            until=date(2026, 1, 1),
            ending=ending,
        )
    later = MemberFactory(full_name="Lê Còn")
    MembershipFactory(
        member=later, cell=people.cell, until=date(2026, 2, 11), ending="died"
    )
    to_come = {"since": date(2026, 2, 11), "until": date(2026, 3, 1), "ending": "died"}
    MembershipFactory(
        member=MemberFactory(full_name="Lê Sau"), cell=people.cell, **to_come
    )
    assert list(rows_of(file_of(people.cell))) == [
        *("Lê Văn An", "Lê Văn Ánh", "Lê Văn Ân", "Lê Còn", "Lê Văn Đạt"),
        *("Lê Ân", "Lê Bằng", "Lê Văn Dũng", "Lê Văn Đào"),
    ]


def test_where_somebody_came_from_and_went_to_is_told_of_this_year_only(people):
    cells = {"from_cell": people.other_cell, "to_cell": people.cell}
    for key, since in (("an", date(2026, 1, 1)), ("dung", date(2025, 12, 31))):
        Membership.objects.filter(member=people.members[key]).update(
            since=since, origin="moved"
        )
        Movement.objects.create(
            member=people.members[key], kind="moved", on=since, recorded_at=NOW, **cells
        )
    Membership.objects.filter(member=people.bao).update(until=TODAY, ending="moved")
    cells = {"from_cell": people.cell, "to_cell": people.other_cell}
    Movement.objects.create(
        member=people.bao, kind="moved", on=TODAY, recorded_at=NOW, **cells
    )
    rows = rows_of(file_of(people.cell))
    came, went = (
        "Ngày chuyển đến, ở đảng bộ cơ sở nào đến",
        "Ngày chuyển đi, đến đảng bộ cơ sở nào",
    )
    assert {name: (row[came], row[went]) for name, row in rows.items()} == {
        "Nguyễn Văn An": ("01/01/2026, Chi bộ 9", ""),
        "Trần Thị Bình": ("", ""),
        "Phạm Thị Dung": ("", ""),
        "Vũ Gia Bảo": ("", "10/02/2026, Chi bộ 9"),
    }


def test_sheets_stand_by_the_number_of_their_cell(people):
    more = [
        CellFactory(name=name, committee=people.ward)
        for name in ("Chi bộ Y tế", "Chi bộ 10", "Chi bộ Đầu tư")
    ]
    names = ["Chi bộ 7", "Chi bộ 9", "Chi bộ 10", "Chi bộ Đầu tư", "Chi bộ Y tế"]
    assert list(sheets(file_of(*more, people.other_cell, people.cell))) == names


def test_who_went_within_the_year_stands_at_the_end(people):
    for name, ending, on in (
        ("an", "died", TODAY),
        ("dung", "sent", TODAY),
        ("bao", "left", date(2025, 12, 31)),
    ):
        Membership.objects.filter(member=people.members[name]).update(
            until=on, ending=ending
        )
    sent = {
        "kind": "sent",
        "on": TODAY,
        "place": "Đảng bộ phường Bồ Đề",
        "recorded_at": NOW,
    }
    Movement.objects.create(member=people.dung, **sent)
    content = file_of(people.cell)
    assert list(rows_of(content)) == ["Trần Thị Bình", "Nguyễn Văn An", "Phạm Thị Dung"]
    assert rows_of(content)["Nguyễn Văn An"]["Ngày từ trần"] == TODAY
    left = rows_of(content)["Phạm Thị Dung"]["Ngày chuyển đi, đến đảng bộ cơ sở nào"]
    assert left == "10/02/2026, Đảng bộ phường Bồ Đề"
    foot = [
        row[1]
        for row in sheets(content)["Chi bộ 7"]
        if str(row[1]).startswith("Tổng số")
    ]
    assert foot == [
        "Tổng số: 01 đảng viên, không tính 02 đồng chí đã chuyển đi, từ trần hoặc ra "
        "khỏi Đảng trong năm 2026"
    ]
    assert differing(content, people.ward) == []


def test_who_stands_in_for_somebody_is_not_listed_with_the_post(people):
    appoint_stand_in(
        people.an,
        people.binh.appointments.get(),
        since=TODAY,
        until=None,
        by=people.actor("giang"),
        at=NOW,
    )
    assert rows_of(file_of(people.cell))["Nguyễn Văn An"]["Chức vụ trong chi bộ"] == ""


def test_a_guest_is_listed_at_home_only(people):
    MembershipFactory(member=people.an, cell=people.other_cell, kind="temporary")
    content = file_of(people.cell, people.other_cell)
    assert (
        "Nguyễn Văn An" in rows_of(content),
        "Nguyễn Văn An" in rows_of(content, "Chi bộ 9"),
    ) == (True, False)
    assert differing(content, people.ward) == []


@pytest.mark.parametrize("name", ["=SUM(A:A)", "+Lê Thị Cộng", "@Lê", "-Lê Trừ"])
def test_text_never_becomes_a_formula(people, name):
    Member.objects.filter(pk=people.an.pk).update(
        full_name=name, occupation="=cmd|' /C calc'!A0"
    )
    content = file_of(people.cell)
    assert (
        rows_of(content)[name]["Nghề nghiệp, đơn vị hiện nay"] == "=cmd|' /C calc'!A0"
    )
    assert differing(content, people.ward) == []


def test_two_cells_of_one_name_are_told_apart(people):
    school = CommitteeFactory(
        name="Đảng bộ Trường Y", parent=people.ward, kind="grassroots"
    )
    twin = CellFactory(name="Chi bộ 7", committee=school)
    MembershipFactory(member=MemberFactory(full_name="Lê Thị Y"), cell=twin)
    content = file_of(people.cell, twin)
    assert list(sheets(content)) == ["Chi bộ 7", "Chi bộ 7 (2)"]
    assert differing(content, people.ward) == []


def test_the_sample_comes_back_without_a_difference():
    content = (build.HERE / "so-dang-vien-phuong.xlsx").read_bytes()
    ward = apply_register(read_register("so.xlsx", content, today=TODAY)).ward
    assert differing(file_of(*Cell.objects.all()), ward) == []


def test_an_empty_cell_has_a_sheet_too(people):
    empty = CellFactory(name="Chi bộ 12/A", committee=people.ward)
    content = file_of(empty, people.cell)
    assert list(sheets(content)) == ["Chi bộ 7", "Chi bộ 12 A"]
    assert differing(content, people.ward) == []


WHO = {
    "binh": (200, 404), "bao": (200, 404), "giang": (200, 200), "inh": (403, 404), "chi": (404, 404),
    "an": (404, 404), "dung": (404, 404), "hanh": (404, 404), "em": (404, 404), "quan": (404, 404),
}  # fmt: skip


@pytest.mark.parametrize("name", WHO)
def test_a_cell_officer_takes_their_own_register_and_the_ward_all_of_them(
    sign_in, people, name
):
    client = sign_in(name)
    one = client.get(reverse("register:cell_register", args=[people.cell.pk]))
    whole = client.get(reverse("register:committee_register", args=[people.ward.pk]))
    assert (one.status_code, whole.status_code) == WHO[name]
    if one.status_code == 200:
        assert list(sheets(one.content)) == ["Chi bộ 7"]
        assert (
            'filename="so-dang-vien-chi-bo-7-2026-02-10.xlsx"'
            in one["Content-Disposition"]
        )
    if whole.status_code == 200:
        assert list(sheets(whole.content)) == ["Chi bộ 7", "Chi bộ 9"]


def test_the_register_of_a_cell_officer_has_no_numbers_of_cards(people):
    """They may be the numbers of citizens; the rest reads back without a difference."""
    Member.objects.filter(pk=people.an.pk).update(card="012345678901")
    cells = [people.cell]
    for name, card in (("giang", "012345678901"), ("binh", "")):
        content = build_register_file(cells, by=people.actor(name), on=TODAY)
        assert rows_of(content)["Nguyễn Văn An"]["Số thẻ đảng viên"] == card
        says_so = sheets(content)["Chi bộ 7"][5][0] == WITHOUT_CARDS
        assert says_so == (card == "")
        assert differing(content, people.ward) == []


def test_a_unit_and_a_city_have_no_register(sign_in, people):
    client = sign_in("giang")
    assert (
        client.get(reverse("register:cell_register", args=[people.unit.pk])).status_code
        == 404
    )
    people.ward.kind = "city"
    people.ward.save(update_fields=["kind"])
    assert (
        client.get(
            reverse("register:committee_register", args=[people.ward.pk])
        ).status_code
        == 404
    )


def test_the_whole_ward_costs_as_many_queries_as_one_cell(
    people, django_assert_num_queries
):
    for cells in ([people.cell], [people.cell, people.other_cell]):
        with django_assert_num_queries(5):
            file_of(*cells)


# --- whatever a ward holds ------------------------------------------------------------

WORDS = [
    "Kinh",
    "=1+1",
    "12/12",
    "Hưu trí, tổ 3",
    "“Ông” (cũ)",
    "- không -",
    "Đại học",
    "x",
    "CB hưu",
    "  hai  cách ",
]
NAMES = [
    "Nguyễn Văn An",
    "NGUYỄN VĂN AN",
    "Lê  Thị Ánh",
    "H'Hen Niê",
    "Đỗ Thị Hoà",
    "=Trần Bình",
    "Vũ A",
]
TEXT = st.sampled_from(["", *WORDS])
DAYS = st.dates(date(1911, 1, 1), date(2000, 12, 31))
QUICKLY = (
    Phase.explicit,
    Phase.generate,
)  # a case takes a process to read its file: none is made smaller
PEOPLE = st.fixed_dictionaries({
    "full_name": st.sampled_from(NAMES),
    "birth_name": st.sampled_from(["", *NAMES]),
    "sex": st.sampled_from(["", "M", "F"]),
    "born": st.one_of(st.none(), st.tuples(DAYS, st.sampled_from(["day", "month", "year"]))),
    "native_place": TEXT,
    "occupation": TEXT,
    "admitted": st.one_of(st.none(), st.tuples(st.dates(date(2019, 1, 1), date(2025, 12, 31)), st.booleans())),
    "has_card": st.booleans(),
    "particulars": st.dictionaries(st.sampled_from(["ethnicity", "badge", "service", "occupation_before"]), TEXT),
    "post": st.sampled_from(["", "", "secretary", "deputy_secretary", "cell_committee_member"]),
    "exempt": st.one_of(st.none(), st.tuples(st.sampled_from(["", "12-NQ/CB", "05"]), st.booleans())),
    "ending": st.sampled_from(["", "", "", "died", "sent", "left", "moved"]),
    "cell": st.integers(0, 2),
})  # fmt: skip


class AnyWard(DjangoTestCase):
    @settings(
        max_examples=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=QUICKLY,
    )
    @given(people=st.lists(PEOPLE, min_size=1, max_size=9))
    def test_whatever_a_ward_holds_comes_back_without_a_difference(self, people):
        ward = CommitteeFactory(name="Đảng bộ phường Hoa Sữa")
        cells = [
            CellFactory(name=name, committee=ward)
            for name in ("Chi bộ 1", "Chi bộ số 02", "Tổ đảng (Tổ 3)")
        ]
        MembershipFactory(member=MemberFactory(full_name="Lê Văn Còn"), cell=cells[0])
        led = set()
        for number, facts in enumerate(people):
            settle(facts, cells[facts["cell"]], number, led)
        assert differing(file_of(*cells), ward) == []


def settle(facts, cell, number, led):
    """A person with all that hangs on them; a cell has one secretary."""
    born, precision = facts["born"] or (None, "")
    born = born and born.replace(
        **{"day": {}, "month": {"day": 1}, "year": {"day": 1, "month": 1}}[precision]
    )
    admitted, is_official = facts["admitted"] or (None, False)
    columns = (
        "full_name",
        "birth_name",
        "sex",
        "native_place",
        "occupation",
        "particulars",
    )
    days = {"born_on": born, "born_precision": precision, "admitted_on": admitted}
    days["official_on"] = admitted if is_official else None
    card = f"{17_000_000 + number}" if facts["has_card"] else ""
    member = MemberFactory(card=card, **{name: facts[name] for name in columns}, **days)
    until = TODAY if facts["ending"] else None
    MembershipFactory(member=member, cell=cell, until=until, ending=facts["ending"])
    if facts["exempt"]:
        resolution, is_dated = facts["exempt"]
        on = TODAY if is_dated else None
        Exemption.objects.create(
            member=member, since=TODAY, resolution_number=resolution, resolution_on=on
        )
    if (
        facts["post"]
        and not until
        and (facts["post"] != "secretary" or cell.pk not in led)
    ):
        led |= {cell.pk} if facts["post"] == "secretary" else set()
        AppointmentFactory(member=member, cell=cell, role=facts["post"])
