"""A person has one plan a calendar year, whichever committee opened it.

Where two wards each kept a year, a person could have a plan in both. The one that went furthest has the year: in its
status, then ever sent before never sent, then the newest. The other keeps no year, and nothing else of it changes.
"""

from django.db import migrations, models


# How far a plan went, the furthest last.
STATUSES = ("draft", "cell_review", "finalizing", "signed", "posted")
BATCH = 2000


def give_years(apps, schema_editor):
    plans, cycles = apps.get_model("plans", "Plan"), apps.get_model("plans", "Cycle")
    for cycle in cycles.objects.order_by("pk"):
        plans.objects.filter(cycle=cycle).update(year=cycle.year)
    seconds = find_seconds(plans)
    for start in range(0, len(seconds), BATCH):
        plans.objects.filter(pk__in=seconds[start : start + BATCH]).update(year=None)


def find_seconds(plans):
    """Ids of the plans that give way to another one of the same person and year."""
    twice = plans.objects.values("member", "year").annotate(many=models.Count("pk")).filter(many__gt=1)
    seconds = []
    for row in twice.order_by("member", "year"):
        rivals = sorted(plans.objects.filter(member=row["member"], year=row["year"]), key=rank_plan)
        seconds += [plan.pk for plan in rivals[:-1]]
    return seconds


def rank_plan(plan):
    """The furthest, and of two as far the newest, is the greatest."""
    return STATUSES.index(plan.status), plan.first_submitted_at is not None, plan.begun_at, plan.pk


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0017_years_are_closed'),
    ]

    operations = [
        migrations.AddField(
            model_name='plan',
            name='year',
            field=models.PositiveSmallIntegerField(null=True, verbose_name='năm'),
        ),
        migrations.RunPython(give_years, migrations.RunPython.noop),
    ]
