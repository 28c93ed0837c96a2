"""What the author writes. Every row carries a version: a save names the version that it read (plans/writing.py)."""

import uuid

from django.db import models
from django.db.models import Q

from plans.models.cycle import Basis
from plans.models.plan import Plan


class SectionText(models.Model):
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="texts")
    key = models.SlugField(max_length=30)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="plans_sectiontext_one_a_section")]

    def __str__(self):
        return f"{self.key} of plan {self.plan_id}"


class Row(models.Model):
    """A row of a plan. `uid` stays the same through every revision, and ends a double click in one row."""

    uid = models.UUIDField(default=uuid.uuid4)
    position = models.PositiveSmallIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["plan", "uid"], name="plans_%(class)s_uid")]


class Shortcoming(Row):
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="shortcomings")
    text = models.TextField("Hạn chế, khuyết điểm", blank=True)
    cause = models.TextField("Nguyên nhân", blank=True)
    remedy = models.TextField("Biện pháp khắc phục", blank=True)
    deadline = models.CharField("Khắc phục xong trước", max_length=200, blank=True)
    helped_by = models.CharField("Ai giúp", max_length=200, blank=True)

    def __str__(self):
        return f"shortcoming {self.position} of plan {self.plan_id}"


class Task(Row):
    """`deadline` is what the author wrote: a date or "hằng tháng"; guidance.py says whether it can be checked."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="tasks")
    deed = models.TextField("Tôi sẽ làm gì?", blank=True)
    expected = models.TextField("Kết quả thế nào là đạt?", blank=True)
    deadline = models.CharField("Xong trước ngày", max_length=200, blank=True)
    basis = models.ForeignKey(
        Basis, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name="Gắn với căn cứ nào?"
    )

    def __str__(self):
        return f"task {self.position} of plan {self.plan_id}"


class SelfCheck(models.Model):
    """Private to the member, always: in no snapshot, print, log, export or other person's page.

    `answers` is {"3": {"level": "at_risk", "note": "…"}} by the manifestation's number in the group.
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
            models.UniqueConstraint(fields=["plan", "group"], name="plans_selfcheck_one_a_group"),
            models.CheckConstraint(condition=Q(group__gte=1), name="plans_selfcheck_group"),
        ]

    def __str__(self):
        return f"self-check of plan {self.plan_id}"
