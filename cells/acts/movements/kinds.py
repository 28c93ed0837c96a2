"""The kinds of movements: to whom each can happen, what must fit, what it does, what its form asks for."""

from collections.abc import Callable
from dataclasses import dataclass

from cells.acts.movements.case import Case
from cells.acts.movements.conditions import (
    a_cell_of_the_party,
    a_cell_of_their_kind,
    a_cell_that_is_open,
    a_term,
    another_cell,
    belonged_before,
    belongs,
    belongs_nowhere,
    is_alive,
    is_elsewhere,
    is_no_guest,
    is_no_member_yet,
    is_not_away,
    is_of_the_party,
    is_probationary,
)
from cells.acts.movements.row_changes import (
    admit,
    come_back,
    die,
    leave_the_party,
    lend,
    move,
    receive,
    receive_guest,
    recognise,
    send,
    send_away,
)
from cells.models import Movement

Kind = Movement.Kind


@dataclass(frozen=True)
class Change:
    """`who` says to whom it can happen, `needs` what must fit besides, in their order; `asks` what its form asks for
    besides the day and the paper."""

    effect: Callable
    who: tuple
    needs: tuple = ()
    asks: tuple = ()


OF_THEIR_KIND = (a_cell_that_is_open, a_cell_of_their_kind)
CHANGES = {
    Kind.RECEIVED: Change(
        receive, (is_alive, is_of_the_party, belongs_nowhere), OF_THEIR_KIND, asks=("to_cell", "place")
    ),
    Kind.GUEST: Change(
        receive_guest,
        (is_alive, is_of_the_party, belongs_nowhere, is_no_guest),
        (*OF_THEIR_KIND, a_term),
        asks=("to_cell", "until", "place"),
    ),
    Kind.MOVED: Change(move, (is_alive, belonged_before), (*OF_THEIR_KIND, another_cell), asks=("to_cell",)),
    Kind.LENT: Change(
        lend,
        (is_alive, is_of_the_party, belongs, is_no_guest, is_not_away),
        (*OF_THEIR_KIND, another_cell, a_term),
        asks=("to_cell", "until"),
    ),
    Kind.SENT: Change(send, (is_alive, belonged_before), asks=("place",)),
    Kind.AWAY: Change(
        send_away,
        (is_alive, is_of_the_party, belongs, is_not_away),
        (a_term,),
        asks=("until", "place"),
    ),
    Kind.BACK: Change(come_back, (is_alive, is_elsewhere)),
    Kind.ADMITTED: Change(
        admit, (is_alive, is_no_member_yet), (a_cell_that_is_open, a_cell_of_the_party), asks=("to_cell",)
    ),
    Kind.RECOGNISED: Change(recognise, (is_alive, is_of_the_party, belongs, is_probationary)),
    Kind.DIED: Change(die, (is_alive, belonged_before)),
    Kind.LEFT: Change(leave_the_party, (is_alive, is_of_the_party, belonged_before)),
}
# By which somebody comes who may be new to the ward.
ARRIVALS = (Kind.RECEIVED, Kind.GUEST, Kind.ADMITTED)


def possible(member, *, by):
    """The kinds that can happen to a member today."""
    case = Case(Movement(member=member, on=by.on), by=by, at=None)
    return [kind for kind, change in CHANGES.items() if not any(refuses(case) for refuses in change.who)]
