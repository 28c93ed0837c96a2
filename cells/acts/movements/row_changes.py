"""Which rows does a movement end and begin? One function for each kind (kinds.py), and
one for what ends besides the place."""

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


# --- what ends besides the place ------------------------------------------------------


def find_nothing(case):
    return []


def find_posts_of_old_cell(case):
    """Those before the day on which they went on from there: who comes back on a later
    day keeps the post that they got then."""
    if case.home is None:
        return []
    posts = find_posts().filter(cell=case.home.cell)
    if case.home.until is not None:
        posts = posts.filter(since__lt=case.home.until)
    return [posts]


def find_posts_of_units(case):
    return [find_posts().filter(cell__kind=Cell.Kind.UNIT)]


def find_everything(case):
    return [
        find_posts(),
        Exemption.objects.all(),
        Suspension.objects.all(),
        find_absences(),
    ]


def find_all_below(case):
    """Posts of committees above the ward are not the ward's to end."""
    below = case.by.committees
    posts = find_posts().filter(Q(cell__committee__in=below) | Q(committee__in=below))
    return [posts, *find_everything(case)[1:]]


def find_posts():
    """With what their words name."""
    return Appointment.objects.select_related("cell", "committee")


def find_absences():
    return Transfer.objects.filter(kind=TransferKind.TEMPORARY)


# --- one function for each kind -------------------------------------------------------


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
    end_all(case, find_posts_of_old_cell(case))
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
    case.end(Membership.objects, ending=Ending.SENT)
    end_all(case, find_all_below(case))
    case.begin_transfer(TransferKind.OFFICIAL, Direction.OUT)


def send_member_away(case):
    case.begin_transfer(TransferKind.TEMPORARY, Direction.OUT)


def bring_member_back(case):
    end_visits(case)
    end_absences(case)


def admit_member(case):
    """Staff outside the Party leave their unit for a cell."""
    case.end(Membership.objects, ending=Ending.MOVED)
    end_all(case, find_posts_of_units(case))
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
    case.end(Membership.objects, ending=Ending.DIED)
    end_all(case, find_everything(case))


def end_with_leaving(case):
    case.end(Membership.objects, ending=Ending.LEFT)
    end_all(case, find_everything(case))


def end_visits(case):
    guests = Membership.objects.filter(kind=Membership.Kind.TEMPORARY)
    case.end(guests, ending=Ending.MOVED)


def end_absences(case, **where):
    case.end(find_absences().filter(**where))


def end_all(case, ending):
    for rows in ending:
        case.end(rows)
