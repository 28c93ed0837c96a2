"""The ward records what a committee decided, and the decision that ends it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from cells import permissions
from cells.acts.refusals import show_refusal_in
from cells.acts.suspensions.forms import LiftForm, SuspensionForm
from cells.acts.suspensions.rules import lift_suspension, suspend_member
from cells.models import Cell, Member, Suspension
from cells.wording import describe_term
from phucdong.writing import date_text

OWN = "Đồng chí không tự ghi đình chỉ của chính mình."


@require_http_methods(["GET", "HEAD", "POST"])
def suspension_form_page(request, member_pk):
    on = request.actor.on
    cells = Cell.objects.below(request.actor.committees).exclude(kind=Cell.Kind.UNIT)
    member = get_object_or_404(Member.objects.belonging(on, cells), pk=member_pk)
    if not permissions.suspends(request.actor, member):
        raise PermissionDenied(OWN)
    form = SuspensionForm(request.POST or None, today=on)
    if form.is_valid():
        with show_refusal_in(form):
            row = suspend_member(
                member, by=request.actor, at=timezone.now(), **form.facts()
            )
            since = date_text(row.since)
            done = f"Đã ghi đình chỉ sinh hoạt đồng chí {member}, từ {since}."
            messages.success(request, done)
            return redirect("suspensions:suspension", row.pk)
    context = {"form": form, "member": member}
    return render(request, "cells/suspensions/form.html", context)


@require_safe
def suspension_page(request, pk):
    return render_suspension(request, get_seen_suspension(request, pk), LiftForm())


@require_POST
def post_lifting(request, pk):
    row = get_seen_suspension(request, pk)
    if not permissions.suspends(request.actor, row.member):
        raise PermissionDenied(OWN)
    form = LiftForm(request.POST)
    if form.is_valid():
        with show_refusal_in(form):
            ended = lift_suspension(
                row, by=request.actor, at=timezone.now(), **form.facts()
            )
            done = "Đình chỉ này đã kết thúc từ trước; không đổi gì."
            if ended:
                done = "Đã ghi ngày thôi đình chỉ."
            messages.success(request, done)
            return redirect("suspensions:suspension", row.pk)
    return render_suspension(request, row, form)


def get_seen_suspension(request, pk):
    """A suspension of somebody below the actor's committees: the ward's officers and
    inspectors."""
    committees = request.actor.committees | request.actor.inspected
    rows = Suspension.objects.of_cells(Cell.objects.below(committees), request.actor.on)
    return get_object_or_404(rows.select_related("member"), pk=pk)


def render_suspension(request, row, form):
    is_open = row.until is None or row.until > request.actor.on
    context = {
        "suspension": row,
        "term": describe_term(row.since, row.until),
        "lifts": permissions.suspends(request.actor, row.member) and is_open,
        "form": form,
    }
    return render(request, "cells/suspensions/suspension.html", context)
