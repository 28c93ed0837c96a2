"""Whom does the register of a cell list on a date, and what does it say of each?

Those who belong to the cell officially, by given name; after them those who have died or gone within the year of the
date, as the official register keeps them until it is written anew. Guests are listed where they belong.
"""

from collections import defaultdict

from cells.acts.register.differing import ROLES
from cells.acts.register.known import in_parts
from cells.acts.register.layout import born
from cells.acts.register.posts import WORDINGS
from cells.models import Appointment, Exemption, Member, Membership, Movement, Transfer

TITLES = {role: title for role, title, _ in WORDINGS}
Ending, Origin = Membership.Ending, Membership.Origin
GONE = (Ending.MOVED, Ending.SENT, Ending.DIED, Ending.LEFT)
ARRIVED = (Origin.MOVED, Origin.RECEIVED)


def listed(cells, on):
    """{cell pk: ([facts of those who belong], [facts of those who went within the year])}, facts by column."""
    official = Membership.objects.filter(cell__in=cells, kind=Membership.Kind.OFFICIAL).select_related("member")
    held = list(official.in_force(on).order_by("member__name_sort", "member__pk"))
    within = {"until__year": on.year, "until__lte": on, "ending__in": GONE}
    went = list(official.filter(**within).order_by("member__name_sort", "member__pk", "since"))
    beside = Beside(cells, {row.member_id for row in [*held, *went]}, on)
    found = {cell.pk: ([], []) for cell in cells}
    here = {(row.member_id, row.cell_id) for row in held}
    for row in held:
        found[row.cell_id][0].append({**facts(row.member), **beside.present(row)})
    for row in went:
        if (row.member_id, row.cell_id) not in here:
            found[row.cell_id][1].append({**facts(row.member), **beside.gone(row)})
    return found


def facts(member):
    """What the row of a person says, whatever the day."""
    columns = ("full_name", "birth_name", "native_place", "occupation", "admitted_on", "official_on", "card")
    sex = Member.Sex(member.sex).label if member.sex else ""
    return {**member.particulars, **{name: getattr(member, name) for name in columns}, "sex": sex, "born": born(member)}


class Beside:
    """The other dated rows of these people, asked for once."""

    def __init__(self, cells, members, on):
        self.on = on
        self.posts = defaultdict(list)
        held = Appointment.objects.in_force(on).filter(cell__in=cells, role__in=ROLES, acting_for=None)
        for row in held.order_by("since", "pk"):
            self.posts[row.member_id, row.cell_id].append(TITLES[row.role])
        self.exemptions = by_member(Exemption.objects.in_force(on), members)
        out = {"kind": Transfer.Kind.TEMPORARY, "direction": Transfer.Direction.OUT}
        self.away = by_member(Transfer.objects.in_force(on).filter(**out), members)
        movements = Movement.objects.filter(on__year=on.year, cancelled_at=None).select_related("from_cell", "to_cell")
        self.movements = {(row.member_id, row.on): row for row in in_parts(movements, "member", members)}

    def present(self, row):
        posts, exemption = self.posts[row.member_id, row.cell_id], self.exemptions.get(row.member_id)
        return {
            "posts": ", ".join(dict.fromkeys(posts)),
            "exempt": exempt_text(exemption) if exemption else "",
            "arrived": self.arrived(row),
            "sent": self.away_text(row),
        }

    def arrived(self, row):
        if row.origin not in ARRIVED or row.since.year != self.on.year:
            return ""
        movement = self.movements.get((row.member_id, row.since))
        return in_words(row.since, movement and (movement.place or movement.from_cell))

    def away_text(self, row):
        transfer = self.away.get(row.member_id)
        return f"tạm thời {in_words(transfer.since, transfer.place)}" if transfer else ""

    def gone(self, row):
        if row.ending in (Ending.DIED, Ending.LEFT):
            return {row.ending: row.until}
        movement = self.movements.get((row.member_id, row.until))
        return {"sent": in_words(row.until, movement and (movement.place or movement.to_cell))}


def by_member(rows, members):
    return {row.member_id: row for row in in_parts(rows, "member", members)}


def in_words(on, place):
    return f"{on:%d/%m/%Y}, {place}" if place else f"{on:%d/%m/%Y}"


def exempt_text(exemption):
    """The number and date of the resolution as far as they are known, else a tick."""
    number, on = exemption.resolution_number, exemption.resolution_on
    parts = [f"Số {number}" if number else "", f"{on:%d/%m/%Y}" if on else ""]
    return ", ".join(part for part in parts if part) or "x"
