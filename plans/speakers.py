"""Whose posts or membership let them speak of a plan on a date? As conditions of its
remarks; the same as plans/models/capacity.py says of the plan itself."""

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q

from cells import posts
from cells.models import Appointment
from plans.models import Remark
from plans.models.capacity import belonging


def is_left_behind(on):
    """Not sent yet, and who said it may say nothing of the plan any more: a dismissed
    officer, a member who left the cell."""
    unsent = Q(is_internal=False, released_at=None, held_back_at=None)
    return ExpressionWrapper(unsent & ~may_speak(on), output_field=BooleanField())


def may_speak(on):
    """Who reviews the plan, and of their own a fellow member who may read it."""
    officers = find_others_in_cell(on)
    mine = Q(member=OuterRef("by"))
    of_ward = Exists(find_officers_above(on).filter(mine))
    reviews = Exists(officers.filter(mine)) | (~Exists(officers) & of_ward)
    here = belonging(on).filter(mine, cell=OuterRef("plan__cell"))
    is_fellow = Q(source=Remark.Source.PEER, plan__cycle__peers_may_read=True)
    return reviews | (is_fellow & Exists(here))


def find_others_in_cell(on):
    """Posts that review in the cell of a remark's plan; not its author's."""
    held = posts.find_review_posts(on).filter(cell=OuterRef("plan__cell"))
    return held.exclude(member=OuterRef("plan__member"))


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
