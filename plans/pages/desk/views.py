"""The pile on the desk: what waits for whom, the oldest first."""

import uuid

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from plans.pages.desk import desk, pile
from plans.pages.record.forms import CopiesForm


@require_safe
def queue(request):
    """An officer's desk; for everybody who reviews in no cell, what fellow members have sent to theirs."""
    actor, now = request.actor, timezone.now()
    context = {
        "is_officer": is_officer(actor),
        "waiting": pile.waiting(pile.pile(actor), actor, now) if is_officer(actor) else [],
        "fellows": [] if actor.cells else pile.fellows(pile.of_fellows(actor), actor),
        "desk": desk.of(actor) if is_officer(actor) else None,
        "copies_form": CopiesForm(initial={"key": uuid.uuid4(), "day": actor.on}, today=actor.on),
    }
    return render(request, "plans/desk/queue.html", context)


def is_officer(actor):
    return bool(actor.cells or actor.committees or actor.offices)
