"""Typing for somebody, and what they say of it: who typed whose plan from what, how the
author confirmed it before it was sent, and what the author objects to."""

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from cells import posts
from cells.models import Member, Membership
from cells.models.ranges import lasting_id
from phucdong.writing import date_text

# An act of typing ends by itself when no word was typed for so long.
LAPSES_AFTER = timedelta(days=30)


class AssistanceQuerySet(models.QuerySet):
    def open(self, on):
        """Those that have not ended, in which a word was typed lately enough, and whose
        helper is of the plan's cell."""
        going_on = self.filter(ended_at=None, lapses_on__gt=on)
        return going_on.filter(is_helper_of_cell(on))

    def left_open(self, on):
        """Those that nobody has ended, and in which nobody may type any more."""
        return self.filter(is_left_open(on))

    def left_behind(self, on):
        """Those left open, and those that an act ended because the helper is of the
        cell no more; of each plan the last act alone."""
        later = Assistance.objects.filter(
            plan=OuterRef("plan"), begun_at__gt=OuterRef("begun_at")
        )
        is_out = Q(ending=Assistance.Ending.OUT_OF_CELL)
        return self.filter(is_left_open(on) | is_out, ~Exists(later))

    def that_typed(self):
        """Those in which at least one word was typed."""
        return self.filter(typed_at__isnull=False)

    def note_word(self, plan, by, at):
        """Somebody has typed another word of a plan. False for whoever is neither its
        author nor typing for them any more."""
        if by.member.pk == plan.member_id:
            return True
        now = self.open(by.on).filter(plan=plan, helper=by.member)
        lapses_on = timezone.localdate(at) + LAPSES_AFTER
        return now.update(typed_at=at, lapses_on=lapses_on) == 1


def is_left_open(on):
    return Q(ended_at=None) & (Q(lapses_on__lte=on) | ~is_helper_of_cell(on))


def is_helper_of_cell(on):
    """By membership or by post, so that the right goes when either of helper and plan
    moves, and when the post ends."""
    where = {"member": OuterRef("helper"), "cell": OuterRef("plan__cell")}
    belongs = Membership.objects.in_force(on).filter(
        kind=Membership.Kind.OFFICIAL, **where
    )
    return Exists(belongs) | Exists(posts.find_review_posts(on).filter(**where))


class Assistance(models.Model):
    """Gõ hộ: somebody of the cell types a plan for its author, from what the author
    wrote by hand or told.

    `begun_by` is the author who named the helper, or an officer of the cell. `typed_at`
    is when the last word was typed (NULL: none yet), `lapses_on` the first day on which
    the act is over if no further word is typed.
    """

    class Source(models.TextChoices):
        SHEET = "sheet", "bản viết tay"
        TOLD = "told", "lời đồng chí ấy nói"
        UNKNOWN = "unknown", "không ghi (trước bản này)"

    class Ending(models.TextChoices):
        SENT = "sent", "đã gửi hoặc đã ký"
        HANDED_BACK = "handed_back", "thôi gõ hộ"
        LAPSED = "lapsed", "30 ngày không gõ thêm"
        OUT_OF_CELL = "out_of_cell", "người gõ không còn ở chi bộ ấy"

    uid = lasting_id()
    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="assistances")
    helper = models.ForeignKey(Member, models.PROTECT, related_name="assistances")
    source = models.CharField(max_length=7, choices=Source)
    begun_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    typed_at = models.DateTimeField(null=True)
    lapses_on = models.DateField()
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=11, choices=Ending, blank=True)

    objects = AssistanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(ended_at=None),
                name="plans_assistance_one_open_a_plan",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="")
                | Q(
                    ended_at__isnull=False,
                    ending__in=["sent", "handed_back", "lapsed", "out_of_cell"],
                ),
                name="plans_assistance_ended_somehow",
            ),
            models.CheckConstraint(
                condition=Q(source__in=["sheet", "told", "unknown"]),
                name="plans_assistance_known_source",
            ),
        ]
        indexes = [
            models.Index(
                fields=["helper"], condition=Q(ended_at=None), name="assistance_open"
            ),
        ]

    def __str__(self):
        return f"{self.helper} types plan {self.plan_id}"

    @property
    def event_key(self):
        """The key of the event of the plan's chain that names this act: it holds for
        this act, this helper and this source alone."""
        return uuid.uuid5(self.uid, f"{self.helper.uid} {self.source}")

    def describe(self):
        """ "đ/c Phạm Thị Dung gõ hộ, từ bản viết tay"."""
        return f"đ/c {self.helper.full_name} gõ hộ, từ {self.get_source_display()}"


class Confirmation(models.Model):
    """How the author of a plan that was typed for them confirmed the very revision that
    was sent, and on which day."""

    class How(models.TextChoices):
        READ_BACK = "read_back", "Đã đọc lại cho đồng chí ấy nghe, có người chứng kiến"
        INK = "ink", "Đồng chí ấy đã ký trên bản in"
        SIGN_IN = "sign_in", "Đồng chí ấy tự đăng nhập và gửi"

    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="confirmations")
    revision = models.PositiveSmallIntegerField()
    how = models.CharField(max_length=9, choices=How)
    witness = models.CharField("người chứng kiến", max_length=120, blank=True)
    confirmed_on = models.DateField("ngày")
    recorded_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "revision"], name="plans_confirmation_one_a_revision"
            ),
            models.CheckConstraint(
                condition=Q(how="read_back") & ~Q(witness="")
                | Q(how__in=["ink", "sign_in"], witness=""),
                name="plans_confirmation_read_back_before_somebody",
            ),
        ]

    def __str__(self):
        return f"{self.how} of revision {self.revision} of plan {self.plan_id}"

    def describe(self):
        """ "Đã đọc lại …: Nguyễn Văn Nam, ngày 27/11/2026."."""
        words = self.How(self.how).label
        if self.witness:
            words = f"{words}: {self.witness}"
        return f"{words}, ngày {date_text(self.confirmed_on)}."


class ObjectionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(answered_at=None)


class Objection(models.Model):
    """The author does not agree with what was done in their name. Open until somebody
    answers; the author may take it back."""

    uid = lasting_id()
    plan = models.ForeignKey("plans.Plan", models.PROTECT, related_name="objections")
    revision = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField()
    answer = models.TextField("trả lời", blank=True)
    answered_by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(answered_at=None),
                name="plans_objection_one_open_a_plan",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False)
                & ~Q(answer=""),
                name="plans_objection_answered_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(answered_at__gte=F("made_at")),
                name="plans_objection_answered_afterwards",
            ),
        ]

    def __str__(self):
        return f"objection to plan {self.plan_id}"

    @property
    def answer_key(self):
        """The key of the event that tells the answer; that of the objection itself is
        its lasting id."""
        return uuid.uuid5(self.uid, "answer")
