"""A suspension is recorded and lifted by a decision, and is no place for a
diagnosis."""

from datetime import date

import pytest
from django.urls import reverse

from cells.models import Suspension

pytestmark = pytest.mark.django_db


def test_a_suspension_is_lifted_by_a_decision(people, sign_in):
    row, client = (
        Suspension.objects.create(member=people.dung, since=date(2026, 1, 1)),
        sign_in("giang"),
    )
    address = reverse("suspensions:lift_suspension", args=[row.pk])
    assert (
        "Chưa ghi gì"
        in client.post(
            address, {"on": "01/01/2026", "lifted_by": "9-QĐ"}
        ).content.decode()
    )
    for _ in range(2):
        client.post(address, {"on": "15/02/2026", "lifted_by": "9-QĐ"})
    row.refresh_from_db()
    assert (row.until, row.lifted_by, row.ended_by) == (
        date(2026, 2, 15),
        "9-QĐ",
        people.giang.user,
    )


def test_a_suspension_is_looked_over_too(people, sign_in):
    sent = {
        "decision": "7-QĐ/ĐU trầm cảm",
        "decided_on": "09/02/2026",
        "since": "10/02/2026",
    }
    page = (
        sign_in("giang")
        .post(reverse("suspensions:suspend", args=[people.dung.pk]), sent)
        .content.decode()
    )
    assert "“trầm cảm”" in page and not Suspension.objects.exists()
