"""Acts of typing, confirmations and objections go along with the plan; of a sender
before version 0.8.0 the one helper that a plan could have."""

from copy import deepcopy

import pytest

from plans.handover import CannotImport
from plans.models import Assistance, Confirmation, Objection, Plan
from plans.workflow import steps
from plans.workflow.objections import answer_objection, object_to_deeds
from tests.people import NOW, TODAY, again, fill, gather
from tests.plans.handover.exchange import (
    a_receiver,
    closed_again,
    content_of,
    elsewhere,
    exported,
    imported,
)
from tests.plans.typed import a_typed_plan_sent, begin_typing

pytestmark = pytest.mark.django_db


def tell_typing():
    """What stands of it in the database, by names."""
    acts = Assistance.objects.order_by("plan__member__full_name", "pk").values_list(
        "plan__member__full_name",
        "helper__full_name",
        "source",
        "begun_by__full_name",
        "typed_at",
        "lapses_on",
        "ending",
        "uid",
    )
    said = Confirmation.objects.values_list("how", "witness", "confirmed_on")
    objections = Objection.objects.values_list(
        "uid", "answer", "answered_by__full_name"
    )
    return list(acts), list(said), list(objections)


def test_everything_said_of_typing_arrives_and_verifies(db):
    with elsewhere():
        people = gather()
        plan = a_typed_plan_sent(people)
        object_to_deeds(plan, by=people.actor("dung"), at=NOW)
        answer_objection(plan, "Đã đọc lại.", by=people.actor("bao"), at=NOW)
        begin_typing(people, "an", helper="bao", by="binh")
        told, file = tell_typing(), exported(people)
    assert [len(rows) for rows in told] == [2, 1, 1]
    imported(a_receiver(), file)
    assert tell_typing() == told


@pytest.fixture
def of_0_7(db):
    """The entries of a file in which Bình types Dung's plan, as version 0.7 wrote
    them."""
    with elsewhere():
        people = gather()
        binh = people.actor("binh")
        plan = steps.begin_plan(people.dung, people.cycle, people.cell, by=binh, at=NOW)
        fill(plan)
        number, helper = again(plan).pk, people.binh.pk
        file = exported(people)
    entries = content_of(file)
    for name, facts in entries:
        if name == "plan" and facts["id"] == number:
            facts["helper"] = helper
    return entries


def test_the_helper_of_an_older_version_becomes_an_act(of_0_7):
    imported(a_receiver(), closed_again(of_0_7))
    act = Assistance.objects.get()
    assert (act.plan.member.full_name, act.helper.full_name, act.begun_by) == (
        "Phạm Thị Dung",
        "Trần Thị Bình",
        act.helper,
    )
    assert (act.source, act.typed_at, act.ending) == ("unknown", NOW, "")
    assert act.ended_at is None and act.lapses_on > TODAY


def test_a_helper_who_did_not_begin_the_plan_is_refused(of_0_7):
    entries = deepcopy(of_0_7)
    names = {
        facts["full_name"]: facts["id"] for name, facts in entries if name == "member"
    }
    for name, facts in entries:
        if name == "plan":
            facts["helper"] = names["Vũ Gia Bảo"]
    with pytest.raises(CannotImport, match="người gõ hộ ghi từ trước"):
        imported(a_receiver(), closed_again(entries))
    assert not Plan.objects.exists()
