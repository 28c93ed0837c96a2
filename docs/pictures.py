"""Takes the pictures of the guides again: `python docs/pictures.py`, with a new
demonstration being served.

Needs what requirements-dev.txt installs, and Chromium. The pictures go to docs/hinh/.
Some pages come with a deed: the script freezes a report, drafts a reorganisation and
reads a register, and applies nothing.
"""

import csv
import io
import shutil
import sys
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image
from playwright.sync_api import sync_playwright
from python_calamine import CalamineWorkbook

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
FLAGS += ["--disable-component-update", "--disable-sync"]
COLOURS = 128
HERE = Path(__file__).resolve().parent / "hinh"
PASSWORD = "phucdong2026"
PHONE, DESK = {"width": 390, "height": 780}, {"width": 1200, "height": 860}


def press(words):
    """A step: press the first link or button with these words."""

    def go(page):
        with page.expect_navigation():
            page.locator("main :is(a, button)", has_text=words).first.click()

    return go


def first_row(page):
    with page.expect_navigation():
        page.locator("main .rows a").first.click()


def a_remark(page):
    page.locator("a.remark-here").nth(1).click()


def write(**fields):
    """A step: fill in fields by their names and press the main button."""

    def go(page):
        for name, words in fields.items():
            page.fill(f"main [name={name}]", words)
        with page.expect_navigation():
            page.click("main button.btn-main")

    return go


def tick(*names):
    """A step: tick the boxes with these words, and go on."""

    def go(page):
        for name in names:
            page.get_by_label(name).check()
        with page.expect_navigation():
            page.click("main button.btn-main")

    return go


def lead(page):
    """Those who hold a post now stand first in the list: one leads the new cell, the
    next is the deputy."""
    page.select_option("[name=secretary]", index=1)
    page.select_option("[name=deputy]", index=2)
    with page.expect_navigation():
        page.click("main button.btn-main")


def read_back(page):
    """Take the cell's register as a file, change a few lines, and have it read."""
    with page.expect_download() as register:
        page.locator("main a", has_text="Tải sổ").click()
    file = {
        "name": "so-chi-bo-7.csv",
        "mimeType": "text/csv",
        "buffer": changed(register.value.path()),
    }
    page.goto("/so-dang-vien/")
    page.set_input_files("main input[type=file]", file)
    page.click("main button.btn-main")
    page.wait_for_selector("h1:text-is('Đối chiếu danh sách')")


def changed(path):
    """The register with one member left out, one newly come, one occupation written
    anew, as CSV."""
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    first = next(number for number, row in enumerate(rows) if row[:2] == [1, 2]) + 1
    job = next(
        number
        for number, words in enumerate(rows[first - 2])
        if "hiện nay" in str(words)
    )
    rows[first + 1][job] = "Nghỉ hưu"
    come = [*rows[first]]
    come[1], come[4], come[16] = "Trần Thị Mai Hạnh", "12/04/1988", "17609999"
    rows[first + 2] = come
    text = io.StringIO()
    csv.writer(text).writerows([words_of(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def words_of(value):
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return f"{value:.0f}" if isinstance(value, float) else value


TODAY = f"{datetime.now(ZoneInfo('Asia/Ho_Chi_Minh')):%d/%m/%Y}"
# picture: (sign-in name, screen, address, steps from there)
PICTURES = {
    "dang-nhap": (None, PHONE, "/dang-nhap/", []),
    "trang-dang-vien": ("tralai", PHONE, "/ke-hoach-cua-toi/", []),
    "viet-viec-dang-ky": (
        "tralai",
        PHONE,
        "/ke-hoach-cua-toi/",
        [press("Sửa từng mục"), press("Việc đăng ký"), first_row],
    ),
    "ai-da-doc": ("tralai", PHONE, "/ke-hoach-cua-toi/", [press("Ai đã đọc")]),
    "hang-doi": ("bithu7", DESK, "/gop-y/", []),
    "gop-y": ("bithu7", DESK, "/gop-y/", [first_row, a_remark]),
    "niem-yet": ("danguy", DESK, "/niem-yet/", []),
    "phieu-kich-hoat": ("bithu7", DESK, "/tai-khoan/", []),
    "so-lieu": ("danguy", DESK, "/toan-canh/", []),
    "qua-cac-nam": ("danguy", DESK, "/toan-canh/qua-cac-nam/", []),
    "tim": ("danguy", PHONE, "/tim/?q=thach", []),
    "trang-chi-bo": ("danguy", DESK, "/tim/?q=cb+7", [first_row]),
    "bien-dong": (
        "danguy",
        DESK,
        "/tim/?q=luu+cong+thu",
        [first_row, press("Chuyển sang chi bộ khác")],
    ),
    "ra-soat-mien": (
        "bithu7",
        DESK,
        "/tim/?q=cb+7",
        [first_row, press("Rà soát miễn"), press("Rà soát hằng năm")],
    ),
    "yeu-cau-chinh-sua": ("danguy", DESK, "/kiem-soat/", []),
    "nhat-ky-doc": ("kiemtra", DESK, "/da-doc/", []),
    "doc-ke-hoach": ("kiemtra", DESK, "/toan-canh/", []),
    "so-lieu-da-chot": (
        "danguy",
        DESK,
        "/so-lieu-da-chot/chot/",
        [write(number="127-BC/ĐU")],
    ),
    "doi-chieu-so": ("danguy", DESK, "/tim/?q=cb+7", [first_row, read_back]),
    "xem-truoc-sap-xep": (
        "danguy",
        DESK,
        "/sap-xep/moi/",
        [
            write(decision_number="215-QĐ/ĐU", on=TODAY),
            press("Sáp nhập"),
            tick("Chi bộ 4 –", "Chi bộ 9 –"),
            lead,
        ],
    ),
}


def main(address):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=FLAGS
        )
        for name, (person, screen, path, steps) in PICTURES.items():
            page = browser.new_context(
                viewport=screen, base_url=address, locale="vi-VN"
            ).new_page()
            sign_in(page, person)
            page.goto(path)
            for step in steps:
                step(page)
            keep(page.screenshot(), HERE / f"{name}.png")
            page.context.close()


def keep(picture, path):
    """Small enough to be read over a slow line: as many colours as a page has, and no
    more."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def sign_in(page, person):
    if person is None:
        return
    page.goto("/dang-nhap/")
    page.fill("input[name=username]", person)
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation():
        page.click("main button.btn-main")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
