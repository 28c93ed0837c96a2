"""Which processes answer pages, and what happens when one of them dies?

The process of `manage.py serve` answers nothing itself. It keeps as many servers as it
was told to, one process each, and starts another for each that ends, whatever ended it.
All listen at the same address (SO_REUSEPORT), so the others answer meanwhile.

A server is granian with one worker. granian itself starts workers again too, but gives
up when the same worker ends twice within 5.5 seconds, and misses one of two that end at
the same moment.
"""

import os
import signal
import socket
import sys
import threading
import time
from dataclasses import dataclass
from functools import partial

from django.db import connections
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from phucdong.wsgi import application

STOP = {signal.SIGTERM, signal.SIGINT}
# Seconds. A page that is being answered is finished first: longer than a query may take
# (phucdong/databases.py).
LAST_PAGE = 30
# A server that ended sooner than this after its start is not started again at once, so
# that one that cannot start does not take all the processor's time.
SHORT_LIFE = 0.5
LOOK = 0.5


@dataclass(frozen=True)
class Address:
    host: str
    port: int

    def __str__(self):
        return f"http://{self.host}:{self.port}/"


def find_trouble(address):
    """Why nothing could listen there (an OSError), or None."""
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, place = found[0]
        with socket.socket(family, kind, protocol) as probe:
            # Without SO_REUSEPORT: also when another `serve` listens there.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as trouble:
        return trouble
    return None


def serve(address, number, say):
    """Keep `number` servers at the address until SIGTERM or SIGINT; what happens is
    told by `say(words)`."""
    # Held back, and asked for below: none comes between two lines.
    watched = STOP | {signal.SIGCHLD}
    signal.pthread_sigmask(signal.SIG_BLOCK, watched)
    connections.close_all()
    started = {start_server(address): time.monotonic() for _ in range(number)}
    while not is_told_to_stop(watched):
        for pid in find_ended(started):
            lived = time.monotonic() - started.pop(pid)
            say(f"Một tiến trình web ({pid}) đã dừng, mở lại ngay.")
            if lived < SHORT_LIFE:
                time.sleep(SHORT_LIFE - lived)
            started[start_server(address)] = time.monotonic()
    stop_servers(started)


def is_told_to_stop(watched):
    """Waits a moment for a signal. SIGCHLD only ends the wait: one may stand for
    several."""
    told = signal.sigtimedwait(watched, LOOK)
    return told is not None and told.si_signo in STOP


def find_ended(pids):
    ended = []
    for pid in pids:
        if os.waitpid(pid, os.WNOHANG)[0]:
            ended.append(pid)
    return ended


def stop_servers(pids):
    for pid in pids:
        os.kill(pid, signal.SIGTERM)
    for pid in pids:
        os.waitpid(pid, 0)


# --- one server -----------------------------------------------------------------------


def start_server(address):
    """The pid of a new process that answers pages."""
    keeper = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid:
        return pid
    try:
        run_server(address, keeper)
    finally:
        os._exit(1)


def run_server(address, keeper):
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    end_with(keeper)
    stop_children_at_once()
    server = Server(
        "phucdong.wsgi",
        address=address.host,
        port=address.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=1,
        workers_kill_timeout=LAST_PAGE,
        log_level=LogLevels.critical,
    )
    give = partial(give_application, os.getpid())
    server.serve(target_loader=give, wrap_loader=False)


def stop_children_at_once():
    """A child of this process ends by SIGTERM from its first line on.

    granian leaves it the handler of its parent, which only notes the signal, until it
    is ready to answer: one that was told to stop meanwhile was waited for LAST_PAGE.
    """

    def hold():
        signal.pthread_sigmask(signal.SIG_BLOCK, STOP)

    def let_go():
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP)

    def forget_handler():
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        let_go()

    os.register_at_fork(
        before=hold, after_in_parent=let_go, after_in_child=forget_handler
    )


def give_application(parent):
    """What granian calls in the process that answers."""
    end_with(parent)
    return application


def end_with(parent):
    """Stop this process when its parent has gone, even if it was killed: nobody would
    start it again, or stop it."""

    def watch():
        while os.getppid() == parent:
            time.sleep(LOOK)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, daemon=True).start()
