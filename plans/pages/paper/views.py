"""An officer of the cell types the plan of somebody who wrote it by hand; the author's
own pages do the rest."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cells.models import Member, Membership
from plans.models import Cycle, Plan
from plans.workflow import steps


@require_http_methods(["GET", "HEAD", "POST"])
def type_for_page(request, member_pk):
    """Says what typing for somebody means, then begins their plan (twice is once) and
    goes to its first page."""
    actor = request.actor
    member = get_object_or_404(
        Member.objects.belonging(actor.on, actor.cells), pk=member_pk
    )
    if actor.member.pk == member.pk:
        return redirect("home:my_plan")
    cell = find_home_of(member, actor.on)
    cycle = Cycle.objects.current(cell, actor.on)
    plan = None
    if cycle:
        plans = Plan.objects.filter(member=member, cycle=cycle)
        plan = plans.select_related("helper").first()
    if cycle and plan is None and request.method == "POST":
        plan = steps.begin_plan(member, cycle, cell, by=actor, at=timezone.now())
    if plan and plan.helper_id == actor.member.pk:
        return redirect("editor:edit", plan.pk)
    page = {"member": member, "cell": cell, "cycle": cycle, "plan": plan}
    status = 200
    if plan and request.method == "POST":
        status = 409
    return render(request, "plans/paper/type_for.html", page, status=status)


def find_home_of(member, on):
    """The cell of somebody's official membership."""
    there = Membership.objects.in_force(on).filter(
        member=member, kind=Membership.Kind.OFFICIAL
    )
    return there.select_related("cell__committee").get().cell
