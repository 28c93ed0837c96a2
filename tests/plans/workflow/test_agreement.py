"""What is signed is what the cell agreed to, but for what somebody asked for."""

from datetime import timedelta

import pytest

from plans.models import Revision, Status
from plans.refusals import NotReady
from plans.workflow import agreement, steps
from tests.people import (
    NOW,
    TODAY,
    a_plan_at,
    add_row,
    again,
    change_first_task,
    change_text,
    first_shortcoming,
    first_task,
    tasks_of,
    text_in,
)

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def plan(people):
    return a_plan_at("finalizing", people)


def sign(plan, people, name="an"):
    """Ink asks for the day on the paper."""
    day = {} if name == "an" else {"signed_on": TODAY}
    return steps.take_step("sign", again(plan), by=people.actor(name), at=LATER, **day)


def remark(plan, people, source="reviewer", **facts):
    by = {"reviewer": "binh", "ward": "giang", "peer": "dung"}[source]
    usual = {
        "revision": 1,
        "reason": "vague",
        "text": "Bao nhiêu?",
        "made_at": NOW,
        "released_at": NOW,
        "answer": "Tôi đã sửa.",
        "answered_at": LATER,
    }
    return plan.remarks.create(
        source=source, by=getattr(people, by), **{**usual, **facts}
    )


def names(plan):
    return [place.name for place in agreement.find_unasked_places(again(plan))]


def test_what_was_agreed_to_may_be_signed(plan, people):
    assert names(plan) == []
    sign(plan, people)
    assert plan.revisions.get(number=2).differing == 0


def change_a_text(plan):
    change_text(plan, "Khi nào khỏe thì đi.")
    return "political"


def change_a_row(plan):
    change_first_task(plan, deed="Khi nào khỏe thì đi.")
    return f"tasks:{first_task(plan).uid}"


def add_a_row(plan):
    like = first_task(plan)
    row = add_row(plan, "tasks", position=9, basis=like.basis, **like.values)
    return f"tasks:{row.uid}"


def take_a_row_out(plan):
    row = tasks_of(plan).last()
    row.delete()
    return f"tasks:{row.uid}"


def choose_another_basis(plan):
    row = first_task(plan)
    other = plan.cycle.bases.exclude(pk=row.basis_id).first()
    tasks_of(plan).filter(pk=row.pk).update(basis=other)
    return f"tasks:{row.uid}"


CHANGES = [change_a_text, change_a_row, add_a_row, take_a_row_out, choose_another_basis]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("name", ["an", "binh"])
def test_a_change_that_nobody_asked_for_is_not_signed(plan, people, change, name):
    """Electronically and in ink."""
    place = change(plan)
    assert names(plan) == [place]
    with pytest.raises(NotReady) as refused:
        sign(plan, people, name)
    [missing] = refused.value.missing
    assert missing.endswith("mà không ai góp ý sửa chỗ ấy.")
    assert (again(plan).status, plan.signatures.count()) == (Status.FINALIZING, 0)


def test_blanks_and_the_place_of_a_tone_mark_are_no_change(plan, people):
    before = text_in(plan)
    change_text(plan, f"  {before.upper()} \n")
    assert names(plan) == []
    sign(plan, people)


def test_other_bases_of_the_year_another_topic_and_post_are_no_change(plan, people):
    plan.cycle.bases.update(label="Căn cứ khác", title="Tên khác")
    type(plan.cycle).objects.update(topic="Chuyên đề khác")
    people.an.appointments.create(role="deputy_secretary", cell=plan.cell, since=NOW)
    assert names(plan) == []
    sign(plan, people)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("source", ["reviewer", "ward"])
def test_a_remark_on_the_whole_plan_opens_all_of_it(plan, people, change, source):
    change(plan)
    remark(plan, people, source)
    assert names(plan) == []


@pytest.mark.parametrize("change", CHANGES[1:])
def test_a_remark_on_a_section_opens_its_rows(plan, people, change):
    change(plan)
    change_text(plan, "Việc khác.")
    remark(plan, people, section="tasks")
    assert names(plan) == ["political"]


def test_a_remark_on_a_row_opens_that_row_alone(plan, people):
    first, *_, last = tasks_of(plan)
    for row in (first, last):
        tasks_of(plan).filter(pk=row.pk).update(values={**row.values, "deed": "Khác"})
    remark(plan, people, section="tasks", row=first.uid)
    assert names(plan) == [f"tasks:{last.uid}"]


def test_a_remark_on_another_section_opens_nothing(plan, people):
    place = change_a_text(plan)
    remark(plan, people, section="tasks")
    remark(plan, people, section="shortcomings", row=first_shortcoming(plan).uid)
    assert names(plan) == [place]


@pytest.mark.parametrize(
    ("source", "facts"),
    [
        ("peer", {}),
        ("reviewer", {"is_internal": True}),
        ("reviewer", {"released_at": None}),
        # Answered by the revision that was agreed to.
        ("reviewer", {"revision": 0, "released_at": NOW - timedelta(days=1)}),
    ],
)
def test_what_opens_nothing(plan, people, source, facts):
    place = change_a_text(plan)
    remark(plan, people, source, **facts)
    assert names(plan) == [place]


def test_what_was_said_before_and_released_with_the_agreement_opens(plan, people):
    Revision.objects.update(made_at=NOW - timedelta(days=1))
    change_a_text(plan)
    remark(plan, people, revision=0, released_at=NOW)
    assert names(plan) == []


def test_the_signed_revision_says_in_how_many_places_it_differs(plan, people):
    change_a_text(plan)
    change_a_row(plan)
    remark(plan, people)
    sign(plan, people)
    assert plan.revisions.get(number=2).differing == 2


def test_after_agreeing_again_the_new_text_counts(plan, people):
    change_a_text(plan)
    steps.take_step("resubmit", again(plan), by=people.actor("an"), at=LATER)
    steps.take_step("agree", again(plan), by=people.actor("binh"), at=LATER)
    assert names(plan) == []
    change_text(plan, "Lại khác nữa.")
    assert names(plan) == ["political"]


def test_after_a_recall_the_request_opens_all(people):
    plan = a_plan_at("signed", people)
    said = {"reason": "vague", "note": "Bao nhiêu?"}
    steps.take_step("recall", plan, by=people.actor("giang"), at=LATER, **said)
    change_a_text(plan)
    change_a_row(plan)
    assert names(plan) == []
