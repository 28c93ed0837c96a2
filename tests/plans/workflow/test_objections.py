"""An author objects to what was done in their name: it holds the next step until
somebody who did nothing of it answers."""

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import transaction

from plans.models import Assistance, Confirmation, Objection, Status
from plans.refusals import NotReady
from plans.workflow.objections import (
    answer_objection,
    find_doers,
    may_answer,
    object_to_deeds,
)
from plans.workflow.steps import record_filing, take_step
from tests.people import NOW, TODAY, a_plan_at, again
from tests.plans.typed import (
    READ_BACK,
    a_typed_plan,
    a_typed_plan_agreed,
    a_typed_plan_sent,
)

pytestmark = pytest.mark.django_db
DETAILS = {"note": "Ghi rõ.", "reason": "vague"}


def object_to(plan, people, name="dung"):
    return object_to_deeds(plan, by=people.actor(name), at=NOW)


def a_filed_plan(people):
    """Typed by Bình, everything else by Bảo."""
    plan, bao = a_typed_plan_agreed(people), people.actor("bao")
    take_step("sign", plan, by=bao, at=NOW, signed_on=TODAY)
    record_filing(again(plan), by=bao, at=NOW, filed_on=TODAY)
    return again(plan)


def is_held(plan, step, actor):
    with pytest.raises(NotReady) as refusal, transaction.atomic():
        take_step(step, again(plan), by=actor, at=NOW, **DETAILS)
    return "không đồng ý với việc đã làm thay mình" in refusal.value.missing[0]


def test_it_is_one_until_it_is_answered_and_the_chain_says_so(people):
    plan = a_typed_plan_sent(people)
    made = object_to(plan, people)
    assert object_to(plan, people) == made
    event = plan.events.last()
    assert (event.step, event.key, event.by) == ("object", made.uid, people.dung)
    answer_objection(plan, "Đã đọc lại.", by=people.actor("bao"), at=NOW)
    said = plan.objections.get()
    assert (said.answer, said.answered_by) == ("Đã đọc lại.", people.bao)
    assert plan.events.last().key == made.answer_key
    call_command("verify_log", verbosity=0)


@pytest.mark.parametrize("name", ["an", "binh", "bao", "chi", "giang", "quan"])
def test_only_the_author_objects(people, name):
    with pytest.raises(PermissionDenied):
        object_to(a_typed_plan_sent(people), people, name)


def test_to_nothing_nobody_objects(people):
    with pytest.raises(NotReady, match="Chưa có việc gì"):
        object_to(a_plan_at("cell_review", people), people, "an")
    with pytest.raises(NotReady, match="Chưa có việc gì"):
        object_to(a_typed_plan(people), people)


def test_the_ink_that_somebody_recorded_is_such_a_deed(people):
    plan = a_plan_at("finalizing", people)
    take_step("sign", plan, by=people.actor("bao"), at=NOW, signed_on=TODAY)
    object_to(again(plan), people, "an")
    assert find_doers(plan) == {people.bao.pk}
    assert not may_answer(people.actor("bao"), plan, find_doers(plan))
    assert may_answer(people.actor("binh"), plan, find_doers(plan))


def test_it_holds_the_next_step_wherever_the_plan_stands(people):
    plan, bao = a_typed_plan_sent(people), people.actor("bao")
    object_to(plan, people)
    assert is_held(plan, "agree", bao)
    answer_objection(plan, "Đã sửa.", by=bao, at=NOW)
    take_step("agree", again(plan), by=bao, at=NOW)
    object_to(again(plan), people)
    assert is_held(plan, "sign", bao)
    assert is_held(plan, "sign", people.actor("dung"))
    assert is_held(plan, "resubmit", people.actor("dung"))
    answer_objection(plan, "Đã sửa.", by=bao, at=NOW)
    take_step("sign", again(plan), by=bao, at=NOW, signed_on=TODAY)
    object_to(again(plan), people)
    with pytest.raises(NotReady, match="không đồng ý"), transaction.atomic():
        record_filing(again(plan), by=bao, at=NOW, filed_on=TODAY)
    assert not plan.filings.exists()


def test_until_it_is_filed_whoever_did_nothing_of_it_answers(people):
    plan = a_typed_plan_sent(people)
    object_to(plan, people)
    doers = find_doers(plan)
    able = {
        name
        for name in ("an", "binh", "bao", "chi", "giang", "hanh", "inh")
        if may_answer(people.actor(name), plan, doers)
    }
    assert able == {"bao", "giang"}
    with pytest.raises(PermissionDenied):
        answer_objection(plan, "Tôi gõ đúng.", by=people.actor("binh"), at=NOW)
    with pytest.raises(NotReady, match="Viết câu trả lời"):
        answer_objection(plan, "  ", by=people.actor("bao"), at=NOW)


def test_once_it_is_filed_the_ward_answers_or_recalls(people):
    plan = a_filed_plan(people)
    object_to(plan, people)
    doers = find_doers(plan)
    assert not may_answer(people.actor("binh"), plan, doers)
    giang = people.actor("giang")
    assert may_answer(giang, plan, doers)
    take_step("recall", again(plan), by=giang, at=NOW, **DETAILS)
    said = plan.objections.get()
    assert (said.answer, said.answered_by) == ("Đảng ủy đã yêu cầu sửa.", people.giang)
    call_command("verify_log", verbosity=0)


def test_to_return_it_is_an_answer_unless_by_whoever_typed(people):
    plan = a_typed_plan_sent(people)
    object_to(plan, people)
    take_step("return", plan, by=people.actor("binh"), at=NOW, **DETAILS)
    assert plan.objections.open().exists()
    assert is_held(plan, "submit", people.actor("dung"))
    answer_objection(plan, "Đã gặp.", by=people.actor("bao"), at=NOW)
    take_step("submit", again(plan), by=people.actor("dung"), at=NOW)
    object_to(again(plan), people)
    take_step("return", again(plan), by=people.actor("bao"), at=NOW, **DETAILS)
    assert not plan.objections.open().exists()


def test_the_author_takes_it_back_also_by_withdrawing(people):
    plan = a_typed_plan_sent(people)
    object_to(plan, people)
    answer_objection(plan, "", by=people.actor("dung"), at=NOW)
    assert plan.objections.get().answer == "Người viết rút lại."
    object_to(plan, people)
    take_step("withdraw", again(plan), by=people.actor("dung"), at=NOW)
    assert not plan.objections.open().exists()
    assert again(plan).status == Status.DRAFT


# --- the chain is the witness ---------------------------------------------------------

TAMPERED = {
    "another helper": lambda people: Assistance.objects.update(helper=people.bao),
    "another source": lambda people: Assistance.objects.update(source="told"),
    "older than the events": lambda people: Assistance.objects.update(
        source="unknown", helper=people.bao
    ),
    "no act": lambda people: Assistance.objects.all().delete(),
    "handed back": lambda people: Assistance.objects.update(ending="handed_back"),
    "another witness": lambda people: Confirmation.objects.update(witness="Ông Ba"),
    "ink": lambda people: Confirmation.objects.update(how="ink", witness=""),
    "another revision": lambda people: Confirmation.objects.update(revision=7),
    "no objection": lambda people: Objection.objects.all().delete(),
    "another answer": lambda people: Objection.objects.update(answer="Được."),
    "unanswered": lambda people: Objection.objects.update(
        answer="", answered_by=None, answered_at=None
    ),
}


@pytest.mark.parametrize("tampered", TAMPERED)
def test_what_was_changed_behind_the_chain_is_noticed(people, tampered):
    plan = a_typed_plan_sent(people)
    object_to(plan, people)
    answer_objection(plan, "Đã đọc lại.", by=people.actor("bao"), at=NOW)
    call_command("verify_log", verbosity=0)
    TAMPERED[tampered](people)
    with pytest.raises(CommandError):
        call_command("verify_log", verbosity=0)


def test_a_confirmation_of_which_no_sending_tells_is_noticed(people):
    plan = a_typed_plan_sent(people)
    take_step("agree", plan, by=people.actor("bao"), at=NOW)
    said = {"how": "ink", "confirmed_on": READ_BACK["confirmed_on"]}
    Confirmation.objects.create(
        plan=plan, revision=2, recorded_by=people.binh, recorded_at=NOW, **said
    )
    with pytest.raises(CommandError):
        call_command("verify_log", verbosity=0)
