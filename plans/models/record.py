"""What happened to a plan and what was said about it. Nothing here is ever changed, but
for answers and ticks. What was recorded by mistake is taken back, and stays here."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q

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


class SigningPrint(models.Model):
    """A revision that was printed to be signed by hand (bản in để ký): its number, its
    day and this code stand on every sheet of it."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="signing_prints")
    revision = models.PositiveSmallIntegerField()
    code = models.CharField(max_length=16, unique=True)
    printed_at = models.DateTimeField()
    printed_by = models.ForeignKey(Member, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "revision"], name="plans_signingprint_one_a_revision"
            )
        ]

    def __str__(self):
        return f"print {self.revision} of plan {self.plan_id}"


class RemarkQuerySet(models.QuerySet):
    def for_author(self):
        """Remarks that the author may read: released, and not internal."""
        return self.filter(is_internal=False, released_at__isnull=False)

    def that_may_hold(self):
        """Those of an officer or the ward to which nothing was said yet: they hold the
        plan unless their place was changed (plans/workflow/checklist.py)."""
        return self.for_author().filter(
            source__in=Remark.OFFICIAL, answer="", ticked_at=None
        )

    def disputed(self):
        """Those with which the author does not agree, and nobody has decided yet."""
        return self.filter(disputed_at__isnull=False, settled_at=None)

    def unsent(self):
        """Meant for the author, who was not shown them; not those held back."""
        return self.filter(is_internal=False, released_at=None, held_back_at=None)


class Remark(models.Model):
    """Góp ý on a section, a row or the whole; internal until the review is released.

    The author may dispute it, with the answer as the reason; somebody else then settles
    that, in words of their own (`reply`). Of what was never sent a later officer may
    hold back what a predecessor left behind.
    """

    class Source(models.TextChoices):
        REVIEWER = "reviewer", "Chi ủy"
        PEER = "peer", "Đảng viên cùng chi bộ"
        WARD = "ward", "Đảng ủy"

    class Outcome(models.TextChoices):
        """What became of a disputed remark."""

        KEPT = "kept", "giữ góp ý"
        WITHDRAWN = "withdrawn", "đã rút góp ý"
        # By the author: it is as if it had never been disputed.
        DROPPED = "dropped", "người viết thôi không tranh luận"

    # Whose remarks have to be answered, and open a place to changes.
    OFFICIAL = (Source.REVIEWER, Source.WARD)

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
    disputed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True, default="")
    reply = models.TextField("trả lời người viết", blank=True, default="")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    held_back_at = models.DateTimeField(null=True)
    held_back_by = models.ForeignKey(
        Member, models.PROTECT, null=True, related_name="+"
    )

    objects = RemarkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "key"], name="plans_remark_key"),
            models.CheckConstraint(
                condition=Q(disputed_at__isnull=True) | Q(released_at__isnull=False),
                name="plans_remark_disputed_when_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    outcome="", settled_at__isnull=True, settled_by__isnull=True
                )
                | Q(
                    outcome__in=["kept", "withdrawn", "dropped"],
                    disputed_at__isnull=False,
                    settled_at__isnull=False,
                    settled_by__isnull=False,
                ),
                name="plans_remark_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(held_back_at__isnull=True, held_back_by__isnull=True)
                | Q(
                    held_back_at__isnull=False,
                    held_back_by__isnull=False,
                    released_at__isnull=True,
                ),
                name="plans_remark_held_back_unsent",
            ),
        ]
        indexes = [
            # Few: what the ward asked for is followed up.
            models.Index(
                fields=["plan"], condition=Q(source="ward"), name="remark_of_ward"
            ),
            # Fewer still: what waits for somebody to settle it.
            models.Index(
                fields=["plan"],
                condition=Q(disputed_at__isnull=False, settled_at__isnull=True),
                name="remark_disputed",
            ),
        ]

    def __str__(self):
        return f"remark on plan {self.plan_id}"

    @property
    def is_disputed(self):
        """As RemarkQuerySet.disputed."""
        return self.disputed_at is not None and self.settled_at is None

    @property
    def is_withdrawn(self):
        return self.outcome == self.Outcome.WITHDRAWN

    @property
    def may_hold(self):
        """As RemarkQuerySet.that_may_hold, of a remark that the author was shown."""
        is_settled = self.answer or self.ticked_at
        return self.source in self.OFFICIAL and not is_settled

    @property
    def takes_answer(self):
        """Not one that was disputed, unless the author thought better of it."""
        return self.disputed_at is None or self.outcome == self.Outcome.DROPPED


class PlanEventQuerySet(models.QuerySet):
    def standing(self):
        """Those that were not taken back since."""
        taken_back = PlanEvent.objects.filter(
            plan=OuterRef("plan"), takes_back=OuterRef("number")
        )
        return self.filter(~Exists(taken_back))


class PlanEvent(models.Model):
    """The log: append-only, chained per plan by digest and sealed by this installation
    (plans/workflow/log.py).

    `revision_digest` is that of the revision it is about; `from_cell` the cell that a
    plan left with its author; `takes_back` the number of an earlier event of the plan
    (plans/workflow/taking_back.py).
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
    takes_back = models.PositiveSmallIntegerField(null=True)
    key = models.UUIDField(default=uuid.uuid4)
    digest = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    objects = PlanEventQuerySet.as_manager()

    # Where a move led to: the next one tells, so it is no column (workflow/deeds.py).
    to_cell = None

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "takes_back"],
                condition=Q(takes_back__isnull=False),
                name="plans_planevent_taken_back_once",
            ),
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


class TakenBackQuerySet(models.QuerySet):
    def standing(self):
        """Those that were not taken back since."""
        return self.filter(taken_back_at=None)


class Signature(models.Model):
    """The author's formal signature on one revision; ink recorded by an officer is
    equal to electronic.

    `sheet` is the print that was signed; None of another sheet: written by hand, or
    printed before prints had a code.
    """

    class Kind(models.TextChoices):
        ELECTRONIC = "electronic", "Ký điện tử"
        INK = "ink", "Ký tay trên bản in"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="signatures")
    revision = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    signed_on = models.DateField("ký ngày")
    recorded_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    # On a print that was signed, taken back and signed again it is the same one again.
    check_code = models.CharField(max_length=16, db_index=True)
    sheet = models.ForeignKey(
        SigningPrint, models.PROTECT, null=True, related_name="signatures"
    )
    taken_back_at = models.DateTimeField(null=True)

    objects = TakenBackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "revision"],
                condition=Q(taken_back_at__isnull=True),
                name="plans_signature_one_a_revision",
            ),
            models.UniqueConstraint(
                fields=["check_code"],
                condition=Q(taken_back_at__isnull=True),
                name="plans_signature_check_code",
            ),
            models.CheckConstraint(
                condition=Q(sheet__isnull=True) | Q(kind="ink"),
                name="plans_signature_on_paper_is_ink",
            ),
        ]

    def __str__(self):
        return f"signature on plan {self.plan_id}"


class Posting(models.Model):
    """A head's plan on the board at the workplace. `since` and `until` are both days on
    which it hangs there; on `taken_down_on` it hangs no more.

    Renewed it is another row of the same revision, which begins after the one before
    has ended.
    """

    class State(models.TextChoices):
        HANGING = "hanging", "Đang niêm yết"
        # Nobody has said whether it still hangs.
        ENDED = "ended", "Đã hết hạn niêm yết"
        TAKEN_DOWN = "taken_down", "Đã gỡ"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="postings")
    revision = models.PositiveSmallIntegerField()
    place = models.CharField("nơi niêm yết", max_length=200)
    since = models.DateField("từ ngày")
    until = models.DateField("đến hết ngày")
    posted_by = models.CharField("người niêm yết", max_length=120)
    recorded_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    taken_down_on = models.DateField("gỡ xuống ngày", null=True)
    taken_down_by = models.CharField("người gỡ", max_length=120, blank=True)
    end_recorded_by = models.ForeignKey(
        Member, models.PROTECT, null=True, related_name="+"
    )
    end_recorded_at = models.DateTimeField(null=True)
    taken_back_at = models.DateTimeField(null=True)

    objects = TakenBackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "revision", "since"],
                condition=Q(taken_back_at__isnull=True),
                name="plans_posting_one_a_day",
            ),
            models.CheckConstraint(
                condition=Q(until__gte=models.F("since")),
                name="plans_posting_until_not_before",
            ),
            models.CheckConstraint(
                condition=Q(
                    taken_down_on__isnull=True,
                    end_recorded_by__isnull=True,
                    end_recorded_at__isnull=True,
                )
                | Q(
                    taken_down_on__gte=models.F("since"),
                    end_recorded_by__isnull=False,
                    end_recorded_at__isnull=False,
                ),
                name="plans_posting_taken_down_by_somebody",
            ),
        ]

    def __str__(self):
        return f"posting of plan {self.plan_id}"

    @property
    def last_day(self):
        """The last day on which it hung, or is to hang."""
        if self.taken_down_on is None:
            return self.until
        return self.taken_down_on - timedelta(days=1)

    def find_state(self, on):
        if self.taken_down_on is not None:
            return self.State.TAKEN_DOWN
        if self.until < on:
            return self.State.ENDED
        return self.State.HANGING


class ConsentQuerySet(models.QuerySet):
    def given(self):
        """Those that hold: not withdrawn."""
        return self.filter(withdrawn_at=None)


class Consent(models.Model):
    """A head agrees that the plan of this year is shown on the ward's board in the
    software; by their own tap, or on paper that whoever files has seen."""

    class Way(models.TextChoices):
        OWN = "own", "tự bấm đồng ý"
        PAPER = "paper", "đồng ý trên giấy"

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="consents")
    way = models.CharField(max_length=5, choices=Way)
    given_on = models.DateField("đồng ý ngày")
    recorded_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(withdrawn_at__isnull=True),
                name="plans_consent_one_that_holds",
            ),
            models.CheckConstraint(
                condition=Q(way__in=["own", "paper"]), name="plans_consent_known_way"
            ),
        ]

    def __str__(self):
        return f"consent for plan {self.plan_id}"


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
    # The day of the ink on the print of what was confirmed in the software.
    ink_on = models.DateField("ký tay trên bản in ngày", null=True)
    recorded_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    objects = TakenBackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "revision"],
                condition=Q(taken_back_at__isnull=True),
                name="plans_filing_one_a_revision",
            ),
            models.CheckConstraint(
                condition=Q(ink_on__isnull=True) | Q(ink_on__lte=models.F("filed_on")),
                name="plans_filing_ink_not_after",
            ),
        ]

    def __str__(self):
        return f"filing of plan {self.plan_id}"
