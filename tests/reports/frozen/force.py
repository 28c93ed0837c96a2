"""Changes of frozen rows by somebody who takes the triggers away first."""

from django.db import connection

TABLES = ("reports_frozenreport", "reports_frozennames")


def by_force(sql, *values):
    with connection.cursor() as cursor:
        for table in TABLES:
            take_triggers_away(cursor, table)
        cursor.execute(sql, values)


def take_triggers_away(cursor, table):
    if connection.vendor == "sqlite":
        for event in ("update", "delete"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}")
    else:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
