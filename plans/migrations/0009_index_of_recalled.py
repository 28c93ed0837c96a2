"""A migration of its own: PostgreSQL makes no index on a table whose rows were changed in the same transaction."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("plans", "0008_first_recall")]

    operations = [
        migrations.AddIndex(
            model_name="plan",
            index=models.Index(
                condition=Q(("first_recalled_at__isnull", False)),
                fields=["cycle", "first_recalled_at"],
                name="plan_recalled",
            ),
        ),
    ]
