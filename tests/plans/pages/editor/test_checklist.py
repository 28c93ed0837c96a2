"""The author's checklist: change the place, answer, or say that one does not agree."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plans import remarks
from plans.models import Remark
from plans.workflow import disputes, steps
from tests.people import NOW, a_plan_at, again, change_text, first_task
from tests.plans.author import answered, page
from tests.plans.browsing import lines_of, piece_of, send, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

WHERE = {"political": {"section": "political"}, "tasks": {"section": "tasks"}}


@pytest.fixture
def plan(people):
    """Returned with a remark on the text, then one on the tasks."""
    plan = a_plan_at("cell_review", people)
    for hours, (place, where) in enumerate(WHERE.items()):
        said = {"reason": "vague", "text": f"Xem {place}.", "key": uuid4(), **where}
        at = NOW + timedelta(hours=hours)
        remarks.make_remark(plan, by=people.actor("binh"), at=at, **said)
    steps.take_step("return", plan, by=people.actor("binh"), at=NOW)
    return again(plan)


def on(place):
    return Remark.objects.get(section=place)


def url(plan, name="editor:answers"):
    return reverse(name, args=[plan.pk])


def test_the_button_says_how_many_are_open_and_leads_to_the_first(plan, sign_in):
    client = sign_in("an")
    shown = client.get(url(plan, "editor:read_back"))
    assert "Việc cần làm: trả lời 2 góp ý" in text_of(shown)
    assert f'href="{url(plan)}#gop-y-{on("tasks").pk}"' in page(shown)
    assert "buoc/submit/" not in page(shown)
    client.post(url(plan), answered(on("tasks"), "Đã ghi."))
    shown = client.get(url(plan, "editor:read_back"))
    assert "Còn 1 góp ý chưa trả lời" in text_of(shown)
    assert f'href="{url(plan)}#gop-y-{on("political").pk}"' in page(shown)
    change_text(plan, "Mỗi tuần đọc một bài.")
    shown = client.get(url(plan, "editor:read_back"))
    assert "buoc/submit/" in page(shown) and "chưa trả lời" not in text_of(shown)


def test_a_page_from_before_is_refused_and_says_what_waits(plan, sign_in):
    client = sign_in("an")
    refused = send(client, plan, "submit")
    assert refused.url == url(plan, "editor:read_back")
    shown = text_of(client.get(refused.url))
    assert "kế hoạch chưa gửi Còn 2 góp ý chưa trả lời." in shown
    assert (again(plan).status, again(plan).revision) == ("draft", 1)


def test_the_open_stand_first_the_newest_on_top(plan, sign_in):
    client = sign_in("an")

    def order():
        lines = lines_of(piece_of(client.get(url(plan)), "<h1>", "</main>"))
        return [line.split(":")[1] for line in lines if "góp ý:" in line]

    assert order() == [" Xem tasks.", " Xem political."]
    client.post(url(plan), answered(on("tasks"), "Đã ghi."))
    assert order() == [" Xem political.", " Xem tasks."]


def test_the_first_page_counts_and_leads_to_the_checklist(plan, sign_in):
    client = sign_in("an")
    first = client.get("/ke-hoach-cua-toi/")
    assert "Việc cần làm: sửa theo 2 góp ý của chi bộ" in text_of(first)
    assert f'href="{url(plan)}">Xem góp ý và sửa' in page(first)
    assert "2 góp ý chưa trả lời" in text_of(first)
    change_text(plan, "Mỗi tuần đọc một bài.")
    assert "sửa theo 1 góp ý của chi bộ" in text_of(client.get("/ke-hoach-cua-toi/"))
    client.post(url(plan), answered(on("tasks"), "Đã ghi."))
    ready = text_of(client.get("/ke-hoach-cua-toi/"))
    assert "Việc cần làm: sửa rồi gửi lại" in ready


def test_an_author_disagrees_in_one_press(plan, sign_in):
    client = sign_in("an")
    sent = {**answered(on("tasks"), "Đủ rõ."), **answered(on("political"), "Đã ghi.")}
    done = client.post(url(plan), {**sent, "dispute": on("tasks").pk})
    assert done.url == url(plan)
    assert (on("tasks").answer, on("political").answer) == ("Đủ rõ.", "Đã ghi.")
    assert on("tasks").is_disputed and on("political").disputed_at is None
    shown = client.get(done.url)
    told = text_of(shown)
    assert "Ý này chuyển tới đ/c Vũ Gia Bảo (Phó bí thư chi bộ) xem lại." in told
    assert "Không đồng ý, ngày 10/02/2026: Đủ rõ." in told
    assert f"answer_{on('tasks').pk}" not in page(shown)
    # Pressed twice: once.
    client.post(url(plan), {"dispute": on("tasks").pk})
    assert again(plan).events.filter(step="dispute").count() == 1


def test_without_a_reason_nothing_is_sent_and_what_was_typed_stays(plan, sign_in):
    client = sign_in("an")
    sent = {**answered(on("tasks"), " "), **answered(on("political"), "Đang gõ dở")}
    refused = client.post(url(plan), {**sent, "dispute": on("tasks").pk})
    assert refused.status_code == 422
    assert disputes.NO_REASON in text_of(refused)
    assert "Đang gõ dở" in page(refused)
    assert not on("tasks").is_disputed


def test_the_author_thinks_better_of_it(plan, people, sign_in):
    client = sign_in("an")
    client.post(
        url(plan), {**answered(on("tasks"), "Đủ rõ."), "dispute": on("tasks").pk}
    )
    client.post(url(plan), {"drop": on("tasks").pk})
    assert (on("tasks").outcome, on("tasks").answer) == ("dropped", "")
    shown = client.get(url(plan))
    assert f"answer_{on('tasks').pk}" in page(shown)
    assert f'name="dispute" value="{on("tasks").pk}"' not in page(shown)


def test_the_author_reads_what_came_of_it(plan, people, sign_in):
    client = sign_in("an")
    client.post(
        url(plan), {**answered(on("tasks"), "Đủ rõ."), "dispute": on("tasks").pk}
    )
    bao = people.actor("bao")
    said = disputes.find_disputes_before(bao).get()
    disputes.settle_dispute(said, "withdrawn", "Đồng chí nói đúng.", by=bao, at=NOW)
    shown = text_of(client.get(url(plan)))
    told = "Vũ Gia Bảo đã rút góp ý, ngày 10/02/2026: Đồng chí nói đúng."
    assert told in shown
    row = client.get(reverse("editor:section", args=[plan.pk, "tasks"]))
    assert told in text_of(row)
    first = text_of(client.get("/ke-hoach-cua-toi/"))
    assert "1 ý không đồng ý đã có người xem lại" in first


def test_a_fellow_members_remark_offers_an_answer_and_no_quarrel(people, sign_in):
    plan = a_plan_at("cell_review", people)
    said = {"reason": "vague", "text": "Bao nhiêu?", "key": uuid4()}
    made = remarks.make_remark(plan, by=people.actor("dung"), at=NOW, **said)
    steps.take_step("return", plan, by=people.actor("binh"), at=NOW)
    shown = sign_in("an").get(url(plan))
    assert f"answer_{made.pk}" in page(shown)
    assert 'name="dispute"' not in page(shown)
    assert "trả lời hay không tùy đồng chí" in text_of(shown)


def test_a_remark_of_a_row_that_was_taken_out_is_settled(people, sign_in):
    plan = a_plan_at("cell_review", people)
    row = first_task(plan)
    said = {"reason": "vague", "text": "Bỏ việc này.", "key": uuid4()}
    said |= {"section": "tasks", "row": row.uid}
    remarks.make_remark(plan, by=people.actor("binh"), at=NOW, **said)
    steps.take_step("return", plan, by=people.actor("binh"), at=NOW)
    client = sign_in("an")
    client.post(reverse("editor:remove_row", args=[plan.pk, "tasks", row.uid]))
    shown = client.get(url(plan, "editor:read_back"))
    assert "buoc/submit/" in page(shown)


PAGES = ("home:my_plan", "editor:answers", "editor:read_back", "editor:edit")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("step", ["return", "agree"])
def test_open_remarks_cost_few_queries(people, sign_in, name, step):
    plan = a_plan_at("cell_review", people)
    for number, where in enumerate((WHERE["political"], WHERE["tasks"], {})):
        said = {"reason": "vague", "text": f"Xem {number}.", "key": uuid4(), **where}
        remarks.make_remark(plan, by=people.actor("binh"), at=NOW, **said)
    steps.take_step(step, plan, by=people.actor("binh"), at=NOW)
    address = reverse(name, args=[plan.pk] if name != "home:my_plan" else [])
    client = sign_in("an")
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        shown = client.get(address)
    assert "3 góp ý" in text_of(shown)
    assert len(asked) <= 12
