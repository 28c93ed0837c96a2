"""The page of figures: for the ward and its inspectors all cells, for an officer of a cell their own."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports import dashboard, scope
from reports.forms import ChoiceForm


@require_safe
def board(request):
    watched = overseen(request.actor)
    form, choice = chosen(request.GET, watched)
    context = dashboard.page(watched, choice, may_open_cells=bool(request.actor.committees))
    is_ward = bool(request.actor.committees)
    return render(request, "reports/dashboard.html", {**context, "form": form, "is_ward": is_ward})


def overseen(actor):
    """The scope of somebody who may read figures; 404 for everybody else."""
    watched = scope.of_actor(actor)
    if watched is None:
        raise Http404
    return watched


def chosen(data, watched):
    """(form, Choice): what was asked for; what is usual where nothing was, or where it was no date or year."""
    today = timezone.localdate()
    years = sorted({today.year, *watched.years()}, reverse=True)
    form = ChoiceForm(data, years=years, today=today)
    form.is_valid()
    usual_year = current(watched.years(), today)
    year = form.cleaned_data.get("cycle") or usual_year
    return form, dashboard.Choice(
        year=year,
        on=form.cleaned_data.get("on") or dashboard.usual_day(year, today),
        today=today,
        usual_year=usual_year,
        as_now=today if form.cleaned_data.get("now") else None,
        sort=form.cleaned_data.get("sort") or dashboard.IN_NEED,
    )


def current(years, today):
    """This year; before its cycle is opened, the last one that has a cycle."""
    past = [year for year in years if year <= today.year]
    return past[0] if past else today.year
