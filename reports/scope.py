"""Which cells are a figure about, and in which cycle does each of them take part?"""

from collections import defaultdict
from functools import cached_property

from cells.models import Appointment, Cell, Committee
from cells.names import natural_key
from plans.models.cycle import list_cycles
from reports.tally import Cut


class Scope:
    """Cells with the committees that they hang on, and the cycles of these committees
    and of those above them.

    A cell takes part in the cycle of its committee or, if that keeps none of that year,
    of the nearest above.
    """

    def __init__(self, cells, committees, tree, *, roots, key, own=frozenset()):
        """`committees`: ids; `tree`: {id: Committee, or a row of `read_committees()`}
        of them and of all above; `roots`: ids of those that are looked at from, with
        all below; `key` tells this scope from others in a cache; `own`: ids of cells
        that are there by themselves, not with all of their committee."""
        self.cells, self.committees, self.tree = cells, committees, tree
        self.roots, self.key, self.own = roots, key, own
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

    def cuts(self, year, on, as_now=None):
        """[Cut] of a year as of a date: one for each cycle, and one for the cells that
        take part in none.

        A committee that joined another later was not below it yet: its cells count with
        `as_now` only.
        """
        day, cells = as_now or on, self.cells
        if as_now and self.own:
            cells = self.with_those_before()
        there = self.committees_below_roots(day)
        groups = self.group_by_cycle(there, year, day)
        if len(groups) <= 1 and len(there) == len(self.committees):
            return [Cut(cells, on, next(iter(groups), None), year, as_now)]
        cuts = []
        for cycle, committees in groups.items():
            of_cycle = cells.filter(committee__in=committees)
            ids = None
            if cells is self.cells:
                ids = self.list_cells_of(committees)
            cuts.append(Cut(of_cycle, on, cycle, year, as_now, ids))
        return cuts

    def list_cells_of(self, committees):
        """Ids of the cells of these committees."""
        return [pk for each in committees for pk in self.cells_by_committee[each]]

    @cached_property
    def cells_by_committee(self):
        found = defaultdict(list)
        cells = self.cells.order_by("pk")
        for pk, committee in cells.values_list("pk", "committee"):
            found[committee].append(pk)
        return found

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

    def with_those_before(self):
        """The cells with those of the same committees that have gone on in an own one:
        as the cells are now, what was counted there is the own cell's."""
        before = Cell.objects.before(self.own)
        return self.cells | Cell.objects.filter(
            pk__in=before, committee__in=self.committees
        )

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

    def ward(self, committee, day):
        """The id of the ward that a committee is or belongs to: the highest one on its
        line that is no city."""
        line = self.line(committee, day)
        for pk in reversed(line):
            if self.tree[pk].kind != Committee.Kind.CITY:
                return pk
        return line[0]


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
        key=[sorted(ids) for ids in (whole, units, own)],
        own=own,
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
    return Scope(cells, below, tree, roots=roots, key=sorted(below))


def read_committees():
    """{id: (pk, name, kind, parent_id, joined_on)} of all committees."""
    columns = ("pk", "name", "kind", "parent_id", "joined_on")
    rows = Committee.objects.values_list(*columns, named=True)
    return {row.pk: row for row in rows}
