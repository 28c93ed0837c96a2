"""How is a decision about cells taken back? Every row is then as it was before."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from cells.acts.hanging import settle_what_hangs
from cells.acts.reorganisation.application import (
    AlreadyDone,
    may_reorganise,
    name_between,
)
from cells.acts.reorganisation.dependents import (
    find_dependents,
    list_begun,
    read_touched,
)
from cells.effects import read_changed, undo_effects
from cells.locks import hold_committees
from cells.models import Cell, FormerName, Reorganisation
from plans.models import Plan, PlanEvent
from plans.workflow.moves import move_plans_back

KEPT_OPEN = timedelta(days=7)


class CannotUndo(Exception):
    """Something depends on it, or it is too late. Nothing was changed.

    args[0] is [Dependent], empty if it is too late.
    """


def last_moment_to_undo(act):
    """From then on it can no longer be taken back."""
    return act.applied_at + KEPT_OPEN


@transaction.atomic
def undo_reorganisation(act, *, by, at, because):
    """Take a decision back as a whole, or change nothing. Returns the Reorganisation.

    Raises PermissionDenied, AlreadyDone or CannotUndo.
    """
    if not may_reorganise(by, act):
        raise PermissionDenied
    hold_committees()
    applied = Reorganisation.objects.filter(pk=act.pk, undone_at=None)
    applied = applied.filter(applied_at__isnull=False)
    if not applied.update(undone_at=at, undone_by=by.user, undone_because=because):
        raise AlreadyDone
    act = Reorganisation.objects.get(pk=act.pk)
    plans = Plan.objects.select_for_update().filter(pk__in=act.effects["moved"])
    list(plans.order_by("pk"))
    if at >= last_moment_to_undo(act):
        raise CannotUndo([])
    members = read_touched(act).members
    dependents = find_dependents(act)
    if dependents:
        raise CannotUndo(dependents)
    restore_cells(act)
    move_plans_back(find_plans_going_back(act), by=by, at=at)
    settle_what_hangs(members, by=by, at=at)
    return act


def restore_cells(act):
    """Cells it founded never were in force; names are free before they return."""
    founded = Cell.objects.filter(pk__in=list_begun(act, Cell))
    founded.update(closed_on=F("founded_on"))
    renamed = set()
    for row in read_changed(act.effects):
        if row.model == Cell._meta.model_name and "name" in row.before:
            renamed.add(row.pk)
    for pk in renamed:
        Cell.objects.filter(pk=pk).update(name=name_between(pk))
    for row in undo_effects(act.effects):
        if isinstance(row, FormerName):
            row.delete()


def find_plans_going_back(act):
    """[(plan, the cell that it came from)]"""
    moves = PlanEvent.objects.filter(
        plan__in=act.effects["moved"], step="move", at=act.applied_at
    )
    rows = moves.select_related("plan", "from_cell").order_by("plan")
    return [(event.plan, event.from_cell) for event in rows]
