"""Two officers act on one person at once, on PostgreSQL; with the control that fails
when the guard is gone."""

import datetime
import threading
from contextlib import suppress
from dataclasses import replace
from functools import partial

import pytest

from cells.acts.corrections.rules import CannotCorrect, take_row_away
from cells.acts.movements import conditions, records
from cells.acts.movements.case import CannotMove
from cells.acts.movements.kinds import KINDS
from cells.acts.movements.later_acts import write_marks
from cells.models import Correction, Membership, Movement
from tests import races
from tests.cells.acts.reorganisation.decisions import a_merger_of_both, applied
from tests.factories import AppointmentFactory, MemberFactory
from tests.people import NOW, gather
from tests.races import refusals

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

FIFTH = datetime.date(2026, 2, 5)

at_once = partial(races.at_once, refused=(CannotMove, CannotCorrect))


def two_officers():
    people = gather()
    AppointmentFactory(member=people.em, role="ward_officer", committee=people.ward)
    return people


def act(people, who, kind, **said):
    return lambda: records.record_movement(
        kind, people.an, on=FIFTH, by=people.actor(who), at=NOW, **said
    )


# Seconds to wait for the other one: who is held back never comes, who is free comes
# late on a busy machine.
HELD_BACK, FREE = 1, 30


@pytest.fixture
def both_look(monkeypatch):
    let_both_look(monkeypatch, HELD_BACK)


def let_both_look(monkeypatch, patience):
    """Both have seen where the person belongs before either writes, unless something
    holds the second back."""
    barrier = threading.Barrier(2)
    looking = (conditions.must_belong_before, conditions.must_belong_before_moving)

    def wait_after(looks):
        def together(case):
            words = looks(case)
            with suppress(threading.BrokenBarrierError):
                barrier.wait(patience)
            return words

        return together

    changes = {
        kind: replace(
            change,
            who=tuple(wait_after(one) if one in looking else one for one in change.who),
        )
        for kind, change in KINDS.items()
    }
    monkeypatch.setattr(records, "KINDS", changes)


def moved_and_sent(people):
    return at_once(
        act(people, "giang", Movement.Kind.MOVED, to_cell=people.other_cell),
        act(people, "em", Movement.Kind.SENT, place="Hà Nam"),
    )


def test_of_two_movements_of_one_person_one_is_refused(both_look):
    people = two_officers()
    assert refusals(moved_and_sent(people)) == ["CannotMove"]
    assert Movement.objects.count() == 1


def test_control_without_the_hold_both_are_recorded(monkeypatch):
    let_both_look(monkeypatch, FREE)
    people = two_officers()
    monkeypatch.setattr(records, "hold_member", lambda member: None)
    monkeypatch.setattr(
        records, "hold_cells_of_member", lambda member, to_cell: to_cell
    )
    assert refusals(moved_and_sent(people)) == []
    assert Movement.objects.count() == 2


def died_and_left_before_a_merger(people):
    """Both officers were shown what it takes back."""
    decision = applied(people, a_merger_of_both(people, "Chi bộ 12"))
    seen = write_marks([decision])
    return at_once(
        act(people, "giang", Movement.Kind.DIED, seen=seen),
        act(people, "em", Movement.Kind.LEFT, seen=seen),
    )


def test_of_two_who_record_the_end_before_a_merger_one_is_refused(both_look):
    people = two_officers()
    (refused,) = refusals(died_and_left_before_a_merger(people))
    assert refused in ("CannotMove", "TakesBack")
    assert Movement.objects.count() == 1
    assert Membership.objects.filter(member=people.an).count() == 1


def test_a_double_click_at_the_same_moment_is_one_movement(both_look):
    people = two_officers()
    sent = act(people, "giang", Movement.Kind.SENT, place="Hà Nam")
    results = at_once(sent, sent)
    assert results[0] == results[1]
    assert Movement.objects.count() == 1


def test_of_a_correction_and_a_cancellation_one_is_refused():
    people = two_officers()
    movement = act(people, "giang", Movement.Kind.SENT)()
    earlier = datetime.date(2026, 2, 3)
    results = at_once(
        lambda: records.correct_movement(
            movement, on=earlier, reason="x", by=people.actor("giang"), at=NOW
        ),
        lambda: records.cancel_movement(
            movement, reason="y", by=people.actor("em"), at=NOW
        ),
    )
    place = Membership.objects.get(member=people.an)
    assert place.until is None
    assert Correction.objects.count() == 2 - len(refusals(results))


def test_a_row_taken_away_twice_at_once_is_noted_once():
    people = two_officers()
    member = MemberFactory()
    for since in (datetime.date(2011, 1, 1), datetime.date(2012, 1, 1)):
        until = since.replace(year=since.year + 1)
        row = Membership.objects.create(
            member=member, cell=people.cell, since=since, until=until
        )
    away = [
        lambda who=who: take_row_away(row, reason="x", by=people.actor(who), at=NOW)
        for who in ("giang", "em")
    ]
    assert refusals(at_once(*away)) == ["CannotCorrect"]
    assert Correction.objects.count() == 1
