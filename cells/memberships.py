"""Who belongs nowhere: where did they belong last, how did they leave, and where did
they go? Where will they belong?"""

from datetime import date
from typing import NamedTuple

from django.db.models import BigIntegerField

from cells.models import Membership, Transfer
from phucdong.prepared import Parameter, Prepared
from phucdong.writing import date_text

Ending = Membership.Ending
WORDS = {Ending.DIED: "từ trần", Ending.LEFT: "ra khỏi Đảng"}
# The endings by which somebody goes on elsewhere.
ELSEWHERE = (Ending.SENT, Ending.HANDED_OVER)


class Leaving(NamedTuple):
    """`on` is the first day on which they belong nowhere; `place` where they went, or
    ""."""

    membership: Membership
    place: str

    @property
    def on(self) -> date:
        return self.membership.until

    @property
    def ending(self) -> str:
        return self.membership.ending


def find_leaving(member, on):
    """The Leaving of somebody who belonged to a cell and belongs to none on a date;
    None for anybody else."""
    memberships = MEMBERSHIPS.fetch({"member": member.pk})
    outward = Transfer.objects.filter(member=member)
    return find_leaving_among(memberships, outward, on)


def find_leaving_among(memberships, transfers, on):
    """The same from the rows of one person; the transfers are only looked at where
    somebody left."""
    official = [row for row in memberships if is_official_by(row, on)]
    if not official:
        return None
    last = max(official, key=lambda row: (row.since, row.pk))
    if last.until is None or last.until > on:
        return None
    place = ""
    if last.ending in ELSEWHERE:
        for row in transfers:
            if row.direction == Transfer.Direction.OUT and row.since == last.until:
                place = row.place
    return Leaving(last, place)


def is_official_by(row, on):
    return row.kind == Membership.Kind.OFFICIAL and row.since <= on


def describe_leaving(leaving):
    """ "từ trần ngày 05/02/2026", "chuyển đến Đảng bộ xã Yên Viên ngày 05/02/2026"."""
    cell = leaving.membership.cell.name_with_years
    words = WORDS.get(leaving.ending, f"thôi sinh hoạt ở {cell}")
    if leaving.ending in ELSEWHERE:
        words = f"chuyển đến {leaving.place or 'nơi khác'}"
    return f"{words} ngày {date_text(leaving.on)}"


def find_next_place(member, on):
    """The membership with which somebody comes to belong, or to be a guest, from today
    or a later day on; None for none."""
    rows = Membership.objects.filter(member=member).exclude(until__lte=on)
    return rows.select_related("cell").order_by("since", "pk").first()


def build_memberships():
    rows = Membership.objects.filter(member=Parameter("member", BigIntegerField()))
    return [rows.select_related("cell")]


# Every step asks for them.
MEMBERSHIPS = Prepared(build_memberships)
