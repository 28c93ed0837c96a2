"""What was done in an author's name, as the events of the plan tell it: typed, sent,
signed in ink; and what the author says to that.

Read from the events that every page of a plan has at hand; nothing is asked for it.
"""

from dataclasses import dataclass, field
from typing import NamedTuple

from plans.models import Assistance, Confirmation
from plans.workflow import log

KINDS = set(Confirmation.How.values)
# What ends an act of typing; without one of these it lapses.
ENDS = {
    "hand_back": Assistance.Ending.HANDED_BACK,
    "submit": Assistance.Ending.SENT,
    "resubmit": Assistance.Ending.SENT,
    "sign": Assistance.Ending.SENT,
}
UNKNOWN = Assistance.Source.UNKNOWN.label


class Typing(NamedTuple):
    """An act of typing: in words who typed from what, and the events with which it
    began and ended (None: it goes on, or nothing was typed for too long)."""

    words: str
    begun: object
    ended: object = None

    @property
    def ending(self):
        return ENDS[self.ended.step].label


class SaidObjection(NamedTuple):
    """The events with which an author objected, and with which that was answered
    (None: it is open)."""

    made: object
    answer: object = None


@dataclass
class DeedsForAuthor:
    """Acts of typing, the events of sendings with how the author confirmed, those of
    ink signatures; the first one first."""

    typings: list = field(default_factory=list)
    sent: list = field(default_factory=list)
    inked: list = field(default_factory=list)
    objections: list = field(default_factory=list)

    @property
    def inkers(self):
        """Ids of those who recorded ink."""
        return {event.by_id for event in self.inked}

    @property
    def is_held(self):
        return any(said.answer is None for said in self.objections)


def read_deeds_for_author(plan, events):
    """DeedsForAuthor of a plan from its events, in any order; what was taken back was
    not done."""
    found = DeedsForAuthor()
    standing = log.leave_out_taken_back(events)
    ordered = sorted(standing, key=lambda event: event.number)
    if was_typed_before(plan, ordered):
        [begun, *_] = ordered
        words = f"đ/c {begun.by.full_name} gõ hộ, từ {UNKNOWN}"
        found.typings.append(Typing(words, begun))
    for event in ordered:
        if event.step in ENDS:
            end_typing(found.typings, event)
        if event.step == "assist":
            found.typings.append(Typing(event.note, event))
        elif event.step == "object":
            found.objections.append(SaidObjection(event))
        elif event.step == "answer_objection":
            made = found.objections.pop().made
            found.objections.append(SaidObjection(made, event))
        elif event.step == "sign" and event.by_id != plan.member_id:
            found.inked.append(event)
        elif event.reason in KINDS:
            found.sent.append(event)
    return found


def was_typed_before(plan, ordered):
    """Before version 0.8.0 the act of typing had no event but the beginning of the
    plan by somebody else."""
    if not ordered or ordered[0].by_id == plan.member_id:
        return False
    return all(event.step != "assist" for event in ordered[:2])


def end_typing(typings, event):
    if typings and typings[-1].ended is None:
        typings[-1] = typings[-1]._replace(ended=event)
