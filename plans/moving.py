"""Which plans go with their author to another cell? Those that are not filed yet; a filed one stays where it is."""

from django.db import transaction

from cells.models import Membership
from plans import log
from plans.models import Plan, Status

UNFINISHED = (Status.DRAFT, Status.CELL_REVIEW, Status.FINALIZING, Status.SIGNED)


@transaction.atomic
def follow_authors(plans, *, by, at):
    """Those of these plans that are not filed go on in the cell to which their author belongs by now.

    Returns the events: every move is one, so that the past can still tell where a plan was. Each is a conditional
    update: a plan that is being filed at this moment comes wholly before or wholly after. `by` is the Actor who moves
    them. Plans of people who belong nowhere stay where they are.
    """
    plans = plans.filter(status__in=UNFINISHED)
    homes = homes_of(plans, by.on)
    moves = [(plan, homes.get(plan.member_id)) for plan in plans.select_related("cell").order_by("pk")]
    return [event for plan, cell in moves if cell and (event := move(plan, cell, by=by, at=at))]


def homes_of(plans, on):
    """{member id: Cell} of the official memberships of these plans' authors."""
    held = Membership.objects.in_force(on).filter(kind=Membership.Kind.OFFICIAL, member__in=plans.values("member"))
    return {row.member_id: row.cell for row in held.select_related("cell__committee")}


def move(plan, cell, *, by, at):
    """One plan goes on in a cell; None, and nothing changes, if it is there already or has been filed meanwhile."""
    before = plan.cell
    here = Plan.objects.filter(pk=plan.pk, cell=before, status__in=UNFINISHED).exclude(cell=cell)
    if not here.update(cell=cell):
        return None
    plan = Plan.objects.select_related("member", "cell__committee").get(pk=plan.pk)
    return log.record(plan, "move", by=by, at=at, from_status=plan.status, to_status=plan.status, from_cell=before)
