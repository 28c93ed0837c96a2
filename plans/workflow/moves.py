"""Which plans go with their author to another cell? Those that are not filed yet; a
filed one stays where it is."""

from django.db import transaction

from cells.models import Membership
from plans.models import Plan, Status
from plans.workflow import log

UNFINISHED = (Status.DRAFT, Status.CELL_REVIEW, Status.FINALIZING, Status.SIGNED)


@transaction.atomic
def follow_authors(plans, *, by, at):
    """Those of these plans that are not filed go on in the cell to which their author
    belongs by now.

    Returns the events: every move is one, so that the past can still tell where a plan
    was. `by` is the Actor who moves them. Plans of people who belong nowhere stay where
    they are.
    """
    plans = plans.filter(status__in=UNFINISHED)
    homes = find_homes(plans, by.on)
    pairs = []
    for plan in plans:
        if plan.member_id in homes:
            pairs.append((plan, homes[plan.member_id]))
    return move_plans(pairs, by=by, at=at)


def find_homes(plans, on):
    """{member id: Cell} of the official memberships of these plans' authors."""
    held = Membership.objects.in_force(on).filter(
        kind=Membership.Kind.OFFICIAL, member__in=plans.values("member")
    )
    return {row.member_id: row.cell for row in held.select_related("cell__committee")}


def move_plan(plan, cell, *, by, at):
    """One plan goes on in a cell; None, and nothing changes, if it is there already or
    has been filed meanwhile."""
    for event in move_plans([(plan, cell)], by=by, at=at):
        return event
    return None


@transaction.atomic
def move_plans(pairs, *, by, at):
    """Of these [(plan, cell)] those that are neither filed nor there already go on in
    the cell. Returns the events.

    The rows are held first, so that what is filed at this very moment comes before, and
    stays, or after, and is told.
    """
    goes = {plan.pk: cell for plan, cell in pairs}
    held = Plan.objects.select_for_update(of=("self",)).filter(
        pk__in=goes, status__in=UNFINISHED
    )
    plans = held.select_related("member", "cell__committee").order_by("pk")
    moved = []
    pks_by_cell = {cell: [] for cell in goes.values()}
    for plan in plans:
        before, plan.cell = plan.cell, goes[plan.pk]
        if plan.cell != before:
            moved.append((plan, {"from_cell": before}))
            pks_by_cell[plan.cell].append(plan.pk)
    for cell, pks in pks_by_cell.items():
        Plan.objects.filter(pk__in=pks, status__in=UNFINISHED).update(cell=cell)
    return log.record_events("move", moved, by=by, at=at)
