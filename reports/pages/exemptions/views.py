"""The ward's page of exemptions and suspensions, and the names behind its numbers;
inspectors read it too."""

from dataclasses import replace

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.pages.choice import make_choice_form, read_choice, require_scope
from reports.pages.exemptions.board import (
    describe_exemption_board,
    describe_exemption_names,
    describe_exemptions_of_wards,
)
from reports.pages.exemptions.forms import ExemptionListForm

A_SHEET = 100


@require_safe
def exemption_board_page(request):
    scope, form, choice = read_exemption_choice(request)
    if form.errors:
        return render(request, "reports/exemptions/other_day.html", {"form": form})
    wards = scope.list_wards(choice.shown_on)
    if len(wards) > 1 and not choice.opened:
        page = describe_exemptions_of_wards(scope, choice, wards)
    else:
        scope, choice = open_ward(scope, choice)
        page = describe_exemption_board(scope, choice)
    page["form"] = make_choice_form(None, scope, initial={"on": choice.on})
    return render(request, "reports/exemptions/board.html", page)


@require_safe
def exemption_names_page(request):
    scope, _, choice = read_exemption_choice(request)
    form = ExemptionListForm(request.GET)
    if not form.is_valid():
        raise Http404
    asked = form.cleaned_data
    scope, choice = open_ward(scope, choice)
    page = describe_exemption_names(scope, choice, asked["list"], asked["cell"])
    if page is None:
        raise Http404
    page["page"] = Paginator(page["people"], A_SHEET).get_page(asked["page"])
    return render(request, "reports/exemptions/names.html", page)


def open_ward(scope, choice):
    """(Scope, Choice) of the ward of a city that is asked for; of all without. Http404
    for what is none of them."""
    wards = scope.list_wards(choice.shown_on)
    if len(wards) < 2 or not choice.opened:
        return scope, replace(choice, opened=None)
    if choice.opened not in wards:
        raise Http404
    return scope.of_ward(choice.opened, choice.shown_on), choice


def read_exemption_choice(request):
    """(scope, form, Choice) for the ward's officers and inspectors; the year is that of
    the date, if it has plans."""
    if not request.actor.committees | request.actor.inspected:
        raise Http404
    scope = require_scope(request.actor)
    form, choice = read_choice(request.GET, scope)
    if choice.on.year in scope.years():
        choice = replace(choice, year=choice.on.year)
    return scope, form, choice
