"""What is taken back while something else is recorded, with two connections at once, on
PostgreSQL; the control fails as soon as the row is not held."""

import threading

import pytest

from plans.models import Status
from plans.refusals import NotReady, PlanMoved
from plans.workflow import steps, taking_back, verification
from tests import races
from tests.people import NOW, TODAY, a_plan_at, again, gather
from tests.races import refusals

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
WHY = "Ký nhầm bản cũ."


def take_signature_back(people, plan):
    number = plan.events.get(step="sign").number
    why = {"by": people.actor("an"), "at": NOW, "note": WHY}
    return lambda: taking_back.take_back(again(plan), number, **why)


def file(people, plan):
    binh = people.actor("binh")
    return lambda: steps.record_filing(again(plan), by=binh, at=NOW, filed_on=TODAY)


def test_a_signature_is_taken_back_or_filed_and_never_both():
    people = gather()
    plan = a_plan_at("signed", people)
    acts = take_signature_back(people, plan), file(people, plan)
    results = races.at_once(*acts, refused=(PlanMoved, NotReady))
    assert len(refusals(results)) == 1
    is_filed = plan.filings.exists()
    is_signed = plan.signatures.standing().exists()
    assert (is_filed, is_signed) in {(True, True), (False, False)}
    assert verification.read_plans_again(plan.pk) == ""


def test_control_without_the_hold_what_was_taken_back_is_filed(monkeypatch):
    people = gather()
    plan = a_plan_at("signed", people)
    is_filed, record = threading.Event(), taking_back.record

    def record_late(*deed, **how):
        assert is_filed.wait(10)
        return record(*deed, **how)

    def file_first():
        file(people, plan)()
        is_filed.set()

    monkeypatch.setattr(
        taking_back, "hold_plan_as_seen", lambda plan, *seen: again(plan)
    )
    monkeypatch.setattr(taking_back, "record", record_late)
    results = races.at_once(take_signature_back(people, plan), file_first)
    assert refusals(results) == []
    assert plan.filings.exists() and not plan.signatures.standing().exists()


def test_two_taps_at_once_are_one():
    people = gather()
    plan = a_plan_at("finalizing", people)
    number, binh = plan.events.get(step="agree").number, people.actor("binh")

    def tap():
        return taking_back.take_back(again(plan), number, by=binh, at=NOW)

    one, two = races.at_once(tap, tap)
    assert one == two
    assert plan.events.filter(step="take_back").count() == 1
    assert again(plan).status == Status.CELL_REVIEW
