"""A city is frozen as its wards: a report of each, and one that has them as its parts.

In the city of tests/city.py: Long Biên with a cycle of its own, Phúc Lợi in that of the
city, each with a cell, a unit and a school; and a cell of the city's own.
"""

import datetime
from uuid import UUID, uuid4

import pytest
from django.urls import reverse

from cells.models import Cell, Committee, Exemption
from plans.workflow import steps
from reports import rates
from reports.frozen.content import freeze_report
from reports.frozen.differences import Differences, find_differences
from reports.models import FrozenNames, FrozenReport
from reports.scope import find_scope_of_committees
from tests.city import CELL, a_city
from tests.factories import (
    CellFactory,
    MemberFactory,
    MembershipFactory,
)
from tests.merging import merge
from tests.people import NOW, TODAY, again
from tests.reports.pages.dashboard.test_dashboard import figures_of, names, text_of
from tests.reports.test_tables import lines, tables

pytestmark = pytest.mark.django_db

D = datetime.date
LB, PL, CITY = "Đảng bộ phường Long Biên", "Đảng bộ phường Phúc Lợi", "Thành ủy Hà Nội"


@pytest.fixture(scope="module")
def cities(build_once):
    return build_once(a_city)


@pytest.fixture
def city(db, cities):
    return cities()


@pytest.fixture
def sign_in(client, city):
    def as_somebody(key, name=None):
        user = city.officer.user if key == "city" else city[key].people[name].user
        client.force_login(user, backend="accounts.backends.IssuedNameBackend")
        return client

    return as_somebody


def freeze(city, on=TODAY, key=None):
    asked = {"title": "Sơ kết", "number": "", "by": city.officer, "at": NOW}
    return freeze_report(city.committee, 2026, on, key=key or uuid4(), **asked)


def part_of(report, committee):
    return report.parts.get(committee=committee)


def counts_of(report, table="were", figure="members"):
    rows = report.content[table]["rows"]
    return [(row["name"], row["counts"][figure]) for row in rows]


def address(route, report, query=""):
    return f"{reverse(route, args=[report.pk])}{query}"


def recall(ward, name, city):
    steps.take_step(
        "recall",
        again(ward.plans[name]),
        by=city.officer,
        at=NOW,
        reason="vague",
        note="Ghi rõ",
    )


# --- what is frozen -------------------------------------------------------------------


def test_the_city_has_its_wards_and_each_ward_its_cells(city):
    report = freeze(city)
    assert counts_of(report) == [(LB, 10), (PL, 10), (CITY, 1)]
    assert report.content["were"]["total"]["members"] == 21
    assert report.content["now"] == report.content["were"]
    assert {part.committee.name: counts_of(part) for part in report.parts.all()} == {
        LB: [("Chi bộ 7", 7), ("Chi bộ Toán", 3), ("UBND phường", 2)],
        PL: [("Chi bộ 7", 7), ("Chi bộ Toán", 3), ("UBND phường", 2)],
        CITY: [("Chi bộ Văn phòng Thành ủy", 1)],
    }


def test_the_city_has_the_digests_of_its_parts_and_no_names(city):
    report = freeze(city)
    told = [(one["name"], one["digest"]) for one in report.content["parts"]]
    parts = {part.committee.name: part.digest for part in report.parts.all()}
    assert told == [(name, parts[name]) for name in (LB, PL, CITY)]
    assert not report.names.exists() and report.content["names"] == []
    assert FrozenNames.objects.count() == 7
    assert "Member LB" not in str(report.content)


def test_all_are_of_one_day_and_one_title(city):
    report = freeze(city, D(2026, 2, 9))
    told = {
        (one.as_of, one.title, one.year, one.frozen_at, one.frozen_by_id)
        for one in FrozenReport.objects.all()
    }
    assert told == {(D(2026, 2, 9), "Sơ kết", 2026, NOW, city.officer.user.pk)}
    assert {part.content["part_of"]["name"] for part in report.parts.all()} == {CITY}


@pytest.mark.parametrize("table", ["were", "now"])
def test_the_wards_are_the_sums_of_their_parts(city, table):
    for name, ward in (("fellow", city["lb"]), ("secretary", city["pl"])):
        recall(ward, name, city)
    Exemption.objects.create(member=city["pl"].people["member"], since=D(2025, 1, 1))
    report = freeze(city)
    rows = {row["uid"]: row["counts"] for row in report.content[table]["rows"]}
    for part in report.parts.select_related("committee"):
        assert rows[str(part.committee.uid)] == part.content[table]["total"]
    total = rates.sum_rates(rates.part_cells_and_units(counted_anew(city))[0]).counts
    assert report.content[table]["total"] == total
    assert total["recalled"] == 2 and total["exempt"] == 1


def counted_anew(city):
    scope = find_scope_of_committees({city.committee.pk})
    return rates.count_rates(scope.cuts(2026, TODAY))


def test_behind_every_figure_of_every_part_stand_its_names(city):
    recall(city["lb"], "fellow", city)
    for part in freeze(city).parts.all():
        people = {}
        for row in part.names.all():
            people[str(row.cell)] = row.people
        for row in part.content["were"]["rows"]:
            listed = []
            for uid in row["gathers"]:
                for one in people.get(uid, []):
                    listed += one["figures"]
            found = {figure: listed.count(figure) for figure in rates.FIGURES}
            assert found == row["counts"]


def test_whoever_moved_between_wards_of_one_cycle_is_counted_once(city):
    """The plan of Phúc Lợi, recalled, went on to the cell of the city: of one and the
    same cycle, so that nobody is gone."""
    ward, mover = city["pl"], city["pl"].people["fellow"]
    recall(ward, "fellow", city)
    mover.memberships.update(until=TODAY)
    home = Cell.objects.get(committee=city.committee)
    MembershipFactory(member=mover, cell=home, since=TODAY)
    report = freeze(city)
    assert counts_of(report, figure="recalled") == [(LB, 0), (PL, 0), (CITY, 1)]
    assert report.content["were"]["total"]["recalled"] == 1
    assert find_differences(part_of(report, ward.committee)).cells == []


def test_a_cell_that_went_on_in_another_ward_is_there_now(city):
    lb, pl = city["lb"], city["pl"]
    merge(
        [lb.places[CELL], pl.places[CELL]],
        "Chi bộ Chung",
        committee=pl.committee,
        on=D(2026, 2, 8),
    )
    report = freeze(city, D(2026, 2, 7))
    assert counts_of(report) == [(LB, 10), (PL, 10), (CITY, 1)]
    assert counts_of(report, "now") == [(LB, 3), (PL, 17), (CITY, 1)]
    assert report.content["now"]["total"] == report.content["were"]["total"]


def test_two_clicks_freeze_one_city(city):
    first, second = freeze(city, key=UUID(int=7)), freeze(city, key=UUID(int=7))
    assert (first.pk, FrozenReport.objects.count()) == (second.pk, 4)


def test_a_city_with_one_ward_is_frozen_as_that_ward(city):
    Committee.objects.filter(
        pk__in=[city["pl"].committee.pk, city["lb"].committee.pk]
    ).update(parent=None)
    report = freeze(city)
    assert (report.parts.count(), counts_of(report)) == (
        0,
        [("Chi bộ Văn phòng Thành ủy", 1)],
    )


# --- pages ----------------------------------------------------------------------------


def test_the_page_of_the_city_has_its_wards_which_lead_to_their_reports(city, sign_in):
    report, client = freeze(city), sign_in("city")
    page = client.get(address("frozen:frozen_report", report)).content.decode()
    assert tables(page) == {
        "Số người, theo đảng bộ": lines("""
            Đảng bộ phường Long Biên | 10 | 0 | 0 | 0 | 0 | 10 | 5 | 1 | 2 | 0 | 1 | 1 | 6 | 4 | 0 | 0
            Đảng bộ phường Phúc Lợi | 10 | 0 | 0 | 0 | 0 | 10 | 5 | 1 | 2 | 0 | 1 | 1 | 6 | 4 | 0 | 0
            Thành ủy Hà Nội | 1 | 0 | 0 | 0 | 0 | 1 | 1 | 0 | 0 | 0 | 0 | 0 | 1 | 0 | 0 | 0
            Tổng cộng | 21 | 0 | 0 | 0 | 0 | 21 | 11 | 2 | 4 | 0 | 2 | 2 | 13 | 8 | 0 | 0
        """)
    }
    for ward in city.wards.values():
        part = part_of(report, ward.committee)
        assert f'<a href="{address("frozen:frozen_report", part)}">' in page
        own = text_of(client.get(address("frozen:frozen_report", part)))
        assert "Là một phần Thành ủy Hà Nội chốt" in own
        assert "Chi bộ 7" in own and "‹ Thành ủy Hà Nội" in own


@pytest.mark.parametrize("query", ["", "?now=1"])
def test_every_number_opens_into_as_many_names(city, sign_in, query):
    lb, pl = city["lb"], city["pl"]
    merge(
        [lb.places[CELL], pl.places[CELL]],
        "Chi bộ Chung",
        committee=pl.committee,
        on=D(2026, 2, 8),
    )
    report, client = freeze(city, D(2026, 2, 7)), sign_in("city")
    reports = [report, *report.parts.all()]
    for one in reports:
        figures = figures_of(client.get(address("frozen:frozen_report", one, query)))
        assert len(figures) >= 4
        assert [len(names(client.get(url))) for url, _ in figures] == [
            number for _, number in figures
        ]


def test_all_are_listed_ward_by_ward(city, sign_in, monkeypatch):
    """A sheet takes from as many wards as it touches."""
    monkeypatch.setattr("reports.frozen.views.A_SHEET", 8)
    report, client = freeze(city), sign_in("city")
    listed = []
    for sheet in (1, 2, 3):
        asked = f"?figure=members&page={sheet}"
        page = client.get(address("frozen:frozen_figure", report, asked))
        listed.append(names(page))
    assert [len(some) for some in listed] == [8, 8, 5]
    everybody = [name for some in listed for name in some]
    assert len(set(everybody)) == 21
    assert {name[-2:] for name in everybody[:10]} == {"LB"}
    assert {name[-2:] for name in everybody[10:20]} == {"PL"}
    assert everybody[20] == "Cán bộ thành phố"
    first = text_of(client.get(address("frozen:frozen_figure", report, asked)))
    assert "Cán bộ thành phố Chi bộ Văn phòng Thành ủy (Thành ủy Hà Nội)" in first


def test_of_a_ward_of_which_a_part_went_elsewhere_the_sheets_have_no_gap(
    city, sign_in, monkeypatch
):
    """In Phúc Lợi are now seven of the ten of Long Biên, and ten of its own."""
    monkeypatch.setattr("reports.frozen.views.A_SHEET", 8)
    lb, pl = city["lb"], city["pl"]
    merge(
        [lb.places[CELL], pl.places[CELL]],
        "Chi bộ Chung",
        committee=pl.committee,
        on=D(2026, 2, 8),
    )
    report, client = freeze(city, D(2026, 2, 7)), sign_in("city")
    listed = []
    for sheet in (1, 2, 3):
        asked = f"?figure=members&row=2&now=1&page={sheet}"
        page = client.get(address("frozen:frozen_figure", report, asked))
        listed.append([name[-2:] for name in names(page)])
    assert listed == [["LB"] * 7 + ["PL"], ["PL"] * 8, ["PL"]]


@pytest.mark.parametrize("query", ["", "&now=1"])
def test_the_file_has_the_wards(city, sign_in, query):
    asked = f"?dang=csv{query}"
    content = sign_in("city").get(address("frozen:frozen_file", freeze(city), asked))
    head, *rows = content.content.decode().splitlines()
    assert head.startswith("\ufeffĐảng bộ,Đảng viên")
    assert [row.split(",")[:2] for row in rows] == [
        [LB, "10"],
        [PL, "10"],
        [CITY, "1"],
        ["Tổng cộng", "21"],
    ]


def test_today_says_what_differs_by_ward(city, sign_in):
    report = freeze(city)
    assert find_differences(report) == Differences(calendars=[], cells=[])
    Exemption.objects.create(member=city["pl"].people["officer"], since=D(2025, 1, 1))
    changed = [
        ("exempt", 0, 1),
        ("obliged", 10, 9),
        ("not_begun", 5, 4),
        ("overdue", 6, 5),
    ]
    total = [
        ("exempt", 0, 1),
        ("obliged", 21, 20),
        ("not_begun", 11, 10),
        ("overdue", 13, 12),
    ]
    assert find_differences(report).cells == [(PL, changed), ("Tổng cộng", total)]
    lb, pl = (part_of(report, ward.committee) for ward in city.wards.values())
    assert find_differences(lb) == Differences(calendars=[], cells=[])
    assert [name for name, _ in find_differences(pl).cells] == ["Chi bộ 7", "Tổng cộng"]
    page = text_of(sign_in("city").get(address("frozen:frozen_today", report)))
    assert f"{PL} Con số Lúc chốt Hôm nay Được miễn 0 1" in page


# --- who ------------------------------------------------------------------------------


def test_the_list_of_the_city_has_the_whole_and_that_of_a_ward_its_part(city, sign_in):
    freeze(city)
    page = text_of(sign_in("city").get(reverse("frozen:frozen_reports")))
    assert page.count("Sơ kết") == 1 and "trong bản chung" not in page
    page = text_of(sign_in("lb", "officer").get(reverse("frozen:frozen_reports")))
    assert page.count("Sơ kết") == 1 and LB in page and PL not in page
    assert "Thành ủy Hà Nội chốt, trong bản chung của các đảng bộ" in page


def test_a_ward_opens_its_part_and_no_other(city, sign_in):
    report, client = freeze(city), sign_in("lb", "officer")
    codes = {}
    for one in (report, *report.parts.all()):
        page = client.get(address("frozen:frozen_report", one))
        asked = address("frozen:frozen_figure", one, "?figure=members")
        codes[one.pk] = [page.status_code, client.get(asked).status_code]
    own = part_of(report, city["lb"].committee)
    assert codes.pop(own.pk) == [200, 200]
    assert list(codes.values()) == [[404, 404]] * 3
    page = client.get(address("frozen:frozen_report", own))
    assert "‹ Số liệu đã chốt" in text_of(page)
    assert address("frozen:frozen_report", report) not in page.content.decode()


@pytest.mark.parametrize("name", ["head_officer", "secretary", "office", "member"])
def test_nobody_else_opens_a_part(city, sign_in, name):
    part = part_of(freeze(city), city["lb"].committee)
    client = sign_in("lb", name)
    assert client.get(address("frozen:frozen_report", part)).status_code == 404


# --- what it costs --------------------------------------------------------------------

PAGES = [
    ("frozen:frozen_report", ""),
    ("frozen:frozen_figure", "?figure=members"),
    ("frozen:frozen_figure", "?figure=members&row=1"),
    ("frozen:frozen_today", ""),
    ("frozen:frozen_file", ""),
]
READ_NAMES = 'FROM "reports_frozennames"'


@pytest.mark.parametrize("route, query", PAGES)
def test_a_page_asks_no_more_because_there_are_more_wards(
    city, sign_in, route, query, django_assert_max_num_queries
):
    few = freeze(city)
    for number in range(4):
        ward = Committee.objects.create(
            name=f"Đảng bộ phường {number}", parent=city.committee
        )
        cell = CellFactory(name="Chi bộ 1", committee=ward)
        MembershipFactory(member=MemberFactory(), cell=cell)
    many, client = freeze(city), sign_in("city")
    asked = []
    for report in (few, many):
        with django_assert_max_num_queries(12) as captured:
            page = client.get(address(route, report, query))
        assert page.status_code == 200
        asked.append(len(captured))
    assert asked[0] == asked[1]
    has_names = any(READ_NAMES in one["sql"] for one in captured.captured_queries)
    assert has_names == (route == "frozen:frozen_figure")
