"""What was done to a year is recorded in rows that the database refuses to change. Of what was changed before there is no
record, and none is made up. In every year that exists a confirmation in the software suffices, as it did."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

FUNCTION = """
CREATE FUNCTION plans_yearrecord_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'plans_yearrecord is never changed' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
TRIGGER = """
CREATE TRIGGER plans_yearrecord_stays BEFORE UPDATE OR DELETE ON plans_yearrecord
FOR EACH ROW EXECUTE FUNCTION plans_yearrecord_stays()
"""


def refuse_changes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION)
        schema_editor.execute(TRIGGER)
        return
    for event in ("UPDATE", "DELETE"):
        schema_editor.execute(
            f"CREATE TRIGGER plans_yearrecord_no_{event.lower()} BEFORE {event} ON plans_yearrecord "
            "BEGIN SELECT RAISE(ABORT, 'plans_yearrecord is never changed'); END"
        )


def allow_changes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER plans_yearrecord_stays ON plans_yearrecord")
        schema_editor.execute("DROP FUNCTION plans_yearrecord_stays")
        return
    for event in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER plans_yearrecord_no_{event}")


class Migration(migrations.Migration):
    dependencies = [
        ("cells", "0015_ranges_by_expression"),
        ("plans", "0011_differing_places"),
    ]

    operations = [
        migrations.AddField(
            model_name="cycle",
            name="confirmation_suffices",
            field=models.BooleanField(default=True, verbose_name="xác nhận trên phần mềm thay cho bản ký mực"),
        ),
        migrations.CreateModel(
            name="YearRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                (
                    "kind",
                    models.CharField(
                        choices=[("opened", "Mở năm"), ("changed", "Sửa"), ("removed", "Bỏ năm")], max_length=7
                    ),
                ),
                ("changes", models.JSONField(default=list)),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cells.member"),
                ),
                (
                    "committee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cells.committee"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["committee", "year"], name="yearrecord_year")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["opened", "changed", "removed"])),
                        name="plans_yearrecord_known_kind",
                    )
                ],
            },
        ),
        migrations.RunPython(refuse_changes, allow_changes),
    ]
