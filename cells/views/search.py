"""One box for whoever oversees somebody: which person, which cell is meant?"""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cells import permissions
from cells import search as domain
from cells.forms import FindForm
from cells.models import Cell, Membership
from cells.posts import secretaries
from phucdong.writing import date_text

PER_PAGE = 20
Ending = Membership.Ending
GONE = {
    Ending.MOVED: "đã chuyển đi",
    Ending.SENT: "đã chuyển đi",
    Ending.HANDED_OVER: "đã chuyển đi",
    Ending.DIED: "đã từ trần",
    Ending.LEFT: "đã ra khỏi Đảng",
}


@require_safe
def search(request):
    actor = request.actor
    if not permissions.oversees(actor):
        raise PermissionDenied("Trang này dành cho cán bộ theo dõi chi bộ, đơn vị.")
    form = FindForm(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    cells, people = domain.cells(actor, words), domain.people(actor, words)
    page = Paginator(people[: domain.MOST], PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "words": words,
        "among": among(actor),
        "cells": cells_in_words(cells[: domain.MOST_CELLS], actor.on),
        "more_cells": len(cells) > domain.MOST_CELLS,
        "page": page,
        "query": f"{urlencode({'q': words})}&",
        "rows": [row(member, actor) for member in domain.with_places(page.object_list, actor)],
        "more_people": len(people) > domain.MOST,
    }
    return render(request, "cells/search.html", context)


def among(actor):
    """Where is looked, in words: the one cell, or how many."""
    open_cells = Cell.objects.overseen_by(actor).in_force(actor.on)
    count = open_cells.count()
    return open_cells.get().name if count == 1 else f"{f'{count:,}'.replace(',', '.')} chi bộ, đơn vị"


def cells_in_words(cells, on):
    led = secretaries(cells, on)
    return [(cell, led.get(cell.pk, "")) for cell in cells]


def row(member, actor):
    """One person: where the link leads, and what tells them from others of the same name."""
    place = member.place
    facts = [place.cell.name, member.born_on and f"sinh {member.born_on.year}", *(p.label() for p in member.posts_now)]
    return {
        "name": member.full_name,
        "url": address(member, actor),
        "facts": [fact for fact in [*facts, standing(place, actor.on)] if fact],
    }


def address(member, actor):
    """The person's page for whoever keeps it, else the line in the cell's page."""
    place = member.place
    if place.kind == Membership.Kind.OFFICIAL and permissions.manages_person(actor, member, place.cell):
        return reverse("person", args=[member.pk])
    return f"{reverse('cell', args=[place.cell_id])}#nguoi-{member.pk}"


def standing(place, on):
    if place.until and place.until <= on:
        return GONE.get(place.ending, "không còn sinh hoạt ở đây")
    if place.since > on:
        return f"từ {date_text(place.since)}"
    return "khách (sinh hoạt tạm thời)" if place.kind == Membership.Kind.TEMPORARY else ""
