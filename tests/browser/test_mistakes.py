"""In a real Chromium: a recall that is answered without a letter changed is seen as
such; and a copy that was recorded by mistake is taken back."""

import pytest

from tests.browser.conftest import DESK, PHONE
from tests.browser.test_story import PASSWORD, press, send, sign_in
from tests.people import NOW, a_plan_at, again, gather

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.one_database,
]


@pytest.fixture
def people(live_server):
    people = gather()
    for member in people.members.values():
        member.user.set_password(PASSWORD)
        member.user.save()
    return people


def recall(page, plan):
    page.goto(f"/ke-hoach/{plan.pk}/")
    page.locator("summary", has_text="Yêu cầu sửa").click()
    page.select_option("#id_step_reason", "vague")
    page.fill("#id_step_note", "Ghi rõ số hộ.")
    page.locator("details button", has_text="Yêu cầu sửa").click()
    page.wait_for_selector("text=Đã yêu cầu đ/c Nguyễn Văn An sửa")


def answer_and_sign_again(page, plan):
    page.goto("/ke-hoach-cua-toi/")
    assert "Ghi rõ số hộ." in page.inner_text("main")
    page.goto(f"/ke-hoach/{plan.pk}/tra-loi/")
    page.locator("main textarea").first.fill("Đã ghi lại.")
    send(page)
    page.goto(f"/ke-hoach/{plan.pk}/ky/")
    page.fill("#id_password", PASSWORD)
    press(page, "Ký chính thức")
    page.wait_for_selector("text=Đã ký kế hoạch năm 2026")


def test_a_recall_that_was_answered_without_a_change_is_seen_as_such(people, somebody):
    plan = a_plan_at("posted", people)
    giang, an = somebody(DESK), somebody(PHONE)
    sign_in(giang, "giang")
    sign_in(an, "an")
    recall(giang, plan)
    answer_and_sign_again(an, plan)
    giang.goto("/kiem-soat/theo-doi/")
    row = giang.locator("tr", has_text="Nguyễn Văn An")
    assert "ký lại, không sửa chữ nào" in row.inner_text()


def test_a_filing_that_was_recorded_by_mistake_is_taken_back(people, somebody):
    plan = a_plan_at("signed", people)
    binh, an = somebody(DESK), somebody(PHONE)
    sign_in(binh, "binh")
    sign_in(an, "an")
    binh.goto(f"/ke-hoach/{plan.pk}/")
    press(binh, "Ghi nhận đã nộp")
    an.goto("/ke-hoach-cua-toi/")
    assert "Đã xong cả bốn bước" in an.inner_text("main")
    press(binh, "Rút lại việc đã ghi")
    binh.locator("section", has_text="Rút lại việc ghi nộp bản").locator(
        "textarea"
    ).fill("Bản nhận được là của đồng chí khác.")
    press(binh, "Rút lại việc ghi nộp bản")
    binh.wait_for_selector("text=Đã rút lại việc ghi nộp bản của đ/c Nguyễn Văn An")
    assert again(plan).status == "signed"
    an.reload()
    told = an.inner_text("main")
    assert "Việc cần làm: nộp chi bộ 01 bản" in told
    assert "Trần Thị Bình rút lại việc ghi nộp bản" in told
    assert "Bản nhận được là của đồng chí khác." in told


def test_an_agreement_by_mistake_is_taken_back_by_one_tap(people, somebody):
    plan = a_plan_at("cell_review", people, at=NOW)
    binh = somebody(PHONE)
    sign_in(binh, "binh")
    binh.goto(f"/ke-hoach/{plan.pk}/")
    press(binh, "Thông qua")
    assert again(plan).status == "finalizing"
    press(binh, "Bấm nhầm? Rút lại")
    assert "Đã rút lại việc thông qua" in binh.inner_text("main")
    assert again(plan).status == "cell_review"
