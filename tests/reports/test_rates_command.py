"""manage.py rates: the interface of DESIGN for machines and operators."""

import csv
import datetime
import io
import json

import pytest
from django.core.management import CommandError, call_command

from cells.models import Cell, Exemption
from plans.models import Cycle
from reports.management.commands import rates as command
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    CycleFactory,
    MemberFactory,
    MembershipFactory,
)
from tests.merging import merge
from tests.people import TODAY, a_plan_at

D = datetime.date
KEYS = [
    *("members", "exempt", "suspended", "away", "newcomers", "obliged"),
    *("not_begun", "draft", "cell_review", "finalizing", "signed", "posted"),
    *("overdue", "participated", "completed", "voluntary"),
]


def printed(capsys, *arguments):
    call_command("rates", *arguments)
    return capsys.readouterr().out


def figures(capsys, *arguments):
    return json.loads(printed(capsys, "--format", "json", *arguments))


def refused(*arguments):
    with pytest.raises(CommandError) as error:
        call_command("rates", *arguments)
    return str(error.value)


@pytest.fixture
def busy(people):
    Cell.objects.filter(kind=Cell.Kind.UNIT).update(closed_on=TODAY)
    people.kha.memberships.update(until=TODAY)
    people.lan.memberships.update(until=TODAY)
    Exemption.objects.create(member=people.dung, since=D(2025, 1, 1))
    a_plan_at("cell_review", people, "an")
    a_plan_at("cell_review", people, "dung")
    a_plan_at("posted", people, "inh", reviewer="chi", filer="chi")
    return people


def test_the_json_has_this_shape_and_order(busy, capsys):
    content = figures(capsys, "--cycle", "2026")
    assert list(content) == ["cycle", "as_of", "cells", "total"]
    assert [list(cell) for cell in content["cells"]] == [["cell", *KEYS]] * 2
    assert list(content["total"]) == KEYS
    assert content == {
        "cycle": 2026,
        "as_of": "2026-02-10",
        "cells": [
            {
                "cell": "Chi bộ 7",
                **dict(
                    zip(
                        KEYS,
                        [4, 1, 0, 0, 0, 3, 2, 0, 1, 0, 0, 0, 2, 1, 0, 1],
                        strict=True,
                    )
                ),
            },
            {
                "cell": "Chi bộ 9",
                **dict(
                    zip(
                        KEYS,
                        [4, 0, 0, 0, 0, 4, 3, 0, 0, 0, 0, 1, 3, 1, 1, 0],
                        strict=True,
                    )
                ),
            },
        ],
        "total": dict(
            zip(KEYS, [8, 1, 0, 0, 0, 7, 5, 0, 1, 0, 0, 1, 5, 2, 1, 1], strict=True)
        ),
    }


def test_units_stand_apart_and_out_of_the_total(people, capsys):
    content = figures(capsys, "--cycle", "2026")
    assert list(content) == ["cycle", "as_of", "cells", "total", "units"]
    assert [(cell["cell"], cell["members"]) for cell in content["units"]] == [
        ("UBND phường", 2)
    ]
    assert content["total"]["members"] == 8


@pytest.mark.parametrize(
    "year, on, as_of",
    [
        (2026, None, "2026-02-10"),
        (2025, None, "2025-12-31"),
        (2027, None, "2026-02-10"),
        (2026, "2026-01-05", "2026-01-05"),
        (2026, "05/01/2026", "2026-01-05"),
        (2025, "2026-01-05", "2026-01-05"),
    ],
)
def test_the_day_is_today_or_the_end_of_a_year_that_is_over(
    people, capsys, year, on, as_of
):
    content = figures(capsys, "--cycle", str(year), *(["--on", on] if on else []))
    assert (content["cycle"], content["as_of"]) == (year, as_of)


def test_without_a_cycle_the_obliged_are_right_and_nobody_has_begun(busy, capsys):
    Cycle.objects.exclude(pk=busy.cycle.pk).delete()
    Exemption.objects.filter(member=busy.dung).update(until=D(2025, 6, 1))
    MembershipFactory(
        member=busy.em, cell=busy.cell, since=D(2025, 12, 15), origin="admitted"
    )
    total = figures(capsys, "--cycle", "2025")["total"]
    assert {key: number for key, number in total.items() if number} == {
        "members": 9,
        "newcomers": 1,
        "obliged": 8,
        "not_begun": 8,
    }


def test_as_now_gathers_merged_cells(people, capsys):
    merge(
        [people.cell, people.other_cell],
        "Chi bộ 20",
        committee=people.ward,
        on=D(2026, 2, 8),
    )
    arguments = ("--cycle", "2026", "--on", "2026-02-07")
    as_were, as_are = (
        figures(capsys, *arguments),
        figures(capsys, *arguments, "--as-now"),
    )
    assert [(cell["cell"], cell["members"]) for cell in as_were["cells"]] == [
        ("Chi bộ 7", 4),
        ("Chi bộ 9", 4),
    ]
    assert [(cell["cell"], cell["members"]) for cell in as_are["cells"]] == [
        ("Chi bộ 20", 8)
    ]
    assert as_were["total"] == as_are["total"]


@pytest.fixture
def two_wards(busy):
    """Another ward, whose drafts are due in March, with a cell below a lower
    committee."""
    other = CommitteeFactory(name="Đảng bộ phường Long Biên")
    below = CommitteeFactory(
        name="Đảng bộ Trường THCS", parent=other, kind="grassroots"
    )
    due = {
        "draft_due_on": D(2026, 3, 31),
        "review_due_on": D(2026, 4, 30),
        "filed_due_on": D(2026, 5, 15),
    }
    CycleFactory(committee=other, **due)
    MembershipFactory(
        member=MemberFactory(), cell=CellFactory(name="Chi bộ 1", committee=other)
    )
    MembershipFactory(
        member=MemberFactory(), cell=CellFactory(name="Chi bộ Tổ Toán", committee=below)
    )
    return busy


def test_every_ward_counts_by_its_own_cycle(two_wards, capsys):
    cells = figures(capsys, "--cycle", "2026")["cells"]
    assert [(cell["cell"], cell["not_begun"], cell["overdue"]) for cell in cells] == [
        ("Chi bộ 1", 1, 0),
        ("Chi bộ 7", 2, 2),
        ("Chi bộ 9", 3, 3),
        ("Chi bộ Tổ Toán", 1, 0),
    ]


def test_several_wards_have_a_sum_each_after_what_is_stable(two_wards, capsys):
    content = figures(capsys, "--cycle", "2026")
    assert list(content) == ["cycle", "as_of", "cells", "total", "wards"]
    assert [
        (ward["ward"], ward["members"], list(ward)[1:] == KEYS)
        for ward in content["wards"]
    ] == [
        ("Đảng bộ phường Long Biên", 2, True),
        ("Đảng bộ phường Phúc Đồng", 8, True),
    ]


def test_several_wards_are_two_queries_and_one_for_their_cells(
    two_wards, capsys, django_assert_num_queries
):
    with django_assert_num_queries(5):
        figures(capsys, "--cycle", "2026")


def test_one_committee_and_all_below_it(two_wards, capsys):
    content = figures(
        capsys, "--cycle", "2026", "--committee", "đảng bộ phường long biên"
    )
    assert [cell["cell"] for cell in content["cells"]] == ["Chi bộ 1", "Chi bộ Tổ Toán"]
    content = figures(capsys, "--cycle", "2026", "--committee", "Đảng bộ Trường THCS")
    assert [cell["cell"] for cell in content["cells"]] == ["Chi bộ Tổ Toán"]


def test_an_empty_database_prints_nothing_but_noughts(db, capsys):
    content = figures(capsys, "--cycle", "2026")
    assert (content["cells"], set(content["total"].values())) == ([], {0})


def test_the_csv_is_read_by_its_headings(busy, capsys):
    rows = list(
        csv.DictReader(
            io.StringIO(printed(capsys, "--cycle", "2026", "--format", "csv"))
        )
    )
    assert list(rows[0]) == ["cell", *KEYS]
    assert [(row["cell"], row["obliged"], row["posted"]) for row in rows] == [
        ("Chi bộ 7", "3", "0"),
        ("Chi bộ 9", "4", "1"),
        ("Tổng cộng", "7", "1"),
    ]


def test_the_table_is_for_people(busy, capsys):
    lines = printed(capsys, "--cycle", "2026").splitlines()
    assert lines[0] == "Kế hoạch năm 2026, số liệu tính đến hết ngày 10/02/2026"
    cells = [
        " ".join(line.split())
        for line in lines
        if line.startswith(("Chi bộ 7", "Tổng"))
    ]
    assert cells == [
        "Chi bộ 7 4 1 0 0 0 3 2 0 1 0 0 0 2 1 0 1 33,3% 0,0%",
        "Tổng cộng 8 1 0 0 0 7 5 0 1 0 0 1 5 2 1 1 28,6% 14,3%",
    ]
    assert max(map(len, lines)) <= 160


@pytest.mark.parametrize(
    "arguments, words",
    [
        ([], "--cycle còn thiếu: cần một năm, ví dụ --cycle 2026."),
        (["--cycle", "năm nay"], "--cycle năm nay: cần một năm, ví dụ --cycle 2026."),
        (["--cycle", "26"], "--cycle 26: cần một năm, ví dụ --cycle 2026."),
        (
            ["--cycle", "2026", "--on", "31/02/2026"],
            "--on 31/02/2026: không phải một ngày. Viết 2026-02-19 hoặc",
        ),
        (
            ["--cycle", "2026", "--committee", "Khác"],
            "--committee Khác: không có đảng bộ này (đang có: Đảng bộ phường",
        ),
    ],
)
def test_what_cannot_be_is_refused_in_words(people, arguments, words):
    assert refused(*arguments).startswith(words)


def test_the_writers_know_every_format():
    assert set(command.WRITERS) == {"json", "csv", "table"}
