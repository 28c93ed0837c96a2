"""Which ward, cells and members of the database does a register mean?"""

from collections import Counter
from dataclasses import dataclass, field

from cells.acts.register.columns import COLUMN_OF
from cells.models import Appointment, Cell, Committee, Exemption, Member, Membership
from cells.names import fold
from cells.unit_names import cell_key, ward_key

PART = 500  # ids in one question, fewer than any database refuses
CELL_KINDS = {
    Cell.Kind.SCHOOL: ("truong", "mam non", "tieu hoc", "thcs", "thpt", "trung hoc"),
    Cell.Kind.ARMED_FORCES: ("cong an", "quan su", "bo doi"),
    Cell.Kind.ENTERPRISE: (
        "cong ty",
        "doanh nghiep",
        "hop tac xa",
        "htx",
        "ngan hang",
    ),
    Cell.Kind.AGENCY: (
        "co quan",
        "ubnd",
        "uy ban",
        "tram y te",
        "hanh chinh",
        "khoi dang",
        "chinh quyen",
    ),
}
PRECISIONS = ["year", "month", "day"]
SHAPES = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d"}


# --- the ward and its cells -------------------------------------------------------


def find_ward(name):
    """The committee that a name means; without a name the only ward there is; None if
    there is none."""
    open_wards = Committee.objects.filter(
        kind=Committee.Kind.WARD, closed_on__isnull=True
    )
    wards = list(open_wards.order_by("pk"))
    if not name:
        return wards[0] if len(wards) == 1 else None
    for ward in wards:
        if ward_key(ward.name) == ward_key(name):
            return ward
    return None


def party_cells_below(ward):
    """Cells of party members in a ward and below it."""
    if ward is None:
        return Cell.objects.none()
    return Cell.objects.below([ward.pk]).exclude(kind=Cell.Kind.UNIT)


def name_cells_apart(cells):
    """{cell pk: name in a register}: where two have one name, that of their committee
    stands beside it."""
    keys = Counter(cell_key(cell.name) for cell in cells)
    names = {}
    for cell in cells:
        names[cell.pk] = cell.name
        if keys[cell_key(cell.name)] > 1:
            names[cell.pk] = name_with_committee(cell)
    return names


def name_with_committee(cell):
    return f"{cell.name}, {cell.committee.name}"


def is_called(cell, key):
    """Whether a cell_key means this cell, by its name alone or with its committee's."""
    return key in (cell_key(cell.name), cell_key(name_with_committee(cell)))


def find_cells(ward, people):
    """{cell_key: Cell} for the people of a register.

    The one that was open then, else one that is not, else a new one that is not saved.
    """
    existing = party_cells_below(ward).select_related("committee").order_by("pk")
    existing = list(existing)
    found = {}
    for person in people:
        key = cell_key(person.cell)
        if person.cell and key not in found:
            found[key] = find_cell(existing, person, key)
    return found


def find_cell(existing, person, key):
    same = [cell for cell in existing if is_called(cell, key)]
    for cell in same:
        if is_open(cell, person.on):
            return cell
    if same:
        return same[0]
    return Cell(name=person.cell, kind=guess_cell_kind(key))


def is_open(cell, on):
    has_begun = cell.founded_on is None or cell.founded_on <= on
    return has_begun and (cell.closed_on is None or cell.closed_on > on)


def guess_cell_kind(key):
    """The kind of a new cell after the words in its name."""
    for kind, words in CELL_KINDS.items():
        if any(word in key for word in words):
            return kind
    return Cell.Kind.RESIDENTIAL


def name_secretaries(cells, on):
    """{cell_key: full name} of the secretaries in force in cells by cell_key."""
    keys = {cell.pk: key for key, cell in cells.items() if cell.pk}
    held = Appointment.objects.in_force(on).filter(
        cell__in=keys, role=Appointment.Role.SECRETARY, acting_for=None
    )
    names = {}
    for pk, name in held.values_list("cell", "member__full_name"):
        names[keys[pk]] = name
    return names


# --- the members ------------------------------------------------------------------


@dataclass
class KnownMember:
    """A member with their dated rows.

    `is_here`: has belonged to the ward, or to no cell at all. `is_taken`: somebody in
    the register is this member.
    """

    member: Member
    is_here: bool
    memberships: list = field(default_factory=list)
    appointments: list = field(default_factory=list)
    exemptions: list = field(default_factory=list)
    is_taken: bool = False

    @property
    def name_key(self):
        return fold(COLUMN_OF["full_name"].normalise(self.member.full_name))

    def membership_on(self, on):
        rows = rows_in_force(self.memberships, on)
        return rows[0] if rows else None

    def cell_on(self, on):
        row = self.membership_on(on)
        return row and row.cell

    def has_been_in(self, key):
        return any(is_called(row.cell, key) for row in self.memberships)

    def describe(self):
        """Name and last cell, for somebody who may see them; else no name."""
        if not self.is_here:
            return "một đảng viên ngoài phường"
        last = "chưa thuộc chi bộ nào"
        if self.memberships:
            last = self.memberships[-1].cell.name
        return f"{self.member.full_name} ({last})"


def load_known_members(ward, people):
    """[KnownMember]: everybody of the ward or of no cell, and the owners of the cards
    that a register names."""
    party = Member.objects.filter(kind=Member.Kind.PARTY)
    in_ward = party.filter(memberships__cell__in=party_cells_below(ward))
    here = set(in_ward.values_list("pk", flat=True))
    here.update(members_of_no_cell(ward, party).values_list("pk", flat=True))
    cards = {person.card for person in people} - {""}
    wanted = set(here)
    for member in filter_in_parts(Member.objects.all(), "card", cards):
        wanted.add(member.pk)
    known = {}
    for member in filter_in_parts(Member.objects.all(), "pk", wanted):
        known[member.pk] = KnownMember(member, member.pk in here)
    load_dated_rows(known)
    return [known[pk] for pk in sorted(known)]


def members_of_no_cell(ward, party):
    """People who belong nowhere yet, such as the first officer of this ward; not those
    of another one."""
    elsewhere = Appointment.objects.filter(committee__isnull=False)
    if ward:
        line = [committee.pk for committee in ward.line()]
        elsewhere = elsewhere.exclude(committee__in=line)
    of_no_cell = party.known().filter(memberships__isnull=True)
    return of_no_cell.exclude(pk__in=elsewhere.values("member"))


def load_dated_rows(known):
    """Gives each KnownMember, by pk of the member, their rows."""
    official = Membership.objects.filter(kind=Membership.Kind.OFFICIAL)
    official = official.select_related("cell__committee")
    memberships = list(filter_in_parts(official, "member", known))
    memberships.sort(key=lambda row: (row.since, row.pk))
    for row in memberships:
        known[row.member_id].memberships.append(row)
    posts = Appointment.objects.filter(cell__isnull=False, acting_for=None)
    for row in filter_in_parts(posts, "member", known):
        known[row.member_id].appointments.append(row)
    for row in filter_in_parts(Exemption.objects.all(), "member", known):
        known[row.member_id].exemptions.append(row)


def filter_in_parts(rows, field_name, values):
    """Rows whose field is among the values, asked for in parts that every database
    takes."""
    values = sorted(values)
    for start in range(0, len(values), PART):
        yield from rows.filter(**{f"{field_name}__in": values[start : start + PART]})


def rows_in_force(rows, on):
    return [
        row for row in rows if row.since <= on and (row.until is None or row.until > on)
    ]


# --- is it the same person? -------------------------------------------------------


def is_same_person(person, known):
    """Whether a ListedPerson is this member of the same name, when no card says so.

    Two birth dates must agree as far as both are known. If one is not known at all, or
    if two card numbers differ, it is the same person only in the same cell.
    """
    member = known.member
    is_in_cell = known.has_been_in(cell_key(person.cell)) or not known.memberships
    cards_differ = bool(person.card and member.card)
    if person.born_on is None or member.born_on is None:
        return is_in_cell and not cards_differ
    return has_same_birth(person, member) and (is_in_cell or not cards_differ)


def has_same_birth(person, member):
    """Whether two birth dates agree as far as both are known."""
    shape = SHAPES["day"]
    for precision in PRECISIONS:
        if precision in (person.born_precision, member.born_precision):
            shape = SHAPES[precision]
            break
    return person.born_on.strftime(shape) == member.born_on.strftime(shape)


def is_less_exact(one, other):
    """Whether a birth date is known by the year or month only, and the other one
    better."""
    rank = PRECISIONS.index(one.born_precision or "day")
    return rank < PRECISIONS.index(other.born_precision or "day")
