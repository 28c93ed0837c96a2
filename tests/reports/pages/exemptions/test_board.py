"""The ward's page of exemptions: the same figures as everywhere, lists as of a date,
and who may read it."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from cells.models import Cell, Committee, Exemption, Suspension
from reports import rates
from reports.pages.exemptions.lists import find_entries
from reports.scope import find_scope_of_actor
from tests.cells.acts.exemptions.forms import AWAY_AT_WORK, a_proposal, an_exemption
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    MemberFactory,
    MembershipFactory,
)
from tests.people import TODAY
from tests.plans.browsing import text_of

pytestmark = pytest.mark.django_db

BOARD, NAMES = (
    reverse("exemption_figures:exemption_board"),
    reverse("exemption_figures:exemption_names"),
)


def lists(people, on=TODAY):
    """{list: [names]} of the ward, without what is empty."""
    found = {}
    for entry in find_entries(find_scope_of_actor(people.actor("giang")), on):
        for name in entry.lists:
            found.setdefault(name, []).append(entry.name)
    return found


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("giang", 200),
        ("inh", 200),
        ("binh", 404),
        ("an", 404),
        ("hanh", 404),
        ("lan", 404),
        ("em", 404),
        ("quan", 404),
    ],
)
def test_the_ward_and_its_inspectors_read_it(people, sign_in, name, status):
    client = sign_in(name)
    assert client.get(BOARD).status_code == status
    assert client.get(f"{NAMES}?list=overdue").status_code == status


def test_the_figures_are_those_of_the_dashboard(people, sign_in):
    an_exemption(people.an)
    (seven,) = rates.with_rates(
        Cell.objects.filter(pk=people.cell.pk), cycle=people.cycle, on=TODAY
    )
    assert (seven.counts["exempt"], seven.counts["members"]) == (1, 4)
    words = text_of(sign_in("giang").get(BOARD))
    assert "1/8 (12,5%) đảng viên được miễn" in words
    assert "Chi bộ 7 4 1/4 (25,0%)" in words


def test_every_list_of_one_who_stands_in_it(people):
    assert lists(people) == {}
    an_exemption(people.an, since=date(2025, 10, 1), review_on=date(2026, 10, 1))
    an_exemption(people.dung, resolution_number="", review_on=date(2026, 2, 9))
    an_exemption(people.bao, AWAY_AT_WORK, until=date(2026, 3, 12), review_on=None)
    an_exemption(people.chi, AWAY_AT_WORK, until=date(2026, 2, 10), review_on=None)
    told = an_exemption(people.inh, until=date(2026, 3, 1), review_on=None)
    told.reviews.create(reviewed_on=date(2026, 2, 1), outcome="returned")
    Suspension.objects.create(member=people.binh, since=TODAY)
    a_proposal(people, people.binh)
    names = {key: member.full_name for key, member in people.members.items()}
    assert lists(people) == {
        "new": [names["an"]],
        "overdue": [names["dung"]],
        "unfounded": [names["dung"]],
        "unreviewed": [names["dung"]],
        "ending": [names["bao"]],
        "passed": [names["chi"]],
        "told": [names["inh"]],
        "reviewed": [names["inh"]],
        "suspended": [names["binh"]],
        "waiting": [names["binh"]],
    }


EDGES = [
    ("new", {"since": date(2025, 9, 30)}, False),
    ("new", {"since": date(2025, 10, 1)}, True),
    ("overdue", {"review_on": date(2026, 2, 9)}, True),
    ("overdue", {"review_on": date(2026, 2, 10)}, False),
    ("overdue", {"review_on": None}, True),
    ("unreviewed", {"review_on": date(2026, 3, 12)}, True),
    ("unreviewed", {"review_on": date(2026, 3, 13)}, False),
    ("ending", {"until": date(2026, 3, 12)}, True),
    ("ending", {"until": date(2026, 3, 13)}, False),
    ("passed", {"until": date(2026, 2, 10)}, True),
    ("passed", {"until": date(2026, 2, 11)}, False),
    ("passed", {"until": TODAY - timedelta(days=89)}, True),
    ("passed", {"until": TODAY - timedelta(days=90)}, False),
    ("unfounded", {"resolution_on": None}, True),
    ("unfounded", {"kind": "other"}, True),
    ("unfounded", {"kind": "other", "until": date(2026, 12, 1)}, False),
]


@pytest.mark.parametrize(("name", "facts", "stands"), EDGES)
def test_the_edges_of_the_lists(people, name, facts, stands):
    row = {"since": date(2024, 1, 1), "review_on": date(2026, 10, 1), **facts}
    exemption = an_exemption(
        people.an, **{key: value for key, value in row.items() if key != "kind"}
    )
    Exemption.objects.filter(pk=exemption.pk).update(
        **{key: row[key] for key in ("kind",) if key in row}
    )
    assert (name in lists(people)) == stands


def test_a_prolonged_term_has_not_passed(people):
    an_exemption(people.an, AWAY_AT_WORK, until=date(2026, 2, 1))
    an_exemption(
        people.an, AWAY_AT_WORK, since=date(2026, 2, 1), until=date(2026, 12, 1)
    )
    assert "passed" not in lists(people)


def test_a_past_date_knows_nothing_of_later_reviews(people):
    row = an_exemption(people.an, since=date(2024, 1, 1), review_on=date(2027, 2, 1))
    for day, outcome in ((date(2025, 1, 5), "kept"), (date(2026, 2, 1), "kept")):
        row.reviews.create(reviewed_on=day, outcome=outcome)
    assert "overdue" not in lists(people, date(2026, 1, 5))
    assert "overdue" in lists(people, date(2026, 1, 31))
    assert "overdue" not in lists(people, date(2026, 2, 1))
    assert "reviewed" in lists(people, date(2025, 6, 1)) and "reviewed" not in lists(
        people, date(2024, 6, 1)
    )


def test_the_entries_are_the_people_of_the_figure(people):
    for name in ("an", "dung", "inh"):
        an_exemption(people.members[name])
    MembershipFactory(member=people.em, cell=people.cell, kind="temporary")
    an_exemption(people.em)
    found = [
        entry.cell_id
        for entry in find_entries(find_scope_of_actor(people.actor("giang")), TODAY)
    ]
    rows = rates.with_rates(Cell.objects.all(), cycle=people.cycle, on=TODAY)
    assert {row.pk: found.count(row.pk) for row in rows} == {
        row.pk: row.counts["exempt"] for row in rows
    }


def test_each_number_opens_into_names_of_a_cell(people, sign_in):
    an_exemption(people.an), an_exemption(people.inh)
    client = sign_in("giang")
    words = text_of(client.get(f"{NAMES}?list=overdue&cell={people.cell.pk}"))
    assert (
        "Quá hạn rà soát: 01" in words
        and "Nguyễn Văn An" in words
        and "Bùi Văn Inh" not in words
    )
    assert "Quá hạn rà soát: 02" in text_of(client.get(f"{NAMES}?list=overdue"))
    assert client.get(f"{NAMES}?list=khong-co").status_code == 404
    assert client.get(f"{NAMES}?list=overdue&cell=999999").status_code == 404


def test_an_outlier_is_named_on_the_page_and_on_the_dashboard(people, sign_in):
    big, small = (
        CellFactory(name="Chi bộ 12", committee=people.ward),
        CellFactory(name="Chi bộ 13", committee=people.ward),
    )
    for cell, members, exempt in ((big, 40, 2), (small, 12, 8)):
        for number in range(members):
            member = MemberFactory()
            MembershipFactory(member=member, cell=cell)
            if number < exempt:
                Exemption.objects.create(member=member, since=date(2025, 1, 1))
    client = sign_in("giang")
    words = text_of(client.get(BOARD))
    assert words.count("Cao hơn hẳn mức chung") == 1
    assert "8/12 (66,7%)" in words and "Cao hơn hẳn mức chung 16,7% của phường" in words
    assert (
        "01 chi bộ có nhiều người được miễn: Chi bộ 13 (8/12) (mức chung 16,7%)"
        in text_of(client.get("/toan-canh/"))
    )


@pytest.mark.parametrize("more", [1, 3])
def test_the_page_asks_a_fixed_number_of_questions(
    people, sign_in, more, django_assert_num_queries
):
    client = sign_in("giang")
    for number in range(more):
        member = MemberFactory()
        MembershipFactory(member=member, cell=people.cell)
        an_exemption(member).reviews.create(reviewed_on=TODAY, outcome="kept")
        an_exemption(member, since=date(2020, 1, 1), until=date(2021, 1, 1 + number))
    Suspension.objects.create(member=people.binh, since=TODAY)
    a_proposal(people)
    with django_assert_num_queries(12):
        client.get(BOARD)


def test_a_date_that_has_not_come_is_refused_in_words(people, sign_in):
    assert "Ngày này chưa đến" in text_of(
        sign_in("giang").get(f"{BOARD}?on=01/01/2027")
    )


# --- several wards --------------------------------------------------------------------


@pytest.fixture
def city(people):
    """A city over the ward and another one with somebody exempt, whom Giang watches."""
    city = CommitteeFactory(name="Thành ủy", kind="city")
    people.other_ward = CommitteeFactory(name="Đảng bộ phường Long Biên", parent=city)
    Committee.objects.filter(pk=people.ward.pk).update(parent=city)
    people.far = MemberFactory(full_name="Cao Văn Xa")
    cell = CellFactory(name="Chi bộ xa", committee=people.other_ward)
    MembershipFactory(member=people.far, cell=cell)
    an_exemption(people.far)
    an_exemption(people.an)
    people.giang.appointments.update(committee=city)
    return people


def test_a_city_sees_its_wards_and_opens_one(city, sign_in):
    client = sign_in("giang")
    words = text_of(client.get(BOARD))
    assert "2/9 (22,2%) đảng viên được miễn" in words
    assert "Đảng bộ phường Long Biên 1 1/1 (100%)" in words
    assert "Đảng bộ phường Phúc Đồng 8 1/8 (12,5%)" in words
    assert "Chi bộ 7" not in words
    page = client.get(f"{BOARD}?mo={city.ward.pk}")
    words = text_of(page)
    assert "Đảng bộ phường Phúc Đồng" in words and "Chi bộ 7 4 1/4 (25,0%)" in words
    assert "Chi bộ xa" not in words and "1/8 (12,5%) đảng viên được miễn" in words


def test_the_names_of_a_ward_that_is_open_are_its_own(city, sign_in):
    client = sign_in("giang")
    page = client.get(f"{BOARD}?mo={city.other_ward.pk}").content.decode()
    urls = re.findall(r'href="(/[^"]*list=[a-z]+[^"]*)"', page)
    assert urls
    for url in urls:
        words = text_of(client.get(url.replace("&amp;", "&")))
        assert "Cao Văn Xa" in words and "Nguyễn Văn An" not in words


@pytest.mark.parametrize("query", ["mo=999", "mo=999&list=overdue"])
def test_a_ward_that_is_not_there_is_not_found(city, sign_in, query):
    client = sign_in("giang")
    page = NAMES if "list" in query else BOARD
    assert client.get(f"{page}?{query}").status_code == 404
