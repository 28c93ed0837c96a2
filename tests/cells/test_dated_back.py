"""What was recorded lately, long after its day: posts and movements as well as
exemptions (tests/cells/acts/exemptions/test_claims.py), of which cells, and for how
long it is told."""

from datetime import date, timedelta

import pytest

from cells.concerns import find_concerns
from cells.dated_back import find_rows_dated_back
from cells.models import Appointment, Membership
from tests.factories import (
    AppointmentFactory,
    CellFactory,
    MemberFactory,
    MembershipFactory,
)
from tests.people import NOW, TODAY
from tests.plans.browsing import text_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
DECEMBER = date(2025, 12, 13)
Role = Appointment.Role


def found(people, on=TODAY, cells=None):
    """[(cell, what, name, days)]"""
    cells = cells or [people.cell, people.other_cell]
    names = {cell.pk: cell.name for cell in cells}
    rows = find_rows_dated_back(list(names), on)
    told = []
    for pk, of_cell in rows.items():
        for row in of_cell:
            told.append((names[pk], row.what, row.name, row.days))
    return told


def concerned(people, on=TODAY):
    """[(words, part)] of Cell 7, those of what was dated back."""
    concerns = find_concerns([people.cell], on).get(people.cell.pk, [])
    told = []
    for concern in concerns:
        if "hiệu lực lùi" in concern.words:
            told.append((concern.words, concern.part))
    return told


def appoint(people, name="dung", **facts):
    usual = {
        "member": people.members[name],
        "cell": people.cell,
        "role": Role.CELL_COMMITTEE_MEMBER,
        "since": DECEMBER,
        "recorded_at": NOW,
    }
    return AppointmentFactory(**usual | facts)


def settle(people, name, **facts):
    usual = {
        "member": MemberFactory(full_name=name),
        "cell": people.cell,
        "since": DECEMBER,
        "origin": "received",
        "recorded_at": NOW,
    }
    return MembershipFactory(**usual | facts)


# --- posts ----------------------------------------------------------------------------


def test_a_post_that_was_given_from_a_day_long_past_is_told(people):
    appoint(people)
    assert found(people) == [("Chi bộ 7", "Chức vụ", "Phạm Thị Dung", 59)]
    assert concerned(people) == [
        (
            "Chức vụ của đ/c Phạm Thị Dung: ghi ngày 10/02/2026, hiệu lực lùi 59 ngày",
            "chuc-vu",
        )
    ]


def test_a_post_that_ended_on_a_day_long_past_is_told(people):
    appoint(people, since=date(2020, 1, 1), recorded_at=None)
    assert found(people) == []
    Appointment.objects.filter(member=people.dung).update(until=DECEMBER, ended_at=NOW)
    assert found(people) == [("Chi bộ 7", "Chức vụ", "Phạm Thị Dung", 59)]


def test_a_post_that_began_and_ended_long_ago_is_one_and_the_farther_day_counts(people):
    appoint(people, until=date(2026, 1, 14), ended_at=NOW)
    assert found(people) == [("Chi bộ 7", "Chức vụ", "Phạm Thị Dung", 59)]


def test_a_term_that_was_known_before_it_ended_is_nothing_dated_back(people):
    appoint(people, since=date(2020, 1, 1), until=DECEMBER, recorded_at=None)
    assert found(people) == []


def test_of_many_posts_the_farthest_is_named_in_one_line(people):
    appoint(people, since=date(2026, 1, 5))
    appoint(people, "an", since=date(2025, 11, 2))
    appoint(people, "bao", since=date(2026, 1, 20))
    assert concerned(people) == [
        (
            "Chức vụ của đ/c Nguyễn Văn An: ghi ngày 10/02/2026, hiệu lực lùi 100 "
            "ngày; và 02 chức vụ khác",
            "chuc-vu",
        )
    ]


@pytest.mark.parametrize("facts, is_told", [({}, False), ({"at": NOW - DAY}, True)])
def test_what_the_register_said_that_named_the_person_is_nothing_dated_back(
    people, facts, is_told
):
    at = facts.get("at", NOW)
    row = settle(people, "Lê Văn Sổ", origin="register", recorded_at=at)
    AppointmentFactory(
        member=row.member,
        cell=people.cell,
        role=Role.CELL_COMMITTEE_MEMBER,
        since=DECEMBER,
        recorded_at=NOW,
    )
    assert bool(found(people)) == is_told


# --- who came and went ----------------------------------------------------------------


def test_who_came_and_who_went_long_before_it_was_recorded_is_told(people):
    settle(people, "Lê Văn Đến")
    Membership.objects.filter(member=people.an).update(
        until=date(2025, 11, 2), ending="died", ended_at=NOW + timedelta(hours=1)
    )
    assert found(people) == [
        ("Chi bộ 7", "Biến động", "Lê Văn Đến", 59),
        ("Chi bộ 7", "Biến động", "Nguyễn Văn An", 100),
    ]
    assert concerned(people) == [
        (
            "Biến động của đ/c Nguyễn Văn An: ghi ngày 10/02/2026, hiệu lực lùi 100 "
            "ngày; và 01 biến động khác",
            "lich-su",
        )
    ]


def test_a_move_is_told_in_both_cells(people):
    Membership.objects.filter(member=people.an).update(until=DECEMBER, ended_at=NOW)
    settle(people, "x", member=people.an, cell=people.other_cell, origin="moved")
    assert sorted(found(people)) == [
        ("Chi bộ 7", "Biến động", "Nguyễn Văn An", 59),
        ("Chi bộ 9", "Biến động", "Nguyễn Văn An", 59),
    ]


def test_guests_and_what_a_register_said_are_not(people):
    settle(people, "Lê Văn Khách", kind="temporary", until=TODAY + DAY)
    settle(people, "Lê Văn Sổ", origin="register")
    assert found(people) == []


def test_nothing_is_told_of_another_cell(people):
    beside = CellFactory(committee=people.ward)
    settle(people, "Lê Văn Đến")
    appoint(people)
    assert found(people, cells=[people.other_cell, beside]) == []


# --- when -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "since, is_told",
    [(date(2026, 2, 3), False), (date(2026, 2, 2), True), (TODAY + DAY, False)],
)
def test_eight_days_back_are_long_and_seven_are_not(people, since, is_told):
    appoint(people, since=since)
    settle(people, "Lê Văn Đến", since=since)
    assert len(found(people)) == 2 * is_told


def test_the_day_in_vietnam_counts(people):
    """18 o'clock in London on the 9th is the 10th here: the seven days are eight."""
    night = NOW.replace(day=10, hour=1)
    appoint(people, since=date(2026, 2, 2), recorded_at=night)
    appoint(people, "an", since=date(2026, 2, 3), recorded_at=night)
    assert found(people) == [("Chi bộ 7", "Chức vụ", "Phạm Thị Dung", 8)]


def test_it_is_told_for_thirty_days(people):
    appoint(people)
    settle(people, "Lê Văn Đến")
    assert len(found(people, date(2026, 3, 12))) == 2
    assert found(people, date(2026, 3, 13)) == []


# --- on pages -------------------------------------------------------------------------


def test_the_list_of_cells_leads_to_the_list_that_says_it(people, sign_in):
    appoint(people)
    settle(people, "Lê Văn Đến")
    page = sign_in("giang").get("/chi-bo/").content.decode()
    address = f"/chi-bo/{people.cell.pk}/"
    assert f'href="{address}#chuc-vu"' in page
    assert f'href="{address}#lich-su"' in page
    page = sign_in("giang").get(address)
    assert 'id="chuc-vu"' in page.content.decode()
    assert 'id="lich-su"' in page.content.decode()
    told = text_of(page)
    late = "(ghi ngày 10/02/2026, hiệu lực lùi 59 ngày)"
    assert f"Phạm Thị Dung, từ 13/12/2025 {late}" in told
    assert f"13/12/2025 · Lê Văn Đến: tiếp nhận từ nơi khác {late}" in told


def test_the_posts_of_a_cell_say_when_their_end_was_recorded(people, sign_in):
    facts = {"since": date(2020, 1, 1), "recorded_at": None}
    appoint(people, until=DECEMBER, ended_at=NOW, **facts)
    told = text_of(sign_in("giang").get(f"/chi-bo/{people.cell.pk}/"))
    assert (
        "Chi ủy viên: Phạm Thị Dung, 01/01/2020 – 13/12/2025 "
        "(ghi ngày 10/02/2026, hiệu lực lùi 59 ngày)" in told
    )


def test_the_posts_of_a_register_say_nothing_of_when_it_was_read(people, sign_in):
    row = settle(people, "Lê Văn Sổ", origin="register")
    appoint(people, member=row.member)
    told = text_of(sign_in("giang").get(f"/chi-bo/{people.cell.pk}/"))
    assert "Lê Văn Sổ, từ 13/12/2025" in told
    assert "hiệu lực lùi" not in told
