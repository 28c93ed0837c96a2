"""Is there room to write on the disks that pages write to?

Raises what the write itself would raise: OSError, or an error of the database.
"""

import errno
import shutil
from pathlib import Path
from tempfile import TemporaryFile, gettempdir

from django.conf import settings
from django.db import connection, transaction

# Bytes. Below this a page may still be answered, and the next may not.
LEAST_FREE = 8 * 1024 * 1024
TRIAL = 64 * 1024
# PostgreSQL may be on another machine, so it is asked itself: with so little memory it
# has to write these rows into a file of its own.
SPILL = "SELECT count(*) FROM generate_series(1, 50000)"


def require_room():
    for folder in list_folders():
        require_room_in(folder)
    if connection.vendor == "postgresql":
        require_room_of_server()


def list_folders():
    """Of this machine: for files that are being sent, and for SQLite."""
    folders = {Path(settings.FILE_UPLOAD_TEMP_DIR or gettempdir())}
    if settings.MEDIA_ROOT:
        folders.add(Path(settings.MEDIA_ROOT))
    if connection.vendor == "sqlite":
        folders.add(Path(connection.settings_dict["NAME"]).parent)
    return folders


def require_room_in(folder):
    if shutil.disk_usage(folder).free < LEAST_FREE:
        raise OSError(errno.ENOSPC, "little room is left", str(folder))
    with TemporaryFile(dir=folder) as trial:
        trial.write(bytes(TRIAL))
        trial.flush()


def require_room_of_server():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '64kB'")
        cursor.execute(SPILL)
