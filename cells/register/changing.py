"""How does what was ticked get into the database? All of it in one transaction, or nothing."""

from dataclasses import dataclass, field
from datetime import date

from django.db import IntegrityError, transaction

from cells import personnel
from cells.acts.movements.case import CannotMove
from cells.acts.movements.records import write_movement
from cells.models import Committee, Correction, Exemption, Member, Membership, Movement
from cells.register.applying import add_people, create_cells, resolution_of
from cells.register.checking import Check, Group, check
from cells.register.comparing import compare
from cells.register.differing import FACTS
from cells.register.errors import CannotApply
from cells.register.titles import cell_key

BOTH = "Hãy đánh dấu cả người thôi và người nhận, hoặc bỏ cả hai."
IMPOSSIBLE = "{name}: ngày {on:%d/%m/%Y} chồng lên một dòng đã có, hoặc không sau ngày về chi bộ."


class Outdated(Exception):
    """Something ticked is no longer as it was shown; the argument is the Check as it is now. Nothing was changed."""


class Impossible(Exception):
    """What was ticked does not go together, or not with the rows that there are; the text says why. Nothing was
    changed."""


@dataclass(frozen=True)
class Tick:
    """What the officer said about one difference: of somebody gone, what became of them and on which day."""

    how: str = ""
    on: date | None = None


@dataclass
class Applied:
    """How many of each: {"cells", "members", …}; and the pks of those who belong to another cell now."""

    counts: dict = field(default_factory=dict)
    moved: list = field(default_factory=list)


@transaction.atomic
def apply_ticked(register, ticks, *, ward, because, by, at):
    """Do what was ticked, {key of a Difference: Tick}, and return Applied. `because` stands beside every correction.

    The register is compared anew. Raises CannotApply (errors), Outdated or Impossible.
    """
    list(Committee.objects.select_for_update(no_key=True).order_by("pk"))  # registers come in one after another
    comparison = compare(register, ward=ward)
    if comparison.errors:
        raise CannotApply(comparison)
    found = check(comparison, by=by)
    chosen = [(each, ticks[each.key]) for each in found.differences if each.key in ticks and not each.refused]
    if len(chosen) < len(ticks):
        raise Outdated(found)
    return Changing(found, because, by, at).apply(chosen)


class Changing:
    """One application by somebody (an Actor) at a moment."""

    def __init__(self, found: Check, because, by, at):
        self.comparison, self.because, self.by, self.at = found.comparison, because, by, at
        self.record = {"by": by, "at": at}
        self.applied = Applied()

    def apply(self, chosen):
        """Those who go make room first, then posts end, then others begin."""
        of = {group: [pair for pair in chosen if pair[0].group == group] for group in Group}
        for difference, tick in of[Group.GONE]:
            self.trying(self.let_go, difference, tick)
        known = [difference for group in (Group.CHANGED, Group.MOVED) for difference, _ in of[group]]
        for difference in known:
            self.trying(self.end_rows, difference)
        self.add([difference for difference, _ in of[Group.NEW]], [difference for difference, _ in of[Group.MOVED]])
        for difference, _ in of[Group.MOVED]:
            self.trying(self.move, difference)
        for difference in known:
            self.trying(self.begin_rows, difference)
        self.correct(known)
        self.applied.counts |= {group.value: len(pairs) for group, pairs in of.items()}
        return self.applied

    def trying(self, do, difference, *more):
        """What stands against it as a sentence about the person."""
        try:
            with transaction.atomic():
                do(difference, *more)
        except CannotMove as refusal:
            raise Impossible(f"{difference.name}: {refusal}") from refusal
        except personnel.PostTaken as refusal:
            raise Impossible(f"{difference.name}: {refusal} {BOTH}") from refusal
        except (IntegrityError, personnel.ImpossibleDates) as refusal:
            on = difference.person.on if difference.person else difference.on
            raise Impossible(IMPOSSIBLE.format(name=difference.name, on=on)) from refusal

    def let_go(self, difference, tick):
        """Somebody has died, gone elsewhere or left the Party."""
        write_movement(Movement.Kind(tick.how), difference.known.member, on=tick.on, **self.record)

    def end_rows(self, difference):
        for row in [*difference.changes.ends, *difference.changes.ends_exemptions]:
            personnel.end(row, difference.person.on, **self.record)

    def add(self, new, moved):
        """The new people, and the cells that they or those who move need."""
        joining = {(each.person.sheet, each.person.row) for each in new}
        comparison = self.comparison
        comparison.joining = [pair for pair in comparison.joining if (pair[0].sheet, pair[0].row) in joining]
        needed = {cell_key(each.cell.name) for each in [*new, *moved]}
        comparison.new_cells = [cell for cell in comparison.new_cells if cell_key(cell.name) in needed]
        create_cells(comparison)
        add_people(comparison, {"recorded_by": self.by.user, "recorded_at": self.at})
        self.applied.counts = comparison.changes()

    def move(self, difference):
        """From one cell to another on the date of the list; or into one, of somebody who belongs nowhere any more."""
        member, cell, on = difference.known.member, difference.cell, difference.person.on
        if difference.known.membership_on(on):
            write_movement(Movement.Kind.MOVED, member, on=on, to_cell=cell, **self.record)
        else:
            personnel.begin(Membership, member=member, cell=cell, since=on, **self.record)
        self.applied.moved.append(member.pk)

    def begin_rows(self, difference):
        member, person, changes = difference.known.member, difference.person, difference.changes
        for post in changes.begins:
            personnel.appoint(member, post.role, cell=difference.cell, since=person.on, **self.record)
        if changes.exempts:
            personnel.begin(Exemption, member=member, since=person.on, **resolution_of(person), **self.record)

    def correct(self, known):
        """Facts of people, each with a Correction that keeps what stood there before."""
        changed = [each for each in known if each.changes.facts]
        corrections = [self.corrected(each.known.member, each.person, each.changes.facts) for each in changed]
        Correction.objects.bulk_create(corrections)

    def corrected(self, member, person, facts):
        columns = columns_of(member, person, facts)
        before = {name: plain(getattr(member, name)) for name in columns}
        after = {name: plain(value) for name, value in columns.items()}
        try:
            with transaction.atomic():
                Member.objects.filter(pk=member.pk).update(**columns)
        except IntegrityError as refusal:
            text = f"{member.full_name}: số thẻ đã là của người khác, hoặc ngày chính thức trước ngày vào Đảng."
            raise Impossible(text) from refusal
        about = {"kind": "member", "row": member.pk, "before": before, "after": after, "reason": self.because}
        return Correction(member=member, by=self.by.user, at=self.at, **about)


def columns_of(member, person, facts):
    """{column: new value} of Member."""
    columns = {each.fact: getattr(person, each.fact) for each in facts if each.fact in FACTS}
    if "born_on" in columns:
        columns["born_precision"] = person.born_precision
    particulars = {each.fact: each.new for each in facts if each.fact not in FACTS}
    return {**columns, **({"particulars": member.particulars | particulars} if particulars else {})}


def plain(value):
    return value.isoformat() if isinstance(value, date) else value
