"""Whose posts or membership let them speak of a plan on a date? As conditions of its
remarks; the same as plans/models/capacity.py says of the plan itself."""

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from cells import posts
from cells.models import Appointment
from plans.models import Assistance, Remark
from plans.models.capacity import belonging


def is_left_behind(on):
    """Not sent yet, and who said it may say nothing of the plan any more: a dismissed
    officer, a member who left the cell."""
    unsent = Q(is_internal=False, released_at=None, held_back_at=None)
    return ExpressionWrapper(unsent & ~may_speak(on), output_field=BooleanField())


def may_speak(on):
    """Who reviews the plan, and of their own a fellow member who may read it."""
    mine = Q(member=OuterRef("by"))
    of_cell = Exists(find_others_in_cell(on).filter(mine))
    second = was_typed() & Exists(find_second_readers(on).filter(mine))
    of_ward = ~reads_in_cell(on) & Exists(find_officers_above(on).filter(mine))
    here = belonging(on).filter(mine, cell=OuterRef("plan__cell"))
    is_fellow = Q(source=Remark.Source.PEER, plan__cycle__peers_may_read=True)
    return of_cell | second | of_ward | (is_fellow & Exists(here))


def reads_in_cell(on, **besides):
    """Whether anybody in the cell may decide about the plan: an officer or, of what was
    typed, a second reader, who did not type it themselves; besides these people
    (member=…)."""
    officers = leave_out_who_typed(find_others_in_cell(on)).exclude(**besides)
    second = find_second_readers(on).exclude(**besides)
    return Exists(officers) | (was_typed() & Exists(second))


def was_typed(**by):
    """Somebody typed in it for its author: somebody at all, or this Member."""
    typed = Assistance.objects.that_typed().filter(plan=OuterRef("plan"))
    return Q(Exists(typed.filter(**by)))


def find_others_in_cell(on):
    """Posts that review in the cell of a remark's plan; not its author's."""
    held = posts.find_review_posts(on).filter(cell=OuterRef("plan__cell"))
    return held.exclude(member=OuterRef("plan__member"))


def find_second_readers(on):
    """Those named in that cell who neither wrote nor typed the plan."""
    named = posts.find_second_readers(on).filter(cell=OuterRef("plan__cell"))
    return leave_out_who_typed(named.exclude(member=OuterRef("plan__member")))


def leave_out_who_typed(held):
    typed = Assistance.objects.that_typed().filter(
        plan=OuterRef(OuterRef("plan")), helper=OuterRef("member")
    )
    return held.filter(~Exists(typed))


def find_officers_above(on):
    """Posts of the ward's officers over that cell: of its committee, or of two above
    it. Not the author's."""
    committee = "plan__cell__committee"
    above = Q(committee=OuterRef(committee))
    above |= Q(committee=OuterRef(f"{committee}__parent"))
    above |= Q(committee=OuterRef(f"{committee}__parent__parent"))
    held = Appointment.objects.in_force(on).filter(
        above, role=Appointment.Role.WARD_OFFICER
    )
    return held.exclude(member=OuterRef("plan__member"))
