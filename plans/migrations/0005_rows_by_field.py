"""What is written is kept by the field of the form version in which it stands, in one table for every kind of section.

This migration makes room, the next one moves the rows, the one after it takes the old tables away.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import plans.models.content


class Migration(migrations.Migration):
    dependencies = [("plans", "0004_lasting_ids")]

    operations = [
        migrations.AddField(
            model_name="section",
            name="fields",
            field=models.JSONField(blank=True, default=list, verbose_name="các ô"),
        ),
        migrations.CreateModel(
            name="Row",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("section", models.SlugField(max_length=30)),
                ("uid", models.UUIDField(default=uuid.uuid4)),
                ("position", models.PositiveSmallIntegerField(default=1)),
                ("version", models.PositiveIntegerField(default=1)),
                ("values", models.JSONField(default=dict, encoder=plans.models.content.AsWritten)),
                ("due_on", models.DateField(blank=True, null=True)),
                (
                    "basis",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="plans.basis",
                    ),
                ),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="plans.plan"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "section", "uid"), name="plans_row_uid"),
                ],
            },
        ),
    ]
