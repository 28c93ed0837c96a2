"""Who joins, who holds which post, who is away: every change is a dated row that says who recorded it.

Nothing is edited in place and nothing is deleted: a row is begun, and later ended. Functions raise
ImpossibleDates when the database's own rules (no overlap, end after begin) refuse, and change nothing then.
"""

import uuid

from django.db import IntegrityError, transaction
from django.db.models import Q

from cells.models import Appointment, Cell, Member, Membership, Transfer
from phucdong.writing import date_text

STAND_IN_TITLE = "Phụ trách thay"


class ImpossibleDates(Exception):
    """The dates overlap another row of the same kind, or end before they begin. Nothing was changed."""


class CellClosed(ImpossibleDates):
    """The cell is closed, perhaps by a decision of this very moment; the words say so. Nothing was changed."""


class PostTaken(ImpossibleDates):
    """Somebody else leads the cell in that time; the words say who. Nothing was changed."""


def begin(model, /, *, by, at, **facts):
    """Begin a dated row (Appointment, Exemption, …). The same said twice by the same officer is one row."""
    try:
        with transaction.atomic():
            return model.objects.create(recorded_by=by.user, recorded_at=at, **facts)
    except IntegrityError as refusal:
        if twin := model.objects.filter(recorded_by=by.user, **facts).first():
            return twin
        raise ImpossibleDates from refusal


def end(row, on, *, by, at, **facts):
    """End a row sooner than it says: `on` is the first day on which it no longer holds. Ending twice is once."""
    if on <= row.since:
        raise ImpossibleDates
    still_open = type(row).objects.filter(Q(until=None) | Q(until__gt=on), pk=row.pk)
    return bool(still_open.update(until=on, ended_by=by.user, ended_at=at, **facts))


def handed_over(member, on):
    """(their last membership, where it went or "") of somebody whose cell was handed over and who belongs nowhere here
    since; None for anybody else."""
    held = Membership.objects.filter(member=member, kind=Membership.Kind.OFFICIAL, since__lte=on)
    last = held.select_related("cell").order_by("-since", "-pk").first()
    if last is None or last.ending != Membership.Ending.HANDED_OVER or last.until > on:
        return None
    out = Transfer.objects.filter(member=member, direction=Transfer.Direction.OUT, since=last.until)
    return last, out.values_list("place", flat=True).first() or ""


@transaction.atomic
def add_member(cell, facts, *, since, origin, by, at):
    """A new person who belongs to a cell (or works in a unit) from a day on. `facts` are columns of Member; one with
    the `uid` of somebody known (the form was sent twice) is that person, and nothing is changed. Raises CellClosed."""
    kind = Member.Kind.STAFF if cell.kind == Cell.Kind.UNIT else Member.Kind.PARTY
    member, is_new = Member.objects.get_or_create(
        uid=facts.get("uid") or uuid.uuid4(), defaults={"kind": kind, **facts}
    )
    if is_new:
        refuse_closed(hold_cell(cell))
        begin(Membership, by=by, at=at, member=member, cell=cell, since=since, origin=origin)
    return member


def hold_cell(cell):
    """The cell as it is now, ours until the end of the transaction: a decision about it comes wholly before or after
    (cells/acts/reorganisation/application.py)."""
    return Cell.objects.select_for_update(no_key=True).get(pk=cell.pk)


def refuse_closed(cell):
    if cell.closed_on:
        went = f", nay là {cell.successor.name}" if cell.successor else ""
        raise CellClosed(f"{cell.name} đã kết thúc hoạt động ngày {date_text(cell.closed_on)}{went}. Chưa ghi gì.")


@transaction.atomic
def appoint(member, role, *, since, by, at, cell=None, committee=None, until=None, **facts):
    """A post in a cell or of a committee. A secretary heads the cell, so the plan is posted publicly.

    A cell has one secretary at a time: raises PostTaken, and CellClosed for one that is over.
    """
    if cell:
        refuse_closed(hold_cell(cell))
    head = role in (Appointment.Role.SECRETARY, Appointment.Role.HEAD)
    if role == Appointment.Role.SECRETARY and (taken := secretary_between(cell, since, until, besides=member)):
        until_words = f" đến trước ngày {date_text(taken.until)}" if taken.until else ""
        raise PostTaken(f"{cell} đã có bí thư: đồng chí {taken.member}{until_words}.")
    facts |= {"cell": cell, "committee": committee, "until": until}
    return begin(Appointment, by=by, at=at, member=member, role=role, since=since, is_head=head, **facts)


def secretary_between(cell, since, until, *, besides):
    """Who holds the post of secretary on some day of a range, not as a stand-in; the cell is ours (see `hold_cell`)."""
    held = Appointment.objects.filter(cell=cell, role=Appointment.Role.SECRETARY, acting_for=None)
    held = held.exclude(until__lte=since).exclude(member=besides)
    held = held.filter(since__lt=until) if until else held
    return held.select_related("member").order_by("since").first()


def stand_in(member, post, *, since, until, by, at, title="", decision=""):
    """Somebody acts in the place of whoever holds a post, for a period. The head stays the head."""
    facts = {"role": post.role, "cell": post.cell, "committee": post.committee, "acting_for": post}
    facts |= {"since": since, "until": until, "title": title or STAND_IN_TITLE, "decision": decision}
    return begin(Appointment, by=by, at=at, member=member, **facts)
