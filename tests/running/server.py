"""Where does a run find PostgreSQL? A server of its own, in a folder that goes with
it."""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

OPTIONS = "-c listen_addresses='' -c fsync=off -c max_connections=60"


def find_programs():
    """The folder with initdb and pg_ctl, or None."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if found := shutil.which("initdb"):
        places.append(Path(found).parent)
    for place in places:
        if (place / "initdb").exists() and (place / "pg_ctl").exists():
            return place
    return None


@contextmanager
def start_server(programs, how=""):
    """The address of a server that listens on a socket in its own folder, or None if it
    does not start. `how` is more options for it."""
    folder = tempfile.TemporaryDirectory(
        prefix="phucdong-pg-", ignore_cleanup_errors=True
    )
    with folder as place:
        person = give_folder(place)
        data = f"{place}/data"
        initdb = [
            programs / "initdb",
            "-D",
            data,
            "-U",
            "phucdong",
            "--auth=trust",
            "-E",
            "UTF8",
        ]
        if not (run_as(person, initdb) and start_again(programs, place, how)):
            yield None
            return
        try:
            yield f"postgres://phucdong@{place.replace('/', '%2F')}/postgres"
        finally:
            run_as(person, [programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"])


def start_again(programs, place, how=""):
    """Whether the server in this folder runs now."""
    start = [programs / "pg_ctl", "-D", f"{place}/data", "-w", "-l", f"{place}/log"]
    start += ["-o", f"-k {place} {OPTIONS} {how}", "start"]
    return run_as(find_person(), start)


def give_folder(folder):
    """To whoever the server runs as; gives who that is."""
    person = find_person()
    if person:
        os.chown(folder, person.pw_uid, person.pw_gid)
    return person


def find_person():
    """PostgreSQL refuses to run as root: then the user of its package. None for
    oneself."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return None


def run_as(person, command):
    """Whether a command of this person (None is oneself) went well; what it prints is
    not shown."""
    who = {}
    if person:
        who = {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.run(command, cwd="/", **quiet, **who).returncode == 0
