"""What stands on the pages of a frozen report? All of it comes from what was frozen, nothing from the present."""

import datetime
from dataclasses import replace

from django.urls import reverse
from django.utils.safestring import SafeString

from phucdong.writing import date_text, padded, rate_text
from reports import freezing, rates, tables
from reports.figures import LABELS, RATES
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


def page(report, is_now):
    """The template's context: the tables as they were or as they are now, and all that was frozen beside them."""
    content, found = report.content, rows_of(table_of(report, is_now))
    total = Rates("", table_of(report, is_now)["total"])
    return {
        **outline(report),
        **tables.HEAD,
        "is_now": is_now,
        "now_on": day(content["now"]["on"]),
        "tables": tables_of(report, found, is_now),
        "rates": [(LABELS[figure], share(total, figure), extent(found, figure)) for figure in RATES],
        "recalls": [(LABELS[figure], padded(total.counts[figure])) for figure in ("recalled", "mended", "unmended")],
        "calendars": [calendar_words(calendar) for calendar in content["calendars"]],
        "rules": content["rules"],
        "query": "?now=1" if is_now else "",
    }


def outline(report):
    content = report.content
    return {
        "report": report,
        "committee": content["committee"]["name"],
        "frozen_by": content["frozen_by"],
        "digest": " ".join(report.digest[at : at + GROUP] for at in range(0, SHOWN, GROUP)),
    }


def table_of(report, is_now):
    return report.content["now" if is_now else "were"]


def rows_of(table):
    """[Rates] of a frozen table; `pk` is the place of the row, from 1, `committee` the name of the ward."""
    return [
        Rates(row["name"], row["counts"], pk=place, kind=row["kind"], committee=row["ward"], gathers={*row["gathers"]})
        for place, row in enumerate(table["rows"], start=1)
    ]


def wards_of(found):
    """[name of a ward] in the order of the tables; [] when there is only one."""
    return list(dict.fromkeys(row.committee for row in sorted(found, key=lambda row: row.committee) if row.committee))


def of_ward(found, name):
    return [row for row in found if row.committee == name]


def tables_of(report, found, is_now):
    wards = wards_of(found)
    if not wards:
        return tables.numbers_apart(found, FrozenLinks(report, is_now))
    links = {name: FrozenLinks(report, is_now, place) for place, name in enumerate(wards, start=1)}
    sums = [rates.total(rates.apart(of_ward(found, name))[0], name, name) for name in wards]
    everything = FrozenLinks(report, is_now)
    top = tables.of_numbers(sums, tables.OF_WARDS, "Đảng bộ", lambda row: links.get(row.committee, everything))
    return [
        top,
        *(part for name in wards for part in tables.numbers_apart(of_ward(found, name), links[name], f" – {name}")),
    ]


def for_a_file(report, is_now):
    """[Rates], each with the name of its ward behind its own where there are several."""
    found = rows_of(table_of(report, is_now))
    return [replace(row, name=f"{row.name} ({row.committee})") if row.committee else row for row in found]


def share(row, figure):
    return rate_text(row.counts[figure], row.counts["obliged"])


def extent(found, figure):
    """ "thấp nhất 88,1% (Chi bộ 7), …": the range over the cells, "" when there is nothing to compare."""
    cells = rates.apart(found)[0]
    ends = rates.extent(cells, figure)
    if ends is None or len(cells) < 2:
        return ""
    low, high = (f"{row.name}, {share(row, figure)}" for row in ends)
    return f"thấp nhất: {low}; cao nhất: {high}"


def calendar_words(calendar):
    days = "; ".join(f"{words.lower()} {date_words(calendar[name])}" for name, words in freezing.CALENDAR.items())
    return f"{calendar['committee']}: {days}"


def day(text):
    return datetime.date.fromisoformat(text)


def date_words(text):
    return date_text(day(text)) if text else "chưa có"


# --- the names behind a figure -------------------------------------------------------------------------------------


def names(report, figure, *, row=None, ward=None, is_now=False):
    """The context of the list of names; None when there is no such row or ward."""
    found = rows_of(table_of(report, is_now))
    chosen = chosen_from(found, row, ward)
    if chosen is None:
        return None
    cells = {own["uid"]: own["name"] for own in report.content["were"]["rows"]}
    people = [one for one in report.content["people"] if one["cell"] in chosen.gathers and figure in one["figures"]]
    return {
        **outline(report),
        "label": LABELS[figure],
        "says": share(chosen, figure) if figure in RATES else padded(chosen.counts[figure]),
        "where": chosen.name,
        "people": [{**one, "cell": cells.get(one["cell"], "")} for one in people],
        "query": "?now=1" if is_now else "",
    }


def chosen_from(found, row, ward):
    if row:
        return next((one for one in found if one.pk == row), None)
    wards = wards_of(found)
    if ward:
        name = next((name for place, name in enumerate(wards, start=1) if place == ward), None)
        return name and rates.total(rates.apart(of_ward(found, name))[0], name)
    cells, units = rates.apart(found)
    return rates.total(cells or units, "")


# --- what would differ today ---------------------------------------------------------------------------------------


def today(report, on):
    """The context of the page of differences."""
    found = freezing.differences(report, on)
    return {
        **outline(report),
        "today": on,
        "cells": [
            (name, [(LABELS[figure], count(old), count(new)) for figure, old, new in changed])
            for name, changed in found["cells"]
        ],
        "calendars": [
            (committee, words, date_words(old), date_words(new)) for committee, words, old, new in found["calendars"]
        ],
    }


def count(number):
    return "không có" if number is None else str(number)
