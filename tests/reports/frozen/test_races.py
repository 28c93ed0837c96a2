"""Two clicks on one form at the same moment freeze once (PostgreSQL)."""

from uuid import uuid4

import pytest

from reports.frozen import content
from reports.frozen.seals import find_first_broken
from reports.models import FrozenReport
from tests.city import a_city
from tests.people import NOW, TODAY, gather
from tests.races import at_once, meet_after, meet_before

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def twice(people, keys, monkeypatch):
    """Freeze with each of two keys, both having counted before either writes; the ids
    of what they got."""
    meet_after(monkeypatch, content, "count_ward")
    asked = {"title": "", "number": "", "by": people.actor("giang"), "at": NOW}

    def freeze(key):
        return content.freeze_report(people.ward, 2026, TODAY, key=key, **asked).pk

    return at_once(*(lambda key=key: freeze(key) for key in keys))


def test_two_clicks_at_once_are_one_report(monkeypatch):
    key = uuid4()
    results = twice(gather(), [key, key], monkeypatch)
    assert (len(results), len(set(results)), FrozenReport.objects.count()) == (2, 1, 1)


def test_control_two_forms_are_two_reports(monkeypatch):
    twice(gather(), [uuid4(), uuid4()], monkeypatch)
    assert FrozenReport.objects.count() == 2


def a_city_twice(keys, monkeypatch):
    """Freeze a city with each of two keys, neither having been there when both
    looked."""
    city = a_city()
    meet_before(monkeypatch, content, "Ground")
    asked = {"title": "", "number": "", "by": city.officer, "at": NOW}

    def freeze(key):
        return content.freeze_report(city.committee, 2026, TODAY, key=key, **asked).pk

    return at_once(*(lambda key=key: freeze(key) for key in keys))


def test_two_clicks_at_once_are_one_city(monkeypatch):
    key = uuid4()
    results = a_city_twice([key, key], monkeypatch)
    assert (len(set(results)), FrozenReport.objects.count()) == (1, 4)
    assert find_first_broken() == (None, 4)


def test_control_two_forms_are_two_cities(monkeypatch):
    a_city_twice([uuid4(), uuid4()], monkeypatch)
    assert FrozenReport.objects.count() == 8
