"""Which ward is measured? 24 cells, 1,500 members, 120 plans waiting in one cell."""

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
from plans.form.years import open_cycle
from plans.models import Plan, Status

CELLS, MEMBERS, QUEUE, SMALL_QUEUE, OFFICERS = 24, 1500, 120, 3, 3
EXEMPT_EVERY = 9
Role = Appointment.Role
POSTS = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.CELL_COMMITTEE_MEMBER)
# Of a hundred plans that wait.
WAITING = {"waiting": 80, "being_read": 10, "resubmitted": 10}


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
    waiting: Plan  # for the secretary's review, the longest


@transaction.atomic
def build_ward(today):
    """Fill the empty database. Returns the Ward."""
    rng = Random("bench")
    committee = Committee.objects.create(
        name="Đảng bộ phường Phúc Đồng", place="Phúc Đồng"
    )
    names = [f"Chi bộ {number + 1}" for number in range(CELLS)]
    cells = Cell.objects.bulk_create(
        Cell(committee=committee, name=name) for name in names
    )
    since = today - timedelta(days=900)
    members = settle_members(cells, since, Registry(rng))
    appoint_heads(committee, cells, members, since)
    cycle = open_year(committee, today)
    year = PresentYear(cycle, read_data("ward")["present"], rng, today, {})
    write_histories(tell_stories(year, *cells[:3]), year.setting.officers, rng=rng)
    return find_cast(cycle, cells)


def open_year(committee, today):
    calendar = {}
    for name, days in read_data("ward")["present"]["calendar"].items():
        calendar[name] = today + timedelta(days=days)
    return open_cycle(committee, today.year, calendar=calendar)


def settle_members(cells, since, registry):
    """[[Member]] by cell: the first holds the queue, the others share the rest."""
    first = QUEUE + OFFICERS + 3
    sizes = [first] + [(MEMBERS - first) // (CELLS - 1)] * (CELLS - 1)
    sizes[-1] += MEMBERS - sum(sizes)
    by_cell, members, homes, exemptions = [], [], [], []
    for number, (cell, size) in enumerate(zip(cells, sizes, strict=True)):
        people = []
        for _ in range(size):
            people.append(registry.party_member(since, born=(1938, 1996)).as_member())
        by_cell.append(people)
        members.extend(people)
        for member in people:
            homes.append(Membership(member=member, cell=cell, since=since))
        if number >= 3:
            for member in people[OFFICERS::EXEMPT_EVERY]:
                exemptions.append(Exemption(member=member, since=since))
    Member.objects.bulk_create(members)
    Membership.objects.bulk_create(homes)
    Exemption.objects.bulk_create(exemptions)
    return by_cell


def appoint_heads(committee, cells, members, since):
    """Three heads in each cell, and the last member of all is the ward's officer."""
    posts = []
    for cell, people in zip(cells, members, strict=True):
        for member, role in zip(people, POSTS, strict=False):
            post = Appointment(member=member, role=role, cell=cell, since=since)
            post.is_head = role == Role.SECRETARY
            posts.append(post)
    last, officer = members[-1][-1], Role.WARD_OFFICER
    posts.append(
        Appointment(member=last, role=officer, committee=committee, since=since)
    )
    Appointment.objects.bulk_create(posts)


def tell_stories(year, crowded, quiet, writing):
    """[Story]: two queues of exactly the wanted length, and a cell in which all write.

    In the other cells plans stand in every state.
    """
    stories = []
    left = {crowded.pk: QUEUE, quiet.pk: SMALL_QUEUE}
    officers = {post.member_id for post in Appointment.objects.all()}
    for home in list_homes(year.today):
        member, cell = home.member, home.cell
        if cell.pk == writing.pk:
            story = year.tell("unsent", home)
        elif cell.pk not in left:
            story = year.story(home)
        elif member.pk in officers:
            story = year.tell("half", home)
        elif left[cell.pk]:
            left[cell.pk] -= 1
            [state] = year.rng.choices(list(WAITING), list(WAITING.values()))
            story = year.tell(state, home)
        else:
            story = year.tell("filed", home)
        if story:
            stories.append(story)
    return stories


def find_cast(cycle, cells):
    crowded, quiet, writing = cells[:3]
    heads = Appointment.objects.filter(role=Role.SECRETARY).select_related("member")
    officer = Appointment.objects.select_related("member").get(role=Role.WARD_OFFICER)
    plans = Plan.objects.filter(cycle=cycle).select_related("member")
    drafts = plans.filter(cell=writing, status=Status.DRAFT, rows__section="tasks")
    draft = drafts.order_by("pk").first()
    queue = plans.filter(cell=crowded, status=Status.CELL_REVIEW)
    return Ward(
        cycle=cycle,
        crowded=crowded,
        quiet=quiet,
        writing=writing,
        secretary=create_login(heads.get(cell=crowded).member),
        other_secretary=create_login(heads.get(cell=quiet).member),
        officer=create_login(officer.member),
        author=create_login(draft.member),
        draft=draft,
        waiting=queue.order_by("moved_at", "pk").first(),
    )


def create_login(member):
    user = User.objects.create(username=f"bench{member.pk}", password="!")
    Member.objects.filter(pk=member.pk).update(user=user)
    return user
