"""The documented command, run as somebody runs it: `manage.py serve` on a free port."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryFile

from tests.running.databases import ROOT

SERVE = [sys.executable, "manage.py", "serve"]


class Served:
    """A running `manage.py serve`; `address` is http://host:port."""

    def __init__(self, process, port):
        self.process = process
        self.port = port
        self.address = f"http://127.0.0.1:{port}"

    def list_workers(self):
        """The pids of the processes that answer pages: those that have no children."""
        return [pid for pid in list_descendants(self.process.pid) if not children(pid)]

    def wait_until_ready(self, seconds):
        """How long it took until /readyz said ok. Raises TimeoutError."""
        began = time.monotonic()
        while time.monotonic() - began < seconds:
            if ask(f"{self.address}/readyz") == (200, "ok"):
                return time.monotonic() - began
            time.sleep(0.02)
        raise TimeoutError(f"no answer within {seconds} s")


@contextmanager
def run_server(database_url, *, workers=2, ready=True, **surroundings):
    """With `ready` it answers; without, its processes are only being started."""
    port = find_free_port()
    command = [*SERVE, "--port", str(port), "--workers", str(workers)]
    with TemporaryFile() as told:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=make_environment(database_url, **surroundings),
            stdout=told,
            stderr=told,
        )
        try:
            served = Served(process, port)
            if ready:
                served.wait_until_ready(60)
            yield served
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def make_environment(database_url, **surroundings):
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "phucdong.settings",
        "DATABASE_URL": database_url,
        **surroundings,
    }


def find_free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def ask(url):
    """(status, text), or (0, why there was no answer)."""
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, refusal.read().decode()
    except OSError as trouble:
        return 0, str(trouble)


# --- processes ------------------------------------------------------------------------


def children(pid):
    """The pids of the children of all threads of a process; none if it has gone."""
    found = []
    for told in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found.extend(int(child) for child in told.read_text().split())
        except OSError:
            continue
    return found


def list_descendants(pid):
    found = []
    for child in children(pid):
        found.append(child)
        found.extend(list_descendants(child))
    return found


def is_running(pid):
    """Whether a process is there, and is more than a name that nobody has asked for."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"
