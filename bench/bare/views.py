"""Pages as the tutorial would write them: a query with .values(), a plain template, the user of the session."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.shortcuts import render

from cells.models import Cell
from plans.models import Plan, SectionText, Status


@login_required
def queue(request, cell):
    plans = Plan.objects.filter(cell=cell, status=Status.CELL_REVIEW).order_by("moved_at", "pk")
    columns = ("pk", "member__full_name", "cell__name", "status", "revision", "moved_at", "begun_at")
    return render(request, "bare/queue.html", {"plans": plans.values(*columns)})


@login_required
def dashboard(request, cycle):
    """A row a cell: its members, and its plans by status."""
    plans = Plan.objects.filter(cycle=cycle).values("cell").annotate(**counts()).order_by("cell__name")
    members = Cell.objects.annotate(members=Count("memberships")).values_list("pk", "members")
    return render(request, "bare/dashboard.html", {"rows": plans.values("cell__name", *COLUMNS), "members": members})


@login_required
def editor(request, plan, key):
    text = SectionText.objects.values("text", "version").get(plan=plan, key=key)
    sections = Plan.objects.get(pk=plan).form_version.sections.values("key", "title")
    return render(request, "bare/editor.html", {"text": text, "sections": sections})


def counts():
    late = Count("pk", filter=~Q(status=Status.POSTED))
    by_status = {status: Count("pk", filter=Q(status=status)) for status in Status.values}
    return {**by_status, "all": Count("pk"), "late": late, "sent": Count("first_submitted_at")}


COLUMNS = (*Status.values, "all", "late", "sent")
