"""In which cells was something recorded lately, long after the day from which it
holds?"""

from django.urls import reverse

from cells.dated_back import find_rows_dated_back
from phucdong.writing import padded
from reports.pages.dashboard.attention import Notice, shorten_links

WORDS = "lần ghi lùi ngày, mới ghi hoặc chờ xác nhận:"


def list_notices_of_late_recording(rows, wards, choice):
    """[Notice] about these Rates, one or none: each cell leads to its line on the list
    of cells, which says what it was. Of several wards only the one that is open is
    looked into. One query, if any."""
    if wards:
        rows = find_rows_of_open_ward(wards, choice)
    if not rows:
        return []
    dated_back = find_rows_dated_back([row.pk for row in rows], choice.today)
    links, total, farthest = [], 0, 0
    for row in rows:
        told = dated_back.get(row.pk, [])
        if told:
            links.append((f"{row.name} ({len(told)})", write_address(row.pk)))
            total += len(told)
            farthest = max(farthest, *(one.days for one in told))
    if not links:
        return []
    links, more = shorten_links(links)
    after = f"{more} · lùi nhiều nhất {padded(farthest)} ngày".strip()
    return [Notice(padded(total), WORDS, links, after)]


def find_rows_of_open_ward(wards, choice):
    for ward, rows in wards:
        if ward.pk == choice.opened:
            return rows
    return []


def write_address(pk):
    return f"{reverse('cells:cells')}#chi-bo-{pk}"
