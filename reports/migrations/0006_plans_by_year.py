"""Plans are counted by their year: whatever was kept before is counted again, and the triggers of the table of plans,
which SQLite has rebuilt, are written again."""

from django.db import migrations

from reports.triggers import drop_triggers, make_triggers


def forget_kept_counts(apps, schema_editor):
    apps.get_model("reports", "KeptCount").objects.all().delete()


def write_triggers_again(apps, schema_editor):
    drop_triggers(apps, schema_editor)
    make_triggers(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0019_one_plan_a_year"),
        ("reports", "0005_kept_figures"),
    ]

    operations = [
        migrations.RunPython(forget_kept_counts, migrations.RunPython.noop),
        migrations.RunPython(write_triggers_again, migrations.RunPython.noop),
    ]
