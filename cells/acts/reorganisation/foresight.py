"""What will a decision about cells do, with the plans that go along?

Worked out from the rows as they stand; nothing is written.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from cells.acts.reorganisation.outcomes import (
    CellAfter,
    Outcome,
    is_official,
    work_out_part,
)
from cells.acts.reorganisation.situation import Situation
from cells.acts.reorganisation.troubles import find_troubles, find_warnings
from plans.models import Plan
from plans.workflow.moves import find_plans_that_go_along


class PlanMove(NamedTuple):
    plan: Plan
    place: CellAfter


@dataclass
class Foresight:
    """What one decision does: by part its outcome, the plans that go along and the
    warnings about it; and the troubles that forbid it."""

    on: date
    outcomes: list[Outcome]
    plans: list[list[PlanMove]]
    troubles: list[str]
    warnings: list[list[str]]


def foresee_reorganisation(act, *, by):
    """The Foresight of a draft as its cells stand; a fixed number of queries."""
    situation = Situation(act.parts, act.on, decision=act.decision()[:120])
    outcomes = [work_out_part(part, situation) for part in act.parts]
    return Foresight(
        on=act.on,
        outcomes=outcomes,
        plans=find_plans_going_along(outcomes, by.on),
        troubles=find_troubles(outcomes, situation, by),
        warnings=[find_warnings(done, situation) for done in outcomes],
    )


def find_plans_going_along(outcomes, on):
    """[[PlanMove]]: by part, the unfinished plans of those who belong to a place of it
    on the day of applying."""
    homes = [find_new_homes(done, on) for done in outcomes]
    authors = set().union(*homes)
    plans = find_plans_that_go_along(Plan.objects.filter(member__in=authors))
    plans = plans.select_related("member", "cell").order_by("member__name_sort", "pk")
    moves = [[] for _ in outcomes]
    for plan in plans:
        for home_of, going in zip(homes, moves, strict=True):
            place = home_of.get(plan.member_id)
            if place and plan.cell_id != place.cell.pk:
                going.append(PlanMove(plan, place))
    return moves


def find_new_homes(done, on):
    """{member id: CellAfter} of those who move and belong officially on a day."""
    homes = {}
    for row, place in done.moves:
        has_begun = row.since <= on and (row.until is None or row.until > on)
        if place and is_official(row) and has_begun:
            homes[row.member_id] = place
    return homes
