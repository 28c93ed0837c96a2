"""Reports whose figures are frozen: documents, of which nothing is ever changed. And
counts that are kept so that they need not be made again."""

import uuid

from django.conf import settings
from django.db import models

from cells.models import Cell, Committee


class FrozenReportQuerySet(models.QuerySet):
    def overseen_by(self, actor):
        """Reports about committees that somebody watches over or inspects. The names in
        them are not for others."""
        return self.filter(committee__in=actor.committees | actor.inspected)

    def listed_for(self, actor):
        """The same without the parts of reports that are among them."""
        own = actor.committees | actor.inspected
        return self.overseen_by(actor).exclude(parent__committee__in=own)


class FrozenReport(models.Model):
    """The figures of a committee and all below it as of a day, as they were counted at
    one moment.

    `content` is all that was frozen but for the names (reports/frozen/content.py gives
    its shape, reports/frozen/documents.py reads every shape that ever was), the other
    columns repeat of it what lists need. `digest` is the SHA-256 of its canonical JSON,
    `seal` the HMAC of this installation. The database refuses every change
    (migrations/0001_frozen_reports.py).

    The report of a city has a report of each of its wards as its `parts`.
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
    # By its key, which is known before the row is there: a report says what its parts
    # hold, so it is written after them.
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        to_field="key",
        null=True,
        blank=True,
        related_name="parts",
    )
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

    def index_parts(self):
        """{uid of a ward, as text: id of its report}; one query."""
        pairs = self.parts.values_list("committee__uid", "pk")
        return {str(uid): pk for uid, pk in pairs}


class FrozenNames(models.Model):
    """Who stood behind the figures of a report in one cell; `people` is what
    reports/frozen/content.py says.

    The report has the digest of every row, and the database refuses every change
    (migrations/0003_frozen_names.py).
    """

    report = models.ForeignKey(FrozenReport, models.PROTECT, related_name="names")
    cell = models.UUIDField("uid của chi bộ")
    people = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "cell"], name="reports_frozennames_one_of_a_cell"
            )
        ]

    def __str__(self):
        return f"{self.cell} in {self.report_id}"


class CellChange(models.Model):
    """Something that is counted in a cell has changed (`times`: so many changes added
    up), as of a day of this year and all days after it.

    The database writes these rows itself (reports/triggers.py), whoever changes what.
    """

    # Without a constraint: what is noted of a cell that is gone harms nobody.
    cell = models.ForeignKey(
        Cell, models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    year = models.SmallIntegerField()
    times = models.IntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(
                fields=["cell", "year"], include=["times"], name="cellchange_cell"
            )
        ]

    def __str__(self):
        return f"{self.times} changes in {self.cell} since {self.year}"


class KeptCountQuerySet(models.QuerySet):
    def forget_days_before(self, day):
        """Answers of other days than the last of a year are of no use on the next."""
        last_days = models.Q(on__month=12, on__day=31)
        self.filter(~last_days, on__lt=day).delete()


class KeptCount(models.Model):
    """The answer to a question that was counted (reports/kept.py), which holds while
    there are no more `changes` in its cells.

    `question` is the SHA-256 of the SELECT, its values and the figures, and of its
    cells unless it is about one `cell` (id, else 0); `answer` is [[id of a cell or
    None, its figures in their order …]].
    """

    question = models.CharField(max_length=64)
    cell = models.BigIntegerField()
    on = models.DateField(db_index=True)
    changes = models.BigIntegerField()
    answer = models.JSONField()

    objects = KeptCountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["question", "cell"], name="reports_keptcount_one_answer"
            )
        ]

    def __str__(self):
        return f"count as of {self.on}"
