"""The script that saves while one writes: in seconds, on leaving, and never at the
price of a word."""

import re

import pytest
from django.urls import reverse

from plans.models import Section
from plans.workflow import steps
from tests.browser.conftest import PHONE
from tests.people import NOW, a_plan, again, gather, section_of, tasks_of, text_in
from tests.plans.author import row_url, text_url

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.one_database,
]

PASSWORD = "ba tu that dai 2026"
FIELD = "textarea[name=text]"
SAVED = re.compile(r"Đã lưu lúc \d\d:\d\d")


@pytest.fixture
def people(live_server):
    people = gather()
    people.an.user.set_password(PASSWORD)
    people.an.user.save()
    return people


@pytest.fixture
def plan(people):
    return a_plan(people)


@pytest.fixture
def browser(chromium, live_server):
    """A phone on which An has signed in. Refused saves are said in its console, so that
    nobody watches that here."""
    context = chromium.new_context(
        viewport=PHONE, base_url=live_server.url, locale="vi-VN"
    )
    context.set_default_timeout(15_000)
    yield context
    context.close()


def sign_in(page):
    page.goto("/dang-nhap/")
    page.fill("input[name=username]", "an")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button.btn-main")
    page.wait_for_url("**/ke-hoach-cua-toi/")


@pytest.fixture
def page(people, browser):
    page = browser.new_page()
    sign_in(page)
    return page


def line(page, words):
    page.wait_for_function(
        "words => new "
        "RegExp(words).test(document.querySelector('[data-saved]').textContent)",
        arg=getattr(words, "pattern", words),
    )
    return page.inner_text("[data-saved]")


def saved(plan):
    return text_in(plan)


def test_what_is_typed_is_saved_within_seconds_and_the_button_goes_on(plan, page):
    page.goto(text_url(plan))
    page.fill(FIELD, "Đọc bài thứ nhất.")
    line(page, SAVED)
    assert saved(plan) == "Đọc bài thứ nhất."
    page.fill(FIELD, "Đọc bài thứ nhất.\nRồi bài thứ hai.")
    page.click("text=Lưu và sang mục tiếp theo")
    page.wait_for_url("**/muc/shortcomings/")
    assert saved(plan) == "Đọc bài thứ nhất.\nRồi bài thứ hai."


def test_every_field_is_saved_whatever_its_key_begins_with(plan, page):
    """What the pages send beside the fields is told from them by the whole name."""
    section = section_of(plan)
    asked = [*section.fields, {"key": "held_by", "label": "Ai giữ sổ"}]
    Section.objects.filter(pk=section.pk).update(fields=asked)
    page.goto(text_url(plan))
    page.fill("input[name=held_by]", "Tổ đảng số 2")
    line(page, SAVED)
    assert plan.rows.get(section="political").values["held_by"] == "Tổ đảng số 2"


def test_the_button_pressed_while_the_script_saves_is_no_conflict(plan, page):
    page.goto(text_url(plan))
    page.route(
        "**/muc/political/",
        lambda route: (page.wait_for_timeout(700), route.continue_()),
    )
    page.fill(FIELD, "một")
    page.wait_for_timeout(2200)
    page.fill(FIELD, "một hai")
    page.click("text=Lưu và sang mục tiếp theo")
    page.wait_for_url("**/muc/shortcomings/")
    assert saved(plan) == "một hai"


def test_leaving_the_page_saves_the_last_word(plan, page):
    page.goto(text_url(plan))
    page.fill(FIELD, "gõ xong đi ngay")
    page.click("text=Các mục của kế hoạch")
    page.wait_for_url("**/viet/")
    page.wait_for_timeout(500)
    assert saved(plan) == "gõ xong đi ngay"


def test_two_windows_end_in_a_page_with_both_texts(plan, browser, page):
    other = browser.new_page()
    for window in (page, other):
        window.goto(text_url(plan))
    page.fill(FIELD, "từ cửa sổ một")
    line(page, SAVED)
    other.fill(FIELD, "từ cửa sổ hai")
    assert "cửa sổ khác" in line(other, "cửa sổ khác")
    other.wait_for_timeout(3000)
    assert "cửa sổ khác" in other.inner_text("[data-saved]")
    other.click("main button.btn-plain:has-text('Lưu')")
    other.wait_for_selector("text=Phần này vừa được sửa ở một cửa sổ khác")
    assert other.input_value("#elsewhere-1") == "từ cửa sổ một"
    assert other.input_value(FIELD) == "từ cửa sổ hai"
    other.click("main button.btn-plain:has-text('Lưu')")
    other.wait_for_url("**/viet/")
    assert saved(plan) == "từ cửa sổ hai"


def test_a_step_taken_elsewhere_is_said_and_the_text_stays(plan, people, page):
    page.goto(text_url(plan))
    steps.take_step("submit", again(plan), by=people.actor("an"), at=NOW)
    page.fill(FIELD, "viết thêm")
    assert "gửi kế hoạch cho chi bộ" in line(page, "không sửa được nữa")
    page.click("main button.btn-plain:has-text('Lưu')")
    page.wait_for_selector("text=đã chuyển bước")
    assert page.input_value("textarea[readonly]") == "viết thêm"


def test_without_a_network_it_says_so_and_tries_again(plan, browser, page):
    page.goto(text_url(plan))
    browser.set_offline(True)
    page.fill(FIELD, "gõ lúc mất mạng")
    assert "mất mạng, sẽ thử lại" in line(page, "mất mạng")
    browser.set_offline(False)
    line(page, SAVED)
    assert saved(plan) == "gõ lúc mất mạng"


def test_after_signing_in_again_in_another_window_the_old_page_goes_on(
    plan, browser, page
):
    page.goto(text_url(plan))
    browser.clear_cookies(name="sessionid")
    page.fill(FIELD, "gõ khi phiên đã hết")
    line(page, "Phiên đăng nhập đã hết")
    other = browser.new_page()
    other.goto("/dang-nhap/")
    other.fill("input[name=username]", "an")
    other.fill("input[name=password]", PASSWORD)
    other.click("main button.btn-main")
    other.wait_for_selector("text=gõ khi phiên đã hết")
    line(page, SAVED)
    assert saved(plan) == "gõ khi phiên đã hết"


def test_the_box_follows_what_is_typed(plan, page):
    page.goto(row_url(plan))
    page.fill("[name=deed]", "Tham gia tích cực")
    page.fill("[name=expected]", "")
    page.wait_for_selector("text=“tích cực” là làm gì, bao nhiêu lần?")
    page.fill("[name=deed]", "Vận động 30 hộ ở ngõ 94")
    page.wait_for_selector(".check-ok:has-text('Có việc làm rõ ràng')")


def test_a_new_row_is_one_row_and_an_empty_one_is_none(plan, page):
    tasks_of(plan).delete()
    page.goto(reverse("editor:new_row", args=[plan.pk, "tasks"]))
    page.fill("[name=deed]", " ")
    line(page, SAVED)
    assert not tasks_of(plan).exists()
    for words in ("Thăm hai cụ", "Thăm hai cụ mỗi tháng"):
        page.fill("[name=deed]", words)
        page.wait_for_timeout(2500)
    page.click("main button.btn-main")
    page.wait_for_url("**/muc/tasks/")
    assert list(tasks_of(plan).values_list("values__deed", flat=True)) == [
        "Thăm hai cụ mỗi tháng"
    ]


def test_nothing_is_kept_in_the_browsers_storage(plan, page):
    page.goto(text_url(plan))
    page.fill(FIELD, "riêng")
    line(page, SAVED)
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_a_full_disk_is_told_on_the_page_and_the_text_stays(plan, page):
    page.goto(text_url(plan))
    full = {"status": 503, "headers": {"X-Disk-Full": "1"}, "body": ""}
    page.route("**/muc/political/", lambda route: route.fulfill(**full))
    page.fill(FIELD, "chưa ghi được")
    page.wait_for_selector("text=ổ đĩa của máy chủ đã đầy")
    assert page.input_value(FIELD) == "chưa ghi được"
    page.unroute("**/muc/political/")
    page.fill(FIELD, "ghi được rồi")
    page.wait_for_selector("text=Đã lưu lúc")
    assert saved(plan) == "ghi được rồi"
