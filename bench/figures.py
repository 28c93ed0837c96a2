"""What do the pages of a ward cost in a city (PostgreSQL), beside four other wards and
beside many?

Milliseconds of a warm page, and the buffers (pages of 8 KB, whether they were in memory
or not) that the database looked at for its queries: these do not depend on the machine.
A ward's and a cell's pages must not read more because the city has more wards. They are
counted as PostgreSQL looks rows up in a large city, by index: in a small one it reads
whole tables instead, which says nothing of what a page needs. The index of a larger
table has a level more, so that a page that looks up person by person reads up to half
as many buffers more for the same rows; `rows` is how many times the rows it reads.
"""

import resource
import statistics
import time
from contextlib import contextmanager

from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bench.city_plans import OTHER, PlannedCity
from bench.own_database import own_database
from bench.pages import Site, sign_in
from phucdong.garbage import look_less_often
from phucdong.planned import PLANNED
from reports import tally
from reports.models import KeptCount
from reports.people import PREPARED_PEOPLE
from reports.scope import find_scope_of_committees

FEW = 4
MOST_MORE = 1.2  # buffers beside many others, of those beside FEW
WARM, ROUNDS = 2, 5
WARD_PAGES = (
    "dashboard:dashboard",
    "over_years:years",
    "control:control",
    "desk:queue",
)
CELL_PAGES = ("desk:queue", "dashboard:dashboard")
QUERY_MS, WARD_MS, CELL_MS, CITY_MS, CITY_MIB = 15, 120, 80, 1_500, 120


def print_figures_report(others):
    """On a database of its own beside the one of DATABASE_URL. Returns how many targets
    are missed."""
    with own_database():
        return measure_city(PlannedCity(timezone.localdate()), others)


def measure_city(city, others):
    wards = city.add_studied_wards()
    add_other_wards(city, FEW)
    few = measure_pages_of(wards)
    add_other_wards(city, others - FEW)
    many = measure_pages_of(wards)
    print(f"{'page':<36}{'ms':>8}{'MB':>8}{'MB beside':>11}{'ratio':>8}{'rows':>8}")
    missed = 0
    for name, cost in many.items():
        ratio = cost.buffers / few[name].buffers
        rows = cost.rows / few[name].rows
        is_missed = ratio > MOST_MORE or cost.ms > cost.most_ms
        missed += is_missed
        print(
            f"{name:<36}{cost.ms:>8.0f}{megabytes(cost):>8.1f}"
            f"{megabytes(few[name]):>11.1f}{ratio:>8.2f}{rows:>8.2f}"
            f"{'  MISS' * is_missed}"
        )
    missed += measure_queries(wards)
    return missed + measure_first_page_of_city(city)


def measure_queries(wards):
    """The count of a ward alone, without the page around it."""
    missed = 0
    for ward in wards:
        scope = find_scope_of_committees({ward.committee.pk})
        today = timezone.localdate()
        cuts, times = scope.cuts(today.year, today), []
        for _ in range(WARM + ROUNDS):
            start = time.perf_counter()
            tally.ask_of_cuts(cuts, tally.COUNTED, PREPARED_PEOPLE)
            times.append((time.perf_counter() - start) * 1000)
        took = statistics.median(times[WARM:])
        is_missed = ward.members == 1_500 and took > QUERY_MS
        missed += is_missed
        name = f"ward of {ward.members:,}: the query alone"
        print(f"{name:<36}{took:>8.0f}{'  MISS' * is_missed}")
    return missed


def add_other_wards(city, number):
    start = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for _ in range(number):
            city.add_ward(OTHER)
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("RESET statement_timeout")
    took = time.perf_counter() - start
    print(f"{city.members:,} members, built in {took:.0f} s more")


class Cost:
    """What one page costs: `ms` warm, `cold_ms` with nothing counted before, and the
    `buffers` and `rows` that its queries read."""

    def __init__(self, site, path, cookie, most_ms):
        self.most_ms = most_ms
        self.site, self.path, self.cookie = site, path, cookie
        cache.clear()
        KeptCount.objects.all().delete()
        self.cold_ms = self.time_once()
        times = [self.time_once() for _ in range(WARM + ROUNDS)]
        self.ms = statistics.median(times[WARM:])
        self.count_what_is_read()

    def time_once(self):
        start = time.perf_counter()
        self.site.get(self.path, self.cookie)
        return (time.perf_counter() - start) * 1000

    def count_what_is_read(self):
        with by_index(), CaptureQueriesContext(connection) as asked:
            self.site.get(self.path, self.cookie)
            costs = [explain(query["sql"]) for query in list(asked)]
        self.buffers, self.rows = map(sum, zip(*costs, strict=True))


@contextmanager
def by_index():
    """PostgreSQL reads no table as a whole where an index leads to its rows."""
    with connection.cursor() as cursor:
        for way in ("seqscan", "hashjoin", "mergejoin"):
            cursor.execute(f"SET enable_{way} = off")
        forget_plans(cursor)
        yield
        for way in ("seqscan", "hashjoin", "mergejoin"):
            cursor.execute(f"RESET enable_{way}")
        forget_plans(cursor)


def forget_plans(cursor):
    """What was planned once for this connection is planned anew."""
    cursor.execute("DEALLOCATE ALL")
    PLANNED.clear()


def explain(sql):
    """(buffers that a query looks at, rows that it reads from tables and indexes); none
    of what is no query."""
    if not sql.lstrip().upper().startswith(("SELECT", "WITH", "EXECUTE")):
        return 0, 0
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}")
        [[plan]] = cursor.fetchall()
    top = plan[0]["Plan"]
    return top["Shared Hit Blocks"] + top["Shared Read Blocks"], count_rows(top)


def count_rows(node):
    """Those that were left out by a filter among them."""
    rows = sum(count_rows(below) for below in node.get("Plans", ()))
    if "Scan" in node["Node Type"] and "Relation Name" in node:
        left_out = node.get("Rows Removed by Filter", 0)
        rows += (node["Actual Rows"] + left_out) * node["Actual Loops"]
    return rows


def megabytes(cost):
    return cost.buffers * 8 / 1024


def measure_pages_of(wards):
    """{page: Cost}"""
    # As a web process, in which nothing of the building is.
    look_less_often()
    site, found = Site(), {}
    for ward in wards:
        officer, secretary = sign_in(ward.officer), sign_in(ward.secretary)
        for pages, cookie, who, most in (
            (WARD_PAGES, officer, "ward", WARD_MS),
            (CELL_PAGES, secretary, "a cell", CELL_MS),
        ):
            for page in pages:
                name = f"{who} of {ward.members:,}: {page.partition(':')[2]}"
                found[name] = Cost(site, reverse(page), cookie, most)
    return found


def measure_first_page_of_city(city):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    cost = Cost(Site(), reverse("dashboard:dashboard"), sign_in(city.officer), CITY_MS)
    more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    print(
        f"the city's first page: {cost.ms:.0f} ms, cold {cost.cold_ms:.0f}, "
        f"{megabytes(cost):.0f} MB of buffers, {more:.0f} MiB more memory"
    )
    return (cost.ms > CITY_MS) + (more > CITY_MIB)
