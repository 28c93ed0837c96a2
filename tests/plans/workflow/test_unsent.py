"""What a predecessor remarked and never sent."""

import pytest
from django.core.exceptions import PermissionDenied

from cells.models import Appointment, Membership
from plans.models import Remark
from plans.refusals import NotReady
from plans.workflow import steps, unsent
from plans.workflow.verification import find_break_among
from tests.factories import AppointmentFactory
from tests.people import NAMES, TODAY, a_plan_at, again
from tests.plans.typed import (
    a_typed_plan_sent,
    leave_one_officer,
    name_second_reader,
)
from tests.plans.workflow.test_checklist import LATER, a_remark

pytestmark = pytest.mark.django_db


def dismiss(people, *names, new="dung"):
    """Their posts end today, and somebody is the new secretary."""
    members = [people.members[name] for name in names]
    Appointment.objects.filter(member__in=members).update(until=TODAY)
    if new:
        AppointmentFactory(
            member=people.members[new],
            cell=people.cell,
            role=Appointment.Role.SECRETARY,
        )


def left_behind(plan):
    return set(unsent.find_left_behind(plan, TODAY))


def sent(plan):
    return set(plan.remarks.for_author())


@pytest.mark.parametrize("step", ["return", "agree"])
def test_nothing_is_sent_in_a_dismissed_ones_name(people, step):
    plan = a_plan_at("cell_review", people)
    theirs = a_remark(plan, people, "binh")
    deputys = a_remark(plan, people, "bao")
    fellows = a_remark(plan, people, "dung")
    dismiss(people, "binh", new="")
    assert left_behind(plan) == {theirs}
    steps.take_step(step, plan, by=people.actor("bao"), at=LATER)
    assert sent(plan) == {deputys, fellows}
    theirs.refresh_from_db()
    assert theirs.released_at is None and left_behind(plan) == {theirs}


def test_what_a_second_reader_said_is_sent_with_the_review(people):
    name_second_reader(people)
    plan = a_typed_plan_sent(people)
    theirs = a_remark(plan, people, "an")
    Remark.objects.filter(pk=theirs.pk).update(source=Remark.Source.REVIEWER)
    assert left_behind(plan) == set()
    steps.take_step("return", plan, by=people.actor("an"), at=LATER, note="Sửa.")
    assert sent(plan) == {theirs}


def test_what_the_ward_said_in_place_of_a_lone_typist_is_sent(people):
    leave_one_officer(people)
    plan = a_typed_plan_sent(people)
    theirs = a_remark(plan, people, "giang")
    assert theirs.source == Remark.Source.REVIEWER
    assert left_behind(plan) == set()
    steps.take_step("return", plan, by=people.actor("giang"), at=LATER, note="Sửa.")
    assert sent(plan) == {theirs}


def test_what_a_predecessor_left_is_no_ground_for_a_return(people):
    plan = a_plan_at("cell_review", people)
    a_remark(plan, people, "binh")
    dismiss(people, "binh", new="")
    with pytest.raises(NotReady):
        steps.take_step("return", plan, by=people.actor("bao"), at=LATER)
    steps.take_step("return", plan, by=people.actor("bao"), at=LATER, note="Sửa.")


def test_a_fellow_member_who_left_the_cell_says_nothing_any_more(people):
    plan = a_plan_at("cell_review", people)
    fellows = a_remark(plan, people, "dung")
    assert left_behind(plan) == set()
    Membership.objects.filter(member=people.dung).update(until=TODAY)
    assert left_behind(plan) == {fellows}


def test_a_dismissed_officer_does_not_go_on_as_a_fellow_member(people):
    plan = a_plan_at("cell_review", people)
    theirs = a_remark(plan, people, "binh")
    dismiss(people, "binh", new="")
    assert Membership.objects.filter(member=people.binh, until=None).exists()
    assert left_behind(plan) == {theirs}


def test_the_ward_stands_in_only_where_the_cell_has_nobody(people):
    plan = a_plan_at("cell_review", people, of="chi")
    said = a_remark(plan, people, "giang")
    assert said.source == "reviewer" and left_behind(plan) == set()
    AppointmentFactory(
        member=people.hanh,
        cell=people.other_cell,
        role=Appointment.Role.DEPUTY_SECRETARY,
    )
    assert left_behind(plan) == {said}


def test_internal_remarks_and_those_of_today_are_not_left_behind(people):
    plan = a_plan_at("cell_review", people)
    a_remark(plan, people, "binh", is_internal=True)
    a_remark(plan, people, "bao")
    a_remark(plan, people, "giang")
    dismiss(people, "binh", new="")
    assert left_behind(plan) == set()


def test_a_new_secretary_holds_back_what_was_left(people):
    plan = a_plan_at("cell_review", people)
    one, two = a_remark(plan, people, "binh"), a_remark(plan, people, "bao")
    dismiss(people, "binh", "bao")
    by = people.actor("dung")
    assert unsent.hold_back(plan, [one.pk], by=by, at=LATER) == 1
    assert unsent.hold_back(plan, [one.pk], by=by, at=LATER) == 0
    one.refresh_from_db()
    kept = (one.held_back_at, one.held_back_by, one.released_at)
    assert kept == (LATER, people.dung, None)
    assert left_behind(plan) == {two}
    event = plan.events.get(step="hold_back")
    assert (event.by, event.to_status) == (people.dung, "cell_review")
    assert find_break_among(type(plan).objects.all()) == ""
    steps.take_step("return", again(plan), by=by, at=LATER, note="Sửa.")
    assert sent(plan) == set()
    Remark.objects.filter(pk=one.pk).update(held_back_at=None, held_back_by=None)
    assert "hold_back" in find_break_among(type(plan).objects.all())


def test_what_a_colleague_of_today_said_is_not_held_back(people):
    plan = a_plan_at("cell_review", people)
    said = a_remark(plan, people, "bao")
    by = people.actor("binh")
    assert unsent.hold_back(plan, [said.pk], by=by, at=LATER) == 0
    steps.take_step("return", plan, by=by, at=LATER)
    assert sent(plan) == {said}


def test_a_new_secretary_says_it_as_their_own(people):
    plan = a_plan_at("cell_review", people)
    said = a_remark(plan, people, "binh", section="political", text="Mấy trang?")
    dismiss(people, "binh", "bao")
    by = people.actor("dung")
    for _ in range(2):
        unsent.take_over(plan, said.pk, by=by, at=LATER)
    said.refresh_from_db()
    assert said.held_back_by == people.dung
    own = plan.remarks.get(by=people.dung)
    told = (own.text, own.section, own.reason, own.source, own.revision)
    assert told == ("Mấy trang?", "political", said.reason, "reviewer", 1)
    steps.take_step("return", again(plan), by=by, at=LATER)
    assert sent(plan) == {own}


@pytest.mark.parametrize("name", [*NAMES, "quan"])
def test_nobody_else_holds_back(people, name):
    plan = a_plan_at("cell_review", people)
    said = a_remark(plan, people, "bao")
    dismiss(people, "bao", new="")
    by = people.actor(name)
    if name == "binh":
        assert unsent.hold_back(plan, [said.pk], by=by, at=LATER) == 1
        return
    for act in (
        lambda: unsent.hold_back(plan, [said.pk], by=by, at=LATER),
        lambda: unsent.take_over(plan, said.pk, by=by, at=LATER),
    ):
        with pytest.raises(PermissionDenied):
            act()
    said.refresh_from_db()
    assert said.held_back_at is None and plan.remarks.count() == 1
