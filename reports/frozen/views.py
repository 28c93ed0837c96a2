"""Reports whose figures are frozen: the list, one report, the names behind a figure, what would differ today."""

from functools import wraps

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from phucdong.formats import FromNewerVersion
from reports.frozen import documents
from reports.frozen import pages as frozen
from reports.models import FrozenReport
from reports.pages.forms import FrozenFigureForm

A_SHEET = 100


def of_a_document(view):
    """view(request, report, document) of a report that somebody may read, 404 for whoever neither watches over nor
    inspects its committee. What a newer version froze cannot be read, and the page says so."""

    @wraps(view)
    def opened(request, pk):
        found = get_object_or_404(FrozenReport.objects.overseen_by(request.actor).select_related("committee"), pk=pk)
        try:
            document = documents.read_document(found.content)
        except FromNewerVersion:
            return render(request, "reports/frozen_newer.html", {"report": found}, status=409)
        return view(request, found, document)

    return opened


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
@of_a_document
def report(request, found, document):
    page = frozen.page(found, document, is_now=bool(request.GET.get("now")))
    return render(request, "reports/frozen_report.html", page)


@require_safe
@of_a_document
def figure(request, found, document):
    form = FrozenFigureForm(request.GET, figures=documents.labels_of(document))
    if not form.is_valid():
        raise Http404
    asked = form.cleaned_data
    page = frozen.names(found, document, asked["figure"], row=asked["row"], ward=asked["ward"], is_now=asked["now"])
    if page is None:
        raise Http404
    sheet = Paginator(page.pop("people"), A_SHEET).get_page(asked["page"])
    kept = request.GET.copy()
    kept.pop("page", None)
    return render(request, "reports/frozen_figure.html", {**page, "sheet": sheet, "kept": f"{kept.urlencode()}&"})


@require_safe
@of_a_document
def today(request, found, document):
    return render(request, "reports/frozen_today.html", frozen.today(found, document, timezone.localdate()))
