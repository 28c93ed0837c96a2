"""Guessing is stopped by name and by address, and no stranger locks anybody out."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import guesses, slips
from accounts.models import GuessCount, User
from accounts.visitors import Visitor
from tests.markup import fold_spaces
from tests.people import NOW

pytestmark = pytest.mark.django_db

PASSWORD = "mua xuan chin chan"
NEW_PASSWORD = "hoa sua dau ngo"
OF_NAME = guesses.RULES["name"].most
OF_DEVICE = guesses.RULES["device"].most
OF_ADDRESS = guesses.RULES["address"].most
OF_CODES = guesses.RULES["code"].most
STOPPED = 429


@pytest.fixture(autouse=True)
def passwords(people):
    for name in ("an", "dung"):
        people.members[name].user.replace_password(PASSWORD, at=NOW)


@pytest.fixture
def at_home(client):
    """A browser with which An has signed in before, and signed out."""
    known = Client()
    assert send(known, "an", PASSWORD, address="10.0.0.9").status_code == 302
    known.post(reverse("entry:sign_out"))
    return known


def send(client, username, password, address="10.0.0.1"):
    data = {"username": username, "password": password}
    return client.post(reverse("entry:sign_in"), data, REMOTE_ADDR=address)


def guess(client, username, times, **more):
    return [
        send(client, username, f"doan lan thu {n}", **more).status_code
        for n in range(times)
    ]


def use_up(username):
    """A stranger has taken all that strangers get."""
    assert guess(Client(), username, OF_NAME + 1)[-1] == STOPPED


def test_the_rules_are_these():
    told = {
        str(kind): (rule.most, rule.within.total_seconds() / 60)
        for kind, rule in guesses.RULES.items()
    }
    assert told == {
        "name": (5, 15),
        "device": (10, 5),
        "address": (100, 15),
        "code": (20, 60),
        "question": (30, 10),
    }


# --- by name --------------------------------------------------------------------------


def test_guessing_stops_even_with_the_right_password(client):
    assert guess(client, "an", OF_NAME + 1) == [200] * OF_NAME + [STOPPED]
    assert send(client, "an", PASSWORD).status_code == STOPPED


def test_guesses_from_thirty_addresses_are_counted_together(client):
    answers = [
        guess(Client(), "an", 1, address=f"10.0.1.{number}")[0] for number in range(30)
    ]
    assert answers == [200] * OF_NAME + [STOPPED] * (30 - OF_NAME)


def test_another_person_at_the_same_address_is_not_shut_out(client):
    use_up("an")
    assert send(client, "dung", PASSWORD).status_code == 302


def test_spelling_the_name_differently_does_not_give_more_guesses(client, people):
    type(people.an).objects.filter(pk=people.an.pk).update(
        card="05123456", phone="0912345678"
    )
    spellings = ["an", "A.N", "0912 345 678", "05123456", " a n"]
    assert [guess(client, name, 1)[0] for name in spellings] == [200] * 5
    assert guess(client, "a-n", 1) == [STOPPED]


def test_names_that_nobody_has_stop_alike_and_say_the_same(client):
    answers, pages = [], []
    for name in ("an", "khongcoai"):
        answers.append(guess(client, name, OF_NAME + 1))
        page = send(client, name, PASSWORD)
        pages.append(re.sub(r'name="csrf\w+" value="\w+"', "", page.content.decode()))
    assert answers[0] == answers[1] == [200] * OF_NAME + [STOPPED]
    assert pages[0] == pages[1]


def test_a_stranger_on_a_new_device_waits_a_quarter_of_an_hour_and_no_longer(client):
    use_up("an")
    with time_machine.travel(NOW + timedelta(minutes=14, seconds=50), tick=False):
        assert guess(client, "an", 3) == [STOPPED] * 3
    with time_machine.travel(NOW + timedelta(minutes=15, seconds=30), tick=False):
        assert send(client, "an", PASSWORD).status_code == 302


def test_signing_in_forgets_the_wrong_tries(client):
    guess(client, "an", OF_NAME - 1)
    assert send(client, "an", PASSWORD).status_code == 302
    client.logout()
    client.cookies.clear()
    assert guess(client, "an", OF_NAME) == [200] * OF_NAME


def test_a_slip_ends_the_wait(client, people):
    use_up("an")
    printed = slips.issue_slip_to(people.an, by=people.actor("binh"), at=NOW)
    slips.spend_slip(printed.slip.pk, NEW_PASSWORD, at=NOW)
    assert send(client, "an", NEW_PASSWORD).status_code == 302


# --- by device ------------------------------------------------------------------------


def test_nobody_is_locked_out_of_a_device_by_a_stranger(at_home):
    use_up("an")
    assert send(at_home, "an", PASSWORD).status_code == 302


def test_nobody_is_locked_out_of_a_device_by_the_address_either(at_home, client):
    shut_address("10.0.0.1")
    assert send(client, "dung", PASSWORD).status_code == STOPPED
    assert send(at_home, "an", PASSWORD).status_code == 302


def test_a_device_has_a_count_of_its_own_and_a_short_wait(at_home):
    assert guess(at_home, "an", OF_DEVICE + 1) == [200] * OF_DEVICE + [STOPPED]
    with time_machine.travel(NOW + timedelta(minutes=5, seconds=30), tick=False):
        assert send(at_home, "an", PASSWORD).status_code == 302


def test_guesses_on_a_known_device_shut_nobody_out_elsewhere(at_home, client):
    guess(at_home, "an", OF_DEVICE + 1)
    assert send(client, "an", PASSWORD).status_code == 302


def test_signing_in_at_home_gives_a_stranger_no_more_guesses(at_home, client):
    use_up("an")
    assert send(at_home, "an", PASSWORD).status_code == 302
    assert guess(client, "an", 1) == [STOPPED]


def test_a_device_is_known_for_its_own_people_only(at_home):
    use_up("dung")
    assert send(at_home, "dung", PASSWORD).status_code == STOPPED


def test_two_people_at_one_device_are_counted_apart(at_home, client):
    assert send(at_home, "dung", PASSWORD).status_code == 302
    at_home.post(reverse("entry:sign_out"))
    guess(at_home, "dung", OF_DEVICE + 1)
    use_up("an")
    assert send(at_home, "an", PASSWORD).status_code == 302


def test_copies_of_a_devices_cookie_share_one_count(at_home):
    copies = [Client() for _ in range(OF_DEVICE + 1)]
    for copy in copies:
        copy.cookies["device"] = at_home.cookies["device"].value
    answers = [guess(copy, "an", 1)[0] for copy in copies]
    assert answers == [200] * OF_DEVICE + [STOPPED]


# --- by address -----------------------------------------------------------------------


def shut_address(address):
    for number in range(OF_ADDRESS):
        visitor = Visitor(address)
        name = f"khong{number}"
        guesses.count_password_guess(name, None, visitor=visitor, at=NOW)


def test_an_address_fails_a_hundred_times_and_then_waits(client):
    shut_address("10.0.0.1")
    page = send(client, "dung", PASSWORD)
    assert page.status_code == STOPPED
    assert "mạng" in page.content.decode()
    assert send(client, "dung", PASSWORD, address="10.0.0.2").status_code == 302


def test_an_address_that_is_stopped_takes_no_guess_from_a_name(client):
    shut_address("10.0.0.1")
    guess(client, "dung", 10)
    assert send(client, "dung", PASSWORD, address="10.0.0.2").status_code == 302


def test_only_failures_count_for_an_address(client):
    for _ in range(OF_ADDRESS + 5):
        visitor = Visitor("10.0.0.1")
        guess = guesses.count_password_guess("an", None, visitor=visitor, at=NOW)
        guess.forgive()
    assert send(client, "dung", PASSWORD).status_code == 302


def test_a_right_password_wipes_out_no_failures_of_its_address(client):
    guess(client, "an", 3)
    assert send(client, "dung", PASSWORD).status_code == 302
    assert GuessCount.objects.get(kind="address").number == 3


def test_what_was_refused_by_name_is_no_failure_of_the_address(client):
    guess(client, "an", OF_NAME + 20)
    assert GuessCount.objects.get(kind="address").number == OF_NAME


def test_the_wards_own_networks_are_counted_by_name_only(client, settings):
    settings.OWN_NETWORKS = ["10.0.0.0/24"]
    shut_address("10.0.0.1")
    assert send(client, "dung", PASSWORD).status_code == 302
    use_up("an")
    assert send(Client(), "an", PASSWORD).status_code == STOPPED


# --- slips ----------------------------------------------------------------------------


def show(client, code, username="an", address="10.0.0.1"):
    typed = {"username": username, "code": code}
    return client.post(reverse("entry:activate"), typed, REMOTE_ADDR=address)


@pytest.fixture
def printed(people):
    return slips.issue_slip_to(people.an, by=people.actor("binh"), at=NOW)


def test_wrong_codes_slow_down_and_never_end_a_slip(client, printed):
    answers = [
        show(Client(), "AAAA-AAAA", address=f"10.0.2.{number}").status_code
        for number in range(OF_CODES + 1)
    ]
    assert answers == [200] * OF_CODES + [STOPPED]
    page = show(client, printed.code)
    assert page.status_code == STOPPED
    assert "Phiếu của đồng chí vẫn còn hiệu lực" in fold_spaces(page.content.decode())
    with time_machine.travel(NOW + timedelta(minutes=61), tick=False):
        assert show(client, printed.code).url == reverse("entry:set_password")


def test_a_newly_printed_slip_is_not_waited_for(client, people, printed):
    for _ in range(OF_CODES + 1):
        answer = show(client, "AAAA-AAAA")
    assert answer.status_code == STOPPED
    newer = slips.issue_slip_to(people.an, by=people.actor("binh"), at=NOW)
    assert show(client, newer.code).url == reverse("entry:set_password")


def test_wrong_codes_of_a_stranger_do_not_stop_a_known_device(at_home, printed):
    for _ in range(OF_CODES + 1):
        show(Client(), "AAAA-AAAA")
    assert show(at_home, printed.code).url == reverse("entry:set_password")


def test_wrong_passwords_do_not_stop_a_slip_nor_wrong_codes_a_password(client, printed):
    use_up("an")
    assert show(client, printed.code).status_code == 302
    for _ in range(OF_CODES + 1):
        show(Client(), "AAAA-AAAA", "dung")
    assert send(client, "dung", PASSWORD).status_code == 302


def test_codes_for_names_that_nobody_has_stop_as_well(client):
    answers = [
        show(client, "AAAA-AAAA", "khongcoai").status_code for _ in range(OF_CODES + 1)
    ]
    assert answers == [200] * OF_CODES + [STOPPED]


# --- one's own password ---------------------------------------------------------------


def test_the_old_password_is_not_guessed_at_the_page_that_changes_it(sign_in):
    client = sign_in("an")
    new = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    answers = []
    for number in range(OF_NAME + 1):
        typed = {"old_password": f"doan {number}", **new}
        page = client.post(reverse("entry:change_password"), typed)
        answers.append(page.status_code)
    assert answers == [200] * OF_NAME + [STOPPED]
    typed = {"old_password": PASSWORD, **new}
    page = client.post(reverse("entry:change_password"), typed)
    assert page.status_code == STOPPED
    assert "Về trang đầu" in page.content.decode()


def test_a_new_password_that_is_refused_is_no_wrong_guess(sign_in):
    client = sign_in("an")
    typed = {"old_password": PASSWORD, "new_password1": "x", "new_password2": "x"}
    for _ in range(OF_NAME + 1):
        page = client.post(reverse("entry:change_password"), typed)
    assert page.status_code == 200


# --- words and the clock --------------------------------------------------------------


def test_page_says_how_many_minutes_and_whom_to_call_and_not_how_many_tries(
    client, settings
):
    settings.HELP_CONTACT = "Văn phòng Đảng ủy, 024 3827 0000"
    use_up("an")
    with time_machine.travel(NOW + timedelta(minutes=5, seconds=30), tick=False):
        response = send(client, "an", PASSWORD)
    page = fold_spaces(response.content.decode())
    assert "Đồng chí đợi 10 phút rồi thử lại" in page
    assert response.headers["Retry-After"] == "600"
    assert re.findall(r"\b(\d+) (?:lần|phút)", page) == ["10", "10"]
    assert "<b>Văn phòng Đảng ủy, 024 3827 0000</b>, bí thư chi bộ" in page
    assert reverse("entry:activate") in page


@pytest.fixture
def hashed(monkeypatch, settings):
    """Passwords that came to the hasher."""
    settings.PASSWORD_HASHERS = ["tests.accounts.test_guesses.NotingHasher"]
    NotingHasher.seen = []
    return NotingHasher.seen


class NotingHasher(PBKDF2PasswordHasher):
    algorithm = "noting"
    iterations = 1
    seen = []

    def encode(self, password, salt, iterations=None):
        self.seen.append(password)
        return super().encode(password, salt, iterations)


def test_the_hasher_works_as_much_for_a_name_that_nobody_has(client, people, hashed):
    people.an.user.replace_password(PASSWORD, at=NOW)
    people.dung.user.replace_password(PASSWORD, at=NOW)
    people.dung.user.set_active(False, by=people.giang.user, at=NOW)
    unused = slips.make_unusable_password()
    User.objects.filter(pk=people.chi.user.pk).update(password=unused)
    times = {}
    for name in ("an", "khongcoai", "dung", "chi"):
        hashed.clear()
        guess(client, name, 1)
        times[name] = len(hashed)
    assert times == {"an": 1, "khongcoai": 1, "dung": 1, "chi": 1}


def test_what_is_stopped_never_comes_to_the_hasher(client, people, hashed):
    people.an.user.replace_password(PASSWORD, at=NOW)
    use_up("an")
    hashed.clear()
    send(client, "an", PASSWORD)
    assert hashed == []


@pytest.mark.parametrize("is_stopped", [False, True])
def test_the_database_is_asked_as_often_for_a_name_that_nobody_has(at_home, is_stopped):
    asked = []
    for name in ("dung", "khongcoai"):
        if is_stopped:
            use_up(name)
        with CaptureQueriesContext(connection) as noted:
            send(at_home, name, "doan lan cuoi")
        asked.append([query["sql"].split()[0] for query in noted.captured_queries])
    assert len(asked[0]) > 8
    assert asked[0] == asked[1]


# --- what is kept ---------------------------------------------------------------------


def test_neither_password_nor_name_nor_address_is_kept_with_the_counts(client):
    guess(client, "tencuamotnguoi", 2)
    kept = str(list(GuessCount.objects.values_list()))
    assert not any(text in kept for text in ("doan", "tencuamotnguoi", "10.0.0.1"))


def test_old_counts_go_by_themselves(client):
    for number in range(3):
        guess(client, f"khong{number}", 1)
    assert GuessCount.objects.count() == 4
    with time_machine.travel(NOW + timedelta(minutes=59), tick=False):
        guess(client, "khong0", 1)
    assert GuessCount.objects.count() == 4
    with time_machine.travel(NOW + timedelta(minutes=61), tick=False):
        guess(client, "khong1", 1)
    assert GuessCount.objects.count() == 3
