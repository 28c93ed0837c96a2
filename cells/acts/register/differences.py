"""In what does a register differ from the database, person by person? New, changed,
moved and gone: each as the officer sees it."""

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from cells.acts.register.columns import FIELD_COLUMNS
from cells.acts.register.counterparts import (
    KnownMember,
    has_same_birth,
    is_open,
    is_same_person,
    rows_in_force,
)
from cells.acts.register.person_changes import PersonChanges, find_person_changes
from cells.acts.register.persons import ListedPerson
from cells.models import Cell, Membership, RegisterDifference
from cells.names import fold, natural_key, sort_key

Group, How = RegisterDifference.Group, RegisterDifference.How
GROUP_ORDER = list(Group)
TOO_NEW = (
    "phần mềm ghi bắt đầu từ {:%d/%m/%Y}: chỉ đổi được từ hôm sau, hãy chốt danh sách "
    "ngày muộn hơn"
)
LATER = "phần mềm đã ghi thay đổi sau ngày chốt danh sách {:%d/%m/%Y}"


@dataclass
class Difference:
    """One person in one group.

    `cell` is where they belong by the register; of somebody gone, by the database.
    `lines` are [label, old, new]; `on` is the day from which somebody would be gone.
    `is_offered`: ticked unless somebody takes the tick away.
    """

    group: str
    name: str
    cell: Cell
    person: ListedPerson | None = None
    known: KnownMember | None = None
    changes: PersonChanges = field(default_factory=PersonChanges)
    lines: list = field(default_factory=list)
    on: date | None = None
    refused: str = ""
    is_offered: bool = False

    @property
    def key(self):
        """A digest of who it is and of all that is shown."""
        who = str(self.known.member.uid) if self.known else self.person.place
        cell = self.cell.name
        seen = [self.group, who, self.name, cell, self.lines, self.refused]
        text = json.dumps(seen, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def place(self):
        return self.person.place if self.person else ""

    @property
    def order(self):
        by_name = natural_key(self.cell.name), sort_key(self.name)
        return GROUP_ORDER.index(self.group), *by_name, self.place


# --- new --------------------------------------------------------------------------


def find_new_people(comparison):
    """Differences about those who join.

    One who may be somebody known, elsewhere in the ward and not in this list, is not
    offered.
    """
    missing = defaultdict(list)
    for known in comparison.known:
        if known.is_here and not known.is_taken:
            missing[known.name_key].append(known)
    differences = []
    for person, pk in comparison.joining:
        cell = comparison.cell_of(person)
        lines = describe_new(person, comparison.posts_of(person, pk))
        is_offered = True
        if pk:
            lines.append(["trong phần mềm", "chưa thuộc chi bộ nào", cell.name])
        else:
            for known in missing[fold(person.full_name)]:
                if may_be_same(person, known):
                    label = "có thể là người đã có trong sổ"
                    lines.append([label, "", known.describe()])
                    is_offered = False
        differences.append(
            Difference(
                Group.NEW,
                person.full_name,
                cell,
                person,
                lines=lines,
                is_offered=is_offered,
            )
        )
    return differences


def describe_new(person, posts):
    """[label, "", value] of what tells a new person."""
    facts = []
    for column in FIELD_COLUMNS:
        if column.is_shown_of_new:
            value = getattr(person, column.field)
            facts.append((column.label, column.show(value, person)))
    facts.append(("chức vụ", ", ".join(post.title for post in posts)))
    if person.is_exempt:
        facts.append(("miễn sinh hoạt", "có"))
    return [[label, "", value] for label, value in facts if value]


def may_be_same(person, known):
    """Whether nothing speaks against it but that too little is known to tell."""
    if not known.membership_on(person.on):
        return False
    if not (person.born_on and known.member.born_on):
        return True
    return has_same_birth(person, known.member)


# --- changed and moved ------------------------------------------------------------


def find_known_people(comparison, pairs):
    """Differences about those (person, known) of whom something differs."""
    existing = [cell for cell in comparison.cells.values() if cell.pk]
    guests = find_guests(existing, comparison.register.on)
    differences = []
    for person, known in pairs:
        cell = comparison.cell_of(person)
        held = known.membership_on(person.on)
        if held is not None and held.cell_id == cell.pk:
            difference = changed_difference(person, known, cell, posts_in=cell)
        elif (known.member.pk, cell.pk) in guests:
            own_cell = held.cell if held else cell
            difference = changed_difference(person, known, cell, posts_in=own_cell)
        else:
            difference = moved_difference(person, known, held, cell)
        if difference is not None:
            differences.append(difference)
    return differences


def find_guests(cells, on):
    """{(member id, cell id)} of those who belong to a cell for a time, and elsewhere
    officially."""
    held = Membership.objects.in_force(on).filter(
        kind=Membership.Kind.TEMPORARY, cell__in=cells
    )
    return set(held.values_list("member", "cell"))


def changed_difference(person, known, cell, *, posts_in):
    """None if nothing differs; `posts_in` is the cell whose posts are meant."""
    changes = find_person_changes(person, known, posts_in)
    if not changes:
        return None
    return Difference(
        Group.CHANGED,
        known.member.full_name,
        cell,
        person,
        known,
        changes,
        lines=describe_lines(changes),
        refused=why_too_new(changes, person.on),
        is_offered=not changes.has_rows,
    )


def moved_difference(person, known, held, cell):
    """`held` is the membership on the date of the list, None if they belong nowhere."""
    changes = find_person_changes(person, known, cell)
    old = "không thuộc chi bộ nào"
    if held:
        old = held.cell.name
    refused = why_not_moved(person, known, held, cell)
    return Difference(
        Group.MOVED,
        known.member.full_name,
        cell,
        person,
        known,
        changes,
        lines=[["chi bộ", old, cell.name], *describe_lines(changes)],
        refused=refused or why_too_new(changes, person.on),
    )


def describe_lines(changes):
    """[label, old, new] of everything that changes."""
    lines = [[each.column.label, each.old, each.new] for each in changes.facts]
    for post in changes.begins:
        lines.append(["chức vụ", "", post.title])
    for row in changes.ends:
        lines.append(["chức vụ", row.get_role_display(), "thôi"])
    if changes.exempts:
        lines.append(["miễn sinh hoạt", "không", "có"])
    for _ in changes.ends_exemptions:
        lines.append(["miễn sinh hoạt", "có", "trở lại sinh hoạt"])
    return lines


def why_not_moved(person, known, held, cell):
    """Why somebody cannot be moved on the date of the list, "" if they can."""
    on = person.on
    if cell.pk and not is_open(cell, on):
        return f"{cell.name} không hoạt động vào ngày {on:%d/%m/%Y}"
    begins_later = any(row.since > on for row in known.memberships)
    if begins_later or (held and held.until):
        return LATER.format(on)
    if held is None:
        return ""
    rows = [held]
    for row in known.appointments:
        is_over = row.until is not None and row.until <= on
        if row.cell_id == held.cell_id and not is_over:
            rows.append(row)
    return why_rows_too_new(rows, on)


def why_too_new(changes, on):
    """Why a post or an exemption cannot end on the date of the list, "" if all can."""
    return why_rows_too_new([*changes.ends, *changes.ends_exemptions], on)


def why_rows_too_new(rows, on):
    newest = max((row.since for row in rows), default=None)
    if newest is None or newest < on:
        return ""
    return TOO_NEW.format(newest)


# --- gone -------------------------------------------------------------------------


def find_gone_people(comparison):
    """Differences about those whom the database has in a cell of the list on its date,
    and the list has not."""
    register = comparison.register
    covered = {}  # date of the list by pk of the cell
    for person in register.people:
        covered[comparison.cell_of(person).pk] = person.on
    departures = defaultdict(list)
    for departure in register.departures:
        departures[fold(departure.person.full_name)].append(departure)
    differences = []
    for known in comparison.known:
        row = find_covered_membership(known, covered)
        if row and known.is_here and not known.is_taken:
            departure = find_departure(known, departures[known.name_key])
            on = covered[row.cell_id]
            differences.append(gone_difference(known, row, departure, on))
    return differences


def find_covered_membership(known, covered):
    """The last membership in force in a cell that the list covers, on its date."""
    last = None
    for row in known.memberships:
        if row.cell_id in covered and rows_in_force([row], covered[row.cell_id]):
            last = row
    return last


def find_departure(known, departures):
    for departure in departures:
        card = departure.person.card
        if card and card == known.member.card:
            return departure
        if is_same_person(departure.person, known):
            return departure
    return None


def gone_difference(known, row, departure, on):
    lines = []
    if departure:
        what = f"{How(departure.how).label}: {departure.words}"
        lines.append(["danh sách ghi", "", what])
    return Difference(
        Group.GONE,
        known.member.full_name,
        row.cell,
        known=known,
        lines=lines,
        on=(departure and departure.on) or on,
        refused=LATER.format(on) if row.until else "",
    )
