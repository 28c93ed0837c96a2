"""Remarks: said by those who may, released with the review, answered by the author, ticked off by who asked."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from plans import permissions
from plans.models import Plan, Remark, Status
from plans.models.plan import ANSWERABLE
from plans.workflow import NotReady, refuse

Source = Remark.Source


@transaction.atomic
def remark(plan, *, by, at, reason, text, key, section="", row=None, is_internal=False):
    """Add a remark on the revision that is before the reader; the ward's reach the author at once.

    The same `key` twice is one remark. Raises PermissionDenied or PlanMoved.
    """
    if not permissions.remarks(by, plan):
        raise PermissionDenied
    if not Plan.objects.filter(pk=plan.pk, status=plan.status, revision=plan.revision).update(edited_at=at):
        refuse(plan)
    source = source_of(by, plan)
    release = at if source == Source.WARD and not is_internal else None
    said = {"reason": reason, "text": text, "section": section, "row": row, "is_internal": is_internal}
    found, _ = Remark.objects.get_or_create(
        plan=plan,
        key=key,
        defaults={
            **said,
            "revision": plan.revision,
            "source": source,
            "by": by.member,
            "made_at": at,
            "released_at": release,
        },
    )
    return found


def source_of(by, plan):
    """As whom somebody speaks: the cell's review first, since a ward officer may stand in for it."""
    if plan.status == Status.CELL_REVIEW and permissions.reviews(by, plan):
        return Source.REVIEWER
    return Source.WARD if permissions.watches(by, plan) else Source.PEER


@transaction.atomic
def take_back(remark, *, by):
    """The one who made a remark takes it back, as long as the author has not been shown it."""
    if by.member is None or remark.by_id != by.member.pk:
        raise PermissionDenied
    if not Remark.objects.filter(pk=remark.pk, released_at=None).delete()[0]:
        raise NotReady(["Góp ý đã gửi tới người viết, không rút lại được."])


@transaction.atomic
def answer(remark, text, *, by, at):
    """The author (or helper) answers a released remark, until the plan is signed."""
    plan = remark.plan
    if not permissions.writes_for(by, plan) or remark.is_internal or remark.released_at is None:
        raise PermissionDenied
    if not Plan.objects.filter(pk=plan.pk, status__in=ANSWERABLE).update(edited_at=at):
        refuse(plan)
    Remark.objects.filter(pk=remark.pk).update(answer=text, answered_at=at if text else None)


def may_tick(actor, remark):
    """The cell's reviewers tick the cell's remarks, the ward its own; nobody those on their own plan."""
    if remark.source == Source.WARD:
        return permissions.watches(actor, remark.plan)
    return permissions.reviews(actor, remark.plan)


@transaction.atomic
def tick(remark, *, by, at):
    """Mark a remark as met ("Đạt"). Twice is once."""
    if not may_tick(by, remark):
        raise PermissionDenied
    Remark.objects.filter(pk=remark.pk, ticked_at=None).update(ticked_at=at, ticked_by=by.member)
