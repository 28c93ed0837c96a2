"""Record what happened to a member, and change their rows as the table says."""

from django.db import IntegrityError, transaction
from django.db.models import Q

from cells.acts.movements.case import CannotMove, Case
from cells.acts.movements.conditions import not_in_the_future
from cells.acts.movements.kinds import CHANGES
from cells.models import Cell, Member, Membership, Movement


@transaction.atomic
def record(kind, member, *, on, by, at, **said):
    """Record what happened to a member and change their rows, or raise CannotMove and change nothing.

    `said` are other columns of Movement. The same said twice by the same officer is recorded once.
    """
    said |= held_cells(member, said.get("to_cell"))
    hold(member)
    facts = {"kind": kind, "on": on, **said}
    twin = Movement.objects.filter(member=member, recorded_by=by.user, cancelled_at=None, **facts).first()
    return twin or applied(Movement(member=member, recorded_by=by.user, recorded_at=at, **facts), by=by, at=at)


def hold(member):
    """Of two officers who act on one person the second waits until the first is done, and then sees what was done."""
    list(Member.objects.select_for_update().filter(pk=member.pk))


def held_cells(member, to_cell):
    """{"to_cell": the cell as it is now}, if they go to one. It and those of the member are ours until the end of the
    transaction, before the member is: a decision about cells (cells/acts/reorganisation/application.py) holds them in this order, so that
    nobody comes to a cell that it has just closed."""
    theirs = Q(pk__in=Membership.objects.filter(member=member).values("cell"))
    wanted = theirs | Q(pk=to_cell.pk) if to_cell else theirs
    cells = Cell.objects.select_for_update(no_key=True).filter(wanted).order_by("pk")
    now = {cell.pk: cell for cell in cells}
    return {"to_cell": now[to_cell.pk]} if to_cell else {}


def applied(movement, *, by, at):
    """Change the rows as the table says and keep the movement with its effects."""
    case = Case(movement, by=by, at=at)
    movement.from_cell = case.home and case.home.cell
    change = CHANGES[movement.kind]
    for refuses in (not_in_the_future, *change.who, *change.needs):
        if words := refuses(case):
            raise CannotMove(words)
    try:
        with transaction.atomic():
            change.effect(case)
    except IntegrityError as refusal:
        raise CannotMove("Ngày này chồng lên một dòng đã có.") from refusal
    movement.effects = case.effects.data
    movement.save()
    return movement
