"""Why was an act on a plan refused? Nothing was changed in any of these cases."""

from plans.models import PlanEvent


class PlanMoved(Exception):
    """The plan is not where the actor saw it: somebody was first. args[0] is the last
    event, or None."""


class NotReady(Exception):
    """The act asks for something that is missing. `missing` lists it in words."""

    def __init__(self, missing):
        self.missing = missing
        super().__init__("; ".join(str(item) for item in missing))


def refuse_moved(plan):
    """Raise PlanMoved with what happened last."""
    last = (
        PlanEvent.objects.filter(plan=plan)
        .select_related("by")
        .order_by("-number")
        .first()
    )
    raise PlanMoved(last)
