"""What hangs on an exemption: the grounds that a year knows, what a cell proposes, how
each one was reviewed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cells.models.organisation import Cell
from cells.models.people import Exemption, Member


class ExemptionGroundQuerySet(models.QuerySet):
    def valid(self, on):
        """Grounds that the rules know on a date, those that the cell decides by itself
        first."""
        begun = Q(valid_since__isnull=True) | Q(valid_since__lte=on)
        return self.filter(
            begun, Q(valid_until__isnull=True) | Q(valid_until__gt=on)
        ).order_by("kind", "pk")


class ExemptionGround(models.Model):
    """A ground for exemption as the rules of some years know it: data, since rules
    change. The kind says who decides; one for a term ends on a date that is set at the
    beginning. What names it keeps its words: once it is used, it is ended and not
    edited (cells/acts/exemptions/grounds.py)."""

    kind = models.CharField(max_length=10, choices=Exemption.Kind)
    label = models.CharField("lý do", max_length=160)
    is_for_a_term = models.BooleanField("có thời hạn", default=False)
    valid_since = models.DateField("áp dụng từ ngày", null=True, blank=True)
    valid_until = models.DateField("áp dụng đến trước ngày", null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    objects = ExemptionGroundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "label", "is_for_a_term"],
                condition=Q(valid_until=None),
                name="cells_exemptionground_one_current",
            ),
        ]

    def __str__(self):
        return self.label


class ExemptionProposal(models.Model):
    """A cell proposes an exemption that the committee above decides. Accepted, it leads
    to the exemption. One that the cell has withdrawn is decided too: `decided_by` and
    `decided_at` say by whom and when."""

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="exemption_proposals"
    )
    cell = models.ForeignKey(Cell, models.PROTECT, related_name="exemption_proposals")
    ground = models.ForeignKey(ExemptionGround, models.PROTECT, related_name="+")
    since = models.DateField("từ ngày")
    until = models.DateField("đến trước ngày")
    resolution_number = models.CharField("số nghị quyết chi bộ", max_length=60)
    resolution_on = models.DateField("ngày nghị quyết")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    refusal = models.CharField("lý do không đồng ý", max_length=300, blank=True)
    is_withdrawn = models.BooleanField("chi bộ đã rút", default=False)
    exemption = models.OneToOneField(
        Exemption, models.PROTECT, null=True, related_name="proposal"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=models.F("since")),
                name="cells_exemptionproposal_until_after_since",
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(decided_at=None),
                name="cells_exemptionproposal_one_undecided",
            ),
            models.CheckConstraint(
                condition=Q(is_withdrawn=False)
                | Q(decided_at__isnull=False, exemption=None, refusal=""),
                name="cells_exemptionproposal_withdrawn_is_all",
            ),
        ]

    def __str__(self):
        return f"proposal to exempt {self.member}"


class ExemptionReview(models.Model):
    """The yearly look at one exemption: kept, or told to return to activity, with the
    reason."""

    class Outcome(models.TextChoices):
        KEPT = "kept", "Tiếp tục miễn"
        RETURNED = "returned", "Trở lại sinh hoạt"

    exemption = models.ForeignKey(Exemption, models.PROTECT, related_name="reviews")
    reviewed_on = models.DateField("rà soát ngày")
    outcome = models.CharField("kết quả", max_length=8, choices=Outcome)
    reason = models.CharField("lý do", max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["exemption", "reviewed_on"],
                name="cells_exemptionreview_one_a_day",
            )
        ]

    def __str__(self):
        return f"{self.outcome} on {self.reviewed_on}"
