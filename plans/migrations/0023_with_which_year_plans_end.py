"""A plan ends when the ward to which its author belongs closes the year, wherever it was begun.

Until now it ended with the year in which it was begun. Of who belongs nowhere, and where no such year is kept, it does
so still.
"""

from django.db import migrations
from django.db.models import F, Q
from django.utils import timezone

BATCH = 2000


def settle_ends(apps, schema_editor):
    plans, cycles = apps.get_model("plans", "Plan"), apps.get_model("plans", "Cycle")
    for cycle in cycles.objects.order_by("pk"):
        plans.objects.filter(cycle=cycle).update(ends_with=cycle)
    for cycle, pks in sorted(find_brought_along(apps).items()):
        for start in range(0, len(pks), BATCH):
            plans.objects.filter(pk__in=pks[start : start + BATCH]).update(ends_with=cycle)


def find_brought_along(apps):
    """{id of the cycle: [id of the plan]} where it is another one than that in which the plan was begun."""
    today = timezone.localdate()
    parents = dict(apps.get_model("cells", "Committee").objects.values_list("pk", "parent"))
    kept = {}
    for pk, committee, year in apps.get_model("plans", "Cycle").objects.values_list("pk", "committee", "year"):
        kept[committee, year] = pk
    homes = apps.get_model("cells", "Membership").objects.filter(kind="official", since__lte=today)
    homes = homes.filter(Q(until=None) | Q(until__gt=today))
    elsewhere = homes.exclude(cell__committee=F("member__plans__cycle__committee"))
    rows = elsewhere.filter(member__plans__isnull=False).values_list(
        "member__plans", "member__plans__cycle", "member__plans__cycle__year", "cell__committee"
    )
    found = {}
    for plan, cycle, year, committee in rows.order_by("member__plans"):
        nearest = find_nearest(committee, year, parents, kept)
        if nearest not in (None, cycle):
            found.setdefault(nearest, []).append(plan)
    return found


def find_nearest(committee, year, parents, kept):
    while committee is not None:
        if (committee, year) in kept:
            return kept[committee, year]
        committee = parents[committee]
    return None


class Migration(migrations.Migration):

    dependencies = [
        ('cells', '0018_who_dated_back'),
        ('plans', '0022_year_with_which_a_plan_ends'),
    ]

    operations = [
        migrations.RunPython(settle_ends, migrations.RunPython.noop),
    ]
