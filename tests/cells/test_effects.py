import datetime

import pytest

from cells import effects
from cells.effects import Effects
from cells.models import Appointment, Cell, Exemption, Membership
from tests.people import NOW

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 2, 10)


@pytest.fixture
def act(people):
    return Effects(by=people.actor("giang"), at=NOW)


def rows():
    return [
        list(model.objects.order_by("pk").values())
        for model in (Cell, Membership, Appointment, Exemption)
    ]


def move(act, people):
    """An moves to the other cell, Bình's post ends."""
    here = Membership.objects.filter(member=people.an, until=None)
    act.end(here, DAY, ending=Membership.Ending.MOVED)
    act.begin(Membership, member=people.an, cell=people.other_cell, since=DAY)
    act.end(Appointment.objects.filter(member=people.binh), DAY)


def test_what_was_done_is_written_at_once_and_says_who_and_when(people, act):
    move(act, people)
    old, new = Membership.objects.filter(member=people.an).order_by("since")
    assert (old.until, old.ending, old.ended_by, old.ended_at) == (
        DAY,
        "moved",
        people.giang.user,
        NOW,
    )
    assert (new.since, new.cell, new.recorded_by, new.recorded_at) == (
        DAY,
        people.other_cell,
        people.giang.user,
        NOW,
    )


def test_undoing_gives_back_every_row_as_it_was(people, act):
    before = rows()
    move(act, people)
    assert rows() != before
    assert effects.undo_effects(act.data) == []
    assert rows() == before


def test_of_two_changes_to_one_row_the_first_state_comes_back(people, act):
    before = rows()
    mine = Appointment.objects.filter(member=people.binh)
    act.end(mine, DAY)
    act.change(mine, title="Nguyên Bí thư", until=DAY + datetime.timedelta(days=1))
    assert effects.find_disturbed_rows(act.data) == []
    effects.undo_effects(act.data)
    assert rows() == before


def test_what_was_founded_is_handed_back_to_the_caller(people, act):
    """The last first."""
    names = ("Chi bộ 20", "Chi bộ 21")
    first, second = (
        act.found(Cell(committee=people.ward, name=name, founded_on=DAY))
        for name in names
    )
    assert effects.undo_effects(act.data) == [second, first]
    assert Cell.objects.filter(name__in=names).count() == 2


def test_nothing_is_disturbed_until_somebody_changes_it(people, act):
    move(act, people)
    assert effects.find_disturbed_rows(act.data) == []
    mine = Membership.objects.get(member=people.an, until=None)
    Membership.objects.filter(pk=mine.pk).update(until=DAY + datetime.timedelta(days=9))
    assert effects.find_disturbed_rows(act.data) == [(Membership, mine.pk)]


def test_a_row_that_is_gone_is_disturbed(people, act):
    move(act, people)
    Membership.objects.filter(member=people.an, until=None).delete()
    assert [model for model, _ in effects.find_disturbed_rows(act.data)] == [Membership]


def test_what_was_taken_away_comes_back_under_its_number(people, act):
    row = Exemption.objects.create(member=people.an, since=DAY)
    before = rows()
    act.take_away(row)
    assert not Exemption.objects.exists()
    effects.undo_effects(act.data)
    assert rows() == before


def test_what_was_taken_away_is_taken_away_again(people, act):
    act.take_away(Exemption.objects.create(member=people.an, since=DAY))
    after = rows()
    effects.undo_effects(act.data)
    assert effects.redo_effects(act.data)
    assert rows() == after


def test_what_was_put_right_since_is_not_taken_away_again(people, act):
    row = Exemption.objects.create(member=people.an, since=DAY)
    act.take_away(row)
    effects.undo_effects(act.data)
    Exemption.objects.filter(pk=row.pk).update(resolution_number="4-NQ/CB")
    before = rows()
    assert not effects.redo_effects(act.data)
    assert rows() == before


def test_what_was_moved_is_moved_again_with_the_same_rows(people, act):
    move(act, people)
    after = rows()
    effects.undo_effects(act.data)
    assert effects.redo_effects(act.data)
    assert rows() == after


def test_what_was_changed_since_is_not_changed_again(people, act):
    act.change(Appointment.objects.filter(member=people.binh), title="Nguyên Bí thư")
    effects.undo_effects(act.data)
    Appointment.objects.filter(member=people.binh).update(title="Quyền Bí thư")
    before = rows()
    assert not effects.redo_effects(act.data)
    assert rows() == before


def test_what_went_since_cannot_be_taken_away_again(people, act):
    row = Exemption.objects.create(member=people.an, since=DAY)
    act.take_away(row)
    effects.undo_effects(act.data)
    Exemption.objects.filter(pk=row.pk).delete()
    assert not effects.redo_effects(act.data)


def test_a_row_that_was_begun_and_changed_by_the_same_act_is_not_disturbed(people, act):
    act.begin(Membership, member=people.em, cell=people.cell, since=DAY)
    theirs = Membership.objects.filter(member=people.em)
    act.end(theirs, DAY + datetime.timedelta(days=9))
    assert effects.find_disturbed_rows(act.data) == []
    theirs.update(until=None)
    assert effects.find_disturbed_rows(act.data) == [(Membership, theirs.get().pk)]
