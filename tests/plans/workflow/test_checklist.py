"""Which remarks hold a plan?"""

from datetime import timedelta
from uuid import uuid4

import pytest

from plans import remarks
from plans.models import Remark
from plans.refusals import NotReady
from plans.workflow import checklist, steps
from tests.people import (
    NOW,
    a_plan_at,
    again,
    change_first_task,
    change_text,
    first_shortcoming,
    first_task,
    tasks_of,
)

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=2)


def a_remark(plan, people, by="binh", *, at=NOW, text="Ghi rõ.", **where):
    said = {"reason": "vague", "text": text, "key": uuid4(), **where}
    return remarks.make_remark(plan, by=people.actor(by), at=at, **said)


def a_returned_plan(people, *said):
    """What is said are the (who, {where}) of remarks."""
    plan = a_plan_at("cell_review", people)
    for by, where in said:
        row = where.get("row")
        if row:
            where = {**where, "row": row(plan).uid}
        a_remark(plan, people, by, **where)
    steps.take_step("return", plan, by=people.actor("binh"), at=LATER)
    return again(plan)


def held(plan):
    """The number that every place tells: of one plan and of many."""
    found = checklist.find_holding_remarks(plan)
    many = checklist.count_holding_remarks([plan.pk])
    assert many.get(plan.pk, 0) == len(found)
    return len(found)


def send(plan, people, step="submit"):
    return steps.take_step(step, again(plan), by=people.actor("an"), at=LATER)


WHOLE = {}
POLITICAL = {"section": "political"}
TASKS = {"section": "tasks"}
FIRST_TASK = {"section": "tasks", "row": first_task}


@pytest.mark.parametrize("where", [WHOLE, POLITICAL, TASKS, FIRST_TASK])
def test_sending_again_waits_for_the_answer_to_each_remark(people, where):
    plan = a_returned_plan(people, ("binh", where))
    with pytest.raises(NotReady) as refused:
        send(plan, people)
    assert refused.value.missing == ["Còn 1 góp ý chưa trả lời."]
    assert (again(plan).status, again(plan).revision) == ("draft", 1)
    remarks.answer_remark(plan.remarks.get(), "Rồi.", by=people.actor("an"), at=LATER)
    assert held(plan) == 0
    send(plan, people)
    assert again(plan).status == "cell_review"


CHANGES = {
    "the text": lambda plan: change_text(plan, "Mỗi tuần đọc một bài."),
    "its first task": lambda plan: change_first_task(plan, deed="Vận động ngõ 12"),
    "another task": lambda plan: (
        tasks_of(plan)
        .filter(position=2)
        .update(values={"deed": "Khác", "expected": "x", "deadline": "1/9/2026"})
    ),
    "its first task taken out": lambda plan: first_task(plan).delete(),
    "a shortcoming": lambda plan: first_shortcoming(plan).delete(),
}
# {where: what is a change of that place}
MEANT = {
    "the whole plan": (WHOLE, set(CHANGES)),
    "the text": (POLITICAL, {"the text"}),
    "the tasks": (
        TASKS,
        {"its first task", "another task", "its first task taken out"},
    ),
    "the first task": (FIRST_TASK, {"its first task", "its first task taken out"}),
}


@pytest.mark.parametrize("place", MEANT)
@pytest.mark.parametrize("change", CHANGES)
def test_a_remark_whose_place_was_changed_holds_nothing(people, place, change):
    where, meant = MEANT[place]
    plan = a_returned_plan(people, ("binh", where))
    CHANGES[change](plan)
    assert held(plan) == (change not in meant)


def test_blanks_capitals_and_the_place_of_a_tone_mark_are_no_change(people):
    plan = a_returned_plan(people, ("binh", POLITICAL))
    change_text(plan, "đọc  hết chuyên đề năm;\nghi sổ tay mỗi tháng một trang")
    assert held(plan) == 1


def test_what_was_changed_back_holds_again(people):
    plan = a_returned_plan(people, ("binh", POLITICAL))
    text = plan.rows.get(section="political").values["text"]
    change_text(plan, "Khác hẳn.")
    assert held(plan) == 0
    change_text(plan, text)
    assert held(plan) == 1


def test_a_fellow_members_remark_holds_nothing_and_may_be_answered(people):
    plan = a_returned_plan(people, ("dung", POLITICAL), ("binh", TASKS))
    fellows = plan.remarks.get(source="peer")
    assert held(plan) == 1
    author = people.actor("an")
    remarks.answer_remark(
        plan.remarks.get(source="reviewer"), "Rồi.", by=author, at=NOW
    )
    assert held(plan) == 0
    send(plan, people)
    remarks.answer_remark(fellows, "Cảm ơn.", by=author, at=LATER)
    fellows.refresh_from_db()
    assert fellows.answer == "Cảm ơn."


def test_a_remark_that_is_ticked_off_holds_nothing(people):
    plan = a_returned_plan(people, ("binh", POLITICAL))
    remarks.tick_remark(plan.remarks.get(), by=people.actor("binh"), at=LATER)
    assert held(plan) == 0
    send(plan, people)


def test_internal_remarks_and_those_not_sent_hold_nothing(people):
    plan = a_plan_at("cell_review", people)
    a_remark(plan, people, is_internal=True)
    a_remark(plan, people)
    assert held(plan) == 0


def test_the_wards_remark_holds_what_is_sent_again_after_agreement(people):
    plan = a_plan_at("finalizing", people)
    a_remark(plan, people, "giang", section="political")
    with pytest.raises(NotReady):
        send(plan, people, "resubmit")
    change_text(plan, "Mỗi tuần đọc một bài.")
    send(plan, people, "resubmit")
    assert again(plan).status == "cell_review"


@pytest.mark.parametrize("way", ["answered", "changed", "ticked off"])
def test_signing_waits_for_the_same_remarks(people, way):
    plan = a_plan_at("cell_review", people)
    a_remark(plan, people, section="political")
    a_remark(plan, people, "dung", section="tasks")
    steps.take_step("agree", plan, by=people.actor("binh"), at=LATER)
    with pytest.raises(NotReady):
        send(plan, people, "sign")
    said = plan.remarks.get(source="reviewer")
    if way == "answered":
        remarks.answer_remark(said, "Rồi.", by=people.actor("an"), at=LATER)
    elif way == "changed":
        change_text(plan, "Mỗi tuần đọc một bài.")
    else:
        remarks.tick_remark(said, by=people.actor("binh"), at=LATER)
    send(plan, people, "sign")
    assert again(plan).status == "signed"


def test_ink_is_recorded_when_the_print_has_what_was_asked_for(people):
    """The desk's list of ink, the page of the plan and the step say the same."""
    plan = a_plan_at("cell_review", people)
    a_remark(plan, people, section="political")
    steps.take_step("agree", plan, by=people.actor("binh"), at=LATER)
    change_text(plan, "Mỗi tuần đọc một bài.")
    ink = {"signed_on": LATER.date(), "sheet": None}
    binh = people.actor("binh")
    steps.take_step("sign", again(plan), by=binh, at=LATER, **ink)
    assert again(plan).status == "signed"


def test_the_newest_stands_first(people):
    plan = a_plan_at("cell_review", people)
    first = a_remark(plan, people, at=NOW, text="Cũ", section="political")
    last = a_remark(plan, people, at=LATER, text="Mới", section="tasks")
    steps.take_step("return", plan, by=people.actor("binh"), at=LATER)
    assert checklist.find_holding_remarks(again(plan)) == [last, first]


def test_many_plans_ask_two_queries(people, django_assert_num_queries):
    plan = a_returned_plan(people, ("binh", POLITICAL))
    other = a_plan_at("cell_review", people, of="dung")
    a_remark(other, people, section="tasks")
    a_remark(other, people, section="political")
    steps.take_step("return", other, by=people.actor("binh"), at=LATER)
    change_text(other, "Khác hẳn.")
    with django_assert_num_queries(2):
        found = checklist.count_holding_remarks([plan.pk, other.pk])
    assert found == {plan.pk: 1, other.pk: 1}
    assert Remark.objects.count() == 3
