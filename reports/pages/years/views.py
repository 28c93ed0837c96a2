"""Participation and completion over the years, of all, of a ward or of one cell."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports.pages.choice import find_usual_year, require_scope
from reports.pages.years.forms import YearsForm
from reports.pages.years.tables import Question, describe_years


@require_safe
def years_page(request):
    scope, today = require_scope(request.actor), timezone.localdate()
    form = YearsForm(request.GET)
    if not form.is_valid():
        raise Http404
    asked = Question(
        today=today,
        usual_year=find_usual_year(scope.years(), today),
        as_now=today if form.cleaned_data["now"] else None,
        cell=form.cleaned_data["cell"],
        ward=form.cleaned_data["ward"],
    )
    page = describe_years(scope, asked)
    if page is None:
        raise Http404
    return render(request, "reports/years/years.html", page)
