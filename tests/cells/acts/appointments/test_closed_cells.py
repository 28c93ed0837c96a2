"""A post of before is recorded in a cell that has closed since, and ends with it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cells.acts.appointments.rules import PostTaken, appoint_member
from cells.acts.reorganisation.reversal import CannotUndo, undo_reorganisation
from cells.dated_rows import CellClosed
from cells.models import Appointment, Cell, Membership
from tests.cells.acts.reorganisation.decisions import a_merger_of_both, applied
from tests.people import NOW
from tests.plans.browsing import text_of

pytestmark = pytest.mark.django_db

Role = Appointment.Role
FOURTH, FIFTH, SIXTH = date(2026, 2, 4), date(2026, 2, 5), date(2026, 2, 6)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def merged(people):
    """Cells 7 and 9 are Cell 12 since the sixth."""
    return applied(people, a_merger_of_both(people, "Chi bộ 12"), on=SIXTH)


def appoint(people, member, role, since, until=None):
    how = {"cell": people.cell, "by": people.actor("giang"), "at": LATER}
    return appoint_member(member, role, since=since, until=until, **how)


@pytest.mark.parametrize(
    ("until", "ends_on"),
    [(None, SIXTH), (FIFTH, FIFTH), (SIXTH, SIXTH), (date(2027, 1, 1), SIXTH)],
)
def test_it_ends_with_the_cell_at_the_latest(people, merged, until, ends_on):
    post = appoint(people, people.an, Role.DEPUTY_SECRETARY, FOURTH, until)
    post.refresh_from_db()
    assert (post.cell, post.since, post.until) == (people.cell, FOURTH, ends_on)


@pytest.mark.parametrize("since", [SIXTH, date(2026, 2, 9)])
def test_nothing_begins_once_the_cell_is_closed(people, merged, since):
    with pytest.raises(CellClosed, match="đã kết thúc hoạt động ngày 06/02/2026"):
        appoint(people, people.an, Role.DEPUTY_SECRETARY, since)
    assert not Appointment.objects.filter(member=people.an).exists()


def test_a_closed_cell_had_one_secretary_at_a_time_too(people, merged):
    with pytest.raises(PostTaken, match="đã có bí thư: đồng chí Trần Thị Bình"):
        appoint(people, people.an, Role.SECRETARY, FOURTH)
    Appointment.objects.filter(member=people.binh).update(until=FIFTH)
    assert appoint(people, people.an, Role.SECRETARY, FIFTH).until == SIXTH


def test_a_cell_that_never_was_has_no_posts(people, merged):
    undo_reorganisation(merged, by=people.actor("giang"), at=LATER, because="Nhầm")
    twelve = Cell.objects.get(name="Chi bộ 12")
    how = {"by": people.actor("giang"), "at": LATER, "since": FOURTH}
    with pytest.raises(CellClosed):
        appoint_member(people.an, Role.SECRETARY, cell=twelve, **how)


def test_the_same_said_twice_is_one(people, merged):
    first = appoint(people, people.an, Role.DEPUTY_SECRETARY, FOURTH)
    assert appoint(people, people.an, Role.DEPUTY_SECRETARY, FOURTH) == first


def test_the_decision_cannot_be_undone_beneath_it_which_is_said_by_name(people, merged):
    appoint(people, people.an, Role.DEPUTY_SECRETARY, FOURTH)
    with pytest.raises(CannotUndo) as refusal:
        undo_reorganisation(merged, by=people.actor("giang"), at=LATER, because="Nhầm")
    (rest,) = refusal.value.args[0]
    assert rest.words == (
        "Đ/c Nguyễn Văn An: Phó bí thư chi bộ ở Chi bộ 7 từ 04/02/2026"
    )


def test_the_form_offers_closed_cells_of_the_person_with_their_last_day(
    people, sign_in, merged
):
    client = sign_in("giang")
    address = reverse("appointments:appoint", args=[people.an.pk])
    page = text_of(client.get(address))
    assert "Chi bộ 7 (trước ngày 06/02/2026)" in page
    assert "Chi bộ 9 (trước ngày" not in page
    sent = {"role": Role.DEPUTY_SECRETARY, "place": f"cell-{people.cell.pk}"}
    answer = client.post(address, sent | {"since": "04/02/2026"}, follow=True)
    assert (
        "Đã ghi: giao chức vụ, đồng chí Nguyễn Văn An. Chi bộ 7 đã kết thúc ngày "
        "06/02/2026; chức vụ hết trước ngày 06/02/2026."
    ) in text_of(answer)
    assert "Phó bí thư chi bộ, Chi bộ 7 (đến 2026)" in text_of(answer)


def test_a_cell_that_never_was_is_not_offered(people, sign_in, merged):
    undo_reorganisation(merged, by=people.actor("giang"), at=LATER, because="Nhầm")
    twelve = Cell.objects.get(name="Chi bộ 12")
    Membership.objects.create(
        member=people.an, cell=twelve, since=date(2009, 1, 1), until=date(2009, 2, 1)
    )
    address = reverse("appointments:appoint", args=[people.an.pk])
    assert "(trước ngày" not in text_of(sign_in("giang").get(address))
