"""A database of version 0.2.0 comes along through `migrate`: what was written in its
tables is there, by field."""

import os
import subprocess
import sys
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import pytest

from tests.running.databases import ROOT, PostgreSQL, empty_database

pytestmark = [pytest.mark.own_database, pytest.mark.slow]


@contextmanager
def without_tables(migrated):
    """The address of an empty database of the kind that the run is on."""
    if isinstance(migrated, PostgreSQL):
        with empty_database(migrated.url) as name:
            yield migrated.address(name)
    else:
        with TemporaryDirectory() as folder:
            yield migrated.address(f"{folder}/old.sqlite3")


def test_everything_written_in_0_2_0_is_there_after_migrating(migrated):
    command = [sys.executable, "-m", "tests.old.upgrade"]
    with without_tables(migrated) as address:
        settings = {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "tests.settings"}
        done = subprocess.run(
            command,
            env={**os.environ, **settings},
            cwd=ROOT,
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stdout + done.stderr
