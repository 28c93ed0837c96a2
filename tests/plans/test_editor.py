"""The author's pages: everything typed is kept, whoever else acted meanwhile, with and without scripts."""

from uuid import uuid4

import pytest
from django.urls import reverse

from cells.models import Appointment, Member
from plans import remarks, workflow
from plans.models import Plan, SectionText, SelfCheck, Status, Task
from tests.people import NOW, TODAY, a_plan, a_plan_at, again

pytestmark = pytest.mark.django_db

CANARY = "điều rất riêng của tôi"


def text_url(plan, key="political"):
    return reverse("section", args=[plan.pk, key])


def write(client, plan, text, version=1, **extra):
    return client.post(text_url(plan), {"text": text, "version": version, **extra})


def saved_text(plan):
    return SectionText.objects.get(plan=plan, key="political").text


def page(response):
    return response.content.decode()


# --- saving --------------------------------------------------------------------------------------------------------


def test_a_text_is_saved_and_leads_on(people, sign_in):
    plan = a_plan(people)
    answer = write(sign_in("an"), plan, "Mỗi tháng đọc một chuyên đề.", then="next")
    assert answer.url == text_url(plan, "shortcomings")
    assert saved_text(plan) == "Mỗi tháng đọc một chuyên đề."


def test_line_breaks_and_spaces_at_the_beginning_are_kept(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    write(client, plan, "\r\n  Một\r\n\r\nHai")
    assert saved_text(plan).replace("\r\n", "\n") == "\n  Một\n\nHai"
    assert "\n\n  Một" in page(client.get(text_url(plan))).replace("\r\n", "\n")


def test_a_second_tab_is_shown_both_texts_and_neither_is_lost(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    write(client, plan, "từ thẻ một")
    answer = write(client, plan, "từ thẻ hai", version=1)
    assert answer.status_code == 409
    assert "từ thẻ một" in page(answer) and "từ thẻ hai" in page(answer)
    assert saved_text(plan) == "từ thẻ một"
    assert 'name="version" value="2"' in page(answer)
    write(client, plan, "từ thẻ hai", version=2)
    assert saved_text(plan) == "từ thẻ hai"


def test_a_double_click_saves_once_without_a_conflict(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    for _ in range(2):
        assert write(client, plan, "một lần").status_code == 302
    assert SectionText.objects.get(plan=plan, key="political").version == 2


def test_the_first_text_of_a_section_by_two_tabs(people, sign_in):
    plan, client = a_plan(people, filled=False), sign_in("an")
    write(client, plan, "một", version=0)
    answer = write(client, plan, "hai", version=0)
    assert answer.status_code == 409 and "một" in page(answer) and "hai" in page(answer)


def test_a_step_taken_meanwhile_leaves_the_text_on_a_clear_page(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    workflow.take("submit", plan, by=people.actor("an"), at=NOW)
    answer = write(client, plan, "viết thêm sau khi gửi")
    assert answer.status_code == 409
    assert "viết thêm sau khi gửi" in page(answer) and "gửi kế hoạch cho chi bộ" in page(answer)
    assert saved_text(plan) != "viết thêm sau khi gửi"


@pytest.mark.parametrize("status", ["cell_review", "signed", "posted"])
def test_a_stale_edit_cannot_touch_a_plan_that_has_moved_on(people, sign_in, status):
    plan, client = a_plan_at(status, people), sign_in("an")
    before = saved_text(plan)
    uid = plan.tasks.get().uid
    assert write(client, plan, "sửa lén").status_code == 409
    row = reverse("row", args=[plan.pk, "tasks", uid])
    assert client.post(row, {"deed": "sửa lén", "version": 1}).status_code == 409
    assert client.post(reverse("remove_row", args=[plan.pk, "tasks", uid])).status_code == 409
    assert (saved_text(plan), plan.tasks.get().deed) == (before, "Vận động các hộ ngõ 94")


def test_an_expired_login_keeps_the_text_for_its_writer(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    form = page(client.get(text_url(plan)))
    writer = form.split('name="writer" value="')[1].split('"')[0]
    client.logout()
    answer = write(client, plan, "gõ lúc phiên đã hết", writer=writer)
    assert answer.status_code == 302 and reverse("sign_in") in answer.url
    assert "gõ lúc phiên đã hết" in page(sign_in("an").get(reverse("held")))


# --- the script ----------------------------------------------------------------------------------------------------


def autosave(client, plan, text, version=1):
    return client.post(text_url(plan), {"text": text, "version": version}, headers={"X-Autosave": "1"})


def test_the_script_is_told_when_and_which_version(people, sign_in):
    plan = a_plan(people)
    answer = autosave(sign_in("an"), plan, "tự lưu").json()
    assert answer["fields"] == {"version": 2} and len(answer["saved"]) == 5
    assert saved_text(plan) == "tự lưu"


def test_the_script_is_told_of_a_conflict_and_of_a_step(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    write(client, plan, "từ thẻ một")
    answer = autosave(client, plan, "từ thẻ hai")
    assert answer.status_code == 409 and "cửa sổ khác" in answer.json()["problem"]
    workflow.take("submit", again(plan), by=people.actor("an"), at=NOW)
    answer = autosave(client, plan, "từ thẻ hai", version=2)
    assert answer.status_code == 409 and "gửi kế hoạch" in answer.json()["problem"]


# --- rows ----------------------------------------------------------------------------------------------------------


def task(**values):
    return {"deed": "", "expected": "", "deadline": "", "basis_id": "", "version": 0, **values}


def test_a_new_task_is_one_row_however_often_it_is_sent(people, sign_in):
    plan, client = a_plan(people, filled=False), sign_in("an")
    new = client.get(reverse("new_row", args=[plan.pk, "tasks"])).url
    for _ in range(2):
        assert client.post(new, task(deed="Vận động ngõ 94")).status_code == 302
    assert list(plan.tasks.values_list("deed", flat=True)) == ["Vận động ngõ 94"]


def test_nothing_is_required_in_a_draft(people, sign_in):
    plan, client = a_plan(people, filled=False), sign_in("an")
    new = reverse("row", args=[plan.pk, "tasks", uuid4()])
    assert client.post(new, task(deadline="khi nào xong thì xong")).status_code == 302
    assert plan.tasks.get().deadline == "khi nào xong thì xong"


def test_a_row_that_was_changed_elsewhere_shows_both(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    row = reverse("row", args=[plan.pk, "tasks", plan.tasks.get().uid])
    client.post(row, task(deed="từ thẻ một", version=1))
    answer = client.post(row, task(deed="từ thẻ hai", version=1))
    assert answer.status_code == 409
    assert "từ thẻ một" in page(answer) and "từ thẻ hai" in page(answer)


def test_a_row_is_taken_out_once(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    out = reverse("remove_row", args=[plan.pk, "tasks", plan.tasks.get().uid])
    for _ in range(2):
        assert client.post(out).status_code == 302
    assert not plan.tasks.exists()


def test_another_plans_row_is_out_of_reach(people, sign_in):
    mine, theirs = a_plan(people), a_plan(people, of="dung")
    uid = theirs.tasks.get().uid
    sign_in("an").post(reverse("remove_row", args=[mine.pk, "tasks", uid]))
    sign_in("an").post(reverse("remove_row", args=[theirs.pk, "tasks", uid]))
    assert Task.objects.filter(uid=uid).exists()


def test_the_box_says_what_is_not_concrete_yet(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    shown = page(client.get(reverse("row", args=[plan.pk, "tasks", plan.tasks.get().uid])))
    assert "Đã cụ thể chưa?" in shown and "Có việc làm rõ ràng" in shown


# --- remarks -------------------------------------------------------------------------------------------------------


def a_returned_plan(people):
    plan, binh = a_plan_at("cell_review", people), people.actor("binh")
    uid = plan.tasks.get().uid
    said = {"reason": "vague", "text": "Bao nhiêu hộ?", "key": uuid4(), "section": "tasks", "row": uid}
    remark = remarks.remark(plan, by=binh, at=NOW, **said)
    workflow.take("return", plan, by=binh, at=NOW)
    return again(plan), remark, reverse("row", args=[plan.pk, "tasks", uid])


def answered(remark, text, was=""):
    return {f"answer_{remark.pk}": text, f"was_{remark.pk}": was}


def test_a_remark_stands_on_the_page_of_its_row_and_is_answered_there(people, sign_in):
    plan, remark, row = a_returned_plan(people)
    client = sign_in("an")
    assert "Bao nhiêu hộ?" in page(client.get(row))
    client.post(row, {**task(deed="Vận động 30 hộ", version=1), **answered(remark, "30 hộ.")})
    remark.refresh_from_db()
    assert (remark.answer, plan.tasks.get().deed) == ("30 hộ.", "Vận động 30 hộ")


def test_an_answer_given_in_another_tab_is_not_written_over(people, sign_in):
    _, remark, row = a_returned_plan(people)
    client = sign_in("an")
    client.post(row, {**task(deed="a", version=1), **answered(remark, "trả lời một")})
    answer = client.post(row, {**task(deed="a", version=2), **answered(remark, "trả lời hai")})
    remark.refresh_from_db()
    assert answer.status_code == 409
    assert remark.answer == "trả lời một" and "trả lời hai" in page(answer)


def test_remarks_that_are_not_released_are_on_no_page_of_the_author(people, sign_in):
    plan = a_plan_at("cell_review", people)
    remarks.remark(plan, by=people.actor("binh"), at=NOW, reason="vague", text=CANARY, key=uuid4())
    client = sign_in("an")
    for route in ("my_plan", "answers", "read_back", "readers", "print_plan"):
        url = reverse(route) if route == "my_plan" else reverse(route, args=[plan.pk])
        assert CANARY not in page(client.get(url))
    assert CANARY in page(sign_in("binh").get(reverse("plan", args=[plan.pk])))


# --- reading back and sending --------------------------------------------------------------------------------------


def test_reading_back_names_every_gap_with_a_link(people, sign_in):
    plan = a_plan(people, filled=False)
    shown = page(sign_in("an").get(reverse("read_back", args=[plan.pk])))
    assert f'href="/ke-hoach/{plan.pk}/muc/tasks/"' in shown and "chưa đăng ký việc nào" in shown
    assert reverse("plan_step", args=[plan.pk, "submit"]) not in shown


def test_sending_from_the_page_that_reads_back(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    shown = page(client.get(reverse("read_back", args=[plan.pk])))
    key = shown.split('name="key" value="')[1].split('"')[0]
    for _ in range(2):
        answer = client.post(reverse("plan_step", args=[plan.pk, "submit"]), {"key": key, "seen": 0})
        assert answer.url == reverse("my_plan")
    assert (again(plan).status, again(plan).revision) == (Status.CELL_REVIEW, 1)


# --- signing -------------------------------------------------------------------------------------------------------


def sign(client, plan, password):
    shown = page(client.get(reverse("sign", args=[plan.pk])))
    fields = {name: shown.split(f'name="{name}" value="')[1].split('"')[0] for name in ("key", "seen", "shown")}
    return client.post(reverse("sign", args=[plan.pk]), {**fields, "password": password})


def test_signing_asks_for_the_password_again(people, sign_in):
    plan = a_plan_at("finalizing", people)
    people.an.user.set_password("ba tu that dai")
    people.an.user.save()
    client = sign_in("an")
    assert sign(client, plan, "sai mat khau").status_code == 422
    assert again(plan).status == Status.FINALIZING
    assert sign(client, plan, "ba tu that dai").status_code == 302
    assert again(plan).status == Status.SIGNED
    code = plan.signatures.get().check_code
    assert f"{code[:5]}-{code[5:]}" in page(client.get(reverse("sign", args=[plan.pk])))


def test_what_is_signed_is_what_was_on_the_page(people, sign_in):
    plan = a_plan_at("finalizing", people)
    people.an.user.set_password("ba tu that dai")
    people.an.user.save()
    client = sign_in("an")
    shown = page(client.get(reverse("sign", args=[plan.pk])))
    fields = {name: shown.split(f'name="{name}" value="')[1].split('"')[0] for name in ("key", "seen", "shown")}
    write(client, plan, "sửa ở thẻ khác")
    answer = client.post(reverse("sign", args=[plan.pk]), {**fields, "password": "ba tu that dai"})
    assert answer.status_code == 409 and "sửa ở thẻ khác" in page(answer)
    assert again(plan).status == Status.FINALIZING


@pytest.mark.parametrize("name", ["binh", "dung", "giang", "hanh", "inh"])
def test_nobody_else_opens_the_authors_pages(people, sign_in, name):
    plan, client = a_plan_at("finalizing", people), sign_in(name)
    for route in ("edit", "read_back", "answers", "sign", "readers"):
        assert client.get(reverse(route, args=[plan.pk])).status_code == 404
    assert write(client, plan, "chen vào").status_code == 404


# --- the private self-check ----------------------------------------------------------------------------------------


def test_the_self_check_is_saved_and_shown_to_its_author_alone(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    url = reverse("self_check", args=[plan.pk, 1])
    client.post(url, {"version": 0, "level_2": "at_risk", "note_2": CANARY})
    assert SelfCheck.objects.get().answers == {"2": {"level": "at_risk", "note": CANARY}}
    assert CANARY in page(client.get(url))


def test_the_self_check_is_on_no_other_page_and_of_nobody_else(people, sign_in):
    plan = a_plan_at("posted", people)
    plan.self_checks.create(group=1, answers={"1": {"level": "present", "note": CANARY}})
    url = reverse("self_check", args=[plan.pk, 1])
    assert CANARY in page(sign_in("an").get(url))
    for route in ("read_back", "answers", "readers", "print_plan", "sign"):
        assert CANARY not in page(sign_in("an").get(reverse(route, args=[plan.pk])))
    for name in ("binh", "bao", "dung", "giang", "hanh", "inh", "quan"):
        assert sign_in(name).get(url).status_code == 404
        for route in ("plan", "print_plan"):
            assert CANARY not in page(sign_in(name).get(reverse(route, args=[plan.pk])))
    stored = [*plan.revisions.values_list("snapshot", flat=True), *plan.events.values_list("note", flat=True)]
    assert CANARY not in str(stored)


def test_a_helper_does_not_see_the_self_check(people, sign_in):
    plan = workflow.begin(people.dung, people.cycle, people.cell, by=people.actor("binh"), at=NOW)
    client = sign_in("binh")
    assert client.get(reverse("self_check", args=[plan.pk, 1])).status_code == 404
    assert client.get(reverse("section", args=[plan.pk, "self_check"]), follow=True).status_code == 404
    assert "Tự soi" not in page(client.get(reverse("edit", args=[plan.pk])))


def test_two_tabs_of_the_self_check_lose_nothing(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    url = reverse("self_check", args=[plan.pk, 1])
    client.post(url, {"version": 0, "level_1": "none", "note_1": "ghi chú một"})
    answer = client.post(url, {"version": 0, "level_1": "none", "note_1": "ghi chú hai"})
    assert answer.status_code == 409 and "ghi chú một" in page(answer) and "ghi chú hai" in page(answer)


# --- paper ---------------------------------------------------------------------------------------------------------


def test_an_officer_types_from_paper_and_sends(people, sign_in):
    client = sign_in("binh")
    answer = client.post(reverse("type_for", args=[people.dung.pk]))
    plan = Plan.objects.get(member=people.dung)
    assert answer.url == reverse("edit", args=[plan.pk])
    assert "Đang gõ hộ" in page(client.get(text_url(plan)))
    assert write(client, plan, "Chép từ bản giấy", version=0).status_code == 302


def test_nobody_types_for_a_member_of_another_cell(people, sign_in):
    for name in ("chi", "dung", "giang", "hanh", "inh", "em"):
        assert sign_in(name).post(reverse("type_for", args=[people.an.pk])).status_code == 404
    assert not Plan.objects.exists()


def test_an_officer_is_told_when_the_member_has_begun_already(people, sign_in):
    a_plan(people)
    shown = page(sign_in("binh").post(reverse("type_for", args=[people.an.pk]), follow=True))
    assert "đã tự bắt đầu" in shown


def test_a_helper_whose_post_ended_loses_the_page(people, sign_in):
    plan = workflow.begin(people.dung, people.cycle, people.cell, by=people.actor("binh"), at=NOW)
    client = sign_in("binh")
    assert client.get(reverse("edit", args=[plan.pk])).status_code == 200
    Appointment.objects.filter(member=people.binh).update(until=TODAY)
    assert client.get(reverse("edit", args=[plan.pk])).status_code == 404


def test_the_print_shows_the_plan_and_its_check_code(people, sign_in):
    plan = a_plan_at("signed", people)
    shown = page(sign_in("an").get(reverse("print_plan", args=[plan.pk])))
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in shown and plan.signatures.get().check_code[:5] in shown
    staff = a_plan_at("signed", people, of="kha", reviewer="lan")
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in page(sign_in("kha").get(reverse("print_plan", args=[staff.pk])))


def test_a_reader_who_prints_is_recorded(people, sign_in):
    plan = a_plan_at("signed", people)
    sign_in("binh").get(reverse("print_plan", args=[plan.pk]))
    assert list(plan.accesses.values_list("reader", flat=True)) == [people.binh.pk]
    assert "Trần Thị Bình" in page(sign_in("an").get(reverse("readers", args=[plan.pk])))


# --- the board and the code ----------------------------------------------------------------------------------------


def a_posted_head(people):
    Member.objects.filter(pk=people.binh.pk).update(born_on="1958-09-05", born_precision="day")
    plan = a_plan_at("signed", people, of="binh", reviewer="bao")
    bao = people.actor("bao")
    workflow.record_filing(plan, by=bao, at=NOW, filed_on=TODAY)
    where = {"place": "Nhà văn hóa tổ 5", "since": TODAY, "until": TODAY, "posted_by": "Bảo"}
    workflow.record_posting(plan, by=bao, at=NOW, **where)
    return plan


@pytest.mark.parametrize("name", ["an", "chi", "em", "giang", "hanh", "inh", "kha", "quan"])
def test_everybody_signed_in_reads_the_posted_copy_of_a_head(people, sign_in, name):
    plan, client = a_posted_head(people), sign_in(name)
    assert "Trần Thị Bình" in page(client.get(reverse("board")))
    copy = page(client.get(reverse("posted", args=[plan.pk])))
    assert "Vận động các hộ ngõ 94" in copy
    assert "05/09/1958" not in copy


def test_a_plan_that_is_not_posted_is_not_on_the_board(people, sign_in):
    plan = a_plan_at("posted", people)
    assert sign_in("dung").get(reverse("posted", args=[plan.pk])).status_code == 404


def test_a_stranger_checks_a_code_and_reads_nothing_else(people, client):
    plan = a_plan_at("signed", people)
    code = plan.signatures.get().check_code
    shown = page(client.get(reverse("check_code"), {"code": f"{code[:5]} {code[5:].lower()}"}))
    assert "Mã đúng" in shown and "Chi bộ 7" in shown
    assert "Nguyễn Văn An" not in shown and "ngõ 94" not in shown
    assert "Không có mã này" in page(client.get(reverse("check_code"), {"code": "AAAAAAAAAA"}))


# --- figures of the pages ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rows", [1, 3])
def test_the_editor_asks_a_fixed_number_of_questions(people, sign_in, rows, django_assert_max_num_queries):
    plan, client = a_plan(people), sign_in("an")
    for number in range(1, rows):
        plan.tasks.create(deed=f"Việc {number}", position=number + 1)
    with django_assert_max_num_queries(8):
        client.get(text_url(plan))
    with django_assert_max_num_queries(9):
        client.get(reverse("row", args=[plan.pk, "tasks", plan.tasks.first().uid]))
    with django_assert_max_num_queries(11):
        client.get(reverse("edit", args=[plan.pk]))
