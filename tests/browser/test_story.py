"""The whole story in a real Chromium: from a spreadsheet to the ward's figures, as four
people live it."""

import re

import pytest

from cells.acts.register import __file__ as register_file
from cells.models import Appointment, Committee, Member
from plans.form.years import open_cycle
from plans.models import Plan
from plans.place_on_date import find_who_must_plan
from plans.workflow import log
from tests.browser.conftest import DESK, PHONE
from tests.factories import AppointmentFactory, MemberFactory, UserFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.one_database,
]

PASSWORD = "ba tu that dai 2026"
SAMPLE = register_file.replace(
    "acts/register/__init__.py", "samples/danh-sach-mot-bang.csv"
)
SECRETARY, AUTHOR = "Vũ Thế Thụy", "Vũ Xuân Quý"


@pytest.fixture
def ward(live_server):
    """A ward as it begins: its committee, the year's cycle and one officer with a
    login."""
    committee = Committee.objects.create(
        name="Đảng bộ phường Phúc Đồng", place="Phúc Đồng"
    )
    open_cycle(committee, 2026)
    user = UserFactory(username="giang")
    user.set_password(PASSWORD)
    user.save()
    giang = MemberFactory(full_name="Ngô Thị Giang", user=user)
    AppointmentFactory(
        member=giang, role=Appointment.Role.WARD_OFFICER, committee=committee
    )
    return committee


def sign_in(page, name):
    page.goto("/dang-nhap/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", PASSWORD)
    send(page)


def press(page, words):
    """Press the link or button with these words, and wait for the page that it leads
    to."""
    with page.expect_navigation():
        page.locator("main :is(a, button)", has_text=words).first.click()


def send(page):
    """Press the one main button."""
    with page.expect_navigation():
        page.click("main button.btn-main")


def import_the_register(page):
    page.goto("/so-dang-vien/")
    page.set_input_files("input[type=file]", SAMPLE)
    press(page, "Đọc và đối chiếu")
    press(page, "đã đánh dấu vào sổ")
    page.wait_for_selector("text=Đã ghi danh sách vào sổ")


def print_a_slip(page, name):
    """(sign-in name, code) as the paper shows them."""
    page.goto(f"/tai-khoan/{Member.objects.get(full_name=name).pk}/phieu/")
    press(page, "In phiếu mới")
    paper = page.inner_text("main")
    code = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", paper)[0]
    return re.search(r"Tên đăng nhập:?\s+(\S+)", paper)[1], code


def activate(page, username, code):
    page.goto("/kich-hoat/")
    page.fill("input[name=username]", username)
    page.fill("input[name=code]", code.lower())
    press(page, "Tiếp tục")
    page.fill("input[name=new_password1]", PASSWORD)
    page.fill("input[name=new_password2]", PASSWORD)
    press(page, "Đặt mật khẩu và vào")
    page.wait_for_url(lambda url: "kich-hoat" not in url)


def write_the_plan(page):
    """Every text by the script that saves while one types, the rows by their button."""
    page.goto("/ke-hoach-cua-toi/")
    press(page, "Bắt đầu viết")
    press(page, "Tư tưởng chính trị")
    while page.locator("textarea[name=text]").count():
        page.fill(
            "textarea[name=text]",
            f"Mỗi tháng đọc một chuyên đề, ghi một trang sổ tay. "
            f"{page.inner_text('h1')}.",
        )
        page.wait_for_selector("text=/Đã lưu lúc \\d\\d:\\d\\d/")
        press(page, "Lưu và sang mục tiếp theo")
    add_row(
        page,
        "text",
        "Ít phát biểu khi họp chi bộ",
        remedy="Mỗi kỳ họp nói một lần",
        deadline="30/06/2026",
    )
    press(page, "Xong mục này")
    press(page, "Việc đăng ký thực hiện")
    add_row(
        page,
        "deed",
        "Tham gia tích cực các phong trào",
        expected="Tốt",
        deadline="Thường xuyên",
        basis=True,
    )
    press(page, "Xong mục này")


def add_row(page, first, words, *, basis=False, **rest):
    press(page, "Thêm")
    for name, text in {first: words, **rest}.items():
        page.fill(f"[name={name}]", text)
    if basis:
        page.select_option("select[name=basis_id]", index=1)
    send(page)


def submit(page):
    page.goto("/ke-hoach-cua-toi/")
    press(page, "Đọc lại cả bản")
    page.dblclick("button:has-text('Gửi chi bộ')")
    page.wait_for_selector("text=Chờ chi bộ góp ý")


def return_with_a_remark(page):
    page.goto("/gop-y/")
    press(page, AUTHOR)
    page.locator(".beside", has_text="Việc đăng ký số 1").locator(
        "a.remark-here"
    ).click()
    with page.expect_navigation():
        page.locator("#gop-y button.sentence:visible").first.click()
    press(page, "Trả lại để sửa")
    page.wait_for_selector("text=Đã trả kế hoạch")


def revise(page):
    """The returned plan stands at step 2; the remark is answered beside the row that it
    asks about."""
    page.goto("/ke-hoach-cua-toi/")
    page.wait_for_selector("text=Việc cần làm: sửa theo 1 góp ý")
    assert page.locator(".step-now .step-title").inner_text().endswith("Chi bộ góp ý")
    press(page, "Xem góp ý và sửa")
    page.fill("[name^=answer_]", "Đã ghi rõ số hộ và thời hạn.")
    press(page, "Lưu trả lời")
    press(page, "Việc đăng ký thực hiện")
    press(page, "Tham gia tích cực")
    page.fill("[name=deed]", "Vận động các hộ ngõ 94 phân loại rác")
    page.fill("[name=expected]", "30/38 hộ")
    page.fill("[name=deadline]", "30/06/2026")
    send(page)
    submit(page)


def agree(page):
    page.goto("/gop-y/")
    press(page, AUTHOR)
    assert page.locator("del:has-text('Tham gia tích cực')").count()
    assert page.locator("ins:has-text('ngõ 94')").count()
    press(page, "Thông qua")
    page.wait_for_selector("text=Đã thông qua kế hoạch")


def sign(page):
    page.goto("/ke-hoach-cua-toi/")
    press(page, "Đọc lại và ký")
    page.fill("input[name=password]", PASSWORD)
    press(page, "Ký chính thức")
    page.wait_for_selector("text=mã kiểm tra")


def file(page, plan):
    page.goto(f"/ke-hoach/{plan.pk}/")
    press(page, "Ghi nhận đã nộp")
    page.wait_for_load_state()


def test_from_the_spreadsheet_to_the_figures(ward, somebody):
    giang, thuy, quy = somebody(DESK), somebody(DESK), somebody(PHONE)
    sign_in(giang, "giang")
    import_the_register(giang)
    activate(thuy, *print_a_slip(giang, SECRETARY))
    activate(quy, *print_a_slip(thuy, AUTHOR))

    write_the_plan(quy)
    submit(quy)
    return_with_a_remark(thuy)
    revise(quy)
    agree(thuy)
    sign(quy)
    plan = Plan.objects.get()
    file(thuy, plan)

    plan.refresh_from_db()
    assert (plan.status, plan.revision) == ("posted", 3)
    steps = list(plan.events.order_by("number").values_list("step", flat=True))
    assert steps == [
        "begin",
        "submit",
        "return",
        "submit",
        "agree",
        "sign",
        "file",
        "complete",
    ]
    assert log.find_break_in_chain(plan.events.order_by("number")) is None

    quy.goto("/ke-hoach-cua-toi/")
    assert "Đã xong cả bốn bước" in quy.inner_text("main")
    giang.goto("/toan-canh/")
    figures = giang.locator("tr", has_text="Chi bộ 5").inner_text()
    obliged = (
        find_who_must_plan(plan.moved_at.date())
        .filter(memberships__cell__name="Chi bộ 5")
        .count()
    )
    assert figures.count(f"1/{obliged}") == 2


def test_nothing_typed_is_lost_when_the_login_expires(ward, somebody):
    page = somebody(PHONE)
    sign_in(page, "giang")
    import_the_register(page)
    quy = somebody(PHONE)
    activate(quy, *print_a_slip(page, AUTHOR))
    quy.goto("/ke-hoach-cua-toi/")
    press(quy, "Bắt đầu viết")
    press(quy, "Tư tưởng chính trị")
    quy.context.clear_cookies(name="sessionid")
    quy.fill("textarea[name=text]", "Gõ khi phiên đã hết.")
    quy.wait_for_selector("text=Phiên đăng nhập đã hết")
    press(quy, "Lưu")
    quy.fill("input[name=username]", Member.objects.get(full_name=AUTHOR).user.username)
    quy.fill("input[name=password]", PASSWORD)
    send(quy)
    quy.wait_for_selector("text=Gõ khi phiên đã hết.")
    send(quy)
    assert [row.values for row in Plan.objects.get().rows.all()] == [
        {"text": "Gõ khi phiên đã hết."}
    ]


def test_the_whole_path_works_without_scripts(ward, somebody):
    page = somebody(DESK)
    sign_in(page, "giang")
    import_the_register(page)
    quy = somebody(PHONE, java_script_enabled=False)
    activate(quy, *print_a_slip(page, AUTHOR))
    quy.goto("/ke-hoach-cua-toi/")
    press(quy, "Bắt đầu viết")
    press(quy, "Tư tưởng chính trị")
    for _ in range(5):
        quy.fill(
            "textarea[name=text]", "Mỗi tháng đọc một chuyên đề, ghi một trang sổ tay."
        )
        press(quy, "Lưu và sang mục tiếp theo")
    add_row(
        quy,
        "text",
        "Ít phát biểu",
        remedy="Mỗi kỳ họp nói một lần",
        deadline="30/06/2026",
    )
    press(quy, "Xong mục này")
    press(quy, "Việc đăng ký thực hiện")
    add_row(
        quy,
        "deed",
        "Vận động ngõ 94",
        expected="30 hộ",
        deadline="30/06/2026",
        basis=True,
    )
    submit(quy)
    assert Plan.objects.get().status == "cell_review"
