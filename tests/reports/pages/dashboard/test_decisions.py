"""The ward is reminded of decisions about cells that wait to be applied."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cells.models import Reorganisation
from reports.pages.dashboard.decisions import list_decision_notices
from reports.pages.dashboard.waiting import find_waiting
from tests.cells.acts.reorganisation.decisions import (
    a_dissolution,
    a_renaming,
    applied,
    draft,
)
from tests.factories import CommitteeFactory
from tests.people import NOW, TODAY
from tests.plans.browsing import text_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def noticed(people, name="giang"):
    found = []
    actor = people.actor(name)
    for notice in list_decision_notices(find_waiting(actor), actor.on):
        found.append((notice.links[0][0], notice.after))
    return found


def test_each_says_whether_its_day_has_come(people, sign_in):
    part = a_dissolution(people.cell, people.other_cell)
    draft(people, part, on=TODAY + 5 * DAY)
    draft(people, part, on=TODAY)
    decision = {"decision_number": "214-QĐ/ĐU", "decision_on": TODAY - DAY}
    act = draft(people, part, on=TODAY - DAY, **decision)
    applied(people, a_renaming(people.other_cell, "Chi bộ Chín"))
    unknown = "Phương án sắp xếp chi bộ chưa ghi quyết định"
    assert noticed(people) == [
        (
            "Quyết định số 214-QĐ/ĐU ngày 09/02/2026",
            "có hiệu lực từ ngày 09/02/2026, chưa áp dụng",
        ),
        (unknown, "có hiệu lực hôm nay, chưa áp dụng"),
        (unknown, "chờ đến ngày 15/02/2026: đến ngày ấy mới áp dụng được"),
    ]
    answer = sign_in("giang").get(reverse("dashboard:dashboard"))
    assert "chờ đến ngày 15/02/2026" in text_of(answer)
    address = reverse("reorganisation:reorganisation", args=[act.pk])
    assert address in answer.content.decode()


def test_nobody_else_is_told_and_nothing_of_another_ward(people, sign_in):
    draft(people, a_dissolution(people.cell, people.other_cell))
    Reorganisation.objects.create(
        committee=CommitteeFactory(),
        on=TODAY,
        prepared_by=people.giang.user,
        prepared_at=NOW,
    )
    assert len(noticed(people)) == 1
    assert noticed(people, "inh") == noticed(people, "binh") == []
    inspected = text_of(sign_in("inh").get(reverse("dashboard:dashboard")))
    assert "chưa áp dụng" not in inspected
