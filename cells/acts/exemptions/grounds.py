"""Which grounds for exemption does this installation know? Officers above all its
committees keep the list.

Words by which something was decided stay: a ground that an exemption or a proposal
names is never edited. Changing it ends it and begins another one in its place; nothing
is deleted. What was proposed on a ground that has ended since may still be decided.
"""

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q

from cells import permissions
from cells.acts.refusals import Refused, require
from cells.models import Exemption, ExemptionGround, ExemptionProposal

TAKEN = "Đã có lý do này trong danh sách đang dùng. Chưa ghi gì."
MOVED_ON = (
    "Lý do này vừa có người sửa hoặc thôi dùng. Chưa ghi gì; xin xem lại danh sách."
)


def find_grounds():
    """All grounds with `is_used`, those that the cell decides first, the newest words
    of each kind last."""
    recorded = Exists(Exemption.objects.filter(ground=OuterRef("pk")))
    proposed = Exists(ExemptionProposal.objects.filter(ground=OuterRef("pk")))
    grounds = ExemptionGround.objects.annotate(is_used=recorded | proposed)
    grounds = grounds.select_related("recorded_by__member", "ended_by__member")
    return grounds.order_by("kind", "pk")


def add_ground(*, by, at, **facts):
    """A ground from now on; `facts` are its columns. The same twice is once; raises
    Refused for one that somebody else added."""
    require(permissions.keeps_grounds(by))
    twin = ExemptionGround.objects.filter(
        recorded_by=by.user, valid_until=None, **facts
    )
    return twin.first() or create_ground(by=by, at=at, **facts)


def create_ground(*, by, at, **facts):
    try:
        with transaction.atomic():
            return ExemptionGround.objects.create(
                recorded_by=by.user, recorded_at=at, **facts
            )
    except IntegrityError as refusal:
        raise Refused(TAKEN) from refusal


@transaction.atomic
def change_ground(ground, *, by, at, **facts):
    """The ground with other facts: itself if nothing names it yet, else another one in
    its place. Raises Refused."""
    require(permissions.keeps_grounds(by))
    held = hold_current_ground(ground, by.on)
    if all(getattr(held, name) == value for name, value in facts.items()):
        return held
    if held.is_used:
        end_ground(held, by=by, at=at)
        return create_ground(by=by, at=at, valid_until=held.valid_until, **facts)
    try:
        with transaction.atomic():
            ExemptionGround.objects.filter(pk=held.pk).update(
                recorded_by=by.user, recorded_at=at, **facts
            )
    except IntegrityError as refusal:
        raise Refused(TAKEN) from refusal
    return held


@transaction.atomic
def retire_ground(ground, *, by, at):
    """It is chosen no more from today on. Raises Refused when somebody else was
    first."""
    require(permissions.keeps_grounds(by))
    end_ground(hold_current_ground(ground, by.on), by=by, at=at)


@transaction.atomic
def restore_ground(ground, *, by, at):
    """A retired ground is in use again: another one that says the same."""
    return add_ground(
        kind=ground.kind,
        label=ground.label,
        is_for_a_term=ground.is_for_a_term,
        valid_since=ground.valid_since,
        by=by,
        at=at,
    )


def hold_current_ground(ground, on):
    """The ground as it is now, with `is_used`: nobody begins to use it before we are
    done."""
    list(ExemptionGround.objects.select_for_update().filter(pk=ground.pk))
    current = Q(valid_until=None) | Q(valid_until__gt=on)
    held = find_grounds().filter(current, pk=ground.pk).first()
    if held is None:
        raise Refused(MOVED_ON)
    return held


def end_ground(ground, *, by, at):
    ExemptionGround.objects.filter(pk=ground.pk).update(
        valid_until=by.on, ended_by=by.user, ended_at=at
    )
