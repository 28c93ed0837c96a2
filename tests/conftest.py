import gc
import pickle
from contextlib import ExitStack, contextmanager
from unittest import TestCase

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction

from cells.acts.register import worker
from tests.people import NOW, gather
from tests.running.databases import database_of_the_run

# The fixtures by which a test comes to a database.
DATABASES = {"django_db_setup", "db", "transactional_db", "live_server"}


def pytest_addoption(parser):
    parser.addoption(
        "--everything",
        action="store_true",
        help="the slow proofs too, and on PostgreSQL also what the kind of database "
        "cannot change",
    )


# --- the moment and the processes -----------------------------------------------------


@pytest.fixture(autouse=True)
def in_february_2026():
    """Every test runs at the same moment: 10 February 2026, 09:00 in Hà Nội."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture(autouse=True)
def no_processes_beside(monkeypatch):
    """What a process of its own would do is done in this one, at once."""
    monkeypatch.setattr(
        worker,
        "launch_worker",
        lambda upload: call_command("read_upload", str(upload.pk)),
    )


# --- databases besides the one that a test is in --------------------------------------


@pytest.fixture(scope="session")
def migrated():
    """Of the kind that the run is on: migrated.copy() makes a database like it,
    migrated.address(name) says where."""
    with database_of_the_run() as found:
        yield found


# --- rows that stand for many tests ---------------------------------------------------


@contextmanager
def standing(make):
    """A function that gives a copy of what make() gave, whose rows stand until the end.

    They are made in a transaction around the tests; the transaction of each test is
    within it and ends there, so that every test finds them as they were made.
    """
    with transaction.atomic():
        with time_machine.travel(NOW, tick=False):
            made = pickle.dumps(make())
        yield lambda: pickle.loads(made)
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def build_once(django_db_setup, django_db_blocker):
    """build_once(make) makes a world for all the tests of a module; what it gives makes
    a copy of it for one test."""
    with ExitStack() as held:
        yield lambda make: held.enter_context(unblocked(django_db_blocker, make))


@contextmanager
def unblocked(blocker, make):
    with ExitStack() as held:
        with blocker.unblock():
            copy = held.enter_context(standing(make))
        yield copy
        with blocker.unblock():
            held.close()


class TheCast:
    """It stands for all the tests that ask for `people`; they follow one another
    (pytest_collection_modifyitems)."""

    held = ExitStack()


@pytest.fixture(scope="session")
def the_cast(django_db_setup, django_db_blocker):
    """the_cast() gives a copy of the people."""
    assert not connection.in_atomic_block, (
        "a module that builds a world of its own has its people in it"
    )
    yield TheCast.held.enter_context(unblocked(django_db_blocker, gather))
    TheCast.held.close()


@pytest.fixture
def people(request, db):
    return (
        request.getfixturevalue("the_cast")()
        if asks_for_the_cast(request.node)
        else gather()
    )


def asks_for_the_cast(item):
    """What is committed is seen by other connections: a test that commits has a cast of
    its own."""
    return "people" in item.fixturenames and not commits(item)


def commits(item):
    marked = item.get_closest_marker("django_db")
    return bool(marked and marked.kwargs.get("transaction")) or bool(
        {"transactional_db", "live_server"} & set(item.fixturenames)
    )


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    if not asks_for_the_cast(item):
        TheCast.held.close()


@pytest.fixture
def sign_in(client, people):
    """sign_in("an") gives a client that An has signed in with."""

    def as_somebody(name):
        user = people.quan if name == "quan" else people.members[name].user
        client.force_login(user, backend="accounts.backends.IssuedNameBackend")
        return client

    return as_somebody


# --- which tests run ------------------------------------------------------------------


def pytest_collection_modifyitems(config, items):
    """Races need PostgreSQL: on SQLite they are left out, and the summary says so. What
    needs no database is marked."""
    reason = "races need PostgreSQL: run with DATABASE_URL=postgres://…"
    for item in items:
        if item.get_closest_marker("postgresql") and connection.vendor != "postgresql":
            item.add_marker(pytest.mark.skip(reason=reason))
        if not may_use_a_database(item):
            item.add_marker(pytest.mark.one_database)
        if asks_for_the_cast(item):
            item.fixturenames.insert(0, "the_cast")
    if not config.getoption("everything"):
        left = [
            item
            for item in items
            if item.get_closest_marker("slow") or runs_elsewhere(item)
        ]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in set(left)]
    items.sort(key=lambda item: (commits(item), asks_for_the_cast(item)))


def pytest_collection_finish():
    """Look for garbage a hundred times less often, and never among what stands until
    the end: else it takes a tenth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def runs_elsewhere(item):
    return connection.vendor == "postgresql" and item.get_closest_marker("one_database")


def may_use_a_database(item):
    """pytest-django lets nobody else near one; unittest's classes and what makes its
    own are taken at their word."""
    marked = item.get_closest_marker("django_db") or item.get_closest_marker(
        "own_database"
    )
    return (
        marked
        or DATABASES & set(item.fixturenames)
        or issubclass(item.cls or object, TestCase)
    )
