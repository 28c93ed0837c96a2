"""Whom does the register of a cell list on a date, and what does it say of each?

Those who belong to the cell officially, by given name; after them those who have died
or gone within the year of the date, as the official register keeps them until it is
written anew. Guests are listed where they belong.
"""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import Q

from cells.acts.register.columns import (
    FIELD_COLUMNS,
    PARTICULAR_COLUMNS,
    show_sex,
)
from cells.acts.register.counterparts import filter_in_parts
from cells.acts.register.person_changes import REGISTER_ROLES
from cells.acts.register.values import POST_WORDINGS
from cells.models import Appointment, Exemption, Membership, Movement, Transfer
from cells.models.ranges import in_force
from cells.written_values import Day

POST_TITLES = {role: title for role, title, _ in POST_WORDINGS}
Ending, Origin = Membership.Ending, Membership.Origin
GONE = (Ending.MOVED, Ending.SENT, Ending.DIED, Ending.LEFT)
ARRIVED = (Origin.MOVED, Origin.RECEIVED)


@dataclass
class CellRows:
    """What the register says of the people of one cell: {key of a column: value} of
    each who belongs to it, and of each who went within the year."""

    present: list = field(default_factory=list)
    gone: list = field(default_factory=list)


def list_cell_rows(cells, on):
    """{cell pk: CellRows}."""
    held, went = [], []
    for row in read_official_rows(cells, on):
        if row.until and row.until <= on:
            went.append(row)
        else:
            held.append(row)
    dated = DatedRows(cells, {row.member_id for row in [*held, *went]}, on)
    found = {cell.pk: CellRows() for cell in cells}
    is_here = set()
    for row in held:
        is_here.add((row.member_id, row.cell_id))
        facts = member_facts(row.member) | dated.present_facts(row)
        found[row.cell_id].present.append(facts)
    for row in went:
        if (row.member_id, row.cell_id) not in is_here:
            facts = member_facts(row.member) | dated.gone_facts(row)
            found[row.cell_id].gone.append(facts)
    return found


def read_official_rows(cells, on):
    """The official memberships in these cells that hold on a date or ended within its
    year, by given name."""
    went = Q(until__year=on.year, until__lte=on, ending__in=GONE)
    rows = Membership.objects.filter(in_force(on) | went, cell__in=cells)
    official = rows.filter(kind=Membership.Kind.OFFICIAL).select_related("member")
    return official.order_by("member__name_sort", "member__pk", "since")


def member_facts(member):
    """{key of a column: value} of what the row of a person says, whatever the day."""
    facts = {}
    for key in PARTICULAR_COLUMNS:
        facts[key] = member.particulars.get(key)
    for column in FIELD_COLUMNS:
        facts[column.key] = getattr(member, column.field)
    facts["sex"] = show_sex(member.sex, member)
    facts["born"] = exported_birth(member)
    return facts


def exported_birth(member):
    """A real date, or the month or year as text where no more is known; "" for none."""
    if member.born_on is None:
        return ""
    if member.born_precision in ("month", "year"):
        return str(Day(member.born_on, member.born_precision))
    return member.born_on


class DatedRows:
    """The other dated rows of these members (their ids), asked for once."""

    def __init__(self, cells, members, on):
        self.on = on
        self.posts = defaultdict(list)
        held = Appointment.objects.in_force(on).filter(
            cell__in=cells, role__in=REGISTER_ROLES, acting_for=None
        )
        for row in held.order_by("since", "pk"):
            titles = self.posts[row.member_id, row.cell_id]
            if POST_TITLES[row.role] not in titles:
                titles.append(POST_TITLES[row.role])
        self.exemptions = map_by_member(Exemption.objects.in_force(on), members)
        away = Transfer.objects.in_force(on).filter(
            kind=Transfer.Kind.TEMPORARY, direction=Transfer.Direction.OUT
        )
        self.away = map_by_member(away, members)
        movements = Movement.objects.filter(on__year=on.year, cancelled_at=None)
        movements = movements.select_related("from_cell", "to_cell")
        self.movements = {}
        for row in filter_in_parts(movements, "member", members):
            self.movements[row.member_id, row.on] = row

    def present_facts(self, row):
        return {
            "post": ", ".join(self.posts[row.member_id, row.cell_id]),
            "exempt": self.exempt_text(row),
            "arrived": self.arrival_text(row),
            "sent": self.away_text(row),
        }

    def exempt_text(self, row):
        """The number and date of the resolution as far as they are known, else a
        tick."""
        exemption = self.exemptions.get(row.member_id)
        if not exemption:
            return ""
        parts = []
        if exemption.resolution_number:
            parts.append(f"Số {exemption.resolution_number}")
        if exemption.resolution_on:
            parts.append(f"{exemption.resolution_on:%d/%m/%Y}")
        return ", ".join(parts) or "x"

    def arrival_text(self, row):
        if row.origin not in ARRIVED or row.since.year != self.on.year:
            return ""
        movement = self.movements.get((row.member_id, row.since))
        place = movement and (movement.place or movement.from_cell)
        return date_and_place(row.since, place)

    def away_text(self, row):
        transfer = self.away.get(row.member_id)
        if not transfer:
            return ""
        return f"tạm thời {date_and_place(transfer.since, transfer.place)}"

    def gone_facts(self, row):
        if row.ending in (Ending.DIED, Ending.LEFT):
            return {row.ending: row.until}
        movement = self.movements.get((row.member_id, row.until))
        place = movement and (movement.place or movement.to_cell)
        return {"sent": date_and_place(row.until, place)}


def map_by_member(rows, members):
    found = {}
    for row in filter_in_parts(rows, "member", members):
        found[row.member_id] = row
    return found


def date_and_place(on, place):
    if place:
        return f"{on:%d/%m/%Y}, {place}"
    return f"{on:%d/%m/%Y}"
