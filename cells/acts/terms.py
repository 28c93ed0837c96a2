"""May somebody be exempt, be suspended from one day to another, beside what holds
already?

A term is prolonged by a new row that begins where the old one ends: each keeps its own
resolution. Doing the same thing twice is doing it once.
"""

from cells.acts.refusals import Refused
from cells.dated_rows import ImpossibleDates, begin_row
from phucdong.writing import date_text

QUICKER = (
    "Có người vừa ghi một dòng khác cho đồng chí này. Chưa ghi gì; xin xem lại trang."
)


def begin_term(model, member, *, by, at, **facts):
    """Begin an Exemption or a Suspension. Raises Refused when somebody else was
    quicker."""
    try:
        return begin_row(model, member=member, by=by, at=at, **facts)
    except ImpossibleDates as refusal:
        raise Refused(QUICKER) from refusal


def refuse_overlapping_term(model, standing, member, since, until):
    """`standing` says in words how somebody stands by such a row: "được miễn"."""
    if until and until <= since:
        raise Refused("Ngày kết thúc phải sau ngày bắt đầu. Chưa ghi gì.")
    others = model.objects.filter(member=member).exclude(until__lte=since)
    if until:
        others = others.filter(since__lt=until)
    other = others.order_by("since").first()
    if other is None:
        return
    end = "chưa có ngày kết thúc"
    if other.until:
        end = f"đến trước {date_text(other.until)}"
    held = f"Đồng chí {member} đã {standing} từ {date_text(other.since)}, {end}."
    raise Refused(f"{held} Chưa ghi gì: xin chọn ngày khác.")
