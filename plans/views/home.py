"""A person's first page, and the author's own: what must I do, by when, where does my plan stand?"""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cells import posts
from cells.models import Appointment, Exemption, Member, Membership
from plans import history, progress, reading, workflow
from plans.forms.steps import blank
from plans.models import AccessRecord, Cycle, Plan, Status

OVERSEERS = {Appointment.Role.WARD_OFFICER, Appointment.Role.INSPECTOR}
DESK = {*Appointment.REVIEWERS, Appointment.Role.CHAIRMAN_OFFICE}


@require_safe
def home(request):
    """Everybody to the page where their work lies."""
    actor = request.actor
    held = {post.role for post in actor.posts}
    if actor.member is None:
        return redirect("accounts")
    if held & OVERSEERS:
        return redirect("dashboard")
    return redirect("queue" if held & DESK else "my_plan")


@require_safe
def my_plan(request):
    actor = request.actor
    if actor.member is None:
        return redirect("accounts")
    if actor.home is None:
        return render(request, "plans/my_plan.html", {"no_cell": True, "earlier": earlier(actor.member, None)})
    cycle = Cycle.objects.current(actor.home)
    if cycle is None:
        return render(request, "plans/my_plan.html", {"no_cycle": True, "earlier": earlier(actor.member, None)})
    plan = Plan.objects.filter(member=actor.member, cycle=cycle).select_related(*reading.WITH).first()
    return render(request, "plans/my_plan.html", my_page(actor, cycle, plan))


def my_page(actor, cycle, plan):
    standing = standing_of(actor, cycle, plan)
    steps = workflow.open_steps(plan, actor) if plan else []
    untouched = "withdraw" in steps and not workflow.nobody_has_begun(plan, {})
    return {
        "plan": plan,
        "cycle": cycle,
        "home": actor.home,
        "action": progress.next_action(standing),
        "steps": progress.four_steps(standing),
        "can_withdraw": untouched,
        "step_form": blank(plan, actor.on) if plan else None,
        "secretary": secretary(actor),
        "openings": plan.accesses.count() if plan else 0,
        "counts": counts(plan) if plan else None,
        "earlier": earlier(actor.member, cycle),
    }


def standing_of(actor, cycle, plan):
    """All that the four-step line and the next action are made of."""
    membership = Membership.objects.in_force(actor.on).filter(member=actor.member, kind="official").first()
    facts = {
        "on": actor.on,
        "cycle": cycle,
        "member": actor.member,
        "exempt": Exemption.objects.in_force(actor.on).filter(member=actor.member).exists(),
        "is_head": posts.is_head(actor.member, actor.on),
        "draft_due_on": progress.draft_due_on(cycle, membership),
    }
    return progress.Standing(**facts, **(story(plan, actor.on) if plan else {}))


def story(plan, on):
    reviewer = AccessRecord.Capacity.REVIEWER
    opened = plan.accesses.filter(capacity=reviewer, revision=plan.revision).select_related("reader")
    return {
        "plan": plan,
        "events": list(reversed(history.of(plan))),
        "reader": opened.order_by("at").first(),
        "unanswered": plan.remarks.unanswered().count(),
        "due": tuple(workflow.still_due(plan, on)) if plan.status == Status.SIGNED else (),
    }


def counts(plan):
    """ "4 việc đăng ký · 2 hạn chế cần khắc phục"."""
    return f"{plan.tasks.count()} việc đăng ký · {plan.shortcomings.count()} hạn chế cần khắc phục"


def secretary(actor):
    """Whom to ask: the first reviewer of the cell who is somebody else."""
    return next((post.member for post in posts.reviewers(actor.home, actor.on, besides=actor.member)), None)


def earlier(member, cycle):
    """Plans of other years, the newest first."""
    plans = Plan.objects.filter(member=member).exclude(cycle=cycle) if cycle else Plan.objects.filter(member=member)
    return plans.select_related("cycle", "cell").order_by("-cycle__year")


@require_POST
def begin_plan(request):
    """Begin this year's plan (twice is once) and go to its first page."""
    actor = request.actor
    cycle = Cycle.objects.current(actor.home) if actor.home else None
    if cycle is None:
        return redirect("my_plan")
    plan = workflow.begin(actor.member, cycle, actor.home, by=actor, at=timezone.now())
    return redirect("edit", plan.pk)


@require_POST
def type_for(request, member_pk):
    """An officer of the cell begins to type somebody's plan from paper."""
    member = get_object_or_404(Member.objects.belonging(request.actor.on, request.actor.cells), pk=member_pk)
    cell = posts.Actor(member, request.actor.on).home
    cycle = Cycle.objects.current(cell)
    if cycle is None:
        messages.error(request, "Đảng ủy chưa mở năm kế hoạch, nên chưa gõ hộ được.")
        return redirect("queue")
    plan = workflow.begin(member, cycle, cell, by=request.actor, at=timezone.now())
    if Plan.objects.written_by(request.actor).filter(pk=plan.pk).exists():
        return redirect("edit", plan.pk)
    messages.error(request, f"Đ/c {member.full_name} đã tự bắt đầu kế hoạch trên máy, nên không gõ hộ được nữa.")
    return redirect("queue")


@require_safe
def readers(request, pk):
    """Who has read my plan: the author's page alone."""
    plan = get_object_or_404(Plan.objects.filter(member=request.actor.member).select_related("cycle"), pk=pk)
    openings = reading.readings_of(plan)[:200]
    return render(request, "plans/readers.html", {"plan": plan, "openings": openings})
