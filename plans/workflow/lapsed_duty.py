"""What becomes of a filed plan whose author is no more asked to post it, or is asked
after all?

Who heads nothing today has nothing to post: the plan is through step 4. Where what had
ended the post is undone or put right, its author was a head all the while: the end of
step 4 is taken back by an event of its own, and figures of the days between stay. Who
becomes head only after filing stays through (plans/papers.py).
"""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from cells import posts
from plans.models import Plan, Status
from plans.papers import is_filed, is_posting_due, read_papers
from plans.place_on_date import find_head_since, find_heads
from plans.workflow import log
from plans.workflow.steps import STEPS

# What the event of step 4 gives as its reason.
LAPSED = "lapsed"
BY_ACT = "Người viết không còn là người đứng đầu, nên không phải niêm yết."
BY_ITSELF = (
    "Người viết đã hết thời gian giữ chức, không còn là người đứng đầu, nên không phải "
    "niêm yết; phần mềm ghi theo việc nộp đã ghi nhận."
)
AFTER_ALL = (
    "Việc thôi chức vụ đã được hoàn tác hoặc sửa: người viết vẫn là người đứng đầu từ "
    "trước khi nộp, nên vẫn phải niêm yết."
)


@transaction.atomic
def complete_lapsed(plans, *, at, by=None):
    """Those of these plans that are filed and wait for a posting which is asked of
    their authors no more, since they head nothing today, are through step 4.

    `by` is the Actor whose act ended the post. None: its term ran out by itself, and
    whoever received the copy stands for what is recorded. Returns the events.
    """
    on = timezone.localdate(at)
    filed = plans.going_on_here().filter(is_filed(), status=Status.SIGNED)
    heads = find_heads(on).filter(member=OuterRef("member"))
    events = []
    for plan in filed.filter(~Exists(heads)).order_by("pk"):
        event = complete_lapsed_plan(plan, by=by, at=at)
        if event is not None:
            events.append(event)
    return events


def complete_lapsed_plan(plan, *, by, at):
    """The event; None where something is due after all, or somebody objects, or the
    year has been closed meanwhile."""
    plan, on = log.hold_plan(plan), timezone.localdate(at)
    step = STEPS["complete"]
    if not plan.goes_on_here or plan.status not in step.sources:
        return None
    if step.needs(plan, {"on": on}):
        return None
    note = BY_ACT
    if by is None:
        note = BY_ITSELF
        by = posts.Actor(read_papers(plan, on).filing.recorded_by, on)
    before = plan.status
    Plan.objects.filter(pk=plan.pk, status=before).update(
        status=step.target, moved_at=at
    )
    plan.status = step.target
    return log.record_event(
        plan,
        "complete",
        by=by,
        at=at,
        from_status=before,
        to_status=step.target,
        reason=LAPSED,
        note=note,
    )


@transaction.atomic
def ask_again(plans, *, by, at):
    """Those of these plans that are through step 4 because nothing was to be posted,
    and whose authors were heads without a break since before they filed, wait for the
    wall again. Returns the events."""
    on = timezone.localdate(at)
    through = plans.going_on_here().filter(
        is_filed(), is_posting_due(on), status=Status.POSTED
    )
    events = []
    for plan in through.annotate(head_since=find_head_since(on)).order_by("pk"):
        event = ask_again_for_plan(plan, plan.head_since, by=by, at=at)
        if event is not None:
            events.append(event)
    return events


def ask_again_for_plan(plan, head_since, *, by, at):
    """The event; None where step 4 ended otherwise, or before its author was a head,
    or the year has been closed meanwhile."""
    plan = log.hold_plan(plan)
    if not plan.goes_on_here or plan.status != Status.POSTED:
        return None
    ends = plan.events.standing().filter(step="complete", revision=plan.revision)
    lapsed = ends.filter(reason=LAPSED).order_by("-number").first()
    filing = plan.filings.standing().get(revision=plan.revision)
    if lapsed is None or head_since > timezone.localdate(filing.recorded_at):
        return None
    before, plan.status = plan.status, Status.SIGNED
    Plan.objects.filter(pk=plan.pk, status=before).update(
        status=plan.status, moved_at=at
    )
    return log.record_event(
        plan,
        log.TAKE_BACK,
        by=by,
        at=at,
        from_status=before,
        to_status=plan.status,
        reason="complete",
        note=AFTER_ALL,
        takes_back=lapsed.number,
    )
