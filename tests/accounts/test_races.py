"""Two at once with one slip, on PostgreSQL; each race has a control that fails when its
guard is gone."""

import threading
import time

import pytest
from django.db import transaction
from django.db.models import F

from accounts import slips
from accounts.models import ActivationSlip, User
from tests.people import NOW, gather
from tests.races import at_once, meet_before

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]

PASSWORDS = ("hoa sua dau ngo", "tre lang dau dinh")


@pytest.fixture
def printed():
    people = gather()
    return slips.issue_slip_to(people.an, by=people.actor("binh"), at=NOW)


def spend_twice(slip):
    spending = [
        lambda password=password: slips.spend_slip(slip.pk, password, at=NOW)
        for password in PASSWORDS
    ]
    return at_once(*spending, refused=slips.SlipSpent)


def test_of_two_who_use_a_slip_at_once_one_is_refused(printed, monkeypatch):
    meet_before(monkeypatch, ActivationSlip.objects.all().__class__, "update")
    results = spend_twice(printed.slip)
    won = [
        password
        for password, result in zip(PASSWORDS, results, strict=True)
        if isinstance(result, User)
    ]
    assert len(won) == 1
    assert User.objects.get(pk=printed.slip.user_id).check_password(won[0])


def test_control_without_the_condition_both_use_it(printed, monkeypatch):
    """A slip that is read first and then marked: what spend() would be without its
    conditional UPDATE."""
    gate = threading.Barrier(2)

    @transaction.atomic
    def careless(slip_id, password, *, at):
        slip = ActivationSlip.objects.unspent().filter(pk=slip_id).first()
        gate.wait(10)
        if slip is None:
            raise slips.SlipSpent
        ActivationSlip.objects.filter(pk=slip_id).update(used_at=at)
        slip.user.replace_password(password, at=at)
        return slip.user

    monkeypatch.setattr(slips, "spend_slip", careless)
    assert all(isinstance(result, User) for result in spend_twice(printed.slip))


def test_control_a_condition_behind_a_join_does_not_hold(printed, monkeypatch):
    """PostgreSQL looks again at the row that it waited for, but not at the subquery
    that had found it."""
    gate = threading.Barrier(2)

    @transaction.atomic
    def joined(slip_id, password, *, at):
        gate.wait(10)
        if (
            not ActivationSlip.objects.unspent()
            .filter(pk=slip_id, user__is_active=True)
            .update(used_at=at)
        ):
            raise slips.SlipSpent
        time.sleep(0.5)  # not yet committed, so that the other one waits for the row
        return User.objects.get(slips=slip_id)

    monkeypatch.setattr(slips, "spend_slip", joined)
    assert all(isinstance(result, User) for result in spend_twice(printed.slip))


def guess_at_once(times):
    return at_once(
        *(lambda: slips.open_slip("an", "AAAA-AAAA", at=NOW) for _ in range(times))
    )


def test_many_guesses_at_once_get_no_more_than_five(printed, monkeypatch):
    compared = []
    monkeypatch.setattr(slips, "code_digest", lambda code: compared.append(code) or "")
    guess_at_once(20)
    assert len(compared) == ActivationSlip.TRIES
    assert ActivationSlip.objects.get().tries == ActivationSlip.TRIES


def test_control_counting_after_the_look_lets_more_through(printed, monkeypatch):
    compared, gate = [], threading.Barrier(20)
    monkeypatch.setattr(slips, "code_digest", lambda code: compared.append(code) or "")

    def careless(found, at):
        left = found.live(at).exists()
        gate.wait(10)
        found.update(tries=F("tries") + 1)
        return left

    monkeypatch.setattr(ActivationSlip.objects.all().__class__, "count_try", careless)
    guess_at_once(20)
    assert len(compared) == 20


def test_of_two_slips_printed_at_once_one_is_live(printed):
    user = printed.slip.user
    at_once(*(lambda: slips.issue_slip(user, by=None, at=NOW) for _ in range(4)))
    assert user.slips.count() == 5
    assert user.slips.unspent().count() == 1
