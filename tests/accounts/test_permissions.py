"""Who may print a slip for whom, and lock whose login: the two tables are the
specification."""

from datetime import date, timedelta

import pytest

from accounts import permissions
from cells.models import Appointment
from tests.factories import (
    AppointmentFactory,
    CellFactory,
    CommitteeFactory,
    MembershipFactory,
)
from tests.people import NAMES, TODAY

pytestmark = pytest.mark.django_db

# Giang, Hạnh and Inh belong to Chi's cell, but hold posts of the ward.
PRINTS = {
    "an": "",
    "binh": "an bao dung",
    "bao": "an dung",
    "chi": "",
    "dung": "",
    "em": "",
    "giang": "an bao binh chi dung kha lan",
    "hanh": "",
    "inh": "",
    "kha": "",
    "lan": "kha",
    "quan": "an bao binh chi dung em giang hanh inh kha lan",
}
LOCKS = {**dict.fromkeys(PRINTS, ""), "giang": PRINTS["giang"], "quan": PRINTS["quan"]}


def allowed(rule, people, name, on=TODAY):
    actor = people.actor(name, on)
    return " ".join(
        sorted(
            other for other in [*NAMES, "quan"] if rule(actor, people.actor(other, on))
        )
    )


@pytest.mark.parametrize("name", PRINTS)
def test_slips_are_printed_for_those_below_only(people, name):
    assert allowed(permissions.prints_slip_for, people, name) == PRINTS[name]


@pytest.mark.parametrize("name", LOCKS)
def test_logins_are_locked_by_the_ward_and_the_administrator_only(people, name):
    assert allowed(permissions.locks_login_of, people, name) == LOCKS[name]


def test_a_person_without_login_gets_a_slip_but_has_nothing_to_lock(people):
    type(people.an).objects.filter(pk=people.an.pk).update(user=None)
    people.an.refresh_from_db()
    assert permissions.prints_slip_for(people.actor("binh"), people.actor("an"))
    assert not permissions.locks_login_of(people.actor("giang"), people.actor("an"))


def test_an_administrator_who_is_also_a_member_is_out_of_reach_of_officers(people):
    people.an.user.is_administrator = True
    assert not permissions.prints_slip_for(people.actor("binh"), people.actor("an"))
    assert not permissions.prints_slip_for(people.actor("giang"), people.actor("an"))
    assert not permissions.locks_login_of(people.actor("giang"), people.actor("an"))
    assert not permissions.prints_slip_for(people.actor("an"), people.actor("an"))


def test_power_over_accounts_ends_with_the_post(people):
    Appointment.objects.filter(member=people.binh).update(until=TODAY)
    assert (
        allowed(permissions.prints_slip_for, people, "binh", TODAY - timedelta(days=1))
        == PRINTS["binh"]
    )
    assert allowed(permissions.prints_slip_for, people, "binh") == ""


def test_one_post_below_does_not_hide_a_post_elsewhere(people):
    """An is plain in Bình's cell, but keeps another cell: Bình's slip would open that
    one."""
    AppointmentFactory(
        member=people.an, role=Appointment.Role.SECRETARY, cell=people.other_cell
    )
    assert not permissions.prints_slip_for(people.actor("binh"), people.actor("an"))
    assert permissions.prints_slip_for(people.actor("giang"), people.actor("an"))


def test_heading_an_office_is_no_power_in_this_software(people):
    AppointmentFactory(
        member=people.an, role=Appointment.Role.HEAD, cell=people.cell, is_head=True
    )
    assert permissions.prints_slip_for(people.actor("binh"), people.actor("an"))


def test_the_city_prints_for_officers_of_its_wards_and_not_the_other_way_round(people):
    city = CommitteeFactory(name="Thành ủy", kind="city")
    type(city).objects.filter(pk=people.ward.pk).update(parent=city)
    AppointmentFactory(
        member=people.em, role=Appointment.Role.WARD_OFFICER, committee=city
    )
    MembershipFactory(
        member=people.em, cell=CellFactory(committee=city, name="Chi bộ Thành ủy")
    )
    assert permissions.prints_slip_for(people.actor("em"), people.actor("giang"))
    assert permissions.prints_slip_for(people.actor("em"), people.actor("an"))
    assert not permissions.prints_slip_for(people.actor("giang"), people.actor("em"))


def test_another_ward_is_out_of_reach(people):
    elsewhere = CellFactory(committee=CommitteeFactory(name="Đảng bộ phường khác"))
    MembershipFactory(member=people.em, cell=elsewhere)
    assert not permissions.prints_slip_for(people.actor("giang"), people.actor("em"))


def test_a_guest_gets_the_slip_at_home(people):
    """A temporary membership shows a guest; the officers of the cell at home keep the
    account."""
    MembershipFactory(
        member=people.chi, cell=people.cell, kind="temporary", since=date(2026, 1, 1)
    )
    assert not permissions.prints_slip_for(people.actor("binh"), people.actor("chi"))


def test_the_list_holds_only_people_that_one_keeps(people):
    def seen(name):
        return {
            member.full_name
            for member in permissions.find_people_kept(people.actor(name))
        }

    assert seen("binh") == {NAMES[name] for name in ("an", "binh", "bao", "dung")}
    assert seen("lan") == {NAMES["kha"], NAMES["lan"]}
    assert seen("giang") == {name for key, name in NAMES.items() if key != "em"}
    assert seen("quan") == set(NAMES.values())
    assert seen("an") == seen("em") == seen("hanh") == seen("inh") == set()
