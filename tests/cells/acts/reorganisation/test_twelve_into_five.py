"""Twelve cells become five in one decision, with plans in every state: what is
foretold, what comes, the way back."""

import pytest
from django.core.exceptions import PermissionDenied

from cells import posts
from cells.acts.reorganisation.application import apply_reorganisation
from cells.acts.reorganisation.dependents import find_dependents
from cells.acts.reorganisation.foresight import foresee_reorganisation
from cells.acts.reorganisation.preview import describe_foresight
from cells.acts.reorganisation.reversal import undo_reorganisation
from cells.models import Appointment, Cell, Membership
from plans.models import Plan, PlanEvent, Status
from plans.workflow import log, steps
from reports import rates
from tests.cells.acts.reorganisation.decisions import (
    EVE,
    LATER,
    applied,
    draft,
    everything,
    names_in,
    told,
)
from tests.factories import (
    AppointmentFactory,
    CellFactory,
    MemberFactory,
    MembershipFactory,
    UserFactory,
)
from tests.merging import a_merger
from tests.people import NOW, TODAY, a_plan_at, again, gather

Role = Appointment.Role

GROUPS = ((3, 16), (7, 8), (11, 18, 22), (13, 20, 21), (23, 24))
STATUSES = list(Status.values)


@pytest.fixture(scope="module")
def towns(build_once):
    return build_once(build)


@pytest.fixture
def town(db, towns):
    return towns()


def build():
    """Twelve cells of five people, each with a secretary and a deputy; in each a plan
    of every status but one."""
    people, cells = gather(), {}
    people.cell.name, people.other_cell.name = "Chi bộ 1", "Chi bộ 2"
    people.cell.save()
    people.other_cell.save()
    for number in [number for group in GROUPS for number in group]:
        cell = cells[number] = CellFactory(
            name=f"Chi bộ {number}", committee=people.ward
        )
        for place, letter in enumerate("ABCDEF"):
            key = f"{letter}{number}"
            people.members[key] = MemberFactory(
                full_name=f"Lê Văn {letter}{number}", user=UserFactory()
            )
            MembershipFactory(member=people.members[key], cell=cell)
            if place < 2:
                role = (Role.SECRETARY, Role.DEPUTY_SECRETARY)[place]
                AppointmentFactory(
                    member=people.members[key], role=role, cell=cell, is_head=not place
                )
        for place, status in enumerate(STATUSES):
            of, reviewer = "BCDEF"[place], "A"
            a_plan_at(
                status,
                people,
                f"{of}{number}",
                reviewer=f"{reviewer}{number}",
                filer=f"{reviewer}{number}",
            )
    return people, cells


def the_decision(people, cells):
    return [
        a_merger(
            [cells[number] for number in group],
            f"Chi bộ {group[0]}",
            committee=people.ward,
            secretary=people.members[f"A{group[0]}"].pk,
            deputies=[people.members[f"A{group[1]}"].pk],
        )
        for group in GROUPS
    ]


def totals(people, on):
    rows = rates.with_rates(
        Cell.objects.filter(committee=people.ward), cycle=people.cycle, on=on
    )
    counts = rates.sum_rates(rows).counts
    del counts["heads_unposted"]  # whoever was dismissed heads nothing any more
    return counts


def test_twelve_cells_become_five_with_plans_in_every_state(town):
    people, cells = town
    remark = people_remark(people, cells)
    before = {on: totals(people, on) for on in (EVE, TODAY)}
    stood = {
        plan.pk: (plan.status, plan.revision, plan.cell_id)
        for plan in Plan.objects.all()
    }
    belonged = {number: names_in(cell, TODAY) for number, cell in cells.items()}
    act = applied(people, *the_decision(people, cells), decision_number="214-QĐ/ĐU")

    for group in GROUPS:
        into = Cell.objects.in_force(TODAY).get(name=f"Chi bộ {group[0]}")
        old = [Cell.objects.get(pk=cells[number].pk) for number in group]
        assert [(cell.closed_on, cell.successor_id) for cell in old] == [
            (TODAY, into.pk)
        ] * len(old)
        assert names_in(into, TODAY) == sorted(
            name for number in group for name in belonged[number]
        )
        assert [names_in(cell, EVE) for cell in old] == [
            belonged[number] for number in group
        ]
        held = Appointment.objects.in_force(TODAY).filter(cell__in=[into, *old])
        posts_now = held.order_by("pk").values_list(
            "member__full_name", "role", "cell", "is_head", "decision"
        )
        assert list(posts_now) == [
            (
                f"Lê Văn A{group[0]}",
                "secretary",
                into.pk,
                True,
                "Quyết định số 214-QĐ/ĐU",
            ),
            (
                f"Lê Văn A{group[1]}",
                "deputy_secretary",
                into.pk,
                False,
                "Quyết định số 214-QĐ/ĐU",
            ),
        ]
        for plan in Plan.objects.filter(member__memberships__cell__in=old).distinct():
            status, revision, cell = stood[plan.pk]
            assert (plan.status, plan.revision) == (status, revision)
            assert plan.cell_id == (cell if status == "posted" else into.pk)
    assert {on: totals(people, on) for on in (EVE, TODAY)} == before
    moves = PlanEvent.objects.filter(step="move")
    assert moves.count() == len(act.effects["moved"]) == 12 * 4
    assert Plan.objects.filter(status="posted", cell__in=cells.values()).count() == 12
    for plan in Plan.objects.all():
        assert (
            log.find_break_in_chain(
                log.join_what_events_point_at(plan.events.order_by("number"))
            )
            is None
        )
    remark.refresh_from_db()
    assert (remark.text, remark.answer, remark.ticked_at) == ("Cụ thể hơn.", "", None)


def people_remark(people, cells):
    plan = Plan.objects.get(member=people.members["C3"])
    return plan.remarks.create(
        plan=plan,
        revision=1,
        reason="vague",
        text="Cụ thể hơn.",
        source="reviewer",
        by=people.members["A3"],
        made_at=NOW,
    )


def test_the_new_secretary_goes_on_with_the_review_and_the_old_ones_cannot(town):
    people, cells = town
    plan = Plan.objects.get(member=people.members["C16"])
    assert plan.status == Status.CELL_REVIEW
    people_remark(people, cells)
    applied(people, *the_decision(people, cells))
    former, new = (posts.Actor(people.members[name], TODAY) for name in ("B16", "A3"))
    with pytest.raises(PermissionDenied):
        steps.take_step("agree", again(plan), by=former, at=LATER)
    steps.take_step("agree", again(plan), by=new, at=LATER)
    taken = plan.events.order_by("number").values_list("step", "by__full_name")
    assert list(taken) == [
        ("begin", "Lê Văn C16"),
        ("submit", "Lê Văn C16"),
        ("move", "Ngô Thị Giang"),
        ("agree", "Lê Văn A3"),
    ]


def test_what_is_foretold_is_what_comes(town):
    people, cells = town
    parts = the_decision(people, cells)
    shown = told(people, *parts)
    act = applied(people, *parts)
    assert act.effects["told"]["marks"] == shown["marks"]
    for part in shown["parts"]:
        (place,) = part["places"]
        into = Cell.objects.in_force(TODAY).get(name=place["name"])
        here = Membership.objects.in_force(TODAY).filter(cell=into, kind="official")
        moved = Membership.objects.filter(cell=into, origin="reorganised", since=TODAY)
        assert place["belong"] == place["come"] == here.count()
        assert sorted(
            name for group in part["people"] for name in group["names"]
        ) == sorted(moved.values_list("member__full_name", flat=True))
        for group in part["plans"]["waiting"]:
            plans = Plan.objects.filter(
                cell=into, status="cell_review", member__full_name__in=group["names"]
            )
            assert plans.count() == len(group["names"])
            for plan in plans:
                able = posts.find_reviewers(into, TODAY, besides=plan.member_id)
                assert (
                    ", ".join(f"{post.member} ({post.label()})" for post in able)
                    == group["to"]
                )
        follow = {
            group["status"]: len(group["names"]) for group in part["plans"]["follow"]
        }
        for status in ("draft", "finalizing", "signed"):
            assert (
                Plan.objects.filter(cell=into, status=status).count()
                == follow[Status(status).label]
            )
        closed = Cell.objects.filter(successor=into)
        assert (
            sum(cell["count"] for cell in part["plans"]["filed"])
            == closed.filter(plans__status="posted").count()
        )
        ended = Appointment.objects.filter(cell__in=closed, until=TODAY)
        assert sorted(part["posts"]["end"]) == sorted(
            f"{post.member} – {post.label()}, {post.cell}" for post in ended
        )
        begun = Appointment.objects.filter(cell=into)
        assert sorted(part["posts"]["begin"]) == sorted(
            f"{post.member} – {post.label()}, {post.cell}" for post in begun
        )
    assert sum(len(part["plans"]["waiting"]) for part in shown["parts"]) > 0


def test_nothing_is_written_by_looking(town):
    people, cells = town
    act = draft(people, *the_decision(people, cells))
    before = everything()
    describe_foresight(foresee_reorganisation(act, by=people.actor("giang")))
    assert everything() == before


def test_looking_takes_the_same_queries_for_one_merger_and_for_five(
    town, django_assert_num_queries
):
    people, cells = town
    for parts in (the_decision(people, cells)[:1], the_decision(people, cells)):
        act = draft(people, *parts)
        with django_assert_num_queries(9):
            describe_foresight(foresee_reorganisation(act, by=people.actor("giang")))


@pytest.mark.parametrize("number", [1, 5])
def test_what_rests_on_it_takes_the_same_queries_for_one_merger_and_for_five(
    town, number, django_assert_num_queries
):
    people, cells = town
    act = draft(people, *the_decision(people, cells)[:number])
    act = apply_reorganisation(act, by=people.actor("giang"), at=NOW)
    with django_assert_num_queries(14):
        assert find_dependents(act) == []


def test_undoing_gives_back_every_row(town):
    people, cells = town
    parts = the_decision(people, cells)
    act = draft(people, *parts)
    before = everything(besides=("Reorganisation", "PlanEvent"))
    events = list(PlanEvent.objects.order_by("pk").values())
    act = apply_reorganisation(act, by=people.actor("giang"), at=NOW)
    assert everything(besides=("Reorganisation", "PlanEvent")) != before
    undo_reorganisation(act, by=people.actor("giang"), at=LATER, because="Nhầm ngày")
    after = everything(besides=("Reorganisation", "PlanEvent"))
    founded = after["Cell"][len(before["Cell"]) :]
    after["Cell"] = after["Cell"][: len(before["Cell"])]
    assert after == before
    assert [(cell["founded_on"], cell["closed_on"]) for cell in founded] == [
        (TODAY, TODAY)
    ] * 5
    kept = PlanEvent.objects.filter(pk__in=[event["id"] for event in events])
    assert list(kept.order_by("pk").values()) == events
    added = PlanEvent.objects.exclude(pk__in=[event["id"] for event in events])
    assert (
        set(added.values_list("step", flat=True)) == {"move"}
        and added.count() == 2 * 12 * 4
    )
    act.refresh_from_db()
    assert (act.undone_by, act.undone_at, act.undone_because) == (
        people.giang.user,
        LATER,
        "Nhầm ngày",
    )
    applied(people, *parts, at=LATER)  # the names are free again
