"""How is a movement of a member recorded, put right and cancelled, with their plans?

It is recorded once it has happened: its day is never after today, only the planned end
of a term may be. It ends and begins its rows through cells/effects.py, so that it can
be put right or cancelled as a whole. Plans that are not filed follow their author in
the same transaction.
"""

from django.db import IntegrityError, transaction
from django.db.models import Q

from cells import permissions
from cells.acts.access import require_manager
from cells.acts.corrections.rules import find_different_columns, keep_correction
from cells.acts.dependents import make_digest
from cells.acts.hanging import settle_what_hangs
from cells.acts.movements.case import CannotMove, MovementCase
from cells.acts.movements.conditions import must_have_happened
from cells.acts.movements.kinds import ARRIVALS, DEPARTURES, KINDS
from cells.acts.movements.later_acts import (
    TakesBack,
    bring_acts_back,
    list_later_acts,
    list_names,
    may_be_put_aside,
    put_acts_aside,
)
from cells.acts.movements.later_rows import (
    keep_what_came_back,
    list_deeds_since,
    list_later_rows,
    take_rows_away,
)
from cells.acts.movements.resting import list_resting
from cells.acts.refusals import require
from cells.effects import find_disturbed_rows, read_columns, read_taken, undo_effects
from cells.locks import hold_cells_of_member, hold_member
from cells.models import Appointment, Membership, Movement, Reorganisation
from cells.personal_record import PersonalRecord
from cells.wording import describe_dated_row
from phucdong.writing import date_text
from plans.models import Plan
from plans.workflow.moves import (
    follow_authors,
    follow_authors_back,
    move_plans_back,
)

# What a correction may set anew; the kind, the person and the cells stay.
CORRECTABLE = ("on", "until", "place", "paper_number", "paper_on")
STAYS = (
    "Biến động này nhận bàn giao từ nơi khác; những việc nó đã bỏ nằm ở nơi giao, nên "
    "ở đây không hủy, không sửa được."
)


@transaction.atomic
def record_movement(kind, member, *, by, at, seen="", told=None, **said):
    """Record what happened to a member, or raise CannotMove and change nothing.

    `seen` names what the officer was shown that this takes back of later days
    (TakesBack.marks); `told` is the digest of what the member did since, as it was
    shown (None: by no page). TakesBack is raised when it is something else. `said` are
    the day `on` and other columns of Movement. The same said twice by the same officer
    is recorded once. Returns the Movement.
    """
    require_mover(by, kind, member, said.get("to_cell"))
    shown = {"seen": seen, "told": told}
    movement = write_movement(kind, member, by=by, at=at, **shown, **said)
    move_plans_along(movement, by=by, at=at)
    settle_what_hangs([movement.member_id], by=by, at=at)
    return movement


def require_mover(actor, kind, member, to_cell):
    """Who manages the cell from which a member goes, and the one to which; of who
    arrives the latter. Never oneself."""
    if to_cell:
        require(permissions.manages_person(actor, member, to_cell))
    if kind not in ARRIVALS:
        require_manager(actor, member)


@transaction.atomic
def write_movement(kind, member, *, on, by, at, seen="", told=None, **said):
    """The same without the plans: for a register, whose plans follow all together."""
    to_cell = hold_cells_of_member(member, said.get("to_cell"))
    if to_cell:
        said["to_cell"] = to_cell
    hold_member(member)
    said |= {"kind": kind, "member": member, "on": on, "recorded_by": by.user}
    twin = Movement.objects.filter(cancelled_at=None, **said).first()
    if twin:
        return twin
    movement = Movement(recorded_at=at, **said)
    return apply_movement(movement, by=by, at=at, seen=seen, told=told)


def apply_movement(movement, *, by, at, seen, told):
    """Change the rows as its kind says and keep the movement with its effects.

    What is taken back is known only once the later acts are put aside: who was not
    shown it gets everything back with the transaction.
    """
    aside = find_acts_to_put_aside(movement, by=by, at=at)
    put_acts_aside(aside, movement, by=by, at=at)
    record = PersonalRecord(movement.member)
    case = MovementCase(movement, record, by=by, at=at)
    movement.from_cell = case.home and case.home.cell
    rules = KINDS[movement.kind]
    for condition in (must_have_happened, *rules.who, *rules.needs):
        words = condition(case)
        if words:
            raise CannotMove(words)
    ending = rules.ends(case)
    later_rows = list_later_rows(case, ending)
    refuse_unless_seen(
        TakesBack(aside, later_rows, list_deeds_since(case, ending)), seen, told
    )
    take_rows_away(later_rows, case, at)
    try:
        with transaction.atomic():
            rules.change(case)
    except IntegrityError as refusal:
        raise CannotMove("Ngày này chồng lên một dòng đã có.") from refusal
    movement.effects = case.effects.data | {"put_aside": list_names(aside)}
    movement.save()
    return movement


def refuse_unless_seen(refusal, seen, told):
    """Raise this TakesBack for whoever was not shown what it tells."""
    if refusal.marks != seen:
        raise refusal
    if told is not None and told != make_digest(refusal.deeds):
        raise refusal


def find_acts_to_put_aside(movement, *, by, at):
    """The later acts that do not fit any more: of who went or died all of them, of who
    moved a decision about the old cell that does not lead to the same place."""
    acts = list_later_acts(movement.member, movement.on)
    if not acts or not may_be_put_aside(acts):
        return []
    if movement.kind in DEPARTURES:
        return acts
    if movement.kind == Movement.Kind.MOVED:
        record = PersonalRecord(movement.member)
        case = MovementCase(movement, record, by=by, at=at)
        if leads_elsewhere(case):
            return [act for act in acts if isinstance(act, Reorganisation)]
    return []


def leads_elsewhere(case):
    """Whether a decision takes who was in the old cell, and would not take them from
    the new one to the same place."""
    home, cell = case.home, case.movement.to_cell
    if home is None or home.ending != Membership.Ending.REORGANISED:
        return home is not None and is_begun_by_decision_that_day(case)
    if case.next_home is None:
        return False
    while cell.closed_on and cell.successor and cell.closed_on <= home.until:
        cell = cell.successor
    return cell.pk != case.next_home.cell_id


def is_begun_by_decision_that_day(case):
    """Who moved on the very day of a decision did so from the old cell."""
    reorganised = Membership.Origin.REORGANISED
    return case.home.since == case.on and case.home.origin == reorganised


def move_plans_along(movement, *, by, at):
    """With their author; of who belongs nowhere, back to the cell from which a decision
    that holds no more for them had taken the plan."""
    plans = Plan.objects.filter(member=movement.member)
    if movement.effects["put_aside"] and movement.kind in DEPARTURES:
        pairs = [(plan, movement.from_cell) for plan in plans]
        return move_plans_back(pairs, by=by, at=at)
    return follow_authors(plans, by=by, at=at, on=movement.on)


# --- putting right, cancelling --------------------------------------------------------


@transaction.atomic
def correct_movement(
    movement, *, reason, by, at, seen="", told=None, shown=None, **facts
):
    """Undo it and do it again with other `facts` (CORRECTABLE), or raise CannotMove;
    `seen` and `told` as for record_movement, `shown` the digest of what rests on it as
    the officer was shown it (None: by no page).

    What it said before stands in the Correction that this returns; None if nothing
    differs.
    """
    require_manager(by, movement.member)
    hold_cells_of_member(movement.member, movement.to_cell)
    movement = hold_movement(movement)
    after = find_different_columns(movement, facts)
    correction = None
    if after:
        refuse_unless_shown(movement, shown)
        refuse_what_depends(movement, facts.get("on", movement.on))
        before, taken = read_columns(movement, after), read_taken(movement.effects)
        take_movement_back(movement)
        for name, value in after.items():
            setattr(movement, name, value)
        apply_movement(movement, by=by, at=at, seen=seen, told=told)
        keep_what_came_back(movement, taken, by=by, at=at)
        correction = keep_correction(
            movement.member, movement, before, after, reason=reason, by=by, at=at
        )
    move_plans_along(movement, by=by, at=at)
    settle_what_hangs([movement.member_id], by=by, at=at)
    return correction


@transaction.atomic
def cancel_movement(movement, *, reason, by, at, shown=None):
    """It never happened: the rows are as they were before it, or CannotMove is raised.
    The movement stays, as cancelled.

    Returns the Correction; None if the same officer has just cancelled it: a double
    click.
    """
    require_manager(by, movement.member)
    hold_member(movement.member)
    said = {"cancelled_by": by.user, "cancelled_because": reason}
    twin = Movement.objects.filter(pk=movement.pk, **said).exclude(cancelled_at=None)
    correction = None
    if not twin.exists():
        movement = hold_movement(movement)
        refuse_unless_shown(movement, shown)
        refuse_what_depends(movement, None)
        take_movement_back(movement)
        Movement.objects.filter(pk=movement.pk).update(cancelled_at=at, **said)
        movement.cancelled_at = at
        keep_what_came_back(movement, read_taken(movement.effects), by=by, at=at)
        before = read_columns(movement, CORRECTABLE)
        correction = keep_correction(
            movement.member, movement, before, {}, reason=reason, by=by, at=at
        )
    plans = Plan.objects.filter(member=movement.member)
    follow_authors_back(plans, by=by, at=at)
    settle_what_hangs([movement.member_id], by=by, at=at)
    return correction


def hold_movement(movement):
    """The movement as it is now that its member is ours."""
    hold_member(movement.member)
    rows = Movement.objects.select_related("member", "from_cell", "to_cell")
    movement = rows.get(pk=movement.pk)
    if movement.cancelled_at:
        raise CannotMove("Biến động này đã được hủy trước đó.")
    return movement


def take_movement_back(movement):
    try:
        undo_effects(movement.effects)
    except IntegrityError as refusal:  # a ProtectedError is one
        words = f"Đã có việc khác dựa vào dòng này. {name_later_movements(movement)}"
        raise CannotMove(words.strip()) from refusal
    bring_acts_back(movement)
    movement.member.refresh_from_db()


def refuse_unless_shown(movement, shown):
    """What rests on it by now is what the officer was shown, or a page showed none."""
    if shown is not None and shown != make_digest(list_resting(movement)):
        raise CannotMove("Vừa có thêm việc dựa vào biến động này: xem danh sách dưới.")


def refuse_what_depends(movement, on):
    """Rows that are no longer as the movement left them, and posts in the cell to which
    it brought the member; one of which nobody here knows what it did.

    `on` is the day on which it is to begin from now on, None if it is to be taken away.
    """
    if movement.stays_as_recorded:
        raise CannotMove(STAYS)
    if find_disturbed_rows(movement.effects):
        later = name_later_movements(movement)
        words = f"Các dòng của biến động này đã thay đổi sau đó. {later}"
        raise CannotMove(words.strip())
    if movement.to_cell is None:
        return
    posts = Appointment.objects.filter(
        member=movement.member, cell=movement.to_cell, since__gte=movement.on
    )
    if on:
        posts = posts.filter(since__lt=on)
    post = posts.select_related("cell", "committee").first()
    if post:
        words = (
            f"{describe_dated_row(post)} dựa vào biến động này. Sửa hoặc bỏ chức vụ ấy "
            f"trước."
        )
        raise CannotMove(words)


def name_later_movements(movement):
    """Which were recorded after it, as far as they may be what stands in the way."""
    later = Movement.objects.filter(member=movement.member, cancelled_at=None)
    later = later.filter(
        Q(recorded_at__gte=movement.recorded_at) | Q(on__gt=movement.on)
    ).exclude(pk=movement.pk)
    names = [f"{row.get_kind_display()} ngày {date_text(row.on)}" for row in later]
    if not names:
        return ""
    return f"Đã ghi tiếp: {', '.join(names)}; sửa hoặc hủy từ dòng ghi sau cùng."
