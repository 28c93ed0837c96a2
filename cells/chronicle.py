"""What happened to a cell? Founded, named anew, merged; who held its posts, who came
and who went this year."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q, Value
from django.utils import timezone

from cells.dated_back import LATELY
from cells.effects import read_begun, read_changed
from cells.models import Cell, FormerName, Membership, Reorganisation
from cells.models.organisation import add_years
from cells.wording import count_days_back, describe_recording
from phucdong.writing import date_text

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


UNDONE = "Đã hoàn tác: {decision}, áp dụng từ ngày {day}; chi bộ trở lại như trước"
ONLY_NAMED = "Chưa từng hoạt động ở đây: chỉ được nhắc tên trong hồ sơ nhận bàn giao"
NEVER_WAS = "Chưa từng hoạt động: {decision} từ ngày {day} đã hoàn tác"


@dataclass(frozen=True)
class Deed:
    on: date
    words: str


class CellDeparture(NamedTuple):
    membership: Membership
    deed: Deed


def list_cell_deeds(cell, undone):
    """[Deed] of the cell itself, the first first; of one that never was, that it never
    was. `undone` are its find_undone_decisions. One query."""
    if cell.never_was and not undone:
        return [Deed(cell.closed_on, ONLY_NAMED)]
    if cell.never_was:
        return [Deed(day, word_undone(act, NEVER_WAS)) for day, act in undone]
    deeds = [Deed(day, word_undone(act, UNDONE)) for day, act in undone]
    if cell.founded_on:
        deeds.append(Deed(cell.founded_on, "Thành lập"))
    names, merged = find_earlier_names(cell)
    for on, name in names:
        deeds.append(Deed(on, f"Đổi tên, trước đó là {name}"))
    for on, gathered in merged.items():
        deeds.append(Deed(on, f"Nhận {', '.join(gathered)} sáp nhập vào"))
    if cell.closed_on:
        into = ""
        if cell.successor_id:
            into = f", chuyển vào {cell.successor.name_with_years}"
        deeds.append(Deed(cell.closed_on, f"Kết thúc hoạt động{into}"))
    return sorted(deeds, key=lambda deed: deed.on)


def is_anything_undone():
    """Whether a decision of the committee of a cell, or of the one above, was ever
    undone: a page asks with the cell whether to look any further."""
    acts = Reorganisation.objects.filter(
        Q(committee=OuterRef("committee"))
        | Q(committee=OuterRef("committee__parent"))
        | Q(committee=OuterRef("committee__parent__parent")),
        undone_at__isnull=False,
    )
    return Exists(acts)


def find_undone_decisions(cell):
    """[(day, Reorganisation)] of those that changed or founded the cell, and the day on
    which they were taken back."""
    acts = Reorganisation.objects.filter(undone_at__isnull=False)
    found = []
    for act in acts.filter(committee__in=cell.committee.line()).order_by("undone_at"):
        rows = [*read_begun(act.effects), *read_changed(act.effects)]
        if any((row.model, row.pk) == ("cell", cell.pk) for row in rows):
            found.append((timezone.localdate(act.undone_at), act))
    return found


def word_undone(act, words):
    decision = act.decision() or "Một quyết định sắp xếp"
    return words.format(decision=decision, day=date_text(act.on))


def find_earlier_names(cell):
    """([(last day of it, former name)], {day: [name]} of the cells for which this one
    goes on), the first first; one query."""
    former = FormerName.objects.filter(cell=cell).annotate(is_cell=Value(0))
    closed = Cell.objects.filter(successor=cell).exclude(closed_on=None)
    closed = closed.filter(Q(founded_on=None) | Q(closed_on__gt=F("founded_on")))
    rows = (
        former.order_by()
        .values_list("is_cell", "until", "pk", "name")
        .union(
            closed.annotate(is_cell=Value(1)).values_list(
                "is_cell", "closed_on", "pk", "name"
            ),
            all=True,
        )
    )
    names, merged = [], {}
    for is_cell, on, _, name in sorted(rows):
        if not is_cell:
            names.append((on, name))
            continue
        if name == cell.name:
            name = add_years(name, on)
        merged.setdefault(on, []).append(name)
    return names, merged


def describe_late_recording(on, at):
    """ " (ghi ngày 01/03/2026, hiệu lực lùi 59 ngày)" of what was not recorded on its
    day."""
    if count_days_back(on, at) == 0:
        return ""
    return f" ({describe_recording(on, at)})"


def list_arrivals_and_departures(cell, year, on):
    """([Deed], [CellDeparture]) of a year until a date, the newest first; with those of
    before that were recorded in it, or in the last days. One query."""
    first = date(year, 1, 1)
    known_from = min(first, on - LATELY)
    moment = timezone.make_aware(datetime.combine(known_from, time.min))
    rows = Membership.objects.filter(cell=cell, kind=Membership.Kind.OFFICIAL)
    goes_on = Q(until=None) | Q(until__gte=first)
    became_known = Q(recorded_at__gte=moment) | Q(ended_at__gte=moment)
    rows = rows.filter(goes_on | became_known, since__lte=on)
    arrivals, departures = [], []
    for row in rows.select_related("member"):
        name = row.member.full_name
        is_of_register = row.origin == Membership.Origin.REGISTER
        late = ""
        if not is_of_register:
            late = describe_late_recording(row.since, row.recorded_at)
        if row.since >= first or (late and row.recorded_at >= moment):
            arrivals.append(Deed(row.since, f"{name}: {CAME[row.origin]}{late}"))
        if row.until is None or row.until > on:
            continue
        late = describe_late_recording(row.until, row.ended_at)
        if row.until >= first or (late and row.ended_at >= moment):
            deed = Deed(row.until, f"{name}: {WENT[row.ending]}{late}")
            departures.append(CellDeparture(row, deed))
    arrivals.sort(key=lambda deed: deed.on, reverse=True)
    departures.sort(key=lambda departure: departure.deed.on, reverse=True)
    return arrivals, departures
