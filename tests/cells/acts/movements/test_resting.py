"""What rests on a movement is listed before it is put right or cancelled, and stays as
it was recorded after that."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from cells.acts.dependents import make_digest
from cells.acts.movements.case import CannotMove
from cells.acts.movements.records import cancel_movement, record_movement
from cells.acts.movements.resting import list_resting
from cells.models import Appointment, Exemption, Movement
from plans.models import Status
from plans.workflow import steps
from plans.workflow.assistances import begin_assistance
from tests.cells.acts.exemptions.forms import a_proposal
from tests.factories import AppointmentFactory
from tests.people import NOW, TODAY, a_plan, a_plan_at, again
from tests.plans.browsing import text_of

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
Role = Appointment.Role


def moved(people):
    return record_movement(
        Movement.Kind.MOVED,
        people.an,
        on=date(2026, 2, 5),
        to_cell=people.other_cell,
        by=people.actor("giang"),
        at=NOW,
    )


@pytest.fixture
def filed_with_cell_9(people):
    """An went to Cell 9, whose secretary agreed and filed; the transfer was a
    mistake."""
    plan = a_plan_at("cell_review", people)
    movement = moved(people)
    steps.take_step("agree", again(plan), by=people.actor("chi"), at=NOW + HOUR)
    steps.take_step("sign", again(plan), by=people.actor("an"), at=NOW + 2 * HOUR)
    steps.record_filing(
        again(plan), by=people.actor("chi"), at=NOW + 3 * HOUR, filed_on=TODAY
    )
    return movement, again(plan)


def test_agreement_and_filing_of_the_other_cell_are_listed(filed_with_cell_9):
    movement, plan = filed_with_cell_9
    chi = "Kế hoạch năm 2026: đ/c Lê Kim Chi (Bí thư chi bộ) ở Chi bộ 9 "
    assert [(rest.words, rest.pk) for rest in list_resting(movement)] == [
        (chi + "thông qua kế hoạch lúc 10:00 ngày 10/02/2026", plan.pk),
        (chi + "ghi nhận đã nộp 01 bản lúc 12:00 ngày 10/02/2026", plan.pk),
        (chi + "ghi nhận xong bước 4 lúc 12:00 ngày 10/02/2026", plan.pk),
    ]


def test_what_the_author_did_and_what_was_before_rests_on_nothing(people):
    a_plan_at("posted", people, at=NOW - HOUR)
    assert list_resting(moved(people)) == []


def test_whom_the_author_named_to_type_is_listed(people):
    plan = a_plan(people)
    movement = moved(people)
    by = people.actor("an")
    begin_assistance(again(plan), people.chi, "told", by=by, at=NOW + HOUR)
    (rest,) = list_resting(movement)
    assert rest.words == (
        "Kế hoạch năm 2026: đ/c Nguyễn Văn An ghi việc gõ hộ lúc 10:00 ngày 10/02/2026"
    )


def test_exemptions_and_proposals_of_the_other_cell_are_listed(people):
    movement = moved(people)
    Exemption.objects.create(
        member=people.an, since=TODAY, recorded_by=people.chi.user, recorded_at=NOW
    )
    a_proposal(people)
    words = [rest.words for rest in list_resting(movement)]
    assert words == [
        "Tuổi cao, sức yếu (chi bộ quyết định), từ 10/02/2026",
        "Chi bộ 7 đề nghị miễn từ ngày 01/03/2026",
    ]


def say(plan, by, at, **facts):
    said = {"revision": plan.revision, "reason": "other", "text": "Rõ hơn."}
    plan.remarks.create(source="reviewer", by=by, made_at=at, **said, **facts)


def test_what_was_recorded_before_rests_on_nothing(people):
    """Of one post it is not known when."""
    before = {"recorded_by": people.binh.user, "recorded_at": NOW - HOUR}
    post = {"member": people.an, "role": Role.INSPECTOR, "committee": people.ward}
    AppointmentFactory(**post)
    AppointmentFactory(**post | {"role": Role.CHAIRMAN_OFFICE}, **before)
    Exemption.objects.create(member=people.an, since=TODAY, **before)
    a_proposal(people, proposed_at=NOW - HOUR)
    say(a_plan_at("cell_review", people, at=NOW - HOUR), people.binh, NOW - HOUR)
    assert list_resting(moved(people)) == []


def test_posts_and_remarks_of_after_it_are_listed(people):
    plan = a_plan_at("cell_review", people, at=NOW - HOUR)
    movement = moved(people)
    say(plan, people.chi, NOW)
    say(plan, people.chi, NOW + HOUR, released_at=NOW + 2 * HOUR)
    AppointmentFactory(
        member=people.an,
        role=Role.INSPECTOR,
        committee=people.ward,
        since=TODAY,
        recorded_at=NOW + HOUR,
    )
    chi = "Kế hoạch năm 2026: đ/c Lê Kim Chi góp ý lúc "
    assert [rest.words for rest in list_resting(movement)] == [
        chi + "09:00 ngày 10/02/2026, chưa gửi",
        chi + "10:00 ngày 10/02/2026",
        "Cán bộ kiểm tra, giám sát, Đảng bộ phường Phúc Đồng, từ 10/02/2026",
    ]


def test_the_page_lists_it_and_the_copy_stays_where_it_lies(
    people, sign_in, filed_with_cell_9
):
    movement, plan = filed_with_cell_9
    client = sign_in("giang")
    page = client.get(reverse("movements:correct_movement", args=[movement.pk]))
    assert "Từ khi ghi, đã có 03 việc dựa vào biến động này" in text_of(page)
    answer = client.post(
        reverse("movements:cancel_movement", args=[movement.pk]),
        {"cancel-reason": "Nhầm người", "shown": make_digest(list_resting(movement))},
    )
    assert "Kế hoạch năm 2026 ở Chi bộ 9, đã nộp." in text_of(client.get(answer.url))
    plan = again(plan)
    assert (plan.cell, plan.status) == (people.other_cell, Status.POSTED)
    call_command("verify_log")


def test_roster_and_names_of_the_right_cell_say_where_the_copy_lies(
    people, sign_in, filed_with_cell_9
):
    movement, _ = filed_with_cell_9
    cancel_movement(movement, reason="Nhầm", by=people.actor("giang"), at=NOW)
    roster = text_of(sign_in("binh").get(f"/chi-bo/{people.cell.pk}/"))
    assert "bản nộp lưu ở Chi bộ 9" in roster
    address = reverse("names:figure") + "?figure=completed&year=2026"
    assert "bản nộp lưu ở Chi bộ 9" in text_of(sign_in("giang").get(address))
    there = text_of(sign_in("chi").get(f"/chi-bo/{people.other_cell.pk}/"))
    assert "bản nộp lưu ở" not in there


def test_what_came_since_the_page_was_shown_stops_it(people, filed_with_cell_9):
    movement, _ = filed_with_cell_9
    with pytest.raises(CannotMove, match="Vừa có thêm việc"):
        cancel_movement(
            movement, reason="Nhầm", by=people.actor("giang"), at=NOW, shown=""
        )
    movement.refresh_from_db()
    assert movement.cancelled_at is None
