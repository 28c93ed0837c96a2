"""A cell is founded once, a person is added once, and nobody to a cell that is over."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from cells.models import Cell, Member, Membership
from tests.merging import merge
from tests.people import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def test_somebody_the_register_forgot_belongs_from_the_day_and_is_added_once(
    people, sign_in
):
    facts = {
        "full_name": "Đinh Văn Mới",
        "since": "09/02/2026",
        "admitted_on": "09/02/2020",
        "uid": str(uuid4()),
    }
    for _ in range(2):
        sign_in("giang").post(
            reverse("members:add_member", args=[people.cell.pk]), facts
        )
    place = Membership.objects.get(member__full_name="Đinh Văn Mới")
    assert (place.cell, place.since, place.origin) == (
        people.cell,
        date(2026, 2, 9),
        "register",
    )
    assert not place.member.is_probationary(TODAY)


def test_nobody_is_added_to_a_cell_that_is_over(people, sign_in):
    into = merge(
        [people.cell, people.other_cell], "Chi bộ 20", committee=people.ward, on=TODAY
    )
    facts = {
        "full_name": "Đinh Văn Mới",
        "since": "09/02/2026",
        "admitted_on": "09/02/2020",
        "uid": str(uuid4()),
    }
    answer = (
        sign_in("giang")
        .post(reverse("members:add_member", args=[people.cell.pk]), facts)
        .content.decode()
    )
    assert (
        "Chi bộ 7 đã kết thúc hoạt động ngày 10/02/2026, nay là Chi bộ 20. Chưa ghi gì."
        in answer
    )
    assert not Member.objects.filter(full_name="Đinh Văn Mới").exists()
    assert (
        sign_in("giang")
        .post(reverse("members:add_member", args=[into.pk]), facts)
        .status_code
        == 302
    )


def test_a_unit_takes_staff_outside_the_party(people, sign_in):
    facts = {
        "full_name": "Hà Thị Nhân",
        "since": "09/02/2026",
        "origin": "register",
        "card": "123",
    }
    sign_in("giang").post(reverse("members:add_member", args=[people.unit.pk]), facts)
    assert Member.objects.get(full_name="Hà Thị Nhân").kind == Member.Kind.STAFF


def test_a_card_that_is_another_persons_is_refused_in_words(people, sign_in):
    Member.objects.filter(pk=people.an.pk).update(card="17514678")
    facts = {
        "full_name": "Đinh Văn Mới",
        "since": "09/02/2026",
        "origin": "register",
        "card": "17514678",
    }
    answer = sign_in("giang").post(
        reverse("members:add_member", args=[people.cell.pk]), facts
    )
    assert "Lỗi: " in answer.content.decode()
    assert not Member.objects.filter(full_name="Đinh Văn Mới").exists()


def test_a_new_cell_and_no_second_of_the_same_name(people, sign_in):
    client = sign_in("giang")
    facts = {"name": "Chi bộ 18", "kind": "residential", "founded_on": "01/02/2026"}
    for _ in range(2):
        client.post(reverse("members:new_cell"), facts)
    assert Cell.objects.filter(name="Chi bộ 18", committee=people.ward).count() == 1
