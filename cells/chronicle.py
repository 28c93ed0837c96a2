"""What happened to a cell? Founded, named anew, merged; who held its posts, who came
and who went this year."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from cells.models import Cell, FormerName, Membership
from cells.wording import count_days_back, describe_recording

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


class CellDeparture(NamedTuple):
    membership: Membership
    deed: Deed


def list_cell_deeds(cell):
    """[Deed] of the cell itself, the first first. Two queries."""
    deeds = []
    if cell.founded_on:
        deeds.append(Deed(cell.founded_on, "Thành lập"))
    for name in FormerName.objects.filter(cell=cell):
        deeds.append(Deed(name.until, f"Đổi tên, trước đó là {name.name}"))
    for on, names in find_merged_cells(cell).items():
        deeds.append(Deed(on, f"Nhận {', '.join(names)} sáp nhập vào"))
    if cell.closed_on:
        into = f", chuyển vào {cell.successor}" if cell.successor_id else ""
        deeds.append(Deed(cell.closed_on, f"Kết thúc hoạt động{into}"))
    return sorted(deeds, key=lambda deed: deed.on)


def find_merged_cells(cell):
    """{day: [name]} of the cells for which this one goes on."""
    merged = {}
    closed = Cell.objects.filter(successor=cell).exclude(closed_on=None)
    for old in closed.order_by("closed_on", "pk"):
        merged.setdefault(old.closed_on, []).append(old.name)
    return merged


def describe_late_recording(on, at):
    """ " (ghi ngày 01/03/2026, hiệu lực lùi 59 ngày)" of what was not recorded on its
    day."""
    if count_days_back(on, at) == 0:
        return ""
    return f" ({describe_recording(on, at)})"


def list_arrivals_and_departures(cell, year, on):
    """([Deed], [CellDeparture]) of a year until a date, the newest first. One query."""
    first = date(year, 1, 1)
    rows = Membership.objects.filter(cell=cell, kind=Membership.Kind.OFFICIAL)
    rows = rows.exclude(until__lt=first).filter(since__lte=on)
    arrivals, departures = [], []
    for row in rows.select_related("member"):
        name = row.member.full_name
        if row.since >= first:
            late = ""
            if row.origin != Membership.Origin.REGISTER:
                late = describe_late_recording(row.since, row.recorded_at)
            arrivals.append(Deed(row.since, f"{name}: {CAME[row.origin]}{late}"))
        if row.until and first <= row.until <= on:
            late = describe_late_recording(row.until, row.ended_at)
            deed = Deed(row.until, f"{name}: {WENT[row.ending]}{late}")
            departures.append(CellDeparture(row, deed))
    arrivals.sort(key=lambda deed: deed.on, reverse=True)
    departures.sort(key=lambda departure: departure.deed.on, reverse=True)
    return arrivals, departures
