"""When was a backup made, and when was one tried?"""

from django.db import models
from django.db.models import Q


class BackupRecord(models.Model):
    """One run of a command, of good or bad end. Never changed."""

    class Kind(models.TextChoices):
        BACKUP = "backup", "Sao lưu"
        DRILL = "drill", "Thử khôi phục"
        RESTORE = "restore", "Khôi phục"

    kind = models.CharField(max_length=7, choices=Kind)
    at = models.DateTimeField()
    file = models.CharField("tệp", max_length=400)
    size = models.PositiveBigIntegerField("số byte", null=True)
    plans = models.PositiveIntegerField("số kế hoạch", null=True)
    is_good = models.BooleanField("đạt")
    words = models.TextField("kết quả")

    class Meta:
        indexes = [models.Index(fields=["kind", "at"], name="backuprecord_kind_at")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["backup", "drill", "restore"]),
                name="backups_record_known_kind",
            )
        ]

    def __str__(self):
        return f"{self.kind} at {self.at:%Y-%m-%d}"
