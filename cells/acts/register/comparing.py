"""What would a register change? Its people beside those of the database; nothing is written here.

A person is known again by the card, else by name and birth date within the ward. People whom the database knows are
never changed by a register: what differs is told, so that reading a file twice, or later, does nothing.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from cells.acts.register.differing import changes, told, told_cell
from cells.acts.register.errors import Finding
from cells.acts.register.known import is_same, known_members, same_birth
from cells.acts.register.reading import Register
from cells.acts.register.titles import cell_key, ward_key, ward_name
from cells.acts.register.wards import cells_meant, find_ward, is_open, secretaries
from cells.models import Committee
from cells.names import fold

NO_WARD = "Không rõ danh sách này của phường, xã nào: hãy ghi ở tiêu đề “ĐẢNG BỘ PHƯỜNG …” hoặc nêu tên phường."


@dataclass
class Comparison:
    """`joining` are (Person, pk of a member who belongs nowhere yet, or None for a new one).

    `ward` is None if it would be created as `ward_name`; of `cells` (Cell by cell_key) the new ones have no pk.
    `met` are (Person, Known) of those who have belonged to a cell. `notes` are findings that stop nothing.
    """

    register: Register
    ward: Committee | None
    ward_name: str
    cells: dict
    new_cells: list = field(default_factory=list)
    led: dict = field(default_factory=dict)  # name of the secretary in force by cell_key
    joining: list = field(default_factory=list)
    met: list = field(default_factory=list)
    known: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    errors: list = field(default_factory=list)

    @property
    def differences(self):
        """Findings about people whom the database knows otherwise, and about what is not taken from the list."""
        about = [(person, told(person, known)) for person, known in self.met]
        return self.notes + [note(who, f"{who.full_name}: {'; '.join(words)}") for who, words in about if words]

    def posts_of(self, person, pk):
        """The posts that somebody joining gets: only somebody new, and no second secretary of a cell."""
        taken = cell_key(person.cell) in self.led
        return [] if pk else [post for post in person.posts if not (post.is_head and taken)]

    def changes(self):
        """How many of each would be created: {"cells", "members", "memberships", "posts", "exemptions"}."""
        people = [person for person, _ in self.joining]
        return {
            "cells": len(self.new_cells),
            "members": sum(1 for _, pk in self.joining if pk is None),
            "memberships": len(people),
            "posts": sum(len(self.posts_of(person, pk)) for person, pk in self.joining),
            "exemptions": sum(person.is_exempt for person in people),
        }


def compare(register, *, ward=None, ward_named=""):
    """Comparison with a ward (a Committee), else the one of that name, else of the title, else the only one."""
    ward = ward or find_ward(ward_named or register.ward)
    name = ward.name if ward else ward_name(ward_named or register.ward)
    cells = cells_meant(ward, register.people)
    new = [cell for cell in cells.values() if cell.pk is None]
    comparison = Comparison(register, ward, name, cells, new, errors=list(register.errors))
    compare_ward(comparison, ward_named)
    comparison.led = secretaries(comparison.cells, register.on)
    comparison.known = known_members(ward, register.people)
    match_people(comparison)
    return comparison


def compare_ward(comparison, ward_named):
    """A title of another ward is an error, unless the ward was named on purpose."""
    titled, name = comparison.register.ward, comparison.ward_name
    if not name:
        comparison.errors.append(Finding("", 0, NO_WARD))
    elif titled and ward_key(titled) != ward_key(name):
        findings = comparison.notes if ward_named else comparison.errors
        findings.append(Finding("", 0, f"Tiêu đề danh sách ghi “{titled}”, không phải {name}."))


def match_people(comparison):
    """Divides the people of a register into those who are known and those who join: by card first, then by name."""
    by_card = {each.member.card: each for each in comparison.known if each.member.card}
    rest = []
    for person in comparison.register.people:
        found = by_card.get(person.card)
        if found is None:
            rest.append(person)
        elif is_owner(person, found):
            recognise(comparison, person, found)
        elif person.full_name:
            text = f"số thẻ {person.card} trong phần mềm là của {found.describe()}"
            comparison.errors.append(note(person, text))
    match_names(comparison, rest, [each for each in comparison.known if each.is_here])


def is_owner(person, known):
    """Whether the owner of a card is meant: by name, or by birth with a name that only reads a little otherwise."""
    name, born = fold(person.full_name), person.born_on and known.member.born_on
    alike = born and same_birth(person, known.member) and set(name.split()) & set(known.name_key.split())
    return name == known.name_key or bool(alike and known.is_here)


def match_names(comparison, people, known):
    """Matches those whose card is not known, each with another member; who is not found is new."""
    by_name = defaultdict(list)
    for each in known:
        by_name[each.name_key].append(each)
    for person in people:
        same = [each for each in by_name[fold(person.full_name)] if not each.is_taken and is_same(person, each)]
        found = min(same, key=lambda each: how_different(person, each)) if len(same) > 1 else next(iter(same), None)
        if found:
            recognise(comparison, person, found)
        else:
            join(comparison, person, None)


def how_different(person, known):
    """Of several of one name and birth it is the one about whom least differs."""
    return bool(told_cell(person, known)), len(changes(person, known))


def recognise(comparison, person, found):
    """Somebody whom the database knows joins if they never belonged to a cell; else only what differs is told."""
    found.is_taken = True
    if not found.memberships:
        join(comparison, person, found.member.pk)
        return
    comparison.met.append((person, found))


def join(comparison, person, pk):
    comparison.joining.append((person, pk))
    cell = comparison.cells.get(cell_key(person.cell)) if person.cell else None
    if cell is not None and not is_open(cell, person.on):
        text = f"{cell.name} không hoạt động vào ngày {person.on:%d/%m/%Y} nên không nhận thêm {person.full_name}"
        comparison.errors.append(note(person, text))
    if len(comparison.posts_of(person, pk)) < len(person.posts):
        head = comparison.led.get(cell_key(person.cell))
        why = "đã có trong phần mềm nên không giao chức vụ" if pk else f"phần mềm đang ghi bí thư là {head}"
        titles = ", ".join(post.title for post in person.posts)
        comparison.notes.append(note(person, f"{person.full_name} ghi là {titles}; {why}"))


def note(person, text):
    return Finding(person.sheet, person.row, text)
