"""Typing for somebody becomes an act, and the column that held one helper goes.

Of what was typed before nobody wrote down from what: the source says so. Whoever stood as helper counts as having
typed. The act of a plan that was written when this came stays open, until 30 days after it was last written; that of
one that had been sent ended with its first sending. What was agreed or inked by whoever typed stays as recorded.

SQLite rebuilds the table of plans for it, which it refuses as long as a trigger reads that table: those that note what
is counted are dropped, and written again by reports/migrations/0004_triggers_of_rebuilt_tables.py.
"""

from datetime import timedelta

import django.db.models.deletion
import uuid
from django.db import migrations, models
from django.utils import timezone


EDITABLE = ("draft", "finalizing")
LAPSES_AFTER = timedelta(days=30)
BATCH = 2000


def drop_triggers_that_read_plans(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND sql LIKE '%plans_plan %'")
        names = [name for (name,) in cursor.fetchall()]
    for name in names:
        schema_editor.execute(f"DROP TRIGGER {name}")


def make_acts_of_helpers(apps, schema_editor):
    plans, acts = apps.get_model("plans", "Plan"), apps.get_model("plans", "Assistance")
    batch = []
    for plan in plans.objects.exclude(helper=None).order_by("pk").iterator(chunk_size=BATCH):
        batch.append(acts(**describe_act(plan)))
        if len(batch) == BATCH:
            acts.objects.bulk_create(batch)
            batch = []
    acts.objects.bulk_create(batch)


def describe_act(plan):
    is_open = plan.status in EDITABLE or plan.first_submitted_at is None
    typed_at = plan.edited_at if is_open else plan.first_submitted_at
    return {
        "plan_id": plan.pk,
        "helper_id": plan.helper_id,
        "source": "unknown",
        "begun_by_id": plan.helper_id,
        "begun_at": plan.begun_at,
        "typed_at": typed_at,
        "lapses_on": timezone.localdate(typed_at) + LAPSES_AFTER,
        "ended_at": None if is_open else typed_at,
        "ending": "" if is_open else "sent",
    }


class Migration(migrations.Migration):

    dependencies = [
        ('cells', '0016_second_reader'),
        ('plans', '0013_the_wall'),
    ]

    operations = [
        migrations.CreateModel(
            name='Assistance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('source', models.CharField(choices=[('sheet', 'bản viết tay'), ('told', 'lời đồng chí ấy nói'), ('unknown', 'không ghi (trước bản này)')], max_length=7)),
                ('begun_at', models.DateTimeField()),
                ('typed_at', models.DateTimeField(null=True)),
                ('lapses_on', models.DateField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('ending', models.CharField(blank=True, choices=[('sent', 'đã gửi hoặc đã ký'), ('handed_back', 'thôi gõ hộ'), ('lapsed', '30 ngày không gõ thêm')], max_length=11)),
                ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cells.member')),
                ('helper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assistances', to='cells.member')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assistances', to='plans.plan')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['helper'], name='assistance_open')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('plan',), name='plans_assistance_one_open_a_plan'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('ending', '')), models.Q(('ended_at__isnull', False), ('ending__in', ['sent', 'handed_back', 'lapsed'])), _connector='OR'), name='plans_assistance_ended_somehow'), models.CheckConstraint(condition=models.Q(('source__in', ['sheet', 'told', 'unknown'])), name='plans_assistance_known_source')],
            },
        ),
        migrations.CreateModel(
            name='Confirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveSmallIntegerField()),
                ('how', models.CharField(choices=[('read_back', 'Đã đọc lại cho đồng chí ấy nghe, có người chứng kiến'), ('ink', 'Đồng chí ấy đã ký trên bản in'), ('sign_in', 'Đồng chí ấy tự đăng nhập và gửi')], max_length=9)),
                ('witness', models.CharField(blank=True, max_length=120, verbose_name='người chứng kiến')),
                ('confirmed_on', models.DateField(verbose_name='ngày')),
                ('recorded_at', models.DateTimeField()),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='confirmations', to='plans.plan')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cells.member')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('plan', 'revision'), name='plans_confirmation_one_a_revision'), models.CheckConstraint(condition=models.Q(models.Q(('how', 'read_back'), models.Q(('witness', ''), _negated=True)), models.Q(('how__in', ['ink', 'sign_in']), ('witness', '')), _connector='OR'), name='plans_confirmation_read_back_before_somebody')],
            },
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('revision', models.PositiveSmallIntegerField()),
                ('made_at', models.DateTimeField()),
                ('answer', models.TextField(blank=True, verbose_name='trả lời')),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cells.member')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='objections', to='plans.plan')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('plan',), name='plans_objection_one_open_a_plan'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at', None), ('answered_by', None)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='plans_objection_answered_by_somebody'), models.CheckConstraint(condition=models.Q(('answered_at', None), ('answered_at__gte', models.F('made_at')), _connector='OR'), name='plans_objection_answered_afterwards')],
            },
        ),
        migrations.RunPython(make_acts_of_helpers, migrations.RunPython.noop),
        migrations.RunPython(drop_triggers_that_read_plans, migrations.RunPython.noop),
        migrations.RemoveField(
            model_name='plan',
            name='helper',
        ),
    ]
