"""The documented command: it keeps its workers, stops when told to, and says in words
why it does not start."""

import configparser
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from itertools import chain

import pytest

from tests.running.databases import ROOT
from tests.serving.server import (
    SERVE,
    ask,
    find_free_port,
    is_running,
    list_descendants,
    make_environment,
    run_server,
)

pytestmark = [pytest.mark.own_database, pytest.mark.one_database]

UNIT = ROOT / "deploy" / "phucdong.service"
GUIDE = ROOT / "docs" / "van-hanh.md"


@pytest.fixture(scope="module")
def database(migrated):
    """The address of a migrated database."""
    with migrated.copy() as given:
        yield migrated.address(given["TEST_DATABASE"])


def wait_until(happened, seconds=10, every=0.02):
    began = time.monotonic()
    while not happened():
        assert time.monotonic() - began < seconds
        time.sleep(every)


def test_whatever_is_killed_is_there_again(database):
    """A worker, the process that waits for it, and all at once."""
    with run_server(database) as served:
        for choose in (
            lambda: served.list_workers()[:1],
            lambda: list_descendants(served.process.pid)[:1],
            lambda: list_descendants(served.process.pid),
        ):
            wait_until(lambda: len(served.list_workers()) == 2)
            killed = choose()
            # A worker goes with the process that waits for it: nobody would stop it.
            gone = [*killed, *chain.from_iterable(map(list_descendants, killed))]
            for pid in killed:
                os.kill(pid, signal.SIGKILL)
            assert served.wait_until_ready(10) < 5
            wait_until(lambda gone=gone: not any(map(is_running, gone)))
        assert served.process.poll() is None


def test_it_ends_when_told_to_and_takes_everybody_along(database):
    with run_server(database) as served:
        everybody = list_descendants(served.process.pid)
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(20) == 0
        assert not any(map(is_running, everybody))


def test_it_ends_at_once_while_a_process_that_answers_begins(database):
    """Told between the first line of that process and its first page: it is there for
    some milliseconds."""
    with run_server(database, workers=1, ready=False) as served:
        server = served.process.pid
        wait_until(lambda: len(list_descendants(server)) == 2, 60, every=0.001)
        everybody = list_descendants(server)
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(20) == 0
        assert not any(map(is_running, everybody))


def test_a_page_that_is_being_answered_is_finished_first(database):
    """The rest of the form is sent after the server was told to stop."""
    with run_server(database, workers=1) as served:
        asked = HTTPConnection("127.0.0.1", served.port, timeout=20)
        body = b"username=an&password=khong-dung"
        asked.putrequest("POST", "/dang-nhap/")
        asked.putheader("Content-Type", "application/x-www-form-urlencoded")
        asked.putheader("Content-Length", str(len(body)))
        asked.endheaders(body[:5])
        time.sleep(0.5)
        with ThreadPoolExecutor() as beside:
            ended = beside.submit(served.process.wait, 30)
            served.process.send_signal(signal.SIGTERM)
            time.sleep(0.5)
            asked.send(body[5:])
            assert asked.getresponse().status == 403
            assert ended.result() == 0


def test_nobody_is_left_when_it_is_killed_itself(database):
    with run_server(database) as served:
        everybody = list_descendants(served.process.pid)
        served.process.kill()
        wait_until(lambda: not any(map(is_running, everybody)))
        assert ask(f"{served.address}/livez")[0] == 0


# --- it does not start ----------------------------------------------------------------


def refuse(database_url, *arguments, **surroundings):
    """What it says when it does not start."""
    answer = subprocess.run(
        [*SERVE, *arguments],
        cwd=ROOT,
        env=make_environment(database_url, **surroundings),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    return answer.stderr


def test_an_address_that_is_taken(database):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = refuse(database, "--port", str(port))
    assert f"Địa chỉ http://127.0.0.1:{port}/ đang có chương trình khác dùng." in told


def test_a_second_one_at_the_same_address(database):
    """Its workers could listen there too: half of the pages would be of another
    version."""
    with run_server(database, workers=1) as served:
        told = refuse(database, "--port", str(served.port))
    assert "đang có chương trình khác dùng" in told


def test_a_database_that_is_not_migrated(tmp_path):
    port = str(find_free_port())
    told = refuse(f"sqlite:///{tmp_path}/new.sqlite3", "--port", port)
    assert "Kho dữ liệu chưa đúng phiên bản" in told


def test_a_setting_that_is_missing(database):
    told = refuse(database, DJANGO_ENV="production", DJANGO_SECRET_KEY="")
    assert "Chưa đặt đủ biến môi trường" in told
    assert "DJANGO_SECRET_KEY" in told


def test_static_files_that_were_not_collected(database, tmp_path):
    told = refuse(
        database,
        "--port",
        str(find_free_port()),
        DJANGO_ENV="production",
        DJANGO_SECRET_KEY="x" * 50,
        LOG_KEY="y" * 50,
        DJANGO_ALLOWED_HOSTS="example.vn",
        STATIC_ROOT=str(tmp_path),
    )
    assert "Chưa gom tệp tĩnh" in told


def test_a_database_that_is_away_is_waited_for(tmp_path):
    """People see the page that says so."""
    nowhere = tmp_path / "no" / "such" / "folder" / "db.sqlite3"
    port = find_free_port()
    process = subprocess.Popen(
        [*SERVE, "--port", str(port), "--workers", "1"],
        cwd=ROOT,
        env=make_environment(f"sqlite:///{nowhere}"),
        stderr=subprocess.PIPE,
        text=True,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: ask(f"{address}/livez") == (200, "ok"), 60)
        assert ask(f"{address}/readyz") == (503, "database away")
    finally:
        process.terminate()
    assert "Chưa mở được kho dữ liệu" in process.communicate(timeout=20)[1]


# --- systemd --------------------------------------------------------------------------


def test_the_unit_runs_the_documented_command():
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str
    unit.read(UNIT)
    service = unit["Service"]
    command = service["ExecStart"].split(" ", 1)[1]
    assert re.fullmatch(r"manage\.py serve --port 8000", command)
    assert f".venv/bin/python {command}" in GUIDE.read_text()
    assert service["Restart"] == "always"
    # Longer than a page that is being answered may take (phucdong/serving.py).
    assert int(service["TimeoutStopSec"]) > 30


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd here")
def test_systemd_understands_the_unit(tmp_path):
    """With a program that is there: it looks for it."""
    text = UNIT.read_text().replace("/opt/phucdong/.venv/bin/python", sys.executable)
    unit = tmp_path / "phucdong.service"
    unit.write_text(text.replace("/opt/phucdong", "/"))
    told = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True
    )
    assert (told.returncode, told.stderr) == (0, "")
