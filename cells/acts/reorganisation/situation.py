"""How do the cells stand that a decision names? Read at once for all its parts, in a fixed number of queries."""

from collections import defaultdict

from django.db.models import Q

from cells.acts.reorganisation import parts as shape
from cells.models import Appointment, Cell, Committee, ExemptionProposal, FormerName, Membership


class Ground:
    """Cells by id, and by cell the memberships and posts that hold on the day or begin later, the oldest row first."""

    def __init__(self, parts, on, *, decision=""):
        self.on, self.decision = on, decision
        named = shape.named_cells(parts)
        self.cells = Cell.objects.select_related("committee").in_bulk(named)
        self.committees = Committee.objects.in_bulk()
        not_over = Q(until=None) | Q(until__gt=on)
        here = Membership.objects.filter(not_over, cell__in=named)
        held = Appointment.objects.filter(not_over, cell__in=named)
        undecided = ExemptionProposal.objects.filter(decided_at=None, cell__in=named)
        self.memberships = by_cell(here.select_related("member").order_by("pk"))
        self.posts = by_cell(held.select_related("member", "cell").order_by("since", "pk"))
        self.proposals = by_cell(undecided.select_related("member").order_by("pk"))
        former = FormerName.objects.filter(cell__in=named).order_by("until")
        self.renamed_on = dict(former.values_list("cell", "until"))
        self.open_names = open_names(parts, self.cells)

    def official(self, cell_pk):
        """The official memberships of a cell."""
        return [row for row in self.memberships[cell_pk] if row.kind == Membership.Kind.OFFICIAL]


def by_cell(rows):
    found = defaultdict(list)
    for row in rows:
        found[row.cell_id].append(row)
    return found


def open_names(parts, cells):
    """{(committee id, name): cell id} of the open cells of every committee that a part may name a cell in."""
    committees = {cell.committee_id for cell in cells.values()} | {part.get("committee") for part in parts}
    held = Cell.objects.filter(closed_on=None, committee__in=committees - {None})
    return {(committee, name): pk for committee, name, pk in held.values_list("committee", "name", "pk")}
