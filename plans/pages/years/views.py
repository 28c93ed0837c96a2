"""The ward opens the years of planning, keeps their calendar and bases, and takes away
one that was opened by mistake; officers of cells and inspectors read it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cells.models import Committee
from plans.form import year_acts
from plans.form.years import YearAlreadyOpen, read_calendar
from plans.models import Cycle, YearRecord
from plans.pages.years.forms import Bases, CycleForm
from plans.permissions import find_committees_of_years, may_keep_cycles
from plans.refusals import YearClosed

GONE = "Năm này vừa được người khác bỏ. Không thay đổi gì."


# --- all years ------------------------------------------------------------------------


@require_safe
def cycles_page(request):
    actor = request.actor
    read = find_committees_of_years(actor)
    if not read:
        raise Http404
    held = find_committees_held(actor)
    kept = list(read_cycles(actor, read))
    shown = {committee.pk for committee in held}
    shown.update(cycle.committee_id for cycle in kept)
    removed = YearRecord.objects.filter(
        committee__in=read, kind=YearRecord.Kind.REMOVED
    )
    context = {
        "cycles": kept,
        "is_of_many": len(shown) > 1,
        "openings": make_openings(held, actor.on.year),
        "this_year": actor.on.year,
        "removed": removed.select_related("by", "committee").order_by("-at", "-pk"),
    }
    return render(request, "plans/years/cycles.html", context)


def read_cycles(actor, committees):
    """The years of these committees (ids), the newest first, each with how many plans
    were begun where the actor looks after them."""
    above = actor.committees | actor.inspected
    ours = Q(plans__cell__committee__in=above) | Q(plans__cell__in=actor.cells)
    cycles = Cycle.objects.filter(committee__in=committees)
    cycles = cycles.select_related("committee").annotate(
        begun=Count("plans", filter=ours)
    )
    return cycles.order_by("-year", "committee__name", "committee")


def find_committees_held(actor):
    """The committees in which somebody holds a post that keeps cycles."""
    held = {}
    for post in actor.posts:
        if post.committee_id in actor.committees:
            held[post.committee_id] = post.committee
    return held.values()


def make_openings(committees, this_year):
    """[(committee, a year that it may open)]"""
    openings = []
    for committee in committees:
        for year in year_acts.list_years_to_open(committee, this_year):
            openings.append((committee, year))
    return openings


# --- opening one ----------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def open_year_page(request, committee_pk, year):
    """Asks for the calendar first: a year that is opened late would have everybody
    overdue at once."""
    actor = request.actor
    if not may_keep_cycles(actor, committee_pk):
        raise Http404
    committee = get_object_or_404(Committee, pk=committee_pk, closed_on=None)
    if year not in (actor.on.year, actor.on.year + 1):
        raise Http404
    proposed = year_acts.propose_year(year, actor.on)
    form = CycleForm(request.POST or None, year=year, today=actor.on, initial=proposed)
    if year not in year_acts.list_years_to_open(committee, actor.on.year):
        return refuse_to_open(request, year)
    if request.method == "POST" and form.is_valid():
        return open_year(request, committee, year, form.cleaned_data)
    page = {
        "form": form,
        "committee": committee,
        "year": year,
        "unfinished": year_acts.count_unfinished_by_year(committee),
        "is_late": proposed["draft_due_on"] > read_calendar(year)["draft_due_on"],
        "is_ahead": year > actor.on.year,
        "this_year": actor.on.year,
    }
    return render(request, "plans/years/open.html", page)


def open_year(request, committee, year, decided):
    try:
        cycle = year_acts.open_year(
            committee, year, decided, by=request.actor, at=timezone.now()
        )
    except YearAlreadyOpen:
        return refuse_to_open(request, year)
    messages.success(request, f"Đã mở năm {year}. Đồng chí xem lại căn cứ của năm.")
    return redirect("years:year", cycle.pk)


def refuse_to_open(request, year):
    messages.warning(request, f"Năm {year} đã được mở trước đó. Không thay đổi gì.")
    return redirect("years:cycles")


# --- one year -------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def year_page(request, pk):
    """Its calendar, rules and bases, and who changed them: to be changed by whoever
    keeps it, to be read by the others."""
    cycle = find_readable_cycle(request.actor, pk)
    keeps = may_keep_cycles(request.actor, cycle.committee_id)
    if keeps and (cycle.is_under_way or request.method == "POST"):
        return change_year_page(request, cycle)
    if request.method == "POST":
        raise PermissionDenied("Lịch của năm do Đảng ủy đặt; đồng chí chỉ xem.")
    page = describe_year(cycle)
    page |= {"bases": cycle.bases.order_by("position"), "keeps": keeps}
    return render(request, "plans/years/year.html", page)


def find_readable_cycle(actor, pk):
    cycles = Cycle.objects.filter(committee__in=find_committees_of_years(actor))
    return get_object_or_404(cycles.select_related("committee", "form_version"), pk=pk)


def describe_year(cycle):
    return {
        "cycle": cycle,
        "sections": cycle.form_version.sections.order_by("position"),
        "records": year_acts.list_records(cycle),
        "is_empty": not year_acts.find_plans(cycle).exists(),
    }


def change_year_page(request, cycle):
    """The form; of a year that is closed it only gives back what was sent."""
    form = CycleForm(
        request.POST or None,
        year=cycle.year,
        today=request.actor.on,
        kept=cycle,
        initial=vars(cycle).copy(),
    )
    bases = Bases(
        request.POST or None,
        initial=list(cycle.bases.order_by("position").values("key", "label", "title")),
    )
    if request.method == "POST" and all([form.is_valid(), bases.is_valid()]):
        changed = change_year(request, cycle, form, bases)
        if changed:
            return changed
    page = describe_year(cycle)
    page |= {
        "form": form,
        "bases": bases,
        "closed": year_acts.explain_closed_calendar(cycle),
    }
    status = 409 if page["closed"] else 200
    return render(request, "plans/years/cycle.html", page, status=status)


def change_year(request, cycle, form, bases):
    """The answer, or None with the reason in the form or, if the year was closed, in
    `cycle`."""
    try:
        year_acts.change_year(
            cycle,
            form.cleaned_data,
            bases.rows(),
            by=request.actor,
            at=timezone.now(),
        )
    except year_acts.BasisInUse as error:
        form.add_error(
            None,
            f"Có việc đăng ký đang gắn với căn cứ “{error}”, nên không bỏ được. "
            f"Chưa lưu gì.",
        )
        return None
    except YearClosed:
        cycle.refresh_from_db()
        return None
    except Cycle.DoesNotExist:
        messages.warning(request, GONE)
    else:
        messages.success(request, f"Đã lưu lịch và căn cứ năm {cycle.year}.")
    return redirect("years:cycles")


@require_http_methods(["GET", "HEAD", "POST"])
def remove_year_page(request, pk):
    """Says what goes, and takes away a year without plans."""
    cycle = find_readable_cycle(request.actor, pk)
    if not may_keep_cycles(request.actor, cycle.committee_id):
        raise PermissionDenied("Chỉ Đảng ủy mở năm ấy mới bỏ được.")
    if request.method == "POST":
        return remove_year(request, cycle)
    page = {"cycle": cycle, "number": year_acts.find_plans(cycle).count()}
    return render(request, "plans/years/remove.html", page)


def remove_year(request, cycle):
    try:
        year_acts.remove_year(cycle, by=request.actor, at=timezone.now())
    except year_acts.YearHasPlans:
        return redirect("years:remove_year", cycle.pk)
    except Cycle.DoesNotExist:
        messages.warning(request, GONE)
    else:
        messages.success(
            request, f"Đã bỏ năm {cycle.year}. Ai bỏ, lúc nào còn ghi ở trang này."
        )
    return redirect("years:cycles")
