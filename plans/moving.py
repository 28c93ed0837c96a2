"""Which plans follow their author to another cell? Those that are not filed yet; a filed one stays where it is."""

from plans.models import Plan, Status

UNFINISHED = (Status.DRAFT, Status.CELL_REVIEW, Status.FINALIZING, Status.SIGNED)


def follow_members(cells, into):
    """Unfinished plans of these cells go on in the cell that their members moved to. Returns how many.

    One conditional update: a plan that is being filed at this moment comes wholly before or wholly after.
    """
    return Plan.objects.filter(cell__in=cells, status__in=UNFINISHED).update(cell=into)
