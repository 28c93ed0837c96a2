"""What hangs on where somebody belongs and on the posts they hold? Every act that moves
or ends somebody, or ends a post, calls `settle_what_hangs` last.

Plans go along by plans/workflow/moves.py; all of them end from now on with the year of
the ward to which the person belongs (plans/own_years.py). One that is filed and waited
for the posting of a head who is none any more is through step 4, and waits again where
the post goes on after all (plans/workflow/lapsed_duty.py). Remarks that were not sent
stay with the plan: who reads it next sees whose they are, and says them as their own or
holds them back (plans/workflow/unsent.py). Typing ends, and proposals of a cell about
somebody who is no longer there are closed.
"""

from typing import NamedTuple

from django.db.models import Exists, FilteredRelation, OuterRef, Q

from cells.acts.dependents import Dependent, page_of_plan
from cells.models import Appointment, ExemptionProposal, Member, Transfer
from cells.models.ranges import in_force
from cells.posts import find_review_posts
from phucdong.writing import date_text
from plans.models import Assistance, Objection, Plan, Remark, Status
from plans.own_years import settle_ends
from plans.papers import is_filed, is_posting_due
from plans.workflow.assistances import end_unfit_assistances
from plans.workflow.lapsed_duty import ask_again, complete_lapsed

CLOSED = "Tự khép lại: đồng chí không còn sinh hoạt ở {}."


def settle_what_hangs(members, *, by, at):
    """As these people (ids) belong and hold posts by now."""
    plans = Plan.objects.filter(member__in=members)
    settle_ends(plans, by.on)
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


class Holding(NamedTuple):
    """Of somebody on a date: the exemption, the suspension and the absences in force,
    and the proposal to exempt that waits, or None."""

    terms: list
    proposal: ExemptionProposal | None


def read_what_holds(member, on):
    """The Holding; one query."""
    temporary = Q(transfers__kind=Transfer.Kind.TEMPORARY)
    waits = Q(exemption_proposals__decided_at=None)
    joined = {
        "exemption": ("exemptions", in_force(on, "exemptions__")),
        "suspension": ("suspensions", in_force(on, "suspensions__")),
        "absence": ("transfers", temporary & in_force(on, "transfers__")),
        "waiting": ("exemption_proposals", waits),
    }
    relations = {}
    for name, (rows, condition) in joined.items():
        relations[name] = FilteredRelation(rows, condition=condition)
    found = Member.objects.filter(pk=member.pk).annotate(**relations)
    found = found.select_related("exemption", "suspension", "absence", "waiting__cell")
    terms, proposal = [], None
    for one in found.order_by("absence__pk"):
        # A join without a row leaves no attribute behind.
        for name in ("exemption", "suspension", "absence"):
            row = getattr(one, name, None)
            if row is not None and row not in terms:
                terms.append(row)
        proposal = getattr(one, "waiting", None)
    return Holding(terms, proposal)


def list_what_hangs(member, on, ending, proposal):
    """[Dependent]: what ends, or stays for whoever reads next, when they go; `ending`
    are the Appointments that end with it, `proposal` as in Holding."""
    about = Q(plan__member=member) | Q(by=member)
    return [
        *list_typing(on, Q(plan__member=member) | Q(helper=member)),
        *list_lapsing_duty(member, on, ending),
        *list_waiting_proposal(proposal),
        *list_unsent_remarks(about),
    ]


def list_what_hangs_on_post(post, on):
    """The same of a post that ends while they stay where they belong: only what they
    could do by nothing else."""
    found = list_lapsing_duty(post.member, on, [post])
    if post.cell and post.role in Appointment.REVIEWERS and is_last_of_kind(post, on):
        in_cell = Q(plan__cell=post.cell)
        said = Q(by=post.member, source=Remark.Source.REVIEWER)
        if not belongs_to(post.member, post.cell, on):
            found += list_typing(on, in_cell & Q(helper=post.member))
        found += list_unsent_remarks(in_cell & said)
    return found


def is_last_of_kind(post, on):
    """Whether no other post of theirs reviews in the cell."""
    others = find_review_posts(on).filter(cell=post.cell, member=post.member)
    return not others.exclude(pk=post.pk).exists()


def belongs_to(member, cell, on):
    return Member.objects.belonging(on, [cell.pk]).filter(pk=member.pk).exists()


def list_lapsing_duty(member, on, ending):
    """What of theirs is signed and waits for the wall, where no other post makes them a
    head."""
    if not any(post.is_head for post in ending):
        return []
    heads = Appointment.objects.in_force(on).filter(member=member, is_head=True)
    others = heads.exclude(pk__in=[post.pk for post in ending])
    waiting = Plan.objects.going_on_here().filter(
        is_posting_due(on), ~Exists(others), member=member, status=Status.SIGNED
    )
    waiting = waiting.annotate(
        is_filed=is_filed(), is_held=Exists(find_open_objections())
    )
    found = []
    for plan in waiting.select_related("cycle").order_by("cycle__year", "pk"):
        words = f"Kế hoạch năm {plan.cycle.year} không phải niêm yết nữa"
        if plan.is_filed and not plan.is_held:
            words += ": đã nộp, nên xong bước 4"
        found.append(Dependent(words, *page_of_plan(plan)))
    return found


def find_open_objections():
    return Objection.objects.open().filter(plan=OuterRef("pk"))


def list_typing(on, which):
    typing = Assistance.objects.open(on).filter(which)
    typing = typing.select_related("plan__member", "helper").order_by("pk")
    found = []
    for one in typing:
        words = f"Việc gõ hộ kết thúc: kế hoạch của đ/c {one.plan.member}, "
        found.append(Dependent(words + one.describe()))
    return found


def list_waiting_proposal(proposal):
    if proposal is None:
        return []
    words = (
        f"Đề nghị miễn của {proposal.cell} từ ngày {date_text(proposal.since)}, "
        "chưa quyết định: tự khép lại"
    )
    return [Dependent(words, "exemptions:exemption_proposal", proposal.pk)]


def list_unsent_remarks(which):
    unsent = Remark.objects.unsent().filter(which, plan__status=Status.CELL_REVIEW)
    found = []
    for remark in unsent.select_related("plan__member", "by").order_by("plan", "pk"):
        words = (
            f"Góp ý chưa gửi của đ/c {remark.by} trên kế hoạch của đ/c "
            f"{remark.plan.member}: ở lại cho người đọc tiếp, ghi rõ của ai"
        )
        found.append(Dependent(words, *page_of_plan(remark.plan)))
    return found
