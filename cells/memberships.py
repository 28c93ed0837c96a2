"""Where did somebody belong last, and where did they go from there?"""

from typing import NamedTuple

from cells.models import Membership, Transfer


class HandedOver(NamedTuple):
    """The last membership, and where it went: the name of the place, or ""."""

    membership: Membership
    place: str


def find_handed_over(member, on):
    """HandedOver of somebody whose cell was handed over and who belongs nowhere here
    since; None for anybody else."""
    official = Membership.objects.filter(
        member=member, kind=Membership.Kind.OFFICIAL, since__lte=on
    )
    last = official.select_related("cell").order_by("-since", "-pk").first()
    if last is None or last.ending != Membership.Ending.HANDED_OVER or last.until > on:
        return None
    out = Transfer.objects.filter(
        member=member, direction=Transfer.Direction.OUT, since=last.until
    )
    place = out.values_list("place", flat=True).first()
    return HandedOver(last, place or "")
