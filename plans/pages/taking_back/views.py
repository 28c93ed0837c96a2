"""What of a plan was recorded by mistake: what can be taken back, by whom, and if not,
why not? Nothing of the text is shown here."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from phucdong.writing import moment_text
from plans import permissions
from plans.models import Capacity, Plan
from plans.pages.review.step_views import show_moved
from plans.pages.taking_back.forms import ReasonForm
from plans.refusals import NotReady, PlanMoved
from plans.workflow import deeds, taking_back
from plans.workflow.taking_back import DEEDS_TO_TAKE_BACK

# Who is told what was recorded, and who may take it back.
CONCERNED = {
    Capacity.AUTHOR,
    Capacity.REVIEWER,
    Capacity.FILER,
    Capacity.POSTER,
    Capacity.WARD,
}


@require_safe
def deeds_page(request, pk):
    plan = require_plan_of_concern(request.actor, pk)
    return show_deeds(request, plan)


def require_plan_of_concern(actor, pk):
    """Whoever returned a plan may not read it by then, but takes the return back."""
    try:
        plan = permissions.get_with_capacities(actor, pk)
    except Plan.DoesNotExist as missing:
        raise Http404 from missing
    if not plan.is_kept_here or not permissions.has_capacity(actor, plan, CONCERNED):
        raise Http404
    permissions.require_papers(actor, plan, CONCERNED)
    return plan


def show_deeds(request, plan, *, number=None, form=None, missing=(), status=200):
    """`form` is the one that was refused, of the event `number`, and what was
    missing."""
    events = deeds.list_events(plan)
    rows = []
    for event in taking_back.list_deeds(plan, events):
        refused = None
        if event.number == number:
            refused = form
        rows.append(describe_deed(request.actor, plan, event, refused))
    page = {
        "plan": plan,
        "rows": rows,
        "errors": [{"text": text} for text in missing],
        "back": find_way_back(request.actor, plan),
    }
    return render(request, "plans/taking_back/deeds.html", page, status=status)


def describe_deed(actor, plan, event, refused):
    """{event, sentence, title}, and either the form, or why it cannot be taken back."""
    title = deeds.TAKEN_BACK[event.step]
    row = {
        "event": event,
        "sentence": deeds.tell_event(event),
        "title": title[0].upper() + title[1:],
    }
    if not taking_back.may_take_back(actor, plan, event):
        return row | {"hindrances": [word_who_may(plan, event, actor.on)]}
    resting = DEEDS_TO_TAKE_BACK[event.step].rests(plan, event)
    if resting:
        return row | {"hindrances": resting}
    return row | {
        "form": refused or ReasonForm(number=event.number),
        "asks_for_reason": taking_back.asks_for_reason(actor, plan, event),
    }


def word_who_may(plan, event, on):
    """The name only as long as they still hold that post."""
    who = "người giữ việc ấy hiện nay"
    if taking_back.is_still_in_post(plan, event, on):
        who = f"đ/c {event.by.full_name}"
    return f"Chỉ {who}, hoặc Đảng ủy, rút lại được."


def find_way_back(actor, plan):
    if permissions.is_author(actor, plan):
        return reverse("home:my_plan")
    if permissions.may_read(actor, plan):
        return reverse("review:plan", args=[plan.pk])
    return reverse("desk:queue")


@require_POST
def take_back_act(request, pk, number):
    """Also from the page after an agreement or a return, by one tap."""
    plan = require_plan_of_concern(request.actor, pk)
    form, now = ReasonForm(request.POST, number=number), timezone.now()
    note = form.data.get("note", "")
    try:
        event = taking_back.take_back(plan, number, by=request.actor, at=now, note=note)
    except PlanMoved as moved:
        return show_moved(request, plan, moved.args[0], [("Vì sao rút lại", note)])
    except NotReady as not_ready:
        return show_deeds(
            request,
            plan,
            number=number,
            form=form,
            missing=not_ready.missing,
            status=422,
        )
    except PermissionDenied:
        return show_deeds(request, plan, status=403)
    if event.at == now:
        messages.success(request, word_done(plan, event))
    return redirect(find_way_back(request.actor, event.plan))


def word_done(plan, event):
    deed = deeds.TAKEN_BACK[event.reason]
    return (
        f"Đã {deed} của đ/c {plan.member.full_name}, lúc {moment_text(event.at)}. "
        f"Việc này có ghi trong quá trình của kế hoạch."
    )
