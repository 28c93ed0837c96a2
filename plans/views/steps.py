"""One door for every step that a button takes; signing electronically has its own (the author signs in again)."""

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cells.models import Meeting
from phucdong.writing import date_text
from plans import history, permissions, reading, reviewing, workflow
from plans.forms.steps import StepForm
from plans.models import Plan
from plans.views.reading import plan_page

OF_THE_WRITER = ("submit", "resubmit", "withdraw")


@require_POST
def plan_step(request, pk, step):
    """Take a step. Its form is plans/step_hidden.html beside the fields of StepForm that the step asks for."""
    if step not in workflow.STEPS:
        raise Http404
    plan = get_object_or_404(reading.within_reach(request.actor).select_related(*reading.WITH), pk=pk)
    if step == "sign" and permissions.is_author(request.actor, plan):
        raise PermissionDenied("Người viết ký trên trang Ký chính thức.")
    form = StepForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        return refused(request, plan, form, [])
    return attempt(request, plan, step, form)


def attempt(request, plan, step, form):
    now = timezone.now()
    try:
        event = act(step, plan, form.cleaned_data, by=request.actor, at=now)
    except workflow.PlanMoved as moved:
        return moved_page(request, plan, moved.args[0], [("Lời nhắn", form.cleaned_data["note"])])
    except workflow.NotReady as not_ready:
        return not_yet(request, plan, step, form, not_ready.missing)
    if event.at == now:  # The second click of a double click finds its event made, and says nothing twice.
        messages.success(request, said(step, plan, event))
    return redirect(*onward(request.actor, plan, step))


@transaction.atomic
def act(step, plan, sent, *, by, at):
    """workflow.take with what was sent; the cell's meeting that agreed is made if it was not known."""
    details = {name: sent[name] for name in ("note", "reason", "signed_on") if sent[name]}
    if sent["meeting"] and step == "agree":
        details["meeting"], _ = Meeting.objects.get_or_create(cell=plan.cell, held_on=sent["meeting"])
    return workflow.take(step, plan, by=by, at=at, key=sent["key"], seen=sent["seen"], **details)


# --- it was done ---------------------------------------------------------------------------------------------------


def said(step, plan, event):
    """What happened and what comes next, for the one who did it."""
    name = f"đ/c {plan.member.full_name}"
    words = {
        "submit": f"Đã gửi kế hoạch của {name} cho {plan.cell}. Chi ủy đọc và góp ý trước hết ngày "
        f"{date_text(plan.cycle.review_due_on)}.",
        "resubmit": f"Đã gửi kế hoạch của {name} cho {plan.cell} đọc lại.",
        "withdraw": f"Đã rút kế hoạch của {name} lại để sửa. Chi ủy chưa đọc bản này.",
        "return": f"Đã trả kế hoạch của {name} lại để sửa. Góp ý đã tới người viết.",
        "agree": f"Đã thông qua kế hoạch của {name}. Đồng chí ấy hoàn thiện rồi ký chính thức.",
        "sign": f"Đã ghi nhận chữ ký tay của {name}. Việc tiếp theo: nộp 01 bản.",
        "complete": f"Kế hoạch của {name} đã xong bước 4.",
        "recall": f"Đã yêu cầu {name} sửa. Bản đã ký nằm trong lưu trữ; sửa xong phải ký và nộp lại.",
    }
    return words[step]


def onward(actor, plan, step):
    """Where the person goes after a step: the author to their plan, a reviewer to the next one in the pile."""
    if permissions.is_author(actor, plan):
        return ("my_plan",)
    if step in ("return", "agree"):
        following = reviewing.next_after(actor, plan)
        return ("plan", following) if following else ("queue",)
    if step == "withdraw":
        return ("edit", plan.pk)
    return ("queue",) if step in OF_THE_WRITER else ("plan", plan.pk)


# --- it was not ----------------------------------------------------------------------------------------------------


def not_yet(request, plan, step, form, missing):
    """Back to where it can be mended: the writer to the page that lists the gaps, a reviewer to the same page."""
    if step not in OF_THE_WRITER:
        return refused(request, plan, form, missing)
    if step == "withdraw":
        messages.error(request, " ".join(missing))
        return redirect(*onward(request.actor, plan, "submit"))
    messages.error(request, f"kế hoạch chưa gửi vì còn {len(missing):02d} chỗ thiếu, có ghi ở dưới.")
    return redirect("read_back", plan.pk)


def refused(request, plan, form, missing):
    """The plan's page again, with what has to be mended and everything that was typed."""
    if form.hidden_errors:
        raise BadRequest
    if not Plan.objects.visible_to(request.actor).filter(pk=plan.pk).exists():
        return moved_page(request, plan, history.of(plan).first(), [("Lời nhắn", form.data.get("note", ""))])
    return plan_page(request, plan, step_form=form, errors=[{"text": text} for text in missing], status=422)


def moved_page(request, plan, event, typed):
    """Somebody was first: who did what when, that nothing was changed, and what was typed ([(label, text)])."""
    context = {
        "plan": plan,
        "event": history.sentence(event) if event else "",
        "typed": [(label, text) for label, text in typed if text],
        "is_author": permissions.is_author(request.actor, plan),
        "may_open": Plan.objects.visible_to(request.actor).filter(pk=plan.pk).exists(),
    }
    return render(request, "plans/moved.html", context, status=409)
