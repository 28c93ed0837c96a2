"""What do the rows say of a person on a day? Read one after the other in plain Python,
and by nothing that the software itself asks."""

from dataclasses import dataclass
from datetime import date, timedelta

from cells.models import Appointment, Cell, Exemption, Membership, Suspension, Transfer
from plans.models import Cycle, Filing, Plan, Posting, Status

TERM = timedelta(days=30)
SIGNED = (Status.SIGNED, Status.POSTED)


@dataclass(frozen=True)
class Book:
    """`cell`: pk of the cell of the official membership, None of who belongs nowhere.
    `duty`: "obliged", "exempt", "suspended" or "away".

    `cycles` are the years of the nearest committee above the cell that keeps each:
    {year: Cycle}; `year` is this one or the last that has begun; `owed` are those
    before it on whose last day they were obliged, and are by now. `plans` are theirs:
    {year: Plan}; `hung` those years whose signed revision has been posted.
    """

    on: date
    cell: int | None
    duty: str
    has_died: bool
    entered_on: date | None
    returned_on: date | None
    head_since: date | None
    cycles: dict
    year: int
    owed: frozenset
    plans: dict
    hung: frozenset

    @property
    def plan(self):
        return self.plans.get(self.year)

    @property
    def status(self):
        return self.find_status(self.year)

    def find_status(self, year):
        if year in self.plans:
            return self.plans[year].status
        return "not_begun"

    def has_sent(self, year):
        plan = self.plans.get(year)
        return plan is not None and plan.first_submitted_at is not None

    # --- which years ------------------------------------------------------------------

    def find_ending_cycle(self, year):
        """With which their plan of a year ends: that of their cell or, if nobody keeps
        one there, the plan's own; None without either."""
        if year in self.cycles:
            return self.cycles[year]
        if year in self.plans:
            return self.plans[year].cycle
        return None

    def is_open(self, year):
        cycle = self.find_ending_cycle(year)
        return cycle is not None and cycle.closed_on is None

    def list_open_years(self):
        return [one for one in sorted({*self.cycles, *self.plans}) if self.is_open(one)]

    def list_years_due(self):
        """Of which the plan is to be written or finished."""
        due = []
        for year in self.list_open_years():
            is_asked = year == self.year or year in self.owed
            if year in self.plans:
                is_asked = self.plans[year].status != Status.POSTED
            if is_asked and year <= self.year:
                due.append(year)
        return due

    def list_years_shown(self):
        """Those, this one, and those that were opened ahead."""
        due = self.list_years_due()
        return [one for one in self.list_open_years() if one in due or one >= self.year]

    # --- until when -------------------------------------------------------------------

    def find_calendar(self, year):
        if year in self.plans:
            return self.plans[year].cycle
        return self.cycles[year]

    def find_own_day(self, day, draft_due_on):
        """By when something of a year is due: of who came after the drafts were due, or
        came back, thirty days later."""
        if self.entered_on and self.entered_on > draft_due_on:
            day = max(day, self.entered_on + TERM)
        if self.returned_on:
            day = max(day, self.returned_on + TERM)
        return day

    def find_draft_day(self, year):
        cycle = self.find_calendar(year)
        return self.find_own_day(cycle.draft_due_on, cycle.draft_due_on)

    def is_overdue(self, year):
        """As the calendar of a year of the ward has it, by where the plan stands."""
        cycle = self.cycles[year]
        status, plan = self.find_status(year), self.plans.get(year)
        days = {
            "not_begun": cycle.draft_due_on,
            Status.DRAFT: cycle.draft_due_on,
            Status.CELL_REVIEW: cycle.review_due_on,
            Status.FINALIZING: cycle.filed_due_on,
            Status.SIGNED: cycle.filed_due_on,
        }
        if status not in days:
            return False
        day = self.find_own_day(days[status], cycle.draft_due_on)
        if status == Status.SIGNED and is_filed(plan):
            if not self.is_head:
                return False
            day = max(day, self.head_since + TERM)
        return self.on > day

    # --- what hangs -------------------------------------------------------------------

    @property
    def is_head(self):
        return self.head_since is not None

    def is_posting_due(self, year):
        """Whether the signed plan of a year that goes on is still to be hung up."""
        is_signed = year in self.plans and self.plans[year].status in SIGNED
        goes_on = self.cell is not None and self.is_open(year)
        return self.is_head and is_signed and goes_on and year not in self.hung

    def find_posting_day(self, year):
        cycle = self.find_calendar(year)
        filed = self.find_own_day(cycle.filed_due_on, cycle.draft_due_on)
        return max(filed, self.head_since + TERM)


def read_book(member, on):
    cell = find_cell(member, on)
    plans = read_plans(member)
    cycles = {}
    if cell:
        cycles = read_cycles(cell)
    year = choose_year(cycles, on)
    return Book(
        on=on,
        cell=cell and cell.pk,
        duty=read_duty(member, on),
        has_died=has_died(member, on),
        entered_on=find_entry(member, on),
        returned_on=find_return(member, on),
        head_since=find_head_since(member, on),
        cycles=cycles,
        year=year,
        owed=frozenset(one for one in cycles if owes(member, one, year, on)),
        plans=plans,
        hung=frozenset(one for one in plans if hangs(plans[one])),
    )


def find_cell(member, on):
    for row in list_in_force(Membership, member, on):
        if row.kind == Membership.Kind.OFFICIAL:
            return Cell.objects.get(pk=row.cell_id)
    return None


def read_cycles(cell):
    """{year: Cycle} of the committee of a cell, of those above where it keeps none."""
    found, committee = {}, cell.committee
    while committee is not None:
        for cycle in Cycle.objects.filter(committee=committee):
            found.setdefault(cycle.year, cycle)
        committee = committee.parent
    return found


def choose_year(cycles, on):
    begun = [year for year in cycles if year <= on.year]
    if begun:
        return max(begun)
    return min(cycles, default=on.year)


def owes(member, year, current, on):
    """Whether a year before the current one is asked of somebody who never began it."""
    if year >= current:
        return False
    last = date(year, 12, 31)
    return is_obliged(member, last) and is_obliged(member, on)


def is_obliged(member, on):
    return find_cell(member, on) is not None and read_duty(member, on) == "obliged"


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


def find_head_since(member, on):
    """Since when they have headed something without a break; None of who does not."""
    held = [row for row in list_in_force(Appointment, member, on) if row.is_head]
    if not held:
        return None
    since = min(row.since for row in held)
    posts = Appointment.objects.filter(member=member, is_head=True)
    for row in posts.order_by("-since"):
        if row.since < since and (row.until is None or row.until >= since):
            since = row.since
    return since


def read_plans(member):
    found = {}
    for plan in Plan.objects.filter(member=member).select_related("cycle", "cell"):
        assert plan.cycle.year not in found, f"{member} has two plans of a year"
        found[plan.cycle.year] = plan
    return found


def hangs(plan):
    return stands(Posting, plan)


def is_filed(plan):
    return stands(Filing, plan)


def stands(model, plan):
    """Whether there is such a paper of what was signed last."""
    rows = model.objects.filter(plan=plan, revision=plan.revision)
    return any(row.taken_back_at is None for row in rows)


def list_in_force(model, member, on: date):
    rows = []
    for row in model.objects.filter(member=member):
        if row.since <= on and (row.until is None or row.until > on):
            rows.append(row)
    return rows
