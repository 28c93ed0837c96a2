"""Two installations in one database: what the sender wrote is rolled back before the
receiver is built."""

import datetime
import io
import json
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from cells.models import (
    Appointment,
    Exemption,
    ExemptionReview,
    Meeting,
    Member,
    Membership,
)
from cells.posts import Actor
from plans import readings, remarks
from plans.handover import export_cells, import_cells
from plans.handover.sealed_file import Sealer, read_sealed_lines
from plans.models import Cycle, Plan, PlanEvent
from plans.workflow import steps
from tests.factories import (
    AppointmentFactory,
    CellFactory,
    CommitteeFactory,
    CycleFactory,
    MemberFactory,
    MembershipFactory,
    UserFactory,
)
from tests.people import NOW, TODAY, a_plan_at, again, fill, gather
from tests.plans.author import CANARY
from tests.written_again import written_again

PASSPHRASE = "ba tu that dai"
DAY = TODAY
EVE = TODAY - datetime.timedelta(days=1)


@dataclass
class There:
    """The receiving ward: a cell of the same name as one that comes, an officer, the
    year's cycle (if asked for)."""

    ward: object
    cell: object
    officer: Actor
    cycle: object = None


@contextmanager
def elsewhere():
    """What is written in here is gone afterwards; the pks that it used are used again
    by others."""
    before = transaction.savepoint()
    yield
    transaction.savepoint_rollback(before)


@written_again
def a_sender():
    """The cast with plans in every state, a filed one of last year, and rows of every
    kind that hang on them."""
    people = gather()
    for name, status, reviewer in (
        ("an", "cell_review", "binh"),
        ("dung", "posted", "binh"),
        ("bao", "draft", "binh"),
        ("binh", "signed", "bao"),
        ("chi", "finalizing", "giang"),
        ("kha", "signed", "lan"),
    ):
        a_plan_at(status, people, name, reviewer=reviewer)
    plan_of("bao").self_checks.create(
        group=1, answers={"1": {"level": "present", "note": CANARY}}
    )
    plan = plan_of("an")
    for reader in ("binh", "inh"):
        readings.record_reading(plan, by=people.actor(reader), at=NOW)
    remarks.make_remark(
        plan,
        by=people.actor("giang"),
        at=NOW,
        reason="vague",
        text="Bao nhiêu hộ?",
        key=plan.uid,
    )
    last_year(people)
    exempt(people)
    return people


def plan_of(name, year=2026):
    return Plan.objects.select_related("cycle").get(
        member__user__username=name, cycle__year=year
    )


def last_year(people):
    """Dung's plan of 2025, agreed in a meeting, recalled by the ward, mended and
    filed."""
    dates = {name: datetime.date(2025, month, 1) for name, month in DUE.items()}
    cycle = CycleFactory(
        committee=people.ward, year=2025, topic="Chuyên đề năm 2025", **dates
    )
    meeting = Meeting.objects.create(
        cell=people.cell, held_on=datetime.date(2025, 2, 5)
    )
    dung, binh, giang = (people.actor(name) for name in ("dung", "binh", "giang"))
    plan = steps.begin_plan(people.dung, cycle, people.cell, by=dung, at=NOW)
    fill(plan)
    steps.take_step("submit", again(plan), by=dung, at=NOW)
    steps.take_step("agree", again(plan), by=binh, at=NOW, meeting=meeting)
    steps.take_step("sign", again(plan), by=dung, at=NOW)
    steps.take_step(
        "recall", again(plan), by=giang, at=NOW, reason="vague", note="Ghi rõ số hộ."
    )
    remarks.answer_remark(plan.remarks.get(), "Đã ghi.", by=dung, at=NOW)
    steps.take_step("sign", again(plan), by=dung, at=NOW)
    steps.record_filing(again(plan), by=binh, at=NOW, filed_on=TODAY)
    Cycle.objects.filter(pk=cycle.pk).update(closed_on=TODAY)


DUE = {"draft_due_on": 2, "review_due_on": 3, "filed_due_on": 4}


def exempt(people):
    Member.objects.filter(pk=people.an.pk).update(
        card="27.001234", phone="0912 345 678", particulars={"Dân tộc": "Kinh"}
    )
    Member.objects.filter(pk=people.chi.pk).update(
        card="27.009999", phone="0999 888 777", native_place="Quê của Chi"
    )
    row = Exemption.objects.create(
        member=people.bao, since=datetime.date(2024, 1, 1), resolution_number="12-NQ/CB"
    )
    ExemptionReview.objects.create(
        exemption=row,
        reviewed_on=datetime.date(2025, 1, 5),
        outcome="kept",
        reason="Còn yếu",
    )


def exported(
    people, cells=None, *, on=DAY, at=NOW, close=False, to="Đảng bộ phường Long Biên"
):
    """The bytes of the file in which cells (cell 7) leave."""
    file = io.BytesIO()
    how = {
        "ward": people.ward,
        "on": on,
        "to": to,
        "passphrase": PASSPHRASE,
        "at": at,
        "close": close,
    }
    export_cells(file, cells or [people.cell], **how)
    return file.getvalue()


def digests():
    """{plan uid: the digests of its chain as it came}."""
    found = {}
    for uid, digest in PlanEvent.objects.order_by("plan", "number").values_list(
        "plan__uid", "digest"
    ):
        found.setdefault(uid, []).append(digest)
    return found


def a_receiver(*, with_cycle=True):
    settings.LOG_KEY = "khóa của nơi nhận"
    CellFactory.create_batch(3)  # so that numbers differ from those of the sender
    ward = CommitteeFactory(name="Đảng bộ phường Long Biên", place="Long Biên")
    cell = CellFactory(name="Chi bộ 7", committee=ward)
    tu = MemberFactory(full_name="Cao Thị Tú", user=UserFactory(username="tu"))
    MembershipFactory(member=tu, cell=cell)
    AppointmentFactory(member=tu, role=Appointment.Role.WARD_OFFICER, committee=ward)
    cycle = CycleFactory(committee=ward) if with_cycle else None
    return There(ward, cell, Actor(tu, TODAY, user=tu.user), cycle)


def imported(there, content, *, at=NOW, passphrase=PASSPHRASE, dry_run=False, keep=()):
    how = {
        "ward": there.ward,
        "by": there.officer,
        "at": at,
        "passphrase": passphrase,
        "dry_run": dry_run,
        "keep": keep,
    }
    return import_cells(io.BytesIO(content), **how)


def content_of(file):
    """[[name, facts]] of a file."""
    return [
        json.loads(line) for line in read_sealed_lines(io.BytesIO(file), PASSPHRASE)
    ]


def closed_again(entries):
    """A file of these entries, as somebody who knows the passphrase could make it."""
    file = io.BytesIO()
    sealer = Sealer(file, PASSPHRASE)
    for entry in entries:
        sealer.write(json.dumps(entry).encode() + b"\n")
    sealer.finish()
    return file.getvalue()


def belonging(name, on=DAY):
    """(cell's name, origin) of the official membership of somebody of this name."""
    rows = Membership.objects.in_force(on).filter(
        member__full_name=name, kind="official"
    )
    return list(rows.values_list("cell__name", "origin"))
