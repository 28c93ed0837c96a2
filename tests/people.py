"""The cast. A reader sees the point of a test from who acts.

An wrote it · Bình leads An's cell · Bảo is Bình's deputy · Chi leads another cell ·
Dung sits beside An · Em belongs to no cell · Giang watches for the ward · Hạnh keeps
the Chairman's office · Inh inspects · Kha is no party member and works in a unit that
Lan leads · Quản administers the system (a login without a person).
"""

import datetime
from dataclasses import dataclass
from uuid import uuid4

from django.utils import timezone

from cells.models import Appointment, Cell, Member
from cells.posts import Actor
from plans.form import autosave
from plans.models import Basis, Cycle, Plan, Row, Section
from plans.models.content import THE_TEXT
from plans.workflow import steps
from tests.factories import (
    AppointmentFactory,
    CellFactory,
    CommitteeFactory,
    CycleFactory,
    MemberFactory,
    MembershipFactory,
    UserFactory,
    together,
)

Role = Appointment.Role
TODAY = datetime.date(2026, 2, 10)
NOW = datetime.datetime(2026, 2, 10, 9, 0, tzinfo=timezone.get_fixed_timezone(7 * 60))

NAMES = {
    "an": "Nguyễn Văn An",
    "binh": "Trần Thị Bình",
    "bao": "Vũ Gia Bảo",
    "chi": "Lê Kim Chi",
    "dung": "Phạm Thị Dung",
    "em": "Hoàng Văn Em",
    "giang": "Ngô Thị Giang",
    "hanh": "Đỗ Thị Hạnh",
    "inh": "Bùi Văn Inh",
    "kha": "Đặng Văn Kha",
    "lan": "Mai Thị Lan",
}
# Whom a table of who may what goes through.
EVERYBODY = (*NAMES, "quan")
IN_CELL_7 = ("an", "binh", "bao", "dung")


@dataclass
class People:
    """The ward with two cells, a unit, and everybody in them; members by name, `quan`
    is the administrator."""

    ward: object
    cell: object
    other_cell: object
    unit: object
    cycle: Cycle
    members: dict
    quan: object

    def __getattr__(self, name):
        try:
            return self.__dict__["members"][name]
        except KeyError:  # also while it is being copied, when it has no members yet
            raise AttributeError(name) from None

    def actor(self, name, on=TODAY):
        if name == "quan":
            return Actor(None, on, user=self.quan)
        return Actor(self.members[name], on, user=self.members[name].user)


def gather():
    """The cast, each kind of row in one statement: almost every test begins with it."""
    ward = CommitteeFactory(name="Đảng bộ phường Phúc Đồng", place="Phúc Đồng")
    cell, other, unit = together(
        CellFactory,
        [
            {"name": "Chi bộ 7", "committee": ward},
            {"name": "Chi bộ 9", "committee": ward},
            {"name": "UBND phường", "committee": ward, "kind": Cell.Kind.UNIT},
        ],
    )
    *users, quan = together(
        UserFactory, [*({"username": key} for key in NAMES), AN_ADMINISTRATOR]
    )
    members = together(
        MemberFactory, [{"user": user, **facts(user.username)} for user in users]
    )
    cast = dict(zip(NAMES, members, strict=True))
    people = People(ward, cell, other, unit, CycleFactory(committee=ward), cast, quan)
    place(people)
    appoint(people)
    return people


AN_ADMINISTRATOR = {"username": "quantri", "is_administrator": True}


def facts(key):
    staff = (
        {"kind": Member.Kind.STAFF, "admitted_on": None, "official_on": None}
        if key in ("kha", "lan")
        else {}
    )
    return {"full_name": NAMES[key], **staff}


def place(people):
    homes = {
        people.cell: IN_CELL_7,
        people.other_cell: ("chi", "giang", "hanh", "inh"),
        people.unit: ("kha", "lan"),
    }
    rows = [
        {"member": people.members[name], "cell": cell}
        for cell, names in homes.items()
        for name in names
    ]
    together(MembershipFactory, rows)


def appoint(people):
    head = {"role": Role.SECRETARY, "is_head": True}
    rows = [
        {"member": people.binh, "cell": people.cell, **head},
        {"member": people.bao, "cell": people.cell, "role": Role.DEPUTY_SECRETARY},
        {"member": people.chi, "cell": people.other_cell, **head},
        {"member": people.lan, "cell": people.unit, "role": Role.UNIT_LEAD},
        {"member": people.giang, "committee": people.ward, "role": Role.WARD_OFFICER},
        {"member": people.hanh, "committee": people.ward, "role": Role.CHAIRMAN_OFFICE},
        {"member": people.inh, "committee": people.ward, "role": Role.INSPECTOR},
    ]
    together(AppointmentFactory, rows)


def a_plan(people, of="an", *, at=NOW, filled=True):
    """A plan in draft, begun by its author, with every section filled (or none)."""
    member, actor = people.members[of], people.actor(of)
    plan = steps.begin_plan(member, people.cycle, actor.home, by=actor, at=at)
    if filled:
        fill(plan)
    return Plan.objects.select_related("member", "cell__committee", "cycle").get(
        pk=plan.pk
    )


# (key, label, title, position): in the order of writing, which is not the order on
# paper.
BASES = [
    ("assigned", "Nhiệm vụ", "Nhiệm vụ chi bộ giao đầu năm", 2),
    ("own", "Khuyết điểm", "Hạn chế nêu trong bản kiểm điểm", 3),
    ("central-4", "Nghị quyết 4", "Nghị quyết Trung ương 4 khóa XII", 1),
]
SHORTCOMINGS = [
    {
        "position": 2,
        "text": "Chậm trả lời đơn của dân",
        "remedy": "Trả lời trong 05 ngày",
        "deadline": "hằng tháng",
        "helped_by": "Tổ đảng số 2",
    },
    {
        "position": 1,
        "text": "Ít phát biểu khi họp chi bộ",
        "cause": "Chuẩn bị chưa kỹ trước buổi họp",
        "remedy": "Mỗi kỳ họp nói một lần",
        "deadline": "31/03/2026",
    },
]
# (key of the basis, the rest of the row)
TASKS = [
    (
        "own",
        {
            "position": 3,
            "deed": "Nộp các khoản quỹ của khu phố",
            "expected": "04 khoản, nộp một lần",
            "deadline": "15/11/2026",
        },
    ),
    (
        "assigned",
        {
            "position": 1,
            "deed": "Vận động các hộ ngõ 94",
            "expected": "30/38 hộ phân loại rác",
            "deadline": "30/06/2026",
        },
    ),
    (
        "central-4",
        {
            "position": 2,
            "deed": "Thăm các gia đình chính sách",
            "expected": "12 gia đình trong năm",
            "deadline": "27/07/2026",
        },
    ),
]


def fill(plan):
    """Every section written; rows and bases differ in every word, and the order of
    writing is not that on paper."""
    bases = bases_of(plan.cycle)
    sections = {section.key: section for section in plan.form_version.sections.all()}
    text = {"text": "Đọc hết chuyên đề năm, ghi sổ tay mỗi tháng một trang."}
    told = [a_row(plan, sections["political"], **text)]
    told += [a_row(plan, sections["shortcomings"], **row) for row in SHORTCOMINGS]
    told += [
        a_row(plan, sections["tasks"], basis=bases[key], **row) for key, row in TASKS
    ]
    Row.objects.bulk_create(told)


def a_row(plan, section, *, position=1, basis=None, **values):
    """An unsaved row of a Section with these texts; the fields that are not named are
    empty."""
    uid = THE_TEXT if section.kind == Section.Kind.TEXT else uuid4()
    columns = autosave.make_columns(
        plan, section, {**values, "basis_id": basis.pk if basis else None}
    )
    return Row(plan=plan, section=section.key, uid=uid, position=position, **columns)


def add_row(plan, key, **how):
    """Write a row into the section of this key, past the page and the workflow; as
    a_row."""
    row = a_row(plan, section_of(plan, key), **how)
    row.save(force_insert=True)
    return row


def bases_of(cycle):
    """{key: Basis} of a cycle, with those of the cast added if they are not there
    yet."""
    known = set(cycle.bases.values_list("key", flat=True))
    rows = [
        Basis(cycle=cycle, key=key, label=label, title=title, position=position)
        for key, label, title, position in BASES
        if key not in known
    ]
    if rows:
        Basis.objects.bulk_create(rows)
    return {basis.key: basis for basis in cycle.bases.all()}


def first_task(plan):
    """The task that stands first on paper: "Vận động các hộ ngõ 94"."""
    return tasks_of(plan).first()


def tasks_of(plan):
    return plan.rows.filter(section="tasks").order_by("position", "pk")


def first_shortcoming(plan):
    return plan.rows.filter(section="shortcomings").order_by("position", "pk").first()


def change_first_task(plan, **values):
    """Write into the task that stands first, past the page and the workflow."""
    change(first_task(plan), **values)


def change(row, **values):
    """Write into a row past the page and the workflow: texts by key, or its basis."""
    basis = values.pop("basis", row.basis)
    Row.objects.filter(pk=row.pk).update(values={**row.values, **values}, basis=basis)


def section_of(plan, key="political"):
    return plan.form_version.sections.get(key=key)


def text_in(plan, key="political"):
    return plan.rows.get(section=key).values["text"]


def change_text(plan, text, key="political"):
    plan.rows.filter(section=key).update(values={"text": text})


# How a plan gets to a status by ordinary steps: (step, who).
ROAD = {
    "draft": [],
    "cell_review": [("submit", "author")],
    "finalizing": [("submit", "author"), ("agree", "reviewer")],
    "signed": [("submit", "author"), ("agree", "reviewer"), ("sign", "author")],
    "posted": [
        ("submit", "author"),
        ("agree", "reviewer"),
        ("sign", "author"),
        ("file", "filer"),
    ],
}


def a_plan_at(
    status, people, of="an", *, reviewer="binh", filer="binh", at=NOW, text=""
):
    """A plan that has come to a status by the ordinary steps; `text` is what stands in
    its first section, if anything else than usual."""
    plan = a_plan(people, of, at=at)
    if text:
        change_text(plan, text)
    cast = {"author": of, "reviewer": reviewer, "filer": filer}
    for step, role in ROAD[status]:
        actor = people.actor(cast[role])
        if step == "file":
            steps.record_filing(plan, by=actor, at=at, filed_on=TODAY)
        else:
            steps.take_step(step, plan, by=actor, at=at)
        plan = again(plan)
    return plan


def open_to_changes(plan, people):
    """The ward asked for changes of the whole plan, and was answered: whatever the
    author changes now may be signed."""
    return plan.remarks.create(
        revision=plan.revision,
        reason="other",
        text="Sửa lại cho cụ thể.",
        source="ward",
        by=people.giang,
        made_at=NOW,
        released_at=NOW,
        answer="Tôi đã sửa.",
        answered_at=NOW,
    )


def put_into(plan, cycle, **facts):
    """As if the plan had been begun in this cycle; with year=None as the second one of
    its year, from before a person had one a year."""
    facts.setdefault("year", cycle.year)
    Plan.objects.filter(pk=plan.pk).update(cycle=cycle, ends_with=cycle, **facts)


def again(plan):
    return Plan.objects.select_related("member", "cell__committee", "cycle").get(
        pk=plan.pk
    )
