"""The officer's pages: the list, a slip for one, slips for a cell, locking."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import account_list, sign_in_names, slips
from accounts.models import AccountEvent, ActivationSlip, User
from accounts.visitors import Visitor
from cells.models import Member
from tests.factories import MemberFactory, MembershipFactory, UserFactory
from tests.people import NAMES, NOW
from tests.plans.browsing import text_of
from tests.plans.gone import leave

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

CODE = re.compile(r">([34679ACDEFGHJKMNPQRTUVWXY]{4}-[34679ACDEFGHJKMNPQRTUVWXY]{4})<")


def newcomer(people, full_name="Nguyễn Văn An", **fields):
    member = MemberFactory(full_name=full_name, **fields)
    MembershipFactory(member=member, cell=people.cell)
    return member


def names_in(page):
    return [row.member.full_name for row in page.context["rows"]]


def listed(client, **asked):
    return client.get(reverse("accounts:accounts"), asked)


# --- the list -------------------------------------------------------------------------


def test_cell_officer_sees_the_people_of_the_cell_by_given_name(sign_in):
    page = listed(sign_in("binh"))
    assert names_in(page) == [NAMES[name] for name in ("an", "bao", "binh", "dung")]
    assert [row.prints for row in page.context["rows"]] == [True, True, False, True]


def test_ward_officer_sees_everybody_below_and_the_administrator_all(sign_in):
    assert len(names_in(listed(sign_in("giang")))) == 10
    assert len(names_in(listed(sign_in("quan")))) == 11


@pytest.mark.parametrize("name", ["an", "em", "hanh", "inh", "kha"])
def test_whoever_keeps_no_accounts_is_refused(sign_in, name):
    assert listed(sign_in(name)).status_code == 403


@pytest.mark.parametrize(
    "words, found",
    [
        ("an", ["an", "binh"]),
        ("Trần  thị", ["binh"]),
        ("tran thi binh", ["binh"]),
        ("đung", ["dung"]),
        ("khong co", []),
    ],
)
def test_search_reads_names_with_and_without_marks(sign_in, words, found):
    page = listed(sign_in("binh"), q=words)
    assert names_in(page) == [NAMES[name] for name in found]
    assert bool(found) or "Không có ai như vậy" in page.content.decode()


def test_states_and_their_tally(people, sign_in):
    newcomer(people, "Lý Thị Chưa")
    slips.issue_slip_to(people.dung, by=people.actor("binh"), at=NOW)
    User.objects.filter(pk=people.bao.user.pk).update(is_active=False)
    User.objects.filter(pk=people.binh.user.pk).update(
        password=slips.make_unusable_password()
    )
    client = sign_in("giang")
    page = listed(client, cell=people.cell.pk)
    states = {row.member.full_name: row.state for row in page.context["rows"]}
    assert states == {
        NAMES["an"]: "active",
        NAMES["binh"]: "expired",
        NAMES["bao"]: "locked",
        "Lý Thị Chưa": "none",
        NAMES["dung"]: "slip",
    }
    assert {state.value: number for state, number in page.context["tally"]} == {
        "none": 1,
        "slip": 1,
        "expired": 1,
        "active": 7,
        "locked": 1,
    }
    for state, name in [
        ("none", "Lý Thị Chưa"),
        ("slip", NAMES["dung"]),
        ("locked", NAMES["bao"]),
    ]:
        assert names_in(listed(client, cell=people.cell.pk, state=state)) == [name]


def test_the_whole_list_stands_by_the_alphabet_with_where_each_is(people, sign_in):
    """Among those who came last: An, Ánh, Ân, and Đạt after Dung."""
    for name in ("Lê Văn Đạt", "Lê Văn Ân", "Lê Văn Ánh", "Lê Văn An"):
        newcomer(people, name)
    User.objects.filter(pk=people.bao.user.pk).update(is_active=False)
    slips.issue_slip_to(people.dung, by=people.actor("binh"), at=NOW)
    rows = listed(sign_in("giang")).context["rows"]
    shown = [
        (
            row.member.full_name,
            row.home.name,
            str(row.member.user),
            row.state.label,
            row.prints,
        )
        for row in rows
    ]
    assert shown == [
        ("Lê Văn An", "Chi bộ 7", "None", "Chưa có tài khoản", True),
        ("Nguyễn Văn An", "Chi bộ 7", "an", "Đã kích hoạt", True),
        ("Lê Văn Ánh", "Chi bộ 7", "None", "Chưa có tài khoản", True),
        ("Lê Văn Ân", "Chi bộ 7", "None", "Chưa có tài khoản", True),
        ("Vũ Gia Bảo", "Chi bộ 7", "bao", "Đã khóa", True),
        ("Trần Thị Bình", "Chi bộ 7", "binh", "Đã kích hoạt", True),
        ("Lê Kim Chi", "Chi bộ 9", "chi", "Đã kích hoạt", True),
        ("Phạm Thị Dung", "Chi bộ 7", "dung", "Có phiếu chưa dùng", True),
        ("Lê Văn Đạt", "Chi bộ 7", "None", "Chưa có tài khoản", True),
        ("Ngô Thị Giang", "Chi bộ 9", "giang", "Đã kích hoạt", False),
        ("Đỗ Thị Hạnh", "Chi bộ 9", "hanh", "Đã kích hoạt", False),
        ("Bùi Văn Inh", "Chi bộ 9", "inh", "Đã kích hoạt", False),
        ("Đặng Văn Kha", "UBND phường", "kha", "Đã kích hoạt", True),
        ("Mai Thị Lan", "UBND phường", "lan", "Đã kích hoạt", True),
    ]


def test_the_tally_stands_in_the_order_of_the_states(people, sign_in):
    for number in range(3):
        newcomer(people, f"Lý Thị Chưa {number}")
    slips.issue_slip_to(people.dung, by=people.actor("binh"), at=NOW)
    locked = [people.bao.user.pk, people.an.user.pk]
    User.objects.filter(pk__in=locked).update(is_active=False)
    tally = listed(sign_in("giang")).context["tally"]
    assert [(state.label, number) for state, number in tally] == [
        ("Chưa có tài khoản", 3),
        ("Có phiếu chưa dùng", 1),
        ("Đã kích hoạt", 7),
        ("Đã khóa", 2),
    ]


def test_who_is_locked_with_a_slip_in_hand_is_locked(people, sign_in):
    slips.issue_slip_to(people.dung, by=people.actor("binh"), at=NOW)
    User.objects.filter(pk=people.dung.user.pk).update(is_active=False)
    (row,) = listed(sign_in("giang"), q="dung").context["rows"]
    assert row.state.label == "Đã khóa"


@pytest.mark.parametrize(
    "words, found",
    [("quy", True), ("quynh9", True), ("QUYNH 9", True), ("nh9", False), ("9", False)],
)
def test_a_sign_in_name_is_found_by_its_beginning(people, sign_in, words, found):
    newcomer(people, "Lê Văn Tám", user=UserFactory(username="quynh9"))
    assert names_in(listed(sign_in("giang"), q=words)) == ["Lê Văn Tám"] * found


def test_slips_for_a_cell_are_for_those_who_are_not_in_yet_by_the_alphabet(people):
    for name in ("Lê Văn Đạt", "Lê Văn Ân", "Lê Văn Ánh", "Lê Văn An"):
        newcomer(people, name)
    User.objects.filter(pk=people.binh.user.pk).update(
        password=slips.make_unusable_password()
    )
    slips.issue_slip_to(people.dung, by=people.actor("binh"), at=NOW)
    found = account_list.find_people_not_yet_in(people.actor("giang"), people.cell, NOW)
    assert [(member.full_name, member.state) for member in found] == [
        ("Lê Văn An", "none"),
        ("Lê Văn Ánh", "none"),
        ("Lê Văn Ân", "none"),
        ("Trần Thị Bình", "expired"),
        ("Phạm Thị Dung", "slip"),
        ("Lê Văn Đạt", "none"),
    ]


def test_asking_for_somebody_elses_cell_shows_nothing_of_it(people, sign_in):
    assert (
        NAMES["chi"]
        not in listed(sign_in("binh"), cell=people.other_cell.pk).content.decode()
    )


def test_fifty_a_page_in_the_same_number_of_queries(people, sign_in):
    client = sign_in("giang")

    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = listed(client)
        return len(names_in(page)), len(queries)

    few, queries = asked()
    for number in range(60):
        member = newcomer(people, f"Nguyễn Văn Thêm {number}")
        if number % 2:
            slips.issue_slip_to(
                member, by=people.actor("binh"), at=NOW, username=f"them{number}"
            )
    assert (few, asked()) == (10, (50, queries))
    assert queries <= 12
    assert len(names_in(listed(client, page=2))) == 20


def test_the_administrator_reads_whose_account_a_death_has_closed(people, sign_in):
    leave(people.an)
    client = sign_in("quan")
    assert names_in(listed(client, state="closed")) == ["Nguyễn Văn An"]
    words = text_of(client.get(reverse("accounts:slip", args=[people.an.pk])))
    assert "Đã đóng vì từ trần" in words and "In phiếu mới" not in words
    assert "Khóa tài khoản" not in words


def test_next_page_keeps_what_was_asked_for(people, sign_in):
    for number in range(51):
        newcomer(people, f"Nguyễn Văn Thêm {number}")
    page = listed(
        sign_in("giang"), q="them", cell=people.cell.pk, page=1
    ).content.decode()
    assert f'href="?q=them&amp;cell={people.cell.pk}&amp;page=2"' in page


def test_officer_of_one_cell_need_not_choose_it(people, sign_in):
    button = f'href="{reverse("accounts:cell_slips", args=[people.cell.pk])}"'
    assert button in listed(sign_in("binh")).content.decode()
    assert button not in listed(sign_in("giang")).content.decode()
    assert button in listed(sign_in("giang"), cell=people.cell.pk).content.decode()


# --- one slip -------------------------------------------------------------------------


def test_slip_is_shown_once_and_opens(people, sign_in, client):
    officer = sign_in("binh")
    address = reverse("accounts:slip", args=[people.an.pk])
    page = officer.post(address)
    assert page["Cache-Control"] == "private, no-store"
    text = page.content.decode()
    code = CODE.search(text)[1]
    for words in (
        NAMES["an"],
        '<dd class="slip-key">an</dd>',
        "testserver/kich-hoat",
        "24/02/2026",
        "Giữ kín",
    ):
        assert words in text
    assert code not in officer.get(address).content.decode()
    assert code not in listed(officer).content.decode()
    opened = slips.open_slip("an", code, visitor=Visitor(), at=NOW)
    assert opened.issued_by == people.binh.user


def test_person_without_login_chooses_among_names_that_are_free(people, sign_in):
    member = newcomer(people, "Trần Văn Ân", card="05123456", phone="0912345678")
    client = sign_in("binh")
    address = reverse("accounts:slip", args=[member.pk])
    choices = dict(client.get(address).context["form"].fields["username"].choices)
    assert list(choices) == ["0912345678", "05123456", "tranvanan"]
    assert client.post(address, {"username": "quantri"}).status_code == 200
    assert not ActivationSlip.objects.exists()
    assert CODE.search(client.post(address, {"username": "05123456"}).content.decode())
    member.refresh_from_db()
    assert member.user.username == "05123456"


@pytest.mark.parametrize(
    "who, whom, status",
    [
        ("binh", "binh", 403),
        ("bao", "binh", 403),
        ("chi", "giang", 403),
        ("chi", "an", 404),
        ("giang", "giang", 403),
        ("giang", "hanh", 403),
        ("giang", "em", 404),
        ("hanh", "an", 404),
        ("inh", "an", 404),
        ("an", "dung", 404),
        ("an", "an", 404),
        ("giang", "an", 200),
        ("quan", "giang", 200),
        ("quan", "em", 200),
    ],
)
def test_slip_is_printed_from_above_only(people, sign_in, who, whom, status):
    page = sign_in(who).post(reverse("accounts:slip", args=[people.members[whom].pk]))
    assert page.status_code == status
    assert ActivationSlip.objects.count() == (status == 200)


def test_slip_page_says_why_there_is_no_button(people, sign_in):
    page = (
        sign_in("binh")
        .get(reverse("accounts:slip", args=[people.binh.pk]))
        .content.decode()
    )
    assert "Không ai tự in phiếu cho mình" in page
    assert "In phiếu mới" not in page


# --- slips for a cell -----------------------------------------------------------------


@pytest.fixture
def first_day(people):
    """Three people of Bình's cell without a login, one of them with a phone that a
    fourth shares."""
    people_of = [
        newcomer(people, "Nguyễn Văn Ba", phone="0911111111"),
        newcomer(people, "Nguyễn Văn Ba", card="05999999"),
        newcomer(people, "Đỗ Thị Đào", phone="0922222222"),
    ]
    Member.objects.filter(pk=people.dung.pk).update(phone="0922222222")
    return people_of


def test_whole_cell_gets_slips_with_different_names(people, first_day, sign_in):
    client = sign_in("binh")
    address = reverse("accounts:cell_slips", args=[people.cell.pk])
    shown = client.get(address)
    assert [row.member for row in shown.context["rows"]] == [
        *first_day[:2],
        first_day[2],
    ]
    assert not ActivationSlip.objects.exists()
    page = client.post(
        address, {"kind": "phone", "people": [member.pk for member in first_day]}
    )
    assert len(set(CODE.findall(page.content.decode()))) == 3
    given = {
        member.pk: member.user.username
        for member in Member.objects.filter(pk__in=[m.pk for m in first_day])
    }
    assert given == {
        first_day[0].pk: "0911111111",
        first_day[1].pk: "nguyenvanba2",
        first_day[2].pk: "dothidao",
    }
    assert ActivationSlip.objects.filter(issued_by=people.binh.user).count() == 3


def test_only_chosen_people_of_the_cell_get_one(people, first_day, sign_in):
    outsider = MemberFactory(full_name="Lê Văn Ngoài")
    MembershipFactory(member=outsider, cell=people.other_cell)
    client = sign_in("binh")
    address = reverse("accounts:cell_slips", args=[people.cell.pk])
    for chosen in ([outsider.pk], [people.an.pk], [people.giang.pk], []):
        assert not CODE.search(
            client.post(address, {"kind": "name", "people": chosen}).content.decode()
        )
    assert not ActivationSlip.objects.exists()
    client.post(address, {"kind": "name", "people": [first_day[0].pk]})
    assert [slip.user.member for slip in ActivationSlip.objects.all()] == [first_day[0]]


def ticks(page):
    return re.findall(r'<input[^>]*type="checkbox"[^>]*checked', page)


@pytest.fixture
def second_day(people, first_day):
    """Dung has a password and a slip in hand, Bảo a slip, Bình's has run out; the
    three of the first day have nothing."""
    slips.issue_slip_to(people.dung, by=people.actor("giang"), at=NOW)
    users = [people.bao.user.pk, people.binh.user.pk]
    User.objects.filter(pk__in=users).update(password=slips.make_unusable_password())
    slips.issue_slip_to(people.bao, by=people.actor("giang"), at=NOW)
    return first_day


def test_nobody_is_ticked_and_who_has_no_account_stands_first(
    people, second_day, sign_in
):
    address = reverse("accounts:cell_slips", args=[people.cell.pk])
    page = sign_in("giang").get(address)
    assert ticks(page.text) == []
    words = text_of(page)
    order = [
        "Chưa có tài khoản",
        "Tất cả 03 người chưa có tài khoản",
        "Nguyễn Văn Ba",
        "Đỗ Thị Đào",
        "Đã có tài khoản",
        "Vũ Gia Bảo",
        "Trần Thị Bình",
        "Phạm Thị Dung",
    ]
    places = [words.index(one) for one in order]
    assert places == sorted(places)


def test_what_ends_is_said_of_each_and_in_sum(people, second_day, sign_in):
    address = reverse("accounts:cell_slips", args=[people.cell.pk])
    words = text_of(sign_in("giang").get(address))
    password = (
        "mật khẩu đang dùng và các máy đang đăng nhập hết khi phiếu mới được dùng"
    )
    assert "Vũ Gia Bảo phiếu in ngày 10/02/2026 hết ngay Trần" in words
    assert "Trần Thị Bình phiếu cũ đã hết hạn, không có gì khác" in words
    assert f"Phạm Thị Dung phiếu in ngày 10/02/2026 hết ngay; {password}" in words
    assert "Nếu in lại cho cả 03 người này: 02 phiếu đã in, chưa dùng hết" in words
    assert "01 mật khẩu đang dùng, cùng các máy đang đăng nhập" in words


def test_all_without_an_account_are_chosen_at_once_and_nothing_ends(
    people, second_day, sign_in
):
    address = reverse("accounts:cell_slips", args=[people.cell.pk])
    before = list(ActivationSlip.objects.order_by("pk").values())
    page = sign_in("giang").post(address, {"kind": "name", "everybody_new": "on"})
    assert len(set(CODE.findall(page.text))) == 3
    assert list(ActivationSlip.objects.order_by("pk").values())[:2] == before
    assert {slip.user.member for slip in ActivationSlip.objects.all()[2:]} == set(
        second_day
    )


def test_what_would_end_is_asked_once_more(people, second_day, sign_in):
    client = sign_in("giang")
    address = reverse("accounts:cell_slips", args=[people.cell.pk])
    chosen = [people.dung.pk, people.bao.pk, people.binh.pk, second_day[0].pk]
    page = client.post(address, {"kind": "name", "people": chosen})
    assert not CODE.search(page.text)
    words = text_of(page)
    assert "In 04 phiếu thì những việc sau hết hiệu lực" in words
    assert "02 phiếu đã in, chưa dùng hết hiệu lực ngay khi bấm" in words
    assert "01 mật khẩu đang dùng" in words
    assert "Vũ Gia Bảo: phiếu in" in words and "Trần Thị Bình:" not in words
    assert ActivationSlip.objects.unspent().count() == 2
    told = re.findall(r'name="told" value="(\d+)"', page.text)
    assert {int(pk) for pk in told} == {people.dung.pk, people.bao.pk}
    half = {"kind": "name", "people": chosen, "told": [people.bao.pk]}
    assert not CODE.search(client.post(address, half).text)
    page = client.post(address, {"kind": "name", "people": chosen, "told": told})
    assert len(set(CODE.findall(page.text))) == 4
    assert ActivationSlip.objects.unspent().count() == 4


def test_a_password_lasts_until_the_new_slip_is_used(people, second_day, sign_in):
    """As the page says."""
    client = sign_in("giang")
    address = reverse("accounts:cell_slips", args=[people.cell.pk])
    sent = {"kind": "name", "people": people.dung.pk, "told": people.dung.pk}
    before = User.objects.get(pk=people.dung.user.pk).password
    assert CODE.search(client.post(address, sent).text)
    assert User.objects.get(pk=people.dung.user.pk).password == before


def test_somebody_without_a_choice_is_told(people, second_day, sign_in):
    address = reverse("accounts:cell_slips", args=[people.cell.pk])
    page = sign_in("giang").post(address, {"kind": "name"})
    assert "Chưa chọn ai để in phiếu." in page.text
    page = sign_in("giang").post(address, {"kind": "x", "people": people.bao.pk})
    assert len(ticks(page.text)) == 1


def test_cell_of_somebody_else_is_not_there(people, sign_in):
    assert (
        sign_in("binh")
        .get(reverse("accounts:cell_slips", args=[people.other_cell.pk]))
        .status_code
        == 404
    )
    assert (
        sign_in("an")
        .get(reverse("accounts:cell_slips", args=[people.cell.pk]))
        .status_code
        == 404
    )
    assert (
        sign_in("giang")
        .get(reverse("accounts:cell_slips", args=[people.cell.pk]))
        .status_code
        == 200
    )


def test_names_offered_to_many_take_the_same_number_of_queries(
    people, django_assert_num_queries
):
    members = [
        newcomer(people, f"Nguyễn Văn {n}", phone=f"09{n:08d}") for n in range(20)
    ]
    with django_assert_num_queries(3):
        assert (
            len(
                {offer["name"] for offer in sign_in_names.offer_names(members).values()}
            )
            == 20
        )
    with django_assert_num_queries(3):
        sign_in_names.offer_names(members[:1])


# --- locking --------------------------------------------------------------------------


def test_ward_locks_and_unlocks_and_it_is_noted(people, sign_in):
    client = sign_in("giang")
    address = reverse("accounts:lock", args=[people.an.pk])
    client.post(address, {"wanted": "lock"})
    client.post(address, {"wanted": "lock"})
    assert not User.objects.get(username="an").is_active
    assert (
        "Mở khóa"
        in client.get(reverse("accounts:slip", args=[people.an.pk])).content.decode()
    )
    client.post(address, {"wanted": "unlock"})
    assert User.objects.get(username="an").is_active
    events = AccountEvent.objects.filter(user__username="an").order_by("pk")
    assert [(event.kind, event.by) for event in events] == [
        ("locked", people.giang.user),
        ("unlocked", people.giang.user),
    ]


@pytest.mark.parametrize(
    "who, whom, status",
    [
        ("giang", "giang", 403),
        ("giang", "hanh", 403),
        ("binh", "an", 403),
        ("an", "dung", 404),
        ("quan", "giang", 302),
    ],
)
def test_nobody_locks_themselves_or_somebody_above(people, sign_in, who, whom, status):
    page = sign_in(who).post(
        reverse("accounts:lock", args=[people.members[whom].pk]), {"wanted": "lock"}
    )
    assert page.status_code == status
    assert User.objects.filter(is_active=False).count() == (status == 302)


def test_person_without_login_has_nothing_to_lock(people, sign_in):
    member = newcomer(people)
    assert (
        sign_in("quan")
        .post(reverse("accounts:lock", args=[member.pk]), {"wanted": "lock"})
        .status_code
        == 403
    )
