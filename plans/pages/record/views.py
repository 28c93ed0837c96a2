"""Recording what happened on paper: ink signatures, copies handed in, the board at the
workplace."""

import uuid
from itertools import chain

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from plans import permissions, readings
from plans.models import Capacity, Plan, Status
from plans.pages.record.forms import CopiesForm, FilingForm, PostingForm
from plans.pages.review.step_views import show_moved
from plans.pages.review.views import require_plan_within_reach, show_plan
from plans.papers import read_papers
from plans.refusals import NotReady, PlanMoved
from plans.workflow import deeds, needs, steps


@require_POST
def filing_act(request, pk):
    plan = get_plan_to_record(request, pk, Capacity.FILER)
    return record_sent_fact(
        request, plan, steps.record_filing, FilingForm, "Đã ghi nhận nộp 01 bản của đ/c"
    )


@require_POST
def posting_act(request, pk):
    plan = get_plan_to_record(request, pk, Capacity.POSTER)
    return record_sent_fact(
        request,
        plan,
        steps.record_posting,
        PostingForm,
        "Đã ghi nhận niêm yết bản của đ/c",
    )


def get_plan_to_record(request, pk, capacity):
    """The plan that is meant, for somebody who may record this of it."""
    plan = require_plan_within_reach(request.actor, pk)
    if not permissions.may_act(request.actor, plan, {capacity}):
        raise PermissionDenied
    return plan


def record_sent_fact(request, plan, act, form_of, said):
    """Record one fact of a signed plan, or show its page again with what has to be
    mended."""
    form, now = form_of(request.POST, today=timezone.localdate()), timezone.now()
    if not form.is_valid():
        return show_refused_record(request, plan, form)
    try:
        event = act(plan, by=request.actor, at=now, **form.cleaned_data)
    except PlanMoved as moved:
        return show_moved(request, plan, moved.args[0], list_typed_facts(form))
    except NotReady as not_ready:
        return show_refused_record(request, plan, form, not_ready.missing)
    if event.at == now:
        messages.success(
            request, f"{said} {plan.member.full_name}.{word_copies_due(plan)}"
        )
    return redirect("review:plan", plan.pk)


def list_typed_facts(form):
    typed = []
    for name in ("place", "posted_by"):
        if name in form.fields:
            typed.append((form[name].label, form.data.get(name, "")))
    return typed


def word_copies_due(plan):
    due = needs.list_copies_due(read_papers(plan, timezone.localdate()))
    if not due:
        return " Kế hoạch đã xong cả bốn bước."
    return " ".join(["", *due])


def show_refused_record(request, plan, form, missing=()):
    if form.hidden_errors:
        raise BadRequest
    if not Plan.objects.visible_to(request.actor).filter(pk=plan.pk).exists():
        return show_moved(
            request, plan, deeds.list_events(plan)[0], list_typed_facts(form)
        )
    errors = [{"text": text} for text in missing]
    return show_plan(request, plan, record_form=form, errors=errors, status=422)


# --- many at once ---------------------------------------------------------------------


@require_POST
def copies_act(request):
    """The evening of a cell's meeting: one signed paper copy of each of many, recorded
    in one go."""
    form = CopiesForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        messages.error(request, " ".join(chain.from_iterable(form.errors.values())))
        return redirect("desk:queue")
    chosen = dict(form.cleaned_data["copies"])
    reach = (
        readings.find_plans_within_reach(request.actor)
        .filter(pk__in=chosen)
        .with_related()
    )
    plans = list(reach.order_by("member__name_sort", "pk"))
    if len(plans) != len(chosen):
        raise Http404
    if not all(may_receive(request.actor, plan) for plan in plans):
        raise PermissionDenied
    outcomes = []
    for plan in plans:
        seen = chosen[plan.pk]
        problem = record_signed_copy(plan, seen, form.cleaned_data, request.actor)
        outcomes.append((plan, problem))
    tell_outcomes(request, outcomes)
    return redirect("desk:queue")


def may_receive(actor, plan):
    return permissions.may_act(actor, plan, {Capacity.FILER, Capacity.REVIEWER})


def record_signed_copy(plan, seen, sent, actor):
    """Record the ink signature if it is due, then the copy. Returns "" or, in words,
    why nothing was recorded."""
    at, key = timezone.now(), sent["key"]
    try:
        if plan.status == Status.FINALIZING:
            event = steps.take_step(
                "sign",
                plan,
                by=actor,
                at=at,
                key=uuid.uuid5(key, "sign"),
                seen=seen,
                signed_on=sent["day"],
            )
            plan = event.plan
            seen = plan.revision
        if permissions.may_act(actor, plan, {Capacity.FILER}):
            steps.record_filing(
                plan, by=actor, at=at, filed_on=sent["day"], key=key, seen=seen
            )
    except PlanMoved as moved:
        if not moved.args[0]:
            return "đã chuyển bước"
        return deeds.tell_event(moved.args[0])
    except NotReady as not_ready:
        return " ".join(str(getattr(item, "text", item)) for item in not_ready.missing)
    return ""


def tell_outcomes(request, outcomes):
    """One message for those recorded, one for each that was not."""
    done = [plan.member.full_name for plan, problem in outcomes if not problem]
    if done:
        messages.success(
            request, f"Đã ghi nhận {len(done):02d} bản: {', '.join(done)}."
        )
    for plan, problem in outcomes:
        if problem:
            messages.warning(
                request, f"chưa ghi nhận bản của đ/c {plan.member.full_name}: {problem}"
            )
