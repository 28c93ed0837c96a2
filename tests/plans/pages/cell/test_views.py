"""The page of one cell, and what an inspector has opened."""

from datetime import date, timedelta

import pytest

from cells.models import Appointment, Cell, Exemption, Membership, Suspension, Transfer
from plans.models import AccessRecord, Plan
from tests.factories import AppointmentFactory, CycleFactory, MembershipFactory
from tests.people import NOW, TODAY, a_plan, a_plan_at, put_into
from tests.plans.browsing import lines_of, piece_of, table_rows, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def page(sign_in, people, name):
    response = sign_in(name).get(f"/chi-bo/{people.cell.pk}/")
    assert response.status_code == 200
    return response


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("binh", 200),
        ("bao", 200),
        ("giang", 200),
        ("inh", 200),
        ("an", 404),
        ("chi", 404),
        ("hanh", 404),
        ("em", 404),
        ("quan", 404),
    ],
)
def test_who_opens_the_page_of_a_cell(people, sign_in, name, status):
    assert sign_in(name).get(f"/chi-bo/{people.cell.pk}/").status_code == status


def test_posts_and_members_stand_with_their_plans_sorted_by_given_name(people, sign_in):
    a_plan(people, of="an")
    a_plan_at("signed", people, of="dung")
    words = text_of(page(sign_in, people, "binh"))
    assert "Bí thư chi bộ Trần Thị Bình, từ 01/01/2010" in words
    order = [
        words.rindex(name)
        for name in (
            "Nguyễn Văn An",
            "Vũ Gia Bảo",
            "Trần Thị Bình Chưa",
            "Phạm Thị Dung",
        )
    ]
    assert order == sorted(order)
    assert "Nguyễn Văn An Đang viết 10/02/2026" in words
    assert "Phạm Thị Dung Đã ký 10/02/2026" in words
    assert "Trần Thị Bình Chưa bắt đầu – người đứng đầu" in words


def test_every_column_of_the_people_of_a_cell_row_by_row(people, sign_in):
    """By pk Bình stands before Bảo, by bytes Phạm before Trần before Vũ."""
    a_plan(people, of="binh")
    plan = a_plan_at("signed", people, of="dung")
    Plan.objects.filter(pk=plan.pk).update(moved_at=NOW - timedelta(days=3))
    Exemption.objects.create(member=people.bao, since=TODAY)
    MembershipFactory(
        member=people.chi, cell=people.cell, kind=Membership.Kind.TEMPORARY
    )
    a_plan_at("signed", people, of="chi", reviewer="giang")
    typing, card = "Gõ hộ Nguyễn Văn An ·", "Phiếu kích hoạt của"
    shown = page(sign_in, people, "binh")
    assert table_rows(shown) == [
        ["Nguyễn Văn An", "Chưa bắt đầu", "–", "–", f"{typing} {card} Nguyễn Văn An"],
        ["Vũ Gia Bảo", "–", "–", "miễn sinh hoạt", f"{card} Vũ Gia Bảo"],
        [
            "Trần Thị Bình",
            "Đang viết",
            "10/02/2026",
            "người đứng đầu",
            f"{card} Trần Thị Bình",
        ],
        [
            "Lê Kim Chi",
            "Đã ký",
            "10/02/2026",
            "khách (sinh hoạt tạm thời), kế hoạch do Chi bộ 9 đọc · người đứng đầu",
            f"{card} Lê Kim Chi",
        ],
        ["Phạm Thị Dung", "Đã ký", "07/02/2026", "–", f"{card} Phạm Thị Dung"],
    ]
    assert [row[:4] for row in table_rows(page(sign_in, people, "inh"))] == [
        row[:4] for row in table_rows(shown)
    ]


def test_posts_in_force_to_come_and_ended_stand_in_their_lists(people, sign_in):
    day = timedelta(days=1)
    held = {"cell": people.cell, "role": Appointment.Role.CELL_COMMITTEE_MEMBER}
    AppointmentFactory(
        **held,
        member=people.dung,
        since=date(2025, 5, 1),
        until=TODAY + day,
        decision="12-QĐ/ĐU",
    )
    AppointmentFactory(
        **held,
        member=people.an,
        since=date(2024, 5, 1),
        title="Chi ủy viên phụ trách tuyên giáo",
    )
    AppointmentFactory(
        **held, member=people.chi, since=date(2020, 1, 1), until=date(2024, 5, 1)
    )
    AppointmentFactory(**held, member=people.em, since=date(2023, 1, 1), until=TODAY)
    AppointmentFactory(**held, member=people.inh, since=TODAY + 2 * day)
    AppointmentFactory(**held, member=people.hanh, since=TODAY + day)
    AppointmentFactory(
        cell=people.cell,
        role=Appointment.Role.DEPUTY_SECRETARY,
        member=people.giang,
        since=TODAY,
        acting_for=Appointment.objects.get(member=people.binh),
    )
    shown = page(sign_in, people, "binh")
    assert lines_of(piece_of(shown, '<h2 id="chuc-vu">', "</section>")) == [
        "Chức vụ",
        "Bí thư chi bộ: Trần Thị Bình, từ 01/01/2010",
        "Phó bí thư chi bộ: Vũ Gia Bảo, từ 01/01/2010",
        "Chi ủy viên phụ trách tuyên giáo: Nguyễn Văn An, từ 01/05/2024",
        "Chi ủy viên: Phạm Thị Dung, từ 01/05/2025, đến trước 11/02/2026 · 12-QĐ/ĐU",
        "Phó bí thư chi bộ: Ngô Thị Giang, từ 10/02/2026, thay đ/c Trần Thị Bình",
        "Sắp tới",
        "Chi ủy viên: Đỗ Thị Hạnh, từ 11/02/2026",
        "Chi ủy viên: Bùi Văn Inh, từ 12/02/2026",
        "Trước đây (2)",
        "Chi ủy viên: Hoàng Văn Em, 01/01/2023 – 10/02/2026",
        "Chi ủy viên: Lê Kim Chi, 01/01/2020 – 01/05/2024",
    ]


def test_what_was_filed_in_a_closed_cell_stands_by_year_and_name(people, sign_in):
    last = CycleFactory(committee=people.ward, year=2025)
    for year, names in ((last, ("bao", "an")), (people.cycle, ("dung", "bao", "an"))):
        for name in names:
            plan = a_plan_at("posted", people, of=name)
            put_into(plan, year)
    a_plan_at("signed", people, of="binh", reviewer="bao")
    own = a_plan_at("posted", people, of="giang", reviewer="chi", filer="chi")
    Plan.objects.filter(pk=own.pk).update(cell=people.cell)
    Cell.objects.filter(pk=people.cell.pk).update(
        closed_on=TODAY, successor=people.other_cell
    )
    shown = lines_of(
        piece_of(page(sign_in, people, "giang"), '<h2 id="lich-su">', "</section>")
    )
    assert shown[-7:] == [
        "Kế hoạch đã nộp năm 2026 (3)",
        "Nguyễn Văn An",
        "Vũ Gia Bảo",
        "Phạm Thị Dung",
        "Kế hoạch đã nộp năm 2025 (2)",
        "Nguyễn Văn An",
        "Vũ Gia Bảo",
    ]


def test_only_plans_that_the_reader_may_open_are_linked(people, sign_in):
    draft, signed = a_plan(people, of="an"), a_plan_at("signed", people, of="dung")
    own = a_plan_at("signed", people, of="binh", reviewer="bao")
    html = page(sign_in, people, "binh").content.decode()
    linked = {
        plan: f'href="/ke-hoach/{plan.pk}/"' in html for plan in (draft, signed, own)
    }
    assert linked == {draft: False, signed: True, own: False}


def test_who_need_not_plan_is_marked(people, sign_in):
    Exemption.objects.create(member=people.an, since=TODAY)
    Suspension.objects.create(member=people.bao, since=TODAY)
    Transfer.objects.create(
        member=people.dung, since=TODAY, kind="temporary", direction="out"
    )
    MembershipFactory(
        member=people.em, cell=people.cell, kind=Membership.Kind.TEMPORARY
    )
    words = text_of(page(sign_in, people, "binh"))
    assert "Nguyễn Văn An – – miễn sinh hoạt" in words
    assert "Vũ Gia Bảo – – đình chỉ sinh hoạt" in words
    assert "Phạm Thị Dung – – chuyển đi tạm thời" in words
    assert "Hoàng Văn Em – – khách (sinh hoạt tạm thời)" in words


def test_typing_from_paper_is_offered_to_the_cells_officers_alone(people, sign_in):
    offered = {
        name: "Gõ hộ" in text_of(page(sign_in, people, name))
        for name in ("binh", "bao", "giang", "inh")
    }
    assert offered == {"binh": True, "bao": True, "giang": False, "inh": False}


def test_one_who_left_is_not_in_the_cell(people, sign_in):
    Membership.objects.filter(member=people.an).update(until=TODAY)
    words = text_of(page(sign_in, people, "binh"))
    assert "Nguyễn Văn An" not in words.split("Lịch sử")[0]
    assert "Đi trong năm (1) 10/02/2026 · Nguyễn Văn An: thôi sinh hoạt" in words


def test_who_left_stands_with_the_plan_of_this_year(people, sign_in):
    plan = a_plan_at("posted", people)
    put_into(plan, CycleFactory(committee=people.ward, year=2024))
    older = a_plan_at("posted", people)
    put_into(older, CycleFactory(committee=people.ward, year=2025))
    put_into(plan, people.cycle)
    Membership.objects.filter(member=people.an).update(until=TODAY)
    shown = piece_of(page(sign_in, people, "binh"), "Đi trong năm", "</details>")
    assert lines_of(shown)[1:] == [
        "10/02/2026 · Nguyễn Văn An: thôi sinh hoạt · kế hoạch ở Chi bộ 7"
    ]
    assert f'href="/ke-hoach/{plan.pk}/"' in shown


def test_a_cell_without_officers_says_who_reads_instead(people, sign_in):
    Appointment.objects.filter(cell=people.cell).update(until=TODAY)
    assert "do cấp ủy cấp trên đọc" in text_of(page(sign_in, people, "giang"))


def test_the_page_asks_as_often_for_one_member_as_for_four(
    people, sign_in, django_assert_num_queries
):
    Membership.objects.filter(member__in=[people.an, people.dung, people.bao]).update(
        cell=people.other_cell
    )
    client = sign_in("binh")
    with django_assert_num_queries(10):
        client.get(f"/chi-bo/{people.cell.pk}/")
    Membership.objects.filter(member__in=[people.an, people.dung, people.bao]).update(
        cell=people.cell
    )
    for name in ("an", "dung", "bao"):
        a_plan_at("signed", people, of=name)
    with django_assert_num_queries(10):
        client.get(f"/chi-bo/{people.cell.pk}/")


def test_an_inspector_finds_everything_that_they_opened(people, sign_in):
    client, plan = sign_in("inh"), a_plan_at("signed", people)
    for _ in range(2):
        client.get(f"/ke-hoach/{plan.pk}/")
    words = text_of(client.get("/da-doc/"))
    assert (
        words.count(
            "Nguyễn Văn An Chi bộ 7 2026, bản 2 09:00 ngày 10/02/2026 Kiểm tra, giám "
            "sát"
        )
        == 2
    )


def test_every_column_of_what_an_inspector_opened_the_newest_first(people, sign_in):
    plans = [
        a_plan_at("signed", people, of="dung"),
        a_plan_at("cell_review", people, of="chi"),
    ]
    last = CycleFactory(committee=people.ward, year=2025)
    plans.append(a_plan_at("posted", people))
    put_into(plans[2], last)
    for hours, plan in ((1, plans[1]), (3, plans[0]), (2, plans[2])):
        opened = {
            "reader": people.inh,
            "capacity": "inspector",
            "revision": plan.revision,
        }
        AccessRecord.objects.create(
            plan=plan, at=NOW - timedelta(hours=hours), **opened
        )
    assert table_rows(sign_in("inh").get("/da-doc/")) == [
        [
            "Lê Kim Chi",
            "Chi bộ 9",
            "2026, bản 1",
            "08:00 ngày 10/02/2026",
            "Kiểm tra, giám sát",
        ],
        [
            "Nguyễn Văn An",
            "Chi bộ 7",
            "2025, bản 2",
            "07:00 ngày 10/02/2026",
            "Kiểm tra, giám sát",
        ],
        [
            "Phạm Thị Dung",
            "Chi bộ 7",
            "2026, bản 2",
            "06:00 ngày 10/02/2026",
            "Kiểm tra, giám sát",
        ],
    ]


def test_an_inspector_finds_their_own_openings_only(people, sign_in):
    plan = a_plan_at("signed", people)
    sign_in("binh").get(f"/ke-hoach/{plan.pk}/")
    assert AccessRecord.objects.count() == 1
    assert "Đồng chí chưa mở kế hoạch nào" in text_of(sign_in("inh").get("/da-doc/"))


@pytest.mark.parametrize("name", ["an", "binh", "giang", "hanh", "em", "quan"])
def test_the_list_of_openings_is_the_inspectors(people, sign_in, name):
    assert sign_in(name).get("/da-doc/").status_code == 403
