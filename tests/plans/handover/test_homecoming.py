"""Cells that were handed over come back to the ward that gave them away: not before it
has closed them, and then with all that was written meanwhile."""

import datetime
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from cells.models import Appointment, Cell, Member, Membership, Transfer
from cells.posts import Actor
from plans.models import Plan
from plans.workflow import steps
from tests.factories import AppointmentFactory, MemberFactory
from tests.people import NOW, TODAY
from tests.plans.handover.exchange import (
    DAY,
    There,
    a_receiver,
    a_sender,
    belonging,
    elsewhere,
    exported,
    imported,
    plan_of,
)
from tests.plans.handover.test_arrival import AN, BINH, DUNG, HERE, plan, refused
from tests.plans.handover.told import tell_people

pytestmark = pytest.mark.django_db

BACK = DAY + datetime.timedelta(days=30)
THEN = NOW + datetime.timedelta(days=30)
APPS = ("accounts", "cells", "plans", "reports")


@contextmanager
def another_installation():
    """An empty one, in the place of this one, which is there again afterwards with its
    key."""
    key = settings.LOG_KEY
    with elsewhere():
        tables = connection.introspection.django_table_names(only_existing=True)
        with connection.cursor() as cursor:
            cursor.execute(CHECK_NOW[connection.vendor])
            for table in tables:
                if table.startswith(APPS) and table not in KEPT:
                    cursor.execute(EMPTY[connection.vendor].format(table))
        yield
    settings.LOG_KEY = key


# Grounds for exemption are there from the beginning.
KEPT = ("cells_exemptionground",)
CHECK_NOW = {
    "postgresql": "SET CONSTRAINTS ALL IMMEDIATE",
    "sqlite": "PRAGMA defer_foreign_keys = ON",
}
EMPTY = {"postgresql": "TRUNCATE {} CASCADE", "sqlite": "DELETE FROM {}"}


def give_and_get_back(sender, act=lambda there: None, *, on=BACK):
    """The file in which cell 7 comes back, after An's plan was agreed to there."""
    file = exported(sender)
    with another_installation():
        there = a_receiver()
        imported(there, file)
        cell = Cell.objects.get(name=HERE)
        reviewer = MemberFactory(full_name="Bí thư ở Long Biên")
        AppointmentFactory(
            member=reviewer, role=Appointment.Role.SECRETARY, cell=cell, since=DAY
        )
        steps.take_step("agree", plan(AN), by=Actor(reviewer, TODAY), at=NOW)
        act(there)
        there.cell = cell
        return exported(there, [cell], on=on, at=THEN, to="Đảng bộ phường Phúc Đồng")


def who_gets_back(sender):
    giang = sender.actor("giang", BACK)
    return There(sender.ward, sender.cell, giang, sender.cycle)


@pytest.fixture
def sender(db):
    return a_sender()


def test_cells_that_are_not_closed_here_do_not_come_back(sender):
    file = give_and_get_back(sender)
    words = refused(who_gets_back(sender), file, at=THEN)
    assert words == (
        "Chi bộ 7 đã được giao từ đây đi và chưa kết thúc ở đây, nên chưa nhận lại "
        "được. Hãy kết thúc bằng export_cells với --close trước."
    )


def come_back(sender, act=lambda there: None):
    file = give_and_get_back(sender, act)
    exported(sender, close=True, at=NOW + datetime.timedelta(minutes=1))
    imported(who_gets_back(sender), file, at=THEN)


def test_closed_they_come_back_with_what_was_written_meanwhile(sender):
    before = Member.objects.known().count()
    come_back(sender)
    new = Cell.objects.get(name="Chi bộ 7", closed_on=None)
    assert (new.committee, new.founded_on) == (sender.ward, BACK)
    for name in (AN, BINH, DUNG):
        assert belonging(name, BACK) == [("Chi bộ 7", "reorganised")]
        assert belonging(name, BACK - datetime.timedelta(days=1)) == [
            (HERE, "reorganised")
        ]
    assert (plan(AN).status, plan(AN).cell) == ("finalizing", new)
    assert plan(AN).cycle == sender.cycle
    came = Cell.objects.get(name=HERE)
    assert (came.closed_on, came.successor) == (BACK, new)
    sender.cell.refresh_from_db()
    assert (sender.cell.closed_on, sender.cell.successor) == (DAY, came)
    assert not sender.cell.went_elsewhere
    assert Member.objects.known().count() == before
    call_command("verify_log", verbosity=0)


def test_logins_self_checks_and_the_leaving_stay_here(sender):
    come_back(sender)
    assert Member.objects.get(full_name=AN).user.username == "an"
    assert plan_of("bao").self_checks.count() == 1
    left = Transfer.objects.get(member=sender.an)
    assert (left.direction, left.since) == ("out", DAY)


def test_who_wrote_here_after_the_leaving_is_not_written_over(sender):
    file = give_and_get_back(sender)
    exported(sender, close=True, at=NOW + datetime.timedelta(minutes=1))
    agreed = Plan.objects.get(pk=plan_of("binh").pk)
    last = agreed.events.order_by("-number").first()
    last.pk, last.number = None, last.number + 1
    last.key, last.digest = last.plan.uid, "0" * 64
    last.save()
    assert f"{BINH} (kế hoạch năm 2026)" in refused(
        who_gets_back(sender), file, at=THEN
    )


def test_who_belongs_here_again_already_is_told_by_the_cell(sender):
    file = give_and_get_back(sender)
    exported(sender, close=True, at=NOW + datetime.timedelta(minutes=1))
    Membership.objects.create(member=sender.an, cell=sender.other_cell, since=DAY)
    words = refused(who_gets_back(sender), file, at=THEN)
    assert words == "Một người ở đây (Chi bộ 9) cũng là một người trong tệp."


def test_who_came_there_meanwhile_comes_too(sender):
    def receive(there):
        member = MemberFactory(full_name="Về sau", admitted_on=None, official_on=None)
        Membership.objects.create(
            member=member, cell=Cell.objects.get(name=HERE), since=DAY
        )

    come_back(sender, receive)
    assert belonging("Về sau", BACK) == [("Chi bộ 7", "reorganised")]
    assert "Về sau" in str(tell_people()["member"])
