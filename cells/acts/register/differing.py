"""What does a register say otherwise than the database about somebody whom both know?

A blank of the register says nothing, nor does a year where the database knows the day. Posts and exemptions are
compared both ways where the list has a column for them.
"""

from dataclasses import dataclass, field

from cells.acts.register.days import Day
from cells.acts.register.known import as_read, in_force, is_less_exact, same_birth
from cells.acts.register.particulars import PARTICULARS
from cells.acts.register.titles import cell_key
from cells.acts.register.wards import is_called
from cells.models import Appointment, Member

FACTS = {
    "full_name": "họ tên",
    "birth_name": "họ tên khai sinh",
    "sex": "giới tính",
    "born_on": "ngày sinh",
    "native_place": "quê quán",
    "occupation": "nghề nghiệp",
    "admitted_on": "ngày vào Đảng",
    "official_on": "ngày chính thức",
    "card": "số thẻ",
    "phone": "số điện thoại",
}
ROLES = (Appointment.Role.SECRETARY, Appointment.Role.DEPUTY_SECRETARY, Appointment.Role.CELL_COMMITTEE_MEMBER)


@dataclass(frozen=True)
class Change:
    """One fact: its column of Member, or its key among the particulars; old and new as they are shown."""

    fact: str
    label: str
    old: str
    new: str


@dataclass
class Changes:
    """What would have to happen for the database to say what the register says about one person."""

    facts: list[Change] = field(default_factory=list)
    begins: list = field(default_factory=list)  # Post
    ends: list[Appointment] = field(default_factory=list)
    exempts: bool = False
    ends_exemptions: list = field(default_factory=list)

    def __len__(self):
        return len(self.facts) + len(self.begins) + len(self.ends) + self.exempts + len(self.ends_exemptions)

    @property
    def has_rows(self):
        """Whether posts or an exemption change, and so what somebody may or must do."""
        return len(self) > len(self.facts)


def changes(person, known, cell=None):
    """Changes that a register asks for; `cell` is the one whose posts are meant, else all that the member holds."""
    found = Changes([*changed_facts(person, known.member), *changed_particulars(person, known.member)])
    compare_posts(found, person, known, cell)
    exemptions = in_force(known.exemptions, person.on)
    found.exempts = person.is_exempt and not exemptions
    if person.says_exemption and not person.is_exempt:
        found.ends_exemptions = exemptions
    return found


def changed_facts(person, member):
    for fact, label in FACTS.items():
        new, old = getattr(person, fact), as_read(fact, getattr(member, fact))
        is_otherwise = is_another_birth(person, member) if fact == "born_on" else new != old
        if new and is_otherwise:
            yield Change(fact, label, shown(fact, old, member), shown(fact, new, person))


def changed_particulars(person, member):
    for key, new in person.particulars:
        old = member.particulars.get(key, "")
        if new != as_read(key, old):
            yield Change(key, PARTICULARS[key], old, new)


def compare_posts(found, person, known, cell):
    listed = {post.role for post in person.posts}
    held = [row for row in in_force(known.appointments, person.on) if row.role in ROLES]
    held = [row for row in held if cell is None or row.cell_id == cell.pk]
    found.begins = [post for post in person.posts if post.role not in {row.role for row in held}]
    if person.says_posts:
        found.ends = [row for row in held if row.role not in listed]


def is_another_birth(person, member):
    """Another date, or the same one known better."""
    if not (person.born_on and member.born_on):
        return True
    return not same_birth(person, member) or is_less_exact(member, person)


def shown(fact, value, of):
    if fact == "sex":
        return str(Member.Sex(value).label) if value else ""
    if fact == "born_on" and value:
        return str(Day(value, of.born_precision or "day"))
    return f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else value or ""


def told(person, known):
    """The same in words, one a difference."""
    if not known.is_here:
        return ["phần mềm ghi đang sinh hoạt ở nơi khác"]
    found = changes(person, known)
    facts = [f"{each.label} “{each.new}”, phần mềm “{each.old or 'chưa có'}”" for each in found.facts]
    posts = sorted(found.begins, key=lambda post: post.role)
    facts += [] if told_cell(person, known) is None else [told_cell(person, known)]
    facts += [f"danh sách ghi là {post.title}, phần mềm không ghi" for post in posts]
    if found.exempts:
        facts.append("danh sách ghi miễn sinh hoạt, phần mềm không ghi")
    if in_force(known.exemptions, person.on) and not person.is_exempt:
        facts.append("phần mềm ghi miễn sinh hoạt, danh sách không ghi")
    return facts


def told_cell(person, known):
    cell = known.cell_on(person.on)
    if cell is None:
        return f"phần mềm không ghi thuộc chi bộ nào vào ngày {person.on:%d/%m/%Y}"
    return None if is_called(cell, cell_key(person.cell)) else f"phần mềm ghi thuộc {cell.name}"
