"""Recording exemptions and suspensions: what is written, what is refused in words, and the duty day by day."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cells.acts.movements.records import record_movement
from cells.exemptions import recording
from cells.exemptions.recording import Refused
from cells.models import Cell, Exemption, ExemptionGround, ExemptionProposal, Member, Suspension
from cells.posts import Actor
from plans import desk, roster
from reports import rates
from tests.cells.exemptions.forms import AGE, AWAY_AT_WORK, PAPER, a_proposal, accept, an_exemption, ground, send
from tests.merging import merge
from tests.people import NOW, TODAY
from tests.plans.pages import text_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_the_cell_decides_on_age_and_health(people, sign_in):
    send(sign_in("binh"), people.cell, people.dung)
    row = Exemption.objects.get()
    assert (row.member, row.kind, row.ground) == (people.dung, "age_health", ground())
    assert (row.since, row.until, row.review_on) == (TODAY, None, date(2027, 2, 10))
    assert (row.resolution_number, row.resolution_on) == (PAPER["resolution_number"], PAPER["resolution_on"])
    assert (row.recorded_by, row.recorded_at) == (people.binh.user, row.recorded_at)
    assert not ExemptionProposal.objects.exists()


@pytest.mark.parametrize("missing", ["resolution_number", "resolution_on", "since", "member", "ground"])
def test_nothing_is_recorded_without_its_papers(people, sign_in, missing):
    assert send(sign_in("binh"), people.cell, people.dung, **{missing: ""}).status_code == 200
    assert not Exemption.objects.exists()


def test_other_grounds_are_only_proposed_by_the_cell(people, sign_in):
    send(sign_in("binh"), people.cell, people.dung, AWAY_AT_WORK, until="10/08/2026")
    row = ExemptionProposal.objects.get()
    assert (row.member, row.cell, row.since, row.until) == (people.dung, people.cell, TODAY, date(2026, 8, 10))
    assert (row.proposed_by, row.decided_at) == (people.binh.user, None)
    assert not Exemption.objects.exists()
    assert people.dung in Member.objects.obliged(TODAY)


def test_a_ground_for_a_term_needs_its_end(people, sign_in):
    answer = send(sign_in("binh"), people.cell, people.dung, AWAY_AT_WORK)
    assert "Lý do này có thời hạn: ghi ngày kết thúc." in answer.content.decode()
    assert not ExemptionProposal.objects.exists()


def test_the_ward_records_what_was_decided_directly(people, sign_in):
    send(sign_in("giang"), people.cell, people.dung, AWAY_AT_WORK, until="10/08/2026", resolution_number="45-QĐ/ĐU")
    row = Exemption.objects.get()
    assert (row.kind, row.until, row.resolution_number) == ("other", date(2026, 8, 10), "45-QĐ/ĐU")


def test_the_ward_accepts_a_proposal_and_the_exemption_begins(people, sign_in):
    accept(sign_in("giang"), a_proposal(people))
    row, proposal = Exemption.objects.get(), ExemptionProposal.objects.get()
    assert (row.member, row.kind, row.resolution_number) == (people.an, "other", "45-QĐ/ĐU")
    assert (row.since, row.until, row.resolution_on) == (date(2026, 3, 1), date(2026, 9, 1), date(2026, 2, 9))
    assert (proposal.exemption, proposal.decided_by, proposal.refusal) == (row, people.giang.user, "")


def test_the_cell_sees_why_the_ward_refused(people, sign_in):
    row = a_proposal(people)
    sign_in("giang").post(reverse("refuse_exemption", args=[row.pk]), {"reason": "Thiếu giấy của nơi làm việc"})
    assert not Exemption.objects.exists()
    words = text_of(sign_in("binh").get(reverse("exemptions", args=[people.cell.pk])))
    assert "Không đồng ý ngày 10/02/2026: Thiếu giấy của nơi làm việc" in words


def test_a_decided_proposal_is_not_decided_again(people, sign_in):
    row, client = a_proposal(people), sign_in("giang")
    for _ in range(2):
        answer = client.post(reverse("refuse_exemption", args=[row.pk]), {"reason": "Thiếu giấy"}, follow=True)
    assert "đã được quyết định từ trước" in answer.content.decode()
    accept(client, row)
    row.refresh_from_db()
    assert (row.refusal, row.exemption) == ("Thiếu giấy", None)


def test_a_proposal_that_the_cell_withdraws_is_kept_and_can_be_made_again(people, sign_in):
    row, client = a_proposal(people), sign_in("bao")
    for words in ("Đã rút đề nghị miễn cho đồng chí Nguyễn Văn An.", "đã được quyết định từ trước"):
        answer = client.post(reverse("withdraw_exemption", args=[row.pk]), follow=True)
        assert words in answer.content.decode()
    row.refresh_from_db()
    assert (row.is_withdrawn, row.decided_by, row.exemption, row.refusal) == (True, people.bao.user, None, "")
    page = text_of(client.get(reverse("exemptions", args=[people.cell.pk])))
    assert "từ 01/03/2026 đến trước 01/09/2026 · Chi bộ đã rút ngày 10/02/2026" in page
    assert "Rút đề nghị" not in client.get(reverse("exemption_proposal", args=[row.pk])).content.decode()
    assert accept(sign_in("giang"), row).status_code == 302 and not Exemption.objects.exists()
    a_proposal(people)
    assert ExemptionProposal.objects.filter(decided_at=None).count() == 1


# --- who has gone elsewhere ------------------------------------------------------------------------------------------


def moved(people, cell):
    on = {"on": date(2026, 2, 5), "by": people.actor("giang"), "at": NOW}
    if cell:
        return record_movement("moved", people.an, to_cell=cell, **on)
    return record_movement("sent", people.an, place="Hà Nam", **on)


@pytest.mark.parametrize(
    ("to", "words"),
    [
        ("other_cell", "không còn sinh hoạt ở Chi bộ 7, nay ở Chi bộ 9. Xin trả lời không đồng ý; Chi bộ 9 đề nghị"),
        (None, "không còn sinh hoạt ở Chi bộ 7, nay không thuộc chi bộ nào. Không đồng ý được nữa"),
    ],
)
def test_who_has_left_the_cell_is_not_exempted_by_its_proposal(people, sign_in, to, words):
    row, client = a_proposal(people), sign_in("giang")
    address = reverse("exemption_proposal", args=[row.pk])
    assert "Đồng ý miễn" in client.get(address).content.decode()
    moved(people, to and people.other_cell)
    page = client.get(address).content.decode()
    assert words in page and "Đồng ý miễn" not in page and "Trả lời không đồng ý" in page
    assert words in accept(client, row).content.decode()
    row.refresh_from_db()
    assert (row.decided_at, Exemption.objects.count()) == (None, 0)


def test_a_proposal_waits_with_the_cell_that_goes_on(people, sign_in):
    row = a_proposal(people)
    into = merge([people.cell, people.other_cell], "Chi bộ 20", committee=people.ward, on=TODAY)
    row.refresh_from_db()
    assert row.cell == into
    accept(sign_in("giang"), row)
    assert Exemption.objects.get().member == people.an


def test_so_does_that_of_a_member_who_had_left_and_it_says_where_they_are(people, sign_in):
    row = a_proposal(people)
    moved(people, None)
    into = merge([people.cell, people.other_cell], "Chi bộ 20", committee=people.ward, on=TODAY)
    row.refresh_from_db()
    assert row.cell == into
    assert "nay không thuộc chi bộ nào" in accept(sign_in("giang"), row).content.decode()


def test_an_old_proposal_of_a_closed_cell_is_accepted_for_who_went_on_with_it(people, sign_in):
    row = a_proposal(people)
    merge([people.cell, people.other_cell], "Chi bộ 20", committee=people.ward, on=TODAY)
    ExemptionProposal.objects.update(cell=people.cell)
    accept(sign_in("giang"), row)
    assert Exemption.objects.get().member == people.an


def test_an_acceptance_that_overlaps_leaves_the_proposal_open(people, sign_in):
    row = a_proposal(people)
    an_exemption(people.an, since=date(2026, 4, 1))
    answer = accept(sign_in("giang"), row)
    assert "đã được miễn từ 01/04/2026, chưa có ngày kết thúc" in answer.content.decode()
    row.refresh_from_db()
    assert (row.decided_at, Exemption.objects.count()) == (None, 1)


OVERLAPS = [
    ("10/02/2026", "", True),
    ("28/02/2026", "", True),
    ("01/03/2026", "", False),
    ("01/12/2024", "31/12/2024", False),
    ("01/12/2024", "02/01/2025", True),
]


@pytest.mark.parametrize(("since", "until", "refused"), OVERLAPS)
def test_overlaps_are_said_in_words(people, sign_in, since, until, refused):
    an_exemption(people.dung, until=date(2026, 3, 1))
    answer = send(sign_in("binh"), people.cell, people.dung, since=since, until=until)
    assert ("đã được miễn từ 01/01/2025, đến trước 01/03/2026. Chưa ghi gì" in answer.content.decode()) == refused
    assert Exemption.objects.count() == (1 if refused else 2)


def test_a_ground_of_other_years_is_refused(people):
    ExemptionGround.objects.filter(label=AGE).update(valid_until=date(2026, 1, 1))
    with pytest.raises(Refused, match="không áp dụng cho ngày 10/02/2026"):
        recording.exempt(
            people.dung, ground(), since=TODAY, until=None, review_on=None, by=people.actor("binh"), at=NOW, **PAPER
        )
    assert list(ExemptionGround.objects.valid(TODAY).filter(label=AGE)) == []


def test_one_member_is_not_proposed_twice_nor_exempted_beside_a_proposal(people, sign_in):
    a_proposal(people)
    for label, until in ((AWAY_AT_WORK, "10/08/2026"), (AGE, "")):
        answer = send(sign_in("binh"), people.cell, people.an, label, until=until)
        assert "đang chờ cấp ủy cấp trên quyết định" in answer.content.decode()
    assert (ExemptionProposal.objects.count(), Exemption.objects.count()) == (1, 0)


def test_a_double_click_is_one_exemption_one_proposal_one_suspension(people, sign_in):
    client = sign_in("binh")
    for _ in range(2):
        assert send(client, people.cell, people.dung).status_code == 302
        assert send(client, people.cell, people.an, AWAY_AT_WORK, until="10/08/2026").status_code == 302
    client = sign_in("giang")
    sent = {"decision": "7-QĐ/ĐU", "decided_on": "09/02/2026", "since": "10/02/2026"}
    for _ in range(2):
        assert client.post(reverse("suspend", args=[people.bao.pk]), sent).status_code == 302
    counts = [model.objects.count() for model in (Exemption, ExemptionProposal, Suspension)]
    assert counts == [1, 1, 1]


def test_a_term_is_prolonged_from_its_end_by_a_new_paper(people, sign_in):
    an_exemption(people.dung, AWAY_AT_WORK, until=date(2026, 3, 1))
    page = sign_in("binh").get(reverse("exempt", args=[people.cell.pk]) + f"?dong-chi={people.dung.pk}")
    assert 'name="since" value="01/03/2026"' in page.content.decode()


def test_a_suspension_is_lifted_by_a_decision(people, sign_in):
    row, client = Suspension.objects.create(member=people.dung, since=date(2026, 1, 1)), sign_in("giang")
    address = reverse("lift_suspension", args=[row.pk])
    assert "Chưa ghi gì" in client.post(address, {"on": "01/01/2026", "lifted_by": "9-QĐ"}).content.decode()
    for _ in range(2):
        client.post(address, {"on": "15/02/2026", "lifted_by": "9-QĐ"})
    row.refresh_from_db()
    assert (row.until, row.lifted_by, row.ended_by) == (date(2026, 2, 15), "9-QĐ", people.giang.user)


# --- a text that looks like a diagnosis ------------------------------------------------------------------------------

ILL = "12-NQ/CB ung thư"


def test_a_diagnosis_is_warned_of_once_and_everything_typed_is_there(people, sign_in):
    client = sign_in("binh")
    page = send(client, people.cell, people.dung, resolution_number=ILL).content.decode()
    assert "“ung thư”" in page and "Tôi đã xem lại, vẫn ghi" in page
    assert f'value="{ILL}"' in page and 'value="05/02/2026"' in page and 'type="checkbox"' in page
    assert not Exemption.objects.exists()
    send(client, people.cell, people.dung, resolution_number=ILL, looked_again="on")
    assert Exemption.objects.get().resolution_number == ILL


def test_no_warning_no_tick_box(people, sign_in):
    page = sign_in("binh").get(reverse("exempt", args=[people.cell.pk])).content.decode()
    assert "Tôi đã xem lại" not in page and 'type="checkbox"' not in page


@pytest.mark.parametrize(
    ("route", "row", "sent"),
    [
        ("refuse_exemption", a_proposal, {"reason": "Mới bị tai biến"}),
        ("send_back", lambda people: an_exemption(people.dung), {"on": "01/03/2026", "reason": "đã mổ tim xong"}),
        (
            "lift_suspension",
            lambda people: Suspension.objects.create(member=people.dung, since=date(2026, 1, 1)),
            {"on": "15/02/2026", "lifted_by": "9-QĐ, do tâm thần"},
        ),
    ],
)
def test_every_free_text_is_looked_over(people, sign_in, route, row, sent):
    row, client = row(people), sign_in("giang")
    page = client.post(reverse(route, args=[row.pk]), sent)
    assert (page.status_code, "Có chữ giống tên bệnh" in page.content.decode()) == (200, True)
    assert client.post(reverse(route, args=[row.pk]), {**sent, "looked_again": "on"}).status_code == 302


def test_a_suspension_is_looked_over_too(people, sign_in):
    sent = {"decision": "7-QĐ/ĐU trầm cảm", "decided_on": "09/02/2026", "since": "10/02/2026"}
    page = sign_in("giang").post(reverse("suspend", args=[people.dung.pk]), sent).content.decode()
    assert "“trầm cảm”" in page and not Suspension.objects.exists()


# --- the exact day ---------------------------------------------------------------------------------------------------

SINCE, UNTIL = date(2026, 2, 15), date(2026, 3, 15)
DAYS = [(SINCE - DAY, True), (SINCE, False), (SINCE + DAY, False), (UNTIL - DAY, False), (UNTIL, True)]


@pytest.mark.parametrize("model", [Exemption, Suspension])
@pytest.mark.parametrize(("on", "obliged"), DAYS)
def test_duty_roster_desk_and_denominators_follow_on_the_day(people, model, on, obliged):
    model.objects.create(member=people.dung, since=SINCE, until=UNTIL)
    assert (people.dung in Member.objects.obliged(on)) == obliged
    binh = Actor(people.binh, on, user=people.binh.user)
    (row,) = [row for row in roster.rows(people.cell, people.cycle, binh) if row["pk"] == people.dung.pk]
    assert (row["status"], row["marks"] == "") == ("not_begun" if obliged else "", obliged)
    assert (people.dung.full_name in [each["full_name"] for each in desk.of(binh).unsent]) == obliged
    (seven,) = rates.with_rates(Cell.objects.filter(pk=people.cell.pk), cycle=people.cycle, on=on)
    left_out = seven.counts["exempt" if model is Exemption else "suspended"]
    assert (seven.counts["members"], seven.counts["obliged"], left_out) == (4, 3 + obliged, 1 - obliged)
