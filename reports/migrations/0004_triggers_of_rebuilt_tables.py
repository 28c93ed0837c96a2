"""SQLite has rebuilt the tables of posts and plans and dropped their triggers: they are written again."""

from django.db import migrations

from reports.triggers import drop_triggers, make_triggers


def write_again(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        drop_triggers(apps, schema_editor)
        make_triggers(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [
        ("cells", "0016_second_reader"),
        ("plans", "0014_typing_acts"),
        ("reports", "0003_frozen_names"),
    ]

    operations = [migrations.RunPython(write_again, migrations.RunPython.noop)]
