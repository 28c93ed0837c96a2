"""How does a new cell, a new person come to be?"""

import uuid

from django.db import transaction

from cells import permissions
from cells.acts.refusals import require
from cells.dated_rows import begin_row, hold_open_cell
from cells.models import Cell, Member, Membership


def found_cell(*, committee, name, kind, founded_on, by):
    """The new cell; None if one that is open bears the name."""
    require(permissions.has_charge_of(by, None, committee))
    namesakes = Cell.objects.filter(closed_on=None, committee=committee, name=name)
    if namesakes.exists():
        return None
    return Cell.objects.create(
        committee=committee, name=name, kind=kind, founded_on=founded_on
    )


@transaction.atomic
def add_member(cell, facts, *, since, origin, by, at):
    """A new person who belongs to a cell (or works in a unit) from a day on.

    `facts` are columns of Member; one with the `uid` of somebody known (the form was
    sent twice) is that person, and nothing is changed. Raises CellClosed.
    """
    require(permissions.manages(by, cell))
    kind = Member.Kind.STAFF if cell.kind == Cell.Kind.UNIT else Member.Kind.PARTY
    uid = facts.get("uid") or uuid.uuid4()
    member, is_new = Member.objects.get_or_create(
        uid=uid, defaults={"kind": kind} | facts
    )
    if is_new:
        hold_open_cell(cell)
        begin_row(
            Membership,
            member=member,
            cell=cell,
            since=since,
            origin=origin,
            by=by,
            at=at,
        )
    return member
