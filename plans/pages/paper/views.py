"""Typing for somebody begins and ends: the author names who types, or an officer of the
cell does. The author's own pages do the rest."""

from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cells.models import Cell, Member, Membership
from plans import own_years
from plans.models import Assistance, Cycle, Plan
from plans.pages.paper import helpers
from plans.pages.paper.forms import TypingForm
from plans.permissions import may_read
from plans.refusals import HasPlanOfYear, NotReady, PlanMoved
from plans.workflow import assistances, deeds, steps


@require_http_methods(["GET", "HEAD", "POST"])
def type_for_page(request, member_pk):
    """An officer of the cell: asks who types and from what, before anything begins."""
    actor = request.actor
    member = get_object_or_404(
        Member.objects.belonging(actor.on, actor.cells), pk=member_pk
    )
    if actor.member.pk == member.pk:
        return redirect("home:my_plan")
    asked = find_asked(member, find_home_of(member, actor.on), request)
    if asked.plan and is_typed_by(asked.plan, actor):
        return redirect("editor:edit", asked.plan.pk)
    return ask_who_types(request, asked, "plans/paper/type_for.html")


@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_help_page(request):
    """The author names who types their plan of this year, or of another that is
    open."""
    actor = request.actor
    if actor.home is None:
        return redirect("home:my_plan")
    asked = find_asked(actor.member, actor.home, request)
    if asked.cycle is None:
        return redirect("home:my_plan")
    if asked.plan:
        asked.cell = asked.plan.cell
    return ask_who_types(request, asked, "plans/paper/ask_for_help.html")


@dataclass
class Asked:
    """For whom somebody is to type: the Member, their cell, cycle and plan (or None);
    `others` are the other cycles among which may be chosen."""

    member: Member
    cell: Cell
    cycle: Cycle | None
    plan: Plan | None
    others: list


def find_asked(member, cell, request):
    """Of the year that was asked for, else of the oldest that is due."""
    plans = list(Plan.objects.with_related().filter(member=member))
    years = own_years.read_own_years(member, cell, plans, request.actor.on)
    cycle = years.choose(request.GET.get("nam"))
    by_year = {plan.year: plan for plan in plans}
    plan = None
    if cycle:
        plan = by_year.get(cycle.year)
    others = [one for one in years.shown if one != cycle]
    return Asked(member, cell, cycle, plan, others)


def is_typed_by(plan, actor):
    now = helpers.find_open_act(plan, actor.on)
    return now is not None and now.helper_id == actor.member.pk


def find_home_of(member, on):
    """The cell of somebody's official membership."""
    there = Membership.objects.in_force(on).filter(
        member=member, kind=Membership.Kind.OFFICIAL
    )
    return there.select_related("cell__committee").get().cell


def ask_who_types(request, asked, template):
    """The page that asks; sent, the act begins, or the page says why not."""
    actor = request.actor
    alone = helpers.find_who_could_not_decide(asked.cell, actor.on, author=asked.member)
    offered = helpers.list_helpers(asked.member, asked.cell, actor.on, after=alone)
    form = make_typing_form(request, offered, alone)
    hindrance = find_hindrance(asked, actor)
    status = 200
    if request.method == "POST" and not hindrance:
        answer = begin_if_possible(request, asked, form)
        if answer:
            return answer
        status = 422
    elif request.method == "POST":
        status = 409
    page = {
        "member": asked.member,
        "cell": asked.cell,
        "cycle": asked.cycle,
        "other_cycles": asked.others,
        "form": form,
        "hindrance": hindrance,
        "written": find_written(asked, actor),
        "is_only_officer": actor.member.pk in alone,
        "leads": asked.cell.pk in actor.cells,
    }
    return render(request, template, page, status=status)


def find_written(asked, actor):
    """The plan that is there already, for an officer who may read it; else None."""
    plan = asked.plan
    if plan is None or plan.member_id == actor.member.pk:
        return None
    return plan if may_read(actor, plan) else None


def make_typing_form(request, offered, alone):
    if request.method == "POST":
        return TypingForm(request.POST, helpers=offered)
    start = {}
    actor = request.actor
    if actor.member.pk not in alone:
        start["helper"] = actor.member.pk
    return TypingForm(initial=start, helpers=offered)


def find_hindrance(asked, actor):
    if asked.cycle is None:
        return "Hiện không có năm kế hoạch nào đang mở, nên chưa gõ hộ được."
    if asked.plan is None:
        return ""
    if asked.plan.cell_id != asked.cell.pk:
        told = deeds.tell_plan_of_year(asked.plan)
        return f"Đ/c {asked.member.full_name} {told}"
    return helpers.find_hindrance(asked.plan, actor)


def begin_if_possible(request, asked, form):
    """The way onward, or None: the form says what stands in the way."""
    if not form.is_valid():
        return None
    try:
        begun = begin_typing(asked, form.cleaned_data, request.actor, timezone.now())
    except NotReady as not_ready:
        for words in not_ready.missing:
            form.add_error(None, words)
        return None
    except PlanMoved as moved:
        form.add_error(None, deeds.tell_event(moved.args[0]))
        return None
    except HasPlanOfYear as other:
        told = deeds.tell_plan_of_year(other.args[0])
        form.add_error(None, f"Đ/c {asked.member.full_name} {told}")
        return None
    return go_on(request, begun)


@transaction.atomic
def begin_typing(asked, sent, actor, at):
    """The plan is begun if it was not, and the act with it."""
    plan = asked.plan
    if plan is None:
        plan = steps.begin_plan(asked.member, asked.cycle, asked.cell, by=actor, at=at)
    helper = Member.objects.get(pk=sent["helper"])
    return assistances.begin_assistance(plan, helper, sent["source"], by=actor, at=at)


def go_on(request, begun):
    """Who types goes to the text; whoever named them goes back."""
    actor = request.actor
    if begun.helper_id == actor.member.pk:
        return redirect("editor:edit", begun.plan_id)
    messages.success(
        request,
        f"Đã ghi: đ/c {begun.helper.full_name} gõ hộ. Đồng chí ấy thấy việc này ở "
        f"trang đầu của mình.",
    )
    if begun.plan.member_id == actor.member.pk:
        return redirect("home:my_plan")
    return redirect("desk:queue")


@require_POST
def hand_back_act(request, pk):
    """The helper stops, or the author or whoever named the helper ends it."""
    plan = get_object_or_404(find_plans_in_hand(request.actor.member), pk=pk)
    if assistances.hand_back(plan, by=request.actor, at=timezone.now()):
        messages.success(
            request,
            f"Đã thôi gõ hộ kế hoạch của đ/c {plan.member.full_name}. Những gì đã gõ "
            f"vẫn còn, người viết viết tiếp được.",
        )
    return redirect("home:home")


def find_plans_in_hand(member):
    """Plans that somebody writes, ever typed, or had somebody type."""
    if member is None:
        return Plan.objects.none()
    acts = Assistance.objects.filter(Q(helper=member) | Q(begun_by=member))
    theirs = Q(member=member) | Q(pk__in=acts.values("plan"))
    return Plan.objects.with_related().filter(theirs)
