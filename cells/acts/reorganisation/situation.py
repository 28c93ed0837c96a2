"""How do the cells stand that a decision names?"""

from collections import defaultdict

from django.db.models import Q

from cells.acts.reorganisation.parts import list_named_cells
from cells.models import (
    Appointment,
    Cell,
    Committee,
    ExemptionProposal,
    FormerName,
    Membership,
)


class Situation:
    """Read at once for all parts of a decision, in a fixed number of queries.

    Cells by id, and by cell the memberships and posts that hold on the day or begin
    later, the oldest row first. `decision` is the paper that new posts name.
    """

    def __init__(self, parts, on, *, decision=""):
        self.on, self.decision = on, decision
        named = list_named_cells(parts)
        self.cells = Cell.objects.select_related("committee").in_bulk(named)
        self.committees = Committee.objects.in_bulk()
        not_over = Q(until=None) | Q(until__gt=on)
        here = Membership.objects.filter(not_over, cell__in=named)
        held = Appointment.objects.filter(not_over, cell__in=named)
        waiting = ExemptionProposal.objects.filter(decided_at=None, cell__in=named)
        former = FormerName.objects.filter(cell__in=named).order_by("until")
        self.memberships = group_by_cell(here.select_related("member").order_by("pk"))
        self.posts = group_by_cell(
            held.select_related("member", "cell").order_by("since", "pk")
        )
        self.proposals = group_by_cell(waiting.select_related("member").order_by("pk"))
        self.renamed_on = dict(former.values_list("cell", "until"))
        self.open_names = read_open_names(parts, self.cells)

    def list_cells(self, pks):
        return [self.cells[pk] for pk in pks]


def group_by_cell(rows):
    groups = defaultdict(list)
    for row in rows:
        groups[row.cell_id].append(row)
    return groups


def read_open_names(parts, cells):
    """{(committee id, name): cell id} of the open cells of every committee that a part
    may name a cell in."""
    committees = {cell.committee_id for cell in cells.values()}
    for part in parts:
        if part.get("committee"):
            committees.add(part["committee"])
    held = Cell.objects.filter(closed_on=None, committee__in=committees)
    names = {}
    for committee, name, pk in held.values_list("committee", "name", "pk"):
        names[committee, name] = pk
    return names
