"""How is a decision about cells applied as a whole, with the plans that go along?

What was foreseen is worked out again with the rows held, and exactly that is written,
in the order in which names and ranges never collide.
"""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cells.acts.hanging import settle_what_hangs
from cells.acts.reorganisation.foresight import foresee_reorganisation
from cells.acts.reorganisation.parts import list_named_cells
from cells.acts.reorganisation.preview import describe_foresight
from cells.effects import Effects
from cells.locks import hold_cells, hold_committees
from cells.models import (
    Appointment,
    Cell,
    ExemptionProposal,
    FormerName,
    Membership,
    Reorganisation,
)
from plans.workflow.moves import move_plans


class CannotReorganise(Exception):
    """It does not fit the cells as they stand. Nothing was changed.

    args[0] is the Foresight with its troubles.
    """


class OutdatedPreview(Exception):
    """What would happen is no longer what the officer saw. Nothing was changed.

    args[0] is the Foresight now.
    """


class AlreadyDone(Exception):
    """Somebody was first: it has been applied, taken back or given up. Nothing was
    changed."""


def may_reorganise(actor, act):
    """A ward officer of the committee, or of one above it."""
    return actor.member is not None and act.committee_id in actor.committees


@transaction.atomic
def apply_reorganisation(act, *, by, at, seen=None):
    """Apply a draft as a whole, or raise and change nothing. Returns the
    Reorganisation.

    `seen` are the marks of what the officer was shown (preview.py). Raises
    PermissionDenied, AlreadyDone, CannotReorganise or OutdatedPreview.
    """
    if not may_reorganise(by, act):
        raise PermissionDenied
    hold_committees()
    drafts = Reorganisation.objects.filter(pk=act.pk, applied_at=None)
    if not drafts.update(applied_at=at, applied_by=by.user):
        raise AlreadyDone
    act = Reorganisation.objects.get(pk=act.pk)
    hold_cells(list_named_cells(act.parts))
    foresight = foresee_reorganisation(act, by=by)
    told = describe_foresight(foresight)
    if foresight.troubles:
        raise CannotReorganise(foresight)
    if seen is not None and seen != told["marks"]:
        raise OutdatedPreview(foresight)
    effects = Effects(by=by, at=at)
    write_outcomes(foresight.outcomes, act.on, effects)
    moved = move_foreseen_plans(foresight, by=by, at=at)
    kept = effects.data | {"moved": moved, "told": told}
    Reorganisation.objects.filter(pk=act.pk).update(effects=kept)
    settle_what_hangs(list_who_moved(foresight), by=by, at=at)
    return Reorganisation.objects.get(pk=act.pk)


def list_who_moved(foresight):
    """{id} of members."""
    moved = set()
    for done in foresight.outcomes:
        moved.update(row.member_id for row, _ in done.moves)
        moved.update(post.member_id for post in done.ends)
    return moved


def move_foreseen_plans(foresight, *, by, at):
    """Ids of the plans that went along. One that was filed at this very moment
    stays."""
    pairs = []
    for going in foresight.plans:
        pairs.extend((plan, place.cell) for plan, place in going)
    events = move_plans(pairs, by=by, at=at, on=foresight.on)
    return [event.plan_id for event in events]


# --- cells, people, posts -------------------------------------------------------------


def write_outcomes(outcomes, on, effects):
    """Write what all parts of a decision do, through Effects: old cells close first, so
    that names are free."""
    renames = []
    for done in outcomes:
        effects.change(select_rows(Cell, done.closed_cells()), closed_on=on)
        renames.extend(done.renames)
    rename_cells(renames, on, effects)
    for done in outcomes:
        for place in done.places:
            if place.is_new:
                effects.found(place.cell)
        for cell, place in done.closes:
            effects.change(Cell.objects.filter(pk=cell.pk), successor=place.cell)
        move_memberships(done, on, effects)
        effects.end(select_rows(Appointment, done.ends), on)
        effects.begin_all(done.begins)


def select_rows(model, rows):
    """The queryset of these rows."""
    return model.objects.filter(pk__in=[row.pk for row in rows])


def rename_cells(renames, on, effects):
    """Until the day a cell still bears its former name. All let go of theirs first: two
    cells may change names."""
    for cell, _ in renames:
        effects.found(FormerName(cell=cell, name=cell.name, until=on))
        between = name_between(cell.pk)
        effects.change(Cell.objects.filter(pk=cell.pk), name=between)
    for cell, name in renames:
        effects.change(Cell.objects.filter(pk=cell.pk), name=name)


def name_between(pk):
    """What a cell is called between two names, inside a transaction."""
    return f"\x1f{pk}"


def move_memberships(done, on, effects):
    """End the memberships in force and begin them anew in the place; those that begin
    later begin there. Proposals to exempt that wait go along."""
    ending, anew = [], []
    for row, place in done.moves:
        if row.since >= on:
            continue
        ending.append(row)
        if place:
            anew.append(begin_membership_anew(row, place, on))
    reorganised = Membership.Ending.REORGANISED
    effects.end(select_rows(Membership, ending), on, ending=reorganised)
    effects.begin_all(anew)
    for place in done.places:
        later = [row for row, to in done.moves if to is place and row.since >= on]
        effects.change(select_rows(Membership, later), cell=place.cell)
        waiting = [proposal for proposal, to in done.proposals if to is place]
        effects.change(select_rows(ExemptionProposal, waiting), cell=place.cell)


def begin_membership_anew(row, place, on):
    """The same in the new cell, not saved yet: from the day until whenever it was to
    last."""
    return Membership(
        member_id=row.member_id,
        cell=place.cell,
        kind=row.kind,
        origin=Membership.Origin.REORGANISED,
        since=on,
        until=row.until,
        ending=row.ending,
        ended_by_id=row.ended_by_id,
        ended_at=row.ended_at,
    )
