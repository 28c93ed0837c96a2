"""How is what was worked out written? In the order in which names and ranges never collide."""

from cells.models import Appointment, Cell, ExemptionProposal, FormerName, Membership


def carry_out(outcomes, on, effects):
    """Write the outcomes of all parts of a decision, through Effects: old cells close first, so that names are free."""
    for done in outcomes:
        pks = [cell.pk for cell, _ in done.closes]
        effects.change(Cell.objects.filter(pk__in=pks), closed_on=on)
    rename([pair for done in outcomes for pair in done.renames], on, effects)
    for done in outcomes:
        for place in done.places:
            if place.is_new:
                effects.found(place.cell)
        succeed(done, effects)
        move_people(done, on, effects)
        change_posts(done, on, effects)


def rename(renames, on, effects):
    """Until the day a cell still bears its former name. All let go of theirs first: two cells may change names."""
    for cell, _ in renames:
        effects.found(FormerName(cell=cell, name=cell.name, until=on))
        effects.change(Cell.objects.filter(pk=cell.pk), name=let_go(cell.pk))
    for cell, name in renames:
        effects.change(Cell.objects.filter(pk=cell.pk), name=name)


def let_go(pk):
    """What a cell is called between two names, inside a transaction."""
    return f"\x1f{pk}"


def succeed(done, effects):
    for cell, place in done.closes:
        effects.change(Cell.objects.filter(pk=cell.pk), successor=place.cell)


def move_people(done, on, effects):
    """End the memberships in force and begin them anew in the place; those that begin later begin there. Proposals to
    exempt that wait go along."""
    ending = [(row, place) for row, place in done.moves if row.since < on]
    pks = [row.pk for row, _ in ending]
    effects.end(Membership.objects.filter(pk__in=pks), on, ending=Membership.Ending.REORGANISED)
    effects.begin_all([begun_anew(row, place, on) for row, place in ending if place])
    for place in done.places:
        later = [row.pk for row, goes in done.moves if goes is place and row.since >= on]
        effects.change(Membership.objects.filter(pk__in=later), cell=place.cell)
        waiting = [proposal.pk for proposal, goes in done.proposals if goes is place]
        effects.change(ExemptionProposal.objects.filter(pk__in=waiting), cell=place.cell)


def begun_anew(row, place, on):
    """The same membership in the new cell, from the day until whenever it was to last."""
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


def change_posts(done, on, effects):
    effects.end(Appointment.objects.filter(pk__in=[post.pk for post in done.ends]), on)
    effects.begin_all(done.begins)
