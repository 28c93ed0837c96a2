"""How do the ward of 2016 and its unit of staff come into the database?"""

from datetime import date

from cells.acts.register.application import apply_register
from cells.acts.register.register_list import read_register
from cells.models import Appointment, Cell, Committee, Member, Membership
from demo.officers import appoint_ward_officers, find_free_members
from demo.pool import read_data
from demo.workbook import write_workbook

Role = Appointment.Role
POSTS = ("Bí thư chi bộ", "Phó Bí thư", "Chi ủy viên")
UNIT_HEAD = "Chủ tịch UBND phường"
UNIT_LEAD = "Phụ trách Văn phòng UBND phường"
TRADES = (
    "Công chức Tư pháp – Hộ tịch",
    "Công chức Địa chính – Xây dựng",
    "Nhân viên Bộ phận một cửa",
    "Nhân viên lái xe",
)


def found_ward(registry):
    """Import the register as everybody does, then give the ward's posts."""
    facts = read_data("ward")
    names = facts["ward"]
    on = date.fromisoformat(facts["register_on"])
    people = {
        cell["name"]: gather_people(cell, on, registry) for cell in facts["cells"]
    }
    content = write_workbook(names["name"], names["above"], on, people)
    register = read_register("danh-sach-2016.xlsx", content, today=on)
    apply_register(register, ward_named=names["name"])
    for cell in facts["cells"]:
        if "kind" in cell:
            Cell.objects.filter(name=cell["name"]).update(kind=cell["kind"])
    ward = Committee.objects.get(name=names["name"])
    appoint_ward_officers(ward, on)
    return ward


def gather_people(cell, on, registry):
    """[Person]: the oldest are exempt, three neither old nor young lead the cell."""
    people = []
    for _ in range(cell["members"]):
        people.append(registry.party_member(on, who=cell.get("who", "")))
    people.sort(key=lambda person: person.born_on)
    exempt, active = people[: cell["exempt"]], people[cell["exempt"] :]
    for person in exempt:
        person.is_exempt = True
    fit = [person for person in active if 40 <= person.age(on) <= 70]
    for person, post in zip(registry.rng.sample(fit, len(POSTS)), POSTS, strict=True):
        person.post = post
    registry.rng.shuffle(people)
    return people


def found_unit(ward, facts, registry):
    """The ward's People's Committee: its staff, their lead, its Chairman as head."""
    on = date.fromisoformat(facts["founded_on"])
    unit = Cell.objects.create(
        committee=ward, name=facts["name"], kind=Cell.Kind.UNIT, founded_on=on
    )
    staff = [
        employ_person(unit, registry, on, number) for number in range(facts["staff"])
    ]
    agency = Cell.objects.in_force(on).get(kind=Cell.Kind.AGENCY)
    chairman = find_free_members(agency, on)[0]
    Appointment.objects.create(
        cell=unit, since=on, role=Role.UNIT_LEAD, title=UNIT_LEAD, member=staff[0]
    )
    Appointment.objects.create(
        cell=unit,
        since=on,
        role=Role.HEAD,
        title=UNIT_HEAD,
        member=chairman,
        is_head=True,
    )
    return unit


def employ_person(unit, registry, on, number):
    person = registry.anybody(on, (1970, 1997), "official")
    person.occupation = TRADES[number % len(TRADES)]
    member = person.as_member(Member.Kind.STAFF)
    member.save()
    Membership.objects.create(member=member, cell=unit, since=on)
    return member
