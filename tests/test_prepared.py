"""Statements that PostgreSQL plans once for each connection."""

import datetime

import pytest
from django.db import connection
from django.db.models import BigIntegerField, Count, DateField
from django.test.utils import CaptureQueriesContext

from cells.models import Membership
from phucdong import planned, prepared
from phucdong.prepared import Parameter, ParameterOfIds, Prepared

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite plans nothing ahead"
    ),
]

TYPES = {"cells": "bigint[]", "on": "date"}
COUNT = """
    SELECT cell_id, %(constant0)s AS said, COUNT(*) AS people, 1 %% 2 AS odd
    FROM cells_membership WHERE cell_id = ANY (%(cells)s) AND since <= %(on)s
    GROUP BY 1"""


def count_people(cells, on, said="it's"):
    values = {"cells": [cell.pk for cell in cells], "on": on, "constant0": said}
    return prepared.fetch_planned_rows(COUNT, values, TYPES)


def test_each_asking_has_its_own_values(people):
    on = datetime.date(2026, 2, 10)
    counted = Membership.objects.values_list("cell").annotate(Count("pk"))
    for cell in (people.cell, people.other_cell):
        [row] = count_people([cell], on)
        assert row == (cell.pk, "it's", counted.get(cell=cell)[1], 1)
    assert count_people([], on) == []
    assert count_people([people.cell], datetime.date(1900, 1, 1)) == []


def test_it_is_planned_once_for_a_connection(people):
    on = datetime.date(2026, 2, 10)
    count_people([people.cell], on)
    with CaptureQueriesContext(connection) as asked:
        count_people([people.other_cell], on)
    assert [query["sql"][:8] for query in asked] == ["EXECUTE "]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        before = cursor.fetchone()
        count_people([people.cell], on)
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        assert cursor.fetchone() == before


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_plans_for_itself(people):
    on = datetime.date(2026, 2, 10)
    [before] = count_people([people.cell], on)
    connection.close()
    assert count_people([people.cell], on) == [before]


def test_without_the_setting_it_is_planned_each_time(people, monkeypatch):
    on = datetime.date(2026, 2, 10)
    before = count_people([people.cell, people.other_cell], on)
    monkeypatch.setattr(planned, "PLANNED", {})
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL plan_cache_mode = auto")
    with CaptureQueriesContext(connection) as asked:
        assert count_people([people.cell, people.other_cell], on) == before
    assert "EXECUTE" not in asked[0]["sql"]


# --- querysets ------------------------------------------------------------------------


def make_membership_query():
    there = Membership.objects.filter(
        cell__in=ParameterOfIds("cells"),
        member__gte=Parameter("first", BigIntegerField()),
        since__lte=Parameter("on", DateField()),
        kind="official",
    )
    return [there.order_by("pk").values_list("pk", "since", "kind", named=True)]


def list_official(cells, on, first):
    there = Membership.objects.filter(
        cell__in=cells, member__gte=first, since__lte=on, kind="official"
    )
    return list(there.order_by("pk").values_list("pk", "since", "kind"))


@pytest.mark.parametrize("is_planned", [True, False])
def test_a_planned_queryset_gives_what_it_gives_unplanned(people, is_planned):
    memberships = Prepared(make_membership_query, is_planned=is_planned)
    on = datetime.date(2026, 2, 10)
    first = people.an.pk
    for cells in ({people.cell.pk, people.other_cell.pk}, {people.cell.pk}, set()):
        values = {"cells": cells, "on": on, "first": first}
        with CaptureQueriesContext(connection) as asked:
            rows = memberships.fetch(values)
        assert rows == list_official(cells, on, first)
        assert asked[-1]["sql"].startswith("EXECUTE ") == is_planned
    assert list_official({people.cell.pk}, on, first)


def test_a_number_that_no_row_has_finds_nothing(people):
    memberships = Prepared(make_membership_query, is_planned=True)
    on = datetime.date(2026, 2, 10)
    assert memberships.fetch({"cells": [1], "on": on, "first": 10**30}) == []
