"""One person: what holds today, what can happen now, and the whole story."""

from dataclasses import dataclass
from datetime import date

from django.shortcuts import render
from django.views.decorators.http import require_safe

from cells.acts.access import get_managed_record
from cells.acts.corrections.rules import write_birth_date
from cells.acts.exemptions.claims import describe_claim
from cells.acts.movements.kinds import KINDS, find_possible_kinds
from cells.memberships import describe_leaving, find_leaving_among
from cells.models import Exemption
from cells.pages.person.timeline import build_timeline
from cells.personal_record import is_not_over
from cells.wording import describe_dated_row, describe_recording
from plans.papers import list_postings_due


@dataclass(frozen=True)
class KeptRow:
    """A dated row of the person. `is_open`: it can still be ended."""

    pk: int
    since: date
    until: date | None
    is_open: bool
    words: str
    recorded: str


@require_safe
def person_page(request, pk):
    record = get_managed_record(request, pk)
    member, actor = record.member, request.actor
    kinds = find_possible_kinds(record, by=actor)
    posts = make_kept_rows(record.appointments, actor.on)
    context = {
        "person": member,
        "home": record.find_home(actor.on),
        **tell_leaving(record, actor.on),
        "born": write_birth_date(member),
        "is_probationary": member.is_probationary(actor.on),
        "postings_due": list_postings_due_of_head(record, actor.on),
        "posts": [row for row in posts if row.is_open],
        "exemptions": make_kept_rows(record.exemptions, actor.on),
        "suspensions": make_kept_rows(record.suspensions, actor.on),
        "kinds": [(KINDS[kind].address, kind.label) for kind in kinds],
        "timeline": build_timeline(record),
    }
    return render(request, "cells/person/person.html", context)


def tell_leaving(record, on):
    """Of somebody who belongs nowhere how they left and what cell, for the head of the
    page; {} of anybody else."""
    leaving = find_leaving_among(record.memberships, record.transfers, on)
    if leaving is None:
        return {}
    return {
        "leaving": describe_leaving(leaving),
        "last_cell": leaving.membership.cell,
    }


def list_postings_due_of_head(record, on):
    """As list_postings_due; nothing is asked of who heads nothing."""
    held = [row for row in record.appointments if row.is_head and row.since <= on]
    if not any(is_not_over(row, on) for row in held):
        return []
    return list_postings_due(record.member, on)


def make_kept_rows(rows, on):
    """[KeptRow] of dated rows, the newest first."""
    kept = []
    for row in sorted(rows, key=lambda row: (row.since, -row.pk), reverse=True):
        is_open, words = is_not_over(row, on), describe_dated_row(row)
        recorded = describe_recording(row.since, row.recorded_at)
        if isinstance(row, Exemption):
            recorded = describe_claim(row) or recorded
        kept.append(KeptRow(row.pk, row.since, row.until, is_open, words, recorded))
    return kept
