"""Among whom is looked: the cells that somebody oversees, and whom they know by them."""

from django.utils.functional import cached_property

from cells.models import Cell
from cells.pages.search.sql import Sql, numbers, of

FEW_CELLS = 100

# A person is known by memberships in force and, from above, also by the last one of somebody who belongs nowhere now.
IN_FORCE = "place.since <= '{on}' AND (place.until IS NULL OR place.until > '{on}')"
KNOWN = """FROM cells_membership place WHERE place.cell_id IN ({cells})
AND ({now} OR place.kind = 'official' AND {above} AND NOT EXISTS (
    SELECT 1 FROM cells_membership later WHERE later.member_id = place.member_id AND later.since > place.since))"""


class Scope:
    """What somebody oversees on a day. Everything is read when first asked for, and once."""

    def __init__(self, actor):
        self.actor = actor

    @cached_property
    def few(self):
        """Ids of the cells if they are few, or None: then people are read before they are asked."""
        if len(self.actor.committees | self.actor.inspected) > FEW_CELLS:
            return None
        ids = list(Cell.objects.overseen_by(self.actor).values_list("pk", flat=True)[: FEW_CELLS + 1])
        return ids if len(ids) <= FEW_CELLS else None

    @cached_property
    def cells(self):
        """Ids of the cells, for IN."""
        return of(Cell.objects.overseen_by(self.actor).values("pk")) if self.few is None else numbers(self.few)

    @cached_property
    def known(self):
        """FROM the memberships by which the actor knows of people."""
        above = Sql("1 = 1")
        if self.actor.cells:
            ids = of(Cell.objects.overseen_from_above(self.actor).values("pk"))
            above = Sql(f"place.cell_id IN ({ids.text})", ids.values)
        now = IN_FORCE.format(on=self.actor.on.isoformat())
        text = KNOWN.format(cells=self.cells.text, now=now, above=above.text)
        return Sql(text, self.cells.values + above.values)
