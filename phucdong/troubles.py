"""What does an error of the database or of a disk mean for the person who waits?"""

import errno
import sqlite3
from enum import Enum, auto

from django.db import InterfaceError, OperationalError


class Trouble(Enum):
    AWAY = auto()
    TOO_LONG = auto()
    LOCKED = auto()
    DISK_FULL = auto()


# PostgreSQL: statement_timeout and lock_timeout (phucdong/databases.py), two that wait
# for each other, a full disk.
PGCODES = {
    "57014": Trouble.TOO_LONG,
    "55P03": Trouble.LOCKED,
    "40P01": Trouble.LOCKED,
    "53100": Trouble.DISK_FULL,
}
# The last is what SQLite says when the index of its log (-shm) finds no room.
SQLITE_CODES = {
    sqlite3.SQLITE_BUSY: Trouble.LOCKED,
    sqlite3.SQLITE_FULL: Trouble.DISK_FULL,
    sqlite3.SQLITE_IOERR_SHMSIZE: Trouble.DISK_FULL,
}
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def find_trouble(error):
    """The Trouble behind an exception, or None: then it is a bug."""
    if isinstance(error, OperationalError | InterfaceError):
        return find_trouble_of_database(error.__cause__)
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return Trouble.DISK_FULL
    return None


def find_trouble_behind(error):
    """As find_trouble, of an error that was raised while others were handled."""
    while error:
        trouble = find_trouble(error)
        if trouble:
            return trouble
        error = error.__context__
    return None


def find_trouble_of_database(cause):
    """By what the driver says (psycopg2, sqlite3)."""
    pgcode = getattr(cause, "pgcode", None)
    code = getattr(cause, "sqlite_errorcode", None)
    return PGCODES.get(pgcode) or SQLITE_CODES.get(code) or Trouble.AWAY
