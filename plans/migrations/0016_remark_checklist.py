"""Remarks as a checklist: what the author disputes and who settles it, and unsent ones that are held back.

Nothing recorded before was disputed or held back. What was released and not answered holds the plan from now on, unless
its place was changed since (plans/workflow/checklist.py); answering it is one sentence.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cells', '0015_ranges_by_expression'),
        ('plans', '0015_taking_back'),
    ]

    operations = [
        migrations.AddField(
            model_name='remark',
            name='disputed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='remark',
            name='held_back_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='remark',
            name='held_back_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cells.member'),
        ),
        migrations.AddField(
            model_name='remark',
            name='outcome',
            field=models.CharField(blank=True, choices=[('kept', 'giữ góp ý'), ('withdrawn', 'đã rút góp ý'), ('dropped', 'người viết thôi không tranh luận')], default='', max_length=9),
        ),
        migrations.AddField(
            model_name='remark',
            name='reply',
            field=models.TextField(blank=True, default='', verbose_name='trả lời người viết'),
        ),
        migrations.AddField(
            model_name='remark',
            name='settled_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='remark',
            name='settled_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cells.member'),
        ),
        migrations.AddIndex(
            model_name='remark',
            index=models.Index(condition=models.Q(('disputed_at__isnull', False), ('settled_at__isnull', True)), fields=['plan'], name='remark_disputed'),
        ),
        migrations.AddConstraint(
            model_name='remark',
            constraint=models.CheckConstraint(condition=models.Q(('disputed_at__isnull', True), ('released_at__isnull', False), _connector='OR'), name='plans_remark_disputed_when_known'),
        ),
        migrations.AddConstraint(
            model_name='remark',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('settled_at__isnull', True), ('settled_by__isnull', True)), models.Q(('disputed_at__isnull', False), ('outcome__in', ['kept', 'withdrawn', 'dropped']), ('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='plans_remark_settled_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='remark',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('held_back_at__isnull', True), ('held_back_by__isnull', True)), models.Q(('held_back_at__isnull', False), ('held_back_by__isnull', False), ('released_at__isnull', True)), _connector='OR'), name='plans_remark_held_back_unsent'),
        ),
    ]
