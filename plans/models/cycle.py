"""The year's plan-making: its calendar, bases and form. All of it is data, since rules
change almost yearly."""

import datetime
from functools import cached_property

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import ExtractYear

from cells.models import Committee
from phucdong.prepared import ParameterOfIds, Prepared
from plans.models.field import Field


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
    def of_cell(self, cell):
        """Cycles that a cell takes part in: those of its committee or, if that keeps
        none, of one above."""
        return self.filter(committee__in=line_above(cell))

    def current(self, cell, on):
        """The cycle that a cell is in on a date, of the nearest committee if two keep
        that year; or None."""
        return next(iter(self.open_to(cell, on)), None)

    def open_to(self, cell, on):
        """[Cycle]: the current one of a cell, and those that were opened ahead."""
        line = line_above(cell)
        by_year = {}
        for cycle in list_cycles(line):
            by_year.setdefault(cycle.year, []).append(cycle)
        current = choose_year(by_year, on.year)
        found = []
        for year in sorted(by_year):
            if year >= current:
                found.append(find_nearest(by_year[year], line))
        return found

    def under_way(self, on):
        """The current cycle of every committee that is not over, and those that were
        opened ahead."""
        year = find_year(on)
        newer = self.siblings(year__lte=year, year__gt=OuterRef("year"))
        return self.filter(committee__closed_on=None).exclude(Exists(newer))

    def in_turn(self, on):
        """The current cycle of every committee that is not over, as choose_year has it:
        in the cells below it, it is the current one."""
        year = find_year(on)
        begun = self.siblings(year__lte=year)
        nearer = self.siblings(year__gt=year, year__lt=OuterRef("year"))
        is_ahead = Q(year__gt=year)
        return self.under_way(on).exclude(is_ahead & (Exists(begun) | Exists(nearer)))

    def siblings(self, **facts):
        """Cycles of the committee of the cycle that a subquery is about."""
        return self.model.objects.filter(committee=OuterRef("committee"), **facts)


def find_nearest(cycles, line):
    """The one of the nearest committee (ids in `line`), or None."""
    return min(cycles, key=lambda cycle: line.index(cycle.committee_id), default=None)


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


def is_under_way(on):
    """Whether the cycle of a plan is under way. Asked of each plan, not as a list of
    all such cycles: a city has hundreds, and a plan that came from another ward keeps
    the cycle of that ward."""
    return Exists(Cycle.objects.under_way(on).filter(pk=OuterRef("cycle")))


def is_in_turn(on):
    """Whether the cycle of a plan is the current one; asked as is_under_way."""
    return Exists(Cycle.objects.in_turn(on).filter(pk=OuterRef("cycle")))


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
