"""Dates that are not known make nobody probationary."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cells.concerns import count_official_members
from cells.models import Member
from cells.models.people import PROBATION, is_official
from tests.people import TODAY
from tests.plans.browsing import text_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)

# (admitted, official), whether probationary
KNOWN = {
    "both long ago": ((date(1985, 2, 3), date(1986, 2, 3)), False),
    "official today": ((TODAY - 366 * DAY, TODAY), False),
    "official tomorrow": ((TODAY - 365 * DAY, TODAY + DAY), True),
    "admitted lately": ((TODAY - 30 * DAY, None), True),
    "the last day of two years": ((TODAY - PROBATION + DAY, None), True),
    "two years ago": ((TODAY - PROBATION, None), False),
    "official alone": ((None, date(1986, 2, 3)), False),
    "nothing": ((None, None), False),
}


@pytest.mark.parametrize("case", KNOWN)
def test_the_person_and_the_list_say_the_same(people, case):
    (admitted, official), is_probationary = KNOWN[case]
    Member.objects.filter(pk=people.an.pk).update(
        admitted_on=admitted, official_on=official
    )
    people.an.refresh_from_db()
    assert people.an.is_probationary(TODAY) == is_probationary
    found = Member.objects.filter(is_official(TODAY), pk=people.an.pk)
    assert found.exists() == (not is_probationary)
    number = count_official_members([people.cell], TODAY)[people.cell.pk]
    assert number == 4 - is_probationary


def test_staff_are_neither(people):
    assert not people.kha.is_probationary(TODAY)
    assert not Member.objects.filter(is_official(TODAY), pk=people.kha.pk).exists()


def test_the_persons_page_says_that_the_date_is_not_written_down(people, sign_in):
    Member.objects.filter(pk=people.an.pk).update(admitted_on=None, official_on=None)
    page = text_of(sign_in("giang").get(reverse("person:person", args=[people.an.pk])))
    assert "dự bị" not in page and "Chính thức chưa ghi" in page
    Member.objects.filter(pk=people.an.pk).update(admitted_on=TODAY)
    page = text_of(sign_in("giang").get(reverse("person:person", args=[people.an.pk])))
    assert "Đảng viên dự bị" in page and "Chính thức còn dự bị" in page
