"""A device is known for those who signed in on it, until a slip replaces the
password."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from accounts import slips
from accounts.devices import MOST_PEOPLE, knows_person, read_device, remember_device
from tests.people import NOW

pytestmark = pytest.mark.django_db

PASSWORD = "mua xuan chin chan"
NEW_PASSWORD = "hoa sua dau ngo"


@pytest.fixture
def user(people):
    people.an.user.replace_password(PASSWORD, at=NOW)
    return people.an.user


def sign_in_with(client, password=PASSWORD):
    sent = {"username": "an", "password": password}
    return client.post(reverse("entry:sign_in"), sent)


class Browser:
    """What devices.py sees of a browser: its cookies."""

    def __init__(self):
        self.COOKIES = {}

    def set_cookie(self, name, value, **flags):
        self.COOKIES[name], self.flags = value, flags

    def sign_in(self, user):
        remember_device(self, self, user)

    def knows(self, user):
        return knows_person(read_device(self), user)


def test_a_browser_is_known_after_signing_in(people):
    browser = Browser()
    assert not browser.knows(people.an.user)
    browser.sign_in(people.an.user)
    assert browser.knows(people.an.user)
    assert not browser.knows(people.dung.user)
    assert not browser.knows(None)
    browser.sign_in(people.dung.user)
    assert browser.knows(people.an.user) and browser.knows(people.dung.user)


def test_the_cookie_is_signed_and_for_the_server_only(user, client):
    cookie = sign_in_with(client).cookies["device"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    assert cookie["path"] == "/" and not cookie["domain"]
    assert cookie["max-age"] == 400 * 24 * 3600
    assert bool(cookie["secure"]) == configured.SESSION_COOKIE_SECURE
    client.cookies["device"] = cookie.value[:-1] + "-"
    assert read_device(client.get("/").wsgi_request) is None


def test_the_cookie_names_nobody(people):
    first, second = Browser(), Browser()
    first.sign_in(people.an.user)
    second.sign_in(people.an.user)
    one, two = read_device(first), read_device(second)
    assert one.number != two.number
    assert set(one.marks).isdisjoint(two.marks)
    assert all(re.fullmatch("[0-9a-f]{32}", mark) for mark in one.marks)


def test_a_mark_of_one_device_is_worth_nothing_on_another(people):
    first, second = Browser(), Browser()
    first.sign_in(people.an.user)
    second.sign_in(people.dung.user)
    one, two = read_device(first), read_device(second)
    moved = type(two)(two.number, one.marks)
    assert not knows_person(moved, people.an.user)


def test_an_offices_computer_forgets_who_has_not_come_for_longest(people):
    browser = Browser()
    browser.sign_in(people.an.user)
    browser.sign_in(people.dung.user)
    browser.sign_in(people.an.user)
    others = type(people.an.user).objects.exclude(username__in=["an", "dung"])
    for number in range(MOST_PEOPLE - 1):
        user = others.model.objects.create(username=f"khach{number}", password="x")
        browser.sign_in(user)
    assert browser.knows(people.an.user)
    assert not browser.knows(people.dung.user)
    assert len(browser.COOKIES["device"]) < 2000


def test_ones_own_change_of_password_leaves_devices_known(user):
    browser = Browser()
    browser.sign_in(user)
    user.replace_password(NEW_PASSWORD, at=NOW)
    assert browser.knows(user)


def test_a_slip_makes_every_device_strange_but_the_one_that_used_it(people, user):
    old, new = Client(), Client()
    sign_in_with(old)
    printed = slips.issue_slip_to(people.an, by=people.actor("binh"), at=NOW)
    assert is_known(old, user)
    new.post(reverse("entry:activate"), {"username": "an", "code": printed.code})
    chosen = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    assert new.post(reverse("entry:set_password"), chosen).status_code == 302
    assert (is_known(old, user), is_known(new, user)) == (False, True)
    sign_in_with(old, NEW_PASSWORD)
    assert is_known(old, user)


def is_known(client, user):
    asked = client.get(reverse("entry:activate")).wsgi_request
    return knows_person(read_device(asked), user)


def test_a_device_is_forgotten_after_400_days(user, client):
    sign_in_with(client)
    value = client.cookies["device"].value
    with time_machine.travel(NOW + timedelta(days=399), tick=False):
        assert is_known(client, user)
    with time_machine.travel(NOW + timedelta(days=401), tick=False):
        client.cookies["device"] = value
        assert not is_known(client, user)


def test_who_came_in_is_written_down(user, client):
    client.post(
        reverse("entry:sign_in"),
        {"username": "an", "password": PASSWORD},
        REMOTE_ADDR="10.0.0.7",
    )
    record = user.sign_ins.get()
    assert record.address == "10.0.0.7"
    assert abs(record.at - NOW) < timedelta(minutes=1)


def test_who_was_refused_is_not(user, client):
    sign_in_with(client, "sai mat khau")
    assert not user.sign_ins.exists()
