"""How long does a search take among 500,000 people on PostgreSQL?

Whole pages are asked for, by an officer of the city, of a third of it, of a ward, and
of a cell, for common and rare names, marks, cards, cells, and for what is not there.
The control is the same search for the city without its indexes.
"""

import statistics
import time
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse

from bench import city
from bench.own_database import own_database
from bench.pages import Site, sign_in

MOST_MS, WARM, ROUNDS = 50, 2, 9
QUERIES = {
    "common given name": "hung",
    "given name with marks": "hùng",
    "common family name": "nguyen",
    "family name with marks": "Nguyễn",
    "whole name": "nguyen van hung",
    "whole name with marks": "Nguyễn Văn Hùng",
    "given name first": "hung nguyen",
    "middle and given name": "van hung",
    "family name and initial": "nguyen h",
    "rare name": "vừ",
    "one letter": "a",
    "nobody": "zz",
    "nobody, of 100,000 looked at": "xyz h",
    "card": "17600023",
    "beginning of a card": "176",
    "cell": "cb 7",
    "cell by name": "mam non hoa sua",
}
INDEXES = (
    "member_folded",
    "member_turned",
    "member_marked",
    "member_marked_turned",
    "member_card_digits",
)


def measure_searches():
    """Build, and print what each search takes. Returns how many medians are above the
    target."""
    start = time.perf_counter()
    searchers = city.build_city()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(
        f"{city.MEMBERS:,} people in {city.WARDS} wards on PostgreSQL, built in "
        f"{time.perf_counter() - start:.0f} s"
    )
    names = ("city", "district", "ward", "cell")
    print(
        f"{'search, median and worst in ms':<46}"
        + "".join(f"{name:>14}" for name in names)
    )
    site, missed = Site(), 0
    cookies = [sign_in(getattr(searchers, name)) for name in names]
    for said, words in QUERIES.items():
        times = [time_search(site, words, cookie) for cookie in cookies]
        missed += sum(median > MOST_MS for median, _ in times)
        print(
            f"{f'{said}: {words}':<46}"
            + "".join(f"{median:>8.1f}{worst:>6.0f}" for median, worst in times)
        )
    print(f"searches above {MOST_MS} ms: {missed}")
    print_control(site, cookies[0])
    return missed


def time_search(site, words, cookie):
    """(median, worst) of the milliseconds of a page, warm."""
    path = f"{reverse('search:search')}?{urlencode({'q': words})}"
    times = []
    for number in range(WARM + ROUNDS):
        start = time.perf_counter()
        site.get(path, cookie)
        taken = (time.perf_counter() - start) * 1000
        if number >= WARM:
            times.append(taken)
    return statistics.median(times), max(times)


def print_control(site, cookie):
    """The figures above mean something: without the indexes the same search takes much
    longer."""
    with connection.cursor() as cursor:
        for name in INDEXES:
            cursor.execute(f"DROP INDEX {name}")
    median, worst = time_search(site, "hung", cookie)
    print(
        f"control, the city's search for hung without indexes: {median:.0f} ms, worst "
        f"{worst:.0f}"
    )


def print_search_report():
    """On a database of its own beside the one of DATABASE_URL."""
    with own_database():
        return measure_searches()
