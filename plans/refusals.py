"""Why was an act on a plan refused? Nothing was changed in any of these cases."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from phucdong.writing import date_text
from plans.models import PlanEvent


class PlanMoved(Exception):
    """The plan is not where the actor saw it: somebody was first. args[0] is the last
    event, or None."""


class NotReady(Exception):
    """The act asks for something that is missing. `missing` lists it in words."""

    def __init__(self, missing):
        self.missing = missing
        super().__init__("; ".join(str(item) for item in missing))


class YearClosed(NotReady, PermissionDenied):
    """The plan's year is closed. Told beside the form by a page that tells what is
    missing; any other answers 403 with these words under this heading."""

    heading = "Năm này đã đóng"


def refuse_closed_year(cycle):
    """Raise YearClosed, unless the year is under way."""
    words = explain_closed_year(cycle)
    if words:
        raise YearClosed([words])


def explain_closed_year(cycle):
    """ "Năm 2026 đã đóng từ ngày 05/01/2027: …"; "" of one that is under way."""
    if cycle.is_under_way:
        return ""
    return (
        f"Năm {cycle.year} đã đóng từ ngày {date_text(cycle.closed_on)}: kế hoạch của "
        f"năm ấy giữ nguyên, chỉ để đọc, cho tới khi Đảng ủy mở lại năm."
    )


class HasPlanOfYear(Exception):
    """Somebody has a plan of that year, which another committee opened. args[0] is the
    plan."""


class TypingEnded(Http404):
    """Somebody typed this plan for its author, and does so no more. `reason` is told on
    the page, which gives back what was sent."""

    reason = (
        "Đồng chí không còn gõ hộ bản này: việc gõ hộ đã xong, đã trả lại, hoặc đồng "
        "chí không còn ở chi bộ ấy. Chữ vừa gửi chưa ghi vào bản kế hoạch."
    )


def refuse_moved(plan):
    """Raise PlanMoved with what happened last."""
    last = (
        PlanEvent.objects.filter(plan=plan)
        .select_related("by")
        .order_by("-number")
        .first()
    )
    raise PlanMoved(last)
