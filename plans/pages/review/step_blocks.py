"""Which buttons of steps stand on a page, with which fields and words? All from
plans/workflow/steps.py."""

from dataclasses import dataclass, field

from phucdong.writing import date_text
from plans.workflow.steps import STEPS, Block, list_open_steps


@dataclass
class StepBlock:
    """One form: its buttons [(name of the step, label)], the bound fields that they
    share, and what they lead to."""

    kind: Block
    buttons: list = field(default_factory=list)
    hints: list = field(default_factory=list)
    asks: list = field(default_factory=list)
    fields: list = field(default_factory=list)

    @property
    def title(self):
        return self.buttons[0][1]

    @property
    def has_text(self):
        return "note" in self.asks


def list_step_blocks(plan, actor, form, *, is_author, **read):
    """[StepBlock] of the steps that are open to somebody: the decision, what is opened
    first, single buttons. `read` are details that the page has read already
    (plans/workflow/needs.py)."""
    decision, folds, cards = StepBlock(Block.DECISION), [], []
    details = {"on": actor.on, **read}
    for name in list_open_steps(plan, actor):
        step = STEPS[name]
        kind = step.to_others
        if is_author:
            kind = step.to_author
        if kind == Block.DECISION:
            fill_block(decision, name, plan, form, is_author)
        elif kind == Block.FOLD:
            folds.append(fill_block(StepBlock(kind), name, plan, form, is_author))
        elif kind == Block.CARD and not step.needs(plan, details):
            cards.append(fill_block(StepBlock(kind), name, plan, form, is_author))
    if not decision.buttons:
        return folds + cards
    return [decision, *folds, *cards]


def fill_block(block, name, plan, form, is_author):
    step = STEPS[name]
    words = step.words_for(is_author)
    block.buttons.append((name, words.label))
    if words.hint:
        block.hints.append(fill_words(words.hint, plan))
    for asked in step.asks:
        if asked not in block.asks:
            block.asks.append(asked)
            block.fields.append(form[asked])
    return block


def fill_words(words, plan, deadlines=None):
    """The words of a step, with what is known of the plan and, where they say by when,
    of its author."""
    review_due = ""
    if deadlines is not None:
        review_due = date_text(deadlines.review)
    return words.format(
        author=plan.member.full_name,
        cell=plan.cell,
        review_due=review_due,
        edited=date_text(plan.edited_at),
    )
