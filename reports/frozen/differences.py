"""Which figures would differ from those that are frozen, if they were counted anew?"""

from typing import NamedTuple

from reports.frozen.content import count_content
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


def find_differences(report, today):
    """The Differences between what is frozen and what the same day gives now."""
    anew = count_content(report.committee, report.year, report.as_of, today)
    return compare_documents(read_document(report.content), anew)


def compare_documents(document, anew):
    """The Differences in the figures and days that a document has; of the cells as they
    were."""
    figures = list_compared(document)
    old, new = document["were"], anew["were"]
    before = {row["uid"]: row["counts"] for row in old["rows"]}
    after = {row["uid"]: row["counts"] for row in new["rows"]}
    cells = []
    for uid, name in name_cells(old, new).items():
        cells.append((name, compare_counts(figures, before.get(uid), after.get(uid))))
    cells.append(("Tổng cộng", compare_counts(figures, old["total"], new["total"])))
    return Differences(
        compare_calendars(document["days"], document["calendars"], anew["calendars"]),
        [(name, changed) for name, changed in cells if changed],
    )


def name_cells(old, new):
    """{uid: name} of the cells of both, by the name that is frozen where there is one."""
    return {row["uid"]: row["name"] for row in [*new["rows"], *old["rows"]]}


def compare_counts(figures, old, new):
    """[Difference]. In a cell that is not there (None) nobody was counted; a figure that
    is not there was not counted at all, which is no nought."""
    is_missing = old is None or new is None
    old, new = old or {}, new or {}
    found = []
    for figure in figures:
        before, after = old.get(figure), new.get(figure)
        differs = (before or after) if is_missing else before != after
        if differs:
            found.append(Difference(figure, before, after))
    return found


def compare_calendars(days, old, new):
    """[DayDifference]; `days` are those that the document tells."""
    before = {calendar["committee"]: calendar for calendar in old}
    after = {calendar["committee"]: calendar for calendar in new}
    found = []
    for committee in sorted(before.keys() | after.keys()):
        for day in days:
            was = before.get(committee, {}).get(day["key"])
            now = after.get(committee, {}).get(day["key"])
            if was != now:
                found.append(DayDifference(committee, day["label"], was, now))
    return found
