"""Which rows has a table of a frozen report, as the pages and files of figures take
them? Cells and units, or the wards of a city.

`document` is the content of a report as reports/frozen/documents.py reads it; each of
its tables has the cells as they were or (`is_now`) as they were when it was frozen.
"""

from dataclasses import replace
from typing import NamedTuple

from cells.models import Cell
from reports import files, rates
from reports.rates import Rates

WARD = "Đảng bộ"


class FrozenWard(NamedTuple):
    """A ward of a frozen table, told by its place from 1."""

    pk: int
    name: str


def read_table(document, is_now):
    return document["now" if is_now else "were"]


def read_total(document, is_now, name="Tổng cộng"):
    return Rates(name, read_table(document, is_now)["total"])


def read_rows(document, is_now):
    """[Rates] of a table; `pk` is the place of the row, from 1, `committee` the name of
    the ward."""
    rows = read_table(document, is_now)["rows"]
    return [read_row(row, place) for place, row in enumerate(rows, start=1)]


def read_row(row, place):
    kind = Cell.Kind.UNIT if row["is_unit"] else ""
    return Rates(
        row["name"],
        row["counts"],
        pk=place,
        kind=kind,
        committee=row["ward"],
        gathers=set(row["gathers"]),
    )


def group_by_ward(rows):
    """[(FrozenWard, its rows)] in the order of names; [] when there is only one."""
    names = sorted({row.committee for row in rows if row.committee})
    wards = []
    for place, name in enumerate(names, start=1):
        of_ward = [row for row in rows if row.committee == name]
        wards.append((FrozenWard(place, name), of_ward))
    return wards


def sum_ward(ward, rows):
    """The Rates of the cells of a ward, whose `committee` is the place of the ward."""
    cells, _ = rates.part_cells_and_units(rows)
    return rates.sum_rates(cells, ward.name, ward.pk)


def choose_rows(document, is_now, row, ward):
    """The Rates of a row or ward (by place), or of all; None without such a one."""
    found = read_rows(document, is_now)
    if row:
        return next((one for one in found if one.pk == row), None)
    if ward:
        for own, some in group_by_ward(found):
            if own.pk == ward:
                return sum_ward(own, some)
        return None
    if not found:
        return read_total(document, is_now, name="")
    cells, units = rates.part_cells_and_units(found)
    return rates.sum_rates(cells or units, "")


def list_file_lines(document, is_now):
    """(headings, lines): cells, total and units, each with its ward behind its name
    where there are several; or the wards of a city and the total."""
    rows = [name_with_ward(row) for row in read_rows(document, is_now)]
    cells, units = rates.part_cells_and_units(rows)
    columns = document["file"]
    shown = [*cells, read_total(document, is_now), *units]
    lines = [files.make_line(row, columns) for row in shown]
    head = files.list_headings(columns)
    if document["parts"]:
        head[0] = WARD
    return head, lines


def name_with_ward(row):
    if not row.committee:
        return row
    return replace(row, name=f"{row.name} ({row.committee})")
