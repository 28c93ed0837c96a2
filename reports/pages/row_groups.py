"""Which rows stand together in one table: wards, the cells of each, and units?"""

from collections.abc import Callable
from typing import NamedTuple

from reports import rates

UNITS = "Đơn vị (người ngoài Đảng, tính riêng)"


class RowGroup(NamedTuple):
    """The rows of a table; `links_of(row)` are the Links of one of them."""

    caption: str
    heading: str  # of the column of names
    rows: list
    links_of: Callable
    are_units: bool = False


def group_rows(
    found,
    wards,
    sums,
    links_of,
    *,
    cells_caption,
    wards_caption,
    is_open=lambda ward: True,
):
    """[RowGroup] of Rates: of several wards first the wards, then the cells of each
    that `is_open`.

    `wards` are [(ward, its rows)] or empty, `sums` the Rates of the wards,
    `links_of(id of a ward or None)` the Links of a ward or of all.
    """
    if not wards:
        return group_rows_of_ward(found, links_of(None), cells_caption)
    groups = []
    if sums:
        groups.append(
            RowGroup(
                wards_caption, "Đảng bộ", sums, lambda row: links_of(row.committee)
            )
        )
    listed = {ward.committee for ward in sums}
    for ward, rows in wards:
        # Nothing leads to the units of a ward that has no cells.
        if is_open(ward) or ward.pk not in listed:
            links = links_of(ward.pk)
            groups += group_rows_of_ward(rows, links, cells_caption, f" – {ward.name}")
    return groups


def group_rows_of_ward(found, links, cells_caption, behind=""):
    """The group of cells and that of units, of each what there is."""
    cells, units = rates.part_cells_and_units(found)
    groups = []
    if cells:
        caption = cells_caption + behind
        groups.append(RowGroup(caption, "Chi bộ", cells, lambda row: links))
    if units:
        caption = UNITS + behind
        groups.append(RowGroup(caption, "Đơn vị", units, lambda row: links, True))
    return groups


def keep_name_together(name):
    """ "Chi bộ 12" is not broken over two lines; a long name may be."""
    return name.replace(" ", "\u00a0") if len(name) <= 12 else name
