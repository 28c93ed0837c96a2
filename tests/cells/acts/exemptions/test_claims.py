"""What a cell dates back holds from the day on which it was recorded, until the ward
confirms the day that the cell wrote."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from cells.acts.exemptions.claims import confirm_claim, decline_claim, describe_claim
from cells.acts.exemptions.rules import Resolution, record_exemption
from cells.acts.refusals import Refused
from cells.concerns import find_concerns
from cells.models import Exemption, Suspension, Transfer
from reports.people import Cut, Keep
from reports.rates import count_rates
from tests.cells.acts.exemptions.forms import ground, send
from tests.people import NOW, TODAY
from tests.plans.browsing import text_of

pytestmark = pytest.mark.django_db

DECEMBER = date(2025, 12, 13)  # 59 days before the tenth of February
EVE = date(2026, 2, 9)
SUMMER = date(2026, 8, 1)


def record(people, since, *, by="binh", of="an", until=None):
    resolution = Resolution(ground(), since, until, "12-NQ/CB", EVE)
    return record_exemption(
        people.members[of],
        resolution,
        review_on=None,
        by=people.actor(by),
        at=NOW,
    )


def exempt(people, on, keep=Keep.NOT):
    rows = count_rates([Cut([people.cell.pk], on, people.cycle, keep=keep)])
    return [row.counts["exempt"] for row in rows]


def test_a_secretary_alone_lifts_no_figure_of_a_past_day(people):
    row = record(people, DECEMBER)
    assert (row.since, row.claimed_since) == (TODAY, DECEMBER)
    assert [exempt(people, day) for day in (DECEMBER, EVE, TODAY)] == [[0], [0], [1]]


@pytest.mark.parametrize("keep", [Keep.NOT, Keep.WHOLE, Keep.BY_CELL])
def test_confirmed_by_the_ward_it_holds_from_the_day_of_the_cell(people, keep):
    row = record(people, DECEMBER)
    days = (date(2025, 12, 12), DECEMBER, EVE, TODAY)
    assert [exempt(people, day, keep) for day in days] == [[0], [0], [0], [1]]
    assert confirm_claim(row, by=people.actor("giang"), at=NOW)
    assert [exempt(people, day, keep) for day in days] == [[0], [1], [1], [1]]
    row.refresh_from_db()
    assert (row.claim_decided_by, row.claim_decided_at) == (people.giang.user, NOW)


def test_declined_it_holds_from_the_day_on_which_it_was_recorded(people):
    row = record(people, DECEMBER)
    assert decline_claim(row, by=people.actor("giang"), at=NOW)
    row.refresh_from_db()
    assert (row.since, row.is_claim_open) == (TODAY, False)
    assert describe_claim(row) == (
        "Chi bộ ghi từ 13/12/2025; ngày 10/02/2026 Đảng ủy không xác nhận"
    )


def test_of_two_decisions_the_second_changes_nothing(people):
    row = record(people, DECEMBER)
    assert decline_claim(row, by=people.actor("giang"), at=NOW)
    assert not confirm_claim(row, by=people.actor("giang"), at=NOW)
    row.refresh_from_db()
    assert row.since == TODAY


@pytest.mark.parametrize("name", ["an", "binh", "bao", "chi", "inh", "quan"])
def test_only_the_ward_decides_of_the_day(people, name):
    row = record(people, DECEMBER)
    for decide in (confirm_claim, decline_claim):
        with pytest.raises(PermissionDenied):
            decide(row, by=people.actor(name), at=NOW)
    row.refresh_from_db()
    assert row.is_claim_open


def test_nobody_decides_of_their_own_day(people):
    row = record(people, DECEMBER, by="chi", of="giang")
    for decide in (confirm_claim, decline_claim):
        with pytest.raises(PermissionDenied):
            decide(row, by=people.actor("giang"), at=NOW)


def test_what_the_ward_records_and_what_begins_today_holds_as_it_says(people):
    by_ward = record(people, DECEMBER, by="giang")
    today = record(people, TODAY, of="dung")
    rows = [(row.since, row.claimed_since) for row in (by_ward, today)]
    assert rows == [(DECEMBER, None), (TODAY, None)]


def test_the_same_said_twice_is_one(people):
    assert record(people, DECEMBER) == record(people, DECEMBER)


def test_one_that_is_over_already_is_for_the_ward_to_record(people):
    for until in (EVE, TODAY):
        with pytest.raises(Refused, match="Đề nghị Đảng ủy ghi"):
            record(people, DECEMBER, until=until)
    assert not Exemption.objects.exists()
    assert record(people, DECEMBER, until=EVE, by="giang").until == EVE


def test_a_day_that_meets_an_earlier_exemption_is_not_confirmed(people):
    row = record(people, DECEMBER)
    Exemption.objects.create(member=people.an, since=date(2025, 1, 1), until=EVE)
    with pytest.raises(Refused, match="chồng lên lần miễn trước"):
        confirm_claim(row, by=people.actor("giang"), at=NOW)
    row.refresh_from_db()
    assert row.is_claim_open


def test_what_was_recorded_before_the_upgrade_keeps_its_effect(people):
    Exemption.objects.create(member=people.an, since=DECEMBER, recorded_at=NOW)
    assert exempt(people, DECEMBER) == [1]


# --- on pages -------------------------------------------------------------------------


def test_the_ward_reads_on_its_list_what_waits_and_how_far_back_it_goes(people):
    row = record(people, DECEMBER)
    told = find_concerns([people.cell, people.other_cell], TODAY)
    waiting = (
        "Miễn của đ/c Nguyễn Văn An: ghi ngày 10/02/2026, hiệu lực lùi 59 ngày; chờ "
        "Đảng ủy xác nhận, nay tính từ ngày ghi"
    )
    words = [concern.words for concern in told[people.cell.pk]]
    assert waiting in words
    others = [concern.words for concern in told.get(people.other_cell.pk, [])]
    assert waiting not in others
    confirm_claim(row, by=people.actor("giang"), at=NOW)
    told = find_concerns([people.cell], TODAY)[people.cell.pk]
    words = [concern.words for concern in told]
    assert (
        "Miễn của đ/c Nguyễn Văn An: ghi ngày 10/02/2026, hiệu lực lùi 59 ngày" in words
    )


def test_what_was_dated_back_by_the_ward_is_told_for_thirty_days(people):
    record(people, DECEMBER, by="giang")

    def told(on):
        concerns = find_concerns([people.cell], on).get(people.cell.pk, [])
        return [one.words for one in concerns if "hiệu lực lùi" in one.words]

    assert len(told(TODAY)) == len(told(date(2026, 3, 12))) == 1
    assert told(date(2026, 3, 13)) == []


def test_suspensions_and_absences_dated_back_are_told_too(people):
    by = {"recorded_by": people.giang.user, "recorded_at": NOW, "since": DECEMBER}
    Suspension.objects.create(member=people.an, **by)
    Transfer.objects.create(
        member=people.dung, kind="temporary", direction="out", until=SUMMER, **by
    )
    Transfer.objects.create(
        member=people.bao, kind="official", direction="inside", **by
    )
    words = [one.words for one in find_concerns([people.cell], TODAY)[people.cell.pk]]
    assert sorted(one for one in words if "hiệu lực lùi" in one) == [
        "Tạm vắng của đ/c Phạm Thị Dung: ghi ngày 10/02/2026, hiệu lực lùi 59 ngày",
        "Đình chỉ của đ/c Nguyễn Văn An: ghi ngày 10/02/2026, hiệu lực lùi 59 ngày",
    ]


def test_a_day_or_two_back_by_the_ward_is_nobodys_concern(people):
    record(people, date(2026, 2, 3), by="giang")
    concerns = find_concerns([people.cell], TODAY).get(people.cell.pk, [])
    assert not any("hiệu lực lùi" in one.words for one in concerns)


def test_cell_and_ward_read_it_and_the_ward_confirms_by_a_button(people, sign_in):
    answer = send(sign_in("binh"), people.cell, people.an, since="13/12/2025")
    page = text_of(sign_in("binh").get(answer.url))
    assert "Đã ghi miễn sinh hoạt cho đồng chí Nguyễn Văn An, từ 10/02/2026." in page
    assert "Chi bộ ghi từ 13/12/2025; chờ Đảng ủy xác nhận" in page
    roster = text_of(sign_in("binh").get(f"/chi-bo/{people.cell.pk}/"))
    assert "miễn ghi lùi ngày, chờ Đảng ủy xác nhận" in roster
    row = Exemption.objects.get()
    address = reverse("exemptions:exemption", args=[row.pk])
    assert "Xác nhận: tính từ" not in text_of(sign_in("binh").get(address))
    assert "Xác nhận: tính từ 13/12/2025" in text_of(sign_in("giang").get(address))
    decide = reverse("exemptions:decide_claim", args=[row.pk])
    assert sign_in("binh").post(decide, {"is_confirmed": "1"}).status_code == 403
    sign_in("giang").post(decide, {"is_confirmed": "1"})
    row.refresh_from_db()
    assert row.since == DECEMBER
    page = text_of(sign_in("binh").get(address))
    assert "Đảng ủy xác nhận ngày 10/02/2026: tính từ 13/12/2025" in page
    assert "ghi ngày 10/02/2026, hiệu lực lùi 59 ngày" in page


def test_the_persons_page_sets_the_recorded_day_beside_the_effective_one(
    people, sign_in
):
    record(people, DECEMBER, by="giang")
    page = text_of(sign_in("giang").get(reverse("person:person", args=[people.an.pk])))
    assert "từ 13/12/2025 · ghi ngày 10/02/2026, hiệu lực lùi 59 ngày" in page
    assert (
        "đ/c Ngô Thị Giang ghi lúc 09:00 ngày 10/02/2026, hiệu lực lùi 59 ngày" in page
    )


def test_the_persons_page_says_what_waits_for_the_ward(people, sign_in):
    record(people, DECEMBER)
    page = sign_in("giang").get(reverse("person:person", args=[people.an.pk]))
    assert "Chi bộ ghi từ 13/12/2025; chờ Đảng ủy xác nhận" in text_of(page)
