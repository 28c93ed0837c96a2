"""Which rows does a movement end and begin? One function for each kind (kinds.py)."""

from django.db.models import Q

from cells.models import (
    Appointment,
    Cell,
    Exemption,
    Member,
    Membership,
    Movement,
    Suspension,
    Transfer,
)

Ending, Origin = Membership.Ending, Membership.Origin
Direction, TransferKind = Transfer.Direction, Transfer.Kind


def receive_member(case):
    end_visits(case)
    end_absences(case)
    case.begin_place(Origin.RECEIVED)
    case.begin_transfer(TransferKind.OFFICIAL, Direction.IN)


def receive_guest(case):
    case.begin_place(Origin.RECEIVED, Membership.Kind.TEMPORARY, until=case.until)
    case.begin_transfer(TransferKind.TEMPORARY, Direction.IN)


def move_member(case):
    """A visit to the new cell is over, and so are the posts in the old one."""
    cell = case.movement.to_cell
    ended = read_later_ending(case)
    home = Membership.objects.filter(pk=case.home.pk)
    case.effects.end(home, case.on, ending=Ending.MOVED)
    if case.visit and case.visit.cell_id == cell.pk:
        end_visits(case)
        end_absences(case, direction=Direction.INSIDE)
    case.end(Appointment.objects.filter(cell=case.movement.from_cell))
    case.begin_place(Origin.MOVED, **ended)
    case.begin_transfer(TransferKind.OFFICIAL, Direction.INSIDE, cell.name)
    if ended:
        name_cell_in_later_movement(case)


def read_later_ending(case):
    """Of who went on from the old cell on a later day: they do so from the new one."""
    home = case.home
    if home.until is None:
        return {}
    return {
        "until": home.until,
        "ending": home.ending,
        "ended_by_id": home.ended_by_id,
        "ended_at": home.ended_at,
    }


def name_cell_in_later_movement(case):
    later = Movement.objects.filter(
        member=case.member,
        on=case.home.until,
        from_cell=case.home.cell,
        cancelled_at=None,
    )
    case.effects.change(later, from_cell=case.movement.to_cell)


def lend_member(case):
    cell = case.movement.to_cell
    case.begin_place(Origin.MOVED, Membership.Kind.TEMPORARY, until=case.until)
    case.begin_transfer(TransferKind.TEMPORARY, Direction.INSIDE, cell.name)


def send_member(case):
    """Posts of committees above the ward are not the ward's to end."""
    below = case.by.committees
    posts = Appointment.objects.filter(
        Q(cell__committee__in=below) | Q(committee__in=below)
    )
    end_everything(case, Ending.SENT, posts)
    case.begin_transfer(TransferKind.OFFICIAL, Direction.OUT)


def send_member_away(case):
    case.begin_transfer(TransferKind.TEMPORARY, Direction.OUT)


def bring_member_back(case):
    end_visits(case)
    end_absences(case)


def admit_member(case):
    """Staff outside the Party leave their unit for a cell."""
    case.end(Membership.objects, ending=Ending.MOVED)
    case.end(Appointment.objects.filter(cell__kind=Cell.Kind.UNIT))
    case.effects.change(
        Member.objects.filter(pk=case.member.pk),
        kind=Member.Kind.PARTY,
        admitted_on=case.on,
        official_on=None,
    )
    case.begin_place(Origin.ADMITTED)


def recognise_member(case):
    member = Member.objects.filter(pk=case.member.pk)
    case.effects.change(member, official_on=case.on)


def end_with_death(case):
    end_everything(case, Ending.DIED, Appointment.objects)


def end_with_leaving(case):
    end_everything(case, Ending.LEFT, Appointment.objects)


def end_visits(case):
    guests = Membership.objects.filter(kind=Membership.Kind.TEMPORARY)
    case.end(guests, ending=Ending.MOVED)


def end_absences(case, **where):
    case.end(Transfer.objects.filter(kind=TransferKind.TEMPORARY, **where))


def end_everything(case, ending, posts):
    """Nothing that is recorded of them holds from the day on."""
    case.end(Membership.objects, ending=ending)
    case.end(posts)
    case.end(Exemption.objects)
    case.end(Suspension.objects)
    end_absences(case)
