"""How do cells, people and plans go on in the ward that received them?

Every cell that came is closed on the day, with a successor of the same name that is founded on it; who belongs to it
belongs to the successor from the day on. Posts are over: the ward fills them. Exemptions and suspensions are the
person's and go on. Plans that are not filed follow their authors (plans/moving.py), which is an event of the officer
who takes them over; filed ones stay with the old cell, where the ward reads them.
"""

from dataclasses import dataclass
from itertools import chain, count

from cells.models import Appointment, Cell, ExemptionProposal, Membership
from cells.register.titles import ward_place
from plans import moving
from plans.models import Plan


@dataclass
class GoneOn:
    """[(the cell that came, its successor)], [post that was held to the day], how many plans followed."""

    cells: list
    posts: list
    moved: int


def go_on(place):
    cells = [(old, found_anew(old, place)) for old in place.old_cells()]
    for old, new in cells:
        Cell.objects.filter(pk=old.pk).update(successor=new)
        move_memberships(old, new, place)
        ExemptionProposal.objects.filter(cell=old, decided_at=None).update(cell=new)
    old, new = zip(*cells, strict=True)
    posts = Appointment.objects.filter(cell__in=old, until=place.on, ended_at=place.at)
    authors = Membership.objects.filter(cell__in=new).values("member")
    moved = moving.follow_authors(Plan.objects.filter(member__in=authors), by=place.by, at=place.at)
    return GoneOn(cells, list(posts.select_related("member", "cell").order_by("cell", "pk")), len(moved))


def found_anew(old, place):
    """A cell of the same name, or of one that tells where it came from when the ward has a cell of that name."""
    origin = place.sender["place"] or ward_place(place.sender["name"])
    wanted = chain([old.name, f"{old.name} (từ {origin})"], (f"{old.name} (từ {origin}, {n})" for n in count(2)))
    taken = set(Cell.objects.filter(committee=place.ward, closed_on=None).values_list("name", flat=True))
    name = next(name for name in wanted if name not in taken)
    return Cell.objects.create(committee=place.ward, name=name, kind=old.kind, founded_on=place.on)


def move_memberships(old, new, place):
    """Guests too; who was to leave on a later day leaves the successor then."""
    held = Membership.objects.filter(cell=old).exclude(until__lte=place.on)
    moved = [
        Membership(
            member_id=row.member_id,
            cell=new,
            kind=row.kind,
            origin=Membership.Origin.REORGANISED,
            since=place.on,
            until=row.until,
            recorded_by=place.by.user,
            recorded_at=place.at,
        )
        for row in held
    ]
    held.update(until=place.on, ended_by=place.by.user, ended_at=place.at, ending=Membership.Ending.HANDED_OVER)
    Membership.objects.bulk_create(moved)
