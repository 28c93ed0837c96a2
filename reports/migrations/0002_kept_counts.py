"""Counts of years that are over are kept, and the database notes what changes."""

import django.db.models.deletion
from django.db import migrations, models

from reports.triggers import drop_triggers, make_triggers


class Migration(migrations.Migration):

    dependencies = [
        ('cells', '0015_ranges_by_expression'),
        ('plans', '0010_small_indexes'),
        ('reports', '0001_frozen_reports'),
    ]

    operations = [
        migrations.CreateModel(
            name='KeptCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(max_length=64)),
                ('cell', models.BigIntegerField()),
                ('on', models.DateField(db_index=True)),
                ('changes', models.BigIntegerField()),
                ('answer', models.JSONField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('question', 'cell'), name='reports_keptcount_one_answer')],
            },
        ),
        migrations.CreateModel(
            name='CellChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.SmallIntegerField()),
                ('times', models.IntegerField(default=1)),
                ('cell', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='cells.cell')),
            ],
            options={
                'indexes': [models.Index(fields=['cell', 'year'], include=('times',), name='cellchange_cell')],
            },
        ),
        migrations.RunPython(make_triggers, drop_triggers),
    ]
