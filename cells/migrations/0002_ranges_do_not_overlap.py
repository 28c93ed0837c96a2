"""Dated rows of one kind of one person never overlap, whoever writes them.

PostgreSQL says so with an exclusion constraint; SQLite has none, so it gets triggers. A later migration that makes
SQLite rebuild one of these tables drops its triggers: run `refuse_overlaps` again there
(tests/cells/test_ranges.py notices).
"""

from django.db import migrations

TABLES = {
    "cells_membership": ["member_id", "kind"],
    "cells_exemption": ["member_id"],
    "cells_suspension": ["member_id"],
    "cells_appointment": ["member_id", "role", "cell_id", "committee_id"],
}


def refuse_overlaps(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    write = {"postgresql": exclusion, "sqlite": triggers}[schema_editor.connection.vendor]
    for table, columns in TABLES.items():
        for statement in write(table, columns):
            schema_editor.execute(statement)


def exclusion(table, columns):
    same = ", ".join(f"COALESCE({column}, 0) WITH =" if column in NULLABLE else f"{column} WITH =" for column in columns)
    return [
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_no_overlap "
        f"EXCLUDE USING gist ({same}, daterange(since, until) WITH &&)"
    ]


NULLABLE = ("cell_id", "committee_id")


def triggers(table, columns):
    same = " AND ".join(f"t.{column} IS NEW.{column}" for column in columns)
    overlap = (
        f"SELECT 1 FROM {table} t WHERE {same} AND t.id IS NOT NEW.id "
        "AND (t.until IS NULL OR t.until > NEW.since) AND (NEW.until IS NULL OR NEW.until > t.since)"
    )
    return [
        f"CREATE TRIGGER {table}_no_overlap_{event.lower()} AFTER {event} ON {table} "
        f"WHEN EXISTS ({overlap}) BEGIN SELECT RAISE(ABORT, '{table}_no_overlap'); END"
        for event in ("INSERT", "UPDATE")
    ]


def allow_overlaps(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_no_overlap")
        else:
            schema_editor.execute(f"DROP TRIGGER {table}_no_overlap_insert")
            schema_editor.execute(f"DROP TRIGGER {table}_no_overlap_update")


class Migration(migrations.Migration):
    dependencies = [("cells", "0001_initial")]

    operations = [migrations.RunPython(refuse_overlaps, allow_overlaps)]
