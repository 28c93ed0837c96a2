"""What varies between installations, from the environment; the rest is fixed here.

DJANGO_ENV=production switches on what a public server needs and then asks for
DJANGO_SECRET_KEY, LOG_KEY and DJANGO_ALLOWED_HOSTS. Without it, the installation is a
demonstration on one's own machine.
"""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from phucdong.databases import read_database_url

BASE_DIR = Path(__file__).resolve().parent.parent
PRODUCTION = os.environ.get("DJANGO_ENV") == "production"
DEBUG = os.environ.get("DJANGO_DEBUG") == "1" and not PRODUCTION


def secret(name, demonstration):
    """What only the installation knows; production has no default for it."""
    value = os.environ.get(name, "")
    if value or not PRODUCTION:
        return value or demonstration
    raise ImproperlyConfigured(f"{name} is not set")


SECRET_KEY = secret("DJANGO_SECRET_KEY", "demonstration-only-" + "0" * 48)
# Chains the event log (HMAC): kept outside the database, so that whoever can rewrite
# rows cannot rewrite the chain.
LOG_KEY = secret("LOG_KEY", "demonstration-only-log-key")
# The half of the key of the backups that closes them; the half that opens them is on
# paper (manage.py backup_key).
BACKUP_PUBLIC_KEY = os.environ.get("BACKUP_PUBLIC_KEY", "")
# Names of the site, with commas between them; ".example.vn" stands for a name and all
# below it.
ALLOWED_HOSTS = [
    host.strip() for host in secret("DJANGO_ALLOWED_HOSTS", "*").split(",")
]
CSRF_TRUSTED_ORIGINS = [
    f"https://{'*' if host[0] == '.' else ''}{host}"
    for host in ALLOWED_HOSTS
    if host != "*"
]

INSTALLED_APPS = [
    "phucdong",
    "accounts",
    "cells",
    "plans",
    "reports",
    "backups",
    "demo",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "phucdong.health.liveness",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "accounts.middleware.private_pages",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SignInFirst",
    "cells.middleware.attach_actor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "accounts.middleware.WaitAfterGuesses",
]

ROOT_URLCONF = "phucdong.urls"
WSGI_APPLICATION = "phucdong.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": [
                "phucdong.templatetags.vietnamese",
                "phucdong.templatetags.masthead",
                "accounts.templatetags.writer",
                "django.templatetags.static",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# The database of an installation that names none, and the static files collected for a
# server.
VAR = BASE_DIR / "var"
DATABASE_URL = os.environ.get("DATABASE_URL") or f"sqlite:///{VAR / 'phucdong.sqlite3'}"
DATABASES = {"default": read_database_url(DATABASE_URL)}
if not PRODUCTION or not os.environ.get("DATABASE_URL"):
    (VAR / "static").mkdir(parents=True, exist_ok=True)
# Covering indexes are PostgreSQL's; SQLite makes ordinary ones of them.
SILENCED_SYSTEM_CHECKS = ["models.W040"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.IssuedNameBackend"]
LOGIN_URL = "entry:sign_in"
LOGIN_REDIRECT_URL = "home:home"
LOGOUT_REDIRECT_URL = "entry:sign_in"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {
        "NAME": "django.contrib.auth.password_validation."
        "UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username"]},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
# How many proxies of one's own stand before the application; the address that they
# report is counted.
PROXY_COUNT = int(os.environ.get("PROXY_COUNT", "1" if PRODUCTION else "0"))
# Networks in which many people share an address, "203.0.113.0/24,10.20.0.0/16": wrong
# passwords from there are counted by name only.
OWN_NETWORKS = [
    network.strip()
    for network in os.environ.get("OWN_NETWORKS", "").split(",")
    if network.strip()
]
# Whom to call when one cannot get in, in words: "Văn phòng Đảng ủy, 024 …".
HELP_CONTACT = os.environ.get("HELP_CONTACT", "").strip()
# As long as browsers keep a cookie.
DEVICE_COOKIE_AGE = 400 * 24 * 60 * 60
DEVICE_COOKIE_NAME = "device"

# Whom to call when the server needs somebody (a name, a telephone number): on the pages
# that say so.
SUPPORT_CONTACT = os.environ.get("SUPPORT_CONTACT", "")

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = os.environ.get("STATIC_ROOT") or VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_MAX_AGE = 0 if not PRODUCTION else 3600

# Messages in the session: the cookie storage breaks the __Host- rule for cookies.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "phucdong.errors.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
# Locked while a sent file is read (phucdong/guarded_reading.py), never written: any
# file that all processes on the machine see.
READING_LOCK = Path(os.environ.get("READING_LOCK") or BASE_DIR / "manage.py")

if PRODUCTION:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = ["^livez$", "^readyz$"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    DEVICE_COOKIE_NAME = "__Host-device"

# Without this, a 500 with DEBUG off is logged nowhere. The format holds no request
# body: plans are sensitive.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "class": "phucdong.logs.WithoutRows",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django.server": {
            "handlers": ["stderr"],
            "level": "WARNING",
            "propagate": False,
        }
    },
}
