"""A year goes on until the ward closes it.

Of the years that are here one counts as closed, as of the upgrade, when a newer one of the same committee has begun by
then, or when the committee is over: until now that took it off every desk. A record without a name says that it came
with the upgrade, and the ward can open the year again. No other year changes.

The records of years refuse to be changed: SQLite rebuilds their table, and its triggers are written again.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.utils import timezone

EVENTS = ("UPDATE", "DELETE")
REASON = "Phần mềm đóng khi nâng cấp: {}. Đảng ủy mở lại được."


def drop_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for event in EVENTS:
            schema_editor.execute(f"DROP TRIGGER plans_yearrecord_no_{event.lower()}")


def write_triggers_again(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    for event in EVENTS:
        schema_editor.execute(
            f"CREATE TRIGGER plans_yearrecord_no_{event.lower()} BEFORE {event} ON plans_yearrecord "
            "BEGIN SELECT RAISE(ABORT, 'plans_yearrecord is never changed'); END"
        )


def close_years_that_were_over(apps, schema_editor):
    cycles, records = apps.get_model("plans", "Cycle"), apps.get_model("plans", "YearRecord")
    now = timezone.now()
    today = timezone.localdate(now)
    newest = find_newest_years(cycles, today.year)
    closed, made = [], []
    for cycle in cycles.objects.select_related("committee").order_by("pk"):
        why = explain_end(cycle, newest)
        if not why:
            continue
        closed.append(cycle.pk)
        reason = {"label": "lý do", "before": "", "after": REASON.format(why)}
        made.append(
            records(committee_id=cycle.committee_id, year=cycle.year, kind="closed", changes=[reason], by=None, at=now)
        )
    cycles.objects.filter(pk__in=closed).update(closed_on=today)
    records.objects.bulk_create(made)


def find_newest_years(cycles, this_year):
    """{committee: the newest of its years that has begun}"""
    newest = {}
    begun = cycles.objects.filter(year__lte=this_year).order_by("year")
    for committee, year in begun.values_list("committee", "year"):
        newest[committee] = year
    return newest


def explain_end(cycle, newest):
    """ "năm 2026 đã bắt đầu"; "" of a year that goes on."""
    if cycle.committee.closed_on is not None:
        return "đảng bộ đã kết thúc"
    year = newest.get(cycle.committee_id, 0)
    if year > cycle.year:
        return f"năm {year} đã bắt đầu"
    return ""


class Migration(migrations.Migration):

    dependencies = [
        ('cells', '0016_second_reader'),
        ('plans', '0016_remark_checklist'),
    ]

    operations = [
        migrations.AddField(
            model_name='cycle',
            name='closed_on',
            field=models.DateField(blank=True, null=True, verbose_name='đóng ngày'),
        ),
        migrations.RunPython(drop_triggers, write_triggers_again),
        migrations.RemoveConstraint(
            model_name='yearrecord',
            name='plans_yearrecord_known_kind',
        ),
        migrations.AlterField(
            model_name='yearrecord',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cells.member'),
        ),
        migrations.AlterField(
            model_name='yearrecord',
            name='kind',
            field=models.CharField(choices=[('opened', 'Mở năm'), ('changed', 'Sửa'), ('removed', 'Bỏ năm'), ('closed', 'Đóng năm'), ('reopened', 'Mở lại năm')], max_length=8),
        ),
        migrations.AddConstraint(
            model_name='yearrecord',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['opened', 'changed', 'removed', 'closed', 'reopened'])), name='plans_yearrecord_known_kind'),
        ),
        migrations.AddConstraint(
            model_name='yearrecord',
            constraint=models.CheckConstraint(condition=models.Q(('by__isnull', False), ('kind', 'closed'), _connector='OR'), name='plans_yearrecord_by_somebody'),
        ),
        migrations.RunPython(close_years_that_were_over, migrations.RunPython.noop),
        migrations.RunPython(write_triggers_again, drop_triggers),
    ]
