"""Committees as a tree, and the cells that hang on it."""

from django.db import connections, models
from django.db.models import Q

from cells.models.computed import ComputedField, ComputingQuerySet
from cells.models.ranges import lasting_id
from cells.names import fold_cell

# UNION, so that a ring in the data would end.
BEFORE = """WITH RECURSIVE before (id) AS (
    SELECT id FROM cells_cell WHERE successor_id IN ({}) UNION
    SELECT cell.id FROM cells_cell cell JOIN before ON cell.successor_id = before.id)
    SELECT id FROM before"""
BELOW = """WITH RECURSIVE below (id) AS (
    SELECT id FROM cells_committee WHERE id IN ({}) UNION
    SELECT committee.id FROM cells_committee committee
    JOIN below ON committee.parent_id = below.id)
    SELECT id FROM below"""


def walk_tree(statement, ids, using):
    """Ids that a recursive statement finds from these on, as a set."""
    if not ids:
        return set()
    with connections[using].cursor() as cursor:
        cursor.execute(statement.format(", ".join(["%s"] * len(ids))), list(ids))
        return {pk for (pk,) in cursor.fetchall()}


class CommitteeQuerySet(models.QuerySet):
    def open(self):
        """Those that are not over."""
        return self.filter(closed_on=None)

    def below(self, ids):
        """The committees of these ids and all that stand under them, as a set of
        ids."""
        return walk_tree(BELOW, ids, self.db)

    def with_one_register(self):
        """All but cities: each of the wards below a city keeps a register of its
        own."""
        return self.exclude(kind=Committee.Kind.CITY)


class Committee(models.Model):
    class Kind(models.TextChoices):
        CITY = "city", "Thành ủy, Tỉnh ủy"
        WARD = "ward", "Đảng bộ phường, xã"
        GRASSROOTS = "grassroots", "Đảng bộ cơ sở"

    uid = lasting_id()
    name = models.CharField("tên", max_length=200)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    kind = models.CharField("loại", max_length=12, choices=Kind, default=Kind.WARD)
    place = models.CharField("địa danh trên văn bản", max_length=100, blank=True)
    founded_on = models.DateField("thành lập ngày", null=True, blank=True)
    closed_on = models.DateField("kết thúc ngày", null=True, blank=True)
    joined_on = models.DateField("về dưới cấp trên từ ngày", null=True, blank=True)

    objects = CommitteeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(parent=models.F("id")),
                name="cells_committee_not_its_own_parent",
            )
        ]

    def __str__(self):
        return self.name

    def line(self):
        """It and the committees above it, the nearest first."""
        found, committee = [], self
        while committee:
            found.append(committee)
            committee = committee.parent
        return found

    def ward(self):
        """The ward that it is or belongs to; itself if there is none (a city)."""
        return next(
            (
                one
                for one in self.line()
                if one.kind == self.Kind.WARD and one.closed_on is None
            ),
            self,
        )


class CellQuerySet(ComputingQuerySet):
    def in_force(self, on):
        """Founded by this date and not yet closed on it."""
        founded = Q(founded_on__isnull=True) | Q(founded_on__lte=on)
        return self.filter(founded, Q(closed_on__isnull=True) | Q(closed_on__gt=on))

    def with_members(self, on):
        """`members`: how many people belong officially on a date."""
        begun = Q(memberships__since__lte=on, memberships__kind="official")
        belongs = begun & (
            Q(memberships__until__isnull=True) | Q(memberships__until__gt=on)
        )
        return self.annotate(members=models.Count("memberships", filter=belongs))

    def below(self, committees):
        """Cells of these committees (ids) and of all that stand under them."""
        return self.filter(committee__in=Committee.objects.below(committees))

    def before(self, ids):
        """Cells that have gone on in one of these (ids), also over several mergers, as
        a set of ids."""
        return walk_tree(BEFORE, ids, self.db)

    def that_ever_were(self):
        """Without those that never were in force (Cell.never_was)."""
        return self.exclude(founded_on=models.F("closed_on"))

    def overseen_by(self, actor):
        """Cells whose figures somebody may read, closed ones too: all below a ward
        officer or inspector, the units whose copies a Chairman's office keeps, and an
        officer's own."""
        return self.filter(from_above(actor) | Q(pk__in=actor.cells))

    def overseen_from_above(self, actor):
        """The same without an officer's own: those of a post in a committee."""
        return self.filter(from_above(actor))


def from_above(actor):
    below = Q(committee__in=actor.committees | actor.inspected)
    return below | Q(committee__in=actor.offices, kind=Cell.Kind.UNIT)


class Cell(models.Model):
    """A cell, or a unit of staff outside the Party. One that was closed on the day it
    was founded never was in force."""

    class Kind(models.TextChoices):
        RESIDENTIAL = "residential", "Tổ dân phố"
        SCHOOL = "school", "Trường học"
        AGENCY = "agency", "Cơ quan"
        ENTERPRISE = "enterprise", "Doanh nghiệp"
        ARMED_FORCES = "armed_forces", "Công an, quân sự"
        UNIT = "unit", "Đơn vị (người ngoài Đảng)"

    uid = lasting_id()
    committee = models.ForeignKey(Committee, models.PROTECT, related_name="cells")
    name = models.CharField("tên", max_length=200)
    name_folded = ComputedField(source="name", made_by=fold_cell)
    kind = models.CharField(
        "loại", max_length=12, choices=Kind, default=Kind.RESIDENTIAL
    )
    founded_on = models.DateField("thành lập ngày", null=True, blank=True)
    closed_on = models.DateField("kết thúc ngày", null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors"
    )

    objects = CellQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True)
                | Q(founded_on__isnull=True)
                | Q(closed_on__gte=models.F("founded_on")),
                name="cells_cell_not_closed_before_founded",
            ),
            models.UniqueConstraint(
                fields=["committee", "name"],
                condition=Q(closed_on__isnull=True),
                name="cells_cell_one_open_of_a_name",
            ),
        ]

    def __str__(self):
        return self.name

    def list_succession(self):
        """The cell and those that went on for it one after another."""
        found = [self]
        while found[-1].closed_on and found[-1].successor:
            found.append(found[-1].successor)
        return found

    @property
    def name_with_years(self):
        if self.never_was:
            return f"{self.name} (chưa từng hoạt động)"
        return add_years(self.name, self.closed_on)

    @property
    def never_was(self):
        """The reorganisation that founded it was undone; or a hand-over only named it
        (plans/handover)."""
        return self.closed_on is not None and self.closed_on == self.founded_on

    @property
    def went_elsewhere(self):
        """Over, and no cell here goes on for it: handed over to another installation
        (plans/handover). The past that came from one hangs under a committee that is
        over, and is not meant."""
        return (
            self.closed_on is not None
            and self.successor_id is None
            and self.committee.closed_on is None
        )


def add_years(name, closed_on):
    """ "Chi bộ 7 (đến 2026)" of a cell that is over: the one that goes on for it may
    bear the same name."""
    if closed_on is None:
        return name
    return f"{name} (đến {closed_on.year})"


class FormerName(models.Model):
    """What a cell was called before a day: as of an earlier date it still bears this
    name."""

    cell = models.ForeignKey(Cell, models.PROTECT, related_name="former_names")
    name = models.CharField("tên cũ", max_length=200)
    name_folded = ComputedField(source="name", made_by=fold_cell)
    until = models.DateField("đến trước ngày")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cell", "until"], name="cells_formername_one_a_day"
            )
        ]

    def __str__(self):
        return f"{self.name} until {self.until}"


class Meeting(models.Model):
    uid = lasting_id()
    cell = models.ForeignKey(Cell, models.PROTECT, related_name="meetings")
    held_on = models.DateField("họp ngày")
    subject = models.CharField("nội dung", max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cell", "held_on"], name="cells_meeting_one_a_day"
            )
        ]

    def __str__(self):
        return f"{self.cell} {self.held_on:%d/%m/%Y}"
