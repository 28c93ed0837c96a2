"""Has the ward seen what became of what it asked for?

A verdict ("đạt") is an event of the plan's chain that leaves it where it stands: it
says so of the revision that was signed since the ward's last request. What is not met
is asked for again, by a new recall. No figure reads verdicts (reports/rates.py).
"""

from django.db import transaction

from plans import permissions
from plans.models import Capacity, Plan, Remark, Status
from plans.refusals import NotReady, refuse_moved
from plans.workflow import log
from plans.workflow.steps import find_earlier_event

# Where a plan stands whose text is settled.
SETTLED = (Status.SIGNED, Status.POSTED)
STEP = "verdict"


@transaction.atomic
def record_verdict(plan, *, by, at, key, seen):
    """The ward has seen what changed in the revision `seen`, and it is met. Returns the
    event. Raises PermissionDenied, PlanMoved or NotReady."""
    permissions.require(by, plan, {Capacity.WARD})
    done = find_earlier_event(plan, key, by)
    if done:
        return done
    here = Plan.objects.filter(pk=plan.pk, status__in=SETTLED, revision=seen)
    # Locks the row until the end, so that two say it once.
    if not here.update(revision=seen):
        refuse_moved(plan)
    permissions.require_year_under_way(plan)
    plan = Plan.objects.with_related().get(pk=plan.pk)
    asked = find_last_request(plan)
    if asked is None or asked.revision >= seen:
        raise NotReady(["Đảng ủy chưa yêu cầu sửa bản nào trước bản này."])
    said = plan.events.filter(step=STEP, revision=seen).first()
    if said:
        return said
    return log.record_event(
        plan,
        STEP,
        by=by,
        at=at,
        from_status=plan.status,
        to_status=plan.status,
        key=key,
    )


def find_last_request(plan):
    """The last Remark with which the ward asked the author for something, or None."""
    return find_requests().filter(plan=plan).first()


def find_requests():
    """What the ward asked authors for, the newest first: a recall is such a remark
    too."""
    asked = Remark.objects.for_author().filter(source=Remark.Source.WARD)
    return asked.order_by("-revision", "-made_at", "-pk")
