"""Who holds which post on which day? The first posts, elections, dismissals."""

from collections import defaultdict
from datetime import date

from cells.models import Appointment, Cell, Membership
from plans.place_on_date import find_who_must_plan

Role = Appointment.Role
LADDER = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.CELL_COMMITTEE_MEMBER)
WARD_SECRETARY = "Bí thư Đảng ủy phường"
WARD_POSTS = (
    (Role.WARD_OFFICER, WARD_SECRETARY),
    (Role.WARD_OFFICER, "Phó Bí thư Thường trực Đảng ủy phường"),
    (Role.WARD_OFFICER, "Cán bộ Văn phòng Đảng ủy"),
    (Role.INSPECTOR, "Ủy viên Ủy ban Kiểm tra Đảng ủy"),
    (Role.CHAIRMAN_OFFICE, "Công chức Văn phòng – Thống kê"),
)
SCHOOL_HEAD = "Hiệu trưởng Trường THCS Phúc Đồng"


class Officers:
    """The appointments as they stand in the database when this is made, in memory."""

    def __init__(self):
        self.by_cell = defaultdict(list)
        self.by_member = defaultdict(list)
        self.by_role = defaultdict(list)
        held = Appointment.objects.select_related("member").order_by("since", "pk")
        for post in held:
            self.by_cell[post.cell_id].append(post)
            self.by_member[post.member_id].append(post)
            self.by_role[post.role].append(post)

    def reviewers(self, cell_id, on, besides):
        """Reviewing posts of a cell on a day, secretary first, or else the ward's.

        Without those of the author and of whoever typed (`besides`: ids of members).
        """
        held = self.reviewers_in_cell(cell_id, on, besides)
        return held or self.of_role(Role.WARD_OFFICER, on, besides)

    def reviewers_in_cell(self, cell_id, on, besides):
        ranks = list(Appointment.REVIEWERS)
        held = []
        for post in self.by_cell[cell_id]:
            if (
                post.role in ranks
                and was_in_force(post, on)
                and post.member_id not in besides
            ):
                held.append(post)
        held.sort(key=lambda post: ranks.index(post.role))
        return held

    def reviewer(self, cell_id, on, besides, rng):
        """One of them: the secretary most of the time."""
        able = self.reviewers(cell_id, on, besides)
        if rng.random() < 0.7:
            return able[0]
        return rng.choice(able)

    def of_role(self, role, on, besides=()):
        posts = self.by_role[role]
        return [
            post
            for post in posts
            if was_in_force(post, on) and post.member_id not in besides
        ]

    def labels(self, member_id, on):
        """Of the posts, as plans/form/snapshot.py names them."""
        return [
            post.label()
            for post in self.by_member[member_id]
            if was_in_force(post, on) and post.role not in Appointment.BESIDE_OFFICERS
        ]

    def is_head(self, member_id, on):
        posts = self.by_member[member_id]
        return any(post.is_head and was_in_force(post, on) for post in posts)


def was_in_force(row, on):
    return row.since <= on and (row.until is None or row.until > on)


def find_holder(on, **post):
    """The Member who holds such a post on a day."""
    held = Appointment.objects.in_force(on).filter(**post)
    return held.select_related("member").order_by("pk")[0].member


def find_free_members(cell, on):
    """Obliged members of a cell who hold no post: middle-aged first."""
    here = Membership.objects.in_force(on).filter(
        cell=cell, kind=Membership.Kind.OFFICIAL
    )
    free = find_who_must_plan(on).filter(pk__in=here.values("member"))
    free = free.exclude(pk__in=Appointment.objects.in_force(on).values("member"))
    return sorted(
        free.order_by("pk"), key=lambda member: abs(on.year - member.born_on.year - 47)
    )


# --- what changes ---------------------------------------------------------------------


def appoint_ward_officers(ward, on):
    """Officers, inspector and office from the agency's cell; the head of the school."""
    agency = find_free_members(Cell.objects.get(kind=Cell.Kind.AGENCY), on)
    for member, (role, title) in zip(agency, WARD_POSTS, strict=False):
        Appointment.objects.create(
            member=member,
            role=role,
            title=title,
            committee=ward,
            since=on,
            is_head=title == WARD_SECRETARY,
        )
    school = Cell.objects.get(kind=Cell.Kind.SCHOOL)
    Appointment.objects.create(
        member=find_free_members(school, on)[0],
        role=Role.HEAD,
        title=SCHOOL_HEAD,
        cell=school,
        since=on,
        is_head=True,
    )


def replace_secretary(cell, on, decision=""):
    """The secretary's post ends; the others move up a rung, a new member joins."""
    posts = Appointment.objects.in_force(on).filter(cell=cell, role__in=LADDER)
    held = {post.role: post for post in posts.select_related("member")}
    successors = [held[role].member for role in LADDER[1:] if role in held]
    ended = Appointment.objects.filter(pk__in=[post.pk for post in held.values()])
    ended.update(until=on)
    successors += find_free_members(cell, on)
    for role, member in zip(LADDER, successors, strict=False):
        Appointment.objects.create(
            member=member,
            role=role,
            cell=cell,
            since=on,
            is_head=role == Role.SECRETARY,
            decision=decision,
        )


def hold_elections(cells, on, rng):
    """At the end of a term a third of the cells elect a new secretary."""
    for cell in rng.sample(cells, len(cells) // 3):
        replace_secretary(cell, on, f"Đại hội chi bộ ngày {on:%d/%m/%Y}")


def leave_without_secretary(name, on):
    """The secretary has moved away, nobody is elected yet; the deputy carries on."""
    posts = Appointment.objects.in_force(on).filter(role=Role.SECRETARY)
    posts.filter(cell__name=name, cell__closed_on=None).update(until=on)


def name_second_reader(name, on):
    """By the secretary of the cell of this name, to the end of the year."""
    cell = Cell.objects.in_force(on).get(name=name)
    Appointment.objects.create(
        member=find_free_members(cell, on)[0],
        role=Role.SECOND_READER,
        cell=cell,
        since=on,
        until=date(on.year + 1, 1, 1),
    )
