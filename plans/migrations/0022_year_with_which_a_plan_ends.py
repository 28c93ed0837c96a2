"""A column for the year with which a plan ends. It is filled by the next migration: PostgreSQL makes no index of rows
that were changed in the same one."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0021_handover_files'),
    ]

    operations = [
        migrations.AddField(
            model_name='plan',
            name='ends_with',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='plans_that_end', to='plans.cycle'),
        ),
    ]
