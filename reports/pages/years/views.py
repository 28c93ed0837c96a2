"""Participation and completion over the years, of all, of a ward or of one cell."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.pages.dashboard.views import current, overseen
from reports.pages.forms import YearsForm
from reports.pages.years import tables as domain


@require_safe
def years(request):
    watched, today, form = overseen(request.actor), timezone.localdate(), YearsForm(request.GET)
    if not form.is_valid():
        raise Http404
    asked = form.cleaned_data
    chosen = {"cell": asked["cell"], "ward": asked["ward"], "as_now": today if asked["now"] else None}
    page = domain.page(watched, today, current(watched.years(), today), **chosen)
    if page is None:
        raise Http404
    return render(request, "reports/years.html", page)
