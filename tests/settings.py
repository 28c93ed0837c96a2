"""The settings of the test run: a cheap hasher, everything else as a user gets it."""

import os
from tempfile import gettempdir

from phucdong.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405
if "sqlite" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    # A file, as in use: the shared memory that Django would take locks whole tables between threads, with no waiting.
    DATABASES["default"]["TEST"] = {"NAME": f"{gettempdir()}/phucdong-test-{os.getpid()}.sqlite3"}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"  # noqa: F405
