"""A cell's exemptions: the list, one of them, a new one, a return to activity. Officers
and the ward write; inspectors read."""

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
from cells.acts.exemptions.access import (
    get_kept_cell,
    get_kept_exemption,
    get_seen_cell,
    get_seen_exemption,
)
from cells.acts.exemptions.claims import (
    confirm_claim,
    decides_claim,
    decline_claim,
    describe_claim,
)
from cells.acts.exemptions.forms import ExemptionForm, ReturnForm
from cells.acts.exemptions.proposals import list_proposals, propose_exemption
from cells.acts.exemptions.reviews import (
    find_anniversary,
    find_current_exemptions,
    find_ended_exemptions,
    find_exemptions_to_come,
    find_first_of_next_month,
    return_member,
)
from cells.acts.exemptions.rules import record_exemption
from cells.acts.exemptions.words import make_exemption_line, make_proposal_line
from cells.acts.refusals import Refused, show_refusal_in
from cells.models import Exemption, ExemptionGround, Member
from phucdong.writing import date_text


@require_safe
def exemptions_page(request, pk):
    """The exemptions in force, those to come, what the cell proposes, and what has
    ended in the last two years."""
    cell, on = get_seen_cell(request, pk), request.actor.on
    current = find_current_exemptions(cell, on)
    later = find_exemptions_to_come(cell, on)
    ended = find_ended_exemptions(cell, on)
    lines = [make_exemption_line(row, on) for row in current]
    context = {
        "cell": cell,
        "rows": lines,
        "due": sum(line.is_due for line in lines),
        "proposals": [make_proposal_line(row) for row in list_proposals(cell)],
        "later": [make_exemption_line(row, on) for row in later],
        "ended": [make_exemption_line(row, on) for row in ended],
        "keeps": permissions.keeps_exemptions(request.actor, cell),
    }
    return render(request, "cells/exemptions/of_cell.html", context)


# --- a new one -----------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def exemption_form_page(request, pk):
    """Record an exemption, or send a proposal when the ground is one that the committee
    above decides."""
    cell = get_kept_cell(request, pk)
    form = make_exemption_form(request, cell)
    if form.is_valid():
        member = get_object_or_404(Member, pk=form.cleaned_data["member"])
        if not permissions.exempts(request.actor, member):
            raise PermissionDenied
        with show_refusal_in(form):
            done = record_or_propose(form, cell, member, by=request.actor)
            messages.success(request, done)
            return redirect("exemptions:exemptions", cell.pk)
    context = {
        "form": form,
        "cell": cell,
        "is_ward": permissions.decides_exemptions(request.actor, cell),
    }
    return render(request, "cells/exemptions/form.html", context)


def make_exemption_form(request, cell):
    """For all of the cell but oneself; of whom the address names, it says when the
    present exemption ends."""
    on, chosen = request.actor.on, request.GET.get("dong-chi", "")
    there = Member.objects.belonging(on, [cell]).exclude(pk=request.actor.member.pk)
    there = there.order_by("name_sort", "pk")
    members = list(there.values_list("pk", "full_name"))
    initial = {}
    if chosen in [str(pk) for pk, _ in members]:
        present = Exemption.objects.in_force(on).filter(member=chosen).first()
        initial = {"member": chosen, "since": present.until if present else None}
    return ExemptionForm(
        request.POST or None,
        members=members,
        grounds=ExemptionGround.objects.valid(on),
        today=on,
        initial=initial,
    )


def record_or_propose(form, cell, member, *, by):
    """What was done, in words. Raises Refused."""
    resolution, at = form.read_resolution(), timezone.now()
    is_cells = resolution.ground.kind == Exemption.Kind.AGE_HEALTH
    if is_cells or permissions.decides_exemptions(by, cell):
        chosen = form.cleaned_data["review_on"]
        review_on = chosen or find_anniversary(resolution.since)
        exemption = record_exemption(
            member, resolution, review_on=review_on, by=by, at=at
        )
        return tell_recorded(member, exemption)
    propose_exemption(member, cell, resolution, by=by, at=at)
    return (
        f"Đã gửi đề nghị miễn sinh hoạt cho đồng chí {member}. Miễn bắt đầu khi cấp ủy "
        f"cấp trên đồng ý."
    )


def tell_recorded(member, exemption):
    since = date_text(exemption.since)
    words = f"Đã ghi miễn sinh hoạt cho đồng chí {member}, từ {since}."
    if exemption.is_claim_open:
        words += f" {describe_claim(exemption)}."
    return words


# --- one of them ---------------------------------------------------------------------


@require_safe
def exemption_page(request, pk):
    usual = {"on": find_first_of_next_month(request.actor.on)}
    row = get_seen_exemption(request, pk)
    return render_exemption(request, row, ReturnForm(initial=usual))


@require_POST
def post_return(request, pk):
    """The member returns to activity before the next review."""
    row, form = get_kept_exemption(request, pk), ReturnForm(request.POST)
    if form.is_valid():
        with show_refusal_in(form, words="Chưa ghi gì: {}."):
            return_member(row, by=request.actor, at=timezone.now(), **form.facts())
            day = date_text(form.cleaned_data["on"])
            done = f"Đã ghi: đồng chí {row.member} trở lại sinh hoạt từ {day}."
            messages.success(request, done)
            return redirect("exemptions:exemption", row.pk)
    return render_exemption(request, row, form)


@require_POST
def post_claim(request, pk):
    """The ward confirms the day to which a cell dated an exemption back, or does
    not."""
    row = get_kept_exemption(request, pk)
    decide = decline_claim
    if request.POST.get("is_confirmed") == "1":
        decide = confirm_claim
    try:
        is_first = decide(row, by=request.actor, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("exemptions:exemption", row.pk)
    if is_first:
        messages.success(request, "Đã ghi ngày bắt đầu tính miễn.")
    return redirect("exemptions:exemption", row.pk)


def render_exemption(request, row, form):
    on = request.actor.on
    context = {
        "exemption": row,
        "line": make_exemption_line(row, on),
        "cell": permissions.home_of(row.member, on),
        "keeps": permissions.exempts(request.actor, row.member),
        "decides_claim": row.is_claim_open and decides_claim(request.actor, row),
        "form": form,
    }
    return render(request, "cells/exemptions/exemption.html", context)
