"""Who decides about a disputed remark, on which pages, and what a predecessor left."""

import pytest
from django.urls import reverse

from cells.models import Appointment
from plans.models import AccessRecord, Remark
from plans.workflow import steps
from tests.people import NAMES, NOW, TODAY, a_plan_at, again, change_text
from tests.plans.browsing import text_of
from tests.plans.workflow.test_checklist import a_remark
from tests.plans.workflow.test_disputes import WHY, a_disputed_remark, read
from tests.plans.workflow.test_unsent import dismiss

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def dispute_url(said):
    return reverse("review:dispute", args=[said.plan_id, said.pk])


def test_it_lies_on_the_desk_of_who_decides(people, sign_in):
    said = a_disputed_remark(people)
    desk = sign_in("bao").get("/gop-y/")
    assert "01 ý không đồng ý chờ xem lại" in text_of(desk)
    assert f'href="{dispute_url(said)}"' in desk.content.decode()
    assert "Chi bộ 7 · không đồng ý ngày 10/02/2026" in text_of(desk)
    for name in ("binh", "giang"):
        assert "không đồng ý" not in text_of(sign_in(name).get("/gop-y/"))


def test_the_page_shows_the_place_as_it_was_remarked_on(people, sign_in):
    said = a_disputed_remark(people, section="political")
    change_text(said.plan, "Chữ đang viết dở, chưa ai được đọc.")
    shown = text_of(sign_in("bao").get(dispute_url(said)))
    assert "Đọc hết chuyên đề năm" in shown and WHY in shown and "Ghi rõ." in shown
    assert "Chữ đang viết dở" not in shown
    assert "Vận động các hộ ngõ 94" not in shown
    record = AccessRecord.objects.get(reader=people.bao)
    assert (record.capacity, record.revision) == ("reviewer", 1)


@pytest.mark.parametrize("outcome", ["kept", "withdrawn"])
def test_one_word_and_one_button(people, sign_in, outcome):
    said, client = a_disputed_remark(people), sign_in("bao")
    sent = {"outcome": outcome, "reply": "Ghi rõ tên ngõ."}
    done = client.post(dispute_url(said), sent)
    assert done.url == "/gop-y/"
    assert "Đã trả lời đ/c Nguyễn Văn An." in text_of(client.get(done.url))
    assert (read(said).outcome, read(said).reply) == (outcome, "Ghi rõ tên ngõ.")
    assert client.post(dispute_url(said), sent).url == "/gop-y/"
    assert said.plan.events.filter(step="settle_dispute").count() == 1


def test_without_a_word_the_page_comes_back(people, sign_in):
    said = a_disputed_remark(people)
    refused = sign_in("bao").post(dispute_url(said), {"outcome": "kept", "reply": ""})
    assert refused.status_code == 422
    assert "Viết một câu trả lời người viết." in text_of(refused)
    assert read(said).settled_at is None


def test_who_comes_second_keeps_what_they_typed(people, sign_in):
    said = a_disputed_remark(people)
    Remark.objects.update(outcome="kept", settled_at=NOW, settled_by=people.giang)
    sent = {"outcome": "withdrawn", "reply": "Rút, đồng chí đúng."}
    told = sign_in("bao").post(dispute_url(said), sent)
    assert told.status_code == 409
    assert "Thao tác vừa rồi không thay đổi gì." in text_of(told)
    assert "Rút, đồng chí đúng." in told.content.decode()
    assert read(said).outcome == "kept"


@pytest.mark.parametrize("name", [name for name in NAMES if name != "bao"])
def test_nobody_else_finds_the_page(people, sign_in, name):
    said, client = a_disputed_remark(people), sign_in(name)
    sent = {"outcome": "kept", "reply": "Giữ."}
    answers = [client.get(dispute_url(said)), client.post(dispute_url(said), sent)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert read(said).settled_at is None


def test_readers_see_both_sides_on_the_plan(people, sign_in):
    said = a_disputed_remark(people)
    steps.take_step("submit", again(said.plan), by=people.actor("an"), at=NOW)
    facts = {"outcome": "kept", "settled_at": NOW, "settled_by": people.bao}
    Remark.objects.update(**facts, reply="Ghi rõ tên ngõ.")
    shown = text_of(sign_in("binh").get(f"/ke-hoach/{said.plan_id}/"))
    assert f"Không đồng ý, ngày 10/02/2026: {WHY}" in shown
    assert "Vũ Gia Bảo giữ góp ý, ngày 10/02/2026: Ghi rõ tên ngõ." in shown


# --- what a predecessor left ----------------------------------------------------------


@pytest.fixture
def left(people):
    """(plan, what Bình and Bảo said of it before they were dismissed)."""
    plan = a_plan_at("cell_review", people)
    said = [
        a_remark(plan, people, name, text=f"Lời {name}") for name in ("binh", "bao")
    ]
    dismiss(people, "binh", "bao")
    return plan, said


def test_a_new_secretary_is_told_what_is_left_and_that_it_is_not_sent(left, sign_in):
    plan, _ = left
    shown = text_of(sign_in("dung").get(f"/ke-hoach/{plan.pk}/"))
    assert "02 góp ý chưa gửi của người trước" in shown
    assert "Đ/c Trần Thị Bình, ngày 10/02/2026: Lời binh" in shown
    assert "đ/c Vũ Gia Bảo nay không còn quyền góp ý bản này" in shown
    assert "Gửi kèm" not in shown


def test_one_or_all_are_held_back(left, sign_in):
    plan, (one, two) = left
    client, url = sign_in("dung"), reverse("review:hold_back", args=[plan.pk])
    assert client.post(url, {"remarks": [one.pk]}).url == f"/ke-hoach/{plan.pk}/"
    shown = text_of(client.get(f"/ke-hoach/{plan.pk}/"))
    assert "giữ lại ngày 10/02/2026, không gửi người viết" in shown
    assert "01 góp ý chưa gửi của người trước" in shown
    client.post(url, {"remarks": [one.pk, two.pk]})
    assert plan.events.filter(step="hold_back").count() == 2
    assert "của người trước</h2>" not in text_of(client.get(f"/ke-hoach/{plan.pk}/"))
    assert "đã ghi" not in text_of(client.get("/gop-y/"))
    client.post(url, {"remarks": ["x", "9999999"]})
    assert plan.events.filter(step="hold_back").count() == 2


def test_a_new_secretary_says_it_again_as_their_own(left, sign_in):
    plan, (one, _) = left
    client = sign_in("dung")
    url = reverse("review:take_over", args=[plan.pk, one.pk])
    assert client.post(url).url == f"/ke-hoach/{plan.pk}/"
    own = plan.remarks.get(by__full_name="Phạm Thị Dung")
    assert (own.text, own.released_at) == ("Lời binh", None)
    assert "Gửi kèm 1 góp ý mới." in text_of(client.get(f"/ke-hoach/{plan.pk}/"))


def test_the_author_never_reads_what_was_left(left, people, sign_in):
    plan, _ = left
    back = {"note": "Sửa."}
    steps.take_step("return", plan, by=people.actor("dung"), at=NOW, **back)
    shown = text_of(sign_in("an").get(reverse("editor:answers", args=[plan.pk])))
    assert "Lời" not in shown.replace("Lời nhắn", "")


def test_an_officer_of_today_is_told_nothing_of_it(people, sign_in):
    plan = a_plan_at("cell_review", people)
    a_remark(plan, people, "binh")
    assert Appointment.objects.in_force(TODAY).filter(member=people.binh).exists()
    shown = text_of(sign_in("bao").get(f"/ke-hoach/{plan.pk}/"))
    assert "của người trước" not in shown and "Gửi kèm 1 góp ý mới." in shown
