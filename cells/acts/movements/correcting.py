"""Set a movement right, or take it back as if it had never happened. Both are recorded, neither is silent."""

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from cells import effects
from cells.acts.movements.case import CannotMove
from cells.acts.movements.records import applied, held_cells, hold
from cells.models import Appointment, Correction, Movement
from cells.wording import in_words
from phucdong.writing import date_text

# What a correction may set anew; the kind, the person and the cells stay.
CORRECTABLE = ("on", "until", "place", "paper_number", "paper_on")


@transaction.atomic
def correct(movement, *, reason, by, at, **facts):
    """Set a movement right: undo it and do it again with other `facts` (CORRECTABLE), or raise CannotMove.

    What it said before stands in the Correction that this returns; None if nothing differs.
    """
    held_cells(movement.member, movement.to_cell)
    movement = held(movement)
    before = {name: getattr(movement, name) for name in facts if getattr(movement, name) != facts[name]}
    if not before:
        return None
    refuse_what_depends(movement, facts.get("on", movement.on))
    take_back(movement)
    for name, value in facts.items():
        setattr(movement, name, value)
    applied(movement, by=by, at=at)
    after = {name: facts[name] for name in before}
    return corrected(movement, before, after, reason=reason, by=by, at=at)


@transaction.atomic
def cancel(movement, *, reason, by, at):
    """It never happened: the rows are again as they were before it, or CannotMove. The movement stays, as cancelled.

    None if the same officer has just cancelled it: a double click.
    """
    hold(movement.member)
    said = {"cancelled_by": by.user, "cancelled_because": reason}
    if Movement.objects.filter(pk=movement.pk, **said).exclude(cancelled_at=None).exists():
        return None
    movement = held(movement)
    refuse_what_depends(movement, None)
    take_back(movement)
    Movement.objects.filter(pk=movement.pk).update(cancelled_at=at, **said)
    before = {name: getattr(movement, name) for name in CORRECTABLE}
    return corrected(movement, before, {}, reason=reason, by=by, at=at)


def held(movement):
    """The movement as it is now that its member is ours."""
    hold(movement.member)
    movement = Movement.objects.select_related("member", "from_cell", "to_cell").get(pk=movement.pk)
    if movement.cancelled_at:
        raise CannotMove("Biến động này đã được hủy trước đó.")
    return movement


def take_back(movement):
    try:
        effects.undo(movement.effects)
    except (IntegrityError, ProtectedError) as refusal:
        raise CannotMove(f"Đã có việc khác dựa vào dòng này. {later_words(movement)}".strip()) from refusal
    movement.member.refresh_from_db()


def refuse_what_depends(movement, on):
    """Rows that are no longer as the movement left them, and posts in the cell to which it brought the member.

    `on` is the day on which it is to begin from now on, None if it is to be taken away.
    """
    if effects.disturbed(movement.effects):
        raise CannotMove(f"Các dòng của biến động này đã thay đổi sau đó. {later_words(movement)}".strip())
    posts = Appointment.objects.filter(member=movement.member, cell=movement.to_cell, since__gte=movement.on)
    posts = posts.filter(since__lt=on) if on else posts
    if movement.to_cell and (post := posts.select_related("cell", "committee").first()):
        raise CannotMove(f"{in_words(post)} dựa vào biến động này. Sửa hoặc bỏ chức vụ ấy trước.")


def later_words(movement):
    """Which movements were recorded after it, as far as they may be what stands in the way."""
    later = Movement.objects.filter(member=movement.member, cancelled_at=None, recorded_at__gte=movement.recorded_at)
    names = [f"{row.get_kind_display()} ngày {date_text(row.on)}" for row in later.exclude(pk=movement.pk)]
    return f"Đã ghi tiếp: {', '.join(names)}; sửa hoặc hủy từ dòng ghi sau cùng." if names else ""


def corrected(movement, before, after, *, reason, by, at):
    said = {"before": effects.plain(before), "after": effects.plain(after), "reason": reason}
    return Correction.objects.create(
        member=movement.member, kind="movement", row=movement.pk, by=by.user, at=at, **said
    )
