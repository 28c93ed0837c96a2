"""The triggers of the table of plans, which SQLite has rebuilt, are written again."""

from django.db import migrations

from reports.triggers import drop_triggers, make_triggers


def write_triggers_again(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        drop_triggers(apps, schema_editor)
        make_triggers(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0024_every_plan_ends_with_a_year"),
        ("reports", "0006_plans_by_year"),
    ]

    operations = [
        migrations.RunPython(write_triggers_again, migrations.RunPython.noop),
    ]
