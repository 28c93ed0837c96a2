"""Which post a person holds from when to when. What power a post gives is
cells/posts.py."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from cells.models.organisation import Cell, Committee
from cells.models.people import Member, Membership
from cells.models.ranges import Dated, lasting_id


class Appointment(Dated):
    class Role(models.TextChoices):
        SECRETARY = "secretary", "Bí thư chi bộ"
        DEPUTY_SECRETARY = "deputy_secretary", "Phó bí thư chi bộ"
        CELL_COMMITTEE_MEMBER = "cell_committee_member", "Chi ủy viên"
        UNIT_LEAD = "unit_lead", "Phụ trách đơn vị"
        SECOND_READER = "second_reader", "Người đọc thứ hai"
        HEAD = "head", "Người đứng đầu cơ quan, đơn vị"
        WARD_OFFICER = "ward_officer", "Cán bộ Đảng ủy"
        CHAIRMAN_OFFICE = "chairman_office", "Văn phòng Chủ tịch UBND"
        INSPECTOR = "inspector", "Cán bộ kiểm tra, giám sát"

    REVIEWERS = (
        Role.SECRETARY,
        Role.DEPUTY_SECRETARY,
        Role.CELL_COMMITTEE_MEMBER,
        Role.UNIT_LEAD,
    )
    # Named by the secretary for a year: no office, and on no paper of the person's.
    BESIDE_OFFICERS = (Role.SECOND_READER,)
    OF_A_COMMITTEE = (Role.WARD_OFFICER, Role.CHAIRMAN_OFFICE, Role.INSPECTOR)

    uid = lasting_id()
    member = models.ForeignKey(Member, models.PROTECT, related_name="appointments")
    role = models.CharField("chức vụ", max_length=22, choices=Role)
    title = models.CharField("chức danh ghi trên văn bản", max_length=120, blank=True)
    cell = models.ForeignKey(
        Cell, models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    committee = models.ForeignKey(
        Committee, models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    is_head = models.BooleanField("là người đứng đầu", default=False)
    acting_for = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="deputies"
    )
    decision = models.CharField("quyết định", max_length=120, blank=True)

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(
                    cell__isnull=False,
                    committee__isnull=True,
                    role__in=[
                        "secretary",
                        "deputy_secretary",
                        "cell_committee_member",
                        "unit_lead",
                        "second_reader",
                        "head",
                    ],
                )
                | Q(
                    cell__isnull=True,
                    committee__isnull=False,
                    role__in=[
                        "ward_officer",
                        "chairman_office",
                        "inspector",
                        "head",
                    ],
                ),
                name="cells_appointment_role_fits_its_place",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "since"], name="appointment_member"),
            models.Index(fields=["cell", "role", "since"], name="appointment_cell"),
            models.Index(
                fields=["member"],
                include=["since", "until"],
                condition=Q(is_head=True),
                name="appointment_heads",
            ),
        ]

    def __str__(self):
        return f"{self.member}: {self.role} since {self.since}"

    def label(self):
        return self.title or self.get_role_display()


def came_with_register():
    """Whether a register said of an Appointment, when it named the person first, that
    they hold it: since when, it did not say."""
    named = Membership.objects.filter(
        origin=Membership.Origin.REGISTER,
        member=OuterRef("member"),
        cell=OuterRef("cell"),
        recorded_at=OuterRef("recorded_at"),
    )
    return Exists(named)
