"""What a cell proposes and the committee above decides: exemptions on other grounds than age and health.

A proposal waits with the cell that made it, or with the one that goes on for it. It is accepted only for who still
belongs there.
"""

from django.db import IntegrityError, transaction

from cells import permissions
from cells.exemptions import recording
from cells.exemptions.recording import Refused
from cells.locks import hold_member
from cells.models import Exemption, ExemptionProposal


def propose(member, cell, ground, *, since, until, resolution_number, resolution_on, by, at):
    """A proposal by the cell's resolution. Raises Refused."""
    facts = {"ground": ground, "since": since, "until": until}
    facts |= {"resolution_number": resolution_number, "resolution_on": resolution_on}
    waiting = ExemptionProposal.objects.filter(member=member, decided_at=None)
    if done := waiting.filter(proposed_by=by.user, **facts).first():
        return done
    recording.refuse_what_does_not_fit(member, ground, since, until)
    recording.refuse_beside_a_proposal(member)
    try:
        with transaction.atomic():
            return ExemptionProposal.objects.create(
                member=member, cell=cell, proposed_by=by.user, proposed_at=at, **facts
            )
    except IntegrityError as refusal:
        raise Refused("Có người vừa đề nghị cho đồng chí này. Chưa ghi gì; xin xem lại trang.") from refusal


@transaction.atomic
def accept(proposal, *, decision_number, decided_on, since, until, review_on, by, at):
    """The committee agrees, perhaps with another term: the exemption begins. None if it was decided before.

    Raises Refused; so it does when the member has gone elsewhere. The ground held when it was proposed: whether it has
    ended since is not asked.
    """
    hold_member(proposal.member)
    if not decide(proposal, by=by, at=at):
        return None
    if words := trouble(proposal, by.on):
        raise Refused(words)
    recording.refuse_term(proposal.member, proposal.ground, since, until)
    exemption = recording.begin(
        Exemption,
        member=proposal.member,
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


def refuse(proposal, *, reason, by, at):
    """The committee does not agree; the cell sees why. False, and nothing changes, if it was decided before."""
    return decide(proposal, by=by, at=at, refusal=reason)


def withdraw(proposal, *, by, at):
    """The cell takes it back, and it is kept. False, and nothing changes, if it was decided before."""
    return decide(proposal, by=by, at=at, is_withdrawn=True)


def trouble(proposal, on):
    """ "" or why it cannot be accepted any more, in words: the member no longer belongs where it was proposed."""
    home = permissions.home_of(proposal.member, on)
    if home in line_of(proposal.cell):
        return ""
    gone = f"Đồng chí {proposal.member} không còn sinh hoạt ở {proposal.cell.name}"
    if home is None:
        return f"{gone}, nay không thuộc chi bộ nào. Không đồng ý được nữa: xin trả lời không đồng ý."
    return f"{gone}, nay ở {home.name}. Xin trả lời không đồng ý; {home.name} đề nghị lại nếu cần."


def line_of(cell):
    """The cell and those that went on for it one after another."""
    found = [cell]
    while found[-1].closed_on and found[-1].successor:
        found.append(found[-1].successor)
    return found


def decide(proposal, *, by, at, **facts):
    """One conditional update: of two who decide at once, one is told."""
    undecided = ExemptionProposal.objects.filter(pk=proposal.pk, decided_at=None)
    return bool(undecided.update(decided_by=by.user, decided_at=at, **facts))
