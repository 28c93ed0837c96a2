import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("plans", "0003_chain_by_lasting_ids")]

    operations = [
        migrations.AlterField(
            model_name="plan",
            name="uid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
    ]
