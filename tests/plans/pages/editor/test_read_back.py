"""Reading back and signing ask the database at most twelve times, wherever the plan
stands and whoever writes it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans.workflow.assistances import begin_assistance
from plans.workflow.objections import answer_objection, object_to_deeds
from plans.workflow.steps import take_step
from tests.people import NOW, a_plan, a_plan_at, again, change_text
from tests.plans.typed import a_typed_plan_agreed, name_second_reader

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
MOST = 12
CHANGED = "Khi nào khỏe thì đi họp."


def count_queries(client, route, plan):
    """Of a page that was opened before."""
    address = reverse(route, args=[plan.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def a_plan_returned(people):
    plan = a_plan_at("cell_review", people)
    take_step("return", plan, by=people.actor("binh"), at=NOW, note="Ghi rõ.")
    return again(plan)


def a_plan_changed(people):
    """Nobody asked for it."""
    plan = a_plan_at("finalizing", people)
    change_text(plan, CHANGED)
    return again(plan)


def a_plan_recalled(people):
    plan = a_plan_at("signed", people)
    asked = {"reason": "other", "note": "Ghi rõ."}
    take_step("recall", plan, by=people.actor("giang"), at=NOW, **asked)
    change_text(plan, CHANGED)
    return again(plan)


STATES = {
    "draft": lambda people: a_plan(people),
    "returned": a_plan_returned,
    "cell_review": lambda people: a_plan_at("cell_review", people),
    "finalizing": lambda people: a_plan_at("finalizing", people),
    "changed": a_plan_changed,
    "recalled": a_plan_recalled,
    "signed": lambda people: a_plan_at("signed", people),
    "posted": lambda people: a_plan_at("posted", people),
}


@pytest.mark.parametrize("state", STATES)
def test_the_author_reads_back(people, sign_in, state):
    plan = STATES[state](people)
    assert count_queries(sign_in("an"), "editor:read_back", plan) <= MOST


@pytest.mark.parametrize("state", ["finalizing", "changed", "recalled"])
def test_the_author_signs(people, sign_in, state):
    plan = STATES[state](people)
    assert count_queries(sign_in("an"), "sign:sign", plan) <= MOST


def test_what_was_typed_for_somebody(people, sign_in):
    """Its author objects; then it is answered, and a helper of all posts types on."""
    plan = a_typed_plan_agreed(people)
    object_to_deeds(plan, by=people.actor("dung"), at=NOW)
    change_text(plan, CHANGED)
    for route in ("editor:read_back", "sign:sign"):
        assert count_queries(sign_in("dung"), route, plan) <= MOST
    bao = people.actor("bao")
    answer_objection(again(plan), "Đã sửa.", by=bao, at=NOW)
    name_second_reader(people, "binh")
    begin_assistance(again(plan), people.binh, "sheet", by=bao, at=NOW)
    for route in ("editor:edit", "editor:read_back", "paper:send"):
        assert count_queries(sign_in("binh"), route, plan) <= MOST
