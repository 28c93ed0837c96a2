"""The product's settings with a database of the bench's own, and static files as
production would send them.

BENCH_DIRECTORY is a temporary directory. The database is made as for tests, beside the
one of DATABASE_URL.
"""

import os
from pathlib import Path

from phucdong.databases import limit_queries_of_web
from phucdong.settings import *  # noqa: F403

DIRECTORY = Path(os.environ["BENCH_DIRECTORY"])
ALLOWED_HOSTS = ["testserver"]
ROOT_URLCONF = "bench.urls"
TEMPLATES[0]["DIRS"].append(BASE_DIR / "bench" / "bare" / "templates")  # noqa: F405
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": str(DIRECTORY / "bench.sqlite3")}  # noqa: F405
STATIC_ROOT = DIRECTORY / "static"
STATIC_FILES = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES["staticfiles"] = {"BACKEND": STATIC_FILES}  # noqa: F405
WHITENOISE_USE_FINDERS = False
WHITENOISE_AUTOREFRESH = False

# The pages are asked as a web process asks them.
limit_queries_of_web(DATABASES)  # noqa: F405

# What `django-admin startproject` gives, for the bare pages.
BARE_MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
