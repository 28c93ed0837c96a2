"""What waits for the ward's word, besides what figures say: decisions about cells,
postings that are over, a board in the software of which nobody has said whether it is
to be on. One query."""

from datetime import date
from typing import NamedTuple

from django.db.models import DateField, Value
from django.db.models.functions import Cast

from cells.models import Reorganisation
from cells.prepared import PreparedForActor
from plans.models import BoardSwitch
from plans.walls import find_ended

DECISION, ENDED, UNDECIDED = "decision", "ended", "undecided"
NO_DAY = Cast(Value(None), DateField())


class Waiting(NamedTuple):
    """`why` is one of the words above; the rest is known of a decision alone."""

    why: str
    number: int
    day: date | None
    decision_number: str
    decision_on: date | None


def find_waiting(actor):
    """[Waiting] for an officer of a ward; [] for anybody else."""
    if not actor.committees:
        return []
    return [Waiting(*row) for row in WAITING.fetch(actor, {})]


def build_waiting(actor):
    drafts = Reorganisation.objects.visible_to(actor).filter(applied_at=None)
    boards = BoardSwitch.objects.newest().filter(set_by=None)
    boards = boards.filter(committee__in=actor.committees)
    decisions = drafts.values_list(
        Value(DECISION), "pk", "on", "decision_number", "decision_on"
    )
    return [
        decisions.order_by(),
        select_without_day(find_ended(actor), ENDED),
        select_without_day(boards, UNDECIDED),
    ]


def select_without_day(rows, why):
    columns = Value(why), "pk", NO_DAY, Value(""), NO_DAY
    return rows.order_by().values_list(*columns)


WAITING = PreparedForActor(build_waiting)
