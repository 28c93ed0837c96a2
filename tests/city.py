"""A city with two wards, for whatever must not assume one ward.

Each ward has a cell of the same name (officers see whose it is), a unit, and a school:
a grass-roots committee with a cell and an officer of its own. Long Biên keeps a cycle
of its own; Phúc Lợi takes part in the city's.
"""

from dataclasses import dataclass, field

from cells.models import Appointment, Cell, Committee, Member
from cells.posts import Actor
from plans.models import BoardSwitch, Cycle, Plan
from plans.workflow import steps, wall
from tests.factories import (
    AppointmentFactory,
    CellFactory,
    CommitteeFactory,
    CycleFactory,
    MemberFactory,
    MembershipFactory,
    UserFactory,
)
from tests.people import NOW, TODAY, again, fill

Role = Appointment.Role
CELL, UNIT, SCHOOL = "cell", "unit", "school"
# Who there is in each ward: where they belong, and the post they hold (of the cell, the
# ward or the school).
PEOPLE = {
    "member": (CELL, None),
    "fellow": (CELL, None),
    "secretary": (CELL, Role.SECRETARY),
    "deputy": (CELL, Role.DEPUTY_SECRETARY),
    "officer": (CELL, Role.WARD_OFFICER),
    "office": (CELL, Role.CHAIRMAN_OFFICE),
    "inspector": (CELL, Role.INSPECTOR),
    "staff": (UNIT, None),
    "lead": (UNIT, Role.UNIT_LEAD),
    "pupil": (SCHOOL, None),
    "teacher": (SCHOOL, Role.SECRETARY),
    "head_officer": (SCHOOL, Role.WARD_OFFICER),
}


@dataclass
class Ward:
    key: str
    committee: Committee
    school: Committee
    places: dict
    people: dict = field(default_factory=dict)
    plans: dict = field(default_factory=dict)

    def actor(self, name):
        return Actor(self.people[name], TODAY, user=self.people[name].user)

    def cell_of(self, name):
        return self.places[PEOPLE[name][0]]


@dataclass
class City:
    committee: Committee
    officer: Actor
    wards: dict

    def __getitem__(self, key):
        return self.wards[key]


def a_city():
    city = CommitteeFactory(name="Thành ủy Hà Nội", kind=Committee.Kind.CITY)
    CycleFactory(committee=city)
    wards = {
        key: a_ward(key, name, city)
        for key, name in (("lb", "Long Biên"), ("pl", "Phúc Lợi"))
    }
    CycleFactory(committee=wards["lb"].committee)
    officer = MemberFactory(
        full_name="Cán bộ thành phố", user=UserFactory(username="thanh")
    )
    MembershipFactory(
        member=officer,
        cell=CellFactory(name="Chi bộ Văn phòng Thành ủy", committee=city),
    )
    AppointmentFactory(member=officer, role=Role.WARD_OFFICER, committee=city)
    for ward in wards.values():
        write_plans(ward)
    return City(city, Actor(officer, TODAY, user=officer.user), wards)


def a_ward(key, name, city):
    committee = CommitteeFactory(name=f"Đảng bộ phường {name}", place=name, parent=city)
    kind = Committee.Kind.GRASSROOTS
    school = CommitteeFactory(
        name=f"Đảng bộ trường {name}", parent=committee, kind=kind
    )
    places = {
        CELL: CellFactory(name="Chi bộ 7", committee=committee),
        UNIT: CellFactory(name="UBND phường", committee=committee, kind=Cell.Kind.UNIT),
        SCHOOL: CellFactory(name="Chi bộ Toán", committee=school),
    }
    ward = Ward(key, committee, school, places)
    for person, (place, role) in PEOPLE.items():
        ward.people[person] = a_person(ward, person, place, role)
    return ward


def a_person(ward, name, place, role):
    staff = (
        {"kind": Member.Kind.STAFF, "admitted_on": None, "official_on": None}
        if place == UNIT
        else {}
    )
    user = UserFactory(username=f"{name}.{ward.key}")
    member = MemberFactory(
        full_name=f"{name.title()} {ward.key.upper()}", user=user, **staff
    )
    MembershipFactory(member=member, cell=ward.places[place])
    if role in Appointment.OF_A_COMMITTEE:
        AppointmentFactory(
            member=member,
            role=role,
            committee=ward.school if place == SCHOOL else ward.committee,
        )
    elif role:
        AppointmentFactory(
            member=member,
            role=role,
            cell=ward.places[place],
            is_head=role == Role.SECRETARY,
        )
    return member


# How each plan got to where it stands: (whose, [(step, who)]).
ROADS = {
    "member": [("submit", "member")],
    "fellow": [("submit", "fellow"), ("agree", "secretary"), ("sign", "fellow")],
    "secretary": [("submit", "secretary"), ("agree", "deputy"), ("sign", "secretary")],
    "staff": [("submit", "staff"), ("agree", "lead"), ("sign", "staff")],
    "pupil": [("submit", "pupil")],
    "deputy": [],
}


def write_plans(ward):
    for name, road in ROADS.items():
        cell = ward.cell_of(name)
        plan = steps.begin_plan(
            ward.people[name],
            Cycle.objects.current(cell, TODAY),
            cell,
            by=ward.actor(name),
            at=NOW,
        )
        fill(plan)
        for step, who in road:
            steps.take_step(step, again(plan), by=ward.actor(who), at=NOW)
        ward.plans[name] = again(plan)
    hang_up(ward)


def hang_up(ward):
    """The secretary's plan, filed and on the board."""
    plan, by = ward.plans["secretary"], ward.actor("deputy")
    steps.record_filing(plan, by=by, at=NOW, filed_on=TODAY)
    where = {
        "place": "Nhà văn hóa",
        "since": TODAY,
        "until": TODAY,
        "posted_by": "Deputy",
    }
    steps.record_posting(again(plan), by=by, at=NOW, **where)
    officer = ward.actor("officer").member
    BoardSwitch.objects.create(
        committee=ward.committee, is_on=True, set_by=officer, set_at=NOW
    )
    wall.give_consent(again(plan), by=ward.actor("secretary"), at=NOW)
    ward.plans["secretary"] = Plan.objects.select_related(
        "cell__committee", "member", "cycle"
    ).get(pk=plan.pk)
