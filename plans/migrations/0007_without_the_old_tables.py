from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("plans", "0006_move_rows")]

    operations = [
        migrations.DeleteModel(name="SectionText"),
        migrations.DeleteModel(name="Shortcoming"),
        migrations.DeleteModel(name="Task"),
    ]
