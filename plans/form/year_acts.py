"""How does an officer open a year of planning, change it, close it and take it away,
and what is recorded of it?"""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Count, Max, ProtectedError, Q
from django.utils import timezone

from phucdong.writing import date_text
from plans.form import years
from plans.models import Basis, Cycle, Plan, Status, YearRecord
from plans.own_years import settle_ends_below
from plans.permissions import may_keep_cycles
from plans.refusals import YearClosed

Kind = YearRecord.Kind
RULES = ("peers_may_read", "confirmation_suffices")
# What an officer decides about a year, in the order of the page; bases are rows.
DECIDED = ("topic", *years.CALENDAR, *RULES)
# How many days the usual calendar leaves, counted from 1 January.
USUAL_DAYS = {"draft_due_on": 30, "review_due_on": 58, "filed_due_on": 73}


class BasisInUse(Exception):
    """A task names the basis that was to go. Nothing was changed. args[0] is its
    label."""


class YearHasPlans(Exception):
    """A year in which plans were begun stays. args[0] says how many they are."""


# --- which years may be opened --------------------------------------------------------


def list_years_to_open(committee, this_year):
    """[year]: this one and the next, as far as they are not open; never one that lies
    behind, and none for a committee that takes part in the years of one above."""
    line = [one.pk for one in committee.line()]
    rows = Cycle.objects.filter(committee__in=line).values_list("committee", "year")
    kept = {year for _, year in rows}
    keepers = {keeper for keeper, _ in rows}
    if keepers and committee.pk not in keepers:
        return []
    return [year for year in (this_year, this_year + 1) if year not in kept]


def propose_calendar(year, today):
    """{name: date or None}: the usual one; for a year that is on already, as many days
    from today as the usual one leaves from New Year."""
    usual = years.read_calendar(year)
    if today <= usual["draft_due_on"]:
        return usual
    proposed = {}
    for name, days in USUAL_DAYS.items():
        proposed[name] = today + datetime.timedelta(days=days)
    last = proposed["filed_due_on"]
    for name in ("midyear_on", "year_end_on"):
        proposed[name] = usual[name]
        if usual[name] < last:
            proposed[name] = None
    return proposed


def propose_year(year, today):
    """What stands in the form before an officer opens a year: {name: value}."""
    topic = years.find_topic(year, years.read_form_file())
    rules = dict.fromkeys(RULES, True)
    return {"topic": topic, **propose_calendar(year, today), **rules}


# --- the acts -------------------------------------------------------------------------


@transaction.atomic
def open_year(committee, year, decided, *, by, at):
    """The Cycle of a year that an officer (an Actor) opens; `decided` is {name: value}
    of DECIDED.

    It keeps the ward's own bases, unless a newer set came with the software. Raises
    YearAlreadyOpen, also when another officer was first, or a committee above keeps
    that year for all below it.
    """
    if year not in list_years_to_open(committee, by.on.year):
        raise years.YearAlreadyOpen
    try:
        cycle = years.open_cycle(
            committee,
            year,
            calendar={name: decided[name] for name in years.CALENDAR},
            topic=decided["topic"],
            bases=find_own_bases(committee, year),
            rules={name: decided[name] for name in RULES},
        )
    except IntegrityError as error:
        raise years.YearAlreadyOpen from error
    settle_ends_below(cycle, by.on)
    changes = compare_values({}, decided)
    record_act(Kind.OPENED, cycle, changes, by=by, at=at)
    return cycle


def find_own_bases(committee, year):
    """[{key, label, title}] of the year before, or None where a newer set came with the
    software."""
    before = Cycle.objects.filter(committee=committee, year__lt=year)
    last = before.order_by("-year").first()
    if last is None or years.find_validity(year, years.read_form_file()) > last.year:
        return None
    return list(last.bases.order_by("position").values("key", "label", "title"))


@transaction.atomic
def change_year(cycle, decided, bases, *, by, at):
    """Write a cycle's calendar, topic and rules, and its bases: [{"key", "label",
    "title", "gone"}]; what that changes is recorded.

    A row without key is new. Revisions hold their own copy of the bases, so nothing
    that was signed changes. Raises BasisInUse, YearClosed, or Cycle.DoesNotExist when
    the year was removed meanwhile.
    """
    stored = Cycle.objects.select_for_update().get(pk=cycle.pk)
    words = explain_closed_calendar(stored)
    if words:
        raise YearClosed([words])
    before = read_bases(stored)
    changes = compare_values(vars(stored), decided)
    Cycle.objects.filter(pk=cycle.pk).update(**decided)
    for row in bases:
        change_basis(cycle, row)
    changes += compare_bases(before, read_bases(stored))
    if changes:
        record_act(Kind.CHANGED, cycle, changes, by=by, at=at)


def explain_closed_calendar(cycle):
    """ "Năm 2026 đã đóng từ ngày 05/01/2027: …"; "" of one that may be changed."""
    if cycle.is_under_way:
        return ""
    return (
        f"Năm {cycle.year} đã đóng từ ngày {date_text(cycle.closed_on)}: lịch, chuyên "
        f"đề, cách nộp và căn cứ giữ nguyên, cho tới khi mở lại năm."
    )


@transaction.atomic
def remove_year(cycle, *, by, at):
    """Take away a year without plans; a record stays. Raises YearHasPlans, or
    Cycle.DoesNotExist when somebody else was first."""
    held = Cycle.objects.select_for_update().get(pk=cycle.pk)
    number = find_plans(held).count()
    if number:
        raise YearHasPlans(number)
    changes = compare_values(vars(held), dict.fromkeys(DECIDED))
    record_act(Kind.REMOVED, held, changes, by=by, at=at)
    held.bases.all().delete()
    held.delete()


def find_plans(cycle):
    """Those that were begun in a year, and those that people brought along from other
    wards."""
    return Plan.objects.filter(Q(cycle=cycle) | Q(ends_with=cycle))


@transaction.atomic
def close_year(cycle, reason, *, by, at):
    """Nothing more is written, sent, agreed, signed, filed or recalled in a year, until
    it is opened again. What was not finished stays as it stands, and is recorded.

    The rows of the plans that end with it are held, also of those that people brought
    from other wards: an act on one of them comes wholly before, or finds the year
    closed (permissions.require_year_under_way). Twice is once. Raises PermissionDenied,
    or Cycle.DoesNotExist when the year was removed meanwhile.
    """
    require_keeper(cycle, by)
    held = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    if not held.is_under_way:
        return
    ending = held.plans_that_end.select_for_update(no_key=True)
    list(ending.order_by("pk").values_list("pk"))
    changes = [
        make_change("lý do", "", reason),
        make_change("kế hoạch chưa xong", "", word_unfinished(count_unfinished(held))),
    ]
    Cycle.objects.filter(pk=held.pk).update(closed_on=timezone.localdate(at))
    record_act(Kind.CLOSED, held, changes, by=by, at=at)


@transaction.atomic
def reopen_year(cycle, reason, *, by, at):
    """A year that was closed goes on. Twice is once; errors as close_year."""
    require_keeper(cycle, by)
    held = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    if held.is_under_way:
        return
    Cycle.objects.filter(pk=held.pk).update(closed_on=None)
    changes = [make_change("lý do", "", reason)]
    record_act(Kind.REOPENED, held, changes, by=by, at=at)


def require_keeper(cycle, by):
    if not may_keep_cycles(by, cycle.committee_id):
        raise PermissionDenied


# --- what is not finished -------------------------------------------------------------


def count_unfinished(cycle):
    """{Status: how many plans that end with the year stand there}, in the order of the
    steps; nothing for those through step 4, and for none."""
    plans = cycle.plans_that_end.exclude(status=Status.POSTED)
    numbers = dict(plans.order_by().values_list("status").annotate(Count("pk")))
    return {status: numbers[status] for status in Status if status in numbers}


def count_unfinished_by_cell(cycle):
    """[(name of the cell, how many)], those with the most first."""
    plans = cycle.plans_that_end.exclude(status=Status.POSTED).order_by()
    rows = plans.values_list("cell__name", "cell").annotate(many=Count("pk"))
    return [(name, many) for name, _, many in rows.order_by("-many", "cell__name")]


def count_unfinished_by_year(committee):
    """[(year, how many plans are not finished)] of the years under way that a committee
    keeps, the older first; nothing of a year in which all are."""
    plans = Plan.objects.under_way().filter(ends_with__committee=committee)
    plans = plans.exclude(status=Status.POSTED).order_by()
    rows = plans.values_list("ends_with__year").annotate(Count("pk"))
    return list(rows.order_by("ends_with__year"))


def word_unfinished(numbers):
    """ "5 (Đang viết 3, Đã ký 2)"; "không còn bản nào" of none."""
    if not numbers:
        return "không còn bản nào"
    parts = [f"{Status(status).label} {many}" for status, many in numbers.items()]
    return f"{sum(numbers.values())} ({', '.join(parts)})"


# --- what is recorded -----------------------------------------------------------------


def record_act(kind, cycle, changes, *, by, at):
    YearRecord.objects.create(
        committee_id=cycle.committee_id,
        year=cycle.year,
        kind=kind,
        changes=changes,
        by=by.member,
        at=at,
    )


def list_records(cycle):
    """What was done to a year, the newest first."""
    records = YearRecord.objects.filter(committee=cycle.committee_id, year=cycle.year)
    return records.select_related("by").order_by("-at", "-pk")


def compare_values(before, after):
    """[{"label", "before", "after"}] of what DECIDED names and differs."""
    changes = []
    for name in DECIDED:
        told = write_value(before.get(name)), write_value(after[name])
        if told[0] != told[1]:
            label = Cycle._meta.get_field(name).verbose_name
            changes.append(make_change(label, *told))
    return changes


def compare_bases(before, after):
    """The same of bases as read_bases gives them."""
    changes = []
    for key in before | after:
        told = before.get(key, ""), after.get(key, "")
        if told[0] != told[1]:
            changes.append(make_change("căn cứ", *told))
    return changes


def make_change(label, before, after):
    return {"label": label, "before": before, "after": after}


def write_value(value):
    """In words, as on the page; "" for nothing."""
    if isinstance(value, datetime.date):
        return date_text(value)
    if isinstance(value, bool):
        return "có" if value else "không"
    return value or ""


def read_bases(cycle):
    """{key: "label: title"}"""
    rows = cycle.bases.order_by("position").values_list("key", "label", "title")
    return {key: f"{label}: {title}" for key, label, title in rows}


# --- bases ----------------------------------------------------------------------------


def change_basis(cycle, row):
    basis = Basis.objects.filter(cycle=cycle, key=row["key"])
    is_new = not row["key"]
    if is_new and row["gone"]:
        return
    if is_new:
        add_basis(cycle, row)
    elif row["gone"]:
        remove_basis(basis)
    else:
        basis.update(label=row["label"], title=row["title"])


def add_basis(cycle, row):
    last = cycle.bases.aggregate(last=Max("position"))["last"] or 0
    taken = set(cycle.bases.values_list("key", flat=True))
    number = 1
    while f"them-{number}" in taken:
        number += 1
    Basis.objects.create(
        cycle=cycle,
        key=f"them-{number}",
        label=row["label"],
        title=row["title"],
        position=last + 1,
    )


def remove_basis(basis):
    try:
        basis.delete()
    except ProtectedError as error:
        raise BasisInUse(basis.values_list("label", flat=True).first()) from error
