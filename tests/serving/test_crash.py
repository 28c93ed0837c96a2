"""What was acknowledged is there after PostgreSQL itself was killed; with the control,
synchronous_commit=off, it is not."""

import os
import signal
import subprocess
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg2
import pytest
from django.db import connection

from tests.running import server
from tests.running.databases import ROOT, empty_database
from tests.serving import world, writers
from tests.serving.server import children, is_running, run_server

pytestmark = [
    pytest.mark.slow,
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
]

WRITES = 150
SECONDS = 5
# A machine that loses its power loses what was not written to the disk yet. Here only
# processes die, so nothing is written beside what a commit itself waits for.
ALONE = "-c wal_buffers=64MB -c autovacuum=off -c bgwriter_lru_maxpages=0"
CARELESS = f"{ALONE} -c synchronous_commit=off"
CAREFUL = f"{ALONE} -c synchronous_commit=on"


def test_a_killed_database_loses_nothing_that_was_acknowledged(people, migrated):
    assert find_lost_in_a_crash(people, migrated, CAREFUL) == []


def test_the_control_loses_what_was_acknowledged(people, migrated):
    assert len(find_lost_in_a_crash(people, migrated, CARELESS)) > 10


def find_lost_in_a_crash(people, migrated, how):
    """What people were told is saved, and a database that was killed has not."""
    made = world.build_world(people, signed=10)
    ledger, stop = writers.Ledger(), threading.Event()
    with start_postgresql(how) as database, copy_database(migrated, database) as url:
        with run_server(url) as served:
            database.freeze_log_writer()
            jobs = world.list_jobs(made, served.port, ledger, stop)
            threads = writers.start_all(jobs)
            wait_for_writes(ledger)
            database.kill()
            stop.set()
            for thread in threads:
                thread.join()
            database.start()
            assert served.wait_until_ready(30) < SECONDS
        assert ledger.problems == []
        assert ledger.count() >= WRITES
        reached = psycopg2.connect(url)
        lost = writers.find_lost(ledger, reached.cursor())
        reached.close()
        print(f"{how}: {ledger.count()} acknowledged, {len(lost)} lost")
    return lost


def wait_for_writes(ledger):
    deadline = time.monotonic() + 120
    while ledger.count() < WRITES:
        assert time.monotonic() < deadline
        time.sleep(0.01)


class Database:
    """A PostgreSQL server of a test's own, which may be killed and started again."""

    def __init__(self, url, programs, how):
        self.url = url
        self.programs = programs
        self.how = how
        self.place = unquote(urlsplit(url).hostname)

    def list_processes(self):
        pid = int(Path(f"{self.place}/data/postmaster.pid").read_text().split()[0])
        return [pid, *children(pid)]

    def freeze_log_writer(self):
        """The process that writes the log now and then, between commits."""
        found = []
        for pid in self.list_processes():
            if b"walwriter" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
        (writer,) = found
        os.kill(writer, signal.SIGSTOP)

    def kill(self):
        """The server and all its processes at once: nothing is written any more."""
        everybody = self.list_processes()
        for each in everybody:
            os.kill(each, signal.SIGSTOP)
        for each in everybody:
            os.kill(each, signal.SIGKILL)
        while any(is_running(each) for each in everybody):
            time.sleep(0.01)
        # Where nobody asks for the dead they keep their number, and PostgreSQL takes
        # them for alive.
        for lock in ("data/postmaster.pid", ".s.PGSQL.5432.lock"):
            Path(f"{self.place}/{lock}").unlink(missing_ok=True)

    def start(self):
        assert server.start_again(self.programs, self.place, self.how)


@contextmanager
def start_postgresql(how):
    programs = server.find_programs()
    with server.start_server(programs, how) as url:
        yield Database(url, programs, how)


@contextmanager
def copy_database(migrated, database):
    """The address of a copy, on this server, of the database that the test is in."""
    original = migrated.address(connection.settings_dict["NAME"])
    with empty_database(database.url) as name:
        url = urlsplit(database.url)._replace(path=f"/{name}").geturl()
        dump = [database.programs / "pg_dump", "--format=custom", original]
        restore = [database.programs / "pg_restore", "--no-owner", "--dbname", url]
        dumped = subprocess.run(dump, cwd=ROOT, check=True, capture_output=True)
        subprocess.run(restore, cwd=ROOT, check=True, input=dumped.stdout)
        yield url
