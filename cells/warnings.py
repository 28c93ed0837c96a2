"""What about a cell needs the ward's attention, before it stands in anybody's way?

A few queries for any number of cells; nothing is asked when there are none.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q

from cells.models import Appointment, Cell, Committee, Member, Membership
from cells.models.ranges import in_force
from phucdong.writing import date_text, padded

Role = Appointment.Role
FEWEST = 3
SOON = timedelta(days=30)
# Whoever is without a reviewer from a day on is told so long ahead.
AHEAD = timedelta(days=90)
RECENTLY = timedelta(days=365)
LEADERS = (Role.SECRETARY, Role.UNIT_LEAD)


@dataclass(frozen=True)
class Concern:
    """`is_grave` where plans have to wait for somebody outside the cell, or for nobody."""

    words: str
    is_grave: bool = False


@dataclass(frozen=True)
class Facts:
    """What is known of one cell on a day. `posts` are those of the last year, of today and to come."""

    cell: object
    on: date
    official: int
    posts: list
    unread: list

    @property
    def held(self):
        return [post for post in self.posts if holds(post, self.on)]

    @property
    def reading(self):
        return [post for post in self.held if post.role in Appointment.REVIEWERS]

    @property
    def is_unit(self):
        return self.cell.kind == Cell.Kind.UNIT


def holds(post, on):
    return post.since <= on and (post.until is None or post.until > on)


def about(cells, on):
    """{cell pk: [Concern]} of those of these cells that are open on a date and have any."""
    cells = [cell for cell in cells if cell.closed_on is None or cell.closed_on > on]
    if not cells:
        return {}
    official, posts, unread = official_members(cells, on), posts_of(cells, on), unread_officers(cells, on)
    known = (Facts(cell, on, official.get(cell.pk, 0), posts[cell.pk], unread[cell.pk]) for cell in cells)
    return {facts.cell.pk: found for facts in known if (found := of(facts))}


def of(facts):
    """[Concern] of one cell."""
    return [words for ask in ASKED for words in ask(facts)]


# --- what is known -------------------------------------------------------------------------------------------------


def official_members(cells, on):
    """{cell pk: how many official members}; who is on probation does not count."""
    rows = Membership.objects.in_force(on).filter(cell__in=cells, kind=Membership.Kind.OFFICIAL)
    rows = rows.filter(member__kind=Member.Kind.PARTY, member__official_on__lte=on)
    return dict(rows.order_by().values_list("cell").annotate(Count("pk")))


def posts_of(cells, on):
    found = defaultdict(list)
    recent = Q(until=None) | Q(until__gt=on - RECENTLY)
    for post in Appointment.objects.filter(recent, cell__in=cells).select_related("member").order_by("since", "pk"):
        found[post.cell_id].append(post)
    return found


def unread_officers(cells, on):
    """{cell pk: [name]} of ward officers of the cells whose own plan no other officer above can read."""
    officers = list(Appointment.objects.in_force(on).filter(role=Role.WARD_OFFICER).values_list("member", "committee"))
    parents = dict(Committee.objects.values_list("pk", "parent"))
    above = {
        cell.pk: {who for who, committee in officers if committee in line(cell.committee_id, parents)} for cell in cells
    }
    alone = {pk: next(iter(who)) for pk, who in above.items() if len(who) == 1}
    here = Membership.objects.filter(in_force(on), cell__in=alone, member__in=alone.values(), kind="official")
    found = defaultdict(list)
    for cell, member, name in here.values_list("cell", "member", "member__full_name"):
        if alone[cell] == member:
            found[cell].append((member, name))
    return found


def line(committee, parents):
    """A committee and those above it."""
    found = []
    while committee:
        found.append(committee)
        committee = parents[committee]
    return found


# --- what is asked -------------------------------------------------------------------------------------------------


def few_members(facts):
    if facts.is_unit or facts.official >= FEWEST:
        return
    number = f"Có {padded(facts.official)}" if facts.official else "Chưa có"
    yield Concern(f"{number} đảng viên chính thức; chi bộ cần ít nhất {padded(FEWEST)}")


def no_secretary(facts):
    leading = [post for post in facts.held if post.role in LEADERS]
    if facts.is_unit or any(post.acting_for_id is None for post in leading):
        return
    acting = f"; đ/c {leading[0].member} phụ trách thay" if leading else ""
    gone = [post for post in facts.posts if post.role == Role.SECRETARY and post.until and post.until <= facts.on]
    former = f"; đ/c {gone[-1].member} thôi từ {date_text(gone[-1].until)}" if gone else ""
    yield Concern(f"Chưa có bí thư{former}{acting}")


def terms(facts):
    """A term that ended, or ends soon, and nobody follows in the post."""
    for post in facts.posts:
        if post.acting_for_id or post.until is None or follows(post, facts.posts):
            continue
        who = f"{post.label()} {post.member}"
        if post.role == Role.SECRETARY and post.until <= facts.on:
            continue
        if post.until <= facts.on and not any(one.role == post.role for one in facts.held):
            yield Concern(f"{who} thôi từ {date_text(post.until)}, chưa có người thay")
        elif facts.on < post.until <= facts.on + SOON:
            yield Concern(f"Nhiệm kỳ của {who} hết trước ngày {date_text(post.until)}")


def follows(post, posts):
    """Whether somebody holds the same post from about that day on."""
    return any(one.pk != post.pk and one.role == post.role and holds(one, post.until) for one in posts)


def readers(facts):
    """Nobody who reads the plans, one alone, or nobody from a day on."""
    people = {post.member_id: post.member for post in facts.reading}
    if not people:
        yield Concern("Chưa có ai đọc kế hoạch; Đảng ủy đọc thay", is_grave=True)
    elif len(people) == 1 and not facts.is_unit:
        (alone,) = people.values()
        yield Concern(f"Chỉ đ/c {alone} đọc kế hoạch; kế hoạch của chính đồng chí ấy do Đảng ủy đọc")
    if people and (day := nobody_from(facts)):
        yield Concern(f"Từ {date_text(day)} không còn ai đọc kế hoạch", is_grave=True)


def nobody_from(facts):
    """The first day, not far ahead, on which nobody reads the cell's plans; None if there is none."""
    ends = sorted({post.until for post in facts.posts if post.until and facts.on < post.until <= facts.on + AHEAD})
    review = [post for post in facts.posts if post.role in Appointment.REVIEWERS]
    return next((day for day in ends if not any(holds(post, day) for post in review)), None)


def plans_nobody_reads(facts):
    """The only ward officer, in a cell in which nobody else reviews."""
    for member, name in facts.unread:
        if not any(post.member_id != member for post in facts.reading):
            words = f"Kế hoạch của đ/c {name} chưa có ai đọc được: giao thêm người đọc trong chi bộ hoặc ở Đảng ủy"
            yield Concern(words, is_grave=True)


ASKED = (few_members, no_secretary, terms, readers, plans_nobody_reads)
