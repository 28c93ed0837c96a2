"""Movements, corrections and proposals: each kind of row is sent, received and compared
row by row; received twice it is there once."""

import datetime
import re

import pytest

from cells.acts.corrections.rules import correct_person, redate_row
from cells.acts.exemptions.proposals import refuse_proposal, withdraw_proposal
from cells.acts.movements.case import CannotMove
from cells.acts.movements.later_acts import TakesBack
from cells.acts.movements.records import (
    cancel_movement,
    correct_movement,
    record_movement,
)
from cells.models import Cell, Exemption, ExemptionProposal, Member, Movement
from tests.cells.acts.exemptions.forms import a_proposal
from tests.factories import CellFactory
from tests.people import NOW
from tests.plans.handover.acting import FIFTH
from tests.plans.handover.exchange import (
    DAY,
    a_receiver,
    a_sender,
    elsewhere,
    exported,
    imported,
)
from tests.plans.handover.test_arrival import HERE
from tests.plans.handover.told import tell_people

pytestmark = pytest.mark.django_db

LATER = NOW + datetime.timedelta(hours=3)
Kind = Movement.Kind
EIGHTH = FIFTH + datetime.timedelta(days=3)


def act(people, kind, member, on=FIFTH, **said):
    giang = people.actor("giang")
    return record_movement(kind, member, on=on, by=giang, at=NOW, **said)


def die(people):
    act(people, Kind.DIED, people.dung)


def leave_the_party(people):
    act(people, Kind.LEFT, people.dung, paper_number="7-QĐ/ĐU")


def go_elsewhere(people):
    act(people, Kind.SENT, people.an, place="Quận ủy Gia Lâm")


def be_away(people):
    until = datetime.date(2026, 6, 1)
    act(people, Kind.AWAY, people.an, until=until, place="Hải Phòng")


def come_back(people):
    early = FIFTH - datetime.timedelta(days=20)
    until = datetime.date(2026, 6, 1)
    act(people, Kind.AWAY, people.an, on=early, until=until, place="Hải Phòng")
    act(people, Kind.BACK, people.an)


def move_in(people):
    act(people, Kind.MOVED, people.hanh, to_cell=people.cell)


def be_lent_in(people):
    act(people, Kind.MOVED, people.hanh, to_cell=people.cell)
    until = datetime.date(2026, 5, 1)
    act(
        people,
        Kind.LENT,
        people.an,
        to_cell=people.other_cell,
        until=until,
        on=FIFTH + datetime.timedelta(days=1),
    )


def be_recognised(people):
    Member.objects.filter(pk=people.an.pk).update(official_on=None)
    act(people, Kind.RECOGNISED, Member.objects.get(pk=people.an.pk))


def have_cancelled(people, member=None):
    member = member or people.an
    movement = act(people, Kind.MOVED, member, to_cell=people.other_cell)
    giang = people.actor("giang")
    cancel_movement(movement, reason="Ghi nhầm người", by=giang, at=NOW)


def correct_a_person(people):
    giang = people.actor("giang")
    how = {"reason": "Nhầm số", "by": giang, "at": NOW}
    correct_person(people.an, phone="0900 111 222", **how)


def correct_a_row(people):
    row = people.an.memberships.get()
    since = datetime.date(2012, 5, 19)
    giang = people.actor("giang")
    redate_row(row, reason="Theo quyết định", since=since, by=giang, at=NOW)


def propose(people):
    a_proposal(people)


def refuse(people):
    row = a_proposal(people)
    refuse_proposal(row, reason="Thiếu giấy", by=people.actor("giang"), at=NOW)


def withdraw(people):
    withdraw_proposal(a_proposal(people), by=people.actor("binh"), at=NOW)


# What is done, and the table in which its row stands.
DONE = [
    (die, "movement"),
    (leave_the_party, "movement"),
    (go_elsewhere, "movement"),
    (be_away, "movement"),
    (come_back, "movement"),
    (move_in, "movement"),
    (be_lent_in, "movement"),
    (be_recognised, "movement"),
    (have_cancelled, "movement"),
    (correct_a_person, "correction"),
    (correct_a_row, "correction"),
    (propose, "exemptionproposal"),
    (refuse, "exemptionproposal"),
    (withdraw, "exemptionproposal"),
]


@pytest.mark.parametrize(("do", "table"), DONE)
def test_a_row_arrives_as_it_was_sent_and_received_twice_is_there_once(db, do, table):
    with elsewhere():
        people = a_sender()
        empty = exported(people)
        do(people)
        file = exported(people, at=LATER)
        uids = list(Member.objects.values_list("uid", flat=True))
        sent = tell_people(uid__in=uids)[table]
    assert sent
    there = a_receiver()
    imported(there, empty)
    assert tell_people(uid__in=uids)[table] == []
    imported(there, file, at=LATER)
    assert [as_here(row, table) for row in sent] == [
        as_here(row, "") for row in tell_people(uid__in=uids)[table]
    ]


def as_here(row, table):
    """A row of the sender as it has to stand here: cells that came are over on the
    day."""
    if table == "movement" and "Ghi nhầm người" in row:
        # What it had done was taken back: there is nothing to which it could point.
        gone = r"\('effects', \[.*\]\), \('from_cell'"
        row = re.sub(gone, "('effects', []), ('from_cell'", row)
    waits = "('decided_at', 'None')" in row
    if table == "exemptionproposal" and waits:
        row = row.replace("['Chi bộ 7', None]", f"['{HERE}', None]")
    row = row.replace("['Chi bộ 7', None]", f"['Chi bộ 7', '{DAY}']")
    return row.replace("['Chi bộ 9', None]", f"['Chi bộ 9', '{DAY}']")


# --- what put something aside ---------------------------------------------------------


def die_late(people):
    """Before a transfer and an exemption that were recorded for later days."""
    act(people, Kind.MOVED, people.dung, on=EIGHTH, to_cell=people.other_cell)
    die_before(people, people.dung)


def die_before_an_exemption(people):
    Exemption.objects.create(member=people.dung, since=EIGHTH)
    die_before(people, people.dung)


def die_before(people, member):
    with pytest.raises(TakesBack) as refusal:
        act(people, Kind.DIED, member)
    act(people, Kind.DIED, member, seen=refusal.value.marks)


@pytest.mark.parametrize("happened", [die_late, die_before_an_exemption])
def test_what_put_something_aside_is_named_and_stays_as_recorded_here(db, happened):
    with elsewhere():
        people = a_sender()
        happened(people)
        file = exported(people)
    there = a_receiver()
    (fixed,) = imported(there, file).fixed
    assert (fixed.kind, fixed.on, fixed.member.full_name) == (
        Kind.DIED,
        FIFTH,
        "Phạm Thị Dung",
    )
    how = {"reason": "Nhầm", "by": there.officer, "at": LATER}
    before = tell_people()
    with pytest.raises(CannotMove, match="nhận bàn giao từ nơi khác"):
        cancel_movement(fixed, **how)
    with pytest.raises(CannotMove, match="nhận bàn giao từ nơi khác"):
        correct_movement(fixed, on=EIGHTH, **how)
    assert tell_people() == before


def test_what_put_nothing_aside_can_be_cancelled_here(db):
    with elsewhere():
        people = a_sender()
        die(people)
        file = exported(people)
    there = a_receiver()
    assert imported(there, file).fixed == []
    movement = Movement.objects.get()
    cancel_movement(movement, reason="Nhầm", by=there.officer, at=LATER)
    movement.refresh_from_db()
    assert movement.cancelled_at == LATER


# --- a cell that is only named --------------------------------------------------------


def test_a_cell_to_which_nobody_ever_went_never_was_here(db):
    """A transfer to it was cancelled."""
    with elsewhere():
        people = a_sender()
        have_cancelled(people, people.dung)
        file = exported(people)
    imported(a_receiver(), file)
    named = Cell.objects.get(name="Chi bộ 9")
    assert (named.founded_on, named.closed_on) == (DAY, DAY)
    assert Movement.objects.get().to_cell == named
    assert not Cell.objects.in_force(DAY - datetime.timedelta(days=1)).filter(
        pk=named.pk
    )


def test_a_cell_in_which_somebody_was_before_keeps_its_days(db):
    with elsewhere():
        people = a_sender()
        act(people, Kind.MOVED, people.hanh, to_cell=people.cell)
        file = exported(people)
    imported(a_receiver(), file)
    assert Cell.objects.get(name="Chi bộ 9").founded_on is None


# --- proposals at the closing ---------------------------------------------------------


def test_what_was_proposed_and_not_decided_goes_along_and_ends_here(db):
    with elsewhere():
        people = a_sender()
        a_proposal(people)
        file = exported(people, close=True)
        row = ExemptionProposal.objects.get()
        assert row.refusal == (
            "Tự khép lại: bàn giao cùng chi bộ cho Đảng bộ phường Long Biên, nơi nhận "
            "quyết định."
        )
        assert row.decided_at == NOW
    imported(a_receiver(), file)
    row = ExemptionProposal.objects.get()
    assert (row.cell.name, row.decided_at, row.refusal) == (HERE, None, "")


def test_what_was_proposed_for_somebody_who_stays_ends_here_and_is_not_sent(db):
    with elsewhere():
        people = a_sender()
        a_proposal(people, people.chi)
        other = a_proposal(people, people.hanh, cell=CellFactory())
        file = exported(people, close=True)
        row = ExemptionProposal.objects.get(member=people.chi)
        assert row.refusal == (
            "Tự khép lại: chi bộ đề nghị đã được bàn giao cho đảng bộ khác."
        )
        other.refresh_from_db()
        assert other.decided_at is None
    imported(a_receiver(), file)
    assert not ExemptionProposal.objects.exists()
