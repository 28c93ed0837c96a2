"""Recording exemptions and suspensions: what is written, what is refused in words, and
the duty day by day."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cells.acts.exemptions.rules import Resolution, record_exemption
from cells.acts.refusals import Refused
from cells.models import (
    Cell,
    Exemption,
    ExemptionGround,
    ExemptionProposal,
    Suspension,
)
from cells.posts import Actor
from plans.pages.cell import roster
from plans.pages.desk import desk
from plans.place_on_date import find_who_must_plan
from reports import rates
from tests.cells.acts.exemptions.forms import (
    AGE,
    AWAY_AT_WORK,
    PAPER,
    a_proposal,
    an_exemption,
    ground,
    send,
)
from tests.people import NOW, TODAY

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_the_cell_decides_on_age_and_health(people, sign_in):
    send(sign_in("binh"), people.cell, people.dung)
    row = Exemption.objects.get()
    assert (row.member, row.kind, row.ground) == (people.dung, "age_health", ground())
    assert (row.since, row.until, row.review_on) == (TODAY, None, date(2027, 2, 10))
    assert (row.resolution_number, row.resolution_on) == (
        PAPER["resolution_number"],
        PAPER["resolution_on"],
    )
    assert (row.recorded_by, row.recorded_at) == (people.binh.user, row.recorded_at)
    assert not ExemptionProposal.objects.exists()


@pytest.mark.parametrize(
    "missing", ["resolution_number", "resolution_on", "since", "member", "ground"]
)
def test_nothing_is_recorded_without_its_papers(people, sign_in, missing):
    assert (
        send(sign_in("binh"), people.cell, people.dung, **{missing: ""}).status_code
        == 200
    )
    assert not Exemption.objects.exists()


def test_other_grounds_are_only_proposed_by_the_cell(people, sign_in):
    send(sign_in("binh"), people.cell, people.dung, AWAY_AT_WORK, until="10/08/2026")
    row = ExemptionProposal.objects.get()
    assert (row.member, row.cell, row.since, row.until) == (
        people.dung,
        people.cell,
        TODAY,
        date(2026, 8, 10),
    )
    assert (row.proposed_by, row.decided_at) == (people.binh.user, None)
    assert not Exemption.objects.exists()
    assert people.dung in find_who_must_plan(TODAY)


def test_a_ground_for_a_term_needs_its_end(people, sign_in):
    answer = send(sign_in("binh"), people.cell, people.dung, AWAY_AT_WORK)
    assert "Lý do này có thời hạn: ghi ngày kết thúc." in answer.content.decode()
    assert not ExemptionProposal.objects.exists()


def test_the_ward_records_what_was_decided_directly(people, sign_in):
    send(
        sign_in("giang"),
        people.cell,
        people.dung,
        AWAY_AT_WORK,
        until="10/08/2026",
        resolution_number="45-QĐ/ĐU",
    )
    row = Exemption.objects.get()
    assert (row.kind, row.until, row.resolution_number) == (
        "other",
        date(2026, 8, 10),
        "45-QĐ/ĐU",
    )


# --- who has gone elsewhere -----------------------------------------------------------


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
    answer = send(sign_in("giang"), people.cell, people.dung, since=since, until=until)
    assert (
        "đã được miễn từ 01/01/2025, đến trước 01/03/2026. Chưa ghi gì"
        in answer.content.decode()
    ) == refused
    assert Exemption.objects.count() == (1 if refused else 2)


def test_a_ground_of_other_years_is_refused(people):
    ExemptionGround.objects.filter(label=AGE).update(valid_until=date(2026, 1, 1))
    resolution = Resolution(ground(), since=TODAY, until=None, **PAPER)
    with pytest.raises(Refused, match="không áp dụng cho ngày 10/02/2026"):
        record_exemption(
            people.dung, resolution, review_on=None, by=people.actor("binh"), at=NOW
        )
    assert list(ExemptionGround.objects.valid(TODAY).filter(label=AGE)) == []


def test_one_member_is_not_proposed_twice_nor_exempted_beside_a_proposal(
    people, sign_in
):
    a_proposal(people)
    for label, until in ((AWAY_AT_WORK, "10/08/2026"), (AGE, "")):
        answer = send(sign_in("binh"), people.cell, people.an, label, until=until)
        assert "đang chờ cấp ủy cấp trên quyết định" in answer.content.decode()
    assert (ExemptionProposal.objects.count(), Exemption.objects.count()) == (1, 0)


def test_a_double_click_is_one_exemption_one_proposal_one_suspension(people, sign_in):
    client = sign_in("binh")
    for _ in range(2):
        assert send(client, people.cell, people.dung).status_code == 302
        assert (
            send(
                client, people.cell, people.an, AWAY_AT_WORK, until="10/08/2026"
            ).status_code
            == 302
        )
    client = sign_in("giang")
    sent = {"decision": "7-QĐ/ĐU", "decided_on": "09/02/2026", "since": "10/02/2026"}
    for _ in range(2):
        assert (
            client.post(
                reverse("suspensions:suspend", args=[people.bao.pk]), sent
            ).status_code
            == 302
        )
    counts = [
        model.objects.count() for model in (Exemption, ExemptionProposal, Suspension)
    ]
    assert counts == [1, 1, 1]


def test_a_term_is_prolonged_from_its_end_by_a_new_paper(people, sign_in):
    an_exemption(people.dung, AWAY_AT_WORK, until=date(2026, 3, 1))
    page = sign_in("binh").get(
        reverse("exemptions:exempt", args=[people.cell.pk])
        + f"?dong-chi={people.dung.pk}"
    )
    assert 'name="since" value="01/03/2026"' in page.content.decode()


# --- a text that looks like a diagnosis -----------------------------------------------

ILL = "12-NQ/CB ung thư"


def test_a_diagnosis_is_warned_of_once_and_everything_typed_is_there(people, sign_in):
    client = sign_in("binh")
    page = send(
        client, people.cell, people.dung, resolution_number=ILL
    ).content.decode()
    assert "“ung thư”" in page and "Tôi đã xem lại, vẫn ghi" in page
    assert (
        f'value="{ILL}"' in page
        and 'value="05/02/2026"' in page
        and 'type="checkbox"' in page
    )
    assert not Exemption.objects.exists()
    send(client, people.cell, people.dung, resolution_number=ILL, looked_again="on")
    assert Exemption.objects.get().resolution_number == ILL


def test_no_warning_no_tick_box(people, sign_in):
    page = (
        sign_in("binh")
        .get(reverse("exemptions:exempt", args=[people.cell.pk]))
        .content.decode()
    )
    assert "Tôi đã xem lại" not in page and 'type="checkbox"' not in page


@pytest.mark.parametrize(
    ("route", "row", "sent"),
    [
        ("exemptions:refuse_exemption", a_proposal, {"reason": "Mới bị tai biến"}),
        (
            "exemptions:send_back",
            lambda people: an_exemption(people.dung),
            {"on": "01/03/2026", "reason": "đã mổ tim xong"},
        ),
        (
            "suspensions:lift_suspension",
            lambda people: Suspension.objects.create(
                member=people.dung, since=date(2026, 1, 1)
            ),
            {"on": "15/02/2026", "lifted_by": "9-QĐ, do tâm thần"},
        ),
    ],
)
def test_every_free_text_is_looked_over(people, sign_in, route, row, sent):
    row, client = row(people), sign_in("giang")
    page = client.post(reverse(route, args=[row.pk]), sent)
    assert (page.status_code, "Có chữ giống tên bệnh" in page.content.decode()) == (
        200,
        True,
    )
    assert (
        client.post(
            reverse(route, args=[row.pk]), {**sent, "looked_again": "on"}
        ).status_code
        == 302
    )


# --- the exact day --------------------------------------------------------------------

SINCE, UNTIL = date(2026, 2, 15), date(2026, 3, 15)
DAYS = [
    (SINCE - DAY, True),
    (SINCE, False),
    (SINCE + DAY, False),
    (UNTIL - DAY, False),
    (UNTIL, True),
]


@pytest.mark.parametrize("model", [Exemption, Suspension])
@pytest.mark.parametrize(("on", "obliged"), DAYS)
def test_duty_roster_desk_and_denominators_follow_on_the_day(
    people, model, on, obliged
):
    model.objects.create(member=people.dung, since=SINCE, until=UNTIL)
    assert (people.dung in find_who_must_plan(on)) == obliged
    binh = Actor(people.binh, on, user=people.binh.user)
    (row,) = [
        row
        for row in roster.list_roster(people.cell, people.cycle.year, binh)
        if row["number"] == str(people.dung.pk)
    ]
    is_marked = row["marks"] in ("miễn sinh hoạt", "đình chỉ sinh hoạt")
    assert (row["status"], is_marked) == (
        "not_begun" if obliged else "",
        not obliged,
    )
    assert (
        people.dung.full_name
        in [each["full_name"] for each in desk.read_desk(binh).unsent]
    ) == obliged
    (seven,) = rates.with_rates(
        Cell.objects.filter(pk=people.cell.pk), cycle=people.cycle, on=on
    )
    left_out = seven.counts["exempt" if model is Exemption else "suspended"]
    assert (seven.counts["members"], seven.counts["obliged"], left_out) == (
        4,
        3 + obliged,
        1 - obliged,
    )
