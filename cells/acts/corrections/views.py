"""A ward officer puts right what a dated row or the facts of a person say, and says
why."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cells.acts.access import get_managed_person
from cells.acts.corrections import rules
from cells.acts.corrections.forms import CorrectPersonForm, ReasonForm, RowForm
from cells.models import Member
from cells.wording import describe_dated_row

OF_THE_PARTY = ("admitted_on", "official_on", "card")


@require_http_methods(["GET", "HEAD", "POST"])
def person_correction_page(request, pk):
    member, _ = get_managed_person(request, pk)
    without = set(rules.find_setting_movements(member))
    if member.kind == Member.Kind.STAFF:
        without.update(OF_THE_PARTY)
    form = CorrectPersonForm(
        request.POST or None,
        instance=member,
        initial={"born": rules.write_birth_date(member)},
        without=without,
    )
    if request.method == "POST" and form.is_valid():
        # The form has written what was sent into its own copy of the member.
        stored = get_object_or_404(Member, pk=pk)
        said = {"reason": form.cleaned_data["reason"], **form.columns()}
        if correction_kept(request, form, rules.correct_person, stored, said):
            return redirect("person:person", pk)
    page = {
        "form": form,
        "title": f"Sửa thông tin: {member.full_name}",
        "label": "Sửa",
        "person": member,
    }
    return render(request, "cells/form.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def row_correction_page(request, pk, kind, row_pk):
    """Another date or paper for a dated row; the same page takes it away."""
    row = managed_row(request, pk, kind, row_pk)
    form = RowForm(
        request.POST or None, row=row, kept=rules.find_setting_movements(row)
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and correction_kept(request, form, rules.redate_row, row, form.cleaned_data)
    ):
        return redirect("person:person", pk)
    return row_page(request, row, kind, form, ReasonForm(prefix="away"))


@require_POST
def row_removal(request, pk, kind, row_pk):
    member, _ = get_managed_person(request, pk)
    if rules.was_row_taken_away(member, kind, row_pk):
        return redirect("person:person", pk)
    row = managed_row(request, pk, kind, row_pk)
    away_form = ReasonForm(request.POST, prefix="away")
    if away_form.is_valid() and correction_kept(
        request, away_form, rules.take_row_away, row, away_form.cleaned_data
    ):
        return redirect("person:person", pk)
    form = RowForm(row=row, kept=rules.find_setting_movements(row))
    return row_page(request, row, kind, form, away_form)


def managed_row(request, pk, kind, row_pk):
    """A dated row of a person whom the actor manages."""
    member, _ = get_managed_person(request, pk)
    if kind not in rules.KINDS:
        raise Http404
    rows = rules.KINDS[kind].objects.filter(member=member).select_related("member")
    return get_object_or_404(rows, pk=row_pk)


def correction_kept(request, form, act, what, said):
    """Whether it was put right, or nothing differs; else the form says why not."""
    try:
        correction = act(what, by=request.actor, at=timezone.now(), **said)
    except rules.CannotCorrect as refusal:
        form.add_error(None, f"{refusal} Chưa đổi gì.")
        return False
    if correction:
        messages.success(request, "Đã sửa. Nội dung cũ còn lưu trong lịch sử.")
    else:
        messages.success(request, "Không có gì khác trước nên không đổi gì.")
    return True


def row_page(request, row, kind, form, away_form):
    movements = rules.find_setting_movements(row).values()
    context = {
        "row": row,
        "kind": kind,
        "words": describe_dated_row(row),
        "person": row.member,
        "form": form,
        "away_form": away_form,
        "holders": list(dict.fromkeys(movements)),
    }
    return render(request, "cells/corrections/row.html", context)
