"""The secretary may name a second reader of what was typed for somebody; nobody is one yet.

SQLite rebuilds the table for it and drops its triggers: those against overlaps are written again here, those that note
what is counted by reports/migrations/0004_triggers_of_rebuilt_tables.py.
"""

from importlib import import_module

from django.conf import settings
from django.db import migrations, models


ranges = import_module("cells.migrations.0002_ranges_do_not_overlap")
TABLE = "cells_appointment"


def refuse_overlaps_again(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in ranges.triggers(TABLE, ranges.TABLES[TABLE]):
            schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('cells', '0015_ranges_by_expression'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='appointment',
            name='cells_appointment_role_fits_its_place',
        ),
        migrations.AlterField(
            model_name='appointment',
            name='role',
            field=models.CharField(choices=[('secretary', 'Bí thư chi bộ'), ('deputy_secretary', 'Phó bí thư chi bộ'), ('cell_committee_member', 'Chi ủy viên'), ('unit_lead', 'Phụ trách đơn vị'), ('second_reader', 'Người đọc thứ hai'), ('head', 'Người đứng đầu cơ quan, đơn vị'), ('ward_officer', 'Cán bộ Đảng ủy'), ('chairman_office', 'Văn phòng Chủ tịch UBND'), ('inspector', 'Cán bộ kiểm tra, giám sát')], max_length=22, verbose_name='chức vụ'),
        ),
        migrations.AddConstraint(
            model_name='appointment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cell__isnull', False), ('committee__isnull', True), ('role__in', ['secretary', 'deputy_secretary', 'cell_committee_member', 'unit_lead', 'second_reader', 'head'])), models.Q(('cell__isnull', True), ('committee__isnull', False), ('role__in', ['ward_officer', 'chairman_office', 'inspector', 'head'])), _connector='OR'), name='cells_appointment_role_fits_its_place'),
        ),
        migrations.RunPython(refuse_overlaps_again, migrations.RunPython.noop),
    ]
