"""The ward that is measured: 24 cells, 1,500 members with plans in every state, 120 of them waiting in one cell."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from django.db import transaction

from accounts.models import User
from cells.models import Appointment, Cell, Committee, Exemption, Member, Membership
from demo.history_rows import write_histories
from demo.persons import Registry
from demo.pool import read_data
from demo.present_year import PresentYear
from demo.stories import list_homes
from plans.cycles import open_cycle
from plans.models import Plan

CELLS, MEMBERS, QUEUE, SMALL_QUEUE, OFFICERS = 24, 1500, 120, 3, 3
EXEMPT_EVERY = 9
Role = Appointment.Role
POSTS = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.CELL_COMMITTEE_MEMBER)


@dataclass
class Ward:
    """Whom the pages are asked for, and of what."""

    cycle: object
    crowded: Cell
    quiet: Cell
    writing: Cell  # where everybody has a complete draft
    secretary: User  # of the crowded cell
    other_secretary: User  # of the quiet one
    officer: User
    author: User
    draft: Plan


@transaction.atomic
def build(today):
    """Fill the empty database. Returns the Ward."""
    rng = Random("bench")
    committee = Committee.objects.create(name="Đảng bộ phường Phúc Đồng", place="Phúc Đồng")
    cells = Cell.objects.bulk_create([Cell(committee=committee, name=f"Chi bộ {n + 1}") for n in range(CELLS)])
    since = today - timedelta(days=900)
    members = settle(cells, since, Registry(rng))
    appoint(committee, cells, members, since)
    calendar = {name: today + timedelta(days=days) for name, days in read_data("ward")["present"]["calendar"].items()}
    cycle = open_cycle(committee, today.year, calendar=calendar)
    year = PresentYear(cycle, read_data("ward")["present"], rng, today, {})
    write_histories(stories(year, *cells[:3]), year.setting.officers, rng=rng)
    return cast(cycle, cells, today)


def settle(cells, since, registry):
    """[Member] by cell: the first is large enough for the queue, the others share the rest."""
    first = QUEUE + OFFICERS + 3
    sizes = [first, *((MEMBERS - first) // (CELLS - 1) for _ in cells[1:])]
    sizes[-1] += MEMBERS - sum(sizes)
    by_cell = [[registry.party_member(since, born=(1938, 1996)).as_member() for _ in range(size)] for size in sizes]
    Member.objects.bulk_create([member for members in by_cell for member in members])
    Membership.objects.bulk_create(
        Membership(member=member, cell=cell, since=since)
        for cell, members in zip(cells, by_cell, strict=True)
        for member in members
    )
    exempt = [member for members in by_cell[3:] for member in members[OFFICERS::EXEMPT_EVERY]]
    Exemption.objects.bulk_create(Exemption(member=member, since=since) for member in exempt)
    return by_cell


def appoint(committee, cells, members, since):
    posts = [
        Appointment(member=member, role=role, cell=cell, since=since, is_head=role == Role.SECRETARY)
        for cell, people in zip(cells, members, strict=True)
        for member, role in zip(people, POSTS, strict=False)
    ]
    officer = Appointment(member=members[-1][-1], role=Role.WARD_OFFICER, committee=committee, since=since)
    Appointment.objects.bulk_create([*posts, officer])


def stories(year, crowded, quiet, writing):
    """The queue is exactly as long as wanted in two cells, a third writes; in the others plans are in every state."""
    told, left = [], {crowded.pk: QUEUE, quiet.pk: SMALL_QUEUE}
    officers = {post.member_id for post in Appointment.objects.all()}
    for home in list_homes(year.today):
        member, cell = home.member, home.cell
        if cell.pk == writing.pk:
            story = year.tell("unsent", home)
        elif cell.pk not in left:
            story = year.story(home)
        elif left[cell.pk] and member.pk not in officers:
            left[cell.pk] -= 1
            story = year.tell(year.rng.choices(("waiting", "being_read", "resubmitted"), (80, 10, 10))[0], home)
        else:
            story = year.tell("half" if member.pk in officers else "filed", home)
        told.append(story)
    return [story for story in told if story]


def cast(cycle, cells, today):
    secretaries = [login(Appointment.objects.get(cell=cell, role=Role.SECRETARY).member) for cell in cells[:2]]
    officer = login(Appointment.objects.get(role=Role.WARD_OFFICER).member)
    written = Plan.objects.filter(cycle=cycle, status="draft", rows__section="tasks", cell=cells[2])
    draft = written.select_related("member").order_by("pk")[0]
    return Ward(cycle, *cells[:3], *secretaries, officer, login(draft.member), draft)


def login(member):
    user = User.objects.create(username=f"bench{member.pk}", password="!")
    Member.objects.filter(pk=member.pk).update(user=user)
    return user
