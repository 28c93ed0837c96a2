"""A movement about to be applied: what is known of its member, and how rows are ended and begun."""

from django.utils.functional import cached_property

from cells.effects import Effects
from cells.models import Membership, Transfer
from cells.wording import in_words
from phucdong.writing import date_text

TEMPORARY = {"kind": Transfer.Kind.TEMPORARY}
OUT = {**TEMPORARY, "direction": Transfer.Direction.OUT}


class CannotMove(Exception):
    """It does not fit what is known of the person on the day; the words say why. Nothing was changed."""


class Case:
    """A movement about to be applied, and what is known of its member on its day."""

    def __init__(self, movement, *, by, at):
        self.movement, self.by = movement, by
        self.member, self.on, self.until = movement.member, movement.on, movement.until
        self.effects = Effects(by=by, at=at)

    @cached_property
    def places(self):
        """Memberships that are in force on the day or begin later, the first first."""
        return list(self.still(Membership.objects).select_related("cell__committee").order_by("since", "pk"))

    @cached_property
    def has_died(self):
        return Membership.objects.filter(member=self.member, ending=Membership.Ending.DIED).exists()

    @cached_property
    def home(self):
        return self.place(Membership.Kind.OFFICIAL)

    @cached_property
    def visit(self):
        return self.place(Membership.Kind.TEMPORARY)

    def place(self, kind):
        """The membership of this kind that is in force on the day, or else the first that begins later."""
        return next((row for row in self.places if row.kind == kind), None)

    @cached_property
    def absence(self):
        """The temporary transfer out of the ward that is in force on the day or begins later."""
        return self.still(Transfer.objects.filter(**OUT)).order_by("since").first()

    def still(self, rows):
        """Of these dated rows those of the member that hold on the day or later."""
        return rows.filter(member=self.member).exclude(until__lte=self.on)

    def end(self, rows, **facts):
        """End the rows that hold. Raises CannotMove if one of them begins on the day or later."""
        rows = self.still(rows)
        if late := rows.filter(since__gte=self.on).first():
            raise CannotMove(f"{in_words(late)} bắt đầu từ ngày {date_text(late.since)}. Sửa hoặc bỏ dòng ấy trước.")
        self.effects.end(rows, self.on, **facts)

    def begin_place(self, origin, kind=Membership.Kind.OFFICIAL, until=None):
        facts = {"cell": self.movement.to_cell, "origin": origin, "kind": kind, "since": self.on, "until": until}
        self.effects.begin(Membership, member=self.member, **facts)

    def begin_transfer(self, kind, direction, place=""):
        said = {"place": place or self.movement.place, "paper_number": self.movement.paper_number}
        until = self.until if kind == Transfer.Kind.TEMPORARY else None
        dates = {"since": self.on, "until": until}
        self.effects.begin(Transfer, member=self.member, kind=kind, direction=direction, **said, **dates)
