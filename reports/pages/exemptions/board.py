"""What stands on the page of exemptions and suspensions, and on those of the names?

The counts of members, exempt and suspended are those of reports/rates.py.
"""

from collections import Counter
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from phucdong.writing import count_text, date_text, padded, percent, rate_text
from reports import outliers, rates
from reports.pages.exemptions.lists import LISTS, find_entries, find_last_quarter
from reports.pages.links import LinkedText, Links, link_counted

# What is weak about an exemption.
WEAK = ("overdue", "unfounded")
# What is told of every cell, and not of all of them together.
OF_CELLS = ("reviewed", "unreviewed")
TILES = [name for name in LISTS if name not in OF_CELLS]


class Line(NamedTuple):
    """A cell: its rate, how far its reviews have come, why to look at it."""

    pk: int
    name: str
    members: str
    exempt: LinkedText
    done: LinkedText
    left: int
    left_url: str
    why: str
    weak: int
    weak_lists: list  # [LinkedText]


class WardLine(NamedTuple):
    """A ward of a city."""

    name: str
    url: str
    members: str
    exempt: LinkedText


class ListLinks:
    """Addresses of the names that stand in a list."""

    def __init__(self, choice):
        self.start = reverse("exemption_figures:exemption_names")
        self.tail = choice.query_with_ward()

    def __call__(self, name, cell=None):
        asked = write_asked_list(name, cell)
        if self.tail:
            asked += f"&{self.tail}"
        return f"{self.start}?{asked}"


def write_asked_list(name, cell):
    asked = {"list": name}
    if cell:
        asked["cell"] = cell
    return urlencode(asked)


def describe_exemption_board(scope, choice):
    """The template's context."""
    found = rates.count_rates(scope.cuts(choice.year, choice.on, choice.as_now))
    cells, _ = rates.part_cells_and_units(found)
    total, entries = rates.sum_rates(cells), find_entries(scope, choice.on)
    links = Links(choice, choice.opened)
    return {
        "choice": choice,
        "query": choice.query(),
        "ward": scope.tree[choice.opened].name if choice.opened else "",
        "exempt": link_exempt(total, links),
        "tiles": list_list_tiles(entries, choice),
        "lines": list_cells_by_share(cells, total, entries, choice),
        "rule": outliers.RULE,
        "quarter": date_text(find_last_quarter(choice.on)),
    }


def describe_exemptions_of_wards(scope, choice, wards):
    """The same of a city: its wards (ids), each of which opens."""
    groups = {}
    for ward in wards:
        groups[ward] = scope.cuts(
            choice.year, choice.on, choice.as_now, ward=ward, with_units=False
        )
    rows = rates.count_wards(groups, scope.tree)
    lines = []
    for row in sorted(rows, key=order_by_share):
        url = f"?{choice.query(mo=row.committee)}"
        members = count_text(row.counts["members"])
        links = Links(choice, row.committee)
        lines.append(WardLine(row.name, url, members, link_exempt(row, links)))
    total = rates.sum_rates(rows)
    return {
        "choice": choice,
        "query": choice.query(),
        "exempt": link_exempt(total, Links(choice)),
        "wards": lines,
    }


def link_exempt(row, links):
    counts = row.counts
    said = rate_text(counts["exempt"], counts["members"])
    return link_counted(counts["exempt"], said, links("exempt", row.pk))


def list_list_tiles(entries, choice):
    """[(label, number with its address)]"""
    list_links, counts = ListLinks(choice), count_lists(entries)
    tiles = []
    for name in TILES:
        count = counts[name]
        number = link_counted(count, count_text(count), list_links(name))
        tiles.append((LISTS[name], number))
    return tiles


def count_lists(entries):
    """Counter of the lists in which entries stand."""
    counts = Counter()
    for entry in entries:
        counts.update(entry.lists)
    return counts


def list_cells_by_share(cells, total, entries, choice):
    """[Line] of the cells, the highest share of exempt members first."""
    links, list_links = Links(choice, choice.opened), ListLinks(choice)
    high = outliers.find_outliers(cells, total.counts)
    whole = percent(total.counts["exempt"], total.counts["members"])
    lines = []
    for row in sorted(cells, key=order_by_share):
        here = [entry for entry in entries if entry.cell_id in row.gathers]
        why = ""
        if row in high:
            why = f"Cao hơn hẳn mức chung {whole} của phường"
        lines.append(make_cell_line_of_exemptions(row, here, links, list_links, why))
    return lines


def order_by_share(row):
    if not row.counts["members"]:
        return 1
    return -row.counts["exempt"] / row.counts["members"]


def make_cell_line_of_exemptions(row, here, links, list_links, why):
    """`here` are the entries of the cell."""
    counts = count_lists(here)
    done, left = counts["reviewed"], counts["unreviewed"]
    progress = f"{done}/{done + left}" if done + left else "–"
    weak_lists = []
    for name in WEAK:
        if counts[name]:
            url = list_links(name, row.pk)
            weak_lists.append(LinkedText(LISTS[name].lower(), url))
    return Line(
        pk=row.pk,
        name=row.name,
        members=count_text(row.counts["members"]),
        exempt=link_exempt(row, links),
        done=link_counted(done, progress, list_links("reviewed", row.pk)),
        left=left,
        left_url=list_links("unreviewed", row.pk),
        why=why,
        weak=sum(not entry.lists.isdisjoint(WEAK) for entry in here),
        weak_lists=weak_lists,
    )


def describe_exemption_names(scope, choice, name, cell):
    """The context of the names in a list; None when the cell is not in the scope."""
    found = rates.count_rates(scope.cuts(choice.year, choice.on, choice.as_now))
    cells, _ = rates.part_cells_and_units(found)
    row = rates.sum_rates(cells)
    if cell is not None:
        row = next((one for one in cells if cell in one.gathers), None)
    if row is None:
        return None
    called = {}
    for one in cells:
        called.update(dict.fromkeys(one.gathers, one.name))
    entries = [
        entry
        for entry in find_entries(scope, choice.on)
        if name in entry.lists and entry.cell_id in row.gathers
    ]
    entries.sort(key=lambda entry: (entry.sort, entry.url))
    return {
        "choice": choice,
        "label": LISTS[name],
        "cell": row.name if cell else "",
        "count": padded(len(entries)),
        "people": [(entry, called.get(entry.cell_id, "")) for entry in entries],
        "back": choice.query_with_ward(),
        "query": f"{write_asked_list(name, cell)}&{choice.query_with_ward()}&",
    }
