"""The author objects to what was done in their name with one tap; somebody who did
nothing of it answers."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from plans import permissions
from plans.models import Plan
from plans.pages.review.step_forms import AnswerForm
from plans.pages.review.views import show_plan
from plans.refusals import NotReady
from plans.workflow import objections

ANSWERED = "Ở bản này không còn ý không đồng ý nào chờ trả lời."


@require_POST
def object_act(request, pk):
    """Twice is once; whoever is not the author does not know this page."""
    plans = Plan.objects.with_related().filter(member=request.actor.member)
    plan = get_object_or_404(plans, pk=pk)
    try:
        objections.object_to_deeds(plan, by=request.actor, at=timezone.now())
    except NotReady as not_ready:
        messages.error(request, " ".join(not_ready.missing))
    else:
        messages.success(
            request,
            "Đã ghi: đồng chí không đồng ý. Kế hoạch đứng lại ở đây cho tới khi có "
            "người không làm việc ấy trả lời đồng chí.",
        )
    return redirect("home:my_plan")


@require_POST
def answer_act(request, pk):
    """Also how the author takes the objection back, with nothing to write."""
    plans = Plan.objects.with_related()
    plan = get_object_or_404(plans.visible_to(request.actor), pk=pk)
    form = AnswerForm(request.POST)
    if permissions.is_author(request.actor, plan):
        objections.answer_objection(plan, "", by=request.actor, at=timezone.now())
        messages.success(request, "Đã ghi: đồng chí rút lại ý không đồng ý.")
        return redirect("home:my_plan")
    doers = objections.find_doers(plan)
    if not objections.may_answer(request.actor, plan, doers):
        raise Http404
    if not form.is_valid():
        return show_plan(request, plan, answer_form=form, status=422)
    text = form.cleaned_data["text"]
    if objections.answer_objection(plan, text, by=request.actor, at=timezone.now()):
        messages.success(request, f"Đã trả lời đ/c {plan.member.full_name}.")
    else:
        messages.error(request, f"{ANSWERED} Câu của đồng chí, chưa ghi: “{text}”")
    return redirect("review:plan", pk)
