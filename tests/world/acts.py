"""Two wards under a city, in which one thing happens after another through the acts of
the software; some are recorded weeks after they happened.

An act is a method of World with a Random; it is refused or it is done. A new kind is a
method, and its name in ACTS.

Cells do not go to another installation here: what is not in this database has no pages
to read, and a walk of its own, with files back and forth, is in
tests/plans/handover/test_newer_files.py.
"""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cells import posts
from cells.acts.appointments import rules as appointments
from cells.acts.exemptions import reviews
from cells.acts.exemptions import rules as exemptions
from cells.acts.movements import records
from cells.acts.movements.case import CannotMove
from cells.acts.refusals import Refused
from cells.acts.reorganisation import drafts, reversal
from cells.acts.reorganisation.application import (
    CannotReorganise,
    apply_reorganisation,
)
from cells.acts.suspensions import rules as suspensions
from cells.dated_rows import ImpossibleDates
from cells.models import (
    Appointment,
    Cell,
    Committee,
    Exemption,
    ExemptionGround,
    Membership,
    Movement,
    Reorganisation,
    Suspension,
)
from cells.posts import Actor
from plans.form import year_acts, years
from plans.models import Cycle, Plan, Status
from plans.refusals import NotReady, PlanMoved
from plans.workflow import lapsed_duty, steps
from tests.factories import (
    AppointmentFactory,
    CellFactory,
    CommitteeFactory,
    CycleFactory,
    MemberFactory,
    MembershipFactory,
    UserFactory,
    the_grounds,
)
from tests.merging import a_merger
from tests.people import NOW, again, fill

DAY = datetime.timedelta(days=1)
# A walk begins in January, or shortly before the next year.
IN_JANUARY = datetime.date(2026, 1, 12)
IN_DECEMBER = datetime.date(2026, 12, 7)
Role, Kind = Appointment.Role, Movement.Kind
REFUSALS = (
    CannotReorganise,
    reversal.CannotUndo,
    CannotMove,
    ImpossibleDates,
    NotReady,
    PermissionDenied,
    PlanMoved,
    Refused,
    years.YearAlreadyOpen,
)


class World:
    """`people` are all members, the officers of the wards and of the city among
    them."""

    def __init__(self, start=IN_JANUARY):
        self.day, self.done = start, 0
        the_grounds()
        self.city = CommitteeFactory(name="Thành ủy", kind=Committee.Kind.CITY)
        self.wards, self.people, self.officers = [], [], {}
        for number in (1, 2):
            ward = CommitteeFactory(name=f"Đảng bộ phường {number}", parent=self.city)
            CycleFactory(committee=ward)
            self.wards.append(ward)
            for cell_number in (1, 2):
                self.settle(CellFactory(committee=ward, name=f"Chi bộ {cell_number}"))
            self.officers[ward] = self.appoint_officer(committee=ward)
        self.officers[self.city] = self.appoint_officer(committee=self.city)

    def settle(self, cell):
        """A secretary, a deputy and two others."""
        roles = (Role.SECRETARY, Role.DEPUTY_SECRETARY, None, None)
        for role in roles:
            member = self.add_person(cell)
            if role:
                is_head = role == Role.SECRETARY
                AppointmentFactory(member=member, cell=cell, role=role, is_head=is_head)

    def add_person(self, cell):
        number = len(self.people) + 1
        user = UserFactory(username=f"nguoi{number}")
        member = MemberFactory(full_name=f"Nguyễn Văn Số{number:02}", user=user)
        MembershipFactory(member=member, cell=cell)
        self.people.append(member)
        return member

    def appoint_officer(self, committee):
        ward = committee if committee.parent_id else self.wards[0]
        cell = Cell.objects.filter(committee=ward).order_by("pk").last()
        member = self.add_person(cell)
        AppointmentFactory(member=member, role=Role.WARD_OFFICER, committee=committee)
        return member

    # --- whom, where, when ------------------------------------------------------------

    def actor(self, member):
        return Actor(member, self.day, user=member.user)

    @property
    def by_city(self):
        """An officer who has charge of everybody but themselves."""
        return self.actor(self.officers[self.city])

    @property
    def at(self):
        self.done += 1
        day = {"year": self.day.year, "month": self.day.month, "day": self.day.day}
        return NOW.replace(**day, hour=9 + self.done % 8, minute=self.done % 60)

    def pick_person(self, rng):
        ordinary = [one for one in self.people if one not in self.officers.values()]
        return rng.choice(ordinary)

    def pick_cell(self, rng):
        cells = Cell.objects.in_force(self.day).filter(committee__in=self.wards)
        return pick(rng, cells)

    def pick_day(self, rng):
        """Today, or some weeks back."""
        return self.day - rng.choice([0, 0, 1, 9, 40]) * DAY

    def attempt(self, rng, name):
        """Whether the act was done; a refusal changes nothing."""
        try:
            return getattr(self, name)(rng) is not None
        except REFUSALS:
            return False

    # --- people -----------------------------------------------------------------------

    def record(self, rng, kind, member=None, **said):
        member = member or self.pick_person(rng)
        said.setdefault("on", self.pick_day(rng))
        return records.record_movement(
            kind, member, by=self.by_city, at=self.at, **said
        )

    def move(self, rng):
        return self.record(rng, Kind.MOVED, to_cell=self.pick_cell(rng))

    def die(self, rng):
        return self.record(rng, Kind.DIED)

    def leave(self, rng):
        return self.record(rng, Kind.LEFT)

    def send(self, rng):
        return self.record(rng, Kind.SENT, place="Đảng bộ nơi khác")

    def go_away(self, rng):
        until = self.day + rng.choice([5, 100]) * DAY
        return self.record(rng, Kind.AWAY, until=until, place="Đà Nẵng")

    def come_back(self, rng):
        return self.record(rng, Kind.BACK)

    def lend(self, rng):
        until = self.day + 100 * DAY
        return self.record(rng, Kind.LENT, to_cell=self.pick_cell(rng), until=until)

    def receive(self, rng):
        """Whoever belongs nowhere comes again."""
        belong = Membership.objects.in_force(self.day).values_list("member", flat=True)
        gone = [one for one in self.people if one.pk not in set(belong)]
        if not gone:
            return None
        place = {"to_cell": self.pick_cell(rng), "place": "Đảng bộ nơi khác"}
        return self.record(rng, Kind.RECEIVED, rng.choice(gone), **place)

    def cancel(self, rng):
        movement = pick(rng, Movement.objects.filter(cancelled_at=None))
        if movement is None:
            return None
        return records.cancel_movement(
            movement, reason="Ghi nhầm", by=self.by_city, at=self.at
        )

    def correct(self, rng):
        movement = pick(rng, Movement.objects.filter(cancelled_at=None))
        if movement is None:
            return None
        on = movement.on - rng.choice([1, 3]) * DAY
        return records.correct_movement(
            movement, reason="Sai ngày", by=self.by_city, at=self.at, on=on
        )

    def exempt(self, rng):
        ground = ExemptionGround.objects.order_by("pk").first()
        resolved_on = self.day - 3 * DAY
        resolution = exemptions.Resolution(
            ground, self.pick_day(rng), None, "05-NQ/CB", resolved_on
        )
        return exemptions.record_exemption(
            self.pick_person(rng),
            resolution,
            review_on=self.day + 300 * DAY,
            by=self.by_city,
            at=self.at,
        )

    def return_to_activity(self, rng):
        exemption = pick(rng, Exemption.objects.in_force(self.day))
        if exemption is None:
            return None
        verdict = reviews.Verdict(exemption, "returned", "Đã khỏe", self.day)
        return reviews.record_verdicts(
            [verdict], held_on=self.day, by=self.by_city, at=self.at
        )

    def suspend(self, rng):
        return suspensions.suspend_member(
            self.pick_person(rng),
            since=self.pick_day(rng),
            until=self.day + 60 * DAY,
            decision="07-QĐ/ĐU",
            decided_on=self.day,
            review_on=None,
            by=self.by_city,
            at=self.at,
        )

    def lift(self, rng):
        suspension = pick(rng, Suspension.objects.in_force(self.day))
        if suspension is None:
            return None
        return suspensions.lift_suspension(
            suspension, self.day, lifted_by="08-QĐ/ĐU", by=self.by_city, at=self.at
        )

    def appoint(self, rng):
        belongs = Membership.objects.in_force(self.day).filter(kind="official")
        home = pick(rng, belongs.exclude(member__in=self.officers.values()))
        role = rng.choice([Role.SECRETARY, Role.DEPUTY_SECRETARY])
        return appointments.appoint_member(
            home.member,
            role,
            cell=home.cell,
            since=self.pick_day(rng),
            by=self.by_city,
            at=self.at,
        )

    def change_secretary(self, rng):
        """Somebody ceases to be head, and somebody else of the cell becomes it."""
        cell = self.pick_cell(rng)
        held = Appointment.objects.in_force(self.day).filter(
            cell=cell, role=Role.SECRETARY
        )
        post = pick(rng, held)
        if post is None:
            return None
        there = Membership.objects.in_force(self.day).filter(
            cell=cell, kind=Membership.Kind.OFFICIAL
        )
        next_one = pick(rng, there.exclude(member=post.member_id))
        if next_one is None or next_one.member in self.officers.values():
            return None
        by, at = self.by_city, self.at
        with transaction.atomic():
            appointments.end_appointment(post, self.day, by=by, at=at)
            # Half of the terms run out by themselves, some weeks later.
            until = rng.choice([None, self.day + 20 * DAY])
            return appointments.appoint_member(
                next_one.member,
                Role.SECRETARY,
                cell=cell,
                since=self.day,
                until=until,
                by=by,
                at=at,
            )

    def dismiss(self, rng):
        held = Appointment.objects.in_force(self.day).filter(cell__isnull=False)
        post = pick(rng, held)
        if post is None:
            return None
        return appointments.end_appointment(post, self.day, by=self.by_city, at=self.at)

    # --- cells ------------------------------------------------------------------------

    def merge(self, rng):
        ward = rng.choice(self.wards)
        cells = list(Cell.objects.in_force(self.day).filter(committee=ward))
        if len(cells) < 2:
            return None
        part = a_merger(cells[:2], f"Chi bộ ghép {self.done}", committee=ward)
        facts = {"decision_number": "09-QĐ/ĐU", "on": self.pick_day(rng)}
        by = self.by_city
        draft = drafts.prepare_draft(ward, facts, by=by, at=self.at)
        drafts.add_part_to_draft(draft, part)
        draft.refresh_from_db()
        return apply_reorganisation(draft, by=by, at=self.at)

    def undo(self, rng):
        applied = Reorganisation.objects.exclude(applied_at=None)
        act = pick(rng, applied.filter(undone_at=None))
        if act is None:
            return None
        return reversal.undo_reorganisation(
            act, by=self.by_city, at=self.at, because="Sai số quyết định"
        )

    # --- plans ------------------------------------------------------------------------

    def begin(self, rng):
        member = self.pick_person(rng)
        actor = self.actor(member)
        if actor.home is None:
            return None
        years = Cycle.objects.by_year(actor.home).values()
        cycle = rng.choice([year for year in years if year.is_under_way] or [None])
        if cycle is None:
            return None
        plan = steps.begin_plan(member, cycle, actor.home, by=actor, at=self.at)
        if not plan.rows.exists():
            fill(plan)
        return plan

    def go_on(self, rng):
        """The next step of some plan, by whoever may take it."""
        plan = pick(rng, Plan.objects.exclude(status=Status.POSTED))
        if plan is None:
            return None
        plan = again(plan)
        author, reviewer = self.actor(plan.member), self.find_reviewer(plan)
        if plan.status == Status.DRAFT:
            return steps.take_step("submit", plan, by=author, at=self.at)
        if plan.status == Status.CELL_REVIEW:
            name = rng.choice(["agree", "agree", "return"])
            return steps.take_step(
                name, plan, by=reviewer, at=self.at, note="Ghi rõ hơn"
            )
        if plan.status == Status.FINALIZING:
            return steps.take_step("sign", plan, by=author, at=self.at)
        return steps.record_filing(plan, by=reviewer, at=self.at, filed_on=self.day)

    def hang_up(self, rng):
        """A head's plan, by whoever reviews it; some hang for a few days only."""
        signed = Plan.objects.filter(status__in=(Status.SIGNED, Status.POSTED))
        heads = Appointment.objects.in_force(self.day).filter(is_head=True)
        plan = pick(rng, signed.filter(member__in=heads.values("member")))
        if plan is None:
            return None
        plan = again(plan)
        return steps.record_posting(
            plan,
            by=self.find_reviewer(plan),
            at=self.at,
            place="Nhà văn hóa",
            since=self.day,
            until=self.day + rng.choice([5, 30]) * DAY,
            posted_by="Ban nếp sống",
        )

    def find_reviewer(self, plan):
        held = posts.find_reviewers(plan.cell, self.day, besides=plan.member_id)
        if held:
            return self.actor(held[0].member)
        return self.actor(self.officers[plan.cell.committee])

    # --- years ------------------------------------------------------------------------

    def open_next_year(self, rng):
        """A ward opens the next year ahead: nothing leaves anybody's page."""
        ward, year = rng.choice(self.wards), self.day.year + 1
        by = self.actor(self.officers[ward])
        decided = year_acts.propose_year(year, self.day)
        return year_acts.open_year(ward, year, decided, by=by, at=self.at)

    def close_year(self, rng):
        cycle = pick(rng, Cycle.objects.under_way())
        if cycle is None:
            return None
        year_acts.close_year(cycle, "Đã tổng kết", by=self.keeper(cycle), at=self.at)
        return cycle

    def reopen_year(self, rng):
        cycle = pick(rng, Cycle.objects.exclude(closed_on=None))
        if cycle is None:
            return None
        year_acts.reopen_year(cycle, "Còn người", by=self.keeper(cycle), at=self.at)
        return cycle

    def open_year_of_city(self, rng):
        """Over wards that keep their own of that year, or do not."""
        by, year = self.by_city, self.day.year + rng.choice([0, 1])
        decided = year_acts.propose_year(year, self.day)
        return year_acts.open_year(self.city, year, decided, by=by, at=self.at)

    def keeper(self, cycle):
        return self.actor(self.officers[cycle.committee])

    # --- days -------------------------------------------------------------------------

    def wait(self, rng):
        return self.pass_days(rng.choice([1, 7, 33]))

    def pass_new_year(self, rng):
        """It is some day in January."""
        new_year = datetime.date(self.day.year + 1, 1, 1)
        return self.pass_days((new_year - self.day).days + rng.choice([0, 12]))

    def pass_days(self, number):
        """With what the machine does in the last night (manage.py complete_lapsed)."""
        self.day += number * DAY
        night = self.at.replace(hour=1, minute=0)
        lapsed_duty.complete_lapsed(Plan.objects.all(), at=night)
        return self.day


def pick(rng, rows):
    rows = list(rows.order_by("pk"))
    if not rows:
        return None
    return rng.choice(rows)


# What can happen; what the rest needs is there more often.
ACTS = [
    *("move", "move", "die", "leave", "send", "go_away", "come_back", "lend"),
    *("receive", "receive", "cancel", "correct"),
    *("exempt", "exempt", "return_to_activity", "suspend", "lift"),
    *("appoint", "dismiss", "change_secretary", "change_secretary", "merge", "undo"),
    *("open_next_year", "open_year_of_city", "close_year", "close_year", "reopen_year"),
    *("begin", "begin", "begin", "go_on", "go_on", "go_on", "go_on", "hang_up"),
    *("go_on", "go_on", "wait", "wait"),
]
