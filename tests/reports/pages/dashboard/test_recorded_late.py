"""The page of figures tells the ward in which cells something was recorded long after
its day."""

from datetime import date

import pytest

from cells.models import Appointment, Exemption
from tests.factories import (
    AppointmentFactory,
    CellFactory,
    CommitteeFactory,
    MemberFactory,
    MembershipFactory,
)
from tests.people import NOW
from tests.plans.browsing import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

DECEMBER = date(2025, 12, 13)


@pytest.fixture
def late(people):
    """Two in Cell 7, one in Cell 9."""
    AppointmentFactory(
        member=people.dung,
        cell=people.cell,
        role=Appointment.Role.CELL_COMMITTEE_MEMBER,
        since=DECEMBER,
        recorded_at=NOW,
    )
    received(people.cell, date(2026, 1, 5))
    received(people.other_cell, date(2026, 1, 20))
    return people


def received(cell, since):
    MembershipFactory(
        member=MemberFactory(),
        cell=cell,
        since=since,
        origin="received",
        recorded_at=NOW,
    )


def told(client, query=""):
    answer = client.get(f"/toan-canh/{query}")
    page = text_of(answer)
    if "lần ghi lùi ngày" not in page:
        return None
    return page.split("Cần để ý")[1].split("lần ghi lùi ngày")[1]


def test_each_cell_leads_to_its_line_on_the_list(late, sign_in):
    client = sign_in("giang")
    assert told(client).startswith(
        ", mới ghi hoặc chờ xác nhận: Chi bộ 7 (2), Chi bộ 9 (1) · lùi nhiều nhất 59 "
        "ngày"
    )
    page = client.get("/toan-canh/").content.decode()
    listed = client.get("/chi-bo/").content.decode()
    for cell in (late.cell, late.other_cell):
        assert f'href="/chi-bo/#chi-bo-{cell.pk}"' in page
        assert f'id="chi-bo-{cell.pk}"' in listed
    assert "03 lần ghi" in text_of(client.get("/toan-canh/"))


def test_what_waits_for_the_ward_is_told_as_long_as_it_waits(people, sign_in):
    Exemption.objects.create(
        member=people.an,
        since=date(2025, 12, 20),
        claimed_since=date(2025, 11, 20),
        recorded_at=NOW.replace(year=2025, month=12, day=20),
    )
    assert "Chi bộ 7 (1) · lùi nhiều nhất 30 ngày" in told(sign_in("giang"))


def test_nothing_is_said_where_nothing_was_dated_back(people, sign_in):
    assert told(sign_in("giang")) is None


def test_neither_an_inspector_nor_a_secretary_nor_a_past_day_is_told(late, sign_in):
    assert told(sign_in("inh")) is None
    assert told(sign_in("binh")) is None
    assert told(sign_in("giang"), "?on=09/02/2026") is None
    assert told(sign_in("giang"), "?on=10/02/2026") is not None


def test_a_city_is_told_of_the_ward_that_it_opens(late, sign_in):
    city = CommitteeFactory(name="Thành ủy", kind="city")
    type(city).objects.filter(pk=late.ward.pk).update(parent=city)
    beside = CommitteeFactory(name="Đảng bộ phường Bồ Đề", parent=city)
    received(CellFactory(name="Chi bộ 1", committee=beside), DECEMBER)
    Appointment.objects.filter(member=late.giang).update(committee=city)
    client = sign_in("giang")
    assert told(client) is None
    assert told(client, f"?mo={late.ward.pk}").startswith(
        ", mới ghi hoặc chờ xác nhận: Chi bộ 7 (2), Chi bộ 9 (1)"
    )
    assert "Chi bộ 1 (1)" in told(client, f"?mo={beside.pk}")
