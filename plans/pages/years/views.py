"""The ward opens the next year of planning, and keeps the calendar and the bases of the
years that are open."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cells.models import Committee
from plans.form import years as years
from plans.models import Cycle
from plans.pages.years.forms import Bases, CycleForm, OpeningForm
from plans.permissions import may_keep_cycles


@require_http_methods(["GET", "HEAD", "POST"])
def cycles_page(request):
    if not request.actor.committees:
        raise Http404
    if request.method == "POST":
        return open_sent_year(request)
    own, held = request.actor.committees, find_committees_held(request.actor)
    line, shown = set(own), set()
    for committee in held:
        shown.add(committee.pk)
        line.update(above.pk for above in committee.line())
    ours = Count("plans", filter=Q(plans__cell__committee__in=own))
    kept = (
        Cycle.objects.filter(committee__in=line)
        .select_related("committee")
        .annotate(begun=ours)
    )
    kept = list(kept.order_by("-year", "committee__name", "committee"))
    shown.update(cycle.committee_id for cycle in kept)
    context = {
        "cycles": [(cycle, cycle.committee_id in own) for cycle in kept],
        "is_of_many": len(shown) > 1,
        "openings": make_openings(held),
    }
    return render(request, "plans/years/cycles.html", context)


def find_committees_held(actor):
    """The committees in which somebody holds a post that keeps cycles."""
    held = {}
    for post in actor.posts:
        if post.committee_id in actor.committees:
            held[post.committee_id] = post.committee
    return held.values()


def make_openings(committees):
    """[(committee, the year it may open next)], but for a year that a committee above
    keeps for all below it."""
    this_year = timezone.localdate().year
    openings = []
    for committee in committees:
        year = years.find_next_cycle(committee, this_year)
        if not years.is_kept_above(committee, year):
            openings.append((committee, year))
    return openings


def open_sent_year(request):
    form = OpeningForm(request.POST)
    if not form.is_valid() or not may_keep_cycles(
        request.actor, form.cleaned_data["committee"]
    ):
        raise Http404
    committee = get_object_or_404(Committee, pk=form.cleaned_data["committee"])
    try:
        cycle = years.open_next(
            committee, timezone.localdate().year, expected=form.cleaned_data["year"]
        )
    except years.YearAlreadyOpen:
        messages.warning(
            request,
            f"Năm {form.cleaned_data['year']} đã được mở trước đó. Không thay đổi gì.",
        )
        return redirect("years:cycles")
    messages.success(
        request, f"Đã mở năm {cycle.year}. Đồng chí xem lại lịch và căn cứ của năm."
    )
    return redirect("years:change_cycle", cycle.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def change_cycle_page(request, pk):
    cycle = get_object_or_404(
        Cycle.objects.select_related("committee", "form_version"), pk=pk
    )
    if not may_keep_cycles(request.actor, cycle.committee_id):
        raise Http404
    form = CycleForm(request.POST or None, year=cycle.year, initial=vars(cycle))
    bases = Bases(
        request.POST or None,
        initial=list(cycle.bases.order_by("position").values("key", "label", "title")),
    )
    if request.method == "POST" and all([form.is_valid(), bases.is_valid()]):
        try:
            years.change_calendar(cycle, form.cleaned_data, bases.rows())
        except years.BasisInUse as error:
            form.add_error(
                None,
                f"Có việc đăng ký đang gắn với căn cứ “{error}”, nên không bỏ được. "
                f"Chưa lưu gì.",
            )
        else:
            messages.success(request, f"Đã lưu lịch và căn cứ năm {cycle.year}.")
            return redirect("years:cycles")
    sections = cycle.form_version.sections.order_by("position")
    page = {"cycle": cycle, "form": form, "bases": bases, "sections": sections}
    return render(request, "plans/years/cycle.html", page)
