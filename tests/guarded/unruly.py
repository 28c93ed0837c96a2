"""A child that does what the content of its file asks for, and tells in a line how far
it got."""

import json
import os
import resource
import sys
import time

from phucdong.guarded_child import Refused, run_guarded


def obey(content, output):
    ORDERS[content.decode()](output)


def tell_limits(output):
    limits = {}
    for name in ("AS", "CPU", "CORE", "FSIZE", "NOFILE", "NPROC"):
        limits[name] = resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))
    output.write(json.dumps(limits).encode())


def tell_environment(output):
    output.write(json.dumps(dict(os.environ)).encode())


def take_memory(output):
    output.write(str(len(b"x" * 300_000_000)).encode())


def take_time(output):
    while True:
        pass


def open_file(output):
    try:
        open("/etc/passwd").close()
    except OSError as error:
        output.write(error.strerror.encode())


def talk(output):
    while True:
        output.write(b"x" * 999 + b"\n")


def talk_without_end(output):
    while True:
        output.write(b"x" * 1000)


def refuse(output):
    output.write(b"one line\n")
    raise Refused(77)


def sleep(output):
    output.write(b"asleep\n")
    output.flush()
    time.sleep(60)


def crash(output):
    sys.stderr.write("the rows of the file")
    os.abort()


ORDERS = {
    "limits": tell_limits,
    "environment": tell_environment,
    "memory": take_memory,
    "time": take_time,
    "file": open_file,
    "talk": talk,
    "talk without end": talk_without_end,
    "refuse": refuse,
    "sleep": sleep,
    "crash": crash,
}

if __name__ == "__main__":
    run_guarded(obey)
