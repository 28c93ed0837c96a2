"""What happened before a decision about cells, or before a transfer, is recorded after
it: it takes back for this person what the later act began, and nothing for anybody
else."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from cells.acts.movements.case import CannotMove
from cells.acts.movements.later_acts import TakesBack, write_marks
from cells.acts.movements.records import (
    cancel_movement,
    correct_movement,
    record_movement,
)
from cells.acts.reorganisation.reversal import CannotUndo, undo_reorganisation
from cells.models import (
    Appointment,
    Cell,
    ExemptionProposal,
    Member,
    Membership,
    Movement,
    Reorganisation,
)
from plans.workflow import steps
from reports.people import Cut, Keep
from reports.rates import count_rates
from tests.cells.acts.exemptions.forms import a_proposal
from tests.cells.acts.reorganisation.decisions import (
    a_dissolution,
    a_merger_of_both,
    applied,
    everything,
)
from tests.factories import LONG_AGO, CellFactory
from tests.people import NOW, a_plan_at, again

pytestmark = pytest.mark.django_db

Kind = Movement.Kind
FOURTH, FIFTH, SIXTH = date(2026, 2, 4), date(2026, 2, 5), date(2026, 2, 6)
EIGHTH = date(2026, 2, 8)
LATER = NOW + timedelta(hours=1)
WHY = "Ghi nhầm"


def act(people, kind, member, on, *, at=LATER, **said):
    """Recorded by Giang, who was shown what it takes back."""
    how = {"on": on, "by": people.actor("giang"), "at": at}
    try:
        return record_movement(kind, member, **how, **said)
    except TakesBack as refusal:
        return record_movement(kind, member, **how, seen=refusal.marks, **said)


def merged(people, on=SIXTH, **more):
    """Cells 7 and 9 into Cell 12, which is new."""
    return applied(people, a_merger_of_both(people, "Chi bộ 12", **more), on=on)


def places(member):
    rows = Membership.objects.filter(member=member).order_by("since")
    return [(row.cell.name, row.since, row.until, row.ending) for row in rows]


@pytest.mark.parametrize("on", [FOURTH, SIXTH])
def test_who_died_by_the_day_of_a_merger_never_came_to_the_new_cell(people, on):
    merged(people)
    act(people, Kind.DIED, people.an, on)
    assert places(people.an) == [("Chi bộ 7", LONG_AGO, on, "died")]
    assert places(people.dung) == [
        ("Chi bộ 7", LONG_AGO, SIXTH, "reorganised"),
        ("Chi bộ 12", SIXTH, None, ""),
    ]


def test_the_officer_is_shown_first_what_is_taken_back(people):
    decision = merged(people)
    before = everything()
    with pytest.raises(TakesBack) as refusal:
        record_movement(
            Kind.DIED, people.an, on=FOURTH, by=people.actor("giang"), at=LATER
        )
    assert everything() == before
    assert refusal.value.acts == [decision]
    assert "Sắp xếp chi bộ, từ ngày 06/02/2026 (riêng đồng chí này)" in str(
        refusal.value
    )


def test_what_was_shown_is_no_longer_what_is_taken_back(people):
    """Another officer has recorded something meanwhile."""
    decision = merged(people)
    goal = CellFactory(name="Chi bộ 20", committee=people.ward)
    act(people, Kind.MOVED, people.an, EIGHTH, to_cell=goal)
    with pytest.raises(TakesBack):
        record_movement(
            Kind.DIED,
            people.an,
            on=FOURTH,
            by=people.actor("giang"),
            at=LATER,
            seen=write_marks([decision]),
        )


def test_the_decision_says_for_whom_it_was_taken_back_and_why(people, sign_in):
    decision = merged(people)
    act(people, Kind.DIED, people.an, FOURTH)
    decision.refresh_from_db()
    assert decision.effects["put_aside"] == {
        str(people.an.pk): "Từ trần từ ngày 04/02/2026"
    }
    address = reverse("reorganisation:reorganisation", args=[decision.pk])
    page = sign_in("giang").get(address)
    assert "Nguyễn Văn An: Từ trần từ ngày 04/02/2026" in page.content.decode()


def test_posts_of_the_new_cell_are_taken_back_and_the_old_end_on_the_day(people):
    merged(people, secretary=people.binh.pk)
    act(people, Kind.DIED, people.binh, FOURTH)
    posts = Appointment.objects.filter(member=people.binh)
    assert [(post.cell.name, post.until) for post in posts] == [("Chi bộ 7", FOURTH)]


def test_the_plan_goes_back_to_the_cell_of_the_dead_and_the_log_says_so(people):
    plan = a_plan_at("cell_review", people)
    merged(people)
    act(people, Kind.DIED, people.an, FOURTH)
    plan = again(plan)
    assert plan.cell == people.cell
    moved, back = plan.events.filter(step="move").order_by("number")
    assert back.takes_back == moved.number


def test_cancelled_it_leaves_everything_as_the_decision_had(people):
    decision = merged(people, secretary=people.binh.pk)
    names = ("Movement", "Correction", "PlanEvent")
    before = everything(besides=names)
    movement = act(people, Kind.DIED, people.binh, FOURTH)
    assert everything(besides=names) != before
    cancel_movement(movement, reason=WHY, by=people.actor("giang"), at=LATER)
    after = everything(besides=names)
    for row in after["Reorganisation"]:
        assert row["effects"].pop("put_aside") == {}
    assert after == before
    undo_reorganisation(decision, by=people.actor("giang"), at=LATER, because=WHY)
    assert places(people.binh) == [("Chi bộ 7", LONG_AGO, None, "")]


def test_the_decision_cannot_be_undone_beneath_it_which_is_said_by_name(people):
    decision = merged(people)
    act(people, Kind.DIED, people.an, FOURTH)
    with pytest.raises(CannotUndo) as refusal:
        undo_reorganisation(decision, by=people.actor("giang"), at=LATER, because=WHY)
    told = [rest.words for rest in refusal.value.args[0]]
    assert "Đ/c Nguyễn Văn An: từ trần ngày 04/02/2026" in told


def test_another_day_before_or_after_the_decision_is_worked_out_anew(people):
    decision = merged(people)
    movement = act(people, Kind.DIED, people.an, FOURTH)
    correct_movement(
        movement, on=EIGHTH, reason=WHY, by=people.actor("giang"), at=LATER
    )
    assert places(people.an) == [
        ("Chi bộ 7", LONG_AGO, SIXTH, "reorganised"),
        ("Chi bộ 12", SIXTH, EIGHTH, "died"),
    ]
    decision.refresh_from_db()
    assert decision.effects["put_aside"] == {}


def test_a_transfer_recorded_for_a_later_day_never_was(people):
    transfer = act(people, Kind.MOVED, people.an, EIGHTH, to_cell=people.other_cell)
    died = act(people, Kind.DIED, people.an, FOURTH)
    assert places(people.an) == [("Chi bộ 7", LONG_AGO, FOURTH, "died")]
    transfer.refresh_from_db()
    assert transfer.cancelled_because == "Từ trần từ ngày 04/02/2026"
    cancel_movement(died, reason=WHY, by=people.actor("giang"), at=LATER)
    transfer.refresh_from_db()
    said = (transfer.cancelled_at, transfer.cancelled_by, transfer.cancelled_because)
    assert said == (None, None, "")
    assert places(people.an) == [
        ("Chi bộ 7", LONG_AGO, EIGHTH, "moved"),
        ("Chi bộ 9", EIGHTH, None, ""),
    ]


GONE_LATER = {
    Kind.SENT: "đã thôi ở Chi bộ 7 từ ngày 08/02/2026",
    Kind.LEFT: "đã thôi ở Chi bộ 7 từ ngày 08/02/2026",
    Kind.DIED: "Đồng chí đã từ trần",
}


@pytest.mark.parametrize("later", GONE_LATER)
def test_who_was_gone_later_did_not_go_before_and_the_day_is_put_right_instead(
    people, later
):
    act(people, later, people.an, EIGHTH)
    with pytest.raises(CannotMove, match=GONE_LATER[later]):
        act(people, Kind.DIED, people.an, FOURTH)


def test_who_was_admitted_later_did_not_go_before(people):
    act(people, Kind.ADMITTED, people.kha, EIGHTH, to_cell=people.cell)
    with pytest.raises(CannotMove, match="đã thôi ở UBND phường từ ngày 08/02/2026"):
        act(people, Kind.SENT, people.kha, FOURTH)


def test_a_transfer_of_the_very_day_is_none_of_a_later_day(people):
    act(people, Kind.MOVED, people.an, FOURTH, to_cell=people.other_cell)
    with pytest.raises(CannotMove, match="về Chi bộ 9 từ ngày 04/02/2026"):
        act(people, Kind.DIED, people.an, FOURTH)


def record_at_once(people, member, on=FOURTH):
    """Nothing is taken back, so nothing has to be shown."""
    by = people.actor("giang")
    return record_movement(Kind.DIED, member, on=on, by=by, at=LATER)


def test_what_was_cancelled_or_undone_is_not_taken_back(people):
    transfer = act(people, Kind.MOVED, people.an, EIGHTH, to_cell=people.other_cell)
    cancel_movement(transfer, reason=WHY, by=people.actor("giang"), at=LATER)
    decision = merged(people)
    undo_reorganisation(decision, by=people.actor("giang"), at=LATER, because=WHY)
    assert record_at_once(people, people.an).effects["put_aside"] == []


def test_a_decision_about_others_is_not_taken_back(people):
    third = CellFactory(name="Chi bộ 11", committee=people.ward)
    applied(people, a_dissolution(people.other_cell, rest=third), on=SIXTH)
    assert record_at_once(people, people.an).effects["put_aside"] == []


def test_what_was_put_aside_before_is_not_put_aside_again(people):
    """An went to Cell 11 before Cell 7 was dissolved, and died there a day later."""
    third = CellFactory(name="Chi bộ 11", committee=people.ward)
    applied(people, a_dissolution(people.cell, rest=people.other_cell), on=SIXTH)
    act(people, Kind.MOVED, people.an, FOURTH, to_cell=third)
    assert record_at_once(people, people.an, FIFTH).effects["put_aside"] == []


def test_all_that_was_put_aside_holds_again(people):
    third = CellFactory(name="Chi bộ 11", committee=people.ward)
    merged(people)
    act(people, Kind.MOVED, people.an, EIGHTH, to_cell=third)
    before = places(people.an)
    died = act(people, Kind.DIED, people.an, FOURTH)
    cancel_movement(died, reason=WHY, by=people.actor("giang"), at=LATER)
    assert places(people.an) == before


def test_a_proposal_that_a_decision_led_along_is_again_the_old_cells(people):
    proposal = a_proposal(people)
    merged(people)
    act(people, Kind.DIED, people.an, FOURTH)
    proposal.refresh_from_db()
    assert proposal.cell == people.cell


def test_what_cannot_hold_again_as_before_is_named(people):
    """The proposal went to another cell meanwhile."""
    proposal = a_proposal(people)
    merged(people)
    died = act(people, Kind.DIED, people.an, FOURTH)
    ExemptionProposal.objects.filter(pk=proposal.pk).update(cell=people.unit)
    with pytest.raises(CannotMove, match="không ghi lại được như trước"):
        cancel_movement(died, reason=WHY, by=people.actor("giang"), at=LATER)


def test_a_post_by_which_something_was_done_in_the_new_cell_stands_in_the_way(people):
    plan = a_plan_at("cell_review", people)
    merged(people, secretary=people.binh.pk)
    steps.take_step("agree", again(plan), by=people.actor("binh"), at=LATER)
    with pytest.raises(CannotMove, match="đã có việc khác dựa vào đó"):
        act(people, Kind.DIED, people.binh, FOURTH)


def test_what_was_put_right_in_the_new_cell_is_named_and_stands_in_the_way(people):
    merged(people)
    Membership.objects.filter(member=people.an, until=None).update(since=EIGHTH)
    before = everything()
    with pytest.raises(CannotMove, match="đã có việc khác dựa vào đó"):
        act(people, Kind.DIED, people.an, FOURTH)
    assert everything() == before


# --- a transfer before ----------------------------------------------------------------


def test_a_transfer_before_a_later_one_leads_through_the_cell_between(people):
    third = CellFactory(name="Chi bộ 11", committee=people.ward)
    later = act(people, Kind.MOVED, people.an, EIGHTH, to_cell=third)
    earlier = act(people, Kind.MOVED, people.an, FOURTH, to_cell=people.other_cell)
    assert places(people.an) == [
        ("Chi bộ 7", LONG_AGO, FOURTH, "moved"),
        ("Chi bộ 9", FOURTH, EIGHTH, "moved"),
        ("Chi bộ 11", EIGHTH, None, ""),
    ]
    later.refresh_from_db()
    assert later.from_cell == people.other_cell
    with pytest.raises(CannotMove, match="sửa hoặc hủy từ dòng ghi sau cùng"):
        cancel_movement(later, reason=WHY, by=people.actor("giang"), at=LATER)
    cancel_movement(earlier, reason=WHY, by=people.actor("giang"), at=LATER)
    later.refresh_from_db()
    assert later.from_cell == people.cell
    cancel_movement(later, reason=WHY, by=people.actor("giang"), at=LATER)
    assert places(people.an) == [("Chi bộ 7", LONG_AGO, None, "")]


def test_only_the_later_transfer_is_one_from_the_cell_between(people):
    """Not the one of years before, nor what else was recorded for its day; and who
    recorded the later one ended the stay in the cell between."""
    third = CellFactory(name="Chi bộ 11", committee=people.ward)
    Member.objects.filter(pk=people.an.pk).update(official_on=None)
    people.an.refresh_from_db()
    long_ago = act(
        people, Kind.MOVED, people.an, date(2026, 1, 5), to_cell=people.other_cell
    )
    act(people, Kind.MOVED, people.an, date(2026, 1, 9), to_cell=people.cell)
    act(people, Kind.MOVED, people.an, EIGHTH, to_cell=third)
    recognised = act(people, Kind.RECOGNISED, people.an, EIGHTH)
    act(people, Kind.MOVED, people.an, FOURTH, to_cell=people.other_cell)
    for movement, cell in ((long_ago, people.cell), (recognised, third)):
        movement.refresh_from_db()
        assert movement.from_cell == cell
    between = Membership.objects.get(member=people.an, since=FOURTH)
    assert (between.ended_by, between.ended_at) == (people.giang.user, LATER)


def test_a_transfer_before_a_merger_of_both_cells_ends_in_the_merged_one(people):
    decision = merged(people)
    act(people, Kind.MOVED, people.an, FOURTH, to_cell=people.other_cell)
    assert places(people.an) == [
        ("Chi bộ 7", LONG_AGO, FOURTH, "moved"),
        ("Chi bộ 9", FOURTH, SIXTH, "reorganised"),
        ("Chi bộ 12", SIXTH, None, ""),
    ]
    decision.refresh_from_db()
    assert "put_aside" not in decision.effects


@pytest.mark.parametrize("on", [FOURTH, SIXTH])
def test_a_transfer_before_the_old_cell_was_dissolved_takes_the_decision_back(
    people, on
):
    third = CellFactory(name="Chi bộ 11", committee=people.ward)
    applied(people, a_dissolution(people.cell, rest=people.other_cell), on=SIXTH)
    act(people, Kind.MOVED, people.an, on, to_cell=third)
    assert places(people.an) == [
        ("Chi bộ 7", LONG_AGO, on, "moved"),
        ("Chi bộ 11", on, None, ""),
    ]


def test_who_was_received_in_a_cell_that_has_merged_since_is_in_the_merged_one(people):
    merged(people)
    act(people, Kind.RECEIVED, people.em, FOURTH, to_cell=people.cell)
    assert places(people.em) == [
        ("Chi bộ 7", FOURTH, SIXTH, "reorganised"),
        ("Chi bộ 12", SIXTH, None, ""),
    ]


def test_who_was_away_from_before_the_merger_stays_away_through_it(people):
    merged(people)
    summer = date(2026, 8, 1)
    act(people, Kind.AWAY, people.an, FOURTH, until=summer)
    assert [row.until for row in people.an.transfers.all()] == [summer]
    assert len(places(people.an)) == 2


def test_nobody_is_away_beyond_the_day_on_which_they_went_for_good(people):
    act(people, Kind.SENT, people.an, EIGHTH)
    with pytest.raises(CannotMove, match="đã thôi ở Chi bộ 7"):
        act(people, Kind.AWAY, people.an, FOURTH, until=date(2026, 8, 1))
    assert act(people, Kind.AWAY, people.an, FOURTH, until=date(2026, 2, 7))


# --- the figures of past days ---------------------------------------------------------


@pytest.mark.parametrize("keep", [Keep.NOT, Keep.WHOLE, Keep.BY_CELL])
def test_figures_of_the_days_between_are_counted_anew_kept_ones_too(people, keep):
    """An died on the 4th: on the 5th Cell 7 has three, and 12 never had him."""
    merged(people)
    cells = list(
        Cell.objects.filter(committee=people.ward).values_list("pk", flat=True)
    )

    def count(on):
        rows = count_rates([Cut(cells, on, people.cycle, keep=keep)])
        return {row.name: row.counts["members"] for row in rows}

    assert (count(FIFTH)["Chi bộ 7"], count(EIGHTH)["Chi bộ 12"]) == (4, 8)
    movement = act(people, Kind.DIED, people.an, FOURTH)
    assert (count(FIFTH)["Chi bộ 7"], count(EIGHTH)["Chi bộ 12"]) == (3, 7)
    cancel_movement(movement, reason=WHY, by=people.actor("giang"), at=LATER)
    assert (count(FIFTH)["Chi bộ 7"], count(EIGHTH)["Chi bộ 12"]) == (4, 8)


def test_the_page_shows_what_is_taken_back_before_it_is_recorded(people, sign_in):
    merged(people)
    client, sent = sign_in("giang"), {"on": "04/02/2026"}
    address = f"/nguoi/{people.an.pk}/bien-dong/tu-tran/"
    answer = client.post(address, sent)
    assert "Ghi thì bỏ những việc đã ghi cho ngày sau" in answer.content.decode()
    assert not Movement.objects.exists()
    (decision,) = Reorganisation.objects.all()
    answer = client.post(address, sent | {"seen": f"reorganisation-{decision.pk}"})
    assert answer.status_code == 302
    assert Movement.objects.get().kind == Kind.DIED


def test_the_cell_that_has_merged_since_is_offered_with_its_last_day(people, sign_in):
    merged(people)
    client = sign_in("giang")
    address = f"/nguoi/{people.an.pk}/bien-dong/chuyen-chi-bo/"
    page = client.get(address).content.decode()
    assert "Chi bộ 9 (trước ngày 06/02/2026)" in page
    sent = {"on": "04/02/2026", "to_cell": people.other_cell.pk}
    assert client.post(address, sent).status_code == 302
    assert [row[0] for row in places(people.an)] == [
        "Chi bộ 7",
        "Chi bộ 9",
        "Chi bộ 12",
    ]


def test_who_came_before_the_merger_is_received_on_the_page_of_the_old_cell(
    people, sign_in
):
    merged(people)
    address = f"/chi-bo/{people.cell.pk}/tiep-nhan/tiep-nhan/"
    sent = {"key": str(uuid4()), "full_name": "Đinh Văn Mới", "on": "04/02/2026"}
    assert sign_in("giang").post(address, sent).status_code == 302
    newcomer = Member.objects.get(full_name="Đinh Văn Mới")
    assert [row[0] for row in places(newcomer)] == ["Chi bộ 7", "Chi bộ 12"]
