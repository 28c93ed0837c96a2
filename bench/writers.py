"""Do 32 people who write at once get in each other's way? Counts what the database
refuses as locked.

Every writer is a process with a connection of its own, as in production. Again and
again it saves a text of its plan (plans.form.autosave.save_text), sends the plan and
takes it back (plans.workflow.steps.take_step). The control does the same with Django's
default settings for SQLite, and must fail: a step reads before it writes.
"""

import multiprocessing
import uuid
from dataclasses import dataclass

from django.db import OperationalError, connections
from django.utils import timezone

from cells.posts import Actor
from plans.form import autosave
from plans.models import Plan, Row, Section, Status
from plans.workflow import steps

WRITERS, ROUNDS = 32, 5
DEFAULTS = {}  # what DATABASES["default"]["OPTIONS"] is when nobody thought of it


@dataclass
class Outcome:
    done: int = 0
    locked: int = 0


def let_all_write(plans):
    """Outcome of one writer a plan (pks of complete drafts), all at once."""
    connections.close_all()
    context = multiprocessing.get_context("fork")
    barrier, outcomes = context.Barrier(len(plans)), context.Queue()
    writers = [
        context.Process(target=write_in_turn, args=(pk, barrier, outcomes))
        for pk in plans
    ]
    for writer in writers:
        writer.start()
    each = [outcomes.get(timeout=300) for _ in writers]
    for writer in writers:
        writer.join()
    return Outcome(sum(done for done, _ in each), sum(locked for _, locked in each))


def write_in_turn(pk, barrier, outcomes):
    """In a process of its own: write, and report (writes done, writes refused as
    locked)."""
    done, locked = 0, 0
    barrier.wait(timeout=120)
    for _ in range(ROUNDS):
        for write in (save_a_text, send_or_take_back, send_or_take_back):
            try:
                write(
                    Plan.objects.select_related(
                        "member", "cell__committee", "cycle"
                    ).get(pk=pk)
                )
                done += 1
            except OperationalError as error:
                if "locked" not in str(error):
                    raise
                locked += 1
    connections.close_all()
    outcomes.put((done, locked))


def save_a_text(plan):
    """Save a text; if a send was refused or a plan not taken back, nothing may be saved
    and that is no lock."""
    if plan.status == Status.DRAFT:
        section = Section.objects.get(
            form_version=plan.form_version_id, key="political"
        )
        row = Row.objects.get(plan=plan, section=section.key)
        values = dict.fromkeys(row.values, f"Bản ghi lần {row.version + 1}")
        autosave.save_text(
            plan,
            section,
            values,
            version=row.version,
            by=author_of(plan),
            at=timezone.now(),
        )


def send_or_take_back(plan):
    step = "submit" if plan.status == Status.DRAFT else "withdraw"
    steps.take_step(step, plan, by=author_of(plan), at=timezone.now(), key=uuid.uuid4())


def author_of(plan):
    return Actor(plan.member, timezone.localdate())


def let_all_write_with_defaults(plans):
    """The same with Django's default settings for SQLite: deferred transactions, five
    seconds, no WAL."""
    ours = connections.databases["default"]
    connections.databases["default"] = {**ours, "OPTIONS": DEFAULTS}
    try:
        forget_connections()
        with connections["default"].cursor() as cursor:
            cursor.execute(
                "PRAGMA journal_mode=DELETE"
            )  # WAL is a property of the file
        return let_all_write(plans)
    finally:
        connections.databases["default"] = ours
        forget_connections()


def forget_connections():
    """Connections keep the settings that they were made with."""
    connections.close_all()
    for alias in connections:
        del connections[alias]


def find_complete_drafts(cell):
    """Plans (pks) of a cell that their authors could send."""
    drafts = Plan.objects.filter(cell=cell, status=Status.DRAFT)
    return list(drafts.order_by("pk").values_list("pk", flat=True)[:WRITERS])
