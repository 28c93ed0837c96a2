"""The one door of the steps: what happened, what did not, and where the person goes
next."""

import datetime
import uuid

import pytest

from cells.models import Appointment, Meeting
from plans import readings
from plans.models import Plan, PlanEvent, Remark, Status
from plans.workflow import steps
from tests.factories import AppointmentFactory
from tests.people import NOW, TODAY, a_plan, a_plan_at, again
from tests.plans.browsing import say, send, text_of
from tests.plans.typed import a_typed_plan

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_agree_moves_the_plan_and_says_who(people, sign_in):
    plan = a_plan_at("cell_review", people)
    response = send(sign_in("binh"), plan, "agree", meeting="05/02/2026")
    event = plan.events.last()
    assert (again(plan).status, event.by, event.meeting.held_on) == (
        Status.FINALIZING,
        people.binh,
        datetime.date(2026, 2, 5),
    )
    assert response.url == "/gop-y/"
    page = sign_in("binh").get(response.url)
    assert "Đã thông qua kế hoạch của đ/c Nguyễn Văn An." in text_of(page)


def test_a_meeting_is_made_once_for_many_plans(people, sign_in):
    for name in ("an", "dung"):
        send(
            sign_in("binh"),
            a_plan_at("cell_review", people, of=name),
            "agree",
            meeting="2026-02-05",
        )
    assert Meeting.objects.filter(cell=people.cell).count() == 1


def test_no_meeting_is_left_behind_by_a_step_that_was_refused(people, sign_in):
    plan = a_plan_at("cell_review", people)
    assert (
        send(sign_in("giang"), plan, "agree", meeting="2026-02-05").status_code == 403
    )
    assert not Meeting.objects.exists()


def test_after_a_step_the_reviewer_goes_on_to_the_next_in_the_pile(people, sign_in):
    first, second, third = (
        a_plan_at("cell_review", people, of=name) for name in ("an", "dung", "bao")
    )
    for days, plan in enumerate((first, second, third)):
        Plan.objects.filter(pk=plan.pk).update(
            moved_at=NOW + datetime.timedelta(days=days)
        )
    assert send(sign_in("binh"), again(second), "agree").url == f"/ke-hoach/{third.pk}/"
    assert send(sign_in("binh"), again(third), "agree").url == f"/ke-hoach/{first.pk}/"
    assert send(sign_in("binh"), again(first), "agree").url == "/gop-y/"


def test_a_double_click_is_one_effect_and_the_same_good_page(people, sign_in):
    plan, key = a_plan_at("cell_review", people), uuid.uuid4()
    client = sign_in("binh")
    first = send(client, plan, "return", key=key, note="Còn chung chung")
    second = send(client, plan, "return", key=key, note="Còn chung chung")
    assert (
        (first.status_code, first.url)
        == (second.status_code, second.url)
        == (302, "/gop-y/")
    )
    assert plan.events.filter(step="return").count() == 1
    assert (
        text_of(client.get("/gop-y/")).count("Đã trả kế hoạch của đ/c Nguyễn Văn An")
        == 1
    )


def test_return_with_nothing_to_say_asks_for_a_reason_and_keeps_what_was_typed(
    people, sign_in
):
    plan = a_plan_at("cell_review", people)
    response = send(sign_in("binh"), plan, "return", note="   ", meeting="01/02/2026")
    assert response.status_code == 422
    assert "Cần ít nhất một góp ý hoặc lý do trả lại." in text_of(response)
    assert 'value="01/02/2026"' in response.content.decode()
    assert again(plan).status == Status.CELL_REVIEW


def test_a_meeting_in_the_future_is_refused_and_the_note_is_kept(people, sign_in):
    plan = a_plan_at("cell_review", people)
    response = send(
        sign_in("binh"), plan, "agree", meeting="11/02/2026", note="Đồng chí viết tốt"
    )
    assert response.status_code == 422
    assert "Ngày này chưa đến." in text_of(response)
    assert "Đồng chí viết tốt" in text_of(response)
    assert again(plan).status == Status.CELL_REVIEW


# --- somebody was first ---------------------------------------------------------------


def test_of_two_reviewers_the_second_is_told_who_was_first_and_loses_nothing(
    people, sign_in
):
    plan = a_plan_at("cell_review", people)
    readings.record_reading(plan, by=people.actor("bao"), at=NOW)
    send(sign_in("binh"), plan, "return", note="Thiếu thời hạn")
    response = send(sign_in("bao"), plan, "agree", note="Tôi thấy đạt rồi")
    assert response.status_code == 409
    words = text_of(response)
    assert (
        "Đ/c Trần Thị Bình (Bí thư chi bộ) trả lại để sửa lúc 09:00 ngày 10/02/2026"
        in words
    )
    assert "không thay đổi gì" in words
    assert "Tôi thấy đạt rồi" in words
    assert (again(plan).status, plan.events.count()) == (Status.DRAFT, 3)


def test_a_stale_tab_does_not_agree_to_a_text_that_it_never_showed(people, sign_in):
    plan = a_plan_at("cell_review", people)
    for step in ("withdraw", "submit"):
        steps.take_step(step, again(plan), by=people.actor("an"), at=NOW)
    response = send(sign_in("binh"), plan, "agree", seen=1)
    assert (response.status_code, again(plan).status) == (409, Status.CELL_REVIEW)
    assert "Xem kế hoạch bây giờ" in text_of(response)


def test_a_plan_that_a_reviewer_never_opened_is_unknown_to_them_in_its_draft(
    people, sign_in
):
    plan = a_plan_at("cell_review", people)
    send(sign_in("binh"), plan, "return", note="Thiếu thời hạn")
    assert send(sign_in("bao"), plan, "agree").status_code == 404


def test_what_a_reviewer_opened_is_out_of_reach_on_the_day_the_post_ends(
    people, sign_in
):
    plan = a_plan_at("cell_review", people)
    client = sign_in("bao")
    client.get(f"/ke-hoach/{plan.pk}/")
    send(sign_in("binh"), plan, "return", note="Thiếu thời hạn")
    Appointment.objects.filter(member=people.bao).update(until=TODAY)
    type(people.cycle).objects.update(peers_may_read=False)
    assert send(sign_in("bao"), plan, "agree").status_code == 403


# --- who may --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("bao", 302),
        ("dung", 403),
        ("giang", 403),
        ("inh", 403),
        ("chi", 404),
        ("em", 404),
        ("hanh", 404),
        ("quan", 404),
    ],
)
def test_who_may_agree_and_who_may_not_even_know(people, sign_in, name, status):
    plan = a_plan_at("cell_review", people)
    assert send(sign_in(name), plan, "agree").status_code == status
    assert (again(plan).status == Status.FINALIZING) == (status == 302)


def test_nobody_agrees_to_their_own_plan(people, sign_in):
    plan = a_plan_at("cell_review", people, of="binh")
    assert send(sign_in("binh"), plan, "agree").status_code == 403
    assert send(sign_in("bao"), plan, "agree").status_code == 302


def test_powers_end_today_even_for_somebody_who_is_signed_in(people, sign_in):
    plan, client = a_plan_at("cell_review", people), sign_in("binh")
    assert client.get(f"/ke-hoach/{plan.pk}/").status_code == 200
    Appointment.objects.filter(member=people.binh).update(until=TODAY)
    assert send(client, plan, "agree").status_code == 403


def test_a_deputy_acts_in_the_secretarys_name_and_the_page_shows_both(people, sign_in):
    secretary = Appointment.objects.get(member=people.binh)
    Appointment.objects.filter(member=people.bao).update(acting_for=secretary)
    plan = a_plan_at("cell_review", people)
    send(sign_in("bao"), plan, "agree")
    assert (
        "Đ/c Vũ Gia Bảo (Phó bí thư chi bộ, thay mặt đ/c Trần Thị Bình, Bí thư chi bộ) "
        "thông qua" in text_of(sign_in("binh").get(f"/ke-hoach/{plan.pk}/"))
    )


def test_the_ward_stands_in_where_nobody_else_can_review(people, sign_in):
    Appointment.objects.filter(cell=people.cell).update(until=TODAY)
    plan = a_plan_at("cell_review", people)
    assert send(sign_in("giang"), plan, "agree").status_code == 302
    assert again(plan).status == Status.FINALIZING


# --- the other steps ------------------------------------------------------------------


def test_ink_is_recorded_with_its_date_by_a_reviewer(people, sign_in):
    plan = a_plan_at("finalizing", people)
    response = send(sign_in("binh"), plan, "sign", signed_on="08/02/2026")
    signature = plan.signatures.get()
    assert (signature.kind, signature.signed_on) == ("ink", datetime.date(2026, 2, 8))
    assert response.url == f"/ke-hoach/{plan.pk}/"


def test_ink_cannot_be_dated_tomorrow(people, sign_in):
    plan = a_plan_at("finalizing", people)
    assert (
        send(sign_in("binh"), plan, "sign", signed_on="11/02/2026").status_code == 422
    )
    assert again(plan).status == Status.FINALIZING


def test_the_author_does_not_sign_through_this_door(people, sign_in):
    plan = a_plan_at("finalizing", people)
    assert send(sign_in("an"), plan, "sign").status_code == 403
    assert again(plan).status == Status.FINALIZING


def test_ink_waits_for_the_answers_to_every_remark(people, sign_in):
    plan = a_plan_at("cell_review", people)
    say(sign_in("binh"), plan, reason="vague", text="Làm việc gì?")
    send(sign_in("binh"), plan, "agree")
    response = send(sign_in("binh"), again(plan), "sign", signed_on="08/02/2026")
    assert response.status_code == 422
    assert "Còn 1 góp ý chưa trả lời." in text_of(response)
    assert 'value="08/02/2026"' in response.content.decode()


def test_the_ward_recalls_with_a_reason_and_the_author_has_to_answer(people, sign_in):
    plan = a_plan_at("posted", people)
    response = send(
        sign_in("giang"), plan, "recall", reason="vague", note="Ghi rõ số hộ"
    )
    assert (again(plan).status, response.status_code) == (Status.FINALIZING, 302)
    assert [(one.text, one.source) for one in Remark.objects.all()] == [
        ("Ghi rõ số hộ", "ward")
    ]


def test_a_recall_without_a_text_stays_on_the_page(people, sign_in):
    plan = a_plan_at("posted", people)
    response = send(sign_in("giang"), plan, "recall", reason="vague")
    assert (response.status_code, again(plan).status) == (422, Status.POSTED)
    assert "Cần chọn lý do và ghi rõ yêu cầu sửa." in text_of(response)


def test_an_incomplete_plan_goes_back_to_the_page_that_lists_the_gaps(people, sign_in):
    plan = a_plan(people, filled=False)
    response = send(sign_in("an"), plan, "submit")
    assert (response.url, again(plan).status) == (
        f"/ke-hoach/{plan.pk}/doc-lai/",
        Status.DRAFT,
    )


def test_the_author_submits_and_comes_back_to_their_own_page(people, sign_in):
    plan = a_plan(people)
    assert send(sign_in("an"), plan, "submit").url == "/ke-hoach-cua-toi/"
    assert again(plan).status == Status.CELL_REVIEW


def test_a_plan_that_the_cell_has_opened_is_not_withdrawn(people, sign_in):
    plan = a_plan_at("cell_review", people)
    sign_in("binh").get(f"/ke-hoach/{plan.pk}/")
    client = sign_in("an")
    response = send(client, plan, "withdraw")
    assert (response.url, again(plan).status) == (
        "/ke-hoach-cua-toi/",
        Status.CELL_REVIEW,
    )
    assert "Chi ủy đã bắt đầu đọc bản này" in text_of(client.get(response.url))


def test_a_helper_does_not_send_without_the_authors_word(people, sign_in):
    """By the door that the author uses: it asks for no confirmation."""
    plan, client = a_typed_plan(people), sign_in("binh")
    answer = send(client, plan, "submit")
    assert answer.url == f"/ke-hoach/{plan.pk}/doc-lai/"
    assert "Ghi đồng chí ấy đã xác nhận thế nào" in text_of(client.get(answer.url))
    assert again(plan).status == Status.DRAFT


# --- the shape of what is sent --------------------------------------------------------


def test_only_posts_take_steps(people, sign_in):
    plan = a_plan_at("cell_review", people)
    assert sign_in("binh").get(f"/ke-hoach/{plan.pk}/buoc/agree/").status_code == 405


def test_an_unknown_step_is_no_page(people, sign_in):
    assert (
        send(sign_in("binh"), a_plan_at("cell_review", people), "agrees").status_code
        == 404
    )


@pytest.mark.parametrize("broken", [{"key": "x"}, {"seen": "-1"}, {"seen": "abc"}])
def test_a_broken_page_is_told_so(people, sign_in, broken):
    plan = a_plan_at("cell_review", people)
    sent = {"key": uuid.uuid4(), "seen": 1, **broken}
    assert (
        sign_in("binh").post(f"/ke-hoach/{plan.pk}/buoc/agree/", sent).status_code
        == 400
    )
    assert again(plan).status == Status.CELL_REVIEW


def test_buttons_on_the_page_are_the_steps_that_are_open(people, sign_in):
    plan = a_plan_at("cell_review", people)
    offered = {
        name: set(steps.STEPS)
        & set(words_of_buttons(sign_in(name).get(f"/ke-hoach/{plan.pk}/")))
        for name in ("binh", "bao", "dung", "giang", "inh")
    }
    assert offered == {
        "binh": {"agree", "return"},
        "bao": {"agree", "return"},
        "dung": set(),
        "giang": set(),
        "inh": set(),
    }


def words_of_buttons(response):
    return [
        part.split("/")[0] for part in response.content.decode().split("/buoc/")[1:]
    ]


def test_a_cell_with_two_deputies_has_one_event_a_step(people, sign_in):
    AppointmentFactory(
        member=people.dung,
        role=Appointment.Role.CELL_COMMITTEE_MEMBER,
        cell=people.cell,
    )
    plan = a_plan_at("cell_review", people)
    answers = [
        send(sign_in(name), plan, "agree").status_code
        for name in ("binh", "bao", "dung")
    ]
    assert answers == [302, 409, 409]
    assert PlanEvent.objects.filter(plan=plan, step="agree").count() == 1
