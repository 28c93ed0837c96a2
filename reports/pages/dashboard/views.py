"""The page of figures: for the ward and its inspectors all cells, for an officer of a cell their own."""

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from reports import scope
from reports.pages.choice import IN_NEED, Choice, usual_day
from reports.pages.dashboard import overview as dashboard
from reports.pages.forms import ChoiceForm


@require_safe
def board(request):
    watched = overseen(request.actor)
    form, choice = chosen(request.GET, watched)
    if form.errors:
        return render(request, "reports/other_day.html", {"form": form})
    actor = request.actor
    page = dashboard.page(watched, choice, is_ward=bool(actor.committees))
    return render(request, "reports/dashboard.html", {**page, "is_above": bool(actor.committees | actor.inspected)})


@require_safe
def other_day(request):
    """Choose a year, a day, and whether the cells are those of that day or those of today."""
    watched = overseen(request.actor)
    _, choice = chosen(request.GET, watched)
    usual = {"cycle": choice.year, "on": choice.on, "now": bool(choice.as_now)}
    form = choice_form(None, watched, initial=usual)
    return render(request, "reports/other_day.html", {"form": form})


@require_safe
def numbers(request):
    """Every figure of every cell as a number: what the bars show, and what they leave out."""
    watched = overseen(request.actor)
    _, choice = chosen(request.GET, watched)
    return render(request, "reports/numbers.html", dashboard.numbers(watched, choice))


def overseen(actor):
    """The scope of somebody who may read figures; 404 for everybody else."""
    watched = scope.of_actor(actor)
    if watched is None:
        raise Http404
    return watched


def chosen(data, watched):
    """(form, Choice): what was asked for; what is usual where nothing was, or where it was no date or year."""
    today, form = timezone.localdate(), choice_form(data, watched)
    form.is_valid()
    usual_year = current(watched.years(), today)
    year = form.cleaned_data.get("cycle") or usual_year
    return form, Choice(
        year=year,
        on=form.cleaned_data.get("on") or usual_day(year, today),
        today=today,
        usual_year=usual_year,
        as_now=today if form.cleaned_data.get("now") else None,
        sort=form.cleaned_data.get("sort") or IN_NEED,
    )


def choice_form(data, watched, **kwargs):
    today = timezone.localdate()
    return ChoiceForm(data, years=sorted({today.year, *watched.years()}, reverse=True), today=today, **kwargs)


def current(years, today):
    """This year; before its cycle is opened, the last one that has a cycle."""
    past = [year for year in years if year <= today.year]
    return past[0] if past else today.year
