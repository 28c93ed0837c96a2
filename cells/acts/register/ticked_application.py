"""How does what an officer has ticked get into the database? All of it in one
transaction, or nothing."""

from dataclasses import dataclass, field
from datetime import date

from django.db import IntegrityError, transaction

from cells.acts.appointments.rules import PostTaken, write_appointment
from cells.acts.movements.case import CannotMove
from cells.acts.movements.records import write_movement
from cells.acts.register.application import (
    CannotApply,
    create_cells,
    create_people,
    lock_registers,
    member_fields,
    resolution_of,
)
from cells.acts.register.checked_register import check_register
from cells.acts.register.comparison import compare_register
from cells.acts.register.differences import Group
from cells.dated_rows import ImpossibleDates, begin_row, end_row
from cells.models import Correction, Exemption, Member, Membership, Movement
from cells.unit_names import cell_key

TICK_BOTH = "Hãy đánh dấu cả người thôi và người nhận, hoặc bỏ cả hai."
IMPOSSIBLE = (
    "{name}: ngày {on:%d/%m/%Y} chồng lên một dòng đã có, hoặc không sau ngày về "
    "chi bộ."
)
IMPOSSIBLE_FACTS = (
    "{name}: số thẻ đã là của người khác, hoặc ngày chính thức trước ngày vào Đảng."
)


class Outdated(Exception):
    """Something ticked is no longer as it was shown; the argument is the
    CheckedRegister as it is now. Nothing was changed."""


class Impossible(Exception):
    """What was ticked does not go together, or not with the rows that there are; the
    text says why. Nothing was changed."""


@dataclass(frozen=True)
class Tick:
    """What the officer said about one difference: of somebody gone, what became of them
    and on which day."""

    how: str = ""
    on: date | None = None


@dataclass
class Applied:
    """How many of each: {"cells", "members", …}; and the pks of those who belong to
    another cell now, of those who went, and of those of whom a post has ended."""

    counts: dict = field(default_factory=dict)
    moved: list = field(default_factory=list)
    gone: list = field(default_factory=list)
    without_post: list = field(default_factory=list)

    @property
    def touched(self):
        return [*self.moved, *self.gone, *self.without_post]


@transaction.atomic
def apply_ticked(register, ticks, *, ward, because, by, at):
    """Do what was ticked, {key of a Difference: Tick}, and return Applied.

    `because` stands beside every correction. The register is compared anew. Raises
    CannotApply (errors), Outdated or Impossible.
    """
    lock_registers()
    comparison = compare_register(register, ward=ward)
    if comparison.errors:
        raise CannotApply(comparison)
    checked = check_register(comparison, by=by)
    chosen = []
    for difference in checked.differences:
        if difference.key in ticks and not difference.refused:
            chosen.append(difference)
    if len(chosen) < len(ticks):
        raise Outdated(checked)
    return TickedApplication(comparison, ticks, because, by, at).apply(chosen)


class TickedApplication:
    """One application by somebody (an Actor) at a moment."""

    def __init__(self, comparison, ticks, because, by, at):
        self.comparison, self.ticks = comparison, ticks
        self.because, self.by, self.at = because, by, at
        self.record = {"by": by, "at": at}
        self.applied = Applied()

    def apply(self, chosen):
        """Those who go make room first, then posts end, then others begin."""
        groups = {group: [] for group in Group}
        for difference in chosen:
            groups[Group(difference.group)].append(difference)
        new, moved = groups[Group.NEW], groups[Group.MOVED]
        known = groups[Group.CHANGED] + moved
        for difference in groups[Group.GONE]:
            self.attempt(self.let_go, difference)
        for difference in known:
            self.attempt(self.end_rows, difference)
        self.add_new(new, moved)
        for difference in moved:
            self.attempt(self.move, difference)
        for difference in known:
            self.attempt(self.begin_rows, difference)
        self.correct_facts(known)
        for group, differences in groups.items():
            self.applied.counts[group.value] = len(differences)
        return self.applied

    def attempt(self, act, difference):
        """What stands against it as a sentence about the person."""
        name = difference.name
        try:
            with transaction.atomic():
                act(difference)
        except CannotMove as refusal:
            raise Impossible(f"{name}: {refusal}") from refusal
        except PostTaken as refusal:
            raise Impossible(f"{name}: {refusal} {TICK_BOTH}") from refusal
        except (IntegrityError, ImpossibleDates) as refusal:
            on = difference.person.on if difference.person else difference.on
            raise Impossible(IMPOSSIBLE.format(name=name, on=on)) from refusal

    def let_go(self, difference):
        """Somebody has died, gone elsewhere or left the Party."""
        tick = self.ticks[difference.key]
        kind, member = Movement.Kind(tick.how), difference.known.member
        write_movement(kind, member, on=tick.on, **self.record)
        self.applied.gone.append(member.pk)

    def end_rows(self, difference):
        changes = difference.changes
        for row in [*changes.ends, *changes.ends_exemptions]:
            end_row(row, difference.person.on, **self.record)
            self.applied.without_post.append(row.member_id)

    def add_new(self, new, moved):
        """The new people, and the cells that they or those who move need."""
        comparison = self.comparison
        ticked = {(each.person.sheet, each.person.row) for each in new}
        comparison.joining = [
            (person, pk)
            for person, pk in comparison.joining
            if (person.sheet, person.row) in ticked
        ]
        needed = {cell_key(each.cell.name) for each in [*new, *moved]}
        comparison.new_cells = [
            cell for cell in comparison.new_cells if cell_key(cell.name) in needed
        ]
        create_cells(comparison)
        create_people(comparison, recorded_by=self.by.user, recorded_at=self.at)
        self.applied.counts = comparison.changes()

    def move(self, difference):
        """From one cell to another on the date of the list; or into one, of somebody
        who belongs nowhere any more."""
        member, cell = difference.known.member, difference.cell
        on = difference.person.on
        if difference.known.membership_on(on):
            kind = Movement.Kind.MOVED
            write_movement(kind, member, on=on, to_cell=cell, **self.record)
        else:
            begin_row(Membership, member=member, cell=cell, since=on, **self.record)
        self.applied.moved.append(member.pk)

    def begin_rows(self, difference):
        member, person = difference.known.member, difference.person
        for post in difference.changes.begins:
            write_appointment(
                member,
                post.role,
                cell=difference.cell,
                since=person.on,
                **self.record,
            )
        if difference.changes.exempts:
            begin_row(
                Exemption,
                member=member,
                since=person.on,
                **resolution_of(person),
                **self.record,
            )

    def correct_facts(self, known):
        """Facts of people, each with a Correction that keeps what stood there
        before."""
        corrections = []
        for each in known:
            if each.changes.facts:
                corrections.append(self.correct_member(each))
        Correction.objects.bulk_create(corrections)

    def correct_member(self, difference):
        """Writes the facts of one member; returns the Correction, not yet saved."""
        member = difference.known.member
        fields = corrected_fields(member, difference.person, difference.changes.facts)
        before = {name: plain_fact(getattr(member, name)) for name in fields}
        after = {name: plain_fact(value) for name, value in fields.items()}
        try:
            with transaction.atomic():
                Member.objects.filter(pk=member.pk).update(**fields)
        except IntegrityError as refusal:
            text = IMPOSSIBLE_FACTS.format(name=member.full_name)
            raise Impossible(text) from refusal
        return Correction(
            member=member,
            by=self.by.user,
            at=self.at,
            kind="member",
            row=member.pk,
            before=before,
            after=after,
            reason=self.because,
        )


def corrected_fields(member, person, facts):
    """{field of Member: new value} for these FactChanges."""
    columns = [each.column for each in facts if each.column.field]
    fields = member_fields(person, columns)
    particulars = {}
    for each in facts:
        if each.column.is_particular:
            particulars[each.column.key] = each.new
    if particulars:
        fields["particulars"] = member.particulars | particulars
    return fields


def plain_fact(value):
    """A value that JSON knows."""
    if isinstance(value, date):
        return value.isoformat()
    return value
