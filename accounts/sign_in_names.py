"""Which sign-in names can a ward offer to a person? The phone number, the card number,
or the name without marks."""

import re
from collections import Counter

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
    """{member.pk: {kind: name}}: names that are nobody else's; NAME always.

    Nobody is offered a phone number that two people share. Suggestions differ from each
    other as well.
    """
    taken = find_taken_names(members)
    shared = find_shared_phones(members)
    offers = {}
    for member in members:
        offers[member.pk] = offer_names_to(member, taken, shared)
    return offers


def offer_names_to(member, taken, shared):
    """{kind: name} for one person; they are `taken` from then on."""
    offers = {}
    phone, card = normalize_name(member.phone), normalize_name(member.card)
    for kind, name in ((PHONE, phone), (CARD, card)):
        is_shared = kind == PHONE and name in shared
        if len(name) >= SHORTEST_NUMBER and name not in taken and not is_shared:
            offers[kind] = name
    offers[NAME] = suggest_name(make_stem(member), taken)
    taken.update(offers.values())
    return offers


def make_stem(member):
    return re.sub(r"[^a-z0-9]", "", fold(member.full_name))[:60] or "dongchi"


def suggest_name(beginning, taken):
    """nguyenvanan, or nguyenvanan2 when that is taken."""
    if beginning not in taken:
        return beginning
    number = 2
    while f"{beginning}{number}" in taken:
        number += 1
    return f"{beginning}{number}"


def find_taken_names(members):
    """The sign-in names in use that might be offered to these people."""
    numbers = set()
    for member in members:
        numbers |= {normalize_name(member.phone), normalize_name(member.card)}
    users = User.objects.filter(username__in=numbers - {""})
    taken = set(users.values_list("username", flat=True))
    stems = sorted({make_stem(member) for member in members})
    for start in range(0, len(stems), BATCH):
        alike = Q()
        for beginning in stems[start : start + BATCH]:
            alike |= Q(username__startswith=beginning)
        users = User.objects.filter(alike)
        taken |= set(users.values_list("username", flat=True))
    return taken


def find_shared_phones(members):
    """Phone numbers of these people that another person has as well."""
    numbers = [member.phone for member in members if member.phone]
    owners = Member.objects.filter(phone__in=numbers)
    times = Counter(owners.values_list("phone", flat=True))
    return {normalize_name(phone) for phone, number in times.items() if number > 1}
