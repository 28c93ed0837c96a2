"""Lasting ids for rows that have none, reviews out of the old column, and the grounds for exemption that rules know."""

import uuid

from django.db import migrations

WITH_UID = ("Committee", "Cell", "Member", "Appointment", "Meeting")
# (who decides, ground, for a term?) as Hướng dẫn of the Central Organisation Commission list them; a ward may add.
GROUNDS = [
    ("age_health", "Tuổi cao, sức yếu, tự nguyện xin miễn", False),
    ("other", "Điều trị dài ngày", True),
    ("other", "Đi làm việc, học tập ở nước ngoài hoặc nơi xa", True),
    ("other", "Công việc lưu động, không ổn định nơi ở", True),
    ("other", "Nghỉ trước khi nghỉ hưu", True),
    ("other", "Nghỉ thai sản", True),
]


def fill(apps, schema_editor):
    for name in WITH_UID:
        model = apps.get_model("cells", name)
        rows = list(model.objects.filter(uid=None).only("pk"))
        for row in rows:
            row.uid = uuid.uuid4()
        model.objects.bulk_update(rows, ["uid"], batch_size=400)
    keep_reviews(apps)
    Ground = apps.get_model("cells", "ExemptionGround")
    Ground.objects.bulk_create(Ground(kind=kind, label=label, is_for_a_term=term) for kind, label, term in GROUNDS)


def keep_reviews(apps):
    Exemption, Review = apps.get_model("cells", "Exemption"), apps.get_model("cells", "ExemptionReview")
    reviewed = Exemption.objects.exclude(outcome="").filter(review_on__isnull=False)
    Review.objects.bulk_create(
        Review(exemption=row, reviewed_on=row.review_on, outcome=row.outcome) for row in reviewed
    )
    reviewed.update(review_on=None)


class Migration(migrations.Migration):
    dependencies = [("cells", "0005_people_as_they_change")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
