"""What happened to a cell? Founded, named anew, merged; who held its posts, who came and who went this year."""

from dataclasses import dataclass
from datetime import date

from cells.models import Cell, FormerName, Membership

CAME = {
    "admitted": "kết nạp",
    "received": "tiếp nhận từ nơi khác",
    "moved": "chuyển đến trong phường",
    "reorganised": "theo sắp xếp chi bộ",
    "register": "theo danh sách",
}
WENT = {
    "moved": "chuyển trong phường",
    "sent": "chuyển đi nơi khác",
    "died": "từ trần",
    "left": "ra khỏi Đảng",
    "reorganised": "theo sắp xếp chi bộ",
    "handed_over": "bàn giao cho đảng bộ khác",
    "": "thôi sinh hoạt",
}


@dataclass(frozen=True)
class Deed:
    on: date
    words: str


def of(cell):
    """[Deed] of the cell itself, the first first. Two queries."""
    deeds = [Deed(cell.founded_on, "Thành lập")] if cell.founded_on else []
    for name in FormerName.objects.filter(cell=cell):
        deeds.append(Deed(name.until, f"Đổi tên, trước đó là {name.name}"))
    merged = {}
    for old in Cell.objects.filter(successor=cell).exclude(closed_on=None).order_by("closed_on", "pk"):
        merged.setdefault(old.closed_on, []).append(old.name)
    deeds += [Deed(on, f"Nhận {', '.join(names)} sáp nhập vào") for on, names in merged.items()]
    if cell.closed_on:
        into = f", chuyển vào {cell.successor}" if cell.successor_id else ""
        deeds.append(Deed(cell.closed_on, f"Kết thúc hoạt động{into}"))
    return sorted(deeds, key=lambda deed: deed.on)


def comings_and_goings(cell, year, on):
    """([Deed] of arrivals, [(Membership, Deed)] of departures) of a year until a date, the newest first. One query."""
    first = date(year, 1, 1)
    rows = Membership.objects.filter(cell=cell, kind=Membership.Kind.OFFICIAL).select_related("member")
    rows = list(rows.exclude(until__lt=first).filter(since__lte=on))
    came = [row for row in rows if row.since >= first]
    went = [row for row in rows if row.until and first <= row.until <= on]
    arrivals = [Deed(row.since, f"{row.member.full_name}: {CAME[row.origin]}") for row in came]
    departures = [(row, Deed(row.until, f"{row.member.full_name}: {WENT[row.ending]}")) for row in went]
    return newest_first(arrivals), sorted(departures, key=lambda pair: pair[1].on, reverse=True)


def newest_first(deeds):
    return sorted(deeds, key=lambda deed: deed.on, reverse=True)
