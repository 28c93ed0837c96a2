"""Adding a part to a draft, in two pages: which cells it is about, then what becomes of them. Works without scripts:
the first page asks by GET, and the second one carries the answer in its address."""

from django.db.models.functions import Length
from django.forms import all_valid
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cells.acts.reorganisation import drafts as drafting
from cells.acts.reorganisation import forms
from cells.acts.reorganisation.parts import changed_cells
from cells.acts.reorganisation.views import own_draft, while_a_draft
from cells.models import Cell, Committee, Membership
from cells.posts import in_review

OFFICIAL = Membership.Kind.OFFICIAL


@require_http_methods(["GET", "HEAD", "POST"])
@while_a_draft
def add_part(request, pk, way):
    act = own_draft(request, pk)
    if way not in WAYS:
        raise Http404
    return WAYS[way](request, act, free_cells(request, act))


def free_cells(request, act):
    """Open cells below the officer that no part of the draft changes, with how many belong to each."""
    used = {pk for part in act.parts for pk in changed_cells(part)}
    cells = Cell.objects.in_force(act.on).filter(committee__in=request.actor.committees, closed_on=None)
    free = cells.exclude(pk__in=used).with_members(request.actor.on).select_related("committee")
    return free.order_by(Length("name"), "name", "pk")


def add(act, part):
    drafting.add_part(act, part)
    return redirect("reorganisation", act.pk)


def ask(request, act, form, title, label="Tiếp tục"):
    """The first page."""
    return render(
        request, "cells/reorganisation/choose.html", {"act": act, "form": form, "title": title, "label": label}
    )


def merge(request, act, cells):
    choosing = forms.ChooseCellsForm(request.GET or None, cells=cells)
    if not choosing.is_valid():
        return ask(request, act, choosing, "Sáp nhập chi bộ")
    chosen = list(choosing.cleaned_data["cells"])
    committees = Committee.objects.filter(pk__in=request.actor.committees, closed_on=None).order_by("pk")
    given = {"name": chosen[0].name, "kind_of_cell": chosen[0].kind, "committee": chosen[0].committee_id}
    more = {"cells": chosen, "committees": committees, "people": people_in(chosen, act.on)}
    form = forms.MergeForm(request.POST or None, initial=given, **more)
    if request.method == "POST" and form.is_valid():
        return add(act, form.part())
    return render(request, "cells/reorganisation/merge.html", {"act": act, "form": form, "cells": chosen})


def people_in(cells, on):
    """Choices of who may hold a post: the members of these cells, those who hold one now first."""
    rows = Membership.objects.in_force(on).filter(cell__in=cells, kind=OFFICIAL).select_related("member")
    posts = in_review(on).filter(cell__in=cells).select_related("member", "cell").order_by("cell", "since", "pk")
    return forms.people_of(rows, posts)


def split(request, act, cells):
    choosing = forms.ChooseSplitForm(request.GET or None, cells=cells)
    if not choosing.is_valid():
        return ask(request, act, choosing, "Chia tách chi bộ")
    cell, keeps, count = (choosing.cleaned_data[name] for name in ("cell", "keeps", "count"))
    members = members_of(cell, act.on)
    more = {"people": people_in([cell], act.on), "is_unit": cell.kind == Cell.Kind.UNIT}
    pieces = [forms.PieceForm(request.POST or None, prefix=f"moi{number}", **more) for number in range(count)]
    columns = count if keeps else count - 1
    ticked = forms.TickedForm(request.POST or None, pieces=columns, known=[pk for pk, _ in members])
    follows = forms.SuccessorForm(None if keeps else request.POST or None, count=count)
    sent = [*pieces, ticked] if keeps else [*pieces, ticked, follows]
    if request.method == "POST" and all_valid(sent):
        successor = None if keeps else follows.cleaned_data["successor"]
        return add(act, forms.split_part(cell, keeps, pieces, ticked.chosen(count), successor))
    page = {"act": act, "cell": cell, "keeps": keeps, "pieces": pieces, "rows": rows_of(ticked, members, columns)}
    more = {"columns": range(1, columns + 1), "follows": None if keeps else follows}
    return render(request, "cells/reorganisation/split.html", {**page, **more})


def members_of(cell, on):
    """[(id, name)] of those who belong to a cell, guests too, by given name."""
    rows = Membership.objects.in_force(on).filter(cell=cell).select_related("member")
    named = {row.member_id: words_of(row) for row in rows.order_by("member__name_sort", "member")}
    return list(named.items())


def words_of(row):
    return row.member.full_name if row.kind == OFFICIAL else f"{row.member.full_name} (khách)"


def rows_of(ticked, members, columns):
    """[(id, name, [is it ticked?] by piece)] of the table, as it was sent."""
    sent = [set(ticked.data.getlist(f"piece{number}")) if ticked.is_bound else set() for number in range(columns)]
    return [(pk, name, [str(pk) in column for column in sent]) for pk, name in members]


def dissolve(request, act, cells):
    choosing = forms.ChooseCellForm(request.GET or None, cells=cells)
    if not choosing.is_valid():
        return ask(request, act, choosing, "Giải thể chi bộ")
    cell = choosing.cleaned_data["cell"]
    receiving = cells.exclude(pk=cell.pk)
    more = {"cell": cell, "cells": receiving, "members": members_of(cell, act.on)}
    form = forms.DissolveForm(request.POST or None, **more)
    if request.method == "POST" and form.is_valid():
        return add(act, form.part())
    return render(request, "cells/reorganisation/dissolve.html", {"act": act, "form": form, "cell": cell})


def rename(request, act, cells):
    form = forms.RenameForm(request.POST or None, cells=cells)
    if request.method == "POST" and form.is_valid():
        return add(act, form.part())
    return render(request, "cells/reorganisation/rename.html", {"act": act, "form": form})


WAYS = {"sap-nhap": merge, "chia-tach": split, "giai-the": dissolve, "doi-ten": rename}
