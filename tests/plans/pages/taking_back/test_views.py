"""Taking back through the pages: one tap from the next page, a page of its own, and
what the author is told."""

import re

import pytest

from cells.models import Appointment
from plans import remarks
from plans.models import Status
from plans.workflow import printing, steps, taking_back
from tests.people import NOW, TODAY, a_plan_at, again
from tests.plans.browsing import say, send, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def take_back(client, plan, step, **sent):
    event = plan.events.filter(step=step).latest("number")
    return client.post(f"/ke-hoach/{plan.pk}/rut-lai/{event.number}/", sent)


def ways_back(response):
    """The addresses to which the buttons of a page send a taking back."""
    return re.findall(r'action="(/ke-hoach/\d+/rut-lai/\d+/)"', response.text)


@pytest.mark.parametrize("step", ["agree", "return"])
def test_one_tap_from_the_next_page_takes_a_judgement_back(people, sign_in, step):
    plan, client = a_plan_at("cell_review", people), sign_in("binh")
    say(client, plan, reason="vague", text="Bao nhiêu hộ?")
    send(client, plan, step)
    following = client.get("/gop-y/")
    [way] = ways_back(following)
    assert "Bấm nhầm? Rút lại" in text_of(following)
    answer = client.post(way, follow=True)
    assert answer.redirect_chain == [(f"/ke-hoach/{plan.pk}/", 302)]
    assert again(plan).status == Status.CELL_REVIEW
    assert not plan.remarks.for_author().exists()
    assert "Bao nhiêu hộ?" in answer.text
    assert ways_back(client.get("/gop-y/")) == []


def test_a_step_that_judges_nothing_offers_no_way_back(people, sign_in):
    plan, client = a_plan_at("finalizing", people), sign_in("binh")
    send(client, plan, "sign", signed_on=TODAY)
    assert ways_back(client.get("/gop-y/")) == []


def test_after_the_author_opened_the_plan_the_tap_asks_for_a_reason(people, sign_in):
    plan, client = a_plan_at("cell_review", people), sign_in("binh")
    send(client, plan, "agree")
    [way] = ways_back(client.get("/gop-y/"))
    sign_in("an").get("/ke-hoach-cua-toi/")
    answer = sign_in("binh").post(way)
    assert answer.status_code == 422
    assert "Cần ghi vì sao rút lại." in text_of(answer)
    assert again(plan).status == Status.FINALIZING


@pytest.mark.parametrize(
    "address",
    [
        "/ke-hoach-cua-toi/",
        "/ke-hoach/{}/viet/",
        "/ke-hoach/{}/ky/",
        "/ke-hoach/{}/in/",
    ],
)
def test_the_author_opens_it_by_each_of_these_pages(people, sign_in, address):
    plan = a_plan_at("finalizing", people)
    assert sign_in("an").get(address.format(plan.pk)).status_code == 200
    opened = again(plan).opened_by_writer_at
    assert opened > plan.moved_at


def test_readers_do_not_open_it_for_its_author(people, sign_in):
    plan = a_plan_at("finalizing", people)
    for name in ("binh", "giang"):
        sign_in(name).get(f"/ke-hoach/{plan.pk}/")
        sign_in(name).get(f"/ke-hoach/{plan.pk}/in/")
    assert again(plan).opened_by_writer_at is None


def test_the_page_of_the_plan_leads_to_it_for_whoever_may(people, sign_in):
    plan = a_plan_at("posted", people)
    way = f"/ke-hoach/{plan.pk}/rut-lai/"
    for name, is_offered in [("binh", True), ("giang", True), ("inh", False)]:
        assert (way in sign_in(name).get(f"/ke-hoach/{plan.pk}/").text) is is_offered


def test_each_deed_says_what_rests_on_it_or_asks_why(people, sign_in):
    plan, client = a_plan_at("posted", people), sign_in("giang")
    page = client.get(f"/ke-hoach/{plan.pk}/rut-lai/")
    assert "Chưa rút lại được. Đã ghi nhận nộp ngày 10/02/2026." in text_of(page)
    assert len(ways_back(page)) == 1
    take_back(client, plan, "file", note="Nhận nhầm bản của đồng chí khác.")
    page = client.get(f"/ke-hoach/{plan.pk}/rut-lai/")
    assert "Rút lại chữ ký" in text_of(page)
    assert len(ways_back(page)) == 1


def test_whoever_may_not_is_told_who_may(people, sign_in):
    plan, client = a_plan_at("finalizing", people), sign_in("bao")
    page = client.get(f"/ke-hoach/{plan.pk}/rut-lai/")
    assert "Chỉ đ/c Trần Thị Bình, hoặc Đảng ủy, rút lại được." in text_of(page)
    assert ways_back(page) == []
    assert take_back(client, plan, "agree", note="Thử").status_code == 403
    assert again(plan).status == Status.FINALIZING


def test_nobody_is_named_who_holds_that_post_no_more(people, sign_in):
    plan = a_plan_at("finalizing", people)
    Appointment.objects.filter(member=people.binh).update(until=TODAY)
    page = text_of(sign_in("an").get(f"/ke-hoach/{plan.pk}/rut-lai/"))
    assert "Chỉ người giữ việc ấy hiện nay, hoặc Đảng ủy, rút lại được." in page
    assert "Chỉ đ/c" not in page


@pytest.mark.parametrize("name", ["dung", "chi", "em", "inh", "quan"])
def test_nobody_else_knows_of_it(people, sign_in, name):
    plan, client = a_plan_at("finalizing", people), sign_in(name)
    assert client.get(f"/ke-hoach/{plan.pk}/rut-lai/").status_code == 404
    assert take_back(client, plan, "agree", note="Thử").status_code == 404


def test_a_reason_that_was_typed_is_given_back(people, sign_in):
    plan = a_plan_at("posted", people)
    shown = sign_in("giang").get(f"/ke-hoach/{plan.pk}/rut-lai/")
    [way] = ways_back(shown)
    take_back(sign_in("binh"), plan, "file", note="Nhầm.")
    answer = sign_in("giang").post(way, {"note": "Bản này của người khác."})
    assert answer.status_code == 409
    assert "Bản này của người khác." in text_of(answer)
    missing = take_back(sign_in("an"), plan, "sign", note=" ")
    assert missing.status_code == 422


def test_a_return_is_taken_back_from_the_desk_by_who_may_not_read_it(people, sign_in):
    plan, client = a_plan_at("cell_review", people), sign_in("binh")
    send(client, plan, "return", note="Viết rõ số hộ.")
    sign_in("an").get("/ke-hoach-cua-toi/")
    client = sign_in("binh")
    way = f"/ke-hoach/{plan.pk}/rut-lai/"
    assert way in client.get("/gop-y/").text
    assert client.get(f"/ke-hoach/{plan.pk}/").status_code == 404
    assert "30/38 hộ" not in client.get(way).text
    take_back(client, plan, "return", note="Trả nhầm.")
    assert again(plan).status == Status.CELL_REVIEW


def test_the_author_takes_the_signature_back_until_it_is_filed(people, sign_in):
    plan, client = a_plan_at("signed", people), sign_in("an")
    way = f"/ke-hoach/{plan.pk}/rut-lai/"
    assert way in client.get("/ke-hoach-cua-toi/").text
    answer = take_back(client, plan, "sign", note="Ký nhầm bản cũ.")
    assert answer.url == "/ke-hoach-cua-toi/"
    assert "Việc cần làm: ký chính thức" in text_of(client.get(answer.url))
    steps.take_step("sign", again(plan), by=people.actor("an"), at=NOW)
    steps.record_filing(again(plan), by=people.actor("binh"), at=NOW, filed_on=TODAY)
    assert way not in sign_in("an").get("/ke-hoach-cua-toi/").text


def test_the_first_page_says_who_took_what_back_and_why(people, sign_in):
    plan = a_plan_at("finalizing", people)
    event = plan.events.get(step="agree")
    why = {"by": people.actor("binh"), "at": NOW, "note": "Cần cả chi bộ bàn."}
    sign_in("an").get("/ke-hoach-cua-toi/")
    taking_back.take_back(again(plan), event.number, **why)
    told = text_of(sign_in("an").get("/ke-hoach-cua-toi/"))
    assert "Chờ chi bộ góp ý" in told
    assert "Trần Thị Bình rút lại việc thông qua ngày 10/02/2026." in told
    assert "Cần cả chi bộ bàn." in told


def test_of_what_the_author_never_saw_the_first_page_says_nothing(people, sign_in):
    plan = a_plan_at("finalizing", people)
    event = plan.events.get(step="agree")
    taking_back.take_back(again(plan), event.number, by=people.actor("binh"), at=NOW)
    told = text_of(sign_in("an").get("/ke-hoach-cua-toi/"))
    assert "rút lại việc" not in told


def test_the_reviewer_compares_with_what_stands(people, sign_in):
    """An agreement that was taken back is no judgement."""
    plan, binh = a_plan_at("finalizing", people), people.actor("binh")
    event = plan.events.get(step="agree")
    taking_back.take_back(again(plan), event.number, by=binh, at=NOW)
    asked = {"reason": "vague", "text": "Bao nhiêu?", "key": event.key}
    said = remarks.make_remark(again(plan), by=binh, at=NOW, **asked)
    steps.take_step("return", again(plan), by=binh, at=NOW)
    said.refresh_from_db()
    remarks.answer_remark(said, "12 hộ.", by=people.actor("an"), at=NOW)
    steps.take_step("submit", again(plan), by=people.actor("an"), at=NOW)
    page = text_of(sign_in("binh").get(f"/ke-hoach/{plan.pk}/"))
    assert "so với bản 1, chi bộ trả lại để sửa ngày 10/02/2026" in page


def test_the_word_of_a_return_that_was_taken_back_is_not_shown(people, sign_in):
    plan, binh = a_plan_at("cell_review", people), people.actor("binh")
    word = {"by": binh, "at": NOW, "note": "Viết rõ số hộ."}
    event = steps.take_step("return", again(plan), **word)
    page = f"/ke-hoach/{plan.pk}/tra-loi/"
    assert "Viết rõ số hộ." in sign_in("an").get(page).text
    why = {"by": binh, "at": NOW, "note": "Trả nhầm."}
    taking_back.take_back(again(plan), event.number, **why)
    steps.take_step("agree", again(plan), by=binh, at=NOW)
    assert "Viết rõ số hộ." not in sign_in("an").get(page).text


def test_no_print_says_that_it_is_signed_after_that_was_taken_back(people, sign_in):
    plan = a_plan_at("signed", people)
    page = f"/ke-hoach/{plan.pk}/in/"
    assert "Đã ký điện tử" in sign_in("giang").get(page).text
    take_back(sign_in("an"), plan, "sign", note="Ký nhầm.")
    assert "Đã ký điện tử" not in sign_in("giang").get(page).text


def ask_code(client, code):
    return text_of(client.get("/kiem-tra/", {"code": code}))


def test_the_code_of_a_print_that_was_signed_again_says_nothing_of_it(people, client):
    plan, binh = a_plan_at("finalizing", people), people.actor("binh")
    printed = printing.print_for_signing(plan, by=binh, at=NOW)
    ink = {"sheet": printed, "signed_on": TODAY, "by": binh, "at": NOW}
    event = steps.take_step("sign", again(plan), **ink)
    why = {"by": binh, "at": NOW, "note": "Ghi nhầm."}
    taking_back.take_back(again(plan), event.number, **why)
    assert "đã được rút lại" in ask_code(client, printed.code)
    steps.take_step("sign", again(plan), **ink)
    assert "Mã đúng" in ask_code(client, printed.code)
    assert "đã được rút lại" not in ask_code(client, printed.code)


def test_a_signature_that_was_taken_back_replaces_no_earlier_one(people, client):
    plan, an = a_plan_at("signed", people), people.actor("an")
    code = plan.signatures.get().check_code
    asked = {"reason": "vague", "note": "Ghi rõ."}
    steps.take_step("recall", again(plan), by=people.actor("giang"), at=NOW, **asked)
    said = plan.remarks.get()
    remarks.answer_remark(said, "Đã ghi.", by=an, at=NOW)
    event = steps.take_step("sign", again(plan), by=an, at=NOW)
    assert "không còn là bản mới nhất" in ask_code(client, code)
    taking_back.take_back(again(plan), event.number, by=an, at=NOW, note="Nhầm.")
    assert "không còn là bản mới nhất" not in ask_code(client, code)


def test_the_code_of_a_signature_that_was_taken_back_says_so(people, sign_in, client):
    plan = a_plan_at("signed", people)
    code = plan.signatures.get().check_code
    take_back(sign_in("an"), plan, "sign", note="Ký nhầm.")
    assert "Mã đúng, nhưng chữ ký đã được rút lại" in ask_code(client, code)
