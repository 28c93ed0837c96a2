"""Two at once, on PostgreSQL: of two decisions and of two verdicts one is told; a
control fails without the guard."""

import threading
import time
from datetime import date
from functools import partial

import pytest

from cells.acts import terms
from cells.acts.exemptions import proposals, reviews
from cells.acts.exemptions.reviews import Verdict
from cells.acts.exemptions.rules import Resolution, record_exemption
from cells.acts.movements import records
from cells.acts.movements.records import record_movement
from cells.acts.refusals import Refused
from cells.models import Exemption, ExemptionProposal, ExemptionReview
from tests import races
from tests.cells.acts.exemptions.forms import PAPER, a_proposal, an_exemption, ground
from tests.factories import the_grounds
from tests.people import NOW, TODAY, gather
from tests.races import meet_before

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


at_once = partial(races.at_once, refused=Refused)


@pytest.fixture(autouse=True)
def grounds(transactional_db):
    the_grounds()


def accept(people, proposal):
    term = {"since": date(2026, 3, 1), "until": date(2026, 9, 1), "review_on": None}
    paper = {"decision_number": "45-QĐ/ĐU", "decided_on": TODAY}
    return lambda: proposals.accept_proposal(
        proposal, by=people.actor("giang"), at=NOW, **term, **paper
    )


def refuse(people, proposal):
    return lambda: proposals.refuse_proposal(
        proposal, reason="Thiếu giấy", by=people.actor("giang"), at=NOW
    )


def withdraw(people, proposal):
    return lambda: proposals.withdraw_proposal(proposal, by=people.actor("bao"), at=NOW)


@pytest.mark.parametrize("other", [refuse, withdraw])
def test_of_two_decisions_on_a_proposal_one_holds(monkeypatch, other):
    people = gather()
    proposal = a_proposal(people)
    meet_before(monkeypatch, proposals, "decide_proposal")
    results = at_once(accept(people, proposal), other(people, proposal))
    assert [bool(result) for result in results].count(True) == 1
    proposal.refresh_from_db()
    assert bool(proposal.exemption) != (bool(proposal.refusal) or proposal.is_withdrawn)
    assert Exemption.objects.count() == bool(proposal.exemption)


def test_control_without_the_condition_both_decisions_hold(monkeypatch):
    def always(proposal, *, by, at, **facts):
        return ExemptionProposal.objects.filter(pk=proposal.pk).update(
            decided_by=by.user, decided_at=at, **facts
        )

    people = gather()
    proposal = a_proposal(people)
    monkeypatch.setattr(proposals, "decide_proposal", always)
    assert all(at_once(accept(people, proposal), refuse(people, proposal)))


def accepted_while_the_member_moves(people, monkeypatch):
    """Who was first: the member moves at the very moment at which it was seen that they
    belong to the cell."""
    looked, order, trouble = threading.Event(), [], proposals.explain_departure

    def slowly(*args):
        found = trouble(*args)
        looked.set()
        time.sleep(1)
        return found

    def agree():
        accept(people, proposal)()
        order.append("accepted")

    def move():
        looked.wait(10)
        where = {"to_cell": people.other_cell, "on": date(2026, 2, 5)}
        record_movement("moved", people.an, by=people.actor("giang"), at=NOW, **where)
        order.append("moved")

    proposal = a_proposal(people)
    monkeypatch.setattr(proposals, "explain_departure", slowly)
    at_once(agree, move)
    return order


def test_a_member_does_not_leave_while_their_proposal_is_accepted(monkeypatch):
    assert accepted_while_the_member_moves(gather(), monkeypatch) == [
        "accepted",
        "moved",
    ]


def test_control_without_the_hold_the_member_has_left_before(monkeypatch):
    """Nor is the proposal closed by who moves, for which they would wait."""
    monkeypatch.setattr(proposals, "hold_member", lambda member: None)
    monkeypatch.setattr(records, "settle_what_hangs", lambda *members, **how: None)
    assert accepted_while_the_member_moves(gather(), monkeypatch) == [
        "moved",
        "accepted",
    ]


def verdicts(people, row, days):
    return [
        lambda on=on, name=name: reviews.record_verdict(
            Verdict(Exemption.objects.get(pk=row.pk), "kept"),
            held_on=on,
            by=people.actor(name),
            at=NOW,
        )
        for on, name in zip(days, ("binh", "bao"), strict=True)
    ]


@pytest.mark.parametrize("days", [(TODAY, TODAY), (TODAY, date(2026, 2, 9))])
def test_of_two_officers_who_review_the_same_member_one_is_told(monkeypatch, days):
    people = gather()
    row = an_exemption(people.an)
    meet_before(monkeypatch, reviews, "apply_verdict")
    results = at_once(*verdicts(people, row, days))
    assert sorted(map(bool, results)) == [False, True]
    assert ExemptionReview.objects.count() == 1


def test_control_without_the_condition_a_year_has_two_reviews(monkeypatch):
    people = gather()
    row = an_exemption(people.an)
    monkeypatch.setattr(reviews, "apply_verdict", lambda *args, **kwargs: None)
    meet_before(monkeypatch, reviews, "apply_verdict")
    assert at_once(*verdicts(people, row, (TODAY, date(2026, 2, 9)))) == ["", ""]
    assert ExemptionReview.objects.count() == 2


def test_two_exemptions_recorded_at_once_are_one_and_a_word(monkeypatch):
    people = gather()
    meet_before(monkeypatch, terms, "begin_row")
    resolution = Resolution(ground(), since=TODAY, until=None, **PAPER)
    results = at_once(
        lambda: record_exemption(
            people.an, resolution, review_on=None, by=people.actor("binh"), at=NOW
        ),
        lambda: record_exemption(
            people.an, resolution, review_on=None, by=people.actor("bao"), at=NOW
        ),
    )
    told = [str(result) for result in results if isinstance(result, Refused)]
    assert told == [
        "Có người vừa ghi một dòng khác cho đồng chí này. Chưa ghi gì; xin xem lại "
        "trang."
    ]
    assert Exemption.objects.count() == 1
