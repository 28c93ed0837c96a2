"""How are numbers, rates, days and deadlines written?"""

from datetime import UTC, date, datetime, timedelta

import pytest

from phucdong import writing

PERCENT = {
    (0, 0): "–",
    (0, 7): "0,0%",
    (7, 7): "100%",
    (34, 35): "97,1%",
    (1, 16): "6,3%",
    (1, 3): "33,3%",
    (2, 3): "66,7%",
    (1, 2000): "0,1%",
    (1, 2001): "0,0%",
    (9994, 10_000): "99,9%",
    (9996, 10_000): "99,9%",
    (99_999, 100_000): "99,9%",
}


@pytest.mark.parametrize("pair, words", PERCENT.items())
def test_a_share_has_one_decimal_and_is_whole_only_when_all_are_in_it(pair, words):
    assert writing.percent(*pair) == words


@pytest.mark.parametrize(
    "pair, words",
    [((1265, 1300), "1.265/1.300 (97,3%)"), ((0, 0), "–"), ((0, 4), "0/4 (0,0%)")],
)
def test_a_rate_stands_with_its_parts(pair, words):
    assert writing.rate_text(*pair) == words


@pytest.mark.parametrize(
    "number, words",
    [(0, "00"), (1, "01"), (9, "09"), (10, 10), (275, 275), ("–", "–"), (-1, -1)],
)
def test_counts_under_ten_are_padded(number, words):
    assert writing.padded(number) == words


@pytest.mark.parametrize(
    "number, words", [(0, "0"), (999, "999"), (1000, "1.000"), (1_234_567, "1.234.567")]
)
def test_thousands_have_a_dot(number, words):
    assert writing.count_text(number) == words


DUE = {
    2: "còn 2 ngày",
    1: "còn 1 ngày",
    0: "hôm nay là hạn cuối",
    -1: "quá hạn 1 ngày",
    -2: "quá hạn 2 ngày",
}


@pytest.mark.parametrize("days, words", DUE.items())
def test_a_deadline_is_told_from_today(days, words):
    today = date(2026, 2, 10)
    assert writing.due_text(today + timedelta(days=days), today) == words


def test_days_and_moments_are_those_of_viet_nam():
    late = datetime(
        2026, 2, 9, 17, 5, tzinfo=UTC
    )  # seven hours later it is the next day
    assert (writing.date_text(late), writing.moment_text(late)) == (
        "10/02/2026",
        "00:05 ngày 10/02/2026",
    )
    assert (writing.date_text(date(2026, 2, 9)), writing.date_text(None)) == (
        "09/02/2026",
        "",
    )
