import pickle
from unittest import TestCase

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection, transaction

from cells.register import launching
from tests.people import NOW, gather

# The fixtures by which a test comes to a database.
DATABASES = {"django_db_setup", "db", "transactional_db", "live_server"}


@pytest.fixture(autouse=True)
def in_february_2026():
    """Every test runs at the same moment: 10 February 2026, 09:00 in Hà Nội."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture(autouse=True)
def no_processes_beside(monkeypatch):
    """What a process of its own would do is done in this one, at once."""
    monkeypatch.setattr(launching, "launch", lambda upload: call_command("read_upload", str(upload.pk)))


@pytest.fixture(scope="module")
def build_once(django_db_setup, django_db_blocker):
    """build_once(make) makes a world for all the tests of a module; what it gives makes a copy of it for one test.

    The rows are made in a transaction around the module; the transaction of each test is within it and ends there, so
    that every test finds them as they were made.
    """
    around = transaction.atomic()

    def built(make):
        with django_db_blocker.unblock(), time_machine.travel(NOW, tick=True):
            world = pickle.dumps(make())
        return lambda: pickle.loads(world)

    with django_db_blocker.unblock():
        around.__enter__()
    yield built
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def people(db):
    return gather()


@pytest.fixture
def sign_in(client, people):
    """sign_in("an") gives a client that An has signed in with."""

    def as_somebody(name):
        user = people.quan if name == "quan" else people.members[name].user
        client.force_login(user, backend="accounts.backends.IssuedNameBackend")
        return client

    return as_somebody


def pytest_collection_modifyitems(items):
    """Races need PostgreSQL: on SQLite they are left out, and the summary says so. What needs no database is marked."""
    reason = "races need PostgreSQL: run with DATABASE_URL=postgres://…"
    for item in items:
        if item.get_closest_marker("postgresql") and connection.vendor != "postgresql":
            item.add_marker(pytest.mark.skip(reason=reason))
        if not may_use_a_database(item):
            item.add_marker(pytest.mark.no_database)


def may_use_a_database(item):
    """pytest-django lets nobody else near one; unittest's classes and what makes its own are taken at their word."""
    marked = item.get_closest_marker("django_db") or item.get_closest_marker("own_database")
    return marked or DATABASES & set(item.fixturenames) or issubclass(item.cls or object, TestCase)
