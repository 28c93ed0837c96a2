"""Which sign-in names can a ward offer to a person? The phone number, the card number, or the name without marks."""

import re
from collections import Counter
from functools import reduce
from operator import or_

from django.db.models import Q

from accounts.models import User, normalize_name
from cells.models import Member
from cells.names import fold

PHONE, CARD, NAME = "phone", "card", "name"
KINDS = {
    PHONE: "Số điện thoại",
    CARD: "Số thẻ đảng viên",
    NAME: "Họ và tên viết liền không dấu",
}
SHORTEST_NUMBER = 5
BATCH = 300


def offer_names(members):
    """{member.pk: {kind: name}}: for each person only names that are nobody else's; the name itself always.

    Nobody is offered a phone number that two people share. Suggestions differ from each other as well.
    """
    taken, shared = find_taken_names(members), find_shared_phones(members)
    return {member.pk: offer_names_to(member, taken, shared) for member in members}


def offer_names_to(member, taken, shared):
    phone, card = normalize_name(member.phone), normalize_name(member.card)
    numbers = {PHONE: "" if phone in shared else phone, CARD: card}
    free = {
        kind: name
        for kind, name in numbers.items()
        if len(name) >= SHORTEST_NUMBER and name not in taken
    }
    suggestion = suggest_name(make_stem(member), taken)
    taken |= {suggestion, *free.values()}
    return {**free, NAME: suggestion}


def make_stem(member):
    return re.sub(r"[^a-z0-9]", "", fold(member.full_name))[:60] or "dongchi"


def suggest_name(beginning, taken):
    """nguyenvanan, or nguyenvanan2 when that is taken."""
    candidates = (
        f"{beginning}{number or ''}" for number in (0, *range(2, len(taken) + 3))
    )
    return next(name for name in candidates if name not in taken)


def find_taken_names(members):
    """The sign-in names in use that might be offered to these people."""
    numbers = [
        normalize_name(number)
        for member in members
        for number in (member.phone, member.card)
        if number
    ]
    taken = set(
        User.objects.filter(username__in=numbers).values_list("username", flat=True)
    )
    stems = sorted({make_stem(member) for member in members})
    for start in range(0, len(stems), BATCH):
        alike = reduce(
            or_,
            (
                Q(username__startswith=beginning)
                for beginning in stems[start : start + BATCH]
            ),
        )
        taken |= set(User.objects.filter(alike).values_list("username", flat=True))
    return taken


def find_shared_phones(members):
    """Phone numbers of these people that another person has as well."""
    numbers = [member.phone for member in members if member.phone]
    owners = Counter(
        Member.objects.filter(phone__in=numbers).values_list("phone", flat=True)
    )
    return {normalize_name(phone) for phone, times in owners.items() if times > 1}
