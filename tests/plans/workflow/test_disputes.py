"""Who decides about a remark with which its author does not agree?"""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from cells.models import Appointment
from plans import remarks
from plans.models import Remark
from plans.refusals import NotReady, PlanMoved
from plans.workflow import agreement, checklist, disputes, log, steps
from plans.workflow.verification import find_break_among
from tests.factories import AppointmentFactory
from tests.people import NAMES, NOW, TODAY, a_plan_at, again, change_text
from tests.plans.typed import a_typed_plan_sent, name_second_reader
from tests.plans.workflow.test_checklist import LATER, a_remark, send

pytestmark = pytest.mark.django_db

WHY = "Tôi đã ghi 30/38 hộ, đủ rõ."


def a_disputed_remark(people, by="binh", of="an", reviewer="binh", **where):
    """On a returned plan; answered with WHY."""
    plan = a_plan_at("cell_review", people, of=of)
    said = a_remark(plan, people, by, **where)
    back = {"note": "Sửa giúp."}
    steps.take_step("return", plan, by=people.actor(reviewer), at=LATER, **back)
    author = people.actor(of)
    said = Remark.objects.select_related("plan__member", "plan__cell").get(pk=said.pk)
    remarks.answer_remark(said, WHY, by=author, at=LATER)
    disputes.dispute_remark(said, by=author, at=LATER)
    return read(said)


def read(remark):
    related = ("plan__member", "plan__cell__committee", "plan__cycle")
    return Remark.objects.select_related(*related).get(pk=remark.pk)


def who_decides(people, remark):
    """The names of those who are shown it, which are those who may decide."""
    shown = set()
    for name in NAMES:
        found = disputes.find_disputes_before(people.actor(name)).disputed()
        if remark in found:
            shown.add(name)
    return shown


def settle(people, remark, by, outcome="kept", reply="Ghi rõ tên ngõ."):
    return disputes.settle_dispute(
        remark, outcome, reply, by=people.actor(by), at=LATER
    )


def test_it_counts_as_answered_and_holds_nothing(people):
    said = a_disputed_remark(people)
    assert (said.answer, said.disputed_at, said.outcome) == (WHY, LATER, "")
    assert checklist.find_holding_remarks(said.plan) == []
    send(said.plan, people)
    event = said.plan.events.get(step="dispute")
    assert (event.by_id, event.post, event.note) == (people.an.pk, None, "")


def test_it_goes_to_another_officer_of_the_cell(people):
    assert who_decides(people, a_disputed_remark(people)) == {"bao"}
    names = disputes.name_who_decides(Remark.objects.get(), TODAY)
    assert names == "đ/c Vũ Gia Bảo (Phó bí thư chi bộ)"


def test_without_another_officer_it_goes_to_the_ward(people):
    Appointment.objects.filter(member=people.bao).update(until=TODAY)
    said = a_disputed_remark(people)
    assert who_decides(people, said) == {"giang"}
    assert disputes.name_who_decides(said, TODAY) == "Đảng bộ phường Phúc Đồng"


def a_typed_plan_disputed(people):
    """Bình typed it for Dung, Bảo remarked on it."""
    plan = a_typed_plan_sent(people)
    said = a_remark(plan, people, "bao")
    back = {"note": "Sửa giúp."}
    steps.take_step("return", plan, by=people.actor("bao"), at=LATER, **back)
    said, dung = read(said), people.actor("dung")
    remarks.answer_remark(said, WHY, by=dung, at=LATER)
    disputes.dispute_remark(said, by=dung, at=LATER)
    return read(said)


def test_whoever_typed_the_plan_decides_nothing_of_it(people):
    said = a_typed_plan_disputed(people)
    assert who_decides(people, said) == {"giang"}
    assert disputes.name_who_decides(said, TODAY) == "Đảng bộ phường Phúc Đồng"


def test_of_a_typed_plan_the_second_reader_decides(people):
    name_second_reader(people)
    said = a_typed_plan_disputed(people)
    assert who_decides(people, said) == {"an"}
    assert "Nguyễn Văn An" in disputes.name_who_decides(said, TODAY)


def test_an_officers_own_plan_is_not_decided_about_by_its_author(people):
    said = a_disputed_remark(people, by="bao", of="binh", reviewer="bao")
    assert who_decides(people, said) == {"giang"}


def test_the_wards_remark_goes_to_another_of_its_officers_or_stays_with_the_one(people):
    said = a_disputed_remark(people, by="giang")
    assert who_decides(people, said) == {"giang"}
    AppointmentFactory(
        member=people.em, committee=people.ward, role=Appointment.Role.WARD_OFFICER
    )
    assert who_decides(people, said) == {"em"}


def test_a_predecessors_remark_is_decided_about_by_the_new_officer(people):
    said = a_disputed_remark(people)
    Appointment.objects.filter(member__in=[people.binh, people.bao]).update(until=TODAY)
    AppointmentFactory(
        member=people.dung, cell=people.cell, role=Appointment.Role.SECRETARY
    )
    assert who_decides(people, said) == {"dung"}


@pytest.mark.parametrize("name", [*NAMES, "quan"])
def test_nobody_else_decides(people, name):
    said = a_disputed_remark(people)
    if name == "bao":
        assert settle(people, said, name)
        return
    with pytest.raises(PermissionDenied):
        settle(people, said, name)
    assert read(said).settled_at is None
    assert not said.plan.events.filter(step="settle_dispute").exists()


@pytest.mark.parametrize("outcome", ["kept", "withdrawn"])
def test_who_decides_says_so_and_the_author_reads_it(people, outcome):
    said = a_disputed_remark(people)
    assert settle(people, said, "bao", outcome)
    said = read(said)
    told = (said.outcome, said.reply, said.settled_at, said.settled_by)
    assert told == (outcome, "Ghi rõ tên ngõ.", LATER, people.bao)
    assert who_decides(people, said) == set()
    assert checklist.find_holding_remarks(said.plan) == []
    event = said.plan.events.get(step="settle_dispute")
    assert (event.by, event.post.member) == (people.bao, people.bao)
    assert log.find_break_in_chain(said.plan.events.order_by("number")) is None
    # Once: neither by another, nor again by the author.
    assert not settle(people, said, "bao", "kept", "Khác.")
    with pytest.raises(NotReady):
        disputes.dispute_remark(said, by=people.actor("an"), at=LATER)
    assert read(said).reply == "Ghi rõ tên ngõ."


@pytest.mark.parametrize("said", [("kept", " "), ("dropped", "Thôi."), ("", "Thôi.")])
def test_a_decision_needs_a_word_and_is_one_of_two(people, said):
    remark = a_disputed_remark(people)
    with pytest.raises(NotReady):
        settle(people, remark, "bao", *said)


def test_a_remark_that_was_withdrawn_opens_nothing(people):
    plan = a_plan_at("cell_review", people)
    said = a_remark(plan, people, section="political")
    steps.take_step("agree", plan, by=people.actor("binh"), at=LATER)
    an, said = people.actor("an"), read(said)
    remarks.answer_remark(said, WHY, by=an, at=LATER)
    disputes.dispute_remark(said, by=an, at=LATER)
    change_text(plan, "Khi nào khỏe thì đi.")
    assert agreement.find_unasked_places(again(plan)) == []
    settle(people, said, "bao", "withdrawn")
    [place] = agreement.find_unasked_places(again(plan))
    assert place.name == "political"
    with pytest.raises(NotReady):
        send(plan, people, "sign")


def test_the_author_thinks_better_of_it(people):
    said = a_disputed_remark(people, section="political")
    disputes.drop_dispute(said, by=people.actor("an"), at=LATER)
    said = read(said)
    assert (said.outcome, said.answer, said.settled_by) == ("dropped", "", people.an)
    assert checklist.find_holding_remarks(said.plan) == [said]
    assert who_decides(people, said) == set()
    assert not settle(people, said, "bao")
    remarks.answer_remark(said, "Tôi sửa.", by=people.actor("an"), at=LATER)
    assert read(said).answer == "Tôi sửa."
    assert find_break_among(type(said.plan).objects.all()) == ""


def test_what_is_being_judged_is_not_rewritten(people):
    said = a_disputed_remark(people)
    with pytest.raises(remarks.AnsweredElsewhere):
        remarks.answer_remark(said, "Khác.", by=people.actor("an"), at=LATER)
    assert read(said).answer == WHY


@pytest.mark.parametrize("name", [name for name in NAMES if name != "an"])
def test_nobody_disputes_for_the_author(people, name):
    plan = a_plan_at("cell_review", people)
    said = a_remark(plan, people, "giang")
    remarks.answer_remark(said, WHY, by=people.actor("an"), at=LATER)
    with pytest.raises(PermissionDenied):
        disputes.dispute_remark(read(said), by=people.actor(name), at=LATER)
    assert read(said).disputed_at is None


def test_the_author_gives_a_reason(people):
    plan = a_plan_at("cell_review", people)
    said = a_remark(plan, people, "giang")
    with pytest.raises(NotReady) as refused:
        disputes.dispute_remark(read(said), by=people.actor("an"), at=LATER)
    assert refused.value.missing == [disputes.NO_REASON]


def test_what_the_author_was_not_shown_a_fellows_and_a_signed_plans_is_not_disputed(
    people,
):
    plan, an = a_plan_at("cell_review", people), people.actor("an")
    unsent = a_remark(plan, people)
    with pytest.raises(PermissionDenied):
        disputes.dispute_remark(read(unsent), by=an, at=LATER)
    fellows = a_remark(plan, people, "dung")
    steps.take_step("agree", plan, by=people.actor("binh"), at=LATER)
    plan.remarks.update(answer="Rồi.")
    with pytest.raises(PermissionDenied):
        disputes.dispute_remark(read(fellows), by=an, at=LATER)
    send(plan, people, "sign")
    with pytest.raises(PlanMoved):
        disputes.dispute_remark(read(unsent), by=an, at=LATER)


def test_twice_is_once(people):
    said = a_disputed_remark(people)
    disputes.dispute_remark(said, by=people.actor("an"), at=LATER + timedelta(1))
    assert read(said).disputed_at == LATER
    assert said.plan.events.filter(step="dispute").count() == 1


def test_the_log_names_it(people):
    said = a_disputed_remark(people)
    plans = type(said.plan).objects.all()
    assert find_break_among(plans) == ""
    facts = {"outcome": "kept", "settled_at": NOW, "settled_by": people.bao}
    Remark.objects.update(**facts)
    assert "settle_dispute" in find_break_among(plans)
    nothing = {"outcome": "", "settled_at": None, "settled_by": None}
    Remark.objects.update(disputed_at=None, **nothing)
    assert "dispute" in find_break_among(plans)


@pytest.mark.parametrize(
    "facts",
    [
        {"outcome": "kept"},
        {"outcome": "other", "settled_at": NOW},
        {"released_at": None},
        {"held_back_at": NOW},
    ],
)
def test_the_database_keeps_what_belongs_together(people, facts):
    a_disputed_remark(people)
    with pytest.raises(IntegrityError), transaction.atomic():
        Remark.objects.update(**facts)


def test_two_decide_at_once_and_one_is_told(people):
    said = a_disputed_remark(people, by="giang")
    for name in ("em", "kha"):
        AppointmentFactory(
            member=people.members[name],
            committee=people.ward,
            role=Appointment.Role.WARD_OFFICER,
        )
    stale = read(said)
    assert settle(people, said, "em", "kept", "Giữ.")
    assert not settle(people, stale, "kha", "withdrawn", "Rút.")
    assert read(said).reply == "Giữ."
