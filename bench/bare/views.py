"""Pages as the tutorial would write them: queries with .values(), a plain template, the user of the session."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.shortcuts import render

from cells.models import Membership
from plans.models import Plan, SectionText, Status


@login_required
def queue(request, cell):
    """A table with a row a plan and 7 columns."""
    plans = Plan.objects.filter(cell=cell, status=Status.CELL_REVIEW).order_by("moved_at", "pk")
    columns = ("pk", "member__full_name", "cell__name", "status", "revision", "moved_at", "begun_at")
    return render(request, "bare/queue.html", {"plans": plans.values(*columns)})


@login_required
def dashboard(request, cycle):
    """A table with a row a cell and the figures of ours: members, exempt, late, plans by status, sent, through."""
    members = {"members": Count("pk"), "exempt": Count("member__exemptions")}
    cells = Membership.objects.values("cell", "cell__name").annotate(**members).order_by("cell__name")
    counts = Plan.objects.filter(cycle=cycle).values("cell").annotate(**FIGURES)
    plans = {row["cell"]: row for row in counts}
    return render(request, "bare/dashboard.html", {"rows": [{**row, **plans[row["cell"]]} for row in cells]})


@login_required
def editor(request, plan, key):
    """A list of the sections and a text to write."""
    text = SectionText.objects.values("text", "version").get(plan=plan, key=key)
    sections = Plan.objects.get(pk=plan).form_version.sections.values("key", "title")
    return render(request, "bare/editor.html", {"text": text, "sections": sections})


FIGURES = {
    **{status.value: Count("pk", filter=Q(status=status)) for status in Status},
    "sent": Count("first_submitted_at"),
    "late": Count("pk", filter=~Q(status=Status.POSTED)),
}
