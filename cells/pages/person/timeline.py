"""What happened to a person, in one list? Where they belonged, posts, movements,
exemptions, what was put right."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils import timezone

from cells.acts.corrections.rules import KINDS
from cells.models import (
    Appointment,
    Exemption,
    ExemptionReview,
    Member,
    Membership,
    Movement,
)
from cells.wording import count_days_back, describe_dated_row, describe_term
from phucdong.writing import date_text, moment_text, padded

ADDRESSES = {model: address for address, model in KINDS.items()}
CHIPS = {
    "noi-sinh-hoat": "Nơi sinh hoạt",
    "chuc-vu": "Chức vụ",
    "mien": "Miễn",
    "dinh-chi": "Đình chỉ",
    "chuyen": "Chuyển sinh hoạt",
}
# What a Correction calls the model of its row.
MODELS = {model._meta.model_name: model for model in KINDS.values()}
MODELS |= {
    "member": Member,
    "movement": Movement,
    "exemptionreview": ExemptionReview,
}
# What a review changed of the exemption itself (cells/acts/exemptions/reviews.py).
OF_EXEMPTION = ("until", "review_on")
TOLD_OF_WHOLE_ROW = ("on", "since", "until", "role", "title", "paper_number")


@dataclass(frozen=True)
class TimelineEntry:
    """`dates` in words; `url` of the page that puts it right, "" for none."""

    on: date
    chip: str
    words: str
    dates: str
    note: str = ""
    url: str = ""


def build_timeline(record):
    """[TimelineEntry] of a PersonalRecord, the newest first. Rows that a movement began
    are said by the movement."""
    entries = [describe_movement(row) for row in record.movements]
    begun = find_begun_rows(record.movements)
    for row in record.list_dated_rows():
        if (row._meta.model_name, row.pk) not in begun:
            entries.append(describe_recorded_row(row))
    entries += [describe_correction(row) for row in record.corrections]
    return sorted(entries, key=lambda entry: entry.on, reverse=True)


def find_begun_rows(movements):
    """{(name of the model, pk)} of the rows that movements began which still hold."""
    begun = set()
    for movement in movements:
        if not movement.cancelled_at:
            for model, pk, _ in movement.effects.get("begun", ()):
                begun.add((model, pk))
    return begun


def describe_recorder(user, at, on=None):
    """ "đ/c Ngô Thị Giang ghi lúc 09:00 ngày 10/02/2026, hiệu lực lùi 05 ngày" of what
    holds from a day `on`; nothing is known of old rows."""
    if user is None or at is None:
        return ""
    member = getattr(user, "member", None)
    words = f"đ/c {member or user.username} ghi lúc {moment_text(at)}"
    days = count_days_back(on or timezone.localdate(at), at)
    if days:
        words += f", hiệu lực lùi {padded(days)} ngày"
    return words


# --- movements -----------------------------------------------------------------------


def describe_movement(row):
    words = describe_way(row)
    if row.cancelled_at:
        note = f"lý do hủy: {row.cancelled_because}"
        return TimelineEntry(row.on, "Đã hủy", words, date_text(row.on), note)
    return TimelineEntry(
        on=row.on,
        chip="Biến động",
        words=words,
        dates=describe_term(row.on, row.until),
        note=describe_recorder(row.recorded_by, row.recorded_at, row.on),
        url=reverse("movements:correct_movement", args=[row.pk]),
    )


def describe_way(row):
    """ "Chuyển sang chi bộ khác trong phường: từ Chi bộ 7, về Chi bộ 9, số 12"."""
    said = []
    if row.place:
        said.append(row.place)
    if row.from_cell:
        said.append(f"từ {row.from_cell.name_with_years}")
    if row.to_cell:
        said.append(f"về {row.to_cell.name_with_years}")
    if row.paper_number:
        day = f" ngày {date_text(row.paper_on)}" if row.paper_on else ""
        said.append(f"số {row.paper_number}{day}")
    if said:
        return f"{row.get_kind_display()}: {', '.join(said)}"
    return row.get_kind_display()


# --- dated rows ----------------------------------------------------------------------


def describe_recorded_row(row):
    address = ADDRESSES[type(row)]
    return TimelineEntry(
        on=row.since,
        chip=CHIPS[address],
        words=describe_dated_row(row) + describe_circumstances(row),
        dates=describe_term(row.since, row.until),
        note=describe_recorder(
            row.recorded_by, row.recorded_at, find_day_of_effect(row)
        ),
        url=reverse("corrections:correct_row", args=[row.member_id, address, row.pk]),
    )


def find_day_of_effect(row):
    """None of what a register said: that it was so for long is nothing dated back."""
    is_membership = isinstance(row, Membership)
    if is_membership and row.origin == Membership.Origin.REGISTER:
        return None
    return row.since


def describe_circumstances(row):
    """Why a membership began and ended; by what and for whom a post is held."""
    words = ""
    if isinstance(row, Membership):
        words += f" · {row.get_origin_display()}"
        if row.ending:
            words += f", thôi vì: {row.get_ending_display().lower()}"
    if isinstance(row, Appointment):
        if row.decision:
            words += f" · theo {row.decision}"
        if row.acting_for_id:
            words += f" · thay mặt đ/c {row.acting_for.member.full_name}"
    return words


# --- corrections ---------------------------------------------------------------------


def describe_correction(row):
    if not row.after:
        words = "Bỏ dòng: " + "; ".join(list_columns_of_row(row, row.before))
    elif not row.before:
        words = "Có lại dòng: " + "; ".join(list_columns_of_row(row, row.after))
    else:
        words = "Sửa " + "; ".join(list_changed_columns(row))
    recorder = describe_recorder(row.by, row.at)
    return TimelineEntry(
        on=timezone.localdate(row.at),
        chip="Sửa",
        words=words,
        dates=date_text(row.at),
        note=f"lý do: {row.reason} · {recorder}",
    )


def list_changed_columns(row):
    """ "từ ngày 05/02/2026 thành 03/02/2026" of every column."""
    changes = []
    for name, value in row.after.items():
        if value == row.before.get(name):
            continue
        before = describe_value(row, name, row.before.get(name))
        after = describe_value(row, name, value)
        changes.append(f"{label_column(row, name)} từ {before} thành {after}")
    return changes


def list_columns_of_row(row, columns):
    """ "ngày đầu 08/02/2026" of every column by which one knows a row that was taken
    away or came back."""
    told = []
    for name in TOLD_OF_WHOLE_ROW:
        if columns.get(name):
            value = describe_value(row, name, columns[name])
            told.append(f"{label_column(row, name)} {value}")
    return told


def find_column(row, name):
    model = MODELS[row.kind]
    if model is ExemptionReview and name in OF_EXEMPTION:
        model = Exemption
    return model._meta.get_field(name)


def label_column(row, name):
    if name in ("on", "since"):
        return "ngày đầu"
    return str(find_column(row, name).verbose_name)


def describe_value(row, name, value):
    """A column as Corrections keep it, as a person reads it."""
    if value in (None, ""):
        return "để trống"
    for key, label in find_column(row, name).flatchoices:
        if key == value:
            return f"“{label}”"
    try:
        return date_text(date.fromisoformat(value))
    except (TypeError, ValueError):
        return f"“{value}”"
