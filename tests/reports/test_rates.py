"""Every figure worked out by hand. The cell 7 of the cast has four members, cell 9
four, the unit two."""

import datetime

import pytest

from cells.models import Cell, Exemption, Membership, Suspension, Transfer
from phucdong.writing import percent, rate_text
from plans.models import Status
from plans.workflow import steps
from reports import rates
from reports.figures import OBLIGED
from reports.people import Cut
from tests.factories import (
    AppointmentFactory,
    CellFactory,
    CycleFactory,
    MemberFactory,
    MembershipFactory,
)
from tests.merging import merge
from tests.people import NOW, TODAY, a_plan, a_plan_at, again

D = datetime.date
DAY = datetime.timedelta(days=1)
Origin = Membership.Origin
LONG_AGO = D(2015, 1, 1)


def at(day, hour=9, minute=0):
    """A moment of a day in Hà Nội."""
    return NOW.replace(
        year=day.year, month=day.month, day=day.day, hour=hour, minute=minute
    )


def counts(people, on=TODAY, cell=None, **kwargs):
    """The figures of cell 7 (or another) that are not nought."""
    kwargs = {"cycle": people.cycle, **kwargs}
    rows = {
        row.pk: row for row in rates.with_rates(Cell.objects.all(), on=on, **kwargs)
    }
    found = rows[(cell or people.cell).pk].counts
    return {figure: number for figure, number in found.items() if number}


def of(people, *figures, on=TODAY, cell=None, **kwargs):
    found = counts(people, on, cell, **kwargs)
    return tuple(found.get(figure, 0) for figure in figures)


# --- who must plan --------------------------------------------------------------------


def test_nobody_has_begun(people):
    assert counts(people, D(2026, 1, 31)) == {
        "members": 4,
        "obliged": 4,
        "not_begun": 4,
        "not_participated": 4,
        "not_completed": 4,
        "heads_unposted": 1,
    }


def test_an_empty_cell_is_a_row_of_noughts_without_a_rate(people):
    empty = CellFactory(name="Chi bộ 18", committee=people.ward)
    assert counts(people, cell=empty) == {}
    (row,) = [
        row
        for row in rates.with_rates(Cell.objects.all(), cycle=None, on=TODAY)
        if row.pk == empty.pk
    ]
    assert row.share("participated") is None


def test_exempt_suspended_and_away_are_left_out(people):
    Exemption.objects.create(member=people.an, since=LONG_AGO)
    Suspension.objects.create(member=people.bao, since=LONG_AGO)
    Transfer.objects.create(
        member=people.dung, since=LONG_AGO, kind="temporary", direction="out"
    )
    figures = ("members", "exempt", "suspended", "away", "left_out", "obliged")
    assert of(people, *figures) == (4, 1, 1, 1, 3, 1)


@pytest.mark.parametrize(
    "kind, direction",
    [("official", "out"), ("temporary", "in"), ("temporary", "inside")],
)
def test_only_who_is_temporarily_out_of_the_ward_is_away(people, kind, direction):
    Transfer.objects.create(
        member=people.dung, since=LONG_AGO, kind=kind, direction=direction
    )
    assert of(people, "away", "obliged") == (0, 4)


def test_whoever_fits_two_groups_is_counted_in_the_first(people):
    Exemption.objects.create(member=people.an, since=LONG_AGO)
    Suspension.objects.create(member=people.an, since=LONG_AGO)
    Suspension.objects.create(member=people.dung, since=LONG_AGO)
    Transfer.objects.create(
        member=people.dung, since=LONG_AGO, kind="temporary", direction="out"
    )
    assert of(people, "members", "exempt", "suspended", "away", "obliged") == (
        4,
        1,
        1,
        0,
        2,
    )


@pytest.mark.parametrize(
    "on, exempt",
    [(D(2026, 1, 31), 0), (D(2026, 2, 1), 1), (D(2026, 2, 28), 1), (D(2026, 3, 1), 0)],
)
def test_an_exemption_counts_from_its_first_day_to_the_day_before_its_last(
    people, on, exempt
):
    Exemption.objects.create(member=people.an, since=D(2026, 2, 1), until=D(2026, 3, 1))
    assert of(people, "exempt", "obliged", on=on) == (exempt, 4 - exempt)


@pytest.mark.parametrize("on, members", [(D(2026, 2, 9), 4), (D(2026, 2, 10), 3)])
def test_the_one_who_left_counts_until_the_day_before(people, on, members):
    people.dung.memberships.update(until=D(2026, 2, 10))
    assert of(people, "members", "obliged", on=on) == (members, members)


def test_a_guest_is_shown_and_counted_at_home(people):
    MembershipFactory(
        member=people.an, cell=people.other_cell, kind=Membership.Kind.TEMPORARY
    )
    a_plan_at("cell_review", people)
    assert of(people, "members", "participated", "guests") == (4, 1, 0)
    assert of(people, "members", "participated", "guests", cell=people.other_cell) == (
        4,
        0,
        1,
    )


def test_staff_of_a_unit_are_never_added_to_party_members(people):
    rows = rates.with_rates(Cell.objects.all(), cycle=people.cycle, on=TODAY)
    cells, units = rates.part_cells_and_units(rows)
    assert [row.name for row in cells] == ["Chi bộ 7", "Chi bộ 9"]
    assert [(row.name, row.counts["members"]) for row in units] == [("UBND phường", 2)]
    assert rates.sum_rates(cells).counts["members"] == 8


# --- newcomers ------------------------------------------------------------------------


def a_newcomer(people, since, origin=Origin.ADMITTED):
    return MembershipFactory(
        member=MemberFactory(), cell=people.cell, since=since, origin=origin
    ).member


@pytest.mark.parametrize("origin", [Origin.ADMITTED, Origin.RECEIVED])
@pytest.mark.parametrize(
    "on, newcomers, obliged, overdue",
    [
        (D(2026, 1, 31), 0, 4, 0),  # not yet here
        (D(2026, 2, 5), 1, 4, 4),
        (D(2026, 3, 6), 1, 4, 4),
        (D(2026, 3, 7), 0, 5, 4),  # the 30th day: now in the rate, in time to its end
        (D(2026, 3, 8), 0, 5, 5),
    ],
)
def test_a_newcomer_has_thirty_days(people, origin, on, newcomers, obliged, overdue):
    a_newcomer(people, D(2026, 2, 5), origin)
    assert of(people, "newcomers", "obliged", "overdue", on=on) == (
        newcomers,
        obliged,
        overdue,
    )


def test_who_came_before_the_deadline_is_obliged_at_once(people):
    a_newcomer(people, D(2026, 1, 31))
    assert of(people, "newcomers", "obliged", on=D(2026, 1, 31)) == (0, 5)
    assert of(people, "newcomers", "obliged", "overdue", on=D(2026, 2, 1)) == (0, 5, 5)


@pytest.mark.parametrize("origin", [Origin.REGISTER, Origin.MOVED, Origin.REORGANISED])
def test_who_was_in_the_ward_already_is_no_newcomer(people, origin):
    a_newcomer(people, D(2026, 2, 5), origin)
    assert of(people, "newcomers", "obliged") == (0, 5)


def test_a_newcomer_stays_one_when_the_cell_is_merged(people):
    a_newcomer(people, D(2026, 2, 5))
    into = merge(
        [people.cell, people.other_cell],
        "Chi bộ 20",
        committee=people.ward,
        on=D(2026, 2, 8),
    )
    assert of(people, "members", "newcomers", cell=into) == (9, 1)


@pytest.mark.parametrize("since, newcomers", [(D(2026, 1, 31), 0), (D(2026, 2, 1), 1)])
def test_without_a_cycle_newcomers_are_told_from_the_end_of_january(
    people, since, newcomers
):
    a_newcomer(people, since)
    assert of(people, "newcomers", "obliged", "overdue", cycle=None) == (
        newcomers,
        5 - newcomers,
        0,
    )


# --- where the plans stand ------------------------------------------------------------


@pytest.mark.parametrize("status", Status.values)
def test_every_status_is_counted_where_it_stands(people, status):
    a_plan_at(status, people)
    partition = dict.fromkeys(OBLIGED, 0) | {"not_begun": 3, status: 1}
    assert of(people, *OBLIGED) == tuple(partition.values())
    assert of(people, "participated", "completed") == (
        int(status != "draft"),
        int(status == "posted"),
    )


def test_a_plan_of_another_year_does_not_count(people):
    CycleFactory(committee=people.ward, year=2025)
    plan = a_plan_at("posted", people)
    other = CycleFactory(committee=people.ward, year=2027)
    assert of(people, "not_begun", "participated", cycle=other) == (4, 0)
    assert of(people, "not_begun", "participated", cycle=plan.cycle) == (3, 1)


def test_an_exempt_volunteer_is_counted_apart(people):
    Exemption.objects.create(member=people.an, since=LONG_AGO)
    a_plan_at("posted", people)
    assert of(
        people, "exempt", "voluntary", "obliged", "participated", "completed"
    ) == (1, 1, 3, 0, 0)


def test_an_exempt_member_who_never_sent_a_plan_is_no_volunteer(people):
    Exemption.objects.create(member=people.an, since=LONG_AGO)
    a_plan_at("draft", people)
    assert of(people, "exempt", "voluntary", "draft") == (1, 0, 0)


def test_a_plan_that_was_returned_has_taken_part(people):
    plan = a_plan_at("cell_review", people)
    steps.take_step("return", plan, by=people.actor("binh"), at=NOW, note="Ghi rõ hơn")
    assert of(people, "draft", "participated", "not_participated") == (1, 1, 3)


def test_a_recalled_plan_is_no_longer_complete_until_it_is_signed_again(people):
    plan = a_plan_at("posted", people)
    assert of(people, "posted", "completed", "recalled") == (1, 1, 0)
    steps.take_step(
        "recall", plan, by=people.actor("giang"), at=NOW, reason="vague", note="Ghi rõ"
    )
    assert of(people, "posted", "finalizing", "completed", "participated") == (
        0,
        1,
        0,
        1,
    )
    assert of(people, "recalled", "mended", "unmended") == (1, 0, 1)
    plan.remarks.update(answer="Đã sửa")
    steps.take_step("sign", again(plan), by=people.actor("an"), at=NOW)
    assert of(people, "signed", "recalled", "mended", "unmended") == (1, 1, 1, 0)


def test_a_recall_stays_counted_when_its_author_has_left(people):
    plan = a_plan_at("posted", people)
    steps.take_step(
        "recall", plan, by=people.actor("giang"), at=NOW, reason="vague", note="Ghi rõ"
    )
    people.an.memberships.update(until=D(2026, 6, 1))
    assert of(
        people, "members", "obliged", "recalled", "unmended", on=D(2026, 6, 1)
    ) == (3, 3, 1, 1)
    assert of(people, "recalled", on=TODAY - DAY) == (0,)


def test_a_recall_of_a_member_who_moved_is_counted_once_where_they_are_now(people):
    plan = a_plan_at("posted", people)
    steps.take_step(
        "recall", plan, by=people.actor("giang"), at=NOW, reason="vague", note="Ghi rõ"
    )
    people.an.memberships.update(until=D(2026, 6, 1))
    MembershipFactory(
        member=people.an,
        cell=people.other_cell,
        since=D(2026, 6, 1),
        origin=Origin.MOVED,
    )
    MembershipFactory(
        member=people.an,
        cell=people.cell,
        since=D(2026, 6, 1),
        kind=Membership.Kind.TEMPORARY,
    )
    assert of(people, "recalled", on=D(2026, 6, 2)) == (0,)
    assert of(people, "recalled", on=D(2026, 6, 2), cell=people.other_cell) == (1,)


def test_a_member_who_moved_is_counted_in_the_new_cell_with_the_old_plan(people):
    a_plan_at("posted", people)
    people.an.memberships.update(until=D(2026, 6, 1))
    MembershipFactory(
        member=people.an,
        cell=people.other_cell,
        since=D(2026, 6, 1),
        origin=Origin.MOVED,
    )
    assert of(people, "members", "posted", on=D(2026, 5, 31)) == (4, 1)
    assert of(people, "members", "posted", on=D(2026, 6, 1)) == (3, 0)
    assert of(
        people, "members", "posted", on=D(2026, 6, 1), cell=people.other_cell
    ) == (5, 1)


# --- as of a date ---------------------------------------------------------------------


def a_long_road(people):
    """An's plan: begun on 12 January, a step every ten days, recalled on 3 March."""
    plan = a_plan(people, at=at(D(2026, 1, 12)))
    way = [("submit", "an", 1, 22), ("agree", "binh", 2, 1), ("sign", "an", 2, 11)]
    for name, who, month, day in way:
        steps.take_step(name, plan, by=people.actor(who), at=at(D(2026, month, day)))
        plan = again(plan)
    steps.record_filing(
        plan, by=people.actor("binh"), at=at(D(2026, 2, 21)), filed_on=D(2026, 2, 21)
    )
    said = {"reason": "vague", "note": "Ghi rõ"}
    steps.take_step(
        "recall", again(plan), by=people.actor("giang"), at=at(D(2026, 3, 3)), **said
    )
    return again(plan)


@pytest.mark.parametrize(
    "on, status, participated, completed",
    [
        (D(2026, 1, 11), "not_begun", 0, 0),
        (D(2026, 1, 12), "draft", 0, 0),
        (D(2026, 1, 21), "draft", 0, 0),
        (D(2026, 1, 22), "cell_review", 1, 0),
        (D(2026, 2, 1), "finalizing", 1, 0),
        (D(2026, 2, 11), "signed", 1, 0),
        (D(2026, 2, 20), "signed", 1, 0),
        (D(2026, 2, 21), "posted", 1, 1),
        (D(2026, 3, 2), "posted", 1, 1),
        (D(2026, 3, 3), "finalizing", 1, 0),
        (D(2026, 12, 31), "finalizing", 1, 0),
    ],
)
def test_a_past_date_shows_what_was_true_then(
    people, on, status, participated, completed
):
    a_long_road(people)
    partition = dict.fromkeys(OBLIGED, 0)
    partition["not_begun"] = 3
    partition[status] += 1
    assert of(people, *OBLIGED, on=on) == tuple(partition.values())
    assert of(people, "participated", "completed", on=on) == (participated, completed)


def test_a_day_ends_at_midnight_in_hanoi(people):
    plan = a_plan(people, at=at(D(2026, 2, 1)))
    steps.take_step(
        "submit", plan, by=people.actor("an"), at=at(D(2026, 2, 3), hour=0, minute=30)
    )
    assert of(people, "draft", "participated", on=D(2026, 2, 2)) == (1, 0)
    assert of(people, "cell_review", "participated", on=D(2026, 2, 3)) == (1, 1)


def test_the_last_minute_of_a_day_belongs_to_it(people):
    plan = a_plan(people, at=at(D(2026, 2, 1)))
    steps.take_step(
        "submit", plan, by=people.actor("an"), at=at(D(2026, 2, 2), hour=23, minute=59)
    )
    assert of(people, "cell_review", "participated", on=D(2026, 2, 2)) == (1, 1)


# --- what needs attention -------------------------------------------------------------


@pytest.mark.parametrize(
    "status, on, overdue",
    [
        ("draft", D(2026, 2, 10), 4),
        ("cell_review", D(2026, 2, 10), 3),
        ("cell_review", D(2026, 2, 28), 3),
        ("cell_review", D(2026, 3, 1), 4),
        ("finalizing", D(2026, 3, 15), 3),
        ("finalizing", D(2026, 3, 16), 4),
        ("signed", D(2026, 3, 15), 3),
        ("signed", D(2026, 3, 16), 4),
        ("posted", D(2026, 12, 31), 3),
    ],
)
def test_overdue_is_past_the_deadline_of_where_the_plan_stands(
    people, status, on, overdue
):
    a_plan_at(status, people)
    assert of(people, "overdue", on=on) == (overdue,)


def test_the_day_of_the_deadline_is_in_time(people):
    assert of(people, "overdue", on=D(2026, 1, 31)) == (0,)
    assert of(people, "overdue", on=D(2026, 2, 1)) == (4,)


def test_the_exempt_are_never_overdue(people):
    Exemption.objects.create(member=people.an, since=LONG_AGO)
    assert of(people, "overdue") == (3,)


@pytest.mark.parametrize("days, waiting", [(0, 0), (6, 0), (7, 1), (8, 1)])
def test_waiting_is_longer_than_seven_days(people, days, waiting):
    """Sent at 20:00: at the end of the seventh day after, more than seven days have
    gone."""
    plan = a_plan(people, at=at(D(2026, 2, 1)))
    steps.take_step(
        "submit", plan, by=people.actor("an"), at=at(D(2026, 2, 2), hour=20)
    )
    assert of(people, "waiting", on=D(2026, 2, 2) + days * DAY) == (waiting,)
    steps.take_step("agree", again(plan), by=people.actor("binh"), at=at(D(2026, 3, 1)))
    assert of(people, "waiting", on=D(2026, 2, 2) + days * DAY) == (waiting,)
    assert of(people, "waiting", on=D(2026, 3, 1)) == (0,)


def test_a_head_is_named_until_the_plan_is_through_all_steps(people):
    assert of(people, "heads_unposted") == (1,)
    plan = a_plan_at("signed", people, "binh", reviewer="bao")
    steps.record_filing(plan, by=people.actor("bao"), at=NOW, filed_on=TODAY)
    assert of(people, "signed", "heads_unposted") == (1, 1)
    hung = {
        "place": "Nhà văn hóa",
        "since": TODAY,
        "until": TODAY + 30 * DAY,
        "posted_by": "Vũ Gia Bảo",
    }
    steps.record_posting(again(plan), by=people.actor("bao"), at=NOW, **hung)
    assert of(people, "posted", "heads_unposted") == (1, 0)


def test_cells_say_whether_somebody_leads_and_reads(people):
    lonely = CellFactory(name="Chi bộ 10", committee=people.ward)
    AppointmentFactory(member=people.em, role="secretary", cell=lonely, until=TODAY)
    AppointmentFactory(
        member=people.em, role="deputy_secretary", cell=people.other_cell
    )
    people.chi.appointments.update(until=TODAY)
    rows = rates.with_rates(Cell.objects.all(), cycle=people.cycle, on=TODAY)
    assert [(row.name, row.has_secretary, row.has_reviewer) for row in rows] == [
        ("Chi bộ 7", True, True),
        ("Chi bộ 9", False, True),
        ("Chi bộ 10", False, False),
        ("UBND phường", False, True),
    ]


# --- cells that merged ----------------------------------------------------------------


@pytest.fixture
def merged(people):
    """Cells 7 and 9 become 20 on 8 February; An's plan was filed in cell 7 before."""
    a_plan_at("posted", people, at=at(D(2026, 2, 2)))
    return merge(
        [people.cell, people.other_cell],
        "Chi bộ 20",
        committee=people.ward,
        on=D(2026, 2, 8),
    )


def table(people, on, as_now=None):
    cells = Cell.objects.exclude(kind=Cell.Kind.UNIT)
    rows = rates.with_rates(cells, cycle=people.cycle, on=on, as_now=as_now)
    return {row.name: (row.counts["members"], row.counts["posted"]) for row in rows}


def test_cells_are_shown_as_they_were(people, merged):
    assert table(people, D(2026, 2, 7)) == {"Chi bộ 7": (4, 1), "Chi bộ 9": (4, 0)}
    assert table(people, D(2026, 2, 8)) == {"Chi bộ 20": (8, 1)}


def test_as_now_gathers_the_predecessors(people, merged):
    assert table(people, D(2026, 2, 7), as_now=TODAY) == {"Chi bộ 20": (8, 1)}


def test_as_now_follows_a_chain_of_mergers(people, merged):
    third = CellFactory(name="Chi bộ 11", committee=people.ward)
    merge([merged, third], "Chi bộ 21", committee=people.ward, on=D(2026, 2, 9))
    assert table(people, D(2026, 2, 7), as_now=TODAY) == {"Chi bộ 21": (8, 1)}
    assert table(people, D(2026, 2, 7), as_now=D(2026, 2, 8)) == {
        "Chi bộ 11": (0, 0),
        "Chi bộ 20": (8, 1),
    }


def test_a_merger_still_to_come_changes_nothing_now(people):
    merge(
        [people.cell, people.other_cell],
        "Chi bộ 20",
        committee=people.ward,
        on=D(2026, 3, 1),
    )
    assert table(people, TODAY, as_now=TODAY) == {
        "Chi bộ 7": (4, 0),
        "Chi bộ 9": (4, 0),
    }


def test_a_dissolved_cell_without_successor_keeps_its_own_figures(people):
    people.cell.memberships.update(until=D(2026, 2, 8))
    Cell.objects.filter(pk=people.cell.pk).update(closed_on=D(2026, 2, 8))
    assert table(people, D(2026, 2, 7), as_now=TODAY) == {
        "Chi bộ 7": (4, 0),
        "Chi bộ 9": (4, 0),
    }
    assert table(people, TODAY, as_now=TODAY) == {"Chi bộ 9": (4, 0)}


def test_a_recalled_author_who_left_before_the_merger_is_counted_in_the_successor(
    people,
):
    plan = a_plan_at("posted", people, at=at(D(2026, 2, 2)))
    said = {"reason": "vague", "note": "Ghi rõ"}
    steps.take_step(
        "recall", plan, by=people.actor("giang"), at=at(D(2026, 2, 3)), **said
    )
    people.an.memberships.update(until=D(2026, 2, 5))
    into = merge(
        [people.cell, people.other_cell],
        "Chi bộ 20",
        committee=people.ward,
        on=D(2026, 2, 8),
    )
    assert of(people, "members", "recalled", cell=into) == (7, 1)
    everywhere = list(Cell.objects.values_list("pk", flat=True))
    cuts = [Cut(everywhere, TODAY, people.cycle)]
    (row,) = [row for row in rates.count_rates(cuts) if row.pk == into.pk]
    assert [
        (named.full_name, named.standing)
        for named in rates.Names(cuts, "recalled", row.gathers, 1)[0:9]
    ] == [("Nguyễn Văn An", "gone")]


# --- totals, ranges, writing ----------------------------------------------------------


def test_the_total_is_the_sum_of_the_rows(people):
    a_plan_at("cell_review", people)
    a_plan_at("posted", people, "giang", reviewer="chi", filer="chi")
    cells, _ = rates.part_cells_and_units(
        rates.with_rates(Cell.objects.all(), cycle=people.cycle, on=TODAY)
    )
    total = rates.sum_rates(cells).counts
    assert (
        total["members"],
        total["obliged"],
        total["participated"],
        total["completed"],
    ) == (8, 8, 2, 1)


def test_the_range_leaves_out_cells_with_nobody_obliged(people):
    CellFactory(name="Chi bộ 18", committee=people.ward)
    a_plan_at("cell_review", people)
    cells, _ = rates.part_cells_and_units(
        rates.with_rates(Cell.objects.all(), cycle=people.cycle, on=TODAY)
    )
    low, high = rates.find_extent(cells, "participated")
    assert [(row.name, row.share("participated")) for row in (low, high)] == [
        ("Chi bộ 9", 0),
        ("Chi bộ 7", 0.25),
    ]
    assert rates.find_extent([], "participated") is None


@pytest.mark.parametrize(
    "numerator, denominator, text",
    [
        (34, 35, "34/35 (97,1%)"),
        (35, 35, "35/35 (100%)"),
        (0, 35, "0/35 (0,0%)"),
        (0, 0, "–"),
        (2499, 2500, "2.499/2.500 (99,9%)"),
        (936, 964, "936/964 (97,1%)"),
    ],
)
def test_how_a_rate_is_written(numerator, denominator, text):
    assert rate_text(numerator, denominator) == text


def test_a_hundred_percent_only_when_all_are_counted():
    assert percent(99_960, 100_000) == "99,9%"
    assert percent(99_999_999, 100_000_000) == "99,9%"


# --- one query ------------------------------------------------------------------------


@pytest.mark.parametrize("cells", [1, 3, 12])
def test_any_number_of_cells_is_three_queries(people, cells, django_assert_num_queries):
    for number in range(cells):
        CellFactory(committee=people.ward, name=f"Chi bộ {number + 20}")
    with django_assert_num_queries(3):
        rows = rates.with_rates(Cell.objects.all(), cycle=people.cycle, on=TODAY)
    assert len(rows) == cells + 3


def test_no_cells_are_no_rows(db):
    assert rates.with_rates(Cell.objects.none(), cycle=None, on=TODAY) == []


def test_cells_come_in_the_order_of_their_numbers(people):
    for name in ("Chi bộ 10", "Chi bộ 2", "Chi bộ Trường học"):
        CellFactory(committee=people.ward, name=name)
    rows = rates.with_rates(Cell.objects.all(), cycle=people.cycle, on=TODAY)
    assert [row.name for row in rows] == [
        "Chi bộ 2",
        "Chi bộ 7",
        "Chi bộ 9",
        "Chi bộ 10",
        "Chi bộ Trường học",
        "UBND phường",
    ]
