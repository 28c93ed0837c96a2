"""The list of grounds for exemption: everybody with the board of exemptions reads it,
few may change it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from cells import permissions
from cells.acts.exemptions.access import refuse_others_than_keepers
from cells.acts.exemptions.forms import GroundForm
from cells.acts.exemptions.grounds import (
    add_ground,
    change_ground,
    find_grounds,
    restore_ground,
    retire_ground,
)
from cells.acts.exemptions.words import make_ground_line
from cells.acts.refusals import Refused, show_refusal_in
from cells.models import ExemptionGround


@require_safe
def grounds_page(request):
    actor = request.actor
    is_keeper = permissions.keeps_grounds(actor)
    is_overseer = bool(actor.committees or actor.inspected)
    if not (is_keeper or is_overseer):
        raise Http404
    lines = [make_ground_line(row, actor.on) for row in find_grounds()]
    context = {
        "current": [line for line in lines if line.is_current],
        "ended": [line for line in lines if not line.is_current],
        "keeps": is_keeper,
        "is_overseer": is_overseer,
    }
    return render(request, "cells/exemptions/grounds.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_ground_page(request):
    refuse_others_than_keepers(request.actor)
    form = GroundForm(request.POST or None)
    if form.is_valid():
        with show_refusal_in(form):
            row = add_ground(by=request.actor, at=timezone.now(), **form.facts())
            messages.success(request, f"Đã thêm lý do “{row.label}”.")
            return redirect("grounds:exemption_grounds")
    return render(request, "cells/exemptions/ground.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def ground_page(request, pk):
    refuse_others_than_keepers(request.actor)
    row = get_object_or_404(find_grounds(), pk=pk)
    form = GroundForm(request.POST or None, initial=GroundForm.read_initial(row))
    if form.is_valid():
        with show_refusal_in(form):
            now = change_ground(
                row, by=request.actor, at=timezone.now(), **form.facts()
            )
            done = f"Từ nay dùng lý do “{now.label}”."
            kept = "Những trường hợp đã ghi giữ nguyên lời cũ."
            messages.success(request, f"{done} {kept}")
            return redirect("grounds:exemption_grounds")
    line = make_ground_line(row, request.actor.on)
    context = {"form": form, "ground": row, "line": line}
    return render(request, "cells/exemptions/ground.html", context)


@require_POST
def post_retirement(request, pk):
    return act_on_ground(request, pk, retire_ground, "Đã thôi dùng lý do")


@require_POST
def post_restoration(request, pk):
    return act_on_ground(request, pk, restore_ground, "Lại dùng lý do")


def act_on_ground(request, pk, act, done):
    refuse_others_than_keepers(request.actor)
    row = get_object_or_404(ExemptionGround, pk=pk)
    try:
        act(row, by=request.actor, at=timezone.now())
        messages.success(request, f"{done} “{row.label}”.")
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("grounds:exemption_grounds")
