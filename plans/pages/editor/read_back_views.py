"""The author reads the whole plan back before it is sent."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cells import posts
from plans import permissions
from plans.form import comparison, documents, gaps, snapshot
from plans.models.plan import ANSWERABLE, EDITABLE
from plans.pages.editor.agreed_views import list_unasked
from plans.pages.editor.written import (
    get_written_plan,
    is_written_now,
    make_frame,
)
from plans.pages.review.step_forms import make_blank_step
from plans.place_on_date import find_deadlines_of_member
from plans.workflow import agreement, checklist, steps


@require_safe
def read_back_page(request, pk):
    """The whole plan as it will be read, what is missing (each with a link), and who
    will read it next."""
    plan = get_written_plan(request.actor, pk)
    content, taking = find_text(plan), steps.list_open_steps(plan, request.actor)
    goes_on = permissions.goes_on(request.actor, plan)
    is_open = is_written_now(plan)
    missing, reviewers, review_due = [], [], None
    if is_open:
        missing = gaps.find_gaps_of_sections(content.sections)
    changed, said, unasked = 0, [], []
    if plan.revision and goes_on and plan.status in ANSWERABLE:
        said = list(plan.remarks.for_author())
    held = checklist.find_holding_remarks(plan, content.sections, said)
    if "submit" in taking and not held:
        reviewers = posts.find_reviewers(
            plan.cell, request.actor.on, besides=plan.member_id
        )
        review_due = find_deadlines_of_member(
            plan.member, plan.cycle, request.actor.on
        ).review
    if "resubmit" in taking and not held:
        last, agreed = agreement.find_last_and_agreed_revision(plan)
        changed = count_changed_since(last, content)
        unasked = list_unasked(plan, agreed, content.sections, said)
    page = {
        "content": content,
        "gaps": [make_error_of_gap(plan, gap) for gap in missing],
        "is_open": is_open,
        "steps": {name: steps.STEPS[name].words.label for name in taking},
        "can_sign": "sign" in taking and permissions.is_author(request.actor, plan),
        "changed": changed,
        "unasked": unasked,
        "held": held,
        "reviewers": reviewers,
        "review_due": review_due,
        "step_form": make_blank_step(plan, request.actor.on),
    }
    page |= make_frame(request, plan)
    return render(request, "plans/editor/read_back.html", page)


def find_text(plan):
    """What the author reads: the working text, or the revision that stands when it may
    not be edited."""
    if plan.status in EDITABLE:
        return snapshot.take_document(plan, timezone.localdate())
    return documents.read_document(plan.revisions.get(number=plan.revision).snapshot)


def count_changed_since(before, content):
    """How many texts and rows differ from the Revision that was read last."""
    if before is None:
        return 0
    return comparison.count_changes(content, documents.read_document(before.snapshot))


def make_error_of_gap(plan, gap):
    """{text, url} of what a step asks for: a gap with the place where it is mended, or
    the answers."""
    if not isinstance(gap, gaps.Gap):
        return {"text": gap, "url": reverse("editor:answers", args=[plan.pk])}
    if gap.row:
        url = reverse("editor:row", args=[plan.pk, gap.section, gap.row])
    else:
        url = reverse("editor:section", args=[plan.pk, gap.section])
    return {"text": gap.text, "url": url}
