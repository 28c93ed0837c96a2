"""What was done on a day by a decision or a paper, and what it changed:
reorganisations, movements, corrections.

The dated rows say what holds; an act says why, and `effects` which rows it began and
ended (cells/effects.py), so that it can be undone or set right as a whole.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cells.models.organisation import Cell, Committee
from cells.models.people import Member


def by_user(**options):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", **options
    )


class ReorganisationQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Those of the committees below which somebody is a ward (or city) officer;
        nobody else knows of them."""
        return (
            self.filter(committee__in=actor.committees) if actor.member else self.none()
        )


class Reorganisation(models.Model):
    """Merge, split, dissolve, rename by one decision: prepared, applied in one
    transaction, perhaps undone.

    `parts` is what the decision says (cells/acts/reorganisation/parts.py gives their
    shape); cells are named by pk. `effects` is, besides what cells/effects.py keeps,
    what the officer was shown before and which plans went along
    (cells/acts/reorganisation/preview.py).
    """

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="reorganisations"
    )
    on = models.DateField("từ ngày")
    decision_number = models.CharField("số quyết định", max_length=60, blank=True)
    decision_on = models.DateField("ngày quyết định", null=True, blank=True)
    parts = models.JSONField(default=list)
    effects = models.JSONField(default=dict)
    prepared_by = by_user()
    prepared_at = models.DateTimeField()
    applied_by = by_user(null=True)
    applied_at = models.DateTimeField(null=True)
    undone_by = by_user(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_because = models.CharField("lý do hoàn tác", max_length=300, blank=True)

    objects = ReorganisationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at=None) | Q(applied_at__isnull=False),
                name="cells_reorganisation_undone_after_applied",
            )
        ]

    def __str__(self):
        return f"reorganisation of {self.committee} on {self.on}"

    def decision(self):
        """ "Quyết định số 214-QĐ/ĐU ngày 10/05/2017", as far as it is known."""
        number = f" số {self.decision_number}" if self.decision_number else ""
        day = f" ngày {self.decision_on:%d/%m/%Y}" if self.decision_on else ""
        return f"Quyết định{number}{day}" if number or day else ""


class Scan(models.Model):
    """The paper of a decision as a picture or PDF, inspected and re-encoded when it
    came in."""

    reorganisation = models.OneToOneField(
        Reorganisation, models.PROTECT, related_name="scan"
    )
    name = models.CharField("tên tệp", max_length=200)
    content_type = models.CharField(max_length=40)
    content = models.BinaryField()
    digest = models.CharField("SHA-256", max_length=64)
    kept_by = by_user()
    kept_at = models.DateTimeField()

    def __str__(self):
        return self.name


class Movement(models.Model):
    """Biến động đảng viên: what happened to one member on a day, by which paper."""

    class Kind(models.TextChoices):
        RECEIVED = "received", "Tiếp nhận chính thức từ nơi khác"
        GUEST = "guest", "Tiếp nhận sinh hoạt tạm thời"
        MOVED = "moved", "Chuyển sang chi bộ khác trong phường"
        LENT = "lent", "Sinh hoạt tạm thời ở chi bộ khác trong phường"
        SENT = "sent", "Chuyển chính thức đi nơi khác"
        AWAY = "away", "Chuyển tạm thời đi nơi khác"
        BACK = "back", "Trở về sau khi đi tạm thời"
        ADMITTED = "admitted", "Kết nạp"
        RECOGNISED = "recognised", "Công nhận chính thức"
        DIED = "died", "Từ trần"
        LEFT = "left", "Ra khỏi Đảng"

    member = models.ForeignKey(Member, models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=10, choices=Kind)
    on = models.DateField("từ ngày")
    until = models.DateField("đến trước ngày", null=True, blank=True)
    paper_number = models.CharField(
        "số giấy giới thiệu, quyết định", max_length=60, blank=True
    )
    paper_on = models.DateField("ngày của giấy, quyết định", null=True, blank=True)
    place = models.CharField("nơi đi, nơi đến", max_length=200, blank=True)
    from_cell = models.ForeignKey(
        Cell, models.PROTECT, null=True, blank=True, related_name="+"
    )
    to_cell = models.ForeignKey(
        Cell, models.PROTECT, null=True, blank=True, related_name="+"
    )
    effects = models.JSONField(default=dict)
    recorded_by = by_user(null=True)
    recorded_at = models.DateTimeField()
    cancelled_by = by_user(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_because = models.CharField("lý do hủy", max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=models.F("on")),
                name="cells_movement_until_after_on",
            )
        ]
        indexes = [models.Index(fields=["member", "on"], name="movement_member")]

    def __str__(self):
        return f"{self.kind} of {self.member} on {self.on}"

    @property
    def stays_as_recorded(self):
        """It came from another installation without what it put aside or took away
        (plans/handover): nobody here can take it back."""
        return not self.effects


class Correction(models.Model):
    """What a row said before it was put right, why, and by whom; never changed. `after`
    is {} for one taken away, `before` for one that came back."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="corrections")
    kind = models.CharField(max_length=20)
    row = models.BigIntegerField()
    before = models.JSONField()
    after = models.JSONField(default=dict)
    reason = models.CharField("lý do", max_length=300)
    by = by_user(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["member", "at"], name="correction_member")]

    def __str__(self):
        return f"correction of {self.kind} {self.row}"
