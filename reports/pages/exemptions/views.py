"""The ward's page of exemptions and suspensions, and the names behind its numbers; inspectors read it too."""

from dataclasses import replace

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.pages.dashboard.views import choice_form, chosen, overseen
from reports.pages.exemptions import board as exemptions
from reports.pages.forms import ExemptionListForm

A_SHEET = 100


@require_safe
def board(request):
    watched, form, choice = asked(request)
    if form.errors:
        return render(request, "reports/exemptions_other_day.html", {"form": form})
    usual = choice_form(None, watched, initial={"on": choice.on})
    return render(request, "reports/exemptions.html", {**exemptions.page(watched, choice), "form": usual})


@require_safe
def names(request):
    watched, _, choice = asked(request)
    form = ExemptionListForm(request.GET)
    if not form.is_valid():
        raise Http404
    page = exemptions.names(watched, choice, form.cleaned_data["list"], form.cleaned_data["cell"])
    if page is None:
        raise Http404
    sheet = Paginator(page["people"], A_SHEET).get_page(form.cleaned_data["page"])
    return render(request, "reports/exemption_names.html", {**page, "page": sheet})


def asked(request):
    """(scope, form, Choice) for the ward's officers and inspectors; the year is that of the date, if it has plans."""
    if not request.actor.committees | request.actor.inspected:
        raise Http404
    watched = overseen(request.actor)
    form, choice = chosen(request.GET, watched)
    year = choice.on.year if choice.on.year in watched.years() else choice.year
    return watched, form, replace(choice, year=year)
