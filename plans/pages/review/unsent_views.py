"""What a predecessor remarked and never sent: who reviews the plan today holds it back,
or says it as their own."""

from django.contrib import messages
from django.utils import timezone
from django.views.decorators.http import require_POST

from plans.pages.review.remark_forms import ChosenRemarksForm
from plans.pages.review.remark_views import redirect_to_plan
from plans.pages.review.step_views import show_moved
from plans.pages.review.views import require_visible_plan
from plans.refusals import PlanMoved
from plans.workflow import unsent


@require_POST
def hold_back_act(request, pk):
    """One of them or several; the second click of two finds nothing left to do."""
    plan = require_visible_plan(request.actor, pk)
    form = ChosenRemarksForm(request.POST)
    pks = form.cleaned_data["remarks"] if form.is_valid() else []
    number = unsent.hold_back(plan, pks, by=request.actor, at=timezone.now())
    if number:
        words = f"Đã giữ lại {number:02d} góp ý, không gửi người viết."
        messages.success(request, words)
    return redirect_to_plan(request, pk)


@require_POST
def take_over_act(request, pk, remark_pk):
    plan = require_visible_plan(request.actor, pk)
    now = timezone.now()
    try:
        unsent.take_over(plan, remark_pk, by=request.actor, at=now)
    except PlanMoved as moved:
        return show_moved(request, plan, moved.args[0], [])
    return redirect_to_plan(request, pk)
