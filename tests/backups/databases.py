"""Databases besides the one of the run, for what has to commit, to find nothing, or to
be of the other kind."""

from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections

from backups import tables
from backups.models import BackupRecord
from phucdong.databases import read_database_url
from tests.running.databases import PostgreSQL, empty_database


@contextmanager
def connected(address):
    """This process works on another database meanwhile."""
    usual = connections[DEFAULT_DB_ALIAS]
    settings = connections.settings[DEFAULT_DB_ALIAS]
    usual.close()
    other = {DEFAULT_DB_ALIAS: read_database_url(address)}
    connections.settings.update(connections.configure_settings(other))
    del connections[DEFAULT_DB_ALIAS]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS].close()
        connections.settings[DEFAULT_DB_ALIAS] = settings
        connections[DEFAULT_DB_ALIAS] = usual


@contextmanager
def in_migrated(migrated):
    """Within a copy of the migrated database; gives its address."""
    with migrated.copy() as named:
        address = migrated.address(named["TEST_DATABASE"])
        with connected(address):
            yield address


@contextmanager
def in_bare(migrated):
    """Within a database without tables, of the kind that the run is on."""
    with ExitStack() as held:
        if isinstance(migrated, PostgreSQL):
            name = held.enter_context(empty_database(migrated.url))
        else:
            folder = held.enter_context(TemporaryDirectory())
            name = Path(folder) / "bare.sqlite3"
        held.enter_context(connected(migrated.address(name)))
        yield


def list_everything():
    """{table: [its lines]} of all that a backup has to bring back. Its own records are
    left out: each command adds one."""
    found = {}
    for model in tables.list_models(apps):
        if model is not BackupRecord:
            found[model._meta.db_table] = list(tables.read_lines(model))
    return found
