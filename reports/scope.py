"""Which cells are a figure about, and in which cycle does each of them take part?"""

from collections import defaultdict
from functools import cached_property

from django.utils import timezone

from cells.models import Appointment, Cell, Committee
from cells.names import natural_key
from plans.models.cycle import list_cycles
from reports.people import Cut, Keep

# Of fewer, people are counted anew in the time in which one cell that has changed is
# counted and kept.
MANY_CELLS = 60


class Scope:
    """Cells with the committees that they hang on, and the cycles of these committees
    and of those above them.

    A cell takes part in the cycle of its committee or, if that keeps none of that year,
    of the nearest above.
    """

    def __init__(
        self, cells, committees, tree, *, roots, own=frozenset(), keeps_counts=False
    ):
        """`committees`: ids; `tree`: {id: Committee, or a row of `read_committees()`}
        of them and of all above; `roots`: ids of those that are looked at from, with
        all below; `own`: ids of cells that are there by themselves, not with all of
        their committee; `keeps_counts`: what can be kept is (reports/kept.py)."""
        self.cells, self.committees, self.tree = cells, committees, tree
        self.roots, self.own = roots, own
        self.keeps_counts = keeps_counts
        line = set(committees)
        for committee in committees:
            line.update(self.line(committee))
        self.cycles = list_cycles(line)

    def line(self, committee, day=None):
        """A committee's id, its parent's, and so on to the top; of a day, as far up as
        it hung on that day."""
        found = []
        while committee is not None and committee not in found:
            found.append(committee)
            committee = self.above(committee, day)
        return found

    def above(self, committee, day):
        own = self.tree.get(committee)
        if own is None or (day and own.joined_on and own.joined_on > day):
            return None
        return own.parent_id

    def years(self):
        """Years with a cycle, newest first."""
        return list(dict.fromkeys(cycle.year for cycle in self.cycles))

    def cycle(self, year):
        """The cycle of a year that most of the page is about: the highest committee's.
        None without one."""
        of_year = self.cycles_of(year).values()
        return min(
            of_year,
            key=lambda cycle: len(self.line(cycle.committee_id)),
            default=None,
        )

    def cycles_of(self, year):
        """{id of the committee: Cycle}"""
        return {one.committee_id: one for one in self.cycles if one.year == year}

    def cuts(self, year, on, as_now=None, *, ward=None, with_units=True):
        """[Cut] of a year as of a date: one for each cycle, and one for the cells that
        take part in none; of one ward (id) only, if it is given.

        A committee that joined another later was not below it yet: its cells count with
        `as_now` only.
        """
        day, cells = as_now or on, self.cells_by_committee
        if as_now and self.own:
            cells = self.cells_and_those_before
        there = self.committees_below_roots(day)
        if ward is not None:
            there = [pk for pk in there if self.ward(pk, day) == ward]
        cuts = []
        for cycle, committees in self.group_by_cycle(there, year, day).items():
            ids = []
            for committee in committees:
                for cell in cells.get(committee, ()):
                    if with_units or cell.kind != Cell.Kind.UNIT:
                        ids.append(cell.pk)
            cuts.append(Cut(ids, on, cycle, year, as_now, self.choose_keep(on)))
        return cuts

    def choose_keep(self, on):
        """Years that are over are counted once; so is today where there are many cells,
        of which some change all the time."""
        today = timezone.localdate()
        if not self.keeps_counts:
            return Keep.NOT
        if on < today and (on.month, on.day) == (12, 31):
            return Keep.WHOLE
        if on == today and self.has_many_cells:
            return Keep.BY_CELL
        return Keep.NOT

    @cached_property
    def has_many_cells(self):
        return sum(map(len, self.cells_by_committee.values())) >= MANY_CELLS

    @cached_property
    def cells_by_committee(self):
        """{id of a committee: [(pk, committee, kind)]}"""
        return group_by_committee(self.cells)

    @cached_property
    def cells_and_those_before(self):
        """The cells with those of the same committees that have gone on in an own one:
        as the cells are now, what was counted there is the own cell's."""
        before = Cell.objects.before(self.own)
        return group_by_committee(self.cells | Cell.objects.filter(pk__in=before))

    def committees_below_roots(self, day):
        """The ids of those that stood below one that is looked at from."""
        return [pk for pk in self.committees if self.roots & set(self.line(pk, day))]

    def group_by_cycle(self, committees, year, day):
        """{Cycle or None: [id]}: in which cycle of a year each takes part."""
        groups, of_year = defaultdict(list), self.cycles_of(year)
        for committee in committees:
            line = self.line(committee, day)
            nearest = next((of_year[pk] for pk in line if pk in of_year), None)
            groups[nearest].append(committee)
        return groups

    def wards(self, rows, day):
        """[(ward, its rows)] when these rows (Rates) are of several wards, by name;
        else []."""
        found = defaultdict(list)
        for row in rows:
            found[self.ward(row.committee, day)].append(row)
        if len(found) < 2:
            return []
        wards = [self.tree[pk] for pk in found]
        wards.sort(key=lambda ward: (natural_key(ward.name), ward.pk))
        return [(ward, found[ward.pk]) for ward in wards]

    def list_wards(self, day):
        """The ids of the wards that there were on a day and that have cells of party
        members."""
        found = set()
        for committee in self.committees_below_roots(day):
            kinds = {cell.kind for cell in self.cells_by_committee.get(committee, ())}
            if kinds - {Cell.Kind.UNIT}:
                found.add(self.ward(committee, day))
        return sorted(found)

    def of_ward(self, ward, day):
        """The Scope of one of several wards, as it was on a day."""
        below = {pk for pk in self.committees if self.ward(pk, day) == ward}
        return Scope(
            self.cells.filter(committee__in=below),
            below,
            self.tree,
            roots=self.roots,
            own=self.own,
            keeps_counts=self.keeps_counts,
        )

    def ward_of_cell(self, cell, day):
        """The id of the ward to which a cell (id) belonged on a day; None for one that
        is not here."""
        for committee, cells in self.cells_by_committee.items():
            if any(one.pk == cell for one in cells):
                return self.ward(committee, day)
        return None

    def ward(self, committee, day):
        """The id of the ward that a committee is or belongs to: the highest one on its
        line that is no city."""
        line = self.line(committee, day)
        for pk in reversed(line):
            if self.tree[pk].kind != Committee.Kind.CITY:
                return pk
        return line[0]


def group_by_committee(cells):
    found = defaultdict(list)
    rows = cells.order_by("pk").values_list("pk", "committee", "kind", named=True)
    for row in rows:
        found[row.committee].append(row)
    return found


def find_scope_of_actor(actor):
    """The Scope that somebody oversees, or None."""
    whole, units = actor.committees | actor.inspected, actor.offices
    own = actor.cells
    homes = {post.cell.committee_id for post in actor.posts if post.cell_id in own}
    committees = whole | units | homes
    if not committees:
        return None
    held = [post.committee or post.cell.committee for post in actor.posts]
    tree = {committee.pk: committee for committee in held}
    if any(committee.parent_id for committee in held) or committees - tree.keys():
        tree = read_committees()
    over = set()
    for post in actor.posts:
        if post.role in Appointment.OF_A_COMMITTEE:
            over.add(post.committee_id)
    return Scope(
        Cell.objects.overseen_by(actor),
        committees,
        tree,
        roots=over | (homes - whole),
        own=own,
        keeps_counts=True,
    )


def find_scope_of_committees(committees=None):
    """The Scope of these committees (ids) and all below; of everything without."""
    tree = read_committees()
    if committees is None:
        roots = {pk for pk, committee in tree.items() if committee.parent_id is None}
        below = set(tree)
    else:
        roots = set(committees)
        below = Committee.objects.below(roots)
    cells = Cell.objects.filter(committee__in=below)
    return Scope(cells, below, tree, roots=roots)


def read_committees():
    """{id: (pk, name, kind, parent_id, joined_on)} of all committees."""
    columns = ("pk", "name", "kind", "parent_id", "joined_on")
    rows = Committee.objects.values_list(*columns, named=True)
    return {row.pk: row for row in rows}
