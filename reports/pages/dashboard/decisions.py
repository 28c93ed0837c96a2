"""Which decisions about cells wait to be applied?"""

from django.urls import reverse

from cells.models import Reorganisation
from phucdong.writing import date_text
from reports.pages.dashboard.attention import Notice


def list_decision_notices(actor):
    """[Notice] of the drafts below the committees of a ward officer, the earliest day
    first; one query."""
    drafts = Reorganisation.objects.visible_to(actor).filter(applied_at=None)
    return [notice_decision(act, actor.on) for act in drafts.order_by("on", "pk")]


def notice_decision(act, on):
    label = act.decision() or "Phương án sắp xếp chi bộ chưa ghi quyết định"
    url = reverse("reorganisation:reorganisation", args=[act.pk])
    day = date_text(act.on)
    if act.on > on:
        after = f"chờ đến ngày {day}: đến ngày ấy mới áp dụng được"
    elif act.on == on:
        after = "có hiệu lực hôm nay, chưa áp dụng"
    else:
        after = f"có hiệu lực từ ngày {day}, chưa áp dụng"
    return Notice("", "", [(label, url)], after)
