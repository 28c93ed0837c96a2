"""Which cells are a figure about, and in which cycle does each of them take part?"""

from collections import defaultdict

from cells.models import Cell, Committee
from plans.models import Cycle
from reports.tally import Cut


class Scope:
    """Cells with the committees that they hang on, and the cycles of these committees and of those above them.

    A cell takes part in the cycle of its committee or, if that keeps none of that year, of the nearest above.
    """

    def __init__(self, cells, committees, parents, *, key):
        """`committees`: ids; `parents`: {id: parent's id or None} of them and of all above; `key` tells this scope
        from others in a cache."""
        self.cells, self.committees, self.parents, self.key = cells, committees, parents, key
        line = committees | {above for pk in committees for above in self.line(pk)}
        self.cycles = list(Cycle.objects.filter(committee__in=line).order_by("-year", "committee"))

    def line(self, committee):
        """A committee's id, its parent's, and so on to the top."""
        found = []
        while committee is not None and committee not in found:
            found.append(committee)
            committee = self.parents.get(committee)
        return found

    def years(self):
        """Years with a cycle, newest first."""
        return list(dict.fromkeys(cycle.year for cycle in self.cycles))

    def cycle(self, year):
        """The cycle of a year that most of the page is about: the highest committee's. None without one."""
        of_year = [cycle for cycle in self.cycles if cycle.year == year]
        return min(of_year, key=lambda cycle: len(self.line(cycle.committee_id)), default=None)

    def cuts(self, year, on):
        """[Cut] of a year as of a date: one for each cycle, and one for the cells that take part in none."""
        of_year = {cycle.committee_id: cycle for cycle in self.cycles if cycle.year == year}
        groups = defaultdict(list)
        for committee in self.committees:
            nearest = next((of_year[pk] for pk in self.line(committee) if pk in of_year), None)
            groups[nearest].append(committee)
        if len(groups) <= 1:
            return [Cut(self.cells, on, next(iter(groups), None), year)]
        return [Cut(self.cells.filter(committee__in=some), on, cycle, year) for cycle, some in groups.items()]


def of_actor(actor):
    """The Scope that somebody oversees, or None."""
    committees = actor.committees | actor.inspected | actor.offices
    committees |= {post.cell.committee_id for post in actor.posts if post.cell_id in actor.cells}
    if not committees:
        return None
    held = [post.committee or post.cell.committee for post in actor.posts]
    parents = {committee.pk: committee.parent_id for committee in held}
    if any(parents.values()) or committees - parents.keys():
        parents = tree()
    whole, units, own = actor.committees | actor.inspected, actor.offices, actor.cells
    return Scope(Cell.objects.overseen_by(actor), committees, parents, key=[sorted(ids) for ids in (whole, units, own)])


def of_committees(committees=None):
    """The Scope of these committees (ids) and all below; of everything without."""
    parents = tree()
    below = set(parents) if committees is None else Committee.objects.below(committees)
    return Scope(Cell.objects.filter(committee__in=below), below, parents, key=sorted(below))


def tree():
    return dict(Committee.objects.values_list("pk", "parent_id"))
