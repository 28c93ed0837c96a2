"""When the ward first recalled a plan is kept with the plan, as when it was first sent: figures asked the log of all
wards and years for it."""

from django.db import migrations, models
from django.db.models import Min, OuterRef, Subquery


def read_from_log(apps, schema_editor):
    plan, event = apps.get_model("plans", "Plan"), apps.get_model("plans", "PlanEvent")
    recalls = event.objects.filter(step="recall")
    first = recalls.filter(plan=OuterRef("pk")).order_by().values("plan").annotate(first=Min("at")).values("first")
    plan.objects.filter(pk__in=recalls.values("plan")).update(first_recalled_at=Subquery(first))


class Migration(migrations.Migration):
    dependencies = [("plans", "0007_without_the_old_tables")]

    operations = [
        migrations.AddField(
            model_name="plan",
            name="first_recalled_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(read_from_log, migrations.RunPython.noop),
    ]
