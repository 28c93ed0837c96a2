"""Who leads after a merger, a dismissal, an election? Posts end and begin on the day; nothing is overwritten."""

from datetime import date

from cells.acts.reorganisation.application import apply_reorganisation
from cells.models import Appointment, Cell, Reorganisation
from reports.demo.founding import free_members

Role = Appointment.Role
LADDER = (Role.SECRETARY, Role.DEPUTY_SECRETARY, Role.CELL_COMMITTEE_MEMBER)


def merge_cells(ward, merges, *, on, decision, by, at):
    """Merge as data/ward.json says, by one decision: {"number": …, "on": …}; plans that are not filed follow."""
    act = Reorganisation.objects.create(
        committee=ward,
        on=on,
        decision_number=decision["number"],
        decision_on=date.fromisoformat(decision["on"]),
        parts=[a_merger(ward, entry, on) for entry in merges],
        prepared_by=by.user,
        prepared_at=at,
    )
    return apply_reorganisation(act, by=by, at=at)


def a_merger(ward, entry, on):
    """A part of the decision (cells/acts/reorganisation/parts.py)."""
    old = list(Cell.objects.in_force(on).filter(committee=ward, name__in=entry["cells"]))
    old.sort(key=lambda cell: entry["cells"].index(cell.name))
    secretary, deputy, member = [leader.pk for leader in leaders_of(old)][: len(LADDER)]
    posts = {"secretary": secretary, "deputies": [deputy], "committee_members": [member]}
    where = {"committee": ward.pk, "kind_of_cell": old[0].kind, "keeps": None}
    return {"kind": "merge", "cells": [cell.pk for cell in old], "name": entry["name"], **where, **posts}


def leaders_of(cells):
    """Members who will lead the cell that these become: the secretaries in their order, then a deputy."""
    held = Appointment.objects.filter(cell__in=cells, until=None).select_related("member")
    order = {cell.pk: number for number, cell in enumerate(cells)}
    ranked = sorted(held, key=lambda post: (LADDER.index(post.role), order[post.cell_id]))
    return [post.member for post in ranked]


def give(member, role, cell, on, decision=""):
    head = role == Role.SECRETARY
    return Appointment.objects.create(member=member, role=role, cell=cell, since=on, is_head=head, decision=decision)


def replace_secretary(cell, on, decision=""):
    """The secretary's post ends; the deputy follows, everybody moves up a rung and a new member joins the committee."""
    held = {post.role: post for post in Appointment.objects.in_force(on).filter(cell=cell, role__in=LADDER)}
    former = [held[role].member for role in LADDER[1:] if role in held]
    Appointment.objects.filter(pk__in=[post.pk for post in held.values()]).update(until=on)
    for role, member in zip(LADDER, [*former, *free_members(cell, on)], strict=False):
        give(member, role, cell, on, decision)


def hold_elections(cells, on, rng):
    """At the end of a term a third of the cells elect a new secretary."""
    for cell in rng.sample(cells, len(cells) // 3):
        replace_secretary(cell, on, f"Đại hội chi bộ ngày {on:%d/%m/%Y}")
