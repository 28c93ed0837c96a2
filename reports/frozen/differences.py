"""Which figures would differ from those that are frozen, if they were counted anew?"""

from typing import NamedTuple

from reports import rates
from reports.frozen.content import describe_calendars
from reports.frozen.counting import Ground, count_figures
from reports.frozen.documents import list_compared, read_document


class Difference(NamedTuple):
    """A figure (key) as it was frozen and as it is; None where it is not there."""

    figure: str
    old: int | None
    new: int | None


class DayDifference(NamedTuple):
    """A day of a calendar as it was frozen and as it is, as text; None without it."""

    committee: str
    label: str
    old: str | None
    new: str | None


class Differences(NamedTuple):
    calendars: list  # [DayDifference]
    cells: list  # [(name, [Difference])], the total last


def find_differences(report):
    """The Differences between what is frozen and what the same day gives now."""
    document = read_document(report.content)
    return compare_documents(document, count_anew(report, document))


def count_anew(report, document):
    """{"calendars", "were": {"rows", "total"}} as they would be frozen now. A part is
    counted as the part of the city's that it is."""
    top = report.parent.committee if report.parent else report.committee
    ground = Ground(top, report.year, report.as_of, report.as_of)
    cuts, found = ground.cuts, count_figures(ground)
    if report.parent:
        ward = report.committee_id
        cells = {pk for pk, own in ground.wards_were.items() if own == ward}
        cuts = ground.list_cuts_over(cells)
        found = [row for row in found if row.pk in cells]
    cells, _ = rates.part_cells_and_units(found)
    rows = sum_wards(ground, cells) if document["parts"] else list_rows(ground, found)
    return {
        "calendars": describe_calendars(ground, cuts),
        "were": {"rows": rows, "total": rates.sum_rates(cells).counts},
    }


def list_rows(ground, found):
    """[{"uid", "name", "counts"}] of these Rates of cells."""
    rows = []
    for row in found:
        uid = ground.uids[row.pk]
        rows.append({"uid": uid, "name": row.name, "counts": row.counts})
    return rows


def sum_wards(ground, cells):
    """The same of the wards of these Rates."""
    rows = []
    for ward in ground.list_wards(set(ground.wards_were.values())):
        own = [row for row in cells if ground.wards_were[row.pk] == ward.pk]
        if own:
            counts = rates.sum_rates(own).counts
            rows.append({"uid": str(ward.uid), "name": ward.name, "counts": counts})
    return rows


def compare_documents(document, anew):
    """The Differences in the figures and days that a document has; of the cells as they
    were."""
    figures = list_compared(document)
    old, new = document["were"], anew["were"]
    before, after = read_counts_by_cell(old), read_counts_by_cell(new)
    cells = []
    for uid, name in name_cells(old, new).items():
        changed = compare_counts(figures, before.get(uid), after.get(uid))
        if changed:
            cells.append((name, changed))
    changed = compare_counts(figures, old["total"], new["total"])
    if changed:
        cells.append(("Tổng cộng", changed))
    calendars = compare_calendars(
        document["days"], document["calendars"], anew["calendars"]
    )
    return Differences(calendars, cells)


def read_counts_by_cell(table):
    return {row["uid"]: row["counts"] for row in table["rows"]}


def name_cells(old, new):
    """{uid: name} of the cells of both, by the name that is frozen where there is
    one."""
    return {row["uid"]: row["name"] for row in [*new["rows"], *old["rows"]]}


def compare_counts(figures, old, new):
    """[Difference]. In a cell that is not there (None) nobody was counted; a figure
    that is not there was not counted at all, which is no nought."""
    is_missing = old is None or new is None
    old, new = old or {}, new or {}
    found = []
    for figure in figures:
        before, after = old.get(figure), new.get(figure)
        differs = (before or after) if is_missing else before != after
        if differs:
            found.append(Difference(figure, before, after))
    return found


def index_calendars(calendars):
    return {calendar["committee"]: calendar for calendar in calendars}


def compare_calendars(days, old, new):
    """[DayDifference]; `days` are those that the document tells."""
    before, after = index_calendars(old), index_calendars(new)
    found = []
    for committee in sorted(before.keys() | after.keys()):
        for day in days:
            was = before.get(committee, {}).get(day["key"])
            now = after.get(committee, {}).get(day["key"])
            if was != now:
                found.append(DayDifference(committee, day["label"], was, now))
    return found
