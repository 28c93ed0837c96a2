"""Recording what happened on paper: ink signatures, copies handed in, the board at the workplace."""

import uuid

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from plans import permissions, readings
from plans.models import Capacity, Plan, Status
from plans.pages.record.forms import CopiesForm, FilingForm, PostingForm
from plans.pages.review.step_views import moved_page
from plans.pages.review.views import plan_page
from plans.refusals import NotReady, PlanMoved
from plans.workflow import deeds, needs, steps


@require_POST
def record_filing(request, pk):
    plan = in_reach(request, pk, Capacity.FILER)
    return record(request, plan, steps.record_filing, FilingForm, "Đã ghi nhận nộp 01 bản của đ/c")


@require_POST
def record_posting(request, pk):
    plan = in_reach(request, pk, Capacity.POSTER)
    return record(request, plan, steps.record_posting, PostingForm, "Đã ghi nhận niêm yết bản của đ/c")


def in_reach(request, pk, capacity):
    """The plan that is meant, for somebody who may record this of it."""
    plan = get_object_or_404(readings.within_reach(request.actor).select_related(*readings.WITH), pk=pk)
    if not permissions.may_act(request.actor, plan, {capacity}):
        raise PermissionDenied
    return plan


def record(request, plan, act, form_of, said):
    """Record one fact of a signed plan, or show its page again with what has to be mended."""
    form, now = form_of(request.POST, today=timezone.localdate()), timezone.now()
    if not form.is_valid():
        return refused(request, plan, form)
    try:
        event = act(plan, by=request.actor, at=now, **form.cleaned_data)
    except PlanMoved as moved:
        return moved_page(request, plan, moved.args[0], typed(form))
    except NotReady as not_ready:
        return refused(request, plan, form, not_ready.missing)
    if event.at == now:
        messages.success(request, f"{said} {plan.member.full_name}.{still_due(plan)}")
    return redirect("plan", plan.pk)


def typed(form):
    return [(form[name].label, form.data.get(name, "")) for name in ("place", "posted_by") if name in form.fields]


def still_due(plan):
    due = [words for is_due, words in needs.still_due(plan, timezone.localdate()) if is_due]
    return " ".join(["", *due]) if due else " Kế hoạch đã xong cả bốn bước."


def refused(request, plan, form, missing=()):
    if form.hidden_errors:
        raise BadRequest
    if not Plan.objects.visible_to(request.actor).filter(pk=plan.pk).exists():
        return moved_page(request, plan, deeds.of(plan).first(), typed(form))
    errors = [{"text": text} for text in missing]
    return plan_page(request, plan, record_form=form, errors=errors, status=422)


# --- many at once --------------------------------------------------------------------------------------------------


@require_POST
def record_copies(request):
    """The evening of a cell's meeting: one signed paper copy of each of many, recorded in one go."""
    form = CopiesForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
        return redirect("queue")
    chosen = dict(form.cleaned_data["copies"])
    reach = readings.within_reach(request.actor).filter(pk__in=chosen).select_related(*readings.WITH)
    plans = list(reach.order_by("member__name_sort", "pk"))
    if len(plans) != len(chosen):
        raise Http404
    if not all(receives(request.actor, plan) for plan in plans):
        raise PermissionDenied
    outcomes = [(plan, record_copy(plan, chosen[plan.pk], form.cleaned_data, request.actor)) for plan in plans]
    tell(request, outcomes)
    return redirect("queue")


def receives(actor, plan):
    return permissions.may_act(actor, plan, {Capacity.FILER, Capacity.REVIEWER})


def record_copy(plan, seen, sent, actor):
    """Record the ink signature if it is due, then the copy. Returns "" or, in words, why nothing was recorded."""
    at, key = timezone.now(), sent["key"]
    try:
        if plan.status == Status.FINALIZING:
            signing = {"key": uuid.uuid5(key, "sign"), "seen": seen, "signed_on": sent["day"]}
            plan = steps.take("sign", plan, by=actor, at=at, **signing).plan
            seen = plan.revision
        if permissions.may_act(actor, plan, {Capacity.FILER}):
            steps.record_filing(plan, by=actor, at=at, filed_on=sent["day"], key=key, seen=seen)
    except PlanMoved as moved:
        return deeds.sentence(moved.args[0]) if moved.args[0] else "đã chuyển bước"
    except NotReady as not_ready:
        return " ".join(str(getattr(item, "text", item)) for item in not_ready.missing)
    return ""


def tell(request, outcomes):
    """One message for those recorded, one for each that was not."""
    done = [plan.member.full_name for plan, problem in outcomes if not problem]
    if done:
        messages.success(request, f"Đã ghi nhận {len(done):02d} bản: {', '.join(done)}.")
    for plan, problem in outcomes:
        if problem:
            messages.warning(request, f"chưa ghi nhận bản của đ/c {plan.member.full_name}: {problem}")
