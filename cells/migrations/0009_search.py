"""Names as they are searched for: turned, with their marks, and of cells; in an order that is no language's."""

from django.db import migrations, models

from cells.models.computed import ComputedField
from cells.names import digits, fold, fold_cell, given_first, marked

BATCH = 400
WAYS = ("name_folded", "name_turned", "name_marked", "name_marked_turned", "card_digits")


def fill(apps, schema_editor):
    in_batches(apps.get_model("cells", "Cell"), ["name_folded"], lambda cell: [fold_cell(cell.name)])
    in_batches(apps.get_model("cells", "Member"), WAYS, ways_of)


def ways_of(member):
    name = member.full_name
    return fold(name), given_first(fold(name)), marked(name), given_first(marked(name)), digits(member.card)


def in_batches(model, columns, made):
    last = 0
    while rows := list(model.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        for row in rows:
            for column, value in zip(columns, made(row), strict=True):
                setattr(row, column, value)
        model.objects.bulk_update(rows, columns)
        last = rows[-1].pk


def column(**more):
    return ComputedField(default="", editable=False, max_length=200, **more)


class Migration(migrations.Migration):
    dependencies = [("cells", "0008_register_check")]

    operations = [
        migrations.AddField("cell", "name_folded", column()),
        migrations.AddField("member", "name_marked", column()),
        migrations.AddField("member", "name_marked_turned", column()),
        migrations.AddField("member", "name_turned", column()),
        migrations.AddField("member", "card_digits", column()),
        migrations.AlterField("member", "name_folded", column()),
        migrations.AlterField("member", "name_sort", column(db_index=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        *(
            migrations.AddIndex("member", models.Index(fields=[way, "id"], name=f"member_{way.removeprefix('name_')}"))
            for way in WAYS
        ),
        migrations.RemoveIndex("membership", "membership_member"),
        migrations.AddIndex(
            "membership",
            models.Index(fields=["member", "since"], include=["until", "cell", "kind"], name="membership_member"),
        ),
    ]
