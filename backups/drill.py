"""How is a backup tried without touching what is here?

The same command restores it in a process of its own into a SQLite file that nobody else
may read and that is gone afterwards: a backup does not depend on the kind of database.
"""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from backups import keys


def restore_beside(file, secret):
    """(whether the backup was restored and is whole, what the command said last)"""
    with TemporaryDirectory(prefix="phucdong-thu-") as folder:
        place = Path(folder) / "thu.sqlite3"
        command = [
            sys.executable,
            str(settings.BASE_DIR / "manage.py"),
            "restore",
            str(file),
        ]
        done = subprocess.run(
            command,
            env={**os.environ, "DATABASE_URL": f"sqlite:///{place}"},
            input=" ".join(keys.write_secret(secret)),
            capture_output=True,
            text=True,
        )
    is_good = done.returncode == 0
    said = done.stdout if is_good else done.stderr
    return is_good, find_last_line(said).removeprefix("CommandError: ")


def find_last_line(said):
    lines = said.strip().splitlines()
    return lines[-1] if lines else ""
