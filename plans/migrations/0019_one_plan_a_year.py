"""The database keeps it that a person has one plan a year, and finds plans by it.

SQLite rebuilds the table of plans for it, which it refuses as long as a trigger reads that table: those that note what
is counted are dropped, and written again by reports/migrations/0006_plans_by_year.py.
"""

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
        ('cells', '0016_second_reader'),
        ('plans', '0018_year_of_plan'),
    ]

    operations = [
        migrations.RunPython(drop_triggers_that_read_plans, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name='plan',
            name='plans_plan_one_per_member_and_cycle',
        ),
        migrations.RemoveIndex(
            model_name='plan',
            name='plan_cycle_member',
        ),
        migrations.RemoveIndex(
            model_name='plan',
            name='plan_recalled',
        ),
        migrations.AddConstraint(
            model_name='plan',
            constraint=models.UniqueConstraint(fields=('member', 'year'), name='plans_plan_one_per_member_and_year'),
        ),
        migrations.AddIndex(
            model_name='plan',
            index=models.Index(condition=models.Q(('first_recalled_at__isnull', False)), fields=['cell', 'year'], name='plan_recalled'),
        ),
    ]
