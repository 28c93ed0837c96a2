"""After people, cells and years have moved, every page says what the books say."""

from random import Random

import pytest
import time_machine

from cells.models import Cell
from cells.posts import Actor
from plans.models import Status
from plans.models.plan import LEFT_DRAFT
from tests.people import NOW
from tests.world.acts import ACTS, IN_DECEMBER, IN_JANUARY, World
from tests.world.books import choose_year, read_book, read_cycles
from tests.world.pages import (
    Browser,
    list_days_to_come_told_as_past,
    read_control,
    read_dashboard,
    read_desk,
    read_home,
    read_names,
    read_person,
    read_roster,
)

pytestmark = pytest.mark.django_db
STARTS = (IN_JANUARY, IN_DECEMBER)


@pytest.mark.parametrize("seed", range(2))
def test_every_page_says_what_the_books_say(seed):
    live(f"world {seed}", STARTS[seed], acts=20, look_after=5)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_every_page_says_so_after_each_of_many_acts(seed):
    live(f"long {seed}", STARTS[seed % 2], acts=40, look_after=1)


def live(seed, start, *, acts, look_after):
    """So many acts that were not refused; every page is read after each so many. A
    third through a walk that begins in December it is the next year."""
    rng, world = Random(seed), World(start)
    done = []
    while len(done) < acts:
        name = rng.choice(ACTS)
        if start == IN_DECEMBER and len(done) == acts // 3:
            name = "pass_new_year"
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
    yield from compare_dashboards(world, books)
    yield from compare_rosters(world, books)
    yield from compare_desks(world, books)
    yield from compare_control(world, books)
    yield from compare_persons(world, books)


# --- a person's own page --------------------------------------------------------------


def compare_homes(world, books):
    for member, book in books.items():
        browser = Browser(member)
        seen, text = read_home(browser)
        where = f"home of {member}"
        yield from tell_difference(where, "closed", seen is None, book.has_died)
        yield from list_days_to_come_told_as_past(text, world.day)
        if seen is None:
            continue
        if book.cell is None:
            yield from tell_difference(where, "years", "year" in seen, False)
        elif not book.list_open_years():
            why = "all_closed" if book.cycles else "no_cycle"
            yield from tell_difference(where, "why", seen.get("why"), why)
        else:
            first = find_first_year(book)
            yield from compare_year_at_home(where, first, seen, book)
            for year in book.list_years_shown():
                if year != first:
                    seen, text = read_home(browser, nam=year)
                    yield from compare_year_at_home(where, year, seen, book)
                    yield from list_days_to_come_told_as_past(text, world.day)


def find_first_year(book):
    """The oldest that is due, else this one or the next, else the last."""
    shown, years = book.list_years_shown(), book.list_open_years()
    return next(iter(book.list_years_due() or shown), years[-1])


def compare_year_at_home(where, year, seen, book):
    if "year" not in seen:
        yield f"{where}: no year, the books say {year}"
        return
    others = [one for one in book.list_years_shown() if one != year]
    yield from tell_difference(where, "year", seen["year"], year)
    yield from tell_difference(where, "other years", seen["others"], others)
    yield from tell_difference(where, "cell", seen["cell"], book.cell)
    plan = book.plans.get(year)
    yield from tell_difference(where, "plan", seen["plan"], plan and plan.pk)
    excuse = "" if book.duty == "obliged" else book.duty
    if plan and plan.status == Status.POSTED:
        excuse = ""
    yield from tell_difference(where, "excuse", seen["excuse"], excuse)
    yield from tell_difference(where, "due", seen["due_on"], book.find_draft_day(year))
    posting = None
    if book.is_posting_due(year):
        posting = book.find_posting_day(year)
    yield from tell_difference(where, "posting", seen["posting"], posting)


# --- what officers read ---------------------------------------------------------------


def compare_names(world, books):
    """Behind the figure of all who belong to a ward: each once, in their cell, with
    where their plan stands; behind that of heads those who have still to hang up
    theirs, or to finish it first."""
    for ward in world.wards:
        browser = Browser(world.officers[ward])
        year = choose_year(read_cycles(Cell(committee=ward)), world.day)
        rows, text = read_names(browser, "members", year, world.day)
        yield from list_days_to_come_told_as_past(text, world.day)
        members, heads = {}, set()
        for member, book in books.items():
            cell = Cell.objects.filter(pk=book.cell).first()
            if cell is None or cell.committee_id != ward.pk:
                continue
            members[member.full_name] = (cell.name, book.find_status(year))
            is_through = book.status == Status.POSTED and year in book.hung
            if book.is_head and is_counted(book, year) and not is_through:
                heads.add(member.full_name)
        told = {name: (row["cell"], row["status"]) for name, row in rows.items()}
        yield from tell_difference(f"names of {ward}", "members", told, members)
        rows, text = read_names(browser, "heads_unposted", year, world.day)
        yield from tell_difference(f"names of {ward}", "heads", set(rows), heads)


def compare_dashboards(world, books):
    """The figures of each cell are those of its people."""
    for ward in world.wards:
        year = choose_year(read_cycles(Cell(committee=ward)), world.day)
        browser = Browser(world.officers[ward])
        told, text = read_dashboard(browser, year, world.day)
        yield from list_days_to_come_told_as_past(text, world.day)
        counted = {}
        for cell in Cell.objects.in_force(world.day).filter(committee=ward):
            people = [book for book in books.values() if book.cell == cell.pk]
            counted[cell.name] = count_figures(people, year)
        yield from tell_difference(f"dashboard of {ward}", "cells", told, counted)


def count_figures(books, year):
    """As read_dashboard writes them of a cell."""
    exempt = [book for book in books if book.duty == "exempt"]
    obliged = [book for book in books if is_counted(book, year)]
    overdue, sent, through = [], [], []
    for book in obliged:
        if year in book.cycles and book.is_overdue(year):
            overdue.append(book)
        if book.has_sent(year):
            sent.append(book)
        if book.find_status(year) == Status.POSTED:
            through.append(book)
    numbers = [str(len(rows)) for rows in (obliged, exempt, overdue)]
    for rows in (sent, through):
        share = f"{len(rows)}/{len(obliged)}"
        if not obliged:
            share = "–"
        numbers.append(share)
    return numbers


def is_counted(book, year):
    """Of whom a plan of a year is asked; not yet of who came lately."""
    if book.duty != "obliged":
        return False
    cycle = book.cycles.get(year)
    if cycle is None or book.entered_on is None:
        return True
    is_late = book.entered_on > cycle.draft_due_on
    return not is_late or book.find_own_day(book.on, cycle.draft_due_on) <= book.on


def compare_rosters(world, books):
    for ward in world.wards:
        browser = Browser(world.officers[ward])
        for cell in Cell.objects.in_force(world.day).filter(committee=ward):
            rows, text = read_roster(browser, cell.pk)
            yield from list_days_to_come_told_as_past(text, world.day)
            for member, book in books.items():
                if book.cell != cell.pk:
                    continue
                where = f"roster of {cell} of {ward}: {member}"
                row = rows.get(member.pk)
                if row is None:
                    yield f"{where} is missing"
                    continue
                status = row["status"] or "not_begun"
                yield from tell_difference(where, "plan", status, book.status)
                to_hang = row["label"] == "Đã nộp, còn niêm yết"
                due = book.status == Status.POSTED and book.is_posting_due(book.year)
                yield from tell_difference(where, "posting", to_hang, due)


def compare_desks(world, books):
    """Whoever reviews in a cell is told of its people who have sent nothing, and reads
    what they sent; of a year that is closed nothing stands there, nor of somebody who
    belongs nowhere."""
    over = set()
    for book in books.values():
        for year, plan in book.plans.items():
            if book.cell is None or not book.is_open(year):
                over.add(plan.pk)
    for officer in books:
        cells = Actor(officer, world.day).cells
        if not cells:
            continue
        lists, text = read_desk(Browser(officer))
        where = f"desk of {officer}"
        yield from list_days_to_come_told_as_past(text, world.day)
        others = {one: book for one, book in books.items() if one != officer}
        there = find_on_desk(others, cells)
        for name in ("unsent", "waiting"):
            yield from tell_difference(where, name, lists.pop(name), there[name])
        to_hang = lists["boards"] - find_signed(lists["boards"], books)
        yield from tell_difference(where, "to hang up", to_hang, there["boards"])
        yield from compare_own_years(where, lists.pop("own"), books[officer])
        for name, plans in lists.items():
            yield from tell_difference(where, f"over in {name}", plans & over, set())


def find_on_desk(books, cells):
    """{"unsent", "waiting", "boards"} as read_desk tells them of these people, for who
    reviews in these cells."""
    found = {"unsent": set(), "waiting": set(), "boards": set()}
    for member, book in books.items():
        for year in list_years_unsent(book, cells):
            found["unsent"].add((member.pk, year))
        for year, plan in book.plans.items():
            goes_on = book.cell is not None and book.is_open(year)
            is_here = plan.cell_id in cells
            if goes_on and is_here and plan.status == Status.CELL_REVIEW:
                found["waiting"].add(plan.pk)
            to_hang = plan.status == Status.POSTED and book.is_posting_due(year)
            if to_hang and (is_here or book.cell in cells):
                found["boards"].add(plan.pk)
    return found


def list_years_unsent(book, cells):
    """Of which somebody who is obliged has sent nothing in these cells: of those before
    this one, if they began it or owe it."""
    if book.cell not in cells or book.duty != "obliged":
        return []
    unsent = []
    for year in book.cycles:
        is_asked = year == book.year or year in book.owed or year in book.plans
        goes_on = book.is_open(year) and year <= book.year
        if is_asked and goes_on and not book.has_sent(year):
            unsent.append(year)
    return unsent


def find_signed(plans, books):
    """Those of these plans that are signed and not through step 4."""
    found = set()
    for book in books.values():
        for plan in book.plans.values():
            if plan.pk in plans and plan.status == Status.SIGNED:
                found.add(plan.pk)
    return found


def compare_own_years(where, own, book):
    """What an officer's desk says of their own plans that are begun."""
    for year, status in own:
        if not status:
            continue
        yield from tell_difference(where, "own", status, book.find_status(year))
        yield from tell_difference(where, "own year", book.is_open(year), True)


def compare_control(world, books):
    """The plans that left their draft of those who belong to the ward, in their
    cell."""
    for ward in world.wards:
        rows, text = read_control(Browser(world.officers[ward]))
        controlled = {}
        for member, book in books.items():
            if book.cell is None or member == world.officers[ward]:
                continue
            for year, plan in book.plans.items():
                is_there = plan.cell.committee_id == ward.pk and book.is_open(year)
                if is_there and plan.status in LEFT_DRAFT:
                    controlled[plan.pk] = plan.cell.name
        yield from tell_difference(f"control of {ward}", "plans", rows, controlled)
        yield from list_days_to_come_told_as_past(text, world.day)


def compare_persons(world, books):
    by = Browser(world.officers[world.city])
    for member, book in books.items():
        if member == world.officers[world.city]:
            continue
        seen, text = read_person(by, member.pk)
        where = f"page of {member}"
        yield from list_days_to_come_told_as_past(text, world.day)
        yield from tell_difference(where, "cell", seen["cell"], book.cell)
        postings = {}
        for year in book.plans:
            if book.is_posting_due(year):
                postings[year] = book.find_posting_day(year)
        yield from tell_difference(where, "postings", seen["postings"], postings)


def tell_difference(where, what, said, true):
    if said != true:
        yield f"{where}: {what} {said!r}, the books say {true!r}"
