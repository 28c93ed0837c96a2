"""Cells that merge by one decision: what is closed, who belongs where, which plans go
along."""

import datetime

import pytest

from cells import posts
from cells.models import Appointment, Cell, Exemption, Membership
from plans.models import Plan
from plans.place_on_date import find_who_must_plan
from plans.workflow import steps
from plans.workflow.moves import follow_authors
from tests.cells.acts.reorganisation.decisions import names_in
from tests.factories import AppointmentFactory, MemberFactory, MembershipFactory
from tests.merging import merge
from tests.people import NOW, a_plan_at

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 2, 10)
EVE = datetime.date(2026, 2, 9)


def merged(people, name="Chi bộ 7"):
    return merge([people.cell, people.other_cell], name, committee=people.ward, on=DAY)


def follow(people):
    return follow_authors(Plan.objects.all(), by=people.actor("giang", DAY), at=NOW)


def test_old_cells_are_closed_with_their_successor_and_none_is_deleted(people):
    into = merged(people)
    assert (
        list(
            Cell.objects.filter(
                pk__in=[people.cell.pk, people.other_cell.pk]
            ).values_list("closed_on", "successor")
        )
        == [(DAY, into.pk)] * 2
    )
    assert (into.name, into.founded_on, into.closed_on) == ("Chi bộ 7", DAY, None)
    assert set(Cell.objects.in_force(DAY)) == {into, people.unit}
    assert set(Cell.objects.in_force(EVE)) == {
        people.cell,
        people.other_cell,
        people.unit,
    }


def test_members_belong_to_the_old_cell_until_the_day_and_to_the_new_one_from_it(
    people,
):
    before = [names_in(people.cell, EVE), names_in(people.other_cell, EVE)]
    into = merged(people)
    assert [len(names) for names in before] == [4, 4]
    assert [
        names_in(people.cell, EVE),
        names_in(people.other_cell, EVE),
        names_in(into, EVE),
    ] == [*before, []]
    assert names_in(into, DAY) == sorted(before[0] + before[1])
    assert names_in(people.cell, DAY) == names_in(people.other_cell, DAY) == []
    assert set(into.memberships.values_list("origin", flat=True)) == {
        Membership.Origin.REORGANISED
    }


def test_a_guest_stays_a_guest_until_the_same_day(people):
    guest, leaves_on = MemberFactory(full_name="Khách"), datetime.date(2026, 6, 1)
    kind = Membership.Kind.TEMPORARY
    MembershipFactory(member=guest, cell=people.cell, kind=kind, until=leaves_on)
    into = merged(people)
    row = Membership.objects.get(member=guest, cell=into)
    assert (row.kind, row.since, row.until) == (kind, DAY, leaves_on)


def test_who_left_before_does_not_come_along_and_who_comes_later_comes_to_the_new_cell(
    people,
):
    left, later = MemberFactory(full_name="Đã đi"), MemberFactory(full_name="Sẽ đến")
    MembershipFactory(member=left, cell=people.cell, until=EVE)
    MembershipFactory(
        member=later, cell=people.cell, since=DAY + datetime.timedelta(days=5)
    )
    into = merged(people)
    assert not left.memberships.filter(cell=into).exists()
    assert list(later.memberships.values_list("cell", "since")) == [
        (into.pk, DAY + datetime.timedelta(days=5))
    ]


def test_powers_of_the_old_cells_end_on_the_day(people):
    merged(people)
    assert people.actor("binh", EVE).cells == {people.cell.pk}
    assert people.actor("binh", DAY).cells == set()
    assert posts.is_head(people.binh, EVE) and not posts.is_head(people.binh, DAY)
    assert people.actor("giang", DAY).committees == {people.ward.pk}


def test_exemptions_go_on(people):
    row = Exemption.objects.create(member=people.dung, since=datetime.date(2025, 1, 1))
    merged(people)
    row.refresh_from_db()
    assert row.until is None
    assert people.dung not in find_who_must_plan(DAY)


@pytest.mark.parametrize(
    ("status", "follows"),
    [
        ("draft", True),
        ("cell_review", True),
        ("finalizing", True),
        ("signed", True),
        ("posted", False),
    ],
)
def test_a_plan_follows_its_author_until_it_is_filed(people, status, follows):
    plan = a_plan_at(status, people)
    into = merged(people)
    assert len(follow(people)) == int(follows)
    plan.refresh_from_db()
    assert plan.cell == (into if follows else people.cell)


def test_the_new_secretary_takes_up_a_pending_review_with_its_history(people):
    plan = a_plan_at("cell_review", people)
    into = merged(people)
    follow(people)
    AppointmentFactory(
        member=people.chi, role=Appointment.Role.SECRETARY, cell=into, since=DAY
    )
    plan = Plan.objects.get(pk=plan.pk)
    assert steps.list_open_steps(plan, people.actor("binh")) == []
    steps.take_step("agree", plan, by=people.actor("chi"), at=plan.moved_at)
    assert list(
        plan.events.order_by("number").values_list("step", "by__full_name")
    ) == [
        ("begin", "Nguyễn Văn An"),
        ("submit", "Nguyễn Văn An"),
        ("move", "Ngô Thị Giang"),
        ("agree", "Lê Kim Chi"),
    ]
