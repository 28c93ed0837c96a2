"""The page of figures: for the ward and its inspectors all cells, for an officer of a
cell their own."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from plans.permissions import may_read_years
from reports.pages.choice import make_choice_form, read_choice, require_scope
from reports.pages.dashboard.decisions import list_decision_notices
from reports.pages.dashboard.overview import describe_overview
from reports.pages.dashboard.waiting import find_waiting
from reports.pages.dashboard.wall import list_wall_notices


@require_safe
def dashboard_page(request):
    actor = request.actor
    scope = require_scope(actor)
    form, choice = read_choice(request.GET, scope)
    if form.errors:
        return render(request, "reports/dashboard/other_day.html", {"form": form})
    page = describe_overview(scope, choice, is_ward=bool(actor.committees))
    page["reads_years"] = may_read_years(actor)
    if actor.committees:
        waiting = find_waiting(actor)
        page["notices"] += list_wall_notices(waiting)
        page["notices"] += list_decision_notices(waiting, actor.on)
    page["is_above"] = bool(actor.committees | actor.inspected)
    return render(request, "reports/dashboard/dashboard.html", page)


@require_safe
def other_day_page(request):
    """Choose a year, a day, and whether the cells are those of that day or of today."""
    scope = require_scope(request.actor)
    _, choice = read_choice(request.GET, scope)
    usual = {"cycle": choice.year, "on": choice.on, "now": bool(choice.as_now)}
    form = make_choice_form(None, scope, initial=usual)
    return render(request, "reports/dashboard/other_day.html", {"form": form})
