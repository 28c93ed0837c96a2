"""A frozen report is a document: the database itself refuses to change it or to take it away."""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

FUNCTION = """
CREATE FUNCTION reports_frozenreport_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'reports_frozenreport is never changed' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
TRIGGER = """
CREATE TRIGGER reports_frozenreport_stays BEFORE UPDATE OR DELETE ON reports_frozenreport
FOR EACH ROW EXECUTE FUNCTION reports_frozenreport_stays()
"""


def refuse_changes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(FUNCTION)
        schema_editor.execute(TRIGGER)
        return
    for event in ("UPDATE", "DELETE"):
        schema_editor.execute(
            f"CREATE TRIGGER reports_frozenreport_no_{event.lower()} BEFORE {event} ON reports_frozenreport "
            "BEGIN SELECT RAISE(ABORT, 'reports_frozenreport is never changed'); END"
        )


def allow_changes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER reports_frozenreport_stays ON reports_frozenreport")
        schema_editor.execute("DROP FUNCTION reports_frozenreport_stays")
        return
    for event in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER reports_frozenreport_no_{event}")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cells', '0007_lasting_ids'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FrozenReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='năm kế hoạch')),
                ('as_of', models.DateField(verbose_name='tính đến hết ngày')),
                ('title', models.CharField(max_length=200, verbose_name='tên')),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='số báo cáo')),
                ('content', models.JSONField()),
                ('digest', models.CharField(max_length=64, verbose_name='SHA-256')),
                ('seal', models.CharField(max_length=64)),
                ('key', models.UUIDField(default=uuid.uuid4, unique=True)),
                ('frozen_at', models.DateTimeField()),
                ('committee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='frozen_reports', to='cells.committee')),
                ('frozen_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['committee', 'frozen_at'], name='frozenreport_committee')],
            },
        ),
        migrations.RunPython(refuse_changes, allow_changes),
    ]
