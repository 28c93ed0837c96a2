"""Former names of cells as they are searched for."""

from django.db import migrations

from cells.models.computed import ComputedField
from cells.names import fold_cell


def fill(apps, schema_editor):
    for former in apps.get_model("cells", "FormerName").objects.all():
        former.name_folded = fold_cell(former.name)
        former.save(update_fields=["name_folded"])


class Migration(migrations.Migration):
    dependencies = [("cells", "0011_grounds_kept")]

    operations = [
        migrations.AddField(
            "formername", "name_folded", ComputedField(default="", editable=False, max_length=200)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
