"""Registers that the ward has uploaded: kept between looking at what they would change and applying it."""

import uuid

from django.conf import settings
from django.db import models

from cells.models.organisation import Committee


class RegisterUpload(models.Model):
    """A file of one officer for one committee. Its bytes go when it is applied; the row stays as the record of that."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    committee = models.ForeignKey(Committee, models.PROTECT, related_name="register_uploads")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    name = models.CharField("tên tệp", max_length=200)
    content = models.BinaryField()
    digest = models.CharField("SHA-256 của tệp", max_length=64)
    listed_on = models.DateField("ngày chốt danh sách", null=True)
    cell_name = models.CharField("chi bộ", max_length=200, blank=True)
    applied_at = models.DateTimeField(null=True)
    created = models.JSONField("đã tạo", default=dict)

    def __str__(self):
        return f"{self.name} of {self.uploaded_at:%d/%m/%Y}"
