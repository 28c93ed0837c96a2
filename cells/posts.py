"""Whose post gives which power on a date: the one place that turns appointments in
force into powers."""

from datetime import timedelta

from django.db.models import (
    BigIntegerField,
    DateField,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
)
from django.db.models.functions import JSONObject
from django.utils.functional import cached_property

from cells.models import Appointment, Committee, Exemption, Membership
from cells.models.posts import came_with_register
from phucdong.prepared import Parameter, Prepared

Role = Appointment.Role
# What changed for somebody is told for so long (cells/news.py).
LATELY = timedelta(days=30)


class Actor:
    """Somebody who acts on a date: the person (None for an administrator of the system)
    and their posts in force.

    Made anew for every request, so that a post that ended yesterday gives no power
    today, even to a session that was opened before. Everything is read when first asked
    for.
    """

    def __init__(self, member, on, *, user=None):
        self.member, self.on, self.user = member, on, user

    def __str__(self):
        return str(self.member or self.user or "")

    @cached_property
    def posts(self):
        """Appointments in force, with their cell and committee."""
        return [post for post in self.recent_posts if not is_over(post, self.on)]

    @cached_property
    def recent_posts(self):
        """The same with those that ended in the last 30 days; `is_of_register`: a
        register says so, and not since when."""
        if self.member is None:
            return []
        return POSTS.fetch(self._lately())

    @cached_property
    def recent_memberships(self):
        """The memberships in force, and those that ended in the last 30 days, with
        their cell; `exempt_from` is the day on which an exemption is to begin,
        `new_lead` tells of who came to lead the cell in these days: {"name", "role",
        "title", "since": text}, or None."""
        if self.member is None:
            return []
        return MEMBERSHIPS.fetch(self._lately())

    def _lately(self):
        since = self.on - LATELY
        return {"member": self.member.pk, "on": self.on, "lately": since}

    @cached_property
    def cells(self):
        """Ids of the cells and units whose plans they review."""
        return {
            post.cell_id
            for post in self.posts
            if post.role in Appointment.REVIEWERS and post.cell_id
        }

    @cached_property
    def second_cells(self):
        """Ids of the cells in which they were named second reader."""
        return {post.cell_id for post in self.posts if post.role == Role.SECOND_READER}

    @cached_property
    def committees(self):
        """Ids of the committees that they watch over as ward (or city) officers, with
        all below."""
        return self._below(Role.WARD_OFFICER)

    @cached_property
    def offices(self):
        """Ids of the committees for whose Chairman's office they keep the plans of
        staff outside the Party."""
        return self._below(Role.CHAIRMAN_OFFICE)

    @cached_property
    def inspected(self):
        """Ids of the committees that they inspect, with all below."""
        return self._below(Role.INSPECTOR)

    @cached_property
    def home(self):
        """The cell of their official membership, or None."""
        for row in self.recent_memberships:
            is_official = row.kind == Membership.Kind.OFFICIAL
            if is_official and not is_over(row, self.on):
                return row.cell
        return None

    @cached_property
    def around(self):
        """Ids of the committees of the wards to which they belong by cell or post: the
        ward with all below, and those above it. Empty for who belongs nowhere."""
        held = [post.committee or post.cell.committee for post in self.posts]
        if self.home:
            held.append(self.home.committee)
        if not held:
            return set()
        wards = {committee.pk: committee.ward() for committee in held}.values()
        above = {committee.pk for ward in wards for committee in ward.line()}
        return above | Committee.objects.below({ward.pk for ward in wards})

    @property
    def is_administrator(self):
        return bool(self.user and self.user.is_administrator)

    def post_over(self, cell):
        """The appointment by which they act on a cell: the post in it, else the one in
        a committee above.

        Somebody who stands in for another acts by that.
        """
        roles = (*Appointment.REVIEWERS, *Appointment.BESIDE_OFFICERS)
        in_cell = [
            post
            for post in self.posts
            if post.cell_id == cell.pk and post.role in roles
        ]
        in_cell.sort(
            key=lambda post: (post.role == Role.SECOND_READER, not post.acting_for_id)
        )
        return next(
            iter(in_cell or [post for post in self.posts if post.committee_id]), None
        )

    def _below(self, role):
        ids = {post.committee_id for post in self.posts if post.role == role}
        return Committee.objects.below(ids) if ids else set()


def is_over(row, on):
    """Whether a dated row that has begun holds no more."""
    return row.until is not None and row.until <= on


def is_head(member, on):
    """Whether a person heads an organisation or unit on a date, and so must post the
    plan publicly."""
    return Appointment.objects.in_force(on).filter(member=member, is_head=True).exists()


def find_review_posts(on):
    """Appointments in force on a date that give the power to review a cell's plans."""
    return Appointment.objects.in_force(on).filter(
        role__in=Appointment.REVIEWERS, cell__isnull=False
    )


def find_second_readers(on):
    """Appointments in force on a date of those whom secretaries named to read what was
    typed for somebody."""
    return Appointment.objects.in_force(on).filter(role=Role.SECOND_READER)


def find_reviewers(cell, on, *, besides=None):
    """Appointments in force that review a cell's plans, without one person (the pk of
    the author). Secretary first."""
    held = REVIEW_POSTS_OF_CELL.fetch({"cell": cell.pk, "on": on})
    ranks = list(Appointment.REVIEWERS)
    others = [post for post in held if post.member_id != besides]
    return sorted(others, key=lambda post: ranks.index(post.role))


def find_leader_names(cells, on):
    """{cell id: name of whoever leads it on a date}: the secretary, or the lead of a
    unit; else who stands in."""
    held = Appointment.objects.in_force(on).filter(
        role__in=(Role.SECRETARY, Role.UNIT_LEAD), cell__in=cells
    )
    return dict(
        held.order_by(F("acting_for").desc(nulls_last=True)).values_list(
            "cell", "member__full_name"
        )
    )


# --- the texts, built once ------------------------------------------------------------

ON = Parameter("on", DateField())
MEMBER = Parameter("member", BigIntegerField())
CELL = Parameter("cell", BigIntegerField())


def find_recent_rows(model):
    """Of one member, those that have begun and hold, or ended lately."""
    holds = Q(until=None) | Q(until__gt=Parameter("lately", DateField()))
    return model.objects.filter(holds, member=MEMBER, since__lte=ON)


def build_posts():
    held = find_recent_rows(Appointment)
    held = held.annotate(is_of_register=came_with_register())
    # With the committees above, whose years and names most pages of officers ask for.
    above = ("cell__committee__parent__parent", "committee__parent__parent")
    return [held.select_related(*above).order_by("since", "pk")]


def build_memberships():
    later = Exemption.objects.filter(member=OuterRef("member")).to_come(ON)
    there = find_recent_rows(Membership)
    there = there.annotate(
        exempt_from=Subquery(later.values("since")[:1]),
        new_lead=Subquery(find_new_leads().values("told")[:1]),
    )
    return [there.select_related("cell__committee").order_by("pk")]


def find_new_leads():
    """Who leads the cell of a row since lately, and did not before: not whose term was
    only renewed, nor of whom a register says so without a day. The last first, `told`
    in one column: a page of the author's has no query to spare."""
    before = Appointment.objects.filter(
        member=OuterRef("member"),
        cell=OuterRef("cell"),
        role=OuterRef("role"),
        until=OuterRef("since"),
    )
    leads = Appointment.objects.in_force(ON).filter(
        cell=OuterRef("cell"),
        role__in=(Role.SECRETARY, Role.UNIT_LEAD),
        acting_for=None,
        since__gt=Parameter("lately", DateField()),
    )
    leads = leads.exclude(member=MEMBER).exclude(Exists(before))
    leads = leads.exclude(came_with_register()).order_by("-since", "-pk")
    told = JSONObject(
        name="member__full_name", role="role", title="title", since="since"
    )
    return leads.annotate(told=told)


def build_review_posts_of_cell():
    held = find_review_posts(ON).filter(cell=CELL)
    return [held.select_related("member").order_by("since", "pk")]


POSTS = Prepared(build_posts)
MEMBERSHIPS = Prepared(build_memberships)
REVIEW_POSTS_OF_CELL = Prepared(build_review_posts_of_cell)
