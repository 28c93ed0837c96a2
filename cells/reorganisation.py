"""How do cells merge? Old cells are closed, never deleted; people and posts end and begin by dated rows."""

from django.db import transaction

from cells.models import Appointment, Cell, Membership


class CannotMerge(Exception):
    """What was asked for does not fit the cells as they stand on the day; the words say why. Nothing was changed."""


@transaction.atomic
def merge(cells, name, *, committee, on):
    """Merge cells of a committee on a day and return the cell that goes on.

    That is the committee's other open cell of this name, else a new one founded on the day (which may take the name of
    one that merges). The old cells are closed on the day with their successor, their posts end, and their members
    (guests too) belong to the successor from the day on. Exemptions belong to the member and go on. Raises CannotMerge.

    The plans that are not yet filed follow by plans.moving.follow_members; cells know nothing of plans.
    """
    old = list(cells)
    refuse_what_does_not_fit(old, on)
    into = Cell.objects.in_force(on).filter(committee=committee, name=name).exclude(pk__in=ids(old)).first()
    Cell.objects.filter(pk__in=ids(old)).update(closed_on=on)
    into = into or Cell.objects.create(committee=committee, name=name, kind=old[0].kind, founded_on=on)
    Cell.objects.filter(pk__in=ids(old)).update(successor=into)
    move_memberships(old, into, on)
    posts = Appointment.objects.filter(cell__in=old, since__lt=on).exclude(until__lte=on)
    posts.update(until=on)
    return into


def refuse_what_does_not_fit(cells, on):
    if not cells:
        raise CannotMerge("Chưa chọn chi bộ nào để sáp nhập.")
    if closed := [cell.name for cell in cells if cell.closed_on]:
        raise CannotMerge(f"{', '.join(closed)} đã kết thúc hoạt động trước đó.")
    if young := [cell.name for cell in cells if cell.founded_on and cell.founded_on >= on]:
        raise CannotMerge(f"{', '.join(young)} chưa thành lập trước ngày {on:%d/%m/%Y}.")
    later = Appointment.objects.filter(cell__in=cells, since__gte=on).select_related("member", "cell")
    if posts := [f"{post.member} ({post.cell})" for post in later]:
        raise CannotMerge(f"Có chức vụ bắt đầu từ ngày sáp nhập trở đi: {', '.join(posts)}.")


def move_memberships(old, into, on):
    """End those in force and begin them anew in the successor; those that begin later begin there."""
    ending = Membership.objects.filter(cell__in=old, since__lt=on).exclude(until__lte=on)
    moved = [
        Membership(
            member_id=row.member_id,
            cell=into,
            kind=row.kind,
            origin=Membership.Origin.REORGANISED,
            since=on,
            until=row.until,
        )
        for row in ending
    ]
    ending.update(until=on)
    Membership.objects.filter(cell__in=old, since__gte=on).update(cell=into)
    Membership.objects.bulk_create(moved)


def ids(cells):
    return [cell.pk for cell in cells]
