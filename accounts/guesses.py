"""How often may somebody guess a password or a code, and how long do they wait then?

A guess is counted before anything is compared, in one statement of the database: many
at once, on several workers, get no more than the rule allows. A right one is given
back. Names that nobody has are counted like the others.

Whom a stranger could lock out is what decides by what is counted. On a device on which
the person has signed in before, guesses at this person on this device are; from
anywhere else those at the name, from wherever they come, and those of the address.
"""

import math
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from accounts.devices import knows_person
from accounts.models import GuessCount, normalize_name
from accounts.networks import find_counted_network

Kind = GuessCount.Kind


@dataclass(frozen=True)
class Rule:
    """So many guesses from the first of them on."""

    most: int
    within: timedelta


RULES = {
    Kind.NAME: Rule(5, timedelta(minutes=15)),
    Kind.DEVICE: Rule(10, timedelta(minutes=5)),
    Kind.ADDRESS: Rule(100, timedelta(minutes=15)),
    Kind.CODE: Rule(20, timedelta(hours=1)),
    Kind.QUESTION: Rule(30, timedelta(minutes=10)),
}
LONGEST = max(rule.within for rule in RULES.values())
MOST_FORGOTTEN = 100

# By hand, since the upsert of the ORM cannot add to what is there. Measured, of 200
# guesses at once on three workers: 5 came to the hasher. Two such lines and the commit
# take 10 ms on a busy machine, on which the hasher takes a second.
TAKE_ONE = """
INSERT INTO accounts_guesscount AS found (kind, subject, began_at, number)
VALUES (%(kind)s, %(subject)s, %(at)s, 1)
ON CONFLICT (kind, subject) DO UPDATE SET
    number = CASE WHEN found.began_at <= %(over)s THEN 1 ELSE found.number + 1 END,
    began_at = CASE WHEN found.began_at <= %(over)s THEN %(at)s ELSE found.began_at END
WHERE found.number < %(most)s OR found.began_at <= %(over)s
"""


@dataclass(frozen=True)
class Count:
    """A line of the table: what is counted, and for whom."""

    kind: Kind
    subject: str


class TooManyGuesses(Exception):
    """Nothing was compared, and nothing counted. `until`: when the next guess is
    free."""

    def __init__(self, kind, until):
        super().__init__(kind, until)
        self.kind = kind
        self.until = until

    def count_minutes_left(self, at):
        return max(1, math.ceil((self.until - at).total_seconds() / 60))


@dataclass(frozen=True)
class Guess:
    """One that was counted, and may be right."""

    counts: tuple

    def forgive(self):
        """It was right. An address gets back this one, so that nobody wipes out their
        wrong guesses at others by a right one of their own."""
        for count in self.counts:
            lines = find_lines(count)
            if count.kind == Kind.ADDRESS:
                lines.filter(number__gt=0).update(number=F("number") - 1)
            else:
                lines.delete()


def count_password_guess(typed_name, user, *, visitor, at):
    """The Guess that a password is the one of this name; `user` is whose name it is, or
    None. Raises TooManyGuesses."""
    name = name_login(typed_name, user)
    if knows_person(visitor.device, user):
        return count_guess([count_on_device(Kind.DEVICE, visitor, name)], at)
    return count_guess([*count_address(visitor), make_count(Kind.NAME, name)], at)


def count_code_guess(typed_name, user, *, visitor, at):
    """As count_password_guess, for the code of a slip."""
    name = name_login(typed_name, user)
    if knows_person(visitor.device, user):
        return count_guess([count_on_device(Kind.CODE, visitor, name)], at)
    return count_guess([*count_address(visitor), make_count(Kind.CODE, name)], at)


def count_question(visitor, *, at):
    """A stranger asks whether a code is true. Raises TooManyGuesses."""
    network = find_counted_network(visitor.address)
    if network:
        count_guess([make_count(Kind.QUESTION, network)], at)


def name_login(typed_name, user):
    """The login that a typed name means, however it is spelled: guesses by phone and by
    card are guesses at one."""
    if user is not None:
        return user.username
    return normalize_name(typed_name)


def count_on_device(kind, visitor, name):
    return make_count(kind, f"{visitor.device.number} {name}")


def count_address(visitor):
    network = find_counted_network(visitor.address)
    if network is None:
        return []
    return [make_count(Kind.ADDRESS, network)]


def make_count(kind, subject):
    """Names and addresses are kept as digests: what people type into the field of the
    name may be their password."""
    digest = salted_hmac("accounts.guesses", subject, algorithm="sha256").hexdigest()
    return Count(kind, digest)


def count_guess(counts, at):
    """Enter a guess in all of these counts, or in none and raise TooManyGuesses."""
    forget_old_counts(at)
    with transaction.atomic():
        for count in counts:
            if not take_one(count, at):
                raise TooManyGuesses(count.kind, find_end(count, at))
    return Guess(tuple(counts))


def take_one(count, at):
    rule = RULES[count.kind]
    moment = connection.ops.adapt_datetimefield_value
    asked = {
        "kind": count.kind.value,
        "subject": count.subject,
        "at": moment(at),
        "over": moment(at - rule.within),
        "most": rule.most,
    }
    with connection.cursor() as cursor:
        cursor.execute(TAKE_ONE, asked)
        return cursor.rowcount == 1


def find_end(count, at):
    began_at = find_lines(count).values_list("began_at", flat=True).first()
    return (began_at or at) + RULES[count.kind].within


def find_lines(count):
    return GuessCount.objects.filter(kind=count.kind, subject=count.subject)


def forget_old_counts(at):
    """Counts whose time is over. Some at a time, and none that somebody else holds: two
    that wait for each other's rows would stop each other."""
    with transaction.atomic():
        old = GuessCount.objects.filter(began_at__lte=at - LONGEST)
        some = old.select_for_update(skip_locked=True).values("pk")[:MOST_FORGOTTEN]
        GuessCount.objects.filter(pk__in=some).delete()


def forget_guesses_at(user, *kinds):
    """Strangers' guesses too: whoever holds a slip of the person waits for nothing."""
    for kind in kinds:
        find_lines(make_count(kind, user.username)).delete()
