"""Two clicks on one form at the same moment freeze once (PostgreSQL)."""

import threading
from uuid import uuid4

import pytest
from django.db import connection

from reports import freezing
from reports.models import FrozenReport
from tests.people import NOW, TODAY, gather

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def twice(people, keys, monkeypatch):
    """Freeze with each of two keys, both having counted before either writes; the ids of what they got."""
    gate, results, counted = threading.Barrier(2), [], freezing.counted

    def together(*args):
        found = counted(*args)
        gate.wait(10)
        return found

    monkeypatch.setattr(freezing, "counted", together)

    def freeze(key):
        try:
            asked = {"title": "", "number": "", "by": people.actor("giang"), "at": NOW, "key": key}
            results.append(freezing.freeze(people.ward, 2026, TODAY, **asked).pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=freeze, args=[key]) for key in keys]
    [thread.start() for thread in threads]
    [thread.join(30) for thread in threads]
    return results


def test_two_clicks_at_once_are_one_report(monkeypatch):
    key = uuid4()
    results = twice(gather(), [key, key], monkeypatch)
    assert (len(results), len(set(results)), FrozenReport.objects.count()) == (2, 1, 1)


def test_control_two_forms_are_two_reports(monkeypatch):
    twice(gather(), [uuid4(), uuid4()], monkeypatch)
    assert FrozenReport.objects.count() == 2
