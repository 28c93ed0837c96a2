"""The plan itself: whose, of which cycle, where it stands, and who may see it."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse

from cells import posts
from cells.models import Cell, Member, Membership
from cells.models.ranges import lasting_id
from plans.models.cycle import Cycle, FormVersion


class Status(models.TextChoices):
    """Where a plan stands. Written by plans/workflow.py only."""

    DRAFT = "draft", "Đang viết"
    CELL_REVIEW = "cell_review", "Chi bộ góp ý"
    FINALIZING = "finalizing", "Hoàn thiện"
    SIGNED = "signed", "Đã ký"
    POSTED = "posted", "Đã nộp, niêm yết"


# Groupings of states.
EDITABLE = (Status.DRAFT, Status.FINALIZING)
LEFT_DRAFT = (Status.CELL_REVIEW, Status.FINALIZING, Status.SIGNED, Status.POSTED)
ANSWERABLE = (Status.DRAFT, Status.CELL_REVIEW, Status.FINALIZING)


class PlanQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Plans that somebody may open (DESIGN.md §4). The private self-check is no part of what this shows."""
        if actor.member is None:
            return self.none()
        seen = own(actor) | as_cell(actor) | as_present_cell(actor) | as_peer(actor) | as_committee(actor)
        return self.filter(seen)

    def written_by(self, actor):
        """Plans that somebody writes: their own, and those that they type for others as an officer of the cell."""
        if actor.member is None:
            return self.none()
        helped = Q(helper=actor.member, cell__in=actor.cells) if actor.cells else Q(pk__in=[])
        return self.filter(own(actor) | helped)

    def reviewed_by(self, actor):
        """Plans that are this person's to review, wherever they stand; the same rule as permissions.reviews."""
        return self.filter(as_reviewer(actor)).exclude(member=actor.member)

    def reviewable_by(self, actor):
        """Plans that wait for this person's review."""
        return self.reviewed_by(actor).filter(status=Status.CELL_REVIEW)

    def filed_with(self, actor):
        """Plans of which this person receives the copy, wherever they stand; the same rule as permissions.files."""
        return self.filter(as_filer(actor)).exclude(member=actor.member)

    def on_the_board(self, on):
        """Heads' plans that are posted publicly on a date: only the posted copy of them may be shown to everybody."""
        return self.filter(
            status=Status.POSTED,
            postings__revision=models.F("revision"),
            postings__since__lte=on,
            postings__until__gte=on,
        ).distinct()

    def going_on_here(self):
        """Without those that were handed over with their cell; the same rule as permissions.goes_on_here."""
        return self.filter(GOES_ON_HERE)

    def around(self, actor):
        """Plans of the wards to which somebody belongs by cell or post; of all for who belongs nowhere."""
        return self if actor.around is None else self.filter(cell__committee__in=actor.around)


GOES_ON_HERE = Q(cell__closed_on=None) | Q(cell__successor__isnull=False) | Q(cell__committee__closed_on__isnull=False)


def own(actor):
    return Q(member=actor.member)


def as_cell(actor):
    """A cell officer: all but drafts; and the drafts that the officer types for somebody from paper."""
    if not actor.cells:
        return Q(pk__in=[])
    return Q(cell__in=actor.cells) & (Q(status__in=LEFT_DRAFT) | Q(helper=actor.member))


def as_present_cell(actor):
    """An officer of the cell to which the author has moved: the current plan, although it was filed in the old one."""
    if not actor.cells:
        return Q(pk__in=[])
    here = Membership.objects.in_force(actor.on).filter(kind=Membership.Kind.OFFICIAL, cell__in=actor.cells)
    return Q(member__in=here.values("member"), cycle__in=Cycle.objects.newest(), status__in=LEFT_DRAFT)


def as_peer(actor):
    """A fellow member: plans of one's own cell while the cell reviews them, if the cycle says so."""
    if actor.home is None:
        return Q(pk__in=[])
    return Q(cell=actor.home, status=Status.CELL_REVIEW, cycle__peers_may_read=True)


def as_reviewer(actor):
    """Plans of the actor's cells, and of those below their committee in which nobody else can review the author."""
    if not actor.committees:
        return Q(cell__in=actor.cells)
    others = posts.find_review_posts(actor.on).filter(cell=OuterRef("cell")).exclude(member=OuterRef("member"))
    below = Q(cell__committee__in=actor.committees) & GOES_ON_HERE
    return Q(cell__in=actor.cells) | (below & ~Exists(others))


def as_filer(actor):
    """Party members' plans by who reviews them, those of staff outside the Party by the Chairman's office."""
    party = Q(member__kind=Member.Kind.PARTY) & as_reviewer(actor)
    return party | (Q(member__kind=Member.Kind.STAFF, cell__committee__in=actor.offices) & GOES_ON_HERE)


def as_committee(actor):
    """Ward officers and inspectors: all but drafts below them; the Chairman's office: staff outside the Party."""
    seen = Q(pk__in=[])
    if above := actor.committees | actor.inspected:
        seen |= Q(cell__committee__in=above)
    if actor.offices:
        seen |= Q(cell__committee__in=actor.offices, member__kind=Member.Kind.STAFF)
    return seen & Q(status__in=LEFT_DRAFT)


class Plan(models.Model):
    """One per member and cycle."""

    uid = lasting_id()
    member = models.ForeignKey(Member, models.PROTECT, related_name="plans")
    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="plans")
    cell = models.ForeignKey(Cell, models.PROTECT, related_name="plans")
    form_version = models.ForeignKey(FormVersion, models.PROTECT, related_name="plans")
    helper = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="plans_typed", verbose_name="người gõ hộ"
    )
    status = models.CharField(max_length=11, choices=Status, default=Status.DRAFT)
    revision = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField()
    first_submitted_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField()
    edited_at = models.DateTimeField()

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "cycle"], name="plans_plan_one_per_member_and_cycle"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="plans_plan_known_status"),
        ]
        indexes = [
            models.Index(fields=["cycle", "cell", "status"], name="plan_cycle_cell_status"),
            models.Index(
                fields=["cycle", "member"],
                include=["status", "moved_at", "first_submitted_at"],
                name="plan_cycle_member",
            ),
        ]

    def __str__(self):
        return f"plan of {self.member} for {self.cycle.year}"

    def get_absolute_url(self):
        return reverse("plan", args=[self.pk])
