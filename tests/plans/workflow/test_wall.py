"""What hangs on the wall is renewed and taken down; what the head agreed to stands on
the board in the software, and nothing else."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from plans.models import BoardSwitch, Cycle, Plan, Posting, Status
from plans.refusals import NotReady, PlanMoved
from plans.walls import find_ended, list_postings
from plans.workflow import steps, verification, wall
from tests.factories import CommitteeFactory
from tests.people import NOW, TODAY, a_plan_at, again

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def a_hanging_plan(people, *, until=TODAY + 10 * DAY, since=TODAY):
    """Bình's plan, through step 4."""
    plan = a_plan_at("signed", people, of="binh", reviewer="bao")
    plan.signatures.update(signed_on=since)
    bao = people.actor("bao")
    steps.record_filing(again(plan), by=bao, at=NOW, filed_on=TODAY)
    hung = {"place": "Bảng tin", "since": since, "until": until, "posted_by": "Bảo"}
    steps.record_posting(again(plan), by=bao, at=NOW, **hung)
    return again(plan)


def renew(plan, people, since, until, *, by="bao", **how):
    hung = {"place": "Bảng tin", "since": since, "until": until, "posted_by": "Bảo"}
    return wall.renew_posting(plan, by=people.actor(by), at=NOW, **hung, **how)


def take_down(plan, people, on=TODAY, *, by="bao", **how):
    down = {"taken_down_on": on, "taken_down_by": "Bảo"}
    return wall.take_down_posting(plan, by=people.actor(by), at=NOW, **down, **how)


def test_what_is_over_is_seen_and_renewed_for_the_same_revision(people):
    plan = a_hanging_plan(people, since=TODAY - 9 * DAY, until=TODAY - DAY)
    bao = people.actor("bao")
    assert [row["state"] for row in list_postings(bao)] == ["ended"]
    assert find_ended(people.actor("giang")).count() == 1
    renew(plan, people, TODAY, TODAY + 30 * DAY)
    revisions = plan.postings.order_by("since").values_list("revision", flat=True)
    assert list(revisions) == [plan.revision] * 2
    assert [row["state"] for row in list_postings(bao)] == ["hanging"]
    assert find_ended(people.actor("giang")).count() == 0
    assert verification.read_plans_again(plan.pk) == ""


def test_it_is_renewed_before_its_end_from_the_day_after(people):
    plan = a_hanging_plan(people, until=TODAY + 2 * DAY)
    for since in (TODAY, TODAY + 2 * DAY):
        with pytest.raises(NotReady, match="Lần trước niêm yết đến hết ngày"):
            renew(plan, people, since, TODAY + 30 * DAY)
    with pytest.raises(NotReady, match="Ngày bắt đầu chưa đến"):
        renew(plan, people, TODAY + 4 * DAY, TODAY + 30 * DAY)
    renew(plan, people, TODAY + 3 * DAY, TODAY + 30 * DAY)
    assert plan.postings.count() == 2


def test_taken_down_it_stays_through_step_four_and_no_figure_changes(people):
    plan = a_hanging_plan(people)
    before = Plan.objects.values("status", "moved_at").get(pk=plan.pk)
    take_down(plan, people)
    posting = plan.postings.get()
    assert (posting.taken_down_on, posting.taken_down_by) == (TODAY, "Bảo")
    assert posting.end_recorded_by == people.bao
    assert Plan.objects.values("status", "moved_at").get(pk=plan.pk) == before
    assert again(plan).status == Status.POSTED
    event = plan.events.latest("number")
    assert (event.step, event.from_status, event.to_status) == (
        "take_down",
        "posted",
        "posted",
    )
    assert verification.read_plans_again(plan.pk) == ""


def test_it_is_taken_down_once_and_may_hang_again(people):
    plan = a_hanging_plan(people, since=TODAY - 3 * DAY)
    take_down(plan, people)
    with pytest.raises(NotReady, match="Không có bản nào đang treo"):
        take_down(plan, people)
    renew(plan, people, TODAY, TODAY + 5 * DAY)
    assert plan.postings.count() == 2


def test_a_sheet_that_still_hangs_after_a_recall_is_taken_down(people):
    plan = a_hanging_plan(people)
    asked = {"reason": "vague", "note": "Ghi rõ."}
    steps.take_step("recall", plan, by=people.actor("giang"), at=NOW, **asked)
    with pytest.raises(PlanMoved):
        renew(again(plan), people, TODAY + 11 * DAY, TODAY + 30 * DAY)
    take_down(again(plan), people)
    assert plan.postings.get().taken_down_on == TODAY


@pytest.mark.parametrize("name", ["binh", "an", "inh", "chi", "dung"])
def test_who_says_nothing_about_the_wall(people, name):
    plan = a_hanging_plan(people)
    with pytest.raises(PermissionDenied):
        take_down(plan, people, by=name)
    with pytest.raises(PermissionDenied):
        renew(plan, people, TODAY + 11 * DAY, TODAY + 30 * DAY, by=name)


def test_the_ward_may_say_it(people):
    plan = a_hanging_plan(people)
    take_down(plan, people, by="giang")
    assert plan.postings.get().end_recorded_by == people.giang


def test_a_double_click_is_one_taking_down(people):
    plan, key = a_hanging_plan(people), "00000000-0000-4000-8000-000000000009"
    first = take_down(plan, people, key=key)
    assert take_down(plan, people, key=key) == first


def test_a_day_of_taking_down_has_somebody_who_says_so(people):
    plan = a_hanging_plan(people)
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.filter(plan=plan).update(taken_down_on=TODAY)


# --- the board in the software --------------------------------------------------------


def switch(people, is_on, *, committee=None, at=NOW):
    BoardSwitch.objects.create(
        committee=committee or people.ward, is_on=is_on, set_by=people.giang, set_at=at
    )


def on_the_board(on=TODAY):
    return Plan.objects.on_the_board(on).exists()


def test_the_board_is_off_until_the_ward_switches_it_on(people):
    plan = a_hanging_plan(people)
    wall.give_consent(plan, by=people.actor("binh"), at=NOW)
    assert not on_the_board()
    switch(people, True)
    assert on_the_board()
    switch(people, False, at=NOW + timedelta(hours=1))
    assert not on_the_board()


def test_a_committee_below_does_as_the_ward_until_it_is_asked_itself(people):
    plan = a_hanging_plan(people)
    wall.give_consent(plan, by=people.actor("binh"), at=NOW)
    below = CommitteeFactory(name="Đảng bộ cơ sở", parent=people.ward)
    type(people.cell).objects.filter(pk=people.cell.pk).update(committee=below)
    switch(people, True)
    assert on_the_board()
    switch(people, False, committee=below)
    assert not on_the_board()


def test_it_holds_only_heads_who_agreed_and_did_not_withdraw(people):
    plan, binh = a_hanging_plan(people), people.actor("binh")
    switch(people, True)
    assert not on_the_board()
    wall.give_consent(plan, by=binh, at=NOW)
    assert on_the_board()
    wall.withdraw_consent(plan, by=binh, at=NOW)
    assert not on_the_board()
    wall.give_consent(plan, by=binh, at=NOW)
    assert on_the_board()
    assert plan.consents.count() == 2
    assert verification.read_plans_again(plan.pk) == ""


def test_consent_on_paper_has_a_date_and_is_recorded_by_who_files(people):
    plan = a_hanging_plan(people)
    with pytest.raises(PermissionDenied):
        wall.record_consent(plan, by=people.actor("giang"), at=NOW, given_on=TODAY)
    given_on = TODAY - 2 * DAY
    wall.record_consent(plan, by=people.actor("bao"), at=NOW, given_on=given_on)
    consent = plan.consents.get()
    assert (consent.way, consent.given_on) == ("paper", given_on)
    wall.withdraw_consent(plan, by=people.actor("binh"), at=NOW)
    assert not plan.consents.given().exists()


@pytest.mark.parametrize("name", ["bao", "giang", "an", "quan"])
def test_nobody_agrees_or_withdraws_for_the_head(people, name):
    plan = a_hanging_plan(people)
    wall.give_consent(plan, by=people.actor("binh"), at=NOW)
    for act in (wall.give_consent, wall.withdraw_consent):
        with pytest.raises(PermissionDenied):
            act(plan, by=people.actor(name), at=NOW)


def test_who_heads_nothing_is_not_asked(people):
    plan = a_plan_at("posted", people)
    with pytest.raises(NotReady):
        wall.give_consent(plan, by=people.actor("an"), at=NOW)


@pytest.mark.parametrize("change", ["ended", "taken_down"])
def test_what_hangs_no_more_is_not_on_the_board(people, change):
    plan = a_hanging_plan(people, until=TODAY)
    switch(people, True)
    wall.give_consent(plan, by=people.actor("binh"), at=NOW)
    assert on_the_board()
    if change == "taken_down":
        take_down(plan, people)
        assert not on_the_board()
    else:
        assert not on_the_board(TODAY + DAY)


# --- filing where confirmation does not suffice ---------------------------------------


def file(plan, people, **days):
    steps.record_filing(plan, by=people.actor("binh"), at=NOW, **days)


def test_filing_asks_for_the_ink_where_the_year_says_so(people):
    plan = a_plan_at("signed", people)
    Cycle.objects.update(confirmation_suffices=False)
    for ink_on in (None, TODAY + DAY, TODAY - DAY):
        with pytest.raises(NotReady):
            file(again(plan), people, filed_on=TODAY, ink_on=ink_on)
    assert not plan.filings.exists()
    file(again(plan), people, filed_on=TODAY, ink_on=TODAY)
    assert plan.filings.get().ink_on == TODAY
    assert again(plan).status == Status.POSTED


def test_what_is_signed_in_ink_needs_no_second_ink(people):
    plan = a_plan_at("finalizing", people)
    Cycle.objects.update(confirmation_suffices=False)
    by = people.actor("bao")
    steps.take_step("sign", plan, by=by, at=NOW, signed_on=TODAY)
    file(again(plan), people, filed_on=TODAY)
    assert plan.filings.get().ink_on is None
