"""Who may do this? Predicates about who, never about where the plan stands: that is plans/workflow.py."""

from cells import posts
from cells.models import Member, Membership
from plans.models import AccessRecord, Status

Capacity = AccessRecord.Capacity


def is_author(actor, plan):
    return actor.member is not None and plan.member_id == actor.member.pk


def is_helper(actor, plan):
    """An officer of the cell who types for the author from paper."""
    return actor.member is not None and plan.helper_id == actor.member.pk and plan.cell_id in actor.cells


def is_writer(actor, plan):
    return is_author(actor, plan) or is_helper(actor, plan)


def goes_on_here(plan):
    """Not one that was handed over with its cell: it goes on in another installation, and here it is only read."""
    return not plan.cell.went_elsewhere


def writes_for(actor, plan):
    return goes_on_here(plan) and is_writer(actor, plan)


def reviews(actor, plan):
    """An officer of the plan's cell, never the author; if the cell has nobody else, the committee above."""
    if actor.member is None or is_author(actor, plan) or not goes_on_here(plan):
        return False
    if plan.cell_id in actor.cells:
        return True
    return plan.cell.committee_id in actor.committees and not posts.find_reviewers(
        plan.cell, actor.on, besides=plan.member_id
    )


def watches(actor, plan):
    """A ward officer above the plan's cell, never over their own plan."""
    return actor.member is not None and not is_author(actor, plan) and plan.cell.committee_id in actor.committees


def recalls(actor, plan):
    """The ward, as long as the plan goes on here."""
    return watches(actor, plan) and goes_on_here(plan)


def signs(actor, plan):
    """The author electronically, or a reviewer who records the author's ink."""
    return goes_on_here(plan) and (is_author(actor, plan) or reviews(actor, plan))


def files(actor, plan):
    """Receives the copy: the Chairman's office for staff outside the Party, the cell's officer for a member."""
    if plan.member.kind == Member.Kind.STAFF:
        return not is_author(actor, plan) and plan.cell.committee_id in actor.offices and goes_on_here(plan)
    return reviews(actor, plan)


def posts_publicly(actor, plan):
    """Records that a head's plan hangs on the board: whoever files it, or the ward."""
    return files(actor, plan) or (recalls(actor, plan) and posts.is_head(plan.member, actor.on))


def has_received(actor, plan):
    """An officer of the cell to which the author has moved since: reads what was filed in the old one."""
    here = Membership.objects.in_force(actor.on).filter(kind=Membership.Kind.OFFICIAL, cell__in=actor.cells)
    return bool(actor.cells) and here.filter(member=plan.member_id).exists()


def is_peer(actor, plan):
    return (
        actor.member is not None
        and not is_author(actor, plan)
        and plan.cycle.peers_may_read
        and actor.home is not None
        and actor.home.pk == plan.cell_id
    )


def remarks(actor, plan):
    """In the cell's review: its officers and fellow members. Once it has left its draft: the ward."""
    if plan.status == Status.CELL_REVIEW and (reviews(actor, plan) or is_peer(actor, plan)):
        return True
    return plan.status != Status.DRAFT and recalls(actor, plan)


def capacity(actor, plan):
    """In what capacity somebody opens another's plan; None for the author."""
    if is_author(actor, plan):
        return None
    if reviews(actor, plan) or is_helper(actor, plan) or has_received(actor, plan):
        return Capacity.REVIEWER
    if watches(actor, plan):
        return Capacity.WARD
    if plan.cell.committee_id in actor.inspected:
        return Capacity.INSPECTOR
    return Capacity.OFFICE if plan.cell.committee_id in actor.offices else Capacity.PEER


def begins_for(actor, member, cell):
    """May begin this year's plan: the member, or an officer of the member's cell from paper."""
    return actor.member is not None and (actor.member.pk == member.pk or cell.pk in actor.cells)


def keeps_cycles(actor, committee_id):
    """Opens and changes the years of a committee: its ward officers, and those of the committees above."""
    return actor.member is not None and committee_id in actor.committees
