"""A cell's exemptions: record, propose, decide, return to activity. Officers and the ward write; inspectors read."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cells import permissions as may
from cells.acts.exemptions import forms, words
from cells.acts.exemptions import proposals as proposing
from cells.acts.exemptions import reviews as reviewing
from cells.acts.exemptions import rules as recording
from cells.acts.exemptions.rules import Refused
from cells.models import Cell, Exemption, ExemptionGround, ExemptionProposal, Member
from phucdong.writing import date_text


@require_safe
def of_cell(request, pk):
    """The exemptions in force, what the cell proposes, and what has ended in the last two years."""
    cell, on = seen_cell(request, pk), request.actor.on
    rows = [words.line(row, on) for row in reviewing.of_cell(cell, on)]
    context = {
        "cell": cell,
        "rows": rows,
        "due": sum(row["is_due"] for row in rows),
        "proposals": [words.proposal_line(row) for row in proposals_of(cell)],
        "ended": [words.line(row, on) for row in reviewing.ended(cell, on)],
        "keeps": may.keeps_exemptions(request.actor, cell),
    }
    return render(request, "cells/exemptions/of_cell.html", context)


def proposals_of(cell):
    """Those that wait first, then the newest decisions."""
    rows = ExemptionProposal.objects.filter(cell=cell).select_related("member", "ground", "exemption")
    return sorted(rows.order_by("-proposed_at", "-pk")[:20], key=lambda row: row.decided_at is not None)


@require_http_methods(["GET", "HEAD", "POST"])
def exempt(request, pk):
    """Record an exemption, or send a proposal when the ground is one that the committee above decides."""
    cell = kept_cell(request, pk)
    form = exemption_form(request, cell)
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        member = get_object_or_404(Member, pk=facts.pop("member"))
        if not may.exempts(request.actor, member):
            raise PermissionDenied
        try:
            messages.success(request, recorded(request, cell, member, facts))
            return redirect("exemptions", cell.pk)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    is_ward = may.decides_exemptions(request.actor, cell)
    return render(request, "cells/exemptions/form.html", {"form": form, "cell": cell, "is_ward": is_ward})


def exemption_form(request, cell):
    on = request.actor.on
    there = Member.objects.belonging(on, [cell]).exclude(pk=request.actor.member.pk)
    members = list(there.order_by("name_sort", "pk").values_list("pk", "full_name"))
    chosen = request.GET.get("dong-chi", "")
    initial = {"member": chosen, "since": following(chosen, on)} if chosen in {str(pk) for pk, _ in members} else {}
    options = {"members": members, "grounds": ExemptionGround.objects.valid(on), "today": on, "initial": initial}
    return forms.ExemptionForm(request.POST or None, **options)


def following(member, on):
    """The day on which the next exemption may begin: where the present one ends, if it does."""
    present = Exemption.objects.in_force(on).filter(member=member).first()
    return present.until if present else None


def recorded(request, cell, member, facts):
    """Record or propose; what was done, in words."""
    by, at, review_on = request.actor, timezone.now(), facts.pop("review_on")
    if facts["ground"].kind == Exemption.Kind.AGE_HEALTH or may.decides_exemptions(by, cell):
        review_on = review_on or reviewing.a_year_after(facts["since"])
        recording.exempt(member, review_on=review_on, by=by, at=at, **facts)
        return f"Đã ghi miễn sinh hoạt cho đồng chí {member}, từ {date_text(facts['since'])}."
    proposing.propose(member, cell, by=by, at=at, **facts)
    return f"Đã gửi đề nghị miễn sinh hoạt cho đồng chí {member}. Miễn bắt đầu khi cấp ủy cấp trên đồng ý."


# --- proposals -------------------------------------------------------------------------------------------------------


@require_safe
def proposal(request, pk):
    return proposal_page(request, seen_proposal(request, pk))


def proposal_page(request, row, *, accepting=None, refusing=None):
    on, waits = request.actor.on, row.decided_at is None
    initial = {"since": row.since, "until": row.until, "decided_on": on}
    context = {
        "proposal": row,
        "line": words.proposal_line(row),
        "decides": waits and may.decides(request.actor, row),
        "withdraws": waits and may.withdraws(request.actor, row),
        "trouble": waits and proposing.trouble(row, on),
        "accepting": accepting or forms.DecisionForm(initial=initial, today=on, auto_id="id_dong_y_%s"),
        "refusing": refusing or forms.RefusalForm(auto_id="id_khong_%s"),
    }
    return render(request, "cells/exemptions/proposal.html", context)


@require_POST
def accept(request, pk):
    row = decided_proposal(request, pk)
    form = forms.DecisionForm(request.POST, today=request.actor.on, auto_id="id_dong_y_%s")
    if form.is_valid():
        facts = form.facts()
        review_on = reviewing.a_year_after(facts["since"])
        try:
            done = proposing.accept(row, review_on=review_on, by=request.actor, at=timezone.now(), **facts)
            return told(request, row, bool(done), f"Đã đồng ý miễn sinh hoạt cho đồng chí {row.member}.")
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return proposal_page(request, row, accepting=form)


@require_POST
def refuse(request, pk):
    row = decided_proposal(request, pk)
    form = forms.RefusalForm(request.POST, auto_id="id_khong_%s")
    if not form.is_valid():
        return proposal_page(request, row, refusing=form)
    done = proposing.refuse(row, by=request.actor, at=timezone.now(), **form.facts())
    return told(request, row, done, f"Đã trả lời chi bộ: không đồng ý miễn cho đồng chí {row.member}.")


@require_POST
def withdraw(request, pk):
    row = seen_proposal(request, pk)
    if not may.withdraws(request.actor, row):
        raise PermissionDenied
    done = proposing.withdraw(row, by=request.actor, at=timezone.now())
    return told(request, row, done, f"Đã rút đề nghị miễn cho đồng chí {row.member}.")


def told(request, row, done, said):
    if done:
        messages.success(request, said)
    else:
        messages.info(request, "Đề nghị này đã được quyết định từ trước; không đổi gì.")
    return redirect("exemption_proposal", row.pk)


# --- one exemption ---------------------------------------------------------------------------------------------------


@require_safe
def exemption(request, pk):
    row = seen_exemption(request, pk)
    return exemption_page(request, row)


def exemption_page(request, row, form=None):
    on = request.actor.on
    keeps = may.exempts(request.actor, row.member)
    context = {
        "exemption": row,
        "line": words.line(row, on),
        "cell": may.home_of(row.member, on),
        "keeps": keeps,
        "form": form or forms.ReturnForm(initial={"on": reviewing.first_of_next_month(on)}),
    }
    return render(request, "cells/exemptions/exemption.html", context)


@require_POST
def send_back(request, pk):
    """The member returns to activity before the next review."""
    row, form = kept_exemption(request, pk), forms.ReturnForm(request.POST)
    if form.is_valid():
        try:
            reviewing.send_back(row, by=request.actor, at=timezone.now(), **form.facts())
        except Refused as refusal:
            form.add_error(None, f"Chưa ghi gì: {refusal}.")
        else:
            day = date_text(form.cleaned_data["on"])
            messages.success(request, f"Đã ghi: đồng chí {row.member} trở lại sinh hoạt từ {day}.")
            return redirect("exemption", row.pk)
    return exemption_page(request, row, form)


# --- who may ---------------------------------------------------------------------------------------------------------


def seen_cell(request, pk):
    """A cell of party members whose figures the actor may read."""
    cells = Cell.objects.overseen_by(request.actor).exclude(kind=Cell.Kind.UNIT)
    return get_object_or_404(cells.select_related("committee"), pk=pk)


def kept_cell(request, pk):
    cell = seen_cell(request, pk)
    if not may.keeps_exemptions(request.actor, cell):
        raise PermissionDenied
    return cell


def seen_exemption(request, pk):
    """An exemption of somebody who belongs to such a cell today, with its reviews as `said`."""
    rows = reviewing.told(Exemption.objects.of_cells(Cell.objects.overseen_by(request.actor), request.actor.on))
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def kept_exemption(request, pk):
    row = seen_exemption(request, pk)
    if not may.exempts(request.actor, row.member):
        raise PermissionDenied("Đồng chí không tự ghi, tự rà soát miễn sinh hoạt của chính mình.")
    return row


def seen_proposal(request, pk):
    rows = ExemptionProposal.objects.filter(cell__in=Cell.objects.overseen_by(request.actor))
    return get_object_or_404(rows.select_related("member", "ground", "cell__committee", "exemption"), pk=pk)


def decided_proposal(request, pk):
    row = seen_proposal(request, pk)
    if not may.decides(request.actor, row):
        raise PermissionDenied
    return row
