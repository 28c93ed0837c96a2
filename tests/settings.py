"""The settings of the test run: a cheap hasher, everything else as a user gets it.

`python -m tests` names a database that is migrated already in TEST_DATABASE.
"""

import atexit
import os
from pathlib import Path
from tempfile import NamedTemporaryFile, gettempdir

from phucdong.settings import *  # noqa: F403

# Jobs of a run read files side by side; what a test starts shares the lock with it.
if "READING_LOCK" not in os.environ:
    LOCK = NamedTemporaryFile(prefix="phucdong-lock-")  # noqa: SIM115
    atexit.register(LOCK.close)
    os.environ["READING_LOCK"] = LOCK.name
READING_LOCK = Path(os.environ["READING_LOCK"])
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES["staticfiles"] = {"BACKEND": PLAIN}  # noqa: F405
DATABASE = DATABASES["default"]  # noqa: F405
DATABASE["CONN_MAX_AGE"] = 0
DATABASE["TEST"] = {"NAME": os.environ.get("TEST_DATABASE")}
if "postgresql" in DATABASE["ENGINE"]:
    # As web processes: counts are planned once for a connection.
    DATABASE["OPTIONS"]["options"] = "-c plan_cache_mode=force_generic_plan"
if "sqlite" in DATABASE["ENGINE"]:
    # A file, as in use: the shared memory that Django would take locks whole tables
    # between threads, with no waiting.
    DATABASE["TEST"]["NAME"] = (
        os.environ.get("TEST_DATABASE")
        or f"{gettempdir()}/phucdong-test-{os.getpid()}.sqlite3"
    )
    DATABASE["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
