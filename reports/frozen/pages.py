"""What stands on the pages of a frozen report? All of it comes from what was frozen,
nothing from the present.

`document` is the content of the report as reports/frozen/documents.py reads it.
"""

import datetime
import textwrap

from django.urls import reverse

from phucdong.writing import date_text, padded, rate_text
from reports import rates
from reports.frozen.differences import find_differences
from reports.frozen.documents import read_labels, read_shares
from reports.frozen.names import list_frozen_people
from reports.frozen.rows import (
    WARD,
    choose_rows,
    group_by_ward,
    read_rows,
    read_table,
    read_total,
    sum_ward,
)
from reports.pages.links import LinkedText
from reports.pages.numbers.tables import (
    WARDS,
    list_number_tables,
    make_number_head,
    make_number_table,
)
from reports.pages.row_groups import RowGroup

# The seal for the eye: enough of the digest to compare two prints.
SHOWN, GROUP = 16, 4


class FrozenLinks:
    """Addresses of the names behind a frozen figure; rows and wards by their place."""

    def __init__(self, pk, is_now, ward=None):
        """`pk`: that of the report."""
        self.start = f"{reverse('frozen:frozen_figure', args=[pk])}?figure="
        self.tail = ""
        if is_now:
            self.tail += "&now=1"
        if ward:
            self.tail += f"&ward={ward}"

    def __call__(self, figure, row=None):
        if row:
            return f"{self.start}{figure}&row={row}{self.tail}"
        return f"{self.start}{figure}{self.tail}"


class LinksOfPart(FrozenLinks):
    """Those of the report of a ward, whose place is that in the report of the city."""

    def __call__(self, figure, row=None):
        return super().__call__(figure)


def describe_report(report, document, is_now):
    """The template's context: the tables as they were or as they are now, and all that
    was frozen beside them."""
    labels, days = read_labels(document), document["days"]
    groups = {group["label"]: group["figures"] for group in document["groups"]}
    head = make_number_head(groups, labels)
    total = read_total(document, is_now)
    recalls = []
    for figure in document["recalls"]:
        recalls.append((labels[figure], padded(total.counts[figure])))
    page = outline_report(report, document)
    page.update(
        is_now=is_now,
        now_on=datetime.date.fromisoformat(document["now"]["on"]),
        head=head,
        tables=list_tables(report, document, is_now, head.columns),
        rates=list_frozen_rates(document, is_now),
        recalls=recalls,
        calendars=[write_calendar(one, days) for one in document["calendars"]],
        rules=document["rules"],
        query=write_way(is_now),
    )
    return page


def write_way(is_now):
    """The query that keeps the cells as they were, or as they are now."""
    return "?now=1" if is_now else ""


def outline_report(report, document):
    groups = textwrap.wrap(report.digest[:SHOWN], GROUP)
    return {
        "report": report,
        "part_of": document.get("part_of"),
        "committee": document["committee"]["name"],
        "frozen_by": document["frozen_by"],
        "digest": " ".join(groups),
    }


def list_tables(report, document, is_now, columns):
    if document["parts"]:
        return [make_ward_table(report, document, is_now, columns)]
    return list_frozen_tables(report, document, is_now, columns)


def make_ward_table(report, document, is_now, columns):
    """The wards of a city, each leading to its own report."""
    rows, parts = read_rows(document, is_now), report.index_parts()
    own = {row["uid"]: row["gathers"] for row in document["were"]["rows"]}
    links, addresses = {}, []
    for row, told in zip(rows, read_table(document, is_now)["rows"], strict=True):
        part = parts.get(told["uid"])
        address = ""
        if part:
            address = reverse("frozen:frozen_report", args=[part]) + write_way(is_now)
        addresses.append(address)
        # What has gone on in another ward is in two reports.
        if part and told["gathers"] == own[told["uid"]]:
            links[row.pk] = LinksOfPart(part, is_now)
    of_all = FrozenLinks(report.pk, is_now)
    group = RowGroup(WARDS, WARD, rows, lambda row: links.get(row.pk, of_all))
    table = make_number_table(group, columns, None)
    for place, address in enumerate(addresses):
        name, numbers = table.lines[place]
        table.lines[place] = LinkedText(name.text, address), numbers
    return table


def list_frozen_tables(report, document, is_now, columns):
    found = read_rows(document, is_now)
    wards = group_by_ward(found)
    return list_number_tables(
        found,
        wards,
        [sum_ward(ward, rows) for ward, rows in wards],
        lambda ward: FrozenLinks(report.pk, is_now, ward),
        columns,
    )


def list_frozen_rates(document, is_now):
    """[(label, share in words, range in words)] of the figures shown as a share."""
    labels, total = read_labels(document), read_total(document, is_now)
    cells, _ = rates.part_cells_and_units(read_rows(document, is_now))
    found = []
    for figure, of in read_shares(document).items():
        share = write_share(total, figure, of)
        found.append((labels[figure], share, write_frozen_range(cells, figure, of)))
    return found


def write_share(row, figure, of):
    return rate_text(row.counts[figure], row.counts[of])


def write_frozen_range(cells, figure, of):
    """ "thấp nhất: Chi bộ 7, 1/3 (33,3%); cao nhất: …"; "" when there is nothing to
    compare."""
    ends = rates.find_extent(cells, figure, of)
    if ends is None or len(cells) < 2:
        return ""
    low, high = ends
    return (
        f"thấp nhất: {low.name}, {write_share(low, figure, of)}; cao nhất: "
        f"{high.name}, {write_share(high, figure, of)}"
    )


def write_calendar(calendar, days):
    said = []
    for day in days:
        said.append(f"{day['label'].lower()} {write_day(calendar.get(day['key']))}")
    return f"{calendar['committee']}: {'; '.join(said)}"


def write_day(text):
    if not text:
        return "chưa có"
    return date_text(datetime.date.fromisoformat(text))


# --- the names behind a figure -------------------------------------------------------


def describe_frozen_names(
    report, document, figure, *, row=None, ward=None, is_now=False
):
    """The context of the list of names; None when there is no such row or ward."""
    chosen = choose_rows(document, is_now, row, ward)
    if chosen is None:
        return None
    of = read_shares(document).get(figure)
    page = outline_report(report, document)
    page.update(
        label=read_labels(document)[figure],
        says=padded(chosen.counts[figure]),
        where=chosen.name,
        people=list_frozen_people(report, document, figure, chosen.gathers),
        query=write_way(is_now),
    )
    if of:
        page["says"] = write_share(chosen, figure, of)
    return page


# --- what would differ today ---------------------------------------------------------


def describe_differences(report, document, on):
    """The context of the page of differences."""
    found, labels = find_differences(report), read_labels(document)
    cells, calendars = [], []
    for name, changed in found.cells:
        lines = []
        for one in changed:
            label = labels[one.figure]
            lines.append((label, write_count(one.old), write_count(one.new)))
        cells.append((name, lines))
    for one in found.calendars:
        old, new = write_day(one.old), write_day(one.new)
        calendars.append((one.committee, one.label, old, new))
    page = outline_report(report, document)
    page.update(today=on, cells=cells, calendars=calendars)
    return page


def write_count(number):
    return "không có" if number is None else str(number)
