"""What about a cell needs the ward's attention, before it stands in anybody's way?

A few queries for any number of cells; nothing is asked when there are none.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from cells.dated_back import MOVEMENT, POST, find_rows_dated_back
from cells.models import Appointment, Cell, Committee, Membership
from cells.models.people import is_official
from cells.wording import describe_recording
from phucdong.writing import date_text, padded

Role = Appointment.Role
FEWEST = 3
SOON = timedelta(days=30)
# Whoever is without a reviewer from a day on is told so long ahead.
AHEAD = timedelta(days=90)
RECENTLY = timedelta(days=365)
# Of what may be many rows a cell is told in one line, which leads to the list of them
# on its page (templates/plans/cell).
LISTS = {POST: "chuc-vu", MOVEMENT: "lich-su"}
LEADERS = (Role.SECRETARY, Role.UNIT_LEAD)
ONE_READER = "Chỉ đ/c {} đọc kế hoạch; kế hoạch của chính đồng chí ấy do Đảng ủy đọc"
UNREAD = (
    "Kế hoạch của đ/c {} chưa có ai đọc được: "
    "giao thêm người đọc trong chi bộ hoặc ở Đảng ủy"
)


@dataclass(frozen=True)
class Concern:
    """`is_grave` where plans have to wait for somebody outside the cell, or for nobody;
    `part` is the part of the cell's page that tells more, or ""."""

    words: str
    is_grave: bool = False
    part: str = ""


class UnreadOfficer(NamedTuple):
    """A ward officer whose own plan no other officer above can read."""

    member_id: int
    name: str


@dataclass(frozen=True)
class CellFacts:
    """What is known of one cell on a day. `posts` are those of the last year, of today
    and to come."""

    cell: Cell
    on: date
    official: int
    posts: list
    unread: list
    dated_back: list

    @property
    def held(self):
        return [post for post in self.posts if is_held(post, self.on)]

    @property
    def reading(self):
        return [post for post in self.held if post.role in Appointment.REVIEWERS]

    @property
    def is_unit(self):
        return self.cell.kind == Cell.Kind.UNIT


def is_held(post, on):
    return post.since <= on and (post.until is None or post.until > on)


def find_concerns(cells, on):
    """{cell pk: [Concern]} of those of these cells that are open on a date and have
    any."""
    cells = [cell for cell in cells if cell.closed_on is None or cell.closed_on > on]
    if not cells:
        return {}
    official = count_official_members(cells, on)
    posts = find_recent_posts(cells, on)
    unread = find_unread_officers(cells, on)
    dated_back = find_rows_dated_back([cell.pk for cell in cells], on)
    found = {}
    for cell in cells:
        facts = CellFacts(
            cell,
            on,
            official.get(cell.pk, 0),
            posts[cell.pk],
            unread[cell.pk],
            dated_back[cell.pk],
        )
        concerns = list_concerns(facts)
        if concerns:
            found[cell.pk] = concerns
    return found


def list_concerns_of_cell(cell, on, *, official, posts):
    """[Concern] of one cell, from what its page knows: how many official members, its
    posts (the earliest first). One query.

    What was dated back stands on that page at each name, and in its list of exemptions.
    """
    if cell.closed_on is not None and cell.closed_on <= on:
        return []
    recent = []
    for post in posts:
        if post.until is None or post.until > on - RECENTLY:
            recent.append(post)
    unread = find_unread_officers_of_cell(cell, on)
    return list_concerns(CellFacts(cell, on, official, recent, unread, []))


def find_unread_officers_of_cell(cell, on):
    """[UnreadOfficer]: the one ward officer above the cell, if they belong to it."""
    above = [committee.pk for committee in cell.committee.line()]
    posts = Appointment.objects.in_force(on).filter(
        role=Role.WARD_OFFICER, committee__in=above
    )
    here = Membership.objects.in_force(on).filter(
        cell=cell, kind=Membership.Kind.OFFICIAL, member=OuterRef("member")
    )
    officers = posts.annotate(belongs=Exists(here)).order_by("member").distinct()
    found = list(officers.values_list("member", "member__full_name", "belongs"))
    if len(found) == 1 and found[0][2]:
        return [UnreadOfficer(*found[0][:2])]
    return []


def list_concerns(facts):
    concerns = []
    for find in CHECKS:
        concerns += find(facts)
    return concerns


# --- what is known -------------------------------------------------------------------


def count_official_members(cells, on):
    """{cell pk: how many official members}; who is on probation does not count."""
    rows = Membership.objects.in_force(on).filter(
        is_official(on, "member__"), cell__in=cells, kind=Membership.Kind.OFFICIAL
    )
    return dict(rows.order_by().values_list("cell").annotate(Count("pk")))


def find_recent_posts(cells, on):
    """{cell pk: [post]}, the earliest first."""
    found = defaultdict(list)
    recent = Q(until=None) | Q(until__gt=on - RECENTLY)
    posts = Appointment.objects.filter(recent, cell__in=cells)
    for post in posts.select_related("member").order_by("since", "pk"):
        found[post.cell_id].append(post)
    return found


def find_unread_officers(cells, on):
    """{cell pk: [UnreadOfficer]} of those who belong to these cells. Two queries."""
    home = Membership.objects.in_force(on).filter(
        member=OuterRef("member"), kind=Membership.Kind.OFFICIAL
    )
    posts = Appointment.objects.in_force(on).filter(role=Role.WARD_OFFICER)
    posts = posts.annotate(home=Subquery(home.values("cell")[:1]))
    posts = list(posts.select_related("member"))
    parents = dict(Committee.objects.values_list("pk", "parent"))
    found = defaultdict(list)
    for cell in cells:
        above = list_committees_above(cell.committee_id, parents)
        officers = {}
        for post in posts:
            if post.committee_id in above:
                officers[post.member_id] = post
        if len(officers) == 1:
            (post,) = officers.values()
            if post.home == cell.pk:
                officer = UnreadOfficer(post.member_id, post.member.full_name)
                found[cell.pk].append(officer)
    return found


def list_committees_above(committee, parents):
    """A committee and those above it; `parents` is {pk: pk of the parent}."""
    found = []
    while committee:
        found.append(committee)
        committee = parents[committee]
    return found


# --- what is asked -------------------------------------------------------------------


def check_number_of_members(facts):
    if facts.is_unit or facts.official >= FEWEST:
        return
    number = "Chưa có"
    if facts.official:
        number = f"Có {padded(facts.official)}"
    least = f"chi bộ cần ít nhất {padded(FEWEST)}"
    yield Concern(f"{number} đảng viên chính thức; {least}")


def check_secretary(facts):
    leading = [post for post in facts.held if post.role in LEADERS]
    has_own = any(post.acting_for_id is None for post in leading)
    if facts.is_unit or has_own:
        return
    words = "Chưa có bí thư"
    former = find_former_secretary(facts)
    if former:
        words += f"; đ/c {former.member} thôi từ {date_text(former.until)}"
    if leading:
        words += f"; đ/c {leading[0].member} phụ trách thay"
    yield Concern(words)


def find_former_secretary(facts):
    for post in reversed(facts.posts):
        has_ended = post.until and post.until <= facts.on
        if post.role == Role.SECRETARY and has_ended:
            return post
    return None


def check_terms(facts):
    """A term that ended, or ends soon, and nobody follows in the post; who is named for
    the year needs no successor."""
    for post in facts.posts:
        if post.until is None or post.role in Appointment.BESIDE_OFFICERS:
            continue
        if post.acting_for_id or is_followed(post, facts.posts):
            continue
        who, day = f"{post.label()} {post.member}", date_text(post.until)
        if post.until <= facts.on:
            is_vacant = all(held.role != post.role for held in facts.held)
            if is_vacant and post.role != Role.SECRETARY:
                yield Concern(f"{who} thôi từ {day}, chưa có người thay")
        elif post.until <= facts.on + SOON:
            yield Concern(f"Nhiệm kỳ của {who} hết trước ngày {day}")


def is_followed(post, posts):
    """Whether somebody holds the same post from about that day on."""
    for other in posts:
        is_another = other.pk != post.pk and other.role == post.role
        if is_another and is_held(other, post.until):
            return True
    return False


def check_readers(facts):
    """Nobody who reads the plans, one alone, or nobody from a day on."""
    readers = {post.member_id: post.member for post in facts.reading}
    if not readers:
        yield Concern("Chưa có ai đọc kế hoạch; Đảng ủy đọc thay", is_grave=True)
        return
    if len(readers) == 1 and not facts.is_unit:
        (alone,) = readers.values()
        yield Concern(ONE_READER.format(alone))
    day = find_day_without_readers(facts)
    if day:
        words = f"Từ {date_text(day)} không còn ai đọc kế hoạch"
        yield Concern(words, is_grave=True)


def find_day_without_readers(facts):
    """The first day, not far ahead, on which nobody reads the cell's plans; None if
    there is none."""
    reviewing = [post for post in facts.posts if post.role in Appointment.REVIEWERS]
    last = facts.on + AHEAD
    ends = {post.until for post in facts.posts if post.until}
    for day in sorted(ends):
        is_near = facts.on < day <= last
        if is_near and not any(is_held(post, day) for post in reviewing):
            return day
    return None


def check_unread_plans(facts):
    """The only ward officer, in a cell in which nobody else reviews."""
    for officer in facts.unread:
        others = [p for p in facts.reading if p.member_id != officer.member_id]
        if not others:
            yield Concern(UNREAD.format(officer.name), is_grave=True)


def check_rows_dated_back(facts):
    """One line for each exemption, suspension and absence; one for all posts, and one
    for who came and went."""
    for row in facts.dated_back:
        if row.what not in LISTS:
            yield Concern(word_dated_back(row))
    for what, part in LISTS.items():
        rows = [row for row in facts.dated_back if row.what == what]
        if rows:
            yield Concern(word_all_dated_back(rows), part=part)


def word_dated_back(row):
    told = describe_recording(row.claimed or row.holds_from, row.noted_at)
    words = f"{row.what} của đ/c {row.name}: {told}"
    if row.claimed:
        words += "; chờ Đảng ủy xác nhận, nay tính từ ngày ghi"
    return words


def word_all_dated_back(rows):
    """The one that goes back farthest, and how many others there are."""
    farthest = max(rows, key=lambda row: row.days)
    words = word_dated_back(farthest)
    if len(rows) > 1:
        words += f"; và {padded(len(rows) - 1)} {farthest.what.lower()} khác"
    return words


CHECKS = (
    check_number_of_members,
    check_secretary,
    check_terms,
    check_readers,
    check_unread_plans,
    check_rows_dated_back,
)
