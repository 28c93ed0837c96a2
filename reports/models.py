"""Reports whose figures are frozen: documents, of which nothing is ever changed."""

import uuid

from django.conf import settings
from django.db import models

from cells.models import Committee


class FrozenReportQuerySet(models.QuerySet):
    def overseen_by(self, actor):
        """Reports about committees that somebody watches over or inspects. The names in
        them are not for others."""
        return self.filter(committee__in=actor.committees | actor.inspected)


class FrozenReport(models.Model):
    """The figures of a committee and all below it as of a day, as they were counted at
    one moment.

    `content` is all that was frozen (reports/frozen/content.py gives its shape,
    reports/frozen/documents.py reads every shape that ever was), the other columns
    repeat of it what lists need. `digest` is the SHA-256 of its canonical JSON, `seal`
    the HMAC of this installation. The database refuses every change
    (migrations/0001_frozen_reports.py).
    """

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="frozen_reports"
    )
    year = models.PositiveSmallIntegerField("năm kế hoạch")
    as_of = models.DateField("tính đến hết ngày")
    title = models.CharField("tên", max_length=200)
    number = models.CharField("số báo cáo", max_length=60, blank=True)
    content = models.JSONField()
    digest = models.CharField("SHA-256", max_length=64)
    seal = models.CharField(max_length=64)
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    frozen_at = models.DateTimeField()

    objects = FrozenReportQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["committee", "frozen_at"], name="frozenreport_committee"
            )
        ]

    def __str__(self):
        return f"{self.title} as of {self.as_of}"
