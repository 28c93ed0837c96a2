"""What does one request cost? Processor time, wall time, queries and bytes, through the
whole middleware stack."""

import gzip
import statistics
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext

BACKEND = "accounts.backends.IssuedNameBackend"
BROWSER = "gzip, deflate, br"
WARM, ROUNDS = 6, 40


class Site:
    """One stack of middleware, asked as a browser asks."""

    def __init__(self, middleware=None):
        with override_settings(MIDDLEWARE=middleware or settings.MIDDLEWARE):
            self.handler = WSGIHandler()

    def get(self, path, cookie="", *, encodings=BROWSER):
        """(headers, body as sent). Raises RuntimeError for anything but a page."""
        headers = {
            "HTTP_ACCEPT_ENCODING": encodings,
            "HTTP_ACCEPT": "text/html",
            "HTTP_COOKIE": cookie,
        }
        seen = {}
        response = self.handler(
            RequestFactory(**headers).get(path).environ,
            lambda status, headers, exc_info=None: seen.update(
                status=status, headers=dict(headers)
            ),
        )
        body = b"".join(response)
        response.close()
        if seen["status"] != "200 OK":
            raise RuntimeError(
                f"{path} answered {seen['status']} "
                f"{seen['headers'].get('Location', '')}"
            )
        return seen["headers"], body


@dataclass
class Page:
    """A page and, once measured, what it costs: seconds of processor and wall time,
    queries, bytes."""

    name: str
    site: Site
    path: str
    cookie: str
    cpu: float = 0
    wall: float = 0
    queries: int = 0
    plain: int = 0
    compressed: int = 0

    def count_queries_and_bytes(self):
        with CaptureQueriesContext(connection) as asked:
            _, body = self.site.get(self.path, self.cookie, encodings="")
        self.queries, self.plain = len(asked), len(body)
        self.compressed = len(gzip.compress(body, 6))


def measure_pages(pages):
    """Fill in the costs of these pages: medians over rounds in which all are asked in
    turn, warm."""
    samples = {page.name: [] for page in pages}
    for number in range(WARM + ROUNDS):
        for page in pages:
            wall, cpu = time.perf_counter(), time.process_time()
            page.site.get(page.path, page.cookie)
            cost = time.process_time() - cpu, time.perf_counter() - wall
            if number >= WARM:
                samples[page.name].append(cost)
    for page in pages:
        page.cpu, page.wall = map(
            statistics.median, zip(*samples[page.name], strict=True)
        )
        page.count_queries_and_bytes()


def sign_in(user):
    """The cookie of a session of this user."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    return f"sessionid={client.cookies['sessionid'].value}"
