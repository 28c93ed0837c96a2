"""Registers that the ward has uploaded: kept from reading until what they would change
has been applied."""

import uuid

from django.conf import settings
from django.db import models

from cells.models.organisation import Committee


class RegisterUpload(models.Model):
    """A file of one officer for one committee. Its bytes go when it is applied; the row
    stays as the record of that.

    A process of its own reads it, and later applies it: `worker` is the one at work,
    `beat_at` its last sign of life, `done` of `total` how far it is, `said` what its
    officer has to know, `found` what the page shows.
    """

    class Stage(models.TextChoices):
        WAITING = "waiting", "Đang chờ đọc"
        READING = "reading", "Đang đọc từng dòng"
        COMPARING = "comparing", "Đang so với sổ trong phần mềm"
        COMPARED = "compared", "Đã đọc xong"
        FAILED = "failed", "Không đọc được"
        ORDERED = "ordered", "Đang chờ ghi"
        APPLYING = "applying", "Đang ghi vào sổ"
        APPLIED = "applied", "Đã ghi vào sổ"

    AT_WORK = (
        Stage.WAITING,
        Stage.READING,
        Stage.COMPARING,
        Stage.ORDERED,
        Stage.APPLYING,
    )

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="register_uploads"
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    uploaded_at = models.DateTimeField()
    name = models.CharField("tên tệp", max_length=200)
    content = models.BinaryField()
    digest = models.CharField("SHA-256 của tệp", max_length=64)
    listed_on = models.DateField("ngày chốt danh sách", null=True)
    cell_name = models.CharField("chi bộ", max_length=200, blank=True)
    stage = models.CharField(max_length=9, choices=Stage, default=Stage.WAITING)
    worker = models.UUIDField(null=True)
    beat_at = models.DateTimeField(null=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    said = models.TextField(blank=True)
    found = models.JSONField(default=dict)
    applied_at = models.DateTimeField(null=True)
    created = models.JSONField("đã ghi", default=dict)

    def __str__(self):
        return f"{self.name} of {self.uploaded_at:%d/%m/%Y}"


class RegisterDifference(models.Model):
    """What one upload says otherwise than the database about one person, as its officer
    sees it, and the tick.

    `key` is a digest of all that is shown: with another key it is no longer what was
    ticked. `lines` are [label, old, new]. One that is `refused` cannot be ticked, for
    the reason given there.
    """

    class Group(models.TextChoices):
        NEW = "new", "Mới"
        CHANGED = "changed", "Thay đổi"
        MOVED = "moved", "Chuyển chi bộ"
        GONE = "gone", "Không còn trong danh sách"

    class How(models.TextChoices):
        """What has become of somebody who is gone; nothing, while nobody has said
        so."""

        DIED = "died", "Từ trần"
        SENT = "sent", "Chuyển đi nơi khác"
        LEFT = "left", "Ra khỏi Đảng"

    upload = models.ForeignKey(
        RegisterUpload, models.CASCADE, related_name="differences"
    )
    position = models.PositiveIntegerField()
    group = models.CharField(max_length=7, choices=Group)
    key = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    cell = models.CharField(max_length=200)
    place = models.CharField(max_length=120, blank=True)
    lines = models.JSONField(default=list)
    refused = models.CharField(max_length=300, blank=True)
    is_ticked = models.BooleanField(default=False)
    how = models.CharField(max_length=4, choices=How, blank=True)
    on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["upload", "position"],
                name="cells_registerdifference_one_a_position",
            ),
            models.CheckConstraint(
                condition=models.Q(is_ticked=False) | models.Q(refused=""),
                name="cells_registerdifference_refused_is_not_ticked",
            ),
        ]
        indexes = [
            models.Index(
                fields=["upload", "group", "position"], name="difference_group"
            )
        ]

    def __str__(self):
        return f"{self.group}: {self.name}"
