"""The list of grounds for exemption: everybody with the board of exemptions reads it, few may change it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cells import permissions as may
from cells.acts.exemptions import forms, grounds, words
from cells.acts.exemptions.rules import Refused
from cells.models import ExemptionGround


@require_safe
def listed(request):
    actor = request.actor
    keeps = may.keeps_grounds(actor)
    if not (keeps or actor.committees or actor.inspected):
        raise Http404
    lines = [words.ground_line(row, actor.on) for row in grounds.listed()]
    context = {
        "current": [line for line in lines if line["is_current"]],
        "ended": [line for line in lines if not line["is_current"]],
        "keeps": keeps,
        "is_overseer": bool(actor.committees | actor.inspected),
    }
    return render(request, "cells/exemptions/grounds.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add(request):
    refuse_others(request.actor)
    form = forms.GroundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = grounds.add(by=request.actor, at=timezone.now(), **form.facts())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Đã thêm lý do “{row.label}”.")
            return redirect("exemption_grounds")
    return render(request, "cells/exemptions/ground.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def change(request, pk):
    refuse_others(request.actor)
    row = get_object_or_404(grounds.listed(), pk=pk)
    form = forms.GroundForm(request.POST or None, initial=forms.GroundForm.of(row))
    if request.method == "POST" and form.is_valid():
        try:
            now = grounds.change(row, by=request.actor, at=timezone.now(), **form.facts())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Từ nay dùng lý do “{now.label}”. Những trường hợp đã ghi giữ nguyên lời cũ.")
            return redirect("exemption_grounds")
    context = {"form": form, "ground": row, "line": words.ground_line(row, request.actor.on)}
    return render(request, "cells/exemptions/ground.html", context)


@require_POST
def retire(request, pk):
    return done(request, pk, grounds.retire, "Đã thôi dùng lý do")


@require_POST
def restore(request, pk):
    return done(request, pk, grounds.restore, "Lại dùng lý do")


def done(request, pk, act, said):
    refuse_others(request.actor)
    row = get_object_or_404(ExemptionGround, pk=pk)
    try:
        act(row, by=request.actor, at=timezone.now())
        messages.success(request, f"{said} “{row.label}”.")
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("exemption_grounds")


def refuse_others(actor):
    if not may.keeps_grounds(actor):
        raise PermissionDenied("Danh sách lý do miễn dùng chung cho mọi chi bộ, do cấp ủy cao nhất ở đây giữ.")
