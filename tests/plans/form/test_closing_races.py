"""A year is closed at the very moment at which somebody acts in it."""

import threading

import pytest

from plans import permissions
from plans.form import autosave, year_acts
from plans.models import Cycle, Plan, Status, YearRecord
from plans.refusals import YearClosed
from plans.workflow import steps
from tests.people import NOW, a_plan, a_plan_at, again, section_of, text_in
from tests.races import at_once, refusals

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def close(people):
    year_acts.close_year(people.cycle, "Đã tổng kết", by=people.actor("giang"), at=NOW)


def sign(people, plan):
    return steps.take_step("sign", plan, by=people.actor("an"), at=NOW)


def save(people, plan):
    section = section_of(plan)
    return autosave.save_text(
        plan, section, {"text": "Lời mới"}, version=1, by=people.actor("an"), at=NOW
    )


def begin(people):
    return steps.begin_plan(
        people.an, people.cycle, people.cell, by=people.actor("an"), at=NOW
    )


def told():
    """How many plans the record says were not finished."""
    [record] = YearRecord.objects.all()
    return record.changes[1]["after"]


@pytest.fixture
def closing_first(monkeypatch):
    """Whoever closes has held the plans, and is about to write it down, when the other
    begins."""
    held, count = threading.Event(), year_acts.count_unfinished

    def count_slowly(cycle):
        held.set()
        threading.Event().wait(0.5)
        return count(cycle)

    monkeypatch.setattr(year_acts, "count_unfinished", count_slowly)

    def race(people, act):
        def act_then():
            held.wait(10)
            return act()

        return at_once(lambda: close(people), act_then, refused=YearClosed)

    return race


def test_nobody_signs_in_a_year_that_is_being_closed(people, closing_first):
    plan = a_plan_at("finalizing", people)
    results = closing_first(people, lambda: sign(people, plan))
    assert refusals(results) == ["YearClosed"]
    assert again(plan).status == Status.FINALIZING
    assert told() == "1 (Hoàn thiện 1)" and not plan.signatures.exists()


def test_nobody_writes_in_a_year_that_is_being_closed(people, closing_first):
    plan = a_plan(people)
    before = text_in(plan)
    results = closing_first(people, lambda: save(people, plan))
    assert refusals(results) == ["YearClosed"]
    assert text_in(plan) == before


def test_nobody_begins_in_a_year_that_is_being_closed(people, closing_first):
    results = closing_first(people, lambda: begin(people))
    assert refusals(results) == ["YearClosed"]
    assert not Plan.objects.exists()


def test_without_the_guard_somebody_would_sign_in_it(
    people, closing_first, monkeypatch
):
    """The control: it is this question, asked once the row is held, that refuses."""
    plan = a_plan_at("finalizing", people)
    monkeypatch.setattr(permissions, "require_year_under_way", lambda plan: None)
    assert refusals(closing_first(people, lambda: sign(people, plan))) == []
    assert again(plan).status == Status.SIGNED and told() == "1 (Hoàn thiện 1)"
    assert Cycle.objects.get().closed_on is not None


def test_whoever_closes_waits_for_who_signs_and_counts_that(people, monkeypatch):
    plan = a_plan_at("finalizing", people)
    signed, ask = threading.Event(), permissions.require_year_under_way

    def ask_slowly(plan):
        ask(plan)
        signed.set()
        threading.Event().wait(0.5)

    monkeypatch.setattr(permissions, "require_year_under_way", ask_slowly)

    def close_then():
        signed.wait(10)
        close(people)

    results = at_once(lambda: sign(people, plan), close_then, refused=YearClosed)
    assert refusals(results) == []
    assert again(plan).status == Status.SIGNED
    assert told() == "1 (Đã ký 1)"


@pytest.mark.parametrize("turn", range(6))
def test_a_plan_is_signed_before_the_year_is_closed_or_not_at_all(people, turn):
    plan = a_plan_at("finalizing", people)
    results = at_once(
        lambda: sign(people, plan), lambda: close(people), refused=YearClosed
    )
    label = Status(again(plan).status).label
    assert told() == f"1 ({label} 1)"
    assert bool(refusals(results)) == (label == "Hoàn thiện")


def test_two_officers_close_one_year(people):
    a_plan(people)
    results = at_once(lambda: close(people), lambda: close(people))
    assert refusals(results) == [] and YearRecord.objects.count() == 1
