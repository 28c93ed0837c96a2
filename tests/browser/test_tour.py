"""A tour of every page that each role can reach by links, on a phone and on a desk. A
new page is on it by itself.

On each page: no violation found by axe, nothing wider than the screen (320 px too), no
English word, a heading, and (by the fixture) no request to the outside, no script
error, nothing blocked by the content security policy.
"""

import re
from collections import deque
from datetime import date
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from django.urls import resolve
from django.urls.exceptions import Resolver404
from playwright.sync_api import Error

from cells.acts.register import views as register
from cells.acts.register import worker
from cells.acts.reorganisation.application import apply_reorganisation
from cells.models import (
    Exemption,
    ExemptionGround,
    RegisterUpload,
    Reorganisation,
    Suspension,
)
from plans import remarks
from plans.workflow import steps
from reports.frozen.content import freeze_report
from reports.models import FrozenReport
from tests.browser.conftest import DESK, PHONE
from tests.cells.acts.register.spreadsheets import separated
from tests.city import a_city
from tests.factories import CycleFactory, the_grounds
from tests.merging import a_merger
from tests.people import NOW, TODAY, a_plan, a_plan_at, again, first_task, gather

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.browser,
    pytest.mark.one_database,
]

PASSWORD = "ba tu that dai 2026"
ENGLISH = re.compile(
    r"\b(the|and|this|that|with|your|please|enter|field|required|error|errors|submit|password|username|login|logout|"
    r"save|saved|delete|remove|search|next|previous|page|value|valid|invalid|choose|select|none|null|true|false|"
    r"draft|signed|posted|review|member|plan|cell|ward|user|date|time|not|found|server|forbidden)\b",
    re.IGNORECASE,
)
NARROW = {"width": 320, "height": 640}
MET = (
    "main :is(button, .btn, select, summary, .form-control, .desk-table tbody a, "
    ".tile a)"
)
# How far the page is wider than the screen, and what is too low to be met. The place of
# a figure or a tile is met through what lies over it.
MEASURE = """met => {
  const page = document.documentElement, low = [...document.querySelectorAll(met)].filter(one => {
    const over = one.matches(":only-child") && one.closest("td.num, .tile"), place = over || one;
    const {height, width} = place.getBoundingClientRect();
    return width > 1 && height > 0 && height < 43;
  });
  return [page.scrollWidth - page.clientWidth, low.map(one => `${one.tagName} ${one.innerText || one.name}`)];
}"""
# The kinds of elements of a page, each with its classes, its attributes and all that it
# stands in; not how often.
SKELETON = """() => {
  const kinds = new Set(), walk = (one, above) => {
    const told = ({name, value}) => ["class", "type", "role"].includes(name) ? `${name}=${value}` : name;
    const names = [...one.attributes].map(told);
    const kind = `${above}>${one.localName}[${names.sort()}]${one.textContent.trim() ? "" : "-"}`;
    kinds.add(kind);
    [...one.children].forEach(child => walk(child, kind));
  };
  walk(document.documentElement, "");
  return [...kinds].sort().join("\\n");
}"""
AXE = Axe()
ASK_AXE = (
    "axe.run({resultTypes: ['violations']}).then(found => found.violations.map(one "
    "=> one.id))"
)


@pytest.fixture
def reports_go(live_server):
    """SQLite empties a table row by row, which the trigger of the frozen reports
    refuses."""
    yield
    if connection.vendor == "sqlite":
        for table in ("reports_frozennames", "reports_frozenreport"):
            empty_by_force(table)


def empty_by_force(table):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sql FROM sqlite_master WHERE name = %s", [f"{table}_no_delete"]
        )
        (trigger,) = cursor.fetchone()
        cursor.execute(f"DROP TRIGGER {table}_no_delete")
        cursor.execute(f"DELETE FROM {table}")
        cursor.execute(trigger)


@pytest.fixture
def town(live_server, reports_go):
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
    by = people.actor("giang")
    freeze_report(
        people.ward,
        2026,
        TODAY,
        title="Sơ kết",
        number="127-BC/ĐU",
        by=by,
        at=NOW,
        key=uuid4(),
    )
    decide(
        people,
        {"kind": "rename", "cell": people.other_cell.pk, "name": "Chi bộ Chín"},
        is_applied=True,
    )
    decide(
        people,
        a_merger([people.cell, people.other_cell], "Chi bộ 20", committee=people.ward),
    )
    exempt_and_suspend(people)
    return people


def decide(people, part, is_applied=False):
    """A decision about cells: a draft, or one that was applied."""
    prepared = {"prepared_by": people.giang.user, "prepared_at": NOW}
    act = Reorganisation.objects.create(
        committee=people.ward, on=TODAY, parts=[part], **prepared
    )
    if is_applied:
        apply_reorganisation(act, by=people.actor("giang"), at=NOW)


def exempt_and_suspend(people):
    row = Exemption.objects.create(member=people.dung, since=date(2025, 1, 1))
    row.reviews.create(reviewed_on=date(2025, 12, 5), outcome="kept")
    Suspension.objects.create(member=people.hanh, since=date(2026, 1, 5))
    the_grounds()
    ground = ExemptionGround.objects.get(label="Nghỉ thai sản")
    term = {"since": date(2026, 3, 1), "until": date(2026, 9, 1)}
    paper = {"resolution_number": "12-NQ/CB", "resolution_on": date(2026, 2, 5)}
    by = {"proposed_by": people.binh.user, "proposed_at": NOW}
    people.cell.exemption_proposals.create(
        member=people.an, ground=ground, **term, **paper, **by
    )


def a_returned_plan(people):
    plan, binh = a_plan_at("cell_review", people), people.actor("binh")
    row = first_task(plan)
    said = {
        "section": "tasks",
        "row": row.uid,
        "reason": "vague",
        "text": "Vận động bao nhiêu hộ?",
        "key": uuid4(),
    }
    remarks.make_remark(plan, by=binh, at=NOW, **said)
    steps.take_step("return", again(plan), by=binh, at=NOW)


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


@pytest.fixture(scope="session")
def complaints_about(request):
    """complaints_about(page, address) is a list of everything that is wrong with a
    page, in words.

    Axe looks at every page with --everything, else at one of every skeleton.
    """
    every_page, seen = request.config.getoption("everything"), set()

    def of_page(page, address):
        skeleton = page.evaluate(SKELETON)
        found = [] if skeleton in seen and not every_page else violations(page, address)
        seen.add(skeleton)
        return found + in_words(page, address) + measured(page, address)

    return of_page


def violations(page, address):
    page.evaluate(AXE.axe_script)
    return [f"{address}: axe {name}" for name in page.evaluate(ASK_AXE)]


def in_words(page, address):
    words = ENGLISH.findall(page.inner_text("body"))
    found = [f"{address}: English {sorted(set(words))}"] if words else []
    return (
        found if page.locator("h1").count() == 1 else [*found, f"{address}: not one h1"]
    )


def measured(page, address):
    """What is wider than the screen, and on a phone what a finger cannot meet, as it is
    lower than 44 px."""
    found = []
    for viewport in (NARROW, PHONE, DESK):
        page.set_viewport_size(viewport)
        wide, low = page.evaluate(MEASURE, MET)
        found += (
            [f"{address}: {wide} px too wide at {viewport['width']}"]
            if wide > 0
            else []
        )
        found += (
            [f"{address}: too small to meet {low}"] if viewport == PHONE and low else []
        )
    return found


# Routes that each role has to come by, so that a tour that stops at the door is
# noticed.
EXPECTED = {
    "an": {"my_plan", "section", "read_back", "board"},
    "binh": {
        "queue",
        "plan",
        "cell",
        "my_plan",
        "dashboard",
        "exemptions",
        "review_exemptions",
        "exempt",
        "exemption",
    },
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
        "years",
        "frozen_reports",
        "frozen_report",
        "frozen_figure",
        "frozen_today",
        "freeze",
        "record_movement",
        "receive",
        "correct_person",
        "correct_row",
        "exemption_grounds",
        "change_exemption_ground",
    },
    "hanh": {"queue", "plan"},
    "inh": {
        "dashboard",
        "my_readings",
        "exemption_board",
        "years",
        "frozen_report",
        "frozen_today",
        "cell",
    },
    "em": {"my_plan"},
    "quan": {"accounts"},
}


@pytest.mark.parametrize("name", EXPECTED)
def test_every_page_of_a_role_is_clean(
    town, somebody, live_server, complaints_about, name
):
    page = somebody(DESK)
    sign_in(page, "quantri" if name == "quan" else name)
    complaints, routes = [], set()
    for route, address in tour(page, live_server.url):
        routes.add(route)
        complaints += complaints_about(page, address)
    assert complaints == []
    assert EXPECTED[name] <= routes


def test_the_pages_of_a_register_are_clean(
    town, somebody, complaints_about, monkeypatch
):
    """No link leads to them: they come with a file. The cell that it covers has lost
    everybody."""
    rows = [
        ["Họ và tên", "Ngày sinh", "Nghề nghiệp", "Chi bộ"],
        ["Đào Văn Cũ", "5/9/1958", "Hưu trí", "Chi bộ 7"],
    ]
    page = somebody(DESK)
    sign_in(page, "giang")
    work = worker.launch_worker
    monkeypatch.setattr(worker, "launch_worker", lambda upload: None)
    monkeypatch.setattr(
        register, "AGAIN_AFTER", "600"
    )  # the page waits until it has been looked at
    page.goto("/so-dang-vien/")
    page.set_input_files(
        "input[type=file]",
        {"name": "a.csv", "mimeType": "text/csv", "buffer": separated(rows)},
    )
    page.click("main button.btn-main")
    page.wait_for_selector("progress")
    complaints, home = complaints_about(page, page.url), page.url
    work(RegisterUpload.objects.get())
    for address in (home, f"{home}nhom/moi/", f"{home}nhom/khong-con/"):
        page.goto(address)
        complaints += complaints_about(page, address)
    page.goto(home)
    monkeypatch.setattr(worker, "launch_worker", work)
    page.click("main button.btn-main")
    page.wait_for_selector("text=Đã ghi danh sách vào sổ")
    assert complaints + complaints_about(page, home) == []


def test_pages_that_are_asked_for_are_clean(town, somebody, complaints_about):
    """No link leads to what a form asks for by GET (a search, the second pages of a
    reorganisation), nor to the years of a ward that has more than one."""
    CycleFactory(committee=town.ward, year=2025, draft_due_on=date(2025, 1, 31))
    draft, page = Reorganisation.objects.get(applied_at=None), somebody(DESK)
    draft.parts = []
    draft.save(update_fields=["parts"])
    sign_in(page, "giang")
    cell, ways = town.cell.pk, f"/sap-xep/{draft.pk}/them/"
    asked = [
        "/tim/?q=cb+7",
        "/tim/?q=an",
        "/tim/?q=zzzz",
        "/tim/?q=",
        f"{ways}sap-nhap/?chon=1",
    ]
    asked += [
        f"{ways}sap-nhap/?cells={cell}&cells={town.other_cell.pk}",
        f"{ways}giai-the/?cell={cell}",
    ]
    asked += [f"{ways}chia-tach/?cell={cell}&keeps={keeps}&count=2" for keeps in (0, 1)]
    asked += [
        "/toan-canh/qua-cac-nam/",
        "/toan-canh/qua-cac-nam/?now=1",
        f"/toan-canh/qua-cac-nam/?cell={cell}",
    ]
    asked += [
        f"/dinh-chi/{Suspension.objects.get().pk}/",
        f"/so-lieu-da-chot/{FrozenReport.objects.get().pk}/?now=1",
    ]
    complaints = []
    for address in asked:
        assert page.goto(address).status == 200
        complaints += complaints_about(page, address)
    assert complaints == []


def test_the_pages_of_a_frozen_city_are_clean(
    live_server, reports_go, somebody, complaints_about
):
    """The city's officer opens the whole and a part, a ward's officer the own part."""
    city = a_city()
    officers = {"thanh": city.officer.user, "phuong": city["lb"].people["officer"].user}
    for name, user in officers.items():
        user.username = name
        user.set_password(PASSWORD)
        user.save(update_fields=["username", "password"])
    asked = {"title": "", "number": "", "by": city.officer, "at": NOW}
    report = freeze_report(city.committee, 2026, TODAY, key=uuid4(), **asked)
    part = report.parts.get(committee=city["lb"].committee)
    whole, own = (f"/so-lieu-da-chot/{one.pk}/" for one in (report, part))
    names = "danh-sach/?figure=signed"
    complaints = []
    for name, addresses in (
        ("thanh", [whole, f"{whole}?now=1", f"{whole}{names}", own]),
        ("phuong", ["/so-lieu-da-chot/", own, f"{own}{names}"]),
    ):
        page = somebody(DESK)
        sign_in(page, name)
        for address in addresses:
            assert page.goto(address).status == 200
            complaints += complaints_about(page, address)
    assert complaints == []


@pytest.mark.parametrize(
    "address", ["/dang-nhap/", "/kich-hoat/", "/khong-co-trang-nay/"]
)
def test_pages_for_strangers_are_clean(town, somebody, complaints_about, address):
    page = somebody(PHONE)
    page.goto(address)
    assert complaints_about(page, address) == []
