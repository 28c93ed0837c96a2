"""The ward's list of its cells and units: how many belong to each, who leads it, what
needs attention."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cells.concerns import find_concerns
from cells.models import Cell, Committee
from cells.names import natural_key
from cells.posts import find_leader_names


@dataclass(frozen=True)
class CellLine:
    cell: Cell
    leader: str
    concerns: list


@require_safe
def cells_page(request):
    """Cells and units below the ward officer's committees, as of today."""
    committees, on = request.actor.committees, request.actor.on
    if not committees:
        raise Http404
    below = Cell.objects.filter(committee__in=committees)
    cells = below.in_force(on).with_members(on)
    cells = sorted(cells.select_related("committee"), key=sort_units_last)
    wards = Committee.objects.with_one_register().open().filter(pk__in=committees)
    context = {
        "rows": make_cell_lines(cells, on),
        "wards": wards.order_by("pk"),
        "is_of_many": len({cell.committee_id for cell in cells}) > 1,
    }
    return render(request, "cells/cells/cells.html", context)


def make_cell_lines(cells, on):
    leaders, concerns = find_leader_names(cells, on), find_concerns(cells, on)
    lines = []
    for cell in cells:
        leader = leaders.get(cell.pk, "")
        lines.append(CellLine(cell, leader, concerns.get(cell.pk, [])))
    return lines


def sort_units_last(cell):
    """Committee by committee, the units of staff outside the Party after the cells of
    each."""
    is_unit = cell.kind == Cell.Kind.UNIT
    committee = natural_key(cell.committee.name), cell.committee_id
    return (*committee, is_unit, natural_key(cell.name))
