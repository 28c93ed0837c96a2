"""What would a register change? Its people beside those of the database.

Nothing is written here. A person is known again by the card, else by name and birth
date within the ward.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from cells.acts.register.counterparts import (
    find_cells,
    find_ward,
    has_same_birth,
    is_open,
    is_same_person,
    load_known_members,
    name_secretaries,
)
from cells.acts.register.person_changes import (
    describe_changes,
    describe_other_cell,
    find_person_changes,
)
from cells.acts.register.persons import Finding
from cells.acts.register.register_list import Register
from cells.models import Committee
from cells.names import fold
from cells.unit_names import cell_key, ward_key, ward_name

NO_WARD = (
    "Không rõ danh sách này của phường, xã nào: hãy ghi ở tiêu đề “ĐẢNG BỘ PHƯỜNG …” "
    "hoặc nêu tên phường."
)


@dataclass
class Comparison:
    """`joining` are (ListedPerson, pk of a member who belongs nowhere yet, or None for
    a new one).

    `ward` is None if it would be created as `ward_name`; of `cells` (Cell by cell_key)
    the new ones have no pk. `led` has the name of the secretary in force by cell_key.
    `met` are (ListedPerson, KnownMember) of those who have belonged to a cell. `notes`
    are findings that stop nothing.
    """

    register: Register
    ward: Committee | None
    ward_name: str
    cells: dict
    new_cells: list = field(default_factory=list)
    led: dict = field(default_factory=dict)
    joining: list = field(default_factory=list)
    met: list = field(default_factory=list)
    known: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    errors: list = field(default_factory=list)

    @property
    def differences(self):
        """Findings about people whom the database knows otherwise, and about what is
        not taken from the list."""
        findings = list(self.notes)
        for person, known in self.met:
            words = describe_changes(person, known)
            if words:
                findings.append(person.note(f"{person.full_name}: {'; '.join(words)}"))
        return findings

    def cell_of(self, person):
        return self.cells[cell_key(person.cell)]

    def posts_of(self, person, pk):
        """The posts that somebody joining gets: only somebody new, and no second
        secretary of a cell."""
        if pk:
            return []
        has_head = cell_key(person.cell) in self.led
        return [post for post in person.posts if not (post.is_head and has_head)]

    def changes(self):
        """How many of each would be created: {"cells", "members", "memberships",
        "posts", "exemptions"}."""
        members = posts = exemptions = 0
        for person, pk in self.joining:
            members += pk is None
            posts += len(self.posts_of(person, pk))
            exemptions += person.is_exempt
        return {
            "cells": len(self.new_cells),
            "members": members,
            "memberships": len(self.joining),
            "posts": posts,
            "exemptions": exemptions,
        }


def compare_register(register, *, ward=None, ward_named=""):
    """Comparison with a ward (a Committee), else the one of that name, else of the
    title, else the only one."""
    ward = ward or find_ward(ward_named or register.ward)
    name = ward.name if ward else ward_name(ward_named or register.ward)
    cells = find_cells(ward, register.people)
    comparison = Comparison(
        register,
        ward,
        ward_name=name,
        cells=cells,
        new_cells=[cell for cell in cells.values() if cell.pk is None],
        errors=list(register.errors),
    )
    compare_ward(comparison, ward_named)
    comparison.led = name_secretaries(comparison.cells, register.on)
    comparison.known = load_known_members(ward, register.people)
    match_people(comparison)
    return comparison


def compare_ward(comparison, ward_named):
    """A title of another ward is an error, unless the ward was named on purpose."""
    titled, name = comparison.register.ward, comparison.ward_name
    if not name:
        comparison.errors.append(Finding("", 0, NO_WARD))
    elif titled and ward_key(titled) != ward_key(name):
        findings = comparison.notes if ward_named else comparison.errors
        text = f"Tiêu đề danh sách ghi “{titled}”, không phải {name}."
        findings.append(Finding("", 0, text))


def match_people(comparison):
    """Divides the people of a register into those who are known and those who join: by
    card first, then by name."""
    by_card = {}
    for known in comparison.known:
        if known.member.card:
            by_card[known.member.card] = known
    rest = []
    for person in comparison.register.people:
        known = by_card.get(person.card)
        if known is None:
            rest.append(person)
        elif is_card_owner(person, known):
            take_known(comparison, person, known)
        elif person.full_name:
            owner = known.describe()
            text = f"số thẻ {person.card} trong phần mềm là của {owner}"
            comparison.errors.append(person.note(text))
    match_by_name(comparison, rest)


def is_card_owner(person, known):
    """Whether the owner of a card is meant: by name, or by birth with a name that only
    reads a little otherwise."""
    name = fold(person.full_name)
    if name == known.name_key:
        return True
    if not (known.is_here and person.born_on and known.member.born_on):
        return False
    has_a_word_in_common = set(name.split()) & set(known.name_key.split())
    return bool(has_a_word_in_common) and has_same_birth(person, known.member)


def match_by_name(comparison, people):
    """Matches those whose card is not known, each with another member; who is not found
    is new."""
    by_name = defaultdict(list)
    for known in comparison.known:
        if known.is_here:
            by_name[known.name_key].append(known)
    for person in people:
        same = []
        for known in by_name[fold(person.full_name)]:
            if not known.is_taken and is_same_person(person, known):
                same.append(known)
        if len(same) > 1:
            same.sort(key=lambda known: measure_difference(person, known))
        if same:
            take_known(comparison, person, same[0])
        else:
            join_person(comparison, person, None)


def measure_difference(person, known):
    """Of several of one name and birth it is the one about whom least differs."""
    is_elsewhere = bool(describe_other_cell(person, known))
    return is_elsewhere, len(find_person_changes(person, known))


def take_known(comparison, person, known):
    """Somebody whom the database knows joins if they never belonged to a cell; else
    only what differs is told."""
    known.is_taken = True
    if known.memberships:
        comparison.met.append((person, known))
    else:
        join_person(comparison, person, known.member.pk)


def join_person(comparison, person, pk):
    comparison.joining.append((person, pk))
    key = cell_key(person.cell)
    cell = comparison.cells.get(key) if person.cell else None
    if cell is not None and not is_open(cell, person.on):
        text = (
            f"{cell.name} không hoạt động vào ngày {person.on:%d/%m/%Y} nên không nhận "
            f"thêm {person.full_name}"
        )
        comparison.errors.append(person.note(text))
    if len(comparison.posts_of(person, pk)) < len(person.posts):
        why = "đã có trong phần mềm nên không giao chức vụ"
        if not pk:
            why = f"phần mềm đang ghi bí thư là {comparison.led.get(key)}"
        titles = ", ".join(post.title for post in person.posts)
        comparison.notes.append(
            person.note(f"{person.full_name} ghi là {titles}; {why}")
        )
