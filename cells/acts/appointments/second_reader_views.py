"""The secretary names a second reader for the year, or ends it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cells import permissions
from cells.acts.appointments.forms import SecondReaderForm
from cells.acts.appointments.second_readers import (
    NamedAlready,
    end_second_reader,
    find_possible_readers,
    find_second_reader,
    name_second_reader,
)
from cells.dated_rows import CellClosed
from cells.models import Cell


@require_http_methods(["GET", "HEAD", "POST"])
def second_reader_page(request, pk):
    """Who of the cell reads what was typed for somebody: whoever oversees the cell sees
    it, its secretary names them, the secretary or the ward ends it."""
    cells = Cell.objects.overseen_by(request.actor).select_related("committee")
    cell, actor = get_object_or_404(cells, pk=pk), request.actor
    may_name = permissions.names_second_reader(actor, cell)
    may_end = permissions.ends_second_reader(actor, cell)
    people = find_possible_readers(cell, actor.on).order_by("name_sort", "pk")
    form = SecondReaderForm(request.POST or None, people=people)
    if request.method == "POST":
        is_allowed = may_name or (may_end and "end" in request.POST)
        if not is_allowed:
            raise PermissionDenied("Bí thư chi bộ cử người đọc thứ hai.")
        answer = change_second_reader(request, cell, form)
        if answer:
            return answer
    page = {
        "cell": cell,
        "held": find_second_reader(cell, actor.on),
        "form": form,
        "may_name": may_name,
        "may_end": may_end,
    }
    status = 200
    if form.errors:
        status = 422
    template = "cells/appointments/second_reader.html"
    return render(request, template, page, status=status)


def change_second_reader(request, cell, form):
    """The way back once it is done, or None: the form says why not."""
    by, at = request.actor, timezone.now()
    if "end" in request.POST:
        end_second_reader(cell, by=by, at=at)
        messages.success(request, "Đã ghi: thôi làm người đọc thứ hai.")
        return redirect("appointments:second_reader", cell.pk)
    if not form.is_valid():
        return None
    member = form.cleaned_data["member"]
    try:
        name_second_reader(cell, member, by=by, at=at)
    except (NamedAlready, CellClosed) as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(
        request,
        f"Đã cử đ/c {member.full_name} làm người đọc thứ hai hết năm nay. Đảng ủy thấy "
        f"việc này ở trang Việc hôm nay.",
    )
    return redirect("appointments:second_reader", cell.pk)
