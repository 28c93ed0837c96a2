"""The tables of progress: in which order their rows stand."""

import pytest

from reports.pages.dashboard.progress import sort_rows
from tests.reports.pages.dashboard.test_attention import a_row

# name: (obliged, sent, through all four steps)
SHARES = {
    "A": (10, 5, 3),
    "B": (10, 5, 1),
    "C": (10, 1, 1),
    "D": (0, 0, 0),
    "E": (2, 1, 0),
}
SORTED = {
    "participated": "C E B A D",
    "-participated": "E B A C D",
    "completed": "E B C A D",
    "-completed": "A B C E D",
    "obliged": "D E A B C",
    "-obliged": "A B C E D",
    "name": "A B C D E",
    "-name": "E D C B A",
}


@pytest.mark.parametrize("sort, names", SORTED.items())
def test_of_equal_shares_the_one_that_has_come_less_far_stands_first(sort, names):
    rows = [
        a_row(name, number, obliged=obliged, participated=sent, completed=through)
        for number, (name, (obliged, sent, through)) in enumerate(SHARES.items())
    ]
    assert " ".join(row.name for row in sort_rows(rows, sort)) == names
