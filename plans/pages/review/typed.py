"""What does a reader see of a plan that was typed for its author: who typed, how it was
confirmed, what the author objects to, and who else can decide?"""

from django.db.models import Exists, OuterRef

from cells.models import Appointment
from plans import permissions
from plans.models import Assistance, Capacity
from plans.models.plan import EDITABLE
from plans.pages.review.step_forms import AnswerForm
from plans.workflow import objections


def make_typed_part(plan, done, actor, answer_form):
    """`done` are the DeedsForAuthor."""
    is_typist = permissions.has_capacity(actor, plan, {Capacity.TYPIST})
    part = {"done": done, "may_name_helper": may_name_helper(plan, done, actor)}
    doers = done.inkers
    if is_typist:
        doers.add(actor.member.pk)
    if done.is_held and objections.may_answer(actor, plan, doers):
        part["answer_form"] = answer_form or AnswerForm()
    if is_typist and permissions.may_act(actor, plan, {Capacity.REVIEWER}):
        part |= find_others(plan, actor)
    return part


def may_name_helper(plan, done, actor):
    """Whether an officer of the cell can have somebody type on; who does it already is
    told by the page that asks."""
    is_of_cell = plan.cell_id in actor.cells and permissions.goes_on(actor, plan)
    return bool(done.typings) and plan.status in EDITABLE and is_of_cell


def find_others(plan, actor):
    """For a reviewer who typed: the names of those who can decide instead."""
    officers, second = {}, {}
    for post in find_posts_of_others(plan, actor.on):
        names = officers
        if post.role in Appointment.BESIDE_OFFICERS:
            names = second
        names[post.member_id] = post.member.full_name
    return {
        "is_typist": True,
        "other_officers": list(officers.values()),
        "second_readers": list(second.values()),
    }


def find_posts_of_others(plan, on):
    """Appointments in the plan's cell of those who neither wrote nor typed it."""
    roles = (*Appointment.REVIEWERS, *Appointment.BESIDE_OFFICERS)
    held = Appointment.objects.in_force(on).filter(cell=plan.cell_id, role__in=roles)
    typed = Assistance.objects.that_typed().filter(
        plan=plan.pk, helper=OuterRef("member")
    )
    others = held.exclude(member=plan.member_id).filter(~Exists(typed))
    return others.select_related("member").order_by("since", "pk")
