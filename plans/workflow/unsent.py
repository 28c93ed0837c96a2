"""Which remarks reach the author with the review, and what becomes of those that their
speakers left behind?

Nothing is sent in the name of somebody who may say nothing of this plan any more: a
dismissed officer, a member who left the cell. Who reviews it today sees what they left
and holds it back, or says it again as their own. Nothing is deleted.
"""

import uuid

from django.db import transaction
from django.db.models import BigIntegerField, DateField

from phucdong.prepared import Parameter, Prepared
from plans import permissions, remarks, speakers
from plans.models import Capacity, Remark
from plans.workflow import log

HOLD_BACK = "hold_back"


def find_left_behind(plan, on):
    """The remarks that were not sent yet and whose speakers may say nothing of the plan
    any more, as a queryset."""
    said = plan.remarks.annotate(is_left_behind=speakers.is_left_behind(on))
    return said.filter(is_left_behind=True)


def list_sendable(plan, on):
    """Rows (pk, revision) of the remarks that reach the author with the review."""
    return SENDABLE.fetch({"plan": plan.pk, "on": on})


def release_remarks(plan, *, on, at):
    """The author is shown what those who may speak today have said."""
    sendable = [pk for pk, _ in list_sendable(plan, on)]
    plan.remarks.filter(pk__in=sendable).update(released_at=at)


@transaction.atomic
def hold_back(plan, pks, *, by, at):
    """Keep back those of these remarks (pks) that a predecessor left behind; one event
    for each. Twice is once. Returns how many. Raises PermissionDenied."""
    require_reviewer(plan, by)
    plan = log.hold_plan(plan)
    permissions.require_year_under_way(plan)
    left = list_left_behind(plan, pks, by.on)
    for remark in left:
        Remark.objects.filter(pk=remark.pk).update(
            held_back_at=at, held_back_by=by.member
        )
        log.record_event(
            plan,
            HOLD_BACK,
            by=by,
            at=at,
            from_status=plan.status,
            to_status=plan.status,
            key=uuid.uuid5(remark.key, HOLD_BACK),
        )
    return len(left)


@transaction.atomic
def take_over(plan, pk, *, by, at):
    """Say as one's own what a predecessor left behind, and hold that back. Twice is
    once. Raises PermissionDenied or PlanMoved."""
    require_reviewer(plan, by)
    for remark in list_left_behind(plan, [pk], by.on):
        remarks.make_remark(
            plan,
            by=by,
            at=at,
            key=uuid.uuid5(remark.key, "take_over"),
            reason=remark.reason,
            text=remark.text,
            section=remark.section,
            row=remark.row,
        )
        hold_back(plan, [pk], by=by, at=at)


def list_left_behind(plan, pks, on):
    return list(find_left_behind(plan, on).filter(pk__in=pks).order_by("pk"))


def require_reviewer(plan, by):
    permissions.require(by, plan, {Capacity.REVIEWER})


def build_sendable():
    said = Remark.objects.filter(plan=Parameter("plan", BigIntegerField())).unsent()
    may_speak = speakers.may_speak(Parameter("on", DateField()))
    return [said.filter(may_speak).values_list("pk", "revision")]


# Built once: building it anew takes 15 ms of processor time, asking it less than one.
SENDABLE = Prepared(build_sendable)
