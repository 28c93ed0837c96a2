"""Which decisions about cells wait to be applied?"""

from django.urls import reverse

from cells.models import Reorganisation
from phucdong.writing import date_text
from reports.pages.dashboard.attention import Notice
from reports.pages.dashboard.waiting import DECISION


def list_decision_notices(waiting, on):
    """[Notice] of the drafts among these [Waiting], the earliest day first."""
    drafts = []
    for row in waiting:
        if row.why == DECISION:
            draft = Reorganisation(
                pk=row.number,
                on=row.day,
                decision_number=row.decision_number,
                decision_on=row.decision_on,
            )
            drafts.append(draft)
    drafts.sort(key=lambda act: (act.on, act.pk))
    return [notice_decision(act, on) for act in drafts]


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
