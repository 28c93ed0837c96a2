"""What was done in an author's name, as the events of the plan tell it: typed, sent,
signed in ink; and what the author says to that.

Read from the events that every page of a plan has at hand, and one query of the acts of
typing where there were any.
"""

from dataclasses import dataclass, field

from plans.models import Confirmation
from plans.workflow import assistances

KINDS = set(Confirmation.How.values)


@dataclass
class SaidObjection:
    """The events with which an author objected, and with which that was answered
    (None: it is open)."""

    made: object
    answer: object = None


@dataclass
class DeedsForAuthor:
    """`acts` are Assistances, `sent` the events of sendings with how the author
    confirmed, `inked` those of ink signatures."""

    acts: list = field(default_factory=list)
    sent: list = field(default_factory=list)
    inked: list = field(default_factory=list)
    objections: list = field(default_factory=list)

    @property
    def typists(self):
        """Ids."""
        return {act.helper_id for act in self.acts if act.typed_at}

    @property
    def doers(self):
        """Ids; the same as objections.find_doers."""
        return self.typists | {event.by_id for event in self.inked}

    @property
    def is_held(self):
        return any(said.answer is None for said in self.objections)

    def find_open_act(self, on):
        return next((act for act in self.acts if act.is_open(on)), None)


def read_deeds_for_author(plan, events):
    """DeedsForAuthor of a plan from its events, in any order."""
    found = DeedsForAuthor()
    for event in sorted(events, key=lambda event: event.number):
        if event.step == "object":
            found.objections.append(SaidObjection(event))
        elif event.step == "answer_objection":
            found.objections[-1].answer = event
        elif event.step == "sign" and event.by_id != plan.member_id:
            found.inked.append(event)
        elif event.reason in KINDS:
            found.sent.append(event)
    if was_helped(plan, events):
        found.acts = assistances.list_acts(plan)
    return found


def was_helped(plan, events):
    """Before version 0.8.0 the act of typing had no event but the beginning of the
    plan by somebody else."""
    for event in events:
        is_of_another = event.step == "begin" and event.by_id != plan.member_id
        if is_of_another or event.step == "assist":
            return True
    return False
