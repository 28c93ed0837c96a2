"""The author does not agree with a remark: who decides about that, and what follows?

It counts as answered. Somebody else than who made the remark keeps or withdraws it,
with a word to the author: another officer of the cell or, if there is none, the ward;
of a remark of the ward another of its officers. Only where there is nobody else at all
does who made it answer, so that no author waits for ever. It holds no step.
"""

import uuid

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from cells import posts
from plans import permissions, speakers
from plans.models import Plan, Remark
from plans.models.capacity import WRITERS
from plans.models.plan import ANSWERABLE
from plans.refusals import NotReady, refuse_moved
from plans.workflow import assistances, log

Outcome = Remark.Outcome
DISPUTE, SETTLE, DROP = "dispute", "settle_dispute", "drop_dispute"
# What may be decided about a remark.
DECISIONS = (Outcome.KEPT, Outcome.WITHDRAWN)
NO_REASON = "Đồng chí viết vì sao không đồng ý, rồi bấm lại."
NO_REPLY = "Viết một câu trả lời người viết."
ONCE = "Góp ý này đã được xem lại một lần."


# --- by the author --------------------------------------------------------------------


@transaction.atomic
def dispute_remark(remark, *, by, at):
    """The answer that stands there says why the author does not agree. Twice is once.
    Raises PermissionDenied, PlanMoved or NotReady."""
    plan, remark = hold_remark(remark, by)
    if remark.disputed_at is not None:
        if remark.is_disputed:
            return
        raise NotReady([ONCE])
    if remark.source not in remark.OFFICIAL:
        raise PermissionDenied
    if not remark.answer.strip():
        raise NotReady([NO_REASON])
    Remark.objects.filter(pk=remark.pk).update(disputed_at=at)
    note_deed(plan, remark, DISPUTE, by, at)


@transaction.atomic
def drop_dispute(remark, *, by, at):
    """The author does as asked after all: the remark waits for an answer again. Nothing
    happens where somebody has decided already. Errors as dispute_remark."""
    plan, remark = hold_remark(remark, by)
    if not remark.is_disputed:
        return
    settle(plan, remark, Outcome.DROPPED, "", by, at)
    Remark.objects.filter(pk=remark.pk).update(answer="", answered_at=None)


def hold_remark(remark, by):
    """(plan, remark) as they are now, the plan's row ours until the end of the
    transaction, for who writes the plan."""
    plan = remark.plan
    is_shown = not remark.is_internal and remark.released_at is not None
    if not is_shown:
        raise PermissionDenied
    permissions.require(by, plan, WRITERS)
    here = Plan.objects.filter(pk=plan.pk, status__in=ANSWERABLE)
    if not here.update(edited_at=F("edited_at")):
        refuse_moved(plan)
    permissions.require_year_under_way(plan)
    return read_again(remark)


def read_again(remark):
    plan = Plan.objects.with_related().get(pk=remark.plan_id)
    return plan, Remark.objects.get(pk=remark.pk)


# --- by who decides -------------------------------------------------------------------


def find_disputes_before(actor):
    """The remarks disputed so far, settled or not, about which somebody may decide."""
    rules = []
    if actor.member is not None and (actor.cells or actor.second_cells):
        rules.append(in_own_cells(actor))
    if actor.member is not None and actor.committees:
        rules.append(below_own_committees(actor))
    found = Q(pk__in=[])
    for rule in rules:
        found |= rule
    going_on = Plan.objects.going_on_here().of_who_belong(actor.on)
    going_on = going_on.filter(pk=OuterRef("plan"))
    disputed = Remark.objects.filter(found, disputed_at__isnull=False)
    return disputed.filter(Exists(going_on))


def in_own_cells(actor):
    """Of the cell's own remarks those that others made, as one of its officers or as
    the second reader of what was typed; not of what the actor typed."""
    others = ~Q(by=actor.member) & ~Q(plan__member=actor.member)
    here = Q(pk__in=[])
    if actor.cells:
        here |= Q(plan__cell__in=actor.cells)
    if actor.second_cells:
        here |= Q(plan__cell__in=actor.second_cells) & speakers.was_typed()
    typed = speakers.was_typed(helper=actor.member)
    return Q(source=Remark.Source.REVIEWER) & here & others & ~typed


def below_own_committees(actor):
    """The ward's, and the cell's where nobody else is in it."""
    in_cell = speakers.reads_in_cell(actor.on, member=OuterRef("by"))
    mine = Q(member=OuterRef("by"))
    in_ward = Exists(speakers.find_officers_above(actor.on).exclude(mine))
    below = Q(plan__cell__committee__in=actor.committees)
    of_ward = Q(source=Remark.Source.WARD) | ~in_cell
    is_other = ~Q(by=actor.member) | ~in_ward
    return below & of_ward & is_other & ~Q(plan__member=actor.member)


@transaction.atomic
def settle_dispute(remark, outcome, reply, *, by, at):
    """Keep the remark or withdraw it (DECISIONS), with a word to the author. False when
    somebody was first, and nothing was changed. Raises PermissionDenied or NotReady."""
    permissions.require_year_under_way(remark.plan)
    if not find_disputes_before(by).filter(pk=remark.pk).exists():
        raise PermissionDenied
    if outcome not in DECISIONS or not reply.strip():
        raise NotReady([NO_REPLY])
    plan = log.hold_plan(remark.plan)
    permissions.require_year_under_way(plan)
    remark = Remark.objects.get(pk=remark.pk)
    if not remark.is_disputed:
        return False
    settle(plan, remark, outcome, reply, by, at)
    return True


def settle(plan, remark, outcome, reply, by, at):
    Remark.objects.filter(pk=remark.pk).update(
        outcome=outcome, reply=reply, settled_at=at, settled_by=by.member
    )
    step = SETTLE
    if outcome == Outcome.DROPPED:
        step = DROP
    note_deed(plan, remark, step, by, at)


def note_deed(plan, remark, step, by, at):
    """An event that names the remark by a key of its own."""
    log.record_event(
        plan,
        step,
        by=by,
        at=at,
        from_status=plan.status,
        to_status=plan.status,
        key=uuid.uuid5(remark.key, step),
    )


def name_who_decides(remark, on):
    """ "đ/c Vũ Gia Bảo (Phó bí thư chi bộ)", or the committee: to whom a dispute of
    this remark goes, for its author."""
    plan = remark.plan
    if remark.source == Remark.Source.REVIEWER:
        typists = assistances.find_typists(plan)
        held = posts.find_reviewers(plan.cell, on, besides=plan.member_id)
        if typists:
            second = posts.find_second_readers(on).filter(cell=plan.cell)
            held += list(second.select_related("member", "cell"))
        left_out = {remark.by_id, *typists}
        others = [post for post in held if post.member_id not in left_out]
        if others:
            return ", ".join(
                f"đ/c {post.member.full_name} ({post.label()})" for post in others
            )
    return plan.cell.committee.name
