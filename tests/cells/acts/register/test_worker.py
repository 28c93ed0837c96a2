"""The process beside the web: what the page says while it works, when it dies, and who
may begin anew."""

import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import InternalError, connection
from django.utils import timezone

from cells.acts.register import uploads, worker
from cells.acts.register.register_list import read_register
from cells.acts.register.worker import Superseded, Worker
from cells.models import Member, RegisterUpload
from phucdong import databases
from tests.cells.acts.register.spreadsheets import HEADINGS, row, xlsx
from tests.cells.acts.register.uploading import page, press, upload, url
from tests.people import NOW, TODAY, gather

pytestmark = pytest.mark.django_db
LAUNCH = worker.launch_worker  # before the tests put their own in its place
GOOD = xlsx(
    {
        "Chi bộ 3": [
            HEADINGS,
            row(1, "Đào Văn Cũ"),
            row(2, "Trần Văn Mới", card="17000001"),
        ]
    }
)
Stage = RegisterUpload.Stage


@pytest.fixture
def started(monkeypatch):
    """The uploads for which a process was to start; none does."""
    found = []
    monkeypatch.setattr(worker, "launch_worker", lambda upload: found.append(upload.pk))
    return found


def the_upload():
    return RegisterUpload.objects.get()


def test_the_answer_comes_before_the_file_is_read(sign_in, people, started):
    client = sign_in("giang")
    response = upload(client, GOOD)
    assert (response.status_code, response.url, the_upload().stage) == (
        302,
        url("register:register_upload"),
        "waiting",
    )
    assert started == [the_upload().pk]
    shown = client.get(url("register:register_upload"))
    assert (shown["Refresh"], "<progress" in shown.content.decode()) == ("3", True)


def test_the_page_says_how_far_it_is(sign_in, people, started):
    client = sign_in("giang")
    upload(client, GOOD)
    worker = Worker(the_upload().pk)
    worker.watch(40, 100)
    worker.watch(41, 100)  # within the same second: not worth a word
    shown = page(client)
    for words in (
        'max="100"',
        'value="40"',
        "Đã đọc 40/100 dòng",
        "Đang đọc từng dòng",
    ):
        assert words in shown


def test_reading_tells_of_every_line():
    told = []
    read_register(
        "a.xlsx",
        GOOD,
        today=TODAY,
        watch=lambda done, total: told.append((done, total)),
    )
    assert told == [(1, 2), (2, 2)]


def test_a_process_that_has_died_is_noticed_and_another_one_is_sent(
    sign_in, people, started
):
    client = sign_in("giang")
    upload(client, GOOD)
    Worker(the_upload().pk)  # takes the work and is never heard of again
    assert client.get(url("register:register_upload")).has_header("Refresh")
    press(client, "register:restart_register")
    assert len(started) == 1  # not while it may be alive
    RegisterUpload.objects.update(beat_at=timezone.now() - timedelta(minutes=2))
    shown = client.get(url("register:register_upload"))
    assert (
        "dừng giữa chừng" in shown.content.decode(),
        shown.has_header("Refresh"),
    ) == (True, False)
    press(client, "register:restart_register")
    press(client, "register:restart_register")
    assert len(started) == 2
    call_command("read_upload", str(the_upload().pk))
    assert "Ghi 02 mục đã đánh dấu" in page(client)


def test_what_is_being_written_is_given_more_time(sign_in, people, started):
    client = sign_in("giang")
    upload(client, GOOD)
    for minutes, is_stuck in ((2, False), (11, True)):
        RegisterUpload.objects.update(
            stage="applying", beat_at=timezone.now() - timedelta(minutes=minutes)
        )
        assert uploads.is_stuck(the_upload(), timezone.now()) == is_stuck
    press(client, "register:restart_register")
    assert the_upload().stage == "ordered"


def test_one_that_was_taken_for_dead_and_comes_back_changes_nothing(
    sign_in, people, started
):
    upload(sign_in("giang"), GOOD)
    old = Worker(the_upload().pk)
    RegisterUpload.objects.update(worker=uuid4(), stage=Stage.READING)
    with pytest.raises(Superseded):
        old.read()
    assert (the_upload().stage, the_upload().differences.count()) == ("reading", 0)


def test_a_second_process_finds_nothing_to_do(sign_in, people, started):
    upload(sign_in("giang"), GOOD)
    assert [Worker(the_upload().pk).stage for _ in range(2)] == ["reading", None]


def test_an_error_that_nobody_has_foreseen_is_said_on_the_page(
    sign_in, people, started, monkeypatch
):
    client = sign_in("giang")
    upload(client, GOOD)

    def fails(*args, **more):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(uploads, "keep_differences", fails)
    with pytest.raises(RuntimeError):
        call_command("read_upload", str(the_upload().pk))
    assert "Phần mềm gặp lỗi khi đang làm. Chưa ghi gì vào sổ." in page(client)


ROWS_KNOWN = {
    "postgresql": "SELECT reltuples FROM pg_class WHERE relname = 'cells_member'",
    "sqlite": "SELECT CAST(stat AS INTEGER) FROM sqlite_stat1 WHERE tbl = "
    "'cells_member' LIMIT 1",
}


def test_the_database_knows_at_once_how_many_have_come(sign_in, people, started):
    """Else PostgreSQL joins the new with each other, one by one, until it has looked by
    itself."""
    client = sign_in("giang")
    upload(client, GOOD)
    call_command("read_upload", str(the_upload().pk))
    press(client)
    call_command("read_upload", str(the_upload().pk))
    with connection.cursor() as cursor:
        cursor.execute(ROWS_KNOWN[connection.vendor])
        known = cursor.fetchone()[0]
    assert known >= Member.objects.count() > 2


def test_a_database_that_will_not_count_takes_nothing_back(
    sign_in, people, started, monkeypatch
):
    class Refusing:
        def cursor(self):
            raise InternalError("cannot execute ANALYZE")

    client = sign_in("giang")
    upload(client, GOOD)
    call_command("read_upload", str(the_upload().pk))
    press(client)
    monkeypatch.setattr(databases, "connection", Refusing())
    call_command("read_upload", str(the_upload().pk))
    assert (
        the_upload().stage,
        Member.objects.filter(full_name="Trần Văn Mới").count(),
    ) == ("applied", 1)


def test_an_error_while_writing_leaves_nothing_written(
    sign_in, people, started, monkeypatch
):
    client = sign_in("giang")
    upload(client, GOOD)
    call_command("read_upload", str(the_upload().pk))
    press(client)

    def fails(*args, **more):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(worker, "follow_authors", fails)
    monkeypatch.setattr(worker.Plan.objects, "filter", fails)
    apply_ticked = worker.apply_ticked

    def applied(*args, **more):
        done = apply_ticked(*args, **more)
        done.moved.append(people.an.pk)
        return done

    monkeypatch.setattr(worker, "apply_ticked", applied)
    with pytest.raises(RuntimeError):
        call_command("read_upload", str(the_upload().pk))
    assert (the_upload().stage, Member.objects.filter(card="17000001").exists()) == (
        "failed",
        False,
    )


def test_somebody_who_has_lost_the_post_meanwhile_applies_nothing(
    sign_in, people, started
):
    client = sign_in("giang")
    upload(client, GOOD)
    call_command("read_upload", str(the_upload().pk))
    press(client)
    people.giang.appointments.update(until=TODAY)
    call_command("read_upload", str(the_upload().pk))
    assert (the_upload().stage, the_upload().said) == ("compared", worker.NO_POST)
    assert not Member.objects.filter(card="17000001").exists()


def test_an_upload_that_is_not_there_is_no_work(people):
    call_command("read_upload", str(uuid4()))


def test_old_files_are_forgotten_by_the_process_too(sign_in, people, started):
    upload(sign_in("giang"), GOOD)
    RegisterUpload.objects.update(uploaded_at=timezone.now() - timedelta(hours=25))
    call_command("read_upload", str(uuid4()))
    assert not RegisterUpload.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_real_process_does_the_work(monkeypatch):
    people = gather()
    upload = uploads.keep_upload(
        "a.xlsx", GOOD, committee=people.ward, by=people.actor("giang"), at=NOW
    )
    monkeypatch.setenv("DATABASE_URL", url_of(settings.DATABASES["default"]))
    # The process lives today, and would forget a file of the day on which tests take
    # place.
    RegisterUpload.objects.update(uploaded_at="2060-01-01T00:00:00Z")
    assert LAUNCH(upload).wait(60) == 0
    assert (the_upload().stage, the_upload().differences.count()) == ("compared", 2)


def url_of(database):
    """The database of the tests, for a process that knows only its environment."""
    if "sqlite" in database["ENGINE"]:
        return f"sqlite:///{database['TEST']['NAME']}"
    who = ":".join(
        quote(database[part], safe="")
        for part in ("USER", "PASSWORD")
        if database[part]
    )
    port = f":{database['PORT']}" if database["PORT"] else ""
    return (
        f"postgres://{who}@{quote(database['HOST'], safe='')}{port}/{database['NAME']}"
    )


# --- one file at a time, and what is left of one --------------------------------------


@contextmanager
def other_reading():
    """Another process of this installation reads a file."""
    code = (
        "import time\n"
        "from phucdong.guarded_reading import take_turn\n"
        "with take_turn():\n"
        "    print(flush=True)\n"
        "    time.sleep(60)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=settings.BASE_DIR, stdout=subprocess.PIPE
    )
    process.stdout.readline()
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_file_waits_says_so_and_is_read_in_its_turn(
    sign_in, people, started, monkeypatch
):
    client = sign_in("giang")
    upload(client, GOOD)
    at_work, shown = Worker(the_upload().pk), []
    with other_reading() as other:
        tell_to_wait = at_work.tell_to_wait

        def tell_and_look():
            tell_to_wait()
            shown.append(page(client))
            other.kill()

        monkeypatch.setattr(at_work, "tell_to_wait", tell_and_look)
        at_work.do_what_is_due()
    assert worker.WAITING in shown[0]
    assert (the_upload().stage, the_upload().said) == ("compared", "")


def test_a_file_that_has_waited_too_long_is_given_up(
    sign_in, people, started, monkeypatch
):
    client = sign_in("giang")
    upload(client, GOOD)
    monkeypatch.setattr(worker, "PATIENCE", 0)
    with other_reading():
        call_command("read_upload", str(the_upload().pk))
    assert worker.TOO_BUSY in page(client)
    assert (the_upload().stage, bytes(the_upload().content)) == ("failed", b"")


def test_ticks_stay_where_the_file_cannot_be_read_again_at_once(
    sign_in, people, started, monkeypatch
):
    client = sign_in("giang")
    upload(client, GOOD)
    call_command("read_upload", str(the_upload().pk))
    press(client)
    monkeypatch.setattr(worker, "PATIENCE", 0)
    with other_reading():
        call_command("read_upload", str(the_upload().pk))
    assert f"Chưa ghi gì vào sổ. {worker.TOO_BUSY}" in page(client)
    assert (the_upload().stage, the_upload().differences.count()) == ("compared", 2)


def test_of_a_file_that_failed_nothing_is_left(sign_in, people, started, monkeypatch):
    client = sign_in("giang")
    upload(client, GOOD)
    call_command("read_upload", str(the_upload().pk))
    press(client)
    assert the_upload().differences.exists() and bytes(the_upload().content)

    def fails(*args, **more):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(uploads, "read_register", fails)
    with pytest.raises(RuntimeError):
        call_command("read_upload", str(the_upload().pk))
    failed = the_upload()
    assert (failed.stage, bytes(failed.content), failed.found) == ("failed", b"", {})
    assert not failed.differences.exists()


def test_an_old_file_is_not_shown_and_the_nightly_command_deletes_it(
    sign_in, people, started
):
    client = sign_in("giang")
    upload(client, GOOD)
    call_command("read_upload", str(the_upload().pk))
    long_ago = timezone.now() - timedelta(hours=25)
    RegisterUpload.objects.update(uploaded_at=long_ago)
    assert client.get(url("register:register_upload")).status_code == 404
    RegisterUpload.objects.update(stage="applying", beat_at=timezone.now())
    call_command("forget_uploads", stdout=StringIO())
    assert RegisterUpload.objects.exists()  # it is being written
    RegisterUpload.objects.update(stage="compared")
    told = StringIO()
    call_command("forget_uploads", stdout=told)
    assert told.getvalue() == "Đã xóa 1 danh sách tải lên quá một ngày chưa ghi.\n"
    assert not RegisterUpload.objects.exists()
