"""Reading back, sending and signing."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from accounts.guesses import RULES
from accounts.models import GuessCount
from plans import remarks
from plans.models import Status
from plans.pages.sign import signature
from plans.workflow import steps
from tests.people import (
    NOW,
    TODAY,
    a_plan,
    a_plan_at,
    add_row,
    again,
    change_text,
    open_to_changes,
)
from tests.plans.author import (
    PASSWORD,
    autosave,
    hidden,
    page,
    row_url,
    set_password,
    task,
    text_url,
    write,
)
from tests.plans.browsing import WRITTEN, lines_of, piece_of
from tests.plans.typed import begin_typing

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def read(client, plan):
    return page(client.get(reverse("editor:read_back", args=[plan.pk])))


# --- reading back ---------------------------------------------------------------------


def test_reading_back_names_every_gap_with_a_link(people, sign_in):
    plan = a_plan(people, filled=False)
    row = add_row(plan, "tasks", deed="Vận động", deadline="30/06")
    shown = read(sign_in("an"), plan)
    assert f'<a href="{text_url(plan)}">Tư tưởng chính trị: chưa viết</a>' in shown
    assert (
        f'<a href="{text_url(plan, "shortcomings")}">Hạn chế: chưa ghi hạn chế nào</a>'
        in shown
    )
    assert (
        f'<a href="{row_url(plan, row.uid)}">Việc 1: chưa ghi kết quả cần đạt</a>'
        in shown
    )
    assert reverse("review:plan_step", args=[plan.pk, "submit"]) not in shown


def test_it_says_who_will_read_before_the_button_is_pressed(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    assert (
        "đ/c Trần Thị Bình (Bí thư chi bộ), đ/c Vũ Gia Bảo (Phó bí thư chi bộ)"
        in read(client, plan)
    )
    mine = a_plan(people, of="chi")
    assert "chưa có ai khác trong chi ủy, nên Đảng bộ phường Phúc Đồng đọc" in read(
        sign_in("chi"), mine
    )


def test_the_page_that_reads_back_word_for_word(people, sign_in):
    page = sign_in("an").get(reverse("editor:read_back", args=[a_plan(people).pk]))
    shown = lines_of(piece_of(page, "<h1>", "</main>"))
    assert shown[:2] == ["Đọc lại kế hoạch năm 2026", "Nguyễn Văn An · Chi bộ 7"]
    edit = [
        f"{title} Sửa {title}"
        for title in ("Tư tưởng chính trị", "Hạn chế", "Việc đăng ký")
    ]
    assert [line for line in shown if " Sửa " in line] == edit
    assert [
        line.removesuffix(f" Sửa {line.split(' Sửa ')[0]}") for line in shown[2:26]
    ] == WRITTEN
    assert shown[26:28] == [
        "Gửi chi bộ",
        "Người đọc: đ/c Trần Thị Bình (Bí thư chi bộ), đ/c Vũ Gia Bảo (Phó bí thư chi "
        "bộ); đảng viên cùng chi bộ "
        "cũng đọc và góp ý được. Góp ý trước hết ngày 28/02/2026. Khi chưa ai ở chi ủy "
        "mở đọc, đồng chí còn rút lại "
        "để sửa được.",
    ]


def test_sending_from_the_page_that_reads_back(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    sent = hidden(read(client, plan), "key", "seen")
    for _ in range(2):
        assert client.post(
            reverse("review:plan_step", args=[plan.pk, "submit"]), sent
        ).url == reverse("home:my_plan")
    assert (again(plan).status, again(plan).revision) == (Status.CELL_REVIEW, 1)


def test_a_plan_that_lost_a_text_meanwhile_is_not_sent_and_says_why(people, sign_in):
    plan, client = a_plan(people), sign_in("an")
    sent = hidden(read(client, plan), "key", "seen")
    write(client, plan, "")
    answer = client.post(
        reverse("review:plan_step", args=[plan.pk, "submit"]), sent, follow=True
    )
    assert answer.redirect_chain[-1][0] == reverse("editor:read_back", args=[plan.pk])
    assert (
        "Tư tưởng chính trị: chưa viết" in page(answer)
        and again(plan).status == Status.DRAFT
    )


@pytest.mark.parametrize("status", ["cell_review", "signed", "posted"])
def test_what_is_read_back_later_is_the_revision(people, sign_in, status):
    plan = a_plan_at(status, people)
    change_text(plan, "không nằm trong bản đã gửi")
    shown = read(sign_in("an"), plan)
    assert (
        "không nằm trong bản đã gửi" not in shown and "Đọc hết chuyên đề năm" in shown
    )
    assert ">Sửa<" not in shown and "Gửi chi bộ" not in shown


def test_much_changed_text_may_go_back_to_the_cell(people, sign_in):
    plan, client = a_plan_at("finalizing", people), sign_in("an")
    assert "Gửi chi bộ đọc lại" not in read(client, plan)
    write(client, plan, "khác hẳn")
    said = task(
        deed="việc khác",
        expected="30 hộ",
        deadline="30/06",
        basis_id=plan.cycle.bases.get(key="own").pk,
    )
    client.post(row_url(plan), {**said, "version": 1})
    assert "Có 02 chỗ khác lời chi bộ đã thông qua" in read(client, plan)
    assert "Gửi chi bộ đọc lại" in read(client, plan)
    open_to_changes(plan, people)
    assert "có 2 chỗ khác" in read(client, plan)
    assert "Gửi chi bộ đọc lại" in read(client, plan)


# --- signing --------------------------------------------------------------------------


def sign_url(plan):
    return reverse("sign:sign", args=[plan.pk])


def sign(client, plan, password=PASSWORD):
    fields = hidden(page(client.get(sign_url(plan))), "key", "seen", "shown")
    return client.post(sign_url(plan), {**fields, "password": password})


@pytest.fixture
def plan(people):
    set_password(people)
    return a_plan_at("finalizing", people)


def test_signing_asks_for_the_password_again(plan, sign_in):
    client = sign_in("an")
    answer = sign(client, plan, "sai mat khau")
    assert answer.status_code == 422 and "Mật khẩu chưa đúng. Chưa ký gì." in page(
        answer
    )
    assert again(plan).status == Status.FINALIZING
    assert sign(client, plan).url == sign_url(plan)
    assert again(plan).status == Status.SIGNED


def test_the_confirmation_stays_with_its_code(plan, sign_in):
    client = sign_in("an")
    sign(client, plan)
    code = plan.signatures.get().check_code
    for _ in range(2):
        assert f"{code[:5]}-{code[5:]}" in page(client.get(sign_url(plan)))


def test_after_signing_it_says_what_was_signed_and_where_the_copy_goes(plan, sign_in):
    client = sign_in("an")
    sign(client, plan)
    code = plan.signatures.get().check_code
    shown = lines_of(
        piece_of(
            client.get(sign_url(plan)), '<section class="confirmation">', "</main>"
        )
    )
    assert shown[:4] == [
        "Đã ký kế hoạch năm 2026",
        "Ký điện tử ngày 10/02/2026, bản số 2.",
        f"Mã kiểm tra: {code[:5]}-{code[5:]}",
        "Việc tiếp theo",
    ]
    assert shown[4].startswith(
        "In 01 bản và nộp chi bộ trước hết ngày 15/03/2026. Mã kiểm tra in sẵn dưới "
        "chữ ký"
    )


def test_a_double_click_signs_once(plan, sign_in):
    client = sign_in("an")
    fields = {
        **hidden(page(client.get(sign_url(plan))), "key", "seen", "shown"),
        "password": PASSWORD,
    }
    for _ in range(2):
        assert client.post(sign_url(plan), fields).url == sign_url(plan)
    assert plan.signatures.count() == 1


def test_wrong_passwords_count_as_guesses_at_signing_in(plan, sign_in):
    client = sign_in("an")
    for _ in range(2):
        sign(client, plan, "sai mat khau")
    assert GuessCount.objects.get(kind="name").number == 2
    for _ in range(RULES["name"].most - 1):
        answer = sign(client, plan, "sai mat khau")
    assert answer.status_code == 429
    assert (
        sign(client, plan).status_code == 429
        and again(plan).status == Status.FINALIZING
    )


def test_a_stranger_who_guesses_keeps_nobody_from_signing_on_a_known_device(
    plan, client
):
    sent = {"username": "an", "password": PASSWORD}
    client.post(reverse("entry:sign_in"), sent)
    for number in range(RULES["name"].most + 1):
        guess = {"username": "an", "password": f"doan {number}"}
        answer = Client().post(reverse("entry:sign_in"), guess)
    assert answer.status_code == 429
    assert sign(client, plan).url == sign_url(plan)
    assert again(plan).status == Status.SIGNED


def test_what_is_signed_is_what_was_on_the_page(plan, people, sign_in):
    client = sign_in("an")
    open_to_changes(plan, people)
    fields = hidden(page(client.get(sign_url(plan))), "key", "seen", "shown")
    write(client, plan, "sửa ở thẻ khác")
    answer = client.post(sign_url(plan), {**fields, "password": PASSWORD})
    assert answer.status_code == 409
    assert "vừa được sửa ở một cửa sổ khác" in page(
        answer
    ) and "sửa ở thẻ khác" in page(answer)
    assert (again(plan).status, plan.signatures.count(), plan.revisions.count()) == (
        Status.FINALIZING,
        0,
        1,
    )
    assert sign(client, plan).status_code == 302


def test_an_edit_between_the_look_and_the_step_is_noticed_under_the_lock(plan, people):
    open_to_changes(plan, people)
    shown = signature.make_digest_of_text(plan)
    change_text(plan, "sửa chen vào")
    with pytest.raises(signature.TextChanged):
        signature.sign_shown_text(
            plan,
            shown,
            by=people.actor("an"),
            at=NOW,
            key=uuid.uuid4(),
            seen=plan.revision,
        )
    assert (again(plan).status, plan.events.count()) == (Status.FINALIZING, 3)


def test_open_remarks_and_gaps_stand_before_the_signature(people, sign_in):
    plan, _ = a_plan_at("cell_review", people), set_password(people)
    said = {"reason": "vague", "text": "Bao nhiêu?", "key": uuid.uuid4()}
    said["section"] = "tasks"
    remarks.make_remark(plan, by=people.actor("binh"), at=NOW, **said)
    steps.take_step("agree", plan, by=people.actor("binh"), at=NOW)
    client = sign_in("an")
    change_text(plan, "")
    shown = page(client.get(sign_url(plan)))
    assert (
        "Còn 1 góp ý chưa trả lời." in shown
        and "Tư tưởng chính trị: chưa viết" in shown
    )
    assert 'type="password"' not in shown
    fields = {
        "key": uuid.uuid4(),
        "seen": 1,
        "shown": signature.make_digest_of_text(plan),
        "password": PASSWORD,
    }
    assert client.post(sign_url(plan), fields).status_code == 422
    assert again(plan).status == Status.FINALIZING


def test_a_plan_that_was_signed_in_ink_meanwhile_says_so(plan, people, sign_in):
    client = sign_in("an")
    fields = hidden(page(client.get(sign_url(plan))), "key", "seen", "shown")
    by = people.actor("binh")
    steps.take_step("sign", plan, by=by, at=NOW, signed_on=TODAY)
    answer = client.post(sign_url(plan), {**fields, "password": PASSWORD})
    assert answer.status_code == 409 and "ghi nhận chữ ký tay trên bản giấy" in page(
        answer
    )
    assert "Ký tay trên bản in" in page(client.get(sign_url(plan)))


@pytest.mark.parametrize("status", ["draft", "cell_review"])
def test_it_is_not_time_to_sign(people, sign_in, status):
    plan = a_plan_at(status, people)
    assert sign_in("an").get(sign_url(plan)).url == reverse("home:my_plan")


def test_a_form_that_is_no_form_of_ours_is_a_bad_request(plan, sign_in):
    assert sign_in("an").post(sign_url(plan), {"password": PASSWORD}).status_code == 400


@pytest.mark.parametrize("name", ["binh", "dung", "giang", "hanh", "inh", "quan"])
def test_nobody_else_opens_the_authors_pages(people, sign_in, name):
    plan, client = a_plan_at("finalizing", people), sign_in(name)
    for route in (
        "editor:edit",
        "editor:read_back",
        "editor:answers",
        "sign:sign",
        "home:readers",
    ):
        assert client.get(reverse(route, args=[plan.pk])).status_code == 404
        assert client.post(reverse(route, args=[plan.pk])).status_code in (404, 405)
    assert write(client, plan, "chen vào").status_code == 404
    assert autosave(client, row_url(plan), **task(deed="chen vào")).status_code == 404


def test_a_helper_types_but_does_not_sign(people, sign_in):
    plan = begin_typing(people)
    client = sign_in("binh")
    assert client.get(reverse("editor:read_back", args=[plan.pk])).status_code == 200
    assert client.get(sign_url(plan)).status_code == 404
    assert client.get(reverse("home:readers", args=[plan.pk])).status_code == 404
