"""The sheets that Chromium prints, read back: on each its number, whose plan it is,
which revision and code; and the signatures never alone on one. And what hangs on the
wall, from the print to the day on which it is taken down."""

import pytest
from django.urls import reverse
from django.utils import timezone

from plans.workflow.printing import print_for_signing
from tests.browser.conftest import DESK
from tests.browser.pdf_text import read_sheets
from tests.people import (
    NOW,
    a_plan_at,
    add_row,
    again,
    change_text,
    gather,
    open_to_changes,
)

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.one_database,
]

PASSWORD = "ba tu that dai 2026"
SIGNATURES = "NGƯỜIVIẾTKẾHOẠCH"


@pytest.fixture
def people(live_server):
    people = gather()
    people.bao.user.set_password(PASSWORD)
    people.bao.user.save()
    return people


@pytest.fixture
def page(people, somebody):
    """Bảo at a desk."""
    page = somebody(DESK)
    page.goto("/dang-nhap/")
    page.fill("input[name=username]", "bao")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button.btn-main")
    page.wait_for_url("**/gop-y/")
    return page


def print_sheets(page, name, plan):
    page.goto(reverse(name, args=[plan.pk]))
    return read_sheets(page.pdf(prefer_css_page_size=True))


def number(text):
    return f"{text[:5]}-{text[5:]}"


def test_every_sheet_of_a_print_for_signing_says_what_it_is(people, page):
    plan = a_plan_at("finalizing", people)
    open_to_changes(plan, people)
    change_text(plan, "Đọc hết chuyên đề năm, ghi sổ tay mỗi tháng. " * 120)
    printed = print_for_signing(plan, by=people.actor("bao"), at=NOW)
    sheets = print_sheets(page, "prints:print_plan", plan)
    assert len(sheets) > 2
    for at, sheet in enumerate(sheets, start=1):
        assert f"Trang{at}/{len(sheets)}" in sheet
        assert "NguyễnVănAn·kếhoạchnăm2026·Bảninđểkýsố2,inngày10/02/2026" in sheet
        assert number(printed.code) in sheet
    [last] = [sheet for sheet in sheets if SIGNATURES in sheet]
    assert last is sheets[-1]


def test_the_signatures_never_stand_alone_whatever_the_length(people, page):
    """One row after another, until the end has been at every height of a sheet; and
    once as a single text that is longer than a sheet."""
    plan, heights = a_plan_at("finalizing", people), set()
    for row in range(16):
        position = 10 + row
        add_row(plan, "tasks", position=position, deed="Việc thêm", expected="Kết quả")
        sheets = print_sheets(page, "prints:print_plan", plan)
        heights.add(len(sheets))
        assert_signatures_in_company(sheets)
    assert len(heights) > 1, "otherwise no sheet was ever full"
    long = "Tôi giữ đúng lời hứa với nhân dân, " * 150
    add_row(plan, "tasks", position=40, deed="Việc cuối", expected=long)
    assert_signatures_in_company(print_sheets(page, "prints:print_plan", plan))


def assert_signatures_in_company(sheets):
    last = sheets[-1]
    before, _, _ = last.partition("XÁCNHẬN")
    assert SIGNATURES in last
    _, _, written = before.partition(f"Trang{len(sheets)}/{len(sheets)}")
    assert len(written) > 20, written


def test_a_heads_copy_from_the_print_to_the_day_it_is_taken_down(people, page):
    people.binh.born_on, people.binh.born_precision = "1958-09-05", "day"
    people.binh.save()
    plan = a_plan_at("signed", people, of="binh", reviewer="bao")
    code = number(plan.signatures.get().check_code)
    # The copy is printed before it hangs, and does not show the birth date.
    page.goto(reverse("review:plan", args=[plan.pk]))
    page.get_by_role("link", name="In bản niêm yết").click()
    for sheet in print_sheets(page, "prints:print_posting", plan):
        assert "bảnniêmyết" in sheet and code in sheet
        assert "1958" not in sheet
    assert "1958" in "".join(print_sheets(page, "prints:print_plan", plan))
    # It hangs.
    today = f"{timezone.localdate():%d/%m/%Y}"
    wall = page.locator("#niem-yet")
    page.goto(reverse("review:plan", args=[plan.pk]))
    wall.get_by_label("Nơi niêm yết").fill("Bảng tin tổ 5")
    wall.get_by_label("Từ ngày").fill(today)
    wall.get_by_label("Đến hết ngày").fill("31/12/2099")
    wall.get_by_label("Người niêm yết").fill("Vũ Gia Bảo")
    wall.get_by_role("button", name="Ghi nhận đã niêm yết").click()
    page.get_by_role("button", name="Ghi nhận đã nộp").click()
    assert again(plan).status == "posted"
    page.goto(reverse("board:wall"))
    assert "Đến hết 31/12/2099" in page.inner_text("main")
    # It is taken down, and step 4 stays done.
    page.goto(reverse("review:plan", args=[plan.pk]))
    wall.get_by_text("Ghi nhận đã gỡ").first.click()
    wall.get_by_label("Ngày gỡ").fill(today)
    wall.get_by_label("Người gỡ").fill("Vũ Gia Bảo")
    wall.get_by_role("button", name="Ghi nhận đã gỡ").click()
    page.goto(reverse("board:wall"))
    assert f"Đã gỡ ngày {today}" in page.inner_text("main")
    assert again(plan).status == "posted"
