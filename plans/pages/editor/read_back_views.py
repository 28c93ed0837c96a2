"""The author reads the whole plan back before it is sent, and answers what was remarked on it."""

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cells import posts
from plans import permissions
from plans.form import comparison, documents, gaps, snapshot
from plans.models.plan import ANSWERABLE, EDITABLE
from plans.pages.editor.forms import AnswersForm
from plans.pages.editor.saving import answer_all, save
from plans.pages.editor.written import as_asked, frame, plan_of, reread
from plans.pages.review.step_forms import blank
from plans.workflow import steps


@require_safe
def read_back(request, pk):
    """The whole plan as it will be read, what is missing (each with a link), and who will read it next."""
    plan = plan_of(request.actor, pk)
    content, taking = text_of(plan), steps.open_steps(plan, request.actor)
    is_open = plan.status in EDITABLE and plan.goes_on_here
    missing = gaps.gaps_of(content.sections) if is_open else []
    page = {
        "content": content,
        "gaps": [as_error(plan, gap) for gap in missing],
        "is_open": is_open,
        "steps": {name: steps.STEPS[name].words.label for name in taking},
        "can_sign": "sign" in taking and permissions.is_author(request.actor, plan),
        "changed": changed_since(plan, content) if "resubmit" in taking else 0,
        "waiting": plan.remarks.unanswered().count() if plan.revision and plan.goes_on_here else 0,
        "reviewers": posts.find_reviewers(plan.cell, request.actor.on, besides=plan.member_id) if is_open else [],
        "step_form": blank(plan, request.actor.on),
    }
    return render(request, "plans/editor/read_back.html", {**frame(request, plan), **page})


def text_of(plan):
    """What the author reads: the working text, or the revision that stands when it may not be edited."""
    if plan.status in EDITABLE:
        return snapshot.of(plan, timezone.localdate())
    return documents.read(plan.revisions.get(number=plan.revision).snapshot)


def changed_since(plan, content):
    """How many texts and rows differ from the revision that was read last."""
    before = plan.revisions.filter(number=plan.revision).first()
    return comparison.how_many(content, documents.read(before.snapshot)) if before else 0


def as_error(plan, gap):
    """{text, url} of what a step asks for: a gap with the place where it is mended, or the answers."""
    if not isinstance(gap, gaps.Gap):
        return {"text": gap, "url": reverse("answers", args=[plan.pk])}
    if gap.row:
        return {"text": gap.text, "url": reverse("row", args=[plan.pk, gap.section, gap.row])}
    return {"text": gap.text, "url": reverse("section", args=[plan.pk, gap.section])}


# --- answers -------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def answers(request, pk):
    """All remarks that the author was shown, each with its answer and the way to its place."""
    plan = plan_of(request.actor, pk)
    asked = list(as_asked(plan.remarks.for_author()))
    if request.method != "POST":
        return answers_page(request, plan, AnswersForm(remarks=asked))
    form = AnswersForm(request.POST, remarks=asked)
    if not form.is_valid():
        return answers_page(request, plan, form, status=422)

    def conflict():
        now = list(as_asked(plan.remarks.for_author()))
        elsewhere = {"pairs": form.differing(now)}
        return answers_page(request, plan, reread(form, now), elsewhere=elsewhere, status=409)

    onward = ("edit", plan.pk) if plan.status in EDITABLE else ("my_plan",)
    act = {"onward": onward, "conflict": conflict, "typed": form.typed()}
    return save(request, plan, lambda at: answer_all(form, by=request.actor, at=at), **act)


def answers_page(request, plan, form, *, elsewhere=None, status=200):
    back = plan.events.filter(step__in=("return", "recall")).select_related("by").order_by("-number").first()
    page = {
        "answers": form,
        "elsewhere": elsewhere,
        "can_answer": plan.status in ANSWERABLE,
        "is_open": plan.status in EDITABLE,
        "word": back if back and back.step == "return" and back.note and back.revision == plan.revision else None,
    }
    return render(request, "plans/editor/answers.html", {**frame(request, plan), **page}, status=status)
