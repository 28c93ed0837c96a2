"""Two at once with one slip, many guesses at once, on PostgreSQL; each race has a
control that fails when its guard is gone."""

import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter

import pytest
from django.db import connection, transaction

from accounts import guesses, slips
from accounts.models import ActivationSlip, User
from accounts.visitors import Visitor
from tests.people import NOW, gather
from tests.races import at_once, meet_before
from tests.running.databases import ROOT, PostgreSQL

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


# --- guesses --------------------------------------------------------------------------


def guess_codes_at_once(times):
    """How many of so many wrong codes at once were compared."""
    visitor = Visitor("10.0.0.1")
    guessing = [
        lambda: slips.open_slip("an", "AAAA-AAAA", visitor=visitor, at=NOW)
        for _ in range(times)
    ]
    results = at_once(*guessing, refused=guesses.TooManyGuesses)
    return results.count(None)


def test_many_wrong_codes_at_once_get_no_more_than_twenty(printed):
    assert guess_codes_at_once(40) == 20
    assert guesses.GuessCount.objects.get(kind="code").number == 20
    assert guesses.GuessCount.objects.get(kind="address").number == 20


def test_control_counting_after_the_look_lets_more_codes_through(printed, monkeypatch):
    gate = threading.Barrier(40)

    def careless(count, at):
        line = guesses.find_lines(count).first()
        if count.kind == "code":
            gate.wait(20)
        return line is None or line.number < guesses.RULES[count.kind].most

    monkeypatch.setattr(guesses, "take_one", careless)
    assert guess_codes_at_once(40) == 40


PROCESSES = 3
IN_ALL = 200


def guess_passwords(name, is_careless=False):
    """(how many of 200 guesses at once by three processes came to the hasher, {status:
    how many})"""
    asked = {"name": name, "threads": 12, "is_careless": is_careless}
    url = PostgreSQL(os.environ["DATABASE_URL"], "").address(
        connection.settings_dict["NAME"]
    )
    given = {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    started = []
    for number in range(PROCESSES):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.accounts.guesser"],
            cwd=ROOT,
            env={**os.environ, **given},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        times = len(range(number, IN_ALL, PROCESSES))
        process.stdin.write(json.dumps({**asked, "times": times}) + "\n")
        process.stdin.flush()
        started.append(process)
    for process in started:
        assert process.stdout.readline() == "ready\n"
    for process in started:
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [json.loads(process.communicate(timeout=120)[0]) for process in started]
    answers = Counter()
    for found in told:
        answers.update(found["answers"])
    return sum(found["hashed"] for found in told), answers


def test_of_200_guesses_on_three_workers_five_come_to_the_hasher(printed):
    hashed, answers = guess_passwords("an")
    assert (hashed, answers) == (5, {"200": 5, "429": IN_ALL - 5})


def test_control_counting_after_the_look_lets_more_passwords_through(printed):
    hashed, answers = guess_passwords("an", is_careless=True)
    assert hashed > 5
    assert answers["200"] == hashed


def test_right_passwords_at_once_are_all_given_back(printed):
    """More of them than there are guesses, so that what is given back counts."""
    visitor = Visitor("10.0.0.1")
    user = User.objects.get(username="an")

    def come_in():
        guess = guesses.count_password_guess("an", user, visitor=visitor, at=NOW)
        guess.forgive()

    for _ in range(4):
        at_once(*[come_in] * 4)
    assert not guesses.GuessCount.objects.filter(number__gt=0).exists()


# --- slips ----------------------------------------------------------------------------


def test_of_two_slips_printed_at_once_one_is_live(printed):
    user = printed.slip.user
    at_once(*(lambda: slips.issue_slip(user, by=None, at=NOW) for _ in range(4)))
    assert user.slips.count() == 5
    assert user.slips.unspent().count() == 1
