"""The ward closes a year, or opens it again: what stands there is said first, and a
reason is asked for."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from plans.form import year_acts
from plans.models import Cycle
from plans.pages.years.forms import ReasonForm
from plans.pages.years.views import GONE, find_readable_cycle
from plans.permissions import may_keep_cycles


@require_http_methods(["GET", "HEAD", "POST"])
def close_page(request, pk):
    """How many plans are not finished, and what becomes of them."""
    cycle = find_kept_cycle(request.actor, pk)
    if not cycle.is_under_way:
        messages.warning(request, f"Năm {cycle.year} đã đóng rồi. Không thay đổi gì.")
        return redirect("years:year", cycle.pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = f"Đã đóng năm {cycle.year}. Kế hoạch của năm ấy giữ nguyên, chỉ để đọc."
        return act_on_year(request, year_acts.close_year, cycle, form, done)
    numbers = year_acts.count_unfinished(cycle)
    page = {
        "form": form,
        "cycle": cycle,
        "numbers": [(status.label, many) for status, many in numbers.items()],
        "total": sum(numbers.values()),
        "signed": numbers.get("signed", 0),
        "cells": year_acts.count_unfinished_by_cell(cycle),
        "goes_on": cycle.year >= request.actor.on.year,
    }
    return render(request, "plans/years/close.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def reopen_page(request, pk):
    cycle = find_kept_cycle(request.actor, pk)
    if cycle.is_under_way:
        messages.warning(request, f"Năm {cycle.year} đang mở. Không thay đổi gì.")
        return redirect("years:year", cycle.pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = f"Đã mở lại năm {cycle.year}. Kế hoạch chưa xong trở lại với mọi người."
        return act_on_year(request, year_acts.reopen_year, cycle, form, done)
    total = sum(year_acts.count_unfinished(cycle).values())
    page = {"form": form, "cycle": cycle, "total": total}
    return render(request, "plans/years/reopen.html", page)


def find_kept_cycle(actor, pk):
    cycle = find_readable_cycle(actor, pk)
    if not may_keep_cycles(actor, cycle.committee_id):
        raise PermissionDenied("Chỉ Đảng ủy mở năm ấy mới đóng, mở lại được.")
    return cycle


def act_on_year(request, act, cycle, form, done):
    reason = form.cleaned_data["reason"]
    try:
        act(cycle, reason, by=request.actor, at=timezone.now())
    except Cycle.DoesNotExist:
        messages.warning(request, GONE)
        return redirect("years:cycles")
    messages.success(request, done)
    return redirect("years:year", cycle.pk)
