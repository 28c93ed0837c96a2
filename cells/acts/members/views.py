"""The ward's officers found a cell and add somebody whom its register has forgotten."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cells.acts.access import get_managed_cell
from cells.acts.members.forms import CellForm, MemberForm, PartyMemberForm
from cells.acts.members.rules import add_member, found_cell
from cells.acts.refusals import show_refusal_in
from cells.dated_rows import CellClosed
from cells.models import Cell, Committee, Membership


@require_http_methods(["GET", "HEAD", "POST"])
def new_cell_page(request):
    if not request.actor.committees:
        raise Http404
    committees = Committee.objects.open().filter(pk__in=request.actor.committees)
    form = CellForm(request.POST or None, committees=committees.order_by("name", "pk"))
    if form.is_valid():
        cell = found_cell(**form.cleaned_data, by=request.actor)
        if cell:
            messages.success(request, f"Đã lập {cell.name}.")
            return redirect("cell:cell", cell.pk)
        form.add_error("name", "Đã có chi bộ, đơn vị đang hoạt động mang tên này.")
    context = {"form": form, "title": "Lập chi bộ, đơn vị", "label": "Lập"}
    return render(request, "cells/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_member_page(request, pk):
    cell = get_managed_cell(request, pk)
    form = make_member_form(cell, request.POST or None)
    if form.is_valid():
        sent = form.cleaned_data
        with show_refusal_in(form, CellClosed):
            member = add_member(
                cell,
                form.facts(),
                since=sent["since"],
                origin=sent.get("origin", Membership.Origin.REGISTER),
                by=request.actor,
                at=timezone.now(),
            )
            done = f"Đã thêm đồng chí {member.full_name} vào {cell.name}."
            messages.success(request, done)
            return redirect("person:person", member.pk)
    title = f"Thêm người vào {cell.name}"
    context = {"form": form, "title": title, "label": "Thêm"}
    return render(request, "cells/form.html", context)


def make_member_form(cell, data):
    """Of staff outside the Party for a unit, of a party member for a cell."""
    if cell.kind == Cell.Kind.UNIT:
        return MemberForm(data)
    return PartyMemberForm(data)
