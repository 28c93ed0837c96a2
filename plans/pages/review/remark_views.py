"""Remarks on somebody else's plan: said in two clicks, taken back until they are
released, ticked off when met."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from plans import remarks
from plans.form import comparison, documents
from plans.models import Plan
from plans.pages.review.remark_forms import RemarkForm, split_place
from plans.pages.review.step_views import show_moved
from plans.pages.review.views import (
    VIEWS,
    require_plan_within_reach,
    require_visible_plan,
    show_plan,
)
from plans.refusals import NotReady, PlanMoved
from plans.workflow import deeds


@require_POST
def remark_act(request, pk):
    """Say something at a place of the plan."""
    plan = require_plan_within_reach(request.actor, pk)
    form = RemarkForm(request.POST, places=list_places_ever(plan))
    if not form.is_valid():
        return show_refused_remark(request, plan, form)
    sent = form.cleaned_data
    section, row = split_place(sent["place"])
    try:
        made = remarks.make_remark(
            plan,
            by=request.actor,
            at=timezone.now(),
            key=sent["key"],
            seen=sent["seen"],
            section=section,
            row=row,
            reason=sent["reason"],
            text=sent["text"],
            is_internal=sent["is_internal"],
        )
    except PlanMoved as moved:
        return show_moved(
            request, plan, moved.args[0], [("Góp ý của đồng chí", sent["text"])]
        )
    return redirect_to_plan(request, pk, f"#gop-y-{made.pk}")


def list_places_ever(plan):
    """[(place, title)] of every revision, so that a page from before a change can still
    say where it meant."""
    titles = {}
    revisions = plan.revisions.order_by("number")
    for snapshot in revisions.values_list("snapshot", flat=True):
        document = documents.read_document(snapshot)
        for block in comparison.compare_blocks(document):
            titles[block.place] = block.title
    return list(titles.items())


def show_refused_remark(request, plan, form):
    if form.hidden_errors:
        raise BadRequest
    if not Plan.objects.visible_to(request.actor).filter(pk=plan.pk).exists():
        return show_moved(
            request,
            plan,
            deeds.list_events(plan)[0],
            [("Góp ý của đồng chí", form.data.get("text", ""))],
        )
    return show_plan(request, plan, remark_form=form, status=422)


@require_POST
def tick_remark_act(request, pk, remark_pk):
    said = find_shown_remark(request, pk, remark_pk)
    if said is None:
        raise Http404
    remarks.tick_remark(said, by=request.actor, at=timezone.now())
    return redirect_to_plan(request, pk, f"#gop-y-{remark_pk}")


@require_POST
def take_back_remark_act(request, pk, remark_pk):
    """The second click of a double click finds the remark gone, and that is as it
    should be."""
    if said := find_shown_remark(request, pk, remark_pk):
        take_back_or_tell(request, said)
    return redirect_to_plan(request, pk)


def redirect_to_plan(request, pk, anchor=""):
    """To the page as it was: what was mended, or the whole."""
    address = reverse("review:plan", args=[pk])
    chosen = request.GET.get("xem")
    if chosen in VIEWS:
        address = f"{address}?xem={chosen}"
    return redirect(address + anchor)


def take_back_or_tell(request, said):
    try:
        remarks.take_back_remark(said, by=request.actor)
    except NotReady as not_ready:
        messages.error(request, " ".join(not_ready.missing))
    else:
        messages.success(request, "Đã rút lại góp ý. Người viết không nhận được.")


def find_shown_remark(request, pk, remark_pk):
    """A remark, if this person may see it, or None; 404 for a plan that they may not
    see."""
    plan = require_visible_plan(request.actor, pk)
    shown = remarks.list_remarks_shown_to(request.actor, plan)
    return next((said for said in shown if said.pk == remark_pk), None)
