"""Pages as the tutorial would write them: a query with .values(), a plain template, the user of the session."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count, F, Q
from django.shortcuts import render

from plans.models import Plan, SectionText, Status


@login_required
def queue(request, cell):
    plans = Plan.objects.filter(cell=cell, status=Status.CELL_REVIEW).order_by("moved_at", "pk")
    columns = ("pk", "member__full_name", "cell__name", "status", "revision", "moved_at", "begun_at")
    return render(request, "bare/queue.html", {"plans": plans.values(*columns)})


@login_required
def dashboard(request, cycle):
    """Two tables with a row a cell, as ours has: 7 columns, and 16 of figures."""
    plans = Plan.objects.filter(cycle=cycle).values(name=F("cell__name")).annotate(**FIGURES)
    return render(request, "bare/dashboard.html", {"rows": plans.order_by("name"), "figures": list(FIGURES)})


@login_required
def editor(request, plan, key):
    text = SectionText.objects.values("text", "version").get(plan=plan, key=key)
    sections = Plan.objects.get(pk=plan).form_version.sections.values("key", "title")
    return render(request, "bare/editor.html", {"text": text, "sections": sections})


FIGURES = {
    **{status.value: Count("pk", filter=Q(status=status)) for status in Status},
    "every": Count("pk"),
    "sent": Count("first_submitted_at"),
    "unsent": Count("pk", filter=Q(first_submitted_at=None)),
    "typed": Count("helper"),
    "late": Count("pk", filter=~Q(status=Status.POSTED)),
    "never_sent": Count("pk", filter=Q(revision=0)),
    "once": Count("pk", filter=Q(revision=1)),
    "twice": Count("pk", filter=Q(revision=2)),
    "often": Count("pk", filter=Q(revision__gt=2)),
    "edited": Count("pk", filter=Q(edited_at__gt=F("moved_at"))),
}
