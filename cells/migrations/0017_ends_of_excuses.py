"""Whose exemption, suspension or absence ended lately is found by its end: they have a term of their own."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cells', '0016_second_reader'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='exemption',
            index=models.Index(condition=models.Q(('until__isnull', False)), fields=['until'], include=('member',), name='exemption_until'),
        ),
        migrations.AddIndex(
            model_name='suspension',
            index=models.Index(condition=models.Q(('until__isnull', False)), fields=['until'], include=('member',), name='suspension_until'),
        ),
        migrations.AddIndex(
            model_name='transfer',
            index=models.Index(condition=models.Q(('until__isnull', False)), fields=['until'], include=('member',), name='transfer_until'),
        ),
    ]
