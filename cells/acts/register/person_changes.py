"""What does a register say otherwise than the database about somebody whom both know?

A blank of the register says nothing, nor does a year where the database knows the day.
Posts and exemptions are compared both ways where the list has a column for them.
"""

from dataclasses import dataclass, field

from cells.acts.register.columns import FIELD_COLUMNS, PARTICULAR_COLUMNS, Column
from cells.acts.register.counterparts import (
    has_same_birth,
    is_called,
    is_less_exact,
    rows_in_force,
)
from cells.models import Appointment
from cells.unit_names import cell_key

REGISTER_ROLES = (
    Appointment.Role.SECRETARY,
    Appointment.Role.DEPUTY_SECRETARY,
    Appointment.Role.CELL_COMMITTEE_MEMBER,
)


@dataclass(frozen=True)
class FactChange:
    """What one column says; old and new as they are shown."""

    column: Column
    old: str
    new: str


@dataclass
class PersonChanges:
    """What would have to happen for the database to say what the register says about
    one person."""

    facts: list[FactChange] = field(default_factory=list)
    begins: list = field(default_factory=list)  # Post
    ends: list[Appointment] = field(default_factory=list)
    exempts: bool = False
    ends_exemptions: list = field(default_factory=list)

    def __len__(self):
        rows = len(self.begins) + len(self.ends) + len(self.ends_exemptions)
        return len(self.facts) + rows + self.exempts

    @property
    def has_rows(self):
        """Whether posts or an exemption change, and so what somebody may or must do."""
        return len(self) > len(self.facts)


def find_person_changes(person, known, cell=None):
    """PersonChanges that a register asks for.

    `cell` is the one whose posts are meant, else all that the member holds.
    """
    facts = [
        *find_field_changes(person, known.member),
        *find_particular_changes(person, known.member),
    ]
    changes = PersonChanges(facts)
    compare_posts(changes, person, known, cell)
    exemptions = rows_in_force(known.exemptions, person.on)
    changes.exempts = person.is_exempt and not exemptions
    if person.says_exemption and not person.is_exempt:
        changes.ends_exemptions = exemptions
    return changes


def find_field_changes(person, member):
    for column in FIELD_COLUMNS:
        new = getattr(person, column.field)
        old = column.normalise(getattr(member, column.field))
        is_otherwise = new != old
        if column.field == "born_on":
            is_otherwise = is_another_birth(person, member)
        if new and is_otherwise:
            old_shown = column.show(old, member)
            yield FactChange(column, old_shown, column.show(new, person))


def find_particular_changes(person, member):
    for key, new in person.particulars:
        column = PARTICULAR_COLUMNS[key]
        old = member.particulars.get(key, "")
        if new != column.normalise(old):
            yield FactChange(column, old, new)


def compare_posts(changes, person, known, cell):
    held = []
    for row in rows_in_force(known.appointments, person.on):
        if row.role in REGISTER_ROLES and (cell is None or row.cell_id == cell.pk):
            held.append(row)
    held_roles = {row.role for row in held}
    listed_roles = {post.role for post in person.posts}
    changes.begins = [post for post in person.posts if post.role not in held_roles]
    if person.says_posts:
        changes.ends = [row for row in held if row.role not in listed_roles]


def is_another_birth(person, member):
    """Another date, or the same one known better."""
    if not (person.born_on and member.born_on):
        return True
    return not has_same_birth(person, member) or is_less_exact(member, person)


def describe_changes(person, known):
    """The same in words, one a change."""
    if not known.is_here:
        return ["phần mềm ghi đang sinh hoạt ở nơi khác"]
    changes = find_person_changes(person, known)
    words = []
    for each in changes.facts:
        old = each.old or "chưa có"
        words.append(f"{each.column.label} “{each.new}”, phần mềm “{old}”")
    other_cell = describe_other_cell(person, known)
    if other_cell is not None:
        words.append(other_cell)
    for post in sorted(changes.begins, key=lambda post: post.role):
        words.append(f"danh sách ghi là {post.title}, phần mềm không ghi")
    if changes.exempts:
        words.append("danh sách ghi miễn sinh hoạt, phần mềm không ghi")
    if rows_in_force(known.exemptions, person.on) and not person.is_exempt:
        words.append("phần mềm ghi miễn sinh hoạt, danh sách không ghi")
    return words


def describe_other_cell(person, known):
    """Where the database has somebody, None if that is where the register has them."""
    cell = known.cell_on(person.on)
    if cell is None:
        return f"phần mềm không ghi thuộc chi bộ nào vào ngày {person.on:%d/%m/%Y}"
    if is_called(cell, cell_key(person.cell)):
        return None
    return f"phần mềm ghi thuộc {cell.name}"
