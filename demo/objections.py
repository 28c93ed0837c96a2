"""Which authors of typed plans do not agree with what was done in their name, and who
has answered them?"""

from datetime import timedelta

from cells.models import Appointment
from demo.stories import Doer, Move
from plans.workflow.steps import STEPS

ANSWER = (
    "Tôi đã gặp đồng chí, đọc lại từng câu và sửa chữ gõ sai theo bản viết tay. Đồng "
    "chí đồng ý để kế hoạch đi tiếp."
)


def add_objections(stories, officers, before):
    """Four of what was typed: two in the cell's review and two that are filed, of each
    one open and one answered. All of it happened `before` a day."""
    typed = []
    for story in stories:
        if list_helpers(story) and story.moves[-1].at.date() < before:
            typed.append(story)
    for last in ("submit", "complete"):
        there = [story for story in typed if find_last_step(story) == last]
        for story, is_answered in zip(there, (False, True), strict=False):
            add_objection(story)
            if is_answered:
                answer_objection(story, officers, by_ward=last == "complete")


def list_helpers(story):
    return [move.details["helper"] for move in story.moves if move.what == "assist"]


def find_last_step(story):
    taken = [move.what for move in story.moves if move.what in STEPS]
    return taken[-1]


def add_objection(story):
    at = story.moves[-1].at + timedelta(hours=3)
    story.moves.append(Move("object", at, Doer(story.member), {}))


def answer_objection(story, officers, *, by_ward):
    at = story.moves[-1].at + timedelta(hours=20)
    besides = {story.member.pk} | {helper.pk for helper in list_helpers(story)}
    role = Appointment.Role.WARD_OFFICER
    held = officers.of_role(role, at.date(), besides)
    if not by_ward:
        held = officers.reviewers(story.cell.pk, at.date(), besides)
    by = Doer(held[0].member, held[0])
    story.moves.append(Move("answer_objection", at, by, {"text": ANSWER}))
