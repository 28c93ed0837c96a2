"""Somebody comes to a cell at the moment at which it is closed, on PostgreSQL; each
with a control that fails when the guard is gone."""

import threading
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection

from cells import dated_rows
from cells.acts.appointments import rules as appointments
from cells.acts.members.rules import add_member
from cells.acts.movements.case import CannotMove
from cells.acts.movements.records import record_movement
from cells.acts.reorganisation import application
from cells.acts.reorganisation.application import apply_reorganisation
from cells.models import Appointment, Cell, Membership, Reorganisation
from tests.factories import CellFactory, MembershipFactory
from tests.merging import a_merger
from tests.people import NOW, TODAY, gather

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

FIFTH = date(2026, 2, 5)


@pytest.fixture
def people():
    """Em belongs to a cell that no decision is about."""
    people = gather()
    MembershipFactory(
        member=people.em, cell=CellFactory(name="Chi bộ 11", committee=people.ward)
    )
    return people


def add(people, cell):
    facts = {"full_name": "Đinh Văn Mới", "uid": uuid4()}
    return add_member(
        cell, facts, since=FIFTH, origin="register", by=people.actor("giang"), at=NOW
    )


def move(people, cell):
    return record_movement(
        "moved", people.em, to_cell=cell, on=FIFTH, by=people.actor("giang"), at=NOW
    )


def appoint(people, cell):
    return appointments.appoint_member(
        people.em,
        "deputy_secretary",
        cell=cell,
        since=TODAY,
        by=people.actor("giang"),
        at=NOW,
    )


def while_it_closes(monkeypatch, people, act):
    """What an act on a cell gave or raised that comes when a decision has begun to
    merge the cell, not done yet."""
    holds, held, acting = application.hold_cells, threading.Event(), threading.Event()
    seen, results = Cell.objects.get(pk=people.cell.pk), []

    def slowly(draft):
        holds(draft)
        held.set()
        acting.wait(10)

    def late():
        held.wait(10)
        threading.Timer(0.5, acting.set).start()
        try:
            results.append(act(people, seen))
        except (dated_rows.CellClosed, CannotMove) as refusal:
            results.append(refusal)
        finally:
            connection.close()

    monkeypatch.setattr(application, "hold_cells", slowly)
    part = a_merger(
        [people.cell, people.other_cell], "Chi bộ 20", committee=people.ward
    )
    prepared = {"prepared_by": people.giang.user, "prepared_at": NOW}
    draft = Reorganisation.objects.create(
        committee=people.ward, on=TODAY, parts=[part], **prepared
    )
    thread = threading.Thread(target=late)
    thread.start()
    apply_reorganisation(draft, by=people.actor("giang"), at=NOW)
    thread.join(20)
    return results[0]


def in_the_closed_cell(people):
    """Whoever belongs to it or holds a post in it on the day, although it is closed."""
    rows = [
        model.objects.in_force(TODAY).filter(cell=people.cell)
        for model in (Membership, Appointment)
    ]
    return [str(row.member) for found in rows for row in found]


ACTS = {add: "Đinh Văn Mới", move: "Hoàng Văn Em", appoint: "Hoàng Văn Em"}


@pytest.mark.parametrize("act", [add, appoint])
def test_nobody_comes_to_a_cell_that_is_being_closed(people, monkeypatch, act):
    answer = while_it_closes(monkeypatch, people, act)
    assert "Chi bộ 7 đã kết thúc" in str(answer)
    assert in_the_closed_cell(people) == []


def test_who_moved_there_before_that_day_is_led_to_the_cell_that_follows(
    people, monkeypatch
):
    while_it_closes(monkeypatch, people, move)
    assert in_the_closed_cell(people) == []
    home = Membership.objects.in_force(TODAY).get(member=people.em)
    assert home.cell.name == "Chi bộ 20"


@pytest.mark.parametrize(("act", "name"), ACTS.items())
def test_control_without_the_hold_they_land_in_the_closed_cell(
    people, monkeypatch, act, name
):
    for module in (dated_rows, appointments):
        monkeypatch.setattr(module, "hold_cell", lambda cell: cell)
    monkeypatch.setattr(
        "cells.acts.movements.records.hold_cells_of_member",
        lambda member, to_cell: to_cell,
    )
    assert not isinstance(while_it_closes(monkeypatch, people, act), Exception)
    assert in_the_closed_cell(people) == [name]
