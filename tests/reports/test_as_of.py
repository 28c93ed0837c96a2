"""What happens later changes nothing of what was: each way in which it could, by
hand."""

import datetime

import pytest

from cells.acts.reorganisation.application import apply_reorganisation
from cells.acts.reorganisation.reversal import undo_reorganisation
from cells.models import Cell, Committee, FormerName, Membership, Reorganisation
from plans.models import Plan
from plans.workflow import moves, steps
from reports import rates
from reports.scope import find_scope_of_actor, find_scope_of_committees
from tests.factories import (
    AppointmentFactory,
    CellFactory,
    CommitteeFactory,
    CycleFactory,
    MemberFactory,
)
from tests.factories import MembershipFactory as Belonging
from tests.merging import a_merger, merge
from tests.people import NOW, TODAY, a_plan, a_plan_at, again

D = datetime.date
DAY = datetime.timedelta(days=1)
Origin = Membership.Origin


def at(day, hour=9, minute=0):
    return NOW.replace(
        year=day.year, month=day.month, day=day.day, hour=hour, minute=minute
    )


def figures(people, figure, on, as_now=None):
    """{name of a cell: a figure}, where it is not nought."""
    rows = rates.with_rates(
        Cell.objects.all(), cycle=people.cycle, on=on, as_now=as_now
    )
    return {row.name: row.counts[figure] for row in rows if row.counts[figure]}


# --- a plan that moved ----------------------------------------------------------------


@pytest.fixture
def gone(people):
    """An's plan was filed in cell 7 and recalled; An left on 1 March, came to cell 9 on
    1 April, and the plan too."""
    plan = a_plan_at("posted", people)
    steps.take_step(
        "recall", plan, by=people.actor("giang"), at=NOW, reason="vague", note="Ghi rõ"
    )
    people.an.memberships.update(until=D(2026, 3, 1))
    return again(plan)


def comes_back(people, plan, moment):
    Belonging(
        member=people.an,
        cell=people.other_cell,
        since=D(2026, 4, 1),
        origin=Origin.RECEIVED,
    )
    moves.follow_authors(
        Plan.objects.filter(pk=plan.pk),
        by=people.actor("giang", D(2026, 4, 1)),
        at=moment,
    )


def test_whoever_is_gone_is_counted_where_the_plan_was_on_the_day(people, gone):
    before = figures(people, "unmended", D(2026, 3, 15))
    comes_back(people, gone, at(D(2026, 4, 1)))
    assert again(gone).cell == people.other_cell
    assert before == figures(people, "unmended", D(2026, 3, 15)) == {"Chi bộ 7": 1}
    assert figures(people, "unmended", D(2026, 4, 1)) == {"Chi bộ 9": 1}


def test_also_where_the_cell_in_which_the_plan_is_now_is_not_asked_of(people, gone):
    """It may be one of another ward."""
    comes_back(people, gone, at(D(2026, 4, 1)))
    asked = Cell.objects.filter(pk=people.cell.pk)
    for day, number in ((D(2026, 3, 15), 1), (D(2026, 4, 1), 0)):
        [row] = rates.with_rates(asked, cycle=people.cycle, on=day)
        assert row.counts["unmended"] == number


@pytest.mark.parametrize(
    "hour, minute, cell", [(23, 59, "Chi bộ 9"), (0, 0, "Chi bộ 7")]
)
def test_the_day_of_a_move_ends_at_midnight_in_hanoi(people, gone, hour, minute, cell):
    """Moved in the last minute of 1 April, or as 2 April begins; An has belonged
    nowhere since 2 April."""
    moment = at(D(2026, 4, 1), 23, 59) if hour else at(D(2026, 4, 2), 0, 0)
    comes_back(people, gone, moment)
    people.an.memberships.filter(cell=people.other_cell).delete()
    assert figures(people, "recalled", D(2026, 4, 1)) == {cell: 1}


def test_a_plan_that_went_to_a_cell_that_never_was_did_not_go(people, gone):
    """A reorganisation that was undone: the plan went there and back, the cell was
    closed as it was founded."""
    never = CellFactory(
        name="Chi bộ 20",
        committee=people.ward,
        founded_on=D(2026, 3, 10),
        closed_on=D(2026, 3, 10),
    )
    moves.move_plan(gone, never, by=people.actor("giang"), at=at(D(2026, 3, 10)))
    moves.move_plan(
        again(gone), people.cell, by=people.actor("giang"), at=at(D(2026, 3, 14))
    )
    for day in (D(2026, 3, 9), D(2026, 3, 12), D(2026, 3, 20)):
        assert figures(people, "recalled", day) == {"Chi bộ 7": 1}, day


def test_a_decision_that_was_undone_leaves_no_trace_on_any_day(people):
    """Applied and taken back on 10 February, with a plan under review, and one whose
    author left after a recall."""
    a_plan_at("cell_review", people, "dung", at=NOW - 9 * DAY)
    recalled = a_plan_at("posted", people, at=NOW - 9 * DAY)
    steps.take_step(
        "recall",
        recalled,
        by=people.actor("giang"),
        at=NOW - 8 * DAY,
        reason="vague",
        note="Ghi rõ",
    )
    people.an.memberships.update(until=TODAY - DAY)
    days = [TODAY + number * DAY for number in range(-3, 4)]
    before = [everything(people, day) for day in days]
    prepared = {"prepared_by": people.giang.user, "prepared_at": NOW}
    parts = [
        a_merger([people.cell, people.other_cell], "Chi bộ 20", committee=people.ward)
    ]
    draft = Reorganisation.objects.create(
        committee=people.ward, on=TODAY, parts=parts, **prepared
    )
    act = apply_reorganisation(draft, by=people.actor("giang"), at=NOW)
    assert [everything(people, day) for day in days[:3]] == before[:3]
    assert everything(people, days[3]) != before[3]
    undo_reorganisation(
        act,
        by=people.actor("giang"),
        at=NOW + datetime.timedelta(hours=1),
        because="Nhầm ngày",
    )
    assert [everything(people, day) for day in days] == before


def everything(people, on):
    cuts = find_scope_of_committees({people.ward.pk}).cuts(2026, on)
    behind = []
    for row, found in rates.list_everybody(cuts):
        behind.append((row.member_id, row.cell_id, row.standing, row.status, found))
    return [(row.name, row.counts) for row in rates.count_rates(cuts)], behind


def test_a_move_does_not_begin_the_wait_anew(people):
    plan = a_plan(people, at=at(D(2026, 2, 1)))
    steps.take_step("submit", plan, by=people.actor("an"), at=at(D(2026, 2, 1)))
    moves.move_plan(
        again(plan), people.other_cell, by=people.actor("giang"), at=at(D(2026, 2, 5))
    )
    before = figures(people, "waiting", D(2026, 2, 9))
    steps.take_step("agree", again(plan), by=people.actor("chi"), at=at(D(2026, 3, 1)))
    assert before == figures(people, "waiting", D(2026, 2, 9)) == {"Chi bộ 7": 1}


# --- cells ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "on, as_now, name",
    [
        (D(2019, 12, 31), None, "Chi bộ Khu A"),
        (D(2020, 1, 1), None, "Chi bộ Tổ 7"),
        (D(2025, 12, 31), None, "Chi bộ Tổ 7"),
        (D(2026, 1, 1), None, "Chi bộ 7"),
        (D(2019, 12, 31), TODAY, "Chi bộ 7"),
        (D(2026, 1, 1), D(2025, 6, 1), "Chi bộ Tổ 7"),
    ],
)
def test_a_cell_bears_the_name_of_the_day_that_is_shown(people, on, as_now, name):
    FormerName.objects.create(
        cell=people.cell, name="Chi bộ Khu A", until=D(2020, 1, 1)
    )
    FormerName.objects.create(cell=people.cell, name="Chi bộ Tổ 7", until=D(2026, 1, 1))
    assert set(figures(people, "members", on, as_now)) == {
        name,
        "Chi bộ 9",
        "UBND phường",
    }


def test_a_cell_that_never_was_is_shown_on_no_day(people):
    CellFactory(
        name="Chi bộ 20", committee=people.ward, founded_on=TODAY, closed_on=TODAY
    )
    for day in (TODAY - DAY, TODAY, TODAY + DAY):
        rows = rates.with_rates(Cell.objects.all(), cycle=people.cycle, on=day)
        assert "Chi bộ 20" not in [row.name for row in rows]


def test_after_a_split_the_past_goes_with_the_part_that_goes_on(people):
    """Cell 7 is parted on 1 March: An and Bình go on in 7A, Bảo and Dung are in 7B."""
    parts = [
        CellFactory(
            name=f"Chi bộ 7{letter}", committee=people.ward, founded_on=D(2026, 3, 1)
        )
        for letter in "AB"
    ]
    Cell.objects.filter(pk=people.cell.pk).update(
        closed_on=D(2026, 3, 1), successor=parts[0]
    )
    people.cell.memberships.update(until=D(2026, 3, 1))
    for name, part in zip(("an", "binh", "bao", "dung"), (0, 0, 1, 1), strict=True):
        Belonging(
            member=people.members[name],
            cell=parts[part],
            since=D(2026, 3, 1),
            origin=Origin.REORGANISED,
        )
    now = {"Chi bộ 7A": 4, "Chi bộ 9": 4, "UBND phường": 2}
    assert figures(people, "members", D(2026, 2, 28), D(2026, 3, 2)) == now
    assert figures(people, "members", D(2026, 2, 28)) == {
        "Chi bộ 7": 4,
        "Chi bộ 9": 4,
        "UBND phường": 2,
    }
    parted = {"Chi bộ 7A": 2, "Chi bộ 7B": 2, "Chi bộ 9": 4, "UBND phường": 2}
    assert figures(people, "members", D(2026, 3, 1)) == parted


def test_a_newcomer_who_moved_or_left_was_one_on_the_day(people):
    newcomer = Belonging(
        member=MemberFactory(),
        cell=people.cell,
        since=D(2026, 2, 5),
        origin=Origin.ADMITTED,
    )
    before = figures(people, "newcomers", TODAY)
    Membership.objects.filter(pk=newcomer.pk).update(
        until=D(2026, 2, 20), ending="moved"
    )
    Belonging(
        member=newcomer.member,
        cell=people.other_cell,
        since=D(2026, 2, 20),
        origin=Origin.MOVED,
    )
    assert before == figures(people, "newcomers", TODAY) == {"Chi bộ 7": 1}
    assert figures(people, "newcomers", D(2026, 2, 21)) == {"Chi bộ 9": 1}


def test_heads_and_readers_are_those_of_the_day(people):
    before = figures(people, "heads_unposted", TODAY)
    merge(
        [people.cell, people.other_cell],
        "Chi bộ 20",
        committee=people.ward,
        on=D(2026, 3, 1),
    )
    rows = rates.with_rates(Cell.objects.all(), cycle=people.cycle, on=TODAY)
    assert (
        before
        == figures(people, "heads_unposted", TODAY)
        == {"Chi bộ 7": 1, "Chi bộ 9": 1}
    )
    assert [(row.name, row.has_secretary, row.has_reviewer) for row in rows][:2] == [
        ("Chi bộ 7", True, True),
        ("Chi bộ 9", True, True),
    ]


# --- a committee that came later ------------------------------------------------------


@pytest.fixture
def joined(people):
    """A committee with one member, received from another ward on 1 July 2025, with its
    own calendar of 2025."""
    came = CommitteeFactory(
        name="Đảng bộ Bồ Đề",
        parent=people.ward,
        kind="grassroots",
        joined_on=D(2025, 7, 1),
    )
    Belonging(member=MemberFactory(), cell=CellFactory(name="Chi bộ 1", committee=came))
    CycleFactory(committee=came, year=2025, draft_due_on=D(2025, 2, 1))
    CycleFactory(committee=people.ward, year=2025)
    return came


def members(asked, on, as_now=None):
    return {
        row.name: row.counts["members"]
        for row in rates.count_rates(asked.cuts(on.year, on, as_now))
    }


WARD = {"Chi bộ 7": 4, "Chi bộ 9": 4, "UBND phường": 2}


@pytest.mark.parametrize(
    "on, as_now, found",
    [
        (D(2025, 6, 30), None, WARD),
        (D(2025, 7, 1), None, WARD | {"Chi bộ 1": 1}),
        (D(2025, 6, 30), TODAY, WARD | {"Chi bộ 1": 1}),
    ],
)
def test_a_committee_counts_for_the_one_above_from_the_day_it_came(
    people, joined, on, as_now, found
):
    assert members(find_scope_of_committees(), on, as_now) == found
    assert members(find_scope_of_committees({people.ward.pk}), on, as_now) == found
    assert members(find_scope_of_actor(people.actor("giang")), on, as_now) == found


def test_for_itself_it_always_counts(people, joined):
    AppointmentFactory(member=people.em, role="ward_officer", committee=joined)
    for asked in (
        find_scope_of_committees({joined.pk}),
        find_scope_of_actor(people.actor("em")),
    ):
        assert members(asked, D(2025, 6, 30)) == {"Chi bộ 1": 1}


def test_it_keeps_the_calendar_that_it_had_before(people, joined):
    (cut,) = find_scope_of_committees({joined.pk}).cuts(2025, D(2025, 6, 30))
    assert cut.cycle.committee == joined
    (cut,) = find_scope_of_committees({joined.pk}).cuts(2026, D(2025, 6, 30))
    assert cut.cycle is None
    (cut,) = find_scope_of_committees({joined.pk}).cuts(2026, TODAY)
    assert cut.cycle == people.cycle


def test_a_cell_officer_there_sees_the_own_cell_on_every_day(people, joined):
    AppointmentFactory(member=people.em, role="secretary", cell=joined.cells.get())
    assert members(find_scope_of_actor(people.actor("em")), D(2025, 6, 30)) == {
        "Chi bộ 1": 1
    }


def test_a_ward_officer_who_leads_a_cell_there_sees_the_ward_as_it_was(people, joined):
    AppointmentFactory(member=people.giang, role="secretary", cell=joined.cells.get())
    assert members(find_scope_of_actor(people.actor("giang")), D(2025, 6, 30)) == WARD


def test_wards_are_told_by_the_highest_committee_below_the_city(people, joined):
    city = CommitteeFactory(name="Thành ủy", kind="city")
    other = CommitteeFactory(name="Đảng bộ phường Long Biên", parent=city)
    Belonging(
        member=MemberFactory(), cell=CellFactory(name="Chi bộ 1", committee=other)
    )
    Committee.objects.filter(pk=people.ward.pk).update(parent=city)
    asked = find_scope_of_committees({city.pk})
    wards = asked.wards(rates.count_rates(asked.cuts(2026, TODAY)), TODAY)
    assert [(ward.name, sorted(row.name for row in rows)) for ward, rows in wards] == [
        ("Đảng bộ phường Long Biên", ["Chi bộ 1"]),
        (
            "Đảng bộ phường Phúc Đồng",
            ["Chi bộ 1", "Chi bộ 7", "Chi bộ 9", "UBND phường"],
        ),
    ]


def test_an_officer_of_a_merged_cell_sees_as_now_what_was_counted_in_those_before(
    people,
):
    """Also over two mergers; neither as they were, nor those of a cell that went on
    elsewhere."""
    first = merge(
        [people.cell, people.other_cell],
        "Chi bộ 20",
        committee=people.ward,
        on=D(2026, 1, 15),
    )
    other = CellFactory(name="Chi bộ 30", committee=people.ward)
    Belonging(member=MemberFactory(), cell=other)
    last = merge([first, other], "Chi bộ 40", committee=people.ward, on=D(2026, 2, 1))
    elsewhere = CellFactory(name="Chi bộ 50", committee=people.ward)
    Belonging(member=MemberFactory(), cell=elsewhere)
    AppointmentFactory(
        member=people.em, role="secretary", cell=last, since=D(2026, 2, 1)
    )
    asked = find_scope_of_actor(people.actor("em"))
    assert members(asked, D(2025, 12, 31), TODAY) == {"Chi bộ 40": 9}
    assert (
        members(asked, D(2026, 1, 20), TODAY)
        == members(asked, TODAY)
        == {"Chi bộ 40": 9}
    )
    assert members(asked, D(2025, 12, 31)) == {}
    ward = members(find_scope_of_actor(people.actor("giang")), D(2025, 12, 31), TODAY)
    assert ward == {"Chi bộ 40": 9, "Chi bộ 50": 1, "UBND phường": 2}
