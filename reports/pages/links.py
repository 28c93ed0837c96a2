"""How does a figure lead to the names behind it?"""

from typing import NamedTuple

from django.urls import reverse

from phucdong.writing import count_text, percent


class Links:
    """Addresses of the names behind a figure.

    A figure without a cell is that of all, or of one of several wards (the id of a
    committee).
    """

    def __init__(self, choice, ward=None):
        self.start, self.tail = f"{reverse('names:figure')}?figure=", ""
        if query := choice.query(ward=ward) if ward else choice.query():
            self.tail = f"&{query}"

    def __call__(self, figure, cell=None):
        if cell:
            return f"{self.start}{figure}&cell={cell}{self.tail}"
        return f"{self.start}{figure}{self.tail}"


class LinkedText(NamedTuple):
    """Words that lead somewhere (or nowhere), and a note in brackets behind them."""

    text: str
    url: str = ""
    note: str = ""


NOTHING = LinkedText("–")


def link_counted(count, text, url):
    """Words that lead to the names of those who are counted; nobody stands behind a
    nought."""
    if not count:
        return LinkedText(text)
    return LinkedText(text, url)


def link_number(row, figure, links):
    """A count that opens into its names."""
    count = row.counts[figure]
    return link_counted(count, count_text(count), links(figure, row.pk))


def link_share(row, figure, links):
    """ "34/35 (97,1%)", of which "34/35" leads to the names; "–" with nobody
    obliged."""
    if not row.counts["obliged"]:
        return NOTHING
    part = write_part(row, figure)
    return LinkedText(part, links(figure, row.pk), write_percent(row, figure))


def link_percent(row, figure, links, note=""):
    """ "97,1%", which leads to the names; "–" with nobody obliged."""
    if not row.counts["obliged"]:
        return NOTHING
    return LinkedText(write_percent(row, figure), links(figure, row.pk), note)


def write_part(row, figure):
    """ "34/35" """
    return f"{count_text(row.counts[figure])}/{count_text(row.counts['obliged'])}"


def write_percent(row, figure):
    return percent(row.counts[figure], row.counts["obliged"])
