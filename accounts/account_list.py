"""Which accounts does somebody look after, and how far is each of them?"""

from dataclasses import dataclass

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import (
    Case,
    Count,
    Exists,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    TextChoices,
    Value,
    When,
)

from accounts import permissions
from accounts.models import ActivationSlip, find_deaths
from cells.models import Appointment, Cell, Member, Membership
from cells.names import fold
from cells.posts import Actor


class State(TextChoices):
    NONE = "none", "Chưa có tài khoản"
    SLIP = "slip", "Có phiếu chưa dùng"
    EXPIRED = "expired", "Phiếu hết hiệu lực"
    ACTIVE = "active", "Đã kích hoạt"
    LOCKED = "locked", "Đã khóa"
    # Of somebody who has died: it opens nothing any more.
    CLOSED = "closed", "Đã đóng vì từ trần"


NOT_YET_IN = (State.NONE, State.SLIP, State.EXPIRED)


@dataclass(frozen=True)
class AccountRow:
    """One person in the list, and what the one who looks at it may do."""

    member: Member
    home: object
    state: State
    prints: bool
    locks: bool


def annotate_state(people, at):
    """People annotated with `state`: one of State, the first that fits."""
    live = ActivationSlip.objects.live(at).filter(user=OuterRef("user"))
    died = find_deaths().filter(member=OuterRef("pk"))
    stages = [
        When(Exists(died), then=Value(State.CLOSED)),
        When(user=None, then=Value(State.NONE)),
        When(user__is_active=False, then=Value(State.LOCKED)),
        When(Exists(live), then=Value(State.SLIP)),
        When(
            user__password__startswith=UNUSABLE_PASSWORD_PREFIX,
            then=Value(State.EXPIRED),
        ),
    ]
    return people.annotate(state=Case(*stages, default=Value(State.ACTIVE)))


def filter_by_name(people, words):
    """People whose name holds these words, typed with or without marks, or whose
    sign-in name begins with them."""
    folded = fold(words)
    if not folded:
        return people
    return people.filter(
        Q(name_folded__contains=folded)
        | Q(user__username__startswith=folded.replace(" ", ""))
    )


def count_states(people):
    """[(State, how many)] of annotated people, for the states that somebody is in."""
    states = people.order_by().values_list("state")
    counted = dict(states.annotate(Count("pk")))
    return [(state, counted[state.value]) for state in State if state.value in counted]


def prefetch_standing(people, on):
    """People with their login, and the posts and the cell of a date, in three queries
    whatever their number."""
    posts = (
        Appointment.objects.in_force(on)
        .select_related("cell__committee", "committee")
        .order_by("since", "pk")
    )
    official = Membership.objects.in_force(on).filter(kind=Membership.Kind.OFFICIAL)
    return people.select_related("user").prefetch_related(
        Prefetch("appointments", posts, to_attr="posts_now"),
        Prefetch(
            "memberships",
            official.select_related("cell__committee"),
            to_attr="memberships_now",
        ),
    )


def read_standing(member, on):
    """The Actor of a person who was read by prefetch_standing: asks the database
    nothing more."""
    target = Actor(member, on, user=member.user)
    target.posts = member.posts_now
    target.home = None
    if member.memberships_now:
        target.home = member.memberships_now[0].cell
    return target


def make_account_row(actor, member):
    target, state = read_standing(member, actor.on), State(member.state)
    prints = permissions.prints_slip_for(actor, target)
    locks = permissions.locks_login_of(actor, target)
    if state == State.CLOSED:
        prints = locks = False
    return AccountRow(member, target.home, state, prints, locks)


def narrow_people(people, on, *, q="", state="", ward=None, cell=None):
    """People who fit what was asked for; nothing asked leaves all."""
    people = filter_by_name(people, q)
    if state:
        people = people.filter(state=state)
    if cell:
        people = people.filter(pk__in=Member.objects.belonging(on, [cell]))
    elif ward:
        cells = Cell.objects.filter(committee__in=ward.committees)
        people = people.filter(pk__in=Member.objects.belonging(on, cells))
    return people


def find_people_not_yet_in(actor, cell, at):
    """Those of a cell who have no password yet, or a slip for a new one, by given name;
    with `slip_issued_at` of the slip that opens their login, or None."""
    live = ActivationSlip.objects.live(at).filter(user=OuterRef("user"))
    people = annotate_state(Member.objects.belonging(actor.on, [cell]), at).filter(
        state__in=NOT_YET_IN
    )
    people = people.annotate(slip_issued_at=Subquery(live.values("issued_at")[:1]))
    return prefetch_standing(people, actor.on).order_by("name_sort", "pk")
