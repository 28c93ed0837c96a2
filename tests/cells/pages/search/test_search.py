"""Who is found by which words, in which order, and by whom. The same on SQLite and
PostgreSQL."""

import unicodedata
from datetime import date

import pytest
from django.urls import reverse

from cells import permissions
from cells.acts.corrections.rules import correct_person
from cells.effects import Effects
from cells.models import Cell, FormerName, Member, Membership
from cells.models.computed import computed_from
from cells.pages.search.cells import find_cells
from cells.pages.search.people import MOST_PEOPLE, describe_people, find_people
from cells.pages.search.scope import Scope
from phucdong import navigation
from tests.factories import (
    AppointmentFactory,
    CellFactory,
    CommitteeFactory,
    MemberFactory,
    MembershipFactory,
    together,
)
from tests.markup import fold_spaces
from tests.people import IN_CELL_7, NAMES, NOW, TODAY

pytestmark = pytest.mark.django_db

TOWN = (
    "Nguyễn Văn Hùng",
    "Nguyễn Văn Hưng",
    "Nguyễn Vân Hùng Anh",
    "Trần Hùng Nguyên",
    "Trần Văn Hùng",
    "Hồ Hưng",
    "Phạm Thị Thúy",
    "Phạm Thị Thuý Nga",
    "Lê Thị Hoà",
    "Lê Văn Đức",
    "Lê Văn Dục",
    "Vừ A Dình",
    "Vũ Thị Ân",
    "Vũ Thị An",
    "Đào Thị Hồng Nhung",
    "Nguyen Van Hung",
    "100% Thật_Thà",
    "O'Ban",
)
CARDS = {"Trần Văn Hùng": "17514678", "Hồ Hưng": "17514", "Vũ Thị An": "00.514.678"}
FOUND = [
    (
        "hung",
        "Nguyen Van Hung | Hồ Hưng | Nguyễn Văn Hùng | Nguyễn Văn Hưng | Trần Văn Hùng",
    ),
    (
        "hùng",
        "Nguyễn Văn Hùng | Trần Văn Hùng | Hồ Hưng | Nguyen Van Hung | Nguyễn Văn Hưng",
    ),
    (
        "hưng",
        "Hồ Hưng | Nguyễn Văn Hưng | Nguyen Van Hung | Nguyễn Văn Hùng | Trần Văn Hùng",
    ),
    (
        "nguyen van hung",
        "Nguyen Van Hung | Nguyễn Văn Hùng | Nguyễn Văn Hưng | Nguyễn Vân Hùng Anh",
    ),
    (
        "Nguyễn Văn Hùng",
        "Nguyễn Văn Hùng | Nguyen Van Hung | Nguyễn Văn Hưng | Nguyễn Vân Hùng Anh",
    ),
    (
        "nguyễn văn hưng",
        "Nguyễn Văn Hưng | Nguyen Van Hung | Nguyễn Văn Hùng | Nguyễn Vân Hùng Anh",
    ),
    (
        "hung nguyen",
        "Nguyen Van Hung | Nguyễn Văn Hùng | Nguyễn Văn Hưng | Trần Hùng Nguyên",
    ),
    ("hung nguyen van", "Nguyen Van Hung | Nguyễn Văn Hùng | Nguyễn Văn Hưng"),
    ("hung van", "Nguyen Van Hung | Nguyễn Văn Hùng | Nguyễn Văn Hưng | Trần Văn Hùng"),
    ("tran hung", "Trần Hùng Nguyên | Trần Văn Hùng"),
    (
        "nguyên",
        "Trần Hùng Nguyên | Nguyễn Vân Hùng Anh | Nguyen Van Hung | Nguyễn Văn Hùng | "
        "Nguyễn Văn Hưng",
    ),
    ("hong nhung", "Đào Thị Hồng Nhung"),
    ("nhung dao", "Đào Thị Hồng Nhung"),
    ("đức", "Lê Văn Đức | Lê Văn Dục"),
    ("duc", "Lê Văn Dục | Lê Văn Đức"),
    ("dục", "Lê Văn Dục | Lê Văn Đức"),
    ("đ", "Lê Văn Đức | Đào Thị Hồng Nhung | Vừ A Dình | Lê Văn Dục"),
    ("d", "Vừ A Dình | Lê Văn Dục | Lê Văn Đức | Đào Thị Hồng Nhung"),
    ("hòa", "Lê Thị Hoà"),
    ("thuý", "Phạm Thị Thúy"),
    ("thúy nga", "Phạm Thị Thuý Nga"),
    ("vừ", "Vừ A Dình | Vũ Thị An | Vũ Thị Ân"),
    ("vu", "Vũ Thị An | Vũ Thị Ân | Vừ A Dình"),
    ("an vu", "Vũ Thị An | Vũ Thị Ân"),
    ("an", "Vũ Thị An | Vũ Thị Ân | Nguyễn Vân Hùng Anh"),
    ("ân", "Vũ Thị Ân | Vũ Thị An | Nguyễn Vân Hùng Anh"),
    ("  HÙNG   Trần ", "Trần Văn Hùng"),
    (
        "NGUYỄN VĂN HƯ",
        "Nguyễn Văn Hưng | Nguyen Van Hung | Nguyễn Văn Hùng | Nguyễn Vân Hùng Anh",
    ),
    ("thi", ""),
    ("ung", ""),
    ("hung hung", ""),
    ("17514678", "Trần Văn Hùng"),
    ("17.514 678", "Trần Văn Hùng"),
    ("175", "Hồ Hưng | Trần Văn Hùng"),
    ("00514678", "Vũ Thị An"),
    ("17", ""),
    ("514678", ""),
    ("%", ""),
    ("_", ""),
    ("that 100%", ""),
    ("thật_thà", "100% Thật_Thà"),
    ("thật%", ""),
    ("that_tha 100%", "100% Thật_Thà"),
    ("that_tha 1_0", ""),
    ("that_tha %", ""),
    ("#", ""),
    ("o'ban", "O'Ban"),
    ("'", ""),
    ('" OR 1=1 --', ""),
    ("\\", ""),
    ("hung \U0010ffff", ""),
    ("", ""),
    ("   ", ""),
    ("a " * 50, ""),
    ("x" * 100, ""),
]

# Middle names alone: only among few people.
FOUND_AMONG_FEW = [
    ("thi hong", "Đào Thị Hồng Nhung"),
    ("thị hồng", "Đào Thị Hồng Nhung"),
    ("hong thi", ""),
    (
        "van hung",
        "Nguyen Van Hung | Nguyễn Văn Hùng | Nguyễn Văn Hưng | Trần Văn Hùng | Nguyễn "
        "Vân Hùng Anh",
    ),
    ("dao thi hong", "Đào Thị Hồng Nhung"),
]


@pytest.fixture
def town(people):
    """Everybody of TOWN in one more cell of the ward, and nobody else to be found."""
    Membership.objects.all().delete()
    cell = CellFactory(name="Chi bộ 12", committee=people.ward)
    found = together(
        MemberFactory,
        [{"full_name": name, "card": CARDS.get(name, "")} for name in TOWN],
    )
    together(MembershipFactory, [{"member": member, "cell": cell} for member in found])
    return people


def people_of(actor, words):
    return find_people(Scope(actor), words)


def cells_of(actor, words):
    return find_cells(Scope(actor), words)


def names(actor, words):
    found = Member.objects.in_bulk(people_of(actor, words))
    return " | ".join(found[pk].full_name for pk in people_of(actor, words))


@pytest.mark.parametrize(
    ("words", "expected"), FOUND, ids=[words[:20] or "nothing" for words, _ in FOUND]
)
def test_people_are_found_as_they_are_asked_for(town, words, expected):
    assert names(town.actor("giang"), words) == expected


@pytest.mark.parametrize(("words", "expected"), FOUND_AMONG_FEW)
def test_middle_names_alone_are_enough_among_few(town, words, expected):
    assert names(town.actor("giang"), words) == expected


@pytest.mark.parametrize(
    ("words", "expected"), FOUND, ids=[words[:20] or "nothing" for words, _ in FOUND]
)
def test_among_many_the_same_are_found(town, monkeypatch, words, expected):
    """Along the indexes; those who are found in the same way may stand in another
    order."""
    monkeypatch.setattr("cells.pages.search.scope.FEW_CELLS", 0)
    assert sorted(names(town.actor("giang"), words).split(" | ")) == sorted(
        expected.split(" | ")
    )


@pytest.mark.parametrize(
    "words", ["hùng", "đức", "nguyễn văn hưng", "vừ", "nguyên", "hung nguyen"]
)
def test_among_many_the_first_is_the_same(town, monkeypatch, words):
    expected = dict(FOUND)[words].split(" | ")[0]
    monkeypatch.setattr("cells.pages.search.scope.FEW_CELLS", 0)
    assert names(town.actor("giang"), words).split(" | ")[0] == expected


def test_marks_as_typed_come_first_although_hundreds_come_before_them_in_the_index(
    town, monkeypatch
):
    monkeypatch.setattr("cells.pages.search.scope.FEW_CELLS", 0)
    cell = Cell.objects.get(name="Chi bộ 12")
    many = Member.objects.bulk_create(
        Member(full_name=f"Vũ An {chr(97 + n % 26)}{n}") for n in range(MOST_PEOPLE + 5)
    )
    Membership.objects.bulk_create(
        Membership(member=each, cell=cell, since=date(2020, 1, 1)) for each in many
    )
    found = people_of(town.actor("giang"), "vừ")
    assert Member.objects.get(pk=found[0]).full_name == "Vừ A Dình"
    assert len(found) == MOST_PEOPLE + 1


@pytest.mark.parametrize("few", [0, 100])
def test_decomposed_letters_are_the_same_letters(town, monkeypatch, few):
    monkeypatch.setattr("cells.pages.search.scope.FEW_CELLS", few)
    actor = town.actor("giang")
    for words in ("hùng", "Nguyễn Văn Hưng", "đức", "hoà", "thuý"):
        assert (
            people_of(actor, unicodedata.normalize("NFD", words))
            == people_of(actor, words)
            != []
        )


# --- who finds whom -------------------------------------------------------------------

ALL_BUT_EM = {name for name in NAMES if name != "em"}
FINDS = {
    "an": set(),
    "dung": set(),
    "em": set(),
    "kha": set(),
    "quan": set(),
    "binh": {*IN_CELL_7},
    "bao": {*IN_CELL_7},
    "chi": {"chi", "giang", "hanh", "inh"},
    "lan": {"kha", "lan"},
    "hanh": {"kha", "lan"},
    "giang": ALL_BUT_EM,
    "inh": ALL_BUT_EM,
}


@pytest.mark.parametrize("few", [0, 100])
@pytest.mark.parametrize("name", FINDS)
def test_everybody_finds_whom_they_oversee_and_nobody_else(
    people, monkeypatch, name, few
):
    monkeypatch.setattr("cells.pages.search.scope.FEW_CELLS", few)
    actor = people.actor(name)
    found = {
        key
        for key, member in people.members.items()
        if member.pk in people_of(actor, member.full_name)
    }
    assert found == FINDS[name]


def another_ward(people):
    """A ward beside with a cell, an officer of its own and somebody called like An."""
    cell = CellFactory(
        name="Chi bộ 1", committee=CommitteeFactory(name="Đảng bộ phường Long Biên")
    )
    for name in ("Nguyễn Văn An", "Phí Thị Xa"):
        MembershipFactory(member=MemberFactory(full_name=name), cell=cell)
    AppointmentFactory(member=people.em, role="ward_officer", committee=cell.committee)
    return cell


@pytest.mark.parametrize("few", [0, 100])
def test_another_wards_people_and_cells_are_not_found(people, monkeypatch, few):
    monkeypatch.setattr("cells.pages.search.scope.FEW_CELLS", few)
    cell = another_ward(people)
    giang, em = people.actor("giang"), people.actor("em")
    assert people_of(giang, "nguyen van an") == [people.an.pk]
    assert people_of(giang, "xa") == cells_of(giang, "cb 1") == []
    assert names(em, "nguyen") == "Nguyễn Văn An"
    assert (
        people.an.pk not in people_of(em, "an"),
        [found.pk for found in cells_of(em, "cb 1")],
    ) == (True, [cell.pk])


def moved(people, member, into=None, ending=""):
    """Out of cell 7 on 1 January, into another cell or away."""
    Membership.objects.filter(member=member).update(
        until=date(2026, 1, 1), ending=ending
    )
    if into:
        MembershipFactory(member=member, cell=into, since=date(2026, 1, 1))


@pytest.mark.parametrize("few", [0, 100])
def test_who_has_left_is_found_from_above_and_not_by_the_cell(people, monkeypatch, few):
    monkeypatch.setattr("cells.pages.search.scope.FEW_CELLS", few)
    moved(people, people.dung)
    found = {
        name: people.dung.pk in people_of(people.actor(name), "dung")
        for name in ("giang", "inh", "binh")
    }
    assert found == {"giang": True, "inh": True, "binh": False}


@pytest.mark.parametrize("few", [0, 100])
def test_who_moved_to_another_ward_is_found_there_only(people, monkeypatch, few):
    monkeypatch.setattr("cells.pages.search.scope.FEW_CELLS", few)
    moved(people, people.dung, into=another_ward(people))
    assert [
        people.dung.pk in people_of(people.actor(name), "dung")
        for name in ("giang", "em")
    ] == [False, True]


@pytest.mark.parametrize("few", [0, 100])
def test_a_guest_is_found_while_a_guest(people, monkeypatch, few):
    monkeypatch.setattr("cells.pages.search.scope.FEW_CELLS", few)
    MembershipFactory(
        member=people.dung,
        cell=people.other_cell,
        kind="temporary",
        since=date(2025, 9, 1),
    )
    assert people.dung.pk in people_of(people.actor("chi"), "dung")
    Membership.objects.filter(member=people.dung, kind="temporary").update(until=TODAY)
    assert people.dung.pk not in people_of(people.actor("chi"), "dung")


def test_a_dismissed_secretary_finds_nobody(people, sign_in):
    client = sign_in("binh")
    assert client.get(reverse("search:search")).status_code == 200
    people.binh.appointments.update(until=TODAY)
    assert client.get(reverse("search:search"), {"q": "an"}).status_code == 403


@pytest.mark.parametrize("name", [*NAMES, "quan"])
def test_the_box_stands_for_those_who_oversee_somebody(people, sign_in, name):
    actor = people.actor(name)
    assert (
        permissions.oversees(actor) == navigation.may_search(actor) == bool(FINDS[name])
    )
    client = sign_in(name)
    assert (b'id="finder"' in client.get(reverse("entry:my_account")).content) == bool(
        FINDS[name]
    )
    assert client.get(reverse("search:search")).status_code == (
        200 if FINDS[name] else 403
    )


# --- cells ----------------------------------------------------------------------------

CELLS = [
    ("7", "Chi bộ 7 | Chi bộ 7 cũ"),
    ("cb 7", "Chi bộ 7 | Chi bộ 7 cũ"),
    ("CB07", "Chi bộ 7 | Chi bộ 7 cũ"),
    ("chi bo so 7", "Chi bộ 7 | Chi bộ 7 cũ"),
    ("Chi bộ 10", "Chi bộ 10"),
    ("chi bo", "Chi bộ 7 | Chi bộ 9 | Chi bộ 10 | Chi bộ 70 | UBND phường | Chi bộ Mầm "
               "non Hoà Bình | "
               "Chi bộ Mầm non Hoa Bình | Chi bộ 7 cũ"),
    ("mam non", "Chi bộ Mầm non Hoa Bình | Chi bộ Mầm non Hoà Bình"),
    ("hòa bình", "Chi bộ Mầm non Hoà Bình | Chi bộ Mầm non Hoa Bình"),
    ("ubnd", "UBND phường"),
    ("phuong", "UBND phường"),
    ("huong", ""),
    ("chi", ""),
    ("%", ""),
    ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "expected"), CELLS, ids=[words or "nothing" for words, _ in CELLS]
)
def test_cells_are_found_by_number_and_by_name(people, words, expected):
    for name in (
        "Chi bộ 70",
        "Chi bộ 10",
        "Chi bộ Mầm non Hoa Bình",
        "Chi bộ Mầm non Hoà Bình",
    ):
        CellFactory(name=name, committee=people.ward)
    CellFactory(name="Chi bộ 7 cũ", committee=people.ward, closed_on=date(2020, 1, 1))
    found = cells_of(people.actor("giang"), words)
    if words == "chi bo":
        assert {cell.name for cell in found} == set(expected.split(" | "))
    else:
        assert " | ".join(cell.name for cell in found) == expected


def test_a_cell_officer_finds_their_own_cell_only(people):
    assert [cell.pk for cell in cells_of(people.actor("binh"), "chi bo")] == [
        people.cell.pk
    ]


def test_a_cell_is_found_by_the_name_that_it_had(people, sign_in):
    """Also when the name was given to it by an act, and beside cells that bear it
    today."""
    for name in ("Chi bộ 41", "Chi bộ 42"):
        FormerName.objects.create(
            cell=people.other_cell, name=name, until=date(2020 + int(name[-1]), 1, 1)
        )
    CellFactory(name="Chi bộ 41 mới", committee=people.ward)
    found = cells_of(people.actor("giang"), "cb 41")
    assert [(cell.name, cell.former) for cell in found] == [
        ("Chi bộ 41 mới", ""),
        ("Chi bộ 9", "Chi bộ 41"),
    ]
    assert cells_of(people.actor("binh"), "cb 41") == []
    assert "trước là Chi bộ 41" in page_of(sign_in("giang"), q="cb 41")
    assert "trước là" not in page_of(sign_in("giang"), q="cb 9")


# --- the page -------------------------------------------------------------------------


def page_of(client, **asked):
    return fold_spaces(client.get(reverse("search:search"), asked).content.decode())


def test_the_page_keeps_the_words_and_says_how_many_and_where(people, sign_in):
    page = page_of(sign_in("giang"), q='"Văn" <b>')
    assert 'value="&quot;Văn&quot; &lt;b&gt;"' in page and "không thấy ai" in page
    page = page_of(sign_in("giang"), q="an")
    assert f"{people.ward.name}: thấy <b>01</b> người." in page
    assert "Tìm trong Chi bộ 7." in page_of(sign_in("binh"))


def test_links_lead_where_the_person_may_go(people, sign_in):
    person, line = (
        reverse("person:person", args=[people.an.pk]),
        f"{reverse('cell:cell', args=[people.cell.pk])}#nguoi-",
    )
    assert f'href="{person}"' in page_of(sign_in("giang"), q="nguyen van an")
    for name in ("binh", "inh"):
        assert f'href="{line}{people.an.pk}"' in page_of(
            sign_in(name), q="nguyen van an"
        )
    own = reverse("cell:cell", args=[people.other_cell.pk])
    assert f'href="{own}#nguoi-{people.giang.pk}"' in page_of(
        sign_in("giang"), q="giang"
    )


@pytest.mark.parametrize("name", ["giang", "inh", "hanh", "binh", "chi", "lan"])
def test_every_link_opens_and_leads_to_the_line_of_the_person(people, sign_in, name):
    MembershipFactory(
        member=people.dung,
        cell=people.other_cell,
        kind="temporary",
        since=date(2025, 9, 1),
    )
    client, actor = sign_in(name), people.actor(name)
    for pk in FINDS[name]:
        page = page_of(client, q=people.members[pk].full_name)
        for address in {
            part.split('"')[0]
            for part in page.split('<li><a href="')[1:]
            if "nguoi" in part[:40]
        }:
            answer = client.get(address)
            assert answer.status_code == 200, (actor, address)
            if "#" in address:
                assert f'id="{address.split("#")[1]}"' in answer.content.decode()


@pytest.mark.parametrize(
    ("ending", "words"),
    [
        ("sent", "đã chuyển đi"),
        ("died", "đã từ trần"),
        ("left", "đã ra khỏi Đảng"),
        ("", "không còn sinh hoạt ở đây"),
    ],
)
def test_who_has_left_is_marked_in_words(people, sign_in, ending, words):
    moved(people, people.dung, ending=ending)
    assert f"Chi bộ 7 · {words}" in page_of(sign_in("giang"), q="dung")


def test_guests_posts_years_and_closed_cells_are_told(people, sign_in):
    Member.objects.filter(pk=people.bao.pk).update(born_on=date(1958, 9, 5))
    MembershipFactory(
        member=people.bao,
        cell=people.other_cell,
        kind="temporary",
        since=date(2025, 9, 1),
    )
    Cell.objects.filter(pk=people.unit.pk).update(closed_on=date(2026, 2, 1))
    giang = sign_in("giang")
    assert "Chi bộ 7 · sinh 1958 · Phó bí thư chi bộ" in page_of(giang, q="bao")
    assert "đã kết thúc ngày 01/02/2026" in page_of(giang, q="ubnd")
    assert "Chi bộ 9 · sinh 1958 · Phó bí thư chi bộ · khách" in page_of(
        sign_in("chi"), q="bao"
    )


def test_what_is_shown_of_somebody_is_whole_and_the_post_held_longest_stands_first(
    people,
):
    """Whoever belongs here and is a guest there since, is shown at home; who has left,
    where they were last."""
    AppointmentFactory(
        member=people.bao,
        role="cell_committee_member",
        cell=people.cell,
        since=date(2005, 1, 1),
    )
    AppointmentFactory(
        member=people.bao,
        role="secretary",
        cell=people.cell,
        since=date(2000, 1, 1),
        until=TODAY,
    )
    MembershipFactory(
        member=people.bao,
        cell=people.other_cell,
        kind="temporary",
        since=date(2025, 9, 1),
    )
    MembershipFactory(
        member=people.an,
        cell=people.other_cell,
        since=date(2005, 1, 1),
        until=date(2010, 1, 1),
    )
    moved(people, people.dung, ending="sent")
    pks = [people.dung.pk, people.bao.pk, people.an.pk]
    found = describe_people(pks, Scope(people.actor("giang")))
    told = [
        (
            each.member.full_name,
            each.membership.cell.name,
            each.membership.kind,
            each.membership.ending,
            each.posts,
        )
        for each in found
    ]
    assert told == [
        ("Phạm Thị Dung", "Chi bộ 7", "official", "sent", []),
        (
            "Vũ Gia Bảo",
            "Chi bộ 7",
            "official",
            "",
            ["Chi ủy viên", "Phó bí thư chi bộ"],
        ),
        ("Nguyễn Văn An", "Chi bộ 7", "official", "", []),
    ]


def test_more_than_a_page_is_a_link_away(people, sign_in):
    crowd = Member.objects.bulk_create(
        Member(full_name=f"Phí Văn Quang{n}") for n in range(MOST_PEOPLE + 30)
    )
    Membership.objects.bulk_create(
        Membership(member=each, cell=people.cell, since=TODAY) for each in crowd
    )
    client = sign_in("giang")
    first, last = page_of(client, q="phí"), page_of(client, q="phí", page=5)
    assert "thấy <b>hơn 100</b> người" in first
    assert (first.count("Phí Văn Quang"), last.count("Phí Văn Quang")) == (20, 20)
    assert "?q=ph%C3%AD&amp;page=2" in first and "gõ thêm họ" in last


def test_too_many_words_are_refused_in_words(people, sign_in):
    page = page_of(sign_in("giang"), q="a" * 101)
    assert "Lỗi: " in page and "Dài quá" in page


@pytest.mark.parametrize(("few", "queries"), [(0, 8), (100, 9)])
def test_one_and_twenty_cost_the_same_queries(
    people, sign_in, monkeypatch, few, queries, django_assert_num_queries
):
    monkeypatch.setattr("cells.pages.search.scope.FEW_CELLS", few)
    crowd = Member.objects.bulk_create(
        Member(full_name=f"Phí Văn {name}") for name in ["Một", *["Nhiều"] * 20]
    )
    Membership.objects.bulk_create(
        Membership(member=each, cell=people.cell, since=TODAY) for each in crowd
    )
    client = sign_in("giang")
    for words in ("mot", "nhieu"):
        with django_assert_num_queries(queries):
            assert "Phí Văn" in page_of(client, q=words)


# --- the columns ----------------------------------------------------------------------


def test_columns_follow_the_name_however_it_is_written(people):
    """save(), bulk_create(), update() and an act that corrects a name, there and
    back."""
    made = Member.objects.bulk_create([Member(full_name="Đỗ Thuý An", card="17.5")])[0]
    ways = (
        "name_folded",
        "name_turned",
        "name_marked",
        "name_marked_turned",
        "card_digits",
    )
    assert [getattr(made, way) for way in ways] == [
        "do thuy an",
        "an do thuy",
        "đỗ thuý an",
        "an đỗ thuý",
        "175",
    ]
    Member.objects.filter(pk=made.pk).update(full_name="Đỗ Hòa", card="9")
    made.refresh_from_db()
    assert [getattr(made, way) for way in ways] == [
        "do hoa",
        "hoa do",
        "đỗ hoà",
        "hoà đỗ",
        "9",
    ]
    effects = Effects(by=people.actor("giang"), at=NOW)
    effects.change(Member.objects.filter(pk=people.an.pk), full_name="Nguyễn Văn Ân")
    assert Member.objects.get(pk=people.an.pk).name_marked == "nguyễn văn ân"
    correct_person(
        people.an,
        reason="Viết nhầm",
        by=people.actor("giang"),
        at=NOW,
        full_name="Nguyễn Văn Ẩn",
    )
    assert Member.objects.get(pk=people.an.pk).name_marked_turned == "ẩn nguyễn văn"
    Cell.objects.filter(pk=people.cell.pk).update(name="Chi bộ 07A")
    assert Cell.objects.get(pk=people.cell.pk).name_folded == "7a"


def test_no_row_has_a_column_that_was_not_made_from_its_source(people):
    FormerName.objects.create(
        cell=people.cell, name="Chi bộ Số 07", until=date(2020, 1, 1)
    )
    for model in (Member, Cell, FormerName):
        for row in model.objects.all():
            facts = {
                field.name: getattr(row, field.name)
                for field in model._meta.concrete_fields
            }
            assert {
                name: facts[name] for name in computed_from(model, facts)
            } == computed_from(model, facts)


def test_a_source_is_not_written_by_an_expression(people):
    people.an.full_name = "Nguyễn Văn Ân"
    with pytest.raises(TypeError):
        Member.objects.bulk_update([people.an], ["full_name"])


# --- cells that are over --------------------------------------------------------------


def test_of_two_cells_of_one_name_the_one_that_is_over_carries_its_year(
    people, sign_in
):
    CellFactory(name="Chi bộ 7", committee=people.ward, closed_on=date(2025, 6, 5))
    found = cells_of(people.actor("giang"), "chi bo 7")
    assert [cell.name_with_years for cell in found] == [
        "Chi bộ 7",
        "Chi bộ 7 (đến 2025)",
    ]
    page = page_of(sign_in("giang"), q="chi bo 7")
    assert "<b>Chi bộ 7</b>" in page and "<b>Chi bộ 7 (đến 2025)</b>" in page


def test_who_was_last_in_a_cell_that_is_over_is_found_there(people, sign_in):
    old = CellFactory(name="Chi bộ 7", committee=people.ward, closed_on=TODAY)
    gone = MemberFactory(full_name="Lê Văn Xưa")
    MembershipFactory(member=gone, cell=old, until=TODAY, ending="died")
    page = page_of(sign_in("giang"), q="le van xua")
    assert "Chi bộ 7 (đến 2026) · đã từ trần" in page


def test_a_cell_that_never_was_is_not_found(people):
    CellFactory(
        name="Chi bộ 71", committee=people.ward, founded_on=TODAY, closed_on=TODAY
    )
    CellFactory(name="Chi bộ 72", committee=people.ward, founded_on=TODAY)
    giang = people.actor("giang")
    assert cells_of(giang, "chi bo 71") == []
    assert len(cells_of(giang, "chi bo 72")) == 1
