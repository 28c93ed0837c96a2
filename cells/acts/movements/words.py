"""What becomes of a member's plans when the member moves, and who reads them next?

The rows of the member change in cells/acts/movements/; what is not filed yet follows in the same transaction.
"""

from django.db import transaction

from cells import posts
from cells.acts import movements
from cells.models import Movement
from plans import moving
from plans.models import Cycle, Plan, Status

Kind = Movement.Kind
LEAVING = (Kind.SENT, Kind.DIED, Kind.LEFT)
TO_ANOTHER_CELL = (Kind.MOVED, Kind.RECEIVED, Kind.ADMITTED)


@transaction.atomic
def record(kind, member, *, by, at, **said):
    """As movements.record; the plans follow. Returns the Movement."""
    movement = movements.record(kind, member, by=by, at=at, **said)
    follow(movement.member, by=by, at=at)
    return movement


@transaction.atomic
def correct(movement, *, by, at, **said):
    correction = movements.correct(movement, by=by, at=at, **said)
    follow(movement.member, by=by, at=at)
    return correction


@transaction.atomic
def cancel(movement, *, reason, by, at):
    correction = movements.cancel(movement, reason=reason, by=by, at=at)
    follow(movement.member, by=by, at=at)
    return correction


def follow(member, *, by, at):
    return moving.follow_authors(Plan.objects.filter(member=member), by=by, at=at)


# --- in words ------------------------------------------------------------------------------------------------------


def foretold(kind, member):
    """[sentence] about the current plan, before the movement is recorded."""
    plan = current(member)
    if plan is None:
        return [NO_PLAN[kind]] if kind in NO_PLAN else []
    standing = f"Kế hoạch năm {plan.cycle.year} ({plan.get_status_display().lower()})"
    if kind in LEAVING:
        return [f"{standing} ở lại {plan.cell}, không tính vào số phải xây dựng nữa."]
    if kind not in TO_ANOTHER_CELL:
        return [f"{standing} ở lại {plan.cell}."]
    if plan.status == Status.POSTED:
        return [f"{standing} ở lại {plan.cell}, nơi đã nộp. Chi ủy mới xem được bản này."]
    return [f"{standing} chuyển theo sang nơi mới, cùng góp ý và lịch sử. Chi ủy nơi mới đọc tiếp."]


NO_PLAN = {
    Kind.RECEIVED: "Người mới đến có hạn riêng để viết kế hoạch: 30 ngày kể từ ngày về.",
    Kind.ADMITTED: "Đảng viên mới có hạn riêng để viết kế hoạch: 30 ngày kể từ ngày kết nạp.",
    Kind.GUEST: "Khách sinh hoạt tạm thời làm kế hoạch ở nơi sinh hoạt chính thức.",
}


def told(member, on):
    """[sentence] about the current plan after the movement: where it is and who reads it next."""
    plan = current(member)
    if plan is None:
        return []
    where = f"Kế hoạch năm {plan.cycle.year} ở {plan.cell}"
    if plan.status == Status.POSTED:
        return [f"{where}, đã nộp."]
    readers = posts.reviewers(plan.cell, on, besides=member)
    who = f"đ/c {readers[0].member.full_name} đọc" if readers else "chi bộ chưa có ai đọc, Đảng ủy đọc thay"
    return [f"{where} ({plan.get_status_display().lower()}); {who}."]


def current(member):
    """The member's plan of the newest cycle, or None."""
    plans = Plan.objects.filter(member=member, cycle__in=Cycle.objects.newest())
    return plans.select_related("cell", "cycle").order_by("-cycle__year").first()
