"""Which steps exist, who may take them, where do they lead? One table, one function; nothing else writes a status."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from cells import posts
from cells.models import Cell, Member, Membership
from plans import documents, log, moving, needs, permissions, snapshot
from plans.models import Capacity, Filing, Plan, PlanEvent, Posting, Remark, Revision, Signature, Status
from plans.models.capacity import SIGNERS, WRITERS

CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class PlanMoved(Exception):
    """The plan is not where the actor saw it: somebody was first. Nothing was changed."""


class NotReady(Exception):
    """The step asks for something that is missing. Nothing was changed. `missing` lists it in words."""

    def __init__(self, missing):
        self.missing = missing
        super().__init__("; ".join(str(item) for item in missing))


@dataclass(frozen=True)
class Step:
    label: str
    sources: tuple
    target: str
    may: frozenset
    needs: Callable = lambda plan, details: []
    effect: Callable = lambda plan, by, at, details: None
    then: Callable = lambda plan, by, at: None


# --- what a step does besides moving the plan ---------------------------------------------------------------------


def make_revision(plan, by, at, details):
    content = documents.as_snapshot(snapshot.of(plan, timezone.localdate(at)))
    plan.revision += 1
    Plan.objects.filter(pk=plan.pk).update(
        revision=plan.revision, first_submitted_at=Coalesce("first_submitted_at", Value(at))
    )
    Revision.objects.create(
        plan=plan,
        number=plan.revision,
        snapshot=content,
        digest=snapshot.digest(content),
        made_at=at,
        made_by=by.member,
    )


def release_remarks(plan, by, at, details):
    plan.remarks.filter(is_internal=False, released_at=None).update(released_at=at)


def sign_revision(plan, by, at, details):
    """Electronic by the author, ink by the reviewer who saw the print; nobody the other way round."""
    make_revision(plan, by, at, details)
    by_author = permissions.is_author(by, plan)
    Signature.objects.create(
        plan=plan,
        revision=plan.revision,
        kind=Signature.Kind.ELECTRONIC if by_author else Signature.Kind.INK,
        signed_on=timezone.localdate(at) if by_author else details.get("signed_on") or timezone.localdate(at),
        recorded_by=by.member,
        recorded_at=at,
        check_code="".join(secrets.choice(CODE_ALPHABET) for _ in range(10)),
    )


def ask_for_changes(plan, by, at, details):
    """A recall is a remark of the ward that has to be answered before the author can sign again."""
    Remark.objects.create(
        plan=plan,
        revision=plan.revision,
        reason=details["reason"],
        text=details["note"],
        source=Remark.Source.WARD,
        by=by.member,
        made_at=at,
        released_at=at,
    )


# --- what follows when the step is recorded -----------------------------------------------------------------------


def follow_author(plan, by, at):
    """A filed plan stayed in its cell; unfinished again, it goes on in the cell to which its author belongs by now."""
    moving.follow_authors(Plan.objects.filter(pk=plan.pk), by=by, at=at)


# --- the table -----------------------------------------------------------------------------------------------------

STEPS = {
    "submit": Step(
        "Gửi chi bộ",
        (Status.DRAFT,),
        Status.CELL_REVIEW,
        WRITERS,
        needs=needs.complete_form,
        effect=make_revision,
    ),
    "withdraw": Step("Rút lại để sửa", (Status.CELL_REVIEW,), Status.DRAFT, WRITERS, needs=needs.nobody_has_begun),
    "return": Step(
        "Trả lại để sửa",
        (Status.CELL_REVIEW,),
        Status.DRAFT,
        {Capacity.REVIEWER},
        needs=needs.a_reason,
        effect=release_remarks,
    ),
    "agree": Step("Thông qua", (Status.CELL_REVIEW,), Status.FINALIZING, {Capacity.REVIEWER}, effect=release_remarks),
    "resubmit": Step(
        "Gửi chi bộ đọc lại",
        (Status.FINALIZING,),
        Status.CELL_REVIEW,
        WRITERS,
        needs=needs.complete_form,
        effect=make_revision,
    ),
    "sign": Step(
        "Ký chính thức",
        (Status.FINALIZING,),
        Status.SIGNED,
        SIGNERS,
        needs=needs.answers_and_form,
        effect=sign_revision,
    ),
    "complete": Step(
        "Hoàn thành bước 4",
        (Status.SIGNED,),
        Status.POSTED,
        {Capacity.POSTER},
        needs=needs.filed_and_posted,
    ),
    "recall": Step(
        "Yêu cầu sửa",
        (Status.SIGNED, Status.POSTED),
        Status.FINALIZING,
        {Capacity.WARD},
        needs=needs.reason_and_text,
        effect=ask_for_changes,
        then=follow_author,
    ),
}


def open_steps(plan, actor):
    """Names of the steps that the actor may take from where the plan stands; buttons come from here."""
    if not plan.goes_on_here:
        return []
    held = permissions.capacities_of(actor, plan)
    return [name for name, step in STEPS.items() if plan.status in step.sources and held & step.may]


# --- the function --------------------------------------------------------------------------------------------------


@transaction.atomic
def take(name, plan, *, by, at, key=None, seen=None, **details):
    """Take one step and record it, or raise and change nothing. Returns the event.

    `key` (the UUID of the form that was sent) makes a double click one effect. `seen` is the revision that the
    actor had before them, if it is not the one of `plan`. Raises PermissionDenied, PlanMoved or NotReady.
    """
    step, details = STEPS[name], {"on": timezone.localdate(at), **details}
    if not permissions.may_act(by, plan, step.may):
        raise PermissionDenied
    if done := earlier(plan, key, by):
        return done
    if not moved(plan, step, at, seen):
        return earlier(plan, key, by) or refuse(plan)
    before, plan = plan.status, fresh(plan)
    if missing := step.needs(plan, details):
        raise NotReady(missing)
    step.effect(plan, by, at, details)
    said = {field: details[field] for field in ("reason", "note", "meeting") if details.get(field)}
    event = log.record(plan, name, by=by, at=at, from_status=before, to_status=step.target, key=key, **said)
    step.then(plan, by, at)
    return event


def moved(plan, step, at, seen):
    """The one conditional UPDATE: False when the plan is no longer where the actor saw it, in another cell say."""
    expected = plan.revision if seen is None else seen
    here = {"status": plan.status, "revision": expected, "cell": plan.cell_id}
    rows = Plan.objects.filter(pk=plan.pk, status__in=step.sources, **here)
    return rows.update(status=step.target, moved_at=at) == 1


def earlier(plan, key, by):
    """The event that this very form has already caused, if any."""
    return PlanEvent.objects.filter(plan=plan, key=key, by=by.member).first() if key else None


def refuse(plan):
    last = PlanEvent.objects.filter(plan=plan).select_related("by").order_by("-number").first()
    raise PlanMoved(last)


def fresh(plan):
    """The plan as it is now that its row is ours (locked by the UPDATE until the end of the transaction)."""
    return Plan.objects.select_related("member", "cycle", "cell__committee", "form_version").get(pk=plan.pk)


# --- what is recorded beside the steps -----------------------------------------------------------------------------


@transaction.atomic
def begin(member, cycle, cell, *, by, at):
    """The member's plan of this cycle, begun if there was none. An officer who begins it is its helper."""
    if not permissions.may_begin_for(by, member, cell):
        raise PermissionDenied
    helper = None if by.member.pk == member.pk else by.member
    cell = home_by_now(member, cell, by.on)
    if cell.went_elsewhere:
        raise PermissionDenied
    beginnings = {"form_version_id": cycle.form_version_id, "cell": cell, "helper": helper}
    moments = {"begun_at": at, "moved_at": at, "edited_at": at}
    plan, is_new = Plan.objects.get_or_create(member=member, cycle=cycle, defaults={**beginnings, **moments})
    if is_new:
        log.record(plan, "begin", by=by, at=at, from_status="", to_status=plan.status)
    return plan


def home_by_now(member, cell, on):
    """The cell, or the one to which the member was moved at this very moment: a reorganisation holds the cells."""
    now = Cell.objects.select_for_update(no_key=True).get(pk=cell.pk)
    held = Membership.objects.in_force(on).filter(member=member, kind=Membership.Kind.OFFICIAL)
    moved = held.exclude(cell=cell).select_related("cell__committee").first()
    return moved.cell if moved else now


@transaction.atomic
def record_filing(plan, *, by, at, filed_on, key=None, seen=None):
    """One signed copy was received. Completes the plan when nothing else is due. `seen` and errors as take()."""
    if not permissions.may_act(by, plan, {Capacity.FILER}):
        raise PermissionDenied
    staff = plan.member.kind == Member.Kind.STAFF
    office = Filing.Office.CHAIRMAN if staff else Filing.Office.CELL
    where = {"office": office, "filed_on": filed_on}
    return record_copy(plan, Filing, "file", by=by, at=at, key=key, seen=seen, day=filed_on, **where)


@transaction.atomic
def record_posting(plan, *, by, at, place, since, until, posted_by, key=None, seen=None):
    """A head's plan hangs on the board. Completes the plan when nothing else is due. `seen` and errors as take()."""
    if not permissions.may_act(by, plan, {Capacity.POSTER}):
        raise PermissionDenied
    if not posts.is_head(plan.member, timezone.localdate(at)):
        raise NotReady(["Chỉ bản của người đứng đầu mới niêm yết công khai."])
    where = {"place": place, "since": since, "until": until, "posted_by": posted_by}
    return record_copy(plan, Posting, "post", by=by, at=at, key=key, seen=seen, day=since, **where)


def record_copy(plan, kind, step, *, by, at, key, seen, day, **facts):
    """A Filing or Posting of the signed revision, once; then the `complete` step if that was the last thing due."""
    if done := earlier(plan, key, by):
        return done
    expected = plan.revision if seen is None else seen
    here = {"status": Status.SIGNED, "revision": expected, "cell": plan.cell_id}
    if not Plan.objects.filter(pk=plan.pk, **here).update(edited_at=at):
        return earlier(plan, key, by) or refuse(plan)
    plan = fresh(plan)
    if plan.signatures.filter(revision=plan.revision, signed_on__gt=day).exists():
        raise NotReady(["Ngày này trước ngày ký."])
    _, is_new = kind.objects.get_or_create(
        plan=plan, revision=plan.revision, defaults={"recorded_by": by.member, "recorded_at": at, **facts}
    )
    if not is_new:
        return earlier(plan, key, by) or refuse(plan)
    event = log.record(plan, step, by=by, at=at, from_status=plan.status, to_status=plan.status, key=key)
    if not any(due for due, _ in needs.still_due(plan, timezone.localdate(at))):
        take("complete", plan, by=by, at=at)
    return event
