"""The plans of somebody who moves: which follow, who reads them next, and who may read
what stayed."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from cells.acts.movements.records import (
    cancel_movement,
    correct_movement,
    record_movement,
    write_movement,
)
from cells.acts.movements.words import foretell_plan, tell_plan
from cells.models import Appointment, Movement
from plans import permissions
from plans.models import Capacity, Cycle, Plan, Status
from plans.place_on_date import find_deadlines_of_member
from plans.workflow import steps
from tests.factories import (
    AppointmentFactory,
    CommitteeFactory,
    CycleFactory,
    MemberFactory,
)
from tests.people import NOW, TODAY, a_plan_at, again, put_into

pytestmark = pytest.mark.django_db

Kind = Movement.Kind
FIFTH = date(2026, 2, 5)


def act(people, kind, member, on=FIFTH, **said):
    return record_movement(
        kind, member, on=on, by=people.actor("giang"), at=NOW, **said
    )


def moved(people, status):
    """An's plan of this status, and An in Chi's cell."""
    plan = a_plan_at(status, people)
    act(people, Kind.MOVED, people.an, to_cell=people.other_cell)
    return again(plan)


def readers(people, plan, on=TODAY):
    return {
        name
        for name in people.members
        if Plan.objects.visible_to(people.actor(name, on)).filter(pk=plan.pk).exists()
    }


@pytest.mark.parametrize(
    "status", [status for status in Status.values if status != "posted"]
)
def test_a_plan_that_is_not_filed_goes_with_its_author(people, status):
    plan = moved(people, status)
    assert (plan.cell, plan.status) == (people.other_cell, status)
    event = plan.events.get(step="move")
    assert (event.from_cell, event.by, event.to_status) == (
        people.cell,
        people.giang,
        status,
    )


def test_a_filed_plan_stays_and_both_cells_read_it(people):
    plan = moved(people, "posted")
    assert plan.cell == people.cell
    assert not plan.events.filter(step="move").exists()
    assert readers(people, plan) == {"an", "binh", "bao", "chi", "giang", "inh"}


def test_the_new_reviewers_act_at_once_and_the_old_no_longer(people):
    plan = moved(people, "cell_review")
    with pytest.raises(PermissionDenied):
        steps.take_step("agree", plan, by=people.actor("binh"), at=NOW)
    steps.take_step("agree", plan, by=people.actor("chi"), at=NOW)
    assert again(plan).status == Status.FINALIZING


@pytest.mark.parametrize("kind", [Kind.SENT, Kind.DIED, Kind.LEFT])
def test_the_plan_of_somebody_who_left_stays(people, kind):
    plan = a_plan_at("cell_review", people)
    act(people, kind, people.an)
    assert again(plan).cell == people.cell


def test_only_the_year_that_runs_is_shown_to_the_new_cell_and_never_a_draft(people):
    plan = moved(people, "posted")
    assert "chi" in readers(people, plan)
    CycleFactory(committee=people.ward, year=2027)
    assert "chi" in readers(people, plan)
    assert "chi" in readers(people, plan, on=date(2027, 1, 1))
    Cycle.objects.filter(year=2026).update(closed_on=TODAY)
    assert "chi" in readers(people, plan)
    assert "chi" not in readers(people, plan, on=date(2027, 1, 1))
    Cycle.objects.filter(year=2026).update(closed_on=None)
    Plan.objects.filter(pk=plan.pk).update(status=Status.DRAFT)
    assert "chi" not in readers(people, plan)


def test_a_guest_cell_reads_nothing_of_the_home_cells(people):
    plan = a_plan_at("posted", people)
    act(people, Kind.LENT, people.an, to_cell=people.other_cell, until=date(2026, 8, 1))
    assert "chi" not in readers(people, plan)


def test_an_officer_of_the_new_cell_reads_in_the_capacity_of_a_reviewer_and_may_do_nothing(
    people,
):
    plan = moved(people, "posted")
    assert permissions.recorded_capacity(people.actor("chi"), plan) == "reviewer"
    assert permissions.capacities_of(people.actor("chi"), plan) == {Capacity.RECEIVER}
    assert steps.list_open_steps(plan, people.actor("chi")) == []


def test_the_pages_of_both_cells_lead_to_the_filed_plan(people, sign_in):
    plan = moved(people, "posted")
    for name in ("binh", "chi"):
        client = sign_in(name)
        assert client.get(f"/ke-hoach/{plan.pk}/").status_code == 200
        assert client.get(f"/ke-hoach/{plan.pk}/in/").status_code == 200


def test_the_rows_alone_leave_the_plan_where_it_is(people):
    """A register writes many movements; their plans follow all together afterwards."""
    plan = a_plan_at("cell_review", people)
    said = {
        "on": FIFTH,
        "to_cell": people.other_cell,
        "by": people.actor("giang"),
        "at": NOW,
    }
    movement = write_movement(Kind.MOVED, people.an, **said)
    assert again(plan).cell == people.cell
    assert record_movement(Kind.MOVED, people.an, **said) == movement
    assert again(plan).cell == people.other_cell


# --- a recall of what was filed elsewhere ---------------------------------------------


def recalled(people):
    plan = moved(people, "posted")
    steps.take_step(
        "recall",
        plan,
        by=people.actor("giang"),
        at=NOW,
        reason="vague",
        note="Bao nhiêu hộ?",
    )
    plan.remarks.update(answer="38 hộ", answered_at=NOW)
    return again(plan)


def test_a_recalled_plan_goes_to_the_cell_where_its_author_is_now(people):
    plan = recalled(people)
    assert (plan.cell, plan.status) == (people.other_cell, Status.FINALIZING)
    assert list(plan.events.order_by("number").values_list("step", flat=True))[-2:] == [
        "recall",
        "move",
    ]


def test_the_new_secretary_files_what_was_recalled_and_the_old_one_cannot(people):
    plan = recalled(people)
    steps.take_step("sign", plan, by=people.actor("an"), at=NOW)
    plan = again(plan)
    with pytest.raises(PermissionDenied):
        steps.record_filing(plan, by=people.actor("binh"), at=NOW, filed_on=TODAY)
    steps.record_filing(plan, by=people.actor("chi"), at=NOW, filed_on=TODAY)
    assert again(plan).status == Status.POSTED


def test_a_recall_moves_nobody_who_stayed(people):
    plan = a_plan_at("signed", people)
    steps.take_step(
        "recall",
        plan,
        by=people.actor("giang"),
        at=NOW,
        reason="vague",
        note="Bao nhiêu hộ?",
    )
    assert again(plan).cell == people.cell
    assert not plan.events.filter(step="move").exists()


# --- putting right --------------------------------------------------------------------


def test_a_cancelled_movement_brings_the_plan_back(people):
    plan = a_plan_at("cell_review", people)
    movement = act(people, Kind.MOVED, people.an, to_cell=people.other_cell)
    cancel_movement(movement, reason="Ghi nhầm", by=people.actor("giang"), at=NOW)
    assert again(plan).cell == people.cell
    assert plan.events.filter(step="move").count() == 2


def test_a_corrected_movement_leaves_the_plan_in_the_new_cell(people):
    plan = a_plan_at("cell_review", people)
    movement = act(people, Kind.MOVED, people.an, to_cell=people.other_cell)
    correct_movement(
        movement, on=date(2026, 2, 3), reason="Nhầm", by=people.actor("giang"), at=NOW
    )
    assert again(plan).cell == people.other_cell
    assert plan.events.filter(step="move").count() == 1


# --- who comes ------------------------------------------------------------------------


def test_who_is_received_has_thirty_days(people):
    member = MemberFactory()
    act(people, Kind.RECEIVED, member, to_cell=people.cell)
    due = find_deadlines_of_member(member, people.cycle, TODAY)
    assert due == (date(2026, 3, 7), date(2026, 3, 7), people.cycle.filed_due_on)


def test_who_moved_inside_the_ward_keeps_the_deadline_of_all(people):
    act(people, Kind.MOVED, people.an, to_cell=people.other_cell)
    due = find_deadlines_of_member(people.an, people.cycle, TODAY)
    assert due.draft == people.cycle.draft_due_on


def test_who_was_received_and_moved_on_inside_the_ward_keeps_the_thirty_days(people):
    member = MemberFactory()
    act(people, Kind.RECEIVED, member, to_cell=people.cell)
    act(people, Kind.MOVED, member, to_cell=people.other_cell, on=date(2026, 2, 9))
    due = find_deadlines_of_member(member, people.cycle, TODAY)
    assert due == (date(2026, 3, 7), date(2026, 3, 7), people.cycle.filed_due_on)


# --- in words -------------------------------------------------------------------------


def test_what_becomes_of_the_plan_is_said_before_and_after(people):
    plan = a_plan_at("cell_review", people)
    assert foretell_plan(Kind.MOVED, people.an, TODAY) == [
        "Kế hoạch năm 2026 (chi bộ góp ý) chuyển theo sang nơi mới, cùng góp ý và lịch "
        "sử. Chi ủy nơi mới đọc tiếp."
    ]
    assert foretell_plan(Kind.DIED, people.an, TODAY) == [
        "Kế hoạch năm 2026 (chi bộ góp ý) ở lại Chi bộ 7, không tính vào số phải xây "
        "dựng nữa."
    ]
    act(people, Kind.MOVED, people.an, to_cell=people.other_cell)
    assert tell_plan(people.an, TODAY) == [
        "Kế hoạch năm 2026 ở Chi bộ 9 (chi bộ góp ý); đ/c Lê Kim Chi đọc."
    ]
    Appointment.objects.filter(member=people.chi).update(until=TODAY)
    assert "chi bộ chưa có ai đọc, Đảng ủy đọc thay" in tell_plan(people.an, TODAY)[0]
    Plan.objects.filter(pk=plan.pk).update(status=Status.POSTED)
    assert foretell_plan(Kind.MOVED, people.an, TODAY)[0].endswith(
        "nơi đã nộp. Chi ủy mới xem được bản này."
    )


def test_of_several_who_read_next_the_first_in_office_is_named(people):
    a_plan_at("cell_review", people)
    for name in ("hanh", "inh"):
        AppointmentFactory(
            member=people.members[name], role="deputy_secretary", cell=people.other_cell
        )
    act(people, Kind.MOVED, people.an, to_cell=people.other_cell)
    assert tell_plan(people.an, TODAY) == [
        "Kế hoạch năm 2026 ở Chi bộ 9 (chi bộ góp ý); đ/c Lê Kim Chi đọc."
    ]


def test_of_two_years_that_run_both_are_told_the_older_first(people):
    """The ward keeps this year, the city has opened the next one ahead."""
    city = CommitteeFactory(kind="city")
    type(people.ward).objects.filter(pk=people.ward.pk).update(parent=city)
    plan = a_plan_at("posted", people)
    put_into(plan, CycleFactory(committee=city, year=2027))
    a_plan_at("signed", people)
    assert tell_plan(people.an, TODAY) == [
        "Kế hoạch năm 2026 ở Chi bộ 7 (đã ký); đ/c Trần Thị Bình đọc.",
        "Kế hoạch năm 2027 ở Chi bộ 7, đã nộp.",
    ]
    Cycle.objects.filter(year=2026).update(closed_on=TODAY)
    next_year = TODAY.replace(year=2027)
    assert tell_plan(people.an, next_year) == ["Kế hoạch năm 2027 ở Chi bộ 7, đã nộp."]


def test_a_second_plan_of_the_year_from_before_is_not_told_of(people):
    put_into(a_plan_at("posted", people), people.cycle, year=None)
    assert tell_plan(people.an, TODAY) == []
