"""A full disk, and a lock that is held for too long: told as such, nothing is written,
and nothing that was typed is lost."""

import errno
import os
import subprocess
import uuid
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import (
    DatabaseError,
    OperationalError,
    connection,
    connections,
    transaction,
)
from django.urls import reverse

from accounts.models import User
from phucdong import databases, errors, room
from phucdong.troubles import Trouble, find_trouble
from tests.people import a_plan, text_in

TYPED = "Vận động các hộ ngõ 94 phân loại rác."
IS_POSTGRESQL = connection.vendor == "postgresql"


def answer_to(problem, request):
    try:
        raise problem
    except type(problem):
        return errors.server_error(request)


def catch(act):
    try:
        act()
    except (DatabaseError, OSError) as error:
        return error
    raise AssertionError("nothing was raised")


# --- a full disk ----------------------------------------------------------------------


def run_out_of_room():
    """What the database says when no page more finds room."""
    with transaction.atomic(), connection.cursor() as cursor:
        if IS_POSTGRESQL:
            cursor.execute(
                "DO $$ BEGIN RAISE 'no room' USING ERRCODE = 'disk_full'; END $$"
            )
        User.objects.bulk_create(User(username=f"day{n:040}") for n in range(2000))


@contextmanager
def no_room_for_another_page():
    if IS_POSTGRESQL:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count")
        usual = cursor.fetchone()[0]
        cursor.execute("PRAGMA max_page_count = 1")  # as many as there are
        yield
        cursor.execute(f"PRAGMA max_page_count = {usual}")


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_is_told_as_such_and_nothing_is_written(rf, settings):
    settings.SUPPORT_CONTACT = "Nguyễn Văn Máy, 024 3827 0000"
    with no_room_for_another_page():
        problem = catch(run_out_of_room)
    answer = answer_to(problem, rf.post("/", {"text": TYPED}))
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert answer["X-Disk-Full"] == "1"
    assert "<h1>Ổ đĩa của máy chủ đã đầy</h1>" in page
    assert "Việc vừa rồi <b>chưa được ghi gì</b>" in page
    assert (
        "báo ngay người quản trị máy chủ: <b>Nguyễn Văn Máy, 024 3827 0000</b>" in page
    )
    assert TYPED in page
    assert not User.objects.exists()


def test_a_file_that_finds_no_room_is_told_as_such(rf):
    def write():
        with open("/dev/full", "wb", buffering=0) as full:
            full.write(b"x")

    answer = answer_to(catch(write), rf.post("/", {"text": TYPED}))
    assert answer.status_code == 503
    assert "Ổ đĩa của máy chủ đã đầy" in answer.content.decode()


def test_another_error_of_a_file_is_a_bug(rf):
    assert find_trouble(OSError(errno.EDQUOT, "quota")) == Trouble.DISK_FULL
    answer = answer_to(OSError(errno.EACCES, "may not"), rf.get("/"))
    assert answer.status_code == 500
    assert "Retry-After" not in answer


class NoRoom(Exception):
    pgcode = "53100"


@pytest.mark.django_db
def test_a_session_that_finds_no_room_is_told_as_such(people, client):
    """Django says "bad request" of a session that could not be saved. The act itself was
    done before, and is not done twice."""
    plan = a_plan(people)
    client.force_login(people.an.user, backend="accounts.backends.IssuedNameBackend")
    client.raise_request_exception = False
    address = reverse("review:plan_step", args=[plan.pk, "submit"])
    form = {"key": uuid.uuid4(), "seen": plan.revision}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Session, "save", refuse_for_want_of_room)
        answer = client.post(address, form)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "Ổ đĩa của máy chủ đã đầy" in answer.content.decode()
    assert client.post(address, form).status_code == 302
    assert plan.events.filter(step="submit").count() == 1


def refuse_for_want_of_room(session, **how):
    raise OperationalError("no room") from NoRoom()


# --- a lock ---------------------------------------------------------------------------


@contextmanager
def somebody_holds(plan):
    """Another connection holds the plan's rows (SQLite: the whole database) and does not
    let go; this one waits for less than usual."""
    other = connections.create_connection("default")
    with closing(other):
        other.set_autocommit(False)
        with other.cursor() as cursor:
            if IS_POSTGRESQL:
                cursor.execute(
                    "SELECT 1 FROM plans_row WHERE plan_id = %s FOR UPDATE", [plan.pk]
                )
            else:
                cursor.execute("BEGIN IMMEDIATE")
            with impatience():
                yield
        other.rollback()


@contextmanager
def impatience():
    short, usual = "SET lock_timeout = '50ms'", "RESET lock_timeout"
    if not IS_POSTGRESQL:
        short, usual = "PRAGMA busy_timeout = 50", "PRAGMA busy_timeout = 20000"
    with connection.cursor() as cursor:
        cursor.execute(short)
        yield
        cursor.execute(usual)


@pytest.mark.django_db(transaction=True)
def test_who_waits_too_long_for_a_row_keeps_what_they_typed(people, client, settings):
    # A session in the database would meet the lock first, on SQLite.
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    plan = a_plan(people)
    before = text_in(plan)
    client.force_login(people.an.user, backend="accounts.backends.IssuedNameBackend")
    client.raise_request_exception = False
    address = reverse("editor:section", args=[plan.pk, "political"])
    with somebody_holds(plan):
        answer = client.post(address, {"text": TYPED, "version": 1})
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "<h1>Đang có người khác ghi vào chỗ này</h1>" in page
    assert TYPED in page
    assert text_in(plan) == before
    assert client.post(address, {"text": TYPED, "version": 1}).status_code == 302
    assert text_in(plan) == TYPED


@pytest.mark.skipif(not IS_POSTGRESQL, reason="SQLite waits for 20 seconds")
@pytest.mark.django_db
def test_web_processes_wait_ten_seconds_for_a_lock():
    found = {"default": {**connection.settings_dict, "OPTIONS": {}}}
    databases.limit_queries_of_web(found)
    web = type(connections["default"])(found["default"], "default")
    with closing(web), web.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout')")
        assert cursor.fetchone() == ("10s",)


# --- /readyz --------------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path):
    """A folder on a disk of 12 MB."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(tmp_path)]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("only root may mount a small disk")
    yield tmp_path
    subprocess.run(["umount", str(tmp_path)], check=True)


@pytest.mark.django_db
def test_readiness_tells_a_full_disk(client, small_disk, settings):
    settings.MEDIA_ROOT = small_disk
    assert client.get("/readyz").content == b"ok"
    fill = small_disk / "fill"
    fill.write_bytes(bytes(6 * 1024 * 1024))
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"disk full")
    assert answer["Retry-After"] == "60"
    fill.unlink()
    assert client.get("/readyz").content == b"ok"


@pytest.mark.django_db
def test_readiness_looks_where_sqlite_writes():
    folders = room.list_folders()
    place = Path(str(connection.settings_dict["NAME"])).parent
    assert (place in folders) == (connection.vendor == "sqlite")


@pytest.mark.django_db
def test_readiness_tells_a_folder_that_takes_no_file(client, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "gone"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready")


@pytest.mark.skipif(not IS_POSTGRESQL, reason="SQLite lies on this machine")
@pytest.mark.django_db
def test_readiness_has_the_server_write_a_file(client):
    """What it may not write it does not: the limit stands for the disk."""
    assert client.get("/readyz").content == b"ok"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL temp_file_limit = 0")
        assert client.get("/readyz").status_code == 503
        transaction.set_rollback(True)
