"""One box for whoever oversees somebody: which person, which cell is meant?"""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cells import permissions
from cells.models import Cell, Member, Membership
from cells.pages.search import cells as cell_search
from cells.pages.search import people as people_search
from cells.pages.search.forms import FindForm
from cells.pages.search.scope import Scope
from cells.posts import find_leader_names
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
def search_page(request):
    actor = request.actor
    if not permissions.oversees(actor):
        raise PermissionDenied("Trang này dành cho cán bộ theo dõi chi bộ, đơn vị.")
    form, scope = FindForm(request.GET), Scope(actor)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    cells, people = cell_search.find(scope, words), people_search.find(scope, words)
    page = Paginator(people[: people_search.MOST], PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "words": words,
        "among": among(actor),
        "cells": cells_in_words(cells[: cell_search.MOST], actor.on),
        "more_cells": len(cells) > cell_search.MOST,
        "page": page,
        "query": f"{urlencode({'q': words})}&",
        "rows": [row(person, actor) for person in people_search.shown(page.object_list, scope)],
        "more_people": len(people) > people_search.MOST,
    }
    return render(request, "cells/search/search.html", context)


def among(actor):
    """Where is looked, in words: the committees and cells of the posts by which somebody oversees."""
    above = {*actor.committees, *actor.inspected, *actor.offices}
    committees = [post.committee for post in actor.posts if post.committee_id in above]
    cells = [post.cell for post in actor.posts if post.cell_id in actor.cells and post.cell.committee_id not in above]
    return ", ".join(dict.fromkeys(place.name for place in [*committees, *cells]))


def cells_in_words(cells, on):
    """[(cell, facts about it)]."""
    led = find_leader_names([cell.pk for cell in cells], on) if cells else {}
    return [(cell, facts_of(cell, led.get(cell.pk), on)) for cell in cells]


def facts_of(cell, lead, on):
    former = cell.former and f"trước là {cell.former}"
    now = f"đã kết thúc ngày {date_text(cell.closed_on)}" if cell.is_closed(on) else lead and f"đ/c {lead} phụ trách"
    return [fact for fact in (cell.committee, former, now) if fact]


def row(person, actor):
    """One person: where the link leads, and what tells them from others of the same name."""
    place = person.place
    born = person.born_on and f"sinh {person.born_on.year}"
    facts = [place.cell, born, *person.posts, standing(place, actor.on)]
    return {"name": person.full_name, "url": address(person, actor), "facts": [fact for fact in facts if fact]}


def address(person, actor):
    """The person's page for whoever keeps it, else the line in the cell's page."""
    place = person.place
    cell = Cell(pk=place.cell_id, committee_id=place.committee_id)
    if place.kind == Membership.Kind.OFFICIAL and permissions.manages_person(actor, Member(pk=person.pk), cell):
        return reverse("person", args=[person.pk])
    return f"{reverse('cell', args=[place.cell_id])}#nguoi-{person.pk}"


def standing(place, on):
    if place.until is not None and place.until <= on:
        return GONE.get(place.ending, "không còn sinh hoạt ở đây")
    if place.since > on:
        return f"từ {date_text(place.since)}"
    return "khách (sinh hoạt tạm thời)" if place.kind == Membership.Kind.TEMPORARY else ""
