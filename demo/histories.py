"""How are thousands of histories laid down at once? The rows that plans/workflow.py would have written, in bulk.

The demonstration has some 5,800 plans. Taken one by one, their steps would be 40,000 transactions; here a plan's
history is first told as a list of moves, then written as rows with the same contents: the plan, its texts, revisions,
events chained by digest, remarks with answers and ticks, signatures, filings, postings and readings. Where a step
leads comes from the workflow's own table. A test lets the ordinary functions live through the same moves
(demo/performing.py) and compares the two.
"""

from dataclasses import dataclass, field
from datetime import datetime

from demo.recorder import Recorder
from demo.shelf import Shelf
from plans.models import Plan, Status
from plans.workflow import STEPS

MAKE_REVISIONS = ("submit", "resubmit", "sign")
TOUCH = ("write", "remark", "answer", "file", "post")  # what changes the plan's edited_at, besides beginning it


@dataclass(frozen=True)
class Move:
    """One thing that somebody did: a step of the workflow, or begin, write, open, remark, answer, tick, file, post.

    `post` is the appointment by which they act (None for the author); `by` is a member's id.
    """

    what: str
    at: datetime
    by: int
    post: int | None = None
    details: dict = field(default_factory=dict)


@dataclass
class Story:
    """A plan and everything that happened to it, in the order of time. `cell` comes with its committee."""

    member: object
    cycle: object
    cell: object
    moves: list = field(default_factory=list)
    helper: int | None = None

    def last(self, kinds):
        return next((move for move in reversed(self.moves) if move.what in kinds), None)

    def first(self, kinds):
        return next((move for move in self.moves if move.what in kinds), None)


def lay_down(stories, officers, *, rng):
    """Write the plans of one cycle with their histories. Returns the plans in the order of the stories."""
    if not stories:
        return []
    plans = Plan.objects.bulk_create([plan_of(story) for story in stories], batch_size=500)
    shelf = Shelf(stories[0].cycle)
    for plan, story in zip(plans, stories, strict=True):
        Recorder(plan, story, shelf, officers, rng).record()
    shelf.put_down()
    return plans


def plan_of(story):
    """The plan as it stands after the last move."""
    submitted = story.first(MAKE_REVISIONS)
    return Plan(
        member=story.member,
        cycle=story.cycle,
        cell=story.cell,
        form_version_id=story.cycle.form_version_id,
        helper_id=story.helper,
        status=status_of(story),
        revision=sum(move.what in MAKE_REVISIONS for move in story.moves),
        begun_at=story.moves[0].at,
        first_submitted_at=submitted.at if submitted else None,
        moved_at=(story.last(STEPS) or story.moves[0]).at,
        edited_at=(story.last(TOUCH) or story.moves[0]).at,
    )


def status_of(story):
    step = story.last(STEPS)
    return STEPS[step.what].target if step else Status.DRAFT
