"""Reports whose figures are frozen: the list, freezing one, one report, the names
behind a figure, what would differ today, the file."""

import uuid
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cells.models import Committee
from phucdong.formats import FromNewerVersion
from phucdong.writing import date_text
from reports import permissions
from reports.frozen.content import freeze_report
from reports.frozen.documents import read_document, read_labels
from reports.frozen.forms import FreezeForm, FrozenFigureForm
from reports.frozen.pages import (
    describe_differences,
    describe_frozen_names,
    describe_report,
)
from reports.frozen.rows import list_file_lines
from reports.models import FrozenReport
from reports.pages.choice import list_years_to_choose, read_choice, require_scope
from reports.pages.downloads import send_spreadsheet

A_SHEET = 100


@require_safe
def frozen_list_page(request):
    actor = request.actor
    if not actor.committees | actor.inspected:
        raise Http404
    listed = FrozenReport.objects.listed_for(actor)
    listed = listed.select_related("committee", "parent__committee")
    listed = listed.defer("content", "parent__content").order_by("-frozen_at", "-pk")
    page = {
        "sheet": Paginator(listed, A_SHEET).get_page(request.GET.get("page")),
        "may_freeze": bool(actor.committees),
        "query": request.GET.urlencode(),
    }
    return render(request, "reports/frozen/list.html", page)


# --- freezing one --------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def freeze_page(request):
    if not request.actor.committees:
        raise Http404
    form = make_freeze_form(request)
    if request.method == "POST" and form.is_valid():
        report = freeze_as_asked(form.cleaned_data, by=request.actor, at=timezone.now())
        messages.success(request, "Đã chốt. Từ nay bản này không thay đổi nữa.")
        return redirect("frozen:frozen_report", report.pk)
    return render(request, "reports/frozen/freeze.html", {"form": form})


def make_freeze_form(request):
    """The form with what is usual, or with the year and day of the page that it was
    opened from."""
    scope, today = require_scope(request.actor), timezone.localdate()
    _, choice = read_choice(request.GET, scope)
    return FreezeForm(
        request.POST or None,
        committees=list_committees(request.actor),
        years=list_years_to_choose(scope, today),
        today=today,
        initial={"key": uuid.uuid4(), "cycle": choice.year, "on": choice.on},
    )


def list_committees(actor):
    """[(id, name)] of the committees that somebody watches over, first those of their
    own posts."""
    held = {post.committee_id for post in actor.posts}
    watched = Committee.objects.filter(pk__in=actor.committees).order_by("name", "pk")
    pairs = watched.values_list("pk", "name")
    return sorted(pairs, key=lambda pair: pair[0] not in held)


def freeze_as_asked(asked, *, by, at):
    if not permissions.may_freeze(by, asked["committee"]):
        raise PermissionDenied
    return freeze_report(
        get_object_or_404(Committee, pk=asked["committee"]),
        asked["cycle"],
        asked["on"],
        title=asked["title"],
        number=asked["number"],
        by=by,
        at=at,
        key=asked["key"],
    )


# --- one report ----------------------------------------------------------------------


def with_document(view):
    """view(request, report, document) of a report that somebody may read, 404 for
    whoever neither watches over nor inspects its committee. What a newer version froze
    cannot be read, and the page says so."""

    @wraps(view)
    def opened(request, pk):
        reports = FrozenReport.objects.overseen_by(request.actor)
        reports = reports.select_related("committee", "parent__committee")
        report = get_object_or_404(reports.defer("parent__content"), pk=pk)
        try:
            document = read_document(report.content)
        except FromNewerVersion:
            page = {"report": report}
            return render(request, "reports/frozen/newer.html", page, status=409)
        return view(request, report, document)

    return opened


@require_safe
@with_document
def frozen_report_page(request, report, document):
    page = describe_report(report, document, is_now=bool(request.GET.get("now")))
    page["may_open_whole"] = may_open_parent(report, request.actor)
    return render(request, "reports/frozen/report.html", page)


def may_open_parent(report, actor):
    """Whether somebody who reads a part may read the report that it is a part of."""
    if report.parent is None:
        return False
    return report.parent.committee_id in actor.committees | actor.inspected


@require_safe
@with_document
def frozen_names_page(request, report, document):
    form = FrozenFigureForm(request.GET, figures=read_labels(document))
    if not form.is_valid():
        raise Http404
    asked = form.cleaned_data
    page = describe_frozen_names(
        report,
        document,
        asked["figure"],
        row=asked["row"],
        ward=asked["ward"],
        is_now=asked["now"],
    )
    if page is None:
        raise Http404
    page["sheet"] = Paginator(page["people"], A_SHEET).get_page(asked["page"])
    page["kept"] = write_query_without_page(request.GET)
    return render(request, "reports/frozen/names.html", page)


def write_query_without_page(data):
    kept = data.copy()
    kept.pop("page", None)
    return f"{kept.urlencode()}&"


@require_safe
@with_document
def frozen_today_page(request, report, document):
    page = describe_differences(report, document, timezone.localdate())
    return render(request, "reports/frozen/today.html", page)


@require_safe
@with_document
def frozen_file(request, report, document):
    is_now = bool(request.GET.get("now"))
    head, lines = list_file_lines(document, is_now)
    day = date_text(report.as_of)
    return send_spreadsheet(
        title=f"{report.title}, số liệu tính đến hết ngày {day} ({report.digest})",
        head=head,
        lines=lines,
        name=f"so-lieu-da-chot-{report.pk}-{report.as_of:%Y-%m-%d}",
        is_csv=request.GET.get("dang") == "csv",
    )
