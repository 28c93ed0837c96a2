"""What waits for whom, in what order."""

from plans.models import Plan


def pile(actor):
    """Plans that wait for this person's review, the oldest first."""
    return Plan.objects.reviewable_by(actor).order_by("moved_at", "pk")


def next_after(actor, plan):
    """The pk of the plan that waits after this one in the pile (round to the oldest), or None."""
    waiting = list(pile(actor).exclude(pk=plan.pk).values_list("moved_at", "pk"))
    later = [pk for moved_at, pk in waiting if (moved_at, pk) > (plan.moved_at, plan.pk)]
    return next(iter(later or [pk for _, pk in waiting]), None)
