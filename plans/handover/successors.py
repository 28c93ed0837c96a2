"""How do cells, people and plans go on in the ward that received them?

Every cell that came is closed on the day, with a successor of the same name that is
founded on it; who belongs to it belongs to the successor from the day on. Posts are
over: the ward fills them. Exemptions and suspensions are the person's and go on. Plans
that are not filed follow their authors (plans/workflow/moves.py), which is an event of
the officer who takes them over; filed ones stay with the old cell, where the ward reads
them.
"""

from dataclasses import dataclass
from itertools import count

from cells.models import Appointment, Cell, ExemptionProposal, Membership
from cells.unit_names import ward_place
from plans.handover.placement import Refused
from plans.models import Plan
from plans.own_years import settle_ends
from plans.workflow import moves


@dataclass
class Successors:
    """What goes on here, and how many plans followed their authors."""

    cells: list  # of pairs: the cell that came, its successor
    posts: list  # that were held to the day
    moved: int


def found_successors(place):
    cells = []
    for old in place.find_old_cells():
        new = old.successor
        if new is None:
            new = found_successor(old, place)
            Cell.objects.filter(pk=old.pk).update(successor=new)
        move_members_over(old, new, place)
        waiting = ExemptionProposal.objects.filter(cell=old, decided_at=None)
        waiting.update(cell=new)
        cells.append((old, new))
    held = Appointment.objects.filter(
        cell__in=[old for old, _ in cells], until=place.on, ended_at=place.at
    )
    homes = Membership.objects.filter(cell__in=[new for _, new in cells])
    plans = Plan.objects.filter(member__in=homes.values("member"))
    moved = moves.follow_authors(plans, by=place.by, at=place.at)
    settle_ends(plans, place.by.on)
    posts = held.select_related("member", "cell").order_by("cell", "pk")
    return Successors(cells, list(posts), len(moved))


def found_successor(old, place):
    """Of the name that it had here before it was given away, or of the same name, or
    of one that tells where it came from when that is taken."""
    there = Cell.objects.filter(committee=place.ward, closed_on=None)
    taken = set(there.values_list("name", flat=True))
    name = next(name for name in propose_names(old, place) if name not in taken)
    return Cell.objects.create(
        committee=place.ward, name=name, kind=old.kind, founded_on=place.on
    )


def propose_names(old, place):
    given_away = old.predecessors.filter(committee=place.ward)
    if len(given_away) == 1:
        yield given_away[0].name
    origin = place.sender["place"] or ward_place(place.sender["name"])
    yield old.name
    yield f"{old.name} (từ {origin})"
    for number in count(2):
        yield f"{old.name} (từ {origin}, {number})"


def move_members_over(old, new, place):
    """Guests too; who was to leave on a later day leaves the successor then."""
    held = Membership.objects.filter(cell=old).exclude(until__lte=place.on)
    begun = [
        Membership(
            member_id=row.member_id,
            cell=new,
            kind=row.kind,
            origin=Membership.Origin.REORGANISED,
            since=place.on,
            until=row.until,
            ending=row.ending,
            ended_at=row.ended_at,
            recorded_by=place.by.user,
            recorded_at=place.at,
        )
        for row in held
    ]
    if begun and new.closed_on:
        names = ", ".join(str(row.member) for row in held.select_related("member"))
        raise Refused(
            [f"{new} ở đây đã kết thúc, trong tệp mới còn có người thuộc về: {names}."]
        )
    held.update(
        until=place.on,
        ended_by=place.by.user,
        ended_at=place.at,
        ending=Membership.Ending.HANDED_OVER,
    )
    Membership.objects.bulk_create(begun)
