"""How does a backup see the database at one moment, while people go on writing?"""

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def hold_snapshot():
    """All that is read within is as it was at the first reading; nobody waits."""
    if connection.vendor == "sqlite":
        with read_as_of_now():
            yield
    else:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield


@contextmanager
def read_as_of_now():
    """Django's own transactions are immediate on SQLite, and would keep all writers
    waiting to the end."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
