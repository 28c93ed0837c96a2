"""What happened to a plan and what was said about it. Nothing here is ever changed, but
for answers and ticks."""

import uuid

from django.db import models
from django.db.models import Q

from cells.models import Appointment, Cell, Meeting, Member
from plans.models.plan import Plan, Status


class Revision(models.Model):
    """An immutable snapshot, taken at every submit and every signature; `digest` is the
    SHA-256 of its JSON.

    `differing` is in how many places it says something else than the cell had agreed to
    (plans/workflow/agreement.py); NULL where it had agreed to nothing yet, and of what
    was made before 0.8.0.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    snapshot = models.JSONField()
    digest = models.CharField(max_length=64)
    differing = models.PositiveSmallIntegerField(null=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Member, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"], name="plans_revision_number"
            )
        ]

    def __str__(self):
        return f"revision {self.number} of plan {self.plan_id}"


class RemarkQuerySet(models.QuerySet):
    def for_author(self):
        """Remarks that the author may read: released, and not internal."""
        return self.filter(is_internal=False, released_at__isnull=False)

    def unanswered(self):
        return self.for_author().filter(answer="")


class Remark(models.Model):
    """Góp ý on a section, a row or the whole; internal until the review is released."""

    class Source(models.TextChoices):
        REVIEWER = "reviewer", "Chi ủy"
        PEER = "peer", "Đảng viên cùng chi bộ"
        WARD = "ward", "Đảng ủy"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="remarks")
    revision = models.PositiveSmallIntegerField()
    section = models.SlugField(max_length=30, blank=True)
    row = models.UUIDField(null=True, blank=True)
    reason = models.SlugField("lý do", max_length=20)
    text = models.TextField("góp ý")
    source = models.CharField(max_length=8, choices=Source)
    by = models.ForeignKey(Member, models.PROTECT, related_name="remarks_made")
    made_at = models.DateTimeField()
    key = models.UUIDField(default=uuid.uuid4)
    is_internal = models.BooleanField("chỉ chi ủy xem", default=False)
    released_at = models.DateTimeField(null=True)
    answer = models.TextField("trả lời", blank=True)
    answered_at = models.DateTimeField(null=True)
    ticked_at = models.DateTimeField(null=True)
    ticked_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")

    objects = RemarkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="plans_remark_key")
        ]
        indexes = [
            # Few: what the ward asked for is followed up.
            models.Index(
                fields=["plan"], condition=Q(source="ward"), name="remark_of_ward"
            )
        ]

    def __str__(self):
        return f"remark on plan {self.plan_id}"


class PlanEvent(models.Model):
    """The log: append-only, chained per plan by digest and sealed by this installation
    (plans/workflow/log.py).

    `revision_digest` is that of the revision it is about; `from_cell` the cell that a
    plan left with its author.
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="events")
    number = models.PositiveSmallIntegerField()
    step = models.SlugField(max_length=20)
    from_status = models.CharField(max_length=11, blank=True)
    to_status = models.CharField(max_length=11)
    by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    post = models.ForeignKey(Appointment, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    revision = models.PositiveSmallIntegerField()
    reason = models.SlugField(max_length=20, blank=True)
    note = models.TextField(blank=True)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="+")
    from_cell = models.ForeignKey(Cell, models.PROTECT, null=True, related_name="+")
    revision_digest = models.CharField(max_length=64, blank=True)
    key = models.UUIDField(default=uuid.uuid4)
    digest = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "number"], name="plans_planevent_number"
            ),
            models.UniqueConstraint(fields=["plan", "key"], name="plans_planevent_key"),
            models.CheckConstraint(
                condition=Q(to_status__in=Status.values),
                name="plans_planevent_known_status",
            ),
        ]
        indexes = [
            models.Index(
                fields=["plan", "at"], include=["to_status"], name="planevent_plan_at"
            ),
            models.Index(
                fields=["plan", "number"],
                condition=Q(step="move"),
                name="planevent_moves",
            ),
        ]

    def __str__(self):
        return f"{self.step} of plan {self.plan_id}"


class AccessRecord(models.Model):
    """Who opened somebody else's plan, when, and in what capacity. Its author can read
    it."""

    class Capacity(models.TextChoices):
        REVIEWER = "reviewer", "Chi ủy"
        PEER = "peer", "Đảng viên cùng chi bộ"
        WARD = "ward", "Đảng ủy"
        OFFICE = "office", "Văn phòng Chủ tịch UBND"
        INSPECTOR = "inspector", "Kiểm tra, giám sát"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="accesses")
    reader = models.ForeignKey(Member, models.PROTECT, related_name="readings")
    capacity = models.CharField(max_length=9, choices=Capacity)
    revision = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["plan", "at"], name="access_plan"),
            models.Index(fields=["reader", "at"], name="access_reader"),
        ]

    def __str__(self):
        return f"{self.reader} opened plan {self.plan_id}"


class Signature(models.Model):
    """The author's formal signature on one revision; ink recorded by an officer is
    equal to electronic."""

    class Kind(models.TextChoices):
        ELECTRONIC = "electronic", "Ký điện tử"
        INK = "ink", "Ký tay trên bản in"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="signatures")
    revision = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    signed_on = models.DateField("ký ngày")
    recorded_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    check_code = models.CharField(max_length=16, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "revision"], name="plans_signature_one_a_revision"
            )
        ]

    def __str__(self):
        return f"signature on plan {self.plan_id}"


class Posting(models.Model):
    """A head's plan on the board at the workplace. `since` and `until` are both days on
    which it hangs there."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="postings")
    revision = models.PositiveSmallIntegerField()
    place = models.CharField("nơi niêm yết", max_length=200)
    since = models.DateField("từ ngày")
    until = models.DateField("đến hết ngày")
    posted_by = models.CharField("người niêm yết", max_length=120)
    recorded_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "revision"], name="plans_posting_one_a_revision"
            ),
            models.CheckConstraint(
                condition=Q(until__gte=models.F("since")),
                name="plans_posting_until_not_before",
            ),
        ]

    def __str__(self):
        return f"posting of plan {self.plan_id}"


class Filing(models.Model):
    """One signed copy kept: by the cell for a party member, by the Chairman's office
    for staff outside the Party."""

    class Office(models.TextChoices):
        CELL = "cell", "Chi bộ"
        CHAIRMAN = "chairman", "Chủ tịch UBND"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="filings")
    revision = models.PositiveSmallIntegerField()
    office = models.CharField(max_length=8, choices=Office)
    filed_on = models.DateField("nộp ngày")
    recorded_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "revision"], name="plans_filing_one_a_revision"
            )
        ]

    def __str__(self):
        return f"filing of plan {self.plan_id}"
