"""What waits to be read, in what order, and what is odd about each plan?"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import (
    BigIntegerField,
    Count,
    DateField,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
)

from cells.prepared import PreparedForActor
from phucdong.prepared import Parameter, ParameterOfIds, Prepared
from phucdong.writing import date_text
from plans.form import vagueness
from plans.models import (
    AccessRecord,
    Assistance,
    Capacity,
    Plan,
    PlanEvent,
    Remark,
    Revision,
    Status,
)
from plans.models.capacity import author_belongs
from plans.models.cycle import IS_UNDER_WAY
from plans.own_years import word_other_year
from plans.place_on_date import (
    EXCUSES,
    annotate_arrival,
    annotate_excuse,
    find_deadlines,
)
from plans.workflow import deeds
from plans.workflow.steps import list_sending_steps

# Somebody who opened a plan this recently is taken to be reading it.
READING_NOW = timedelta(hours=1)
# The days of a cycle from which the deadlines of a person are worked out.
CALENDAR = ("draft_due_on", "review_due_on", "filed_due_on")


@dataclass(frozen=True)
class WaitingPlan:
    """A plan that waits to be read, its oddities as one line of words.

    `number` is the pk as text: printing 120 numbers costs more than printing 120 words,
    since numbers are localized.
    """

    number: str
    name: str
    note: str


def find_pile(actor):
    """Plans that wait for this person's review: first those that the cell had agreed to
    and that were sent again, then the oldest."""
    waiting = Plan.objects.reviewable_by(actor).annotate(again=deeds.is_sent_again())
    return waiting.order_by("-again", "moved_at", "pk")


def list_pks_in_pile(actor):
    return PKS_IN_PILE.fetch(actor, {})


def find_plans_of_fellows(actor):
    """Plans of fellow members that this person may read and remark on, the oldest
    first."""
    theirs = Plan.objects.toward_whom(actor, Capacity.PEER).filter(
        IS_UNDER_WAY, author_belongs(actor.on), status=Status.CELL_REVIEW
    )
    return theirs.order_by("moved_at", "pk")


def find_next_in_pile(actor, plan):
    """The pk of the plan that waits after this one in the pile (round to the oldest),
    or None."""
    waiting = find_pile(actor).exclude(pk=plan.pk)
    rows = list(waiting.values_list("again", "moved_at", "pk"))
    asked = Plan.objects.annotate(again=deeds.is_sent_again())
    again = asked.values_list("again", flat=True).get(pk=plan.pk)
    here = order_in_pile(again, plan.moved_at, plan.pk)
    for row in rows:
        if order_in_pile(*row) > here:
            return row[-1]
    if not rows:
        return None
    return rows[0][-1]


def order_in_pile(again, moved_at, pk):
    return not again, moved_at, pk


def list_pile(pks, actor, at):
    """[WaitingPlan] of the whole pile. Two queries at most."""
    if not pks:
        return []
    return word_pile(pks, find_unreleased_remarks(pks), actor, at)


def list_part_of_pile(pks, actor, at):
    """[WaitingPlan] of these plans of the pile; what was remarked on them stands on the
    desk alone. Two queries at most."""
    return word_pile(pks, {}, actor, at)


def word_pile(pks, noted, actor, at):
    """`noted` as find_unreleased_remarks gives it."""
    values = {"plans": pks, "member": actor.member.pk, "on": actor.on}
    rows = ODDITIES.fetch({"reading_since": at - READING_NOW, **values})
    found = vagueness.weigh_revisions(
        [(row.pk, row.digest, row.judged_digest) for row in rows]
    )
    reader = Reader(actor.member.pk, actor.on, len(actor.cells) == 1)
    waiting = []
    for row in rows:
        note = word_oddities(row, found[row.pk], noted.get(row.pk, ()), reader)
        waiting.append(WaitingPlan(str(row.pk), row.member__full_name, note))
    return waiting


def list_fellows(plans, actor):
    """[Waiting] of these plans for a fellow member, who is told nothing of what the
    reviewers do. One query."""
    mine = Count("remarks", filter=Q(remarks__by=actor.member))
    rows = plans.annotate(mine=mine).values_list(
        "pk", "member__full_name", "moved_at", "mine", "cycle__year"
    )
    fellows = []
    for pk, name, sent, said, year in rows:
        parts = [word_other_year(year, actor.on), f"gửi {date_text(sent)}"]
        if said:
            parts.append(f"đồng chí đã ghi {said} góp ý")
        note = " · ".join(filter(None, parts))
        fellows.append(WaitingPlan(str(pk), name, note))
    return fellows


def build_oddities():
    """Rows of plans, of those who belong to a cell, in the order of the pile, with what
    their note is made of; None where there is nothing.

    `member` is the pk of who will read the notes: of the others it is told who has
    opened a plan since a moment.
    """
    on, reader = Parameter("on", DateField()), Parameter("member", BigIntegerField())
    since = Parameter("reading_since", DateTimeField())
    plans = Plan.objects.filter(pk__in=ParameterOfIds("plans")).of_who_belong(on)
    sent = (
        PlanEvent.objects.filter(plan=OuterRef("pk"), step__in=list_sending_steps())
        .order_by()
        .values("plan")
    )
    kept = Revision.objects.filter(plan=OuterRef("pk")).values("digest")
    reading = AccessRecord.objects.filter(
        plan=OuterRef("pk"),
        revision=OuterRef("revision"),
        capacity=AccessRecord.Capacity.REVIEWER,
        at__gt=since,
    ).exclude(reader=reader)
    typed = Assistance.objects.that_typed().filter(plan=OuterRef("pk"))
    plans = annotate_arrival(annotate_excuse(plans, on), on)
    rows = (
        plans.annotate(judged=deeds.find_last_judged(), again=deeds.is_sent_again())
        .annotate(
            **{name: F(f"cycle__{name}") for name in CALENDAR},
            rounds=Subquery(sent.annotate(how_many=Count("pk")).values("how_many")),
            digest=Subquery(kept.filter(number=OuterRef("revision"))),
            judged_digest=Subquery(kept.filter(number=OuterRef("judged"))),
            typed=Exists(typed),
            typed_by_reader=Exists(typed.filter(helper=reader)),
            reader=Subquery(reading.order_by("-at").values("reader__full_name")[:1]),
        )
        .values_list(
            "pk",
            "member__full_name",
            "moved_at",
            "typed",
            "typed_by_reader",
            "cell__name",
            "cycle__year",
            *CALENDAR,
            "excuse",
            "entered_on",
            "returned_on",
            "digest",
            "rounds",
            "judged_digest",
            "reader",
            "again",
            named=True,
        )
    )
    return [rows.order_by("-again", "moved_at", "pk")]


ODDITIES = Prepared(build_oddities, is_planned=True)
PKS_IN_PILE = PreparedForActor(
    lambda somebody: [find_pile(somebody).values_list("pk", flat=True)]
)


def find_unreleased_remarks(plans):
    """{plan pk: [(who: pk, name, source, how many)]} of remarks on plans (pks) that the
    author has not been shown."""
    counts = {}
    for plan, *said in UNRELEASED.fetch({"plans": plans}):
        counts.setdefault(plan, []).append(said)
    return counts


def build_unreleased():
    plans = ParameterOfIds("plans")
    kept = Remark.objects.filter(plan__in=plans, released_at=None, held_back_at=None)
    kept = kept.exclude(source=Remark.Source.WARD).order_by("plan", "by")
    said = kept.values_list("plan", "by", "by__full_name", "source")
    return [said.annotate(Count("pk"))]


UNRELEASED = Prepared(build_unreleased)


# --- in words -------------------------------------------------------------------------


@dataclass(frozen=True)
class Reader:
    """What of a reader the words depend on, asked of the actor once for all plans."""

    pk: int
    on: date
    has_one_cell: bool


def word_oddities(row, found, noted, reader):
    """ "Lần 2 · đã thông qua, gửi đọc lại · sửa 2 chỗ · gửi 05/02/2026"."""
    vague, changed = found
    late = count_days_late(row, reader.on)
    parts = [
        f"Lần {row.rounds or 1}",
        row.again and "đã thông qua, gửi đọc lại",
        changed and f"sửa {changed} chỗ",
        row.typed and "gõ hộ",
        row.typed_by_reader and "đồng chí gõ: cần người thứ hai",
        vague and f"{vague} việc chưa cụ thể",
        late > 0 and f"quá hạn đọc {late} ngày",
        row.excuse and EXCUSES[row.excuse],
        word_other_year(row.cycle__year, reader.on),
        not reader.has_one_cell and row.cell__name,
        row.reader and f"đ/c {row.reader} đang đọc",
        *[word_remarks(*one, reader) for one in noted],
        f"gửi {date_text(row.moved_at)}",
    ]
    return " · ".join(filter(None, parts))


def count_days_late(row, on):
    """For how many days the cell's review is overdue; nothing is of who is excused."""
    if row.excuse:
        return 0
    return (on - find_deadlines(row, row.entered_on, row.returned_on).review).days


def word_remarks(by, name, source, number, reader):
    if by == reader.pk:
        return f"đồng chí đã ghi {number} góp ý"
    if source == Remark.Source.PEER:
        return f"{number} góp ý của đảng viên"
    return f"đ/c {name} đã ghi {number} góp ý"
