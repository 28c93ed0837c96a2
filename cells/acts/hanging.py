"""What hangs on where somebody belongs and on the posts they hold? Every act that moves
or ends somebody, or ends a post, calls `settle_what_hangs` last.

Plans go along by plans/workflow/moves.py; one that is filed and waited for the posting
of a head who is none any more is through step 4, and waits again where the post goes
on after all (plans/workflow/lapsed_duty.py). Remarks that were not sent stay with
the plan: who reads it next sees whose they are, and says them as their own or holds
them back (plans/workflow/unsent.py). Typing ends, and proposals of a cell about
somebody who is no longer there are closed.
"""

from django.db.models import Q

from cells.acts.dependents import Dependent, page_of_plan
from cells.models import ExemptionProposal, Member
from phucdong.writing import date_text
from plans.models import Assistance, Plan, Remark, Status
from plans.workflow.assistances import end_unfit_assistances
from plans.workflow.lapsed_duty import ask_again, complete_lapsed

CLOSED = "Tự khép lại: đồng chí không còn sinh hoạt ở {}."


def settle_what_hangs(members, *, by, at):
    """As these people (ids) belong and hold posts by now."""
    plans = Plan.objects.filter(member__in=members)
    ask_again(plans, by=by, at=at)
    complete_lapsed(plans, by=by, at=at)
    end_unfit_assistances(members, by=by, at=at)
    close_proposals_about_gone(members, by=by, at=at)


def close_proposals_about_gone(members, *, by, at):
    """Of a cell to which, or to whose successor, the person does not belong."""
    waiting = ExemptionProposal.objects.filter(member__in=members, decided_at=None)
    for proposal in waiting.select_related("cell"):
        cells = proposal.cell.list_succession()
        there = Member.objects.belonging(by.on, [cell.pk for cell in cells])
        if there.filter(pk=proposal.member_id).exists():
            continue
        undecided = ExemptionProposal.objects.filter(pk=proposal.pk, decided_at=None)
        undecided.update(
            decided_by=by.user,
            decided_at=at,
            refusal=CLOSED.format(proposal.cell),
        )


# --- before it is done ----------------------------------------------------------------


def list_what_hangs(member, on):
    """[Dependent]: what ends, or stays for whoever reads next, when they go."""
    return [
        *list_typing(member, on),
        *list_waiting_proposals(member),
        *list_unsent_remarks(member),
    ]


def list_typing(member, on):
    typing = Assistance.objects.open(on).filter(
        Q(plan__member=member) | Q(helper=member)
    )
    typing = typing.select_related("plan__member", "helper").order_by("pk")
    found = []
    for one in typing:
        words = f"Việc gõ hộ kết thúc: kế hoạch của đ/c {one.plan.member}, "
        found.append(Dependent(words + one.describe()))
    return found


def list_waiting_proposals(member):
    waiting = ExemptionProposal.objects.filter(member=member, decided_at=None)
    found = []
    for proposal in waiting.select_related("cell"):
        words = (
            f"Đề nghị miễn của {proposal.cell} từ ngày {date_text(proposal.since)}, "
            "chưa quyết định: tự khép lại"
        )
        found.append(Dependent(words, "exemptions:exemption_proposal", proposal.pk))
    return found


def list_unsent_remarks(member):
    """On their own plan, and those that they made on the plans of others."""
    about = Q(plan__member=member) | Q(by=member)
    unsent = Remark.objects.unsent().filter(about, plan__status=Status.CELL_REVIEW)
    found = []
    for remark in unsent.select_related("plan__member", "by").order_by("plan", "pk"):
        words = (
            f"Góp ý chưa gửi của đ/c {remark.by} trên kế hoạch của đ/c "
            f"{remark.plan.member}: ở lại cho người đọc tiếp, ghi rõ của ai"
        )
        found.append(Dependent(words, *page_of_plan(remark.plan)))
    return found
