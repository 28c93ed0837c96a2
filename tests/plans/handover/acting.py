"""What people do at the sender between two files: one thing at random, as pages do."""

import datetime
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction

from cells.acts.corrections.rules import CannotCorrect, correct_person
from cells.acts.exemptions.proposals import propose_exemption, withdraw_proposal
from cells.acts.exemptions.rules import Resolution, record_exemption
from cells.acts.movements.case import CannotMove
from cells.acts.movements.records import cancel_movement, record_movement
from cells.acts.refusals import Refused
from cells.models import Appointment, ExemptionProposal, Membership, Movement
from plans import readings, remarks
from plans.form import autosave
from plans.models import Plan, Remark
from plans.refusals import NotReady, PlanMoved
from plans.workflow import assistances, printing, steps
from tests.cells.acts.exemptions.forms import AGE, AWAY_AT_WORK, ground
from tests.people import TODAY, section_of

FIFTH = datetime.date(2026, 2, 5)
REFUSALS = (
    PermissionDenied,
    PlanMoved,
    NotReady,
    autosave.Conflict,
    CannotCorrect,
    CannotMove,
    Refused,
)
READERS = ("binh", "bao", "giang", "inh")


class Sender:
    """Does something as `chosen` (a Random) says, at moments of its own; what is
    refused changes nothing."""

    def __init__(self, people, chosen, at):
        self.people, self.chosen, self.at = people, chosen, at

    def act(self, times):
        """Returns how many acts were not refused."""
        done = 0
        for _ in range(times):
            self.at += datetime.timedelta(minutes=1)
            try:
                with transaction.atomic():
                    done += self.chosen.choice(ACTS)(self) is not False
            except REFUSALS:
                pass
        return done

    def who(self, *names):
        return self.people.actor(self.chosen.choice(names))

    def plan(self):
        plans = Plan.objects.filter(cycle__year=2026).order_by("pk")
        theirs = plans.filter(member__memberships__cell=self.people.cell)
        return self.chosen.choice(list(theirs.select_related("cycle").distinct()))

    def member(self):
        names = self.chosen.choice(("an", "dung", "bao", "binh"))
        return self.people.members[names]


def take_an_offered_step(sender):
    plan = sender.plan()
    doors = []
    for name in ("an", "dung", *READERS):
        actor = sender.people.actor(name)
        doors += [(name, step) for step in steps.list_open_steps(plan, actor)]
    if not doors:
        return False
    name, step = sender.chosen.choice(doors)
    said = {"note": "Ghi rõ.", "reason": "vague", "signed_on": TODAY}
    actor = sender.people.actor(name)
    return steps.take_step(step, plan, by=actor, at=sender.at, key=uuid4(), **said)


def file_a_copy(sender):
    by = sender.who("binh", "bao")
    return steps.record_filing(sender.plan(), by=by, at=sender.at, filed_on=TODAY)


def write_a_text(sender):
    plan = sender.plan()
    by = sender.people.actor(name_of(sender.people, plan.member))
    row = plan.rows.get(section="political")
    text = {"text": f"Viết lại lúc {sender.at:%H:%M}"}
    how = {"version": row.version, "by": by, "at": sender.at}
    return autosave.save_text(plan, section_of(plan), text, **how)


def remove_a_shortcoming(sender):
    plan = sender.plan()
    by = sender.people.actor(name_of(sender.people, plan.member))
    row = plan.rows.filter(section="shortcomings").order_by("position").last()
    section = section_of(plan, "shortcomings")
    return row and autosave.remove_row(plan, section, row.uid, by=by, at=sender.at)


def remark_on_a_plan(sender):
    plan, by = sender.plan(), sender.who(*READERS)
    how = {"reason": "vague", "text": f"Góp ý lúc {sender.at:%H:%M}", "key": uuid4()}
    return remarks.make_remark(plan, by=by, at=sender.at, **how)


def answer_a_remark(sender):
    remark = Remark.objects.for_author().order_by("answered_at", "pk").last()
    if remark is None:
        return False
    by = sender.people.actor(name_of(sender.people, remark.plan.member))
    return remarks.answer_remark(remark, "Đã sửa.", by=by, at=sender.at)


def read_a_plan(sender):
    return readings.record_reading(sender.plan(), by=sender.who(*READERS), at=sender.at)


def print_a_plan(sender):
    by = sender.who("an", "dung", "binh", "bao")
    return printing.print_for_signing(sender.plan(), by=by, at=sender.at)


def begin_typing_for(sender):
    plan, helper = sender.plan(), sender.member()
    by = sender.who("binh", "bao")
    return assistances.begin_assistance(plan, helper, "told", by=by, at=sender.at)


def exempt_somebody(sender):
    paper = Resolution(ground(AGE), TODAY, None, "15-NQ/CB", FIFTH)
    by = sender.who("binh", "giang")
    how = {"review_on": datetime.date(2027, 1, 5), "by": by, "at": sender.at}
    return record_exemption(sender.member(), paper, **how)


def propose_to_exempt(sender):
    paper = Resolution(
        ground(AWAY_AT_WORK), TODAY, datetime.date(2026, 9, 1), "16-NQ/CB", FIFTH
    )
    member, cell = sender.member(), sender.people.cell
    by = sender.who("binh", "bao")
    return propose_exemption(member, cell, paper, by=by, at=sender.at)


def withdraw_what_was_proposed(sender):
    row = ExemptionProposal.objects.filter(decided_at=None).first()
    by = sender.who("binh", "bao")
    return row is not None and withdraw_proposal(row, by=by, at=sender.at)


def move_somebody(sender):
    kind, names, said = sender.chosen.choice(
        [
            (Movement.Kind.DIED, ("dung", "bao"), {}),
            (Movement.Kind.SENT, ("an", "dung"), {"place": "Quận ủy Gia Lâm"}),
            (Movement.Kind.AWAY, ("an", "bao"), {"place": "Hải Phòng"}),
            (Movement.Kind.MOVED, ("chi", "hanh"), {"to_cell": sender.people.cell}),
        ]
    )
    if kind == Movement.Kind.AWAY:
        said["until"] = datetime.date(2026, 6, 1)
    member = sender.people.members[sender.chosen.choice(names)]
    by = sender.people.actor("giang")
    return record_movement(kind, member, on=FIFTH, by=by, at=sender.at, **said)


def cancel_a_movement(sender):
    row = Movement.objects.filter(cancelled_at=None).order_by("-pk").first()
    by = sender.people.actor("giang")
    if row is None:
        return False
    return cancel_movement(row, reason="Ghi nhầm", by=by, at=sender.at)


def correct_somebody(sender):
    phone = f"0900 {sender.at:%H%M}"
    how = {"reason": "Đổi số", "by": sender.people.actor("giang"), "at": sender.at}
    return correct_person(sender.member(), phone=phone, **how)


def end_a_post(sender):
    posts = Appointment.objects.filter(cell=sender.people.cell, until=None)
    return posts.filter(role="deputy_secretary").update(until=FIFTH) == 1


def end_a_stay(sender):
    """By the rows alone, as a register does."""
    rows = Membership.objects.filter(member=sender.people.dung, until=None)
    return rows.update(until=TODAY, ending="left") == 1


def name_of(people, member):
    return next(name for name, one in people.members.items() if one == member)


# What happens more often stands more often.
ACTS = [
    *[take_an_offered_step] * 6,
    *[write_a_text, remark_on_a_plan, read_a_plan, answer_a_remark] * 2,
    file_a_copy,
    remove_a_shortcoming,
    print_a_plan,
    begin_typing_for,
    exempt_somebody,
    propose_to_exempt,
    withdraw_what_was_proposed,
    move_somebody,
    cancel_a_movement,
    correct_somebody,
    end_a_post,
    end_a_stay,
]
