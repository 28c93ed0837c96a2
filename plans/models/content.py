"""What the author writes. Every row carries a version; a save names the one that it
read (plans/form/autosave.py)."""

import json
import uuid

from django.db import models
from django.db.models import Q

from plans.models.cycle import Basis
from plans.models.plan import Plan

# The one row of a section of text.
THE_TEXT = uuid.UUID(int=0)


class AsWritten(json.JSONEncoder):
    """Vietnamese letters as they are: escaped they take twice the room."""

    def __init__(self, **options):
        options["ensure_ascii"] = False
        super().__init__(**options)


class Row(models.Model):
    """What is written in the fields of a section: a text, a shortcoming, a task.
    `values` is {field key: text}.

    `uid` stays the same through every revision, and ends a double click in one row; a
    text has the uid THE_TEXT. Only what the database is asked for has a column of its
    own: the basis, and the day that the deadline means, if it means one ("hằng tháng"
    does not).
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="rows")
    section = models.SlugField(max_length=30)
    uid = models.UUIDField(default=uuid.uuid4)
    position = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    values = models.JSONField(default=dict, encoder=AsWritten)
    basis = models.ForeignKey(
        Basis, models.PROTECT, null=True, blank=True, related_name="rows"
    )
    due_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "section", "uid"], name="plans_row_uid"
            )
        ]

    def __str__(self):
        return f"row {self.position} of {self.section} of plan {self.plan_id}"


class SelfCheck(models.Model):
    """Private to the member, always: in no snapshot, print, log, export or other
    person's page.

    `answers` is {"3": {"level": "at_risk", "note": "…"}} by the manifestation's number
    in the group.
    """

    class Level(models.TextChoices):
        NONE = "none", "Không có"
        AT_RISK = "at_risk", "Có nguy cơ"
        PRESENT = "present", "Có biểu hiện"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="self_checks")
    group = models.PositiveSmallIntegerField()
    answers = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "group"], name="plans_selfcheck_one_a_group"
            ),
            models.CheckConstraint(
                condition=Q(group__gte=1), name="plans_selfcheck_group"
            ),
        ]

    def __str__(self):
        return f"self-check of plan {self.plan_id}"
