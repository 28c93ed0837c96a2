"""A person, and the dated rows that say where they belong and whether they must
plan."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from cells.models.computed import ComputedField, ComputingQuerySet
from cells.models.organisation import Cell
from cells.models.ranges import Dated, DatedQuerySet, lasting_id
from cells.names import digits, fold, given_first, marked, sort_key

# A probation lasts a year, and may be prolonged. Of whom it is said that they were
# admitted longer ago, the official date was never written down.
PROBATION = timedelta(days=2 * 365)


def is_official(on, prefix=""):
    """Q for party members who are not probationary on a date (Member.is_probationary),
    reached through `prefix` ("member__")."""
    unknown = Q(**{f"{prefix}official_on": None})
    long_ago = Q(**{f"{prefix}admitted_on": None})
    long_ago |= Q(**{f"{prefix}admitted_on__lte": on - PROBATION})
    recognised = Q(**{f"{prefix}official_on__lte": on})
    return Q(**{f"{prefix}kind": "party"}) & (recognised | unknown & long_ago)


class MemberQuerySet(ComputingQuerySet):
    def known(self):
        """People who are kept here: not those of whom another installation sent the
        name alone, because they had acted on a plan that came from there
        (plans/handover)."""
        return self.exclude(particulars__has_key=Member.NAMED_BY)

    def belonging(self, on, cells=None):
        """People whose official membership (of these cells) is in force on a date."""
        there = Membership.objects.in_force(on).filter(kind=Membership.Kind.OFFICIAL)
        return self.filter(
            pk__in=(there if cells is None else there.filter(cell__in=cells)).values(
                "member"
            )
        )


class Member(models.Model):
    """A person with or without a login. The admitted and official dates say who is
    probationary on a date."""

    class Kind(models.TextChoices):
        PARTY = "party", "Đảng viên"
        STAFF = "staff", "Người ngoài Đảng"

    class Sex(models.TextChoices):
        MALE = "M", "Nam"
        FEMALE = "F", "Nữ"

    class Precision(models.TextChoices):
        DAY = "day", "ngày"
        MONTH = "month", "tháng"
        YEAR = "year", "năm"

    NAMED_BY = "named_by"

    uid = lasting_id()
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="member",
    )
    kind = models.CharField("là", max_length=5, choices=Kind, default=Kind.PARTY)
    full_name = models.CharField("họ và tên", max_length=120)
    name_folded = ComputedField(source="full_name", made_by=fold)
    name_turned = ComputedField(
        source="full_name", made_by=lambda name: given_first(fold(name))
    )
    name_marked = ComputedField(source="full_name", made_by=marked)
    name_marked_turned = ComputedField(
        source="full_name", made_by=lambda name: given_first(marked(name))
    )
    name_sort = ComputedField(source="full_name", made_by=sort_key, db_index=True)
    birth_name = models.CharField("họ và tên khai sinh", max_length=120, blank=True)
    sex = models.CharField("giới tính", max_length=1, choices=Sex, blank=True)
    born_on = models.DateField("ngày sinh", null=True, blank=True)
    born_precision = models.CharField(max_length=5, choices=Precision, blank=True)
    native_place = models.CharField("quê quán", max_length=200, blank=True)
    occupation = models.CharField(
        "nghề nghiệp, đơn vị công tác", max_length=200, blank=True
    )
    admitted_on = models.DateField("ngày vào Đảng", null=True, blank=True)
    official_on = models.DateField("ngày chính thức", null=True, blank=True)
    card = models.CharField("số thẻ đảng viên", max_length=20, blank=True)
    card_digits = ComputedField(source="card", made_by=digits)
    phone = models.CharField("số điện thoại", max_length=20, blank=True)
    particulars = models.JSONField(
        "mục khác của sổ danh sách", default=dict, blank=True
    )

    objects = MemberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["card"], condition=~Q(card=""), name="cells_member_one_card"
            ),
            models.CheckConstraint(
                condition=Q(admitted_on__isnull=True)
                | Q(official_on__isnull=True)
                | Q(official_on__gte=models.F("admitted_on")),
                name="cells_member_admitted_before_official",
            ),
            models.CheckConstraint(
                condition=Q(kind="party")
                | Q(admitted_on__isnull=True, official_on__isnull=True, card=""),
                name="cells_member_staff_have_no_party_dates",
            ),
        ]
        # Searching (cells/pages/search) goes along these, in their order.
        indexes = [
            models.Index(fields=["name_folded", "id"], name="member_folded"),
            models.Index(fields=["name_turned", "id"], name="member_turned"),
            models.Index(fields=["name_marked", "id"], name="member_marked"),
            models.Index(
                fields=["name_marked_turned", "id"], name="member_marked_turned"
            ),
            models.Index(fields=["card_digits", "id"], name="member_card_digits"),
        ]

    def __str__(self):
        return self.full_name

    def is_probationary(self, on):
        """Not of whom no date is known that would say so."""
        if self.kind != self.Kind.PARTY:
            return False
        if self.official_on is not None:
            return self.official_on > on
        return self.admitted_on is not None and self.admitted_on > on - PROBATION


class Membership(Dated):
    class Kind(models.TextChoices):
        OFFICIAL = "official", "Chính thức"
        TEMPORARY = "temporary", "Tạm thời (khách)"

    class Origin(models.TextChoices):
        """Why it began. Only people admitted or received from outside are newcomers to
        the ward."""

        REGISTER = "register", "Theo danh sách"
        ADMITTED = "admitted", "Kết nạp"
        RECEIVED = "received", "Tiếp nhận từ nơi khác"
        MOVED = "moved", "Chuyển trong phường"
        REORGANISED = "reorganised", "Sắp xếp lại chi bộ"

    class Ending(models.TextChoices):
        """Why it ended; nothing is said of rows that were recorded before endings
        were."""

        MOVED = "moved", "Chuyển trong phường"
        SENT = "sent", "Chuyển đi nơi khác"
        DIED = "died", "Từ trần"
        LEFT = "left", "Ra khỏi Đảng"
        REORGANISED = "reorganised", "Sắp xếp lại chi bộ"
        HANDED_OVER = "handed_over", "Bàn giao cho đảng bộ khác"

    NEWCOMERS = (Origin.ADMITTED, Origin.RECEIVED)

    member = models.ForeignKey(Member, models.PROTECT, related_name="memberships")
    cell = models.ForeignKey(Cell, models.PROTECT, related_name="memberships")
    kind = models.CharField(max_length=9, choices=Kind, default=Kind.OFFICIAL)
    origin = models.CharField(max_length=11, choices=Origin, default=Origin.REGISTER)
    ending = models.CharField(max_length=11, choices=Ending, blank=True)

    class Meta(Dated.Meta):
        indexes = [
            models.Index(
                fields=["cell", "kind", "since"],
                include=["until", "member", "origin"],
                name="membership_cell",
            ),
            models.Index(
                fields=["member", "since"],
                include=["until", "cell", "kind"],
                name="membership_member",
            ),
            # Few of all: figures ask for those of the last month.
            models.Index(
                fields=["since"],
                include=["member"],
                condition=Q(origin__in=["admitted", "received"], kind="official"),
                name="membership_newcomers",
            ),
        ]

    def __str__(self):
        return f"{self.member} in {self.cell} since {self.since}"


class OfMembersQuerySet(DatedQuerySet):
    def of_cells(self, cells, on):
        """Those of people who belong to these cells on a date, wherever they belonged
        when the row began."""
        return self.filter(member__in=Member.objects.belonging(on, cells).values("pk"))


class ExemptionQuerySet(OfMembersQuerySet):
    def with_open_claims(self):
        """Those dated back by a cell, of which the ward has still to say from when they
        hold."""
        return self.filter(claimed_since__isnull=False, claim_decided_at=None)

    def to_come(self, on):
        """Those that begin after a date, of people who are not exempt until then: what
        prolongs another is nothing new. The first one first."""
        before = Exemption.objects.filter(
            Q(until=None) | Q(until__gte=OuterRef("since")),
            member=OuterRef("member"),
            since__lt=OuterRef("since"),
        )
        return self.filter(~Exists(before), since__gt=on).order_by("since")

    def due_for_review(self, cells, on):
        """Those in force of the members of these cells that are to be looked at: the
        day is past or near, or was never set although there is no end; and they were
        not looked at this year."""
        return self.unreviewed(cells, on, by=on + Exemption.AHEAD, year=on.year)

    def unreviewed(self, cells, on, *, by, year):
        """The same with the day `by` which the day of a review comes, and the `year` in
        which nobody has looked at them."""
        near = Q(review_on__lte=by) | Q(review_on=None, until=None)
        return (
            self.in_force(on)
            .of_cells(cells, on)
            .filter(near)
            .exclude(reviews__reviewed_on__year=year)
        )


class Exemption(Dated):
    """Miễn công tác và sinh hoạt đảng (DOMAIN.md §4). Never a diagnosis. The kind says
    who decides; `review_on` is the day on which it is to be reviewed next.

    One that a cell dated back holds from the day on which it was recorded;
    `claimed_since` is the day that the cell wrote, from which it holds once the ward
    has confirmed it (cells/acts/exemptions/claims.py).
    """

    class Kind(models.TextChoices):
        AGE_HEALTH = "age_health", "Tuổi cao, sức yếu (chi bộ quyết định)"
        OTHER = "other", "Lý do khác (cấp ủy cấp trên quyết định)"

    AHEAD = timedelta(days=30)  # so long before its day a review is due

    member = models.ForeignKey(Member, models.PROTECT, related_name="exemptions")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.AGE_HEALTH)
    ground = models.ForeignKey(
        "cells.ExemptionGround", models.PROTECT, null=True, blank=True, related_name="+"
    )
    resolution_number = models.CharField(
        "số nghị quyết, quyết định", max_length=60, blank=True
    )
    resolution_on = models.DateField("ngày nghị quyết", null=True, blank=True)
    review_on = models.DateField("rà soát ngày", null=True, blank=True)
    claimed_since = models.DateField("chi bộ ghi từ ngày", null=True, blank=True)
    claim_decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    claim_decided_at = models.DateTimeField(null=True)

    objects = ExemptionQuerySet.as_manager()

    class Meta(Dated.Meta):
        indexes = [
            models.Index(
                fields=["since"], include=["until", "member"], name="exemption_since"
            ),
            # Few of all: figures ask for those who came back in the last month.
            models.Index(
                fields=["until"],
                include=["member"],
                condition=Q(until__isnull=False),
                name="exemption_until",
            ),
            # What was dated back (cells/dated_back.py) is asked of the last month.
            models.Index(
                fields=["recorded_at"],
                include=["member"],
                condition=Q(ground__isnull=False),
                name="exemption_recorded",
            ),
            models.Index(
                fields=["member"],
                condition=Q(claimed_since__isnull=False, claim_decided_at=None),
                name="exemption_claims",
            ),
        ]

    def __str__(self):
        return f"exemption of {self.member} since {self.since}"

    @property
    def is_claim_open(self):
        """Whether the ward has still to say from when it holds."""
        return self.claimed_since is not None and self.claim_decided_at is None

    def is_review_near(self, on):
        """The same of one row in force as `due_for_review` asks of many, but for what
        was said this year."""
        if self.review_on is None:
            return self.until is None
        return self.review_on <= on + self.AHEAD


class Suspension(Dated):
    """Đình chỉ sinh hoạt đảng."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="suspensions")
    decision = models.CharField("quyết định", max_length=120, blank=True)
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    review_on = models.DateField("rà soát ngày", null=True, blank=True)
    lifted_by = models.CharField("quyết định thôi đình chỉ", max_length=120, blank=True)

    objects = OfMembersQuerySet.as_manager()

    class Meta(Dated.Meta):
        indexes = [
            models.Index(
                fields=["since"], include=["until", "member"], name="suspension_since"
            ),
            models.Index(
                fields=["until"],
                include=["member"],
                condition=Q(until__isnull=False),
                name="suspension_until",
            ),
        ]

    def __str__(self):
        return f"suspension of {self.member} since {self.since}"


class Transfer(Dated):
    """Chuyển sinh hoạt đảng. Temporary and out of the ward: away, and outside every
    rate while it lasts."""

    class Kind(models.TextChoices):
        OFFICIAL = "official", "Chính thức"
        TEMPORARY = "temporary", "Tạm thời"

    class Direction(models.TextChoices):
        IN = "in", "Chuyển đến từ ngoài phường"
        OUT = "out", "Chuyển ra ngoài phường"
        INSIDE = "inside", "Chuyển trong phường"

    member = models.ForeignKey(Member, models.PROTECT, related_name="transfers")
    kind = models.CharField(max_length=9, choices=Kind)
    direction = models.CharField(max_length=6, choices=Direction)
    place = models.CharField("nơi đi, nơi đến", max_length=200, blank=True)
    paper_number = models.CharField("số giấy giới thiệu", max_length=60, blank=True)

    class Meta(Dated.Meta):
        indexes = [
            models.Index(
                fields=["since"], include=["until", "member"], name="transfer_since"
            ),
            models.Index(
                fields=["until"],
                include=["member"],
                condition=Q(until__isnull=False),
                name="transfer_until",
            ),
        ]

    def __str__(self):
        return f"transfer of {self.member} since {self.since}"
