"""A file is opened in a process that can take little, sees nothing, and is alone at
it."""

import json
import os
import resource
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings

from phucdong import guarded_reading
from phucdong.guarded_child import MEMORY, PROCESSOR_SECONDS, TOO_LARGE
from phucdong.guarded_reading import (
    Busy,
    ReadingFailed,
    open_in_child,
    read_lines,
    take_turn,
)

UNRULY = "tests.guarded.unruly"
# Takes the turn and keeps it until it is killed.
HOLDER = """
import time
from phucdong.guarded_reading import take_turn
with take_turn():
    print("mine", flush=True)
    time.sleep(60)
"""
# Begins to read, and would wait for the child.
READER = """
from phucdong.guarded_reading import open_in_child
with open_in_child("tests.guarded.unruly", b"sleep") as output:
    print(output.readline().decode(), flush=True)
    output.read()
"""


def order(what):
    with open_in_child(UNRULY, what.encode()) as output:
        return output.read()


# --- the process ------------------------------------------------------------------


def test_the_limits_are_in_force():
    assert json.loads(order("limits")) == {
        "AS": [MEMORY, MEMORY],
        "CPU": [PROCESSOR_SECONDS, PROCESSOR_SECONDS],
        "CORE": [0, 0],
        "FSIZE": [0, 0],
        "NOFILE": [0, 0],
        "NPROC": [0, 0],
    }


def test_it_sees_no_key_and_no_database(monkeypatch):
    for name in ("LOG_KEY", "DATABASE_URL", "DJANGO_SECRET_KEY"):
        monkeypatch.setenv(name, "secret")
    seen = json.loads(order("environment"))
    assert seen["PYTHONPATH"] == str(settings.BASE_DIR)
    assert "secret" not in seen.values()


def test_it_opens_no_file():
    assert order("file") == b"Too many open files"


@pytest.mark.parametrize(
    ("what", "code"),
    [("memory", TOO_LARGE), ("refuse", 77), ("crash", -signal.SIGABRT)],
)
def test_how_it_ended_is_told(what, code):
    with pytest.raises(ReadingFailed) as failed:
        order(what)
    assert failed.value.code == code


def test_it_is_stopped_when_its_processor_time_is_over():
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with pytest.raises(ReadingFailed) as failed:
        order("time")
    took = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before
    assert failed.value.code in (-signal.SIGKILL, -signal.SIGXCPU)
    assert took < PROCESSOR_SECONDS + 1


def test_it_is_stopped_when_the_clock_says_so(monkeypatch):
    monkeypatch.setattr(guarded_reading, "SECONDS", 0.5)
    began = time.monotonic()
    with pytest.raises(ReadingFailed) as failed:
        order("sleep")
    assert failed.value.code == -signal.SIGKILL
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("what", ["talk", "talk without end"])
def test_no_more_is_taken_than_was_asked_for(what):
    taken = []
    with (
        pytest.raises(ReadingFailed) as failed,
        open_in_child(UNRULY, what.encode()) as output,
    ):
        for line in read_lines(output, longest=2_000, most=50_000):
            taken.append(len(line))
    assert failed.value.code == TOO_LARGE
    assert sum(taken) <= 50_000


def test_whoever_stops_listening_leaves_no_process_behind():
    before = children_of(os.getpid())
    with pytest.raises(KeyError), open_in_child(UNRULY, b"talk"):
        assert len(children_of(os.getpid())) == len(before) + 1
        raise KeyError
    assert children_of(os.getpid()) == before


# --- one at a time ----------------------------------------------------------------


def start_python(code):
    """A process of the same installation, once it has said its first line."""
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=dict(os.environ, DJANGO_SETTINGS_MODULE="tests.settings"),
        stdout=subprocess.PIPE,
    )
    assert process.stdout.readline()
    return process


def is_free():
    try:
        with take_turn(patience=0):
            return True
    except Busy:
        return False


def kill(process):
    process.kill()
    process.wait()
    process.stdout.close()


def test_a_second_file_waits_and_is_told_so_until_the_first_is_read(monkeypatch):
    holder, told = start_python(HOLDER), []
    try:
        with (
            pytest.raises(Busy),
            take_turn(patience=0.3, waiting=lambda: told.append(1)),
        ):
            pytest.fail("two at a time")
        monkeypatch.setattr(guarded_reading, "PATIENCE", 0)
        with pytest.raises(Busy):
            order("limits")
        monkeypatch.undo()
    finally:
        kill(holder)
    assert len(told) > 1
    assert order("limits")


def test_a_turn_is_held_once_for_all_that_is_done_in_it():
    with take_turn():
        assert not other_process_gets_a_turn()
        assert order("limits")
        assert not other_process_gets_a_turn()
    assert other_process_gets_a_turn()


def other_process_gets_a_turn():
    code = (
        "from phucdong.guarded_reading import take_turn\n"
        "with take_turn(patience=0): print('mine')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=settings.BASE_DIR,
        env=dict(os.environ, DJANGO_SETTINGS_MODULE="tests.settings"),
        capture_output=True,
        check=False,
    )
    return done.stdout == b"mine\n"


def test_a_child_whose_starter_was_killed_keeps_the_turn_until_it_ends():
    reader = start_python(READER)
    (child,) = children_of(reader.pid)
    try:
        kill(reader)
        assert not is_free()
    finally:
        os.kill(child, signal.SIGKILL)
    with take_turn(patience=10):
        pass


def children_of(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [int(child) for child in file.read().split()]
