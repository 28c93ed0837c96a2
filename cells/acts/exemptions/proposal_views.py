"""A proposal: the committee above accepts or refuses it, the cell withdraws it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cells import permissions
from cells.acts.exemptions.access import (
    get_decidable_proposal,
    get_seen_proposal,
    get_withdrawable_proposal,
)
from cells.acts.exemptions.forms import AcceptanceForm, RefusalForm
from cells.acts.exemptions.proposals import (
    accept_proposal,
    explain_departure,
    refuse_proposal,
    withdraw_proposal,
)
from cells.acts.exemptions.reviews import find_anniversary
from cells.acts.exemptions.words import make_proposal_line
from cells.acts.refusals import show_refusal_in

ALREADY = "Đề nghị này đã được quyết định từ trước; không đổi gì."


@require_safe
def proposal_page(request, pk):
    return render_proposal(request, get_seen_proposal(request, pk))


@require_POST
def post_acceptance(request, pk):
    row = get_decidable_proposal(request, pk)
    form = AcceptanceForm(request.POST, today=request.actor.on)
    if form.is_valid():
        facts = form.facts()
        review_on = find_anniversary(facts["since"])
        with show_refusal_in(form):
            exemption = accept_proposal(
                row, review_on=review_on, by=request.actor, at=timezone.now(), **facts
            )
            done = f"Đã đồng ý miễn sinh hoạt cho đồng chí {row.member}."
            return redirect_to_decided(request, row, exemption is not None, done)
    return render_proposal(request, row, accepting=form)


@require_POST
def post_refusal(request, pk):
    row = get_decidable_proposal(request, pk)
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return render_proposal(request, row, refusing=form)
    is_first = refuse_proposal(row, by=request.actor, at=timezone.now(), **form.facts())
    done = f"Đã trả lời chi bộ: không đồng ý miễn cho đồng chí {row.member}."
    return redirect_to_decided(request, row, is_first, done)


@require_POST
def post_withdrawal(request, pk):
    row = get_withdrawable_proposal(request, pk)
    is_first = withdraw_proposal(row, by=request.actor, at=timezone.now())
    done = f"Đã rút đề nghị miễn cho đồng chí {row.member}."
    return redirect_to_decided(request, row, is_first, done)


def redirect_to_decided(request, row, is_first, done):
    """Of two who decide at once the second is told so."""
    if is_first:
        messages.success(request, done)
    else:
        messages.info(request, ALREADY)
    return redirect("exemptions:exemption_proposal", row.pk)


def render_proposal(request, row, *, accepting=None, refusing=None):
    on, waits = request.actor.on, row.decided_at is None
    usual = {"since": row.since, "until": row.until, "decided_on": on}
    context = {
        "proposal": row,
        "line": make_proposal_line(row),
        "decides": waits and permissions.decides(request.actor, row),
        "withdraws": waits and permissions.withdraws(request.actor, row),
        "trouble": waits and explain_departure(row, on),
        "accepting": accepting or AcceptanceForm(initial=usual, today=on),
        "refusing": refusing or RefusalForm(),
    }
    return render(request, "cells/exemptions/proposal.html", context)
