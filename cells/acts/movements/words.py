"""What becomes of a member's plan when they move, and who reads it next, in words?"""

from django.db.models import Q

from cells.models import Movement
from cells.posts import find_reviewers
from plans.models import Plan, Status
from plans.models.cycle import IS_UNDER_WAY

Kind = Movement.Kind
LEAVING = (Kind.SENT, Kind.DIED, Kind.LEFT)
TO_ANOTHER_CELL = (Kind.MOVED, Kind.RECEIVED, Kind.ADMITTED)
NO_PLAN = {
    Kind.RECEIVED: (
        "Người mới đến có hạn riêng để viết kế hoạch: 30 ngày kể từ ngày về."
    ),
    Kind.ADMITTED: (
        "Đảng viên mới có hạn riêng để viết kế hoạch: 30 ngày kể từ ngày kết nạp."
    ),
    Kind.GUEST: ("Khách sinh hoạt tạm thời làm kế hoạch ở nơi sinh hoạt chính thức."),
}


def foretell_plan(kind, member, on):
    """[sentence] about the plans of the years under way, before the movement is
    recorded."""
    plans = list_plans_at_hand(member, on)
    if plans:
        return [foretell_one(kind, plan) for plan in plans]
    if kind in NO_PLAN:
        return [NO_PLAN[kind]]
    return []


def foretell_one(kind, plan):
    status = plan.get_status_display().lower()
    stays = f"Kế hoạch năm {plan.cycle.year} ({status}) ở lại {plan.cell}"
    if kind in LEAVING:
        return f"{stays}, không tính vào số phải xây dựng nữa."
    if kind not in TO_ANOTHER_CELL:
        return f"{stays}."
    if plan.status == Status.POSTED:
        return f"{stays}, nơi đã nộp. Chi ủy mới xem được bản này."
    return (
        f"Kế hoạch năm {plan.cycle.year} ({status}) chuyển theo sang nơi mới, "
        "cùng góp ý và lịch sử. Chi ủy nơi mới đọc tiếp."
    )


def tell_plan(member, on):
    """[sentence] about the plans of the years under way after it: where each is, who
    reads it next."""
    return [tell_one(plan, on) for plan in list_plans_at_hand(member, on)]


def tell_one(plan, on):
    where = f"Kế hoạch năm {plan.cycle.year} ở {plan.cell}"
    if plan.status == Status.POSTED:
        return f"{where}, đã nộp."
    who = "chi bộ chưa có ai đọc, Đảng ủy đọc thay"
    readers = find_reviewers(plan.cell, on, besides=plan.member_id)
    if readers:
        who = f"đ/c {readers[0].member.full_name} đọc"
    return f"{where} ({plan.get_status_display().lower()}); {who}."


def list_plans_at_hand(member, on):
    """[Plan] of the years under way, the older first; one of this calendar year also
    where the ward in which it was filed is through with the year."""
    current = IS_UNDER_WAY | Q(year__gte=on.year)
    plans = Plan.objects.filter(current, member=member, year__isnull=False)
    return list(plans.select_related("cell", "cycle").order_by("year"))
