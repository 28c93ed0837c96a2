"""What happened to a person, in one list? Where they belonged, posts, movements, exemptions, what was put right."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from cells.acts.corrections.rules import KINDS
from cells.models import Appointment, Correction, Member, Membership, Movement
from cells.wording import in_words
from phucdong.writing import date_text, moment_text

ADDRESS_OF = {model: address for address, model in KINDS.items()}
CHIPS = {
    "noi-sinh-hoat": "Nơi sinh hoạt",
    "chuc-vu": "Chức vụ",
    "mien": "Miễn",
    "dinh-chi": "Đình chỉ",
    "chuyen": "Chuyển sinh hoạt",
}
MODELS = {model._meta.model_name: model for model in KINDS.values()}


@dataclass(frozen=True)
class Line:
    """`dates` in words; `url` of the page that puts it right, "" for none."""

    on: date
    chip: str
    words: str
    dates: str
    note: str = ""
    url: str = ""


def of(member):
    """[Line], the newest first. Rows that a movement began are said by the movement."""
    movements = list(recorded(Movement.objects.filter(member=member)).select_related("from_cell", "to_cell"))
    begun = {(model, pk) for row in movements if not row.cancelled_at for model, pk, _ in row.effects.get("begun", ())}
    lines = [of_movement(row) for row in movements]
    for model in KINDS.values():
        rows = recorded(model.objects.filter(member=member))
        places = {Membership: ("cell",), Appointment: ("cell", "committee", "acting_for__member")}.get(model, ())
        for row in rows.select_related(*places, "recorded_by__member"):
            if (model._meta.model_name, row.pk) not in begun:
                lines.append(of_row(row))
    corrections = Correction.objects.filter(member=member).select_related("by__member")
    lines += [of_correction(row) for row in corrections]
    return sorted(lines, key=lambda line: line.on, reverse=True)


def recorded(rows):
    return rows.select_related("recorded_by__member").order_by("-pk")


def of_movement(row):
    way = [row.place, row.from_cell and f"từ {row.from_cell}", row.to_cell and f"về {row.to_cell}"]
    said = ", ".join(filter(None, [*way, paper(row)]))
    words = f"{row.get_kind_display()}{': ' if said else ''}{said}"
    if row.cancelled_at:
        return Line(row.on, "Đã hủy", words, date_text(row.on), f"lý do hủy: {row.cancelled_because}")
    note = by_words(row.recorded_by, row.recorded_at)
    return Line(row.on, "Biến động", words, span(row.on, row.until), note, reverse("correct_movement", args=[row.pk]))


def paper(row):
    day = f" ngày {date_text(row.paper_on)}" if row.paper_on else ""
    return f"số {row.paper_number}{day}" if row.paper_number else ""


def of_row(row):
    address = ADDRESS_OF[type(row)]
    words = in_words(row)
    if isinstance(row, Membership):
        words = f"{words} · {row.get_origin_display()}"
        words += f", thôi vì: {row.get_ending_display().lower()}" if row.ending else ""
    if isinstance(row, Appointment):
        words += f" · theo {row.decision}" if row.decision else ""
        words += f" · thay mặt đ/c {row.acting_for.member.full_name}" if row.acting_for_id else ""
    url = reverse("correct_row", args=[row.member_id, address, row.pk])
    note = by_words(row.recorded_by, row.recorded_at)
    return Line(row.since, CHIPS[address], words, span(row.since, row.until), note, url)


def span(since, until):
    return f"từ {date_text(since)}" + (f" đến trước {date_text(until)}" if until else "")


def by_words(user, at):
    """ "đ/c Ngô Thị Giang ghi lúc 09:00 ngày 10/02/2026"; nothing is known of old rows."""
    if user is None or at is None:
        return ""
    member = getattr(user, "member", None)
    return f"đ/c {member or user.username} ghi lúc {moment_text(at)}"


# --- corrections ---------------------------------------------------------------------------------------------------


def of_correction(row):
    model = {"member": Member, "movement": Movement}.get(row.kind) or MODELS.get(row.kind)
    what = "Bỏ dòng" if not row.after else "Sửa " + "; ".join(changes(model, row))
    if not row.after:
        what = f"{what}: {'; '.join(said_before(model, row))}"
    note = f"lý do: {row.reason} · {by_words(row.by, row.at)}"
    return Line(timezone.localdate(row.at), "Sửa", what, date_text(row.at), note)


def changes(model, row):
    """ "từ ngày 05/02/2026 thành 03/02/2026" of every column."""
    return [
        f"{label(model, name)} từ {shown(row.before.get(name))} thành {shown(row.after[name])}" for name in row.after
    ]


def said_before(model, row):
    names = [name for name in ("on", "since", "until", "role", "title", "paper_number") if row.before.get(name)]
    return [f"{label(model, name)} {shown(row.before[name])}" for name in names]


def label(model, name):
    return "ngày đầu" if name in ("on", "since") else str(model._meta.get_field(name).verbose_name)


def shown(value):
    """A column as Corrections keep it, as a person reads it."""
    if value in (None, ""):
        return "để trống"
    try:
        return date_text(date.fromisoformat(value))
    except (TypeError, ValueError):
        return f"“{value}”"
