"""How is a movement of a member recorded, put right and cancelled, with their plans?

It is recorded once it has happened: its day is never after today, only the planned end
of a term may be. It ends and begins its rows through cells/effects.py, so that it can
be put right or cancelled as a whole. Plans that are not filed follow their author in
the same transaction.
"""

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from cells import permissions
from cells.acts.access import require_manager
from cells.acts.corrections.rules import find_different_columns, keep_correction
from cells.acts.movements.case import CannotMove, MovementCase
from cells.acts.movements.conditions import must_have_happened
from cells.acts.movements.kinds import ARRIVALS, KINDS
from cells.acts.refusals import require
from cells.effects import find_disturbed_rows, read_columns, undo_effects
from cells.locks import hold_cells_of_member, hold_member
from cells.models import Appointment, Movement
from cells.personal_record import PersonalRecord
from cells.wording import describe_dated_row
from phucdong.writing import date_text
from plans.models import Plan
from plans.workflow.moves import follow_authors, follow_authors_back

# What a correction may set anew; the kind, the person and the cells stay.
CORRECTABLE = ("on", "until", "place", "paper_number", "paper_on")


@transaction.atomic
def record_movement(kind, member, *, by, at, **said):
    """Record what happened to a member, or raise CannotMove and change nothing.

    `said` are the day `on` and other columns of Movement. The same said twice by the
    same officer is recorded once. Returns the Movement.
    """
    require_mover(by, kind, member, said.get("to_cell"))
    movement = write_movement(kind, member, by=by, at=at, **said)
    move_plans_along(movement, by=by, at=at)
    return movement


def require_mover(actor, kind, member, to_cell):
    """Who manages the cell from which a member goes, and the one to which; of who
    arrives the latter. Never oneself."""
    if to_cell:
        require(permissions.manages_person(actor, member, to_cell))
    if kind not in ARRIVALS:
        require_manager(actor, member)


@transaction.atomic
def write_movement(kind, member, *, on, by, at, **said):
    """The same without the plans: for a register, whose plans follow all together."""
    to_cell = hold_cells_of_member(member, said.get("to_cell"))
    if to_cell:
        said["to_cell"] = to_cell
    hold_member(member)
    said |= {"kind": kind, "member": member, "on": on, "recorded_by": by.user}
    twin = Movement.objects.filter(cancelled_at=None, **said).first()
    if twin:
        return twin
    return apply_movement(Movement(recorded_at=at, **said), by=by, at=at)


def apply_movement(movement, *, by, at):
    """Change the rows as its kind says and keep the movement with its effects."""
    record = PersonalRecord(movement.member)
    case = MovementCase(movement, record, by=by, at=at)
    movement.from_cell = case.home and case.home.cell
    rules = KINDS[movement.kind]
    for condition in (must_have_happened, *rules.who, *rules.needs):
        words = condition(case)
        if words:
            raise CannotMove(words)
    try:
        with transaction.atomic():
            rules.change(case)
    except IntegrityError as refusal:
        raise CannotMove("Ngày này chồng lên một dòng đã có.") from refusal
    movement.effects = case.effects.data
    movement.save()
    return movement


def move_plans_along(movement, *, by, at):
    plans = Plan.objects.filter(member=movement.member)
    return follow_authors(plans, by=by, at=at, on=movement.on)


# --- putting right, cancelling --------------------------------------------------------


@transaction.atomic
def correct_movement(movement, *, reason, by, at, **facts):
    """Undo it and do it again with other `facts` (CORRECTABLE), or raise CannotMove.

    What it said before stands in the Correction that this returns; None if nothing
    differs.
    """
    require_manager(by, movement.member)
    hold_cells_of_member(movement.member, movement.to_cell)
    movement = hold_movement(movement)
    after = find_different_columns(movement, facts)
    correction = None
    if after:
        refuse_what_depends(movement, facts.get("on", movement.on))
        before = read_columns(movement, after)
        take_movement_back(movement)
        for name, value in after.items():
            setattr(movement, name, value)
        apply_movement(movement, by=by, at=at)
        correction = keep_correction(
            movement.member, movement, before, after, reason=reason, by=by, at=at
        )
    move_plans_along(movement, by=by, at=at)
    return correction


@transaction.atomic
def cancel_movement(movement, *, reason, by, at):
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
        refuse_what_depends(movement, None)
        take_movement_back(movement)
        Movement.objects.filter(pk=movement.pk).update(cancelled_at=at, **said)
        before = read_columns(movement, CORRECTABLE)
        correction = keep_correction(
            movement.member, movement, before, {}, reason=reason, by=by, at=at
        )
    plans = Plan.objects.filter(member=movement.member)
    follow_authors_back(plans, by=by, at=at)
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
    except (IntegrityError, ProtectedError) as refusal:
        words = f"Đã có việc khác dựa vào dòng này. {name_later_movements(movement)}"
        raise CannotMove(words.strip()) from refusal
    movement.member.refresh_from_db()


def refuse_what_depends(movement, on):
    """Rows that are no longer as the movement left them, and posts in the cell to which
    it brought the member.

    `on` is the day on which it is to begin from now on, None if it is to be taken away.
    """
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
    later = later.filter(recorded_at__gte=movement.recorded_at).exclude(pk=movement.pk)
    names = [f"{row.get_kind_display()} ngày {date_text(row.on)}" for row in later]
    if not names:
        return ""
    return f"Đã ghi tiếp: {', '.join(names)}; sửa hoặc hủy từ dòng ghi sau cùng."
