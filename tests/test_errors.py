"""What a person sees when something is refused, missing or broken: a plain page in
Vietnamese, never a raw error."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from pathlib import Path

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from phucdong import errors
from tests.people import TODAY, a_plan_at

pytestmark = pytest.mark.one_database

ROOT = Path(__file__).resolve().parent.parent
KEY = "3f0e2b6a-74b5-4f6e-a0f7-6f2f3c1d2e4b"
TYPED = "Vận động các hộ ngõ 94 phân loại rác."


def test_an_unknown_address_is_a_plain_page(sign_in):
    answer = sign_in("an").get("/khong-co/")
    assert answer.status_code == 404
    assert "Không có trang này" in answer.content.decode()


def test_an_unknown_address_has_a_page_for_strangers_too(client, db):
    answer = client.get("/khong-co/")
    assert answer.status_code == 404
    assert "Không có trang này" in answer.content.decode()


def test_an_old_token_keeps_what_was_typed(people):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(people.an.user, backend="accounts.backends.IssuedNameBackend")
    form = {"text": TYPED, "key": KEY, "seen": "3", "new_password": "bi-mat-lam"}
    answer = strict.post(reverse("entry:sign_in"), form)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert TYPED in page
    assert KEY not in page
    assert "bi-mat-lam" not in page


def test_a_reviewer_dismissed_meanwhile_gets_their_words_back(people, sign_in):
    plan, client = a_plan_at("cell_review", people), sign_in("binh")
    people.binh.memberships.all().delete()
    people.binh.appointments.update(until=TODAY)
    sent = {"key": uuid.uuid4(), "seen": 1, "note": "Ghi rõ bao nhiêu hộ ở ngõ 94."}
    answer = client.post(f"/ke-hoach/{plan.pk}/buoc/return/", sent)
    assert answer.status_code in (403, 404)
    assert "Ghi rõ bao nhiêu hộ ở ngõ 94." in answer.content.decode()


def test_only_what_a_person_wrote_counts_as_typed(rf):
    fields = {"key": KEY, "basis": "4", "text": TYPED, "deadline": "30/06/2026"}
    request = rf.post("/", {**fields, "password": "khong-duoc-hien", "uid": KEY})
    assert errors.list_typed_texts(request) == [
        ("text", TYPED),
        ("deadline", "30/06/2026"),
    ]


def test_a_form_that_cannot_be_read_still_has_a_page(rf):
    broken = rf.generic(
        "POST", "/", b"x", content_type="multipart/form-data; boundary="
    )
    assert errors.server_error(broken).status_code == 500


def test_a_bug_is_500_and_a_database_away_is_503(rf):
    assert answer_to(ValueError("a bug"), rf.get("/")).status_code == 500
    assert answer_to(OperationalError("away"), rf.get("/")).status_code == 503


def answer_to(problem, request):
    try:
        raise problem
    except type(problem):
        return errors.server_error(request)


def test_the_pages_of_last_resort_ask_for_nothing(rf):
    """No session, no person, and a test without a database: a query would raise."""
    page = answer_to(
        OperationalError("away"), rf.post("/", {"text": TYPED})
    ).content.decode()
    assert "Kho dữ liệu đang tạm nghỉ" in page
    assert TYPED in page


def test_a_document_of_a_newer_version_says_so_and_keeps_what_was_typed(people, client):
    plan = a_plan_at("cell_review", people)
    kept = plan.revisions.get()
    plan.revisions.update(snapshot={**kept.snapshot, "format": 99})
    client.force_login(people.binh.user, backend="accounts.backends.IssuedNameBackend")
    client.raise_request_exception = False
    shown = client.get(reverse("prints:print_plan", args=[plan.pk]))
    assert shown.status_code == 409
    assert "Bản này do phiên bản mới hơn của phần mềm ghi" in shown.content.decode()
    assert "chưa được ghi" not in shown.content.decode()
    sent = {
        "key": KEY,
        "seen": 1,
        "place": "political",
        "reason": "vague",
        "text": TYPED,
    }
    answer = client.post(reverse("review:remark", args=[plan.pk]), sent)
    assert answer.status_code == 409 and TYPED in answer.content.decode()
    assert "Việc vừa rồi <b>chưa được ghi</b>." in answer.content.decode()
    assert not plan.remarks.exists()


# --- the real server, with the database away ------------------------------------------


@pytest.fixture(scope="module")
def server_without_database(tmp_path_factory):
    """The address of a real server process whose database cannot be opened."""
    port = free_port()
    nowhere = tmp_path_factory.mktemp("away") / "no" / "such" / "folder" / "db.sqlite3"
    surroundings = {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{nowhere}",
        "DJANGO_SETTINGS_MODULE": "phucdong.settings",
    }
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, str(port)],
        cwd=ROOT,
        env=surroundings,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    wait_for(address + "/livez")
    yield address
    process.terminate()
    process.wait()


SERVE = """
import sys
from wsgiref.simple_server import make_server
from phucdong.wsgi import application
make_server("127.0.0.1", int(sys.argv[1]), application).serve_forever()
"""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(url):
    for _ in range(100):
        try:
            return get(url)
        except urllib.error.URLError:
            time.sleep(0.1)
    raise TimeoutError(url)


def get(url, *, session=""):
    """(status, text) of a page."""
    request = urllib.request.Request(
        url, headers={"Cookie": f"sessionid={session}"} if session else {}
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()


def test_the_process_says_that_it_lives(server_without_database):
    assert get(server_without_database + "/livez") == (200, "ok")
    assert get(server_without_database + "/readyz")[0] == 503


def test_a_person_with_a_session_meets_our_page(server_without_database):
    """The session is asked for long before any view."""
    status, page = get(server_without_database + "/", session="a" * 32)
    assert status == 503
    assert "Kho dữ liệu đang tạm nghỉ" in page
    assert "<h1>" in page


def test_the_page_still_finds_its_styles(server_without_database):
    _, page = get(server_without_database + "/", session="a" * 32)
    for line in page.splitlines():
        if 'rel="stylesheet"' in line:
            status, _ = get(
                server_without_database + line.split('href="')[1].split('"')[0]
            )
            assert status == 200
