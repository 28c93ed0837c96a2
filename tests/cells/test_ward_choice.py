"""Forms that offer the cells of several wards: the wards first, then the cells of the one
that is opened; and nothing of it where there is only one ward."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cells.models import Appointment, Cell, Member, Membership, Movement, Reorganisation
from tests.city import CELL, UNIT, a_city
from tests.factories import CellFactory, CommitteeFactory, together
from tests.people import NOW, TODAY

pytestmark = pytest.mark.django_db

MORE = 150  # cells in each ward
MOVE = "chuyen-chi-bo"


def a_large_city():
    city = a_city()
    for ward in city.wards.values():
        name = f"Tổ {ward.key} "
        rows = [
            {"name": f"{name}{n}", "committee": ward.committee} for n in range(MORE)
        ]
        together(CellFactory, rows)
    return city


@pytest.fixture(scope="module")
def cities(build_once):
    return build_once(a_large_city)


@pytest.fixture
def city(db, cities):
    return cities()


@pytest.fixture
def sign_in(client, city):
    def as_somebody(key, name=None):
        user = city.officer.user if key == "city" else city[key].people[name].user
        client.force_login(user, backend="accounts.backends.IssuedNameBackend")
        return client

    return as_somebody


def page_of(response):
    assert response.status_code == 200
    return unescape(response.content.decode())


def list_options(response, name):
    """{value: label} of what is offered in a field, selects and check boxes alike."""
    page = page_of(response)
    chosen = re.search(rf'<select name="{name}".*?</select>', page, re.S)
    if chosen:
        found = re.findall(r'<option value="([^"]*)"[^>]*>([^<]*)<', chosen[0])
        return dict(found)
    boxes = re.findall(
        rf'<input type="checkbox"[^>]*name="{name}"[^>]*value="(\d+)"', page
    )
    return dict.fromkeys(boxes)


def find_selected(response, name):
    chosen = re.search(rf'<select name="{name}".*?</select>', page_of(response), re.S)
    return re.findall(r'<option value="([^"]*)" selected', chosen[0])


def find_ticked(response, name):
    boxes = re.findall(r'<input type="checkbox"[^>]*>', page_of(response))
    ticked = [box for box in boxes if f'name="{name}"' in box and "checked" in box]
    return [re.search(r'value="(\d+)"', box)[1] for box in ticked]


def pk_of(row):
    return str(row.pk)


def has_cell_of(options, ward):
    """Whether cells of a ward are among these options."""
    return any(label.startswith(f"Tổ {ward.key} ") for label in options.values())


# --- lists that are narrowed ----------------------------------------------------------

LISTS = ("control:control", "accounts:accounts")


@pytest.mark.parametrize("place", LISTS)
def test_a_list_offers_the_wards_first_and_then_the_cells_of_one(city, sign_in, place):
    client, address = sign_in("city"), reverse(place)
    at_first = client.get(address)
    assert set(list_options(at_first, "ward").values()) >= {
        city["lb"].committee.name,
        city["pl"].committee.name,
        city.committee.name,
    }
    assert list_options(at_first, "cell") == {"": "Chọn đảng bộ trước"}
    opened = client.get(address, {"ward": city["lb"].committee.pk})
    offered = list_options(opened, "cell")
    assert has_cell_of(offered, city["lb"]) and not has_cell_of(offered, city["pl"])
    assert pk_of(city["lb"].places[UNIT]) in offered
    assert find_selected(opened, "ward") == [pk_of(city["lb"].committee)]


@pytest.mark.parametrize("place", LISTS)
def test_a_list_is_narrowed_by_the_ward(city, sign_in, place):
    client, address = sign_in("city"), reverse(place)
    both = page_of(client.get(address))
    assert "Member LB" in both and "Member PL" in both
    opened = page_of(client.get(address, {"ward": city["lb"].committee.pk}))
    assert "Member LB" in opened and "Member PL" not in opened


@pytest.mark.parametrize("place", LISTS)
def test_a_cell_without_its_ward_opens_it_and_with_another_is_let_go(
    city, sign_in, place
):
    client, address = sign_in("city"), reverse(place)
    cell, ward = city["lb"].places[CELL], city["lb"].committee
    found = client.get(address, {"cell": cell.pk, "q": "member"})
    assert find_selected(found, "ward") == [pk_of(ward)]
    assert find_selected(found, "cell") == [pk_of(cell)]
    assert "Member LB" in page_of(found) and "Member PL" not in page_of(found)
    for other, name in ((city["pl"].committee.pk, "Member PL"), ("", "Member LB")):
        asked = {"cell": cell.pk, "ward": other, "q": "member"}
        found = client.get(address, asked)
        assert find_selected(found, "cell") in ([], [""])
        assert name in page_of(found) and 'value="member"' in page_of(found)


@pytest.mark.parametrize("place", LISTS)
@pytest.mark.parametrize("sent", [{"cell": "x"}, {"ward": "x"}, {"ward": "0"}])
def test_what_is_no_ward_opens_none(city, sign_in, place, sent):
    answer = sign_in("city").get(reverse(place), sent)
    assert list_options(answer, "cell") == {"": "Chọn đảng bộ trước"}


@pytest.mark.parametrize("place", LISTS)
def test_a_list_does_not_grow_with_the_cells_of_all_wards(city, sign_in, place):
    client, address = sign_in("city"), reverse(place)
    before, asked = len(client.get(address).content), count_queries(client, address)
    rows = [{"name": f"Khu {n}", "committee": city["pl"].school} for n in range(200)]
    together(CellFactory, rows)
    after = len(client.get(address).content)
    assert abs(after - before) < 200
    assert count_queries(client, address) == asked <= 12


def count_queries(client, address):
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    return len(asked)


# --- one ward -------------------------------------------------------------------------


def test_of_one_ward_nothing_is_asked_and_all_is_offered(city, sign_in):
    ward = city["lb"]
    client, member = sign_in("lb", "officer"), ward.people["member"]
    own = Cell.objects.filter(committee__in=[ward.committee, ward.school])
    pks = {pk_of(cell) for cell in own}
    units = {pk_of(ward.places[UNIT])}
    move = reverse("movements:record_movement", args=[member.pk, MOVE])
    pages = {
        reverse("control:control"): ("cell", pks),
        reverse("accounts:accounts"): ("cell", pks),
        move: ("to_cell", pks - units - {pk_of(ward.places[CELL])}),
        reverse(
            "reorganisation:add_part", args=[draft(ward, member.user).pk, "sap-nhap"]
        ): (
            "cells",
            pks,
        ),
    }
    for address, (name, offered) in pages.items():
        answer = client.get(address)
        assert set(list_options(answer, name)) - {""} == offered, address
        shown = page_of(answer)
        assert 'name="ward"' not in shown and "open_ward" not in shown
        assert "Chọn đảng bộ trước" not in shown


def test_what_opens_a_ward_means_nothing_where_there_is_one(city, sign_in):
    ward = city["lb"]
    goal = Cell.objects.filter(committee=ward.committee, name="Tổ lb 3").get()
    sent = {"on": "05/02/2026", "to_cell": goal.pk, "open_ward": "1"}
    member = ward.people["member"]
    send_movement(sign_in("lb", "officer"), member, sent)
    assert Membership.objects.in_force(TODAY).get(member=member).cell == goal


# --- somebody goes to another cell ----------------------------------------------------


def move_page(member):
    return reverse("movements:record_movement", args=[member.pk, MOVE])


def send_movement(client, member, sent):
    return client.post(move_page(member), sent)


def test_who_moves_is_offered_the_cells_of_the_own_ward_at_once(city, sign_in):
    member = city["lb"].people["member"]
    answer = sign_in("city").get(move_page(member))
    offered = list_options(answer, "to_cell")
    assert has_cell_of(offered, city["lb"]) and not has_cell_of(offered, city["pl"])
    assert pk_of(city["lb"].places[CELL]) not in offered  # where they are
    assert find_selected(answer, "ward") == [pk_of(city["lb"].committee)]


def test_to_open_another_ward_keeps_what_was_typed_and_writes_nothing(city, sign_in):
    member, goal = city["lb"].people["member"], city["pl"].places[CELL]
    here = Cell.objects.get(name="Tổ lb 5")
    sent = {
        "on": "31/31/2026",
        "paper_number": "12-GT",
        "to_cell": here.pk,
        "ward": city["pl"].committee.pk,
        "open_ward": "1",
    }
    answer = send_movement(sign_in("city"), member, sent)
    offered, page = list_options(answer, "to_cell"), page_of(answer)
    assert has_cell_of(offered, city["pl"]) and not has_cell_of(offered, city["lb"])
    assert offered[pk_of(goal)] == "Chi bộ 7"
    assert find_selected(answer, "to_cell") == []
    assert 'value="31/31/2026"' in page and 'value="12-GT"' in page
    assert "Chưa ghi gì" in page and "field-wrong" not in page
    assert not Movement.objects.exists()


@pytest.mark.parametrize("said", ["lb", "pl", ""])
def test_a_cell_that_was_offered_before_is_taken_whatever_ward_is_open(
    city, sign_in, said
):
    member, goal = city["lb"].people["member"], city["pl"].places[CELL]
    sent = {"on": "05/02/2026", "to_cell": goal.pk}
    if said:
        sent["ward"] = city[said].committee.pk
    assert send_movement(sign_in("city"), member, sent).status_code == 302
    assert Membership.objects.in_force(TODAY).get(member=member).cell == goal


def test_a_cell_that_was_chosen_stays_named_with_its_ward_if_something_is_wrong(
    city, sign_in
):
    member, goal = city["lb"].people["member"], city["pl"].places[CELL]
    sent = {"on": "31/31/2026", "to_cell": goal.pk, "ward": city["lb"].committee.pk}
    answer = send_movement(sign_in("city"), member, sent)
    assert find_selected(answer, "to_cell") == [pk_of(goal)]
    name = list_options(answer, "to_cell")[pk_of(goal)]
    assert name == "Chi bộ 7, Đảng bộ phường Phúc Lợi"


def test_nobody_is_moved_to_a_cell_that_is_not_the_officers(city, sign_in):
    member, goal = city["lb"].people["member"], city["pl"].places[CELL]
    ward = {"ward": city["pl"].committee.pk}
    client = sign_in("lb", "officer")
    for sent in ({}, ward, ward | {"open_ward": "1"}):
        answer = send_movement(
            client, member, {"on": "05/02/2026", "to_cell": goal.pk, **sent}
        )
        assert pk_of(goal) not in list_options(answer, "to_cell")
    assert not Movement.objects.exists()


def test_who_belongs_nowhere_is_offered_the_wards_first(city, sign_in):
    member = city["lb"].people["member"]
    Membership.objects.filter(member=member).update(until=TODAY, ending="sent")
    address = reverse("movements:record_movement", args=[member.pk, "tiep-nhan"])
    answer = sign_in("city").get(address)
    assert list_options(answer, "to_cell") == {"": "Chọn đảng bộ trước"}
    assert len(list_options(answer, "ward")) == 4


# --- a post ---------------------------------------------------------------------------


def test_a_post_is_offered_in_the_own_ward_and_in_the_one_that_is_opened(city, sign_in):
    client, member = sign_in("city"), city["lb"].people["member"]
    address = reverse("appointments:appoint", args=[member.pk])
    places = {key: f"cell-{ward.places[UNIT].pk}" for key, ward in city.wards.items()}
    wards = {key: f"committee-{ward.committee.pk}" for key, ward in city.wards.items()}
    offered = list_options(client.get(address), "place")
    assert {places["lb"], wards["lb"]} <= set(offered)
    assert not {places["pl"], wards["pl"]} & set(offered)
    sent = {"role": "unit_lead", "since": "05/02/2026", "title": "Trưởng phòng"}
    opening = {"ward": city["pl"].committee.pk, "open_ward": "1"}
    answer = client.post(address, sent | opening)
    offered = list_options(answer, "place")
    assert {places["pl"], wards["pl"]} <= set(offered)
    assert not {places["lb"], wards["lb"]} & set(offered)
    assert 'value="Trưởng phòng"' in page_of(answer)
    assert find_selected(answer, "role") == ["unit_lead"]
    assert not Appointment.objects.filter(member=member).exists()
    client.post(address, sent | {"place": places["pl"]})
    assert Appointment.objects.get(member=member).cell == city["pl"].places[UNIT]


# --- a decision about cells -----------------------------------------------------------


def draft(place, by):
    """A draft of a ward or of the city."""
    return Reorganisation.objects.create(
        committee=place.committee, on=TODAY, prepared_by=by, prepared_at=NOW
    )


def part_page(act, way):
    return reverse("reorganisation:add_part", args=[act.pk, way])


@pytest.mark.parametrize(
    ("way", "name"),
    [
        ("sap-nhap", "cells"),
        ("chia-tach", "cell"),
        ("giai-the", "cell"),
        ("doi-ten", "cell"),
    ],
)
def test_a_decision_of_the_city_offers_the_wards_first(city, sign_in, way, name):
    client = sign_in("city")
    address = part_page(draft(city, city.officer.user), way)
    ward = city["pl"]
    opened = {"ward": ward.committee.pk, "open_ward": "1"}
    if way == "doi-ten":
        answer = client.post(address, opened)
    else:
        answer = client.get(address, opened)
    assert pk_of(ward.places[CELL]) in list_options(answer, name)
    assert pk_of(city["lb"].places[CELL]) not in list_options(answer, name)
    assert "field-wrong" not in page_of(answer)
    of_ward = client.get(part_page(draft(city["lb"], city.officer.user), way))
    assert pk_of(city["lb"].places[CELL]) in list_options(of_ward, name)
    assert pk_of(ward.places[CELL]) not in list_options(of_ward, name)


def test_cells_of_two_wards_are_ticked_one_ward_after_the_other(city, sign_in):
    client, address = (
        sign_in("city"),
        part_page(draft(city["lb"], city.officer.user), "sap-nhap"),
    )
    first, second = city["lb"].places[CELL], city["pl"].places[CELL]
    opening = {"ward": city["pl"].committee.pk, "open_ward": "1"}
    answer = client.get(address, opening | {"cells": first.pk})
    assert find_ticked(answer, "cells") == [pk_of(first)]
    assert "Chi bộ 7, Đảng bộ phường Long Biên –" in page_of(answer)
    assert pk_of(second) in list_options(answer, "cells")
    both = {"ward": city["pl"].committee.pk, "cells": [first.pk, second.pk]}
    assert "Sáp nhập 02 chi bộ" in " ".join(page_of(client.get(address, both)).split())


def test_who_leaves_a_dissolved_cell_may_go_to_another_ward(city, sign_in):
    act = draft(city["lb"], city.officer.user)
    cell, rest = city["lb"].places[CELL], Cell.objects.get(name="Tổ lb 3")
    goal = city["pl"].places[CELL]
    member = city["lb"].people["member"]
    address = f"{part_page(act, 'giai-the')}?cell={cell.pk}"
    client, one = sign_in("city"), f"member{member.pk}"
    assert pk_of(rest) in list_options(client.get(address), "rest")
    assert pk_of(goal) not in list_options(client.get(address), one)
    opening = {"rest": rest.pk, "ward": city["pl"].committee.pk, "open_ward": "1"}
    answer = client.post(address, opening)
    assert pk_of(goal) in list_options(answer, one)
    act.refresh_from_db()
    assert act.parts == []
    client.post(address, {"rest": rest.pk, one: goal.pk})
    act.refresh_from_db()
    assert act.parts[0]["rest"] == rest.pk
    assert act.parts[0]["to"] == {pk_of(member): goal.pk}


# --- what there is to choose among ----------------------------------------------------


def test_wards_without_cells_are_not_offered_and_cost_no_query(city, sign_in):
    client, address = sign_in("city"), reverse("control:control")
    asked, offered = (
        count_queries(client, address),
        list_options(client.get(address), "ward"),
    )
    together(
        CommitteeFactory,
        [{"name": f"Phường {n}", "parent": city.committee} for n in range(20)],
    )
    assert list_options(client.get(address), "ward") == offered
    assert count_queries(client, address) == asked


def test_an_administrator_chooses_among_all_wards(city, client):
    user = city.officer.user
    Member.objects.filter(user=user).update(user=None)
    type(user).objects.filter(pk=user.pk).update(is_administrator=True)
    client.force_login(user, backend="accounts.backends.IssuedNameBackend")
    answer = client.get(reverse("accounts:accounts"))
    assert len(list_options(answer, "ward")) == 4
