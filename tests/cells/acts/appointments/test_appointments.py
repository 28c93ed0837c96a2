"""The ward keeps its people: dated rows, by ward officers, never on oneself, never in
another ward."""

import pytest
from django.urls import reverse

from cells.models import Appointment
from plans.models import Plan
from tests.factories import (
    CellFactory,
    CommitteeFactory,
    MemberFactory,
    MembershipFactory,
)
from tests.people import TODAY, a_plan_at

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def appoint(client, member, **facts):
    return client.post(
        reverse("appointments:appoint", args=[member.pk]),
        {"since": "10/02/2026", **facts},
    )


def test_the_ward_appoints_and_the_power_is_there_at_the_next_request(people, sign_in):
    plan = a_plan_at("cell_review", people)
    assert not Plan.objects.reviewable_by(people.actor("dung")).exists()
    appoint(sign_in("giang"), people.dung, role="cell_committee_member")
    assert list(Plan.objects.reviewable_by(people.actor("dung"))) == [plan]
    post = Appointment.objects.get(member=people.dung)
    assert (post.cell, post.since, post.recorded_by) == (
        people.cell,
        TODAY,
        people.giang.user,
    )


def test_ending_a_post_ends_the_power(people, sign_in):
    a_plan_at("cell_review", people)
    post = Appointment.objects.get(member=people.binh)
    sign_in("giang").post(
        reverse("appointments:end_row", args=[people.binh.pk, post.pk]),
        {"on": "10/02/2026"},
    )
    post.refresh_from_db()
    assert (post.until, post.ended_by) == (TODAY, people.giang.user)
    assert not Plan.objects.reviewable_by(people.actor("binh")).exists()


@pytest.mark.parametrize("name", ["an", "binh", "hanh", "inh", "em"])
def test_others_do_not_find_these_pages(people, sign_in, name):
    client = sign_in(name)
    assert appoint(client, people.dung, role="secretary").status_code == 404
    for route, args in (
        ("person:person", [people.dung.pk]),
        ("members:add_member", [people.cell.pk]),
        ("cells:cells", []),
        ("members:new_cell", []),
    ):
        assert client.get(reverse(route, args=args)).status_code == 404
    assert not Appointment.objects.filter(member=people.dung).exists()


def test_nobody_appoints_themselves(people, sign_in):
    assert appoint(sign_in("giang"), people.giang, role="inspector").status_code == 403
    assert Appointment.objects.filter(member=people.giang).count() == 1


def test_another_wards_people_are_unknown(people, sign_in):
    stranger = MemberFactory()
    MembershipFactory(member=stranger, cell=CellFactory(committee=CommitteeFactory()))
    client = sign_in("giang")
    assert client.get(reverse("person:person", args=[stranger.pk])).status_code == 404
    assert client.get(reverse("person:person", args=[people.em.pk])).status_code == 404
    assert client.get(reverse("person:person", args=[people.an.pk])).status_code == 200
