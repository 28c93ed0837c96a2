"""What does it cost to freeze a ward and a city, and to read what was frozen
(PostgreSQL, Linux)?

Each is done in a process of its own: seconds, the most memory that it took beyond what
it began with, and the largest row that is kept.
"""

import datetime
import multiprocessing
import time
from pathlib import Path
from uuid import uuid4

from django.db import connection
from django.urls import reverse
from django.utils import timezone

from bench.city_plans import STUDIED, PlannedCity
from bench.figures import add_other_wards
from bench.own_database import own_database
from bench.pages import Site, sign_in
from cells.models import Appointment
from cells.posts import Actor
from reports.frozen.content import freeze_report
from reports.frozen.seals import find_first_broken
from reports.models import FrozenNames, FrozenReport

WARDS = 20
# Of a ward, of a city: the most MiB beyond what the process began with.
MOST_MIB, MOST_ROW = 120, 2 * 1024 * 1024
LARGEST = "SELECT coalesce(max(octet_length({column}::text)), 0) FROM {table}"
PAGES = (
    ("frozen:frozen_report", ""),
    ("frozen:frozen_report", "?now=1"),
    ("frozen:frozen_figure", "?figure=members"),
    ("frozen:frozen_figure", "?figure=members&page=999999"),
    ("frozen:frozen_today", ""),
    ("frozen:frozen_file", "?dang=csv"),
)


def print_frozen_report():
    """On a database of its own beside the one of DATABASE_URL. Returns how many targets
    are missed."""
    with own_database():
        city = PlannedCity(timezone.localdate())
        ward = city.add_ward(max(STUDIED))
        add_other_wards(city, WARDS)
        officer = city.appoint(
            city.members - 1, Appointment.Role.WARD_OFFICER, committee=city.top
        )
        print(f"{'':<52}{'s':>7}{'MiB more':>10}")
        missed = measure_freezing("a ward of 6,100", ward.committee, ward.officer)
        missed += measure_freezing(f"a city of {city.members:,}", city.top, officer)
        missed += print_cost("verify_reports", find_first_broken)
        return missed + print_largest_row()


def measure_freezing(name, committee, user):
    actor = Actor(user.member, timezone.localdate(), user=user)
    asked = {"title": "", "number": "", "by": actor, "key": uuid4()}
    year = timezone.localdate().year
    on = timezone.localdate() - datetime.timedelta(days=1)
    missed = print_cost(
        f"freeze {name}",
        lambda: freeze_report(committee, year, on, at=timezone.now(), **asked),
    )
    report = FrozenReport.objects.only("pk").get(key=asked["key"])
    cookie = sign_in(user)
    for route, query in PAGES:
        path = reverse(route, args=[report.pk]) + query
        shown = f"{name}: {route.partition(':')[2]}{query}"
        missed += print_cost(shown, lambda path=path: Site().get(path, cookie))
    return missed


def print_cost(name, act):
    """Do it and print what it cost; whether it took too much memory."""
    seconds, more = measure_apart(act)
    is_missed = more > MOST_MIB
    print(f"{name:<52}{seconds:>7.2f}{more:>10.0f}{'  MISS' * is_missed}", flush=True)
    return is_missed


def measure_apart(act):
    """(seconds, MiB) of an act in a process of its own."""
    connection.close()
    context = multiprocessing.get_context("fork")
    costs = context.SimpleQueue()
    process = context.Process(target=measure_here, args=(act, costs))
    process.start()
    process.join()
    if process.exitcode:
        raise RuntimeError(f"it ended with {process.exitcode}")
    return costs.get()


def measure_here(act, costs):
    connection.ensure_connection()
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before, start = read_memory("VmRSS"), time.perf_counter()
    act()
    costs.put((time.perf_counter() - start, read_memory("VmHWM") - before))


def read_memory(name):
    """MiB of a line of /proc/self/status."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    raise LookupError(name)


def print_largest_row():
    """Whether one is too large."""
    largest = 0
    for model, column in ((FrozenReport, "content"), (FrozenNames, "people")):
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(LARGEST.format(column=column, table=table))
            [[size]] = cursor.fetchall()
        print(f"largest {table}.{column}: {size / 1024:,.0f} KiB")
        largest = max(largest, size)
    return largest > MOST_ROW
