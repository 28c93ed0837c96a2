"""Which databases does a run test on? Each is migrated once; every job gets a copy of
its own.

PostgreSQL sorts as ICU does in Vietnamese, unlike SQLite, which sorts by the bytes.
"""

import os
import shutil
import subprocess
import sys
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlsplit
from uuid import uuid4

import psycopg2

from tests.running.server import find_programs, start_server

ROOT = Path(__file__).resolve().parent.parent.parent
EMPTY = (
    "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8' LOCALE_PROVIDER icu "
    "ICU_LOCALE 'vi'"
)


@dataclass(frozen=True)
class SQLite:
    """`migrated` is the file that jobs get copies of."""

    migrated: str
    name: str = "SQLite"

    @contextmanager
    def copy(self):
        """The environment of a job with a copy of its own, which is gone afterwards."""
        file = f"{self.migrated}-{a_name()}"
        shutil.copyfile(self.migrated, file)
        try:
            yield {
                "DATABASE_URL": "",
                "TEST_DATABASE": file,
                "MIGRATED_DATABASE": self.migrated,
            }
        finally:
            Path(file).unlink()

    def address(self, name):
        return f"sqlite:///{name}"


@dataclass(frozen=True)
class PostgreSQL:
    """`url` is the address of the server, `migrated` the name of the database that jobs
    get copies of."""

    url: str
    migrated: str
    name: str = "PostgreSQL"

    @contextmanager
    def copy(self):
        """As SQLite.copy."""
        copied = a_name()
        tell(self.url, f'CREATE DATABASE "{copied}" TEMPLATE "{self.migrated}"')
        try:
            yield {
                "DATABASE_URL": self.url,
                "TEST_DATABASE": copied,
                "MIGRATED_DATABASE": self.migrated,
            }
        finally:
            drop_database(self.url, copied)

    def address(self, name):
        """The address of another database of the server."""
        return urlsplit(self.url)._replace(path=f"/{name}").geturl()


def database_of_the_run():
    """A migrated database of the kind that this process tests on, never written to: a
    job's, else a new one."""
    name = os.environ.get("MIGRATED_DATABASE")
    url = os.environ.get("DATABASE_URL", "")
    if url:
        return nullcontext(PostgreSQL(url, name)) if name else new_postgresql(url)
    return nullcontext(SQLite(name)) if name else new_sqlite()


@contextmanager
def new_sqlite():
    with TemporaryDirectory(prefix="phucdong-tests-") as folder:
        made = SQLite(f"{folder}/migrated.sqlite3")
        migrate_all([made])
        yield made


@contextmanager
def new_postgresql(url):
    with empty_database(url) as name:
        made = PostgreSQL(url, name)
        migrate_all([made])
        yield made


@contextmanager
def migrated_databases():
    """([SQLite, PostgreSQL], [what had to be left out, in words])"""
    with ExitStack() as held:
        folder = held.enter_context(TemporaryDirectory(prefix="phucdong-tests-"))
        url = held.enter_context(postgresql())
        found, left_out = [SQLite(f"{folder}/migrated.sqlite3")], []
        if url:
            found.append(PostgreSQL(url, held.enter_context(empty_database(url))))
        else:
            left_out.append(
                "everything on PostgreSQL (no server, and no programs to start one)"
            )
        migrate_all(found)
        yield found, left_out


def postgresql():
    """A context that gives the address of a PostgreSQL server to test on, or None."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        return nullcontext(given)
    if programs := find_programs():
        return start_server(programs)
    return nullcontext(None)


@contextmanager
def empty_database(url):
    """The name of a new database of a server, which is gone afterwards."""
    name = a_name()
    tell(url, f'CREATE DATABASE "{name}" {EMPTY}')
    try:
        yield name
    finally:
        drop_database(url, name)


def drop_database(url, name):
    tell(url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def a_name():
    """Several runs may use one server, and a test makes databases beside those of the
    run that it is in."""
    return f"phucdong_tests_{uuid4().hex[:12]}"


def migrate_all(databases):
    """Side by side. Raises RuntimeError when one cannot be migrated."""
    started = [start_migrating(database) for database in databases]
    codes = [process.wait() for process in started]
    if any(codes):
        raise RuntimeError("the migrations failed")


def start_migrating(database):
    settings = {
        "DATABASE_URL": database.address(database.migrated),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings})


def tell(url, statement):
    """Have a server carry out a statement about its databases."""
    parts = urlsplit(url)
    reached = psycopg2.connect(
        dbname="postgres",
        user=parts.username,
        password=parts.password,
        host=unquote(parts.hostname or ""),
        port=parts.port,
    )
    reached.autocommit = True
    with reached.cursor() as cursor:
        cursor.execute(statement)
    reached.close()
