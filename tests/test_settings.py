"""What an installation gets from its environment: each run starts Django anew, as an
operator would."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from itertools import pairwise

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from phucdong.databases import OF_WEB, limit_queries_of_web, read_database_url

pytestmark = pytest.mark.one_database

PRODUCTION = {
    "DJANGO_ENV": "production",
    "DJANGO_SECRET_KEY": "a-key-of-this-test-only-"
    + "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "LOG_KEY": "another-key-of-this-test-only",
    "DJANGO_ALLOWED_HOSTS": "kehoach.example.vn",
}
NOT_INHERITED = (
    "DJANGO_",
    "DATABASE_",
    "LOG_KEY",
    "STATIC_ROOT",
    "PROXY_COUNT",
    "OWN_NETWORKS",
    "HELP_CONTACT",
)


def manage(*arguments, cwd=settings.BASE_DIR, **environment):
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(NOT_INHERITED)
    }
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command,
        cwd=cwd,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def production(tmp_path):
    return {
        **PRODUCTION,
        "DATABASE_URL": f"sqlite:///{tmp_path / 'x.sqlite3'}",
        "STATIC_ROOT": str(tmp_path / "static"),
    }


def test_deployment_check_is_clean(production):
    done = manage("check", "--deploy", "--fail-level", "WARNING", **production)
    assert (done.returncode, done.stdout[:35]) == (
        0,
        "System check identified no issues (",
    ), done.stderr


@pytest.mark.parametrize(
    "name", ["DJANGO_SECRET_KEY", "LOG_KEY", "DJANGO_ALLOWED_HOSTS"]
)
def test_production_starts_with_no_secret_left_out(production, name):
    done = manage("check", **{**production, name: ""})
    assert done.returncode == 1
    assert f"{name} is not set" in done.stderr


def test_own_networks_are_checked(production):
    good = manage("check", **production, OWN_NETWORKS="203.0.113.0/24, 10.20.0.0/16")
    assert good.returncode == 0, good.stderr
    bad = manage("check", **production, OWN_NETWORKS="203.0.113.0/24, 10.20.0.1/16")
    assert bad.returncode == 1
    assert (
        "(accounts.E001) OWN_NETWORKS: “10.20.0.1/16” is not a network." in bad.stderr
    )


KNOWN_DEVICE = """
from django.http import HttpResponse
from django.test import RequestFactory
from accounts.devices import remember_device
from accounts.models import User
response = HttpResponse()
remember_device(RequestFactory().get("/"), response, User(pk=1))
print(response.cookies.output())
"""


def test_the_cookie_of_a_device_is_sent_over_https_only(server):
    done = manage("shell", "-v0", "-c", KNOWN_DEVICE, **server)
    assert done.returncode == 0, done.stderr
    flags = done.stdout.strip().split("; ")
    assert flags[0].startswith("Set-Cookie: __Host-device=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax", "Secure"} <= set(flags)
    assert "Domain" not in done.stdout


SEEN = """
import json
from django.test import Client
pages = {}
for path in ("/dang-nhap/", "/khong-co-trang-nay/", "/kich-hoat/"):
    page = Client().get(path, HTTP_HOST="kehoach.example.vn", HTTP_X_FORWARDED_PROTO="https")
    cookies = {name: {k: v for k, v in cookie.items() if v} for name, cookie in page.cookies.items()}
    pages[path] = [page.status_code, dict(page.headers), cookies, page.content.decode()]
plain = Client().get("/dang-nhap/", HTTP_HOST="kehoach.example.vn")
other = Client().get("/dang-nhap/", HTTP_HOST="xau.example", HTTP_X_FORWARDED_PROTO="https")
print(json.dumps({"pages": pages, "plain": [plain.status_code, plain["Location"]], "other": other.status_code}))
"""


@pytest.fixture(scope="module")
def server(migrated, tmp_path_factory):
    """The environment of a production server with its static files collected and its
    database made."""
    with migrated.copy() as copied:
        url = migrated.address(copied["TEST_DATABASE"])
        given = {
            **PRODUCTION,
            "DATABASE_URL": url,
            "STATIC_ROOT": str(tmp_path_factory.mktemp("static")),
        }
        done = manage("collectstatic", "--noinput", "-v0", **given)
        assert done.returncode == 0, done.stderr
        yield given


@pytest.fixture(scope="module")
def seen(server):
    """Pages of that server."""
    done = manage("shell", "-v0", "-c", SEEN, **server)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_production_page_is_closed_to_outsiders_of_every_kind(seen):
    status, headers, cookies, _ = seen["pages"]["/dang-nhap/"]
    assert status == 200
    assert (
        headers["Strict-Transport-Security"]
        == "max-age=31536000; includeSubDomains; preload"
    )
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert {"private", "no-store"} <= set(headers["Cache-Control"].split(", "))
    assert cookies["__Host-csrf"] | {"expires": "", "max-age": ""} == {
        "expires": "",
        "max-age": "",
        "path": "/",
        "samesite": "Lax",
        "secure": True,
        "httponly": True,
    }
    assert seen["plain"] == [301, "https://kehoach.example.vn/dang-nhap/"]
    assert seen["other"] == 400


def test_every_page_forbids_what_does_not_come_from_here(seen):
    for path, (_, headers, _, _) in seen["pages"].items():
        policy = dict(
            part.strip().split(" ", 1)
            for part in headers["Content-Security-Policy"].split(";")
        )
        assert policy.pop("default-src") == "'none'", path
        assert policy.pop("base-uri") == policy.pop("frame-ancestors") == "'none'", path
        assert set(policy.values()) == {"'self'"}, path


def test_static_files_carry_their_digest_and_exist(seen, server):
    _, _, _, text = seen["pages"]["/dang-nhap/"]
    files = re.findall(r'(?:href|src)="/static/([^"]+)"', text)
    assert len(files) >= 3
    assert all(re.search(r"\.[0-9a-f]{12}\.\w+$", name) for name in files)
    collected = os.listdir(server["STATIC_ROOT"])
    assert "staticfiles.json" in collected
    for name in files:
        assert os.path.getsize(os.path.join(server["STATIC_ROOT"], name)) > 0


def test_a_fresh_copy_runs_without_any_setting(tmp_path):
    """As after a clone: no var/, no environment. That all migrations run, a run of the
    tests begins with; here those of one app are enough."""
    ignored = shutil.ignore_patterns(
        "var", ".git", "__pycache__", "tests", "bench", "docs", "node_modules", ".venv"
    )
    copy = shutil.copytree(settings.BASE_DIR, tmp_path / "copy", ignore=ignored)
    done = manage("migrate", "sessions", "-v0", cwd=copy)
    assert (done.returncode, done.stderr) == (0, "")
    assert (copy / "var" / "phucdong.sqlite3").exists()
    assert manage("check", cwd=copy).returncode == 0


# --- the database ---------------------------------------------------------------------


def test_several_hosts_in_one_url_are_tried_until_one_takes_writes():
    found = read_database_url(
        "postgres://nguoi:mat%40khau@one.example:5432,two.example:5433/phucdong?sslmode=require"
    )
    assert (found["HOST"], found["PORT"]) == ("one.example,two.example", "5432,5433")
    assert (found["NAME"], found["USER"], found["PASSWORD"]) == (
        "phucdong",
        "nguoi",
        "mat@khau",
    )
    assert found["OPTIONS"] == {
        "target_session_attrs": "read-write",
        "connect_timeout": 5,
        "sslmode": "require",
    }


@pytest.mark.parametrize(
    "url, hosts, ports",
    [
        ("postgresql://one,two/x", "one,two", "5432,5432"),
        ("postgres://one:6000,two/x", "one,two", "6000,5432"),
        ("postgres://[::1]:6000,[fe80::1]/x", "::1,fe80::1", "6000,5432"),
        (
            "postgres://a:b@10.0.0.1,10.0.0.2,10.0.0.3:7000/x",
            "10.0.0.1,10.0.0.2,10.0.0.3",
            "5432,5432,7000",
        ),
    ],
)
def test_hosts_keep_their_ports(url, hosts, ports):
    found = read_database_url(url)
    assert (found["HOST"], found["PORT"], found["NAME"]) == (hosts, ports, "x")


def test_queries_of_pages_are_limited_and_those_of_commands_are_not():
    databases = {
        "default": read_database_url("postgres://one.example/x"),
        "own": read_database_url("postgres://one/x?options=-c%20work_mem%3D64MB"),
        "file": read_database_url("sqlite:///x.sqlite3"),
    }
    before = dict(databases["file"]["OPTIONS"])
    assert "options" not in databases["default"]["OPTIONS"]
    limit_queries_of_web(databases)
    assert databases["default"]["OPTIONS"]["options"] == OF_WEB
    assert databases["own"]["OPTIONS"]["options"] == f"{OF_WEB} -c work_mem=64MB"
    assert databases["file"]["OPTIONS"] == before


def test_one_host_is_left_as_it_is():
    found = read_database_url("postgres://a:b@one.example:6000/x")
    assert (found["HOST"], found["PORT"]) == ("one.example", 6000)
    assert found["OPTIONS"] == {"connect_timeout": 5}
    assert read_database_url("postgres://one.example/x?connect_timeout=9")[
        "OPTIONS"
    ] == {"connect_timeout": 9}
    assert (found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"]) == (600, True)


def test_sqlite_waits_for_its_turn_and_loses_nothing(tmp_path):
    """Read off a connection that Django itself has opened, as an installation opens
    it."""
    asked = ["journal_mode", "synchronous", "foreign_keys", "busy_timeout"]
    code = (
        "from django.db import connection, transaction\n"
        "cursor = connection.cursor()\n"
        f"print([cursor.execute('PRAGMA ' + name).fetchone()[0] for name in {asked}])\n"
        "with transaction.atomic():\n"
        "    other = __import__('sqlite3').connect(connection.settings_dict['NAME'], "
        "timeout=0)\n"
        "    try:\n"
        "        other.execute('BEGIN IMMEDIATE')\n"
        "    except Exception as error:\n"
        "        print(error)\n"
    )
    done = manage(
        "shell", "-v0", "-c", code, DATABASE_URL=f"sqlite:///{tmp_path / 'x.sqlite3'}"
    )
    assert done.stdout.splitlines() == ["['wal', 2, 1, 20000]", "database is locked"], (
        done.stderr
    )


# --- pages are nobody else's ----------------------------------------------------------


@pytest.mark.django_db
def test_no_page_is_kept_by_browser_or_proxy(sign_in):
    client = sign_in("giang")
    for name in ("accounts:accounts", "entry:my_account", "entry:change_password"):
        assert client.get(reverse(name))["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_tokens_in_a_compressed_page_differ_each_time(sign_in):
    """What makes compression safe here: the only secret of a page, its CSRF token, is
    masked anew."""
    client = sign_in("an")
    pages = [
        client.get(reverse("entry:change_password"), HTTP_ACCEPT_ENCODING="gzip")
        for _ in range(3)
    ]
    assert {page["Content-Encoding"] for page in pages} == {"gzip"}
    plain = [
        client.get(reverse("entry:change_password")).content.decode() for _ in range(3)
    ]
    tokens = [
        re.search(r'csrfmiddlewaretoken" value="(\w+)"', page)[1] for page in plain
    ]
    assert all(one != other for one, other in pairwise(tokens))


# --- the log --------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_error_in_the_log_holds_no_row(capsys):
    code = (
        "import logging\n"
        "try:\n"
        "    try:\n"
        "        raise ValueError('violates check\\nDETAIL:  Failing row contains (1, "
        "chu rieng\\n\\nhai dong).\\n')\n"
        "    except ValueError as error:\n"
        "        raise KeyError('outer') from error\n"
        "except KeyError:\n"
        "    logging.getLogger('django.request').exception('Internal Server Error: "
        "/x/')\n"
    )
    done = manage("shell", "-v0", "-c", code)
    assert "violates check" in done.stderr
    assert "KeyError: 'outer'" in done.stderr
    assert "chu rieng" not in done.stderr
    assert "hai dong" not in done.stderr


@pytest.mark.django_db
def test_liveness_needs_no_database_and_readiness_says_503_without_one(tmp_path):
    code = (
        "from django.test import Client\nprint([Client().get(path).status_code for "
        "path in ('/livez', '/readyz')])\n"
    )
    away = manage(
        "shell", "-v0", "-c", code, DATABASE_URL="postgres://nobody@127.0.0.1:1/none"
    )
    assert away.stdout.strip() == "[200, 503]", away.stderr
    here = manage(
        "shell", "-v0", "-c", code, DATABASE_URL=f"sqlite:///{tmp_path / 'x.sqlite3'}"
    )
    assert here.stdout.strip() == "[200, 200]", here.stderr


def test_sqlite_is_new_enough_for_what_we_ask_of_it():
    assert sqlite3.sqlite_version_info >= (3, 31)
    assert connection.vendor in ("sqlite", "postgresql")
