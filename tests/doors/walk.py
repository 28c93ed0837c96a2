"""Everybody goes to every door of the table, once in a run."""

import logging
from contextlib import contextmanager
from typing import NamedTuple

from django.urls import resolve

from tests.doors.canaries import find_canaries
from tests.doors.table import CAST, TABLE, Met
from tests.doors.visits import browser_of, find_address, knock

# Whoever is a stranger to a thing takes turns with the others: so many go to each.
STRANGERS_AT_ONCE = 3
# That somebody's plan was opened is noted, and says nothing of what a page does.
OF_READING = "plans_accessrecord"
WALKED = {}  # {number of the row: [Visit]}
QUIET = ("django.request", "django.security.csrf", "axes")


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
        with quiet():
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


def visit(world, door, turn):
    browsers = {}
    for thing in world.things[door.of]:
        address = find_address(door.page, thing.parts | door.parts)
        for method, who in choose_visitors(door, thing, turn):
            browser = browsers.setdefault(who, browser_of(world, who))
            for ask in door.asks if method == "GET" else door.asks[:1]:
                yield go(world, door, thing, browser, who, method, address + ask)


def choose_visitors(door, thing, turn):
    """[(method, who)]: those who are something toward the thing, and some strangers to
    it; everybody where nobody is anything. Of nothing that is there three are enough,
    and of a method that is not there one."""
    kin = sorted(set().union(*thing.kin.values()) & set(CAST)) if thing.kin else []
    strangers = [who for who in CAST if who not in kin]
    some = [
        strangers[(turn + step) % len(strangers)]
        for step in range(0, len(strangers), -(-len(strangers) // STRANGERS_AT_ONCE))
    ]
    going = [*kin, *some] if kin else list(CAST)
    if thing.name == "nobody":
        going = ["an", "giang", "quan"]
    opening = going if door.get else going[:1]
    sending = going if door.post else going[:1]
    return [("GET", who) for who in opening] + [("POST", who) for who in sending]


def go(world, door, thing, browser, who, method, address):
    data = door.sends(world, thing) if method == "POST" and door.post else None
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
