"""Wards made at random: the query against a slow count of single people, and every
figure against its names."""

import datetime
from random import Random

import pytest

from cells.models import (
    Appointment,
    Cell,
    Exemption,
    Member,
    Membership,
    Suspension,
    Transfer,
)
from plans.models import Filing, Plan, PlanEvent, Posting, Signature, Status
from plans.place_on_date import find_who_must_plan
from reports import rates
from reports.counts import make_noughts
from reports.people import Cut
from tests.factories import CellFactory, CommitteeFactory, CycleFactory
from tests.people import NOW

START = datetime.date(2025, 12, 20)
DAYS = 110
STEPS = [
    ("begin", ["draft"]),
    ("submit", ["cell_review"]),
    ("return", ["draft"]),
    ("agree", ["finalizing"]),
    ("sign", ["signed"]),
    ("complete", ["posted"]),
    ("recall", ["finalizing"]),
]
NEXT = {
    "": ["begin"],
    "draft": ["submit"],
    "cell_review": ["return", "agree"],
    "finalizing": ["sign"],
    "signed": ["complete", "recall"],
    "posted": ["recall"],
}
# What the slow count reads of a person.
ROWS = (
    "exemptions",
    "suspensions",
    "transfers",
    "memberships",
    "appointments",
    "plans__events",
    "plans__signatures",
    "plans__filings",
    "plans__postings",
)
TARGET = {step: targets[0] for step, targets in STEPS}


class Ward:
    """People with memberships, exemptions … and plans whose steps fall on random
    days."""

    def __init__(self, seed):
        self.rng = Random(seed)
        self.committee = CommitteeFactory()
        self.cells = [CellFactory(committee=self.committee) for _ in range(3)]
        self.cycle = CycleFactory(committee=self.committee)
        self.members = [
            Member.objects.create(full_name=f"Người {number}") for number in range(25)
        ]
        for member in self.members:
            self.settle(member)
            self.walk(member)
        ids = [member.pk for member in self.members]
        self.members = list(
            Member.objects.filter(pk__in=ids).order_by("pk").prefetch_related(*ROWS)
        )

    def day(self):
        return START + datetime.timedelta(days=self.rng.randrange(DAYS))

    def dated(self):
        since = self.day() if self.rng.random() < 0.7 else datetime.date(2020, 1, 1)
        until = (
            since + datetime.timedelta(days=self.rng.randrange(1, 60))
            if self.rng.random() < 0.5
            else None
        )
        return {"since": since, "until": until}

    def settle(self, member):
        since, rng = datetime.date(2020, 1, 1), self.rng
        for _ in range(rng.randrange(1, 4)):
            until = (
                max(since + datetime.timedelta(days=1), self.day())
                if rng.random() < 0.4
                else None
            )
            origin = rng.choice(Membership.Origin.values)
            cell = rng.choice(self.cells)
            Membership.objects.create(
                member=member, cell=cell, since=since, until=until, origin=origin
            )
            if until is None:
                break
            since = until + datetime.timedelta(days=rng.randrange(20))
        if rng.random() < 0.15:
            guest = {"kind": "temporary", "cell": rng.choice(self.cells)}
            Membership.objects.create(member=member, **guest, **self.dated())
        for model, facts in (
            (Exemption, {}),
            (Suspension, {}),
            (
                Transfer,
                {
                    "kind": rng.choice(Transfer.Kind.values),
                    "direction": rng.choice(["out", "in"]),
                },
            ),
            (
                Appointment,
                {
                    "role": "secretary",
                    "cell": rng.choice(self.cells),
                    "is_head": rng.random() < 0.7,
                },
            ),
        ):
            if rng.random() < 0.2:
                model.objects.create(member=member, **facts, **self.dated())

    def walk(self, member):
        """Steps on ascending moments; the plan's row ends where the last one led."""
        day, status, events = self.day(), "", []
        for _ in range(self.rng.randrange(0, 9)):
            step = self.rng.choice(NEXT[status])
            moment = NOW.replace(
                year=day.year, month=day.month, day=day.day, hour=self.rng.randrange(24)
            )
            events.append((step, status, TARGET[step], moment))
            status = TARGET[step]
            day += datetime.timedelta(days=self.rng.randrange(1, 15))
        if not events:
            return
        sent = [moment for step, *_, moment in events if step == "submit"]
        recalled = [moment for step, *_, moment in events if step == "recall"]
        plan = Plan.objects.create(
            member=member,
            cycle=self.cycle,
            ends_with=self.cycle,
            year=self.cycle.year,
            cell=self.rng.choice(self.cells),
            form_version=self.cycle.form_version,
            status=status,
            begun_at=events[0][-1],
            first_submitted_at=sent[0] if sent else None,
            first_recalled_at=recalled[0] if recalled else None,
            moved_at=events[-1][-1],
            edited_at=events[-1][-1],
        )
        for number, (step, before, after, moment) in enumerate(events, start=1):
            PlanEvent.objects.create(
                plan=plan,
                number=number,
                step=step,
                from_status=before,
                to_status=after,
                by=member,
                at=moment,
                revision=0,
                digest="",
            )
        signed = [moment for step, *_, moment in events if step == "sign"]
        for revision, moment in enumerate(signed, start=1):
            self.hand_in(plan, revision, moment)

    def hand_in(self, plan, revision, moment):
        """The papers of a signature, within three weeks of it or never."""
        facts = {"plan": plan, "revision": revision, "recorded_by": plan.member}
        code = f"{plan.pk}-{revision}"
        day = moment.date()
        Signature.objects.create(
            recorded_at=moment, signed_on=day, kind="ink", check_code=code, **facts
        )
        if self.rng.random() < 0.6:
            Filing.objects.create(
                recorded_at=self.later(moment), office="cell", filed_on=day, **facts
            )
        if self.rng.random() < 0.5:
            hung = {"place": "Bảng", "posted_by": "Bảo", "since": day, "until": day}
            Posting.objects.create(recorded_at=self.later(moment), **hung, **facts)

    def later(self, moment):
        return moment + datetime.timedelta(days=self.rng.randrange(21))


# --- the slow count -------------------------------------------------------------------


def holds(row, on):
    return row.since <= on and (row.until is None or row.until > on)


def any_holds(rows, on):
    return any(holds(row, on) for row in rows)


def standing(member, on, cycle):
    if any_holds(member.exemptions.all(), on):
        return "exempt"
    if any_holds(member.suspensions.all(), on):
        return "suspended"
    if any_holds(
        [
            row
            for row in member.transfers.all()
            if (row.kind, row.direction) == ("temporary", "out")
        ],
        on,
    ):
        return "away"
    late = [row for row in arrivals(member) if row.since > cycle.draft_due_on]
    if any(row.since <= on < row.since + datetime.timedelta(days=30) for row in late):
        return "newcomer"
    return "obliged"


def arrivals(member):
    return [row for row in official(member) if row.origin in ("admitted", "received")]


def official(member):
    return [row for row in member.memberships.all() if row.kind == "official"]


def story(member, on):
    """(status, events so far) of the member's plan at the end of a day."""
    told = [event for plan in member.plans.all() for event in plan.events.all()]
    events = sorted(
        (event for event in told if event.at.astimezone(NOW.tzinfo).date() <= on),
        key=lambda event: event.number,
    )
    return (events[-1].to_status if events else "not_begun"), events


def returns(member):
    """The days on which somebody was excused no more."""
    away = [
        row
        for row in member.transfers.all()
        if (row.kind, row.direction) == ("temporary", "out")
    ]
    excused = [*member.exemptions.all(), *member.suspensions.all(), *away]
    return [row.until for row in excused if row.until]


def is_told(row, on):
    return row.recorded_at.astimezone(NOW.tzinfo).date() <= on


def has_paper(member, kind, on):
    """Of the revision that had been signed last on a day; kind is "filings", …"""
    for plan in member.plans.all():
        signed = [row for row in plan.signatures.all() if is_told(row, on)]
        last = max([row.revision for row in signed], default=0)
        papers = [row for row in getattr(plan, kind).all() if is_told(row, on)]
        return last in [row.revision for row in papers]
    return False


def is_head(member, on):
    return any_holds([row for row in member.appointments.all() if row.is_head], on)


def is_head_for_long(member, on):
    """On every day since more than 30 days ago."""
    days = [on - datetime.timedelta(days=back) for back in range(32)]
    return all(is_head(member, day) for day in days)


def is_late(member, status, on, cycle):
    came = [row.since for row in arrivals(member) if row.since > cycle.draft_due_on]
    own = [day for day in [*came, *returns(member)] if day <= on]
    if any(on <= day + datetime.timedelta(days=30) for day in own):
        return False
    due = {
        "not_begun": cycle.draft_due_on,
        "draft": cycle.draft_due_on,
        "cell_review": cycle.review_due_on,
        "finalizing": cycle.filed_due_on,
        "signed": cycle.filed_due_on,
    }
    is_late = status in due and on > due[status]
    if status == "signed" and has_paper(member, "filings", on):
        return is_late and is_head_for_long(member, on)
    return is_late


def slowly(ward, on):
    """{cell: {figure: number}} by looking at one person after the other."""
    found = {cell.pk: make_noughts() for cell in ward.cells}
    for member in ward.members:
        status, events = story(member, on)
        homes = [row for row in official(member) if holds(row, on)]
        for guest in member.memberships.all():
            if guest.kind == "temporary" and holds(guest, on):
                found[guest.cell_id]["guests"] += 1
        steps = [event.step for event in events]
        if homes:
            count_at_home(
                found[homes[0].cell_id], member, status, events, on, ward.cycle
            )
        if "recall" in steps and (homes or events):
            cell = homes[0].cell_id if homes else member.plans.all()[0].cell_id
            found[cell]["recalled"] += 1
            found[cell]["mended" if status in ("signed", "posted") else "unmended"] += 1
    return found


def count_at_home(counts, member, status, events, on, cycle):
    place, sent = (
        standing(member, on, cycle),
        "submit" in [event.step for event in events],
    )
    counts["members"] += 1
    counts[place if place != "newcomer" else "newcomers"] += 1
    counts["left_out"] += place != "obliged"
    counts["voluntary"] += place == "exempt" and sent
    last = [event for event in events if event.to_status != event.from_status][-1:]
    midnight = datetime.datetime.combine(
        on + datetime.timedelta(days=1), datetime.time.min, NOW.tzinfo
    )
    counts["waiting"] += status == "cell_review" and midnight - last[
        0
    ].at > datetime.timedelta(days=7)
    if place != "obliged":
        return
    counts[status] += 1
    counts["participated" if sent else "not_participated"] += 1
    counts["completed" if status == "posted" else "not_completed"] += 1
    counts["overdue"] += is_late(member, status, on, cycle)
    is_done = status == "posted" and has_paper(member, "postings", on)
    counts["heads_unposted"] += is_head(member, on) and not is_done


@pytest.mark.parametrize("seed", range(6))
def test_the_query_counts_as_somebody_would_by_hand(db, seed):
    ward = Ward(seed)
    for number in range(0, DAYS + 10, 7):
        on = START + datetime.timedelta(days=number)
        rows = rates.with_rates(Cell.objects.all(), cycle=ward.cycle, on=on)
        assert {row.pk: row.counts for row in rows} == slowly(ward, on), on


@pytest.mark.parametrize("seed", [7, 8])
def test_behind_every_figure_stand_as_many_names(db, seed):
    ward = Ward(seed)
    for number in range(5, DAYS, 21):
        cuts = [
            Cut(
                list(Cell.objects.values_list("pk", flat=True)),
                START + datetime.timedelta(days=number),
                ward.cycle,
            )
        ]
        rows = rates.count_rates(cuts)
        for figure in rates.FIGURES:
            listed = {
                row.pk: len(rates.Names(cuts, figure, row.gathers, 0)[0:9999])
                for row in rows
            }
            assert listed == {row.pk: row.counts[figure] for row in rows}, figure


def test_the_worlds_hold_everything_that_is_counted(db):
    """A count that is nought everywhere proves nothing: each figure occurs
    somewhere."""
    seen = set()
    for seed in range(6):
        ward = Ward(seed)
        for number in range(0, DAYS, 7):
            rows = rates.with_rates(
                Cell.objects.filter(committee=ward.committee),
                cycle=ward.cycle,
                on=START + datetime.timedelta(days=number),
            )
            seen |= {
                figure for row in rows for figure, count in row.counts.items() if count
            }
    assert seen == set(rates.FIGURES)


def test_the_obliged_are_parted_by_status(db):
    ward = Ward(9)
    for number in range(0, DAYS, 3):
        for row in rates.with_rates(
            Cell.objects.all(),
            cycle=ward.cycle,
            on=START + datetime.timedelta(days=number),
        ):
            assert (
                sum(row.counts[place] for place in ("not_begun", *Status.values))
                == row.counts["obliged"]
            )
            assert (
                row.counts["obliged"] + row.counts["left_out"] == row.counts["members"]
            )


def test_the_obliged_are_those_of_the_members_own_method(db):
    """must_plan asks newcomers too; besides them it is the same group."""
    ward = Ward(10)
    for number in range(0, DAYS, 5):
        on = START + datetime.timedelta(days=number)
        total = rates.sum_rates(
            rates.with_rates(Cell.objects.all(), cycle=ward.cycle, on=on)
        ).counts
        assert find_who_must_plan(on).count() == total["obliged"] + total["newcomers"]
