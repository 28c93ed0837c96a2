"""What becomes of a member's plan when they move, and who reads it next, in words?"""

from cells.models import Movement
from cells.posts import find_reviewers
from plans.models import Cycle, Plan, Status
from plans.models.cycle import choose_year

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
    """[sentence] about the current plan, before the movement is recorded."""
    plan = find_current_plan(member, on)
    if plan is None:
        return [NO_PLAN[kind]] if kind in NO_PLAN else []
    status = plan.get_status_display().lower()
    stays = f"Kế hoạch năm {plan.cycle.year} ({status}) ở lại {plan.cell}"
    if kind in LEAVING:
        return [f"{stays}, không tính vào số phải xây dựng nữa."]
    if kind not in TO_ANOTHER_CELL:
        return [f"{stays}."]
    if plan.status == Status.POSTED:
        return [f"{stays}, nơi đã nộp. Chi ủy mới xem được bản này."]
    return [
        f"Kế hoạch năm {plan.cycle.year} ({status}) chuyển theo sang nơi mới, "
        "cùng góp ý và lịch sử. Chi ủy nơi mới đọc tiếp."
    ]


def tell_plan(member, on):
    """[sentence] about the current plan after it: where it is, who reads it next."""
    plan = find_current_plan(member, on)
    if plan is None:
        return []
    where = f"Kế hoạch năm {plan.cycle.year} ở {plan.cell}"
    if plan.status == Status.POSTED:
        return [f"{where}, đã nộp."]
    who = "chi bộ chưa có ai đọc, Đảng ủy đọc thay"
    readers = find_reviewers(plan.cell, on, besides=member.pk)
    if readers:
        who = f"đ/c {readers[0].member.full_name} đọc"
    return [f"{where} ({plan.get_status_display().lower()}); {who}."]


def find_current_plan(member, on):
    """The member's plan of the current cycle, or else of one that was opened ahead;
    or None."""
    cycles = Cycle.objects.under_way(on)
    plans = Plan.objects.filter(member=member, cycle__in=cycles)
    by_year = {}
    for plan in plans.select_related("cell", "cycle"):
        by_year[plan.cycle.year] = plan
    return by_year.get(choose_year(by_year, on.year))
