"""Who writes what while workers are killed, and the sessions with which they do."""

import datetime
from dataclasses import dataclass

from django.contrib.sessions.models import Session
from django.test import Client

from plans.models import Plan
from tests.factories import MemberFactory, MembershipFactory, UserFactory, together
from tests.people import a_plan_at
from tests.serving import writers
from tests.serving.writers import Person

AUTHORS = ("author1", "author2", "author3", "author4", "read1", "read2")
# A server of today reads what the tests of February 2026 have written.
NEVER = datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)


@dataclass
class World:
    """Plans by their authors' names, and the plans that wait to be filed; sessions by
    name."""

    plans: dict
    signed: list
    sessions: dict


def build_world(people, *, signed):
    filed = [f"signed{number}" for number in range(signed)]
    settle(people, [*AUTHORS, *filed])
    plans = {}
    for name in AUTHORS:
        status = "cell_review" if name.startswith("read") else "draft"
        plans[name] = a_plan_at(status, people, of=name).pk
    waiting = [a_plan_at("signed", people, of=name).pk for name in filed]
    assert Plan.objects.filter(pk__in=waiting, revision=2).count() == signed
    names = [*AUTHORS, "binh", "bao"]
    sessions = {name: open_session(people.members[name].user) for name in names}
    Session.objects.update(expire_date=NEVER)
    return World(plans, waiting, sessions)


def settle(people, names):
    """More members of Cell 7."""
    users = together(UserFactory, [{"username": name} for name in names])
    members = together(MemberFactory, [{"user": user} for user in users])
    homes = [{"member": member, "cell": people.cell} for member in members]
    together(MembershipFactory, homes)
    people.members.update(zip(names, members, strict=True))


def open_session(user):
    client = Client()
    client.force_login(user, backend="accounts.backends.IssuedNameBackend")
    return client.session.session_key


def list_jobs(world, port, ledger, stop):
    """[(function, arguments)] of everybody who writes."""
    people = {name: Person(port, key) for name, key in world.sessions.items()}
    plans = world.plans
    half = len(world.signed) // 2
    jobs = [
        (writers.write_texts, people["author1"], plans["author1"]),
        (writers.write_texts, people["author2"], plans["author2"]),
        (writers.send_and_withdraw, people["author3"], plans["author3"]),
        (writers.send_and_withdraw, people["author4"], plans["author4"]),
        (writers.make_remarks, people["binh"], plans["read1"]),
        (writers.make_remarks, people["bao"], plans["read2"]),
        (writers.record_filings, people["binh"], world.signed[:half]),
        (writers.record_filings, people["bao"], world.signed[half:]),
    ]
    return [(work, (person, what, ledger, stop)) for work, person, what in jobs]
