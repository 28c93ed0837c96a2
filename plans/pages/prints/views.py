"""The plan on paper: A4 sheets that the browser prints. Never the self-check."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from plans import permissions, readings
from plans.form import documents, snapshot
from plans.models import Plan, Status
from plans.models.capacity import PRINTERS, SIGNERS, WRITERS
from plans.models.plan import EDITABLE
from plans.pages.prints.layout import lay_out
from plans.papers import read_papers
from plans.refusals import NotReady, PlanMoved
from plans.workflow import assistances, printing, sheets


@require_safe
def print_page(request, pk):
    """For whoever may open the plan. Somebody else's plan leaves a record that its
    author can read."""
    plan = get_plan_to_print(request.actor, pk)
    record_opening(plan, request.actor)
    page = make_print(plan, request.actor)
    return render(request, "plans/prints/print.html", page)


def get_plan_to_print(actor, pk):
    """The plan, if somebody may open it."""
    try:
        return readings.get_visible_plan(actor, pk)
    except Plan.DoesNotExist as missing:
        raise Http404 from missing


def record_opening(plan, actor):
    """Of whoever does not write it, for its author to read."""
    now = timezone.now()
    if permissions.has_capacity(actor, plan, WRITERS):
        readings.note_opening_by_writer(plan, at=now)
    else:
        readings.record_reading(plan, by=actor, at=now)


def make_print(plan, actor):
    """The working text for whoever writes it or is about to record ink on it; for
    anybody else the revision."""
    page = {"plan": plan, "is_author": permissions.is_author(actor, plan)}
    page["typed"] = assistances.list_acts_that_typed(plan)
    if plan.status in EDITABLE and is_working_text_shown(plan, actor):
        return page | make_working_print(plan, actor)
    return page | make_print_of_revision(plan)


def make_working_print(plan, actor):
    """Made for signing it is a revision with a code, as long as no word was changed."""
    on = timezone.localdate()
    printed = None
    if plan.status == Status.FINALIZING:
        printed = sheets.find_valid_print(plan, on)
    if printed is not None:
        return make_print_of_revision(plan, printed)
    content = snapshot.take_document(plan, on)
    may_print = plan.status == Status.FINALIZING and permissions.may_act(
        actor, plan, PRINTERS
    )
    return {"content": content, "layout": lay_out(content), "may_print": may_print}


def make_print_of_revision(plan, printed=None):
    """The present revision, or the one of a print that was made for signing."""
    number = plan.revision
    if printed is not None:
        number = printed.revision
    revision = plan.revisions.get(number=number)
    content = documents.read_document(revision.snapshot)
    return {
        "content": content,
        "layout": lay_out(content),
        "revision": revision,
        "printed": printed,
        "signature": plan.signatures.standing().filter(revision=number).first(),
    }


def is_working_text_shown(plan, actor):
    """A reviewer prints the text that the author will sign in ink: the one that the
    step `sign` takes."""
    to_be_signed = plan.status == Status.FINALIZING and permissions.may_act(
        actor, plan, SIGNERS
    )
    return to_be_signed or permissions.has_capacity(actor, plan, WRITERS)


@require_POST
def signing_act(request, pk):
    """Make the print that is to be signed by hand, or find the one that was made; then
    to the page that is printed."""
    plan = get_object_or_404(
        Plan.objects.visible_to(request.actor).with_related(), pk=pk
    )
    try:
        printing.print_for_signing(plan, by=request.actor, at=timezone.now())
    except NotReady as not_ready:
        missing = " ".join(str(getattr(gap, "text", gap)) for gap in not_ready.missing)
        messages.error(request, f"Chưa in để ký được. {missing}")
    except PlanMoved:
        messages.error(request, "Kế hoạch đã chuyển bước, nên không in để ký nữa.")
    return redirect("prints:print_plan", plan.pk)


@require_safe
def posting_page(request, pk):
    """The copy that a head's plan hangs on the wall as: of what was signed last,
    without what the wall must not show."""
    plan = get_plan_to_print(request.actor, pk)
    papers = read_papers(plan, request.actor.on)
    if papers.signature is None or not (papers.is_of_head or papers.posting):
        raise Http404
    record_opening(plan, request.actor)
    page = {
        "plan": plan,
        "is_author": permissions.is_author(request.actor, plan),
        "posting": papers.posting,
        **make_print_of_revision(plan),
    }
    page["heading"] = documents.list_public_heading(page["content"])
    return render(request, "plans/prints/posting.html", page)
