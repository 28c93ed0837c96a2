"""How often does a page ask the database? Any page of any role at most twelve times,
whatever the rows.

Everything that a request asks is counted, the session and the user too. The doors are
walked in the wards of tests/doors/; then each page, where it asked most, is opened in
the same ward with more rows and with more again.
"""

from datetime import date, timedelta
from typing import NamedTuple

import pytest
from django.urls import reverse

from cells.models import (
    Appointment,
    Cell,
    Exemption,
    ExemptionGround,
    ExemptionProposal,
    ExemptionReview,
    FormerName,
    Meeting,
    Member,
    Membership,
    Movement,
    RegisterUpload,
    Suspension,
    Transfer,
)
from cells.posts import Actor
from plans.models import Plan, Remark
from plans.workflow import steps
from reports import scope
from reports.models import KeptCount
from tests.cells.acts.reorganisation.decisions import (
    a_dissolution,
    a_merger_of_both,
    a_split,
    applied,
    draft,
)
from tests.doors.visits import browser_of, browser_with, knock
from tests.doors.walk import walk_all
from tests.doors.world import World
from tests.factories import (
    AppointmentFactory,
    CellFactory,
    CycleFactory,
    MemberFactory,
    MembershipFactory,
    UserFactory,
    together,
)
from tests.people import NOW, TODAY, a_plan_at

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

MOST = 12
STATUSES = ("draft", "cell_review", "cell_review", "signed")
NEWCOMERS = len(STATUSES)  # in each cell
# {(page, who opens it): queries}. Pages that ask more often than MOST: none;
# add nothing to it.
OVER = {}


KEEPING = {"dashboard:dashboard", "over_years:years"}


@pytest.fixture(scope="module")
def worlds(build_once):
    return build_once(World)


@pytest.fixture
def world(db, worlds):
    return worlds()


@pytest.fixture
def worst(world):
    """{(page, who): Seen}: of each page that opened for somebody the address at which
    most was asked."""
    found = {}
    for visit in walk_all(world):
        if visit.method != "GET" or visit.met.status != 200:
            continue
        key = (visit.page, visit.who)
        if key not in found or visit.queries > found[key].queries:
            found[key] = Seen(visit.who, visit.page, visit.address, 200, visit.queries)
    return found


class Seen(NamedTuple):
    """What somebody met at an address by GET."""

    who: str
    name: str  # of the page
    address: str
    status: int
    queries: int


def see(browser, who, name, address):
    answer = knock(browser, "GET", address)
    return Seen(who, name, address, answer.status, answer.queries)


def test_any_page_asks_at_most_twelve_queries_however_many_rows_there_are(world, worst):
    """A page of the table that has come within the budget must leave it."""
    assert len(worst) > 200
    assert over_the_budget(worst.values()) == OVER
    pages = by_who_asks_most(worst)
    crowd(world.people, 1)
    few = see_again(world, pages)
    crowd(world.people, 2)
    many = see_again(world, pages)
    assert {key for key, seen in many.items() if seen.status != 200} == set()
    assert {
        key: (few[key].queries, many[key].queries)
        for key in pages
        if few[key].queries != many[key].queries
    } == {}
    assert set(over_the_budget(many.values())) <= set(OVER)


@pytest.mark.parametrize("page", sorted(KEEPING))
def test_figures_of_today_that_are_kept_ask_at_most_twelve(people, page, monkeypatch):
    """Those of a ward of many cells."""
    monkeypatch.setattr(scope, "MANY_CELLS", 1)
    crowd(people, 1)
    client, address = browser_with(people.giang.user), reverse(page)
    client.get(address)
    assert KeptCount.objects.exclude(cell=0).exists()
    seen = see(client, "giang", page, address)
    assert (seen.status, seen.queries <= MOST) == (200, True)


@pytest.mark.parametrize("kind", ["merge", "split", "dissolve"])
def test_a_draft_that_moves_people_asks_at_most_twelve(people, kind):
    """The walk knows a renaming, which moves nobody."""
    asked = count_queries_of_draft(people, kind)
    crowd(people, 1)
    many = count_queries_of_draft(people, kind)
    assert (asked <= MOST, many) == (True, asked)


def count_queries_of_draft(people, kind):
    here, other = people.cell, people.other_cell
    pieces = [
        (f"Chi bộ 7{letter}", [person], {})
        for letter, person in (("A", people.an), ("B", people.dung))
    ]
    parts = {
        "merge": a_merger_of_both(people, "Chi bộ 20", secretary=people.chi.pk),
        "split": a_split(here, *pieces),
        "dissolve": a_dissolution(here, other),
    }
    act = draft(people, parts[kind])
    address = reverse("reorganisation:reorganisation", args=[act.pk])
    client = browser_with(people.giang.user)
    seen = see(client, "giang", "reorganisation:reorganisation", address)
    assert seen.status == 200
    return seen.queries


def test_to_undo_a_merger_asks_no_more_because_there_are_more_rows(people):
    """What may rest on it lies in fourteen tables, which are asked one by one: this
    page asks more often than any other."""
    act = applied(people, a_merger_of_both(people, "Chi bộ 20"))
    address = reverse("reorganisation:undo_reorganisation", args=[act.pk])
    client = browser_with(people.giang.user)
    name = "reorganisation:undo_reorganisation"
    rest_on(act, people, 1)
    few = see(client, "giang", name, address)
    rest_on(act, people, 6)
    many = see(client, "giang", name, address)
    assert (few.status, many.status) == (200, 200)
    assert few.queries == many.queries <= 19


def rest_on(act, people, number):
    """So many meetings, newcomers and plans in the cell that came to be by a merger."""
    cell = Cell.objects.get(name="Chi bộ 20")
    for turn in range(number):
        days = Meeting.objects.count() + turn
        Meeting.objects.create(cell=cell, held_on=TODAY + timedelta(days=days))
        member = MemberFactory()
        MembershipFactory(member=member, cell=cell, recorded_at=act.applied_at)
        author = Actor(member, TODAY)
        steps.begin_plan(member, people.cycle, cell, by=author, at=act.applied_at)


def by_who_asks_most(worst):
    """The part of `worst` in which each page is once: opened by those for whom it asks
    most."""
    found = {}
    for seen in worst.values():
        if seen.name not in found or seen.queries > found[seen.name].queries:
            found[seen.name] = seen
    return {(seen.name, seen.who): seen for seen in found.values()}


def see_again(world, pages):
    """{(page, who): Seen} of the same pages now; those of years that are over when
    their counts are kept (reports/kept.py)."""
    clients = {who: browser_of(world, who) for _, who in pages}
    for seen in pages.values():
        if seen.name in KEEPING:
            clients[seen.who].get(seen.address)
    return {
        key: see(clients[seen.who], seen.who, seen.name, seen.address)
        for key, seen in pages.items()
    }


def over_the_budget(pages):
    return {
        (seen.name, seen.who): seen.queries for seen in pages if seen.queries > MOST
    }


# --- the same ward with more rows -----------------------------------------------------


def crowd(people, turn):
    """More of everything that a page may list; `turn` counts how often that was
    done."""
    there = [people.cell, people.other_cell, people.unit]
    names = [f"Chi bộ {turn}{number}" for number in range(3)]
    new = together(
        CellFactory, [{"name": name, "committee": people.ward} for name in names]
    )
    for cell in [*there, *new]:
        settle(people, cell, turn)
    for cell in new:
        head = Member.objects.filter(memberships__cell=cell).order_by("pk").first()
        AppointmentFactory(
            member=head, cell=cell, role=Appointment.Role.SECRETARY, is_head=True
        )
    write_plans(people, turn)
    for cell in there:
        FormerName.objects.create(
            cell=cell, name=f"{cell.name} cũ {turn}", until=date(2000 + turn, 1, 1)
        )
        Meeting.objects.create(cell=cell, held_on=TODAY - timedelta(days=7 * turn))
    for member in Member.objects.all():
        look_back(people, member, 2000 + turn)
    file_papers(people, turn)


def newcomers(cell, turn):
    """The keys by which `people` knows them."""
    return [f"moi{cell.pk}-{turn}{number}" for number in range(NEWCOMERS)]


def settle(people, cell, turn):
    names = newcomers(cell, turn)
    users = together(UserFactory, [{"username": name} for name in names])
    members = together(
        MemberFactory,
        [{"full_name": f"Phạm Văn {user.username}", "user": user} for user in users],
    )
    together(
        MembershipFactory, [{"member": member, "cell": cell} for member in members]
    )
    people.members.update(zip(names, members, strict=True))


def write_plans(people, turn):
    """In cells 7 and 9 newcomers have sent theirs, one is signed; everybody has one of
    two years before."""
    for cell, reviewer in ((people.cell, "binh"), (people.other_cell, "chi")):
        for name, status in zip(newcomers(cell, turn), STATUSES, strict=True):
            a_plan_at(status, people, name, reviewer=reviewer)
    for plan in Plan.objects.exclude(status="draft").filter(cycle=people.cycle):
        remark_on(people, plan)
    for year in (2025 - 2 * turn, 2026 - 2 * turn):
        write_plans_of_the_past(people, year)


def write_plans_of_the_past(people, year):
    days = {"draft_due_on": (1, 31), "review_due_on": (2, 28), "filed_due_on": (3, 15)}
    calendar = {name: date(year, *day) for name, day in days.items()}
    calendar["closed_on"] = date(year + 1, 1, 20)
    cycle = CycleFactory(committee=people.ward, year=year, **calendar)
    facts = {"cycle": cycle, "form_version": cycle.form_version, "status": "posted"}
    facts |= {"ends_with": cycle, "year": year}
    moment = NOW.replace(year=year)
    moments = dict.fromkeys(
        ("begun_at", "moved_at", "first_submitted_at", "edited_at"), moment
    )
    homes = Membership.objects.filter(until=None)
    Plan.objects.bulk_create(
        Plan(member_id=home.member_id, cell_id=home.cell_id, **facts, **moments)
        for home in homes
    )


def remark_on(people, plan):
    remark = {
        "plan": plan,
        "revision": 1,
        "section": "tasks",
        "reason": "khac",
        "source": "reviewer",
        "made_at": NOW,
    }
    for by, released_at in ((people.binh, NOW), (people.bao, NOW), (people.chi, None)):
        Remark.objects.create(
            text="Ghi rõ thời hạn", by=by, released_at=released_at, **remark
        )


def look_back(people, member, year):
    """In that year the member was elsewhere, held a post, was exempt, suspended and
    away."""
    term = {"member": member, "since": date(year, 1, 1), "until": date(year + 1, 1, 1)}
    MembershipFactory(cell=people.other_cell, **term)
    AppointmentFactory(
        cell=people.other_cell, role=Appointment.Role.CELL_COMMITTEE_MEMBER, **term
    )
    Suspension.objects.create(**term)
    Transfer.objects.create(kind="temporary", direction="out", **term)
    exemption = Exemption.objects.create(**term)
    ExemptionReview.objects.create(
        exemption=exemption, reviewed_on=date(year, 6, 1), outcome="kept"
    )
    facts = {
        "member": member,
        "recorded_by": people.giang.user,
        "recorded_at": NOW,
        "from_cell": people.other_cell,
    }
    Movement.objects.create(
        kind=Movement.Kind.AWAY, on=term["since"], until=term["until"], **facts
    )


def file_papers(people, turn):
    """Proposals and files that wait."""
    ground = ExemptionGround.objects.get(label="Nghỉ thai sản")
    proposed = {
        "proposed_by": people.binh.user,
        "proposed_at": NOW,
        "ground": ground,
        "cell": people.cell,
    }
    term = {"since": date(2026, 3, 1), "until": date(2026, 9, 1)}
    paper = {"resolution_number": "4-NQ/CB", "resolution_on": TODAY}
    for number, name in enumerate(newcomers(people.cell, turn)):
        member = people.members[name]
        ExemptionProposal.objects.create(member=member, **proposed, **term, **paper)
        Suspension.objects.create(member=member, since=date(2027, 1, 1))
        file = {"name": f"{number}.csv", "content": b"x", "digest": f"{turn}{number}"}
        moment = NOW - timedelta(days=turn, hours=number)
        RegisterUpload.objects.create(
            committee=people.ward,
            uploaded_by=people.giang.user,
            uploaded_at=moment,
            **file,
        )
