"""How is what a decision will move told to the officer who prepared it?

In plain data, shown before and kept after in Reorganisation.effects["told"]. The field
names of the dataclasses are its keys (`from_` is "from"). A mark changes with what it
stands for, so that a page can say what is no longer as it was.
"""

import hashlib
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from typing import NamedTuple

from django.db.models import Count, OuterRef, Subquery

from cells.models import (
    Appointment,
    Cell,
    Meeting,
    Membership,
)
from phucdong.canonical import write_canonical
from phucdong.writing import date_text
from plans.models import Cycle, Plan, Status
from plans.models.cycle import choose_year, sort_by_year

Role = Appointment.Role
# What has a mark of its own, and how a page names it.
SECTIONS = {
    "title": "việc sắp xếp",
    "places": "chi bộ sau sắp xếp",
    "people": "người chuyển",
    "posts": "chức vụ",
    "plans": "kế hoạch",
    "carried": "miễn sinh hoạt, đình chỉ, đi vắng",
    "cycle": "năm kế hoạch",
    "warnings": "điều cần để ý",
}
BY_WARD = "Đảng ủy"


# --- what is told ---------------------------------------------------------------------


@dataclass
class ClosedCell:
    name: str
    goes_on: str


@dataclass
class PlaceTold:
    """A cell after the day: how many belong there and come, who holds which post."""

    name: str
    committee: str
    is_new: bool
    belong: int
    come: int
    guests: int
    holders: list[str]
    vacant: list[str]


@dataclass
class PeopleMoving:
    """`to` is "" for guests who belong there anyway from now on."""

    from_: str
    to: str
    is_guest: bool
    names: list[str]


@dataclass
class PostsTold:
    end: list[str]
    begin: list[str]


@dataclass
class WaitingPlans:
    """Under review: `to` names who reads them next."""

    place: str
    to: str
    names: list[str]


@dataclass
class FollowingPlans:
    status: str
    names: list[str]


@dataclass
class FiledPlans:
    cell: str
    count: int


@dataclass
class PlansTold:
    waiting: list[WaitingPlans]
    follow: list[FollowingPlans]
    filed: list[FiledPlans]


@dataclass
class Carried:
    """What belongs to the members and holds on."""

    label: str
    names: list[str]


@dataclass
class CycleTold:
    """The open cycle of the new cell, and meetings that were held, which stay.
    `is_another`: some come from another committee, which may have a calendar of its
    own."""

    year: int | None
    days: list[str]
    meetings: int
    is_another: bool


@dataclass
class PartTold:
    title: str
    closes: list[ClosedCell]
    places: list[PlaceTold]
    people: list[PeopleMoving]
    posts: PostsTold
    plans: PlansTold
    carried: list[Carried]
    cycle: CycleTold
    warnings: list[str]


@dataclass
class SumTold:
    """What all parts do together."""

    closes: int = 0
    founds: int = 0
    moves: int = 0
    ends: int = 0
    begins: int = 0
    plans: int = 0
    waiting: int = 0


def describe_foresight(foresight):
    """{"parts": [PartTold], "marks": {"0 people": digest}, "sum": SumTold} as plain
    data; the same number of queries whatever there is to tell."""
    facts = PreviewFacts(foresight)
    parts = []
    for done, plans, warnings in zip(
        foresight.outcomes, foresight.plans, foresight.warnings, strict=True
    ):
        told = PartTold(
            title=done.title,
            closes=[ClosedCell(cell.name, place.name) for cell, place in done.closes],
            places=[describe_place(place, done) for place in done.places],
            people=describe_people(done),
            posts=PostsTold(describe_posts(done.ends), describe_posts(done.begins)),
            plans=describe_plans(plans, done, facts),
            carried=describe_carried(done),
            cycle=describe_cycle(done, facts),
            warnings=warnings,
        )
        parts.append(asdict(told, dict_factory=make_plain_dict))
    sums = asdict(sum_up(foresight))
    return {"parts": parts, "marks": make_marks(parts), "sum": sums}


def make_plain_dict(items):
    return {name.rstrip("_"): value for name, value in items}


def sum_up(foresight):
    total, members = SumTold(), set()
    for done in foresight.outcomes:
        members |= done.moved_members()
        total.closes += len(done.closes)
        total.ends += len(done.ends)
        total.begins += len(done.begins)
        for place in done.places:
            total.founds += place.is_new
    for plans in foresight.plans:
        total.plans += len(plans)
        for plan, _ in plans:
            total.waiting += plan.status == Status.CELL_REVIEW
    total.moves = len(members)
    return total


def make_marks(parts):
    marks = {}
    for number, part in enumerate(parts):
        for section in SECTIONS:
            text = write_canonical(part[section])
            digest = hashlib.sha256(text.encode()).hexdigest()
            marks[f"{number} {section}"] = digest[:12]
    return marks


def list_differences(seen, told):
    """[str]: what is no longer as it was when these marks were shown."""
    found = []
    for mark, digest in told["marks"].items():
        number, section = mark.split()
        if seen.get(mark) != digest:
            title = told["parts"][int(number)]["title"]
            found.append(f"{title}: {SECTIONS[section]}")
    return found or ["Các việc trong phương án"]


# --- what is read for it --------------------------------------------------------------


class Left(NamedTuple):
    """How many stay with a cell that is closed."""

    filed: int  # plans
    meetings: int  # of the year of the decision


def count_what_stays(cells, year):
    """{cell id: Left} of cells; one query."""
    filed = Plan.objects.filter(cell=OuterRef("pk"), status=Status.POSTED)
    meetings = Meeting.objects.filter(cell=OuterRef("pk"), held_on__year=year)
    counted = Cell.objects.filter(pk__in=[cell.pk for cell in cells]).values_list(
        "pk", count_rows_of_cell(filed), count_rows_of_cell(meetings)
    )
    return {pk: Left(filed or 0, meetings or 0) for pk, filed, meetings in counted}


def count_rows_of_cell(rows):
    by_cell = rows.order_by().values("cell")
    return Subquery(by_cell.annotate(how_many=Count("pk")).values("how_many"))


class PreviewFacts:
    """What stays with the old cells, and the cycles: read once for all parts."""

    def __init__(self, foresight):
        old, has_places = [], False
        for done in foresight.outcomes:
            old += done.closed_cells()
            has_places = has_places or bool(done.places)
        self.left = count_what_stays(old, foresight.on.year)
        self.cycles, self.year = [], foresight.on.year
        if has_places:
            self.cycles = list(Cycle.objects.all())

    def cycle_of(self, committee):
        """The one of today's figures in a cell of the committee, or None; its own or of
        the one above it."""
        line = [committee.pk, committee.parent_id]
        by_year = sort_by_year(self.cycles, line)
        return by_year.get(choose_year(by_year, self.year))


# --- each section ---------------------------------------------------------------------


def describe_place(place, done):
    come, all_kinds = count_kinds(place.come), count_kinds(place.memberships())
    return PlaceTold(
        name=name_after_the_day(place, done),
        committee=place.cell.committee.name,
        is_new=place.is_new,
        belong=len(place.official()),
        come=come[Membership.Kind.OFFICIAL],
        guests=all_kinds[Membership.Kind.TEMPORARY],
        holders=name_holders(place.posts),
        vacant=list_vacant_posts(place),
    )


def count_kinds(memberships):
    return Counter(row.kind for row in memberships)


def name_holders(posts):
    return [f"{post.member} ({post.label()})" for post in posts]


def name_after_the_day(place, done):
    for cell, name in done.renames:
        if cell is place.cell:
            return name
    return place.name


def list_vacant_posts(place):
    """Labels of the posts that a cell should have and nobody holds."""
    wanted = [Role.SECRETARY, Role.DEPUTY_SECRETARY]
    if place.cell.kind == Cell.Kind.UNIT:
        wanted = [Role.UNIT_LEAD]
    held = {post.role for post in place.posts}
    return [role.label.lower() for role in wanted if role not in held]


def describe_people(done):
    """Who moves, from where to where, by given name; guests apart."""
    groups = defaultdict(list)
    for row, place in done.moves:
        to = place.name if place else ""
        groups[row.cell_id, to, row.kind].append(row.member)
    closing = {cell.pk: cell.name for cell in done.closed_cells()}
    told = []
    for (cell_pk, to, kind), members in groups.items():
        told.append(
            PeopleMoving(
                from_=closing[cell_pk] if closing else name_cell_that_goes_on(done),
                to=to,
                is_guest=kind == Membership.Kind.TEMPORARY,
                names=sort_names(members),
            )
        )
    return told


def name_cell_that_goes_on(done):
    """Of a cell that is split and goes on."""
    return next(place.name for place in done.places if not place.is_new)


def sort_names(members):
    ranked = sorted(members, key=lambda member: (member.name_sort, member.pk))
    return [member.full_name for member in ranked]


def describe_posts(posts):
    return [f"{post.member} – {post.label()}, {post.cell}" for post in posts]


def describe_plans(plans, done, facts):
    """Those under review by who reads them next; the others that go along by status;
    the filed ones that stay."""
    waiting, follow = defaultdict(list), defaultdict(list)
    for plan, place in plans:
        if plan.status == Status.CELL_REVIEW:
            readers = name_holders(place.reviewers(besides=plan.member_id))
            waiting[place.name, ", ".join(readers) or BY_WARD].append(plan.member)
        else:
            follow[Status(plan.status).label].append(plan.member)
    told = PlansTold(waiting=[], follow=[], filed=[])
    for (place_name, to), members in waiting.items():
        told.waiting.append(WaitingPlans(place_name, to, sort_names(members)))
    for status, members in follow.items():
        told.follow.append(FollowingPlans(status, sort_names(members)))
    for cell in done.closed_cells():
        told.filed.append(FiledPlans(cell.name, facts.left[cell.pk].filed))
    return told


def describe_carried(done):
    members = {row.member_id: row.member for row, _ in done.moves}
    waiting = {proposal.member_id: proposal.member for proposal, _ in done.proposals}
    members |= waiting
    kinds = {
        "Miễn công tác và sinh hoạt": list_moved_who(done, "is_exempt"),
        "Đình chỉ sinh hoạt": list_moved_who(done, "is_suspended"),
        "Đi vắng tạm thời": list_moved_who(done, "is_away"),
        "Đề nghị miễn đang chờ quyết định": waiting,
    }
    told = []
    for label, held in kinds.items():
        named = [member for pk, member in members.items() if pk in held]
        if named:
            told.append(Carried(label, sort_names(named)))
    return told


def list_moved_who(done, circumstance):
    """Ids of those who move and of whom this holds on the day."""
    return {row.member_id for row, _ in done.moves if getattr(row, circumstance)}


def describe_cycle(done, facts):
    meetings = sum(facts.left[cell.pk].meetings for cell in done.closed_cells())
    cycle = facts.cycle_of(done.places[0].cell.committee)
    is_another = is_between_committees(done)
    if cycle is None:
        return CycleTold(None, [], meetings, is_another)
    days = [cycle.draft_due_on, cycle.review_due_on, cycle.filed_due_on]
    told = [date_text(day) for day in days]
    return CycleTold(cycle.year, told, meetings, is_another)


def is_between_committees(done):
    cells = [*done.closed_cells(), *(place.cell for place in done.places)]
    return len({cell.committee_id for cell in cells}) > 1
