"""What a row said wrongly is put right with a reason, and what it said before is kept. Never a silent edit.

Movements are put right as a whole (cells/acts/movements/). This is for the dated rows that none of them made (those of a
register, posts, exemptions, suspensions) and for what is known of the person.
"""

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from cells import effects
from cells.acts.movements import hold
from cells.models import Appointment, Correction, Exemption, Member, Membership, Movement, Suspension, Transfer
from cells.models.computed import computed_columns
from cells.register.days import Day

KINDS = {
    "noi-sinh-hoat": Membership,
    "chuc-vu": Appointment,
    "mien": Exemption,
    "dinh-chi": Suspension,
    "chuyen": Transfer,
}


class CannotCorrect(Exception):
    """Something else depends on the row, or the dates do not fit; the words say what. Nothing was changed."""


def holders(row):
    """{column: Movement} of the columns of a dated row that movements set: those are put right there."""
    found, name = {}, row._meta.model_name
    for movement in Movement.objects.filter(member=row.member_id, cancelled_at=None).order_by("recorded_at", "pk"):
        begun = [pk for model, pk, _ in movement.effects.get("begun", ()) if model == name]
        changed = [
            after for model, pk, _, after in movement.effects.get("changed", ()) if (model, pk) == (name, row.pk)
        ]
        columns = {"since", "until"} if row.pk in begun else {key for after in changed for key in after}
        found |= dict.fromkeys(columns, movement)
    return found


def holders_of_person(member):
    """{column of Member: Movement} that movements set (admission, recognition): those are put right there."""
    found = {}
    for movement in Movement.objects.filter(member=member, cancelled_at=None).order_by("recorded_at", "pk"):
        changed = [after for model, pk, _, after in movement.effects.get("changed", ()) if model == "member"]
        found |= {key: movement for after in changed for key in after}
    return found


def born_text(member):
    """The birth date as exactly as it is known: "05/09/1958", "09/1958" or "1958"."""
    if member.born_on is None:
        return ""
    return str(Day(member.born_on, member.born_precision or "day"))


@transaction.atomic
def redate(row, *, reason, by, at, **facts):
    """Set columns of a dated row right. A membership that ended on the day on which this one began follows it.

    Returns the Correction, None if nothing differs. Raises CannotCorrect.
    """
    row = held(row)
    after = {name: value for name, value in facts.items() if getattr(row, name) != value}
    if not after:
        return None
    if kept := [movement for name, movement in holders(row).items() if name in after]:
        raise CannotCorrect(f"Ngày này do biến động “{kept[0].get_kind_display()}” ghi. Sửa ở biến động đó.")
    since, until = after.get("since", row.since), after.get("until", row.until)
    if until and until <= since:
        raise CannotCorrect("Ngày kết thúc phải sau ngày bắt đầu.")
    try:
        with transaction.atomic():
            made = [put_right(*change, reason=reason, by=by, at=at) for change in in_turn(row, after)]
    except IntegrityError as refusal:
        raise CannotCorrect("Ngày này chồng lên một dòng khác của cùng người.") from refusal
    return next(correction for correction in made if correction.row == row.pk)


def in_turn(row, after):
    """[(row, after)] in an order in which no two overlap on the way: what gets shorter comes first."""
    changes = [(row, after)]
    if isinstance(row, Membership) and "since" in after:
        earlier = Membership.objects.filter(member=row.member_id, kind=row.kind, until=row.since)
        changes += [(other, {"until": after["since"]}) for other in earlier if "until" not in holders(other)]
    return changes[::-1] if after.get("since", row.since) < row.since else changes


def put_right(row, after, *, reason, by, at):
    """Write the columns and keep what they were."""
    before = {name: getattr(row, name) for name in after}
    type(row).objects.filter(pk=row.pk).update(**after)
    return note(row.member, row, before, after, reason=reason, by=by, at=at)


@transaction.atomic
def take_away(row, *, reason, by, at):
    """A row that should never have been: it goes, and all that it said stays in the Correction. Or CannotCorrect."""
    row = held(row)
    if kept := list(holders(row).values()):
        raise CannotCorrect(f"Dòng này do biến động “{kept[0].get_kind_display()}” ghi. Hủy biến động đó.")
    if isinstance(row, Membership) and not Membership.objects.filter(member=row.member_id).exclude(pk=row.pk).exists():
        raise CannotCorrect("Đây là nơi sinh hoạt duy nhất của đồng chí. Sửa ngày, hoặc ghi biến động.")
    before, pk = effects.facts_of(row), row.pk
    try:
        row.delete()
    except ProtectedError as refusal:
        raise CannotCorrect("Đã có việc ghi theo dòng này, nên không bỏ được. Sửa ngày thôi.") from refusal
    row.pk = pk
    return note(row.member, row, before, {}, reason=reason, by=by, at=at)


def was_taken_away(member, kind, pk):
    """Whether this row of a person was taken away before: the second click of a double click finds it gone."""
    name = KINDS[kind]._meta.model_name if kind in KINDS else ""
    return Correction.objects.filter(member=member, kind=name, row=pk, after={}).exists()


@transaction.atomic
def correct_person(member, *, reason, by, at, **facts):
    """Set facts of a person right: columns of Member. Returns the Correction, None if nothing differs."""
    hold(member)
    member = Member.objects.get(pk=member.pk)
    after = {name: value for name, value in facts.items() if getattr(member, name) != value}
    if not after:
        return None
    before = {name: getattr(member, name) for name in after}
    for name, value in after.items():
        setattr(member, name, value)
    try:
        with transaction.atomic():
            member.save(update_fields=[*after, *computed_columns(Member)])
    except IntegrityError as refusal:
        raise CannotCorrect("Số thẻ này là của người khác, hoặc các ngày không khớp nhau.") from refusal
    return note(member, member, before, after, reason=reason, by=by, at=at)


def held(row):
    """The row as it is now that its member is ours; CannotCorrect if it is gone."""
    hold(row.member)
    try:
        return type(row).objects.select_related("member").get(pk=row.pk)
    except type(row).DoesNotExist as gone:
        raise CannotCorrect("Dòng này đã được bỏ trước đó.") from gone


def note(member, row, before, after, *, reason, by, at):
    said = {"before": effects.plain(before), "after": effects.plain(after), "reason": reason}
    kind = row._meta.model_name
    return Correction.objects.create(member=member, kind=kind, row=row.pk, by=by.user, at=at, **said)
