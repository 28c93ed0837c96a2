"""Remarks as a reader makes them: in two clicks, taken back until released, ticked when
met."""

import re
import uuid

import pytest

from plans import remarks
from plans.models import Remark, Status
from plans.reasons import REASONS
from plans.workflow import steps
from tests.people import (
    NOW,
    a_plan_at,
    again,
    change_first_task,
    first_shortcoming,
    first_task,
)
from tests.plans.browsing import say, send, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def plan(people):
    return a_plan_at("cell_review", people)


def a_remark(plan, by, **said):
    given = {
        "reason": "vague",
        "text": "Làm việc gì?",
        "key": uuid.uuid4(),
        "section": "political",
        **said,
    }
    return remarks.make_remark(plan, by=by, at=NOW, **given)


def released(people, plan):
    """A remark of Bình's that An has been shown and answered, on the plan that was sent
    again."""
    said = a_remark(plan, people.actor("binh"))
    steps.take_step("return", plan, by=people.actor("binh"), at=NOW)
    remarks.answer_remark(
        Remark.objects.get(pk=said.pk), "Đã ghi rõ", by=people.actor("an"), at=NOW
    )
    steps.take_step("submit", again(plan), by=people.actor("an"), at=NOW)
    return Remark.objects.get(pk=said.pk)


def test_a_ready_sentence_is_one_click_after_the_place(people, sign_in, plan):
    row = first_task(plan).uid
    response = say(sign_in("binh"), plan, f"tasks:{row}", sentence="vague:0")
    said = plan.remarks.get()
    assert (said.section, said.row, said.reason, said.source) == (
        "tasks",
        row,
        "vague",
        "reviewer",
    )
    assert said.text == REASONS["vague"].sentences[0]
    assert response.url == f"/ke-hoach/{plan.pk}/#gop-y-{said.pk}"


def test_what_was_typed_goes_before_the_ready_sentence(people, sign_in, plan):
    say(sign_in("binh"), plan, sentence="vague:0", text="Mục này hay.")
    assert plan.remarks.get().text == f"Mục này hay.\n{REASONS['vague'].sentences[0]}"


def test_ones_own_words_need_a_reason_and_are_kept_until_there_is_one(
    people, sign_in, plan
):
    response = say(sign_in("binh"), plan, text="Ghi số buổi giúp tôi")
    assert response.status_code == 422
    assert "Chọn một lý do." in text_of(response)
    assert "Ghi số buổi giúp tôi" in text_of(response)
    assert not plan.remarks.exists()


def test_a_refused_remark_on_a_block_that_was_not_mended_is_still_there(
    people, sign_in, plan
):
    released(people, plan)
    change_first_task(plan, deed="Vận động 38 hộ ngõ 94")
    for step in ("withdraw", "submit"):
        steps.take_step(step, again(plan), by=people.actor("an"), at=NOW)
    response = say(
        sign_in("binh"),
        again(plan),
        "shortcomings:" + str(first_shortcoming(plan).uid),
        text="Ai giúp?",
    )
    assert response.status_code == 422
    assert "Hạn chế số 1" in text_of(response)
    assert "Ai giúp?" in text_of(response)


def test_the_page_comes_back_as_it_was(people, sign_in, plan):
    sent = {"key": uuid.uuid4(), "seen": 1, "place": "political", "sentence": "vague:0"}
    url = sign_in("binh").post(f"/ke-hoach/{plan.pk}/gop-y/?xem=ca-ban", sent).url
    assert url == f"/ke-hoach/{plan.pk}/?xem=ca-ban#gop-y-{plan.remarks.get().pk}"


def test_the_ward_is_told_that_its_remark_is_sent_at_once(people, sign_in, plan):
    words = {
        name: text_of(sign_in(name).get(f"/ke-hoach/{plan.pk}/?ve=political"))
        for name in ("giang", "bao", "dung")
    }
    told = {
        name: "ghi ngay và gửi tới người viết" in said for name, said in words.items()
    }
    internal = {name: "Ghi nội bộ" in said for name, said in words.items()}
    assert told == {"giang": True, "bao": False, "dung": False}
    assert internal == {"giang": True, "bao": True, "dung": False}


def test_a_double_click_is_one_remark(people, sign_in, plan):
    key = uuid.uuid4()
    answers = [
        say(sign_in("binh"), plan, sentence="other:0", key=key).url for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert plan.remarks.count() == 1


def test_the_form_stands_at_the_place_that_was_asked_for(people, sign_in, plan):
    place = f"tasks:{first_task(plan).uid}"
    page = (
        sign_in("binh")
        .get(f"/ke-hoach/{plan.pk}/?ve={place}&ly-do=no_deadline")
        .content.decode()
    )
    assert f'name="place" value="{place}"' in page
    assert '<option value="no_deadline" selected>' in page
    assert re.search(r'id="gop-y"\s+aria-labelledby="gop-y-ten"\s*>', page)


@pytest.mark.parametrize(
    "place",
    ["self_check", "tasks:0", "khong-co", "tasks:00000000-0000-4000-8000-000000000000"],
)
def test_a_place_that_the_plan_does_not_have_is_refused(people, sign_in, plan, place):
    assert say(sign_in("binh"), plan, place, sentence="vague:0").status_code == 400
    assert not plan.remarks.exists()


@pytest.mark.parametrize(
    ("name", "status", "source"),
    [
        ("bao", 302, "reviewer"),
        ("dung", 302, "peer"),
        ("giang", 302, "ward"),
        ("inh", 403, None),
        ("an", 403, None),
        ("chi", 404, None),
        ("hanh", 404, None),
        ("em", 404, None),
        ("quan", 404, None),
    ],
)
def test_who_may_remark_while_the_cell_reviews(
    people, sign_in, plan, name, status, source
):
    assert say(sign_in(name), plan, sentence="vague:0").status_code == status
    assert list(plan.remarks.values_list("source", flat=True)) == (
        [source] if source else []
    )


def test_the_wards_remark_reaches_the_author_at_once_and_others_wait(
    people, sign_in, plan
):
    for name in ("giang", "bao"):
        say(sign_in(name), plan, sentence="vague:0")
    assert list(plan.remarks.for_author().values_list("source", flat=True)) == ["ward"]


def test_a_review_that_ended_meanwhile_is_said_and_the_text_is_there(
    people, sign_in, plan
):
    client = sign_in("bao")
    client.get(f"/ke-hoach/{plan.pk}/")
    send(sign_in("binh"), plan, "agree")
    response = say(sign_in("bao"), plan, reason="vague", text="Còn một ý nữa")
    assert response.status_code == 409
    assert "thông qua kế hoạch" in text_of(response)
    assert "Còn một ý nữa" in text_of(response)


def test_a_fellow_member_whose_page_is_old_keeps_the_text_too(people, sign_in, plan):
    sign_in("dung").get(f"/ke-hoach/{plan.pk}/")
    send(sign_in("binh"), plan, "return", note="Thiếu thời hạn")
    response = say(
        sign_in("dung"), plan, reason="vague", text="Bác An viết rõ thêm nhé"
    )
    assert (response.status_code, again(plan).status) == (409, Status.DRAFT)
    assert "Bác An viết rõ thêm nhé" in text_of(response)


def test_a_remark_on_an_old_revision_is_refused(people, sign_in, plan):
    for step in ("withdraw", "submit"):
        steps.take_step(step, again(plan), by=people.actor("an"), at=NOW)
    assert (
        say(sign_in("binh"), plan, seen=1, reason="vague", text="Bản cũ").status_code
        == 409
    )
    assert not plan.remarks.exists()


def test_taking_back_works_until_the_author_was_shown_it(people, sign_in, plan):
    said = a_remark(plan, people.actor("binh"))
    client = sign_in("binh")
    assert "Rút lại" in text_of(client.get(f"/ke-hoach/{plan.pk}/"))
    for _ in range(2):
        assert (
            client.post(f"/ke-hoach/{plan.pk}/gop-y/{said.pk}/rut/").url
            == f"/ke-hoach/{plan.pk}/"
        )
    assert not plan.remarks.exists()


def test_a_released_remark_stays(people, sign_in, plan):
    said = released(people, plan)
    client = sign_in("binh")
    client.post(f"/ke-hoach/{plan.pk}/gop-y/{said.pk}/rut/")
    assert plan.remarks.get() == said
    assert "Góp ý đã gửi tới người viết" in text_of(client.get(f"/ke-hoach/{plan.pk}/"))


def test_nobody_takes_back_anothers_remark(people, sign_in, plan):
    said = a_remark(plan, people.actor("binh"))
    assert (
        sign_in("bao").post(f"/ke-hoach/{plan.pk}/gop-y/{said.pk}/rut/").status_code
        == 403
    )
    assert (
        sign_in("giang").post(f"/ke-hoach/{plan.pk}/gop-y/{said.pk}/rut/").status_code
        == 302
    )
    assert plan.remarks.exists()


def test_a_met_remark_is_ticked_and_the_page_says_so(people, sign_in, plan):
    said, client = released(people, plan), sign_in("binh")
    before = text_of(client.get(f"/ke-hoach/{plan.pk}/"))
    assert "Còn 1 góp ý chưa đánh dấu." in before
    assert "Trả lời: Đã ghi rõ" in before
    assert client.post(f"/ke-hoach/{plan.pk}/gop-y/{said.pk}/dat/").status_code == 302
    assert "chưa đánh dấu" not in text_of(client.get(f"/ke-hoach/{plan.pk}/"))
    assert Remark.objects.get().ticked_by == people.binh


@pytest.mark.parametrize(
    ("name", "status"),
    [("bao", 302), ("dung", 404), ("giang", 403), ("inh", 403), ("chi", 404)],
)
def test_who_may_tick_the_cells_remark(people, sign_in, plan, name, status):
    said = released(people, plan)
    assert (
        sign_in(name).post(f"/ke-hoach/{plan.pk}/gop-y/{said.pk}/dat/").status_code
        == status
    )
    assert bool(Remark.objects.get().ticked_at) == (status == 302)


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        ("binh", {"của chi ủy", "nội bộ chi ủy", "của Dung", "của Đảng ủy"}),
        ("giang", {"của Đảng ủy", "nội bộ Đảng ủy"}),
        ("inh", {"của Đảng ủy"}),
        ("dung", {"của Dung"}),
    ],
)
def test_who_sees_which_remarks_before_the_review_is_released(people, plan, name, sees):
    a_remark(plan, people.actor("bao"), text="của chi ủy")
    a_remark(plan, people.actor("bao"), text="nội bộ chi ủy", is_internal=True)
    a_remark(plan, people.actor("dung"), text="của Dung")
    a_remark(plan, people.actor("giang"), text="của Đảng ủy")
    a_remark(plan, people.actor("giang"), text="nội bộ Đảng ủy", is_internal=True)
    assert {
        said.text
        for said in remarks.list_remarks_shown_to(people.actor(name), again(plan))
    } == sees
