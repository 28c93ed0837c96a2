"""The names behind a figure."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports import drill
from reports.pages.dashboard.views import chosen, overseen
from reports.pages.forms import FigureForm

A_SHEET = 100


@require_safe
def figure(request):
    watched = overseen(request.actor)
    form, (_, choice) = FigureForm(request.GET), chosen(request.GET, watched)
    if not form.is_valid():
        raise Http404
    asked = form.cleaned_data
    page = drill.page(watched, choice, asked["figure"], cell=asked["cell"], ward=asked["ward"])
    if page is None:
        raise Http404
    sheet = Paginator(page.pop("people"), A_SHEET).get_page(asked["page"])
    people = drill.lines(sheet.object_list, page["names"], request.actor)
    return render(request, "reports/figure.html", {**page, "sheet": sheet, "people": people})
