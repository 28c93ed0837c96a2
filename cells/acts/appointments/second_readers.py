"""Whom may the secretary of a cell name to read, beside the officers, what was typed
for somebody? One at a time, until the end of the year; the ward is told on its
desk."""

from datetime import date

from django.db import transaction

from cells import permissions
from cells.acts.refusals import require
from cells.dated_rows import ImpossibleDates, begin_row, end_row, hold_open_cell
from cells.models import Appointment, Cell, Member
from cells.models.people import is_official

Role = Appointment.Role


class NamedAlready(ImpossibleDates):
    """Somebody is second reader; args[0] says who. Nothing was changed."""


@transaction.atomic
def name_second_reader(cell, member, *, by, at):
    """From today to the end of the year, by the secretary. The same named twice is one;
    raises NamedAlready, CellClosed."""
    require(permissions.names_second_reader(by, cell))
    require(find_possible_readers(cell, by.on).filter(pk=member.pk).exists())
    hold_open_cell(cell)
    known = find_second_reader(cell, by.on)
    if known and known.member_id == member.pk:
        return known
    if known:
        raise NamedAlready(
            f"Đ/c {known.member.full_name} đang là người đọc thứ hai. Ghi thôi trước."
        )
    return begin_row(
        Appointment,
        member=member,
        role=Role.SECOND_READER,
        cell=cell,
        since=by.on,
        until=date(by.on.year + 1, 1, 1),
        by=by,
        at=at,
    )


def end_second_reader(cell, *, by, at):
    """From today on, by the secretary or the ward; one who was named today ends
    tomorrow, since a post of no day is none."""
    require(permissions.ends_second_reader(by, cell))
    known = find_second_reader(cell, by.on)
    if known is None:
        return
    on = max(by.on, date.fromordinal(known.since.toordinal() + 1))
    end_row(known, on, by=by, at=at)


def find_second_reader(cell, on):
    """The Appointment in force, or None."""
    held = Appointment.objects.in_force(on).filter(cell=cell, role=Role.SECOND_READER)
    return held.select_related("member").order_by("since", "pk").first()


def find_possible_readers(cell, on):
    """Official members of the cell (staff, in a unit) who hold no office in it."""
    officers = Appointment.objects.in_force(on).filter(
        cell=cell, role__in=Appointment.REVIEWERS
    )
    people = Member.objects.belonging(on, [cell.pk])
    if cell.kind != Cell.Kind.UNIT:
        people = people.filter(is_official(on))
    return people.exclude(pk__in=officers.values("member"))
