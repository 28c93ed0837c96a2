"""From when does an exemption hold that a cell has dated back?

From the day on which it was recorded, until the ward confirms the day that the cell
wrote: no secretary alone changes the figures of past days. What the ward records itself
holds from the day that it says.
"""

from django.db import IntegrityError, transaction

from cells import permissions
from cells.acts.refusals import Refused, require
from cells.locks import hold_member
from cells.models import Exemption
from phucdong.writing import date_text


def find_claim(member, resolution, by):
    """Columns of an Exemption: the day from which it holds, and the one that the cell
    claims. {} where it holds as it says."""
    home = permissions.home_of(member, by.on)
    if resolution.since >= by.on or permissions.decides_exemptions(by, home):
        return {}
    if resolution.until and resolution.until <= by.on:
        raise Refused(
            f"Miễn đã hết trước ngày {date_text(resolution.until)}, nên ghi hôm nay "
            "không còn hiệu lực. Đề nghị Đảng ủy ghi. Chưa ghi gì."
        )
    return {"since": by.on, "claimed_since": resolution.since}


@transaction.atomic
def confirm_claim(exemption, *, by, at):
    """It holds from the day that the cell wrote. False, and nothing changes, if it was
    decided before. Raises Refused."""
    require(decides_claim(by, exemption))
    hold_member(exemption.member)
    try:
        with transaction.atomic():
            since = exemption.claimed_since
            return decide_claim(exemption, by=by, at=at, since=since)
    except IntegrityError as refusal:
        raise Refused(
            "Ngày chi bộ ghi chồng lên lần miễn trước. Sửa lần miễn ấy trước. Chưa đổi "
            "gì."
        ) from refusal


def decline_claim(exemption, *, by, at):
    """It goes on holding from the day on which it was recorded."""
    require(decides_claim(by, exemption))
    return decide_claim(exemption, by=by, at=at)


def decide_claim(exemption, *, by, at, **facts):
    """One conditional update: of two who decide at once, one is told."""
    waiting = Exemption.objects.with_open_claims().filter(pk=exemption.pk)
    decided = {"claim_decided_by": by.user, "claim_decided_at": at}
    return bool(waiting.update(**decided, **facts))


def decides_claim(actor, exemption):
    """A ward officer above the cell of the person; never about oneself."""
    home = permissions.home_of(exemption.member, actor.on)
    return home is not None and permissions.manages_person(
        actor, exemption.member, home
    )


def describe_claim(exemption):
    """ "" or, of one that a cell dated back, what became of the day it wrote."""
    if exemption.claimed_since is None:
        return ""
    claimed = date_text(exemption.claimed_since)
    if exemption.claim_decided_at is None:
        return f"Chi bộ ghi từ {claimed}; chờ Đảng ủy xác nhận, nay tính từ ngày ghi"
    day = date_text(exemption.claim_decided_at)
    if exemption.since == exemption.claimed_since:
        return f"Đảng ủy xác nhận ngày {day}: tính từ {claimed}"
    return f"Chi bộ ghi từ {claimed}; ngày {day} Đảng ủy không xác nhận"
