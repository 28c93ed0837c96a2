"""Who saves, answers, self-checks, decides, when no page stands before the act?

Every act that changes something is called directly, as each of the cast: whoever is not
named is refused, and nothing is written; whoever is named gets it done, which is the
control. The pages have the same rule of their own (tests/doors/table.py).
"""

from datetime import date
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.slips import issue_slip_to
from cells.acts.appointments import second_readers
from cells.acts.appointments.rules import (
    appoint_member,
    appoint_stand_in,
    end_appointment,
)
from cells.acts.corrections.rules import correct_person, redate_row, take_row_away
from cells.acts.exemptions import claims, grounds, proposals, reviews
from cells.acts.exemptions.rules import Resolution, record_exemption
from cells.acts.members.rules import add_member, found_cell
from cells.acts.movements.records import (
    cancel_movement,
    correct_movement,
    record_movement,
)
from cells.acts.reorganisation.application import apply_reorganisation
from cells.acts.reorganisation.reversal import undo_reorganisation
from cells.acts.suspensions.rules import lift_suspension, suspend_member
from cells.models import (
    Appointment,
    Exemption,
    ExemptionGround,
    ExemptionProposal,
    ExemptionReview,
    Membership,
    Movement,
    Reorganisation,
    Suspension,
)
from cells.posts import Actor
from plans import remarks
from plans.form import autosave, year_acts
from plans.models import Cycle, Plan, Remark
from plans.pages.control.requests import ask_for_changes
from plans.refusals import NotReady, PlanMoved
from plans.workflow import assistances, objections, printing, steps, taking_back, wall
from tests.doors.table import CAST
from tests.doors.visits import noted
from tests.doors.walk import quiet
from tests.doors.world import NOW, TODAY, World
from tests.people import again, first_task, section_of
from tests.plans.typed import READ_BACK

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

KEY = UUID(int=500)


@pytest.fixture(scope="module")
def worlds(build_once):
    return build_once(World)


@pytest.fixture
def world(db, worlds):
    with quiet():
        yield worlds()


def actor_of(world, name):
    user = world.user_of(name)
    return Actor(world.cast.get(name), TODAY, user=user)


def find_plan(world, name):
    return again(Plan(pk=world.thing("plan", name).parts["pk"]))


# --- the acts: (world, plan, actor) ---------------------------------------------------


def save_text(world, plan, by):
    section = section_of(plan)
    version = plan.rows.get(section=section.key).version
    values = {"text": "Chữ mới"}
    autosave.save_text(plan, section, values, version=version, by=by, at=NOW)


def save_row(world, plan, by):
    section, uid = section_of(plan, "tasks"), first_task(plan).uid
    values = {"deed": "Việc khác"}
    autosave.save_row(plan, section, uid, values, version=1, by=by, at=NOW)


def remove_row(world, plan, by):
    section, uid = section_of(plan, "tasks"), first_task(plan).uid
    autosave.remove_row(plan, section, uid, by=by, at=NOW)


def raise_row(world, plan, by):
    section, uid = section_of(plan, "tasks"), first_task(plan).uid
    autosave.raise_row(plan, section, uid, 2, by=by, at=NOW)


def save_self_check(world, plan, by):
    said = {"1": {"level": "none", "note": ""}}
    autosave.save_self_check(plan, 2, said, version=0, by=by)


def answer(world, plan, by):
    said = plan.remarks.for_author().order_by("pk").first()
    remarks.answer_remark(said, "Đã sửa", by=by, at=NOW)


def answer_unreleased(world, plan, by):
    said = plan.remarks.filter(released_at=None).order_by("pk").first()
    remarks.answer_remark(said, "Đã sửa", by=by, at=NOW)


def answer_internal(world, plan, by):
    said = plan.remarks.filter(is_internal=True).order_by("pk").first()
    Remark.objects.filter(pk=said.pk).update(released_at=NOW)
    said.refresh_from_db()
    remarks.answer_remark(said, "Đã sửa", by=by, at=NOW)


def remark(world, plan, by):
    said = {"reason": "other", "text": "Viết rõ hơn", "key": KEY}
    remarks.make_remark(plan, by=by, at=NOW, **said)


def tick_of_cell(world, plan, by):
    said = plan.remarks.filter(source=Remark.Source.REVIEWER).order_by("pk").first()
    remarks.tick_remark(said, by=by, at=NOW)


def tick_of_ward(world, plan, by):
    said = plan.remarks.filter(source=Remark.Source.WARD).order_by("pk").first()
    remarks.tick_remark(said, by=by, at=NOW)


def take_back(world, plan, by):
    said = plan.remarks.filter(by=world.people.binh).get()
    remarks.take_back_remark(said, by=by)


def file(world, plan, by):
    steps.record_filing(plan, by=by, at=NOW, filed_on=TODAY)


def post(world, plan, by):
    where = {"place": "Nhà văn hóa", "since": TODAY, "until": TODAY, "posted_by": "B"}
    steps.record_posting(plan, by=by, at=NOW, **where)


def print_to_sign(world, plan, by):
    printing.print_for_signing(plan, by=by, at=NOW)


def renew(world, plan, by):
    """From the day after the last one."""
    day = date(2027, 1, 1)
    where = {"place": "Nhà văn hóa", "since": day, "until": day, "posted_by": "B"}
    wall.renew_posting(plan, by=by, at=NOW, **where)


def take_down(world, plan, by):
    said = {"taken_down_on": TODAY, "taken_down_by": "B"}
    wall.take_down_posting(plan, by=by, at=NOW, **said)


def consent(world, plan, by):
    wall.give_consent(plan, by=by, at=NOW)


def consent_on_paper(world, plan, by):
    wall.record_consent(plan, by=by, at=NOW, given_on=TODAY)


def withdraw_consent(world, plan, by):
    wall.withdraw_consent(plan, by=by, at=NOW)


def take_deed_back(step):
    def act(world, plan, by):
        event = plan.events.filter(step=step).latest("number")
        taking_back.take_back(plan, event.number, by=by, at=NOW, note="Ghi nhầm")

    return act


def ask(world, plan, by):
    asked = {"key": KEY, "seen": plan.revision, "reason": "other", "note": "Xin sửa"}
    ask_for_changes(plan, by=by, at=NOW, status=plan.status, **asked)


def begin(world, plan, by):
    """For somebody of cell 9 who has none."""
    people = world.people
    member, cell = people.members["newcomer9"], people.other_cell
    steps.begin_plan(member, people.cycle, cell, by=by, at=NOW)


def name_helper(world, plan, by):
    assistances.begin_assistance(plan, world.people.an, "sheet", by=by, at=NOW)


def hand_back(world, plan, by):
    assistances.hand_back(plan, by=by, at=NOW)


def object_to(world, plan, by):
    objections.object_to_deeds(plan, by=by, at=NOW)


def answer_objection(world, plan, by):
    objections.answer_objection(plan, "Đã gõ lại.", by=by, at=NOW)


def name_second_reader(world, plan, by):
    people = world.people
    second_readers.name_second_reader(people.other_cell, people.hanh, by=by, at=NOW)


def end_second_reader(world, plan, by):
    second_readers.end_second_reader(world.people.cell, by=by, at=NOW)


def take(name):
    def act(world, plan, by):
        details = {"note": "Xin sửa", "reason": "other", "signed_on": TODAY}
        asked = {one: details[one] for one in steps.STEPS[name].asks if one in details}
        if steps.STEPS[name].sends:
            asked |= READ_BACK
        steps.take_step(name, plan, by=by, at=NOW, **asked)

    return act


def reorganise(world, plan, by):
    act = Reorganisation.objects.get(pk=world.thing("act", "ours").parts["pk"])
    apply_reorganisation(act, by=by, at=NOW)


def undo(world, plan, by):
    act = Reorganisation.objects.get(pk=world.thing("act", "applied").parts["pk"])
    undo_reorganisation(act, by=by, at=NOW, because="Ban hành lại")


def print_slip(of):
    def act(world, plan, by):
        issue_slip_to(world.cast[of], by=by, at=NOW)

    return act


# --- the acts on people and cells -----------------------------------------------------

NEXT_MONTH, NEXT_YEAR = date(2026, 3, 1), date(2027, 2, 10)
WHY = {"reason": "Ghi nhầm"}


def find_row(world, model, kind, name="ours"):
    return model.objects.get(pk=world.thing(kind, name).parts["pk"])


def resolve(kind):
    ground = ExemptionGround.objects.filter(kind=kind, valid_until=None).first()
    return Resolution(ground, TODAY, NEXT_YEAR, "5-NQ/CB", TODAY)


def exempt(kind):
    def act(world, plan, by):
        mo, on = world.cast["mo"], NEXT_MONTH
        record_exemption(mo, resolve(kind), review_on=on, by=by, at=NOW)

    return act


def propose(world, plan, by):
    people = world.people
    asked = resolve("other")
    proposals.propose_exemption(people.mo, people.cell, asked, by=by, at=NOW)


def accept(world, plan, by):
    proposal = find_row(world, ExemptionProposal, "proposal")
    decision = {"decision_number": "7-QĐ/ĐU", "decided_on": TODAY, "review_on": None}
    term = {"since": NEXT_MONTH, "until": NEXT_YEAR}
    proposals.accept_proposal(proposal, by=by, at=NOW, **decision, **term)


def refuse(world, plan, by):
    proposal = find_row(world, ExemptionProposal, "proposal")
    proposals.refuse_proposal(proposal, reason="Chưa đủ", by=by, at=NOW)


def withdraw(world, plan, by):
    proposal = find_row(world, ExemptionProposal, "proposal")
    proposals.withdraw_proposal(proposal, by=by, at=NOW)


def send_back(world, plan, by):
    exemption = find_row(world, Exemption, "exemption")
    reviews.return_member(exemption, NEXT_MONTH, by=by, at=NOW, **WHY)


def confirm_claim(world, plan, by):
    claims.confirm_claim(find_row(world, Exemption, "exemption"), by=by, at=NOW)


def decline_claim(world, plan, by):
    claims.decline_claim(find_row(world, Exemption, "exemption"), by=by, at=NOW)


def put_review_right(world, plan, by):
    exemption = find_row(world, Exemption, "exemption")
    said = ExemptionReview.objects.get(exemption=exemption)
    verdict = reviews.Verdict(exemption, "kept", "Chi bộ nhất trí")
    reviews.correct_review(said, verdict, because="Ghi nhầm", by=by, at=NOW)


def close_year(world, plan, by):
    year_acts.close_year(world.people.cycle, "Đã tổng kết", by=by, at=NOW)


def reopen_year(world, plan, by):
    closed = Cycle.objects.get(year=2028)
    year_acts.reopen_year(closed, "Đóng nhầm", by=by, at=NOW)


def add_ground(world, plan, by):
    facts = {"kind": "other", "label": "Đi biển", "is_for_a_term": True}
    grounds.add_ground(by=by, at=NOW, **facts)


def change_ground(world, plan, by):
    ground = find_row(world, ExemptionGround, "ground", "current")
    grounds.change_ground(ground, by=by, at=NOW, label="Đi biển")


def retire_ground(world, plan, by):
    ground = find_row(world, ExemptionGround, "ground", "current")
    grounds.retire_ground(ground, by=by, at=NOW)


def restore_ground(world, plan, by):
    ground = find_row(world, ExemptionGround, "ground", "ended")
    grounds.restore_ground(ground, by=by, at=NOW)


def suspend(name):
    def act(world, plan, by):
        decision = {"decision": "3-QĐ/ĐU", "decided_on": TODAY, "review_on": None}
        term = {"since": TODAY, "until": None}
        suspend_member(world.cast[name], by=by, at=NOW, **decision, **term)

    return act


def lift(world, plan, by):
    suspension = find_row(world, Suspension, "suspension")
    lift_suspension(suspension, TODAY, lifted_by="4-QĐ/ĐU", by=by, at=NOW)


def send(name):
    def act(world, plan, by):
        where = {"on": TODAY, "place": "Hà Nam"}
        record_movement(Movement.Kind.SENT, world.cast[name], by=by, at=NOW, **where)

    return act


def move_to(find_cell):
    def act(world, plan, by):
        where = {"on": TODAY, "to_cell": find_cell(world)}
        record_movement(Movement.Kind.MOVED, world.people.an, by=by, at=NOW, **where)

    return act


def receive(world, plan, by):
    people = world.people
    where = {"on": TODAY, "to_cell": people.cell, "place": "Hà Nam"}
    record_movement(Movement.Kind.RECEIVED, people.em, by=by, at=NOW, **where)


def put_movement_right(world, plan, by):
    movement = find_row(world, Movement, "movement")
    correct_movement(movement, by=by, at=NOW, paper_number="9-CV/ĐU", **WHY)


def cancel(world, plan, by):
    cancel_movement(find_row(world, Movement, "movement"), by=by, at=NOW, **WHY)


def redate(world, plan, by):
    row = Membership.objects.get(member=world.people.an)
    redate_row(row, by=by, at=NOW, since=date(2020, 1, 1), **WHY)


def take_away(world, plan, by):
    row = Suspension.objects.get(member=world.cast["mo"])
    take_row_away(row, by=by, at=NOW, **WHY)


def put_person_right(name):
    def act(world, plan, by):
        correct_person(world.cast[name], by=by, at=NOW, occupation="Hưu trí", **WHY)

    return act


def appoint_in(find_cell):
    def act(world, plan, by):
        role, cell = Appointment.Role.CELL_COMMITTEE_MEMBER, find_cell(world)
        an = world.people.an
        appoint_member(an, role, cell=cell, since=TODAY, by=by, at=NOW)

    return act


def stand_in(world, plan, by):
    post = Appointment.objects.get(member=world.people.binh)
    term = {"since": TODAY, "until": NEXT_MONTH}
    appoint_stand_in(world.people.an, post, by=by, at=NOW, **term)


def end_post(name):
    def act(world, plan, by):
        row = world.thing("post", name).parts["row_pk"]
        end_appointment(Appointment.objects.get(pk=row), TODAY, by=by, at=NOW)

    return act


def found(world, plan, by):
    facts = {"name": "Chi bộ 21", "kind": "residential", "founded_on": TODAY}
    found_cell(committee=world.people.ward, by=by, **facts)


def add(world, plan, by):
    facts = {"full_name": "Đinh Văn Mới", "uid": KEY}
    came = {"since": TODAY, "origin": "register"}
    add_member(world.people.cell, facts, by=by, at=NOW, **came)


def our_other_cell(world):
    return world.people.other_cell


def cell_of_the_other_ward(world):
    return world.other.cell


def our_cell(world):
    return world.people.cell


# --- who may --------------------------------------------------------------------------

# (act, the plan that it is about, who may)
SECOND_CHECKS = [
    ("save_text", save_text, "draft", "dung"),
    ("save_text", save_text, "typed", "dung"),
    ("save_text", save_text, "agreed", "chi"),
    ("save_row", save_row, "draft", "dung"),
    ("save_row", save_row, "typed", "dung"),
    ("remove_row", remove_row, "draft", "dung"),
    ("raise_row", raise_row, "draft", "dung"),
    # The author alone, in any state, and no helper.
    ("save_self_check", save_self_check, "draft", "dung"),
    ("save_self_check", save_self_check, "typed", ""),
    ("save_self_check", save_self_check, "review", "an"),
    ("save_self_check", save_self_check, "board", "binh"),
    ("answer", answer, "review", "an"),
    ("answer", answer, "agreed", "chi"),
    ("answer", answer_unreleased, "review", ""),
    ("answer", answer_internal, "review", ""),
    ("remark", remark, "draft", ""),
    ("remark", remark, "review", "binh bao dung giang"),
    ("remark", remark, "agreed", "giang"),
    ("remark", remark, "signed", ""),
    ("remark", remark, "board", ""),
    ("remark", remark, "other_review", "yen xuan"),
    ("tick", tick_of_cell, "review", "binh bao"),
    ("tick", tick_of_ward, "review", "giang"),
    ("take_back", take_back, "review", "binh"),
    ("file", file, "signed", "hanh"),
    ("file", file, "signed_head", "hanh"),
    ("post", post, "signed_head", "hanh giang"),
    # Whoever writes it, and whoever records the ink.
    ("print_to_sign", print_to_sign, "agreed", "chi giang"),
    ("print_to_sign", print_to_sign, "review", ""),
    ("renew", renew, "board", "bao giang"),
    ("take_down", take_down, "board", "bao giang"),
    # The head alone, but for a paper that whoever files has.
    ("take_deed_back", take_deed_back("return"), "returned", "binh giang"),
    ("take_deed_back", take_deed_back("agree"), "agreed", "giang"),
    ("take_deed_back", take_deed_back("sign"), "signed", "kha giang"),
    ("take_deed_back", take_deed_back("file"), "board", "bao giang"),
    ("take_deed_back", take_deed_back("post"), "board", "bao giang"),
    ("consent", consent, "signed_head", "lan"),
    ("consent_on_paper", consent_on_paper, "signed_head", "hanh"),
    ("withdraw_consent", withdraw_consent, "board", "binh"),
    ("ask", ask, "review", "giang"),
    ("ask", ask, "signed", "giang"),
    ("ask", ask, "other_review", "xuan"),
    ("begin", begin, "draft", "chi"),
    # Its author alone, or an officer of the cell for whom has not begun alone.
    ("name_helper", name_helper, "draft", "dung"),
    ("name_helper", name_helper, "returned", ""),
    ("hand_back", hand_back, "typed", "dung bao"),
    ("object", object_to, "typed_sent", "hanh"),
    ("answer_objection", answer_objection, "objected", "inh chi giang"),
    ("name_second_reader", name_second_reader, "draft", "chi"),
    ("end_second_reader", end_second_reader, "draft", "binh giang"),
    ("submit", take("submit"), "draft", "dung"),
    ("submit", take("submit"), "typed", "dung"),
    ("agree", take("agree"), "review", "binh bao"),
    ("agree", take("agree"), "other_review", "yen"),
    # Chi typed it, and is refused; who objects holds everybody.
    ("agree", take("agree"), "typed_sent", "giang"),
    ("agree", take("agree"), "objected", ""),
    ("return", take("return"), "typed_sent", "chi giang"),
    ("return", take("return"), "review", "binh bao"),
    ("resubmit", take("resubmit"), "agreed", "chi"),
    ("sign", take("sign"), "agreed", "chi giang"),
    ("recall", take("recall"), "signed", "giang"),
    ("recall", take("recall"), "board", "giang"),
    ("recall", take("recall"), "other_board", "xuan"),
    ("close_year", close_year, "draft", "giang"),
    ("reopen_year", reopen_year, "draft", "giang"),
    ("reorganise", reorganise, "draft", "giang"),
    ("undo", undo, "draft", "giang"),
    ("print_slip", print_slip("an"), "draft", "binh bao giang quan"),
    ("print_slip", print_slip("binh"), "draft", "giang quan"),
    ("print_slip", print_slip("giang"), "draft", "quan"),
    ("print_slip", print_slip("yen"), "draft", "xuan quan"),
    ("exempt", exempt("age_health"), "draft", "binh bao giang"),
    ("exempt-other", exempt("other"), "draft", "giang"),
    ("propose", propose, "draft", "binh bao giang"),
    ("accept", accept, "draft", "giang"),
    ("refuse", refuse, "draft", "giang"),
    ("withdraw-proposal", withdraw, "draft", "binh bao"),
    ("send_back", send_back, "draft", "binh bao giang"),
    ("put_review_right", put_review_right, "draft", "binh bao giang"),
    ("confirm_claim", confirm_claim, "draft", "giang"),
    ("decline_claim", decline_claim, "draft", "giang"),
    # Of two wards side by side neither keeps the list.
    ("add_ground", add_ground, "draft", "quan"),
    ("change_ground", change_ground, "draft", "quan"),
    ("retire_ground", retire_ground, "draft", "quan"),
    ("restore_ground", restore_ground, "draft", "quan"),
    # Nobody suspends, sends away, puts right themselves.
    ("suspend", suspend("an"), "draft", "giang"),
    ("suspend-giang", suspend("giang"), "draft", ""),
    ("suspend-tam", suspend("tam"), "draft", "xuan"),
    ("lift", lift, "draft", "giang"),
    ("send", send("an"), "draft", "giang"),
    ("send-giang", send("giang"), "draft", ""),
    ("move", move_to(our_other_cell), "draft", "giang"),
    ("move-away", move_to(cell_of_the_other_ward), "draft", ""),
    ("receive", receive, "draft", "giang"),
    ("put_movement_right", put_movement_right, "draft", "giang"),
    ("cancel", cancel, "draft", "giang"),
    ("redate", redate, "draft", "giang"),
    ("take_away", take_away, "draft", "giang"),
    ("put_person_right", put_person_right("an"), "draft", "giang"),
    ("put_person_right-giang", put_person_right("giang"), "draft", ""),
    ("appoint", appoint_in(our_cell), "draft", "giang"),
    ("appoint-away", appoint_in(cell_of_the_other_ward), "draft", ""),
    ("stand_in", stand_in, "draft", "giang"),
    ("end_post", end_post("ours"), "draft", "giang"),
    ("found", found, "draft", "giang"),
    ("add", add, "draft", "giang"),
    # Of whom the one manages, the other gave the post.
    ("end_post-lent", end_post("lent"), "draft", ""),
]


def name_of_check(row):
    return f"{row[0]}-{row[2]}"


@pytest.mark.parametrize("row", SECOND_CHECKS, ids=name_of_check)
def test_the_act_refuses_by_itself_whoever_may_not(world, row):
    _, act, plan, may = row
    done, wrote = set(), set()
    for who in CAST:
        with transaction.atomic():
            met, tables = attempt(world, act, plan, who)
            transaction.set_rollback(True)
        if met is None:
            done.add(who)
        elif tables:
            wrote.add(who)
        if met is None and not tables:
            wrote.add(f"{who} did nothing")
    assert (done, wrote) == (set(may.split()), set())


def attempt(world, act, plan, who):
    """(None or the refusal, tables that were written to)."""
    found, actor = find_plan(world, plan), actor_of(world, who)
    with noted() as seen:
        try:
            with transaction.atomic():
                act(world, found, actor)
        except (PermissionDenied, PlanMoved, NotReady) as refusal:
            return refusal, tuple(seen.tables)
    return None, tuple(seen.tables)


def test_every_step_but_completing_and_withdrawing_has_a_row():
    """Completing and withdrawing ask for what this world has not; the table of steps
    has them (tests/plans/workflow/test_step_table.py)."""
    rows = {name for name, *_ in SECOND_CHECKS}
    assert set(steps.STEPS) - rows == {"complete", "withdraw"}
