"""The pages of frozen reports: who opens them, what they say, and that all of it comes
from what was frozen."""

import datetime
import html
from io import BytesIO
from uuid import uuid4

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from cells.models import Cell, Committee, Exemption
from reports import rates
from reports.frozen.content import freeze_report
from reports.models import FrozenReport
from reports.scope import find_scope_of_committees
from tests.factories import (
    AppointmentFactory,
    CellFactory,
    CommitteeFactory,
    MembershipFactory,
)
from tests.merging import merge
from tests.people import NOW, TODAY, a_plan_at
from tests.reports.pages.dashboard.test_dashboard import (
    figures_of,
    names,
    order,
    row,
    text_of,
)

pytestmark = pytest.mark.one_database

D = datetime.date
LIST, FREEZE = reverse("frozen:frozen_reports"), reverse("frozen:freeze")


@pytest.fixture
def report(people):
    """As of 10 February: Dung is exempt, An's plan waits for the cell, nobody else has
    begun."""
    Exemption.objects.create(member=people.dung, since=D(2025, 1, 1))
    a_plan_at("cell_review", people, "an")
    return freeze(people)


def freeze(people, on=TODAY, committee=None):
    asked = {
        "title": "Sơ kết quý I",
        "number": "127-BC/ĐU",
        "by": people.actor("giang"),
        "at": NOW,
        "key": uuid4(),
    }
    return freeze_report(committee or people.ward, 2026, on, **asked)


def pages_of(report):
    pk = [report.pk]
    return [
        reverse("frozen:frozen_report", args=pk),
        f"{reverse('frozen:frozen_figure', args=pk)}?figure=members",
        reverse("frozen:frozen_today", args=pk),
        reverse("frozen:frozen_file", args=pk),
    ]


# --- who ------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["giang", "inh"])
def test_the_ward_and_its_inspectors_read(report, sign_in, who):
    client = sign_in(who)
    assert [client.get(page).status_code for page in pages_of(report)] == [200] * 4
    assert "Sơ kết quý I" in text_of(client.get(LIST))
    assert "Số liệu đã chốt" in text_of(client.get(reverse("dashboard:dashboard")))


@pytest.mark.parametrize(
    "who", ["an", "binh", "bao", "chi", "dung", "em", "hanh", "kha", "lan", "quan"]
)
def test_nobody_else_finds_them(report, sign_in, who):
    client = sign_in(who)
    assert [
        client.get(page).status_code for page in [LIST, FREEZE, *pages_of(report)]
    ] == [404] * 6
    assert client.post(FREEZE, asked(report.committee_id)).status_code == 404
    assert FrozenReport.objects.count() == 1


def test_an_officer_of_another_ward_finds_nothing(report, people, sign_in):
    people.giang.appointments.update(
        committee=CommitteeFactory(name="Đảng bộ phường Khác")
    )
    client = sign_in("giang")
    assert [client.get(page).status_code for page in pages_of(report)] == [404] * 4
    assert "Chưa chốt bản nào" in text_of(client.get(LIST))


def test_an_inspector_of_a_committee_below_does_not_read_the_wards(
    report, people, sign_in
):
    below = CommitteeFactory(
        name="Đảng bộ Trường học", parent=people.ward, kind="grassroots"
    )
    people.inh.appointments.update(committee=below)
    assert [sign_in("inh").get(page).status_code for page in pages_of(report)] == [
        404
    ] * 4


def test_the_city_reads_those_of_its_wards(report, people, sign_in):
    city = CommitteeFactory(name="Thành ủy", kind="city")
    Committee.objects.filter(pk=people.ward.pk).update(parent=city)
    AppointmentFactory(member=people.em, role="ward_officer", committee=city)
    assert sign_in("em").get(pages_of(report)[0]).status_code == 200


def test_an_inspector_freezes_nothing(report, people, sign_in):
    client = sign_in("inh")
    assert "Chốt số liệu" not in text_of(client.get(LIST))
    assert (
        client.get(FREEZE).status_code,
        client.post(FREEZE, asked(people.ward.pk)).status_code,
    ) == (404, 404)


# --- freezing -------------------------------------------------------------------------


def asked(committee, **other):
    return {
        "committee": committee,
        "cycle": 2026,
        "on": "09/02/2026",
        "title": "",
        "key": uuid4(),
        **other,
    }


def test_the_officer_freezes_and_comes_to_the_report(people, sign_in):
    client = sign_in("giang")
    form = client.get(f"{FREEZE}?on=2026-02-09").content.decode()
    assert 'value="09/02/2026"' in form
    sent = asked(people.ward.pk, number="12-BC/ĐU")
    answers = [client.post(FREEZE, sent) for _ in range(2)]
    (report,) = FrozenReport.objects.all()
    assert [answer.url for answer in answers] == [
        reverse("frozen:frozen_report", args=[report.pk])
    ] * 2
    page = text_of(client.get(answers[0].url))
    assert "Đã chốt. Từ nay bản này không thay đổi nữa." in page
    assert "Số liệu kế hoạch năm 2026 tính đến hết ngày 09/02/2026" in page


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"on": "11/02/2026"}, "Ngày này chưa đến."),
        ({"on": "31/02/2026"}, "Ngày này không đọc được."),
        ({"cycle": "1999"}, "Lỗi"),
        ({"committee": "999"}, "Lỗi"),
    ],
)
def test_what_cannot_be_frozen_is_asked_for_again(people, sign_in, wrong, words):
    page = sign_in("giang").post(FREEZE, {**asked(people.ward.pk), **wrong})
    assert "<title>Lỗi: Chốt số liệu" in page.content.decode()
    assert words in text_of(page)
    assert not FrozenReport.objects.exists()


def test_a_committee_that_one_does_not_watch_is_not_frozen(people, sign_in):
    elsewhere = CommitteeFactory(name="Đảng bộ phường Khác")
    sign_in("giang").post(FREEZE, asked(elsewhere.pk))
    assert not FrozenReport.objects.exists()


# --- what the pages say ---------------------------------------------------------------


def test_the_report_says_what_it_is(report, sign_in):
    page = text_of(sign_in("giang").get(pages_of(report)[0]))
    assert (
        "Đảng bộ phường Phúc Đồng · năm 2026 · tính đến hết ngày 10/02/2026 · theo chi "
        "bộ lúc đó" in page
    )
    assert "Số báo cáo 127-BC/ĐU" in page
    assert "đồng chí Ngô Thị Giang (Cán bộ Đảng ủy), lúc 09:00 ngày 10/02/2026" in page
    assert (
        "Đã gửi chi bộ 1/7 (14,3%) – thấp nhất: Chi bộ 9, 0/4 (0,0%); cao nhất: Chi bộ "
        "7, 1/3 (33,3%)" in page
    )
    assert "hạn gửi chi bộ 31/01/2026" in page
    assert f"Mã đối chiếu {report.digest[:4]} {report.digest[4:8]}" in page
    assert "Tỷ lệ xây dựng kế hoạch = số đã từng gửi chi bộ ÷ số phải xây dựng." in page


def test_its_tables_stay_when_everything_changes(report, people, sign_in):
    client = sign_in("giang")
    before = client.get(pages_of(report)[0])
    Exemption.objects.create(member=people.binh, since=D(2026, 1, 1))
    Cell.objects.filter(pk=people.cell.pk).update(name="Chi bộ Bảy")
    merge(
        [people.cell, people.other_cell],
        "Chi bộ 20",
        committee=people.ward,
        on=D(2026, 2, 9),
    )
    after = client.get(pages_of(report)[0])
    assert order(after) == order(before) and "Chi bộ 7" in order(after)
    assert row(after, "Chi bộ 7") == row(before, "Chi bộ 7") != ""


def test_every_figure_opens_into_as_many_frozen_names(report, people, sign_in):
    people.an.memberships.update(until=D(2026, 2, 1))
    client = sign_in("giang")
    for address in (pages_of(report)[0], f"{pages_of(report)[0]}?now=1"):
        figures = figures_of(client.get(address))
        assert len(figures) > 10
        for url, number in figures:
            assert len(names(client.get(url))) == number, url


def test_names_of_several_cells_stand_in_one_order(report, people, sign_in):
    cuts = find_scope_of_committees({people.ward.pk}).cuts(2026, TODAY)
    rows = [row for row, figures in rates.list_everybody(cuts) if "members" in figures]
    rows = [row for row in rows if row.cell_id != people.unit.pk]
    cells = [row.cell_id for row in rows]
    assert cells != sorted(cells) and cells != sorted(cells, reverse=True)
    page = sign_in("giang").get(pages_of(report)[1])
    assert names(page) == [row.full_name for row in rows]


def test_a_list_of_names_says_where_each_stood(report, people, sign_in):
    page = sign_in("inh").get(
        f"{reverse('frozen:frozen_figure', args=[report.pk])}?figure=exempt&row=1"
    )
    assert "Được miễn: 01" in text_of(page)
    assert (
        "Chi bộ 7 · năm 2026, tính đến hết ngày 10/02/2026, như đã chốt lúc 09:00 ngày "
        "10/02/2026" in text_of(page)
    )
    assert "Phạm Thị Dung Chi bộ 7 Được miễn Chưa bắt đầu" in text_of(page)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "figure=x",
        "figure=members&row=99",
        "figure=members&ward=1",
        "figure=members&row=0",
    ],
)
def test_a_figure_that_is_none_is_not_found(report, sign_in, query):
    assert (
        sign_in("giang")
        .get(f"{reverse('frozen:frozen_figure', args=[report.pk])}?{query}")
        .status_code
        == 404
    )


def test_today_says_that_nothing_differs(report, sign_in):
    assert "Không có gì khác" in text_of(sign_in("giang").get(pages_of(report)[2]))


def test_today_says_what_differs(report, people, sign_in):
    Exemption.objects.create(member=people.binh, since=D(2026, 1, 1))
    page = text_of(sign_in("giang").get(pages_of(report)[2]))
    assert "Chi bộ 7 Con số Lúc chốt Hôm nay Được miễn 1 2 Phải xây dựng 3 2" in page
    assert "Không có gì khác" not in page


@pytest.mark.parametrize(
    "query, shown",
    [
        ("", ["Chi bộ 7 (đến 2026)", "Chi bộ 9 (đến 2026)"]),
        ("?now=1", ["Chi bộ 20"]),
    ],
)
def test_the_file_holds_what_was_frozen(people, sign_in, query, shown):
    merge(
        [people.cell, people.other_cell],
        "Chi bộ 20",
        committee=people.ward,
        on=D(2026, 2, 9),
    )
    report = freeze(people, D(2026, 2, 8))
    response = sign_in("giang").get(pages_of(report)[3] + query)
    lines = (
        CalamineWorkbook.from_filelike(BytesIO(response.content))
        .get_sheet_by_index(0)
        .to_python()
    )
    assert report.digest in lines[0][0]
    assert [line[0] for line in lines[3:]] == [*shown, "Tổng cộng", "UBND phường"]
    assert lines[3 + len(shown)][1] == 8


def test_the_csv_is_the_same(report, sign_in):
    content = sign_in("giang").get(pages_of(report)[3] + "?dang=csv").content.decode()
    assert content.startswith("\ufeffChi bộ,Đảng viên")
    assert "\r\nChi bộ 7,4,1," in content


def test_several_wards_stand_apart(people, sign_in):
    city = CommitteeFactory(name="Thành ủy", kind="city")
    other = CommitteeFactory(name="Đảng bộ phường Long Biên", parent=city)
    Committee.objects.filter(pk=people.ward.pk).update(parent=city)
    MembershipFactory(
        member=people.em, cell=CellFactory(name="Chi bộ 1", committee=other)
    )
    people.giang.appointments.update(committee=city)
    report, client = freeze(people, committee=city), sign_in("giang")
    page = client.get(pages_of(report)[0])
    assert order(page)[:3] == [
        "Đảng bộ phường Long Biên",
        "Đảng bộ phường Phúc Đồng",
        "Tổng cộng",
    ]
    for url, number in figures_of(page):
        assert len(names(client.get(url))) == number, html.unescape(url)


@pytest.mark.parametrize("reports", [1, 3])
def test_the_list_costs_the_same_for_any_number(
    people, sign_in, reports, django_assert_num_queries
):
    for _ in range(reports):
        freeze(people)
    client = sign_in("giang")
    with django_assert_num_queries(6):
        client.get(LIST)


def test_the_rules_are_read_from_the_figures(people, sign_in):
    client = sign_in("binh")
    assert "Các con số được tính thế nào?" in text_of(
        client.get(reverse("dashboard:dashboard"))
    )
    assert "chưa đủ 30 ngày" in text_of(client.get(reverse("numbers:rules")))
    assert sign_in("an").get(reverse("numbers:rules")).status_code == 404
