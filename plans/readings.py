"""Opening somebody else's plan leaves a record that its author can read."""

from django.db.models import Q

from plans import permissions
from plans.models import AccessRecord, Plan


def record_reading(plan, *, by, at):
    """Note that somebody opened a plan; the author's own reading is not noted. Returns
    the capacity or None."""
    capacity = permissions.recorded_capacity(by, plan)
    if capacity is not None:
        AccessRecord.objects.create(
            plan=plan,
            reader=by.member,
            capacity=capacity,
            revision=plan.revision,
            at=at,
        )
    return capacity


def record_readings(plans, *, by, at, capacity):
    """The same of many plans that were opened on one page, of whoever has this
    AccessRecord.Capacity toward all of them."""
    AccessRecord.objects.bulk_create(
        AccessRecord(
            plan=plan,
            reader=by.member,
            capacity=capacity,
            revision=plan.revision,
            at=at,
        )
        for plan in plans
    )


def get_visible_plan(actor, pk):
    """A plan that somebody may open, with what they are toward it. Raises
    Plan.DoesNotExist."""
    plan = permissions.get_with_capacities(actor, pk)
    if not permissions.may_read(actor, plan):
        raise Plan.DoesNotExist
    return plan


def list_readings(plan):
    """Who opened this plan, newest first."""
    return plan.accesses.select_related("reader").order_by("-at", "-pk")


def find_plans_within_reach(actor):
    """Plans that somebody may see, and those of their cell or below their committee
    that they opened or acted on.

    A step or a remark may come from a page that was opened before the plan left their
    sight (returned, withdrawn, agreed by another): they are told so, and nothing that
    they typed is lost.
    """
    seen = Plan.objects.visible_to(actor)
    if not actor.member:
        return seen
    places = set(actor.cells)
    if actor.home:
        places.add(actor.home.pk)
    touched = Q(accesses__reader=actor.member) | Q(events__by=actor.member)
    left = Plan.objects.filter(
        Q(cell__in=places) | Q(cell__committee__in=actor.committees), touched
    )
    return Plan.objects.filter(
        Q(pk__in=seen.values("pk")) | Q(pk__in=left.values("pk"))
    )
