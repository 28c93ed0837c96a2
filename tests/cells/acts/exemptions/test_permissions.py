"""Who may do what about exemptions and suspensions: every action by each of the cast,
and a refusal changes nothing."""

from datetime import date

import pytest
from django.urls import reverse

from cells.models import (
    Appointment,
    Correction,
    Exemption,
    ExemptionProposal,
    ExemptionReview,
    Membership,
    Suspension,
)
from tests.cells.acts.exemptions.forms import (
    AWAY_AT_WORK,
    a_proposal,
    accept,
    an_exemption,
    send,
    send_review,
)
from tests.people import NOW, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

CAST = (
    "an",
    "binh",
    "bao",
    "chi",
    "dung",
    "em",
    "giang",
    "hanh",
    "inh",
    "kha",
    "lan",
    "quan",
)
OFFICERS = {"binh", "bao", "giang"}


def everything():
    """All that an action could change."""
    models = (Exemption, ExemptionProposal, ExemptionReview, Suspension, Correction)
    return [list(model.objects.order_by("pk").values()) for model in models]


def record(client, people):
    return send(client, people.cell, people.dung)


def propose(client, people):
    return send(client, people.cell, people.dung, AWAY_AT_WORK, until="10/08/2026")


def agree(client, people):
    return accept(client, ExemptionProposal.objects.get())


def refuse(client, people):
    return client.post(
        reverse(
            "exemptions:refuse_exemption", args=[ExemptionProposal.objects.get().pk]
        ),
        {"reason": "Thiếu giấy"},
    )


def withdraw(client, people):
    return client.post(
        reverse(
            "exemptions:withdraw_exemption", args=[ExemptionProposal.objects.get().pk]
        )
    )


def review(client, people):
    return send_review(client, people.cell, {Exemption.objects.get(): ("kept", "")})


def send_back(client, people):
    sent = {"on": "01/03/2026", "reason": "Xin trở lại"}
    return client.post(
        reverse("exemptions:send_back", args=[Exemption.objects.get().pk]), sent
    )


def put_right(client, people):
    args = [Exemption.objects.get().pk, ExemptionReview.objects.get().pk]
    return client.post(
        reverse("exemptions:put_review_right", args=args),
        {"outcome": "kept", "reason": "Nhất trí"},
    )


def suspend(client, people):
    sent = {"decision": "7-QĐ/ĐU", "decided_on": "09/02/2026", "since": "10/02/2026"}
    return client.post(reverse("suspensions:suspend", args=[people.dung.pk]), sent)


def lift(client, people):
    sent = {"on": "11/02/2026", "lifted_by": "9-QĐ/ĐU"}
    return client.post(
        reverse("suspensions:lift_suspension", args=[Suspension.objects.get().pk]), sent
    )


def nothing(people):
    pass


def an_exempt_member(people):
    return an_exemption(people.dung)


def a_reviewed_member(people):
    said = {"outcome": "kept", "recorded_at": NOW, "recorded_by": people.binh.user}
    an_exemption(people.dung).reviews.create(reviewed_on=date(2026, 2, 10), **said)


def a_suspended_member(people):
    Suspension.objects.create(member=people.dung, since=date(2026, 1, 1))


MATRIX = [
    (nothing, record, OFFICERS),
    (nothing, propose, OFFICERS),
    (a_proposal, agree, {"giang"}),
    (a_proposal, refuse, {"giang"}),
    (a_proposal, withdraw, {"binh", "bao"}),
    (an_exempt_member, review, OFFICERS),
    (an_exempt_member, send_back, OFFICERS),
    (a_reviewed_member, put_right, OFFICERS),
    (nothing, suspend, {"giang"}),
    (a_suspended_member, lift, {"giang"}),
]


@pytest.mark.parametrize(
    ("before", "act", "allowed"), MATRIX, ids=[act.__name__ for _, act, _ in MATRIX]
)
@pytest.mark.parametrize("name", CAST)
def test_who_may_do_it_and_a_refusal_changes_nothing(
    people, sign_in, before, act, allowed, name
):
    before(people)
    kept = everything()
    answer = act(sign_in(name), people)
    if name in allowed:
        assert answer.status_code == 302
        assert everything() != kept
    else:
        assert answer.status_code in (403, 404)
        assert everything() == kept


@pytest.mark.parametrize("name", ["binh", "giang"])
def test_nobody_records_an_exemption_for_themselves(people, sign_in, name):
    cell = people.cell if name == "binh" else people.other_cell
    answer = send(sign_in(name), cell, people.members[name])
    assert (answer.status_code, answer.context["form"].errors.keys()) == (
        200,
        {"member"},
    )
    assert not Exemption.objects.exists()


def test_nobody_reviews_or_ends_their_own_exemption(people, sign_in):
    row, client = an_exemption(people.binh), sign_in("binh")
    kept = everything()
    send_review(client, people.cell, {row: ("kept", "")})
    assert send_back(client, people).status_code == 403
    assert everything() == kept


def test_the_ward_officer_neither_decides_their_own_proposal_nor_suspends_themselves(
    people, sign_in
):
    row = a_proposal(people, people.giang, cell=people.other_cell)
    client = sign_in("giang")
    assert accept(client, row).status_code == 403
    assert (
        client.post(
            reverse("suspensions:suspend", args=[people.giang.pk]), {}
        ).status_code
        == 403
    )
    assert not Exemption.objects.exists()


def test_an_officer_does_not_withdraw_what_is_proposed_for_themselves(people, sign_in):
    row = a_proposal(people, people.bao)
    assert (
        sign_in("bao")
        .post(reverse("exemptions:withdraw_exemption", args=[row.pk]))
        .status_code
        == 403
    )
    assert (
        "Rút đề nghị"
        not in sign_in("bao")
        .get(reverse("exemptions:exemption_proposal", args=[row.pk]))
        .content.decode()
    )
    assert (
        "Rút đề nghị"
        in sign_in("binh")
        .get(reverse("exemptions:exemption_proposal", args=[row.pk]))
        .content.decode()
    )


def test_who_proposed_and_leads_the_cell_no_more_cannot_withdraw(people, sign_in):
    row = a_proposal(people)
    Appointment.objects.filter(member=people.binh).update(until=TODAY)
    assert (
        sign_in("binh")
        .post(reverse("exemptions:withdraw_exemption", args=[row.pk]))
        .status_code
        == 404
    )
    assert ExemptionProposal.objects.get().decided_at is None


def test_an_officer_has_no_hand_in_another_cell(people, sign_in):
    kept = everything()
    assert send(sign_in("chi"), people.cell, people.dung).status_code == 404
    answer = send(sign_in("chi"), people.other_cell, people.dung)
    assert (answer.status_code, everything()) == (200, kept)


def test_one_who_left_the_cell_is_out_of_its_officers_hands(people, sign_in):
    row = an_exemption(people.dung)
    Membership.objects.filter(member=people.dung).update(cell=people.other_cell)
    assert (
        sign_in("binh").get(reverse("exemptions:exemption", args=[row.pk])).status_code
        == 404
    )
    assert (
        sign_in("chi").get(reverse("exemptions:exemption", args=[row.pk])).status_code
        == 200
    )


READERS = [
    (
        "exemptions:exemptions",
        lambda people: people.cell.pk,
        {"binh", "bao", "giang", "inh"},
    ),
    (
        "exemptions:print_review",
        lambda people: people.cell.pk,
        {"binh", "bao", "giang", "inh"},
    ),
    ("exemptions:review_exemptions", lambda people: people.cell.pk, OFFICERS),
    ("exemptions:exempt", lambda people: people.cell.pk, OFFICERS),
    (
        "exemptions:exemption",
        lambda people: an_exemption(people.dung).pk,
        {"binh", "bao", "giang", "inh"},
    ),
    (
        "exemptions:exemption_proposal",
        lambda people: a_proposal(people).pk,
        {"binh", "bao", "giang", "inh"},
    ),
    (
        "suspensions:suspension",
        lambda people: (
            Suspension.objects.create(member=people.dung, since=date(2026, 1, 1)).pk
        ),
        {"giang", "inh"},
    ),
]


@pytest.mark.parametrize(
    ("route", "number", "readers"), READERS, ids=[row[0] for row in READERS]
)
def test_who_reads_which_page(people, sign_in, route, number, readers):
    address = reverse(route, args=[number(people)])
    assert {
        name for name in CAST if sign_in(name).get(address).status_code == 200
    } == readers


def test_an_inspector_finds_no_form(people, sign_in):
    row, client = an_exemption(people.dung), sign_in("inh")
    pages = {
        "exemptions:exemptions": people.cell.pk,
        "exemptions:exemption": row.pk,
        "exemptions:exemption_proposal": a_proposal(people).pk,
    }
    for route, pk in pages.items():
        page = client.get(reverse(route, args=[pk])).content.decode()
        assert page.count("<form") == 2, route  # the way out, and the box to search
        assert page.count('method="post"') == 1, route
