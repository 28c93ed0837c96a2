"""Remarks: said by those who may, released with the review, answered by the author,
ticked off by who asked."""

from functools import cache

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import BigIntegerField, DateField, Q

from phucdong.prepared import Parameter, Prepared
from plans import permissions, speakers
from plans.models import Assistance, Capacity, Plan, Remark, Status
from plans.models.capacity import WRITERS
from plans.models.plan import ANSWERABLE
from plans.refusals import NotReady, refuse_moved

Source = Remark.Source


class AnsweredElsewhere(Exception):
    """Another tab has answered this remark since. Nothing was changed."""


@transaction.atomic
def make_remark(
    plan,
    *,
    by,
    at,
    reason,
    text,
    key,
    seen=None,
    section="",
    row=None,
    is_internal=False,
):
    """Add a remark on the revision that is before the reader; the ward's reach the
    author at once.

    The same `key` twice is one remark. `seen` is the revision that the reader had
    before them, if it is not the one of `plan`. Raises PermissionDenied or PlanMoved.
    """
    said = plan.remarks.filter(key=key, by=by.member).first()
    if said:
        return said
    if not permissions.may_remark(by, plan):
        refuse_remark(plan, by)
    if seen is None:
        seen = plan.revision
    here = Plan.objects.filter(
        pk=plan.pk, status=plan.status, revision=seen, cell=plan.cell_id
    )
    if not here.update(edited_at=at):
        refuse_moved(plan)
    permissions.require_year_under_way(plan)
    facts = {
        "reason": reason,
        "text": text,
        "section": section,
        "row": row,
        "is_internal": is_internal,
        "revision": plan.revision,
        "source": find_source(by, plan),
        "by": by.member,
        "made_at": at,
    }
    if facts["source"] == Source.WARD and not is_internal:
        facts["released_at"] = at
    said, _ = Remark.objects.get_or_create(plan=plan, key=key, defaults=facts)
    return said


def refuse_remark(plan, by):
    """Whoever could remark while the cell reviews is told that the review, or the year,
    is over; anybody else may not."""
    permissions.require(by, plan, {Capacity.REVIEWER, Capacity.PEER, Capacity.WARD})
    if permissions.has_capacity(by, plan, {Capacity.REVIEWER, Capacity.PEER}):
        refuse_moved(plan)
    raise PermissionDenied


def list_remarks_shown_to(actor, plan):
    """[Remark] on somebody else's plan that this reader may see, in the order in which
    they were made, each with `is_left_behind` (plans/speakers.py).

    The cell's reviewers: all but the ward's internal ones. The ward: its own and what
    the author was shown. A fellow member: their own. Anybody else: what the author was
    shown.
    """
    shown = []
    if permissions.may_keep_papers(actor, plan, {Capacity.REVIEWER}):
        shown += ["author", "cell"]
    if permissions.has_capacity(actor, plan, {Capacity.WARD}):
        shown += ["author", "ward"]
    if permissions.has_capacity(actor, plan, {Capacity.INSPECTOR, Capacity.OFFICE}):
        shown += ["author"]
    prepared = prepare_remarks(frozenset(shown))
    asked = {"plan": plan.pk, "member": actor.member.pk, "on": actor.on}
    return prepared.fetch(asked)


# Which remarks a reader may see besides their own: what the author was shown, what the
# cell said among itself, what the ward did.
SHOWN_TO_READERS = {
    "author": Q(is_internal=False, released_at__isnull=False),
    "cell": ~Q(source=Source.WARD),
    "ward": Q(source=Source.WARD),
}


@cache
def prepare_remarks(shown):
    """The query of the remarks for those who see these (keys of SHOWN_TO_READERS)."""
    return Prepared(lambda: [find_remarks(shown)])


def find_remarks(shown):
    seen = Q(by=Parameter("member", BigIntegerField()))
    for name in sorted(shown):
        seen |= SHOWN_TO_READERS[name]
    said = Remark.objects.filter(seen, plan=Parameter("plan", BigIntegerField()))
    left = speakers.is_left_behind(Parameter("on", DateField()))
    said = said.annotate(is_left_behind=left)
    return said.select_related("by", "ticked_by", "settled_by").order_by(
        "made_at", "pk"
    )


def find_source(by, plan):
    """As whom somebody speaks: the cell's review first, since a ward officer may stand
    in for it."""
    if plan.status == Status.CELL_REVIEW and permissions.may_act(
        by, plan, {Capacity.REVIEWER}
    ):
        return Source.REVIEWER
    if permissions.has_capacity(by, plan, {Capacity.WARD}):
        return Source.WARD
    return Source.PEER


@transaction.atomic
def take_back_remark(remark, *, by):
    """The one who made a remark takes it back, as long as the author has not been shown
    it."""
    if by.member is None or remark.by_id != by.member.pk:
        raise PermissionDenied
    permissions.require_year_under_way(remark.plan)
    unsent = Remark.objects.filter(released_at=None, held_back_at=None)
    if not unsent.filter(pk=remark.pk).delete()[0]:
        raise NotReady(["Góp ý đã gửi tới người viết, không rút lại được."])


@transaction.atomic
def answer_remark(remark, text, *, by, at, was=None):
    """The author (or helper) answers a released remark, until the plan is signed.

    `was` is the answer that the writer had before them. Raises PermissionDenied,
    PlanMoved, or AnsweredElsewhere when another tab has answered differently since.
    """
    plan = remark.plan
    if remark.is_internal or remark.released_at is None:
        raise PermissionDenied
    permissions.require(by, plan, WRITERS)
    if not Plan.objects.filter(pk=plan.pk, status__in=ANSWERABLE).update(edited_at=at):
        refuse_moved(plan)
    permissions.require_year_under_way(plan)
    if not Assistance.objects.note_word(plan, by, at):
        raise PermissionDenied
    # One that is disputed keeps the words that are being judged.
    takes_answer = Q(disputed_at=None) | Q(outcome=Remark.Outcome.DROPPED)
    unchanged = Remark.objects.filter(takes_answer, pk=remark.pk)
    if was is not None:
        unchanged = unchanged.filter(answer__in=[was, text])
    if not text:
        at = None
    if not unchanged.update(answer=text, answered_at=at):
        raise AnsweredElsewhere


def find_tickable_sources(actor, plan):
    """Sources whose remarks somebody may tick: reviewers the cell's, the ward its own;
    nobody on their own plan."""
    sources = set()
    if permissions.may_act(actor, plan, {Capacity.REVIEWER}):
        sources |= {Source.REVIEWER, Source.PEER}
    if permissions.may_act(actor, plan, {Capacity.WARD}):
        sources.add(Source.WARD)
    return sources


def may_tick(actor, remark):
    return remark.source in find_tickable_sources(actor, remark.plan)


@transaction.atomic
def tick_remark(remark, *, by, at):
    """Mark a remark as met ("Đạt"). Twice is once."""
    permissions.require_year_under_way(remark.plan)
    if not may_tick(by, remark):
        raise PermissionDenied
    Remark.objects.filter(pk=remark.pk, ticked_at=None).update(
        ticked_at=at, ticked_by=by.member
    )
