"""Committees and cells that came: closed on the day. See placement.py."""

from cells.models import Cell, Committee
from plans.handover.putting import new_among, save
from plans.handover.row_format import read


def put_committees(place, rows):
    new = new_among(place, Committee, rows)
    made = [read(Committee, facts, place.keys) for facts in new]
    for row in made:
        row.parent, row.joined_on = place.past, place.on
        row.closed_on = over_on(row.closed_on, row.founded_on, place.on)
    save(place, Committee, new, made)
    place.points_at(Committee, new, "parent")


def put_cells(place, rows):
    """All of them are closed on the day; one of which an earlier file had only the name may come as a whole now."""
    new = new_among(place, Cell, rows)
    made = [read(Cell, facts, place.keys) for facts in new]
    for row in made:
        row.closed_on = over_on(row.closed_on, row.founded_on, place.on)
    save(place, Cell, new, made)
    place.points_at(Cell, rows, "successor")
    for facts in rows:
        if facts["id"] in place.chosen and facts not in new:
            here = {"closed_on": place.on, "committee": place.keys.get(Committee, facts["committee"])}
            Cell.objects.filter(pk=place.keys.get(Cell, facts["id"])).update(**here)


def over_on(closed_on, founded_on, on):
    """The day on which something is over here: its own, or the day on which the cells came."""
    return min(closed_on or on, max(on, founded_on or on))
