"""Rows that hold from one date to another: [since, until), open when `until` is
NULL."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


def lasting_id():
    """A number that stays with a row when it moves to another installation, where its
    pk is another one."""
    return models.UUIDField(default=uuid.uuid4, unique=True, editable=False)


def in_force(on, prefix=""):
    """Q for rows in force on a date, reached through `prefix` ("memberships__")."""
    begun = Q(**{f"{prefix}since__lte": on})
    return begun & (
        Q(**{f"{prefix}until__isnull": True}) | Q(**{f"{prefix}until__gt": on})
    )


class DatedQuerySet(models.QuerySet):
    def in_force(self, on):
        return self.filter(in_force(on))


class Dated(models.Model):
    since = models.DateField("từ ngày")
    until = models.DateField("đến trước ngày", null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=models.F("since")),
                name="%(app_label)s_%(class)s_until_after_since",
            )
        ]
