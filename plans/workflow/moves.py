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
    return move_plans(
        [(plan, homes[plan.member_id]) for plan in plans if plan.member_id in homes],
        by=by,
        at=at,
    )


def find_homes(plans, on):
    """{member id: Cell} of the official memberships of these plans' authors."""
    held = Membership.objects.in_force(on).filter(
        kind=Membership.Kind.OFFICIAL, member__in=plans.values("member")
    )
    return {row.member_id: row.cell for row in held.select_related("cell__committee")}


def move_plan(plan, cell, *, by, at):
    """One plan goes on in a cell; None, and nothing changes, if it is there already or
    has been filed meanwhile."""
    return next(iter(move_plans([(plan, cell)], by=by, at=at)), None)


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
    moving = [(plan, plan.cell) for plan in plans if plan.cell_id != goes[plan.pk].pk]
    for plan, _ in moving:
        plan.cell = goes[plan.pk]
    for cell in {cell.pk: cell for cell in goes.values()}.values():
        pks = [plan.pk for plan, _ in moving if plan.cell_id == cell.pk]
        Plan.objects.filter(pk__in=pks, status__in=UNFINISHED).update(cell=cell)
    return log.record_events(
        "move", [(plan, {"from_cell": before}) for plan, before in moving], by=by, at=at
    )
