"""How do the cells stand that a decision names?"""

from collections import defaultdict

from django.db.models import OuterRef, Q, Subquery

from cells.acts.reorganisation.parts import list_named_cells
from cells.models import (
    Appointment,
    Cell,
    Committee,
    ExemptionProposal,
    FormerName,
    Membership,
)
from plans.place_on_date import annotate_circumstances


class Situation:
    """Read at once for all parts of a decision, in a fixed number of queries.

    Cells by id, each with `renamed_on`, when it gave up its last name (or None), and by
    cell the memberships (with annotate_circumstances of the day) and posts that hold on
    the day or begin later, the oldest row first. `open_names` is {(committee id, name):
    cell id} of the open cells of every committee that a part may name a cell in.
    `decision` is the paper that new posts name.
    """

    def __init__(self, parts, on, *, decision=""):
        self.on, self.decision = on, decision
        named = list_named_cells(parts)
        new_homes = {part["committee"] for part in parts if part.get("committee")}
        around = read_cells_around(named, new_homes)
        self.cells = {cell.pk: cell for cell in around if cell.pk in named}
        self.open_names = map_open_names(around)
        self.committees = read_committees(around, new_homes)
        not_over = Q(until=None) | Q(until__gt=on)
        here = Membership.objects.filter(not_over, cell__in=named)
        here = annotate_circumstances(here, on)
        held = Appointment.objects.filter(not_over, cell__in=named)
        waiting = ExemptionProposal.objects.filter(decided_at=None, cell__in=named)
        self.memberships = group_by_cell(here.select_related("member").order_by("pk"))
        self.posts = group_by_cell(
            held.select_related("member", "cell").order_by("since", "pk")
        )
        self.proposals = group_by_cell(waiting.select_related("member").order_by("pk"))

    def list_cells(self, pks):
        return [self.cells[pk] for pk in pks]


def group_by_cell(rows):
    groups = defaultdict(list)
    for row in rows:
        groups[row.cell_id].append(row)
    return groups


def read_cells_around(named, committees):
    """[Cell] with its committee: those of these ids, and the open ones of their
    committees and of these (ids)."""
    homes = Cell.objects.filter(pk__in=named).values("committee")
    beside = Q(committee__in=homes) | Q(committee__in=committees)
    cells = Cell.objects.filter(Q(pk__in=named) | Q(beside, closed_on=None))
    former = FormerName.objects.filter(cell=OuterRef("pk")).order_by("-until")
    cells = cells.annotate(renamed_on=Subquery(former.values("until")[:1]))
    return list(cells.select_related("committee"))


def map_open_names(cells):
    """{(committee id, name): cell id} of those that are open."""
    names = {}
    for cell in cells:
        if cell.closed_on is None:
            names[cell.committee_id, cell.name] = cell.pk
    return names


def read_committees(cells, wanted):
    """{id: Committee} of these cells, and the wanted ones (ids) that have no cell."""
    known = {cell.committee_id: cell.committee for cell in cells}
    return known | Committee.objects.in_bulk(wanted - known.keys())
