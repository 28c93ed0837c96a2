"""By when must somebody have done what? One term of their own for who came lately or
came back, the same for their pages and for figures."""

from datetime import date, timedelta

import pytest

from cells.models import Cell, Exemption, Membership, Suspension, Transfer
from plans.place_on_date import find_deadlines, find_deadlines_of_member
from reports import rates
from reports.people import Cut
from tests.merging import merge
from tests.people import TODAY, a_plan_at

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
# Of the cycle of the cast: drafts 31/01, reviews 28/02, copies 15/03.
OF_ALL = (date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 15))


@pytest.mark.parametrize(
    ("entered_on", "due"),
    [
        (None, OF_ALL),
        (date(2010, 1, 1), OF_ALL),
        (date(2026, 1, 31), OF_ALL),
        (date(2026, 2, 1), (date(2026, 3, 3), date(2026, 3, 3), date(2026, 3, 15))),
        (date(2026, 2, 20), (date(2026, 3, 22),) * 3),
    ],
)
def test_newcomers_have_one_term_of_their_own_for_the_whole(people, entered_on, due):
    assert find_deadlines(people.cycle, entered_on) == due


@pytest.mark.parametrize(
    ("returned_on", "due"),
    [
        (date(1, 1, 1), OF_ALL),
        (date(2025, 12, 20), OF_ALL),
        (date(2026, 1, 20), (date(2026, 2, 19), date(2026, 2, 28), date(2026, 3, 15))),
        (date(2026, 6, 1), (date(2026, 7, 1),) * 3),
    ],
)
def test_who_came_back_has_thirty_days_from_the_return(people, returned_on, due):
    assert find_deadlines(people.cycle, None, returned_on) == due


def test_of_two_terms_the_later_holds(people):
    early, late = date(2026, 2, 10), date(2026, 3, 10)
    for days in ((early, late), (late, early)):
        assert find_deadlines(people.cycle, *days).draft == date(2026, 4, 9)


# --- the same to the day, by page and figure ------------------------------------------

BACK = date(2026, 6, 1)
BEGUN = {"since": date(2026, 1, 2), "until": BACK}
AWAY = {"kind": Transfer.Kind.TEMPORARY, "direction": Transfer.Direction.OUT}


def is_overdue(people, member, on):
    cut = Cut(list(Cell.objects.values_list("pk", flat=True)), on, people.cycle)
    for row, figures in rates.list_everybody([cut]):
        if row.member_id == member.pk:
            return "overdue" in figures
    raise LookupError(member)


@pytest.mark.parametrize(
    ("model", "facts"), [(Exemption, {}), (Suspension, {}), (Transfer, AWAY)]
)
@pytest.mark.parametrize("status", ["", "draft", "cell_review", "finalizing", "signed"])
def test_who_comes_back_is_in_time_for_thirty_days(people, model, facts, status):
    if status:
        a_plan_at(status, people)
    model.objects.create(member=people.an, **BEGUN, **facts)
    for on in (BACK, BACK + 30 * DAY, BACK + 31 * DAY):
        due = find_deadlines_of_member(people.an, people.cycle, on)
        assert due == (BACK + 30 * DAY,) * 3
        assert is_overdue(people, people.an, on) == (on > BACK + 30 * DAY)
    # Dung was never excused.
    assert is_overdue(people, people.dung, BACK)


def test_who_went_to_another_place_for_good_or_within_the_ward_was_not_excused(people):
    for kind, direction in (("official", "out"), ("temporary", "inside")):
        Transfer.objects.create(
            member=people.an, kind=kind, direction=direction, **BEGUN
        )
    assert find_deadlines_of_member(people.an, people.cycle, BACK) == OF_ALL
    assert is_overdue(people, people.an, BACK)


@pytest.mark.parametrize("status", ["", "cell_review", "signed"])
def test_a_newcomer_is_in_time_to_the_thirtieth_day_at_every_step(people, status):
    if status:
        a_plan_at(status, people)
    entered = date(2026, 2, 20)
    Membership.objects.filter(member=people.an).update(since=entered, origin="received")
    for on in (entered + 30 * DAY, entered + 31 * DAY):
        due = find_deadlines_of_member(people.an, people.cycle, on)
        assert due == (entered + 30 * DAY,) * 3
        assert is_overdue(people, people.an, on) == (on > due.draft)


def test_a_merger_makes_nobody_a_newcomer_and_nobody_overdue(people):
    """An has long been there, Dung came on 5 February; their cell is merged on the
    8th."""
    entered = date(2026, 2, 5)
    Membership.objects.filter(member=people.dung).update(
        since=entered, origin="received"
    )
    cells = [people.cell, people.other_cell]
    merge(cells, "Chi bộ 1", committee=people.ward, on=date(2026, 2, 8))
    for member in (people.an, people.dung):
        assert member.memberships.filter(origin="reorganised").exists()
    assert find_deadlines_of_member(people.an, people.cycle, TODAY) == OF_ALL
    due = find_deadlines_of_member(people.dung, people.cycle, TODAY)
    assert due.draft == entered + 30 * DAY
    assert is_overdue(people, people.an, TODAY)
    assert not is_overdue(people, people.dung, due.draft)
    assert is_overdue(people, people.dung, due.draft + DAY)
