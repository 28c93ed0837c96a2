"""A real Chromium for the tests marked `browser`, as a person has it: one context per
person who signs in."""

import os

import pytest
from playwright.sync_api import sync_playwright

from tests.running.browsers import find_chromium

# Playwright keeps an event loop in this thread, which Django would take for an
# asynchronous view.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM = find_chromium()
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
def chromium():
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=FLAGS, headless=True
        )
        yield browser
        browser.close()


@pytest.fixture
def somebody(chromium, live_server):
    """somebody(viewport) opens a browser of their own; every page in it is watched.

    At the end: no request left the machine, no script failed, nothing was blocked by
    the content security policy.
    """
    contexts, complaints = [], []

    def open_browser(viewport=DESK, **options):
        context = chromium.new_context(
            viewport=viewport,
            base_url=live_server.url,
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            **options,
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "request", lambda request: outside(request, live_server.url, complaints)
        )
        page.on("pageerror", lambda error: complaints.append(f"script: {error}"))
        page.on("console", lambda message: complain_of(message, complaints))
        page.on("response", lambda response: failed(response, complaints))
        return page

    yield open_browser
    for context in contexts:
        context.close()
    assert complaints == []


def complain_of(message, complaints):
    """Script errors and blocked content; what the server refused is judged by
    `failed`."""
    if message.type == "error" and not message.text.startswith(
        "Failed to load resource"
    ):
        complaints.append(f"console: {message.text}")


def failed(response, complaints):
    """A broken page, or a style, font or script that is not there; a page may say 403,
    404, 409 or 422."""
    is_page = response.request.resource_type in ("document", "fetch")
    if response.status >= 500 or (response.status >= 400 and not is_page):
        complaints.append(f"{response.status} {response.url}")


def outside(request, home, complaints):
    if not request.url.startswith((home, "data:", "blob:", "about:")):
        complaints.append(f"outside request: {request.url}")
