"""Guessing is stopped, and only the guesser is."""

import re
from datetime import timedelta

import pytest
import time_machine
from axes.models import AccessAttempt
from django.test import RequestFactory
from django.urls import reverse

from accounts import slips, throttle
from tests.people import NOW

pytestmark = pytest.mark.django_db

PASSWORD = "mua xuan chin chan"
LIMIT = 6


@pytest.fixture(autouse=True)
def passwords(people):
    for name in ("an", "dung"):
        people.members[name].user.replace_password(PASSWORD, at=NOW)


def send(client, username, password, address="10.0.0.1"):
    data = {"username": username, "password": password}
    return client.post(reverse("entry:sign_in"), data, REMOTE_ADDR=address)


def guess(client, username, times, **more):
    return [
        send(client, username, f"doan lan thu {n}", **more).status_code
        for n in range(times)
    ]


def test_guessing_stops_even_with_the_right_password(client):
    assert guess(client, "an", LIMIT) == [200] * (LIMIT - 1) + [429]
    assert send(client, "an", PASSWORD).status_code == 429


def test_another_person_at_the_same_address_is_not_shut_out(client):
    guess(client, "an", LIMIT)
    assert send(client, "dung", PASSWORD).status_code == 302


def test_the_owner_at_another_address_is_not_shut_out(client):
    guess(client, "an", LIMIT)
    assert send(client, "an", PASSWORD, address="10.0.0.2").status_code == 302


def test_spelling_the_name_differently_does_not_give_more_guesses(client, people):
    type(people.an).objects.filter(pk=people.an.pk).update(
        card="05123456", phone="0912345678"
    )
    spellings = ["an", "A.N", " a n", "0912 345 678", "05123456"]
    assert [guess(client, name, 1)[0] for name in spellings] == [200] * 5
    assert guess(client, "a-n", 1) == [429]


def test_guessing_at_names_that_do_not_exist_stops_as_well(client):
    assert guess(client, "khongcoai", LIMIT)[-1] == 429


def test_page_says_how_many_minutes_and_not_how_many_tries(client):
    guess(client, "an", LIMIT)
    with time_machine.travel(NOW + timedelta(minutes=5, seconds=30), tick=False):
        page = send(client, "an", PASSWORD).content.decode()
    assert "<b>10 phút</b>" in page
    assert [int(number) for number in re.findall(r"\b(\d+) (?:lần|phút)", page)] == [10]


def test_trying_on_does_not_lengthen_the_wait(client):
    guess(client, "an", LIMIT)
    with time_machine.travel(NOW + timedelta(minutes=14)):
        assert guess(client, "an", 3) == [429] * 3
    with time_machine.travel(NOW + timedelta(minutes=16)):
        assert send(client, "an", PASSWORD).status_code == 302


def test_a_slip_ends_the_wait(client, people):
    guess(client, "an", LIMIT)
    printed = slips.issue_slip_to(people.an, by=people.actor("binh"), at=NOW)
    slips.spend_slip(printed.slip.pk, "hoa sua dau ngo", at=NOW)
    assert send(client, "an", "hoa sua dau ngo").status_code == 302


def test_signing_in_forgets_the_wrong_tries(client):
    guess(client, "an", LIMIT - 1)
    assert send(client, "an", PASSWORD).status_code == 302
    client.logout()
    assert guess(client, "an", LIMIT - 1) == [200] * (LIMIT - 1)


def test_no_password_is_kept_with_the_tries(client):
    guess(client, "an", 2)
    assert "doan lan" not in str(list(AccessAttempt.objects.values_list()))


@pytest.mark.parametrize(
    "proxies, forwarded, seen",
    [
        (0, "1.2.3.4", "10.0.0.1"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.9", "1.2.3.4"),
        (1, "", "10.0.0.1"),
        (1, "unknown", "10.0.0.1"),
        (1, "2001:db8::1", "2001:db8::1"),
    ],
)
def test_address_is_the_one_that_the_nearest_trusted_proxy_saw(
    settings, proxies, forwarded, seen
):
    settings.PROXY_COUNT = proxies
    request = RequestFactory().get(
        "/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded
    )
    assert throttle.find_client_address(request) == seen
