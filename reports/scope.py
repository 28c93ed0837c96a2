"""Which cells are a figure about, and in which cycle does each of them take part?"""

from collections import defaultdict

from cells.models import Appointment, Cell, Committee
from cells.names import natural_key
from plans.models import Cycle
from reports.tally import Cut


class Scope:
    """Cells with the committees that they hang on, and the cycles of these committees and of those above them.

    A cell takes part in the cycle of its committee or, if that keeps none of that year, of the nearest above.
    """

    def __init__(self, cells, committees, tree, *, roots, key, own=frozenset()):
        """`committees`: ids; `tree`: {id: Committee, or a row of `tree()`} of them and of all above; `roots`: ids of
        those that are looked at from, with all below; `key` tells this scope from others in a cache; `own`: ids of
        cells that are there by themselves, not with all of their committee."""
        self.cells, self.committees, self.tree, self.roots, self.key = cells, committees, tree, roots, key
        self.own = own
        line = committees | {above for pk in committees for above in self.line(pk)}
        self.cycles = list(Cycle.objects.filter(committee__in=line).order_by("-year", "committee"))

    def line(self, committee, day=None):
        """A committee's id, its parent's, and so on to the top; of a day, as far up as it hung on that day."""
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
        """The cycle of a year that most of the page is about: the highest committee's. None without one."""
        of_year = [cycle for cycle in self.cycles if cycle.year == year]
        return min(of_year, key=lambda cycle: len(self.line(cycle.committee_id)), default=None)

    def cuts(self, year, on, as_now=None):
        """[Cut] of a year as of a date: one for each cycle, and one for the cells that take part in none.

        A committee that joined another later was not below it yet: its cells count with `as_now` only.
        """
        of_year = {cycle.committee_id: cycle for cycle in self.cycles if cycle.year == year}
        day, groups = as_now or on, defaultdict(list)
        cells = self.with_those_before() if as_now and self.own else self.cells
        there = [pk for pk in self.committees if not self.roots.isdisjoint(self.line(pk, day))]
        for committee in there:
            nearest = next((of_year[pk] for pk in self.line(committee, day) if pk in of_year), None)
            groups[nearest].append(committee)
        if len(groups) <= 1 and len(there) == len(self.committees):
            return [Cut(cells, on, next(iter(groups), None), year, as_now)]
        return [Cut(cells.filter(committee__in=some), on, cycle, year, as_now) for cycle, some in groups.items()]

    def with_those_before(self):
        """The cells with those of the same committees that have gone on in an own one: as the cells are now, what was
        counted there is the own cell's."""
        before = Cell.objects.before(self.own)
        return self.cells | Cell.objects.filter(pk__in=before, committee__in=self.committees)

    def wards(self, rows, day):
        """[(ward, its rows)] when these rows (Rates) are of several wards, by name; else []."""
        found = defaultdict(list)
        for row in rows:
            found[self.ward(row.committee, day)].append(row)
        if len(found) < 2:
            return []
        wards = sorted((self.tree[pk] for pk in found), key=lambda ward: (natural_key(ward.name), ward.pk))
        return [(ward, found[ward.pk]) for ward in wards]

    def ward(self, committee, day):
        """The id of the ward that a committee is or belongs to: the highest one on its line that is no city."""
        line = self.line(committee, day)
        return next((pk for pk in reversed(line) if self.tree[pk].kind != Committee.Kind.CITY), line[0])


def of_actor(actor):
    """The Scope that somebody oversees, or None."""
    whole, units, own = actor.committees | actor.inspected, actor.offices, actor.cells
    homes = {post.cell.committee_id for post in actor.posts if post.cell_id in own}
    committees = whole | units | homes
    if not committees:
        return None
    held = [post.committee or post.cell.committee for post in actor.posts]
    known = {committee.pk: committee for committee in held}
    if any(committee.parent_id for committee in held) or committees - known.keys():
        known = tree()
    over = {post.committee_id for post in actor.posts if post.role in Appointment.OF_A_COMMITTEE}
    key = [sorted(ids) for ids in (whole, units, own)]
    roots = over | (homes - whole)
    return Scope(Cell.objects.overseen_by(actor), committees, known, roots=roots, key=key, own=own)


def of_committees(committees=None):
    """The Scope of these committees (ids) and all below; of everything without."""
    known = tree()
    tops = {pk for pk, committee in known.items() if committee.parent_id is None}
    roots = tops if committees is None else set(committees)
    below = set(known) if committees is None else Committee.objects.below(roots)
    return Scope(Cell.objects.filter(committee__in=below), below, known, roots=roots, key=sorted(below))


def tree():
    """{id: (pk, name, kind, parent_id, joined_on)} of all committees."""
    rows = Committee.objects.values_list("pk", "name", "kind", "parent_id", "joined_on", named=True)
    return {row.pk: row for row in rows}
