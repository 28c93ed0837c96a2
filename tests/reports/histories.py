"""A ward to which things happen, one after another, day after day; every day is counted
at its end.

A new kind of happening is a method of History with two numbers, and its name in DEEDS.
"""

import datetime
from contextlib import suppress
from copy import copy

from django.core.exceptions import PermissionDenied

from cells import posts
from cells.acts.reorganisation.outcomes import work_out_part
from cells.acts.reorganisation.situation import Situation
from cells.acts.reorganisation.troubles import find_troubles
from cells.models import (
    Appointment,
    Cell,
    Exemption,
    ExemptionReview,
    FormerName,
    Member,
    Membership,
    Suspension,
    Transfer,
)
from cells.posts import Actor
from plans.models import Plan, Status
from plans.refusals import NotReady, PlanMoved
from plans.workflow import steps
from plans.workflow.moves import follow_authors
from reports import rates
from reports.scope import find_scope_of_committees
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    CycleFactory,
    MemberFactory,
    MembershipFactory,
)
from tests.merging import a_merger, merge
from tests.people import NOW, again, fill

DAY = datetime.timedelta(days=1)
START = datetime.date(2026, 1, 20)
Role, Origin = Appointment.Role, Membership.Origin


class History:
    """A ward of three cells with nine members, in which one thing happens after
    another.

    Every deed takes two numbers, which choose whom and where among those for whom it
    makes sense.
    """

    def __init__(self):
        self.day, self.deeds, self.merged = START, 0, 0
        self.ward = CommitteeFactory(name="Đảng bộ phường")
        self.cycle = CycleFactory(committee=self.ward)
        self.officer = MemberFactory(full_name="Cán bộ Đảng ủy")
        Appointment.objects.create(
            member=self.officer,
            role=Role.WARD_OFFICER,
            committee=self.ward,
            since=START - 900 * DAY,
        )
        for _ in range(3):
            cell = CellFactory(committee=self.ward)
            for _ in range(3):
                MembershipFactory(member=MemberFactory(), cell=cell)
        self.write_plans()
        self.counted = {}

    def write_plans(self):
        """Three wait for the cell, three were filed and recalled: what can go wrong
        later begins there."""
        for home in self.homes()[:6]:
            self.deeds += 1
            fill(
                steps.begin_plan(
                    home.member,
                    self.cycle,
                    home.cell,
                    by=self.actor(home.member),
                    at=self.at,
                )
            )
        waiting, recalled = (
            list(Plan.objects.order_by("pk"))[::2],
            list(Plan.objects.order_by("pk"))[1::2],
        )
        for plan, number in [(plan, 1) for plan in waiting] + [
            (plan, 4) for plan in recalled
        ]:
            for _ in range(number):
                self.go_on(again(plan))
        for number in range(len(recalled)):
            self.recall(number, 0)

    def begun_again(self):
        """The same beginning, once more."""
        other = copy(self)
        other.counted = {}
        return other

    def live(self, happenings):
        for wait, deed, one, other in happenings:
            if wait:
                self.close_the_day()
                self.day += wait * DAY
            self.deeds += 1
            getattr(self, deed)(one, other)
        self.close_the_day()

    def close_the_day(self):
        self.counted[self.day] = of_day(self, self.day)

    @property
    def at(self):
        """A moment of the day, each later than the last: in the first or the last hour,
        when UTC has another date."""
        hour = 23 if self.day.toordinal() % 2 else 0
        return NOW.replace(
            year=self.day.year,
            month=self.day.month,
            day=self.day.day,
            hour=hour,
            minute=self.deeds % 60,
        )

    def actor(self, member):
        return Actor(member, self.day)

    # --- whom and where ---------------------------------------------------------------

    def homes(self):
        """Official memberships that can end today."""
        held = Membership.objects.in_force(self.day).filter(
            kind="official", since__lt=self.day, until=None
        )
        return held.exclude(cell__committee__name="Đảng bộ nơi khác").order_by("pk")

    def cells(self):
        return (
            Cell.objects.in_force(self.day)
            .filter(committee=self.ward, closed_on=None)
            .order_by("pk")
        )

    def open_rows(self, model):
        return model.objects.filter(since__lt=self.day, until=None).order_by("pk")

    # --- members ----------------------------------------------------------------------

    def admit(self, one, other):
        origin = (Origin.ADMITTED, Origin.RECEIVED)[other % 2]
        MembershipFactory(
            member=MemberFactory(),
            cell=pick(self.cells(), one),
            since=self.day,
            origin=origin,
        )

    def move(self, one, other):
        if home := pick(self.homes(), one):
            self.go(home, pick(self.cells(), other))
            if one % 3:
                follow_authors(
                    Plan.objects.filter(member=home.member),
                    by=self.actor(self.officer),
                    at=self.at,
                )

    def go(self, home, cell, origin=Origin.MOVED):
        Membership.objects.filter(pk=home.pk).update(until=self.day)
        MembershipFactory(member=home.member, cell=cell, since=self.day, origin=origin)

    def leave(self, one, other):
        if home := pick(self.homes(), one):
            Membership.objects.filter(pk=home.pk).update(until=self.day, ending="died")

    def come_back(self, one, other):
        """Somebody who belongs nowhere is received in a cell, and the plan goes on
        there."""
        held = Membership.objects.filter(kind="official").exclude(until__lte=self.day)
        gone = Member.objects.exclude(pk__in=held.values("member")).exclude(
            pk=self.officer.pk
        )
        if member := pick(gone.order_by("pk"), one):
            cell = pick(self.cells(), other)
            MembershipFactory(
                member=member, cell=cell, since=self.day, origin=Origin.RECEIVED
            )
            follow_authors(
                Plan.objects.filter(member=member),
                by=self.actor(self.officer),
                at=self.at,
            )

    def visit(self, one, other):
        if (home := pick(self.homes(), one)) and not Membership.objects.filter(
            member=home.member, kind="temporary"
        ):
            until = self.day + (other + 1) * DAY
            cell = pick(self.cells(), other)
            MembershipFactory(
                member=home.member,
                cell=cell,
                kind="temporary",
                since=self.day,
                until=until,
            )

    def leave_out(self, one, other):
        """Exempt, suspend or send away; open, or for a while."""
        model, facts = (
            (Exemption, {}),
            (Suspension, {}),
            (Transfer, {"kind": "temporary", "direction": "out"}),
        )[other % 3]
        home = pick(self.homes(), one)
        if home and not model.objects.filter(member=home.member):
            until = self.day + other * DAY if other > 5 else None
            model.objects.create(
                member=home.member, since=self.day, until=until, **facts
            )

    def take_back(self, one, other):
        model = (Exemption, Suspension, Transfer)[other % 3]
        if row := pick(self.open_rows(model), one):
            model.objects.filter(pk=row.pk).update(until=self.day)
            if model is Exemption:
                ExemptionReview.objects.create(
                    exemption=row, reviewed_on=self.day, outcome="returned"
                )

    def appoint(self, one, other):
        home = pick(self.homes(), one)
        held = home and Appointment.objects.filter(member=home.member, cell=home.cell)
        if home and not held:
            post = {"role": Role.SECRETARY, "is_head": bool(other % 2)}
            Appointment.objects.create(
                member=home.member, cell=home.cell, since=self.day, **post
            )

    def dismiss(self, one, other):
        if post := pick(self.open_rows(Appointment).exclude(member=self.officer), one):
            Appointment.objects.filter(pk=post.pk).update(until=self.day)

    # --- cells ------------------------------------------------------------------------

    def found(self, one, other):
        CellFactory(committee=self.ward, founded_on=self.day)

    def rename(self, one, other):
        cell = pick(self.cells(), one)
        if not cell.former_names.filter(until=self.day).exists():
            FormerName.objects.create(cell=cell, name=cell.name, until=self.day)
            Cell.objects.filter(pk=cell.pk).update(name=f"Chi bộ đổi tên {self.deeds}")

    def merge_two(self, one, other):
        first, name = pick(self.cells(), one), f"Chi bộ ghép {self.deeds}"
        others = [cell for cell in self.cells() if cell != first]
        old = {first, pick(others, other)} if others else {first}
        part = a_merger(old, name, committee=self.ward)
        ground = Situation([part], self.day)
        if find_troubles(
            [work_out_part(part, ground)], ground, self.actor(self.officer)
        ):
            return
        before = [of_all(self, day) for day in (self.day - DAY, self.day)]
        before[1]["guests"] -= self.count_guests_at_home(old)
        merge(old, name, committee=self.ward, on=self.day)
        follow_authors(Plan.objects.all(), by=self.actor(self.officer), at=self.at)
        self.merged += 1
        after = [of_all(self, day) for day in (self.day - DAY, self.day)]
        for counts in (before[1], after[1]):
            counts.pop("heads_unposted")  # the posts of the old cells end
        assert before == after

    def count_guests_at_home(self, cells):
        """Guests of one of these cells who belong to another of them: after a merger
        they are guests no more."""
        there = Membership.objects.in_force(self.day).filter(cell__in=cells)
        at_home = there.filter(kind=Membership.Kind.OFFICIAL).values("member")
        guests = there.filter(kind=Membership.Kind.TEMPORARY, member__in=at_home)
        return guests.count()

    def split(self, one, other):
        """A cell is closed; the first half goes on in its successor, the rest in
        another new cell."""
        if not (old := self.closable(one)):
            return
        parts = [
            CellFactory(committee=self.ward, founded_on=self.day) for _ in range(2)
        ]
        Cell.objects.filter(pk=old.pk).update(successor=parts[0])
        self.part(old, parts)

    def dissolve(self, one, other):
        """A cell is closed without a successor; its members go to the others."""
        if self.cells().count() > 2 and (old := self.closable(one)):
            self.part(old, list(self.cells()))

    def closable(self, one):
        young = Membership.objects.filter(since__gte=self.day).values("cell")
        cells = self.cells().exclude(founded_on__gte=self.day).exclude(pk__in=young)
        return pick(cells.exclude(appointments__since__gte=self.day), one)

    def part(self, old, cells):
        Cell.objects.filter(pk=old.pk).update(closed_on=self.day)
        self.open_rows(Appointment).filter(cell=old).update(until=self.day)
        for number, home in enumerate(
            Membership.objects.in_force(self.day).filter(cell=old, kind="official")
        ):
            self.go(home, cells[number % len(cells)], Origin.REORGANISED)
        follow_authors(Plan.objects.all(), by=self.actor(self.officer), at=self.at)

    def join(self, one, other):
        """Another committee comes to hang below the ward, with a history of its own."""
        came = CommitteeFactory(
            name="Đảng bộ nơi khác",
            parent=self.ward,
            kind="grassroots",
            joined_on=self.day,
        )
        MembershipFactory(member=MemberFactory(), cell=CellFactory(committee=came))

    # --- plans ------------------------------------------------------------------------

    def begin(self, one, other):
        homes = self.homes().exclude(member__plans__cycle=self.cycle)
        if home := pick(homes, one):
            by = self.actor(home.member)
            fill(
                steps.begin_plan(home.member, self.cycle, home.cell, by=by, at=self.at)
            )

    def write(self, one, other):
        """One step of a plan, or several on the same day, by those who may take it."""
        if plan := pick(Plan.objects.order_by("pk"), one):
            for _ in range(1 + other % 3):
                self.go_on(again(plan))

    def go_on(self, plan):
        self.deeds += 1
        author, reviewer = self.actor(plan.member), self.reviewer(plan)
        with suppress(PermissionDenied, NotReady, PlanMoved):
            if plan.status == Status.DRAFT:
                steps.take_step("submit", plan, by=author, at=self.at)
            elif plan.status == Status.CELL_REVIEW:
                steps.take_step("agree", plan, by=reviewer, at=self.at)
            elif plan.status == Status.FINALIZING:
                plan.remarks.update(answer="Đã sửa")
                steps.take_step("sign", plan, by=author, at=self.at)
            elif plan.status == Status.SIGNED:
                steps.record_filing(plan, by=reviewer, at=self.at, filed_on=self.day)

    def send_back(self, one, other):
        if plan := pick(self.plans(Status.CELL_REVIEW), one):
            with suppress(PermissionDenied, NotReady):
                steps.take_step(
                    "return",
                    plan,
                    by=self.reviewer(plan),
                    at=self.at,
                    note="Ghi rõ hơn",
                )

    def recall(self, one, other):
        if plan := pick(self.plans(Status.SIGNED, Status.POSTED), one):
            said = {"reason": "vague", "note": "Ghi rõ"}
            # Of who is gone nothing is asked any more.
            with suppress(NotReady):
                steps.take_step(
                    "recall", plan, by=self.actor(self.officer), at=self.at, **said
                )

    def plans(self, *statuses):
        return Plan.objects.filter(status__in=statuses).select_related(
            "member", "cycle", "cell__committee"
        )

    def reviewer(self, plan):
        """Whoever reviews the plan: an officer of its cell, else the ward."""
        held = posts.find_reviewers(plan.cell, self.day, besides=plan.member_id)
        return self.actor(held[0].member if held else self.officer)


def pick(rows, number):
    rows = list(rows)
    return rows[number % len(rows)] if rows else None


# --- what is counted ------------------------------------------------------------------


def cuts_of(history, day, as_now=None):
    return find_scope_of_committees({history.ward.pk}).cuts(2026, day, as_now)


def of_day(history, day):
    """Everything that can be told of a day: the rows with their figures, and who is
    behind each."""
    cuts = cuts_of(history, day)
    rows = {
        (row.pk, row.name, row.has_secretary, row.has_reviewer): row.counts
        for row in rates.count_rates(cuts)
    }
    people = rates.list_everybody(cuts)
    behind = {
        (row.member_id, row.cell_id, row.standing, row.status, tuple(figures))
        for row, figures in people
    }
    return rows, behind


def of_all(history, day):
    return rates.sum_rates(rates.count_rates(cuts_of(history, day))).counts


# Everything that can happen; what is needed for the rest is there more often.
DEEDS = [
    *(
        "admit",
        "move",
        "leave",
        "come_back",
        "visit",
        "leave_out",
        "take_back",
        "appoint",
        "dismiss",
    ),
    *("found", "rename", "merge_two", "merge_two", "split", "dissolve", "join"),
    *("begin", "begin", "write", "write", "write", "send_back", "recall", "recall"),
]
