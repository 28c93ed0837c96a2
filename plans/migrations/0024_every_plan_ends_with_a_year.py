"""Every plan says with which year it ends.

SQLite rebuilds the table of plans for it, which it refuses as long as a trigger reads that table: those that note what
is counted are dropped, and written again by reports/migrations/0007_triggers_of_plans.py.
"""

import django.db.models.deletion
from django.db import migrations, models


def drop_triggers_that_read_plans(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%plans_plan %'")
        names = [name for (name,) in cursor.fetchall()]
    for name in names:
        schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0023_with_which_year_plans_end'),
    ]

    operations = [
        migrations.RunPython(drop_triggers_that_read_plans, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='plan',
            name='ends_with',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans_that_end', to='plans.cycle'),
        ),
    ]
