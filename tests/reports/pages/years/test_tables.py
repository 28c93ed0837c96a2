"""Participation and completion over the years: of all, of a ward, of a cell; with the
range; as they were, as now."""

import datetime
import html
import re

import pytest
from django.urls import reverse

from cells.models import Committee, FormerName
from plans.models import Cycle
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    CycleFactory,
    MemberFactory,
    MembershipFactory,
)
from tests.merging import merge
from tests.people import NOW, a_plan_at, put_into
from tests.reports.pages.dashboard.test_dashboard import (
    figures_of,
    names,
    order,
    row,
    text_of,
)

D = datetime.date
YEARS = reverse("over_years:years")


@pytest.fixture
def past(people):
    """In 2024 Chi had filed a plan, in 2025 An and Chi; in 2026 nobody yet."""
    for year in (2024, 2025):
        CycleFactory(committee=people.ward, year=year, draft_due_on=D(year, 1, 31))
    for year, who, reviewer in (
        (2024, "chi", "giang"),
        (2025, "an", "binh"),
        (2025, "chi", "giang"),
    ):
        plan = a_plan_at("posted", people, who, reviewer=reviewer, filer=reviewer)
        moment = NOW.replace(year=year, month=2)
        put_into(
            plan,
            Cycle.objects.get(committee=people.ward, year=year),
            begun_at=moment,
            first_submitted_at=moment,
            moved_at=moment,
            status="posted",
        )
    return people


def label(page, figure):
    return re.search(rf'aria-label="({figure}: [^"]*)"', page.content.decode()).group(1)


def test_the_ward_is_drawn_with_the_range_over_its_cells(past, sign_in):
    page = sign_in("giang").get(YEARS)
    assert label(page, "Đã gửi chi bộ") == (
        "Đã gửi chi bộ: năm 2024 12,5%, chi bộ thấp nhất 0,0%, cao nhất 25,0%; "
        "năm 2025 25,0%, chi bộ thấp nhất 25,0%, cao nhất 25,0%"
    )
    assert "Năm chưa hết chỉ có trong bảng." in text_of(page)
    assert page.content.decode().count('class="band"') == 2


def test_a_year_that_is_not_over_is_drawn_when_there_is_only_one_before_it(
    people, sign_in
):
    CycleFactory(committee=people.ward, year=2025, draft_due_on=D(2025, 1, 31))
    page = sign_in("giang").get(YEARS)
    assert label(page, "Đã gửi chi bộ").endswith(
        "năm 2026 0,0%, chi bộ thấp nhất 0,0%, cao nhất 0,0%"
    )


def test_the_table_says_the_same(past, sign_in):
    page = sign_in("giang").get(YEARS)
    assert row(page, "2024").startswith(
        "31/12/2024 1/8 (12,5%) 0,0% (Chi bộ 7) – 25,0% (Chi bộ 9)"
    )
    assert row(page, "2025").startswith("31/12/2025 2/8 (25,0%) đều 25,0%")
    assert row(page, "2026").startswith("10/02/2026 0/8 (0,0%)")


def test_every_cell_stands_in_every_year(past, sign_in):
    page = text_of(sign_in("giang").get(YEARS))
    assert (
        "Đã gửi chi bộ: từng chi bộ Chi bộ 2024 2025 2026 Chi bộ 7 0,0% 25,0% 0,0% Chi "
        "bộ 9 25,0% 25,0% 0,0%" in page
    )


def test_a_cell_has_a_page_of_its_own(past, sign_in):
    page = sign_in("giang").get(f"{YEARS}?cell={past.other_cell.pk}")
    assert "Chi bộ 9 qua các năm" in text_of(page)
    assert row(page, "2024").startswith(
        "31/12/2024 1/4 (25,0%) 0,0% (Chi bộ 7) – 25,0% (Chi bộ 9)"
    )


def test_the_figures_open_into_their_names(past, sign_in):
    client = sign_in("giang")
    for address in (YEARS, f"{YEARS}?cell={past.other_cell.pk}", f"{YEARS}?now=1"):
        shares = figures_of(client.get(address))
        assert len(shares) >= 6
        for url, number in shares:
            assert len(names(client.get(url))) == number, url
    year = re.search(
        r'<a href="([^"]*)">2025</a>', client.get(YEARS).content.decode()
    ).group(1)
    assert "Toàn cảnh năm 2025 Tính đến hết ngày 31/12/2025" in text_of(
        client.get(html.unescape(year))
    )


def test_as_they_were_and_as_they_are_now(past, sign_in):
    into = merge(
        [past.cell, past.other_cell], "Chi bộ 20", committee=past.ward, on=D(2026, 1, 5)
    )
    client = sign_in("giang")
    were, now = client.get(YEARS), client.get(f"{YEARS}?now=1")
    matrix = (
        "Chi bộ 20 – – 0,0% Chi bộ 7 đến năm 2025 0,0% 25,0% – Chi bộ 9 đến năm 2025 "
        "25,0% 25,0% –"
    )
    assert matrix in text_of(were)
    assert "Chi bộ 2024 2025 2026 Chi bộ 20 12,5% 25,0% 0,0%" in text_of(now)
    assert row(client.get(f"{YEARS}?cell={into.pk}&now=1"), "2024").startswith(
        "31/12/2024 1/8 (12,5%)"
    )
    assert "2024" not in order(client.get(f"{YEARS}?cell={into.pk}"))


def test_a_renamed_cell_keeps_its_row(past, sign_in):
    FormerName.objects.create(cell=past.cell, name="Chi bộ Bảy", until=D(2026, 1, 1))
    page = text_of(sign_in("giang").get(YEARS))
    assert "Chi bộ 7 0,0% 25,0% 0,0%" in page
    assert "0,0% (Chi bộ Bảy) – 25,0% (Chi bộ 9)" in page


@pytest.mark.parametrize(
    "who, shown", [("binh", "Chi bộ 7"), ("chi", "Chi bộ 9"), ("lan", "UBND phường")]
)
def test_an_officer_of_a_cell_sees_only_the_own(past, sign_in, who, shown):
    page = sign_in(who).get(YEARS)
    assert {name for name in order(page) if not name.isdigit()} == {shown}


@pytest.mark.parametrize(
    "who, status",
    [("giang", 200), ("inh", 200), ("an", 404), ("quan", 404), ("em", 404)],
)
def test_who_reads_the_years(past, sign_in, who, status):
    assert sign_in(who).get(YEARS).status_code == status


@pytest.mark.parametrize("query", ["cell=999", "cell=x", "ward=1"])
def test_what_is_not_there_is_not_found(past, sign_in, query):
    assert sign_in("giang").get(f"{YEARS}?{query}").status_code == 404
    assert sign_in("binh").get(f"{YEARS}?cell={past.other_cell.pk}").status_code == 404


def test_a_city_sees_its_wards_and_each_alone(past, sign_in):
    city = CommitteeFactory(name="Thành ủy", kind="city")
    other = CommitteeFactory(name="Đảng bộ phường Long Biên", parent=city)
    Committee.objects.filter(pk=past.ward.pk).update(parent=city)
    MembershipFactory(
        member=MemberFactory(), cell=CellFactory(name="Chi bộ 7", committee=other)
    )
    past.giang.appointments.update(committee=city)
    client = sign_in("giang")
    page = text_of(client.get(YEARS))
    assert (
        "Đảng bộ phường Long Biên 0,0% 0,0% 0,0% Đảng bộ phường Phúc Đồng 12,5% 25,0% "
        "0,0%" in page
    )
    assert "0,0% (Đảng bộ phường Long Biên) – 25,0% (Đảng bộ phường Phúc Đồng)" in page
    assert "Chi bộ 7" not in page
    alone = client.get(f"{YEARS}?ward={past.ward.pk}")
    assert "Đảng bộ phường Phúc Đồng qua các năm" in text_of(alone)
    assert row(alone, "2025").startswith("31/12/2025 2/8 (25,0%)")
    for url, number in figures_of(alone):
        assert len(names(client.get(url))) == number, url


@pytest.mark.parametrize("cells", [1, 12])
def test_the_years_cost_the_same_for_any_number_of_cells(
    past, sign_in, cells, django_assert_num_queries
):
    for number in range(cells):
        MembershipFactory(
            member=MemberFactory(),
            cell=CellFactory(committee=past.ward, name=f"Chi bộ {number + 30}"),
        )
    client = sign_in("giang")
    client.get(YEARS)
    # What is kept of the years that are over is read in two.
    with django_assert_num_queries(10):
        client.get(YEARS)
