"""Where does a person stand on a date: must they make a plan, by when, and where does
it stand?

The one formulation (DOMAIN.md §3): the desk, the roster, a member's first page, what is
foretold of a decision, the figures and the names behind them ask these querysets. `on`
is the date, `end` the moment at which it is over in Việt Nam; both may be expressions.
"""

import datetime
from typing import NamedTuple

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest
from django.db.models.lookups import IsNull
from django.utils import timezone

from cells.models import (
    Appointment,
    Exemption,
    Member,
    Membership,
    Suspension,
    Transfer,
)
from phucdong.prepared import Parameter, Prepared
from plans.models import Plan, PlanEvent

# The term of one's own of who came lately, or came back.
GRACE = datetime.timedelta(days=30)
# Before anybody came back.
NEVER = datetime.date(1, 1, 1)

# Where somebody in a cell stands, the first that fits; of whoever is obliged it is told
# where the plan stands.
GUEST = "guest"
EXEMPT = "exempt"
SUSPENDED = "suspended"
AWAY = "away"
NEWCOMER = "newcomer"
OBLIGED = "obliged"
NOT_BEGUN = "not_begun"
# As long as one of these holds, nothing is asked of somebody: in the words of lists.
EXCUSES = {
    EXEMPT: "đang miễn sinh hoạt",
    SUSPENDED: "đang bị đình chỉ sinh hoạt",
    AWAY: "đang tạm chuyển đi nơi khác",
}


# --- what holds on a date: ids of members ---------------------------------------------


def find_exempt(on):
    return Exemption.objects.in_force(on).values("member")


def find_suspended(on):
    return Suspension.objects.in_force(on).values("member")


def find_away(on):
    """Those who are temporarily out of the ward."""
    return find_absences().in_force(on).values("member")


def find_absences():
    return Transfer.objects.filter(
        direction=Transfer.Direction.OUT, kind=Transfer.Kind.TEMPORARY
    )


def find_heads(on):
    return Appointment.objects.in_force(on).filter(is_head=True).values("member")


def find_head_since(on):
    """Since which day a member has headed something without a break, asked of each row
    with a `member`; None for who heads nothing on a date."""
    posts = Appointment.objects.filter(member=OuterRef("member"), is_head=True)
    went_on = Appointment.objects.filter(
        Q(until=None) | Q(until__gte=OuterRef("since")),
        member=OuterRef("member"),
        is_head=True,
        since__lt=OuterRef("since"),
    )
    beginnings = posts.filter(~Exists(went_on), since__lte=on).order_by("-since")
    return Case(
        When(
            is_looked_up_among(find_heads(on)),
            then=Subquery(beginnings.values("since")[:1]),
        ),
        output_field=DateField(),
    )


def find_newcomers_since(day, on):
    """Those who were admitted or received from outside after a day, wherever in the
    ward they have gone since."""
    return find_entries_until(on).filter(since__gt=day).values("member")


def find_entries_until(on):
    """The memberships with which people came to the ward, or into the Party, by a
    date."""
    entered = Membership.objects.filter(
        kind=Membership.Kind.OFFICIAL, origin__in=Membership.NEWCOMERS
    )
    return entered.filter(since__lte=on)


def list_returns(on):
    """Querysets of what excused somebody and had ended by a date: on the day `until`
    they came back."""
    excused = (Exemption.objects.all(), Suspension.objects.all(), find_absences())
    return [rows.filter(until__lte=on) for rows in excused]


# --- the place ------------------------------------------------------------------------


def annotate_place(memberships, on, *, new_after):
    """Those of these memberships that are in force on a date, with `place`: where the
    person stands in the cell.

    `new_after`: whoever entered after this day is a newcomer (find_newcomers_limit).
    """
    return memberships.in_force(on).annotate(
        place=Case(
            When(kind=Membership.Kind.TEMPORARY, then=Value(GUEST)),
            *list_excuses(on),
            When(is_among(find_newcomers_since(new_after, on)), then=Value(NEWCOMER)),
            default=Value(OBLIGED),
            output_field=CharField(),
        )
    )


def list_excuses(on):
    return [
        When(is_looked_up_among(find_exempt(on)), then=Value(EXEMPT)),
        When(is_among(find_suspended(on)), then=Value(SUSPENDED)),
        When(is_among(find_away(on)), then=Value(AWAY)),
    ]


def annotate_excuse(rows, on):
    """Rows that have a `member` (plans say) with `excuse`: why nothing is asked of that
    person on a date (one of EXCUSES), or ""."""
    excuse = Case(*list_excuses(on), default=Value(""), output_field=CharField())
    return rows.annotate(excuse=excuse)


def find_newcomers_limit(draft_due_on, on):
    """Whoever entered after this day is a newcomer on a date: after the drafts were
    due, less than 30 days ago."""
    return max(draft_due_on, on - GRACE)


def find_who_must_plan(on, cells=None):
    """The members (of these cells) of whom a plan is asked on a date, whoever came
    lately among them."""
    there = Membership.objects.filter(kind=Membership.Kind.OFFICIAL)
    if cells is not None:
        there = there.filter(cell__in=cells)
    placed = annotate_place(there, on, new_after=on)
    return Member.objects.filter(pk__in=placed.filter(place=OBLIGED).values("member"))


def has_to_plan(on):
    """Of each member of a query: whether a plan is asked of them on a date."""
    there = Membership.objects.filter(
        kind=Membership.Kind.OFFICIAL, member=OuterRef("pk")
    )
    return Exists(annotate_place(there, on, new_after=on).filter(place=OBLIGED))


def find_place_of_member(member, on):
    """Row (place, is_head, entered_on, returned_on) of somebody in the cell of their
    official membership on a date; the days as annotate_arrival has them. Raises
    LookupError if they belong to none.
    """
    for row in PREPARED_PLACE.fetch({"member": member.pk, "on": on}):
        return row
    raise LookupError(f"{member} belongs to no cell on {on}")


def build_place_of_member():
    on = Parameter("on", DateField())
    there = Membership.objects.filter(
        member=Parameter("member", BigIntegerField()), kind=Membership.Kind.OFFICIAL
    )
    there = annotate_circumstances(annotate_place(there, on, new_after=on), on)
    columns = ("place", "is_head", "entered_on", "returned_on")
    return [there.values_list(*columns, named=True)]


PREPARED_PLACE = Prepared(build_place_of_member)


def annotate_circumstances(memberships, on):
    """With each thing that may keep somebody from making a plan, whichever of them
    decides where they stand; with `is_head`, and as annotate_arrival."""
    return annotate_arrival(memberships, on).annotate(
        is_exempt=is_among(find_exempt(on)),
        is_suspended=is_among(find_suspended(on)),
        is_away=is_among(find_away(on)),
        is_head=is_among(find_heads(on)),
    )


def annotate_arrival(rows, on):
    """Rows that have a `member` (plans say) with `entered_on`, the day on which that
    person last came to the ward (None if it is not known), and `returned_on`, on which
    they were last excused no more (NEVER)."""
    entered = (
        find_entries_until(on).filter(member=OuterRef("member")).order_by("-since")
    )
    ends = []
    for ended in list_returns(on):
        last = ended.filter(member=OuterRef("member")).order_by("-until")
        ends.append(Coalesce(Subquery(last.values("until")[:1]), Value(NEVER)))
    return rows.annotate(
        entered_on=Subquery(entered.values("since")[:1]), returned_on=Greatest(*ends)
    )


def is_among(members):
    """Asked of each member by itself: `member IN (…)` reads those of all wards."""
    return Exists(members.filter(member=OuterRef("member")))


def is_looked_up_among(members):
    """The same, by an index for each member. Of many rows: PostgreSQL reads all that
    EXISTS might find, which for a ward of 1,500 in a city of 500,000 is 18 ms of 30."""
    found = members.filter(member=OuterRef("member"))
    return IsNull(Subquery(found[:1]), False)


# --- by when --------------------------------------------------------------------------


class Deadlines(NamedTuple):
    """Of one person: the days on which the draft, the cell's review, and the signed
    copy are due."""

    draft: datetime.date
    review: datetime.date
    filed: datetime.date


def find_deadlines(cycle, entered_on=None, returned_on=None):
    """The Deadlines of somebody in a cycle (or a row that has its days), with the days
    of annotate_arrival.

    Who entered after the drafts were due, or was excused and came back, has 30 days of
    their own for the whole: nothing is due before they are over. Figures say the same
    of many (is_in_time).
    """
    own = find_own_term(cycle.draft_due_on, entered_on, returned_on)
    return Deadlines(
        draft=max(cycle.draft_due_on, own),
        review=max(cycle.review_due_on, own),
        filed=max(cycle.filed_due_on, own),
    )


def find_own_term(draft_due_on, entered_on, returned_on):
    """The last of the 30 days of one's own, NEVER of who has none."""
    own = NEVER
    if entered_on and entered_on > draft_due_on:
        own = entered_on + GRACE
    if returned_on:
        own = max(own, returned_on + GRACE)
    return own


def find_deadlines_of_member(member, cycle, on):
    """The same, asked of the database; the cycle's of who belongs to no cell."""
    try:
        here = find_place_of_member(member, on)
    except LookupError:
        return find_deadlines(cycle)
    return find_deadlines(cycle, here.entered_on, here.returned_on)


def is_in_time(on, *, entered_after, returned_after):
    """Whether a member's 30 days of their own are not over on a date, of many: those
    who entered, or came back, after these days (read_own_terms)."""
    found = Q(is_among(find_newcomers_since(entered_after, on)))
    for ended in list_returns(on):
        back = ended.filter(until__gt=returned_after)
        found |= Q(is_among(back.values("member")))
    return found


def read_own_terms(draft_due_on, on):
    """{"entered_after", "returned_after"} for is_in_time: the 30th day is in time."""
    last = on - GRACE - datetime.timedelta(days=1)
    return {"entered_after": max(draft_due_on, last), "returned_after": last}


def find_posting_deadline(filed_due_on, head_since):
    """The last day on which a head's plan is to be hung up: that on which they have to
    file (Deadlines), or 30 days after they became head if that is later."""
    return max(filed_due_on, head_since + GRACE)


# --- where the plan stood -------------------------------------------------------------


def annotate_plan(memberships, end, year):
    """With `plan` (a join) of a year, whichever committee opened it, and its `status`
    at a moment, "not_begun" before it was begun."""
    begun = Q(member__plans__year=year, member__plans__begun_at__lt=end)
    return memberships.annotate(
        plan=FilteredRelation("member__plans", condition=begun)
    ).annotate(
        status=Case(
            When(plan__id=None, then=Value(NOT_BEGUN)),
            default=find_status_at(end, "plan__"),
            output_field=CharField(),
        )
    )


def find_plans_begun(year, end):
    """The plans of a year that were begun by a moment, whichever committee opened the
    year, with what was to be told of them.

    `status_then`, and `stood_since` when they came there; `is_sent`: ever sent;
    `is_recalled`: ever recalled by the ward.
    """
    return Plan.objects.filter(year=year, begun_at__lt=end).annotate(
        status_then=find_status_at(end),
        stood_since=find_standing_since(end),
        is_sent=Case(When(first_submitted_at__lt=end, then=1), default=0),
        is_recalled=Case(When(first_recalled_at__lt=end, then=1), default=0),
    )


def find_status_at(end, plan=""):
    """Where a plan stood at a moment: one that has moved since, where its last event
    before the moment had led."""
    before = PlanEvent.objects.filter(plan=OuterRef(f"{plan}id"), at__lt=end).order_by(
        "-number"
    )
    return Case(
        When(**{f"{plan}moved_at__lt": end}, then=F(f"{plan}status")),
        default=Subquery(before.values("to_status")[:1]),
        output_field=CharField(),
    )


def find_standing_since(end):
    """When a plan came where it stood at a moment."""
    moves = PlanEvent.objects.filter(plan=OuterRef("id"), at__lt=end)
    moves = moves.exclude(from_status=F("to_status")).order_by("-number")
    return Case(
        When(moved_at__lt=end, then=F("moved_at")),
        default=Subquery(moves.values("at")[:1]),
    )


def end_of_day(on):
    """The moment at which a day is over in Việt Nam."""
    tomorrow = on + datetime.timedelta(days=1)
    return timezone.make_aware(datetime.datetime.combine(tomorrow, datetime.time.min))
