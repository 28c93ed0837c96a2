"""A ward in which no two numbers of a row are alike, so that none can stand for
another.

Chi bộ 2, Chi bộ 10 and Chi bộ Ấp Đông, entered the other way round, and a unit. In
every rate the cell with the fewest people has the highest share.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from cells.models import (
    Appointment,
    Exemption,
    ExemptionReview,
    Member,
    Suspension,
    Transfer,
)
from plans.models import Plan, PlanEvent
from tests.factories import (
    LONG_AGO,
    AppointmentFactory,
    CellFactory,
    CommitteeFactory,
    CycleFactory,
    MemberFactory,
    MembershipFactory,
    UserFactory,
    together,
)
from tests.people import NOW

# How many stand in each place on 10 February 2026.
PLACES = {
    "Chi bộ Ấp Đông": {
        "exempt": 6, "suspended": 3, "away": 1, "newcomer": 2, "not_begun": 30, "draft": 14, "cell_review": 11,
        "finalizing": 5, "signed": 8, "posted": 16, "guest": 9,
    },
    "Chi bộ 10": {
        "exempt": 9, "suspended": 2, "away": 3, "newcomer": 1, "not_begun": 0, "draft": 0, "cell_review": 4,
        "finalizing": 0, "signed": 10, "posted": 8, "guest": 7,
    },
    "Chi bộ 2": {
        "exempt": 13, "suspended": 12, "away": 2, "newcomer": 4, "not_begun": 5, "draft": 6, "cell_review": 8,
        "finalizing": 9, "signed": 7, "posted": 10, "guest": 14,
    },
    "Đơn vị Ủy ban": {"not_begun": 1, "draft": 3, "cell_review": 2, "posted": 5},
}  # fmt: skip
# Of those in a place the first few: drafts that had been sent before, exempt people who
# write all the same, plans that wait for longer than a week, plans that were recalled
# and signed again or are still being mended.
RETURNED = {"Chi bộ Ấp Đông": 5, "Chi bộ 2": 2}
VOLUNTARY = {"Chi bộ Ấp Đông": 4, "Chi bộ 10": 5, "Chi bộ 2": 3}
WAITING = {"Chi bộ Ấp Đông": 7, "Chi bộ 2": 2}
MENDED, UNMENDED = {"Chi bộ 2": 3}, {"Chi bộ 2": 4, "Chi bộ Ấp Đông": 1}
# Exemptions: reviewed this year, past the day of their review, without a number; the
# rest is due in March.
REVIEWED = {"Chi bộ Ấp Đông": 5, "Chi bộ 10": 1, "Chi bộ 2": 4}
OVERDUE, UNFOUNDED = {"Chi bộ 10": 3}, {"Chi bộ 2": 2}
# In 2025 of the obliged: (sent, through all four steps).
IN_2025 = {"Chi bộ Ấp Đông": (63, 21), "Chi bộ 10": (11, 10), "Chi bộ 2": (27, 9)}
# The exempt of Ấp Đông as they were entered.
NAMES = [
    "Lê Văn Đạt",
    "Lê Văn Dũng",
    "Lê Văn Ánh",
    "Lê Văn Ân",
    "Lê Văn An",
    "Phạm Lê Ánh",
]


@dataclass
class Distinct:
    ward: object
    officer: Member
    cells: dict
    members: dict = field(default_factory=dict)  # (cell, place): [Member]
    plans: dict = field(default_factory=dict)  # the same, of 2026


def gather():
    ward = CommitteeFactory(name="Đảng bộ phường Phúc Đồng", place="Phúc Đồng")
    kinds = {"Đơn vị Ủy ban": {"kind": "unit"}}
    cells = together(
        CellFactory,
        [{"name": name, "committee": ward, **kinds.get(name, {})} for name in PLACES],
    )
    officer = MemberFactory(
        full_name="Ngô Thị Giang", user=UserFactory(username="giang")
    )
    AppointmentFactory(
        member=officer, committee=ward, role=Appointment.Role.WARD_OFFICER
    )
    world = Distinct(ward, officer, {cell.name: cell for cell in cells})
    for name in PLACES:
        settle(world, name)
    lead(world)
    write(world)
    look_back(world)
    return world


# --- people ---------------------------------------------------------------------------


def settle(world, name):
    cell = world.cells[name]
    staff = (
        {"kind": Member.Kind.STAFF, "admitted_on": None, "official_on": None}
        if cell.kind == "unit"
        else {}
    )
    for place, number in PLACES[name].items():
        called = (
            NAMES
            if (name, place) == ("Chi bộ Ấp Đông", "exempt")
            else [f"Người {place} {n}" for n in range(number)]
        )
        members = together(
            MemberFactory, [{"full_name": each, **staff} for each in called]
        )
        world.members[name, place] = members
        how = {
            "guest": {"kind": "temporary"},
            "newcomer": {"origin": "admitted", "since": date(2026, 2, 5)},
        }
        rows = [
            {"member": member, "cell": cell, **how.get(place, {})} for member in members
        ]
        together(MembershipFactory, rows)
        leave_out(name, place, members)


def leave_out(name, place, members):
    if place == "exempt":
        exempt(name, members)
    elif place == "suspended":
        Suspension.objects.bulk_create(
            Suspension(member=member, since=LONG_AGO) for member in members
        )
    elif place == "away":
        out = {"kind": "temporary", "direction": "out", "since": LONG_AGO}
        Transfer.objects.bulk_create(
            Transfer(member=member, **out) for member in members
        )


def exempt(name, members):
    """The first were reviewed, the last ones are overdue or have no number."""
    rows = []
    for number, member in enumerate(members, start=1):
        from_the_end = len(members) - number
        is_reviewed = number <= REVIEWED.get(name, 0)
        is_overdue = from_the_end < OVERDUE.get(name, 0)
        review_on = (
            date(2027, 2, 1)
            if is_reviewed
            else date(2026, 2, 9)
            if is_overdue
            else date(2026, 3, 1)
        )
        paper = "" if from_the_end < UNFOUNDED.get(name, 0) else f"{number}-NQ/CB"
        facts = {
            "resolution_number": paper,
            "resolution_on": date(2024, 12, 1),
            "review_on": review_on,
        }
        rows.append(Exemption(member=member, since=LONG_AGO, **facts))
    made = Exemption.objects.bulk_create(rows)[: REVIEWED.get(name, 0)]
    said = {"reviewed_on": date(2026, 2, 1), "outcome": "kept"}
    ExemptionReview.objects.bulk_create(
        ExemptionReview(exemption=row, **said) for row in made
    )


def lead(world):
    """Chi bộ 2 has a secretary, who has not begun; Ấp Đông a deputy alone; Chi bộ 10
    nobody."""
    head, deputy = (
        world.members["Chi bộ 2", "not_begun"][0],
        world.members["Chi bộ Ấp Đông", "posted"][0],
    )
    role = Appointment.Role
    AppointmentFactory(
        member=head, cell=world.cells["Chi bộ 2"], role=role.SECRETARY, is_head=True
    )
    AppointmentFactory(
        member=deputy, cell=world.cells["Chi bộ Ấp Đông"], role=role.DEPUTY_SECRETARY
    )


# --- plans ----------------------------------------------------------------------------

BEGUN, SENT = (datetime(2026, 1, day, 9, tzinfo=NOW.tzinfo) for day in (5, 20))
STANDS = ("draft", "cell_review", "finalizing", "signed", "posted")


def write(world):
    cycle = CycleFactory(committee=world.ward)
    for (name, place), members in world.members.items():
        status = "cell_review" if place == "exempt" else place
        some = (
            members[: VOLUNTARY.get(name, 0)]
            if place == "exempt"
            else members
            if place in STANDS
            else []
        )
        sent = RETURNED.get(name, 0) if place == "draft" else len(some)
        late = WAITING.get(name, 0) if place == "cell_review" else 0
        rows = [
            {
                "member": member,
                "status": status,
                "first_submitted_at": SENT if number < sent else None,
                "moved_at": SENT if number < late else NOW,
            }
            for number, member in enumerate(some)
        ]
        usual = {
            "cycle": cycle,
            "ends_with": cycle,
            "year": cycle.year,
            "form_version": cycle.form_version,
            "cell": world.cells[name],
        }
        usual |= {"begun_at": BEGUN, "edited_at": BEGUN}
        world.plans[name, place] = Plan.objects.bulk_create(
            Plan(**usual, **row) for row in rows
        )
    recall(world)


RECALLED = {"step": "recall", "from_status": "posted", "to_status": "finalizing"}


def recall(world):
    for numbers, place in ((MENDED, "posted"), (UNMENDED, "finalizing")):
        for name, number in numbers.items():
            plans = [plan.pk for plan in world.plans[name, place][:number]]
            Plan.objects.filter(pk__in=plans).update(first_recalled_at=SENT)
            PlanEvent.objects.bulk_create(
                PlanEvent(
                    plan=plan,
                    number=1,
                    step="recall",
                    to_status="finalizing",
                    by=world.officer,
                    at=SENT,
                    revision=1,
                )
                for plan in world.plans[name, place][:number]
            )


def look_back(world):
    cycle = CycleFactory(
        committee=world.ward, year=2025, draft_due_on=date(2025, 1, 31)
    )
    moment = datetime(2025, 2, 10, 9, tzinfo=NOW.tzinfo)
    for name, (sent, through) in IN_2025.items():
        obliged = [
            member
            for place in ("not_begun", *STANDS)
            for member in world.members[name, place]
        ]
        moments = dict.fromkeys(
            ("begun_at", "moved_at", "first_submitted_at", "edited_at"), moment
        )
        Plan.objects.bulk_create(
            Plan(
                member=member,
                cycle=cycle,
                ends_with=cycle,
                year=cycle.year,
                form_version=cycle.form_version,
                cell=world.cells[name],
                status="posted" if number < through else "signed",
                **moments,
            )
            for number, member in enumerate(obliged[:sent])
        )
