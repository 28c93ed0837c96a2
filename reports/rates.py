"""What does every figure mean, and how is it counted? The one place for screen, print,
file and command.

Everything is "as of" a date (`on`): the end of that day in Việt Nam. Members are
counted in the cell of their official membership on that date, with the status that
their plan of the year had on that date, wherever it was filed and whichever committee
opened it. The calendar is that of the ward that counts.

Everybody belonging to a cell stands in exactly one place, the first that fits:

- `guest`: temporary membership; shown, counted at home, in no other figure
- `exempt`: an exemption in force · `suspended`: a suspension in force · `away`:
  temporarily out of the ward
- `newcomer`: admitted or received from outside after the cycle's draft deadline (31
  January without a cycle), less than 30 days ago, also when they have moved on to
  another cell since
- else obliged, and there where the plan stands: `not_begun`, `draft`, `cell_review`,
  `finalizing`, `signed`, `posted`

`members` = exempt + suspended + away + newcomers + obliged: official and probationary
members (or a unit's staff). `gone` are authors of a recalled plan who belong to none of
these cells any more; only the figures about recalls count them, in the cell in which
the plan was on the date.

- `participated`: obliged, plan ever submitted · `completed`: obliged, plan through all
  four steps on the date
- `voluntary`: exempt, plan ever submitted; never part of a rate
- `overdue`: obliged and not begun or in draft after the draft deadline, in the cell's
  review after the review deadline, or finalizing or signed after the filing deadline;
  none of these before 30 days are over, for who was admitted or received after the
  draft deadline, and for whom an exemption, a suspension or an absence has ended. A
  plan that was handed in is not overdue where its author is no head on the date, or
  became one less than 30 days ago
- `waiting`: in the cell's review for more than 7 days · `heads_unposted`: those who are
  heads (of an organisation or unit) on the date and obliged, and whose plan is not
  through all four steps, or is and does not hang: who became head after that has a
  posting due and stays completed
- `recalled`: plan of the year ever recalled by the ward; `mended` if signed again on
  the date, else `unmended`

Participation is participated ÷ obliged, completion is completed ÷ obliged; with nobody
obliged there is no rate.

"As the cells were" shows the cells that were in force on the date, by the name that
they had, of the committees that stood below on it. "As the cells are now" takes what
was counted in a closed cell to its successor: after a merger the cell that goes on,
after a split the part that goes on (all of it: who went where is told by "as they were"
only); a cell that was dissolved without a successor keeps its row; an officer of a cell
sees in it what was counted in those that it goes on for. A committee that joined
another later counts for that one "as now" only. Both ways the people and the totals of
a ward are the same.

What happens later changes nothing: everything is read from rows with dates and from the
log. Not an event but a setting put right, and so visible in the past too: the calendar
of a cycle (deadlines, newcomers), the opening of a cycle, the kind of a cell, a
person's name, and a dated row that is entered, corrected or cancelled afterwards. What
has to stay as it was reported is frozen (reports/frozen/content.py). The query is
reports/tally.py; the rules are those of the ward (see docs/dang-uy.md).
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace

from cells.models import Cell
from cells.names import natural_key
from reports.counts import add_counts, find_figures_of, make_noughts
from reports.figures import FIGURES
from reports.kept import count_people
from reports.people import Cut, Keep
from reports.tally import (
    MEASURES,
    STANDING,
    list_cells,
    select_names,
    select_people,
)

# The figures of `manage.py rates`, in its order (DESIGN.md §6).
REPORTED = tuple(FIGURES)[: tuple(FIGURES).index("voluntary") + 1]


@dataclass
class Rates:
    """A cell (or a total) with its figures: {name: int}. `gathers` are the ids of the
    cells counted in it."""

    name: str
    counts: dict
    pk: int | None = None
    kind: str = ""
    committee: int | None = None
    has_secretary: bool = True
    has_reviewer: bool = True
    ends_soon: bool = (
        False  # the term of somebody who reviews plans (cells/concerns.py)
    )
    gathers: set = field(default_factory=set)

    def share(self, figure, of="obliged"):
        """A figure ÷ the obliged (or another figure), from 0.0 to 1.0; None when nobody
        is obliged."""
        return self.counts[figure] / self.counts[of] if self.counts[of] else None


def with_rates(cells, *, cycle, on, as_now=None):
    """[Rates] of these cells as of a date, in natural order of names, units last.
    `cycle` may be None.

    The cells are those in force on the date; with `as_now` (a date) those in force on
    that one. What was counted in a cell that is closed by then goes to its successor.
    """
    ids = list(cells.values_list("pk", flat=True))
    return count_rates([Cut(ids, on, cycle, as_now=as_now)])


def count_rates(cuts):
    """[Rates] of several cuts of one date together: wards that have a cycle each. They
    share no cell. Two queries."""
    return gather_rates(list_cells(cuts), count_people(cuts))


def count_rates_and_sums(cuts, others):
    """([Rates] of cuts as count_rates, [counts] of each of the others, all of its cells
    together), for which is looked once at what is kept."""
    asked = list(cuts)
    for cut in others:
        asked.append(replace(cut, keep=Keep.TOTAL) if cut.keep == Keep.WHOLE else cut)
    people, sums = [], [make_noughts() for _ in others]
    for one in count_people(asked):
        if one.cut < len(cuts):
            people.append(one)
        else:
            add_counts(sums[one.cut - len(cuts)], one.counts)
    return gather_rates(list_cells(cuts), people), sums


def count_rates_apart(groups):
    """{key: [Rates]} of {key: cuts}, all in two queries: of several years, or of a date
    as it was and as it is now."""
    numbered = [(key, cut) for key, cuts in groups.items() for cut in cuts]
    cuts = [cut for _, cut in numbered]
    cells, people = defaultdict(list), defaultdict(list)
    for row in list_cells(cuts):
        cells[numbered[row.cut][0]].append(row)
    for one in count_people(cuts):
        people[numbered[one.cut][0]].append(one)
    return {key: gather_rates(cells[key], people[key]) for key in groups}


def gather_rates(cells, people):
    """[Rates] of the rows of the cells and of what is Counted in them, sorted by
    natural order, units last."""
    known = {row.pk: row for row in cells}
    found = {}
    for row in cells:
        shown = find_successor(row, known)
        if shown.pk not in found:
            found[shown.pk] = make_rates(shown)
        found[shown.pk].gathers.add(row.pk)
    for one in people:
        shown = find_successor(known[one.cell_id], known)
        add_counts(found[shown.pk].counts, one.counts)
    shown = [rates for pk, rates in found.items() if is_row_shown(known[pk], rates)]
    return sorted(
        shown,
        key=lambda rates: (
            rates.kind == Cell.Kind.UNIT,
            natural_key(rates.name),
            rates.pk,
        ),
    )


def count_wards(groups, tree):
    """[Rates] of {id of a ward: its cuts}, each ward's cells together, by name;
    `tree` as in Scope."""
    cuts, ward_of = [], []
    for ward, of_ward in groups.items():
        cuts += of_ward
        ward_of += [ward] * len(of_ward)
    found = {ward: make_noughts() for ward in groups}
    for ward, counts in zip(ward_of, sum_cuts(cuts), strict=True):
        add_counts(found[ward], counts)
    rows = []
    for ward, counts in found.items():
        rows.append(Rates(tree[ward].name, counts, committee=ward))
    return sorted(rows, key=lambda row: (natural_key(row.name), row.committee))


def sum_cuts(cuts):
    """[counts] of each cut, all of its cells together."""
    _, sums = count_rates_and_sums([], cuts)
    return sums


WHO = """
    cell_id, member_id, full_name, name_sort, plan_pk AS plan_id, place AS standing,
    status, is_sent = 1 AS sent"""
NAMED = "{rows} JOIN cells_member ON cells_member.id = member_id"


class Names:
    """Who is behind a figure in these cells (ids, as `Rates.gathers`), by given name,
    counted as the figure is; `number` is how many that are.

    A slice is [row] with member_id, full_name, cell_id, plan_id, standing ("obliged",
    "exempt" …), status and sent; one query.
    """

    def __init__(self, cuts, figure, cells, number):
        self.cuts, self.figure = cuts, FIGURES[figure]
        self.cells, self.number = cells, number

    def __len__(self):
        return self.number

    def __getitem__(self, part):
        places = ", ".join(f"'{place}'" for place in self.figure.places)
        select = (
            f"SELECT {WHO} FROM {NAMED} WHERE {STANDING} IN ({places}) AND "
            f"({MEASURES[self.figure.measure]})"
        )
        return select_names(self.cuts, select, self.cells, part)


def list_everybody(cuts, cells=None):
    """[(row, [figures])] of all who stand behind a figure (in these cells, by id,
    alone), by given name; one query.

    A row has cell_id, member_id, full_name, place, status, and what a row of
    tally.COUNTED has, of one person.
    """
    measures = ", ".join(
        f"CASE WHEN {sql} THEN 1 ELSE 0 END AS {name}" for name, sql in MEASURES.items()
    )
    select = (
        "SELECT cell_id, member_id, full_name, name_sort, place, status, "
        f"{STANDING} AS standing, {measures} FROM {NAMED}"
    )
    rows = sorted(
        select_people(cuts, select, cells),
        key=lambda row: (row.name_sort, row.member_id),
    )
    return [(row, find_figures_of(row)) for row in rows]


def sum_wards(wards):
    """[Rates] of the wards of Scope.wards, each the sum of its cells of party
    members."""
    parted = [(ward, part_cells_and_units(rows)[0]) for ward, rows in wards]
    return [sum_rates(cells, ward.name, ward.pk) for ward, cells in parted if cells]


def name_wards_apart(wards):
    """[Rates] of all of them, every row with the name of its ward behind its own."""
    return [
        replace(row, name=f"{row.name} ({ward.name})")
        for ward, rows in wards
        for row in rows
    ]


def part_cells_and_units(rows):
    """(cells of party members, units of staff outside the Party): they are never summed
    together."""
    units = [row for row in rows if row.kind == Cell.Kind.UNIT]
    return [row for row in rows if row.kind != Cell.Kind.UNIT], units


def sum_rates(rows, name="Tổng cộng", committee=None):
    """The sum of rows as a row of its own, in the figures that they have: of all, or of
    those of a committee."""
    counts = make_noughts()
    if rows:
        # They have the same figures in the same order.
        columns = zip(*(row.counts.values() for row in rows), strict=True)
        counts = dict(zip(rows[0].counts, map(sum, columns), strict=True))
    return Rates(
        name,
        counts,
        committee=committee,
        gathers=set().union(*(row.gathers for row in rows)),
    )


def find_extent(rows, figure, of="obliged"):
    """(lowest, highest) Rates by the share of the obliged (or another figure); None
    when nobody is anywhere."""
    counted = [row for row in rows if row.counts[of]]
    if not counted:
        return None
    return min(counted, key=lambda row: row.share(figure, of)), max(
        counted, key=lambda row: row.share(figure, of)
    )


# --- from rows of the database to figures ---------------------------------------------


def make_rates(row):
    return Rates(
        row.name_then,
        make_noughts(),
        pk=row.pk,
        kind=row.kind,
        committee=row.committee_id,
        has_secretary=row.has_secretary,
        has_reviewer=row.has_reviewer,
        ends_soon=row.ends_soon,
    )


def find_successor(row, known):
    """The cell of a row, or the successor that goes on in its place, among the cells
    that are known here."""
    while row.is_closed and row.successor_id in known:
        row = known[row.successor_id]
    return row


def is_row_shown(cell, rates):
    """A cell in force; or one that is not, if somebody was counted there all the
    same."""
    return not (cell.is_closed or cell.is_to_come) or any(rates.counts.values())
