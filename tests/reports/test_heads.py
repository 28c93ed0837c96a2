"""What the figures say of heads as they are on the day: whose plan is overdue, who has
still to post."""

import datetime

import pytest

from cells.models import Appointment
from plans.workflow import steps
from tests.factories import AppointmentFactory
from tests.people import NOW, TODAY, a_plan_at, again
from tests.reports.test_rates import at, of

pytestmark = pytest.mark.django_db

D = datetime.date
ASKED = ("signed", "overdue", "completed", "heads_unposted")


def a_filed_plan_of(people, name, reviewer):
    plan = a_plan_at("signed", people, of=name, reviewer=reviewer)
    steps.record_filing(plan, by=people.actor(reviewer), at=NOW, filed_on=TODAY)
    return again(plan)


def hang(plan, by, day):
    where = {"place": "Bảng", "posted_by": "Bảo", "since": day, "until": day}
    steps.record_posting(again(plan), by=by, at=at(day), **where)


# The three others of cell 7 have not begun, and are overdue by then.
@pytest.mark.parametrize(
    ("since", "until", "on", "found"),
    [
        (D(2010, 1, 1), None, D(2026, 3, 15), (1, 3, 0, 1)),
        (D(2010, 1, 1), None, D(2026, 3, 16), (1, 4, 0, 1)),
        # The term ran out by itself, and nobody has recorded the end of step 4 yet.
        (D(2010, 1, 1), D(2026, 3, 16), D(2026, 3, 16), (1, 3, 0, 0)),
        # 30 days from the day on which they became it.
        (D(2026, 2, 9), None, D(2026, 3, 16), (1, 4, 0, 1)),
        (D(2026, 2, 20), None, D(2026, 3, 16), (1, 3, 0, 1)),
        (D(2026, 2, 20), None, D(2026, 3, 22), (1, 3, 0, 1)),
        (D(2026, 2, 20), None, D(2026, 3, 23), (1, 4, 0, 1)),
    ],
)
def test_a_filed_plan_is_overdue_when_its_head_has_had_the_time_to_post(
    people, since, until, on, found
):
    plan = a_filed_plan_of(people, "binh", "bao")
    Appointment.objects.filter(member=people.binh).update(since=since, until=until)
    assert plan.status == "signed"
    assert of(people, *ASKED, on=on) == found


def test_what_is_signed_and_not_filed_is_overdue_whoever_wrote_it(people):
    a_plan_at("signed", people)
    assert of(people, *ASKED, on=D(2026, 3, 16)) == (1, 4, 0, 1)


def test_who_becomes_head_afterwards_is_counted_beside_and_stays_completed(people):
    plan = a_plan_at("posted", people)
    AppointmentFactory(
        member=people.an,
        role="head",
        cell=people.cell,
        is_head=True,
        since=D(2026, 3, 1),
    )
    figures = ("completed", "heads_unposted", "overdue")
    # Bình, the secretary, has not begun.
    assert of(people, *figures, on=D(2026, 2, 28)) == (1, 1, 3)
    assert of(people, *figures, on=D(2026, 3, 1)) == (1, 2, 3)
    assert of(people, *figures, on=D(2026, 4, 30)) == (1, 2, 3)
    hang(plan, people.actor("binh", D(2026, 3, 20)), D(2026, 3, 20))
    assert of(people, *figures, on=D(2026, 3, 19)) == (1, 2, 3)
    assert of(people, *figures, on=D(2026, 3, 20)) == (1, 1, 3)


def test_a_posting_of_an_earlier_revision_does_not_count_for_the_next(people):
    plan = a_filed_plan_of(people, "binh", "bao")
    bao, giang = people.actor("bao"), people.actor("giang")
    hang(plan, bao, D(2026, 2, 11))
    assert of(people, "heads_unposted", on=D(2026, 2, 11)) == (0,)
    asked = {"reason": "vague", "note": "Ghi rõ."}
    steps.take_step("recall", again(plan), by=giang, at=at(D(2026, 2, 12)), **asked)
    plan.remarks.update(answer="Đã ghi rõ.")
    day = D(2026, 2, 13)
    steps.take_step("sign", again(plan), by=people.actor("binh"), at=at(day))
    Appointment.objects.filter(member=people.binh).update(until=day)
    steps.record_filing(again(plan), by=bao, at=at(day), filed_on=day)
    assert again(plan).status == "posted"
    AppointmentFactory(
        member=people.binh, role="head", cell=people.cell, is_head=True, since=day
    )
    assert of(people, "heads_unposted", on=D(2026, 2, 11)) == (0,)
    assert of(people, "completed", "heads_unposted", on=day) == (1, 1)
