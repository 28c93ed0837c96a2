"""What a cell proposes: accepted, refused, withdrawn once, and only for who still
belongs there."""

from datetime import date

import pytest
from django.urls import reverse

from cells.models import Exemption, ExemptionProposal, Membership
from tests.cells.acts.exemptions.forms import a_proposal, accept, an_exemption
from tests.merging import merge
from tests.people import TODAY
from tests.plans.browsing import text_of

pytestmark = pytest.mark.django_db


def moved(people, cell):
    """By the rows alone, as a register of before 0.9.0 left them: an act closes what
    waits (tests/cells/acts/test_hanging.py)."""
    fifth = date(2026, 2, 5)
    Membership.objects.filter(member=people.an).update(until=fifth)
    if cell:
        Membership.objects.create(member=people.an, cell=cell, since=fifth)


def test_the_ward_accepts_a_proposal_and_the_exemption_begins(people, sign_in):
    accept(sign_in("giang"), a_proposal(people))
    row, proposal = Exemption.objects.get(), ExemptionProposal.objects.get()
    assert (row.member, row.kind, row.resolution_number) == (
        people.an,
        "other",
        "45-QĐ/ĐU",
    )
    assert (row.since, row.until, row.resolution_on) == (
        date(2026, 3, 1),
        date(2026, 9, 1),
        date(2026, 2, 9),
    )
    assert (proposal.exemption, proposal.decided_by, proposal.refusal) == (
        row,
        people.giang.user,
        "",
    )


def test_the_cell_sees_why_the_ward_refused(people, sign_in):
    row = a_proposal(people)
    sign_in("giang").post(
        reverse("exemptions:refuse_exemption", args=[row.pk]),
        {"reason": "Thiếu giấy của nơi làm việc"},
    )
    assert not Exemption.objects.exists()
    words = text_of(
        sign_in("binh").get(reverse("exemptions:exemptions", args=[people.cell.pk]))
    )
    assert "Không đồng ý ngày 10/02/2026: Thiếu giấy của nơi làm việc" in words


def test_a_decided_proposal_is_not_decided_again(people, sign_in):
    row, client = a_proposal(people), sign_in("giang")
    for _ in range(2):
        answer = client.post(
            reverse("exemptions:refuse_exemption", args=[row.pk]),
            {"reason": "Thiếu giấy"},
            follow=True,
        )
    assert "đã được quyết định từ trước" in answer.content.decode()
    accept(client, row)
    row.refresh_from_db()
    assert (row.refusal, row.exemption) == ("Thiếu giấy", None)


def test_a_proposal_that_the_cell_withdraws_is_kept_and_can_be_made_again(
    people, sign_in
):
    row, client = a_proposal(people), sign_in("bao")
    for words in (
        "Đã rút đề nghị miễn cho đồng chí Nguyễn Văn An.",
        "đã được quyết định từ trước",
    ):
        answer = client.post(
            reverse("exemptions:withdraw_exemption", args=[row.pk]), follow=True
        )
        assert words in answer.content.decode()
    row.refresh_from_db()
    assert (row.is_withdrawn, row.decided_by, row.exemption, row.refusal) == (
        True,
        people.bao.user,
        None,
        "",
    )
    page = text_of(client.get(reverse("exemptions:exemptions", args=[people.cell.pk])))
    assert "từ 01/03/2026 đến trước 01/09/2026 · Chi bộ đã rút ngày 10/02/2026" in page
    assert (
        "Rút đề nghị"
        not in client.get(
            reverse("exemptions:exemption_proposal", args=[row.pk])
        ).content.decode()
    )
    assert (
        accept(sign_in("giang"), row).status_code == 302
        and not Exemption.objects.exists()
    )
    a_proposal(people)
    assert ExemptionProposal.objects.filter(decided_at=None).count() == 1


@pytest.mark.parametrize(
    ("to", "words"),
    [
        (
            "other_cell",
            "không còn sinh hoạt ở Chi bộ 7, nay ở Chi bộ 9. Xin trả lời không đồng ý; "
            "Chi bộ 9 đề nghị",
        ),
        (
            None,
            "không còn sinh hoạt ở Chi bộ 7, nay không thuộc chi bộ nào. Không đồng ý "
            "được nữa",
        ),
    ],
)
def test_who_has_left_the_cell_is_not_exempted_by_its_proposal(
    people, sign_in, to, words
):
    row, client = a_proposal(people), sign_in("giang")
    address = reverse("exemptions:exemption_proposal", args=[row.pk])
    assert "Đồng ý miễn" in client.get(address).content.decode()
    moved(people, to and people.other_cell)
    page = client.get(address).content.decode()
    assert (
        words in page and "Đồng ý miễn" not in page and "Trả lời không đồng ý" in page
    )
    assert words in accept(client, row).content.decode()
    row.refresh_from_db()
    assert (row.decided_at, Exemption.objects.count()) == (None, 0)


def test_a_proposal_waits_with_the_cell_that_goes_on(people, sign_in):
    row = a_proposal(people)
    into = merge(
        [people.cell, people.other_cell], "Chi bộ 20", committee=people.ward, on=TODAY
    )
    row.refresh_from_db()
    assert row.cell == into
    accept(sign_in("giang"), row)
    assert Exemption.objects.get().member == people.an


def test_so_does_that_of_a_member_who_had_left_and_it_says_where_they_are(
    people, sign_in
):
    row = a_proposal(people)
    moved(people, None)
    into = merge(
        [people.cell, people.other_cell], "Chi bộ 20", committee=people.ward, on=TODAY
    )
    row.refresh_from_db()
    assert row.cell == into
    assert (
        "nay không thuộc chi bộ nào" in accept(sign_in("giang"), row).content.decode()
    )


def test_an_old_proposal_of_a_closed_cell_is_accepted_for_who_went_on_with_it(
    people, sign_in
):
    row = a_proposal(people)
    merge(
        [people.cell, people.other_cell], "Chi bộ 20", committee=people.ward, on=TODAY
    )
    ExemptionProposal.objects.update(cell=people.cell)
    accept(sign_in("giang"), row)
    assert Exemption.objects.get().member == people.an


def test_an_acceptance_that_overlaps_leaves_the_proposal_open(people, sign_in):
    row = a_proposal(people)
    an_exemption(people.an, since=date(2026, 4, 1))
    answer = accept(sign_in("giang"), row)
    assert (
        "đã được miễn từ 01/04/2026, chưa có ngày kết thúc" in answer.content.decode()
    )
    row.refresh_from_db()
    assert (row.decided_at, Exemption.objects.count()) == (None, 1)
