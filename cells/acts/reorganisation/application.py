"""What will a decision about cells move, and how is it applied and taken back, with the plans that go along?

`foresee` works everything out from the rows as they stand and writes nothing; `apply` works it out again with the rows
held, and writes exactly that. What the officer is shown is told in cells/acts/reorganisation/preview.py.
"""

from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cells.acts.reorganisation import Ground, carry_out, outcome, parts, troubles, warnings
from cells.acts.reorganisation import dependents as undoing
from cells.acts.reorganisation import preview as foretelling
from cells.effects import Effects
from cells.models import Cell, Committee, Membership, Reorganisation
from phucdong.writing import moment_text
from plans import moving
from plans.models import Plan, PlanEvent, Remark, Status


class CannotApply(Exception):
    """It does not fit the cells as they stand. Nothing was changed. args[0] is the Foresight with its troubles."""


class Outdated(Exception):
    """What would happen is no longer what the officer saw. Nothing was changed. args[0] is the Foresight now."""


class AlreadyDone(Exception):
    """Somebody was first: it has been applied, taken back or given up. Nothing was changed."""


class CannotUndo(Exception):
    """Something depends on it, or it is too late. Nothing was changed. args[0] is the list of dependents."""


@dataclass
class Foresight:
    """What one decision does: an outcome for each part with its plans [(plan, place)], and what is wrong with it."""

    on: object
    outcomes: list
    plans: list
    troubles: list = field(default_factory=list)
    warnings: list = field(default_factory=list)


def reorganises(actor, act):
    """A ward officer of the committee, or of one above it."""
    return actor.member is not None and act.committee_id in actor.committees


def foresee(act, *, by):
    """The Foresight of a draft as its cells stand; a fixed number of queries. Writes nothing."""
    ground = Ground(act.parts, act.on, decision=act.decision()[:120])
    outcomes = [outcome(part, ground) for part in act.parts]
    seen = Foresight(act.on, outcomes, plans_going_along(outcomes, by.on))
    seen.troubles = troubles(outcomes, ground, by)
    seen.warnings = [warnings(done, ground) for done in outcomes]
    return seen


def plans_going_along(outcomes, on):
    """[[(plan, place)]]: by part, the unfinished plans of those who belong to the place on the day of applying."""
    homes = [{row.member_id: place for row, place in done.moves if place and is_home(row, on)} for done in outcomes]
    authors = [pk for going in homes for pk in going]
    plans = Plan.objects.filter(member__in=authors, status__in=moving.UNFINISHED).select_related("member", "cell")
    unfinished = list(plans.order_by("member__name_sort", "pk"))
    return [
        [
            (plan, going[plan.member_id])
            for plan in unfinished
            if plan.member_id in going and plan.cell_id != going[plan.member_id].cell.pk
        ]
        for going in homes
    ]


def is_home(row, on):
    return row.kind == Membership.Kind.OFFICIAL and row.since <= on and (row.until is None or row.until > on)


# --- applying ------------------------------------------------------------------------------------------------------


@transaction.atomic
def apply(act, *, by, at, seen=None):
    """Apply a draft as a whole, or raise and change nothing. Returns the Reorganisation.

    `seen` are the marks of what the officer was shown (cells/acts/reorganisation/preview.py). Raises PermissionDenied, AlreadyDone,
    CannotApply or Outdated.
    """
    if not reorganises(by, act):
        raise PermissionDenied
    wait_for_turn()
    if not Reorganisation.objects.filter(pk=act.pk, applied_at=None).update(applied_at=at, applied_by=by.user):
        raise AlreadyDone
    act = Reorganisation.objects.get(pk=act.pk)
    hold_cells(act)
    foresight = foresee(act, by=by)
    told = foretelling.tell(foresight)
    if foresight.troubles:
        raise CannotApply(foresight)
    if seen is not None and seen != told["marks"]:
        raise Outdated(foresight)
    acts = Effects(by=by, at=at)
    carry_out(foresight.outcomes, act.on, acts)
    moved = move_plans(foresight, by=by, at=at)
    Reorganisation.objects.filter(pk=act.pk).update(effects={**acts.data, "moved": moved, "told": told})
    return Reorganisation.objects.get(pk=act.pk)


def wait_for_turn():
    """Decisions and registers come one after another, whatever cells they are about."""
    list(Committee.objects.select_for_update(no_key=True).order_by("pk"))


def hold_cells(act):
    """Nobody joins these cells, and no plan is begun in them, before it is done."""
    list(Cell.objects.select_for_update().filter(pk__in=parts.named_cells(act.parts)).order_by("pk"))


def move_plans(foresight, *, by, at):
    """Ids of the plans that went along. One that was filed at this very moment stays."""
    pairs = [(plan, place.cell) for going in foresight.plans for plan, place in going]
    return [event.plan_id for event in moving.move_all(pairs, by=by, at=at)]


# --- taking back ---------------------------------------------------------------------------------------------------


def dependents(act):
    """[(words, route name or "", pk)]: everything that forbids taking it back."""
    return [*undoing.dependents(act), *steps_since(act), *remarks_since(act), *plans_begun_since(act)]


def steps_since(act):
    """What others than the author have done on the plans that went along."""
    moves = PlanEvent.objects.filter(plan__in=act.effects["moved"], step="move", at=act.applied_at)
    number = dict(moves.values_list("plan", "number"))
    later = PlanEvent.objects.filter(plan__in=act.effects["moved"], at__gte=act.applied_at).exclude(step="move")
    for event in later.select_related("plan__member", "by").order_by("plan", "number"):
        if event.by_id != event.plan.member_id and event.number > number.get(event.plan_id, 0):
            yield about(event.plan, f"đ/c {event.by} đã xử lý lúc {moment_text(event.at)}")


def remarks_since(act):
    said = Remark.objects.filter(plan__in=act.effects["moved"], made_at__gt=act.applied_at)
    for remark in said.select_related("plan__member", "by").order_by("plan", "made_at"):
        yield about(remark.plan, f"đ/c {remark.by} đã góp ý lúc {moment_text(remark.made_at)}")


def plans_begun_since(act):
    """Plans that were begun in a cell that came to be by the decision."""
    new = Plan.objects.filter(cell__in=undoing.begun(act, Cell)).exclude(pk__in=act.effects["moved"])
    begun = new | Plan.objects.filter(member__in=undoing.members_moved(act), begun_at__gt=act.applied_at)
    for plan in begun.distinct().select_related("member").order_by("pk"):
        yield about(plan, f"bắt đầu viết lúc {moment_text(plan.begun_at)}")


def about(plan, what):
    """A link only to what an officer of the ward may open."""
    words = f"Kế hoạch của đ/c {plan.member}: {what}"
    return (words, "", 0) if plan.status == Status.DRAFT else (words, "plan", plan.pk)


@transaction.atomic
def undo(act, *, by, at, because):
    """Take a decision back as a whole, or change nothing. Raises PermissionDenied, AlreadyDone or CannotUndo."""
    if not reorganises(by, act):
        raise PermissionDenied
    wait_for_turn()
    done = Reorganisation.objects.filter(pk=act.pk, undone_at=None, applied_at__isnull=False)
    if not done.update(undone_at=at, undone_by=by.user, undone_because=because):
        raise AlreadyDone
    act = Reorganisation.objects.get(pk=act.pk)
    list(Plan.objects.select_for_update().filter(pk__in=act.effects["moved"]).order_by("pk"))
    if at >= undoing.until(act) or (rest := dependents(act)):
        raise CannotUndo([] if at >= undoing.until(act) else rest)
    undoing.take_back(act)
    moving.move_all(plans_going_back(act), by=by, at=at)
    return act


def plans_going_back(act):
    """[(plan, the cell that it came from)]"""
    moves = PlanEvent.objects.filter(plan__in=act.effects["moved"], step="move", at=act.applied_at)
    return [(event.plan, event.from_cell) for event in moves.select_related("plan", "from_cell").order_by("plan")]
