"""Takes the pictures of the guides again: `python docs/pictures.py`, with the demonstration being served.

Needs what requirements-dev.txt installs, and Chromium. The pictures go to docs/hinh/.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

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


# picture: (sign-in name, screen, address, steps from there)
PICTURES = {
    "dang-nhap": (None, PHONE, "/dang-nhap/", []),
    "trang-dang-vien": ("tralai", PHONE, "/ke-hoach-cua-toi/", []),
    "viet-viec-dang-ky": (
        "tralai",
        PHONE,
        "/ke-hoach-cua-toi/",
        [press("Xem góp ý"), press("Việc đăng ký"), first_row],
    ),
    "ai-da-doc": ("tralai", PHONE, "/ke-hoach-cua-toi/", [press("Ai đã đọc")]),
    "hang-doi": ("bithu7", DESK, "/gop-y/", []),
    "gop-y": ("bithu7", DESK, "/gop-y/", [first_row, a_remark]),
    "niem-yet": ("danguy", DESK, "/niem-yet/", []),
    "phieu-kich-hoat": ("bithu7", DESK, "/tai-khoan/", []),
    "so-lieu": ("danguy", DESK, "/toan-canh/", []),
    "doc-danh-sach": ("danguy", DESK, "/so-dang-vien/", []),
    "yeu-cau-chinh-sua": ("danguy", DESK, "/kiem-soat/", []),
    "nhat-ky-doc": ("kiemtra", DESK, "/da-doc/", []),
    "doc-ke-hoach": ("kiemtra", DESK, "/toan-canh/", []),
}


def main(address):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, (person, screen, path, steps) in PICTURES.items():
            page = browser.new_context(viewport=screen, base_url=address, locale="vi-VN").new_page()
            sign_in(page, person)
            page.goto(path)
            for step in steps:
                step(page)
            page.screenshot(path=HERE / f"{name}.png")
            page.context.close()


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
