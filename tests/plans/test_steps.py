"""The one door of the steps: what happened, what did not, and where the person goes next."""

import uuid

import pytest

from plans.models import Status
from tests.people import a_plan_at, again

pytestmark = pytest.mark.django_db


def send(client, plan, step, *, seen=None, key=None, **fields):
    sent = {"key": key or uuid.uuid4(), "seen": plan.revision if seen is None else seen, **fields}
    return client.post(f"/ke-hoach/{plan.pk}/buoc/{step}/", sent)


def test_agree_moves_the_plan_and_says_so(people, sign_in):
    plan = a_plan_at("cell_review", people)
    response = send(sign_in("binh"), plan, "agree", meeting="2026-02-05")
    assert again(plan).status == Status.FINALIZING
    assert again(plan).events.last().meeting.held_on.isoformat() == "2026-02-05"
    assert response.status_code == 302
