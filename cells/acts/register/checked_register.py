"""What differs in a whole register, for the officer who is to tick it? In the order of
the page, with what they may not tick refused."""

from dataclasses import dataclass

from django.utils import timezone

from cells.acts.register.comparison import Comparison
from cells.acts.register.counterparts import filter_in_parts
from cells.acts.register.differences import (
    Group,
    find_gone_people,
    find_known_people,
    find_new_people,
)
from cells.acts.register.person_changes import describe_changes
from cells.acts.register.persons import Finding
from cells.models import Correction

OWN_POSTS = (
    "đồng chí không tự ghi chức vụ, miễn sinh hoạt hay nơi sinh hoạt cho chính mình"
)
NOT_YET = (
    "Phần mềm ghi {} đồng chí trong danh sách về chi bộ sau ngày chốt danh sách "
    "nên không so."
)


@dataclass
class CheckedRegister:
    """A Comparison with its Differences, in the order of the page.

    `notes` are findings about what nobody can tick.
    """

    comparison: Comparison
    differences: list
    notes: list


def check_register(comparison, *, by):
    """The CheckedRegister for somebody (an Actor), who may not change their own posts.

    Nothing is compared after errors.
    """
    if comparison.errors:
        return CheckedRegister(comparison, [], comparison.notes)
    met_here, too_early = split_met(comparison)
    differences = [
        *find_new_people(comparison),
        *find_known_people(comparison, met_here),
        *find_gone_people(comparison),
    ]
    for each in differences:
        each.refused = each.refused or refuse_own(each, by)
    withdraw_offers_corrected_since(differences)
    differences.sort(key=lambda each: each.order)
    notes = note_what_nobody_ticks(comparison, too_early)
    return CheckedRegister(comparison, differences, notes)


def split_met(comparison):
    """Two lists of (person, known): those to compare, and those who came to the ward
    after the date of the list."""
    to_compare, too_early = [], []
    for person, known in comparison.met:
        if known.is_here and known.memberships[0].since > person.on:
            too_early.append((person, known))
        elif known.is_here:
            to_compare.append((person, known))
    return to_compare, too_early


def note_what_nobody_ticks(comparison, too_early):
    notes = list(comparison.notes)
    for person, known in comparison.met:
        if not known.is_here:
            words = describe_changes(person, known)[0]
            notes.append(person.note(f"{person.full_name}: {words}"))
    if too_early:
        notes.append(Finding("", 0, NOT_YET.format(len(too_early))))
    return notes


def refuse_own(difference, by):
    """Nobody decides about their own posts, exemption and cell."""
    known = difference.known
    if known is None or by.member is None or known.member.pk != by.member.pk:
        return ""
    if difference.group == Group.CHANGED and not difference.changes.has_rows:
        return ""
    return OWN_POSTS


def withdraw_offers_corrected_since(differences):
    """What somebody put right after the date of the list is not offered to be put
    back."""
    changed = {}
    for each in differences:
        if each.group == Group.CHANGED:
            changed[each.known.member.pk] = each
    corrections = Correction.objects.filter(kind="member")
    for correction in filter_in_parts(corrections, "member", changed):
        each = changed[correction.member_id]
        if timezone.localdate(correction.at) > each.person.on:
            each.is_offered = False
