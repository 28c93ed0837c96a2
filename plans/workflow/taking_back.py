"""What was recorded by mistake is taken back: an agreement, a return, a signature, a
copy filed, a posting (DESIGN.md §3, `take_back`).

It is an event of its own that names the one it takes back, never a deletion; figures of
the days between stay as they were recorded. Nothing is taken back on which something
else rests.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from phucdong.writing import date_text
from plans import permissions
from plans.form import comparison, documents, snapshot
from plans.models import Capacity, Plan, Remark, Status
from plans.papers import read_papers
from plans.refusals import NotReady, PlanMoved, refuse_moved
from plans.workflow import deeds, log, needs
from plans.workflow.steps import STEPS
from plans.workflow.wall import hold_plan_as_seen

NO_REASON = "Cần ghi vì sao rút lại."
THROUGH_STEP_3 = (Status.SIGNED, Status.POSTED)


# --- what rests on a deed: each says [] or why it cannot be taken back ----------------


def find_what_rests_on_return(plan, event):
    """A letter that was changed, or an answer that was given, since."""
    resting = []
    if plan.remarks.filter(answered_at__gt=event.at).exists():
        resting.append("Người viết đã trả lời góp ý.")
    kept = plan.revisions.get(number=event.revision)
    returned = documents.read_document(kept.snapshot)
    now = snapshot.take_document(plan, timezone.localdate(event.at))
    blocks = comparison.compare_blocks(now, returned)
    if any(block.is_changed for block in blocks):
        resting.append("Người viết đã sửa lời trong bản kế hoạch.")
    return resting


def find_what_rests_on_signature(plan, event):
    resting = []
    for filing in plan.filings.standing().filter(revision=event.revision):
        resting.append(f"Đã ghi nhận nộp ngày {date_text(filing.filed_on)}.")
    for posting in plan.postings.standing().filter(revision=event.revision):
        resting.append(f"Đã ghi nhận niêm yết từ ngày {date_text(posting.since)}.")
    return resting


def find_nothing(plan, event):
    return []


# --- where a plan stands afterwards ---------------------------------------------------


def go_back(plan, event, on):
    return event.from_status


def go_to_what_is_due(plan, event, on):
    """Through step 4 as long as nothing of it is due again; or if it was through before
    that deed, of who became head since."""
    followed = plan.events.filter(step="complete", number__gt=event.number)
    if needs.list_copies_due(read_papers(plan, on)) and followed.exists():
        return Status.SIGNED
    return plan.status


# --- the table ------------------------------------------------------------------------


@dataclass(frozen=True)
class TakingBack:
    """One deed that can be taken back: who has the power to do it, what rests on it,
    where the plan stands afterwards, and the rows of the plan in which it was written
    down ("" if in none).

    `unseen` says that whoever did it takes it back without a reason until the plan's
    author has opened the plan.
    """

    may: frozenset
    rests: Callable = find_nothing
    leads_to: Callable = go_back
    rows: str = ""
    unseen: bool = False


POSTING = TakingBack(
    frozenset({Capacity.POSTER}),
    leads_to=go_to_what_is_due,
    rows="postings",
)
DEEDS_TO_TAKE_BACK = {
    "agree": TakingBack(STEPS["agree"].may, unseen=True),
    "return": TakingBack(
        STEPS["return"].may,
        rests=find_what_rests_on_return,
        unseen=True,
    ),
    "sign": TakingBack(
        frozenset({Capacity.REVIEWER}),
        rests=find_what_rests_on_signature,
        rows="signatures",
    ),
    "file": TakingBack(
        frozenset({Capacity.FILER}),
        leads_to=go_to_what_is_due,
        rows="filings",
    ),
    "post": POSTING,
    "renew": POSTING,
}


# --- which deeds, and by whom ---------------------------------------------------------


def list_deeds(plan, events):
    """[PlanEvent] that could be taken back, the newest first: the step by which the
    plan stands where it does, and what of step 4 is recorded of its signed revision.
    `events` are those of the plan, the newest first."""
    standing = log.leave_out_taken_back(events)
    found = [find_last_move(standing)]
    if plan.status in THROUGH_STEP_3:
        found.append(find_last_copy(plan, standing, ("file",)))
        found.append(find_last_copy(plan, standing, ("post", "renew")))
    known = [event for event in found if event and event.step in DEEDS_TO_TAKE_BACK]
    return sorted(known, key=lambda event: event.number, reverse=True)


def find_last_move(standing):
    """`complete` follows by itself from what is recorded of step 4."""
    for event in standing:
        if event.step in STEPS and event.step != "complete":
            return event
    return None


def find_last_copy(plan, standing, steps):
    for event in standing:
        if event.step in steps and event.revision == plan.revision:
            return event
    return None


def may_take_back(actor, plan, event):
    """Whoever did it, as long as they hold that post; else whoever has the same power
    today; and the ward. Authors who are gone take nothing back, others of theirs do."""
    if not plan.goes_on_here:
        return False
    if permissions.is_author(actor, plan) and not permissions.goes_on(actor, plan):
        return False
    if permissions.has_capacity(actor, plan, {Capacity.WARD}):
        return True
    is_by_actor = actor.member is not None and event.by_id == actor.member.pk
    if not is_by_actor and is_still_in_post(plan, event, actor.on):
        return False
    return permissions.has_capacity(actor, plan, find_power(plan, event))


def may_take_any_back(actor, plan, events):
    found = list_deeds(plan, events)
    return any(may_take_back(actor, plan, event) for event in found)


def find_power(plan, event):
    """The capacities that do such a deed; what authors signed themselves is theirs."""
    if event.by_id == plan.member_id:
        return {Capacity.AUTHOR}
    return DEEDS_TO_TAKE_BACK[event.step].may


def is_still_in_post(plan, event, on):
    """Whether whoever did it still holds the post in which it was done, over the cell
    in which the plan is by now; authors always do."""
    if event.by_id == plan.member_id:
        return True
    post = event.post
    if post is None or post.since > on or (post.until and post.until <= on):
        return False
    return post.cell_id in (None, plan.cell_id)


def asks_for_reason(actor, plan, event):
    """Not from whoever did it, as long as the author has not seen it."""
    row = DEEDS_TO_TAKE_BACK[event.step]
    is_by_actor = event.by_id == actor.member.pk
    return not (row.unseen and is_by_actor and is_unseen(plan, event))


def is_unseen(plan, event):
    opened = plan.opened_by_writer_at
    return opened is None or opened < event.at


# --- the function ---------------------------------------------------------------------


@transaction.atomic
def take_back(plan, number, *, by, at, note=""):
    """Take back the deed that is the event of this number, and record that. Returns the
    event; a second time the same one.

    Raises PermissionDenied, PlanMoved, or NotReady with what rests on it.
    """
    try:
        plan = hold_plan_as_seen(plan, (plan.status,), plan.revision)
        permissions.require_year_under_way(plan)
        event = find_deed(plan, number)
    except PlanMoved:
        earlier = plan.events.filter(takes_back=number, by=by.member).first()
        if earlier is None:
            raise
        return earlier
    if not may_take_back(by, plan, event):
        raise PermissionDenied
    missing = DEEDS_TO_TAKE_BACK[event.step].rests(plan, event)
    if asks_for_reason(by, plan, event) and not note.strip():
        missing.append(NO_REASON)
    if missing:
        raise NotReady(missing)
    return record(plan, event, by=by, at=at, note=note.strip())


def find_deed(plan, number):
    """The event of this number, if it could be taken back. Raises PlanMoved."""
    for event in list_deeds(plan, deeds.list_events(plan)):
        if event.number == number:
            return event
    return refuse_moved(plan)


def record(plan, event, *, by, at, note):
    row = DEEDS_TO_TAKE_BACK[event.step]
    if row.rows:
        strike_out(getattr(plan, row.rows), event, at)
    before, target = plan.status, row.leads_to(plan, event, timezone.localdate(at))
    if target != before:
        Plan.objects.filter(pk=plan.pk).update(status=target, moved_at=at)
        plan.status = target
    if row.unseen and is_unseen(plan, event):
        hold_remarks(plan, event)
    return log.record_event(
        plan,
        log.TAKE_BACK,
        by=by,
        at=at,
        from_status=before,
        to_status=target,
        reason=event.step,
        note=note,
        takes_back=event.number,
    )


def strike_out(rows, event, at):
    """Mark the row that the deed had written; of several postings of a revision the
    last."""
    written = rows.standing().filter(revision=event.revision).order_by("-pk").first()
    rows.filter(pk=written.pk).update(taken_back_at=at)


def hold_remarks(plan, event):
    """What the author has not seen goes to them with the next decision. What they have
    read stays with them."""
    sent = plan.remarks.filter(released_at=event.at).exclude(source=Remark.Source.WARD)
    sent.update(released_at=None)
