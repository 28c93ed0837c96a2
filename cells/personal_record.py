"""What was recorded of a person: the dated rows, the movements, what was put right?

Each table is read when first asked for, and once. The rows are in memory then: who is
about to write looks into a record made after the locks were taken.
"""

from django.utils.functional import cached_property

from cells.models import (
    Appointment,
    Correction,
    Exemption,
    Member,
    Membership,
    Movement,
    Suspension,
    Transfer,
)
from phucdong.prepared import is_number_of_a_row


def find_personal_record(pk):
    """The PersonalRecord of the person with this number, or None. Whoever ever belonged
    somewhere is read with their memberships."""
    if not is_number_of_a_row(pk):
        return None
    record = PersonalRecord(Member(pk=pk))
    if record.memberships:
        record.member = record.memberships[0].member
    else:
        record.member = Member.objects.filter(pk=pk).first()
    return record if record.member else None


class PersonalRecord:
    """Lists of rows, the last recorded first, with what their words name."""

    def __init__(self, member):
        self.member = member

    @cached_property
    def memberships(self):
        return self.read_rows(Membership, "cell__committee", "member")

    @cached_property
    def appointments(self):
        pointed_at = ("cell", "committee", "acting_for__member")
        return self.read_rows(Appointment, *pointed_at)

    @cached_property
    def exemptions(self):
        return self.read_rows(Exemption)

    @cached_property
    def suspensions(self):
        return self.read_rows(Suspension)

    @cached_property
    def transfers(self):
        return self.read_rows(Transfer)

    @cached_property
    def movements(self):
        return self.read_rows(Movement, "from_cell", "to_cell")

    @cached_property
    def corrections(self):
        """In the order in which they were made."""
        rows = Correction.objects.filter(member=self.member)
        return list(rows.select_related("by__member").order_by("pk"))

    def read_rows(self, model, *pointed_at):
        rows = model.objects.filter(member=self.member)
        rows = rows.select_related("recorded_by__member", *pointed_at)
        return list(rows.order_by("-pk"))

    def list_dated_rows(self):
        return [
            *self.memberships,
            *self.appointments,
            *self.exemptions,
            *self.suspensions,
            *self.transfers,
        ]

    def find_home(self, on):
        """The cell of the official membership on a date, or None."""
        for row in self.memberships:
            is_official = row.kind == Membership.Kind.OFFICIAL
            if is_official and row.since <= on and is_not_over(row, on):
                return row.cell
        return None

    def find_last_cell(self):
        """Where they belonged last, or were to come before that was cancelled; None for
        a stranger."""
        if self.memberships:
            return max(self.memberships, key=lambda row: row.since).cell
        if self.movements:
            return max(self.movements, key=lambda row: row.recorded_at).to_cell
        return None


def is_not_over(row, on):
    """Whether a dated row holds on a date or later."""
    return row.until is None or row.until > on
