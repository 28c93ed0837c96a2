"""After people, cells and years have moved, every page says what the books say."""

from random import Random

import pytest
import time_machine

from cells.models import Cell
from cells.posts import Actor
from plans.models import Cycle, Status
from plans.models.plan import LEFT_DRAFT
from tests.people import NOW
from tests.world.acts import ACTS, World
from tests.world.books import read_book
from tests.world.pages import (
    Browser,
    list_days_to_come_told_as_past,
    read_control,
    read_desk,
    read_home,
    read_names,
    read_person,
    read_roster,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(2))
def test_every_page_says_what_the_books_say(seed):
    live(f"world {seed}", acts=20, look_after=5)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_every_page_says_so_after_each_of_many_acts(seed):
    live(f"long {seed}", acts=40, look_after=1)


def live(seed, *, acts, look_after):
    """So many acts that were not refused; every page is read after each so many."""
    rng, world = Random(seed), World()
    done = []
    while len(done) < acts:
        name = rng.choice(ACTS)
        if not world.attempt(rng, name):
            continue
        done.append((name, str(world.day)))
        if len(done) % look_after:
            continue
        day = {"year": world.day.year, "month": world.day.month, "day": world.day.day}
        with time_machine.travel(NOW.replace(**day, hour=20), tick=True):
            wrong = list(compare(world))
        assert not wrong, (done, wrong)


def compare(world):
    """What pages say otherwise than the books, in words."""
    books = {member: read_book(member, world.day) for member in world.people}
    yield from compare_homes(world, books)
    yield from compare_names(world, books)
    yield from compare_rosters(world, books)
    yield from compare_desks(world, books)
    yield from compare_control(world, books)
    yield from compare_persons(world, books)


def compare_homes(world, books):
    for member, book in books.items():
        where = f"home of {member}"
        seen, text = read_home(Browser(member))
        yield from tell_difference(where, "closed", seen is None, book.has_died)
        if seen is None:
            continue
        yield from tell_difference(where, "cell", seen["cell"], book.cell)
        if book.cell:
            yield from tell_difference(where, "plan", seen["plan"], book.plan_pk)
            excuse = "" if book.duty == "obliged" else book.duty
            yield from tell_difference(where, "excuse", seen["excuse"], excuse)
            due_on = book.find_due_day(find_cycle(book, world.day))
            yield from tell_difference(where, "due", seen["due_on"], due_on)
        yield from list_days_to_come_told_as_past(text, world.day)


def find_cycle(book, on):
    """That of the plan, else that of the ward."""
    if book.plan:
        return book.plan.cycle
    ward = Cell.objects.get(pk=book.cell).committee_id
    return Cycle.objects.get(committee=ward, year=on.year)


def compare_names(world, books):
    """Behind the figure of all who belong to a ward: each once, in their cell, with
    their duty and where their plan stands."""
    for ward in world.wards:
        rows, text = read_names(Browser(world.officers[ward]), "members")
        belong = {}
        for member, book in books.items():
            cell = Cell.objects.filter(pk=book.cell).first()
            if cell and cell.committee_id == ward.pk:
                belong[member.full_name] = (cell.name, book)
        yield from tell_difference(f"{ward}", "names", set(rows), set(belong))
        for name in set(rows) & set(belong):
            cell, book = belong[name]
            row = rows[name]
            told = (row["cell"], row["status"])
            yield from tell_difference(
                f"names of {ward}: {name}", "cell, plan", told, (cell, book.status)
            )
        yield from list_days_to_come_told_as_past(text, world.day)


def compare_rosters(world, books):
    for ward in world.wards:
        browser = Browser(world.officers[ward])
        for cell in Cell.objects.in_force(world.day).filter(committee=ward):
            rows, text = read_roster(browser, cell.pk)
            for member, book in books.items():
                row = rows.get(member.pk)
                if book.cell != cell.pk:
                    continue
                where = f"roster of {cell} of {ward}: {member}"
                if row is None:
                    yield f"{where} is missing"
                    continue
                status = row["status"]
                if not status:
                    status = "not_begun"
                yield from tell_difference(where, "plan", status, book.status)
            yield from list_days_to_come_told_as_past(text, world.day)


def compare_desks(world, books):
    """Whoever reviews in a cell is told of its people who have sent nothing, and reads
    what they sent; in no list stands somebody who belongs nowhere."""
    gone = set()
    for book in books.values():
        if book.cell is None and book.plan:
            gone.add(book.plan.pk)
    for officer in books:
        cells = Actor(officer, world.day).cells
        if not cells:
            continue
        lists, text = read_desk(Browser(officer))
        where = f"desk of {officer}"
        unsent, waiting = set(), set()
        for member, book in books.items():
            if member == officer or book.cell is None:
                continue
            is_asked = book.cell in cells and book.duty == "obliged"
            if is_asked and not book.was_sent:
                unsent.add(member.pk)
            if book.status == Status.CELL_REVIEW and book.plan.cell_id in cells:
                waiting.add(book.plan.pk)
        yield from tell_difference(where, "unsent", lists.pop("unsent"), unsent)
        yield from tell_difference(where, "pile", lists["waiting"], waiting)
        for name, plans in lists.items():
            yield from tell_difference(where, f"gone in {name}", plans & gone, set())
        yield from list_days_to_come_told_as_past(text, world.day)


def compare_control(world, books):
    """The plans that left their draft of those who belong to the ward, in their
    cell."""
    for ward in world.wards:
        rows, text = read_control(Browser(world.officers[ward]))
        controlled = {}
        for member, book in books.items():
            if book.cell is None or member == world.officers[ward]:
                continue
            if book.status in LEFT_DRAFT and book.plan.cell.committee_id == ward.pk:
                controlled[book.plan.pk] = book.plan.cell.name
        yield from tell_difference(f"control of {ward}", "plans", rows, controlled)
        yield from list_days_to_come_told_as_past(text, world.day)


def compare_persons(world, books):
    by = Browser(world.officers[world.city])
    for member, book in books.items():
        if member == world.officers[world.city]:
            continue
        seen, text = read_person(by, member.pk)
        yield from tell_difference(f"page of {member}", "cell", seen, book.cell)
        yield from list_days_to_come_told_as_past(text, world.day)


def tell_difference(where, what, said, true):
    if said != true:
        yield f"{where}: {what} {said!r}, the books say {true!r}"
