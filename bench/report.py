"""Build, measure, and say for each figure whether it is within its target."""

from dataclasses import dataclass

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from bench import writers
from bench.building import build
from bench.serving import Page, Site, measure, signed_in
from bench.weighing import first_load, scripts
from phucdong.databases import analyse

RATIO, QUERIES, HTML, COMPRESSED, FIRST_LOAD, SCRIPTS = 1.5, 8, 60_000, 8_000, 80 * 1024, 15 * 1024


@dataclass
class Check:
    """A figure beside its target; `most` is None where there is none."""

    name: str
    figure: float
    most: float | None
    unit: str = ""

    @property
    def is_missed(self):
        return self.most is not None and self.figure > self.most

    def line(self):
        figure = f"{self.figure:.2f}" if self.unit == "×" else f"{self.figure:,}"
        if self.most is None:
            return f"{self.name:<60}{figure:>9} {self.unit}"
        verdict = "MISS" if self.is_missed else "PASS"
        return f"{self.name:<60}{figure:>9} {self.unit:<3}{f'≤ {self.most:,}':>10}  {verdict}"


def report():
    """Build a database of its own, print everything; returns the checks that were missed."""
    call_command("collectstatic", interactive=False, verbosity=0)
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        return compare(build(timezone.localdate()))
    finally:
        connection.creation.destroy_test_db(settings.DATABASES["default"]["NAME"], verbosity=0)


def compare(ward):
    analyse()
    pages, bare, few = all_pages(ward)
    measure([*pages, *bare])
    few.weigh()
    print_pages([*pages, *bare])
    checks = [*ratios(pages, bare), *sizes(pages, few), *weights(pages), *locks(ward)]
    print("\n".join(check.line() for check in checks))
    return [check for check in checks if check.is_missed]


def all_pages(ward):
    """(our pages, the bare page of each in the same order, the queue with three plans)"""
    ours, bare = Site(), Site(settings.BARE_MIDDLEWARE)
    secretary, officer, author = map(signed_in, (ward.secretary, ward.officer, ward.author))
    section = reverse("section", args=[ward.draft.pk, "political"])
    pages = [
        Page("queue, 120 plans", ours, reverse("queue"), secretary),
        Page("dashboard, 24 cells, 1,500 members", ours, reverse("dashboard"), officer),
        Page("editor, one section", ours, section, author),
    ]
    plain = [
        Page("bare list, 120 rows", bare, f"/bare/queue/{ward.crowded.pk}/", secretary),
        Page("bare dashboard, 24 rows", bare, f"/bare/dashboard/{ward.cycle.pk}/", officer),
        Page("bare form", bare, f"/bare/editor/{ward.draft.pk}/political/", author),
    ]
    return pages, plain, Page("queue, 3 plans", ours, reverse("queue"), signed_in(ward.other_secretary))


def print_pages(pages):
    print(f"{connection.vendor}, {timezone.localdate():%Y-%m-%d}")
    print(f"{'page':<38}{'CPU ms':>8}{'wall ms':>9}{'queries':>9}{'HTML B':>9}{'gzip B':>9}")
    for page in pages:
        times = f"{page.cpu * 1000:>8.2f}{page.wall * 1000:>9.2f}"
        print(f"{page.name:<38}{times}{page.queries:>9}{page.plain:>9,}{page.compressed:>9,}")
    print()


def ratios(pages, bare):
    targets = (RATIO, RATIO, None)
    rows = zip(pages, bare, targets, strict=True)
    return [Check(f"{page.name}: CPU of the bare page", page.cpu / plain.cpu, most, "×") for page, plain, most in rows]


def sizes(pages, few):
    queries = [Check(f"{page.name}: queries", page.queries, QUERIES) for page in [*pages, few]]
    html = [Check(f"{page.name}: HTML", page.plain, HTML, "B") for page in pages]
    sent = [Check(f"{page.name}: HTML compressed", page.compressed, COMPRESSED, "B") for page in pages]
    same = Check(f"{pages[0].name}: queries more than with 3", pages[0].queries - few.queries, 0)
    return [*queries, same, *html, *sent]


def weights(pages):
    """The first visit of each page, and of the page to sign in, with an empty cache."""
    entry = Page("sign in", pages[0].site, reverse("sign_in"), "")
    loads = [(page, first_load(page.site, page.path, page.cookie)) for page in (entry, *pages)]
    sent = [Check(f"{page.name}: first load with fonts", sum(load.values()), FIRST_LOAD, "B") for page, load in loads]
    js = [Check(f"{page.name}: JavaScript", scripts(page.site, load), SCRIPTS, "B") for page, load in loads]
    return [*sent, *js]


def locks(ward):
    plans = writers.complete_drafts(ward.writing)
    ours = writers.compete(plans)
    checks = [
        Check(f"{len(plans)} writers: writes done", ours.done, None),
        Check(f"{len(plans)} writers: refused as locked", ours.locked, 0),
    ]
    if connection.vendor == "sqlite":
        control = writers.with_defaults(plans)
        checks.append(Check("control, Django's default settings: refused as locked", control.locked, None))
    return checks
