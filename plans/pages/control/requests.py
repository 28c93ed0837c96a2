"""The ward's control of content: which plans are general, and what is asked of their
authors?"""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import (
    F,
    FilteredRelation,
    Q,
    Value,
)
from django.db.models.functions import Coalesce

from cells.names import fold
from plans import permissions, remarks
from plans.form import vagueness
from plans.models import Capacity, Plan
from plans.models.plan import LEFT_DRAFT
from plans.place_on_date import annotate_excuse
from plans.refusals import NotReady, refuse_moved
from plans.workflow import needs, steps

# Plans whose text is settled go back by a recall; the others are still open, and a
# remark is enough.
RECALLABLE = steps.STEPS["recall"].sources


def find_watched(actor):
    """Plans that left their draft below a ward officer's committees, without the
    officer's own and those of authors who are gone. Of years that are closed they are
    only read."""
    return (
        Plan.objects.toward_whom(actor, Capacity.WARD)
        .filter(status__in=LEFT_DRAFT)
        .kept_here()
        .of_who_belong(actor.on)
    )


def find_ever_watched(actor):
    """The same and those that went back to their authors since: the officer may have
    had them on a page."""
    return Plan.objects.toward_whom(actor, Capacity.WARD).filter(
        first_submitted_at__isnull=False
    )


def narrow_to_year(plans, year):
    """Those of a year, or of all years under way."""
    if year is None:
        return plans.under_way()
    return plans.filter(cycle__year=year)


def narrow_plans(plans, *, year, ward=None, cell=None, status="", q=""):
    """Those of a year, a ward, a cell, a status, whose author's name holds every word
    of `q`, marks or none."""
    plans = narrow_to_year(plans, year)
    if ward:
        plans = plans.filter(cell__committee__in=ward.committees)
    if cell:
        plans = plans.filter(cell=cell)
    if status:
        plans = plans.filter(status=status)
    for word in fold(q or "").split():
        plans = plans.filter(member__name_folded__contains=word)
    return plans


def read_content(plans, on):
    """Rows (dicts) sorted by name, with the digest of the revision that others read,
    in how many places it differs from what the cell agreed to, and why nothing is asked
    of its author on a date."""
    plans = annotate_excuse(plans, on)
    now = FilteredRelation("revisions", condition=Q(revisions__number=F("revision")))
    fields = (
        "pk",
        "member__full_name",
        *PLACE,
        "cycle__year",
        "ends_with__closed_on",
        "status",
        "revision",
        "moved_at",
        "excuse",
        "now__digest",
        "now__differing",
    )
    # Not by the column itself: PostgreSQL would go through the people of all wards by
    # name until it has a page of this one's (250 ms instead of 50).
    by_name = Coalesce("member__name_sort", Value(""))
    return plans.annotate(now=now).order_by(by_name, "pk").values(*fields)


PLACE = ("cell__name", "cell__closed_on", "cell__committee__name")


def add_vague(rows):
    """The rows with `vague`, how many of their registered tasks are general. One query
    for what is new."""
    found = vagueness.weigh_revisions(
        [(row["pk"], row["now__digest"], None) for row in rows]
    )
    for row in rows:
        row["vague"], _ = found[row["pk"]]
    return rows


def list_vaguest(plans, on):
    """Rows of the plans with general tasks, the most first."""
    rows = add_vague(list(read_content(plans, on)))
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
    missing = needs.need_author(plan, by.on)
    if missing:
        raise NotReady(missing)
    if plan.status != status:
        refuse_moved(plan)
    if status in RECALLABLE:
        return steps.take_step(
            "recall", plan, by=by, at=at, key=key, seen=seen, reason=reason, note=note
        )
    return remarks.make_remark(
        plan, by=by, at=at, key=key, seen=seen, reason=reason, text=note
    )
