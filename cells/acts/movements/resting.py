"""What was done since a movement was recorded that rests on it, as its page lists it
before it is put right or cancelled?

It stands in the way of nothing: what others did with the plan in the new cell stays as
it was recorded, with the cell in which it was done.
"""

from django.db.models import Q

from cells.acts.dependents import Dependent, page_of_plan
from cells.models import ExemptionProposal
from cells.personal_record import PersonalRecord
from cells.wording import describe_row_and_term
from phucdong.writing import date_text, moment_text
from plans.models import PlanEvent, Remark
from plans.workflow.deeds import MOVE, describe_event, describe_who_acted


def list_resting(movement):
    """[Dependent]"""
    return [
        *list_steps_since(movement),
        *list_remarks_since(movement),
        *list_rows_since(movement),
        *list_proposals_since(movement),
    ]


def list_steps_since(movement):
    """What others than the author have done with the plans, as the log tells it; and
    whom the author named to type."""
    events = PlanEvent.objects.filter(
        plan__member=movement.member, at__gte=movement.recorded_at
    )
    events = events.exclude(step=MOVE)
    events = events.filter(~Q(by=movement.member) | Q(step="assist"))
    events = events.select_related(
        "plan__cycle",
        "plan__cell",
        "by",
        "post__cell",
        "post__acting_for__member",
        "meeting",
        "from_cell",
    )
    found = []
    for event in events.order_by("plan", "number"):
        words = (
            f"{name_plan(event.plan)}: đ/c {describe_who_acted(event)}"
            f"{name_place(event)} {describe_event(event)} lúc {moment_text(event.at)}"
        )
        found.append(Dependent(words, *page_of_plan(event.plan)))
    return found


def name_place(event):
    """ " ở Chi bộ 9", of who acted in a post of a cell."""
    if event.post is None or event.post.cell is None:
        return ""
    return f" ở {event.post.cell}"


def name_plan(plan):
    return f"Kế hoạch năm {plan.cycle.year}"


def list_remarks_since(movement):
    remarks = Remark.objects.filter(
        plan__member=movement.member, made_at__gte=movement.recorded_at
    )
    found = []
    for remark in remarks.select_related("plan__cycle", "by").order_by("pk"):
        sent = "" if remark.released_at else ", chưa gửi"
        words = (
            f"{name_plan(remark.plan)}: đ/c {remark.by} góp ý lúc "
            f"{moment_text(remark.made_at)}{sent}"
        )
        found.append(Dependent(words, *page_of_plan(remark.plan)))
    return found


def list_rows_since(movement):
    """Posts and exemptions that were recorded after it; no movement begins any. What
    else was begun since stands in the way by itself (records.refuse_what_depends)."""
    record = PersonalRecord(movement.member)
    found = []
    for row in [*record.appointments, *record.exemptions]:
        if row.recorded_at is None or row.recorded_at < movement.recorded_at:
            continue
        words = describe_row_and_term(row)
        found.append(Dependent(words, "person:person", row.member_id))
    return found


def list_proposals_since(movement):
    proposals = ExemptionProposal.objects.filter(
        member=movement.member, proposed_at__gte=movement.recorded_at
    )
    found = []
    for proposal in proposals.select_related("cell").order_by("pk"):
        day = date_text(proposal.since)
        words = f"{proposal.cell} đề nghị miễn từ ngày {day}"
        found.append(Dependent(words, "exemptions:exemption_proposal", proposal.pk))
    return found
