"""Who is suspended from when to when? Functions raise Refused, with words that say why,
and change nothing then."""

from cells import permissions
from cells.acts.refusals import Refused, require
from cells.acts.terms import begin_term, refuse_overlapping_term
from cells.dated_rows import end_row, find_recorded_row
from cells.models import Suspension
from phucdong.writing import date_text


def suspend_member(member, *, since, until, decision, decided_on, review_on, by, at):
    """A suspension that a committee decided."""
    require(permissions.suspends(by, member))
    facts = {
        "since": since,
        "until": until,
        "decision": decision,
        "decided_on": decided_on,
    }
    if twin := find_recorded_row(Suspension, member=member, by=by, **facts):
        return twin
    refuse_overlapping_term(Suspension, "bị đình chỉ", member, since, until)
    return begin_term(Suspension, member, review_on=review_on, by=by, at=at, **facts)


def lift_suspension(suspension, on, *, lifted_by, by, at):
    """End a suspension by a decision. False, and nothing changes, if it had ended by
    then."""
    require(permissions.suspends(by, suspension.member))
    if on <= suspension.since:
        since = date_text(suspension.since)
        raise Refused(
            f"Đình chỉ từ ngày {since}, nên ngày thôi phải sau ngày đó. Chưa ghi gì."
        )
    return end_row(suspension, on, lifted_by=lifted_by, review_on=None, by=by, at=at)
