"""Which movements are there: to whom, what must fit, what each does and asks for?"""

from collections.abc import Callable
from dataclasses import dataclass

from cells.acts.movements import conditions, row_changes
from cells.acts.movements.case import MovementCase
from cells.models import Movement

Kind = Movement.Kind


@dataclass(frozen=True)
class MovementKind:
    """`who` says to whom it can happen, `needs` what must fit besides, in their order;
    `change` ends and begins the rows; `ends` gives the querysets of what ends besides
    the place: posts, exemptions, suspensions, absences; `asks` is what its form asks
    for besides the day and the paper; `address` how it is called in addresses."""

    address: str
    change: Callable
    who: tuple
    ends: Callable = row_changes.find_nothing
    needs: tuple = ()
    asks: tuple = ()


KINDS = {
    Kind.RECEIVED: MovementKind(
        address="tiep-nhan",
        change=row_changes.receive_member,
        who=(
            conditions.must_be_alive,
            conditions.must_be_of_the_party,
            conditions.must_belong_nowhere,
        ),
        needs=(conditions.needs_open_cell, conditions.needs_cell_of_their_kind),
        asks=("to_cell", "place"),
    ),
    Kind.GUEST: MovementKind(
        address="tiep-nhan-tam-thoi",
        change=row_changes.receive_guest,
        who=(
            conditions.must_be_alive,
            conditions.must_be_of_the_party,
            conditions.must_belong_nowhere,
            conditions.must_be_no_guest,
        ),
        needs=(
            conditions.needs_open_cell,
            conditions.needs_cell_of_their_kind,
            conditions.needs_term,
        ),
        asks=("to_cell", "until", "place"),
    ),
    Kind.MOVED: MovementKind(
        address="chuyen-chi-bo",
        change=row_changes.move_member,
        ends=row_changes.find_posts_of_old_cell,
        who=(conditions.must_be_alive, conditions.must_belong_before_moving),
        needs=(
            conditions.needs_open_cell,
            conditions.needs_cell_of_their_kind,
            conditions.needs_another_cell,
        ),
        asks=("to_cell",),
    ),
    Kind.LENT: MovementKind(
        address="sinh-hoat-tam-thoi",
        change=row_changes.lend_member,
        who=(
            conditions.must_be_alive,
            conditions.must_be_of_the_party,
            conditions.must_belong,
            conditions.must_be_no_guest,
            conditions.must_not_be_away,
        ),
        needs=(
            conditions.needs_open_cell,
            conditions.needs_cell_of_their_kind,
            conditions.needs_another_cell,
            conditions.needs_term,
        ),
        asks=("to_cell", "until"),
    ),
    Kind.SENT: MovementKind(
        address="chuyen-di",
        change=row_changes.send_member,
        ends=row_changes.find_all_below,
        who=(conditions.must_be_alive, conditions.must_belong_before),
        asks=("place",),
    ),
    Kind.AWAY: MovementKind(
        address="di-tam-thoi",
        change=row_changes.send_member_away,
        who=(
            conditions.must_be_alive,
            conditions.must_be_of_the_party,
            conditions.must_belong,
            conditions.must_not_be_away,
        ),
        needs=(conditions.needs_term,),
        asks=("until", "place"),
    ),
    Kind.BACK: MovementKind(
        address="tro-ve",
        change=row_changes.bring_member_back,
        who=(conditions.must_be_alive, conditions.must_be_elsewhere),
    ),
    Kind.ADMITTED: MovementKind(
        address="ket-nap",
        change=row_changes.admit_member,
        ends=row_changes.find_posts_of_units,
        who=(conditions.must_be_alive, conditions.must_be_no_member_yet),
        needs=(conditions.needs_open_cell, conditions.needs_cell_of_the_party),
        asks=("to_cell",),
    ),
    Kind.RECOGNISED: MovementKind(
        address="cong-nhan-chinh-thuc",
        change=row_changes.recognise_member,
        who=(
            conditions.must_be_alive,
            conditions.must_be_of_the_party,
            conditions.must_belong,
            conditions.must_be_probationary,
        ),
    ),
    Kind.DIED: MovementKind(
        address="tu-tran",
        change=row_changes.end_with_death,
        ends=row_changes.find_everything,
        who=(conditions.must_be_alive, conditions.must_belong_before),
    ),
    Kind.LEFT: MovementKind(
        address="ra-khoi-dang",
        change=row_changes.end_with_leaving,
        ends=row_changes.find_everything,
        who=(
            conditions.must_be_alive,
            conditions.must_be_of_the_party,
            conditions.must_belong_before,
        ),
    ),
}
# After which nothing holds of somebody in the ward.
DEPARTURES = (Kind.SENT, Kind.DIED, Kind.LEFT)
# By which somebody comes who may be new to the ward.
ARRIVALS = (Kind.RECEIVED, Kind.GUEST, Kind.ADMITTED)


def find_kind(address):
    """The kind that an address means, or None."""
    for kind, rules in KINDS.items():
        if rules.address == address:
            return kind
    return None


def find_possible_kinds(record, *, by):
    """The kinds that can happen today to the member of a PersonalRecord."""
    today = Movement(member=record.member, on=by.on)
    case = MovementCase(today, record, by=by, at=None)
    possible = []
    for kind, rules in KINDS.items():
        if not any(condition(case) for condition in rules.who):
            possible.append(kind)
    return possible
