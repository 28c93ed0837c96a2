"""Record what happened to a member, and change their rows as the table says."""

from django.db import IntegrityError, transaction

from cells.models import Member, Movement
from cells.movements.case import CannotMove, Case
from cells.movements.conditions import not_in_the_future
from cells.movements.table import CHANGES


@transaction.atomic
def record(kind, member, *, on, by, at, **said):
    """Record what happened to a member and change their rows, or raise CannotMove and change nothing.

    `said` are other columns of Movement. The same said twice by the same officer is recorded once.
    """
    hold(member)
    facts = {"kind": kind, "on": on, **said}
    twin = Movement.objects.filter(member=member, recorded_by=by.user, cancelled_at=None, **facts).first()
    return twin or applied(Movement(member=member, recorded_by=by.user, recorded_at=at, **facts), by=by, at=at)


def hold(member):
    """Of two officers who act on one person the second waits until the first is done, and then sees what was done."""
    list(Member.objects.select_for_update().filter(pk=member.pk))


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
