"""One person: what holds today, what can happen now, and the whole story."""

from dataclasses import dataclass
from datetime import date

from django.shortcuts import render
from django.views.decorators.http import require_safe

from cells.acts.access import get_managed_person
from cells.acts.corrections.rules import write_birth_date
from cells.acts.movements.kinds import KINDS, find_possible_kinds
from cells.pages.person.timeline import build_timeline
from cells.wording import describe_dated_row


@dataclass(frozen=True)
class KeptRow:
    """A dated row of the person. `is_open`: it can still be ended."""

    pk: int
    since: date
    until: date | None
    is_open: bool
    words: str


@require_safe
def person_page(request, pk):
    member, home = get_managed_person(request, pk)
    actor = request.actor
    posts = member.appointments.select_related("cell", "committee")
    exemptions = member.exemptions.select_related("ground")
    kinds = find_possible_kinds(member, by=actor)
    context = {
        "person": member,
        "home": home,
        "born": write_birth_date(member),
        "is_probationary": member.is_probationary(actor.on),
        "posts": [row for row in make_kept_rows(posts, actor.on) if row.is_open],
        "exemptions": make_kept_rows(exemptions, actor.on),
        "suspensions": make_kept_rows(member.suspensions, actor.on),
        "kinds": [(KINDS[kind].address, kind.label) for kind in kinds],
        "timeline": build_timeline(member),
    }
    return render(request, "cells/person/person.html", context)


def make_kept_rows(rows, on):
    """[KeptRow], the newest first."""
    kept = []
    for row in rows.order_by("-since"):
        is_open = row.until is None or row.until > on
        words = describe_dated_row(row)
        kept.append(KeptRow(row.pk, row.since, row.until, is_open, words))
    return kept
