"""What stands on the pages of a frozen report? All of it comes from what was frozen, nothing from the present.

`document` is the content of the report as reports/documents.py reads it.
"""

import datetime
from dataclasses import replace

from django.urls import reverse
from django.utils.safestring import SafeString

from cells.models import Cell
from phucdong.writing import date_text, padded, rate_text
from reports import files, rates
from reports import number_tables as tables
from reports.frozen import content as freezing
from reports.frozen import documents
from reports.rates import Rates

# The seal for the eye: enough of the digest to compare two prints.
SHOWN, GROUP = 16, 4


class FrozenLinks:
    """Addresses of the names behind a figure, ready for a template. Rows and wards are told by their place."""

    def __init__(self, report, is_now, ward=None):
        self.start = f"{reverse('frozen_figure', args=[report.pk])}?figure="
        self.tail = ("&amp;now=1" if is_now else "") + (f"&amp;ward={ward}" if ward else "")

    def __call__(self, figure, row=None):
        where = f"&amp;row={row}" if row else ""
        return SafeString(f"{self.start}{figure}{where}{self.tail}")


def page(report, document, is_now):
    """The template's context: the tables as they were or as they are now, and all that was frozen beside them."""
    found, total = rows_of(table_of(document, is_now)), total_of(document, is_now)
    labels, columns = documents.labels_of(document), columns_of(document)
    return {
        **outline(report, document),
        "is_now": is_now,
        "now_on": day(document["now"]["on"]),
        "groups": [(group["label"], len(group["figures"])) for group in document["groups"]],
        "columns": list(columns.values()),
        "tables": tables_of(found, columns, lambda ward=None: FrozenLinks(report, is_now, ward)),
        "rates": [
            (labels[figure], share(total, figure, of), extent(found, figure, of))
            for figure, of in documents.shares_of(document).items()
        ],
        "recalls": [(labels[figure], padded(total.counts[figure])) for figure in document["recalls"]],
        "calendars": [calendar_words(calendar, document["days"]) for calendar in document["calendars"]],
        "rules": document["rules"],
        "query": "?now=1" if is_now else "",
    }


def outline(report, document):
    return {
        "report": report,
        "committee": document["committee"]["name"],
        "frozen_by": document["frozen_by"],
        "digest": " ".join(report.digest[at : at + GROUP] for at in range(0, SHOWN, GROUP)),
    }


def columns_of(document):
    """{figure: heading} of the table of numbers."""
    labels = documents.labels_of(document)
    return {figure: labels[figure] for group in document["groups"] for figure in group["figures"]}


def table_of(document, is_now):
    return document["now" if is_now else "were"]


def total_of(document, is_now):
    return Rates("Tổng cộng", table_of(document, is_now)["total"])


def rows_of(table):
    """[Rates] of a frozen table; `pk` is the place of the row, from 1, `committee` the name of the ward."""
    return [rates_of_row(row, place) for place, row in enumerate(table["rows"], start=1)]


def rates_of_row(row, place):
    kind = Cell.Kind.UNIT if row["is_unit"] else ""
    return Rates(row["name"], row["counts"], pk=place, kind=kind, committee=row["ward"], gathers={*row["gathers"]})


def wards_of(found):
    """[name of a ward] in the order of the tables; [] when there is only one."""
    return list(dict.fromkeys(row.committee for row in sorted(found, key=lambda row: row.committee) if row.committee))


def of_ward(found, name):
    return [row for row in found if row.committee == name]


def tables_of(found, columns, links_of):
    """The tables of numbers; `links_of(place of a ward)` are the addresses in one of them."""
    wards, everything = wards_of(found), links_of()
    if not wards:
        return tables.numbers_apart(found, everything, columns=columns)
    links = {name: links_of(place) for place, name in enumerate(wards, start=1)}
    sums = [rates.total(rates.apart(of_ward(found, name))[0], name, name) for name in wards]
    top = tables.of_numbers(sums, tables.OF_WARDS, "Đảng bộ", lambda row: links.get(row.committee, everything), columns)
    shown = [top]
    for name in wards:
        shown += tables.numbers_apart(of_ward(found, name), links[name], f" – {name}", columns)
    return shown


def share(row, figure, of):
    return rate_text(row.counts[figure], row.counts[of])


def extent(found, figure, of):
    """ "thấp nhất 88,1% (Chi bộ 7), …": the range over the cells, "" when there is nothing to compare."""
    cells = rates.apart(found)[0]
    ends = rates.extent(cells, figure, of)
    if ends is None or len(cells) < 2:
        return ""
    low, high = (f"{row.name}, {share(row, figure, of)}" for row in ends)
    return f"thấp nhất: {low}; cao nhất: {high}"


def calendar_words(calendar, days):
    said = "; ".join(f"{day['label'].lower()} {date_words(calendar.get(day['key']))}" for day in days)
    return f"{calendar['committee']}: {said}"


def day(text):
    return datetime.date.fromisoformat(text)


def date_words(text):
    return date_text(day(text)) if text else "chưa có"


# --- the file ------------------------------------------------------------------------------------------------------


def file_of(document, is_now):
    """(headings, lines): cells, total and units, each with its ward behind its name where there are several."""
    cells, units = rates.apart([with_its_ward(row) for row in rows_of(table_of(document, is_now))])
    rows, columns = [*cells, total_of(document, is_now), *units], document["file"]
    return files.headings_of(columns), [files.line(row, columns) for row in rows]


def with_its_ward(row):
    return replace(row, name=f"{row.name} ({row.committee})") if row.committee else row


# --- the names behind a figure -------------------------------------------------------------------------------------


def names(report, document, figure, *, row=None, ward=None, is_now=False):
    """The context of the list of names; None when there is no such row or ward."""
    chosen = chosen_from(document, is_now, row, ward)
    if chosen is None:
        return None
    cells = {own["uid"]: own["name"] for own in document["were"]["rows"]}
    people = [one for one in document["people"] if one["cell"] in chosen.gathers and figure in one["figures"]]
    of = documents.shares_of(document).get(figure)
    return {
        **outline(report, document),
        "label": documents.labels_of(document)[figure],
        "says": share(chosen, figure, of) if of else padded(chosen.counts[figure]),
        "where": chosen.name,
        "people": [{**one, "cell": cells.get(one["cell"], "")} for one in people],
        "query": "?now=1" if is_now else "",
    }


def chosen_from(document, is_now, row, ward):
    """The Rates of a row or ward, or of all; None when there is no such row or ward."""
    found = rows_of(table_of(document, is_now))
    if row:
        return next((one for one in found if one.pk == row), None)
    wards = wards_of(found)
    if ward:
        name = next((name for place, name in enumerate(wards, start=1) if place == ward), None)
        return name and rates.total(rates.apart(of_ward(found, name))[0], name)
    cells, units = rates.apart(found)
    return rates.total(cells or units, "") if found else replace(total_of(document, is_now), name="")


# --- what would differ today ---------------------------------------------------------------------------------------


def today(report, document, on):
    """The context of the page of differences."""
    found, labels = freezing.differences(report, on), documents.labels_of(document)
    return {
        **outline(report, document),
        "today": on,
        "cells": [
            (name, [(labels[figure], count(old), count(new)) for figure, old, new in changed])
            for name, changed in found["cells"]
        ],
        "calendars": [
            (committee, words, date_words(old), date_words(new)) for committee, words, old, new in found["calendars"]
        ],
    }


def count(number):
    return "không có" if number is None else str(number)
