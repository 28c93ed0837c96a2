"""How does the ward of 2016 come into the database? By the ordinary import of its register; then its first posts."""

from datetime import date

from cells.acts.register.application import apply_register
from cells.acts.register.register_list import read_register
from cells.models import Appointment, Cell, Committee, Member, Membership
from reports.demo import workbook
from reports.demo.pool import data

Role = Appointment.Role
POSTS = ("Bí thư chi bộ", "Phó Bí thư", "Chi ủy viên")
WARD_POSTS = (
    (Role.WARD_OFFICER, "Bí thư Đảng ủy phường"),
    (Role.WARD_OFFICER, "Phó Bí thư Thường trực Đảng ủy phường"),
    (Role.WARD_OFFICER, "Cán bộ Văn phòng Đảng ủy"),
    (Role.INSPECTOR, "Ủy viên Ủy ban Kiểm tra Đảng ủy"),
    (Role.CHAIRMAN_OFFICE, "Công chức Văn phòng – Thống kê"),
)
SCHOOL_HEAD = "Hiệu trưởng Trường THCS Phúc Đồng"


def found(registry):
    """Import the register, then give the ward's posts. Returns the ward."""
    plan = data("ward")
    on = date.fromisoformat(plan["register_on"])
    cells = {cell["name"]: people_of(cell, on, registry) for cell in plan["cells"]}
    content = workbook.register(plan["ward"]["name"], plan["ward"]["above"], on, cells)
    apply_register(read_register("danh-sach-2016.xlsx", content, today=on), ward_named=plan["ward"]["name"])
    name_kinds(plan["cells"])
    ward = Committee.objects.get(name=plan["ward"]["name"])
    appoint(ward, on)
    return ward


def people_of(cell, on, registry):
    """[Person] of a cell: the oldest are exempt, three who are neither old nor young lead it."""
    people = [registry.party_member(on, who=cell.get("who", "")) for _ in range(cell["members"])]
    people.sort(key=lambda person: person.born_on)
    for person in people[: cell["exempt"]]:
        person.is_exempt = True
    fit = [person for person in people[cell["exempt"] :] if 40 <= person.age(on) <= 70]
    for person, post in zip(registry.rng.sample(fit, len(POSTS)), POSTS, strict=True):
        person.post = post
    registry.rng.shuffle(people)
    return people


def name_kinds(cells):
    for cell in cells:
        if "kind" in cell:
            Cell.objects.filter(name=cell["name"]).update(kind=cell["kind"])


def appoint(ward, on):
    """The ward's officers, inspector and office out of the agency's cell; the head of the school."""
    agency = free_members(Cell.objects.get(kind=Cell.Kind.AGENCY), on)
    for member, (role, title) in zip(agency, WARD_POSTS, strict=False):
        is_head = title == WARD_POSTS[0][1]
        Appointment.objects.create(member=member, role=role, title=title, committee=ward, since=on, is_head=is_head)
    school = Cell.objects.get(kind=Cell.Kind.SCHOOL)
    head = free_members(school, on)[0]
    Appointment.objects.create(member=head, role=Role.HEAD, title=SCHOOL_HEAD, cell=school, since=on, is_head=True)


def free_members(cell, on):
    """Obliged members of a cell who hold no post, by age: middle-aged first."""
    here = Membership.objects.in_force(on).filter(cell=cell, kind=Membership.Kind.OFFICIAL)
    held = Appointment.objects.in_force(on)
    free = Member.objects.obliged(on).filter(pk__in=here.values("member")).exclude(pk__in=held.values("member"))
    return sorted(free.order_by("pk"), key=lambda member: abs(on.year - member.born_on.year - 47))
