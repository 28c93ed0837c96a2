"""Whom does the database know already, and is somebody in a register one of them?"""

from dataclasses import dataclass, field

from cells.acts.register import values
from cells.acts.register.titles import cell_key
from cells.acts.register.values import BadValue, clean, is_blank
from cells.acts.register.wards import cells_of, is_called
from cells.models import Appointment, Exemption, Member, Membership
from cells.names import fold

PART = 500  # ids in one question, fewer than any database refuses
# How the reader takes what stands in a cell: what stands in the database is taken so too before both are compared.
READ = {"full_name": values.name, "birth_name": values.name, "card": values.card, "phone": values.phone}
COARSE = {"year": "%Y", "month": "%Y-%m"}


@dataclass
class Known:
    """A member with their dated rows. `is_here`: has belonged to the ward, or to no cell at all."""

    member: Member
    is_here: bool
    memberships: list = field(default_factory=list)
    appointments: list = field(default_factory=list)
    exemptions: list = field(default_factory=list)
    is_taken: bool = False

    @property
    def name_key(self):
        return fold(as_read("full_name", self.member.full_name))

    def membership_on(self, on):
        return next(iter(in_force(self.memberships, on)), None)

    def cell_on(self, on):
        row = self.membership_on(on)
        return row and row.cell

    def has_been_in(self, key):
        return any(is_called(row.cell, key) for row in self.memberships)

    def describe(self):
        """Name and last cell, for somebody who may see them; else no name."""
        if not self.is_here:
            return "một đảng viên ngoài phường"
        last = self.memberships[-1].cell.name if self.memberships else "chưa thuộc chi bộ nào"
        return f"{self.member.full_name} ({last})"


def known_members(ward, people):
    """[Known]: everybody of the ward or of no cell, and the owners of the cards that a register names."""
    party = Member.objects.filter(kind=Member.Kind.PARTY)
    here = set(party.filter(memberships__cell__in=cells_of(ward)).values_list("pk", flat=True))
    here |= set(of_no_cell(ward, party).values_list("pk", flat=True))
    cards = {person.card for person in people if person.card}
    owners = {member.pk for member in in_parts(Member.objects.all(), "card", cards)}
    return with_rows({member.pk: Known(member, member.pk in here)
                      for member in in_parts(Member.objects.all(), "pk", here | owners)})  # fmt: skip


def of_no_cell(ward, party):
    """People who belong nowhere yet, such as the first officer of this ward; not those of another one."""
    elsewhere = Appointment.objects.filter(committee__isnull=False)
    elsewhere = elsewhere.exclude(committee__in=[committee.pk for committee in ward.line()]) if ward else elsewhere
    return party.known().filter(memberships__isnull=True).exclude(pk__in=elsewhere.values("member"))


def with_rows(known):
    memberships = Membership.objects.filter(kind=Membership.Kind.OFFICIAL).select_related("cell__committee")
    for row in sorted(in_parts(memberships, "member", known), key=lambda row: (row.since, row.pk)):
        known[row.member_id].memberships.append(row)
    for row in in_parts(Appointment.objects.filter(cell__isnull=False, acting_for=None), "member", known):
        known[row.member_id].appointments.append(row)
    for row in in_parts(Exemption.objects.all(), "member", known):
        known[row.member_id].exemptions.append(row)
    return [known[pk] for pk in sorted(known)]


def in_parts(rows, column, values):
    """Rows whose column is among the values, asked for in parts that every database takes."""
    values = sorted(values)
    for start in range(0, len(values), PART):
        yield from rows.filter(**{f"{column}__in": values[start : start + PART]})


def in_force(rows, on):
    return [row for row in rows if row.since <= on and (row.until is None or row.until > on)]


def is_same(person, known):
    """Whether a person of a register is this member of the same name, when no card says so.

    Two birth dates must agree as far as both are known. If one is not known at all, or if two card numbers differ, it
    is the same person only in the same cell.
    """
    member = known.member
    same_cell = known.has_been_in(cell_key(person.cell)) or not known.memberships
    cards_differ = bool(person.card and member.card)
    if person.born_on is None or member.born_on is None:
        return same_cell and not cards_differ
    return same_birth(person, member) and (same_cell or not cards_differ)


def is_less_exact(one, other):
    """Whether a birth date is known by the year or month only, and the other one better."""
    ranks = ["year", "month", "day"]
    return ranks.index(one.born_precision or "day") < ranks.index(other.born_precision or "day")


def same_birth(person, member):
    precisions = {person.born_precision, member.born_precision}
    shape = next((shape for precision, shape in COARSE.items() if precision in precisions), "%Y-%m-%d")
    return person.born_on.strftime(shape) == member.born_on.strftime(shape)


def as_read(fact, value):
    """A value of the database as it would be read from a register; as it is if no register could say so."""
    if not isinstance(value, str):
        return value
    try:
        return READ[fact](value) if fact in READ else "" if is_blank(value) else clean(value)
    except BadValue:
        return value
