"""Who may be given which post, from when to when?"""

from django.db import transaction

from cells import permissions
from cells.acts.access import require_manager
from cells.acts.dependents import make_digest
from cells.acts.hanging import list_what_hangs_on_post, settle_what_hangs
from cells.acts.refusals import Refused, require
from cells.dated_rows import (
    ImpossibleDates,
    begin_row,
    end_row,
    hold_cell,
    hold_open_cell,
)
from cells.models import Appointment
from phucdong.writing import date_text

Role = Appointment.Role
HEADS = (Role.SECRETARY, Role.HEAD)
STAND_IN_TITLE = "Phụ trách thay"
MORE_HANGS = "Vừa có thêm việc kết thúc theo: xem danh sách dưới. Chưa ghi gì."


class PostTaken(ImpossibleDates):
    """Somebody else leads the cell in that time; the words say who. Nothing was
    changed."""


@transaction.atomic
def appoint_member(member, role, *, by, at, cell=None, committee=None, **facts):
    """A post in a cell or of a committee, given by who has charge of both the person
    and the place. Errors as write_appointment."""
    require_manager(by, member)
    require(permissions.has_charge_of(by, cell, committee))
    places = {"cell": cell, "committee": committee}
    post = write_appointment(member, role, by=by, at=at, **places, **facts)
    settle_what_hangs([member.pk], by=by, at=at)
    return post


@transaction.atomic
def write_appointment(
    member, role, *, since, by, at, cell=None, committee=None, until=None, **facts
):
    """The post, whoever gives it: a register that the ward applies, the server. A
    secretary heads the cell, so the plan is posted publicly.

    A cell has one secretary at a time: raises PostTaken. In a cell that has closed a
    post of before ends with it at the latest; raises CellClosed for one that would
    begin afterwards.
    """
    if cell:
        held = hold_cell_of_post(cell, since)
        until = find_end_of_post(held, until)
    if role == Role.SECRETARY:
        refuse_second_secretary(cell, since, until, besides=member)
    return begin_row(
        Appointment,
        member=member,
        role=role,
        cell=cell,
        committee=committee,
        since=since,
        until=until,
        is_head=role in HEADS,
        by=by,
        at=at,
        **facts,
    )


def hold_cell_of_post(cell, since):
    """The cell as it is now, ours as of hold_cell. One that never was has no posts."""
    held = hold_cell(cell)
    if held.closed_on and (held.never_was or since >= held.closed_on):
        hold_open_cell(held)
    return held


def find_end_of_post(cell, until):
    if cell.closed_on is None:
        return until
    return min(until or cell.closed_on, cell.closed_on)


def refuse_second_secretary(cell, since, until, *, besides):
    """The cell is ours (see `hold_cell`), so that nobody becomes it meanwhile."""
    taken = find_secretary_between(cell, since, until, besides=besides)
    if taken:
        end = f" đến trước ngày {date_text(taken.until)}" if taken.until else ""
        raise PostTaken(f"{cell} đã có bí thư: đồng chí {taken.member}{end}.")


def find_secretary_between(cell, since, until, *, besides):
    """Who holds the post of secretary on some day of a range, not as a stand-in."""
    posts = Appointment.objects.filter(cell=cell, role=Role.SECRETARY, acting_for=None)
    posts = posts.exclude(until__lte=since).exclude(member=besides)
    if until:
        posts = posts.filter(since__lt=until)
    return posts.select_related("member").order_by("since").first()


def appoint_stand_in(member, post, *, since, until, by, at, title="", decision=""):
    """Somebody acts in the place of whoever holds a post, for a period. The head stays
    the head."""
    require_manager(by, member)
    require(permissions.has_charge_of(by, post.cell, post.committee))
    return begin_row(
        Appointment,
        member=member,
        role=post.role,
        cell=post.cell,
        committee=post.committee,
        acting_for=post,
        since=since,
        until=until,
        title=title or STAND_IN_TITLE,
        decision=decision,
        by=by,
        at=at,
    )


@transaction.atomic
def end_appointment(post, on, *, by, at, shown=None):
    """As end_row, with what hangs on the post: `shown` is the digest of that as the
    officer was shown it (None: by no page). Raises Refused if it is something else by
    now."""
    require_manager(by, post.member)
    require(permissions.may_end(by, post))
    hanging = list_what_hangs_on_post(post, by.on)
    has_ended = end_row(post, on, by=by, at=at)
    if has_ended and shown is not None and shown != make_digest(hanging):
        raise Refused(MORE_HANGS)
    settle_what_hangs([post.member_id], by=by, at=at)
    return has_ended
