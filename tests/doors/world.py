"""What is behind the doors: two wards with a thing of every kind, each with the words
that only it says.

A thing knows the parts of its addresses and who is what toward it: its `kin` is read
beside the rows of the table ("author", "officers", "ward" …). Whoever is named nowhere
is a stranger to the thing.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.core.management import call_command

from cells.acts.movements.records import record_movement
from cells.acts.register import uploads
from cells.acts.reorganisation.application import apply_reorganisation
from cells.models import (
    Appointment,
    Exemption,
    ExemptionGround,
    ExemptionProposal,
    ExemptionReview,
    Member,
    Membership,
    Movement,
    RegisterUpload,
    Reorganisation,
    Scan,
    Suspension,
)
from cells.posts import Actor
from plans.models import AccessRecord, BoardSwitch, Plan, Remark, SelfCheck
from plans.remarks import answer_remark, make_remark
from plans.workflow import deeds, objections, steps, taking_back, wall
from plans.workflow.disputes import dispute_remark
from reports.frozen.content import freeze_report
from tests.doors.visits import begin_session
from tests.factories import (
    AppointmentFactory,
    CellFactory,
    CommitteeFactory,
    CycleFactory,
    MemberFactory,
    MembershipFactory,
    UserFactory,
)
from tests.people import (
    NOW,
    TODAY,
    People,
    a_plan,
    a_plan_at,
    again,
    change_text,
    fill,
    first_task,
    gather,
)
from tests.plans.typed import READ_BACK, begin_typing, type_text

Role = Appointment.Role
PASSWORD = "mat-khau-cua-dien-vien"
PHONE, CARD, READ_AT = "0900111999", "900111222333", "23:33"
# Somebody who was never there, in every kind of address.
NOBODY = {
    "number": 1,
    "pk": 999_999,
    "member_pk": 999_999,
    "cell_pk": 999_999,
    "committee_pk": 999_999,
    "row_pk": 999_999,
    "remark_pk": 999_999,
    "review_pk": 999_999,
    "uid": UUID(int=1),
    "upload": UUID(int=1),
}


@dataclass
class Thing:
    """Something that an address names. `state` is where it stands, `parts` the values
    of its addresses, `kin` {"author": {"an"}, …}."""

    name: str
    parts: dict
    kin: dict = field(default_factory=dict)
    state: str = ""

    def kin_of(self, group):
        return self.kin.get(group, set())


def make_kin(**groups):
    """{group: set of names} of words that name people: officers="binh bao"."""
    return {group: set(names.split()) for group, names in groups.items()}


class World:
    """`things` is {kind: [Thing]}; `people` is the cast of our ward and those who were
    added to it, `other` that of the ward beside it."""

    def __init__(self):
        self.people = gather()
        self.other = gather_other_ward()
        add_to_the_cast(self.people)
        self.cast = self.people.members | self.other.members
        let_everybody_sign(self.cast)
        self.things = {
            "plan": make_plans(self.people, self.other),
            "cell": list_cells(self.people, self.other),
            "person": list_people(self.people, self.other),
        }
        self.things |= list_remarks(self.things["plan"])
        self.things |= make_acts(self.people, self.other)
        names = [name for name, one in self.cast.items() if one.user] + ["quan"]
        self.sessions = {name: begin_session(self.user_of(name)) for name in names}

    def user_of(self, name):
        return self.people.quan if name == "quan" else self.cast[name].user

    def thing(self, kind, name):
        return next(thing for thing in self.things[kind] if thing.name == name)


# --- people ---------------------------------------------------------------------------


def gather_other_ward():
    """Xuân watches over it, Yến is secretary and head of the cell in which Tâm and
    Uyên are members; another cell is empty."""
    ward = CommitteeFactory(name="Đảng bộ phường Sài Đồng", place="Sài Đồng")
    cell = CellFactory(name="Chi bộ 3", committee=ward)
    names = {
        "xuan": "Tạ Thị Xuân",
        "yen": "Cao Hải Yến",
        "tam": "Lương Minh Tâm",
        "uyen": "Phan Tố Uyên",
    }
    cast = {}
    for key, name in names.items():
        cast[key] = MemberFactory(full_name=name, user=UserFactory(username=key))
        MembershipFactory(member=cast[key], cell=cell)
    cast["newcomer3"] = a_newcomer("Hà Văn Ba", cell)
    cast["recalled3"] = a_newcomer("Hồ Văn Tư", cell)
    AppointmentFactory(member=cast["yen"], cell=cell, role=Role.SECRETARY, is_head=True)
    AppointmentFactory(member=cast["xuan"], committee=ward, role=Role.WARD_OFFICER)
    second = CellFactory(name="Chi bộ 4", committee=ward)
    return People(ward, cell, second, None, CycleFactory(committee=ward), cast, None)


def add_to_the_cast(people):
    """Nam and Mơ of cell 7 have no login: for Nam Dung types, Mơ's plan came back; nor
    has a newcomer of each other cell. An is second reader in cell 7. What the register
    says of An is there to be seen."""
    for key, name, cell in (
        ("nam", "Lý Hoài Nam", people.cell),
        ("mo", "Trịnh Thị Mơ", people.cell),
        ("newcomer9", "Hà Thị Chín", people.other_cell),
        ("recalled9", "Hồ Thị Mười", people.other_cell),
    ):
        people.members[key] = a_newcomer(name, cell)
    staff = {"kind": Member.Kind.STAFF, "admitted_on": None, "official_on": None}
    a_newcomer("Hà Văn Phòng", people.unit, **staff)
    facts = {"phone": PHONE, "card": CARD}
    facts |= {"native_place": "chim-native-place", "occupation": "chim-work"}
    Member.objects.filter(pk=people.an.pk).update(**facts)
    people.an.refresh_from_db()
    AppointmentFactory(
        member=people.an,
        cell=people.cell,
        role=Role.SECOND_READER,
        since=date(2026, 1, 2),
    )
    Appointment.objects.filter(member=people.lan).update(is_head=True)


def a_newcomer(name, cell, **facts):
    member = MemberFactory(full_name=name, **facts)
    MembershipFactory(member=member, cell=cell)
    return member


def let_everybody_sign(cast):
    """Signing asks for the password again."""
    password = make_password(PASSWORD)
    for member in cast.values():
        if member.user:
            member.user.password = password
            member.user.save()


# --- plans ----------------------------------------------------------------------------


ABOVE = {"ward": "giang", "inspector": "inh"}
ABOVE_STAFF = {"office": "hanh", **ABOVE}


def make_plans(people, other):
    plans = {
        "draft": a_plan(people, "dung"),
        "typed": a_plan_typed(people, "nam", helper="dung", by="bao"),
        "returned": a_plan_returned(people),
        "other_draft": a_plan(other, "uyen"),
    }
    for name in ("draft", "other_draft"):
        change_text(plans[name], f"chim-{name}")
    type_text(plans["typed"], people, "dung", "chim-typed")
    plans["typed_sent"] = a_plan_typed_and_sent(
        people, "hanh", "chi", "chim-typed_sent"
    )
    plans["objected"] = a_plan_typed_and_sent(people, "inh", "hanh", "chim-objected")
    for name, status, ward, author, reviewer in (
        ("review", "cell_review", people, "an", ""),
        ("agreed", "finalizing", people, "chi", "giang"),
        ("signed", "signed", people, "kha", "lan"),
        ("signed_head", "signed", people, "lan", "giang"),
        ("filed", "posted", people, "bao", "binh"),
        ("board", "signed", people, "binh", "bao"),
        ("other_review", "cell_review", other, "tam", ""),
        ("other_board", "signed", other, "yen", "xuan"),
    ):
        text = f"chim-{name}"
        plan = a_plan_at(status, ward, author, reviewer=reviewer, text=text)
        plans[name] = plan
    put_on_the_board(plans["board"], people.actor("bao"))
    put_on_the_board(plans["other_board"], other.actor("xuan"))
    show_on_the_board(again(plans["board"]), people.actor("giang"))
    show_on_the_board(again(plans["other_board"]), other.actor("xuan"))
    say_about_the_plan_in_review(plans["review"], people)
    finish_after_agreement(plans["agreed"], people)
    author = people.actor("inh")
    objections.object_to_deeds(plans["objected"], by=author, at=NOW)
    mend(again(plans["filed"]), people)
    remark_in_the_other_ward(plans["other_review"], other)
    recall(people, "recalled9", "chi", "giang")
    recall(other, "recalled3", "yen", "xuan")
    # Their authors have seen where they stand, which leaves a mark once.
    Plan.objects.update(opened_by_writer_at=NOW)
    found = []
    for name, kin in TOWARD_PLANS.items():
        plan = again(plans[name])
        found.append(
            Thing(name, parts_of_plan(plan), make_kin_of_plan(kin), plan.status)
        )
    found.append(Thing("nobody", NOBODY, {}, "draft"))
    return found


# Who is what toward each (tests/plans/test_capacities.py finds the same): an author is
# nothing else. `head`: the author whose plan hangs at their workplace once it is signed;
# `touched`: they read it or acted on it before it left their sight; `ends_typing`: typed
# it or named who types; `typist`: typed it, and so decides nothing about it; `held`: of
# its officers, while its author objects; `done_for`: may object to what others did;
# `remarker`: made the remark that an address names; `second_reader`: of what is typed;
# `takes_back`: what was recorded last, the author's own apart; `leaves_it`: to a
# colleague who recorded it.
TOWARD_PLANS = {
    "draft": {"author": "dung", "officers": "binh bao", "fellows": "an", **ABOVE},
    "typed": {
        "helper": "dung",
        "ends_typing": "dung bao",
        "touched": "bao",
        "second_reader": "an",
        "officers": "binh bao",
        "fellows": "an",
        **ABOVE,
    },
    # By the only officer of the cell: the ward stands in.
    "typed_sent": {
        "author": "hanh",
        "done_for": "hanh",
        "typist": "chi",
        "ends_typing": "chi",
        "officers": "chi giang",
        "fellows": "inh",
        "has_more_to_read": "chi",
        "remarker": "chi",
        **ABOVE,
    },
    "objected": {
        "author": "inh",
        "objector": "inh",
        "ends_typing": "hanh chi",
        "held": "chi",
        "answerers": "chi giang",
        "officers": "chi",
        "fellows": "hanh",
        "has_more_to_read": "chi",
        "remarker": "chi",
        "ward": "giang",
    },
    "returned": {
        "officers": "binh bao",
        "fellows": "an dung",
        "touched": "binh giang",
        "takes_back": "binh giang",
        "leaves_it": "bao",
        **ABOVE,
    },
    "review": {
        "author": "an",
        "officers": "binh bao",
        "fellows": "dung",
        "remarker": "binh",
        "follower": "giang",
        **ABOVE,
    },
    # The only officer of a cell, and head: the ward stands in.
    "agreed": {
        "author": "chi",
        "head": "chi",
        "officers": "giang",
        "fellows": "hanh inh",
        "posters_of_head": "giang",
        "takes_back": "giang",
        "remarker": "giang",
        "follower": "giang",
        **ABOVE,
    },
    "signed": {
        "author": "kha",
        "officers": "lan",
        "filers": "hanh",
        "takes_back": "giang",
        **ABOVE_STAFF,
    },
    # The lead of a unit and its head: the ward reviews, the office files, both post.
    "signed_head": {
        "author": "lan",
        "head": "lan",
        "officers": "giang",
        "fellows": "kha",
        "filers": "hanh",
        "posters_of_head": "hanh giang",
        "takes_back": "giang",
        **ABOVE_STAFF,
    },
    "filed": {
        "author": "bao",
        "officers": "binh",
        "takes_back": "binh giang",
        "fellows": "an dung",
        "follower": "giang",
        **ABOVE,
    },
    "board": {
        "author": "binh",
        "head": "binh",
        "posters_of_posted": "bao giang",
        "takes_back": "bao giang",
        "officers": "bao",
        "fellows": "an dung",
        "posters_of_head": "bao giang",
        "passers_by": "an dung binh bao chi giang hanh inh kha lan",
        **ABOVE,
    },
    "other_review": {
        "author": "tam",
        "officers": "yen",
        "ward": "xuan",
        "remarker": "yen",
    },
    "other_board": {
        "author": "yen",
        "head": "yen",
        "posters_of_posted": "xuan",
        "takes_back": "xuan",
        "officers": "xuan",
        "ward": "xuan",
        "posters_of_head": "xuan",
        "passers_by": "xuan yen",
    },
}


def list_remarks(plans):
    """Of the plan of Chi, who disputes one of them, and what Chi left behind on An's:
    only the ward's only officer decides about the one, who reviews there holds back the
    other."""
    found = {}
    for kind, name, text in (
        ("dispute", "agreed", "chim-remark-disputed"),
        ("left", "review", "chim-remark-left"),
    ):
        of = next(thing for thing in plans if thing.name == name)
        remark = Remark.objects.get(text=text)
        parts = of.parts | {"remark_pk": remark.pk}
        thing = Thing(kind, parts, of.kin, of.state)
        found[kind] = [thing, Thing("nobody", NOBODY, {}, "draft")]
    return found


def make_kin_of_plan(kin):
    """Whoever reviews a member's plan files it, whoever files it posts it, unless it is
    said otherwise."""
    filers = kin.get("filers", kin["officers"])
    usual = {"filers": filers, "posters": filers}
    if "head" in kin:
        usual["filers_of_head"] = filers
    return make_kin(**(usual | kin))


def parts_of_plan(plan):
    remark = plan.remarks.filter(text__startswith="chim").order_by("pk").first()
    task = first_task(plan)
    return {
        "pk": plan.pk,
        "uid": task.uid if task else UUID(int=1),
        "remark_pk": remark.pk if remark else 999_999,
        "revision": plan.revision,
        "author": plan.member_id,
        "number": number_what_was_recorded(plan),
    }


def number_what_was_recorded(plan):
    """Of the event that can be taken back, or of the first one."""
    deeds_of_plan = taking_back.list_deeds(plan, deeds.list_events(plan))
    return next((event.number for event in deeds_of_plan), 1)


def a_plan_typed(people, of, helper, by):
    """An officer names who types it; nobody else reads it before it is sent."""
    plan = begin_typing(people, of, helper=helper, by=by)
    fill(plan)
    return again(plan)


def a_plan_typed_and_sent(people, of, helper, text):
    """Chi is the officer of the cell, names who types, and remarks on it."""
    plan = a_plan_typed(people, of, helper, by="chi")
    type_text(plan, people, helper, text)
    confirmed = READ_BACK | {"witness": f"{text}-witness"}
    steps.take_step("submit", plan, by=people.actor(helper), at=NOW, **confirmed)
    make_remark(
        again(plan),
        by=people.actor("chi"),
        at=NOW,
        reason="other",
        text=f"{text}-remark",
        key=UUID(int=5),
    )
    return again(plan)


def a_plan_returned(people):
    """Its readers opened it; since it was returned it is its author's again, who has a
    remark to answer."""
    plan = a_plan(people, "mo")
    change_text(plan, "chim-returned")
    author = people.actor("mo")
    steps.take_step("submit", plan, by=author, at=NOW)
    plan = again(plan)
    for name in ("binh", "giang", "inh"):
        AccessRecord.objects.create(
            plan=plan, reader=people.members[name], capacity="ward", revision=1, at=NOW
        )
    said = {"reason": "other", "text": "Xem lại.", "key": UUID(int=6)}
    make_remark(plan, by=people.actor("binh"), at=NOW, **said)
    note = {"note": "chim-note-of-return"}
    steps.take_step("return", plan, by=people.actor("binh"), at=NOW, **note)
    return again(plan)


def put_on_the_board(plan, by):
    """The signed plan of a head, filed and posted."""
    steps.record_filing(plan, by=by, at=NOW, filed_on=TODAY)
    where = {
        "place": "Nhà văn hóa",
        "since": TODAY,
        "until": date(2026, 12, 31),
        "posted_by": "Vũ Gia Bảo",
    }
    steps.record_posting(plan, by=by, at=NOW, **where)


def show_on_the_board(plan, by):
    """The ward has its board in the software on, and the head agreed to it."""
    BoardSwitch.objects.create(
        committee=plan.cell.committee, is_on=True, set_by=by.member, set_at=NOW
    )
    wall.give_consent(plan, by=Actor(plan.member, TODAY), at=NOW)


def say_about_the_plan_in_review(plan, people):
    """Bình's remark waits for the review's end, so does Dung's; Bảo's stays in the
    cell; the ward's own reaches the author at once, one of its remarks nobody."""
    for number, (by, name, internal) in enumerate(
        (
            ("binh", "cell", False),
            ("bao", "cell-internal", True),
            ("dung", "fellow", False),
            ("giang", "ward", False),
            ("giang", "ward-internal", True),
        )
    ):
        make_remark(
            plan,
            by=people.actor(by),
            at=NOW,
            reason="other",
            text=f"chim-remark-{name}",
            key=UUID(int=100 + number),
            section="political",
            is_internal=internal,
        )
    leave_behind(plan, people.chi)
    said = {"1": {"level": "at_risk", "note": "chim-self-check"}}
    SelfCheck.objects.create(plan=plan, group=1, answers=said)
    AccessRecord.objects.create(
        plan=plan,
        reader=people.binh,
        capacity="reviewer",
        revision=1,
        at=datetime(2026, 2, 9, 23, 33, tzinfo=NOW.tzinfo),
    )


def leave_behind(plan, by):
    """Said by somebody who has no post there by now, and never sent."""
    said = {"reason": "other", "text": "chim-remark-left", "source": "reviewer"}
    plan.remarks.create(revision=1, by=by, made_at=NOW, key=UUID(int=110), **said)


def finish_after_agreement(plan, people):
    """Chi answered what the ward remarked, and changed a sentence since."""
    change_text(plan, "chim-working")
    said = make_remark(
        plan,
        by=people.actor("giang"),
        at=NOW,
        reason="other",
        text="chim-remark-on-agreed",
        key=UUID(int=3),
        section="political",
    )
    answer_remark(said, "chim-answer", by=people.actor("chi"), at=NOW)
    dispute(again(plan), people)


def dispute(plan, people):
    """Chi does not agree with another remark."""
    said = make_remark(
        plan,
        by=people.actor("giang"),
        at=NOW,
        reason="other",
        text="chim-remark-disputed",
        key=UUID(int=5),
    )
    answer_remark(said, "chim-dispute", by=people.actor("chi"), at=NOW)
    dispute_remark(said, by=people.actor("chi"), at=NOW)


def mend(plan, people):
    """Bảo answered what the ward asked, signed and filed again; the ward has not looked
    yet."""
    said = {"reason": "other", "note": "Ghi rõ."}
    steps.take_step("recall", plan, by=people.actor("giang"), at=NOW, **said)
    author = people.actor("bao")
    answer_remark(plan.remarks.get(), "Đã ghi.", by=author, at=NOW)
    steps.take_step("sign", again(plan), by=author, at=NOW)
    steps.record_filing(again(plan), by=people.actor("binh"), at=NOW, filed_on=TODAY)


def recall(people, of, reviewer, by):
    """A signed plan that the ward had mended: it stands among what the ward follows
    up."""
    plan = a_plan_at("signed", people, of, reviewer=reviewer)
    asked = {"reason": "other", "note": f"chim-recall-{by}"}
    steps.take_step("recall", plan, by=people.actor(by), at=NOW, **asked)


def remark_in_the_other_ward(plan, other):
    make_remark(
        plan,
        by=other.actor("yen"),
        at=NOW,
        reason="other",
        text="chim-remark-other",
        key=UUID(int=4),
    )


# --- cells, people --------------------------------------------------------------------


def list_cells(people, other):
    ours = {"ward": "giang", "inspector": "inh"}
    toward = (
        (
            "cell7",
            people.cell,
            {
                "officers": "binh bao",
                "named_already": "binh",
                "keepers": "binh bao giang quan",
                **ours,
            },
        ),
        (
            "cell9",
            people.other_cell,
            {
                "officers": "chi",
                "secretary": "chi",
                "keepers": "chi giang quan",
                **ours,
            },
        ),
        (
            "unit",
            people.unit,
            {
                "lead": "lan",
                "secretary": "lan",
                "office": "hanh",
                "keepers": "lan giang quan",
                **ours,
            },
        ),
        (
            "other",
            other.cell,
            {
                "officers": "yen",
                "secretary": "yen",
                "ward": "xuan",
                "keepers": "yen xuan quan",
            },
        ),
    )
    found = []
    for name, cell, kin in toward:
        found.append(Thing(name, parts_of_cell(cell), make_kin(**kin), cell.kind))
    return [*found, Thing("nobody", NOBODY)]


def parts_of_cell(cell):
    return {"pk": cell.pk, "cell_pk": cell.pk}


def list_people(people, other):
    found = []
    for name, kin in TOWARD_PEOPLE.items():
        member = people.members.get(name) or other.tam
        parts, state = parts_of_person(member), member.kind
        found.append(Thing(name, parts, make_kin(**kin), state))
    return [*found, Thing("nobody", NOBODY)]


# `keepers` see the account of a person, `printers` print a slip for them, `lockers`
# lock their login.
IN_CELL_7 = {"officers": "binh bao", "keepers": "binh bao giang quan", "ward": "giang"}
TOWARD_PEOPLE = {
    "an": {
        "self": "an",
        "printers": "binh bao giang quan",
        "lockers": "giang quan",
        **IN_CELL_7,
    },
    "bao": {
        "self_as_officer": "bao",
        "printers": "binh giang quan",
        "lockers": "giang quan",
        **IN_CELL_7,
    },
    "binh": {
        "self_as_officer": "binh",
        "printers": "giang quan",
        "lockers": "giang quan",
        **IN_CELL_7,
    },
    "giang": {
        "self_below": "giang",
        "officers": "chi",
        "begins": "chi",
        "keepers": "chi giang quan",
        "printers": "quan",
        "lockers": "quan",
    },
    "kha": {
        "self": "kha",
        "lead": "lan",
        "ward": "giang",
        "keepers": "lan giang quan",
        "printers": "lan giang quan",
        "lockers": "giang quan",
    },
    "em": {"self": "em", "keepers": "quan", "printers": "quan", "lockers": "quan"},
    "other": {
        "ward": "xuan",
        "officers": "yen",
        "keepers": "yen xuan quan",
        "printers": "yen xuan quan",
        "lockers": "xuan quan",
    },
}


def parts_of_person(member):
    held = Membership.objects.filter(member=member).order_by("pk").first()
    return {
        "pk": member.pk,
        "member_pk": member.pk,
        "row_pk": held.pk if held else 999_999,
    }


# --- what was decided, sent, counted --------------------------------------------------


def make_acts(people, other):
    ours = make_kin(ward="giang", inspector="inh")
    of_cell_7 = make_kin(ward="giang", inspector="inh", officers="binh bao")
    of_years = make_kin(ward="giang", inspector="inh", officers="binh bao chi lan")
    beyond = make_kin(ward="xuan", officers="yen")
    things = {
        "exemption": [
            Thing("ours", an_exemption(people), of_cell_7),
            Thing(
                "cell9",
                an_exemption(people, "hanh"),
                make_kin(ward="giang", inspector="inh", officers="chi"),
            ),
            Thing("other", an_exemption(other, "uyen"), beyond),
        ],
        "proposal": [
            Thing("ours", a_proposal(people, "dung", "binh"), of_cell_7),
            Thing("other", a_proposal(other, "tam", "yen"), beyond),
        ],
        "suspension": [
            Thing("ours", a_suspension(people.nam, "nam"), ours),
            Thing("other", a_suspension(other.uyen, "uyen"), beyond),
        ],
        "movement": [
            Thing("ours", a_movement(people, people.bao, "giang"), ours),
            Thing("other", a_movement(other, other.yen, "xuan"), beyond),
        ],
        "act": [
            Thing(
                "ours", a_decision(people, "giang", people.other_cell), ours, "draft"
            ),
            Thing(
                "applied",
                a_decision(people, "giang", people.unit, is_applied=True),
                ours,
                "applied",
            ),
            Thing(
                "other", a_decision(other, "xuan", other.other_cell), beyond, "draft"
            ),
        ],
        "report": [
            Thing("ours", a_frozen_report(people, "giang", 1), ours),
            Thing("other", a_frozen_report(other, "xuan", 2), beyond),
        ],
        "upload": [
            Thing("ours", an_upload(people, "giang"), ours),
            Thing("other", an_upload(other, "xuan"), beyond),
        ],
        "cycle": [
            Thing("ours", parts_of_year(people.cycle), of_years, "begun"),
            Thing("ahead", parts_of_year(a_year_ahead(people)), of_years, "empty"),
            Thing("closed", parts_of_year(a_closed_year(people)), of_years, "closed"),
            Thing("other", parts_of_year(other.cycle), beyond, "begun"),
        ],
        "committee": [
            Thing("ours", parts_of_committee(people.ward), ours, "ahead"),
            Thing("other", parts_of_committee(other.ward), beyond),
        ],
        "suspended": [
            Thing("ours", a_row_of(people.mo), ours),
            Thing("own", a_row_of(people.giang), make_kin(self_below="giang")),
            Thing("other", a_row_of(other.yen), beyond),
        ],
        "post": [
            Thing("ours", a_post(people.chi), ours),
            Thing("own", a_post(people.giang), make_kin(self_below="giang")),
            Thing("lent", a_post_in(other, people), make_kin(not_the_giver="giang")),
            Thing("other", a_post(other.yen), beyond),
        ],
        "ground": [
            Thing("current", a_ground("chim-ground-current"), {}, "current"),
            Thing("ended", a_ground("chim-ground-ended", ENDED), {}, "ended"),
        ],
    }
    for kind, found in things.items():
        nobody = NOBODY | ({"pk": UUID(int=1)} if kind == "upload" else {})
        found.append(Thing("nobody", nobody, {}, "nobody"))
    things[""] = [Thing("", {}, {})]
    return things


def an_exemption(people, name="an"):
    exemption = Exemption.objects.create(
        member=people.members[name],
        since=date(2025, 6, 1),
        claimed_since=date(2025, 5, 1),
        review_on=date(2026, 6, 1),
        ground=ExemptionGround.objects.filter(kind="age_health").first(),
        resolution_number=f"chim-exemption-{name}",
    )
    review = ExemptionReview.objects.create(
        exemption=exemption,
        reviewed_on=date(2025, 12, 1),
        outcome="kept",
        reason=f"chim-exemption-review-{name}",
    )
    return {"pk": exemption.pk, "review_pk": review.pk}


def a_proposal(people, name, by):
    made = ExemptionProposal.objects.create(
        member=people.members[name],
        cell=people.cell,
        ground=ExemptionGround.objects.get(label="Nghỉ thai sản"),
        proposed_by=people.members[by].user,
        proposed_at=NOW,
        since=date(2026, 3, 1),
        until=date(2026, 9, 1),
        resolution_number=f"chim-proposal-{name}",
        resolution_on=TODAY,
    )
    return {"pk": made.pk}


def a_suspension(member, name):
    row = Suspension.objects.create(
        member=member, since=date(2026, 1, 1), decision=f"chim-suspension-{name}"
    )
    return {"pk": row.pk}


def a_row_of(member):
    """A suspension as a row of the person's page."""
    row = Suspension.objects.create(member=member, since=date(2026, 1, 1))
    return {"pk": member.pk, "row_pk": row.pk}


def a_movement(people, member, by):
    """Away for a term."""
    term = {"on": date(2026, 2, 2), "until": date(2026, 8, 1)}
    paper = {"paper_number": f"chim-paper-{by}"}
    row = record_movement(
        Movement.Kind.AWAY, member, by=people.actor(by), at=NOW, **term, **paper
    )
    return {"pk": row.pk}


def a_decision(people, by, cell, is_applied=False):
    """A decision that renames a cell: a draft with its paper, or one that was
    applied."""
    part = {"kind": "rename", "cell": cell.pk, "name": f"{cell.name} mới"}
    prepared = {"prepared_by": people.members[by].user, "prepared_at": NOW}
    act = Reorganisation.objects.create(
        committee=people.ward,
        on=TODAY,
        decision_number=f"chim-decision-{by}",
        parts=[part],
        **prepared,
    )
    if is_applied:
        apply_reorganisation(act, by=people.actor(by), at=NOW)
    paper = {
        "name": "qd.png",
        "content_type": "image/png",
        "content": f"chim-scan-{by}".encode(),
        "digest": "x",
    }
    user = people.members[by].user
    Scan.objects.create(reorganisation=act, kept_by=user, kept_at=NOW, **paper)
    return {"pk": act.pk}


def a_frozen_report(people, by, number):
    asked = {
        "title": f"chim-report-{by}",
        "number": "127-BC/ĐU",
        "by": people.actor(by),
        "at": NOW,
        "key": UUID(int=number),
    }
    return {"pk": freeze_report(people.ward, 2026, TODAY, **asked).pk}


def an_upload(people, by):
    """A register with somebody new, read and compared; its key is the same in every
    world, as those of other rows are."""
    name, key = {
        "giang": ("Chimregister Thị Mới", UUID(int=7)),
        "xuan": ("Chimregisterother Văn Xa", UUID(int=8)),
    }[by]
    content = f"Họ và tên;Ngày sinh;Chi bộ\n{name};05/09/1958;{people.cell.name}\n"
    upload = uploads.keep_upload(
        "a.csv",
        content.encode(),
        committee=people.ward,
        by=people.actor(by),
        at=NOW,
        on=TODAY,
        cell="",
    )
    RegisterUpload.objects.filter(pk=upload.pk).update(id=key)
    call_command("read_upload", str(key))
    return {"pk": key}


def a_year_ahead(people):
    """Our ward has opened the next year too, the other one has not."""
    return CycleFactory(
        committee=people.ward,
        year=2027,
        draft_due_on=date(2027, 1, 31),
        review_due_on=date(2027, 2, 28),
        filed_due_on=date(2027, 3, 15),
    )


def a_closed_year(people):
    """Opened much too early, and closed: no figures are counted of it."""
    days = {
        "draft_due_on": date(2028, 1, 31),
        "review_due_on": date(2028, 2, 28),
        "filed_due_on": date(2028, 3, 15),
    }
    closed_on = date(2026, 1, 5)
    return CycleFactory(committee=people.ward, year=2028, closed_on=closed_on, **days)


def parts_of_year(cycle):
    return {"pk": cycle.pk, "year": cycle.year}


def parts_of_committee(committee):
    return {"pk": committee.pk, "committee_pk": committee.pk}


def a_post(member):
    post = Appointment.objects.filter(member=member).order_by("pk").first()
    return {"pk": member.pk, "row_pk": post.pk}


def a_post_in(other, people):
    """Somebody of ours inspects the ward beside it, which gave the post."""
    member = people.members["recalled9"]
    AppointmentFactory(member=member, committee=other.ward, role=Role.INSPECTOR)
    return a_post(member)


ENDED = date(2020, 1, 1)


def a_ground(label, valid_until=None):
    """No exemption names it."""
    ground = ExemptionGround.objects.create(
        kind="other", label=label, valid_until=valid_until
    )
    return {"pk": ground.pk}
