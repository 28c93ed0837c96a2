"""What is special about the ward today? A unit of staff outside the Party, newcomers, guests, people who are away."""

from datetime import date, timedelta

from cells.models import Appointment, Cell, Meeting, Member, Membership, Suspension
from demo.founding import free_members
from demo.pool import data

Role = Appointment.Role
NEWCOMERS, GUESTS, AWAY, SUSPENDED = 6, 5, 5, 2
UNIT_HEAD = "Chủ tịch UBND phường"
UNIT_LEAD = "Phụ trách Văn phòng UBND phường"
TRADES = (
    "Công chức Tư pháp – Hộ tịch",
    "Công chức Địa chính – Xây dựng",
    "Nhân viên Bộ phận một cửa",
    "Nhân viên lái xe",
)


def found_unit(ward, facts, registry):
    """The ward's People's Committee as a unit: its staff, the lead who reviews, the Chairman who heads it."""
    on = date.fromisoformat(facts["founded_on"])
    unit = Cell.objects.create(committee=ward, name=facts["name"], kind=Cell.Kind.UNIT, founded_on=on)
    staff = [employ(unit, registry, on, number) for number in range(facts["staff"])]
    lead = {"role": Role.UNIT_LEAD, "title": UNIT_LEAD, "member": staff[0]}
    agency = Cell.objects.in_force(on).get(kind=Cell.Kind.AGENCY)
    head = {"role": Role.HEAD, "title": UNIT_HEAD, "member": free_members(agency, on)[0], "is_head": True}
    for post in (lead, head):
        Appointment.objects.create(cell=unit, since=on, **post)
    return unit


def employ(unit, registry, on, number):
    person = registry.anybody(on, (1970, 1997), "official")
    member = Member.objects.create(
        kind=Member.Kind.STAFF,
        full_name=person.full_name,
        sex=person.sex,
        born_on=person.born_on,
        born_precision=Member.Precision.DAY,
        native_place=person.native_place,
        occupation=TRADES[number % len(TRADES)],
    )
    Membership.objects.create(member=member, cell=unit, since=on)
    return member


def arrange(movements, facts, today):
    """Bring about today's special cases in the cells that are open."""
    movements.first, movements.last = today - timedelta(days=80), today - timedelta(days=50)
    for number in range(NEWCOMERS):
        come = movements.receive if number % 2 else movements.admit
        come(today - timedelta(days=7 + number % 3))
    for _ in range(GUESTS):
        movements.receive_guest(until=today + timedelta(days=120))
    for row in movements.draw(AWAY, active=True):
        movements.send_away(row, until=today + timedelta(days=150))
    for row in movements.draw(SUSPENDED, active=True):
        Suspension.objects.create(member=row.member, since=movements.day(), decision="Quyết định của Đảng ủy phường")
    leave_without_secretary(facts["without_secretary"], today - timedelta(days=45))


def leave_without_secretary(name, on):
    """The secretary has moved away and no new one is elected yet; the deputy carries on."""
    posts = Appointment.objects.in_force(on).filter(cell__name=name, cell__closed_on=None, role=Role.SECRETARY)
    posts.update(until=on)


def hold_meetings(cycle, today):
    """The meeting at which the cells discussed the plans, and one of last month. {cell id: [Meeting]}"""
    meetings, texts = {}, data("texts")["meetings"]
    for number, cell in enumerate(Cell.objects.in_force(today).exclude(kind=Cell.Kind.UNIT).order_by("pk")):
        days = (today - timedelta(days=4 + number % 5), today - timedelta(days=33 + number % 5))
        subjects = [texts[i]["subject"].replace("{year}", str(cycle.year)) for i in (0, 3)]
        rows = [Meeting(cell=cell, held_on=day, subject=subject) for day, subject in zip(days, subjects, strict=True)]
        meetings[cell.pk] = Meeting.objects.bulk_create(rows)
    return meetings
