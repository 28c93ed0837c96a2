"""The year's plan-making: its calendar, bases and form. All of it is data, since rules
change almost yearly."""

import datetime
from functools import cached_property

from django.db import models
from django.db.models import Q
from django.db.models.functions import ExtractYear

from cells.models import Committee
from phucdong.prepared import ParameterOfIds, Prepared
from plans.models.field import Field

# Of a plan: the year with which it ends goes on until it is closed.
IS_UNDER_WAY = Q(ends_with__closed_on=None)


class FormVersion(models.Model):
    """The sections of the form, down to their fields. Once a plan uses it, it never
    changes; editing makes the next version."""

    name = models.CharField("tên mẫu", max_length=120)
    number = models.PositiveSmallIntegerField("bản số")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name", "number"], name="plans_formversion_number"
            )
        ]

    def __str__(self):
        return f"{self.name}, bản {self.number}"


class Section(models.Model):
    """A section of the form; `fields` are [{"key", "label", …}], `asked` the same as
    [Field]."""

    class Kind(models.TextChoices):
        TEXT = "text", "Bài viết"
        SHORTCOMINGS = "shortcomings", "Hạn chế, khuyết điểm"
        TASKS = "tasks", "Việc đăng ký"
        SELF_CHECK = "self_check", "Tự soi"

    form_version = models.ForeignKey(
        FormVersion, models.PROTECT, related_name="sections"
    )
    key = models.SlugField("khóa", max_length=30)
    position = models.PositiveSmallIntegerField("thứ tự")
    kind = models.CharField("loại", max_length=12, choices=Kind)
    title = models.CharField("tên mục", max_length=200)
    asks = models.CharField("câu hỏi", max_length=300, blank=True)
    guidance = models.TextField("hướng dẫn", blank=True)
    good_example = models.TextField("ví dụ tốt", blank=True)
    bad_example = models.TextField("ví dụ chưa tốt", blank=True)
    fields = models.JSONField("các ô", default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form_version", "key"], name="plans_section_key"
            ),
            models.UniqueConstraint(
                fields=["form_version", "position"], name="plans_section_position"
            ),
        ]

    def __str__(self):
        return self.title

    @cached_property
    def asked(self):
        return [Field(**facts) for facts in self.fields]


class Manifestation(models.Model):
    """One of the manifestations of decline of the self-check (27 in Central resolution
    4, term XII)."""

    form_version = models.ForeignKey(
        FormVersion, models.PROTECT, related_name="manifestations"
    )
    group = models.PositiveSmallIntegerField("nhóm")
    group_title = models.CharField("tên nhóm", max_length=200)
    number = models.PositiveSmallIntegerField("số")
    text = models.TextField("biểu hiện")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form_version", "group", "number"],
                name="plans_manifestation_number",
            )
        ]

    def __str__(self):
        return f"{self.group}.{self.number}"


class CycleQuerySet(models.QuerySet):
    def current(self, cell, on):
        """The cycle of today's figures in a cell: of this year or, until that is
        opened, of the last one that has begun; or None."""
        by_year = self.by_year(cell)
        return by_year.get(choose_year(by_year, on.year))

    def by_year(self, cell):
        """{year: Cycle} of a cell, the older first."""
        line = line_above(cell)
        return sort_by_year(list_cycles(line), line)

    def under_way(self):
        """Those that nobody has closed; the same as Cycle.is_under_way."""
        return self.filter(closed_on=None)


def sort_by_year(cycles, line):
    """{year: Cycle}, the older first: of each year the one of the nearest committee
    (ids in `line`) that keeps it. The one rule of the year that a cell is in."""
    kept = {}
    for cycle in cycles:
        if cycle.committee_id in line:
            kept.setdefault(cycle.year, []).append(cycle)
    found = {}
    for year in sorted(kept):
        found[year] = min(kept[year], key=lambda one: line.index(one.committee_id))
    return found


def choose_year(years, this_year):
    """The year that is current among those with a cycle: the newest that has begun, or
    else the nearest that was opened ahead; this year if there is none."""
    begun = [year for year in years if year <= this_year]
    if begun:
        return max(begun)
    return min(years, default=this_year)


def find_year(on):
    """Of a date, or of one that is only known when the query is asked."""
    if isinstance(on, datetime.date):
        return on.year
    return ExtractYear(on)


def line_above(cell):
    """Ids of a cell's committee and of those above it, the nearest first."""
    return [committee.pk for committee in cell.committee.line()]


class Cycle(models.Model):
    committee = models.ForeignKey(Committee, models.PROTECT, related_name="cycles")
    year = models.PositiveSmallIntegerField("năm")
    form_version = models.ForeignKey(FormVersion, models.PROTECT, related_name="cycles")
    topic = models.CharField("chuyên đề học tập", max_length=300, blank=True)
    draft_due_on = models.DateField("gửi chi bộ trước hết ngày")
    review_due_on = models.DateField("chi bộ góp ý xong trước hết ngày")
    filed_due_on = models.DateField("ký, nộp xong trước hết ngày")
    midyear_on = models.DateField("sơ kết ngày", null=True, blank=True)
    year_end_on = models.DateField("tổng kết ngày", null=True, blank=True)
    peers_may_read = models.BooleanField(
        "đảng viên cùng chi bộ được đọc, góp ý", default=True
    )
    confirmation_suffices = models.BooleanField(
        "xác nhận trên phần mềm thay cho bản ký mực", default=True
    )
    closed_on = models.DateField("đóng ngày", null=True, blank=True)

    objects = CycleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "year"], name="plans_cycle_one_a_year"
            ),
            models.CheckConstraint(
                condition=Q(review_due_on__gte=models.F("draft_due_on"))
                & Q(filed_due_on__gte=models.F("review_due_on")),
                name="plans_cycle_calendar_in_order",
            ),
        ]

    def __str__(self):
        return f"Kế hoạch năm {self.year}"

    @property
    def is_under_way(self):
        return self.closed_on is None


class Basis(models.Model):
    """Căn cứ: what the plan rests on; a task names the one that it serves."""

    cycle = models.ForeignKey(Cycle, models.PROTECT, related_name="bases")
    key = models.SlugField(max_length=30)
    label = models.CharField("tên ngắn", max_length=120)
    title = models.TextField("tên đầy đủ")
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "key"], name="plans_basis_key")
        ]

    def __str__(self):
        return self.label


def list_cycles(committees):
    """[Cycle] of these committees (ids), the newest year first."""
    return CYCLES.fetch({"committees": committees})


def build_cycles():
    cycles = Cycle.objects.filter(committee__in=ParameterOfIds("committees"))
    return [cycles.order_by("-year", "committee")]


CYCLES = Prepared(build_cycles)
