"""Suspensions: the ward records what a committee decided, and the decision that ends it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cells import permissions as may
from cells.acts.exemptions import forms, words
from cells.acts.exemptions import rules as recording
from cells.acts.exemptions.rules import Refused
from cells.models import Cell, Member, Suspension
from phucdong.writing import date_text

OWN = "Đồng chí không tự ghi đình chỉ của chính mình."


@require_http_methods(["GET", "HEAD", "POST"])
def suspend(request, member_pk):
    below = Cell.objects.below(request.actor.committees).exclude(kind=Cell.Kind.UNIT)
    member = get_object_or_404(Member.objects.belonging(request.actor.on, below), pk=member_pk)
    if not may.suspends(request.actor, member):
        raise PermissionDenied(OWN)
    form = forms.SuspensionForm(request.POST or None, today=request.actor.on)
    if request.method == "POST" and form.is_valid():
        try:
            row = recording.suspend(member, by=request.actor, at=timezone.now(), **form.facts())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Đã ghi đình chỉ sinh hoạt đồng chí {member}, từ {date_text(row.since)}.")
            return redirect("suspension", row.pk)
    return render(request, "cells/suspensions/form.html", {"form": form, "member": member})


@require_safe
def suspension(request, pk):
    return page(request, seen(request, pk))


def page(request, row, form=None):
    on = request.actor.on
    lifts = may.suspends(request.actor, row.member) and (row.until is None or row.until > on)
    context = {
        "suspension": row,
        "term": words.term_of(row),
        "lifts": lifts,
        "manages": bool(request.actor.committees),
        "form": form or forms.LiftForm(),
    }
    return render(request, "cells/suspensions/suspension.html", context)


@require_POST
def lift(request, pk):
    row, form = seen(request, pk), forms.LiftForm(request.POST)
    if not may.suspends(request.actor, row.member):
        raise PermissionDenied(OWN)
    if form.is_valid():
        try:
            ended = recording.lift(row, by=request.actor, at=timezone.now(), **form.facts())
            done = "Đã ghi ngày thôi đình chỉ." if ended else "Đình chỉ này đã kết thúc từ trước; không đổi gì."
            messages.success(request, done)
            return redirect("suspension", row.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return page(request, row, form)


def seen(request, pk):
    """A suspension of somebody below the actor's committees: the ward's officers and inspectors."""
    cells = Cell.objects.below(request.actor.committees | request.actor.inspected)
    return get_object_or_404(Suspension.objects.of_cells(cells, request.actor.on).select_related("member"), pk=pk)
