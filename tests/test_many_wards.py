"""Two wards under a city: officers of each see and do what is of their own ward, the
city both, and nobody else's."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts import permissions as accounts
from cells import permissions as cells
from cells.acts.register.counterparts import load_known_members
from cells.models import Appointment, Cell, Committee, Member
from plans import permissions
from plans.models import Capacity, Cycle, Plan
from plans.pages.control import requests
from plans.workflow import steps
from tests.city import CELL, SCHOOL, a_city
from tests.factories import AppointmentFactory, CycleFactory, MemberFactory
from tests.markup import fold_spaces
from tests.people import TODAY

pytestmark = pytest.mark.django_db

OFFICERS = (
    "officer",
    "secretary",
    "inspector",
    "office",
    "head_officer",
    "lead",
    "member",
)
OTHER = {"lb": "pl", "pl": "lb"}


@pytest.fixture(scope="module")
def cities(build_once):
    return build_once(a_city)


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


def page(response):
    return response.content.decode()


# Which plans of their own ward each of them may open; of the other ward none.
SEEN = {
    "officer": {"member", "fellow", "secretary", "staff", "pupil"},
    "secretary": {"member", "fellow", "secretary"},
    "inspector": {"member", "fellow", "secretary", "staff", "pupil"},
    "office": {"staff", "member"},
    "head_officer": {"pupil"},
    "lead": {"staff"},
    "member": {"member"},
}


def test_an_officer_sees_the_plans_of_the_own_ward_alone(city):
    for ward in city.wards.values():
        for name, plans in SEEN.items():
            assert set(Plan.objects.visible_to(ward.actor(name))) == {
                ward.plans[plan] for plan in plans
            }, name


def test_the_city_sees_both(city):
    sent = {"member", "fellow", "secretary", "staff", "pupil"}
    seen = set(Plan.objects.visible_to(city.officer))
    assert seen == {ward.plans[name] for ward in city.wards.values() for name in sent}
    assert set(Cell.objects.overseen_by(city.officer)) >= {
        cell for ward in city.wards.values() for cell in ward.places.values()
    }


@pytest.mark.parametrize("key", ["lb", "pl"])
def test_an_officer_may_do_nothing_in_the_other_ward(city, key):
    for name in OFFICERS:
        may_nothing(city[key].actor(name), city[OTHER[key]])
        assert not permissions.may_keep_cycles(city[key].actor(name), city.committee.pk)


def may_nothing(actor, other):
    for plan in other.plans.values():
        assert not permissions.capacities_of(
            actor, plan
        ) and not permissions.may_remark(actor, plan)
        assert steps.list_open_steps(plan, actor) == []
        assert plan not in requests.find_watched(
            actor
        ) and plan not in requests.find_ever_watched(actor)
    for cell in other.places.values():
        assert not cells.manages(actor, cell) and cell not in Cell.objects.overseen_by(
            actor
        )
        assert cell not in accounts.find_cells_kept(actor)
    for name in other.people:
        target = other.actor(name)
        assert not accounts.prints_slip_for(
            actor, target
        ) and not accounts.locks_login_of(actor, target)
        assert target.member not in accounts.find_people_kept(actor)
    assert not permissions.may_keep_cycles(actor, other.committee.pk)


@pytest.mark.parametrize("key", ["lb", "pl"])
def test_the_same_is_possible_in_the_own_ward_and_for_the_city(city, key):
    ward = city[key]
    own = ward.actor("officer")
    for actor in (own, city.officer):
        assert permissions.may_act(actor, ward.plans["fellow"], {Capacity.WARD})
        assert permissions.may_act(actor, ward.plans["pupil"], {Capacity.WARD})
        assert cells.manages(actor, ward.places[CELL]) and cells.manages(
            actor, ward.places[SCHOOL]
        )
        assert ward.people["member"] in accounts.find_people_kept(actor)
        assert permissions.may_keep_cycles(actor, ward.committee.pk)
    assert permissions.may_act(
        ward.actor("secretary"), ward.plans["member"], {Capacity.REVIEWER}
    )
    assert permissions.may_act(
        ward.actor("office"), ward.plans["staff"], {Capacity.FILER}
    )
    assert accounts.prints_slip_for(city.officer, ward.actor("officer"))
    assert not accounts.prints_slip_for(own, ward.actor("officer"))


# --- pages ----------------------------------------------------------------------------

LISTS = (
    "cells:cells",
    "control:control",
    "control:control_follow_up",
    "accounts:accounts",
    "dashboard:dashboard",
    "numbers:numbers",
    "years:cycles",
    "board:board",
    "board:wall",
    "desk:queue",
)


@pytest.mark.parametrize("key", ["lb", "pl"])
def test_no_page_names_anybody_of_the_other_ward(city, sign_in, key):
    other = city[OTHER[key]]
    words = [
        other.committee.name,
        other.school.name,
        *(member.full_name for member in other.people.values()),
    ]
    for name in OFFICERS:
        client = sign_in(key, name)
        shown = "".join(
            page(client.get(reverse(place), follow=True)) for place in LISTS
        )
        assert city[key].people[name].full_name in shown
        assert not any(told in shown for told in words)


def test_the_city_sees_both_and_which_is_which(city, sign_in):
    client = sign_in("city")
    for place in ("cells:cells", "control:control", "accounts:accounts"):
        shown = page(client.get(reverse(place)))
        assert (
            "Đảng bộ phường Long Biên" in shown and "Đảng bộ phường Phúc Lợi" in shown
        )
    shown = page(client.get(reverse("board:board")))
    assert "Secretary LB" in shown and "Secretary PL" in shown
    assert (
        "Chi bộ 7, Đảng bộ phường Long Biên" in shown
        and "Chi bộ 7, Đảng bộ phường Phúc Lợi" in shown
    )
    shown = fold_spaces(page(client.get(reverse("control:control"))))
    assert "Chi bộ 7, Đảng bộ phường Long Biên" in shown


ROUTES = {
    "cell:cell": lambda ward: [ward.places[CELL].pk],
    "person:person": lambda ward: [ward.people["member"].pk],
    "members:add_member": lambda ward: [ward.places[CELL].pk],
    "review:plan": lambda ward: [ward.plans["member"].pk],
    "prints:print_plan": lambda ward: [ward.plans["member"].pk],
    "prints:print_posting": lambda ward: [ward.plans["secretary"].pk],
    "accounts:slip": lambda ward: [ward.people["member"].pk],
    "accounts:cell_slips": lambda ward: [ward.places[CELL].pk],
}


@pytest.mark.parametrize("key", ["lb", "pl"])
def test_pages_of_the_other_ward_are_not_there(city, sign_in, key):
    for route, of in ROUTES.items():
        client = sign_in(key, "officer")
        assert client.get(reverse(route, args=of(city[key]))).status_code == 200
        assert client.get(reverse(route, args=of(city[OTHER[key]]))).status_code == 404
        assert (
            sign_in("city").get(reverse(route, args=of(city[key]))).status_code == 200
        )


def test_the_names_behind_a_figure_are_those_of_the_own_ward(city, sign_in):
    shown = page(
        sign_in("lb", "officer").get(
            reverse("names:figure"), {"figure": "obliged", "cycle": 2026}
        )
    )
    assert "Fellow LB" in shown and " PL" not in shown
    assert (
        sign_in("lb", "officer")
        .get(
            reverse("names:figure"),
            {"figure": "obliged", "cell": city["pl"].places[CELL].pk},
        )
        .status_code
        == 404
    )


# --- the board ------------------------------------------------------------------------


def test_everybody_sees_the_posted_heads_of_the_own_ward(city, sign_in):
    for name in ("member", "officer", "pupil", "staff"):
        client = sign_in("lb", name)
        shown = page(client.get(reverse("board:board")))
        assert "Secretary LB" in shown and "Secretary PL" not in shown
        assert (
            client.get(
                reverse("board:posted", args=[city["lb"].plans["secretary"].pk])
            ).status_code
            == 200
        )
        assert (
            client.get(
                reverse("board:posted", args=[city["pl"].plans["secretary"].pk])
            ).status_code
            == 404
        )


def test_a_ward_switches_its_own_board_alone(city, sign_in):
    for key, status in (("lb", 302), ("pl", 403)):
        address = reverse("board:switch", args=[city[key].committee.pk])
        answer = sign_in("lb", "officer").post(address, {"state": "off"})
        assert answer.status_code == status
    pupil = page(sign_in("pl", "pupil").get(reverse("board:board")))
    assert "Secretary PL" in pupil


# --- cells and posts ------------------------------------------------------------------


def test_the_city_says_under_which_committee_a_cell_is_founded(city, sign_in):
    client, facts = (
        sign_in("city"),
        {"name": "Chi bộ 18", "kind": "residential", "founded_on": "01/02/2026"},
    )
    assert client.post(
        reverse("members:new_cell"), facts
    ).status_code == 200 and not Cell.objects.filter(name="Chi bộ 18")
    client.post(
        reverse("members:new_cell"), {**facts, "committee": city["pl"].committee.pk}
    )
    assert Cell.objects.get(name="Chi bộ 18").committee == city["pl"].committee


def test_a_ward_founds_no_cell_in_another_one_nor_in_one_that_is_over(city, sign_in):
    client, facts = (
        sign_in("lb", "officer"),
        {"name": "Chi bộ 18", "kind": "residential", "founded_on": "01/02/2026"},
    )
    Committee.objects.filter(pk=city["lb"].school.pk).update(closed_on=TODAY)
    for committee in (city["pl"].committee, city.committee, city["lb"].school):
        client.post(reverse("members:new_cell"), {**facts, "committee": committee.pk})
    assert (
        not Cell.objects.filter(name="Chi bộ 18")
        .exclude(committee=city["lb"].committee)
        .exists()
    )


def appoint(client, member, role):
    facts = {"role": role, "since": "01/02/2026"}
    return client.post(reverse("appointments:appoint", args=[member.pk]), facts)


@pytest.mark.parametrize("name", ["fellow", "pupil"])
def test_whom_the_city_appoints_watches_over_the_own_ward_not_the_city(
    city, sign_in, name
):
    appoint(sign_in("city"), city["lb"].people[name], "ward_officer")
    assert city["lb"].people[name].appointments.get().committee == city["lb"].committee


def test_an_officer_of_a_school_appoints_for_the_school(city, sign_in):
    appoint(sign_in("lb", "head_officer"), city["lb"].people["pupil"], "ward_officer")
    assert city["lb"].people["pupil"].appointments.get().committee == city["lb"].school


def test_a_ward_cannot_end_a_post_of_the_city(city, sign_in):
    post = AppointmentFactory(
        member=city["lb"].people["fellow"], role="inspector", committee=city.committee
    )
    own = AppointmentFactory(
        member=city["lb"].people["fellow"],
        role="inspector",
        committee=city["lb"].committee,
    )
    for row in (post, own):
        address = reverse("appointments:end_row", args=[row.member_id, row.pk])
        answer = sign_in("lb", "officer").post(address, {"on": "10/02/2026"})
        assert answer.status_code == (403 if row == post else 302)
    assert list(
        Appointment.objects.filter(member=post.member)
        .order_by("pk")
        .values_list("until", flat=True)
    ) == [
        None,
        TODAY,
    ]


# --- years ----------------------------------------------------------------------------


def test_each_cell_takes_part_in_the_cycle_of_its_ward_or_else_of_the_city(city):
    own, citys = (
        Cycle.objects.get(committee=city["lb"].committee),
        Cycle.objects.get(committee=city.committee),
    )
    assert {
        Cycle.objects.current(cell, TODAY) for cell in city["lb"].places.values()
    } == {own}
    assert {
        Cycle.objects.current(cell, TODAY) for cell in city["pl"].places.values()
    } == {citys}


def test_a_ward_is_not_offered_a_year_that_the_city_keeps(city, sign_in):
    client = sign_in("pl", "officer")
    shown = page(client.get(reverse("years:cycles")))
    assert "Mở năm" not in shown and "Thành ủy Hà Nội" in shown
    for year in (2026, 2027):
        opening = reverse("years:open_year", args=[city["pl"].committee.pk, year])
        client.post(opening, days_of(year))
    assert not Cycle.objects.filter(committee=city["pl"].committee).exists()


def days_of(year):
    """What the page that opens a year sends."""
    return {
        "draft_due_on": f"28/02/{year}",
        "review_due_on": f"15/03/{year}",
        "filed_due_on": f"31/03/{year}",
        "confirmation_suffices": "yes",
    }


def test_a_ward_that_keeps_its_own_years_goes_on_keeping_them(city, sign_in):
    client = sign_in("lb", "officer")
    assert "Mở năm 2027" in page(client.get(reverse("years:cycles")))
    opening = reverse("years:open_year", args=[city["lb"].committee.pk, 2027])
    client.post(opening, days_of(2027))
    assert Cycle.objects.filter(committee=city["lb"].committee, year=2027).exists()


def test_the_number_of_plans_in_a_year_of_the_city_is_that_of_the_own_ward(
    city, sign_in
):
    shown = page(sign_in("pl", "officer").get(reverse("years:cycles")))
    assert ">6</a>" in shown
    citys = reverse("years:year", args=[Cycle.objects.get(committee=city.committee).pk])
    read = sign_in("pl", "officer").get(citys)
    assert "đồng chí xem, không sửa được ở đây" in page(read)
    assert sign_in("pl", "officer").post(citys).status_code == 403
    assert "Lưu năm 2026" in page(sign_in("city").get(citys))


def test_nobody_reads_the_years_of_the_other_ward(city, sign_in):
    own = Cycle.objects.get(committee=city["lb"].committee)
    for route in ("years:year", "years:remove_year"):
        address = reverse(route, args=[own.pk])
        assert sign_in("lb", "officer").get(address).status_code == 200
        assert sign_in("pl", "officer").get(address).status_code == 404
        assert sign_in("pl", "officer").post(address).status_code == 404


def test_years_of_the_other_ward_are_not_offered(city, sign_in):
    CycleFactory(committee=city["lb"].committee, year=2019)
    assert "2019" in page(sign_in("lb", "officer").get(reverse("control:control")))
    assert "2019" not in page(sign_in("pl", "officer").get(reverse("control:control")))
    assert "2019" in page(sign_in("city").get(reverse("control:control")))


def test_the_cycle_of_a_committee_that_is_over_is_nobodys_current_one(city):
    past = Committee.objects.create(
        name="Đảng bộ cũ", parent=city["lb"].committee, closed_on=TODAY
    )
    over = CycleFactory(committee=past, year=2026)
    for cell in [*city["lb"].places.values(), *city["pl"].places.values()]:
        assert over not in Cycle.objects.by_year(cell).values()
        assert Cycle.objects.current(cell, TODAY) != over


# --- registers and commands -----------------------------------------------------------


def test_a_register_is_never_read_into_the_city(city, sign_in):
    shown = page(sign_in("city").get(reverse("register:register")))
    assert (
        "Đảng bộ phường Long Biên</option>" in shown
        and "Thành ủy Hà Nội</option>" not in shown
    )


def test_a_first_officer_of_another_ward_is_not_taken_for_somebody_in_a_register(city):
    for key in ("lb", "pl"):
        AppointmentFactory(
            member=MemberFactory(full_name=key),
            role="ward_officer",
            committee=city[key].committee,
        )
    known = {
        one.member.full_name for one in load_known_members(city["lb"].committee, [])
    }
    assert (
        "lb" in known
        and "pl" not in known
        and "Member LB" in known
        and "Member PL" not in known
    )


def test_a_ward_under_nobody_known_is_refused(city):
    with pytest.raises(CommandError, match="không có đảng bộ tên này"):
        call_command(
            "create_ward",
            "Đảng bộ phường Mới",
            officer="Cán Bộ Một",
            under="Thành ủy Xa",
        )
    with pytest.raises(CommandError, match="không trực thuộc"):
        call_command(
            "create_ward",
            "Đảng bộ trường Long Biên",
            officer="X Y",
            kind="grassroots",
            under="Thành ủy Hà Nội",
        )
    assert not Member.objects.filter(full_name__in=["Cán Bộ Một", "X Y"]).exists()


def test_the_figures_of_a_command_are_those_of_the_committee_named(city, capsys):
    call_command(
        "rates", cycle="2026", committee="Đảng bộ phường Long Biên", format="json"
    )
    assert capsys.readouterr().out.count('"cell": "Chi bộ 7"') == 1


def test_the_masthead_names_the_own_committee(city, sign_in):
    for name in ("officer", "inspector", "member", "pupil"):
        shown = page(sign_in("lb", name).get(reverse("board:board")))
        own = city["lb"].school if name == "pupil" else city["lb"].committee
        assert own.name in shown and city["pl"].committee.name not in shown
