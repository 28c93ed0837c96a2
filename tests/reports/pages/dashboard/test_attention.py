"""What the ward should look at first: how many are named, and in which order."""

import pytest

from reports.figures import FIGURES
from reports.pages.dashboard.attention import list_notices
from reports.rates import Rates, sum_rates


def a_row(name, pk, **counts):
    facts = {
        key: counts.pop(key)
        for key in ("has_reviewer", "has_secretary", "ends_soon", "kind")
        if key in counts
    }
    return Rates(name, {**dict.fromkeys(FIGURES, 0), **counts}, pk=pk, **facts)


def noticed(rows, **more):
    """[(number, words, links as text, words after them)]"""
    how = {
        "link": lambda figure, cell=None: f"{figure}/{cell}",
        "link_cell": lambda pk: f"cell/{pk}",
    }
    found = list_notices(
        rows,
        sum_rates(rows),
        **how,
        **{"drafts_are_due": True, "is_ward": True, **more},
    )
    return [
        (
            each.number,
            each.words,
            ", ".join(f"{label} <{url}>" for label, url in each.links),
            each.after,
        )
        for each in found
    ]


def waiting(number):
    return [
        a_row(f"Chi bộ {n}", n, waiting=number - n + 1) for n in range(number, 0, -1)
    ]


@pytest.mark.parametrize(
    "number, named, after",
    [
        (1, 1, ""),
        (6, 6, ""),
        (7, 7, ""),
        (8, 6, "và 02 nơi khác"),
        (20, 6, "và 14 nơi khác"),
    ],
)
def test_who_waits_longest_is_named_first_and_of_many_six_are(number, named, after):
    """One more is named too: "and one other place" would be no shorter. Chi bộ 1 has
    the most plans that wait."""
    words = "chi bộ, đơn vị có kế hoạch chờ đọc quá 7 ngày:"
    links = ", ".join(
        f"Chi bộ {n} ({number - n + 1}) <waiting/{n}>" for n in range(1, named + 1)
    )
    assert noticed(waiting(number)) == [
        (f"0{number}" if number < 10 else number, words, links, after)
    ]


def test_all_that_can_be_said_in_its_order():
    rows = [
        a_row("Chi bộ 1", 1, has_secretary=False, overdue=3, waiting=2),
        a_row("Chi bộ 2", 2, has_reviewer=False, has_secretary=False, heads_unposted=4),
        a_row("Chi bộ 3", 3, ends_soon=True, unmended=5),
        a_row("UBND phường", 4, kind="unit", has_secretary=False),
    ]
    assert noticed(rows) == [
        (
            "01",
            "chi bộ, đơn vị có kế hoạch chờ đọc quá 7 ngày:",
            "Chi bộ 1 (2) <waiting/1>",
            "",
        ),
        ("03", "đồng chí", "đã quá hạn <overdue/None>", ""),
        ("04", "người đứng đầu", "chưa niêm yết, nộp xong <heads_unposted/None>", ""),
        ("", "", "Chi bộ 2 <cell/2>", "chưa có ai đọc kế hoạch; Đảng ủy đọc thay"),
        ("", "", "Chi bộ 1 <cell/1>", "chưa có bí thư"),
        ("", "", "Chi bộ 3 <cell/3>", "có nhiệm kỳ hết trong 30 ngày tới"),
        ("05", "kế hoạch", "chưa ký lại <unmended/None>", "theo yêu cầu của Đảng ủy"),
    ]
    assert [line[3] for line in noticed(rows, is_ward=False, drafts_are_due=False)] == [
        *(
            "",
            "",
            "chưa có ai đọc kế hoạch; Đảng ủy đọc thay",
            "chưa có bí thư",
            "theo yêu cầu của Đảng ủy",
        )
    ]
