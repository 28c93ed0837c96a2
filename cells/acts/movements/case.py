"""What is known of a member on the day of a movement, and how rows end and begin?"""

from django.utils.functional import cached_property

from cells.effects import Effects
from cells.models import Membership, Transfer
from cells.personal_record import is_not_over
from cells.wording import describe_dated_row
from phucdong.writing import date_text


class CannotMove(Exception):
    """It does not fit what is known of the person on the day; the words say why.

    Nothing was changed.
    """


class MovementCase:
    """A movement about to be applied, and what is known of its member on its day:
    `record` is the PersonalRecord."""

    def __init__(self, movement, record, *, by, at):
        self.movement, self.record, self.by = movement, record, by
        self.member, self.on, self.until = movement.member, movement.on, movement.until
        self.effects = Effects(by=by, at=at)

    @cached_property
    def places(self):
        """Memberships that are in force on the day or begin later, the first first."""
        return self.list_not_over(self.record.memberships)

    @cached_property
    def has_died(self):
        died = Membership.Ending.DIED
        return any(row.ending == died for row in self.record.memberships)

    @cached_property
    def home(self):
        return self.place(Membership.Kind.OFFICIAL)

    @cached_property
    def visit(self):
        return self.place(Membership.Kind.TEMPORARY)

    def place(self, kind):
        """The membership of this kind that is in force on the day, or else the first
        that begins later."""
        return next((row for row in self.places if row.kind == kind), None)

    @cached_property
    def absence(self):
        """The temporary transfer out of the ward that is in force on the day or begins
        later."""
        for row in self.list_not_over(self.record.transfers):
            is_out = row.direction == Transfer.Direction.OUT
            if is_out and row.kind == Transfer.Kind.TEMPORARY:
                return row
        return None

    def list_not_over(self, rows):
        """Those of the record that hold on the day or later, the first first."""
        rows = [row for row in rows if is_not_over(row, self.on)]
        return sorted(rows, key=lambda row: (row.since, row.pk))

    def still(self, rows):
        """Of these dated rows those of the member that hold on the day or later."""
        return rows.filter(member=self.member).exclude(until__lte=self.on)

    def end(self, rows, **facts):
        """End the rows that hold. Raises CannotMove if one of them begins on the day or
        later."""
        rows = self.still(rows)
        late = rows.filter(since__gte=self.on).first()
        if late:
            raise CannotMove(
                f"{describe_dated_row(late)} bắt đầu từ ngày {date_text(late.since)}. "
                "Sửa hoặc bỏ dòng ấy trước."
            )
        self.effects.end(rows, self.on, **facts)

    @cached_property
    def next_home(self):
        """The official membership that begins when that of the day ends, or None."""
        if self.home is None or self.home.until is None:
            return None
        for row in self.places:
            is_official = row.kind == Membership.Kind.OFFICIAL
            if is_official and row.since == self.home.until:
                return row
        return None

    def begin_place(self, origin, kind=Membership.Kind.OFFICIAL, **ended):
        """In the cell of the movement, and in those that went on for it; `ended` are
        the columns of the last row that say when and why it ended."""
        cell, since = self.movement.to_cell, self.on
        last = ended.get("until")
        while cell.closed_on and (last is None or cell.closed_on < last):
            self.begin_membership(
                cell,
                kind,
                origin,
                since,
                until=cell.closed_on,
                ending=Membership.Ending.REORGANISED,
            )
            cell, since = cell.successor, cell.closed_on
            origin = Membership.Origin.REORGANISED
        self.begin_membership(cell, kind, origin, since, **ended)

    def begin_membership(self, cell, kind, origin, since, **ended):
        self.effects.begin(
            Membership,
            member=self.member,
            cell=cell,
            origin=origin,
            kind=kind,
            since=since,
            **ended,
        )

    def begin_transfer(self, kind, direction, place=""):
        until = self.until if kind == Transfer.Kind.TEMPORARY else None
        self.effects.begin(
            Transfer,
            member=self.member,
            kind=kind,
            direction=direction,
            place=place or self.movement.place,
            paper_number=self.movement.paper_number,
            since=self.on,
            until=until,
        )
