"""Everybody goes to every door of the table, once in a run."""

import logging
from contextlib import contextmanager
from typing import NamedTuple

from django.http import HttpResponse
from django.urls import resolve

from phucdong import errors, urls
from tests.doors.canaries import find_canaries
from tests.doors.table import CAST, HOLDERS, TABLE, Met
from tests.doors.visits import browser_of, find_address, knock

# Strangers to a thing take turns, one goes to each door. Whose post is above cells goes
# to all, of the ward beside too.
ABOVE_CELLS = HOLDERS["ward_officer"] | HOLDERS["inspector_of_ward"]
# That somebody's plan was opened is noted, and says nothing of what a page does.
OF_READING = "plans_accessrecord"
WALKED = {}  # {number of the row: [Visit]}
NO_SUCH_PAGES = {}  # {id of a user: content}
QUIET = ("django.request", "django.security.csrf")


class Visit(NamedTuple):
    """What somebody met. `expected` is a Met of the table, and so is `met`."""

    who: str
    page: str
    thing: str
    method: str
    address: str
    expected: Met
    met: Met
    queries: int
    is_recorded: bool
    canaries: frozenset

    @property
    def where(self):
        return f"{self.method} {self.page} of {self.thing or 'nothing'}: {self.who}"


def walk_through(world, number):
    """[Visit] of the row of this number; the rows of a world have the same keys
    whenever it is built, and so do the addresses."""
    if number not in WALKED:
        with quiet(), one_page_of_nothing():
            WALKED[number] = list(visit(world, TABLE[number], number))
    return WALKED[number]


def walk_all(world):
    for number in range(len(TABLE)):
        yield from walk_through(world, number)


@contextmanager
def quiet():
    """A refusal is written into the log, which takes as long as the page."""
    loggers = [logging.getLogger(name) for name in QUIET]
    for logger in loggers:
        logger.disabled = True
    yield
    for logger in loggers:
        logger.disabled = False


@contextmanager
def one_page_of_nothing():
    """Two of three visits end at "no such page", which says nothing of what was asked
    for: it is made once for each person, as it takes longer than to find out."""
    as_used, urls.handler404 = urls.handler404, show_no_such_page
    try:
        yield
    finally:
        urls.handler404 = as_used


def show_no_such_page(request, exception=None):
    if request.user.pk not in NO_SUCH_PAGES:
        NO_SUCH_PAGES[request.user.pk] = errors.not_found(request).content
    return HttpResponse(NO_SUCH_PAGES[request.user.pk], status=404)


def visit(world, door, turn):
    for thing in world.things[door.of]:
        address = find_address(door.page, thing.parts | door.parts)
        data = door.sends(world, thing) if door.post else None
        for method, who in choose_visitors(door, thing, turn):
            browser = browser_of(world, who)
            if method == "POST":
                yield go(door, thing, browser, who, method, address, data)
                continue
            for ask in door.asks:
                asked = address + ask.format(**thing.parts)
                yield go(door, thing, browser, who, method, asked)


def choose_visitors(door, thing, turn):
    """[(method, who)]: those who are something toward the thing, those whose post is
    above cells, and a stranger; everybody where nobody is anything. Of what is not there
    two are enough. What another row has opened is not opened again."""
    kin = set().union(*thing.kin.values()) & set(CAST)
    going = list(CAST)
    if kin:
        going = sorted(kin | ABOVE_CELLS)
        strangers = [who for who in CAST if who not in going]
        going.append(strangers[turn % len(strangers)])
    if thing.name == "nobody":
        going = ["giang", "quan"]
    opening = going if door.get and not door.case else []
    sending = going if door.post else []
    return [("GET", who) for who in opening] + [("POST", who) for who in sending]


def go(door, thing, browser, who, method, address, data=None):
    answer = knock(browser, method, address, data)
    changed = set(answer.tables) - {OF_READING}
    page = ""
    if answer.status == 302:
        page = resolve(answer.to.partition("?")[0].partition("#")[0]).view_name
    return Visit(
        who,
        door.page,
        thing.name,
        method,
        address,
        door.expect(method, who, thing),
        Met(answer.status, page, bool(changed)),
        answer.queries,
        OF_READING in answer.tables,
        find_canaries(answer.text),
    )
