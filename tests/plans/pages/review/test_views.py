"""The reader's page: who may open it, what it shows to whom, and that every opening is
recorded."""

import datetime
from uuid import uuid4

import pytest

from cells.models import Appointment, Membership
from plans import remarks
from plans.form import documents, snapshot
from plans.models import AccessRecord, Plan, Status
from plans.workflow import steps
from plans.workflow.assistances import begin_assistance
from tests.factories import AppointmentFactory
from tests.people import (
    EVERYBODY,
    NOW,
    TODAY,
    a_plan,
    a_plan_at,
    add_row,
    again,
    change,
    change_first_task,
    change_text,
    first_shortcoming,
    first_task,
    tasks_of,
)
from tests.plans.browsing import lines_of, piece_of, text_of
from tests.plans.typed import a_typed_plan_agreed

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def opened(sign_in, name, plan, query=""):
    return sign_in(name).get(f"/ke-hoach/{plan.pk}/{query}")


def mended(people, **task):
    """A plan that was returned with a remark on its task, mended and sent again."""
    plan = a_plan_at("cell_review", people)
    row = first_task(plan)
    said = {
        "reason": "vague",
        "text": "Vận động thế nào?",
        "section": "tasks",
        "row": row.uid,
        "key": row.uid,
    }
    remarks.make_remark(plan, by=people.actor("binh"), at=NOW, **said)
    steps.take_step("return", plan, by=people.actor("binh"), at=NOW)
    change_first_task(
        plan, **(task or {"deed": "Vận động các hộ ngõ 94 phân loại rác"})
    )
    remarks.answer_remark(
        plan.remarks.get(), "Đã ghi rõ", by=people.actor("an"), at=NOW
    )
    steps.take_step("submit", again(plan), by=people.actor("an"), at=NOW)
    return again(plan)


@pytest.mark.parametrize(
    ("status", "readers"),
    [
        ("draft", {}),
        (
            "cell_review",
            {
                "binh": "reviewer",
                "bao": "reviewer",
                "dung": "peer",
                "giang": "ward",
                "inh": "inspector",
            },
        ),
        (
            "signed",
            {
                "binh": "reviewer",
                "bao": "reviewer",
                "giang": "ward",
                "inh": "inspector",
            },
        ),
    ],
)
def test_who_opens_the_page_and_in_what_capacity_it_is_recorded(
    people, sign_in, status, readers
):
    plan = a_plan_at(status, people)
    answers = {
        name: opened(sign_in, name, plan).status_code
        for name in EVERYBODY
        if name != "an"
    }
    assert answers == {name: 200 if name in readers else 404 for name in answers}
    assert (
        dict(AccessRecord.objects.values_list("reader__user__username", "capacity"))
        == readers
    )


def test_an_officer_of_the_authors_new_cell_opens_it_as_a_reviewer_and_finds_nothing_to_press(
    people, sign_in
):
    plan = a_plan_at("posted", people)
    Membership.objects.filter(member=people.an).update(cell=people.other_cell)
    page = opened(sign_in, "chi", plan)
    assert page.status_code == 200 and page.context["step_blocks"] == []
    assert dict(
        AccessRecord.objects.values_list("reader__user__username", "capacity")
    ) == {"chi": "reviewer"}


def test_the_author_is_sent_to_their_own_page_and_no_opening_is_recorded(
    people, sign_in
):
    plan = a_plan_at("cell_review", people)
    assert opened(sign_in, "an", plan).url == "/ke-hoach-cua-toi/"
    assert not AccessRecord.objects.exists()


def test_every_opening_is_recorded(people, sign_in):
    plan = a_plan_at("cell_review", people)
    for _ in range(3):
        opened(sign_in, "inh", plan)
    assert AccessRecord.objects.filter(reader=people.inh, revision=1).count() == 3


def test_the_self_check_is_on_nobodys_page(people, sign_in):
    plan = a_plan_at("cell_review", people)
    plan.self_checks.create(
        group=1, answers={"1": {"level": "present", "note": "bí mật của An"}}
    )
    pages = [
        opened(sign_in, name, plan).content.decode()
        for name in ("binh", "dung", "giang", "inh")
    ]
    assert all("Vận động các hộ ngõ 94" in page for page in pages)
    assert not any(
        "bí mật" in page or "Tự soi" in page or "Biểu hiện" in page for page in pages
    )


def test_others_read_the_revision_and_not_what_is_being_written(people, sign_in):
    plan = a_plan_at("finalizing", people)
    change_text(plan, "Đang sửa dở")
    words = text_of(opened(sign_in, "binh", plan))
    assert "Đọc hết chuyên đề năm" in words
    assert "Đang sửa dở" not in words


def test_what_is_written_is_text_and_never_markup(people, sign_in):
    plan = mended(people, deed="<script>alert(1)</script> <b>đậm</b>")
    page = opened(sign_in, "binh", plan).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


# --- what changed ---------------------------------------------------------------------


def test_a_mended_plan_shows_its_reviewer_what_changed_first(people, sign_in):
    words = text_of(opened(sign_in, "binh", mended(people)))
    assert "Chi bộ góp ý · lần 2" in words
    assert "chỉ xem chỗ đã sửa (1)" in words
    assert "Vận động các hộ ngõ 94 [mới: phân loại rác ]" in words
    assert "Đọc hết chuyên đề năm" not in words


def test_every_block_of_a_mended_plan_word_for_word(people, sign_in):
    plan = a_plan_at("cell_review", people)
    first, second, _ = tasks_of(plan).order_by("position")
    shortcoming = first_shortcoming(plan)
    for row, section, name, at in (
        (second, "tasks", "bao", NOW + datetime.timedelta(minutes=2)),
        (second, "tasks", "dung", NOW + datetime.timedelta(minutes=3)),
        (shortcoming, "shortcomings", "binh", NOW),
        (second, "tasks", "binh", NOW + datetime.timedelta(minutes=1)),
    ):
        said = {
            "reason": "no_measure",
            "text": f"Hỏi của {name}",
            "section": section,
            "row": row.uid,
            "key": uuid4(),
        }
        remarks.make_remark(plan, by=people.actor(name), at=at, **said)
    whole = {"reason": "other", "text": "Cả bản", "key": uuid4(), "is_internal": True}
    remarks.make_remark(plan, by=people.actor("bao"), at=NOW, **whole)
    steps.take_step("return", plan, by=people.actor("binh"), at=NOW)
    plan.remarks.filter(row=shortcoming.uid).update(answer="Đã ghi", answered_at=NOW)
    tasks_of(plan).filter(pk=first.pk).delete()
    change(second, expected="15 gia đình trong năm", deadline="")
    add_row(plan, "tasks", position=9, deed="Tích cực tham gia")
    change(shortcoming, cause="", helped_by="Vũ Gia Bảo")
    change_text(plan, "Đọc hết chuyên đề năm, ghi sổ tay hằng tuần.")
    Plan.objects.filter(pk=plan.pk).update(status="cell_review", revision=2)
    content = documents.write_snapshot(snapshot.take_document(again(plan), TODAY))
    plan.revisions.create(
        number=2,
        snapshot=content,
        digest=snapshot.make_digest(content),
        made_at=NOW,
        made_by=people.an,
    )
    plan.remarks.filter(text="Hỏi của bao").update(ticked_at=NOW, ticked_by=people.bao)
    page = opened(sign_in, "inh", plan)
    assert (
        lines_of(piece_of(page, "</h1>", '<details class="card fold" id="lich-su">'))
        == MENDED
    )


MENDED = """\
Chi bộ góp ý
Đảng viên · Chi bộ 7 · bản 2, 10/02/2026 · chỉ xem chỗ đã sửa (5) · cả bản
Chỗ đã sửa được đánh dấu so với bản 1, chi bộ trả lại để sửa ngày 10/02/2026.
Tư tưởng chính trị đã sửa
Đọc hết chuyên đề năm, ghi sổ tay [bỏ: mỗi tháng một trang. ] [mới: hằng tuần. ]
Hạn chế số 1 đã sửa
Ít phát biểu khi họp chi bộ
Nguyên nhân: [bỏ: Chuẩn bị chưa kỹ trước buổi họp ]
Biện pháp khắc phục: Mỗi kỳ họp nói một lần
Thời hạn: 31/03/2026
Ai giúp: [mới: Vũ Gia Bảo ]
Thiếu kết quả đo được Hỏi của binh
Trần Thị Bình · Chi ủy · 10/02/2026
Trả lời: Đã ghi
Hạn chế số 2
Chậm trả lời đơn của dân
Biện pháp khắc phục: Trả lời trong 05 ngày
Thời hạn: hằng tháng
Ai giúp: Tổ đảng số 2
Việc đăng ký số 1 đã sửa
Thăm các gia đình chính sách
Kết quả cần đạt: [bỏ: 12 ] [mới: 15 ] gia đình trong năm
Thời hạn: [bỏ: 27/07/2026 ]
Căn cứ: Nghị quyết 4
Máy gợi ý:
Chưa có thời hạn
Thiếu kết quả đo được Hỏi của binh
Trần Thị Bình · Chi ủy · 10/02/2026
Thiếu kết quả đo được Hỏi của bao
Vũ Gia Bảo · Chi ủy · 10/02/2026
✓ Đạt
Thiếu kết quả đo được Hỏi của dung
Phạm Thị Dung · Đảng viên cùng chi bộ · 10/02/2026
Việc đăng ký số 2
Nộp các khoản quỹ của khu phố
Kết quả cần đạt: 04 khoản, nộp một lần
Thời hạn: 15/11/2026
Căn cứ: Khuyết điểm
Việc đăng ký số 3 mới thêm
[mới: Tích cực tham gia ]
Máy gợi ý:
Còn chung chung: “tích cực” là làm gì, bao nhiêu lần?
Chưa có con số để đối chiếu: bao nhiêu hộ, buổi, lần?
Chưa có thời hạn
Chưa chọn căn cứ
Việc đăng ký số 1 đã bỏ
[bỏ: Vận động các hộ ngõ 94 ]
Kết quả cần đạt: [bỏ: 30/38 hộ phân loại rác ]
Thời hạn: [bỏ: 30/06/2026 ]
Căn cứ: [bỏ: Nhiệm vụ ]
""".splitlines()


def test_the_whole_is_one_link_away(people, sign_in):
    plan = mended(people)
    words = text_of(opened(sign_in, "binh", plan, "?xem=ca-ban"))
    assert "Đọc hết chuyên đề năm" in words
    assert "[mới: phân loại rác ]" in words


def test_a_reader_who_does_not_review_sees_the_whole_first(people, sign_in):
    assert "Đọc hết chuyên đề năm" in text_of(opened(sign_in, "giang", mended(people)))


def test_a_plan_that_was_withdrawn_and_sent_again_has_nothing_to_compare_with(
    people, sign_in
):
    plan = a_plan_at("cell_review", people)
    steps.take_step("withdraw", plan, by=people.actor("an"), at=NOW)
    change_first_task(plan, deed="Việc khác hẳn")
    steps.take_step("submit", again(plan), by=people.actor("an"), at=NOW)
    words = text_of(opened(sign_in, "binh", plan))
    assert "Việc khác hẳn" in words
    assert "đã sửa" not in words


def test_a_revision_is_compared_with_the_one_judged_before_it_and_never_with_itself(
    people, sign_in
):
    plan = a_plan_at("finalizing", people)
    page = opened(sign_in, "giang", plan)
    assert page.context["sheet"].judged is None
    assert "so với bản" not in text_of(page)
    steps.take_step("resubmit", plan, by=people.actor("an"), at=NOW)
    page = opened(sign_in, "giang", plan)
    sheet = page.context["sheet"]
    assert (sheet.judged.revision, sheet.changed) == (1, 0)
    assert (
        "Không có chỗ nào khác so với bản 1, chi bộ thông qua ngày 10/02/2026."
        in text_of(page)
    )
    steps.take_step("agree", again(plan), by=people.actor("binh"), at=NOW)
    assert opened(sign_in, "giang", plan).context["sheet"].judged.revision == 1


def test_after_a_recall_changes_are_counted_from_what_the_cell_agreed_to(
    people, sign_in
):
    plan = a_plan_at("signed", people)
    steps.take_step(
        "recall",
        plan,
        by=people.actor("giang"),
        at=NOW,
        reason="vague",
        note="Bao nhiêu hộ?",
    )
    remarks.answer_remark(plan.remarks.get(), "38 hộ", by=people.actor("an"), at=NOW)
    change_first_task(plan, deed="Vận động 38 hộ ngõ 94")
    steps.take_step("sign", again(plan), by=people.actor("an"), at=NOW)
    words = text_of(opened(sign_in, "giang", plan))
    assert "chỉ xem chỗ đã sửa (1)" in words
    # The recall judged the signed revision; the cell never did.
    assert "so với bản 1, chi bộ thông qua ngày 10/02/2026" in words


# --- the pile beside it ---------------------------------------------------------------


def test_links_lead_to_the_persons_before_and_after(people, sign_in):
    plans = [
        a_plan_at("cell_review", people, of=name) for name in ("an", "dung", "bao")
    ]
    for days, plan in enumerate(plans):
        Plan.objects.filter(pk=plan.pk).update(
            moved_at=NOW + datetime.timedelta(days=days)
        )
    page = " ".join(opened(sign_in, "binh", plans[1]).content.decode().split())
    assert f'rel="prev" href="/ke-hoach/{plans[0].pk}/"' in page
    assert f'rel="next" href="/ke-hoach/{plans[2].pk}/"' in page


def test_a_reader_from_elsewhere_has_no_pile_beside_the_plan(people, sign_in):
    a_plan_at("cell_review", people, of="chi")
    plan = a_plan_at("cell_review", people)
    words = text_of(opened(sign_in, "giang", plan))
    assert "Nguyễn Văn An" in words
    assert "Chờ đọc" not in words


def test_a_fellow_member_is_told_nothing_of_what_the_reviewers_do(people, sign_in):
    plan = a_plan_at("cell_review", people)
    said = {
        "reason": "vague",
        "text": "Chi ủy nên bàn thêm",
        "key": first_task(plan).uid,
        "is_internal": True,
    }
    remarks.make_remark(plan, by=people.actor("bao"), at=NOW, **said)
    assert "Chi ủy nên bàn thêm" in text_of(opened(sign_in, "binh", plan))
    words = text_of(opened(sign_in, "dung", plan))
    assert "Phạm Thị Dung" in words
    assert "Chi ủy nên bàn thêm" not in words
    assert "đã ghi 1 góp ý" not in words


# --- how many queries -----------------------------------------------------------------


def test_the_page_asks_as_often_for_one_plan_and_remark_as_for_three(
    people, sign_in, django_assert_num_queries
):
    client, plan = sign_in("binh"), a_plan_at("cell_review", people)
    client.get(f"/ke-hoach/{plan.pk}/")
    with django_assert_num_queries(10):
        client.get(f"/ke-hoach/{plan.pk}/")
    for name in ("dung", "bao"):
        a_plan_at("cell_review", people, of=name)
    for number in range(3):
        said = {
            "reason": "vague",
            "text": "Ghi rõ",
            "key": f"00000000-0000-4000-8000-00000000000{number}",
        }
        remarks.make_remark(plan, by=people.actor("bao"), at=NOW, **said)
    client.get(f"/ke-hoach/{plan.pk}/")
    with django_assert_num_queries(10):
        client.get(f"/ke-hoach/{plan.pk}/")


def test_a_helper_is_sent_to_the_editor_while_the_plan_is_written(people, sign_in):
    plan = a_typed_plan_agreed(people)
    begin_assistance(plan, people.binh, "sheet", by=people.actor("binh"), at=NOW)
    assert opened(sign_in, "binh", plan).url == f"/ke-hoach/{plan.pk}/viet/"
    assert opened(sign_in, "bao", plan).status_code == 200


def test_an_ended_post_closes_the_page_today(people, sign_in):
    plan = a_plan_at("signed", people)
    client = sign_in("giang")
    assert client.get(f"/ke-hoach/{plan.pk}/").status_code == 200
    Appointment.objects.filter(member=people.giang).update(until=TODAY)
    assert client.get(f"/ke-hoach/{plan.pk}/").status_code == 404


def test_a_ward_officer_does_not_review_their_own_plan_by_watching_over_it(
    people, sign_in
):
    AppointmentFactory(
        member=people.an, role=Appointment.Role.WARD_OFFICER, committee=people.ward
    )
    plan = a_plan_at("posted", people)
    assert opened(sign_in, "an", plan).status_code == 302
    assert again(plan).status == Status.POSTED


def test_the_machine_hints_at_registered_tasks_alone(people, sign_in):
    plan = a_plan(people)
    change(first_shortcoming(plan), remedy="Cố gắng", deadline="trong năm")
    change_first_task(
        plan, deed="Tham gia tích cực", expected="Tốt", deadline="trong năm"
    )
    steps.take_step("submit", plan, by=people.actor("an"), at=NOW)
    hinted = [
        place
        for place in opened(sign_in, "binh", plan).context["blocks"]
        if place.hints
    ]
    assert [(place.block.title, len(place.hints)) for place in hinted] == [
        ("Việc đăng ký số 1", 3)
    ]
