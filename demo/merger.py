"""How did 24 cells become 17 in 2017, and how did the plans between come to their end?

By the ordinary functions: the decision is applied, and every interrupted plan takes the
ordinary steps in the cell that took it over.
"""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from cells.acts.reorganisation.application import apply_reorganisation
from cells.models import Appointment, Cell, Reorganisation
from cells.posts import Actor
from demo.officers import LADDER
from demo.pool import read_data
from plans import remarks
from plans.models import Plan, Status
from plans.workflow import assistances, steps

ANSWER = "Tôi đã sửa theo yêu cầu và đọc lại toàn bộ trước khi ký."


def merge_cells(ward, merges, *, on, decision, by, at):
    """Merge as data/ward.json says, by one decision: {"number": …, "on": …}.

    Plans that are not filed follow.
    """
    act = Reorganisation.objects.create(
        committee=ward,
        on=on,
        decision_number=decision["number"],
        decision_on=date.fromisoformat(decision["on"]),
        parts=[describe_merger(ward, entry, on) for entry in merges],
        prepared_by=by.user,
        prepared_at=at,
    )
    return apply_reorganisation(act, by=by, at=at)


def describe_merger(ward, entry, on):
    """A part of the decision (cells/acts/reorganisation/parts.py)."""
    cells = Cell.objects.in_force(on).filter(committee=ward, name__in=entry["cells"])
    old = sorted(cells, key=lambda cell: entry["cells"].index(cell.name))
    secretary, deputy, member = rank_leaders(old)[: len(LADDER)]
    return {
        "kind": "merge",
        "cells": [cell.pk for cell in old],
        "name": entry["name"],
        "committee": ward.pk,
        "kind_of_cell": old[0].kind,
        "keeps": None,
        "secretary": secretary,
        "deputies": [deputy],
        "committee_members": [member],
    }


def rank_leaders(cells):
    """Ids of who will lead the cell that these become: secretaries first."""
    order = {cell.pk: number for number, cell in enumerate(cells)}
    held = list(Appointment.objects.filter(cell__in=cells, until=None))
    held.sort(key=lambda post: (LADDER.index(post.role), order[post.cell_id]))
    return [post.member_id for post in held]


# --- the plans ------------------------------------------------------------------------


def finish_plans(plans, officers, pen, *, first_day):
    """Take the sent ones of a queryset to their end, some days after `first_day`."""
    waiting = plans.exclude(status__in=(Status.DRAFT, Status.POSTED)).order_by("pk")
    for number, plan in enumerate(
        waiting.select_related("member", "cell__committee", "cycle")
    ):
        day = first_day + timedelta(days=2 + number % 14)
        hour = time(8 + number % 9, 10)
        at = datetime.combine(day, hour, tzinfo=timezone.get_default_timezone())
        while plan.status != Status.POSTED:
            at += timedelta(hours=1)
            take_next_step(plan, officers, pen, at)
            plan = Plan.objects.select_related(
                "member", "cell__committee", "cycle"
            ).get(pk=plan.pk)


def take_next_step(plan, officers, pen, at):
    if plan.status == Status.FINALIZING:
        return answer_and_sign(plan, pen, at)
    besides = {plan.member_id, *assistances.find_typists(plan)}
    held = officers.reviewers(plan.cell_id, at.date(), besides)
    by = Actor(held[0].member, at.date())
    if plan.status == Status.CELL_REVIEW:
        steps.take_step("agree", plan, by=by, at=at)
    else:
        file_and_post(plan, officers, by, at)


def answer_and_sign(plan, pen, at):
    author = Actor(plan.member, at.date())
    for remark in plan.remarks.that_may_hold():
        answer = pen.answer_to(remark.text) or ANSWER
        remarks.answer_remark(remark, answer, by=author, at=at)
    steps.take_step("sign", plan, by=author, at=at + timedelta(minutes=20))


def file_and_post(plan, officers, by, at):
    """Receive the copy; a head's plan is posted as well."""
    on = at.date()
    steps.record_filing(plan, by=by, at=at, filed_on=on)
    if officers.is_head(plan.member_id, on):
        steps.record_posting(
            plan,
            by=by,
            at=at,
            place=read_data("texts")["posting_places"][0],
            since=on,
            until=on + timedelta(days=30),
            posted_by=by.member.full_name,
        )
