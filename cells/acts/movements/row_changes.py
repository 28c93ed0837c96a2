"""Which rows does a movement end and begin? See table.py."""

from django.db.models import Q

from cells.acts.movements.case import TEMPORARY
from cells.models import Appointment, Cell, Exemption, Member, Membership, Suspension, Transfer

Ending, Origin, Direction = Membership.Ending, Membership.Origin, Transfer.Direction


def receive(case):
    case.end(Membership.objects.filter(kind=Membership.Kind.TEMPORARY), ending=Ending.MOVED)
    case.end(Transfer.objects.filter(**TEMPORARY))
    case.begin_place(Origin.RECEIVED)
    case.begin_transfer(Transfer.Kind.OFFICIAL, Direction.IN)


def receive_guest(case):
    case.begin_place(Origin.RECEIVED, Membership.Kind.TEMPORARY, case.until)
    case.begin_transfer(Transfer.Kind.TEMPORARY, Direction.IN)


def move(case):
    """A visit to the new cell is over, and so are the posts in the old one."""
    cell = case.movement.to_cell
    case.end(Membership.objects.filter(kind=Membership.Kind.OFFICIAL), ending=Ending.MOVED)
    if case.visit and case.visit.cell_id == cell.pk:
        case.end(Membership.objects.filter(kind=Membership.Kind.TEMPORARY), ending=Ending.MOVED)
        case.end(Transfer.objects.filter(**TEMPORARY, direction=Direction.INSIDE))
    case.end(Appointment.objects.filter(cell=case.movement.from_cell))
    case.begin_place(Origin.MOVED)
    case.begin_transfer(Transfer.Kind.OFFICIAL, Direction.INSIDE, cell.name)


def lend(case):
    case.begin_place(Origin.MOVED, Membership.Kind.TEMPORARY, case.until)
    case.begin_transfer(Transfer.Kind.TEMPORARY, Direction.INSIDE, case.movement.to_cell.name)


def send(case):
    """Posts of committees above the ward are not the ward's to end."""
    below = case.by.committees
    leave(case, Ending.SENT, Appointment.objects.filter(Q(cell__committee__in=below) | Q(committee__in=below)))
    case.begin_transfer(Transfer.Kind.OFFICIAL, Direction.OUT)


def send_away(case):
    case.begin_transfer(Transfer.Kind.TEMPORARY, Direction.OUT)


def come_back(case):
    case.end(Membership.objects.filter(kind=Membership.Kind.TEMPORARY), ending=Ending.MOVED)
    case.end(Transfer.objects.filter(**TEMPORARY))


def admit(case):
    """Staff outside the Party leave their unit for a cell."""
    case.end(Membership.objects, ending=Ending.MOVED)
    case.end(Appointment.objects.filter(cell__kind=Cell.Kind.UNIT))
    party = {"kind": Member.Kind.PARTY, "admitted_on": case.on, "official_on": None}
    case.effects.change(Member.objects.filter(pk=case.member.pk), **party)
    case.begin_place(Origin.ADMITTED)


def recognise(case):
    case.effects.change(Member.objects.filter(pk=case.member.pk), official_on=case.on)


def die(case):
    leave(case, Ending.DIED, Appointment.objects)


def leave_the_party(case):
    leave(case, Ending.LEFT, Appointment.objects)


def leave(case, ending, posts):
    """Nothing that is recorded of them holds from the day on."""
    case.end(Membership.objects, ending=ending)
    case.end(posts)
    case.end(Exemption.objects)
    case.end(Suspension.objects)
    case.end(Transfer.objects.filter(**TEMPORARY))
