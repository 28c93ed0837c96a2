"""A returned plan on a phone: one remark is answered, one place is changed, with one
remark its author does not agree; then it is sent, and another officer decides."""

from datetime import timedelta
from uuid import uuid4

import pytest

from plans import remarks
from plans.workflow import steps
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_story import press, send, sign_in
from tests.people import NOW, a_plan_at, again, first_task, gather

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.one_database,
]

PASSWORD = "ba tu that dai 2026"


@pytest.fixture
def people(live_server):
    people = gather()
    for name in ("an", "bao"):
        user = people.members[name].user
        user.set_password(PASSWORD)
        user.save()
    return people


@pytest.fixture
def plan(people):
    plan = a_plan_at("cell_review", people)
    places = {"shortcomings": None, "tasks": first_task(plan).uid, "political": None}
    for hours, (section, row) in enumerate(places.items()):
        said = {"reason": "vague", "text": f"Xem lại {section}.", "key": uuid4()}
        said |= {"section": section, "row": row}
        at = NOW + timedelta(hours=hours)
        remarks.make_remark(plan, by=people.actor("binh"), at=at, **said)
    steps.take_step("return", plan, by=people.actor("binh"), at=NOW)
    return again(plan)


def line(page, plan, section):
    remark = plan.remarks.get(section=section)
    return page.locator(f"#gop-y-{remark.pk}")


@pytest.mark.parametrize("scripts", [True, False])
def test_the_list_is_worked_off_and_the_plan_sent(plan, somebody, scripts):
    an, bao = somebody(PHONE, java_script_enabled=scripts), somebody(DESK)
    sign_in(an, "an")
    an.goto(f"/ke-hoach/{plan.pk}/doc-lai/")
    assert not an.locator("button:has-text('Gửi chi bộ')").count()
    press(an, "Còn 3 góp ý chưa trả lời")
    first = an.locator("article.remark").first
    assert "Xem lại political." in first.inner_text()

    line(an, plan, "political").locator("textarea").fill("Tôi ghi mỗi tháng một trang.")
    press(an, "Lưu trả lời")
    an.goto(f"/ke-hoach/{plan.pk}/tra-loi/")
    with an.expect_navigation():
        line(an, plan, "tasks").locator("a:has-text('Xem và sửa chỗ này')").click()
    an.fill("[name=expected]", "34/38 hộ phân loại rác")
    send(an)

    an.goto(f"/ke-hoach/{plan.pk}/doc-lai/")
    press(an, "Còn 1 góp ý chưa trả lời")
    last = line(an, plan, "shortcomings")
    with an.expect_navigation():
        last.locator("button:has-text('Tôi không đồng ý')").click()
    an.wait_for_selector("text=Đồng chí viết vì sao không đồng ý")
    last = line(an, plan, "shortcomings")
    last.locator("textarea").fill("Đã ghi rõ ở dòng hai.")
    with an.expect_navigation():
        last.locator("button:has-text('Tôi không đồng ý')").click()
    an.wait_for_selector("text=Ý này chuyển tới đ/c Vũ Gia Bảo")
    width = an.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]
    press(an, "Đọc lại cả bản")
    press(an, "Gửi chi bộ")
    assert again(plan).status == "cell_review"

    sign_in(bao, "bao")
    bao.goto("/gop-y/")
    bao.locator("section[aria-labelledby=khong-dong-y] a").click()
    bao.wait_for_selector("text=Đã ghi rõ ở dòng hai.")
    bao.fill("textarea[name=reply]", "Đồng chí nói đúng.")
    press(bao, "Rút góp ý")
    bao.wait_for_selector("text=Đã trả lời đ/c Nguyễn Văn An.")
    an.goto(f"/ke-hoach/{plan.pk}/tra-loi/")
    assert "Vũ Gia Bảo đã rút góp ý" in an.inner_text("main")
