"""What was done to a year of planning, when and by whom?"""

import uuid

from django.db import models
from django.db.models import Q

from cells.models import Committee, Member


class YearRecord(models.Model):
    """Opened, changed, closed, opened again or removed; never changed itself, the
    database refuses it.

    `by` is None for a year that the upgrade closed. It names the committee and the
    year, since a year that was removed is gone.
    `changes` are [{"label", "before", "after"}] in the words that stood on the page.
    """

    class Kind(models.TextChoices):
        OPENED = "opened", "Mở năm"
        CHANGED = "changed", "Sửa"
        REMOVED = "removed", "Bỏ năm"
        CLOSED = "closed", "Đóng năm"
        REOPENED = "reopened", "Mở lại năm"

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    committee = models.ForeignKey(Committee, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("năm")
    kind = models.CharField(max_length=8, choices=Kind)
    changes = models.JSONField(default=list)
    by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=["opened", "changed", "removed", "closed", "reopened"]
                ),
                name="plans_yearrecord_known_kind",
            ),
            models.CheckConstraint(
                condition=Q(by__isnull=False) | Q(kind="closed"),
                name="plans_yearrecord_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["committee", "year"], name="yearrecord_year")]

    def __str__(self):
        return f"{self.year} of {self.committee_id}: {self.kind}"
