"""The names of a frozen report lie in a row for each cell, and the report of a city has those of its wards as parts. No
report that is there is written anew; the database refuses changes of the names as it does of the reports."""

import django.db.models.deletion
from django.db import migrations, models

FUNCTION = """
CREATE FUNCTION reports_frozennames_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'reports_frozennames is never changed' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
TRIGGER = """
CREATE TRIGGER reports_frozennames_stays BEFORE UPDATE OR DELETE ON reports_frozennames
FOR EACH ROW EXECUTE FUNCTION reports_frozennames_stays()
"""


def refuse_changes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION)
        schema_editor.execute(TRIGGER)
        return
    for event in ("UPDATE", "DELETE"):
        schema_editor.execute(
            f"CREATE TRIGGER reports_frozennames_no_{event.lower()} BEFORE {event} ON reports_frozennames "
            "BEGIN SELECT RAISE(ABORT, 'reports_frozennames is never changed'); END"
        )


def allow_changes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER reports_frozennames_stays ON reports_frozennames")
        schema_editor.execute("DROP FUNCTION reports_frozennames_stays")
        return
    for event in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER reports_frozennames_no_{event}")


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_kept_counts")]

    operations = [
        migrations.AddField(
            model_name="frozenreport",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="reports.frozenreport",
                to_field="key",
            ),
        ),
        migrations.CreateModel(
            name="FrozenNames",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cell", models.UUIDField(verbose_name="uid của chi bộ")),
                ("people", models.JSONField()),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="names", to="reports.frozenreport"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("report", "cell"), name="reports_frozennames_one_of_a_cell")
                ],
            },
        ),
        migrations.RunPython(refuse_changes, allow_changes),
    ]
