"""Nobody makes another's plan alone: whoever typed neither agrees nor records the ink,
and there is always somebody who can."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from cells.models import Meeting
from plans.models import Plan, Status
from plans.refusals import NotReady
from plans.workflow.assistances import begin_assistance
from plans.workflow.steps import STEPS, record_filing, take_step
from tests.people import EVERYBODY, NOW, TODAY, a_plan, a_plan_at, again, text_in
from tests.plans.typed import (
    AT_MEETING,
    a_typed_plan_agreed,
    a_typed_plan_sent,
    leave_one_officer,
    name_second_reader,
    type_text,
)

pytestmark = pytest.mark.django_db


def outcome(plan, step, actor, **details):
    """ "done", or the name of the refusal; nothing is kept."""
    try:
        with transaction.atomic():
            take_step(step, again(plan), by=actor, at=NOW, **details)
            transaction.set_rollback(True)
        return "done"
    except (PermissionDenied, NotReady) as refusal:
        return type(refusal).__name__


def who_can(plan, step, people, **details):
    found = {}
    for name in EVERYBODY:
        found.setdefault(outcome(plan, step, people.actor(name), **details), set()).add(
            name
        )
    del found["PermissionDenied"]
    return found


def test_whoever_typed_does_not_agree(people):
    plan = a_typed_plan_sent(people)
    assert who_can(plan, "agree", people) == {"NotReady": {"binh"}, "done": {"bao"}}
    with pytest.raises(NotReady, match="đồng chí khác trong chi ủy thông qua"):
        take_step("agree", plan, by=people.actor("binh"), at=NOW)


def test_whoever_typed_records_no_ink_and_the_author_needs_nobody(people):
    plan = a_typed_plan_agreed(people)
    assert who_can(plan, "sign", people, signed_on=TODAY) == {
        "NotReady": {"binh"},
        "done": {"bao", "dung"},
    }


def test_they_may_still_return_it(people):
    plan = a_typed_plan_sent(people)
    assert outcome(plan, "return", people.actor("binh"), note="Gõ sai") == "done"


def test_somebody_else_of_the_cell_who_types_leaves_the_officer_free(people):
    leave_one_officer(people)
    plan = a_typed_plan_sent(people, helper="an")
    assert who_can(plan, "agree", people) == {"done": {"binh"}}


def test_a_second_reader_agrees_records_the_ink_and_receives_the_copy(people):
    leave_one_officer(people)
    name_second_reader(people, "an")
    plan = a_typed_plan_sent(people)
    assert who_can(plan, "agree", people) == {"NotReady": {"binh"}, "done": {"an"}}
    an = people.actor("an")
    event = take_step("agree", plan, by=an, at=NOW)
    assert event.post.label() == "Người đọc thứ hai"
    take_step("sign", again(plan), by=an, at=NOW, signed_on=TODAY)
    record_filing(again(plan), by=an, at=NOW, filed_on=TODAY)
    assert again(plan).status == Status.POSTED


def test_a_second_reader_has_no_power_over_what_nobody_typed(people):
    name_second_reader(people, "an")
    plan = a_plan_at("cell_review", people, of="dung")
    assert who_can(plan, "agree", people) == {"done": {"binh", "bao"}}


def test_an_agreement_of_the_meeting_is_recorded_by_whoever_typed(people):
    leave_one_officer(people)
    plan = a_typed_plan_sent(people)
    meeting = Meeting.objects.create(cell=people.cell, held_on=TODAY)
    binh = people.actor("binh")
    for missing in ({"meeting": meeting}, AT_MEETING):
        assert outcome(plan, "agree", binh, **missing) == "NotReady"
    event = take_step(
        "agree", plan, by=binh, at=NOW, meeting=meeting, note="Tốt", **AT_MEETING
    )
    assert (event.meeting, event.note) == (
        meeting,
        "Dự họp: Chủ trì đ/c Bình; 3/4 đảng viên dự\nTốt",
    )


def test_without_anybody_else_it_goes_to_the_ward(people):
    leave_one_officer(people)
    plan = a_typed_plan_sent(people)
    giang = people.actor("giang")
    assert list(Plan.objects.reviewable_by(giang)) == [plan]
    assert who_can(plan, "agree", people) == {"NotReady": {"binh"}, "done": {"giang"}}
    take_step("agree", plan, by=giang, at=NOW)
    assert who_can(plan, "sign", people, signed_on=TODAY)["done"] == {"giang", "dung"}
    name_second_reader(people, "an")
    assert not Plan.objects.reviewable_by(giang)


def test_the_only_officers_own_plan_goes_to_the_ward_as_before(people):
    leave_one_officer(people)
    plan = a_plan_at("draft", people, of="binh")
    name_second_reader(people, "an")
    begin_assistance(plan, people.dung, "sheet", by=people.actor("binh"), at=NOW)
    type_text(again(plan), people, "dung", text_in(plan))
    take_step("submit", again(plan), by=people.actor("binh"), at=NOW)
    assert who_can(plan, "agree", people) == {"done": {"an"}}


def test_what_an_officer_typed_long_ago_still_counts(people):
    """Also after the author has mended and sent it alone."""
    plan = a_typed_plan_sent(people)
    take_step("return", plan, by=people.actor("bao"), at=NOW, note="Sửa")
    take_step("submit", again(plan), by=people.actor("dung"), at=NOW)
    assert outcome(plan, "agree", people.actor("binh")) == "NotReady"


def test_what_was_named_but_not_typed_binds_nobody(people):
    plan = a_plan(people)
    begin_assistance(plan, people.bao, "sheet", by=people.actor("an"), at=NOW)
    take_step("submit", again(plan), by=people.actor("an"), at=NOW)
    assert who_can(plan, "agree", people) == {"done": {"binh", "bao"}}


def test_withdrawing_is_the_authors(people):
    assert STEPS["withdraw"].may == {"author"}
