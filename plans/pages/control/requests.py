"""The ward's control of content: which plans are general, and what became of those that
it asked to be mended?"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import (
    Count,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from cells.names import fold
from plans import permissions, remarks
from plans.form import vagueness
from plans.models import Capacity, Plan, PlanEvent, Remark, Status
from plans.models.plan import LEFT_DRAFT
from plans.refusals import refuse_moved
from plans.workflow import steps

# Plans whose text is settled go back by a recall; the others are still open, and a
# remark is enough.
RECALLABLE = steps.STEPS["recall"].sources
SETTLED = (Status.SIGNED, Status.POSTED)


def find_watched(actor):
    """Plans that left their draft below a ward officer's committees, without the
    officer's own."""
    return (
        Plan.objects.toward_whom(actor, Capacity.WARD)
        .filter(status__in=LEFT_DRAFT)
        .going_on_here()
    )


def find_ever_watched(actor):
    """The same and those that went back to their authors since: the officer may have
    had them on a page."""
    return Plan.objects.toward_whom(actor, Capacity.WARD).filter(
        first_submitted_at__isnull=False
    )


def narrow_plans(plans, *, year, ward=None, cell=None, status="", q=""):
    """Those of a year, a ward, a cell, a status, whose author's name holds every word
    of `q`, marks or none."""
    plans = plans.filter(cycle__year=year)
    if ward:
        plans = plans.filter(cell__committee__in=ward.committees)
    if cell:
        plans = plans.filter(cell=cell)
    if status:
        plans = plans.filter(status=status)
    for word in fold(q or "").split():
        plans = plans.filter(member__name_folded__contains=word)
    return plans


def read_content(plans):
    """Rows (dicts) sorted by name, with the digest of the revision that others read."""
    now = FilteredRelation("revisions", condition=Q(revisions__number=F("revision")))
    fields = (
        "pk",
        "member__full_name",
        *PLACE,
        "status",
        "revision",
        "moved_at",
        "now__digest",
    )
    # Not by the column itself: PostgreSQL would go through the people of all wards by
    # name until it has a page of this one's (250 ms instead of 50).
    by_name = Coalesce("member__name_sort", Value(""))
    return plans.annotate(now=now).order_by(by_name, "pk").values(*fields)


PLACE = ("cell__name", "cell__committee__name")


def add_vague(rows):
    """The rows with `vague`, how many of their registered tasks are general. One query
    for what is new."""
    found = vagueness.weigh_revisions(
        [(row["pk"], row["now__digest"], None) for row in rows]
    )
    for row in rows:
        row["vague"], _ = found[row["pk"]]
    return rows


def list_vaguest(plans):
    """Rows of the plans with general tasks, the most first."""
    rows = add_vague(list(read_content(plans)))
    vague = [row for row in rows if row["vague"]]
    return sorted(vague, key=lambda row: -row["vague"])


# --- asking for changes ---------------------------------------------------------------


@transaction.atomic
def ask_for_changes(plan, *, by, at, key, seen, status, reason, note):
    """Ask for changes: recall a signed plan, remark on one that is still open. Errors
    as take_step.

    `seen` and `status` are the revision and the status that the ward officer had before
    them.
    """
    if not permissions.has_capacity(by, plan, {Capacity.WARD}):
        raise PermissionDenied
    done = steps.find_earlier_event(plan, key, by)
    if not done:
        done = plan.remarks.filter(key=key, by=by.member).first()
    if done:
        return done
    if plan.status != status:
        refuse_moved(plan)
    if status in RECALLABLE:
        return steps.take_step(
            "recall", plan, by=by, at=at, key=key, seen=seen, reason=reason, note=note
        )
    return remarks.make_remark(
        plan, by=by, at=at, key=key, seen=seen, reason=reason, text=note
    )


# --- following up ---------------------------------------------------------------------


def find_recalled(actor, year):
    """Plans below a ward officer's committees that were recalled, with when, why, and
    what waits for an answer."""
    recalls = PlanEvent.objects.filter(plan=OuterRef("pk"), step="recall").order_by(
        "-number"
    )
    waiting = (
        Remark.objects.unanswered()
        .filter(plan=OuterRef("pk"), source=Remark.Source.WARD)
        .order_by()
    )
    plans = Plan.objects.filter(
        first_recalled_at__isnull=False,
        cell__committee__in=actor.committees,
        cycle__year=year,
    )
    return plans.annotate(
        recalled_at=Subquery(recalls.values("at")[:1]),
        reason=Subquery(recalls.values("reason")[:1]),
        asked=Subquery(recalls.values("note")[:1]),
        unanswered=Subquery(
            waiting.values("plan").annotate(how_many=Count("pk")).values("how_many")
        ),
    )


def count_recalled(plans):
    """{"all": …, "mended": …, "left": …} of recalled plans; mended are those signed
    again."""
    counts = plans.aggregate(
        all=Count("pk"), mended=Count("pk", filter=Q(status__in=SETTLED))
    )
    counts["left"] = counts["all"] - counts["mended"]
    return counts


def word_outcome(row):
    """What became of a recalled plan, in words."""
    if row["status"] in SETTLED:
        return "đã sửa, ký lại"
    if row["status"] == Status.CELL_REVIEW:
        return "chi bộ đang đọc lại"
    if row["status"] == Status.DRAFT:
        return "chi bộ trả lại, đang sửa"
    if row["unanswered"]:
        return f"còn {row['unanswered']} yêu cầu chưa trả lời"
    return "đã trả lời, chờ ký lại"
