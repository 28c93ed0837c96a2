"""It stays up, and loses nothing: workers of the documented command are killed under
load, again and again.

People write texts, remarks, steps and filings over HTTP meanwhile. What they were told
is saved is there afterwards, all of it.
"""

import os
import signal
import threading
import time
from contextlib import closing, contextmanager

import pytest
from django.db import connection

from tests.serving import world, writers
from tests.serving.server import run_server

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

KILLS = 20
WRITES_PER_KILL = 105
SECONDS = 5
FILINGS = 80


def test_killed_workers_come_again_and_nothing_is_lost(people, migrated):
    made = world.build_world(people, signed=FILINGS)
    url = migrated.address(connection.settings_dict["NAME"])
    ledger, waits = writers.Ledger(), []
    with run_server(url) as served, everybody_writes(made, served, ledger):
        for number in range(1, KILLS + 1):
            wait_for_writes(ledger, number * WRITES_PER_KILL)
            waits.append(kill_and_wait(served, both=number % 5 == 0))
    print(f"{ledger.count()} acknowledged; longest wait {max(waits):.2f} s")
    assert ledger.problems == []
    assert max(waits) < SECONDS, waits
    assert min(len(ledger.steps), len(ledger.remarks), ledger.saved_texts) > 100
    assert len(ledger.filings) > FILINGS / 2
    assert ledger.count() >= 2000
    with closing(connection.cursor()) as cursor:
        assert writers.find_lost(ledger, cursor) == []


@contextmanager
def everybody_writes(made, served, ledger):
    stop = threading.Event()
    threads = writers.start_all(world.list_jobs(made, served.port, ledger, stop))
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def wait_for_writes(ledger, number):
    deadline = time.monotonic() + 120
    while ledger.count() < number:
        assert ledger.problems == []
        assert time.monotonic() < deadline, "nobody gets anything saved any more"
        time.sleep(0.02)


def kill_and_wait(served, *, both):
    """Seconds until it answers again, and as many workers are there as before."""
    before = served.list_workers()
    for pid in before if both else before[:1]:
        os.kill(pid, signal.SIGKILL)
    began = time.monotonic()
    served.wait_until_ready(30)
    while len(set(served.list_workers()) - set(before)) < (2 if both else 1):
        assert time.monotonic() - began < 30, "a killed worker was not started again"
        time.sleep(0.02)
    served.wait_until_ready(30)
    return time.monotonic() - began
