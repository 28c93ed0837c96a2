"""`python -m tests`: the whole suite on SQLite and on PostgreSQL, side by side.

Once, beside SQLite, run the tests in a browser (there everybody writes into one file, and a page that holds it too
long shows) and those that touch no database, which the kind of database cannot change.
PostgreSQL is TEST_DATABASE_URL if that is set, else a server of our own in a temporary folder when this machine has
PostgreSQL's programs. What had to be left out is said at the end; with CI=true, leaving anything out is a failure.
"""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager, nullcontext
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BOTH = ("-m", "not browser and not no_database")
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def main(arguments):
    left_out = [] if any(map(shutil.which, CHROMIUM)) else ["the browser tests (no Chromium on this machine)"]
    with postgresql() as url, tempfile.TemporaryFile("w+") as told:
        print("== SQLite" + (" (PostgreSQL runs beside it and is told of afterwards)" if url else ""), flush=True)
        beside = pytest([*BOTH, *arguments], url, stdout=told, stderr=subprocess.STDOUT) if url else None
        codes = [pytest(arguments, "").wait()]
        if beside:
            codes.append(beside.wait())
            print("== PostgreSQL", told.seek(0) or told.read(), sep="\n", flush=True)
        else:
            left_out.append("everything on PostgreSQL (no server, and no programs to start one)")
    for what in left_out:
        print(f"LEFT OUT: {what}")
    return max(codes) or int(bool(left_out) and os.environ.get("CI") == "true")


def pytest(arguments, url, **streams):
    """A run of the whole suite on the database of this address ("" is SQLite)."""
    environment = {**os.environ, "DATABASE_URL": url}
    return subprocess.Popen([sys.executable, "-m", "pytest", *arguments], cwd=ROOT, env=environment, **streams)


def postgresql():
    """A context that gives the address of a PostgreSQL to test on, or None."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        return nullcontext(given)
    programs = find_programs()
    return a_server(programs) if programs else nullcontext(None)


def find_programs():
    """The folder with initdb and pg_ctl, or None."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    places += [Path(found).parent] if (found := shutil.which("initdb")) else []
    return next((place for place in places if (place / "initdb").exists() and (place / "pg_ctl").exists()), None)


@contextmanager
def a_server(programs):
    """A server in a temporary folder that listens on a socket there only, and is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="phucdong-pg-", ignore_cleanup_errors=True) as folder:
        person = owner(folder)
        data = f"{folder}/data"
        if not run(person, programs / "initdb", "-D", data, "-U", "phucdong", "--auth=trust", "-E", "UTF8"):
            yield None
            return
        options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=60"
        started = run(person, programs / "pg_ctl", "-D", data, "-w", "-o", options, "-l", f"{folder}/log", "start")
        try:
            yield f"postgres://phucdong@{folder.replace('/', '%2F')}/postgres" if started else None
        finally:
            run(person, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def owner(folder):
    """PostgreSQL refuses to run as root: then it runs as the user that its package made, who gets the folder."""
    if os.geteuid() != 0:
        return None
    try:
        person = pwd.getpwnam("postgres")
    except KeyError:
        return None
    os.chown(folder, person.pw_uid, person.pw_gid)
    return person


def run(person, *command):
    as_person = {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []} if person else {}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.run([str(part) for part in command], cwd="/", **quiet, **as_person).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
