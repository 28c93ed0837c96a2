"""What was recorded by mistake is taken back: by whom, until when, and what is left of
it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from cells.models import Appointment, Cell
from plans import readings, remarks
from plans.models import BoardSwitch, Plan, PlanEvent, Signature, Status
from plans.pages.desk.desk import read_desk
from plans.refusals import NotReady, PlanMoved
from plans.walls import list_postings
from plans.workflow import (
    agreement,
    deeds,
    objections,
    printing,
    sheets,
    steps,
    taking_back,
    verification,
    wall,
)
from reports import rates
from tests.people import NOW, TODAY, a_plan_at, again, change_text

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
HUNG = {"place": "Bảng tin", "since": TODAY, "until": TODAY + timedelta(days=30)}
WHY = "Bấm nhầm sang kế hoạch của đồng chí khác."


def last_event(plan, step):
    return plan.events.filter(step=step).latest("number")


def take_back(plan, step, people, by, *, note=WHY, at=LATER):
    event, plan = last_event(plan, step), again(plan)
    return taking_back.take_back(
        plan, event.number, by=people.actor(by), at=at, note=note
    )


def say(plan, people, by="binh", **how):
    return remarks.make_remark(
        plan,
        by=people.actor(by),
        at=NOW,
        reason="vague",
        text="Bao nhiêu hộ?",
        key=how.pop("key", "6f8c4b32-0000-4000-8000-000000000001"),
        **how,
    )


def a_returned_plan(people):
    """Bình returned An's plan with a remark."""
    plan = a_plan_at("cell_review", people)
    say(plan, people)
    steps.take_step("return", again(plan), by=people.actor("binh"), at=NOW)
    return again(plan)


def a_signed_plan_of_a_head(people):
    """Bình's plan, signed, filed and posted by her deputy."""
    plan = a_plan_at("signed", people, of="binh", reviewer="bao")
    bao = people.actor("bao")
    steps.record_filing(again(plan), by=bao, at=NOW, filed_on=TODAY)
    steps.record_posting(again(plan), by=bao, at=NOW, posted_by="Bảo", **HUNG)
    return again(plan)


def stand(plan):
    """Where it stands; and its history is whole."""
    assert verification.read_plans_again(plan.pk) == ""
    return again(plan).status


# --- each deed ------------------------------------------------------------------------


def test_an_agreement_is_taken_back_to_the_review(people):
    plan = a_plan_at("finalizing", people)
    assert agreement.find_agreed_revision(plan).number == 1
    event = take_back(plan, "agree", people, "binh")
    assert stand(plan) == Status.CELL_REVIEW
    assert (event.step, event.reason, event.note) == ("take_back", "agree", WHY)
    assert agreement.find_agreed_revision(plan) is None
    steps.take_step("agree", again(plan), by=people.actor("binh"), at=LATER)
    assert stand(plan) == Status.FINALIZING
    assert agreement.find_agreed_revision(plan).number == 1


def test_a_return_is_taken_back_to_the_review(people):
    plan = a_returned_plan(people)
    take_back(plan, "return", people, "binh")
    assert stand(plan) == Status.CELL_REVIEW


def test_a_signature_is_taken_back_and_signed_again(people):
    plan = a_plan_at("signed", people)
    take_back(plan, "sign", people, "an")
    assert stand(plan) == Status.FINALIZING
    kept = plan.signatures.get()
    assert kept.taken_back_at == LATER
    steps.take_step("sign", again(plan), by=people.actor("an"), at=LATER)
    assert stand(plan) == Status.SIGNED
    assert plan.signatures.standing().get().revision == kept.revision + 1


def test_a_filing_is_taken_back_and_what_it_completed_with_it(people):
    plan = a_plan_at("posted", people)
    take_back(plan, "file", people, "binh")
    assert stand(plan) == Status.SIGNED
    steps.record_filing(again(plan), by=people.actor("binh"), at=LATER, filed_on=TODAY)
    assert stand(plan) == Status.POSTED
    assert plan.filings.count() == 2
    assert plan.filings.standing().count() == 1


def test_a_posting_is_taken_back_and_the_filing_stays(people):
    plan = a_signed_plan_of_a_head(people)
    assert plan.status == Status.POSTED
    take_back(plan, "post", people, "bao")
    assert stand(plan) == Status.SIGNED
    assert plan.filings.standing().exists()
    assert wall.find_last_posting(plan) is None
    steps.record_posting(
        again(plan), by=people.actor("bao"), at=LATER, posted_by="Bảo", **HUNG
    )
    assert stand(plan) == Status.POSTED


def test_a_renewal_is_taken_back_and_the_posting_before_it_stands(people):
    plan = a_signed_plan_of_a_head(people)
    first = wall.find_last_posting(plan)
    since = first.until + timedelta(days=1)
    more = {"place": "Bảng tin", "since": since, "until": since, "posted_by": "Bảo"}
    wall.renew_posting(again(plan), by=people.actor("bao"), at=NOW, **more)
    take_back(plan, "renew", people, "bao")
    assert stand(plan) == Status.POSTED
    assert wall.find_last_posting(plan) == first
    take_back(plan, "post", people, "bao")
    assert stand(plan) == Status.SIGNED


def test_ink_on_a_print_is_taken_back_and_recorded_again_on_the_same_print(people):
    plan, binh = a_plan_at("finalizing", people), people.actor("binh")
    printed = printing.print_for_signing(plan, by=binh, at=NOW)
    ink = {"sheet": printed, "signed_on": TODAY, "by": binh, "at": LATER}
    steps.take_step("sign", again(plan), **ink)
    assert sheets.list_unsigned_prints(plan) == []
    take_back(plan, "sign", people, "binh")
    assert sheets.list_unsigned_prints(plan) == [printed]
    steps.take_step("sign", again(plan), **ink)
    assert stand(plan) == Status.SIGNED
    codes = set(plan.signatures.values_list("revision", "check_code"))
    assert codes == {(printed.revision, printed.code)}


# --- what rests on it -----------------------------------------------------------------


def test_on_a_signature_rests_what_was_filed_and_posted(people):
    plan = a_signed_plan_of_a_head(people)
    with pytest.raises(NotReady, match=r"(?s)nộp ngày .*niêm yết từ ngày"):
        take_back(plan, "sign", people, "binh")
    take_back(plan, "file", people, "bao")
    with pytest.raises(NotReady, match="niêm yết từ ngày"):
        take_back(plan, "sign", people, "binh")
    take_back(plan, "post", people, "bao")
    take_back(plan, "sign", people, "binh")
    assert stand(plan) == Status.FINALIZING


def test_on_an_agreement_rests_a_signature(people):
    plan = a_plan_at("signed", people)
    with pytest.raises(PlanMoved):
        take_back(plan, "agree", people, "binh")
    take_back(plan, "sign", people, "an")
    take_back(plan, "agree", people, "binh")
    assert stand(plan) == Status.CELL_REVIEW


def test_on_an_agreement_rests_nothing_that_was_written_since(people):
    plan = a_plan_at("finalizing", people)
    change_text(plan, "Khi nào khỏe thì đi.")
    take_back(plan, "agree", people, "binh")
    assert stand(plan) == Status.CELL_REVIEW


def test_on_a_return_rests_a_letter_that_was_changed(people):
    plan = a_returned_plan(people)
    change_text(plan, "Đọc hết chuyên đề năm, ghi sổ tay mỗi tháng hai trang.")
    with pytest.raises(NotReady, match="đã sửa lời"):
        take_back(plan, "return", people, "binh")
    assert stand(plan) == Status.DRAFT


def test_on_a_return_rests_an_answer(people):
    plan = a_returned_plan(people)
    said = plan.remarks.get()
    remarks.answer_remark(said, "12 hộ.", by=people.actor("an"), at=LATER)
    with pytest.raises(NotReady, match="đã trả lời"):
        take_back(plan, "return", people, "binh", at=LATER + timedelta(minutes=1))


def test_after_it_was_sent_again_a_return_is_past(people):
    plan = a_returned_plan(people)
    said = plan.remarks.get()
    remarks.answer_remark(said, "12 hộ.", by=people.actor("an"), at=NOW)
    steps.take_step("submit", again(plan), by=people.actor("an"), at=LATER)
    with pytest.raises(PlanMoved):
        take_back(plan, "return", people, "binh")


def test_a_signature_that_was_recalled_is_past(people):
    plan = a_plan_at("posted", people)
    asked = {"reason": "vague", "note": "Ghi rõ số hộ."}
    steps.take_step("recall", again(plan), by=people.actor("giang"), at=NOW, **asked)
    for step in ("agree", "sign", "file"):
        with pytest.raises(PlanMoved):
            take_back(plan, step, people, "giang")


# --- who ------------------------------------------------------------------------------

EVERYBODY = {"an", "binh", "bao", "chi", "dung", "em", "giang", "hanh", "inh", "kha"}


def find_who_may(plan, step, people, on=TODAY):
    event, found = last_event(plan, step), set()
    for name in EVERYBODY:
        if taking_back.may_take_back(people.actor(name, on), again(plan), event):
            found.add(name)
    return found


@pytest.mark.parametrize(
    ("status", "step", "who"),
    [
        ("finalizing", "agree", {"binh", "giang"}),
        ("signed", "sign", {"an", "giang"}),
        ("posted", "file", {"binh", "giang"}),
    ],
)
def test_who_recorded_it_takes_it_back_and_the_ward(people, status, step, who):
    plan = a_plan_at(status, people)
    assert find_who_may(plan, step, people) == who
    for name in EVERYBODY - who:
        with pytest.raises(PermissionDenied):
            take_back(plan, step, people, name)
    assert stand(plan) == status


@pytest.mark.parametrize(
    ("status", "step"), [("finalizing", "agree"), ("posted", "file")]
)
def test_once_they_hold_the_post_no_more_whoever_has_the_power_today(
    people, status, step
):
    plan = a_plan_at(status, people)
    Appointment.objects.filter(member=people.binh).update(until=TODAY)
    assert find_who_may(plan, step, people) == {"bao", "giang"}


def test_the_post_is_one_over_the_cell_where_the_plan_is_by_now(people):
    plan = a_plan_at("finalizing", people)
    Plan.objects.filter(pk=plan.pk).update(cell=people.other_cell)
    assert find_who_may(plan, "agree", people) == {"chi", "giang"}


def test_of_ink_whoever_has_the_power_today_is_never_the_author(people):
    plan, bao = a_plan_at("finalizing", people), people.actor("bao")
    steps.take_step("sign", plan, by=bao, at=NOW, signed_on=TODAY)
    assert find_who_may(plan, "sign", people) == {"bao", "giang"}
    Appointment.objects.filter(member=people.bao).update(until=TODAY)
    assert find_who_may(plan, "sign", people) == {"binh", "giang"}


def test_a_return_by_who_may_not_read_the_draft(people):
    plan = a_returned_plan(people)
    assert find_who_may(plan, "return", people) == {"binh", "giang"}


# --- one tap --------------------------------------------------------------------------


def test_until_the_author_opens_it_no_reason_is_asked_and_remarks_are_held(people):
    plan = a_returned_plan(people)
    assert plan.remarks.for_author().count() == 1
    take_back(plan, "return", people, "binh", note="")
    assert plan.remarks.for_author().count() == 0
    steps.take_step("agree", again(plan), by=people.actor("binh"), at=LATER)
    assert plan.remarks.for_author().count() == 1
    assert stand(plan) == Status.FINALIZING


def test_once_the_author_has_opened_it_a_reason_is_asked_and_remarks_stay(people):
    plan = a_returned_plan(people)
    readings.note_opening_by_writer(again(plan), at=LATER)
    with pytest.raises(NotReady, match="vì sao"):
        take_back(plan, "return", people, "binh", note="  ")
    take_back(plan, "return", people, "binh")
    assert plan.remarks.for_author().count() == 1


def test_somebody_else_gives_a_reason_although_nobody_has_opened_it(people):
    plan = a_returned_plan(people)
    with pytest.raises(NotReady, match="vì sao"):
        take_back(plan, "return", people, "giang", note="")


def test_what_the_ward_remarked_meanwhile_stays_with_the_author(people):
    plan = a_plan_at("cell_review", people)
    say(plan, people, by="giang")
    say(plan, people, key="6f8c4b32-0000-4000-8000-000000000002")
    steps.take_step("return", again(plan), by=people.actor("binh"), at=NOW)
    take_back(plan, "return", people, "binh", note="")
    assert [said.source for said in plan.remarks.for_author()] == ["ward"]


@pytest.mark.parametrize(
    ("status", "step", "by"), [("signed", "sign", "an"), ("posted", "file", "binh")]
)
def test_everything_else_asks_for_a_reason(people, status, step, by):
    plan = a_plan_at(status, people)
    with pytest.raises(NotReady, match="vì sao"):
        take_back(plan, step, people, by, note="")


def test_an_opening_is_noted_once_for_each_move(people, django_assert_num_queries):
    plan = a_plan_at("finalizing", people)
    readings.note_opening_by_writer(again(plan), at=LATER)
    with django_assert_num_queries(1):
        readings.note_opening_by_writer(again(plan), at=LATER + timedelta(days=1))
    assert again(plan).opened_by_writer_at == LATER


# --- what is left of it ---------------------------------------------------------------


def test_twice_is_once(people):
    plan = a_plan_at("posted", people)
    first = take_back(plan, "file", people, "binh")
    number = first.takes_back
    again_sent = {"by": people.actor("binh"), "at": LATER, "note": WHY}
    second = taking_back.take_back(again(plan), number, **again_sent)
    assert (second.pk, plan.events.filter(step="take_back").count()) == (first.pk, 1)
    with pytest.raises(PlanMoved):
        taking_back.take_back(
            again(plan), number, by=people.actor("giang"), at=LATER, note=WHY
        )


def test_from_a_page_that_shows_another_state_nothing_is_taken_back(people):
    plan = a_plan_at("signed", people)
    sign, shown = last_event(plan, "sign"), again(plan)
    steps.record_filing(again(plan), by=people.actor("binh"), at=NOW, filed_on=TODAY)
    with pytest.raises(PlanMoved):
        taking_back.take_back(
            shown, sign.number, by=people.actor("an"), at=LATER, note=WHY
        )
    assert stand(plan) == Status.POSTED


def test_the_history_tells_both(people):
    plan = a_plan_at("posted", people)
    take_back(plan, "file", people, "binh")
    told = [sentence for sentence, _ in deeds.tell_history(deeds.list_events(plan))]
    assert "rút lại việc ghi nộp bản lúc" in told[0]
    filed = [sentence for sentence in told if "đã nộp 01 bản" in sentence]
    assert [sentence.endswith("(sau đó đã rút lại)") for sentence in filed] == [True]


def test_figures_of_the_days_between_stay(people):
    plan = a_plan_at("posted", people)
    day = timedelta(days=1)
    take_back(plan, "file", people, "binh", at=NOW + 2 * day)
    through = []
    for number in range(3):
        on = TODAY + number * day
        cells = Cell.objects.filter(pk=people.cell.pk)
        [row] = rates.with_rates(cells, cycle=people.cycle, on=on)
        through.append(row.counts["posted"])
    assert through == [1, 1, 0]


def test_what_was_taken_back_is_on_no_desk_wall_or_board(people):
    plan, bao = a_signed_plan_of_a_head(people), people.actor("bao")
    BoardSwitch.objects.create(
        committee=people.ward, is_on=True, set_by=people.giang, set_at=NOW
    )
    wall.give_consent(again(plan), by=people.actor("binh"), at=NOW)
    assert list_postings(bao)
    assert Plan.objects.on_the_board(TODAY).exists()
    take_back(plan, "post", people, "bao")
    # As if it stood at its end still: the board asks for a posting that stands.
    Plan.objects.filter(pk=plan.pk).update(status=Status.POSTED)
    assert not list_postings(bao)
    assert not Plan.objects.on_the_board(TODAY).exists()
    Plan.objects.filter(pk=plan.pk).update(status=Status.SIGNED)
    assert [row["pk"] for row in read_desk(bao).boards] == [plan.pk]
    take_back(plan, "file", people, "bao")
    [row] = read_desk(bao).confirmed
    assert (row["pk"], row["posting_due"]) == (plan.pk, 1)
    take_back(plan, "sign", people, "binh")
    [row] = read_desk(bao).ink
    assert (row["pk"], row["signed_on"]) == (plan.pk, None)


def test_a_print_that_was_signed_by_mistake_waits_on_the_desk_again(people):
    plan, binh = a_plan_at("finalizing", people), people.actor("binh")
    printed = printing.print_for_signing(plan, by=binh, at=NOW)
    ink = {"sheet": printed, "signed_on": TODAY, "by": binh, "at": NOW}
    steps.take_step("sign", again(plan), **ink)
    take_back(plan, "sign", people, "binh")
    [row] = read_desk(binh).ink
    assert row["printed"] == printed.revision


def test_a_judgement_that_was_taken_back_is_compared_with_no_more(people):
    plan = a_plan_at("finalizing", people)
    take_back(plan, "agree", people, "binh", note="")
    for step in ("withdraw", "submit"):
        steps.take_step(step, again(plan), by=people.actor("an"), at=LATER)
    judged = Plan.objects.annotate(judged=deeds.find_last_judged()).get(pk=plan.pk)
    events = deeds.list_events(plan)
    assert deeds.find_last_judged_among(again(plan), events) is None
    assert judged.judged is None


def test_a_filing_follows_the_signature_that_stands(people):
    """The day of one that was taken back bounds nothing, and asks for no ink."""
    plan, binh = a_plan_at("finalizing", people), people.actor("binh")
    day = timedelta(days=1)
    printed = printing.print_for_signing(plan, by=binh, at=NOW)
    ink = {"sheet": printed, "by": binh, "at": NOW}
    steps.take_step("sign", again(plan), signed_on=TODAY + 5 * day, **ink)
    take_back(plan, "sign", people, "binh")
    steps.take_step("sign", again(plan), signed_on=TODAY, **ink)
    steps.record_filing(again(plan), by=binh, at=LATER, filed_on=TODAY + day)
    assert stand(plan) == Status.POSTED


def test_ink_that_was_taken_back_was_not_done_for_the_author(people):
    plan, bao = a_plan_at("finalizing", people), people.actor("bao")
    steps.take_step("sign", plan, by=bao, at=NOW, signed_on=TODAY)
    assert objections.find_doers(again(plan)) == {people.bao.pk}
    take_back(plan, "sign", people, "bao")
    assert objections.find_doers(again(plan)) == set()
    with pytest.raises(NotReady):
        objections.object_to_deeds(again(plan), by=people.actor("an"), at=LATER)


def test_the_database_keeps_one_that_stands_and_any_number_taken_back(people):
    plan = a_plan_at("posted", people)
    take_back(plan, "file", people, "binh")
    steps.record_filing(again(plan), by=people.actor("binh"), at=LATER, filed_on=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        plan.filings.update(taken_back_at=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        take = last_event(plan, "take_back")
        PlanEvent.objects.filter(pk=take.pk - 1).update(takes_back=take.takes_back)


def test_what_was_changed_behind_the_history_is_found(people):
    plan = a_plan_at("posted", people)
    take_back(plan, "file", people, "binh")
    plan.filings.update(taken_back_at=None)
    assert "rút lại file 1 lần" in verification.read_plans_again(plan.pk)
    plan.filings.update(taken_back_at=LATER)
    Signature.objects.filter(plan=plan).update(taken_back_at=LATER)
    assert "rút lại sign 0 lần" in verification.read_plans_again(plan.pk)


def test_which_event_was_taken_back_is_part_of_the_chain(people):
    plan = a_plan_at("posted", people)
    event = take_back(plan, "file", people, "binh")
    PlanEvent.objects.filter(pk=event.pk).update(takes_back=event.takes_back - 1)
    assert "nhật ký đứt" in verification.read_plans_again(plan.pk)


def test_each_deed_that_can_be_taken_back_has_its_words():
    """The end of step 4 is taken back by itself, where a duty to post goes on."""
    by_people = taking_back.DEEDS_TO_TAKE_BACK.keys()
    assert {*by_people, "complete"} == deeds.TAKEN_BACK.keys()


def test_a_plan_that_was_handed_over_is_only_read(people):
    plan = a_plan_at("finalizing", people)
    people.cell.closed_on = TODAY
    people.cell.save()
    assert not Plan.objects.get(pk=plan.pk).goes_on_here
    assert find_who_may(plan, "agree", people) == set()
