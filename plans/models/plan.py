"""The plan itself: whose, of which cycle, where it stands, and who may see it."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from cells.models import Appointment, Cell, Member
from cells.models.ranges import lasting_id
from plans.models.board import find_committees_with_board
from plans.models.capacity import (
    IS_KEPT_HERE,
    Capacity,
    author_belongs,
    capacity_rules,
    list_reviewer_rules,
)
from plans.models.cycle import IS_UNDER_WAY, Cycle, FormVersion


class Status(models.TextChoices):
    """Where a plan stands. Written by plans/workflow/steps.py only."""

    DRAFT = "draft", "Đang viết"
    CELL_REVIEW = "cell_review", "Chi bộ góp ý"
    FINALIZING = "finalizing", "Hoàn thiện"
    SIGNED = "signed", "Đã ký"
    POSTED = "posted", "Đã nộp, niêm yết"


# Groupings of states.
EDITABLE = (Status.DRAFT, Status.FINALIZING)
LEFT_DRAFT = (Status.CELL_REVIEW, Status.FINALIZING, Status.SIGNED, Status.POSTED)
ANSWERABLE = (Status.DRAFT, Status.CELL_REVIEW, Status.FINALIZING)


# Who reads a plan in which status. Whoever decides about it, files or posts it reads it
# in one of these capacities.
READABLE = {
    Capacity.AUTHOR: Status.values,
    Capacity.HELPER: EDITABLE,
    Capacity.OFFICER: LEFT_DRAFT,
    Capacity.SECOND_READER: LEFT_DRAFT,
    Capacity.RECEIVER: LEFT_DRAFT,
    Capacity.WARD: LEFT_DRAFT,
    Capacity.OFFICE: LEFT_DRAFT,
    Capacity.INSPECTOR: LEFT_DRAFT,
    Capacity.PEER: (Status.CELL_REVIEW,),
}


class PlanQuerySet(models.QuerySet):
    def with_related(self):
        """With what every page of a plan shows of it."""
        related = ("member", "cycle", "ends_with", "cell__committee", "form_version")
        return self.select_related(*related)

    def visible_to(self, actor):
        """Plans that somebody may open (DESIGN.md §4). The private self-check is no
        part of what this shows."""
        seen = Q(pk__in=[])
        for capacity, rule in capacity_rules(actor, READABLE).items():
            if READABLE[capacity] != Status.values:
                rule &= Q(status__in=READABLE[capacity])
            seen |= rule
        return self.filter(seen)

    def toward_whom(self, actor, *capacities):
        """Plans toward which somebody has one of these capacities. Nobody but the
        author has any toward their own."""
        found = Q(pk__in=[])
        for rule in capacity_rules(actor, capacities).values():
            found |= rule
        if Capacity.AUTHOR not in capacities and actor.member is not None:
            found &= ~Q(member=actor.member)
        return self.filter(found)

    def written_by(self, actor):
        """Plans that somebody writes: their own, and those that they type for
        others."""
        return self.toward_whom(actor, Capacity.AUTHOR, Capacity.HELPER)

    def reviewable_by(self, actor):
        """Plans that wait for this person's review.

        Each rule is asked by itself: of an OR of two PostgreSQL reads the plans of all
        wards.
        """
        waiting = self.of_who_belong(actor.on).under_way()
        waiting = waiting.filter(status=Status.CELL_REVIEW)
        found = []
        for rule in list_reviewer_rules(actor):
            found.append(waiting.filter(rule, ~Q(member=actor.member)))
        if not found:
            return self.filter(pk__in=[])
        if len(found) == 1:
            return found[0]
        pks = [plans.order_by().values("pk") for plans in found]
        return self.filter(pk__in=pks[0].union(*pks[1:], all=True))

    def on_the_board(self, on):
        """Plans of those who are heads on a date and belong to a cell, which their ward
        may read as their posted copy: they hang at the workplace, the ward has switched
        its board on, and the head's consent is recorded and not withdrawn."""
        heads = Appointment.objects.in_force(on).filter(is_head=True)
        hang = Q(postings__taken_down_on=None) | Q(postings__taken_down_on__gt=on)
        posted = self.of_who_belong(on).filter(
            hang,
            Exists(heads.filter(member=OuterRef("member"))),
            status=Status.POSTED,
            postings__revision=models.F("revision"),
            postings__since__lte=on,
            postings__until__gte=on,
            postings__taken_back_at=None,
        )
        agreed = posted.filter(consents__isnull=False, consents__withdrawn_at=None)
        shown = agreed.filter(cell__committee__in=find_committees_with_board())
        return shown.distinct()

    def under_way(self):
        """Those that end with a year that nobody has closed."""
        return self.filter(IS_UNDER_WAY)

    def kept_here(self):
        """Without those that were handed over with their cell; the same as
        Plan.is_kept_here."""
        return self.filter(IS_KEPT_HERE)

    def going_on_here(self):
        """Those in which something may still happen; the same as Plan.goes_on_here."""
        return self.kept_here().under_way()

    def of_who_belong(self, on):
        """Without those of authors who belong to no cell on a date."""
        return self.filter(author_belongs(on))

    def around(self, actor):
        """Plans of the wards to which somebody belongs by cell or post; of none for who
        belongs nowhere."""
        return self.filter(cell__committee__in=actor.around)


class Plan(models.Model):
    """One per member and calendar year, whichever committee opened it.

    `year` is that of its cycle, written when the plan begins or comes here, and never
    changed. It is None for a second plan of its year from before 0.9.0, when two wards
    could each have one of the same person: such a one is read like an earlier plan, and
    nothing else asks for it.

    `cycle` is the one in which it was begun: its calendar, bases, form and rules stay.
    `ends_with` is the one with whose closing it ends: that of the ward to which its
    author belongs by now (plans/own_years.py).
    """

    uid = lasting_id()
    member = models.ForeignKey(Member, models.PROTECT, related_name="plans")
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="plans")
    ends_with = models.ForeignKey(Cycle, models.PROTECT, related_name="plans_that_end")
    year = models.PositiveSmallIntegerField("năm", null=True)
    cell = models.ForeignKey(Cell, models.PROTECT, related_name="plans")
    form_version = models.ForeignKey(FormVersion, models.PROTECT, related_name="plans")
    status = models.CharField(max_length=11, choices=Status, default=Status.DRAFT)
    revision = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField()
    first_submitted_at = models.DateTimeField(null=True)
    # The ward asked for it to be mended after it was signed.
    first_recalled_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField()
    edited_at = models.DateTimeField()
    # When its author, or whoever types it, first saw where it stands by now.
    opened_by_writer_at = models.DateTimeField(null=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "year"], name="plans_plan_one_per_member_and_year"
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="plans_plan_known_status"
            ),
        ]
        indexes = [
            models.Index(
                fields=["cycle", "cell", "status"], name="plan_cycle_cell_status"
            ),
            # Few are ever recalled.
            models.Index(
                fields=["cell", "year"],
                condition=Q(first_recalled_at__isnull=False),
                name="plan_recalled",
            ),
        ]

    def __str__(self):
        return f"plan of {self.member} for {self.cycle.year}"

    def get_absolute_url(self):
        return reverse("review:plan", args=[self.pk])

    @property
    def is_kept_here(self):
        """Not one that was handed over with its cell: it goes on in another
        installation, and here it is only read."""
        return not self.cell.went_elsewhere

    @property
    def goes_on_here(self):
        """Whether anything may still happen to it here. One of a year that is closed
        stays as it stands, and is only read."""
        return self.is_kept_here and self.ends_with.is_under_way
