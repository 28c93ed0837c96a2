"""The figures of a page as a spreadsheet: the same scope, the same choice; of a frozen report what was frozen."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from phucdong.writing import date_text
from reports import files, rates
from reports.frozen import pages as frozen
from reports.frozen.views import of_a_document
from reports.pages.dashboard.views import chosen, overseen


@require_safe
def rates_file(request):
    watched = overseen(request.actor)
    _, choice = chosen(request.GET, watched)
    rows = rates.count(watched.cuts(choice.year, choice.on, choice.as_now))
    lines = files.lines(rows, watched.wards(rows, choice.shown_on))
    named = f"so-lieu-{choice.year}-{choice.on:%Y-%m-%d}"
    title = f"Kế hoạch năm {choice.year}, số liệu tính đến hết ngày {date_text(choice.on)}"
    return spreadsheet(request, title, files.headings_of(files.COLUMNS), lines, named)


@require_safe
@of_a_document
def frozen_file(request, report, document):
    head, lines = frozen.file_of(document, is_now=bool(request.GET.get("now")))
    title = f"{report.title}, số liệu tính đến hết ngày {date_text(report.as_of)} ({report.digest})"
    return spreadsheet(request, title, head, lines, f"so-lieu-da-chot-{report.pk}-{report.as_of:%Y-%m-%d}")


def spreadsheet(request, title, head, lines, named):
    if request.GET.get("dang") == "csv":
        content = files.BYTE_ORDER_MARK + files.as_csv(head, lines)
        return download(content, "text/csv; charset=utf-8", f"{named}.csv")
    return download(files.as_xlsx(title, head, lines), files.XLSX, f"{named}.xlsx")


def download(content, kind, name):
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
