"""Pages as the tutorial would write them: queries with .values(), a plain template, the
user of the session."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Q
from django.shortcuts import render
from django.utils import timezone

from cells.models import Membership
from cells.models.ranges import in_force
from plans.models import Plan, Row, Status


@login_required
def queue(request, cell):
    """A table with a row a plan and 7 columns."""
    plans = Plan.objects.filter(cell=cell, status=Status.CELL_REVIEW).order_by(
        "moved_at", "pk"
    )
    columns = (
        "pk",
        "member__full_name",
        "cell__name",
        "status",
        "revision",
        "moved_at",
        "begun_at",
    )
    return render(request, "bare/queue.html", {"plans": plans.values(*columns)})


@login_required
def dashboard(request, cycle):
    """A table with a row a cell and the figures of ours as of today: members, exempt,
    late, by status, sent, posted."""
    today = timezone.localdate()
    exempt = Count(
        "member", distinct=True, filter=in_force(today, "member__exemptions__")
    )
    here = Membership.objects.filter(
        in_force(today), kind=Membership.Kind.OFFICIAL
    ).values("cell", "cell__name")
    cells = here.annotate(
        members=Count("member", distinct=True), exempt=exempt
    ).order_by("cell__name")
    plans = {
        row["cell"]: row
        for row in Plan.objects.filter(cycle=cycle).values("cell").annotate(**FIGURES)
    }
    return render(
        request,
        "bare/dashboard.html",
        {"rows": [{**row, **plans[row["cell"]]} for row in cells]},
    )


@login_required
def editor(request, plan, key):
    """A list of the sections and a text to write."""
    row = Row.objects.values("values", "version").get(plan=plan, section=key)
    text = {"text": next(iter(row["values"].values())), "version": row["version"]}
    sections = Plan.objects.get(pk=plan).form_version.sections.values("key", "title")
    return render(request, "bare/editor.html", {"text": text, "sections": sections})


FIGURES = {
    **{status.value: Count("pk", filter=Q(status=status)) for status in Status},
    "sent": Count("first_submitted_at"),
    "late": Count("pk", filter=~Q(status=Status.POSTED)),
}
