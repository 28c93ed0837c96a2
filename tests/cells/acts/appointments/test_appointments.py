"""The ward keeps its people: dated rows, by ward officers, never on oneself, never in another ward."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from cells.models import Appointment, Cell, Member, Membership
from plans.models import Plan
from tests.factories import AppointmentFactory, CellFactory, CommitteeFactory, MemberFactory, MembershipFactory
from tests.merging import merge
from tests.people import TODAY, a_plan_at

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def appoint(client, member, **facts):
    return client.post(reverse("appoint", args=[member.pk]), {"since": "10/02/2026", **facts})


def test_the_ward_appoints_and_the_power_is_there_at_the_next_request(people, sign_in):
    plan = a_plan_at("cell_review", people)
    assert not Plan.objects.reviewable_by(people.actor("dung")).exists()
    appoint(sign_in("giang"), people.dung, role="cell_committee_member")
    assert list(Plan.objects.reviewable_by(people.actor("dung"))) == [plan]
    post = Appointment.objects.get(member=people.dung)
    assert (post.cell, post.since, post.recorded_by) == (people.cell, TODAY, people.giang.user)


def test_ending_a_post_ends_the_power(people, sign_in):
    a_plan_at("cell_review", people)
    post = Appointment.objects.get(member=people.binh)
    sign_in("giang").post(reverse("end_row", args=[people.binh.pk, post.pk]), {"on": "10/02/2026"})
    post.refresh_from_db()
    assert (post.until, post.ended_by) == (TODAY, people.giang.user)
    assert not Plan.objects.reviewable_by(people.actor("binh")).exists()


@pytest.mark.parametrize("name", ["an", "binh", "hanh", "inh", "em"])
def test_others_do_not_find_these_pages(people, sign_in, name):
    client = sign_in(name)
    assert appoint(client, people.dung, role="secretary").status_code == 404
    for route, args in (
        ("person", [people.dung.pk]),
        ("add_member", [people.cell.pk]),
        ("cells", []),
        ("new_cell", []),
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
    assert client.get(reverse("person", args=[stranger.pk])).status_code == 404
    assert client.get(reverse("person", args=[people.em.pk])).status_code == 404
    assert client.get(reverse("person", args=[people.an.pk])).status_code == 200


def test_somebody_the_register_forgot_belongs_from_the_day_and_is_added_once(people, sign_in):
    facts = {"full_name": "Đinh Văn Mới", "since": "09/02/2026", "admitted_on": "09/02/2020", "uid": str(uuid4())}
    for _ in range(2):
        sign_in("giang").post(reverse("add_member", args=[people.cell.pk]), facts)
    place = Membership.objects.get(member__full_name="Đinh Văn Mới")
    assert (place.cell, place.since, place.origin) == (people.cell, date(2026, 2, 9), "register")
    assert place.member.is_probationary(TODAY)


def test_nobody_is_added_to_a_cell_that_is_over(people, sign_in):
    into = merge([people.cell, people.other_cell], "Chi bộ 20", committee=people.ward, on=TODAY)
    facts = {"full_name": "Đinh Văn Mới", "since": "09/02/2026", "admitted_on": "09/02/2020", "uid": str(uuid4())}
    answer = sign_in("giang").post(reverse("add_member", args=[people.cell.pk]), facts).content.decode()
    assert "Chi bộ 7 đã kết thúc hoạt động ngày 10/02/2026, nay là Chi bộ 20. Chưa ghi gì." in answer
    assert not Member.objects.filter(full_name="Đinh Văn Mới").exists()
    assert sign_in("giang").post(reverse("add_member", args=[into.pk]), facts).status_code == 302


def test_a_unit_takes_staff_outside_the_party(people, sign_in):
    facts = {"full_name": "Hà Thị Nhân", "since": "09/02/2026", "origin": "register", "card": "123"}
    sign_in("giang").post(reverse("add_member", args=[people.unit.pk]), facts)
    assert Member.objects.get(full_name="Hà Thị Nhân").kind == Member.Kind.STAFF


def test_a_card_that_is_another_persons_is_refused_in_words(people, sign_in):
    Member.objects.filter(pk=people.an.pk).update(card="17514678")
    facts = {"full_name": "Đinh Văn Mới", "since": "09/02/2026", "origin": "register", "card": "17514678"}
    answer = sign_in("giang").post(reverse("add_member", args=[people.cell.pk]), facts)
    assert "Lỗi: " in answer.content.decode()
    assert not Member.objects.filter(full_name="Đinh Văn Mới").exists()


def test_a_new_cell_and_no_second_of_the_same_name(people, sign_in):
    client = sign_in("giang")
    facts = {"name": "Chi bộ 18", "kind": "residential", "founded_on": "01/02/2026"}
    for _ in range(2):
        client.post(reverse("new_cell"), facts)
    assert Cell.objects.filter(name="Chi bộ 18", committee=people.ward).count() == 1


def test_the_list_names_cells_in_their_natural_order(people, sign_in):
    CellFactory(name="Chi bộ 10", committee=people.ward)
    page = sign_in("giang").get(reverse("cells")).content.decode()
    places = [page.index(name) for name in ("Chi bộ 7", "Chi bộ 9", "Chi bộ 10", "UBND phường")]
    assert places == sorted(places)
    assert "Trần Thị Bình" in page


@pytest.mark.parametrize("cells", [1, 3])
def test_the_list_asks_a_fixed_number_of_questions(people, sign_in, cells, django_assert_max_num_queries):
    for number in range(cells):
        new = CellFactory(committee=people.ward, name=f"Chi bộ {number + 20}")
        AppointmentFactory(member=people.em, role="secretary", cell=new)
    client = sign_in("giang")
    with django_assert_max_num_queries(13):
        client.get(reverse("cells"))
