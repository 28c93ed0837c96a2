"""A tour of every page that each role can reach by links, on a phone and on a desk. A new page is on it by itself.

On each page: no violation found by axe, nothing wider than the screen (320 px too), no English word, a heading,
and (by the fixture) no request to the outside, no script error, nothing blocked by the content security policy.
"""

import re
from collections import deque
from datetime import date
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve
from django.urls.exceptions import Resolver404
from playwright.sync_api import Error

from cells.models import Exemption, ExemptionGround, RegisterUpload, Reorganisation, Suspension
from cells.register import launching
from cells.views import register
from plans import remarks, reorganising, workflow
from tests.browser.conftest import DESK, PHONE
from tests.cells.spreadsheets import separated
from tests.merging import a_merger
from tests.people import NOW, TODAY, a_plan, a_plan_at, again, gather

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

PASSWORD = "ba tu that dai 2026"
ENGLISH = re.compile(
    r"\b(the|and|this|that|with|your|please|enter|field|required|error|errors|submit|password|username|login|logout|"
    r"save|saved|delete|remove|search|next|previous|page|value|valid|invalid|choose|select|none|null|true|false|"
    r"draft|signed|posted|review|member|plan|cell|ward|user|date|time|not|found|server|forbidden)\b",
    re.IGNORECASE,
)
NARROW = {"width": 320, "height": 640}


@pytest.fixture
def town(live_server):
    """The cast with plans in every state, remarks and answers, and passwords."""
    people = gather()
    for member in people.members.values():
        member.user.set_password(PASSWORD)
        member.user.save(update_fields=["password"])
    people.quan.set_password(PASSWORD)
    people.quan.save(update_fields=["password"])
    a_returned_plan(people)
    a_plan_at("cell_review", people, of="dung")
    a_plan_at("signed", people, of="binh", reviewer="bao")
    a_plan_at("posted", people, of="chi", reviewer="giang", filer="giang")
    a_plan_at("finalizing", people, of="kha", reviewer="lan")
    a_plan(people, of="bao", filled=False)
    decide(people, {"kind": "rename", "cell": people.other_cell.pk, "name": "Chi bộ Chín"}, is_applied=True)
    decide(people, a_merger([people.cell, people.other_cell], "Chi bộ 20", committee=people.ward))
    exempt_and_suspend(people)
    return people


def decide(people, part, is_applied=False):
    """A decision about cells: a draft, or one that was applied."""
    prepared = {"prepared_by": people.giang.user, "prepared_at": NOW}
    act = Reorganisation.objects.create(committee=people.ward, on=TODAY, parts=[part], **prepared)
    if is_applied:
        reorganising.apply(act, by=people.actor("giang"), at=NOW)


def exempt_and_suspend(people):
    row = Exemption.objects.create(member=people.dung, since=date(2025, 1, 1))
    row.reviews.create(reviewed_on=date(2025, 12, 5), outcome="kept")
    Suspension.objects.create(member=people.hanh, since=date(2026, 1, 5))
    ground, _ = ExemptionGround.objects.get_or_create(kind="other", label="Nghỉ thai sản", is_for_a_term=True)
    term = {"since": date(2026, 3, 1), "until": date(2026, 9, 1)}
    paper = {"resolution_number": "12-NQ/CB", "resolution_on": date(2026, 2, 5)}
    by = {"proposed_by": people.binh.user, "proposed_at": NOW}
    people.cell.exemption_proposals.create(member=people.an, ground=ground, **term, **paper, **by)


def a_returned_plan(people):
    plan, binh = a_plan_at("cell_review", people), people.actor("binh")
    row = plan.tasks.get()
    said = {"section": "tasks", "row": row.uid, "reason": "vague", "text": "Vận động bao nhiêu hộ?", "key": uuid4()}
    remarks.remark(plan, by=binh, at=NOW, **said)
    workflow.take("return", again(plan), by=binh, at=NOW)


def sign_in(page, name):
    page.goto("/dang-nhap/")
    page.fill("input[name=username]", name)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button.btn-main")
    page.wait_for_url(lambda url: "dang-nhap" not in url)


def route_of(path):
    try:
        return resolve(path.split("?")[0]).url_name
    except Resolver404:
        return None


def links_on(page, home):
    found = page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
    return [link.split("#")[0] for link in found if link.startswith(home)]


def tour(page, home, most_per_route=2):
    """Addresses reached by links from home, a few of every route."""
    queue, seen, counted = deque([f"{home}/"]), set(), {}
    while queue:
        address = queue.popleft()
        route = route_of(address[len(home) :])
        if address in seen or counted.get(route, 0) >= most_per_route:
            continue
        seen.add(address)
        answer = open_page(page, address)
        if answer is None:
            continue
        assert answer.status < 400, address
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        counted[route] = counted.get(route, 0) + 1
        yield route, address
        queue.extend(links_on(page, home))


def open_page(page, address):
    """The answer, or None for a file that the browser saves instead of showing."""
    try:
        return page.goto(address)
    except Error as error:
        if "Download is starting" not in str(error):
            raise
        return None


def complaints_about(page, address):
    found = [f"{address}: axe {item['id']}" for item in Axe().run(page).response["violations"]]
    words = ENGLISH.findall(page.inner_text("body"))
    found += [f"{address}: English {sorted(set(words))}"] if words else []
    found += [] if page.locator("h1").count() == 1 else [f"{address}: not one h1"]
    return found + too_wide(page, address)


def too_wide(page, address):
    found = []
    for viewport in (NARROW, PHONE, DESK):
        page.set_viewport_size(viewport)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{address}: {wide} px too wide at {viewport['width']}"] if wide > 0 else []
    return found


# Routes that each role has to come by, so that a tour that stops at the door is noticed.
EXPECTED = {
    "an": {"my_plan", "section", "read_back", "board"},
    "binh": {"queue", "plan", "cell", "my_plan", "dashboard", "exemptions", "review_exemptions", "exempt", "exemption"},
    "giang": {
        "dashboard",
        "figure",
        "control",
        "register",
        "accounts",
        "cycles",
        "cells",
        "cell",
        "person",
        "reorganisations",
        "reorganisation",
        "add_part",
        "undo_reorganisation",
        "exemption_board",
        "exemption_names",
        "exemption_proposal",
        "exemption_grounds",
        "change_exemption_ground",
    },
    "hanh": {"queue", "plan"},
    "inh": {"dashboard", "my_readings"},
    "em": {"my_plan"},
    "quan": {"accounts"},
}


@pytest.mark.parametrize("name", EXPECTED)
def test_every_page_of_a_role_is_clean(town, somebody, live_server, name):
    page = somebody(DESK)
    sign_in(page, "quantri" if name == "quan" else name)
    complaints, routes = [], set()
    for route, address in tour(page, live_server.url):
        routes.add(route)
        complaints += complaints_about(page, address)
    assert complaints == []
    assert EXPECTED[name] <= routes


def test_the_pages_of_a_register_are_clean(town, somebody, monkeypatch):
    """No link leads to them: they come with a file. The cell that it covers has lost everybody."""
    rows = [["Họ và tên", "Ngày sinh", "Nghề nghiệp", "Chi bộ"], ["Đào Văn Cũ", "5/9/1958", "Hưu trí", "Chi bộ 7"]]
    page = somebody(DESK)
    sign_in(page, "giang")
    work = launching.launch
    monkeypatch.setattr(launching, "launch", lambda upload: None)
    monkeypatch.setattr(register, "AGAIN_AFTER", "600")  # the page waits until it has been looked at
    page.goto("/so-dang-vien/")
    page.set_input_files("input[type=file]", {"name": "a.csv", "mimeType": "text/csv", "buffer": separated(rows)})
    page.click("main button.btn-main")
    page.wait_for_selector("progress")
    complaints, home = complaints_about(page, page.url), page.url
    work(RegisterUpload.objects.get())
    for address in (home, f"{home}nhom/moi/", f"{home}nhom/khong-con/"):
        page.goto(address)
        complaints += complaints_about(page, address)
    page.goto(home)
    monkeypatch.setattr(launching, "launch", work)
    page.click("main button.btn-main")
    page.wait_for_selector("text=Đã ghi danh sách vào sổ")
    assert complaints + complaints_about(page, home) == []


@pytest.mark.parametrize("address", ["/dang-nhap/", "/kich-hoat/", "/khong-co-trang-nay/"])
def test_pages_for_strangers_are_clean(town, somebody, address):
    page = somebody(PHONE)
    page.goto(address)
    assert complaints_about(page, address) == []
