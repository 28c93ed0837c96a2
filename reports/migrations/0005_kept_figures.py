"""What is kept of a count are its figures: whatever was kept before is counted again."""

from django.db import migrations


def forget_kept_counts(apps, schema_editor):
    apps.get_model("reports", "KeptCount").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [("reports", "0004_triggers_of_rebuilt_tables")]

    operations = [migrations.RunPython(forget_kept_counts, migrations.RunPython.noop)]
