"""Typing for somebody and objecting to it, by two at the same moment, on PostgreSQL;
each has a control that fails when its guard is gone."""

import threading
import time
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from plans.models import Plan
from plans.refusals import NotReady, PlanMoved
from plans.workflow import assistances, log, objections
from plans.workflow.assistances import begin_assistance, hand_back
from plans.workflow.objections import object_to_deeds
from plans.workflow.steps import take_step
from tests import races
from tests.people import NOW, a_plan, again, gather
from tests.plans.typed import a_typed_plan_sent, begin_typing, type_text
from tests.races import meet_after, meet_before, refusals

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]
REFUSED = (PlanMoved, NotReady, PermissionDenied, IntegrityError)
at_once = partial(races.at_once, refused=REFUSED)


def name_two_helpers(people, plan):
    def name(helper):
        member, by = people.members[helper], people.actor("an")
        return begin_assistance(again(plan), member, "sheet", by=by, at=NOW)

    return at_once(lambda: name("binh"), lambda: name("dung"))


def test_of_two_who_are_named_at_once_one_types(monkeypatch):
    people = gather()
    plan = a_plan(people)
    meet_before(monkeypatch, assistances, "hold_for_typing")
    assert refusals(name_two_helpers(people, plan)) == ["NotReady"]
    assert plan.assistances.count() == 1


def test_control_without_the_lock_the_database_alone_stands_in_the_way(monkeypatch):
    people = gather()
    plan = a_plan(people)
    monkeypatch.setattr(assistances, "hold_for_typing", lambda plan: None)
    meet_after(monkeypatch, assistances, "refuse_unfit")
    assert refusals(name_two_helpers(people, plan)) == ["IntegrityError"]


def act_while_another_holds(monkeypatch, module, first, second):
    """`first` stands still before it tells its event, with what it has written not seen
    by anybody yet; then `second` begins."""
    began, tell = threading.Event(), module.record_on

    def tell_slowly(*args, **more):
        began.set()
        time.sleep(1)
        return tell(*args, **more)

    monkeypatch.setattr(module, "record_on", tell_slowly)

    def later():
        began.wait(10)
        return second()

    return at_once(first, later)


def object_and_agree(monkeypatch, people):
    plan = a_typed_plan_sent(people)
    seen, dung = again(plan), people.actor("dung")
    return act_while_another_holds(
        monkeypatch,
        objections,
        lambda: object_to_deeds(plan, by=dung, at=NOW),
        lambda: take_step("agree", seen, by=people.actor("bao"), at=NOW),
    )


def test_an_agreement_that_meets_an_objection_waits_and_is_held(monkeypatch):
    results = object_and_agree(monkeypatch, gather())
    assert refusals(results) == ["NotReady"]


def test_control_without_the_lock_it_is_agreed_to(monkeypatch):
    monkeypatch.setattr(
        log,
        "hold_plan",
        lambda plan: Plan.objects.with_related().get(pk=plan.pk),
    )
    results = object_and_agree(monkeypatch, gather())
    assert "NotReady" not in refusals(results)


def test_a_word_that_meets_the_end_of_the_act_is_not_written(monkeypatch):
    people = gather()
    plan = begin_typing(people)
    seen = again(plan)
    results = act_while_another_holds(
        monkeypatch,
        assistances,
        lambda: hand_back(plan, by=people.actor("dung"), at=NOW),
        lambda: type_text(seen, people),
    )
    assert refusals(results) == ["PermissionDenied"]
    assert not plan.rows.exists()
