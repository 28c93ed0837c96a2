"""A head's plan on the wall: renewed, taken down, and shown on the software's board
if the head agrees. How it is first posted is plans/workflow/steps.py.

Nothing here moves the plan: what is through step 4 stays through it.
"""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cells import posts
from phucdong.writing import date_text
from plans import permissions
from plans.models import Capacity, Consent, Plan, Posting, Status
from plans.refusals import NotReady, refuse_moved
from plans.workflow import log
from plans.workflow.steps import NOT_A_HEAD, find_earlier_event

ON_THE_WALL = (Status.SIGNED, Status.POSTED)


def find_last_posting(plan):
    """The posting that was begun last, of whatever revision, and was not taken back; or
    None."""
    return plan.postings.standing().order_by("-since", "-pk").first()


@transaction.atomic
def renew_posting(plan, *, by, at, place, since, until, posted_by, key=None, seen=None):
    """The same revision hangs again, or goes on hanging: another Posting.

    `seen` and errors as plans.workflow.steps.take_step.
    """
    permissions.require(by, plan, {Capacity.POSTER})
    plan = hold_plan_as_seen(plan, ON_THE_WALL, seen)
    permissions.require_year_under_way(plan)
    done = find_earlier_event(plan, key, by)
    if done:
        return done
    missing = need_an_end_before(plan, since, timezone.localdate(at))
    if missing:
        raise NotReady(missing)
    Posting.objects.create(
        plan=plan,
        revision=plan.revision,
        place=place,
        since=since,
        until=until,
        posted_by=posted_by,
        recorded_by=by.member,
        recorded_at=at,
    )
    return note(plan, "renew", by=by, at=at, key=key)


def need_an_end_before(plan, since, on):
    if not posts.is_head(plan.member, on):
        return [NOT_A_HEAD]
    last = find_last_posting(plan)
    if last is None or last.revision != plan.revision:
        return ["Bản này chưa niêm yết lần nào, nên chưa gia hạn được."]
    end = max(last.last_day, last.since)
    if since <= end:
        day = date_text(end)
        return [f"Lần trước niêm yết đến hết ngày {day}; lần này bắt đầu sau ngày ấy."]
    if since > max(on, end + timedelta(days=1)):
        return ["Ngày bắt đầu chưa đến."]
    return []


@transaction.atomic
def take_down_posting(
    plan, *, by, at, taken_down_on, taken_down_by, key=None, seen=None
):
    """The sheet hangs no more. Also of a plan that was recalled meanwhile, and in a
    year that is closed.

    `seen` and errors as plans.workflow.steps.take_step.
    """
    if not permissions.may_take_down(by, plan):
        raise PermissionDenied
    plan = hold_plan_as_seen(plan, Status.values, seen)
    done = find_earlier_event(plan, key, by)
    if done:
        return done
    last = find_last_posting(plan)
    if last is None or last.taken_down_on is not None:
        raise NotReady(["Không có bản nào đang treo để gỡ."])
    if taken_down_on < last.since:
        raise NotReady(["Ngày gỡ trước ngày niêm yết."])
    Posting.objects.filter(pk=last.pk).update(
        taken_down_on=taken_down_on,
        taken_down_by=taken_down_by,
        end_recorded_by=by.member,
        end_recorded_at=at,
    )
    return note(plan, "take_down", by=by, at=at, key=key)


# --- the board in the software --------------------------------------------------------


@transaction.atomic
def give_consent(plan, *, by, at):
    """The head agrees by a tap of their own. Twice is once. Returns the Consent."""
    permissions.require(by, plan, {Capacity.AUTHOR})
    on = timezone.localdate(at)
    return keep_consent(plan, Consent.Way.OWN, "consent", on, by=by, at=at)


@transaction.atomic
def record_consent(plan, *, by, at, given_on):
    """Whoever files has the head's consent on paper, of a day."""
    permissions.require(by, plan, {Capacity.FILER})
    return keep_consent(
        plan, Consent.Way.PAPER, "consent_paper", given_on, by=by, at=at
    )


def keep_consent(plan, way, step, given_on, *, by, at):
    if not posts.is_head(plan.member, timezone.localdate(at)):
        raise NotReady([NOT_A_HEAD])
    plan = hold_plan_as_seen(plan, ON_THE_WALL, None)
    permissions.require_year_under_way(plan)
    known = plan.consents.given().first()
    if known is not None:
        return known
    made = Consent.objects.create(
        plan=plan, way=way, given_on=given_on, recorded_by=by.member, recorded_at=at
    )
    note(plan, step, by=by, at=at)
    return made


@transaction.atomic
def withdraw_consent(plan, *, by, at):
    """The head, at any time; the board shows the plan no more. Twice is once."""
    if not permissions.is_author(by, plan):
        raise PermissionDenied
    plan = hold_plan_as_seen(plan, Status.values, None)
    if plan.consents.given().update(withdrawn_at=at):
        note(plan, "withdraw_consent", by=by, at=at)


# --- both -----------------------------------------------------------------------------


def hold_plan_as_seen(plan, statuses, seen):
    """The plan as it is now, its row ours until the end of the transaction. Raises
    PlanMoved where it is no longer as the actor saw it."""
    if seen is None:
        seen = plan.revision
    here = Plan.objects.filter(
        pk=plan.pk, status__in=statuses, revision=seen, cell=plan.cell_id
    )
    if not here.update(edited_at=F("edited_at")):
        refuse_moved(plan)
    return log.read_plan_again(plan)


def note(plan, step, *, by, at, key=None):
    """An event that leaves the plan where it stands."""
    return log.record_event(
        plan,
        step,
        by=by,
        at=at,
        from_status=plan.status,
        to_status=plan.status,
        key=key,
    )
