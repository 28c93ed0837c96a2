"""Which plans go with their author to another cell? Those that are not filed yet; a
filed one stays where its paper is, also a head's that still waits for its posting."""

from django.db import transaction
from django.db.models import Q

from phucdong.writing import date_text
from plans.models import Plan, PlanEvent, Status
from plans.own_years import find_homes
from plans.papers import is_filed
from plans.workflow import log

UNFINISHED = (Status.DRAFT, Status.CELL_REVIEW, Status.FINALIZING, Status.SIGNED)


def find_plans_that_go_along(plans):
    """Those of these plans that are not filed."""
    unfinished = plans.filter(status__in=UNFINISHED)
    return unfinished.filter(~(Q(status=Status.SIGNED) & is_filed()))


@transaction.atomic
def follow_authors(plans, *, by, at, on=None):
    """Those of these plans that are not filed go on in the cell to which their author
    belongs by now.

    Returns the events: every move is one, so that the past can still tell where a plan
    was. `by` is the Actor who moves them, `on` the day from which the author belongs
    there. Plans of people who belong nowhere stay where they are.
    """
    return move_plans(pair_with_homes(plans, by.on), by=by, at=at, on=on)


@transaction.atomic
def follow_authors_back(plans, *, by, at):
    """The same where what had moved the author was taken back: the log says so."""
    return move_plans_back(pair_with_homes(plans, by.on), by=by, at=at)


def pair_with_homes(plans, on):
    """[(plan, Cell)] of those of these plans that are not filed and whose author
    belongs somewhere."""
    plans = find_plans_that_go_along(plans)
    homes = find_homes(plans, on)
    pairs = []
    for plan in plans:
        if plan.member_id in homes:
            pairs.append((plan, homes[plan.member_id]))
    return pairs


def move_plan(plan, cell, *, by, at):
    """One plan goes on in a cell; None, and nothing changes, if it is there already or
    has been filed meanwhile."""
    for event in move_plans([(plan, cell)], by=by, at=at):
        return event
    return None


@transaction.atomic
def move_plans(pairs, *, by, at, on=None):
    """Of these [(plan, cell)] those that are neither filed nor there already go on in
    the cell, since their authors belong there from a day `on`. Returns the events."""
    moved = write_new_cells(pairs)
    if on is not None:
        for _, details in moved:
            details["note"] = f"Có hiệu lực từ ngày {date_text(on)}."
    return log.record_events("move", moved, by=by, at=at)


@transaction.atomic
def move_plans_back(pairs, *, by, at):
    """The same of plans that had come from these cells, by what was taken back now:
    each event takes the one back that had moved the plan."""
    moved = write_new_cells(pairs)
    undone = find_moves_from(pairs)
    for plan, details in moved:
        if plan.pk in undone:
            details["takes_back"] = undone[plan.pk]
            details["reason"] = "move"
    return log.record_events("move", moved, by=by, at=at)


def find_moves_from(pairs):
    """{plan id: number of the event with which it last left the cell of its pair}, of
    those that nothing has taken back."""
    goes = {plan.pk: cell.pk for plan, cell in pairs}
    moves = PlanEvent.objects.standing().filter(
        plan__in=goes, step="move", takes_back=None
    )
    found = {}
    for event in moves.order_by("number"):
        if event.from_cell_id == goes[event.plan_id]:
            found[event.plan_id] = event.number
    return found


def write_new_cells(pairs):
    """[(plan, {"from_cell": Cell})] of the plans that changed their cell.

    The rows are held first, so that what is filed at this very moment comes before, and
    stays, or after, and is told.
    """
    goes = {plan.pk: cell for plan, cell in pairs}
    held = Plan.objects.select_for_update(of=("self",)).filter(pk__in=goes)
    plans = (
        find_plans_that_go_along(held)
        .select_related("member", "cell__committee")
        .order_by("pk")
    )
    moved = []
    pks_by_cell = {cell: [] for cell in goes.values()}
    for plan in plans:
        before, plan.cell = plan.cell, goes[plan.pk]
        if plan.cell != before:
            moved.append((plan, {"from_cell": before}))
            pks_by_cell[plan.cell].append(plan.pk)
    for cell, pks in pks_by_cell.items():
        Plan.objects.filter(pk__in=pks, status__in=UNFINISHED).update(cell=cell)
    return moved
