"""How is a part added to a draft? In two pages: which cells it is about, then what
becomes of them.

Works without scripts: the first page asks by GET, and the second one carries the answer
in its address.
"""

from django.db.models.functions import Length
from django.forms import all_valid
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cells.acts.reorganisation import part_forms
from cells.acts.reorganisation.drafts import add_part_to_draft
from cells.acts.reorganisation.parts import list_changed_cells
from cells.acts.reorganisation.views import own_draft, while_a_draft
from cells.models import Cell, Committee, Membership
from cells.posts import find_review_posts
from cells.ward_choice import WardChoice

OFFICIAL = Membership.Kind.OFFICIAL


@require_http_methods(["GET", "HEAD", "POST"])
@while_a_draft
def part_page(request, pk, way):
    act = own_draft(request, pk)
    if way not in PAGES:
        raise Http404
    return PAGES[way](request, act, find_free_cells(request, act))


def find_free_cells(request, act):
    """Open cells below the officer that no part of the draft changes, with how many
    belong to each."""
    used = []
    for part in act.parts:
        used.extend(list_changed_cells(part))
    cells = Cell.objects.in_force(act.on).filter(closed_on=None).exclude(pk__in=used)
    below = cells.filter(committee__in=request.actor.committees)
    counted = below.with_members(request.actor.on).select_related("committee")
    return counted.order_by(Length("name"), "name", "pk")


def find_wards(request, act, sent):
    """The WardChoice of a page; at first the ward of the decision is open."""
    return WardChoice(request.actor.committees, sent, usual=act.committee_id)


def part_added(act, part):
    add_part_to_draft(act, part)
    return redirect("reorganisation:reorganisation", act.pk)


def choose_page(request, act, form, title):
    """The first page."""
    page = {"act": act, "form": form, "title": title, "label": "Tiếp tục"}
    return render(request, "cells/reorganisation/choose.html", page)


# --- merger ---------------------------------------------------------------------------


def merge_page(request, act, cells):
    choosing = part_forms.ChooseCellsForm(
        request.GET or None, cells=cells, wards=find_wards(request, act, request.GET)
    )
    if not choosing.is_valid():
        return choose_page(request, act, choosing, "Sáp nhập chi bộ")
    chosen = list(choosing.cleaned_data["cells"])
    first = chosen[0]
    committees = Committee.objects.filter(pk__in=request.actor.committees)
    form = part_forms.MergeForm(
        request.POST or None,
        initial={
            "name": first.name,
            "kind_of_cell": first.kind,
            "committee": first.committee_id,
        },
        cells=chosen,
        committees=committees.filter(closed_on=None).order_by("pk"),
        people=find_possible_holders(chosen, act.on),
    )
    if request.method == "POST" and form.is_valid():
        return part_added(act, form.part())
    page = {"act": act, "form": form, "cells": chosen}
    return render(request, "cells/reorganisation/merge.html", page)


def find_possible_holders(cells, on):
    """Choices of who may hold a post: the members of these cells, those who hold one
    now first."""
    rows = Membership.objects.in_force(on).filter(cell__in=cells, kind=OFFICIAL)
    posts = (
        find_review_posts(on).filter(cell__in=cells).select_related("member", "cell")
    )
    return part_forms.list_people(
        rows.select_related("member"), posts.order_by("cell", "since", "pk")
    )


# --- split ----------------------------------------------------------------------------


def split_page(request, act, cells):
    choosing = part_forms.ChooseSplitForm(
        request.GET or None, cells=cells, wards=find_wards(request, act, request.GET)
    )
    if not choosing.is_valid():
        return choose_page(request, act, choosing, "Chia tách chi bộ")
    table = SplitTable(request.POST or None, on=act.on, **choosing.cleaned_data)
    if request.method == "POST" and table.is_valid():
        return part_added(act, table.part())
    page = {
        "act": act,
        "cell": table.cell,
        "keeps": table.keeps,
        "pieces": table.pieces,
        "rows": table.rows(),
        "columns": range(1, table.columns + 1),
        "follows": table.follows,
    }
    return render(request, "cells/reorganisation/split.html", page)


class SplitTable:
    """The forms of the second page of a split. `columns` are the pieces that members
    are ticked for: those of a cell that ends go to the last one without."""

    def __init__(self, sent, *, cell, keeps, count, on):
        self.cell, self.keeps, self.count = cell, keeps, count
        self.columns = count if keeps else count - 1
        self.members = list_members(cell, on)
        people = find_possible_holders([cell], on)
        is_unit = cell.kind == Cell.Kind.UNIT
        self.pieces = []
        for number in range(count):
            form = part_forms.PieceForm(
                sent, prefix=f"moi{number}", people=people, is_unit=is_unit
            )
            self.pieces.append(form)
        known = [pk for pk, _ in self.members]
        self.ticked = part_forms.TickedForm(sent, pieces=self.columns, known=known)
        self.follows = None
        if not keeps:
            self.follows = part_forms.SuccessorForm(sent, count=count)

    def is_valid(self):
        sent = [*self.pieces, self.ticked]
        if self.follows:
            sent.append(self.follows)
        return all_valid(sent)

    def part(self):
        members = self.ticked.chosen(self.count)
        successor = None
        if self.follows:
            successor = self.follows.cleaned_data["successor"]
        return part_forms.make_split_part(
            self.cell, self.keeps, self.pieces, members, successor
        )

    def rows(self):
        """[(id, name, [is it ticked?] by piece)], as it was sent."""
        numbers = range(self.columns)
        rows = []
        for pk, name in self.members:
            ticks = [self.ticked.is_ticked(number, pk) for number in numbers]
            rows.append((pk, name, ticks))
        return rows


def list_members(cell, on):
    """[(id, name)] of those who belong to a cell, guests too, by given name."""
    rows = Membership.objects.in_force(on).filter(cell=cell).select_related("member")
    names = {}
    for row in rows.order_by("member__name_sort", "member"):
        guest = "" if row.kind == OFFICIAL else " (khách)"
        names[row.member_id] = f"{row.member.full_name}{guest}"
    return list(names.items())


# --- dissolution, another name --------------------------------------------------------


def dissolve_page(request, act, cells):
    choosing = part_forms.ChooseCellForm(
        request.GET or None, cells=cells, wards=find_wards(request, act, request.GET)
    )
    if not choosing.is_valid():
        return choose_page(request, act, choosing, "Giải thể chi bộ")
    cell = choosing.cleaned_data["cell"]
    form = part_forms.DissolveForm(
        request.POST or None,
        cell=cell,
        cells=cells.exclude(pk=cell.pk),
        wards=WardChoice(
            request.actor.committees, request.POST, usual=cell.committee_id
        ),
        members=list_members(cell, act.on),
    )
    if request.method == "POST" and form.is_valid():
        return part_added(act, form.part())
    page = {"act": act, "form": form, "cell": cell}
    return render(request, "cells/reorganisation/dissolve.html", page)


def rename_page(request, act, cells):
    form = part_forms.RenameForm(
        request.POST or None, cells=cells, wards=find_wards(request, act, request.POST)
    )
    if request.method == "POST" and form.is_valid():
        return part_added(act, form.part())
    page = {"act": act, "form": form}
    return render(request, "cells/reorganisation/rename.html", page)


PAGES = {
    "sap-nhap": merge_page,
    "chia-tach": split_page,
    "giai-the": dissolve_page,
    "doi-ten": rename_page,
}
