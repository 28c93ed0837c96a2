"""How does a dated row of a person begin and end, and who recorded it?

Nothing is edited in place and nothing is deleted: a row is begun, and later ended.
What the database's own rules refuse (no overlap, end after begin) is raised as
ImpossibleDates, and nothing is changed then.
"""

from django.db import IntegrityError, transaction
from django.db.models import Q

from cells.models import Cell
from phucdong.writing import date_text


class ImpossibleDates(Exception):
    """The dates overlap another row of the same kind, or end before they begin."""


class CellClosed(ImpossibleDates):
    """The cell is closed, perhaps by a decision of this very moment; the words say
    so."""


def begin_row(model, /, *, by, at, **facts):
    """Begin an Appointment, an Exemption, … The same said twice by the same officer is
    one row."""
    try:
        with transaction.atomic():
            return model.objects.create(recorded_by=by.user, recorded_at=at, **facts)
    except IntegrityError as refusal:
        if twin := find_recorded_row(model, by=by, **facts):
            return twin
        raise ImpossibleDates from refusal


def find_recorded_row(model, /, *, by, **facts):
    """The row of these facts that the same officer recorded before, or None."""
    return model.objects.filter(recorded_by=by.user, **facts).first()


def end_row(row, on, *, by, at, **facts):
    """End a row sooner than it says: `on` is the first day on which it no longer holds.
    False, and nothing changes, if it had ended by then."""
    if on <= row.since:
        raise ImpossibleDates
    still_open = type(row).objects.filter(Q(until=None) | Q(until__gt=on), pk=row.pk)
    changed = still_open.update(until=on, ended_by=by.user, ended_at=at, **facts)
    return bool(changed)


def hold_cell(cell):
    """The cell as it is now, ours until the end of the transaction: a decision about it
    comes wholly before or after (cells/acts/reorganisation/application.py)."""
    return Cell.objects.select_for_update(no_key=True).get(pk=cell.pk)


def hold_open_cell(cell):
    """The same of a cell in which something is to begin. Raises CellClosed."""
    held = hold_cell(cell)
    if not held.closed_on:
        return held
    went = f", nay là {held.successor.name}" if held.successor else ""
    day = date_text(held.closed_on)
    raise CellClosed(
        f"{held.name} đã kết thúc hoạt động ngày {day}{went}. Chưa ghi gì."
    )
