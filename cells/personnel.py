"""Who joins, who holds which post, who is exempt: every change is a dated row that says who recorded it.

Nothing is edited in place and nothing is deleted: a row is begun, and later ended. Functions raise
ImpossibleDates when the database's own rules (no overlap, end after begin) refuse, and change nothing then.
"""

from django.db import IntegrityError, transaction
from django.db.models import Q

from cells.models import Appointment, Cell, Exemption, Member, Membership, Suspension, Transfer


class ImpossibleDates(Exception):
    """The dates overlap another row of the same kind, or end before they begin. Nothing was changed."""


def begin(model, /, *, by, at, **facts):
    """Begin a dated row (Appointment, Exemption, …)."""
    try:
        with transaction.atomic():
            return model.objects.create(recorded_by=by.user, recorded_at=at, **facts)
    except IntegrityError as refusal:
        raise ImpossibleDates from refusal


def end(row, on, *, by, at, **facts):
    """End a row sooner than it says: `on` is the first day on which it no longer holds. Ending twice is once."""
    if on <= row.since:
        raise ImpossibleDates
    still_open = type(row).objects.filter(Q(until=None) | Q(until__gt=on), pk=row.pk)
    return bool(still_open.update(until=on, ended_by=by.user, ended_at=at, **facts))


@transaction.atomic
def add_member(cell, facts, *, since, origin, by, at):
    """A new person who belongs to a cell (or works in a unit) from a day on. `facts` are columns of Member."""
    staff = cell.kind == Cell.Kind.UNIT
    member = Member.objects.create(kind=Member.Kind.STAFF if staff else Member.Kind.PARTY, **facts)
    begin(Membership, by=by, at=at, member=member, cell=cell, since=since, origin=origin)
    return member


def appoint(member, role, *, since, by, at, cell=None, committee=None, **facts):
    """A post in a cell or of a committee. A secretary heads the cell, so the plan is posted publicly."""
    head = role in (Appointment.Role.SECRETARY, Appointment.Role.HEAD)
    place = {"cell": cell, "committee": committee}
    return begin(Appointment, by=by, at=at, member=member, role=role, since=since, is_head=head, **place, **facts)


def exempt(member, *, since, by, at, **facts):
    return begin(Exemption, by=by, at=at, member=member, since=since, **facts)


def suspend(member, *, since, by, at, decision=""):
    return begin(Suspension, by=by, at=at, member=member, since=since, decision=decision)


def send_away(member, *, since, until, by, at, place="", paper_number=""):
    """Temporarily out of the ward: outside every rate while it lasts."""
    temporary = {"kind": Transfer.Kind.TEMPORARY, "direction": Transfer.Direction.OUT}
    where = {"place": place, "paper_number": paper_number}
    return begin(Transfer, by=by, at=at, member=member, since=since, until=until, **temporary, **where)
