"""Typing for somebody is an act: who names whom, when it ends, and what it gives."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from plans import remarks
from plans.models import Assistance, Plan, Status
from plans.models.assistance import LAPSES_AFTER
from plans.refusals import NotReady, PlanMoved
from plans.workflow import assistances
from plans.workflow.assistances import begin_assistance, find_typists, hand_back
from plans.workflow.steps import take_step
from tests.people import NOW, TODAY, a_plan, a_plan_at, again
from tests.plans.typed import (
    READ_BACK,
    a_typed_plan,
    a_typed_plan_agreed,
    a_typed_plan_sent,
    begin_typing,
    type_text,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def name_helper(plan, people, helper, *, by, source="sheet", at=NOW, on=TODAY):
    actor = people.actor(by, on=on)
    return begin_assistance(plan, people.members[helper], source, by=actor, at=at)


def may_write(people, name, plan, on=TODAY):
    written = Plan.objects.written_by(people.actor(name, on=on))
    return written.filter(pk=plan.pk).exists()


# --- who begins it --------------------------------------------------------------------


def test_the_author_names_anybody_of_the_cell(people):
    plan = a_plan(people)
    act = name_helper(plan, people, "dung", by="an", source="told")
    assert (act.helper, act.source, act.begun_by) == (people.dung, "told", people.an)
    assert may_write(people, "dung", plan)
    event = plan.events.last()
    assert (event.step, event.key, event.by) == ("assist", act.event_key, people.an)
    assert event.note == "đ/c Phạm Thị Dung gõ hộ, từ lời đồng chí ấy nói"


def test_an_officer_names_anybody_of_the_cell(people):
    plan = begin_typing(people, "an", helper="dung", by="binh")
    assert may_write(people, "dung", plan) and not may_write(people, "binh", plan)


@pytest.mark.parametrize("name", ["dung", "chi", "giang", "hanh", "inh", "kha", "quan"])
def test_nobody_else_names_a_helper(people, name):
    plan = begin_typing(people, "an", helper="bao")
    hand_back(plan, by=people.actor("bao"), at=NOW)
    with pytest.raises(PermissionDenied):
        name_helper(again(plan), people, "dung", by=name)
    assert plan.assistances.count() == 1


@pytest.mark.parametrize("name", ["chi", "em", "kha", "an"])
def test_the_helper_is_somebody_else_of_the_cell(people, name):
    with pytest.raises(NotReady, match="cùng chi bộ"):
        name_helper(a_plan(people), people, name, by="an")


def test_what_the_author_writes_alone_no_officer_has_typed(people):
    plan = a_plan(people)
    with pytest.raises(NotReady, match="tự viết kế hoạch này"):
        name_helper(plan, people, "bao", by="binh")
    assert not may_write(people, "bao", plan)


def test_who_can_sign_in_is_typed_for_from_a_sheet_only(people):
    with pytest.raises(NotReady, match="đã đăng nhập được"):
        begin_typing(people, source="told")
    assert not Plan.objects.exists()
    people.dung.user.set_unusable_password()
    people.dung.user.save()
    assert begin_typing(people, source="told").assistances.get().source == "told"


def test_one_types_at_a_time_and_the_same_named_twice_is_one(people):
    plan = begin_typing(people)
    assert name_helper(plan, people, "binh", by="bao") == plan.assistances.get()
    with pytest.raises(NotReady, match="Đ/c Trần Thị Bình đang gõ hộ"):
        name_helper(plan, people, "bao", by="bao")
    with pytest.raises(IntegrityError), transaction.atomic():
        Assistance.objects.create(
            plan=plan,
            helper=people.bao,
            source="sheet",
            begun_by=people.bao,
            begun_at=NOW,
            lapses_on=TODAY,
        )


def test_several_are_open_at_once_for_different_authors(people):
    plans = [begin_typing(people, of, helper="bao") for of in ("an", "dung")]
    typed = assistances.find_plans_typed_by(people.actor("bao"))
    assert list(typed.order_by("pk")) == plans


@pytest.mark.parametrize("status", ["cell_review", "signed", "posted"])
def test_nobody_types_what_nobody_writes_now(people, status):
    with pytest.raises(PlanMoved):
        name_helper(a_plan_at(status, people), people, "dung", by="an")


# --- when it ends ---------------------------------------------------------------------


def test_it_ends_with_the_sending(people):
    plan = a_typed_plan_sent(people)
    assert plan.assistances.get().ending == "sent"
    assert not may_write(people, "binh", plan)


def test_it_ends_with_the_authors_own_sending(people):
    plan = a_typed_plan(people)
    take_step("submit", plan, by=people.actor("dung"), at=NOW)
    assert plan.assistances.get().ending == "sent"
    assert plan.confirmations.get().how == "sign_in"


def test_it_ends_with_the_signature(people):
    plan = a_typed_plan_agreed(people)
    name_helper(plan, people, "binh", by="binh")
    take_step("sign", again(plan), by=people.actor("bao"), at=NOW, signed_on=TODAY)
    assert plan.assistances.last().ending == "sent"
    assert not may_write(people, "binh", plan)


@pytest.mark.parametrize("name", ["dung", "binh", "bao"])
def test_author_helper_and_who_named_them_end_it(people, name):
    plan = begin_typing(people, helper="binh", by="bao")
    hand_back(plan, by=people.actor(name), at=NOW)
    assert plan.assistances.get().ending == "handed_back"
    assert plan.events.last().step == "hand_back"
    assert hand_back(plan, by=people.actor(name), at=NOW) is None


@pytest.mark.parametrize("name", ["an", "chi", "giang", "quan"])
def test_nobody_else_ends_it(people, name):
    plan = begin_typing(people, helper="binh", by="bao")
    with pytest.raises(PermissionDenied):
        hand_back(plan, by=people.actor(name), at=NOW)
    assert plan.assistances.get().ended_at is None


def test_it_ends_thirty_days_after_the_last_word(people):
    plan = begin_typing(people)
    later = TODAY + LAPSES_AFTER - DAY
    assert may_write(people, "binh", plan, on=later)
    binh_later = people.actor("binh", on=later)
    at = NOW + LAPSES_AFTER - DAY
    Assistance.objects.note_word(plan, binh_later, at)
    assert may_write(people, "binh", plan, on=later + LAPSES_AFTER - DAY)
    assert not may_write(people, "binh", plan, on=later + LAPSES_AFTER)


def test_the_next_act_closes_the_one_that_has_lapsed(people):
    plan = begin_typing(people)
    at, on = NOW + LAPSES_AFTER, TODAY + LAPSES_AFTER
    name_helper(plan, people, "bao", by="bao", at=at, on=on)
    told = plan.assistances.order_by("pk").values_list("helper", "ending")
    assert list(told) == [(people.binh.pk, "lapsed"), (people.bao.pk, "")]


def test_a_word_typed_after_the_end_is_refused(people):
    """The page was opened, and its permission found, before the author ended it."""
    plan, said = a_typed_plan_agreed(people), {}
    name_helper(plan, people, "binh", by="binh")
    plan = again(plan)
    assert may_write(people, "binh", plan)
    said = remarks.make_remark(
        plan,
        by=people.actor("giang"),
        at=NOW,
        reason="vague",
        text="Bao nhiêu?",
        key=plan.uid,
    )
    type_text(plan, people)
    hand_back(plan, by=people.actor("dung"), at=NOW)
    with pytest.raises(PermissionDenied):
        type_text(plan, people, text="Gõ tiếp")
    with pytest.raises(PermissionDenied):
        remarks.answer_remark(said, "Ba mươi", by=people.actor("binh"), at=NOW)


def test_who_typed_is_whoever_ever_typed_a_word(people):
    plan = begin_typing(people, helper="bao")
    assert find_typists(plan) == set()
    hand_back(plan, by=people.actor("bao"), at=NOW)
    name_helper(plan, people, "binh", by="binh")
    type_text(plan, people)
    assert find_typists(plan) == {people.binh.pk}


def test_the_end_leaves_what_was_typed(people):
    plan = a_typed_plan(people)
    hand_back(plan, by=people.actor("dung"), at=NOW)
    take_step("submit", again(plan), by=people.actor("dung"), at=NOW)
    assert again(plan).status == Status.CELL_REVIEW
    assert plan.confirmations.get().how == "sign_in"


def test_who_sends_alone_confirms_nothing(people):
    assert not a_plan_at("cell_review", people).confirmations.exists()


def test_a_sending_keeps_how_the_author_confirmed(people):
    plan = a_typed_plan_sent(people)
    said = plan.confirmations.get()
    assert (said.revision, said.how, said.witness, said.confirmed_on) == (
        1,
        "read_back",
        "Ông Nguyễn Văn Nam",
        TODAY,
    )
    assert plan.events.last().note == (
        "Đã đọc lại cho đồng chí ấy nghe, có người chứng kiến: Ông Nguyễn Văn Nam, "
        "ngày 10/02/2026."
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"confirmed": ""}, "xác nhận thế nào"),
        ({"confirmed": "sign_in"}, "xác nhận thế nào"),
        ({"witness": " "}, "người chứng kiến"),
        ({"witness": "phạm thị dung"}, "người chứng kiến"),
        ({"witness": "Tran Thi Binh"}, "người chứng kiến"),
        ({"confirmed_on": None}, "Ghi ngày"),
        ({"confirmed_on": TODAY - DAY}, "còn được sửa"),
    ],
)
def test_a_helper_sends_nothing_without_the_authors_word(people, change, words):
    plan = a_typed_plan(people)
    with pytest.raises(NotReady, match=words), transaction.atomic():
        take_step("submit", plan, by=people.actor("binh"), at=NOW, **READ_BACK | change)
    assert again(plan).status == Status.DRAFT


def test_ink_on_the_print_needs_no_witness(people):
    plan = a_typed_plan(people)
    said = {"confirmed": "ink", "confirmed_on": TODAY}
    take_step("submit", plan, by=people.actor("binh"), at=NOW, **said)
    assert plan.confirmations.get().how == "ink"
