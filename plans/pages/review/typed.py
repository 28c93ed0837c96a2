"""What does a reader see of a plan that was typed for its author: who typed, how it was
confirmed, what the author objects to, and who else can decide?"""

from cells import posts
from plans import permissions
from plans.models import Capacity
from plans.models.plan import EDITABLE
from plans.pages.review.step_forms import AnswerForm
from plans.workflow import objections
from plans.workflow.deeds_for_author import read_deeds_for_author


def make_typed_part(plan, events, actor, answer_form):
    done = read_deeds_for_author(plan, events)
    part = {"done": done, "may_name_helper": may_name_helper(plan, done, actor)}
    if done.is_held and objections.may_answer(actor, plan, done.doers):
        part["answer_form"] = answer_form or AnswerForm()
    return part | find_others(plan, done.typists, actor)


def may_name_helper(plan, done, actor):
    """Whether an officer of the cell can have somebody type on."""
    if plan.status not in EDITABLE or done.find_open_act(actor.on):
        return False
    is_of_cell = plan.goes_on_here and plan.cell_id in actor.cells
    return bool(done.acts) and is_of_cell


def find_others(plan, typists, actor):
    """For a reviewer who typed: the names of those who can decide instead, {} for
    anybody else."""
    if actor.member.pk not in typists:
        return {}
    if not permissions.may_act(actor, plan, {Capacity.REVIEWER}):
        return {}
    left_out = {*typists, plan.member_id}
    officers = posts.find_reviewers(plan.cell, actor.on)
    second = posts.find_second_readers(actor.on).filter(cell=plan.cell)
    return {
        "is_typist": True,
        "other_officers": name_others(officers, left_out),
        "second_readers": name_others(second.select_related("member"), left_out),
    }


def name_others(held, left_out):
    """[name] of the holders of these posts, each once, without some people (pks)."""
    names = [post.member.full_name for post in held if post.member_id not in left_out]
    return list(dict.fromkeys(names))
