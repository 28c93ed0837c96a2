"""Opening somebody else's plan leaves a record that its author can read."""

from django.db.models import BigIntegerField, Q

from cells.prepared import PreparedForActor
from phucdong.prepared import Parameter
from plans import permissions
from plans.models import AccessRecord, Plan
from plans.models.capacity import belonging


def record_reading(plan, *, by, at, revision=None):
    """Note that somebody opened a plan, or an earlier revision of it; the author's own
    reading is not noted. Returns the capacity or None."""
    capacity = permissions.recorded_capacity(by, plan)
    if capacity is not None:
        AccessRecord.objects.create(
            plan=plan,
            reader=by.member,
            capacity=capacity,
            revision=revision or plan.revision,
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


def note_opening_by_writer(plan, *, at):
    """Note that whoever writes a plan has seen where it stands by now; nothing is
    written when they had seen that before, or nobody else has anything to do with
    it."""
    opened = plan.opened_by_writer_at
    is_new = opened is None or opened < plan.moved_at
    if is_new and plan.revision:
        Plan.objects.filter(pk=plan.pk).update(opened_by_writer_at=at)


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
    if actor.member is None:
        return seen
    home = belonging(actor.on).filter(member=actor.member)
    around = Q(cell__in=home.values("cell"))
    if actor.cells:
        around |= Q(cell__in=actor.cells)
    if actor.committees:
        around |= Q(cell__committee__in=actor.committees)
    touched = Q(accesses__reader=actor.member) | Q(events__by=actor.member)
    left = Plan.objects.filter(around, touched)
    return Plan.objects.filter(
        Q(pk__in=seen.values("pk")) | Q(pk__in=left.values("pk"))
    )


def get_plan_within_reach(actor, pk):
    """One of them, with what every page of a plan shows. Raises Plan.DoesNotExist."""
    found = PLAN_WITHIN_REACH.fetch(actor, {"plan": pk})
    if not found:
        raise Plan.DoesNotExist
    return found[0]


def build_plan_within_reach(somebody):
    plans = find_plans_within_reach(somebody).with_related()
    return [plans.filter(pk=Parameter("plan", BigIntegerField()))]


PLAN_WITHIN_REACH = PreparedForActor(build_plan_within_reach)
