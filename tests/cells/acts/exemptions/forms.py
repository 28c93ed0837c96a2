"""How tests send the forms about exemptions; and exemptions as they are found."""

from datetime import date

from django.urls import reverse

from cells.models import Exemption, ExemptionGround, ExemptionProposal
from tests.people import NOW

AGE = "Tuổi cao, sức yếu, tự nguyện xin miễn"
AWAY_AT_WORK = "Công việc lưu động, không ổn định nơi ở"
PAPER = {"resolution_number": "12-NQ/CB", "resolution_on": date(2026, 2, 5)}


def ground(label=AGE):
    return ExemptionGround.objects.get(label=label)


def an_exemption(
    member, label=AGE, *, since=date(2025, 1, 1), review_on=date(2026, 1, 1), **facts
):
    kind = ground(label).kind
    return Exemption.objects.create(
        member=member,
        kind=kind,
        ground=ground(label),
        since=since,
        review_on=review_on,
        **{**PAPER, **facts},
    )


def a_proposal(people, member=None, **facts):
    term = {"since": date(2026, 3, 1), "until": date(2026, 9, 1)}
    by = {"proposed_by": people.binh.user, "proposed_at": NOW}
    usual = {
        "member": member or people.an,
        "cell": people.cell,
        "ground": ground(AWAY_AT_WORK),
    }
    return ExemptionProposal.objects.create(**{**usual, **term, **PAPER, **by, **facts})


def send(client, cell, member, label=AGE, /, **fields):
    sent = {
        "member": member.pk,
        "ground": ground(label).pk,
        "resolution_number": "12-NQ/CB",
    }
    sent |= {"resolution_on": "05/02/2026", "since": "10/02/2026", **fields}
    return client.post(reverse("exemptions:exempt", args=[cell.pk]), sent)


def send_review(client, cell, verdicts, **fields):
    """`verdicts` are {exemption: (outcome, reason)}."""
    sent = {"held_on": "10/02/2026", "returns_on": "01/03/2026", **fields}
    for row, (outcome, reason) in verdicts.items():
        sent |= {f"{row.pk}-outcome": outcome, f"{row.pk}-reason": reason}
    return client.post(reverse("exemptions:review_exemptions", args=[cell.pk]), sent)


def accept(client, proposal, **fields):
    sent = {
        "decision_number": "45-QĐ/ĐU",
        "decided_on": "09/02/2026",
        "since": "01/03/2026",
        "until": "01/09/2026",
    }
    return client.post(
        reverse("exemptions:accept_exemption", args=[proposal.pk]), {**sent, **fields}
    )
