"""Who objects to what was done in their name, who answers, and what does an objection
hold? What it holds is asked by plans/workflow/second_person.py."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from plans import permissions
from plans.models import Capacity, Objection, Status
from plans.refusals import NotReady
from plans.workflow import log
from plans.workflow.assistances import find_typists, record_on

TAKEN_BACK = "Người viết rút lại."
NOTHING_DONE = "Chưa có việc gì người khác làm thay đồng chí ở bản này."
NO_ANSWER = "Viết câu trả lời."


@transaction.atomic
def object_to_deeds(plan, *, by, at):
    """The author does not agree. Twice is once. Raises PermissionDenied or NotReady."""
    permissions.require(by, plan, {Capacity.AUTHOR})
    if known := plan.objections.open().first():
        return known
    plan = log.hold_plan(plan)
    permissions.require_year_under_way(plan)
    if known := plan.objections.open().first():
        return known
    if plan.status == Status.DRAFT or not was_done_for_author(plan):
        raise NotReady([NOTHING_DONE])
    made = Objection.objects.create(plan=plan, revision=plan.revision, made_at=at)
    record_on(plan, "object", by, at, key=made.uid)
    return made


def was_done_for_author(plan):
    return bool(find_doers(plan))


def find_doers(plan):
    """Ids of those who did something in the author's name: typed, or recorded the
    ink."""
    signed = plan.events.standing().filter(step="sign")
    inked = signed.exclude(by=plan.member_id)
    return find_typists(plan) | set(inked.values_list("by", flat=True))


def may_answer(actor, plan, doers):
    """Toward an open objection: the ward, and until the plan is filed whoever decides
    for the cell and did nothing of it."""
    if permissions.may_act(actor, plan, {Capacity.WARD}):
        return True
    if plan.status == Status.POSTED:
        return False
    if not permissions.may_act(actor, plan, {Capacity.REVIEWER}):
        return False
    return actor.member.pk not in doers


@transaction.atomic
def answer_objection(plan, text, *, by, at):
    """Somebody who did nothing of it says what was done about it, or the author takes
    it back (whatever the text). Raises PermissionDenied or NotReady; None if none is
    open."""
    permissions.require_year_under_way(plan)
    is_author = permissions.may_act(by, plan, {Capacity.AUTHOR})
    if not is_author and not may_answer(by, plan, find_doers(plan)):
        raise PermissionDenied
    if is_author:
        text = TAKEN_BACK
    if not text.strip():
        raise NotReady([NO_ANSWER])
    if not plan.objections.open().exists():
        return None
    plan = log.hold_plan(plan)
    permissions.require_year_under_way(plan)
    return close_objection(plan, text, by, at)


def close_objection(plan, text, by, at):
    known = plan.objections.open().first()
    if known is None:
        return None
    Objection.objects.filter(pk=known.pk).update(
        answer=text, answered_by=by.member, answered_at=at
    )
    record_on(plan, "answer_objection", by, at, key=known.answer_key, note=text)
    return known


def answer_by_step(plan, words, by, at):
    """Whoever gives the plan back, or takes it back, has answered by that; unless it
    was about what they did themselves."""
    if by.member.pk not in find_doers(plan):
        close_objection(plan, f"{words}.", by, at)
