"""Plans that somebody types for their author."""

from django.db import transaction

from cells.models import Appointment
from plans.form import autosave
from plans.models import Confirmation
from plans.workflow import assistances, steps
from plans.workflow.steps import take_step
from tests.factories import AppointmentFactory
from tests.people import NOW, TODAY, again, fill, section_of

READ_BACK = {
    "confirmed": Confirmation.How.READ_BACK,
    "witness": "Ông Nguyễn Văn Nam",
    "confirmed_on": TODAY,
}
AT_MEETING = {"present": "Chủ trì đ/c Bình; 3/4 đảng viên dự"}


@transaction.atomic
def begin_typing(people, of="dung", *, helper="binh", by="binh", source="sheet"):
    """A plan of the cast that an officer begins for somebody, with the act of typing;
    nothing is typed yet."""
    member, actor = people.members[of], people.actor(by)
    home = people.actor(of).home
    plan = steps.begin_plan(member, people.cycle, home, by=actor, at=NOW)
    assistances.begin_assistance(plan, people.members[helper], source, by=actor, at=NOW)
    return again(plan)


def type_text(plan, people, helper="binh", text="Chép từ bản viết tay", *, at=NOW):
    """One text, over whatever is there."""
    row = plan.rows.filter(section="political").first()
    version = 0
    if row:
        version = row.version
    autosave.save_text(
        plan,
        section_of(plan),
        {"text": text},
        version=version,
        by=people.actor(helper),
        at=at,
    )


def a_typed_plan(people, of="dung", *, helper="binh", by="binh", source="sheet"):
    """The same with every section written, a word of it by the helper."""
    plan = begin_typing(people, of, helper=helper, by=by, source=source)
    fill(plan)
    type_text(plan, people, helper)
    return again(plan)


def a_typed_plan_sent(people, of="dung", *, helper="binh", by="binh"):
    plan = a_typed_plan(people, of, helper=helper, by=by)
    take_step("submit", plan, by=people.actor(helper), at=NOW, **READ_BACK)
    return again(plan)


def a_typed_plan_agreed(people, of="dung", *, helper="binh", reviewer="bao"):
    plan = a_typed_plan_sent(people, of, helper=helper)
    take_step("agree", plan, by=people.actor(reviewer), at=NOW)
    return again(plan)


def name_second_reader(people, name="an", cell=None):
    AppointmentFactory(
        member=people.members[name],
        role=Appointment.Role.SECOND_READER,
        cell=cell or people.cell,
        since=TODAY,
    )


def leave_one_officer(people):
    """Bình alone is left in the committee of the cell."""
    Appointment.objects.filter(member=people.bao).update(until=TODAY)
