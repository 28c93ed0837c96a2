"""A cell that dates an exemption back claims a day: it holds from it once the ward has confirmed it.

What was recorded before claims nothing and holds as it says. Columns that may be empty rebuild no table of SQLite.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cells', '0017_ends_of_excuses'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='exemption',
            name='claim_decided_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='exemption',
            name='claim_decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='exemption',
            name='claimed_since',
            field=models.DateField(blank=True, null=True, verbose_name='chi bộ ghi từ ngày'),
        ),
    ]
