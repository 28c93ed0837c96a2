"""One door for every step that a button takes; signing electronically has its own (the
author signs in again)."""

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cells.models import Meeting
from plans import permissions
from plans.models import Capacity, Plan
from plans.pages.desk import pile
from plans.pages.review.step_blocks import fill_words
from plans.pages.review.step_forms import StepForm, list_sheets_to_sign
from plans.pages.review.views import require_plan_within_reach, show_plan
from plans.place_on_date import find_deadlines_of_member
from plans.refusals import NotReady, PlanMoved, YearClosed
from plans.workflow import deeds, steps
from plans.workflow.steps import STEPS
from plans.workflow.taking_back import DEEDS_TO_TAKE_BACK


@require_POST
def step_act(request, pk, step):
    """Take a step. Its form is plans/review/step_hidden.html beside the fields of
    StepForm that the step asks for."""
    if step not in STEPS:
        raise Http404
    plan = require_plan_within_reach(request.actor, pk)
    if step == "sign" and permissions.is_author(request.actor, plan):
        raise PermissionDenied("Người viết ký trên trang Ký chính thức.")
    form = StepForm(
        request.POST, today=timezone.localdate(), sheets=list_sheets_to_sign(plan)
    )
    if not form.is_valid():
        return show_refused_step(request, plan, form, [])
    return attempt_step(request, plan, step, form)


def attempt_step(request, plan, step, form):
    now = timezone.now()
    try:
        event = take_sent_step(step, plan, form.cleaned_data, by=request.actor, at=now)
    except PlanMoved as moved:
        return show_moved(
            request,
            plan,
            moved.args[0],
            [
                ("Lời nhắn", form.cleaned_data["note"]),
                ("Ai dự họp", form.cleaned_data["present"]),
            ],
        )
    except YearClosed:
        # No form of a step stands on the page of its plan: the answer shows what was
        # typed.
        raise
    except NotReady as not_ready:
        return show_what_is_missing(request, plan, STEPS[step], form, not_ready.missing)
    # The second click of a double click finds its event made, and says nothing.
    if event.at == now:
        tell_done(request, event, word_done(step, plan, request.actor))
    return redirect(*find_way_after_step(request.actor, plan, STEPS[step]))


@transaction.atomic
def take_sent_step(step, plan, sent, *, by, at):
    """take_step with what was sent; the cell's meeting that agreed is made if it was
    not known."""
    details = {name: sent[name] for name in STEPS[step].asks if sent[name]}
    if "meeting" in details:
        details["meeting"], _ = Meeting.objects.get_or_create(
            cell=plan.cell, held_on=details["meeting"]
        )
    return steps.take_step(
        step, plan, by=by, at=at, key=sent["key"], seen=sent["seen"], **details
    )


# --- it was done ----------------------------------------------------------------------


def tell_done(request, event, words):
    """On the next page; what its author has not seen yet is taken back from there by
    one tap: the address of it goes with the message (elements/messages.html)."""
    row, way_back = DEEDS_TO_TAKE_BACK.get(event.step), ""
    if row and row.unseen:
        way_back = reverse("taking_back:act", args=[event.plan_id, event.number])
    messages.success(request, words, extra_tags=way_back)


def word_done(step, plan, actor):
    """What happened and what comes next, for the one who did it."""
    words = STEPS[step].words_for(permissions.is_author(actor, plan))
    deadlines = find_deadlines_of_member(plan.member, plan.cycle, actor.on)
    return fill_words(words.done, plan, deadlines)


def find_way_after_step(actor, plan, step):
    """Where the person goes after a step: the author to their plan, a reviewer to the
    next one in the pile."""
    if permissions.is_author(actor, plan):
        return ("home:my_plan",)
    if step.judges and Capacity.REVIEWER in step.may:
        following = pile.find_next_in_pile(actor, plan)
        if following is None:
            return ("desk:queue",)
        return "review:plan", following
    if not step.is_of_writer:
        return "review:plan", plan.pk
    if step.sends:
        return ("desk:queue",)
    return "editor:edit", plan.pk


# --- it was not -----------------------------------------------------------------------


def show_what_is_missing(request, plan, step, form, missing):
    """Back to where it can be mended: the writer to the page that lists the gaps, a
    reviewer to the same page."""
    if not step.is_of_writer:
        return show_refused_step(request, plan, form, missing)
    if step.sends:
        messages.error(request, word_why_not_sent(missing))
        return redirect("editor:read_back", plan.pk)
    messages.error(request, " ".join(missing))
    if permissions.is_author(request.actor, plan):
        return redirect("home:my_plan")
    return redirect("desk:queue")


def word_why_not_sent(missing):
    """What is missing besides gaps is said as it is; of gaps how many there are."""
    said = [item for item in missing if isinstance(item, str)]
    number = len(missing) - len(said)
    if number:
        said.insert(0, f"vì còn {number:02d} chỗ thiếu, có ghi ở dưới.")
    return f"kế hoạch chưa gửi {' '.join(said)}"


def show_refused_step(request, plan, form, missing):
    """The plan's page again, with what has to be mended and everything that was
    typed."""
    if form.hidden_errors:
        raise BadRequest
    if not Plan.objects.visible_to(request.actor).filter(pk=plan.pk).exists():
        return show_moved(
            request,
            plan,
            deeds.list_events(plan)[0],
            [
                ("Lời nhắn", form.data.get("note", "")),
                ("Ai dự họp", form.data.get("present", "")),
            ],
        )
    return show_plan(
        request,
        plan,
        step_form=form,
        errors=[{"text": text} for text in missing],
        status=422,
    )


def show_moved(request, plan, event, typed):
    """Somebody was first: who did what when, that nothing was changed, and what was
    typed ([(label, text)])."""
    told = ""
    if event:
        told = deeds.tell_event(event)
    context = {
        "plan": plan,
        "event": told,
        "typed": [(label, text) for label, text in typed if text],
        "is_author": permissions.is_author(request.actor, plan),
        "may_open": Plan.objects.visible_to(request.actor).filter(pk=plan.pk).exists(),
    }
    return render(request, "plans/review/moved.html", context, status=409)
