"""Who is somebody toward a plan? A table by hand, and that seeing, doing and the lists
follow from it."""

from datetime import timedelta

import pytest

from cells.models import Appointment, Membership
from plans.models import Capacity, Plan, Status
from plans.models.assistance import LAPSES_AFTER
from plans.models.capacity import RULES
from plans.models.plan import READABLE
from plans.permissions import capacities_of, may_read
from plans.workflow.assistances import hand_back
from tests.factories import AppointmentFactory
from tests.people import EVERYBODY, NOW, TODAY, a_plan_at, again
from tests.plans.typed import (
    a_typed_plan_sent,
    begin_typing,
    leave_one_officer,
    name_second_reader,
)

pytestmark = pytest.mark.django_db

DECIDES = {"officer", "reviewer", "filer", "poster"}

# Plan of -> who is what toward it; who is not named is nothing.
TOWARD = {
    "an": {
        "an": {"author"},
        "binh": DECIDES | {"peer"},
        "bao": DECIDES | {"peer"},
        "dung": {"peer"},
        "giang": {"ward"},
        "inh": {"inspector"},
    },
    # A secretary and head: the deputy reviews, and the ward may record that it hangs on
    # the board.
    "binh": {
        "an": {"peer"},
        "binh": {"author"},
        "bao": DECIDES | {"peer"},
        "dung": {"peer"},
        "giang": {"ward", "poster"},
        "inh": {"inspector"},
    },
    # The only officer of a cell, and head: the ward stands in.
    "chi": {
        "chi": {"author"},
        "giang": {"ward", "reviewer", "filer", "poster", "peer"},
        "hanh": {"peer"},
        "inh": {"inspector", "peer"},
    },
    # Staff outside the Party: the lead reviews, the Chairman's office files.
    "kha": {
        "kha": {"author"},
        "lan": {"officer", "reviewer", "peer"},
        "giang": {"ward"},
        "hanh": {"office", "filer", "poster"},
        "inh": {"inspector"},
    },
    # A ward officer is no ward toward their own plan.
    "giang": {
        "giang": {"author"},
        "chi": DECIDES | {"peer"},
        "hanh": {"peer"},
        "inh": {"inspector", "peer"},
    },
}
REVIEWER_OF = {
    "an": "binh",
    "binh": "bao",
    "chi": "giang",
    "kha": "lan",
    "giang": "chi",
}


def capacities_toward(plan, people):
    found = {name: capacities_of(people.actor(name), plan) for name in EVERYBODY}
    return {name: held for name, held in found.items() if held}


@pytest.mark.parametrize("author", TOWARD)
def test_who_is_what_toward_a_plan(people, author):
    plan = a_plan_at("cell_review", people, of=author, reviewer=REVIEWER_OF[author])
    assert capacities_toward(plan, people) == TOWARD[author]


def test_whoever_types_is_a_helper_beside(people):
    plan = begin_typing(people, "an", helper="dung")
    assert capacities_of(people.actor("dung"), plan) == {"peer", "helper"}
    plan = begin_typing(people, "dung", helper="bao")
    assert capacities_of(people.actor("bao"), plan) == DECIDES | {"peer", "helper"}


def test_an_act_of_typing_that_is_over_gives_nothing(people):
    plan = begin_typing(people, "an", helper="dung")
    later = TODAY + LAPSES_AFTER
    day_before = people.actor("dung", later - timedelta(days=1))
    assert "helper" in capacities_of(day_before, plan)
    assert capacities_of(people.actor("dung", later), again(plan)) == {"peer"}
    hand_back(plan, by=people.actor("dung"), at=NOW)
    assert capacities_of(people.actor("dung"), again(plan)) == {"peer"}


def test_a_second_reader_decides_about_what_others_typed_alone(people):
    name_second_reader(people, "an")
    typed, written = (
        a_typed_plan_sent(people),
        a_plan_at("cell_review", people, of="bao", reviewer="binh"),
    )
    decides = (DECIDES - {"officer"}) | {"peer", "second_reader"}
    assert capacities_of(people.actor("an"), typed) == decides
    assert capacities_of(people.actor("an"), written) == {"peer"}


def test_a_second_reader_is_none_toward_what_they_typed(people):
    name_second_reader(people, "an")
    typed = a_typed_plan_sent(people, helper="an")
    assert capacities_of(people.actor("an"), typed) == {"peer", "typist"}


def test_the_ward_decides_if_everybody_else_typed(people):
    leave_one_officer(people)
    typed = a_typed_plan_sent(people)
    asks = {"reviewer", "filer", "poster"}
    assert capacities_of(people.actor("giang"), typed) == asks | {"ward"}
    name_second_reader(people, "an")
    assert capacities_of(people.actor("giang"), again(typed)) == {"ward"}
    written = a_plan_at("cell_review", people)
    assert capacities_of(people.actor("giang"), written) == {"ward"}


def test_whoever_leads_the_cell_to_which_the_author_moved_receives_it(people):
    plan = a_plan_at("posted", people)
    Membership.objects.filter(member=people.an).update(cell=people.other_cell)
    assert capacities_of(people.actor("chi"), plan) == {"receiver"}


def test_a_cell_without_officers_is_reviewed_by_the_ward(people):
    plan = a_plan_at("cell_review", people)
    Appointment.objects.filter(cell=people.cell).update(until=TODAY)
    assert capacities_of(people.actor("giang"), plan) == {
        "ward",
        "reviewer",
        "filer",
        "poster",
    }
    assert capacities_of(people.actor("binh"), plan) == {"peer"}


def test_the_office_is_nothing_toward_a_members_plan_but_a_peer_in_its_own_cell(people):
    """Hạnh keeps the Chairman's office, which has staff outside the Party alone, and
    sits in Chi's cell."""
    plan = a_plan_at("cell_review", people, of="chi", reviewer="giang")
    assert capacities_of(people.actor("hanh"), plan) == {"peer"}


def test_the_lists_have_the_same_plans_as_the_sets(people):
    AppointmentFactory(member=people.em, role="ward_officer", committee=people.ward)
    plans = [
        a_plan_at("cell_review", people, of=author, reviewer=REVIEWER_OF[author])
        for author in TOWARD
    ]
    for name in EVERYBODY:
        actor = people.actor(name)
        for capacity in Capacity:
            listed = set(Plan.objects.toward_whom(actor, capacity))
            assert listed == {
                plan for plan in plans if capacity in capacities_of(actor, plan)
            }


@pytest.mark.parametrize("status", Status.values)
def test_what_may_be_read_follows_from_the_capacities(people, status):
    plans = [
        a_plan_at(status, people),
        a_plan_at(status, people, of="kha", reviewer="lan", filer="hanh"),
    ]
    for name in EVERYBODY:
        actor = people.actor(name)
        seen = {plan for plan in plans if may_read(actor, plan)}
        assert set(Plan.objects.visible_to(actor)) == seen


def test_every_capacity_has_its_rule():
    assert set(RULES) == set(Capacity)
    assert set(READABLE) == set(Capacity) - {
        Capacity.TYPIST,
        Capacity.REVIEWER,
        Capacity.FILER,
        Capacity.POSTER,
    }


def test_what_somebody_is_toward_a_plan_is_asked_once(
    people, django_assert_num_queries
):
    plan, actor = a_plan_at("cell_review", people), people.actor("binh")
    capacities_of(actor, plan)
    with django_assert_num_queries(0):
        capacities_of(actor, plan)
