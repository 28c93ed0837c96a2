"""Reports whose figures are frozen: the list, one report, the names behind a figure, what would differ today."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports import frozen
from reports.forms import FrozenFigureForm
from reports.models import FrozenReport

A_SHEET = 100


@require_safe
def reports(request):
    actor = request.actor
    if not actor.committees | actor.inspected:
        raise Http404
    listed = FrozenReport.objects.overseen_by(actor).select_related("committee").order_by("-frozen_at", "-pk")
    sheet = Paginator(listed.defer("content"), A_SHEET).get_page(request.GET.get("page"))
    page = {"sheet": sheet, "may_freeze": bool(actor.committees), "query": request.GET.urlencode()}
    return render(request, "reports/frozen_reports.html", page)


@require_safe
def report(request, pk):
    found = overseen_report(request.actor, pk)
    return render(request, "reports/frozen_report.html", frozen.page(found, is_now=bool(request.GET.get("now"))))


@require_safe
def figure(request, pk):
    found, form = overseen_report(request.actor, pk), FrozenFigureForm(request.GET)
    if not form.is_valid():
        raise Http404
    asked = form.cleaned_data
    page = frozen.names(found, asked["figure"], row=asked["row"], ward=asked["ward"], is_now=asked["now"])
    if page is None:
        raise Http404
    sheet = Paginator(page.pop("people"), A_SHEET).get_page(asked["page"])
    kept = request.GET.copy()
    kept.pop("page", None)
    return render(request, "reports/frozen_figure.html", {**page, "sheet": sheet, "kept": f"{kept.urlencode()}&"})


@require_safe
def today(request, pk):
    found = overseen_report(request.actor, pk)
    return render(request, "reports/frozen_today.html", frozen.today(found, timezone.localdate()))


def overseen_report(actor, pk):
    """The report, 404 for whoever neither watches over nor inspects its committee."""
    return get_object_or_404(FrozenReport.objects.overseen_by(actor).select_related("committee"), pk=pk)
