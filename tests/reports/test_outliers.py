"""Which cells stand out, with numbers worked out by hand.

With a rate of 20 % a cell of 10 has six or more exempt with the chance 210·0.2⁶·0.8⁴ +
120·0.2⁷·0.8³ + 45·0.2⁸·0.8² + 10·0.2⁹·0.8 + 0.2¹⁰ = 0.00637, five or more with 0.03279.
"""

import pytest

from reports import outliers
from reports.counts import make_noughts
from reports.rates import Rates, sum_rates


def cell(name, members, exempt):
    return Rates(name, {"members": members, "exempt": exempt})


def test_the_chance_of_so_many_or_more():
    assert outliers.find_chance_of_many(6, 10, 0.2) == pytest.approx(
        0.0063694, abs=1e-7
    )
    assert outliers.find_chance_of_many(5, 10, 0.2) == pytest.approx(
        0.0327935, abs=1e-7
    )
    assert outliers.find_chance_of_many(0, 10, 0.2) == pytest.approx(1)


@pytest.mark.parametrize(
    ("members", "exempt", "of_all", "all_members", "expected"),
    [
        (10, 6, 200, 1000, True),
        (10, 5, 200, 1000, False),
        (9, 9, 200, 1000, False),  # too small to compare
        (3, 3, 200, 1000, False),
        (120, 31, 248, 1200, False),  # Cell 7 of the article in a ward of 20.7 %
        (120, 39, 248, 1200, True),
        (10, 0, 0, 1000, False),
        (10, 10, 1000, 1000, False),
    ],
)
def test_a_cell_stands_out_when_the_wards_rate_does_not_explain_it(
    members, exempt, of_all, all_members, expected
):
    assert outliers.is_outlier(members, exempt, of_all, all_members) == expected


def test_the_highest_share_comes_first_and_the_others_are_not_named():
    rows = [
        cell("a", 400, 40),
        cell("b", 20, 12),
        cell("c", 30, 24),
        cell("d", 9, 9),
        cell("e", 500, 50),
    ]
    assert [
        row.name for row in outliers.find_outliers(rows, sum_rates(rows).counts)
    ] == ["c", "b"]


def test_without_cells_nobody_stands_out():
    assert outliers.find_outliers([], make_noughts()) == []
