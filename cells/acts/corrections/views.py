"""A ward officer puts right what a dated row or the facts of a person say, and says why."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cells.acts.corrections import rules as corrections
from cells.acts.movements import forms as change_forms
from cells.models import Member
from cells.views.people import managed_person
from cells.wording import in_words

OF_THE_PARTY = ("admitted_on", "official_on", "card")


@require_http_methods(["GET", "HEAD", "POST"])
def person(request, pk):
    member, _ = managed_person(request, pk)
    kept = corrections.holders_of_person(member)
    without = {*kept, *(OF_THE_PARTY if member.kind == Member.Kind.STAFF else ())}
    initial = {"born": corrections.born_text(member)}
    form = change_forms.CorrectPersonForm(request.POST or None, instance=member, initial=initial, without=without)
    if request.method == "POST" and form.is_valid():
        said = {**form.facts(), "reason": form.cleaned_data["reason"]}
        if answered(request, form, corrections.correct_person, get_object_or_404(Member, pk=pk), **said):
            return redirect("person", pk)
    page = {"form": form, "title": f"Sửa thông tin: {member.full_name}", "label": "Sửa", "person": member}
    return render(request, "cells/form.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def row(request, pk, kind, row_pk):
    """Another date or paper for a dated row; the same page takes it away."""
    shown = managed_row(request, pk, kind, row_pk)
    kept = corrections.holders(shown)
    form = change_forms.RowForm(request.POST or None, row=shown, kept=kept)
    if request.method == "POST" and form.is_valid():
        said = {**form.facts(), "reason": form.cleaned_data["reason"]}
        if answered(request, form, corrections.redate, shown, **said):
            return redirect("person", pk)
    return row_page(request, shown, kind, form, change_forms.ReasonForm(prefix="away"))


@require_POST
def take_away(request, pk, kind, row_pk):
    if corrections.was_taken_away(managed_person(request, pk)[0], kind, row_pk):
        return redirect("person", pk)
    shown = managed_row(request, pk, kind, row_pk)
    form = change_forms.ReasonForm(request.POST, prefix="away")
    if form.is_valid() and answered(request, form, corrections.take_away, shown, **form.cleaned_data):
        return redirect("person", pk)
    kept = corrections.holders(shown)
    return row_page(request, shown, kind, change_forms.RowForm(row=shown, kept=kept), form)


def managed_row(request, pk, kind, row_pk):
    """A dated row of a person whom the actor manages."""
    member, _ = managed_person(request, pk)
    if kind not in corrections.KINDS:
        raise Http404
    rows = corrections.KINDS[kind].objects.filter(member=member).select_related("member")
    return get_object_or_404(rows, pk=row_pk)


def answered(request, form, act, what, **said):
    try:
        correction = act(what, by=request.actor, at=timezone.now(), **said)
    except corrections.CannotCorrect as refusal:
        form.add_error(None, f"{refusal} Chưa đổi gì.")
        return False
    said = "Đã sửa. Nội dung cũ còn lưu trong lịch sử." if correction else "Không có gì khác trước nên không đổi gì."
    messages.success(request, said)
    return True


def row_page(request, shown, kind, form, away_form):
    context = {
        "row": shown,
        "kind": kind,
        "words": in_words(shown),
        "person": shown.member,
        "form": form,
        "away_form": away_form,
        "holders": list(dict.fromkeys(corrections.holders(shown).values())),
    }
    return render(request, "cells/corrections/row.html", context)
