"""Which names stand behind a figure? What they are made of: drill.py."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.pages.choice import read_choice, require_scope
from reports.pages.names import drill
from reports.pages.names.forms import FigureForm

A_SHEET = 100


@require_safe
def names_page(request):
    scope = require_scope(request.actor)
    _, choice = read_choice(request.GET, scope)
    form = FigureForm(request.GET)
    if not form.is_valid():
        raise Http404
    asked = form.cleaned_data
    page = drill.describe_names(
        scope, choice, asked["figure"], cell=asked["cell"], ward=asked["ward"]
    )
    if page is None:
        raise Http404
    sheet = Paginator(page.pop("people"), A_SHEET).get_page(asked["page"])
    people = drill.list_people(
        sheet.object_list, page["names"], request.actor, asked["figure"]
    )
    page.update(sheet=sheet, people=people)
    return render(request, "reports/names/names.html", page)
