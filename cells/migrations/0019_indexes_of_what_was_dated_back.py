"""Which exemptions were recorded lately, which wait for the ward: asked of the few, not of all of a city.

An index rebuilds no table of SQLite.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cells', '0018_who_dated_back'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='exemption',
            index=models.Index(condition=models.Q(('ground__isnull', False)), fields=['recorded_at'], include=('member',), name='exemption_recorded'),
        ),
        migrations.AddIndex(
            model_name='exemption',
            index=models.Index(condition=models.Q(('claim_decided_at', None), ('claimed_since__isnull', False)), fields=['member'], name='exemption_claims'),
        ),
    ]
