"""Whoever typed sends the plan, and says how its author confirmed it."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from plans import permissions
from plans.models import Status
from plans.pages.editor.read_back_views import make_error_of_gap
from plans.pages.editor.written import get_written_plan, is_written_now, make_frame
from plans.pages.paper.forms import SendingForm, make_blank_sending
from plans.pages.review.step_views import show_moved, word_done
from plans.refusals import NotReady, PlanMoved
from plans.workflow import steps

# From where it is sent by which step.
SENT_BY = {Status.DRAFT: "submit", Status.FINALIZING: "resubmit"}


@require_http_methods(["GET", "HEAD", "POST"])
def send_page(request, pk):
    plan = get_written_plan(request.actor, pk)
    if permissions.is_author(request.actor, plan) or not is_written_now(plan):
        return redirect("editor:read_back", pk)
    if request.method != "POST":
        return show_sending(request, plan, make_blank_sending(plan, request.actor.on))
    form = SendingForm(request.POST, today=request.actor.on)
    if form.hidden_errors:
        raise BadRequest
    if not form.is_valid():
        return show_sending(request, plan, form, status=422)
    return send_confirmed(request, plan, form)


def send_confirmed(request, plan, form):
    step = SENT_BY[plan.status]
    try:
        steps.take_step(
            step, plan, by=request.actor, at=timezone.now(), **form.cleaned_data
        )
    except PlanMoved as moved:
        typed = [("Người chứng kiến", form.cleaned_data["witness"])]
        return show_moved(request, plan, moved.args[0], typed)
    except NotReady as not_ready:
        return show_sending(request, plan, form, not_ready.missing, status=422)
    messages.success(request, word_done(step, plan, request.actor))
    return redirect("home:home")


def show_sending(request, plan, form, missing=(), status=200):
    errors = []
    for gap in missing:
        if isinstance(gap, str):
            errors.append({"text": gap})
        else:
            errors.append(make_error_of_gap(plan, gap))
    page = {"form": form, "errors": errors} | make_frame(request, plan)
    return render(request, "plans/paper/send.html", page, status=status)
