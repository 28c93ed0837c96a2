"""How far is everybody, in tables with a bar for every row?"""

from typing import NamedTuple

from reports import rates
from reports.figures import LABELS, OBLIGED, RATES
from reports.pages.choice import SORTS
from reports.pages.links import Links, link_number, link_share
from reports.pages.row_groups import group_rows, keep_name_together

CELLS, WARDS = "Tiến độ từng chi bộ", "Tiến độ từng đảng bộ"
# Every piece of a bar has its own pattern as well as its colour; the ids are short
# because a page repeats them (templates/reports/dashboard/_patterns.html).
PATTERNS = {place: f"p{number}" for number, place in enumerate(OBLIGED)}
# [(pattern, label)]
LEGEND = [(PATTERNS[place], LABELS[place]) for place in OBLIGED]


class Heading(NamedTuple):
    """A heading of the table; `direction` is that of aria-sort, or ""."""

    label: str
    query: str = ""
    direction: str = ""
    is_number: bool = False


class Piece(NamedTuple):
    """A piece of a bar, from the left to its end, in percent of the bar; those before
    it lie upon it."""

    end: str
    pattern: str


class ProgressRow(NamedTuple):
    """The template takes it apart: 24 rows of it are half of the page's time."""

    name: str
    url: str
    numbers: list  # [(label, text, url)]
    pieces: list  # [Piece]
    said: str  # the bar in words, for reading aloud
    shares: list  # [(label, text, url, note)]


class ProgressTable(NamedTuple):
    caption: str
    headings: list
    rows: list
    totals: list  # [ProgressRow], one or none


def list_progress_tables(found, wards, choice):
    """[ProgressTable] of Rates. Of several wards: first the wards, then the cells of
    each."""
    groups = group_rows(
        found,
        wards,
        rates.sum_wards(wards),
        lambda ward: Links(choice, ward),
        cells_caption=CELLS,
        wards_caption=WARDS,
        is_open=lambda ward: ward.pk == choice.opened,
    )
    return [make_progress_table(group, choice) for group in groups]


def make_progress_table(group, choice):
    rows = []
    for row in sort_rows(group.rows, choice.sort):
        rows.append(make_progress_row(row, group.links_of(row), choice))
    totals = []
    if len(rows) > 1 and not group.are_units:
        summed = rates.sum_rates(group.rows)
        totals.append(make_progress_row(summed, group.links_of(summed), choice))
    headings = list_headings_of_progress(choice, group.heading)
    return ProgressTable(group.caption, headings, rows, totals)


def sort_rows(found, sort):
    """Sorted by a column: lowest first, highest first with "-"; whoever has nobody
    obliged stands last in a rate."""
    column, backwards = sort.lstrip("-"), sort.startswith("-")
    if sort == "name":
        return found
    if sort == "-name":
        return found[::-1]
    if column not in RATES:
        return sorted(found, key=lambda row: row.counts[column], reverse=backwards)
    counted = [row for row in found if row.counts["obliged"]]
    rest = [row for row in found if not row.counts["obliged"]]
    counted.sort(key=lambda row: row.share("completed"))
    counted.sort(key=lambda row: row.share(column), reverse=backwards)
    return counted + rest


def make_progress_row(row, links, choice):
    """A cell leads to its members, a ward to its cells below."""
    url = ""
    if row.pk:
        url = links("members", row.pk)
    elif row.committee:
        url = f"?{choice.query_of_ward(row.committee)}#bang-2"
    numbers, shares = [], []
    for figure in ("obliged", "exempt", "overdue"):
        number = link_number(row, figure, links)
        numbers.append((SORTS[figure], number.text, number.url))
    for figure in ("participated", "completed"):
        shares.append((SORTS[figure], *link_share(row, figure, links)))
    pieces, said = divide_bar(row.counts)
    return ProgressRow(keep_name_together(row.name), url, numbers, pieces, said, shares)


def divide_bar(counts):
    """([Piece], words) of the obliged of a cell: the words in the order of the steps,
    the pieces as they are drawn, the last one first."""
    until_here, pieces, words = 0, [], []
    for place in OBLIGED:
        number = counts[place]
        if number:
            until_here += number
            end = 100 * until_here / counts["obliged"]
            pieces.append(Piece(f"{end:.4g}", PATTERNS[place]))
            words.append(f"{LABELS[place]} {number}")
    return pieces[::-1], ", ".join(words) or "Không ai phải xây dựng"


def list_headings_of_progress(choice, heading):
    """[Heading] with the links that sort; a click on the current one turns it round."""
    column, backwards = choice.sort.lstrip("-"), choice.sort.startswith("-")
    found = []
    for name, label in SORTS.items():
        if name == "participated":
            found.append(Heading("Đang ở đâu"))
        shown, turned, direction = label, name, ""
        if name == "name":
            shown = heading
        if name == column and backwards:
            direction = "descending"
        elif name == column:
            direction, turned = "ascending", f"-{name}"
        query = choice.query(sort=turned)
        if choice.opened:
            query = choice.query(sort=turned, mo=choice.opened)
        found.append(Heading(shown, query, direction, name != "name"))
    return found
