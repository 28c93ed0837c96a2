"""Opening somebody else's plan leaves a record that its author can read."""

from plans import permissions
from plans.models import AccessRecord


def record_opening(plan, *, by, at):
    """Note that somebody opened a plan; the author's own reading is not noted. Returns the capacity or None."""
    capacity = permissions.capacity(by, plan)
    if capacity is not None:
        AccessRecord.objects.create(plan=plan, reader=by.member, capacity=capacity, revision=plan.revision, at=at)
    return capacity


def readings_of(plan):
    """Who opened this plan, newest first."""
    return plan.accesses.select_related("reader").order_by("-at", "-pk")
