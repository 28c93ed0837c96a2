"""What has happened to people since this year's plans were begun? One example of each
case in which pages have to say anew what is asked of whom.

By the ordinary functions, once all plans are there; most of it yesterday, so that
nothing was done with these plans since. Posts end in the evening: until then their
holders have acted.
"""

from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from cells.acts.appointments.rules import appoint_member, end_appointment
from cells.acts.exemptions.rules import Resolution, record_exemption
from cells.acts.movements.later_acts import TakesBack
from cells.acts.movements.records import cancel_movement, record_movement
from cells.models import (
    Appointment,
    Cell,
    Exemption,
    ExemptionGround,
    ExemptionProposal,
    Member,
    Movement,
    Transfer,
)
from cells.posts import Actor
from demo.decisions import decide_ahead
from demo.merger import merge_cells
from demo.officers import find_free_members, find_holder
from demo.pen import Pen
from demo.pool import find_kind_of_writer
from plans.form import autosave, year_acts
from plans.models import Assistance, Plan, Status
from plans.models.content import THE_TEXT
from plans.place_on_date import find_who_must_plan
from plans.workflow import assistances, steps

Kind, Role = Movement.Kind, Appointment.Role
DATED_BACK = timedelta(days=60)
CANCELLED = "Ghi nhầm người: giấy chuyển là của đồng chí khác cùng họ tên."


class Changes:
    """`chosen` are the members who can sign in, `facts` what data/ward.json says of the
    changes."""

    def __init__(self, ward, cycle, chosen, facts, today):
        self.ward, self.cycle, self.facts, self.today = ward, cycle, facts, today
        self.day = today - timedelta(days=1)
        self.chosen = chosen
        proposed = ExemptionProposal.objects.values_list("member_id", flat=True)
        self.taken = {member.pk for member in chosen.values()} | set(proposed)
        self.seven = self.find_cell("crowded")
        self.neighbour = self.find_cell("neighbour")

    def happen(self):
        self.transfer()
        self.cancel_a_transfer()
        self.lose_people()
        self.lend_and_bring_back()
        self.exempt()
        self.change_head()
        self.change_typist()
        self.decide()
        self.write_ahead()

    # --- who, when, where

    def find_cell(self, key):
        cells = Cell.objects.in_force(self.day).select_related("committee")
        return cells.get(name=self.facts[key])

    def ago(self, days):
        return self.today - timedelta(days=days)

    def officer(self, on=None):
        return self.signed_in("danguy", on or self.day)

    def signed_in(self, name, on):
        people = Member.objects.select_related("user")
        member = people.get(pk=self.chosen[name].pk)
        return Actor(member, on, user=member.user)

    def secretary(self, cell, on):
        return Actor(find_holder(on, role=Role.SECRETARY, cell=cell), on)

    def find_plan(self, cell, status, order="moved_at"):
        """The one that stands there longest (or is first by another column), of
        somebody who has to plan, holds no post and has not been chosen yet."""
        plans = Plan.objects.with_related().filter(
            cycle=self.cycle,
            cell=cell,
            status=status,
            moved_at__lt=moment(self.day, 0),
            member__in=find_who_must_plan(self.day, [cell]),
            assistances=None,
            objections=None,
        )
        plans = plans.exclude(member__in=Appointment.objects.values("member"))
        plan = plans.exclude(member__in=self.taken).order_by(order, "pk")[0]
        self.taken.add(plan.member_id)
        return plan

    def find_oldest_without_plan(self, cell):
        people = find_who_must_plan(self.day, [cell]).exclude(pk__in=self.taken)
        people = people.exclude(plans__cycle=self.cycle)
        people = people.exclude(pk__in=Appointment.objects.values("member"))
        member = people.order_by("born_on", "pk")[0]
        self.taken.add(member.pk)
        return member

    # --- who goes elsewhere

    def transfer(self):
        """One whose filed plan stays, one whose plan goes along to be read."""
        filed = self.find_plan(self.seven, Status.POSTED)
        self.move(filed.member, self.neighbour, 8, "61-GTSHĐ")
        sent = self.find_plan(self.neighbour, Status.CELL_REVIEW)
        self.move(sent.member, self.seven, 8, "62-GTSHĐ")

    def cancel_a_transfer(self):
        """The other cell had agreed to the plan by then."""
        plan = self.find_plan(self.seven, Status.CELL_REVIEW)
        movement = self.move(plan.member, self.neighbour, 9, "63-GTSHĐ")
        plan = Plan.objects.with_related().get(pk=plan.pk)
        reader = self.secretary(self.neighbour, self.day)
        steps.take_step("agree", plan, by=reader, at=moment(self.day, 11))
        at = moment(self.day, 15)
        cancel_movement(movement, reason=CANCELLED, by=self.officer(), at=at)

    def move(self, member, cell, hour, paper):
        return record_movement(
            Kind.MOVED,
            member,
            on=self.day,
            by=self.officer(),
            at=moment(self.day, hour),
            to_cell=cell,
            paper_number=paper,
            paper_on=self.day,
        )

    def lose_people(self):
        """Who died and who left the Party, each with a plan that nobody signed."""
        at = moment(self.day, 10)
        died = self.find_plan(self.seven, Status.CELL_REVIEW).member
        left = self.find_plan(self.seven, Status.FINALIZING).member
        for kind, member in ((Kind.DIED, died), (Kind.LEFT, left)):
            record_movement(kind, member, on=self.day, by=self.officer(), at=at)

    def lend_and_bring_back(self):
        """A guest of another cell since ten days, and who is back since a week."""
        on = self.ago(10)
        lent = self.find_plan(self.seven, Status.CELL_REVIEW).member
        record_movement(
            Kind.LENT,
            lent,
            on=on,
            by=self.officer(on),
            at=moment(on, 9),
            to_cell=self.neighbour,
            until=self.today + timedelta(days=120),
        )
        on = self.ago(7)
        away = Transfer.objects.in_force(self.day).filter(
            kind=Transfer.Kind.TEMPORARY, direction=Transfer.Direction.OUT
        )
        back = away.select_related("member").order_by("pk")[0].member
        by, at = self.officer(on), moment(on, 9)
        record_movement(Kind.BACK, back, on=on, by=by, at=at)

    # --- who is excused

    def exempt(self):
        """Two with an open plan: from yesterday, and dated back by the cell."""
        for since, number in (
            (self.day, "9-NQ/CB"),
            (self.day - DATED_BACK, "8-NQ/CB"),
        ):
            plan = self.find_plan(self.seven, Status.DRAFT, "member__born_on")
            self.record_exemption(plan.member, since, number)

    def record_exemption(self, member, since, number):
        ground = ExemptionGround.objects.filter(kind=Exemption.Kind.AGE_HEALTH)[0]
        record_exemption(
            member,
            Resolution(
                ground=ground,
                since=since,
                until=None,
                resolution_number=number,
                resolution_on=since,
            ),
            review_on=date(self.today.year + 1, 12, 5),
            by=self.signed_in("bithu7", self.day),
            at=moment(self.day, 14),
        )

    # --- who holds which post

    def change_head(self):
        """The secretary filed and did not post; the successor's plan was through."""
        cell, at = self.find_cell("new_secretary"), moment(self.day, 18)
        post = Appointment.objects.in_force(self.day).get(
            cell=cell, role=Role.SECRETARY
        )
        end_appointment(post, self.day, by=self.officer(), at=at)
        successor = self.find_plan(cell, Status.POSTED).member
        self.appoint(successor, Role.SECRETARY, cell, self.day, hour=18)

    def change_typist(self):
        """Somebody of another cell was sent to help and typed; who holds the post now
        types on."""
        cell, on = self.find_cell("behind"), self.ago(9)
        agency = Cell.objects.in_force(on).get(kind=Cell.Kind.AGENCY)
        helper, *_ = find_free_members(agency, on)
        role = Role.CELL_COMMITTEE_MEMBER
        post = self.appoint(helper, role, cell, self.ago(20))
        secretary = self.secretary(cell, on)
        author = self.find_oldest_without_plan(cell)
        plan = self.begin_to_type(author, cell, helper, by=secretary, on=on)
        content = Pen(self.cycle, Random(author.pk)).half("any", share=0.4)
        write_content(plan, content, by=Actor(helper, on), at=moment(on, 15))
        end_appointment(post, self.day, by=self.officer(), at=moment(self.day, 9))
        successor = self.find_plan(cell, Status.CELL_REVIEW).member
        self.appoint(successor, role, cell, self.day)
        self.type_on(plan, successor)

    def begin_to_type(self, author, cell, helper, *, by, on):
        at = moment(on, 9)
        plan = steps.begin_plan(author, self.cycle, cell, by=by, at=at)
        source = Assistance.Source.SHEET
        assistances.begin_assistance(plan, helper, source, by=by, at=at)
        return plan

    def type_on(self, plan, typist):
        by, at = Actor(typist, self.day), moment(self.day, 17)
        source = Assistance.Source.SHEET
        assistances.begin_assistance(plan, typist, source, by=by, at=at)

    def appoint(self, member, role, cell, since, hour=10):
        by, at = self.officer(since), moment(since, hour)
        return appoint_member(member, role, since=since, by=by, at=at, cell=cell)

    # --- cells

    def decide(self):
        """Two cells are merged, then somebody is known to have died before that;
        another decision waits."""
        entry = self.facts["merged"]
        cells = Cell.objects.in_force(self.day)
        cell = cells.get(name=entry["cells"][-1])
        died = self.find_plan(cell, Status.CELL_REVIEW).member
        decision = {"number": "47-QĐ/ĐU", "on": self.day.isoformat()}
        by, at = self.officer(), moment(self.day, 19)
        merge_cells(self.ward, [entry], on=self.day, decision=decision, by=by, at=at)
        self.hear_of_death(died)
        decide_ahead(self.ward, self.facts["ahead"], by=by, at=moment(self.day, 21))

    def hear_of_death(self, member):
        """The officer is shown what it takes back, and says so again."""
        plan = Plan.objects.get(cycle=self.cycle, member=member)
        sent_on = timezone.localdate(plan.moved_at)
        on = max(self.ago(5), sent_on + timedelta(days=1))
        facts = {"on": min(on, self.ago(2)), "by": self.officer()}
        facts["at"] = moment(self.day, 20)
        try:
            record_movement(Kind.DIED, member, **facts)
        except TakesBack as shown:
            record_movement(Kind.DIED, member, seen=shown.marks, **facts)

    # --- the year ahead

    def write_ahead(self):
        """The next year is open; one has sent a plan of it before that of this year was
        agreed to."""
        year = self.today.year + 1
        decided = year_acts.propose_year(year, self.today)
        by, at = self.officer(self.today), moment(self.day, 7)
        cycle = year_acts.open_year(self.ward, year, decided, by=by, at=at)
        member = self.find_plan(self.seven, Status.CELL_REVIEW).member
        author, at = Actor(member, self.day), moment(self.day, 18)
        plan = steps.begin_plan(member, cycle, self.seven, by=author, at=at)
        pen = Pen(cycle, Random(member.pk))
        content = pen.content(find_kind_of_writer(member.occupation))
        write_content(plan, content, by=author, at=at + timedelta(hours=1))
        at += timedelta(hours=2)
        steps.take_step("submit", plan, by=author, at=at)


def write_content(plan, content, *, by, at):
    """As the editor saves it, row by row."""
    bases = dict(plan.cycle.bases.values_list("key", "pk"))
    for section in plan.form_version.sections.order_by("position"):
        for row in content.rows.get(section.key, ()):
            values = dict(row.values)
            values["basis_id"] = bases.get(row.basis)
            uid = row.uid or THE_TEXT
            autosave.save_row(plan, section, uid, values, version=0, by=by, at=at)


def moment(day, hour):
    return datetime.combine(day, time(hour), tzinfo=timezone.get_default_timezone())
