"""Remarks as their author sees them, and the answers."""

import datetime
from uuid import uuid4

import pytest
from django.urls import reverse

from plans import remarks
from plans.workflow import steps
from tests.markup import fold_spaces
from tests.people import NOW, a_plan_at, again, first_task
from tests.plans.author import (
    CANARY,
    a_returned_plan,
    answered,
    autosave,
    page,
    task,
    text_url,
)
from tests.plans.browsing import lines_of, piece_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def answers_url(plan):
    return reverse("editor:answers", args=[plan.pk])


def test_a_remark_stands_on_the_page_of_its_row_and_is_answered_there(people, sign_in):
    plan, remark, row = a_returned_plan(people)
    client = sign_in("an")
    assert "Bao nhiêu hộ?" in page(client.get(row)) and "Còn chung chung" in page(
        client.get(row)
    )
    client.post(
        row, {**task(deed="Vận động 30 hộ", version=1), **answered(remark, "30 hộ.")}
    )
    remark.refresh_from_db()
    assert (remark.answer, first_task(plan).values["deed"]) == (
        "30 hộ.",
        "Vận động 30 hộ",
    )


def test_remarks_stand_only_where_they_belong(people, sign_in):
    plan, _, _ = a_returned_plan(people)
    client = sign_in("an")
    assert "1 góp ý</span>" in page(client.get(text_url(plan, "tasks")))
    for url in (
        text_url(plan),
        text_url(plan, "tasks"),
        text_url(plan, "shortcomings"),
    ):
        assert "Bao nhiêu hộ?" not in page(client.get(url))
    sections = page(client.get(reverse("editor:edit", args=[plan.pk])))
    assert "1 góp ý chờ trả lời" in fold_spaces(sections)


def test_a_remark_on_a_section_of_rows_is_answered_above_them(people, sign_in):
    plan = a_plan_at("cell_review", people)
    said = {
        "reason": "missing",
        "text": "Thêm một việc nữa.",
        "key": uuid4(),
        "section": "tasks",
    }
    remark = remarks.make_remark(plan, by=people.actor("binh"), at=NOW, **said)
    steps.take_step("return", plan, by=people.actor("binh"), at=NOW)
    client, url = sign_in("an"), text_url(plan, "tasks")
    assert "Thêm một việc nữa." in page(client.get(url))
    assert client.post(url, answered(remark, "Đã thêm.")).url == url
    remark.refresh_from_db()
    assert remark.answer == "Đã thêm."
    answer = client.post(url, answered(remark, "Khác."), follow=True)
    assert answer.redirect_chain[-1][0] == answers_url(
        plan
    ) and "vừa được trả lời ở một cửa sổ khác" in page(answer)


def test_all_remarks_are_answered_on_one_page(people, sign_in):
    plan, remark, row = a_returned_plan(people, note="Đồng chí sửa giúp.")
    client = sign_in("an")
    shown = page(client.get(answers_url(plan)))
    assert "Bao nhiêu hộ?" in shown and f'href="{row}"' in shown
    assert "Lời nhắn của đ/c Trần Thị Bình" in shown and "Đồng chí sửa giúp." in shown
    assert client.post(answers_url(plan), answered(remark, "30 hộ.")).url == reverse(
        "editor:edit", args=[plan.pk]
    )
    remark.refresh_from_db()
    assert remark.answer == "30 hộ."


def test_every_remark_stands_with_who_made_it_when_and_why_the_open_newest_first(
    people, sign_in
):
    plan = a_plan_at("cell_review", people)
    row = first_task(plan).uid
    for days, name, how in (
        (
            1,
            "binh",
            {
                "section": "tasks",
                "row": row,
                "reason": "vague",
                "text": "Bao nhiêu hộ?",
            },
        ),
        (
            3,
            "dung",
            {"section": "political", "reason": "no_measure", "text": "Mấy trang?"},
        ),
        (2, "giang", {"reason": "other", "text": "Đọc kỹ cả bản."}),
        (4, "bao", {"reason": "other", "text": "Chỉ chi ủy xem.", "is_internal": True}),
    ):
        at = NOW - datetime.timedelta(days=days)
        remarks.make_remark(plan, by=people.actor(name), at=at, key=uuid4(), **how)
    steps.take_step(
        "return", plan, by=people.actor("binh"), at=NOW, note="Đồng chí sửa giúp."
    )
    plan.remarks.filter(text="Mấy trang?").update(ticked_at=NOW, answer="Một trang.")
    shown = lines_of(piece_of(sign_in("an").get(answers_url(plan)), "<h1>", "</main>"))
    told = [line for line in shown if "góp ý:" in line or "/02/2026" in line]
    assert told == [
        "Lời nhắn của đ/c Trần Thị Bình khi trả lại ngày 10/02/2026:",
        "Còn chung chung Chi ủy góp ý: Bao nhiêu hộ?",
        "Trần Thị Bình · 09/02/2026 · Xem và sửa chỗ này",
        "Ý kiến khác Đảng ủy góp ý: Đọc kỹ cả bản.",
        "Ngô Thị Giang · 08/02/2026",
        "Thiếu kết quả đo được Đảng viên cùng chi bộ góp ý: Mấy trang?",
        "Phạm Thị Dung · 07/02/2026 · ✓ Đạt · Xem và sửa chỗ này",
    ]


def test_the_word_of_a_return_is_gone_when_the_plan_was_sent_again(people, sign_in):
    plan, remark, _ = a_returned_plan(people, note="Đồng chí sửa giúp.")
    client = sign_in("an")
    assert "Đồng chí sửa giúp." in page(client.get(answers_url(plan)))
    client.post(answers_url(plan), answered(remark, "30 hộ."))
    steps.take_step("submit", plan, by=people.actor("an"), at=NOW)
    shown = page(client.get(answers_url(plan)))
    assert "Bao nhiêu hộ?" in shown and "Đồng chí sửa giúp." not in shown


def test_the_script_saves_answers_and_is_told_what_they_are_now(people, sign_in):
    plan, remark, _ = a_returned_plan(people)
    client = sign_in("an")
    told = autosave(client, answers_url(plan), **answered(remark, "30")).json()
    assert told["fields"] == {f"was_{remark.pk}": "30"}
    told = autosave(
        client, answers_url(plan), **answered(remark, "30 hộ.", was="30")
    ).json()
    assert told["fields"] == {f"was_{remark.pk}": "30 hộ."}
    assert (
        autosave(
            client, answers_url(plan), **answered(remark, "khác", was="30")
        ).status_code
        == 409
    )


def test_an_answer_given_in_another_tab_is_not_written_over(people, sign_in):
    _, remark, row = a_returned_plan(people)
    client = sign_in("an")
    client.post(row, {**task(deed="a", version=1), **answered(remark, "trả lời một")})
    answer = client.post(
        row, {**task(deed="a", version=2), **answered(remark, "trả lời hai")}
    )
    remark.refresh_from_db()
    assert answer.status_code == 409
    assert remark.answer == "trả lời một"
    assert "trả lời một" in page(answer) and "trả lời hai" in page(answer)
    client.post(
        row,
        {
            **task(deed="a", version=2),
            **answered(remark, "trả lời hai", was="trả lời một"),
        },
    )
    remark.refresh_from_db()
    assert remark.answer == "trả lời hai"


def test_a_tab_that_changed_nothing_takes_no_answer_away(people, sign_in):
    plan, remark, row = a_returned_plan(people)
    client = sign_in("an")
    client.post(answers_url(plan), answered(remark, "30 hộ."))
    client.post(row, {**task(deed="sửa ở thẻ cũ", version=1), **answered(remark, "")})
    remark.refresh_from_db()
    assert (remark.answer, first_task(plan).values["deed"]) == (
        "30 hộ.",
        "sửa ở thẻ cũ",
    )


def test_neither_text_nor_answer_is_saved_when_one_of_them_is_refused(people, sign_in):
    plan, remark, row = a_returned_plan(people)
    client = sign_in("an")
    client.post(answers_url(plan), answered(remark, "từ thẻ một"))
    client.post(
        row, {**task(deed="từ thẻ hai", version=1), **answered(remark, "từ thẻ hai")}
    )
    assert first_task(plan).values["deed"] == "Vận động các hộ ngõ 94"


def test_a_remark_of_the_ward_is_answered_while_the_cell_reviews(people, sign_in):
    plan = a_plan_at("cell_review", people)
    said = {"reason": "vague", "text": "Đảng ủy hỏi thêm.", "key": uuid4()}
    remark = remarks.make_remark(plan, by=people.actor("giang"), at=NOW, **said)
    client = sign_in("an")
    assert "Đảng ủy góp ý:" in page(client.get(answers_url(plan)))
    assert client.post(
        answers_url(plan), answered(remark, "Xin trả lời.")
    ).url == reverse("home:my_plan")
    remark.refresh_from_db()
    assert remark.answer == "Xin trả lời."


def test_after_signing_answers_are_only_read_and_what_was_typed_stays(people, sign_in):
    plan, remark, _ = a_returned_plan(people)
    remarks.answer_remark(remark, "30 hộ.", by=people.actor("an"), at=NOW)
    for step, who in (("submit", "an"), ("agree", "binh"), ("sign", "an")):
        steps.take_step(step, again(plan), by=people.actor(who), at=NOW)
    client = sign_in("an")
    shown = page(client.get(answers_url(plan)))
    assert "30 hộ." in shown and '<form method="post" autocomplete' not in shown
    answer = client.post(answers_url(plan), answered(remark, "gõ muộn", was="30 hộ."))
    assert answer.status_code == 409 and "gõ muộn" in page(answer)


def test_remarks_that_are_not_released_are_on_no_page_of_the_author(people, sign_in):
    plan = a_plan_at("cell_review", people)
    remarks.make_remark(
        plan, by=people.actor("binh"), at=NOW, reason="vague", text=CANARY, key=uuid4()
    )
    client = sign_in("an")
    for route in (
        "home:my_plan",
        "editor:answers",
        "editor:read_back",
        "home:readers",
        "prints:print_plan",
    ):
        url = (
            reverse(route)
            if route == "home:my_plan"
            else reverse(route, args=[plan.pk])
        )
        assert CANARY not in page(client.get(url))
    assert CANARY in page(sign_in("binh").get(reverse("review:plan", args=[plan.pk])))


def test_internal_remarks_never_reach_the_author(people, sign_in):
    plan = a_plan_at("cell_review", people)
    said = {
        "reason": "vague",
        "text": CANARY,
        "key": uuid4(),
        "is_internal": True,
        "section": "political",
    }
    remarks.make_remark(plan, by=people.actor("binh"), at=NOW, **said)
    steps.take_step("return", plan, by=people.actor("binh"), at=NOW, note="Sửa giúp.")
    client = sign_in("an")
    for url in (
        answers_url(plan),
        text_url(plan),
        reverse("editor:edit", args=[plan.pk]),
        reverse("home:my_plan"),
    ):
        assert CANARY not in page(client.get(url))
