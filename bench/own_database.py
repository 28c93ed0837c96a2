"""A database of the bench's own beside the one of DATABASE_URL, as tests make it."""

from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection


@contextmanager
def own_database():
    """Empty and migrated, with the static files collected; gone afterwards."""
    call_command("collectstatic", interactive=False, verbosity=0)
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        name = settings.DATABASES["default"]["NAME"]
        connection.creation.destroy_test_db(name, verbosity=0)
