"""How somebody knocks at a door, and what is noted of the answer."""

import gzip
import io
import re
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.client import ClientHandler
from django.urls import get_resolver, reverse

BACKEND = "accounts.backends.IssuedNameBackend"
FORM = "application/x-www-form-urlencoded"
# Who is signed in, and how often somebody guessed: it says nothing of what a page does.
OF_SIGNING_IN = ("django_session", "accounts_guesscount", "accounts_signinrecord")
TOKEN = "a" * 32
WRITING = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
# What the page says to which the token is missing.
NO_TOKEN = "Trang này mở đã quá lâu"


@dataclass(frozen=True)
class Answer:
    """What somebody met at an address. `to` is where it redirects, `tables` those that
    were written to, `text` all that can be read in it."""

    status: int
    to: str
    tables: tuple
    queries: int
    text: str

    @property
    def is_by_token(self):
        """Whether it says that the form came without its token."""
        return self.status == 403 and NO_TOKEN in self.text


def walk_routes(patterns=None, prefix="", namespace=""):
    """[(name, route)] of every page of the URL configuration: "review:plan" with the
    route written out, "ke-hoach/<int:pk>/"."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from walk_routes(
                pattern.url_patterns, route, pattern.namespace or namespace
            )
        else:
            yield f"{namespace}:{pattern.name}", route


ROUTES = dict(walk_routes())


def find_address(name, parts):
    """The address of a page; of `parts` those are taken that its route has."""
    wanted = re.findall(r"<(?:\w+:)?(\w+)>", ROUTES[name])
    return reverse(name, kwargs={part: parts[part] for part in wanted})


# One for all browsers: it makes its middleware once, and asks for tokens.
HANDLER = ClientHandler(enforce_csrf_checks=True)


class Browser(Client):
    """Django's client without its notes of what was rendered with what, which take
    longer than many a page."""

    def __init__(self):
        super().__init__()
        self.handler = HANDLER

    def request(self, **request):
        response = self.handler(self._base_environ(**request))
        self.cookies.update(response.cookies)
        return response


def browser_of(world, name):
    """A browser in which somebody of the world (or nobody, "") has signed in."""
    client = browser_with(None)
    if name:
        client.cookies[settings.SESSION_COOKIE_NAME] = world.sessions[name]
    return client


def browser_with(user):
    """A browser that has the cookie of the token, in which a user (or None) has signed
    in; the token itself is asked for."""
    client = Browser()
    client.cookies["csrftoken"] = TOKEN
    if user:
        client.force_login(user, backend=BACKEND)
    return client


def begin_session(user):
    """The key of a session in which a user has signed in."""
    return browser_with(user).cookies[settings.SESSION_COOKIE_NAME].value


def knock(client, method, address, data=None, *, token=True):
    """The Answer to a request, after which the database and the browser's cookies are
    as before."""
    cookies = SimpleCookie()
    cookies.update(client.cookies)
    with transaction.atomic():
        with noted() as seen:
            response = send(client, method, address, data, token)
        transaction.set_rollback(True)
    client.cookies = cookies
    return Answer(
        response.status_code,
        response.headers.get("Location", ""),
        tuple(table for table in seen.tables if table not in OF_SIGNING_IN),
        seen.queries,
        read_everything(response),
    )


def send(client, method, address, data, token):
    if method in ("GET", "HEAD", "OPTIONS"):
        return client.generic(method, address)
    sent = dict(data or {})
    if token:
        sent["csrfmiddlewaretoken"] = TOKEN
    files = [value for value in sent.values() if hasattr(value, "read")]
    if files:
        for file in files:
            file.seek(0)
        return client.post(address, sent)
    more = {"HTTP_X_CSRFTOKEN": TOKEN} if token else {}
    body = urlencode(sent, doseq=True)
    return client.generic(method, address, body, FORM, **more)


class Noted:
    """How often the database was asked (`queries`) and which tables have other rows now
    (`tables`): a statement that met no row, or was rolled back, is none of them."""

    def __init__(self):
        self.queries, self.tables, self.saved = 0, [], []

    def __call__(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        word = sql.split(" ", 1)[0]
        if word == "SAVEPOINT":
            self.saved.append(len(self.tables))
        elif word == "RELEASE":
            self.saved.pop()
        elif word == "ROLLBACK":
            del self.tables[self.saved[-1] :]
        else:
            self.queries += 1
            self.note_table(sql, context["cursor"].rowcount)
        return result

    def note_table(self, sql, rows):
        found = WRITING.match(sql)
        if found and (rows > 0 or found[1] == "INSERT INTO"):
            self.tables.append(found[2])


@contextmanager
def noted():
    """What the database is asked and which tables are written to; the savepoints are
    left out, they stand for the test's own."""
    seen = Noted()
    with connection.execute_wrapper(seen):
        yield seen


# --- what can be read in an answer ----------------------------------------------------


def read_everything(response):
    """All texts of a page or file: a spreadsheet, a document and a PDF are taken
    apart."""
    content = b"".join(response) if response.streaming else response.content
    if response.headers.get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    return "\n".join(piece.decode("utf-8", "replace") for piece in unpack(content))


def unpack(content):
    """[bytes] of a file, and of what is packed in it."""
    found = [content]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            found += [packed.read(name) for name in packed.namelist()]
    if content.startswith(b"%PDF"):
        for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
            found.append(inflate(stream))
    return found


def inflate(stream):
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream
