"""Who came in when, and from where: it is kept for more than a year, also what
django-axes had kept."""

from datetime import timedelta
from importlib import import_module

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import SignInRecord
from tests.people import NOW

pytestmark = pytest.mark.django_db

OF_AXES = {
    "axes_accessattempt": "id integer PRIMARY KEY",
    "axes_accessattemptexpiration": (
        "access_attempt_id integer PRIMARY KEY REFERENCES axes_accessattempt (id)"
    ),
    "axes_accessfailurelog": "id integer PRIMARY KEY",
    "axes_accesslog": (
        "id integer PRIMARY KEY, username varchar(255), attempt_time {moment}, "
        "ip_address {address}"
    ),
}
KINDS = {
    "sqlite": {"moment": "datetime", "address": "char(39)"},
    "postgresql": {"moment": "timestamptz", "address": "inet"},
}
ROW = (
    "INSERT INTO axes_accesslog (id, username, attempt_time, ip_address) "
    "VALUES (%s, %s, '2026-02-09 01:30:00', %s)"
)


class Editor:
    """What a migration gets."""

    connection = connection


def take_over():
    migration = import_module("accounts.migrations.0005_sign_ins_of_axes")
    migration.take_over_sign_ins(None, Editor)


def test_sign_ins_of_axes_come_along_and_its_tables_go(people):
    with connection.cursor() as cursor:
        for table, columns in OF_AXES.items():
            columns = columns.format(**KINDS[connection.vendor])
            cursor.execute(f"CREATE TABLE {table} ({columns})")
        cursor.execute(ROW, [1, "an", "10.0.0.7"])
        cursor.execute(ROW, [2, "khongcon", "10.0.0.8"])
        cursor.execute(ROW, [3, "binh", None])
    take_over()
    found = SignInRecord.objects.order_by("pk").values_list("user__username", "address")
    assert list(found) == [("an", "10.0.0.7"), ("binh", None)]
    assert SignInRecord.objects.first().at.isoformat()[:16] == "2026-02-09T01:30"
    left = connection.introspection.table_names()
    assert [table for table in left if table.startswith("axes")] == []


def test_an_installation_without_axes_has_nothing_to_take_over(people):
    take_over()
    assert not SignInRecord.objects.exists()


def test_old_sign_ins_go_after_400_days(people, capsys):
    for days in (10, 399, 401):
        at = NOW - timedelta(days=days)
        SignInRecord.objects.create(user=people.an.user, at=at)
    call_command("clear_sign_ins")
    assert capsys.readouterr().out == "Đã xóa 1 dòng.\n"
    assert SignInRecord.objects.count() == 2
    with pytest.raises(CommandError):
        call_command("clear_sign_ins", days=30)
    assert SignInRecord.objects.count() == 2
