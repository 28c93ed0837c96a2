"""What is missing: each gap by its words and its row, and nothing else."""

import pytest

from plans.form import gaps
from plans.form.gaps import Gap
from plans.models import Status
from plans.refusals import NotReady
from plans.workflow import steps
from tests.factories import a_form
from tests.people import (
    NOW,
    a_plan,
    a_plan_at,
    add_row,
    again,
    change,
    change_text,
    section_of,
)

pytestmark = pytest.mark.django_db

# (section, field, the words of its gap in the second row)
NEEDED = [
    ("shortcomings", "text", "Hạn chế 2: chưa ghi hạn chế"),
    ("shortcomings", "remedy", "Hạn chế 2: chưa ghi biện pháp khắc phục"),
    ("shortcomings", "deadline", "Hạn chế 2: chưa ghi thời hạn"),
    ("tasks", "deed", "Việc 2: chưa ghi việc sẽ làm"),
    ("tasks", "expected", "Việc 2: chưa ghi kết quả cần đạt"),
    ("tasks", "deadline", "Việc 2: chưa ghi thời hạn"),
    ("tasks", "basis", "Việc 2: chưa chọn căn cứ"),
]


def empty(plan, section, field, value=""):
    """Take one value out of the second row; the Gap that it leaves has this uid."""
    row = plan.rows.get(section=section, position=2)
    change(row, **{field: None if field == "basis" else value})
    return str(row.uid)


def take_out(plan, section):
    plan.rows.filter(section=section).delete()


@pytest.mark.parametrize(("section", "field", "words"), NEEDED)
@pytest.mark.parametrize("value", ["", " \n "])
def test_each_value_that_is_missing_is_one_gap(people, section, field, words, value):
    plan = a_plan(people)
    assert gaps.find_gaps(plan) == []
    uid = empty(plan, section, field, value)
    assert gaps.find_gaps(plan) == [Gap(section, uid, words)]


def test_the_table_names_every_value_that_is_needed():
    asked = {
        section.key: section.asked for section in a_form().sections.exclude(kind="text")
    }
    needed = {
        (key, field.key)
        for key, fields in asked.items()
        for field in fields
        if field.needed
    }
    assert {(section, field) for section, field, _ in NEEDED} == needed


def test_letters_that_stand_for_words_stay_as_they_are(people):
    section = section_of(a_plan(people), "political")
    asked = [
        *section.fields,
        {"key": "asked", "label": "UBND phường giúp gì", "needed": True},
    ]
    type(section).objects.filter(pk=section.pk).update(fields=asked)
    found = gaps.find_gaps(a_plan(people, of="dung"))
    assert found == [
        Gap("political", "", "Tư tưởng chính trị: chưa ghi UBND phường giúp gì")
    ]


@pytest.mark.parametrize("field", ["cause", "helped_by"])
def test_what_need_not_be_written_is_no_gap(people, field):
    plan = a_plan(people)
    for row in plan.rows.filter(section="shortcomings"):
        change(row, **{field: ""})
    assert gaps.find_gaps(plan) == []


@pytest.mark.parametrize(
    ("emptied", "gap"),
    [
        (
            lambda plan: change_text(plan, " \n"),
            Gap("political", "", "Tư tưởng chính trị: chưa viết"),
        ),
        (
            lambda plan: take_out(plan, "political"),
            Gap("political", "", "Tư tưởng chính trị: chưa viết"),
        ),
        (
            lambda plan: take_out(plan, "shortcomings"),
            Gap("shortcomings", "", "Hạn chế: chưa ghi hạn chế nào"),
        ),
        (
            lambda plan: take_out(plan, "tasks"),
            Gap("tasks", "", "Việc đăng ký: chưa đăng ký việc nào"),
        ),
    ],
)
def test_each_section_that_is_empty_is_one_gap(people, emptied, gap):
    plan = a_plan(people)
    emptied(plan)
    assert gaps.find_gaps(plan) == [gap]


def test_the_gaps_of_an_empty_row_stand_in_the_order_of_the_form(people):
    plan = a_plan(people, filled=False)
    shortcoming, task = add_row(plan, "shortcomings"), add_row(plan, "tasks")
    assert gaps.find_gaps(plan) == [
        Gap("political", "", "Tư tưởng chính trị: chưa viết"),
        Gap("shortcomings", str(shortcoming.uid), "Hạn chế 1: chưa ghi hạn chế"),
        Gap(
            "shortcomings",
            str(shortcoming.uid),
            "Hạn chế 1: chưa ghi biện pháp khắc phục",
        ),
        Gap("shortcomings", str(shortcoming.uid), "Hạn chế 1: chưa ghi thời hạn"),
        Gap("tasks", str(task.uid), "Việc 1: chưa ghi việc sẽ làm"),
        Gap("tasks", str(task.uid), "Việc 1: chưa ghi kết quả cần đạt"),
        Gap("tasks", str(task.uid), "Việc 1: chưa ghi thời hạn"),
        Gap("tasks", str(task.uid), "Việc 1: chưa chọn căn cứ"),
    ]


@pytest.mark.parametrize(
    ("step", "status"),
    [("submit", "draft"), ("resubmit", "finalizing"), ("sign", "finalizing")],
)
@pytest.mark.parametrize(("section", "field", "words"), NEEDED)
def test_what_is_missing_is_refused_with_exactly_its_gap(
    people, step, status, section, field, words
):
    plan = a_plan_at(status, people)
    uid = empty(plan, section, field)
    made = (plan.revisions.count(), plan.events.count())
    with pytest.raises(NotReady) as refused:
        steps.take_step(step, plan, by=people.actor("an"), at=NOW)
    assert refused.value.missing == [Gap(section, uid, words)]
    assert (again(plan).status, plan.revisions.count(), plan.events.count()) == (
        Status(status),
        *made,
    )
