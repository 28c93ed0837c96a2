"""How is a file opened that somebody has sent?

In a process of its own with limits (guarded_child.py), which sees neither the
environment nor the database, one at a time on this machine. The process that waits for
it watches the clock, and takes no more of what it writes than it has asked for.
"""

import fcntl
import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager

from django.conf import settings

from phucdong.guarded_child import SECONDS, TOO_LARGE

PATIENCE = 10  # seconds until somebody is told to come again
PAUSE = 0.1  # seconds between two looks whether it is one's turn
# What the child needs to find its Python; no passwords and no keys.
KEPT_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "PYTHONHOME")


class ReadingFailed(Exception):
    """The child did not end well; `code` is its exit code, negative for a signal."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


class Busy(Exception):
    """Another file is being read on this machine, and it has taken too long to wait."""


# --- the process ------------------------------------------------------------------


@contextmanager
def open_in_child(module, content):
    """What `python -m module` writes about the content, as a binary file.

    Raises Busy, or ReadingFailed when all is read and the child did not end well.
    """
    with take_turn() as turn, tempfile.TemporaryFile() as file:
        file.write(content)
        file.seek(0)
        process = start_child(module, file, turn)
        clock = threading.Timer(SECONDS, process.kill)
        clock.start()
        try:
            yield process.stdout
            code = process.wait()
        finally:
            clock.cancel()
            process.kill()
            process.stdout.close()
            process.wait()
    if code:
        raise ReadingFailed(code)


def start_child(module, file, turn):
    """The child keeps the turn too: were its starter killed, nobody else would begin
    before it has ended."""
    environment = {"PYTHONPATH": str(settings.BASE_DIR)}
    for name in KEPT_ENVIRONMENT:
        if name in os.environ:
            environment[name] = os.environ[name]
    return subprocess.Popen(
        [sys.executable, "-P", "-s", "-m", module],
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pass_fds=[turn.fileno()],
    )


def read_lines(output, *, longest, most):
    """Yield the lines of a child; ReadingFailed where one is longer than `longest`
    bytes, or all together are more than `most`."""
    taken = 0
    while line := output.readline(longest + 1):
        taken += len(line)
        if len(line) > longest or taken > most:
            raise ReadingFailed(TOO_LARGE)
        yield line


# --- one at a time ----------------------------------------------------------------


class HeldTurn(threading.local):
    file = None


held = HeldTurn()


def keep_waiting():
    """Nobody is told."""


@contextmanager
def take_turn(*, patience=None, waiting=keep_waiting):
    """Read files while nobody else on this machine does; a thread that has the turn has
    it for all that it does meanwhile. `waiting` is called again and again until then.

    Raises Busy after `patience` seconds.
    """
    if held.file:
        yield held.file
        return
    with settings.READING_LOCK.open("rb") as file:
        wait_for_turn(file, PATIENCE if patience is None else patience, waiting)
        held.file = file
        try:
            yield file
        finally:
            held.file = None


def wait_for_turn(file, patience, waiting):
    """Closing the file gives the turn back, and so does the end of the process."""
    latest = time.monotonic() + patience
    while not is_my_turn(file):
        if time.monotonic() > latest:
            raise Busy
        waiting()
        time.sleep(PAUSE)


def is_my_turn(file):
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
