"""A frozen report stays what it was, whatever happens later, and says what would differ
today."""

import datetime
from io import StringIO
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, transaction

from cells.models import Cell, Committee, Exemption, FormerName, Member
from phucdong.canonical import write_canonical
from plans.models import Cycle
from plans.workflow import steps
from reports import rates, rules
from reports.frozen import seals
from reports.frozen.content import freeze_report
from reports.frozen.differences import Differences, find_differences
from reports.models import FrozenNames, FrozenReport
from reports.permissions import may_freeze
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    MemberFactory,
    MembershipFactory,
)
from tests.merging import merge
from tests.people import NOW, TODAY, a_plan_at, again
from tests.reports.frozen.force import by_force

D = datetime.date


@pytest.fixture
def busy(people):
    """Cell 7: An in review, Dung exempt and writing all the same, Bảo in draft, Bình
    nothing. Cell 9: Inh filed."""
    Exemption.objects.create(member=people.dung, since=D(2025, 1, 1))
    a_plan_at("cell_review", people, "an")
    a_plan_at("cell_review", people, "dung")
    a_plan_at("draft", people, "bao")
    a_plan_at("posted", people, "inh", reviewer="chi", filer="chi")
    return people


def freeze(people, on=TODAY, *, title="Sơ kết", key=None, committee=None, by="giang"):
    asked = {
        "title": title,
        "number": "127-BC/ĐU",
        "by": people.actor(by),
        "at": NOW,
        "key": key or uuid4(),
    }
    return freeze_report(committee or people.ward, 2026, on, **asked)


def kept(report):
    return FrozenReport.objects.get(pk=report.pk)


def names_in(report):
    """[(uid of the cell, a person)] of all its rows of names."""
    rows = report.names.order_by("pk")
    return [(str(row.cell), person) for row in rows for person in row.people]


def shown(report, table="were"):
    return [
        (row["name"], row["counts"]["members"], row["counts"]["participated"])
        for row in report.content[table]["rows"]
    ]


# --- what is frozen -------------------------------------------------------------------


def test_the_figures_are_those_of_the_page(busy):
    content = freeze(busy).content
    rows = rates.with_rates(Cell.objects.all(), cycle=busy.cycle, on=TODAY)
    assert [(row["name"], row["counts"]) for row in content["were"]["rows"]] == [
        (row.name, row.counts) for row in rows
    ]
    assert (
        content["were"]["total"]
        == rates.sum_rates(rates.part_cells_and_units(rows)[0]).counts
    )
    assert content["now"] == content["were"]


def test_behind_every_figure_stand_its_names(busy):
    report = freeze(busy)
    for row in report.content["were"]["rows"]:
        listed = [
            figure
            for cell, one in names_in(report)
            if cell in row["gathers"]
            for figure in one["figures"]
        ]
        assert {figure: listed.count(figure) for figure in rates.FIGURES} == row[
            "counts"
        ]
    orders = sorted(one["order"] for _, one in names_in(report))
    assert orders == list(range(1, 11))
    cell, dung = next(
        (cell, one) for cell, one in names_in(report) if one["name"] == "Phạm Thị Dung"
    )
    assert cell == str(busy.cell.uid)
    assert {**dung, "order": 0, "figures": sorted(dung["figures"])} == {
        "order": 0,
        "name": "Phạm Thị Dung",
        "standing": "Được miễn",
        "status": "Chi bộ góp ý",
        "figures": ["exempt", "left_out", "members", "voluntary"],
    }


def test_what_happens_meanwhile_comes_between_no_figure_and_its_names(
    busy, monkeypatch
):
    """Bình becomes exempt and a new cell is founded, before and after the people are
    read."""
    read = rates.list_everybody

    def read_meanwhile(cuts, cells):
        MembershipFactory(
            member=MemberFactory(),
            cell=CellFactory(name="Chi bộ 11", committee=busy.ward),
        )
        found = read(cuts, cells)
        Exemption.objects.create(member=busy.binh, since=D(2025, 1, 1))
        return found

    monkeypatch.setattr(rates, "list_everybody", read_meanwhile)
    report = freeze(busy)
    assert sum(row["counts"]["exempt"] for row in report.content["were"]["rows"]) == 1
    for table in ("were", "now"):
        listed = [figure for _, one in names_in(report) for figure in one["figures"]]
        rows = report.content[table]["rows"]
        for figure in rates.FIGURES:
            counted = sum(row["counts"][figure] for row in rows)
            assert counted == listed.count(figure)


def test_beside_them_stand_the_rules_the_calendar_and_who_froze_it(busy):
    content = freeze(busy).content
    assert (content["title"], content["number"], content["as_of"]) == (
        "Sơ kết",
        "127-BC/ĐU",
        "2026-02-10",
    )
    assert content["frozen_by"] == "Ngô Thị Giang (Cán bộ Đảng ủy)"
    assert content["frozen_at"] == "2026-02-10T02:00:00+00:00"
    due = {
        "draft_due_on": "2026-01-31",
        "review_due_on": "2026-02-28",
        "filed_due_on": "2026-03-15",
    }
    assert content["calendars"] == [{"committee": "Đảng bộ phường Phúc Đồng", **due}]
    assert content["rules"] == rules.write_rules()
    assert (
        "Tỷ lệ xây dựng kế hoạch = số đã từng gửi chi bộ ÷ số phải xây dựng."
        in content["rules"]["general"]
    )


def test_there_is_nothing_of_a_person_but_the_name(busy):
    Member.objects.filter(pk=busy.an.pk).update(
        born_on=D(1958, 9, 5), phone="0912345678", native_place="Gia Lâm"
    )
    report = freeze(busy)
    text = str([report.content, names_in(report)])
    assert "Nguyễn Văn An" in text and "Nguyễn Văn An" not in str(report.content)
    assert not any(
        secret in text
        for secret in ("1958", "0912345678", "Gia Lâm", "Vận động các hộ")
    )


def test_without_a_title_it_is_called_by_its_year_and_day(people):
    assert (
        freeze(people, title="").title
        == "Số liệu kế hoạch năm 2026 tính đến hết ngày 10/02/2026"
    )


def test_every_figure_has_its_rule():
    assert list(rules.RULES) == list(rates.FIGURES)


def test_a_double_click_freezes_once(people):
    first, second = freeze(people, key=UUID(int=7)), freeze(people, key=UUID(int=7))
    assert (first.pk, FrozenReport.objects.count()) == (second.pk, 1)
    freeze(people, key=UUID(int=8))
    assert FrozenReport.objects.count() == 2


def test_only_the_ward_above_freezes(people):
    allowed = [
        name
        for name in people.members
        if may_freeze(people.actor(name), people.ward.pk)
    ]
    assert allowed == ["giang"]
    elsewhere = CommitteeFactory(name="Đảng bộ phường Khác")
    assert not may_freeze(people.actor("giang"), elsewhere.pk)
    assert not may_freeze(people.actor("quan"), people.ward.pk)


def test_a_committee_below_is_frozen_alone(people):
    below = CommitteeFactory(
        name="Đảng bộ Trường học", parent=people.ward, kind="grassroots"
    )
    MembershipFactory(
        member=people.em, cell=CellFactory(name="Tổ Toán", committee=below)
    )
    assert shown(freeze(people, committee=below)) == [("Tổ Toán", 1, 0)]
    assert ("Tổ Toán", 1, 0) in shown(freeze(people))


# --- it never changes -----------------------------------------------------------------


def everything_happens(people):
    """Merger, renaming, an exemption entered for the past, a new name, a recall, other
    deadlines, one who dies."""
    Exemption.objects.create(member=people.binh, since=D(2026, 1, 1))
    Member.objects.filter(pk=people.an.pk).update(full_name="Nguyễn Văn An (A)")
    plan = again(people.inh.plans.get())
    steps.take_step(
        "recall", plan, by=people.actor("giang"), at=NOW, reason="vague", note="Ghi rõ"
    )
    FormerName.objects.create(
        cell=people.other_cell, name="Chi bộ 9", until=D(2026, 3, 1)
    )
    Cell.objects.filter(pk=people.other_cell.pk).update(name="Chi bộ Chín")
    people.hanh.memberships.update(until=D(2026, 2, 20))
    merge(
        [people.cell, people.other_cell],
        "Chi bộ 20",
        committee=people.ward,
        on=D(2026, 4, 1),
    )
    Cycle.objects.update(draft_due_on=D(2026, 2, 15))
    Committee.objects.update(name="Đảng bộ phường Phúc Lợi")


def test_it_stays_identical_after_anything_that_happens(busy):
    report = freeze(busy)
    everything_happens(busy)
    assert kept(report).content == report.content
    assert seals.is_whole(kept(report))


@pytest.mark.parametrize(
    "fields", [{"title": "Khác"}, {"content": {}}, {"seal": "0" * 64}, {"number": ""}]
)
def test_the_database_refuses_every_change(people, fields):
    report = freeze(people)
    with (
        pytest.raises((IntegrityError, DatabaseError), match="never changed"),
        transaction.atomic(),
    ):
        FrozenReport.objects.filter(pk=report.pk).update(**fields)
    assert vars(kept(report))["content"] == report.content


def test_the_database_refuses_to_take_it_away(people):
    report = freeze(people)
    for model in (FrozenNames, FrozenReport):
        rows = model.objects.order_by("pk")
        with (
            pytest.raises((IntegrityError, DatabaseError), match="never changed"),
            transaction.atomic(),
        ):
            rows._raw_delete(rows.db)
    assert kept(report).names.exists()


@pytest.mark.parametrize("fields", [{"people": []}, {"cell": UUID(int=7)}])
def test_the_database_refuses_every_change_of_the_names(people, fields):
    report = freeze(people)
    before = names_in(report)
    with (
        pytest.raises((IntegrityError, DatabaseError), match="never changed"),
        transaction.atomic(),
    ):
        FrozenNames.objects.filter(report=report).update(**fields)
    assert names_in(report) == before != []


# --- whoever comes by another way is noticed ------------------------------------------


def verified():
    out = StringIO()
    call_command("verify_reports", stdout=out)
    return out.getvalue().strip()


def test_reports_that_are_whole_are_counted(people):
    assert verified() == "0 bản số liệu đã chốt nguyên vẹn."
    freeze(people), freeze(people)
    assert verified() == "2 bản số liệu đã chốt nguyên vẹn."


@pytest.mark.parametrize(
    "column, value",
    [
        ("title", "Khác"),
        ("year", 2025),
        ("as_of", "2026-02-09"),
        ("digest", "0" * 64),
        ("seal", "x"),
    ],
)
def test_a_changed_column_is_noticed(people, column, value):
    freeze(people)
    report = freeze(people)
    by_force(
        f"UPDATE reports_frozenreport SET {column} = %s WHERE id = %s", value, report.pk
    )
    with pytest.raises(
        CommandError,
        match=rf"Bản chốt số {report.pk} .* không còn nguyên. \(1 bản đứng trước",
    ):
        verified()


def test_a_figure_rewritten_with_its_digest_is_noticed_by_the_seal(people):
    report = freeze(people)
    report.content["were"]["total"]["members"] = 9
    by_force(
        "UPDATE reports_frozenreport SET content = %s, digest = %s WHERE id = %s",
        write_canonical(report.content),
        seals.make_digest(report.content),
        report.pk,
    )
    with pytest.raises(CommandError, match="không còn nguyên"):
        verified()


# --- if it were counted today ---------------------------------------------------------


def test_nothing_differs_when_only_later_things_happened(busy):
    report = freeze(busy, D(2026, 2, 9))
    merge(
        [busy.cell, busy.other_cell], "Chi bộ 20", committee=busy.ward, on=D(2026, 4, 1)
    )
    assert find_differences(report) == Differences(calendars=[], cells=[])


def test_what_differs_is_told_figure_by_figure(busy):
    """Bình's exemption is entered afterwards: exempt 1 → 2 in cell 7, obliged 3 → 2 and
    so on; cell 9 is as it was."""
    report = freeze(busy)
    Exemption.objects.create(member=busy.binh, since=D(2026, 1, 1))
    changed = [
        ("exempt", 1, 2),
        ("obliged", 3, 2),
        ("not_begun", 1, 0),
        ("overdue", 2, 1),
        ("heads_unposted", 1, 0),
    ]
    total = [
        ("exempt", 1, 2),
        ("obliged", 7, 6),
        ("not_begun", 4, 3),
        ("overdue", 5, 4),
        ("heads_unposted", 2, 1),
    ]
    assert find_differences(report) == Differences(
        calendars=[],
        cells=[("Chi bộ 7", changed), ("Tổng cộng", total)],
    )


def test_a_calendar_put_right_is_told_with_what_follows_from_it(busy):
    report = freeze(busy)
    Cycle.objects.update(draft_due_on=D(2026, 2, 10))
    found = find_differences(report)
    assert found.calendars == [
        ("Đảng bộ phường Phúc Đồng", "Hạn gửi chi bộ", "2026-01-31", "2026-02-10")
    ]
    assert [
        (name, changed) for name, changed in found.cells if name != "UBND phường"
    ] == [
        ("Chi bộ 7", [("overdue", 2, 0)]),
        ("Chi bộ 9", [("overdue", 3, 0)]),
        ("Tổng cộng", [("overdue", 5, 0)]),
    ]


def test_a_cell_that_was_entered_afterwards_is_told_too(people):
    report = freeze(people)
    MembershipFactory(
        member=MemberFactory(),
        cell=CellFactory(name="Chi bộ 11", committee=people.ward),
    )
    new = dict(find_differences(report).cells)
    assert ("members", None, 1) in new["Chi bộ 11"]
    assert ("members", 8, 9) in new["Tổng cộng"]


# --- cells as they are now, several wards ---------------------------------------------


def test_both_ways_of_seeing_the_cells_are_frozen(busy):
    merge(
        [busy.cell, busy.other_cell], "Chi bộ 20", committee=busy.ward, on=D(2026, 2, 8)
    )
    report = freeze(busy, D(2026, 2, 7))
    assert shown(report) == [
        ("Chi bộ 7 (đến 2026)", 4, 0),
        ("Chi bộ 9 (đến 2026)", 4, 0),
        ("UBND phường", 2, 0),
    ]
    assert shown(report, "now") == [("Chi bộ 20", 8, 0), ("UBND phường", 2, 0)]
    assert report.content["were"]["total"] == report.content["now"]["total"]


# --- cells that are over --------------------------------------------------------------


def test_what_is_frozen_after_a_merger_tells_cells_of_one_name_apart(busy):
    """Frozen before it, the report says the name alone."""
    before = freeze(busy)
    merge([busy.cell, busy.other_cell], "Chi bộ 7", committee=busy.ward, on=TODAY)
    report = freeze(busy, TODAY - datetime.timedelta(days=1))
    names = [row["name"] for row in report.content["were"]["rows"]]
    assert names == ["Chi bộ 7 (đến 2026)", "Chi bộ 9 (đến 2026)", "UBND phường"]
    names = [row["name"] for row in report.content["now"]["rows"]]
    assert names == ["Chi bộ 7", "UBND phường"]
    names = [row["name"] for row in kept(before).content["were"]["rows"]]
    assert names == ["Chi bộ 7", "Chi bộ 9", "UBND phường"]


def test_a_cell_that_will_be_over_later_carries_no_year_yet(busy):
    tomorrow = TODAY + datetime.timedelta(days=1)
    Cell.objects.filter(pk=busy.cell.pk).update(closed_on=tomorrow)
    names = [row["name"] for row in freeze(busy).content["were"]["rows"]]
    assert names == ["Chi bộ 7", "Chi bộ 9", "UBND phường"]
