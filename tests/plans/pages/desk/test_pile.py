"""Querysets and predicates are two forms of one rule; and the words that say what is
odd about a plan."""

import datetime
import uuid

import pytest

from cells.models import Appointment
from plans import permissions, remarks
from plans.models import AccessRecord, Capacity, Cycle, Plan, Status
from plans.pages.desk import desk, pile
from plans.workflow import steps
from plans.workflow.assistances import begin_assistance
from tests.factories import AppointmentFactory, CommitteeFactory, CycleFactory
from tests.people import (
    EVERYBODY,
    NOW,
    TODAY,
    a_plan_at,
    again,
    change,
    change_first_task,
    first_shortcoming,
    put_into,
    text_in,
)
from tests.plans.typed import type_text

pytestmark = pytest.mark.django_db

LATER = NOW + datetime.timedelta(minutes=5)


def a_plan_of_everybody(people):
    for name, reviewer in (
        ("an", "binh"),
        ("binh", "bao"),
        ("chi", "giang"),
        ("kha", "lan"),
        ("giang", "chi"),
    ):
        a_plan_at(
            "finalizing" if name == "an" else "cell_review",
            people,
            of=name,
            reviewer=reviewer,
        )


@pytest.mark.parametrize("emptied", [False, True], ids=["officers", "no officers"])
@pytest.mark.parametrize("name", EVERYBODY)
def test_the_pile_and_the_copies_follow_the_predicates(people, name, emptied):
    a_plan_of_everybody(people)
    if emptied:
        Appointment.objects.filter(cell=people.cell).update(until=TODAY)
    actor, plans = people.actor(name), Plan.objects.select_related("member", "cell")
    reviewed = {
        plan for plan in plans if permissions.may_act(actor, plan, {Capacity.REVIEWER})
    }
    filed = {
        plan for plan in plans if permissions.may_act(actor, plan, {Capacity.FILER})
    }
    assert set(plans.toward_whom(actor, Capacity.REVIEWER)) == reviewed
    assert set(plans.toward_whom(actor, Capacity.FILER)) == filed
    assert set(plans.reviewable_by(actor)) == {
        plan for plan in reviewed if plan.status == Status.CELL_REVIEW
    }


def test_the_only_officer_of_a_cell_is_reviewed_by_the_ward(people):
    plan = a_plan_at("cell_review", people, of="chi")
    assert list(pile.find_pile(people.actor("giang"))) == [plan]
    assert not pile.find_pile(people.actor("chi"))


@pytest.mark.parametrize("emptied", [False, True], ids=["three", "alone"])
def test_who_holds_posts_in_a_cell_and_above_finds_the_plans_of_both_once(
    people, emptied
):
    AppointmentFactory(member=people.giang, role="deputy_secretary", cell=people.cell)
    if emptied:
        others = Appointment.objects.filter(cell=people.cell)
        others.exclude(member=people.giang).update(until=TODAY)
    plans = {}
    for days, name in enumerate(("chi", "an", "giang")):
        plans[name] = a_plan_at("cell_review", people, of=name)
        moved_at = NOW - datetime.timedelta(days=days)
        Plan.objects.filter(pk=plans[name].pk).update(moved_at=moved_at)
    giang = people.actor("giang")
    assert list(pile.find_pile(giang)) == [plans["an"], plans["chi"]]
    assert pile.list_pks_in_pile(giang) == [plans["an"].pk, plans["chi"].pk]
    for name in ("an", "chi"):
        steps.take_step("agree", again(plans[name]), by=giang, at=NOW)
    lying = desk.read_desk(giang)
    assert pks_of(lying.papers) == [plans["an"].pk, plans["chi"].pk]
    assert [(own.year, own.status) for own in lying.own] == [(2026, "cell_review")]
    for name in ("an", "chi"):
        author = people.actor(name)
        steps.take_step("sign", again(plans[name]), by=author, at=NOW)
    assert pks_of(desk.read_desk(giang).papers) == [plans["an"].pk, plans["chi"].pk]


def pks_of(rows):
    return [row["pk"] for row in rows]


def test_a_plan_that_came_from_another_ward_keeps_its_year_and_lies_on_the_desk(
    people,
):
    plan = a_plan_at("finalizing", people)
    theirs = CycleFactory(committee=CommitteeFactory(name="Đảng bộ phường Phúc Lợi"))
    put_into(plan, theirs)
    binh = people.actor("binh")
    assert pks_of(desk.read_desk(binh).papers) == [plan.pk]
    assert people.an.pk not in pks_of(desk.read_desk(binh).unsent)
    CycleFactory(committee=theirs.committee, year=theirs.year + 1)
    assert pks_of(desk.read_desk(binh).papers) == [plan.pk]
    assert people.an.pk not in pks_of(desk.read_desk(binh).unsent)
    binh = people.actor("binh", on=datetime.date(2027, 1, 1))
    assert pks_of(desk.read_desk(binh).papers) == [plan.pk]
    assert people.an.pk not in pks_of(desk.read_desk(binh).unsent)
    Cycle.objects.filter(pk=theirs.pk).update(closed_on=binh.on)
    assert pks_of(desk.read_desk(binh).papers) == []


def test_a_second_plan_of_the_year_from_before_is_not_the_one_of_this_year(people):
    binh = people.actor("binh")
    plan = a_plan_at("posted", people)
    assert people.an.pk not in pks_of(desk.read_desk(binh).unsent)
    put_into(plan, people.cycle, year=None)
    assert people.an.pk in pks_of(desk.read_desk(binh).unsent)


def test_the_oldest_lies_on_top(people):
    plans = [a_plan_at("cell_review", people, of=name) for name in ("an", "dung")]
    Plan.objects.filter(pk=plans[1].pk).update(
        moved_at=NOW - datetime.timedelta(days=1)
    )
    assert list(pile.find_pile(people.actor("binh"))) == plans[::-1]


def notes(people, name="binh", at=NOW, on=TODAY):
    actor = people.actor(name, on=on)
    return [
        waiting.note
        for waiting in pile.list_pile(pile.list_pks_in_pile(actor), actor, at)
    ]


def test_a_plain_plan_has_nothing_odd(people):
    a_plan_at("cell_review", people)
    assert notes(people) == ["Lần 1 · gửi 10/02/2026"]


def test_what_is_odd_is_said_in_one_line(people):
    plan = a_plan_at("cell_review", people)
    steps.take_step("return", plan, by=people.actor("binh"), at=NOW, note="Chung chung")
    change_first_task(
        plan, deed="Tích cực tham gia", expected="Tốt", deadline="Thường xuyên"
    )
    begin_assistance(again(plan), people.bao, "sheet", by=people.actor("an"), at=NOW)
    type_text(again(plan), people, "bao", text_in(plan))
    steps.take_step("submit", again(plan), by=people.actor("an"), at=NOW)
    odd = "1 việc chưa cụ thể · quá hạn đọc 2 ngày · gửi 10/02/2026"
    day = datetime.date(2026, 3, 2)
    assert notes(people, on=day) == [f"Lần 2 · sửa 1 chỗ · gõ hộ · {odd}"]
    assert notes(people, "bao", on=day) == [
        f"Lần 2 · sửa 1 chỗ · gõ hộ · đồng chí gõ: cần người thứ hai · {odd}"
    ]


def test_what_changed_since_the_revision_judged_last_is_counted(people):
    plan = a_plan_at("cell_review", people)
    for step, name in (("return", "binh"), ("submit", "an"), ("withdraw", "an")):
        steps.take_step(step, again(plan), by=people.actor(name), at=NOW, note="Sửa")
        change_first_task(plan, deed=f"Việc làm rõ ràng sau {step}")
        change(first_shortcoming(plan), text=f"Hạn chế sau {step}")
    steps.take_step("submit", again(plan), by=people.actor("an"), at=NOW)
    assert notes(people) == ["Lần 3 · sửa 2 chỗ · gửi 10/02/2026"]


def test_somebody_else_who_is_reading_is_named_for_an_hour(people):
    plan = a_plan_at("cell_review", people)
    AccessRecord.objects.create(
        plan=plan, reader=people.bao, capacity="reviewer", revision=1, at=NOW
    )
    assert notes(people, at=LATER) == [
        "Lần 1 · đ/c Vũ Gia Bảo đang đọc · gửi 10/02/2026"
    ]
    assert notes(people, "bao", at=LATER) == ["Lần 1 · gửi 10/02/2026"]
    assert notes(people, at=NOW + datetime.timedelta(hours=1)) == [
        "Lần 1 · gửi 10/02/2026"
    ]


def test_remarks_that_wait_are_counted_by_who_made_them(people):
    plan = a_plan_at("cell_review", people)
    told = [
        ("binh", False),
        ("binh", True),
        ("bao", False),
        ("dung", False),
        ("giang", False),
        ("giang", True),
    ]
    for name, is_internal in told:
        said = {
            "reason": "vague",
            "text": "Ghi rõ",
            "key": uuid.uuid4(),
            "is_internal": is_internal,
        }
        remarks.make_remark(plan, by=people.actor(name), at=NOW, **said)
    assert notes(people) == [
        "Lần 1 · đồng chí đã ghi 2 góp ý · đ/c Vũ Gia Bảo đã ghi 1 góp ý · 1 góp ý của "
        "đảng viên · gửi 10/02/2026"
    ]


def test_a_plan_of_another_year_says_which(people):
    plan = a_plan_at("cell_review", people)
    type(people.cycle).objects.filter(pk=plan.cycle_id).update(year=2025)
    assert notes(people) == ["Lần 1 · kế hoạch năm 2025 · gửi 10/02/2026"]


def test_the_last_day_of_the_review_is_not_late(people):
    a_plan_at("cell_review", people)
    assert notes(people, on=datetime.date(2026, 2, 28)) == ["Lần 1 · gửi 10/02/2026"]


def test_of_two_who_are_reading_this_revision_the_last_one_is_named(people):
    plan = a_plan_at("cell_review", people)
    AppointmentFactory(
        member=people.dung,
        role=Appointment.Role.CELL_COMMITTEE_MEMBER,
        cell=people.cell,
    )
    opened = {"plan": plan, "capacity": "reviewer", "at": NOW}
    for name, minutes, revision in (("dung", 20, 1), ("bao", 10, 1), ("chi", 30, 9)):
        at = NOW + datetime.timedelta(minutes=minutes)
        AccessRecord.objects.create(
            **{**opened, "at": at}, reader=people.members[name], revision=revision
        )
    AccessRecord.objects.create(
        **{**opened, "capacity": "peer"}, reader=people.an, revision=1
    )
    assert notes(people, at=LATER) == [
        "Lần 1 · đ/c Phạm Thị Dung đang đọc · gửi 10/02/2026"
    ]


def test_an_officer_of_two_cells_is_told_which(people):
    AppointmentFactory(
        member=people.binh,
        role=Appointment.Role.DEPUTY_SECRETARY,
        cell=people.other_cell,
    )
    a_plan_at("cell_review", people)
    assert notes(people) == ["Lần 1 · Chi bộ 7 · gửi 10/02/2026"]
