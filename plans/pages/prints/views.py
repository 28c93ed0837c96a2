"""The plan on paper: one A4 page that the browser prints. Never the self-check."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from plans import permissions, readings
from plans.form import documents, snapshot
from plans.models import Plan, Status
from plans.models.capacity import SIGNERS, WRITERS
from plans.models.plan import EDITABLE


@require_safe
def print_page(request, pk):
    """For whoever may open the plan. Somebody else's plan leaves a record that its
    author can read."""
    plan = get_object_or_404(
        Plan.objects.visible_to(request.actor).with_related().select_related("helper"),
        pk=pk,
    )
    if not permissions.has_capacity(request.actor, plan, WRITERS):
        readings.record_reading(plan, by=request.actor, at=timezone.now())
    return render(request, "plans/prints/print.html", make_print(plan, request.actor))


def make_print(plan, actor):
    """The working text for whoever writes it or is about to record ink on it; for
    anybody else the revision."""
    page = {"plan": plan, "is_author": permissions.is_author(actor, plan)}
    if plan.status in EDITABLE and is_working_text_shown(plan, actor):
        page["content"] = snapshot.take_document(plan, timezone.localdate())
        return page
    revision = plan.revisions.get(number=plan.revision)
    page["content"] = documents.read_document(revision.snapshot)
    page["revision"] = revision
    page["signature"] = plan.signatures.filter(revision=plan.revision).first()
    return page


def is_working_text_shown(plan, actor):
    """A reviewer prints the text that the author will sign in ink: the one that the
    step `sign` takes."""
    to_be_signed = plan.status == Status.FINALIZING and permissions.may_act(
        actor, plan, SIGNERS
    )
    return to_be_signed or permissions.has_capacity(actor, plan, WRITERS)
