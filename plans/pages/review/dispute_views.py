"""An author does not agree with a remark: somebody else than who made it reads both,
and keeps or withdraws it.

The plan may be its author's again, so what is shown of it is the place in the revision
on which the remark was made, and nothing else.
"""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from plans import readings
from plans.form import comparison, documents
from plans.pages.review.remark_forms import DisputeForm
from plans.reasons import label_reason
from plans.workflow import disputes


@require_http_methods(["GET", "HEAD", "POST"])
def dispute_page(request, pk, remark_pk):
    remark = get_disputed_remark(request.actor, pk, remark_pk)
    if request.method == "POST":
        return settle(request, remark)
    readings.record_reading(
        remark.plan, by=request.actor, at=timezone.now(), revision=remark.revision
    )
    return show_dispute(request, remark, DisputeForm())


def get_disputed_remark(actor, pk, remark_pk):
    """The remark, settled or not, if this person decides about it; else 404."""
    found = disputes.find_disputes_before(actor).filter(pk=remark_pk)
    of_plan = ("plan__member", "plan__cycle", "plan__ends_with")
    related = ("by", "settled_by", *of_plan)
    remark = found.select_related(*related, "plan__cell__committee").first()
    if remark is None or remark.plan_id != pk:
        raise Http404
    return remark


def settle(request, remark):
    form = DisputeForm(request.POST)
    if not form.is_valid():
        return show_dispute(request, remark, form, status=422)
    sent, now = form.cleaned_data, timezone.now()
    is_first = disputes.settle_dispute(
        remark, sent["outcome"], sent["reply"], by=request.actor, at=now
    )
    if not is_first:
        remark = get_disputed_remark(request.actor, remark.plan_id, remark.pk)
        if remark.settled_by_id == request.actor.member.pk:
            return redirect("desk:queue")
        return show_dispute(request, remark, form, status=409)
    name = remark.plan.member.full_name
    messages.success(request, f"Đã trả lời đ/c {name}.")
    return redirect("desk:queue")


def show_dispute(request, remark, form, status=200):
    page = {
        "plan": remark.plan,
        "remark": remark,
        "reason": label_reason(remark.reason),
        "blocks": list_blocks(remark),
        "form": form,
        "decisions": disputes.DECISIONS,
    }
    return render(request, "plans/review/dispute.html", page, status=status)


def list_blocks(remark):
    """[ComparedBlock] of the place that the remark is about, as it was then; nothing of
    a remark on the whole plan."""
    kept = remark.plan.revisions.get(number=remark.revision)
    blocks = comparison.compare_blocks(documents.read_document(kept.snapshot))
    return [block for block in blocks if is_about(remark, block)]


def is_about(remark, block):
    section, _, row = block.place.partition(":")
    if not remark.section or section != remark.section:
        return False
    return remark.row is None or str(remark.row) == row
