"""What becomes of a member's rows when something happens to them? One table of kinds, and three functions.

A movement is recorded once it has happened: its day is never after today, only the planned end of a term may be. It
ends and begins its rows by cells/effects.py, so that it can be set right or cancelled as a whole. The plans follow in
plans/movements.py.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q
from django.utils.functional import cached_property

from cells import effects
from cells.effects import Effects
from cells.models import (
    Appointment,
    Cell,
    Correction,
    Exemption,
    Member,
    Membership,
    Movement,
    Suspension,
    Transfer,
)
from cells.wording import in_words
from phucdong.writing import date_text

Kind, Ending, Origin = Movement.Kind, Membership.Ending, Membership.Origin
Direction = Transfer.Direction
# What a correction may set anew; the kind, the person and the cells stay.
CORRECTABLE = ("on", "until", "place", "paper_number", "paper_on")


class CannotMove(Exception):
    """It does not fit what is known of the person on the day; the words say why. Nothing was changed."""


class Case:
    """A movement about to be applied, and what is known of its member on its day."""

    def __init__(self, movement, *, by, at):
        self.movement, self.by = movement, by
        self.member, self.on, self.until = movement.member, movement.on, movement.until
        self.effects = Effects(by=by, at=at)

    @cached_property
    def places(self):
        """Memberships that are in force on the day or begin later, the first first."""
        return list(self.still(Membership.objects).select_related("cell__committee").order_by("since", "pk"))

    @cached_property
    def has_died(self):
        return Membership.objects.filter(member=self.member, ending=Ending.DIED).exists()

    @cached_property
    def home(self):
        return self.place(Membership.Kind.OFFICIAL)

    @cached_property
    def visit(self):
        return self.place(Membership.Kind.TEMPORARY)

    def place(self, kind):
        """The membership of this kind that is in force on the day, or else the first that begins later."""
        return next((row for row in self.places if row.kind == kind), None)

    @cached_property
    def absence(self):
        """The temporary transfer out of the ward that is in force on the day or begins later."""
        return self.still(Transfer.objects.filter(**OUT)).order_by("since").first()

    def still(self, rows):
        """Of these dated rows those of the member that hold on the day or later."""
        return rows.filter(member=self.member).exclude(until__lte=self.on)

    def end(self, rows, **facts):
        """End the rows that hold. Raises CannotMove if one of them begins on the day or later."""
        rows = self.still(rows)
        if late := rows.filter(since__gte=self.on).first():
            raise CannotMove(f"{in_words(late)} bắt đầu từ ngày {date_text(late.since)}. Sửa hoặc bỏ dòng ấy trước.")
        self.effects.end(rows, self.on, **facts)

    def begin_place(self, origin, kind=Membership.Kind.OFFICIAL, until=None):
        facts = {"cell": self.movement.to_cell, "origin": origin, "kind": kind, "since": self.on, "until": until}
        self.effects.begin(Membership, member=self.member, **facts)

    def begin_transfer(self, kind, direction, place=""):
        said = {"place": place or self.movement.place, "paper_number": self.movement.paper_number}
        until = self.until if kind == Transfer.Kind.TEMPORARY else None
        dates = {"since": self.on, "until": until}
        self.effects.begin(Transfer, member=self.member, kind=kind, direction=direction, **said, **dates)


TEMPORARY = {"kind": Transfer.Kind.TEMPORARY}
OUT = {**TEMPORARY, "direction": Direction.OUT}


# --- who it can happen to: "" or why not, in words -----------------------------------------------------------------


def is_alive(case):
    return "Đồng chí đã từ trần." if case.has_died else ""


def is_of_the_party(case):
    return "" if case.member.kind == Member.Kind.PARTY else "Chỉ ghi được cho đảng viên."


def belongs(case):
    """In force on the day, with nothing recorded after it."""
    home = case.home
    if home is None or home.since > case.on:
        then = f"; từ ngày {date_text(home.since)} mới thuộc {home.cell}" if home else ""
        return f"Ngày {date_text(case.on)} đồng chí không thuộc chi bộ, đơn vị nào{then}."
    if home.until:
        return f"Đồng chí đã thôi ở {home.cell} từ ngày {date_text(home.until)}."
    return ""


def belonged_before(case):
    """Somebody cannot leave on the day on which they came, or before."""
    if words := belongs(case):
        return words
    since = case.home.since
    return f"Đồng chí về {case.home.cell} từ ngày {date_text(since)}; ngày này phải sau đó." if since >= case.on else ""


def belongs_nowhere(case):
    if case.home is None:
        return ""
    if case.home.since <= case.on:
        return f"Đồng chí đang thuộc {case.home.cell} từ ngày {date_text(case.home.since)}."
    return f"Từ ngày {date_text(case.home.since)} đồng chí đã thuộc {case.home.cell}."


def is_no_guest(case):
    if case.visit is None:
        return ""
    return f"Đồng chí đang sinh hoạt tạm thời ở {case.visit.cell} từ ngày {date_text(case.visit.since)}."


def is_not_away(case):
    if case.absence is None:
        return ""
    return f"Đã ghi đồng chí đi tạm thời từ ngày {date_text(case.absence.since)}. Ghi trở về trước."


def is_elsewhere(case):
    """Away, or a guest somewhere, since a day before."""
    row = case.absence or case.visit
    if row is None:
        return "Đồng chí không đang sinh hoạt tạm thời ở đâu."
    return f"Bắt đầu từ ngày {date_text(row.since)}; ngày trở về phải sau đó." if row.since >= case.on else ""


def is_probationary(case):
    if case.member.official_on:
        return f"Đồng chí đã là đảng viên chính thức từ ngày {date_text(case.member.official_on)}."
    admitted = case.member.admitted_on
    early = admitted and admitted > case.on
    return f"Ngày này trước ngày vào Đảng ({date_text(admitted)})." if early else ""


def is_no_member_yet(case):
    """A new person, staff of a unit, or somebody who is in no cell."""
    return "" if case.member.kind == Member.Kind.STAFF else belongs_nowhere(case)


# --- what it asks for: "" or what does not fit, in words -----------------------------------------------------------


def not_in_the_future(case):
    ahead = case.on > case.by.on
    return "Ngày này chưa đến. Biến động chỉ ghi khi đã có hiệu lực, để số liệu luôn đúng." if ahead else ""


def a_term(case):
    if case.until is None:
        return "Ghi cả ngày dự kiến kết thúc."
    return "Ngày kết thúc phải sau ngày bắt đầu." if case.until <= case.on else ""


def a_cell_that_is_open(case):
    cell = case.movement.to_cell
    if cell is None:
        return "Chọn chi bộ đến."
    if cell.founded_on and cell.founded_on > case.on:
        return f"{cell} thành lập ngày {date_text(cell.founded_on)}, sau ngày này."
    return f"{cell} đã kết thúc ngày {date_text(cell.closed_on)}. Chọn chi bộ khác." if cell.closed_on else ""


def another_cell(case):
    return f"Đồng chí đang thuộc {case.home.cell} rồi." if case.home.cell_id == case.movement.to_cell.pk else ""


def a_cell_of_their_kind(case):
    """Staff outside the Party belong to units, party members to cells."""
    cell, staff = case.movement.to_cell, case.member.kind == Member.Kind.STAFF
    if staff == (cell.kind == Cell.Kind.UNIT):
        return ""
    return f"{cell} không phải là đơn vị." if staff else f"{cell} là đơn vị của người ngoài Đảng."


def a_cell_of_the_party(case):
    cell = case.movement.to_cell
    return f"{cell} là đơn vị của người ngoài Đảng. Chọn chi bộ." if cell.kind == Cell.Kind.UNIT else ""


# --- what it begins and ends ---------------------------------------------------------------------------------------


def receive(case):
    case.end(Membership.objects.filter(kind=Membership.Kind.TEMPORARY), ending=Ending.MOVED)
    case.end(Transfer.objects.filter(**TEMPORARY))
    case.begin_place(Origin.RECEIVED)
    case.begin_transfer(Transfer.Kind.OFFICIAL, Direction.IN)


def receive_guest(case):
    case.begin_place(Origin.RECEIVED, Membership.Kind.TEMPORARY, case.until)
    case.begin_transfer(Transfer.Kind.TEMPORARY, Direction.IN)


def move(case):
    """A visit to the new cell is over, and so are the posts in the old one."""
    cell = case.movement.to_cell
    case.end(Membership.objects.filter(kind=Membership.Kind.OFFICIAL), ending=Ending.MOVED)
    if case.visit and case.visit.cell_id == cell.pk:
        case.end(Membership.objects.filter(kind=Membership.Kind.TEMPORARY), ending=Ending.MOVED)
        case.end(Transfer.objects.filter(**TEMPORARY, direction=Direction.INSIDE))
    case.end(Appointment.objects.filter(cell=case.movement.from_cell))
    case.begin_place(Origin.MOVED)
    case.begin_transfer(Transfer.Kind.OFFICIAL, Direction.INSIDE, cell.name)


def lend(case):
    case.begin_place(Origin.MOVED, Membership.Kind.TEMPORARY, case.until)
    case.begin_transfer(Transfer.Kind.TEMPORARY, Direction.INSIDE, case.movement.to_cell.name)


def send(case):
    """Posts of committees above the ward are not the ward's to end."""
    below = case.by.committees
    leave(case, Ending.SENT, Appointment.objects.filter(Q(cell__committee__in=below) | Q(committee__in=below)))
    case.begin_transfer(Transfer.Kind.OFFICIAL, Direction.OUT)


def send_away(case):
    case.begin_transfer(Transfer.Kind.TEMPORARY, Direction.OUT)


def come_back(case):
    case.end(Membership.objects.filter(kind=Membership.Kind.TEMPORARY), ending=Ending.MOVED)
    case.end(Transfer.objects.filter(**TEMPORARY))


def admit(case):
    """Staff outside the Party leave their unit for a cell."""
    case.end(Membership.objects, ending=Ending.MOVED)
    case.end(Appointment.objects.filter(cell__kind=Cell.Kind.UNIT))
    party = {"kind": Member.Kind.PARTY, "admitted_on": case.on, "official_on": None}
    case.effects.change(Member.objects.filter(pk=case.member.pk), **party)
    case.begin_place(Origin.ADMITTED)


def recognise(case):
    case.effects.change(Member.objects.filter(pk=case.member.pk), official_on=case.on)


def die(case):
    leave(case, Ending.DIED, Appointment.objects)


def leave_the_party(case):
    leave(case, Ending.LEFT, Appointment.objects)


def leave(case, ending, posts):
    """Nothing that is recorded of them holds from the day on."""
    case.end(Membership.objects, ending=ending)
    case.end(posts)
    case.end(Exemption.objects)
    case.end(Suspension.objects)
    case.end(Transfer.objects.filter(**TEMPORARY))


# --- the table -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """`who` says to whom it can happen, `needs` what must fit besides, in their order; `asks` what its form asks for
    besides the day and the paper."""

    effect: Callable
    who: tuple
    needs: tuple = ()
    asks: tuple = ()


OF_THEIR_KIND = (a_cell_that_is_open, a_cell_of_their_kind)
CHANGES = {
    Kind.RECEIVED: Change(
        receive, (is_alive, is_of_the_party, belongs_nowhere), OF_THEIR_KIND, asks=("to_cell", "place")
    ),
    Kind.GUEST: Change(
        receive_guest,
        (is_alive, is_of_the_party, belongs_nowhere, is_no_guest),
        (*OF_THEIR_KIND, a_term),
        asks=("to_cell", "until", "place"),
    ),
    Kind.MOVED: Change(move, (is_alive, belonged_before), (*OF_THEIR_KIND, another_cell), asks=("to_cell",)),
    Kind.LENT: Change(
        lend,
        (is_alive, is_of_the_party, belongs, is_no_guest, is_not_away),
        (*OF_THEIR_KIND, another_cell, a_term),
        asks=("to_cell", "until"),
    ),
    Kind.SENT: Change(send, (is_alive, belonged_before), asks=("place",)),
    Kind.AWAY: Change(
        send_away,
        (is_alive, is_of_the_party, belongs, is_not_away),
        (a_term,),
        asks=("until", "place"),
    ),
    Kind.BACK: Change(come_back, (is_alive, is_elsewhere)),
    Kind.ADMITTED: Change(
        admit, (is_alive, is_no_member_yet), (a_cell_that_is_open, a_cell_of_the_party), asks=("to_cell",)
    ),
    Kind.RECOGNISED: Change(recognise, (is_alive, is_of_the_party, belongs, is_probationary)),
    Kind.DIED: Change(die, (is_alive, belonged_before)),
    Kind.LEFT: Change(leave_the_party, (is_alive, is_of_the_party, belonged_before)),
}
# By which somebody comes who may be new to the ward.
ARRIVALS = (Kind.RECEIVED, Kind.GUEST, Kind.ADMITTED)


def possible(member, *, by):
    """The kinds that can happen to a member today."""
    case = Case(Movement(member=member, on=by.on), by=by, at=None)
    return [kind for kind, change in CHANGES.items() if not any(refuses(case) for refuses in change.who)]


# --- the functions -------------------------------------------------------------------------------------------------


@transaction.atomic
def record(kind, member, *, on, by, at, **said):
    """Record what happened to a member and change their rows, or raise CannotMove and change nothing.

    `said` are other columns of Movement. The same said twice by the same officer is recorded once.
    """
    said |= held_cells(member, said.get("to_cell"))
    hold(member)
    facts = {"kind": kind, "on": on, **said}
    twin = Movement.objects.filter(member=member, recorded_by=by.user, cancelled_at=None, **facts).first()
    return twin or applied(Movement(member=member, recorded_by=by.user, recorded_at=at, **facts), by=by, at=at)


@transaction.atomic
def correct(movement, *, reason, by, at, **facts):
    """Set a movement right: undo it and do it again with other `facts` (CORRECTABLE), or raise CannotMove.

    What it said before stands in the Correction that this returns; None if nothing differs.
    """
    held_cells(movement.member, movement.to_cell)
    movement = held(movement)
    before = {name: getattr(movement, name) for name in facts if getattr(movement, name) != facts[name]}
    if not before:
        return None
    refuse_what_depends(movement, facts.get("on", movement.on))
    take_back(movement)
    for name, value in facts.items():
        setattr(movement, name, value)
    applied(movement, by=by, at=at)
    after = {name: facts[name] for name in before}
    return corrected(movement, before, after, reason=reason, by=by, at=at)


@transaction.atomic
def cancel(movement, *, reason, by, at):
    """It never happened: the rows are again as they were before it, or CannotMove. The movement stays, as cancelled.

    None if the same officer has just cancelled it: a double click.
    """
    hold(movement.member)
    said = {"cancelled_by": by.user, "cancelled_because": reason}
    if Movement.objects.filter(pk=movement.pk, **said).exclude(cancelled_at=None).exists():
        return None
    movement = held(movement)
    refuse_what_depends(movement, None)
    take_back(movement)
    Movement.objects.filter(pk=movement.pk).update(cancelled_at=at, **said)
    before = {name: getattr(movement, name) for name in CORRECTABLE}
    return corrected(movement, before, {}, reason=reason, by=by, at=at)


def hold(member):
    """Of two officers who act on one person the second waits until the first is done, and then sees what was done."""
    list(Member.objects.select_for_update().filter(pk=member.pk))


def held_cells(member, to_cell):
    """{"to_cell": the cell as it is now}, if they go to one. It and those of the member are ours until the end of the
    transaction, before the member is: a decision about cells (plans/reorganising.py) holds them in this order, so that
    nobody comes to a cell that it has just closed."""
    theirs = Q(pk__in=Membership.objects.filter(member=member).values("cell"))
    wanted = theirs | Q(pk=to_cell.pk) if to_cell else theirs
    cells = Cell.objects.select_for_update(no_key=True).filter(wanted).order_by("pk")
    now = {cell.pk: cell for cell in cells}
    return {"to_cell": now[to_cell.pk]} if to_cell else {}


def held(movement):
    """The movement as it is now that its member is ours."""
    hold(movement.member)
    movement = Movement.objects.select_related("member", "from_cell", "to_cell").get(pk=movement.pk)
    if movement.cancelled_at:
        raise CannotMove("Biến động này đã được hủy trước đó.")
    return movement


def applied(movement, *, by, at):
    """Change the rows as the table says and keep the movement with its effects."""
    case = Case(movement, by=by, at=at)
    movement.from_cell = case.home and case.home.cell
    change = CHANGES[movement.kind]
    for refuses in (not_in_the_future, *change.who, *change.needs):
        if words := refuses(case):
            raise CannotMove(words)
    try:
        with transaction.atomic():
            change.effect(case)
    except IntegrityError as refusal:
        raise CannotMove("Ngày này chồng lên một dòng đã có.") from refusal
    movement.effects = case.effects.data
    movement.save()
    return movement


def take_back(movement):
    try:
        effects.undo(movement.effects)
    except (IntegrityError, ProtectedError) as refusal:
        raise CannotMove(f"Đã có việc khác dựa vào dòng này. {later_words(movement)}".strip()) from refusal
    movement.member.refresh_from_db()


def refuse_what_depends(movement, on):
    """Rows that are no longer as the movement left them, and posts in the cell to which it brought the member.

    `on` is the day on which it is to begin from now on, None if it is to be taken away.
    """
    if effects.disturbed(movement.effects):
        raise CannotMove(f"Các dòng của biến động này đã thay đổi sau đó. {later_words(movement)}".strip())
    posts = Appointment.objects.filter(member=movement.member, cell=movement.to_cell, since__gte=movement.on)
    posts = posts.filter(since__lt=on) if on else posts
    if movement.to_cell and (post := posts.select_related("cell", "committee").first()):
        raise CannotMove(f"{in_words(post)} dựa vào biến động này. Sửa hoặc bỏ chức vụ ấy trước.")


def later_words(movement):
    """Which movements were recorded after it, as far as they may be what stands in the way."""
    later = Movement.objects.filter(member=movement.member, cancelled_at=None, recorded_at__gte=movement.recorded_at)
    names = [f"{row.get_kind_display()} ngày {date_text(row.on)}" for row in later.exclude(pk=movement.pk)]
    return f"Đã ghi tiếp: {', '.join(names)}; sửa hoặc hủy từ dòng ghi sau cùng." if names else ""


def corrected(movement, before, after, *, reason, by, at):
    said = {"before": effects.plain(before), "after": effects.plain(after), "reason": reason}
    return Correction.objects.create(
        member=movement.member, kind="movement", row=movement.pk, by=by.user, at=at, **said
    )
