"""Every door of the house: the URL conf is walked, so that a page added later is
covered without a new line.

A stranger is sent to sign in whatever the method; nobody meets a page that breaks;
reading changes nothing; and the pages do open for somebody, so that all the refusals
mean something.
"""

import itertools
import re
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse

from cells.acts.movements.kinds import KINDS
from cells.acts.movements.records import record_movement
from cells.acts.reorganisation.application import apply_reorganisation
from cells.models import (
    Appointment,
    Cell,
    Committee,
    Exemption,
    ExemptionGround,
    ExemptionProposal,
    ExemptionReview,
    Meeting,
    Member,
    Membership,
    Movement,
    RegisterUpload,
    Reorganisation,
    Scan,
    Suspension,
)
from plans.models import Cycle, Plan, Remark, Row, Section
from plans.workflow import steps
from reports.frozen.content import freeze_report
from tests.people import NOW, TODAY, a_plan_at, gather

pytestmark = pytest.mark.django_db

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# What a stranger may open. A page that is added here needs a reason as good as theirs.
PUBLIC = {"entry:sign_in", "entry:activate", "entry:set_password", "board:check_code"}
CAST = ("an", "dung", "binh", "chi", "giang", "hanh", "inh", "em", "kha", "lan", "quan")
FEW = ("dung", "binh", "giang", "quan")
# Who may see several of a kind: plans, cells, people.
SEVERAL = ("binh", "chi", "giang", "inh")
# A page may note that it was opened; nothing else may be written by reading.
WRITTEN_BY_READING = ("plans_accessrecord",)
MOST = 6
WALKED = []
PLANS = (
    ("dung", "draft", ""),
    ("an", "cell_review", ""),
    ("chi", "finalizing", "giang"),
    ("kha", "signed", "lan"),
    ("bao", "posted", "binh"),
    ("binh", "signed", "bao"),
)
CSV = "Họ và tên;Ngày sinh;Chi bộ\nNguyễn Thị Mới;05/09/1958;Chi bộ 7\n".encode()
FORM = "application/x-www-form-urlencoded"
MOVEMENTS = [kind.address for kind in KINDS.values()]
# Names that fields and questions of our pages have.
FIELDS = (
    "page",
    "q",
    "state",
    "cell",
    "key",
    "seen",
    "held",
    "writer",
    "people",
    "kind",
    "wanted",
    "cycle",
    "year",
)
FIELDS += (
    "on",
    "figure",
    "sort",
    "since",
    "until",
    "reason",
    "row",
    "section",
    "plans",
    "revision",
    "next",
)
# Questions without which a page is not there.
ASKED = {
    "toan-canh/danh-sach/": "?figure=obliged",
    "so-lieu-da-chot/<int:pk>/danh-sach/": "?figure=obliged",
    "toan-canh/mien/danh-sach/": "?list=overdue",
}
# Pages that have nothing to show in this world: no form was held for anybody.
EMPTY_HERE = {"entry:held": {404}}


class World:
    """The ward with plans in every state, and for each part of an address the values
    that mean something."""

    def __init__(self, people):
        self.people = people
        for name, status, reviewer in PLANS:
            plan = a_plan_at(status, people, name, reviewer=reviewer)
        put_on_the_board(plan, people.actor("bao"))
        self.upload = RegisterUpload.objects.create(
            pk=UUID(int=7),
            committee=people.ward,
            uploaded_by=people.giang.user,
            uploaded_at=NOW,
            name="a.csv",
            content=CSV,
            digest="x",
        )
        self.acts = [
            a_decision(people, "Chi bộ 9B"),
            a_decision(people, "Chi bộ 9C", is_applied=True),
        ]
        self.frozen = a_frozen_report(people)
        review = exempt_and_suspend(people)
        self.numbers = {
            "sap-xep": self.acts,
            "ke-hoach": ids(Plan),
            "niem-yet": ids(Plan)[::-1],
            "chi-bo": ids(Cell),
            "nguoi": ids(Member),
            "mien": ids(Exemption),
            "de-nghi-mien": ids(ExemptionProposal),
            "dinh-chi": ids(Suspension),
            "ly-do-mien": ids(ExemptionGround),
            "tai-khoan": ids(Member),
            "nam-ke-hoach": ids(Cycle),
            "dang-bo": ids(Committee),
            "so-dang-vien": [self.upload.pk, UUID(int=1)],
            "bien-dong": [a_movement(people).pk],
            "so-lieu-da-chot": [self.frozen.pk],
        }
        # The first of each stand together for one address: a row of the tasks of the
        # first plan, Dung's draft.
        self.named = {
            "member_pk": ids(Member)[:4],
            "cell_pk": ids(Cell),
            "remark_pk": ids(Remark),
            "review_pk": [review.pk],
            "row_pk": [
                Membership.objects.get(member=people.an).pk,
                *ids(Appointment)[:2],
            ],
            "group": [1, 2],
            "uid": [
                *Row.objects.filter(section="tasks")
                .order_by("pk")
                .values_list("uid", flat=True)[:4],
                UUID(int=1),
            ],
            "step": [*steps.STEPS, "khong-co"],
            "key": [
                "tasks",
                *Section.objects.exclude(key="tasks").values_list("key", flat=True),
                "khong-co",
            ],
            "way": ["sap-nhap", "chia-tach", "giai-the", "doi-ten", "khong-co"],
            "part": ["moi", "khong-co"],
            "kind": ["noi-sinh-hoat", "chuc-vu", "mien", "dinh-chi", "khong-co"],
            "movement": ["tiep-nhan", "chuyen-di", "khong-co", *MOVEMENTS[1:]],
        }

    def values(self, segment, name, kind):
        """What a part of an address may be: known things first, then something that is
        not there."""
        known = self.named.get(name) or self.numbers.get(segment) or [1]
        return [*known, 999_999, 10**30] if kind == "int" else known


def a_movement(people):
    """Bảo is away for a term."""
    term = {"on": date(2026, 2, 2), "until": date(2026, 8, 1)}
    return record_movement(
        Movement.Kind.AWAY, people.bao, by=people.actor("giang"), at=NOW, **term
    )


def put_on_the_board(plan, by):
    """The signed plan of a head, filed and posted."""
    steps.record_filing(plan, by=by, at=NOW, filed_on=TODAY)
    where = {
        "place": "Nhà văn hóa",
        "since": TODAY,
        "until": date(2026, 12, 31),
        "posted_by": "Vũ Gia Bảo",
    }
    steps.record_posting(plan, by=by, at=NOW, **where)


def a_decision(people, name, is_applied=False):
    """The number of a decision that renames cell 9: a draft with its paper, or one that
    was applied."""
    part = {"kind": "rename", "cell": people.other_cell.pk, "name": name}
    prepared = {"prepared_by": people.giang.user, "prepared_at": NOW}
    act = Reorganisation.objects.create(
        committee=people.ward, on=TODAY, parts=[part], **prepared
    )
    if is_applied:
        apply_reorganisation(act, by=people.actor("giang"), at=NOW)
    paper = {
        "name": "qd.png",
        "content_type": "image/png",
        "content": b"x",
        "digest": "x",
    }
    Scan.objects.create(
        reorganisation=act, kept_by=people.giang.user, kept_at=NOW, **paper
    )
    return act.pk


def a_frozen_report(people):
    asked = {
        "title": "",
        "number": "127-BC/ĐU",
        "by": people.actor("giang"),
        "at": NOW,
        "key": UUID(int=1),
    }
    return freeze_report(people.ward, 2026, TODAY, **asked)


def exempt_and_suspend(people):
    """One of each, so that their pages open; returns the review of the exemption."""
    term = {"since": date(2026, 3, 1), "until": date(2026, 9, 1)}
    paper = {"resolution_number": "3-NQ/CB", "resolution_on": TODAY}
    ground = ExemptionGround.objects.get(label="Nghỉ thai sản")
    proposal = {
        "ground": ground,
        "proposed_by": people.binh.user,
        "proposed_at": NOW,
        **term,
        **paper,
    }
    ExemptionProposal.objects.create(member=people.dung, cell=people.cell, **proposal)
    Suspension.objects.create(member=people.bao, since=date(2027, 1, 1))
    exemption = Exemption.objects.create(member=people.an, since=date(2027, 1, 1))
    return ExemptionReview.objects.create(
        exemption=exemption, reviewed_on=TODAY, outcome="kept"
    )


def ids(model):
    return list(model.objects.order_by("pk").values_list("pk", flat=True))


def doors(patterns=None, prefix="", namespace=""):
    """[(name, route)] of every page, "review:plan" with the route written out:
    "ke-hoach/<int:pk>/"."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from doors(
                pattern.url_patterns, route, pattern.namespace or namespace
            )
        else:
            yield f"{namespace}:{pattern.name}", route


def addresses(world, route):
    """The addresses of a page: every part with every value, about MOST of them, spread
    over all."""
    parts = re.findall(r"<(?:(\w+):)?(\w+)>", route)
    segment = route.split("/")[0]
    choices = [world.values(segment, name, kind or "str") for kind, name in parts]
    filled = [
        f"/{fill(route, values)}{ASKED.get(route, '')}"
        for values in itertools.product(*choices)
    ]
    return list(dict.fromkeys([*filled[:: -(-len(filled) // MOST)], filled[-1]]))


def fill(route, values):
    for value in values:
        route = re.sub(r"<[^>]+>", str(value), route, count=1)
    return route


@pytest.fixture(scope="module")
def worlds(build_once):
    return build_once(lambda: World(gather()))


@pytest.fixture
def world(db, worlds):
    return worlds()


def client_of(people, name):
    client = Client(raise_request_exception=False)
    user = people.quan if name == "quan" else people.members[name].user
    client.force_login(user, backend="accounts.backends.IssuedNameBackend")
    return client


def knock(client, method, address, junk=None):
    """The response to a request, after which the database and the browser's cookies are
    as before."""
    cookies = client.cookies.copy()
    sent = urlencode(dict.fromkeys(FIELDS, junk)) if junk else ""
    more = (
        {"QUERY_STRING": sent}
        if method == "GET"
        else {"data": sent, "content_type": FORM}
    )
    with transaction.atomic():
        response = client.generic(method, address, **more)
        transaction.set_rollback(True)
    client.cookies = cookies
    return response


def test_there_are_doors_to_try():
    assert len(list(doors())) > 20
    assert all(name for name, _ in doors())


@pytest.mark.one_database
def test_stranger_is_sent_to_sign_in_from_every_page_by_every_method(world):
    stranger = Client()
    for name, route in doors():
        address = addresses(world, route)[0]
        for method in METHODS:
            response = knock(stranger, method, address)
            sent = response.status_code == 302 and response.url.split("?")[
                0
            ] == reverse("entry:sign_in")
            assert sent != (name in PUBLIC), (method, address, response.status_code)


@pytest.mark.one_database
def test_public_pages_are_the_listed_ones_and_open(world):
    stranger = Client()
    assert {name for name, _ in doors()} >= PUBLIC
    assert stranger.get(reverse("entry:sign_in")).status_code == 200
    assert stranger.get(reverse("entry:activate")).status_code == 200
    assert stranger.get(reverse("board:check_code")).status_code == 200
    assert stranger.get(reverse("entry:set_password")).url == reverse("entry:activate")
    assert stranger.get("/khong-co-trang-nay/").status_code == 404


@pytest.mark.one_database
def test_nothing_breaks_and_reading_changes_nothing(world):
    """Every page by GET as each of the cast; and each page opens for somebody, or takes
    POST only."""
    broken, wrote, answers = [], [], {}
    for seen in walk_once(world):
        if seen.status >= 500:
            broken.append(seen)
        if set(seen.tables) - set(WRITTEN_BY_READING):
            wrote.append(seen)
        answers.setdefault(seen.name, set()).add(seen.status)
    assert (broken, wrote) == ([], [])
    assert {
        name: found for name, found in answers.items() if not found & {200, 302, 405}
    } == EMPTY_HERE


@pytest.mark.one_database
@pytest.mark.parametrize("method", [method for method in METHODS if method != "GET"])
def test_nothing_breaks_by_any_other_method(world, method):
    most, cast = (2, CAST) if method == "POST" else (1, FEW)
    statuses = [
        (who, address, knock(client, method, address).status_code)
        for who, _, address, client in visits(world, most=most, cast=cast)
    ]
    assert [found for found in statuses if found[2] >= 500] == []


@pytest.mark.one_database
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nothing_breaks_on_values_that_no_form_sends(world, method):
    statuses = [
        (who, address, junk, knock(client, method, address, junk).status_code)
        for who, _, address, client in visits(world, most=1, cast=FEW)
        for junk in ("x", "9" * 30, "\x00")
    ]
    assert [found for found in statuses if found[3] >= 500] == []


@pytest.mark.postgresql
def test_every_page_answers_on_postgresql_too(world):
    """In short what is walked in full on SQLite: whoever sees most, at the first
    address of every page."""
    statuses = [
        (who, address, knock(client, "GET", address).status_code)
        for who, _, address, client in visits(
            world, most=1, cast=("binh", "giang", "inh", "quan")
        )
    ]
    assert [found for found in statuses if found[2] >= 500] == []


class Seen(NamedTuple):
    """What somebody met at an address by GET."""

    who: str
    name: str  # of the page
    address: str
    status: int
    tables: tuple  # written to
    queries: int


def walk_once(world):
    """[Seen] at every page by each of the cast. It takes half a minute: two files of
    tests look at one walk.

    The rows of a world have the same keys whenever it is built on SQLite, and so do the
    addresses.
    """
    if not WALKED:
        for who, name, address, client in visits(world):
            WALKED.append(see(client, who, name, address))
    return WALKED


def see(client, who, name, address):
    with noted_queries() as queries, tables_written() as tables:
        status = knock(client, "GET", address).status_code
    return Seen(who, name, address, status, tuple(tables), len(queries))


def visits(world, most=MOST, cast=CAST):
    """(who, name of the page, address, their browser): each of the cast at each page.

    Everybody is at the first address; those who may see several are at all, and the
    others take turns at the rest.
    """
    for turn, who in enumerate(cast):
        client = client_of(world.people, who)
        for name, route in doors():
            first, *others = addresses(world, route)[:most]
            mine = (
                others if who in SEVERAL or not others else [others[turn % len(others)]]
            )
            for address in [first, *mine]:
                yield who, name, address, client


@contextmanager
def noted_queries():
    """A list that fills with what the database is asked, the savepoints left out: they
    stand for the test's own."""
    queries = []

    def note(execute, sql, *rest):
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            queries.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield queries


@contextmanager
def tables_written():
    """A list that fills with the tables that are written to."""
    tables, writing = [], re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')

    def note(execute, sql, *rest):
        tables.extend(writing.findall(sql)[:1] if writing.match(sql) else [])
        return execute(sql, *rest)

    with connection.execute_wrapper(note):
        yield tables


SEEN = [
    ("an", "entry:my_account", "Tên đăng nhập: <b>an</b>"),
    ("an", "home:my_plan", "2026"),
    ("binh", "accounts:accounts", "Nguyễn Văn An"),
    ("binh", "desk:queue", "Nguyễn Văn An"),
    ("giang", "dashboard:dashboard", "Toàn cảnh năm 2026"),
    ("giang", "accounts:accounts", "Lê Kim Chi"),
    ("quan", "accounts:accounts", "Hoàng Văn Em"),
]


@pytest.mark.parametrize("who, name, words", SEEN)
def test_canary_what_is_allowed_is_seen(world, who, name, words):
    assert words in client_of(world.people, who).get(reverse(name)).content.decode()


def test_canary_a_page_that_writes_when_read_would_be_noticed(world):
    with tables_written() as tables:
        Cell.objects.filter(pk=0).update(name="x")
        Meeting.objects.create(cell=world.people.cell, held_on=TODAY)
        Suspension.objects.filter(pk=0).delete()
    assert tables == ["cells_cell", "cells_meeting", "cells_suspension"]
