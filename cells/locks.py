"""In which order do acts hold rows, so that of two at once the second waits?

Committees first, then cells, then a member. Every act holds some of these in this
order, so nobody waits in a circle. What is held is ours until the end of the
transaction; SQLite has one writer at a time and holds everything.
"""

from django.db.models import Q

from cells.models import Cell, Committee, Member, Membership


def hold_committees():
    """Decisions and registers take turns, whatever cells they are about."""
    list(Committee.objects.select_for_update(no_key=True).order_by("pk"))


def hold_cells(pks):
    """Nobody joins these cells, and no plan is begun in them, before we are done."""
    list(Cell.objects.select_for_update().filter(pk__in=pks).order_by("pk"))


def hold_cells_of_member(member, to_cell=None):
    """The cells of a member, and the one to which they go: returns that one as it is.

    So nobody comes to a cell that a decision has just closed.
    """
    wanted = Q(pk__in=Membership.objects.filter(member=member).values("cell"))
    if to_cell:
        wanted |= Q(pk=to_cell.pk)
    held = Cell.objects.select_for_update(no_key=True).filter(wanted).order_by("pk")
    by_now = {cell.pk: cell for cell in held}
    return by_now[to_cell.pk] if to_cell else None


def hold_member(member):
    """Of two officers who act on one person the second sees what the first has done."""
    list(Member.objects.select_for_update().filter(pk=member.pk))
