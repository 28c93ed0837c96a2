"""A paper member's plan with two officers in a real Chromium: typed by one, agreed and
inked by the other, objected to by its author."""

import pytest
from django.utils import timezone

from plans.models import Plan
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_story import PASSWORD, press, send, sign_in
from tests.people import fill, gather

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


def ask_to_type(page, people):
    """Bình names Bảo, who types from Dung's sheet."""
    page.goto("/gop-y/")
    row = page.locator("#chua-gui li", has_text="Phạm Thị Dung")
    with page.expect_navigation():
        row.locator("a").click()
    assert "Chưa bắt đầu gì" in page.inner_text("main")
    page.check("input[name=source][value=sheet]")
    page.select_option("select[name=helper]", label="Vũ Gia Bảo")
    send(page)
    assert "Đã ghi: đ/c Vũ Gia Bảo gõ hộ" in page.inner_text("body")


def type_and_send(page):
    page.goto("/")
    press(page, "Phạm Thị Dung")
    assert "Gõ hộ đồng chí Phạm Thị Dung" in page.inner_text("main")
    size = page.locator(".typing-for").evaluate("n => getComputedStyle(n).fontSize")
    assert float(size.removesuffix("px")) >= 24
    press(page, "Tư tưởng chính trị")
    page.fill("textarea[name=text]", "Chép đúng từ bản viết tay của đồng chí Dung.")
    page.wait_for_selector("text=/Đã lưu lúc \\d\\d:\\d\\d/")
    plan = Plan.objects.get()
    plan.rows.all().delete()
    fill(plan)
    page.goto(f"/ke-hoach/{plan.pk}/doc-lai/")
    press(page, "Ghi xác nhận và gửi")
    page.check("input[name=confirmed][value=read_back]")
    send(page)
    assert "Chưa gửi" in page.inner_text("main")
    page.fill("input[name=witness]", "Bà Lê Thị Mai")
    page.fill("input[name=confirmed_on]", f"{timezone.localdate():%d/%m/%Y}")
    send(page)
    assert "Đã gửi kế hoạch của đ/c Phạm Thị Dung" in page.inner_text("body")
    return plan


def test_two_officers_and_an_author_who_objects(people, somebody):
    binh, bao, dung = somebody(DESK), somebody(DESK), somebody(PHONE)
    for page, name in ((binh, "binh"), (bao, "bao"), (dung, "dung")):
        sign_in(page, name)
    ask_to_type(binh, people)
    plan = type_and_send(bao)
    assert bao.goto(f"/ke-hoach/{plan.pk}/viet/").status == 404

    bao.goto(f"/ke-hoach/{plan.pk}/")
    press(bao, "Thông qua")
    assert "không một mình thông qua" in bao.inner_text("main")

    dung.goto("/ke-hoach-cua-toi/")
    assert "người chứng kiến: Bà Lê Thị Mai" in dung.inner_text("main")
    press(dung, "Tôi không đồng ý")
    binh.goto("/gop-y/")
    press(binh, "chưa ai trả lời")
    press(binh, "Thông qua")
    assert "Có người trả lời" in binh.inner_text("main")
    binh.fill("#go-ho textarea[name=text]", "Tôi đã đọc lại cho đồng chí nghe.")
    press(binh, "Trả lời")
    binh.goto(f"/ke-hoach/{plan.pk}/")
    press(binh, "Thông qua")
    binh.goto(f"/ke-hoach/{plan.pk}/in/")
    press(binh, "In để ký")
    binh.goto(f"/ke-hoach/{plan.pk}/")
    binh.locator("summary", has_text="Ghi nhận chữ ký tay").click()
    binh.fill("input[name=signed_on]", f"{timezone.localdate():%d/%m/%Y}")
    press(binh, "Ghi nhận chữ ký tay")
    binh.goto(f"/ke-hoach/{plan.pk}/")
    press(binh, "Ghi nhận đã nộp")
    plan.refresh_from_db()
    assert plan.status == "posted"
    steps = plan.events.order_by("number").values_list("step", "by__user__username")
    assert list(steps) == [
        ("begin", "binh"),
        ("assist", "binh"),
        ("submit", "bao"),
        ("object", "dung"),
        ("answer_objection", "binh"),
        ("agree", "binh"),
        ("print", "binh"),
        ("sign", "binh"),
        ("file", "binh"),
        ("complete", "binh"),
    ]
