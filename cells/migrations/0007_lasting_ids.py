"""Every row has its lasting id; and, since SQLite has rebuilt tables, the triggers against overlaps once more."""

import uuid
from importlib import import_module

from django.db import migrations, models

ranges = import_module("cells.migrations.0002_ranges_do_not_overlap")


def refuse_overlaps_again(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    for table, columns in ranges.TABLES.items():
        for event in ("insert", "update"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_overlap_{event}")
        for statement in ranges.triggers(table, columns):
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("cells", "0006_fill_what_is_new")]

    operations = [
        *(
            migrations.AlterField(
                model_name=name,
                name="uid",
                field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
            )
            for name in ("appointment", "cell", "committee", "meeting", "member")
        ),
        migrations.RemoveField(model_name="exemption", name="outcome"),
        migrations.RunPython(refuse_overlaps_again, migrations.RunPython.noop),
    ]
