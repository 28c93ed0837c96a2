"""What hangs where: prints made for signing with a code, postings that are renewed or taken down, the board in the
software and the heads' consent to it.

Of what was recorded before: a signature names no print, a posting was neither renewed nor taken down, a filing of what
was confirmed in the software has no day of ink. No consent is made up. The board of every ward is off; a ward whose
plans stood on it has a row without a name, by which its page tells it so.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone


def switch_boards_off(apps, schema_editor):
    posting, switch = apps.get_model("plans", "Posting"), apps.get_model("plans", "BoardSwitch")
    committees = {committee.pk: committee for committee in apps.get_model("cells", "Committee").objects.all()}
    wards = set()
    for pk in posting.objects.values_list("plan__cell__committee", flat=True).distinct():
        wards.add(find_ward(committees[pk], committees))
    now = timezone.now()
    switch.objects.bulk_create([switch(committee_id=pk, is_on=False, set_at=now) for pk in sorted(wards)])


def find_ward(committee, committees):
    """The number of the open ward that it is or belongs to; its own if there is none."""
    above = committee
    while above is not None:
        if above.kind == "ward" and above.closed_on is None:
            return above.pk
        above = committees.get(above.parent_id)
    return committee.pk


class Migration(migrations.Migration):

    dependencies = [
        ('cells', '0015_ranges_by_expression'),
        ('plans', '0012_year_records'),
    ]

    operations = [
        migrations.CreateModel(
            name='BoardSwitch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_on', models.BooleanField()),
                ('set_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('way', models.CharField(choices=[('own', 'tự bấm đồng ý'), ('paper', 'đồng ý trên giấy')], max_length=5)),
                ('given_on', models.DateField(verbose_name='đồng ý ngày')),
                ('recorded_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='SigningPrint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveSmallIntegerField()),
                ('code', models.CharField(max_length=16, unique=True)),
                ('printed_at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='posting',
            name='plans_posting_one_a_revision',
        ),
        migrations.AddField(
            model_name='filing',
            name='ink_on',
            field=models.DateField(null=True, verbose_name='ký tay trên bản in ngày'),
        ),
        migrations.AddField(
            model_name='posting',
            name='end_recorded_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='posting',
            name='end_recorded_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cells.member'),
        ),
        migrations.AddField(
            model_name='posting',
            name='taken_down_by',
            field=models.CharField(blank=True, max_length=120, verbose_name='người gỡ'),
        ),
        migrations.AddField(
            model_name='posting',
            name='taken_down_on',
            field=models.DateField(null=True, verbose_name='gỡ xuống ngày'),
        ),
        migrations.AddConstraint(
            model_name='filing',
            constraint=models.CheckConstraint(condition=models.Q(('ink_on__isnull', True), ('ink_on__lte', models.F('filed_on')), _connector='OR'), name='plans_filing_ink_not_after'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.UniqueConstraint(fields=('plan', 'revision', 'since'), name='plans_posting_one_a_day'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('end_recorded_at__isnull', True), ('end_recorded_by__isnull', True), ('taken_down_on__isnull', True)), models.Q(('end_recorded_at__isnull', False), ('end_recorded_by__isnull', False), ('taken_down_on__gte', models.F('since'))), _connector='OR'), name='plans_posting_taken_down_by_somebody'),
        ),
        migrations.AddField(
            model_name='boardswitch',
            name='committee',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='board_switches', to='cells.committee'),
        ),
        migrations.AddField(
            model_name='boardswitch',
            name='set_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cells.member'),
        ),
        migrations.AddField(
            model_name='consent',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='plans.plan'),
        ),
        migrations.AddField(
            model_name='consent',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cells.member'),
        ),
        migrations.AddField(
            model_name='signingprint',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signing_prints', to='plans.plan'),
        ),
        migrations.AddField(
            model_name='signingprint',
            name='printed_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cells.member'),
        ),
        migrations.AddField(
            model_name='signature',
            name='sheet',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='signatures', to='plans.signingprint'),
        ),
        migrations.AddConstraint(
            model_name='signature',
            constraint=models.CheckConstraint(condition=models.Q(('sheet__isnull', True), ('kind', 'ink'), _connector='OR'), name='plans_signature_on_paper_is_ink'),
        ),
        migrations.AddIndex(
            model_name='boardswitch',
            index=models.Index(fields=['committee', 'set_at'], name='boardswitch_committee'),
        ),
        migrations.AddConstraint(
            model_name='boardswitch',
            constraint=models.CheckConstraint(condition=models.Q(('is_on', False), ('set_by__isnull', False), _connector='OR'), name='plans_boardswitch_on_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('plan',), name='plans_consent_one_that_holds'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('way__in', ['own', 'paper'])), name='plans_consent_known_way'),
        ),
        migrations.AddConstraint(
            model_name='signingprint',
            constraint=models.UniqueConstraint(fields=('plan', 'revision'), name='plans_signingprint_one_a_revision'),
        ),
        migrations.RunPython(switch_boards_off, migrations.RunPython.noop),
    ]
