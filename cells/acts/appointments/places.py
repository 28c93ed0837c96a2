"""In which cell, of which committee may a post stand that is given to somebody?"""

from typing import NamedTuple

from django.core.exceptions import PermissionDenied
from django.db.models import F

from cells.models import Appointment, Cell, Committee
from phucdong.writing import date_text

NO_HOME = "Người chưa thuộc chi bộ nào thì chưa giao chức vụ trong chi bộ được."


class PostPlace(NamedTuple):
    """One of both; a place that does not fit the role is the database's to refuse."""

    cell: Cell | None = None
    committee: Committee | None = None


def list_post_places(actor, member, home, wards):
    """[(value, label)] to choose from: the person's cell, units (whose heads may belong
    to a cell), cells of theirs that have closed, and the actor's committees. Of several
    wards (a WardChoice) those of the open one, and what was chosen before."""
    chosen = wards.keep(wards.sent.get("place", "").partition("-")[2])
    places = []
    if home:
        places.append((f"cell-{home.pk}", home.name))
    units = Cell.objects.below(actor.committees).in_force(actor.on)
    units = wards.narrow_cells(units.filter(kind=Cell.Kind.UNIT), chosen)
    for unit in units.select_related("committee").order_by("name"):
        if unit != home:
            places.append((f"cell-{unit.pk}", wards.name_cell(unit)))
    for cell in find_closed_cells(actor, member):
        last = f"{cell.name} (trước ngày {date_text(cell.closed_on)})"
        places.append((f"cell-{cell.pk}", wards.add_committee(last, cell)))
    committees = Committee.objects.open().filter(pk__in=actor.committees)
    for committee in wards.narrow_committees(committees, chosen).order_by("pk"):
        places.append((f"committee-{committee.pk}", committee.name))
    return places


def find_closed_cells(actor, member):
    """To which the person belonged: a post of before is recorded there."""
    closed = Cell.objects.below(actor.committees).filter(closed_on__lte=actor.on)
    closed = closed.exclude(founded_on=F("closed_on"))
    theirs = closed.filter(memberships__member=member).distinct()
    return theirs.select_related("committee").order_by("closed_on", "pk")


def find_post_place(value, role, home, by):
    """The PostPlace of a value that was chosen; of "" the natural one."""
    kind, _, pk = value.partition("-")
    if kind == "cell":
        return PostPlace(cell=Cell.objects.get(pk=pk))
    if kind == "committee":
        return PostPlace(committee=Committee.objects.get(pk=pk))
    return find_natural_place(role, home, by)


def find_natural_place(role, home, by):
    """Of the person's own ward, as far as it is the officer's, or of the person's own
    cell."""
    if role in Appointment.OF_A_COMMITTEE:
        return PostPlace(committee=find_ward_of_post(home, by))
    if home is None:
        raise PermissionDenied(NO_HOME)
    return PostPlace(cell=home)


def find_ward_of_post(home, by):
    if home and home.committee.ward().pk in by.committees:
        return home.committee.ward()
    for post in by.posts:
        if post.role == Appointment.Role.WARD_OFFICER:
            return post.committee
    raise PermissionDenied


def find_posts_to_stand_in_for(member, home, on):
    """Posts of others in the person's cell for whom they may stand in."""
    if home is None:
        return Appointment.objects.none()
    posts = Appointment.objects.filter(
        cell=home, acting_for=None, role__in=Appointment.REVIEWERS
    )
    posts = posts.exclude(until__lte=on).exclude(member=member)
    posts = posts.select_related("member", "cell", "committee")
    return posts.order_by("since", "pk")
