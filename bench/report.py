"""What do the pages cost beside bare ones, and is each figure within its target?"""

from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from bench import writers
from bench.downloads import count_script_bytes, load_first_visit
from bench.own_database import own_database
from bench.pages import Page, Site, measure_pages, sign_in
from bench.ward import build_ward
from phucdong.databases import analyse
from phucdong.garbage import look_less_often

LIST_RATIO, FORM_RATIO = 2, 3
LIST_QUERIES, QUERIES = 8, 12
HTML, COMPRESSED = 60_000, 8_000
FIRST_LOAD, SCRIPTS = 80 * 1024, 15 * 1024


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

    def __str__(self):
        figure = f"{self.figure:,}"
        if self.unit == "×":
            figure = f"{self.figure:.2f}"
        measured = f"{self.name:<60}{figure:>9} {self.unit}"
        if self.most is None:
            return measured
        verdict = "MISS" if self.is_missed else "PASS"
        return f"{measured:<73}{f'≤ {self.most:,}':>10}  {verdict}"


@dataclass
class Target:
    """A page of ours, the bare page that it is held against, and how much it may
    cost."""

    page: Page
    bare: Page
    ratio: float  # of the processor time of the bare page
    queries: int


def print_report():
    """Build a database of its own, print everything; returns the checks missed."""
    with own_database():
        return check_ward(build_ward(timezone.localdate()))


def check_ward(ward):
    analyse()
    ours = Site()
    targets = name_targets(ward, ours)
    few = Page(
        "queue, 3 plans", ours, reverse("desk:queue"), sign_in(ward.other_secretary)
    )
    for _ in range(2):  # the second time the process has read the contents before
        few.count_queries_and_bytes()
    pages = [target.page for target in targets]
    bare_pages = list({target.bare.name: target.bare for target in targets}.values())
    # What the building left in memory is in no web process: nothing looks through it.
    look_less_often()
    measure_pages([*pages, *bare_pages])
    print_costs([*pages, *bare_pages])
    checks = [
        *check_ratios(targets),
        *check_queries(targets, few),
        *check_bytes(pages),
        *check_first_visits(pages),
        *check_locks(ward),
    ]
    for check in checks:
        print(check)
    return [check for check in checks if check.is_missed]


def name_targets(ward, ours):
    """[Target]: the queue, the dashboard, and the pages of somebody who writes."""
    bare = Site(settings.BARE_MIDDLEWARE)
    secretary = sign_in(ward.secretary)
    officer = sign_in(ward.officer)
    author = sign_in(ward.author)
    draft, waiting = ward.draft.pk, ward.waiting.pk

    bare_list_path = f"/bare/queue/{ward.crowded.pk}/"
    bare_board_path = f"/bare/dashboard/{ward.cycle.pk}/"
    bare_form_path = f"/bare/editor/{draft}/political/"
    bare_list = Page("bare list, 120 rows", bare, bare_list_path, secretary)
    bare_board = Page("bare dashboard, 24 rows", bare, bare_board_path, officer)
    bare_form = Page("bare form", bare, bare_form_path, author)

    queue = Page("queue, 120 plans", ours, reverse("desk:queue"), secretary)
    board_name = "dashboard, 24 cells, 1,500 members"
    board = Page(board_name, ours, reverse("dashboard:dashboard"), officer)
    home = Page("a member's first page", ours, reverse("home:my_plan"), author)
    section_path = reverse("editor:section", args=[draft, "political"])
    editor = Page("editor, one section", ours, section_path, author)
    back = Page("read-back", ours, reverse("editor:read_back", args=[draft]), author)
    review = Page(
        "review of one plan", ours, reverse("review:plan", args=[waiting]), secretary
    )

    return [
        Target(queue, bare_list, LIST_RATIO, LIST_QUERIES),
        Target(board, bare_board, LIST_RATIO, LIST_QUERIES),
        Target(home, bare_form, FORM_RATIO, QUERIES),
        Target(editor, bare_form, FORM_RATIO, LIST_QUERIES),
        Target(back, bare_form, FORM_RATIO, QUERIES),
        Target(review, bare_form, FORM_RATIO, QUERIES),
    ]


def print_costs(pages):
    print(f"{connection.vendor}, {timezone.localdate():%Y-%m-%d}")
    columns = f"{'CPU ms':>8}{'wall ms':>9}{'queries':>9}{'HTML B':>9}{'gzip B':>9}"
    print(f"{'page':<38}{columns}")
    for page in pages:
        times = f"{page.cpu * 1000:>8.2f}{page.wall * 1000:>9.2f}"
        counts = f"{page.queries:>9}{page.plain:>9,}{page.compressed:>9,}"
        print(f"{page.name:<38}{times}{counts}")
    print()


def check_ratios(targets):
    for target in targets:
        name = f"{target.page.name}: CPU of the {target.bare.name.split(',')[0]}"
        yield Check(name, target.page.cpu / target.bare.cpu, target.ratio, "×")


def check_queries(targets, few):
    for target in targets:
        name = f"{target.page.name}: queries"
        yield Check(name, target.page.queries, target.queries)
    queue = targets[0].page
    yield Check(f"{few.name}: queries", few.queries, LIST_QUERIES)
    name = f"{queue.name}: queries more than with 3"
    yield Check(name, queue.queries - few.queries, 0)


def check_bytes(pages):
    for page in pages:
        yield Check(f"{page.name}: HTML", page.plain, HTML, "B")
    for page in pages:
        yield Check(f"{page.name}: HTML compressed", page.compressed, COMPRESSED, "B")


def check_first_visits(pages):
    """Of each page and of the page to sign in, with an empty cache."""
    site = pages[0].site
    entry = Page("sign in", site, reverse("entry:sign_in"), "")
    for page in (entry, *pages):
        loaded = load_first_visit(site, page.path, page.cookie)
        total = sum(loaded.values())
        yield Check(f"{page.name}: first load with fonts", total, FIRST_LOAD, "B")
        script = count_script_bytes(site, loaded)
        yield Check(f"{page.name}: JavaScript", script, SCRIPTS, "B")


def check_locks(ward):
    plans = writers.find_complete_drafts(ward.writing)
    ours = writers.let_all_write(plans)
    yield Check(f"{len(plans)} writers: writes done", ours.done, None)
    yield Check(f"{len(plans)} writers: refused as locked", ours.locked, 0)
    if connection.vendor == "sqlite":
        control = writers.let_all_write_with_defaults(plans)
        name = "control, Django's default settings: refused as locked"
        yield Check(name, control.locked, None)
