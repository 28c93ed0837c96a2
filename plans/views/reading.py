"""Somebody else's plan: its revision before the reader, what was said about it, and what the reader may do."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from plans import permissions, reading, workflow
from plans.forms.steps import blank
from plans.models import Plan


@require_GET
def plan(request, pk):
    """The reader's page; the author is sent to the page that they write on."""
    shown = get_object_or_404(Plan.objects.visible_to(request.actor).select_related(*reading.WITH), pk=pk)
    if permissions.is_author(request.actor, shown):
        return redirect("my_plan")
    reading.record_opening(shown, by=request.actor, at=timezone.now())
    return plan_page(request, shown)


def plan_page(request, plan, *, step_form=None, errors=(), status=200):
    """The page itself, also with what a refused form brought back."""
    context = {
        "plan": plan,
        "steps": workflow.open_steps(plan, request.actor),
        "step_form": step_form or blank(plan, timezone.localdate()),
        "errors": errors,
    }
    return render(request, "plans/plan.html", context, status=status)
