"""One cell's page: who holds which post, who belongs to it, where each plan stands. And an inspector's readings."""

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from cells import permissions as may
from cells.models import Appointment, Cell
from plans import roster
from plans.models import AccessRecord, Cycle

PER_PAGE = 50


@require_safe
def cell(request, pk):
    shown = get_object_or_404(Cell.objects.overseen_by(request.actor).select_related("committee"), pk=pk)
    cycle = Cycle.objects.current(shown)
    on = request.actor.on
    context = {
        "cell": shown,
        "cycle": cycle,
        "posts": Appointment.objects.in_force(on).filter(cell=shown).select_related("member").order_by("since", "pk"),
        "rows": roster.rows(shown, cycle, request.actor),
        "manages": may.manages(request.actor, shown),
        "leads": shown.pk in request.actor.cells,
    }
    return render(request, "plans/cell.html", context)


@require_safe
def my_readings(request):
    """Everything that an inspector has opened, the newest first."""
    if not request.actor.inspected:
        raise PermissionDenied("Trang này dành cho cán bộ kiểm tra, giám sát.")
    opened = AccessRecord.objects.filter(reader=request.actor.member)
    rows = opened.select_related("plan__member", "plan__cell", "plan__cycle").order_by("-at", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "plans/my_readings.html", {"page": page})
