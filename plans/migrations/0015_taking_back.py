"""What was recorded can be taken back.

Of what was recorded before nothing was taken back. Every plan counts as opened by its author: nobody takes an old
agreement back by one tap.
"""

from django.db import migrations, models
from django.utils import timezone


def note_that_all_are_open(apps, schema_editor):
    apps.get_model("plans", "Plan").objects.update(opened_by_writer_at=timezone.now())


class Migration(migrations.Migration):

    dependencies = [
        ('cells', '0015_ranges_by_expression'),
        ('plans', '0014_typing_acts'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='filing',
            name='plans_filing_one_a_revision',
        ),
        migrations.RemoveConstraint(
            model_name='posting',
            name='plans_posting_one_a_day',
        ),
        migrations.RemoveConstraint(
            model_name='signature',
            name='plans_signature_one_a_revision',
        ),
        migrations.AddField(
            model_name='filing',
            name='taken_back_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='plan',
            name='opened_by_writer_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='planevent',
            name='takes_back',
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='posting',
            name='taken_back_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='signature',
            name='taken_back_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name='signature',
            name='check_code',
            field=models.CharField(db_index=True, max_length=16),
        ),
        migrations.AddConstraint(
            model_name='filing',
            constraint=models.UniqueConstraint(condition=models.Q(('taken_back_at__isnull', True)), fields=('plan', 'revision'), name='plans_filing_one_a_revision'),
        ),
        migrations.AddConstraint(
            model_name='planevent',
            constraint=models.UniqueConstraint(condition=models.Q(('takes_back__isnull', False)), fields=('plan', 'takes_back'), name='plans_planevent_taken_back_once'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.UniqueConstraint(condition=models.Q(('taken_back_at__isnull', True)), fields=('plan', 'revision', 'since'), name='plans_posting_one_a_day'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(condition=models.Q(('taken_back_at__isnull', True)), fields=('plan', 'revision'), name='plans_signature_one_a_revision'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.UniqueConstraint(condition=models.Q(('taken_back_at__isnull', True)), fields=('check_code',), name='plans_signature_check_code'),
        ),
        migrations.RunPython(note_that_all_are_open, migrations.RunPython.noop),
    ]
