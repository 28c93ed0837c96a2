"""What may be put right in a dated row or in what is known of a person, and how?

Never a silent edit: each leaves a Correction. Movements are put right as a whole
(cells/acts/movements/). This is for the rows that none of them made (those of a
register, posts, exemptions, suspensions) and for the facts of a person.
"""

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from cells.acts.access import require_manager
from cells.acts.hanging import settle_what_hangs
from cells.effects import (
    columns_of_row,
    plain_data,
    read_begun,
    read_changed,
    read_columns,
)
from cells.locks import hold_member
from cells.models import (
    Appointment,
    Correction,
    Exemption,
    Member,
    Membership,
    Movement,
    Suspension,
    Transfer,
)
from cells.models.computed import computed_columns
from cells.written_values import Day

# The rows that can be put right, by how their kind is called in addresses.
KINDS = {
    "noi-sinh-hoat": Membership,
    "chuc-vu": Appointment,
    "mien": Exemption,
    "dinh-chi": Suspension,
    "chuyen": Transfer,
}


class CannotCorrect(Exception):
    """Something depends on the row, or the dates do not fit; the words say what.

    Nothing was changed.
    """


def find_setting_movements(row):
    """{column: Movement} of the columns of a dated row, or of a Member, that movements
    set: those are put right there."""
    member_pk = row.pk if isinstance(row, Member) else row.member_id
    key = row._meta.model_name, row.pk
    movements = Movement.objects.filter(member=member_pk, cancelled_at=None)
    found = {}
    for movement in movements.order_by("recorded_at", "pk"):
        for begun in read_begun(movement.effects):
            if (begun.model, begun.pk) == key:
                found |= {"since": movement, "until": movement}
        for changed in read_changed(movement.effects):
            if (changed.model, changed.pk) == key:
                found |= dict.fromkeys(changed.after, movement)
    return found


def write_birth_date(member):
    """As exactly as it is known: "05/09/1958", "09/1958" or "1958"."""
    if member.born_on is None:
        return ""
    return str(Day(member.born_on, member.born_precision or "day"))


# --- a dated row ----------------------------------------------------------------------


@transaction.atomic
def redate_row(row, *, reason, by, at, **facts):
    """Set columns of a dated row right. A membership that ended on the day on which
    this one began follows it.

    Returns the Correction, None if nothing differs. Raises CannotCorrect.
    """
    require_manager(by, row.member)
    row = hold_row(row)
    after = find_different_columns(row, facts)
    if not after:
        return None
    for name, movement in find_setting_movements(row).items():
        if name in after:
            kind = movement.get_kind_display()
            raise CannotCorrect(
                f"Ngày này do biến động “{kind}” ghi. Sửa ở biến động đó."
            )
    since, until = after.get("since", row.since), after.get("until", row.until)
    if until and until <= since:
        raise CannotCorrect("Ngày kết thúc phải sau ngày bắt đầu.")
    own = None
    try:
        with transaction.atomic():
            for other, columns in order_changes(row, after):
                made = write_correction(other, columns, reason=reason, by=by, at=at)
                if other is row:
                    own = made
            settle_what_hangs([row.member_id], by=by, at=at)
    except IntegrityError as refusal:
        raise CannotCorrect(
            "Ngày này chồng lên một dòng khác của cùng người."
        ) from refusal
    return own


def find_different_columns(row, facts):
    """Of these facts those that differ from what the row says."""
    return {name: facts[name] for name in facts if getattr(row, name) != facts[name]}


def order_changes(row, after):
    """[(row, {column: value})] of a row and those that follow it, in an order in which
    no two overlap on the way: what gets shorter comes first."""
    changes = [(row, after)]
    if "since" not in after:
        return changes
    if isinstance(row, Membership):
        same = Membership.objects.filter(member=row.member_id, kind=row.kind)
        for earlier in same.filter(until=row.since):
            if "until" not in find_setting_movements(earlier):
                changes.append((earlier, {"until": after["since"]}))
    if after["since"] < row.since:
        changes.reverse()
    return changes


def write_correction(row, after, *, reason, by, at):
    before = read_columns(row, after)
    type(row).objects.filter(pk=row.pk).update(**after)
    return keep_correction(row.member, row, before, after, reason=reason, by=by, at=at)


@transaction.atomic
def take_row_away(row, *, reason, by, at):
    """A row that should never have been goes; all that it said stays in the Correction
    that this returns. Raises CannotCorrect."""
    require_manager(by, row.member)
    row = hold_row(row)
    movements = list(find_setting_movements(row).values())
    if movements:
        kind = movements[0].get_kind_display()
        raise CannotCorrect(f"Dòng này do biến động “{kind}” ghi. Hủy biến động đó.")
    if isinstance(row, Membership) and is_only_membership(row):
        raise CannotCorrect(
            "Đây là nơi sinh hoạt duy nhất của đồng chí. Sửa ngày, hoặc ghi biến động."
        )
    before, pk = columns_of_row(row), row.pk
    try:
        row.delete()
    except ProtectedError as refusal:
        raise CannotCorrect(
            "Đã có việc ghi theo dòng này, nên không bỏ được. Sửa ngày thôi."
        ) from refusal
    row.pk = pk
    settle_what_hangs([row.member_id], by=by, at=at)
    return keep_correction(row.member, row, before, {}, reason=reason, by=by, at=at)


def is_only_membership(row):
    others = Membership.objects.filter(member=row.member_id).exclude(pk=row.pk)
    return not others.exists()


def was_row_taken_away(member, kind, pk):
    """Whether this row of a person is gone: the second click of a double click. One
    that an act had taken away may have come back with its cancelling."""
    if kind not in KINDS or KINDS[kind].objects.filter(pk=pk).exists():
        return False
    away = Correction.objects.filter(
        kind=KINDS[kind]._meta.model_name, row=pk, after={}
    )
    return away.filter(member=member).exists()


def hold_row(row):
    """The row as it is now that its member is ours; CannotCorrect if it is gone."""
    hold_member(row.member)
    try:
        return type(row).objects.select_related("member").get(pk=row.pk)
    except type(row).DoesNotExist as gone:
        raise CannotCorrect("Dòng này đã được bỏ trước đó.") from gone


# --- a person -------------------------------------------------------------------------


@transaction.atomic
def correct_person(member, *, reason, by, at, **facts):
    """Set columns of a Member right. The Correction, None if nothing differs."""
    require_manager(by, member)
    hold_member(member)
    member = Member.objects.get(pk=member.pk)
    after = find_different_columns(member, facts)
    if not after:
        return None
    before = read_columns(member, after)
    for name, value in after.items():
        setattr(member, name, value)
    try:
        with transaction.atomic():
            member.save(update_fields=[*after, *computed_columns(Member)])
    except IntegrityError as refusal:
        raise CannotCorrect(
            "Số thẻ này là của người khác, hoặc các ngày không khớp nhau."
        ) from refusal
    return keep_correction(member, member, before, after, reason=reason, by=by, at=at)


def keep_correction(member, row, before, after, *, reason, by, at):
    """The Correction of a row of somebody; `after` is {} of one that was taken away,
    `before` of one that came back."""
    return Correction.objects.create(
        member=member,
        kind=row._meta.model_name,
        row=row.pk,
        before=plain_data(before),
        after=plain_data(after),
        reason=reason,
        by=by.user,
        at=at,
    )
