"""What do the rows say of a person on a day? Read one after the other in plain Python,
and by nothing that the software itself asks."""

from dataclasses import dataclass
from datetime import date, timedelta

from cells.models import Appointment, Exemption, Membership, Suspension, Transfer
from plans.models import Plan

TERM = timedelta(days=30)


@dataclass(frozen=True)
class Book:
    """`cell`: pk of the cell of the official membership, None of who belongs nowhere.
    `duty`: "obliged", "exempt", "suspended" or "away". `plan`: that of the calendar
    year."""

    cell: int | None
    duty: str
    plan: Plan | None
    is_head: bool
    has_died: bool
    entered_on: date | None
    returned_on: date | None

    @property
    def status(self):
        if self.plan is None:
            return "not_begun"
        return self.plan.status

    def find_due_day(self, cycle):
        """By when the draft is due: of who came after the drafts were due, or came back,
        thirty days later."""
        day = cycle.draft_due_on
        if self.entered_on and self.entered_on > day:
            day = self.entered_on + TERM
        if self.returned_on:
            day = max(day, self.returned_on + TERM)
        return day

    @property
    def plan_pk(self):
        return self.plan and self.plan.pk

    @property
    def was_sent(self):
        return self.plan is not None and self.plan.first_submitted_at is not None


def read_book(member, on):
    cell = None
    for row in list_in_force(Membership, member, on):
        if row.kind == Membership.Kind.OFFICIAL:
            cell = row.cell_id
    plan = find_plan_of_year(member, on.year)
    heads = [row for row in list_in_force(Appointment, member, on) if row.is_head]
    return Book(
        cell=cell,
        duty=read_duty(member, on),
        plan=plan,
        is_head=bool(heads),
        has_died=has_died(member, on),
        entered_on=find_entry(member, on),
        returned_on=find_return(member, on),
    )


def read_duty(member, on):
    if list_in_force(Exemption, member, on):
        return "exempt"
    if list_in_force(Suspension, member, on):
        return "suspended"
    for row in list_in_force(Transfer, member, on):
        if row.direction == "out" and row.kind == "temporary":
            return "away"
    return "obliged"


def has_died(member, on):
    rows = Membership.objects.filter(member=member, ending="died")
    return any(row.until <= on for row in rows)


def find_entry(member, on):
    """The day on which they last came to the ward from outside, or into the Party."""
    days = []
    for row in Membership.objects.filter(member=member, kind="official"):
        if row.origin in ("admitted", "received") and row.since <= on:
            days.append(row.since)
    return max(days, default=None)


def find_return(member, on):
    """The day on which they were last excused no more."""
    days = []
    rows = [*Exemption.objects.filter(member=member)]
    rows += Suspension.objects.filter(member=member)
    for row in Transfer.objects.filter(member=member, direction="out"):
        if row.kind == "temporary":
            rows.append(row)
    for row in rows:
        if row.until and row.until <= on:
            days.append(row.until)
    return max(days, default=None)


def find_plan_of_year(member, year):
    found = None
    for plan in Plan.objects.filter(member=member).select_related("cycle", "cell"):
        if plan.cycle.year == year:
            assert found is None, f"{member} has two plans of {year}"
            found = plan
    return found


def list_in_force(model, member, on: date):
    rows = []
    for row in model.objects.filter(member=member):
        if row.since <= on and (row.until is None or row.until > on):
            rows.append(row)
    return rows
