"""One box for whoever oversees somebody: which person, which cell is meant?"""

from typing import NamedTuple
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cells import permissions
from cells.models import Membership
from cells.pages.search.cells import MOST_CELLS, FoundCell, find_cells
from cells.pages.search.forms import FindForm
from cells.pages.search.people import MOST_PEOPLE, describe_people, find_people
from cells.pages.search.scope import Scope
from cells.posts import find_leader_names
from phucdong.writing import date_text

PER_PAGE = 20
NOT_YOURS = "Trang này dành cho cán bộ theo dõi chi bộ, đơn vị."
Ending = Membership.Ending
GONE = {
    Ending.MOVED: "đã chuyển đi",
    Ending.SENT: "đã chuyển đi",
    Ending.HANDED_OVER: "đã chuyển đi",
    Ending.DIED: "đã từ trần",
    Ending.LEFT: "đã ra khỏi Đảng",
}


class CellRow(NamedTuple):
    cell: FoundCell
    facts: list  # that tell it from others of the same name, in words


class PersonRow(NamedTuple):
    name: str
    url: str
    facts: list  # that tell them from others of the same name, in words


@require_safe
def search_page(request):
    actor = request.actor
    if not permissions.oversees(actor):
        raise PermissionDenied(NOT_YOURS)
    form, scope = FindForm(request.GET), Scope(actor)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    cells, people = find_cells(scope, words), find_people(scope, words)
    pages = Paginator(people[:MOST_PEOPLE], PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    shown = describe_people(page.object_list, scope)
    context = {
        "form": form,
        "words": words,
        "among": name_places_overseen(actor),
        "cells": make_cell_rows(cells[:MOST_CELLS], actor.on),
        "more_cells": len(cells) > MOST_CELLS,
        "page": page,
        "query": f"{urlencode({'q': words})}&",
        "rows": [make_person_row(person, actor) for person in shown],
        "more_people": len(people) > MOST_PEOPLE,
    }
    return render(request, "cells/search/search.html", context)


def name_places_overseen(actor):
    """Where is looked, in words: the committees and cells of the posts by which
    somebody oversees, each once."""
    above = actor.committees | actor.inspected | actor.offices
    committees, cells = [], []
    for post in actor.posts:
        if post.committee_id in above:
            committees.append(post.committee.name)
        elif post.cell_id in actor.cells and post.cell.committee_id not in above:
            cells.append(post.cell.name)
    return ", ".join(dict.fromkeys(committees + cells))


def make_cell_rows(cells, on):
    if not cells:
        return []
    leaders = find_leader_names([cell.pk for cell in cells], on)
    return [CellRow(cell, describe_cell(cell, leaders, on)) for cell in cells]


def describe_cell(cell, leaders, on):
    facts = [cell.committee]
    if cell.former:
        facts.append(f"trước là {cell.former}")
    if cell.is_closed(on):
        facts.append(f"đã kết thúc ngày {date_text(cell.closed_on)}")
    elif cell.pk in leaders:
        facts.append(f"đ/c {leaders[cell.pk]} phụ trách")
    return facts


def make_person_row(person, actor):
    member, membership = person.member, person.membership
    facts = [membership.cell.name_with_years]
    if member.born_on:
        facts.append(f"sinh {member.born_on.year}")
    facts += person.posts
    if words := describe_presence(membership, actor.on):
        facts.append(words)
    return PersonRow(member.full_name, find_address(person, actor), facts)


def find_address(person, actor):
    """The person's page for whoever keeps it, else the line in the cell's page."""
    member, membership = person.member, person.membership
    is_home = membership.kind == Membership.Kind.OFFICIAL
    if is_home and permissions.manages_person(actor, member, membership.cell):
        return reverse("person:person", args=[member.pk])
    return f"{reverse('cell:cell', args=[membership.cell_id])}#nguoi-{member.pk}"


def describe_presence(membership, on):
    """ "" of who belongs there."""
    if membership.until is not None and membership.until <= on:
        return GONE.get(membership.ending, "không còn sinh hoạt ở đây")
    if membership.since > on:
        return f"từ {date_text(membership.since)}"
    if membership.kind == Membership.Kind.TEMPORARY:
        return "khách (sinh hoạt tạm thời)"
    return ""
