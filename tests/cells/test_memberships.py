"""How somebody left, in words, for the head of their page and for those who ask."""

from datetime import date

import pytest

from cells.memberships import describe_leaving, find_leaving
from cells.models import Membership
from tests.people import TODAY
from tests.plans.browsing import text_of
from tests.plans.gone import LEFT_ON, Ending, leave

pytestmark = pytest.mark.django_db

WORDS = [
    (Ending.DIED, "từ trần ngày 05/02/2026"),
    (Ending.LEFT, "ra khỏi Đảng ngày 05/02/2026"),
    (Ending.SENT, "chuyển đến Đảng bộ xã Yên Viên ngày 05/02/2026"),
    (Ending.HANDED_OVER, "chuyển đến nơi khác ngày 05/02/2026"),
    ("", "thôi sinh hoạt ở Chi bộ 7 ngày 05/02/2026"),
]


@pytest.mark.parametrize(("ending", "words"), WORDS)
def test_the_page_of_a_person_says_first_what_happened(people, sign_in, ending, words):
    leave(people.an, ending)
    assert describe_leaving(find_leaving(people.an, TODAY)) == words
    page = text_of(sign_in("giang").get(f"/nguoi/{people.an.pk}/"))
    assert f"Đảng viên · {words} · trước ở Chi bộ 7" in page


def test_who_belongs_somewhere_has_not_left(people):
    leave(people.an, Ending.SENT)
    assert find_leaving(people.an, date(2026, 2, 4)) is None
    assert find_leaving(people.an, LEFT_ON) is not None
    Membership.objects.create(member=people.an, cell=people.other_cell, since=TODAY)
    assert find_leaving(people.an, TODAY) is None


def test_a_guest_belongs_nowhere_and_a_stranger_never_left(people):
    leave(people.an)
    Membership.objects.create(
        member=people.an, cell=people.other_cell, kind="temporary", since=LEFT_ON
    )
    assert find_leaving(people.an, TODAY).membership.cell == people.cell
    assert find_leaving(people.em, TODAY) is None
