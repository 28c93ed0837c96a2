"""An act of typing can end because its helper is of the cell no more.

No act that was ended before ended so; those that are open end by the rule of
plans/models/assistance.py from now on. The table has no triggers.
"""

from django.db import migrations, models
from django.db.models import Q

ENDINGS = [
    ("sent", "đã gửi hoặc đã ký"),
    ("handed_back", "thôi gõ hộ"),
    ("lapsed", "30 ngày không gõ thêm"),
    ("out_of_cell", "người gõ không còn ở chi bộ ấy"),
]


class Migration(migrations.Migration):

    dependencies = [
        ("plans", "0019_one_plan_a_year"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="assistance", name="plans_assistance_ended_somehow"
        ),
        migrations.AlterField(
            model_name="assistance",
            name="ending",
            field=models.CharField(blank=True, choices=ENDINGS, max_length=11),
        ),
        migrations.AddConstraint(
            model_name="assistance",
            constraint=models.CheckConstraint(
                condition=Q(ended_at=None, ending="")
                | Q(
                    ended_at__isnull=False,
                    ending__in=["sent", "handed_back", "lapsed", "out_of_cell"],
                ),
                name="plans_assistance_ended_somehow",
            ),
        ),
    ]
