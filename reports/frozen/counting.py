"""Who is counted in a report, ward by ward, and which tables are their numbers?

The figures of a ward are the numbers of these very people, who are read by one query,
so that what happens at this moment cannot come between a figure and its names.
"""

from collections import Counter, defaultdict
from functools import cached_property
from typing import NamedTuple

from cells.models import Cell, Committee
from cells.models.organisation import add_years
from cells.names import natural_key
from reports import rates
from reports.counts import Counted
from reports.figures import FIGURES, STANDINGS, STATES
from reports.kept import count_people
from reports.scope import find_scope_of_committees
from reports.tally import list_cells


class Ground:
    """The cells of a committee and of all below it, as they were on the day (`were`)
    and as they are today (`now`)."""

    def __init__(self, committee, year, as_of, today):
        self.year, self.as_of, self.today = year, as_of, today
        self.scope = find_scope_of_committees({committee.pk})
        self.cuts = self.scope.cuts(year, as_of)
        self.were = list_cells(self.cuts)

    @cached_property
    def now(self):
        return list_cells(self.scope.cuts(self.year, self.as_of, self.today))

    @cached_property
    def cells(self):
        """{id of a cell: (its lasting id, the day on which it closed or None)}"""
        rows = self.scope.cells.values_list("pk", "uid", "closed_on")
        return {pk: (str(uid), closed_on) for pk, uid, closed_on in rows}

    @cached_property
    def uids(self):
        """{id of a cell: its lasting id}"""
        return {pk: uid for pk, (uid, _) in self.cells.items()}

    def name_cell(self, row):
        """The name in a row of Rates, with the years of a cell that was over when the
        report was frozen: the one that goes on for it may stand beside it."""
        _, closed_on = self.cells[row.pk]
        if closed_on is None or closed_on > self.today:
            return row.name
        return add_years(row.name, closed_on)

    @cached_property
    def wards_were(self):
        """{id of a cell: id of its ward on the day}"""
        ward = self.scope.ward
        return {cell.pk: ward(cell.committee_id, self.as_of) for cell in self.were}

    @cached_property
    def wards_now(self):
        """{id of a cell: id of its ward today}"""
        ward = self.scope.ward
        return {cell.pk: ward(cell.committee_id, self.today) for cell in self.now}

    @cached_property
    def wards_of_successors(self):
        """{id of a cell: id of the ward in which it, or what goes on for it, is
        today}"""
        known, found = {cell.pk: cell for cell in self.now}, {}
        for cell in self.now:
            found[cell.pk] = self.wards_now[rates.find_successor(cell, known).pk]
        return found

    @cached_property
    def wards(self):
        """[Committee] of the wards of both days."""
        pks = {*self.wards_were.values(), *self.wards_now.values()}
        return self.list_wards(pks)

    def list_wards(self, pks):
        """[Committee], by name."""
        found = Committee.objects.filter(pk__in=pks)
        return sorted(found, key=lambda ward: (natural_key(ward.name), ward.pk))

    @property
    def has_several_wards(self):
        return len(set(self.wards_were.values())) > 1

    def list_cells_of(self, ward):
        """(cells as they were, cells as they are now) of a ward; of all without one."""
        if ward is None:
            return self.were, self.now
        were, now = self.wards_were, self.wards_now
        return (
            [cell for cell in self.were if were[cell.pk] == ward.pk],
            [cell for cell in self.now if now[cell.pk] == ward.pk],
        )

    def list_cuts_over(self, cells):
        """The cuts in which these cells (ids) may be."""
        return [cut for cut in self.cuts if cells & set(cut.cells)]


def count_figures(ground):
    """[Rates] of the cells as they were, without the names."""
    return rates.gather_rates(ground.were, count_people(ground.cuts))


class WardCount(NamedTuple):
    """A ward, or all without one, as it was counted."""

    cuts: list
    people: list  # [(id of the cell, a person as reports/frozen/content.py says)]
    were: dict  # a table as it says
    now: dict


def count_ward(ground, ward=None):
    were, now = ground.list_cells_of(ward)
    cells = {cell.pk for cell in were}
    cuts = ground.list_cuts_over(cells)
    found = [pair for pair in rates.list_everybody(cuts, cells) if pair[1]]
    people, counted = [], []
    for order, (row, figures) in enumerate(found, start=1):
        people.append((row.cell_id, describe_person(order, row, figures)))
        counted.append(Counted(0, row.cell_id, dict.fromkeys(figures, 1)))
    return WardCount(
        cuts,
        people,
        make_table(ground, rates.gather_rates(were, counted), ground.as_of),
        make_table(ground, rates.gather_rates(now, counted), ground.today),
    )


def describe_person(order, row, figures):
    return {
        "order": order,
        "name": row.full_name,
        "standing": STANDINGS.get(row.place, ""),
        "status": STATES[row.status],
        "figures": figures,
    }


def make_table(ground, found, on):
    """The table of these Rates of cells and units."""
    cells, _ = rates.part_cells_and_units(found)
    rows = []
    for row in found:
        rows.append(
            {
                "uid": ground.uids[row.pk],
                "name": ground.name_cell(row),
                "is_unit": row.kind == Cell.Kind.UNIT,
                "ward": "",
                "gathers": sorted(ground.uids[pk] for pk in row.gathers),
                "counts": row.counts,
            }
        )
    return {"on": on.isoformat(), "rows": rows, "total": rates.sum_rates(cells).counts}


# --- the wards of a city --------------------------------------------------------------


class WardTable:
    """The table of a city, in which the people of each ward are counted as they come.

    Its units are in the reports of the wards alone.
    """

    def __init__(self, ground, on, ward_of):
        """`ward_of`: {id of a cell: id of its ward} on the day `on`."""
        self.ground, self.on, self.ward_of = ground, on, ward_of
        self.gathers, self.counts = defaultdict(set), defaultdict(Counter)
        self.cells = {cell.pk for cell in ground.were if cell.kind != Cell.Kind.UNIT}
        for cell in self.cells:
            self.gathers[ward_of[cell]].add(cell)

    def add_people(self, people):
        for cell, person in people:
            if cell in self.cells:
                self.counts[self.ward_of[cell]].update(person["figures"])

    def make_table(self, parts):
        """With a row for each ward that has a report of its own (`parts`, ids), and for
        any other in which somebody is counted."""
        rows, total = [], Counter()
        for ward in self.ground.wards:
            total.update(self.counts[ward.pk])
            if ward.pk in parts or self.counts[ward.pk]:
                rows.append(self.make_row(ward))
        return {
            "on": self.on.isoformat(),
            "rows": rows,
            "total": name_counts(total),
        }

    def make_row(self, ward):
        gathers = self.gathers[ward.pk]
        return {
            "uid": str(ward.uid),
            "name": ward.name,
            "is_unit": False,
            "ward": "",
            "gathers": sorted(self.ground.uids[pk] for pk in gathers),
            "counts": name_counts(self.counts[ward.pk]),
        }


def name_counts(counter):
    return {figure: counter[figure] for figure in FIGURES}
