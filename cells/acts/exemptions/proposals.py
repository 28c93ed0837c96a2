"""What does a cell propose, and what does the committee above decide of it? Exemptions
on other grounds than age and health.

A proposal waits with the cell that made it, or with the one that goes on for it. It is
accepted only for who still belongs there.
"""

from django.db import IntegrityError, transaction

from cells import permissions
from cells.acts.exemptions.rules import refuse_unfit_exemption, refuse_unfit_term
from cells.acts.refusals import Refused, require
from cells.acts.terms import begin_term
from cells.locks import hold_member
from cells.models import Exemption, ExemptionProposal

QUICKER = "Có người vừa đề nghị cho đồng chí này. Chưa ghi gì; xin xem lại trang."


def propose_exemption(member, cell, resolution, *, by, at):
    """The ExemptionProposal by the cell's resolution. Raises Refused."""
    require(permissions.exempts(by, member))
    facts = resolution._asdict()
    waiting = ExemptionProposal.objects.filter(member=member, decided_at=None)
    if twin := waiting.filter(proposed_by=by.user, **facts).first():
        return twin
    refuse_unfit_exemption(member, resolution)
    try:
        with transaction.atomic():
            return ExemptionProposal.objects.create(
                member=member, cell=cell, proposed_by=by.user, proposed_at=at, **facts
            )
    except IntegrityError as refusal:
        raise Refused(QUICKER) from refusal


@transaction.atomic
def accept_proposal(
    proposal, *, decision_number, decided_on, since, until, review_on, by, at
):
    """The committee agrees, perhaps with another term: the exemption begins. None if it
    was decided before.

    Raises Refused; so it does when the member has gone elsewhere. The ground held when
    it was proposed: whether it has ended since is not asked.
    """
    require(permissions.decides(by, proposal))
    hold_member(proposal.member)
    if not decide_proposal(proposal, by=by, at=at):
        return None
    if words := explain_departure(proposal, by.on):
        raise Refused(words)
    refuse_unfit_term(proposal.member, proposal.ground, since, until)
    exemption = begin_term(
        Exemption,
        proposal.member,
        kind=proposal.ground.kind,
        ground=proposal.ground,
        since=since,
        until=until,
        resolution_number=decision_number,
        resolution_on=decided_on,
        review_on=review_on,
        by=by,
        at=at,
    )
    ExemptionProposal.objects.filter(pk=proposal.pk).update(exemption=exemption)
    return exemption


def refuse_proposal(proposal, *, reason, by, at):
    """The committee does not agree; the cell sees why. False, and nothing changes, if
    it was decided before."""
    require(permissions.decides(by, proposal))
    return decide_proposal(proposal, by=by, at=at, refusal=reason)


def withdraw_proposal(proposal, *, by, at):
    """The cell takes it back, and it is kept. False, and nothing changes, if it was
    decided before."""
    require(permissions.withdraws(by, proposal))
    return decide_proposal(proposal, by=by, at=at, is_withdrawn=True)


def decide_proposal(proposal, *, by, at, **facts):
    """One conditional update: of two who decide at once, one is told."""
    undecided = ExemptionProposal.objects.filter(pk=proposal.pk, decided_at=None)
    return bool(undecided.update(decided_by=by.user, decided_at=at, **facts))


def explain_departure(proposal, on):
    """ "" or why it cannot be accepted any more, in words: the member no longer belongs
    where it was proposed."""
    home = permissions.home_of(proposal.member, on)
    if home in proposal.cell.list_succession():
        return ""
    cell = proposal.cell.name
    gone = f"Đồng chí {proposal.member} không còn sinh hoạt ở {cell}"
    if home is None:
        return (
            f"{gone}, nay không thuộc chi bộ nào. Không đồng ý được nữa: "
            f"xin trả lời không đồng ý."
        )
    return (
        f"{gone}, nay ở {home.name}. Xin trả lời không đồng ý; {home.name} đề nghị lại "
        f"nếu cần."
    )


def list_proposals(cell):
    """The last 20: those that wait first, then the newest decisions."""
    rows = ExemptionProposal.objects.filter(cell=cell)
    rows = rows.select_related("member", "ground", "exemption")
    last = rows.order_by("-proposed_at", "-pk")[:20]
    return sorted(last, key=lambda row: row.decided_at is not None)
