"""Among whom is looked: the cells that somebody oversees, and whom they know by
them."""

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import cached_property

from cells.models import Cell, Membership
from cells.models.ranges import in_force

FEW_CELLS = 100


class Scope:
    """What somebody oversees on a day. Everything is read when first asked for, and
    once."""

    def __init__(self, actor):
        self.actor = actor

    @cached_property
    def few(self):
        """Ids of the cells if they are few, or None: then people are read before they
        are asked."""
        if len(self.actor.committees | self.actor.inspected) > FEW_CELLS:
            return None
        cells = Cell.objects.overseen_by(self.actor).values_list("pk", flat=True)
        ids = list(cells[: FEW_CELLS + 1])
        if len(ids) > FEW_CELLS:
            return None
        return ids

    def find_memberships(self):
        """The memberships by which the actor knows of people: those in force and, from
        above, also the last one of somebody who belongs nowhere now."""
        cells = self.few
        if cells is None:
            cells = Cell.objects.overseen_by(self.actor).values("pk")
        later = Membership.objects.filter(
            member=OuterRef("member"), since__gt=OuterRef("since")
        )
        last = Q(~Exists(later), kind=Membership.Kind.OFFICIAL)
        if self.actor.cells:
            from_above = Cell.objects.overseen_from_above(self.actor)
            last &= Q(cell__in=from_above.values("pk"))
        known = in_force(self.actor.on) | last
        return Membership.objects.filter(known, cell__in=cells)
