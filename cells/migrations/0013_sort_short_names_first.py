"""Sorts a name before those that go on where it ends: "Lê Ánh" stood after "Phạm Lê Ánh"."""

from importlib import import_module

from django.db import migrations

from cells.names import sort_key

search = import_module("cells.migrations.0009_search")


def fill(apps, schema_editor):
    search.in_batches(apps.get_model("cells", "Member"), ["name_sort"], lambda member: [sort_key(member.full_name)])


class Migration(migrations.Migration):
    dependencies = [("cells", "0012_former_names")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
