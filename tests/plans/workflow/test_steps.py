"""The matrix: every (status, step, person). What is not listed must raise, change
nothing and record nothing."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from cells.models import Appointment, Exemption, Membership
from plans import remarks
from plans.form import snapshot
from plans.models import Filing, Plan, Posting, Remark, Signature, Status
from plans.refusals import HasPlanOfYear, NotReady, PlanMoved
from plans.workflow import log, steps
from plans.workflow.steps import STEPS, list_open_steps, take_step
from tests.factories import (
    AppointmentFactory,
    CellFactory,
    CommitteeFactory,
    CycleFactory,
    MembershipFactory,
)
from tests.people import EVERYBODY, NOW, TODAY, a_plan, a_plan_at, again, put_into
from tests.plans.typed import begin_typing

pytestmark = pytest.mark.django_db

AUTHOR, REVIEWERS, WARD = {"an"}, {"binh", "bao"}, {"giang"}

# DESIGN.md §3 for An's plan. `complete` stands in the table as an action whose
# conditions the next tests give.
ALLOWED = {
    ("draft", "submit"): AUTHOR,
    ("cell_review", "withdraw"): AUTHOR,
    ("cell_review", "return"): REVIEWERS,
    ("cell_review", "agree"): REVIEWERS,
    ("finalizing", "resubmit"): AUTHOR,
    ("finalizing", "sign"): AUTHOR | REVIEWERS,
    ("signed", "recall"): WARD,
    ("posted", "recall"): WARD,
}
BUTTONS = {**ALLOWED, ("signed", "complete"): REVIEWERS}
DETAILS = {
    "reason": "vague",
    "note": "Ghi rõ số hộ và thời hạn.",
    "signed_on": TODAY,
}


def state(plan):
    """Everything that a step could change, as plain data."""
    plan = again(plan)
    tables = (
        "events",
        "revisions",
        "remarks",
        "signatures",
        "postings",
        "filings",
        "signing_prints",
        "consents",
        "assistances",
        "confirmations",
        "objections",
    )
    return (
        plan.status,
        plan.revision,
        plan.moved_at,
        [getattr(plan, table).count() for table in tables],
    )


def outcome(plan, step, actor):
    """ "done", or the name of the refusal, with nothing kept either way."""
    return outcome_since(state(plan), plan, step, actor)


def outcome_since(before, plan, step, actor):
    """As outcome, where the state before is known."""
    try:
        with transaction.atomic():
            take_step(step, plan, by=actor, at=NOW + timedelta(hours=1), **DETAILS)
            assert again(plan).status == STEPS[step].target
            transaction.set_rollback(True)
        return "done"
    except (PermissionDenied, PlanMoved, NotReady) as refusal:
        assert state(plan) == before
        return type(refusal).__name__


@pytest.mark.parametrize("status", Status.values)
def test_the_step_matrix(people, status):
    plan = a_plan_at(status, people)
    before = state(plan)
    done = {
        (status, step): {
            name
            for name in EVERYBODY
            if outcome_since(before, plan, step, people.actor(name)) == "done"
        }
        for step in STEPS
    }
    assert state(plan) == before
    assert {cell: who for cell, who in done.items() if who} == {
        cell: who for cell, who in ALLOWED.items() if cell[0] == status
    }


@pytest.mark.parametrize("status", Status.values)
def test_the_buttons_offered_are_exactly_these(people, status):
    plan = a_plan_at(status, people)
    offered = {(status, step): set() for step in STEPS}
    for name in EVERYBODY:
        for step in list_open_steps(plan, people.actor(name)):
            offered[status, step].add(name)
    assert {cell: who for cell, who in offered.items() if who} == {
        cell: who for cell, who in BUTTONS.items() if cell[0] == status
    }


def test_may_not_is_another_answer_than_it_has_moved_on(people):
    plan = a_plan_at("finalizing", people)
    assert outcome(plan, "agree", people.actor("binh")) == "PlanMoved"
    assert outcome(plan, "agree", people.actor("chi")) == "PermissionDenied"


# --- nobody on their own plan ---------------------------------------------------------


def reviewers_of(plan, people):
    return {
        name
        for name in EVERYBODY
        if "agree" in list_open_steps(plan, people.actor(name))
    }


def test_a_secretary_is_reviewed_by_the_deputy(people):
    plan = a_plan_at("cell_review", people, of="binh")
    assert reviewers_of(plan, people) == {"bao"}


def test_a_secretary_without_a_deputy_is_reviewed_by_the_committee_above(people):
    plan = a_plan_at("cell_review", people, of="chi")
    assert reviewers_of(plan, people) == {"giang"}


def test_a_ward_officer_does_not_stand_in_for_themselves(people):
    Appointment.objects.filter(cell=people.other_cell).update(until=TODAY)
    plan = a_plan_at("cell_review", people, of="giang")
    assert reviewers_of(plan, people) == set()


def test_a_cell_without_any_reviewer_is_reviewed_by_the_committee_above(people):
    plan = a_plan_at("cell_review", people)
    Appointment.objects.filter(cell=people.cell).update(until=TODAY)
    assert reviewers_of(plan, people) == {"giang"}


def test_the_units_lead_reviews_staff_outside_the_party(people):
    plan = a_plan_at("cell_review", people, of="kha")
    assert reviewers_of(plan, people) == {"lan"}


def test_a_post_that_ended_today_gives_no_power_today(people):
    plan = a_plan_at("cell_review", people)
    Appointment.objects.filter(member=people.binh).update(until=TODAY)
    assert reviewers_of(plan, people) == {"bao"}
    with pytest.raises(PermissionDenied):
        take_step("agree", plan, by=people.actor("binh"), at=NOW)


def test_a_member_without_a_cell_gains_nothing_from_a_plan_of_nobody(people):
    assert people.actor("em").home is None
    plan = a_plan_at("cell_review", people)
    assert list_open_steps(plan, people.actor("em")) == []
    assert not Plan.objects.visible_to(people.actor("em")).exists()


# --- what each step asks for ----------------------------------------------------------


def test_sending_names_every_gap(people):
    plan = a_plan(people, filled=False)
    with pytest.raises(NotReady) as refused:
        take_step("submit", plan, by=people.actor("an"), at=NOW)
    assert [gap.section for gap in refused.value.missing] == [
        "political",
        "shortcomings",
        "tasks",
    ]
    assert again(plan).status == Status.DRAFT


def test_withdrawing_ends_when_the_review_has_begun(people):
    plan = a_plan_at("cell_review", people)
    plan.accesses.create(reader=people.dung, capacity="peer", revision=1, at=NOW)
    assert outcome(plan, "withdraw", people.actor("an")) == "done"
    plan.accesses.create(reader=people.binh, capacity="reviewer", revision=1, at=NOW)
    assert outcome(plan, "withdraw", people.actor("an")) == "NotReady"


def test_what_was_said_and_read_of_an_older_revision_does_not_keep_it_from_being_withdrawn(
    people,
):
    plan, binh = a_plan_at("cell_review", people), people.actor("binh")
    remarks.make_remark(
        plan, by=binh, at=NOW, reason="vague", text="Bao nhiêu hộ?", key=uuid4()
    )
    plan.accesses.create(reader=people.binh, capacity="reviewer", revision=1, at=NOW)
    take_step("return", plan, by=binh, at=NOW)
    plan.remarks.update(answer="38 hộ.")
    take_step("submit", again(plan), by=people.actor("an"), at=NOW)
    plan = again(plan)
    assert outcome(plan, "withdraw", people.actor("an")) == "done"
    remarks.make_remark(
        plan,
        by=people.actor("dung"),
        at=NOW,
        reason="vague",
        text="Còn ngõ 96?",
        key=uuid4(),
    )
    with pytest.raises(NotReady) as refused:
        take_step("withdraw", plan, by=people.actor("an"), at=NOW)
    assert refused.value.missing == [
        "Chi ủy đã bắt đầu đọc bản này, nên không rút lại được nữa."
    ]


def test_returning_needs_a_remark_or_a_reason(people):
    plan, binh = a_plan_at("cell_review", people), people.actor("binh")
    with pytest.raises(NotReady):
        take_step("return", plan, by=binh, at=NOW)
    remarks.make_remark(
        plan,
        by=binh,
        at=NOW,
        reason="vague",
        text="Chỉ chi ủy xem",
        key=uuid4(),
        is_internal=True,
    )
    with pytest.raises(NotReady):
        take_step("return", plan, by=binh, at=NOW)
    said = remarks.make_remark(
        plan, by=binh, at=NOW, reason="vague", text="Bao nhiêu hộ?", key=uuid4()
    )
    assert not plan.remarks.for_author().exists()
    take_step("return", plan, by=binh, at=NOW)
    assert list(plan.remarks.for_author()) == [said]


def test_a_remark_on_an_older_revision_is_no_ground_for_another_return(people):
    plan, binh = a_plan_at("cell_review", people), people.actor("binh")
    remarks.make_remark(
        plan, by=binh, at=NOW, reason="vague", text="Bao nhiêu hộ?", key=uuid4()
    )
    take_step("return", plan, by=binh, at=NOW)
    plan.remarks.update(answer="38 hộ.")
    take_step("submit", again(plan), by=people.actor("an"), at=NOW)
    plan = again(plan)
    with pytest.raises(NotReady) as refused:
        take_step("return", plan, by=binh, at=NOW)
    assert refused.value.missing == ["Cần ít nhất một góp ý hoặc lý do trả lại."]
    assert (again(plan).status, plan.revision) == (Status.CELL_REVIEW, 2)
    remarks.make_remark(
        plan,
        by=people.actor("dung"),
        at=NOW,
        reason="vague",
        text="Còn ngõ 96?",
        key=uuid4(),
    )
    take_step("return", plan, by=binh, at=NOW)
    assert again(plan).status == Status.DRAFT


@pytest.mark.parametrize(
    ("name", "is_internal"),
    [("binh", True), ("dung", True), ("giang", False), ("giang", True)],
)
def test_a_remark_that_is_not_the_cells_to_the_author_is_no_ground_for_a_return(
    people, name, is_internal
):
    plan = a_plan_at("cell_review", people)
    said = {
        "reason": "vague",
        "text": "Bao nhiêu hộ?",
        "key": uuid4(),
        "is_internal": is_internal,
    }
    remarks.make_remark(plan, by=people.actor(name), at=NOW, **said)
    for note in ("", " \n"):
        with pytest.raises(NotReady) as refused:
            take_step("return", plan, by=people.actor("binh"), at=NOW, note=note)
        assert refused.value.missing == ["Cần ít nhất một góp ý hoặc lý do trả lại."]
    assert (again(plan).status, plan.events.count()) == (Status.CELL_REVIEW, 2)


def test_signing_waits_for_every_answer(people):
    plan = a_plan_at("cell_review", people)
    said = remarks.make_remark(
        plan,
        by=people.actor("binh"),
        at=NOW,
        reason="vague",
        text="Bao nhiêu hộ?",
        key=uuid4(),
    )
    take_step("agree", plan, by=people.actor("binh"), at=NOW)
    plan = again(plan)
    assert outcome(plan, "sign", people.actor("an")) == "NotReady"
    said.refresh_from_db()
    remarks.answer_remark(said, "30 hộ.", by=people.actor("an"), at=NOW)
    assert outcome(plan, "sign", people.actor("an")) == "done"


def test_the_author_signs_electronically_and_a_reviewer_records_ink(people):
    plan = a_plan_at("finalizing", people)
    take_step("sign", plan, by=people.actor("an"), at=NOW)
    other = a_plan_at("finalizing", people, of="dung")
    take_step(
        "sign",
        other,
        by=people.actor("binh"),
        at=NOW,
        signed_on=TODAY - timedelta(days=2),
    )
    kinds = {
        signature.plan_id: (signature.kind, signature.signed_on)
        for signature in Signature.objects.all()
    }
    assert kinds == {
        plan.pk: ("electronic", TODAY),
        other.pk: ("ink", TODAY - timedelta(days=2)),
    }
    assert {again(plan).status, again(other).status} == {Status.SIGNED}


def test_a_recall_asks_for_an_answer_and_makes_filing_due_again(people):
    plan, an = a_plan_at("posted", people), people.actor("an")
    take_step("recall", plan, by=people.actor("giang"), at=NOW, **DETAILS)
    plan = again(plan)
    assert (plan.status, plan.remarks.that_may_hold().count()) == (Status.FINALIZING, 1)
    assert outcome(plan, "sign", an) == "NotReady"
    remarks.answer_remark(plan.remarks.get(), "Đã ghi rõ.", by=an, at=NOW)
    take_step("sign", plan, by=an, at=NOW)
    plan = again(plan)
    assert (plan.status, plan.revision) == (Status.SIGNED, 3)
    assert outcome(plan, "complete", people.actor("binh")) == "NotReady"
    steps.record_filing(plan, by=people.actor("binh"), at=NOW, filed_on=TODAY)
    assert again(plan).status == Status.POSTED
    assert list(
        Filing.objects.order_by("revision").values_list("revision", flat=True)
    ) == [2, 3]


def test_a_recall_needs_a_reason_and_a_text(people):
    plan = a_plan_at("signed", people)
    for said in (
        {},
        {"reason": "vague"},
        {"note": "Sửa lại"},
        {"reason": "vague", "note": "  "},
    ):
        with pytest.raises(NotReady):
            take_step("recall", plan, by=people.actor("giang"), at=NOW, **said)


# --- the fourth step ------------------------------------------------------------------

WHERE = {
    "place": "Nhà văn hóa tổ 5",
    "since": TODAY,
    "until": TODAY + timedelta(days=30),
    "posted_by": "Bảo",
}


def test_a_members_plan_is_complete_when_the_cell_has_filed_it(people):
    plan = a_plan_at("signed", people)
    steps.record_filing(plan, by=people.actor("binh"), at=NOW, filed_on=TODAY)
    assert again(plan).status == Status.POSTED
    assert plan.filings.get().office == Filing.Office.CELL


def test_a_heads_plan_that_was_signed_anew_is_filed_and_posted_anew(people):
    plan, bao, binh = (
        a_plan_at("signed", people, of="binh", reviewer="bao"),
        people.actor("bao"),
        people.actor("binh"),
    )
    steps.record_filing(plan, by=bao, at=NOW, filed_on=TODAY)
    steps.record_posting(plan, by=bao, at=NOW, **WHERE)
    take_step("recall", again(plan), by=people.actor("giang"), at=NOW, **DETAILS)
    plan.remarks.update(answer="Đã ghi rõ.")
    take_step("sign", again(plan), by=binh, at=NOW)
    plan = again(plan)
    with pytest.raises(NotReady) as refused:
        take_step("complete", plan, by=bao, at=NOW)
    assert refused.value.missing == [
        "Chưa ghi nhận nộp 01 bản.",
        "Chưa ghi nhận niêm yết công khai.",
    ]
    steps.record_filing(plan, by=bao, at=NOW, filed_on=TODAY)
    with pytest.raises(NotReady) as refused:
        take_step("complete", again(plan), by=bao, at=NOW)
    assert refused.value.missing == ["Chưa ghi nhận niêm yết công khai."]
    steps.record_posting(again(plan), by=bao, at=NOW, **WHERE)
    assert again(plan).status == Status.POSTED


@pytest.mark.parametrize("first", ["filing", "posting"])
def test_a_heads_plan_is_complete_only_when_filed_and_posted(people, first):
    plan, bao = (
        a_plan_at("signed", people, of="binh", reviewer="bao"),
        people.actor("bao"),
    )
    record = {
        "filing": lambda: steps.record_filing(plan, by=bao, at=NOW, filed_on=TODAY),
        "posting": lambda: steps.record_posting(plan, by=bao, at=NOW, **WHERE),
    }
    second = ({"filing", "posting"} - {first}).pop()
    record[first]()
    assert again(plan).status == Status.SIGNED
    with pytest.raises(NotReady):
        take_step("complete", again(plan), by=bao, at=NOW)
    record[second]()
    assert again(plan).status == Status.POSTED


def test_the_ward_may_record_the_posting_that_completes_a_heads_plan(people):
    plan = a_plan_at("signed", people, of="binh", reviewer="bao")
    steps.record_filing(plan, by=people.actor("bao"), at=NOW, filed_on=TODAY)
    steps.record_posting(plan, by=people.actor("giang"), at=NOW, **WHERE)
    assert again(plan).status == Status.POSTED


def test_only_a_head_posts_publicly(people):
    plan = a_plan_at("signed", people)
    with pytest.raises(NotReady):
        steps.record_posting(plan, by=people.actor("binh"), at=NOW, **WHERE)
    assert not Posting.objects.exists()


def test_staff_outside_the_party_file_with_the_chairmans_office(people):
    plan = a_plan_at("signed", people, of="kha", reviewer="lan")
    for name in ("lan", "binh", "giang", "kha", "inh"):
        with pytest.raises(PermissionDenied):
            steps.record_filing(plan, by=people.actor(name), at=NOW, filed_on=TODAY)
    steps.record_filing(plan, by=people.actor("hanh"), at=NOW, filed_on=TODAY)
    assert (again(plan).status, plan.filings.get().office) == (
        Status.POSTED,
        Filing.Office.CHAIRMAN,
    )


def test_nobody_files_their_own_plan(people):
    plan = a_plan_at("signed", people, of="binh", reviewer="bao")
    with pytest.raises(PermissionDenied):
        steps.record_filing(plan, by=people.actor("binh"), at=NOW, filed_on=TODAY)


# --- one effect -----------------------------------------------------------------------


def test_a_double_click_is_one_effect(people):
    plan, key = a_plan(people), uuid4()
    first = take_step("submit", plan, by=people.actor("an"), at=NOW, key=key)
    second = take_step(
        "submit", plan, by=people.actor("an"), at=NOW + timedelta(seconds=1), key=key
    )
    assert first == second
    assert (again(plan).revision, plan.events.filter(step="submit").count()) == (1, 1)


def test_filing_twice_is_one_effect(people):
    plan, key = a_plan_at("signed", people), uuid4()
    for _ in range(2):
        steps.record_filing(
            plan, by=people.actor("binh"), at=NOW, filed_on=TODAY, key=key
        )
    assert (plan.filings.count(), plan.events.filter(step="complete").count()) == (1, 1)


def test_a_reviewer_cannot_agree_to_a_text_that_they_have_not_seen(people):
    plan, binh = a_plan_at("cell_review", people), people.actor("binh")
    take_step("return", plan, by=people.actor("bao"), at=NOW, note="Viết rõ hơn.")
    take_step("submit", again(plan), by=people.actor("an"), at=NOW)
    plan = again(plan)
    with pytest.raises(PlanMoved):
        take_step("agree", plan, by=binh, at=NOW, seen=1)
    take_step("agree", plan, by=binh, at=NOW, seen=2)


def test_of_two_reviewers_at_once_the_second_is_refused(people):
    plan = a_plan_at("cell_review", people)
    one, two = again(plan), again(plan)
    take_step("agree", one, by=people.actor("binh"), at=NOW)
    with pytest.raises(PlanMoved) as refused:
        take_step("return", two, by=people.actor("bao"), at=NOW, note="Viết rõ hơn.")
    assert (refused.value.args[0].step, refused.value.args[0].by) == (
        "agree",
        people.binh,
    )
    assert again(plan).status == Status.FINALIZING


# --- the record -----------------------------------------------------------------------


def test_every_step_is_an_event_with_who_and_in_what_post(people):
    plan = a_plan_at("posted", people)
    told = [
        (e.step, e.from_status, e.to_status, e.by, e.post and e.post.role)
        for e in plan.events.order_by("number")
    ]
    assert told == [
        ("begin", "", "draft", people.an, None),
        ("submit", "draft", "cell_review", people.an, None),
        ("agree", "cell_review", "finalizing", people.binh, "secretary"),
        ("sign", "finalizing", "signed", people.an, None),
        ("file", "signed", "signed", people.binh, "secretary"),
        ("complete", "signed", "posted", people.binh, "secretary"),
    ]
    assert log.find_break_in_chain(plan.events.order_by("number")) is None


def test_an_event_that_was_changed_breaks_the_chain(people):
    plan = a_plan_at("posted", people)
    plan.events.filter(number=3).update(by=people.bao)
    assert log.find_break_in_chain(plan.events.order_by("number")).number == 3


def test_an_event_that_was_taken_out_breaks_the_chain(people):
    plan = a_plan_at("posted", people)
    plan.events.filter(number=2).delete()
    assert log.find_break_in_chain(plan.events.order_by("number")).number == 3


def test_a_submit_and_a_signature_make_a_revision_with_its_digest(people):
    plan = a_plan_at("signed", people)
    revisions = list(plan.revisions.order_by("number"))
    assert [revision.number for revision in revisions] == [1, 2]
    assert [revision.digest for revision in revisions] == [
        snapshot.make_digest(r.snapshot) for r in revisions
    ]
    assert plan.signatures.get().revision == 2
    assert (
        revisions[0].snapshot["sections"][2]["rows"][0]["values"]["expected"]
        == "30/38 hộ phân loại rác"
    )


def test_the_self_check_is_in_no_revision(people):
    plan = a_plan(people)
    plan.self_checks.create(
        group=1, answers={"1": {"level": "present", "note": "rất riêng tư"}}
    )
    take_step("submit", plan, by=people.actor("an"), at=NOW)
    assert "riêng tư" not in str(plan.revisions.get().snapshot)
    assert [
        section["kind"] for section in plan.revisions.get().snapshot["sections"]
    ] == [
        "text",
        "shortcomings",
        "tasks",
    ]


# --- paper ----------------------------------------------------------------------------


def test_an_officer_types_from_paper_and_the_record_says_so(people):
    binh = people.actor("binh")
    plan = begin_typing(people)
    assert list(plan.events.order_by("number").values_list("step", "by")) == [
        ("begin", people.binh.pk),
        ("assist", people.binh.pk),
    ]
    assert plan.assistances.get().helper == people.binh
    assert Plan.objects.visible_to(binh).filter(pk=plan.pk).exists()
    assert not Plan.objects.visible_to(people.actor("bao")).filter(pk=plan.pk).exists()


def test_a_helper_loses_the_draft_with_the_cell(people):
    """As soon as nothing binds them to the cell: neither post nor membership."""
    plan = begin_typing(people)
    Appointment.objects.filter(member=people.binh).update(until=TODAY)
    assert Plan.objects.visible_to(people.actor("binh")).filter(pk=plan.pk).exists()
    Membership.objects.filter(member=people.binh).update(cell=people.other_cell)
    assert not Plan.objects.visible_to(people.actor("binh")).filter(pk=plan.pk).exists()
    with pytest.raises(PermissionDenied):
        take_step("submit", again(plan), by=people.actor("binh"), at=NOW)


def test_nobody_begins_a_plan_for_somebody_of_another_cell(people):
    for name in ("chi", "dung", "giang", "inh", "hanh", "em", "quan"):
        with pytest.raises(PermissionDenied):
            steps.begin_plan(
                people.an, people.cycle, people.cell, by=people.actor(name), at=NOW
            )


def test_beginning_twice_is_one_plan(people):
    plan = a_plan(people)
    again_begun = steps.begin_plan(
        people.an, people.cycle, people.cell, by=people.actor("binh"), at=NOW
    )
    assert (again_begun.pk, plan.events.count()) == (plan.pk, 1)


def test_who_has_a_plan_of_the_year_in_another_ward_begins_no_second(people):
    plan = a_plan(people)
    assert plan.year == 2026
    put_into(plan, CycleFactory(committee=CommitteeFactory()))
    for name in ("an", "binh"):
        with pytest.raises(HasPlanOfYear) as refused:
            steps.begin_plan(
                people.an, people.cycle, people.cell, by=people.actor(name), at=NOW
            )
        assert refused.value.args[0] == plan
    assert Plan.objects.get() == plan
    ahead = CycleFactory(committee=people.ward, year=2027)
    an = people.actor("an")
    assert steps.begin_plan(people.an, ahead, people.cell, by=an, at=NOW).year == 2027


def test_an_exempt_member_may_plan_of_their_own_will(people):
    Exemption.objects.create(member=people.dung, since=TODAY)
    assert a_plan_at("posted", people, of="dung").status == Status.POSTED


def test_a_deputy_for_a_period_acts_in_the_secretarys_name(people):
    secretary = Appointment.objects.get(member=people.binh)
    AppointmentFactory(
        member=people.dung,
        role=Appointment.Role.DEPUTY_SECRETARY,
        cell=people.cell,
        acting_for=secretary,
        since=TODAY,
    )
    plan = a_plan_at("cell_review", people)
    event = take_step("agree", plan, by=people.actor("dung"), at=NOW)
    assert (event.by, event.post.acting_for.member) == (people.dung, people.binh)


def test_a_remark_on_one_plan_is_nothing_on_another(people):
    plan, other = (
        a_plan_at("cell_review", people),
        a_plan_at("cell_review", people, of="dung"),
    )
    remarks.make_remark(
        other,
        by=people.actor("binh"),
        at=NOW,
        reason="vague",
        text="Bao nhiêu?",
        key=uuid4(),
    )
    with pytest.raises(NotReady):
        take_step("return", plan, by=people.actor("binh"), at=NOW)
    assert Remark.objects.filter(plan=plan).count() == 0


def test_a_cell_officer_elsewhere_gains_nothing_by_a_second_cell(people):
    third = CellFactory(committee=people.ward)
    AppointmentFactory(member=people.chi, role=Appointment.Role.SECRETARY, cell=third)
    MembershipFactory(member=people.em, cell=third)
    assert "agree" not in list_open_steps(
        a_plan_at("cell_review", people), people.actor("chi")
    )
    theirs = a_plan_at("cell_review", people, of="em", reviewer="chi")
    assert "agree" in list_open_steps(theirs, people.actor("chi"))
