"""Recording what happened on paper: ink signatures, copies handed in, the board at the
workplace."""

import uuid
from itertools import chain

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import F
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from plans import permissions, readings
from plans.models import Capacity, Plan, Revision, Status
from plans.pages.record.forms import (
    ConsentForm,
    CopiesForm,
    FilingForm,
    PostingForm,
    RenewalForm,
    TakeDownForm,
)
from plans.pages.review.step_views import show_moved
from plans.pages.review.views import require_plan_within_reach, show_plan
from plans.papers import read_papers
from plans.refusals import NotReady, PlanMoved
from plans.workflow import deeds, needs, sheets, steps, wall
from plans.workflow.agreement import word_differing


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


@require_POST
def renewal_act(request, pk):
    plan = get_plan_to_record(request, pk, Capacity.POSTER)
    return record_sent_fact(
        request,
        plan,
        wall.renew_posting,
        RenewalForm,
        "Đã ghi nhận gia hạn niêm yết bản của đ/c",
    )


@require_POST
def take_down_act(request, pk):
    plan = require_plan_within_reach(request.actor, pk)
    if not permissions.may_take_down(request.actor, plan):
        raise PermissionDenied
    return record_sent_fact(
        request,
        plan,
        wall.take_down_posting,
        TakeDownForm,
        "Đã ghi nhận gỡ bản niêm yết của đ/c",
    )


@require_POST
def consent_act(request, pk):
    """The head's consent on paper, recorded by whoever files."""
    plan = get_plan_to_record(request, pk, Capacity.FILER)
    form, now = ConsentForm(request.POST, today=timezone.localdate()), timezone.now()
    if not form.is_valid():
        return show_refused_record(request, plan, form)
    given_on = form.cleaned_data["given_on"]
    try:
        wall.record_consent(plan, by=request.actor, at=now, given_on=given_on)
    except PlanMoved as moved:
        return show_moved(request, plan, moved.args[0], [])
    except NotReady as not_ready:
        return show_refused_record(request, plan, form, not_ready.missing)
    name = plan.member.full_name
    messages.success(request, f"Đã ghi nhận đ/c {name} đồng ý trên giấy.")
    return redirect("review:plan", plan.pk)


def get_plan_to_record(request, pk, capacity):
    """The plan that is meant, for somebody who may record this of it."""
    plan = require_plan_within_reach(request.actor, pk)
    permissions.require_papers(request.actor, plan, {capacity})
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
        due = word_copies_due(plan, form)
        messages.success(request, f"{said} {plan.member.full_name}.{due}")
    return redirect("review:plan", plan.pk)


def list_typed_facts(form):
    typed = []
    for name in ("place", "posted_by", "taken_down_by"):
        if name in form.fields:
            typed.append((form[name].label, form.data.get(name, "")))
    return typed


def word_copies_due(plan, form):
    """What is still due after a copy was recorded; what else is recorded of the wall
    changes nothing of it."""
    if type(form) not in (FilingForm, PostingForm):
        return ""
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
    in one go. Ink is recorded only of whom a day was written for."""
    form = CopiesForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        messages.error(request, " ".join(chain.from_iterable(form.errors.values())))
        return redirect("desk:queue")
    ink = form.cleaned_data["ink"]
    chosen = dict([*form.cleaned_data["copies"], *ink])
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
        sent = {**form.cleaned_data, "ink_on": ink.get((plan.pk, seen))}
        outcomes.append((plan, record_signed_copy(plan, seen, sent, request.actor)))
    tell_outcomes(request, outcomes)
    return redirect("desk:queue")


def may_receive(actor, plan):
    """Of a year that was closed meanwhile each row is told why it is not recorded."""
    receivers = {Capacity.FILER, Capacity.REVIEWER}
    return plan.is_kept_here and permissions.has_capacity(actor, plan, receivers)


def record_signed_copy(plan, seen, sent, actor):
    """Record the ink signature if it is due and its day was written, then the copy.
    Returns "" or, in words, why nothing was recorded."""
    at, key, ink_on = timezone.now(), sent["key"], sent["ink_on"]
    try:
        if plan.status == Status.FINALIZING:
            plan = record_ink(plan, seen, ink_on, by=actor, at=at, key=key)
            seen, ink_on = plan.revision, None
        if permissions.has_capacity(actor, plan, {Capacity.FILER}):
            days = {"filed_on": sent["day"], "ink_on": ink_on}
            steps.record_filing(plan, by=actor, at=at, key=key, seen=seen, **days)
    except PlanMoved as moved:
        if not moved.args[0]:
            return "đã chuyển bước"
        return deeds.tell_event(moved.args[0])
    except NotReady as not_ready:
        return " ".join(str(getattr(item, "text", item)) for item in not_ready.missing)
    return ""


def record_ink(plan, seen, signed_on, *, by, at, key):
    """The signature on the print of the revision on the page; on another sheet where
    nothing was printed for signing. Returns the plan as it is then."""
    sheet = next(iter(sheets.list_unsigned_prints(plan)), None)
    if sheet is not None and sheet.revision != seen:
        raise NotReady([f"Đã in bản số {sheet.revision}: ghi ở trang kế hoạch."])
    event = steps.take_step(
        "sign",
        plan,
        by=by,
        at=at,
        key=uuid.uuid5(key, "sign"),
        seen=seen,
        sheet=sheet,
        signed_on=signed_on,
    )
    return event.plan


def tell_outcomes(request, outcomes):
    """One message for those recorded, one for each that was not."""
    done = [plan for plan, problem in outcomes if not problem]
    if done:
        names = ", ".join(name_recorded(done))
        messages.success(request, f"Đã ghi nhận {len(done):02d} bản: {names}.")
    for plan, problem in outcomes:
        if problem:
            messages.warning(
                request, f"chưa ghi nhận bản của đ/c {plan.member.full_name}: {problem}"
            )


def name_recorded(plans):
    """["Nguyễn Văn An (sửa 2 chỗ theo góp ý)"] of plans that were signed."""
    kept = Revision.objects.filter(plan__in=plans, number=F("plan__revision"))
    differing = dict(kept.values_list("plan", "differing"))
    names = []
    for plan in plans:
        name, words = plan.member.full_name, word_differing(differing.get(plan.pk))
        if words:
            name = f"{name} ({words})"
        names.append(name)
    return names
