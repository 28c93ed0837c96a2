"""The pile on the desk: what waits for whom, the oldest first."""

import uuid

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cells.news import list_news_of_posts
from plans.pages.desk import desk, pile
from plans.pages.record.forms import CopiesForm


@require_safe
def desk_page(request):
    """An officer's desk; for everybody who reviews in no cell, what fellow members have
    sent to theirs."""
    actor, now = request.actor, timezone.now()
    is_officer = is_officer_of_cell(actor)
    start = {"key": uuid.uuid4(), "day": actor.on}
    context = {
        "is_officer": is_officer,
        "waiting": [],
        "fellows": [],
        "desk": None,
        "news": list_news_of_posts(actor),
        "copies_form": CopiesForm(initial=start, today=actor.on),
    }
    if is_officer:
        lying = desk.read_desk(actor)
        context["desk"] = lying
        context["waiting"] = pile.list_pile(lying.waiting, actor, now)
        context["helping"] = lying.helping
    if not actor.cells:
        fellows = pile.find_plans_of_fellows(actor)
        context["fellows"] = pile.list_fellows(fellows, actor)
    return render(request, "plans/desk/queue.html", context)


def is_officer_of_cell(actor):
    return bool(actor.cells or actor.second_cells or actor.committees or actor.offices)
