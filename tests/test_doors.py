"""Every door of the house: the table says who is answered what (tests/doors/table.py),
another who may read which text (tests/doors/canaries.py).

The URL configuration is walked, so that a page without a row fails. Tokens are asked
for, a stranger is sent to sign in whatever the method, nobody meets a page that breaks,
reading changes nothing, and what is refused has changed nothing.
"""

import io
import re
import zipfile
import zlib
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from cells.models import Cell, Meeting, Suspension
from plans.models import Plan
from tests.doors.canaries import READ_BY, find_canaries
from tests.doors.table import CAST, ELSE, TABLE, is_one_of
from tests.doors.visits import (
    ROUTES,
    browser_of,
    find_address,
    knock,
    noted,
    unpack,
)
from tests.doors.walk import quiet, walk_all, walk_through
from tests.doors.world import NOBODY, World
from tests.people import TODAY

pytestmark = pytest.mark.django_db

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
CHANGING = ("POST", "PUT", "PATCH", "DELETE")
# What a stranger may open. A page that is added here needs a reason as good as theirs.
PUBLIC = {"entry:sign_in", "entry:activate", "entry:set_password", "board:check_code"}
# Views of Django's own, which know OPTIONS, and take PUT for POST.
OF_DJANGO = {"entry:sign_in", "entry:sign_out"}
# Their readers are noted, all but who writes the plan.
RECORDED = {
    "review:plan",
    "review:dispute",
    "prints:print_plan",
    "prints:print_posting",
}
NUMBERS = range(len(TABLE))
BY_PAGE = {door.page: door for door in reversed(TABLE)}
JUNK = ("x", "9" * 30, "\x00")
# A part of an address as nobody's page has it.
ODD = {"slug": "khong-co", "uuid": NOBODY["uid"], "int": 10**30}
# Names that questions of our pages have.
ASKED = [
    "page",
    "q",
    "state",
    "cell",
    "key",
    "seen",
    "held",
    "writer",
    "people",
    "kind",
    "wanted",
    "cycle",
    "year",
    "on",
    "figure",
    "sort",
    "since",
    "until",
    "reason",
    "row",
    "section",
    "plans",
    "revision",
    "next",
    "ward",
    "list",
    "now",
    "xem",
    "ve",
]


@pytest.fixture(scope="module")
def worlds(build_once):
    return build_once(World)


@pytest.fixture
def world(db, worlds):
    with quiet():
        yield worlds()


def name_of_row(number):
    door = TABLE[number]
    return "-".join([door.page, *map(str, door.parts.values()), door.case]).strip("-")


def find_first_address(world, page):
    """An address of this page at which something is."""
    door = BY_PAGE[page]
    return find_address(page, world.things[door.of][0].parts | door.parts)


# --- the table ------------------------------------------------------------------------


def test_every_route_has_a_row_and_every_row_a_route():
    assert {door.page for door in TABLE} == set(ROUTES)
    assert len(ROUTES) > 100


@pytest.mark.one_database
@pytest.mark.parametrize("number", NUMBERS, ids=name_of_row)
def test_everybody_is_answered_as_the_table_says(world, number):
    visits = walk_through(world, number)
    assert {
        visit.where: visit.met for visit in visits if visit.met != visit.expected
    } == {}


@pytest.mark.one_database
def test_every_page_opens_for_somebody_and_every_form_does_something(world):
    """So that all the refusals mean something."""
    opened, done = set(), set()
    for visit in walk_all(world):
        if visit.method == "GET" and visit.met.status in (200, 302):
            opened.add(visit.page)
        if visit.met.is_done:
            done.add(visit.page)
    with_get = {door.page for door in TABLE if door.get}
    with_post = {door.page for door in TABLE if door.post}
    assert with_get - opened == {"entry:held"}
    assert with_post - done == DO_NOTHING_HERE


# What signs in or out, and what only chooses, is sent on and changes no row but that of
# the session; nothing is held for anybody here, nothing has gone quiet, and no plan
# differs from what was agreed to (tests/plans/pages/sign/test_agreed_words.py).
DO_NOTHING_HERE = {
    "entry:sign_in",
    "entry:sign_out",
    "entry:activate",
    "entry:set_password",
    "entry:held",
    "editor:take_agreed_words",
    "control:control_compose",
    "register:restart_register",
}


@pytest.mark.one_database
def test_whoever_opens_the_plan_of_another_is_noted(world):
    wrong = []
    for visit in walk_all(world):
        expected = False
        if visit.page in RECORDED and visit.met.status == 200:
            expected = visit.who not in find_writers(world, visit)
        if visit.page == "control:control_changes" and visit.met.status == 200:
            # Of what nobody has signed again the page shows nothing.
            expected = visit.thing == "filed"
        if visit.is_recorded != expected:
            wrong.append(visit.where)
    assert wrong == []


def find_writers(world, visit):
    """Whoever types prints as a writer; the page of a plan that was sent is opened by
    them as by an officer."""
    names = {"dispute": "agreed"}
    plan = world.thing("plan", names.get(visit.thing, visit.thing))
    if visit.page.startswith("prints:"):
        return plan.kin_of("author") | plan.kin_of("helper")
    return plan.kin_of("author")


# --- who reads what -------------------------------------------------------------------


@pytest.mark.one_database
def test_each_text_is_read_by_those_who_may_and_by_nobody_else(world):
    seen = {word: set() for word in READ_BY}
    for visit in walk_all(world):
        for word in visit.canaries:
            seen.setdefault(word, set()).add(visit.who)
    assert {word: " ".join(sorted(who)) for word, who in seen.items()} == {
        word: " ".join(sorted(who.split())) for word, who in READ_BY.items()
    }


def test_a_word_is_found_in_whatever_it_is_packed():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("sheet.xml", "<t>chim-draft</t>")
    stream = b"%PDF-1.7\nstream\n" + zlib.compress(b"chim-typed") + b"endstream"
    for content, word in ((packed.getvalue(), "chim-draft"), (stream, "chim-typed")):
        text = "\n".join(piece.decode("utf-8", "replace") for piece in unpack(content))
        assert find_canaries(text) == {word}
        assert find_canaries(content.decode("utf-8", "replace")) == set()


# --- tokens, strangers, methods -------------------------------------------------------


@pytest.mark.one_database
@pytest.mark.parametrize("who", ["", "giang"])
def test_nothing_is_sent_without_its_token(world, who):
    """At every route that there is, whether its page takes what is sent or not."""
    browser, taken = browser_of(world, who), []
    for page in ROUTES:
        for method in CHANGING:
            address = find_first_address(world, page)
            answer = knock(browser, method, address, token=False)
            if not answer.is_by_token or answer.tables:
                taken.append((page, method, answer.status))
    assert taken == []


@pytest.mark.one_database
def test_stranger_is_sent_to_sign_in_from_every_page_by_every_method(world):
    stranger, open_to_strangers = browser_of(world, ""), set()
    for page in ROUTES:
        for method in METHODS:
            answer = knock(stranger, method, find_first_address(world, page))
            place = answer.to.split("?")[0]
            if (answer.status, place) != (302, reverse("entry:sign_in")):
                open_to_strangers.add(page)
    assert open_to_strangers == PUBLIC


@pytest.mark.one_database
def test_public_pages_open(world):
    stranger = Client()
    assert stranger.get(reverse("entry:sign_in")).status_code == 200
    assert stranger.get(reverse("entry:activate")).status_code == 200
    assert stranger.get(reverse("board:check_code")).status_code == 200
    assert stranger.get(reverse("entry:set_password")).url == reverse("entry:activate")
    assert stranger.get("/khong-co-trang-nay/").status_code == 404


@pytest.mark.one_database
def test_a_page_knows_reading_and_sending_and_no_other_method(world):
    """HEAD is answered as GET is."""
    wrong = []
    for page in sorted(set(ROUTES) - OF_DJANGO):
        door = BY_PAGE[page]
        who, thing = find_who_gets_in(world, door)
        browser = browser_of(world, who)
        address = find_address(page, thing.parts | door.parts) + door.asks[0]
        read = knock(browser, "HEAD", address).status
        opened = knock(browser, "GET", address).status
        others = {knock(browser, m, address).status for m in list_not_there(door)}
        if (read, others) != (opened, {405}):
            wrong.append((page, who, read, opened, others))
    assert wrong == []


def list_not_there(door):
    """The methods that a page does not know; a row says which of two it knows."""
    known = ["GET"] * bool(door.get) + ["POST"] * bool(door.post) + ["HEAD"]
    return [method for method in METHODS if method not in known]


def find_who_gets_in(world, door):
    """(who, Thing): the first to whom a row says that the page is there."""
    method = "GET" if door.get else "POST"
    for thing in world.things[door.of]:
        for who in CAST:
            if door.expect(method, who, thing).status in (200, 302):
                return who, thing
    return CAST[0], world.things[door.of][0]


# --- nothing breaks -------------------------------------------------------------------


@pytest.mark.one_database
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nothing_breaks_on_values_that_no_form_sends(world, method):
    broken = []
    for page, door in BY_PAGE.items():
        who, thing = find_who_gets_in(world, door)
        browser = browser_of(world, who)
        address = find_address(page, thing.parts | door.parts)
        names = {*ASKED, *door.sends(world, thing)}
        for junk in JUNK:
            answer = send_junk(browser, method, address, dict.fromkeys(names, junk))
            if answer.status >= 500:
                broken.append((page, who, junk, answer.status))
    assert broken == []


def send_junk(browser, method, address, fields):
    if method == "GET":
        return knock(browser, method, f"{address}?{urlencode(fields)}")
    return knock(browser, method, address, fields)


@pytest.mark.one_database
def test_nothing_breaks_on_addresses_that_no_page_has(world):
    browsers = {who: browser_of(world, who) for who in ("giang", "quan")}
    broken = []
    for page, route in ROUTES.items():
        thing = world.things[BY_PAGE[page].of][0]
        for kind, name in re.findall(r"<(\w+):(\w+)>", route):
            parts = thing.parts | BY_PAGE[page].parts | {name: ODD[kind]}
            for who, browser in browsers.items():
                for method in ("GET", "POST"):
                    answer = knock(browser, method, find_address(page, parts))
                    if answer.status >= 500:
                        broken.append((page, name, who, method))
    assert broken == []


# What a page puts into its form itself.
HIDDEN = {"key", "seen", "version", "place", "shown", "copies", "plans"}


@pytest.mark.one_database
def test_nothing_breaks_when_a_form_was_not_filled_in(world):
    """Wherever the thing stands; and whoever is refused what is sound is refused what
    is not."""
    browsers = {who: browser_of(world, who) for who in CAST}
    broken = []
    for door in TABLE:
        for thing in world.things[door.of] if door.post else []:
            fields = door.sends(world, thing)
            blank = {name: fields[name] for name in HIDDEN & set(fields)}
            address = find_address(door.page, thing.parts | door.parts)
            who = choose_who_knows(door, thing)
            if who is None:
                continue
            answer = knock(browsers[who], "POST", address, blank)
            expected = door.expect("POST", who, thing).status
            is_refused = expected != 403 or answer.status in (400, 403)
            if answer.status >= 500 or not (is_refused or door.page in SHOWN_FIRST):
                broken.append((door.page, thing.name, who, answer.status))
    assert broken == []


# The page that somebody came from comes back with what is missing in the form: it shows
# nothing new to them.
SHOWN_FIRST = {"review:remark", "record:record_copies"}


def choose_who_knows(door, thing):
    """Of those to whom the thing is there the first who may not, else the first."""
    known = [
        who
        for who in CAST
        if any(is_one_of(who, group, thing) for group in door.known_to)
    ]
    for who in known:
        if door.expect("POST", who, thing).status == 403:
            return who
    return known[0] if known else None


# --- PostgreSQL, in short -------------------------------------------------------------


@pytest.mark.postgresql
def test_every_page_answers_on_postgresql_too(world):
    """In short what is walked in full on SQLite: the first who is let in, at the first
    thing."""
    wrong = []
    for door in TABLE:
        who, thing = find_who_gets_in(world, door)
        browser = browser_of(world, who)
        address = find_address(door.page, thing.parts | door.parts)
        for method in ["GET"] * bool(door.get) + ["POST"] * bool(door.post):
            data = door.sends(world, thing) if method == "POST" else None
            ask = door.asks[0] if method == "GET" else ""
            asked = address + ask.format(**thing.parts)
            met = knock(browser, method, asked, data).status
            expected = door.expect(method, who, thing).status
            if met != expected:
                wrong.append((door.page, method, who, met, expected))
    assert wrong == []


# --- the canaries of the test itself --------------------------------------------------


def test_a_page_that_writes_when_read_would_be_noticed(world):
    with noted() as seen:
        Meeting.objects.create(cell=world.people.cell, held_on=TODAY)
        Cell.objects.filter(pk=world.people.cell.pk).update(name="x")
        Suspension.objects.filter(pk=0).delete()
        Plan.objects.filter(pk=0).update(status="draft")
    assert seen.tables == ["cells_meeting", "cells_cell"]


def test_the_table_refuses_whom_it_does_not_name():
    for door in TABLE:
        for answers in (door.get, door.post):
            assert not answers or ELSE in answers, door
