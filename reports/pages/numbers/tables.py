"""How does every figure stand in a table of numbers, on screen and in a frozen
report?"""

from typing import NamedTuple

from reports import rates
from reports.figures import LABELS
from reports.pages.links import LinkedText, link_number
from reports.pages.row_groups import group_rows, keep_name_together
from reports.rules import GROUPS

CELLS, WARDS = "Số người, theo chi bộ", "Số người, theo đảng bộ"


class NumberHead(NamedTuple):
    """The two lines of the head: groups over their columns."""

    groups: list  # [(label, how many columns)]
    columns: dict  # {figure: heading}


class NumberTable(NamedTuple):
    caption: str
    heading: str  # of the column of names
    # [(LinkedText of the name, [(heading of the column, LinkedText)])], the total last
    lines: list


def make_number_head(groups, labels):
    """The head of {label of a group: figures}; `labels` are {figure: heading}."""
    columns = {}
    for figures in groups.values():
        for figure in figures:
            columns[figure] = labels[figure]
    spans = [(label, len(figures)) for label, figures in groups.items()]
    return NumberHead(spans, columns)


# The head of what is counted today.
HEAD = make_number_head(GROUPS, LABELS)


def list_number_tables(found, wards, sums, links_of, columns, choice=None):
    """[NumberTable] of Rates, as `group_rows` groups them.

    Of several wards the cells of all, or with a Choice of the one that is opened.
    """
    groups = group_rows(
        found,
        wards,
        sums,
        links_of,
        cells_caption=CELLS,
        wards_caption=WARDS,
        is_open=lambda ward: choice is None or ward.pk == choice.opened,
    )
    return [make_number_table(group, columns, choice) for group in groups]


def make_number_table(group, columns, choice):
    rows = group.rows
    if len(rows) > 1:
        rows = [*rows, rates.sum_rates(rows)]
    lines = []
    for row in rows:
        links = group.links_of(row)
        numbers = [
            (heading, link_number(row, figure, links))
            for figure, heading in columns.items()
        ]
        name = LinkedText(keep_name_together(row.name))
        if choice and row.committee and not row.pk:
            query = choice.query_of_ward(row.committee)
            name = LinkedText(row.name, f"?{query}#bang-2")
        lines.append((name, numbers))
    return NumberTable(group.caption, group.heading, lines)
