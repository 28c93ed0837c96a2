"""The third table: who reads what in which status (DESIGN.md §4)."""

import pytest

from cells.models import Appointment, Membership
from plans import permissions
from plans.models import Plan, Status
from tests.factories import (
    AppointmentFactory,
    CellFactory,
    CommitteeFactory,
    CycleFactory,
)
from tests.people import EVERYBODY, TODAY, a_plan, a_plan_at
from tests.plans.gone import WAYS, leave

pytestmark = pytest.mark.django_db

READERS = {
    "draft": {"an"},
    "cell_review": {"an", "binh", "bao", "dung", "giang", "inh"},
    "finalizing": {"an", "binh", "bao", "giang", "inh"},
    "signed": {"an", "binh", "bao", "giang", "inh"},
    "posted": {"an", "binh", "bao", "giang", "inh"},
}
STAFF_READERS = {
    "draft": {"kha"},
    "cell_review": {"kha", "lan", "giang", "inh", "hanh"},
    "finalizing": {"kha", "lan", "giang", "inh", "hanh"},
    "signed": {"kha", "lan", "giang", "inh", "hanh"},
    "posted": {"kha", "lan", "giang", "inh", "hanh"},
}


def readers_of(plan, people):
    return {
        name
        for name in EVERYBODY
        if Plan.objects.visible_to(people.actor(name)).filter(pk=plan.pk).exists()
    }


@pytest.mark.parametrize("status", Status.values)
def test_who_reads_a_members_plan(people, status):
    assert readers_of(a_plan_at(status, people), people) == READERS[status]


@pytest.mark.parametrize("status", Status.values)
def test_who_reads_a_plan_of_staff_outside_the_party(people, status):
    plan = a_plan_at(status, people, of="kha", reviewer="lan", filer="hanh")
    assert readers_of(plan, people) == STAFF_READERS[status]


@pytest.mark.parametrize("ending", WAYS)
@pytest.mark.parametrize("status", Status.values)
def test_what_somebody_wrote_who_is_gone_is_read_as_before(people, status, ending):
    plan = a_plan_at(status, people)
    leave(people.an, ending)
    assert readers_of(plan, people) == READERS[status]


@pytest.mark.parametrize("ending", WAYS)
def test_who_is_gone_reads_nothing_but_their_own(people, ending):
    """Dung reads as a fellow member, Bảo as an officer."""
    plan = a_plan_at("cell_review", people)
    own = [a_plan(people, of=name) for name in ("dung", "bao")]
    for name in ("dung", "bao"):
        leave(people.members[name], ending)
    assert readers_of(plan, people) == READERS["cell_review"] - {"dung", "bao"}
    for name, plan in zip(("dung", "bao"), own, strict=True):
        visible = Plan.objects.visible_to(people.actor(name))
        assert list(visible) == [plan]


def test_fellow_members_read_only_if_the_cycle_says_so(people):
    plan = a_plan_at("cell_review", people)
    type(people.cycle).objects.update(peers_may_read=False)
    assert readers_of(plan, people) == READERS["cell_review"] - {"dung"}


def test_a_returned_plan_is_its_authors_again(people):
    plan = a_plan_at("cell_review", people)
    from_draft = readers_of(a_plan(people, of="dung"), people)
    assert from_draft == {"dung"}
    assert "binh" in readers_of(plan, people)


def test_powers_end_on_the_day_a_post_ends(people):
    plan = a_plan_at("signed", people)
    Appointment.objects.filter(
        member__in=[people.binh, people.giang, people.inh]
    ).update(until=TODAY)
    assert readers_of(plan, people) == {"an", "bao"}


def test_an_inspector_reads_within_term_and_scope(people):
    plan = a_plan_at("signed", people)
    other_ward = CommitteeFactory(name="Đảng bộ phường khác")
    Appointment.objects.filter(member=people.inh).update(committee=other_ward)
    assert "inh" not in readers_of(plan, people)


def test_a_city_officer_sees_the_wards_below_and_no_others(people):
    city = CommitteeFactory(name="Thành ủy", kind="city")
    plan = a_plan_at("signed", people)
    AppointmentFactory(
        member=people.em, role=Appointment.Role.WARD_OFFICER, committee=city
    )
    assert "em" not in readers_of(plan, people)
    type(people.ward).objects.filter(pk=people.ward.pk).update(parent=city)
    assert "em" in readers_of(plan, people)


def test_a_member_who_moved_away_no_longer_reads_the_old_cells_plans(people):
    plan = a_plan_at("cell_review", people)
    Membership.objects.filter(member=people.dung).update(until=TODAY)
    assert "dung" not in readers_of(plan, people)


@pytest.mark.parametrize("status", Status.values)
def test_officers_of_the_cell_to_which_the_author_moved_read_the_current_plan(
    people, status
):
    """The plan still stands in the old cell: both read it, and nobody reads the
    draft."""
    plan = a_plan_at(status, people)
    before = readers_of(plan, people)
    Membership.objects.filter(member=people.an).update(cell=people.other_cell)
    assert readers_of(plan, people) == before | (
        set() if status == "draft" else {"chi"}
    )


def test_two_wards_do_not_see_each_other(people):
    ward = CommitteeFactory(name="Đảng bộ phường Sài Đồng")
    cell = CellFactory(committee=ward, name="Chi bộ 7")
    CycleFactory(committee=ward)
    Membership.objects.filter(member=people.chi).update(cell=cell)
    Appointment.objects.filter(member=people.chi).update(cell=cell)
    AppointmentFactory(
        member=people.em, role=Appointment.Role.WARD_OFFICER, committee=ward
    )
    plan = a_plan_at("cell_review", people)
    assert readers_of(plan, people) == READERS["cell_review"]


def test_who_reads_years_reads_those_of_some_committee(people):
    read = {}
    for name in EVERYBODY:
        actor = people.actor(name)
        read[name] = permissions.may_read_years(actor)
        assert read[name] == bool(permissions.find_committees_of_years(actor))
    assert set(read.values()) == {True, False}
