"""The list of grounds: what was decided keeps its words, one effect, and only those
above everybody change it."""

from datetime import date
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.urls import reverse

from cells import permissions
from cells.acts.exemptions.grounds import add_ground
from cells.models import Exemption, ExemptionGround, ExemptionProposal
from cells.posts import Actor
from plans.handover import rows_of_cells
from plans.handover.row_format import Keys
from reports.frozen.content import freeze_report
from tests.cells.acts.exemptions.forms import (
    AGE,
    AWAY_AT_WORK,
    a_proposal,
    accept,
    an_exemption,
    ground,
    send,
)
from tests.city import a_city
from tests.factories import CommitteeFactory
from tests.people import NOW, TODAY
from tests.plans.browsing import text_of

pytestmark = pytest.mark.django_db

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
NEW = {"label": "Nghỉ chăm con nhỏ", "kind": "other", "is_for_a_term": "on"}
REWORDED = {"label": "Tuổi cao, tự nguyện xin miễn", "kind": "age_health"}


def rows():
    return list(ExemptionGround.objects.order_by("pk").values())


def add(client, **sent):
    return client.post(reverse("grounds:add_exemption_ground"), {**NEW, **sent})


def change(client, which=AGE, /, **sent):
    return client.post(
        reverse("grounds:change_exemption_ground", args=[ground(which).pk]),
        {**REWORDED, **sent},
    )


def retire(client, label=AGE):
    return client.post(
        reverse("grounds:retire_exemption_ground", args=[ground(label).pk])
    )


def restore(client, label=AGE):
    return client.post(
        reverse("grounds:restore_exemption_ground", args=[ground(label).pk])
    )


def a_retired_ground():
    ExemptionGround.objects.filter(label=AGE).update(valid_until=TODAY)


def nothing():
    pass


MATRIX = [
    (nothing, add),
    (nothing, change),
    (nothing, retire),
    (a_retired_ground, restore),
]


@pytest.mark.parametrize(
    ("before", "act"), MATRIX, ids=[act.__name__ for _, act in MATRIX]
)
@pytest.mark.parametrize("name", CAST)
def test_only_the_officer_above_all_cells_keeps_the_list(
    people, sign_in, before, act, name
):
    before()
    kept = rows()
    answer = act(sign_in(name))
    assert (answer.status_code, rows() != kept) == (
        (302, True) if name == "giang" else (403, False)
    )


def test_who_reads_the_list_and_who_finds_its_forms(people, sign_in):
    readers = {}
    for name in CAST:
        page = sign_in(name).get(reverse("grounds:exemption_grounds"))
        if page.status_code == 200:
            readers[name] = "Thêm lý do" in text_of(page)
    assert readers == {"giang": True, "inh": False}


def test_a_city_keeps_the_list_for_its_wards(db):
    city = a_city()
    ward = city["lb"].people["officer"]
    assert permissions.keeps_grounds(city.officer)
    assert not permissions.keeps_grounds(Actor(ward, TODAY, user=ward.user))


def test_without_a_committee_above_all_it_is_the_administrators(people, sign_in):
    CommitteeFactory(name="Đảng bộ phường Long Biên")
    assert not permissions.keeps_grounds(people.actor("giang"))
    assert add(sign_in("giang")).status_code == 403
    page = sign_in("quan").get(reverse("accounts:accounts")).content.decode()
    assert reverse("grounds:exemption_grounds") in page
    assert "Thêm lý do" in text_of(
        sign_in("quan").get(reverse("grounds:exemption_grounds"))
    )
    assert add(sign_in("quan")).status_code == 302


# --- what is changed, and what stays --------------------------------------------------


def test_a_ground_is_added_once_and_offered_at_once(people, sign_in):
    client = sign_in("giang")
    for _ in range(2):
        assert add(client).status_code == 302
    row = ground(NEW["label"])
    assert (row.kind, row.is_for_a_term, row.valid_since, row.recorded_by) == (
        "other",
        True,
        None,
        people.giang.user,
    )
    words = text_of(client.get(reverse("grounds:exemption_grounds")))
    assert (
        "Nghỉ chăm con nhỏ Cấp ủy cấp trên có thời hạn không giới hạn (đ/c Ngô Thị "
        "Giang ghi)" in words
    )
    assert "Nghỉ chăm con nhỏ (có thời hạn)" in text_of(
        sign_in("binh").get(reverse("exemptions:exempt", args=[people.cell.pk]))
    )


def test_one_that_is_there_is_refused_in_words(people, sign_in):
    kept = rows()
    answer = add(sign_in("giang"), label=AGE, kind="age_health", is_for_a_term="")
    assert (
        "Đã có lý do này trong danh sách đang dùng. Chưa ghi gì."
        in answer.content.decode()
    )
    assert rows() == kept


def test_a_ground_that_names_an_illness_is_asked_about(people, sign_in):
    assert (
        "“ung thư”" in add(sign_in("giang"), label="Điều trị ung thư").content.decode()
    )
    assert not ExemptionGround.objects.filter(label__contains="ung thư").exists()


def test_one_that_nothing_names_is_edited_in_place(people, sign_in):
    row, count = ground(), ExemptionGround.objects.count()
    change(sign_in("giang"))
    row.refresh_from_db()
    assert (row.label, ExemptionGround.objects.count()) == (REWORDED["label"], count)


def test_words_by_which_something_was_decided_stay(people, sign_in):
    """Also in a proposal that waits; and who decided. New ones are recorded by the new
    words."""
    old, proposal = an_exemption(people.dung), a_proposal(people)
    client = sign_in("giang")
    change(client)
    change(
        client, AWAY_AT_WORK, label="Việc lưu động", kind="other", is_for_a_term="on"
    )
    old, proposal = Exemption.objects.get(), ExemptionProposal.objects.get()
    assert (old.ground.label, old.ground.valid_until, old.ground.ended_by) == (
        AGE,
        TODAY,
        people.giang.user,
    )
    assert (proposal.ground.label, proposal.ground.kind) == (AWAY_AT_WORK, "other")
    assert f"{AGE} · chi bộ quyết định" in text_of(
        client.get(reverse("exemptions:exemption", args=[old.pk]))
    )
    form = text_of(
        sign_in("binh").get(reverse("exemptions:exempt", args=[people.cell.pk]))
    )
    assert (
        REWORDED["label"] in form
        and "Việc lưu động" in form
        and AGE not in form
        and AWAY_AT_WORK not in form
    )
    send(
        sign_in("binh"), people.cell, people.bao, REWORDED["label"], since="10/01/2026"
    )
    assert Exemption.objects.get(member=people.bao).ground.label == REWORDED["label"]


def test_a_frozen_report_says_what_it_said(people, sign_in):
    an_exemption(people.dung)
    asked = {
        "title": "Sơ kết",
        "number": "127-BC/ĐU",
        "by": people.actor("giang"),
        "at": NOW,
        "key": UUID(int=1),
    }
    report, client = (
        freeze_report(people.ward, 2026, TODAY, **asked),
        sign_in("giang"),
    )
    names = f"{reverse('frozen:frozen_figure', args=[report.pk])}?figure=exempt"
    pages = [
        reverse("frozen:frozen_report", args=[report.pk]),
        names,
        reverse("frozen:frozen_today", args=[report.pk]),
    ]
    before = [text_of(client.get(page)) for page in pages]
    assert people.dung.full_name in before[1]
    change(client)
    client.get(reverse("grounds:exemption_grounds"))  # which tells that it was changed
    assert [text_of(client.get(page)) for page in pages] == before


def test_a_new_decider_is_for_new_cases(people, sign_in):
    an_exemption(people.dung)
    change(sign_in("giang"), label="Tuổi cao", kind="other")
    send(sign_in("binh"), people.cell, people.an, "Tuổi cao", until="10/08/2026")
    assert ExemptionProposal.objects.get().ground.label == "Tuổi cao"
    assert not Exemption.objects.filter(member=people.an).exists()


def test_what_was_proposed_on_a_ground_that_is_over_can_still_be_decided(
    people, sign_in
):
    proposal, client = a_proposal(people), sign_in("giang")
    retire(client, AWAY_AT_WORK)
    assert accept(client, proposal).status_code == 302
    assert Exemption.objects.get().ground.label == AWAY_AT_WORK


def test_an_acceptance_from_a_day_before_the_ground_held_is_refused(people, sign_in):
    row = a_proposal(people)
    ExemptionGround.objects.filter(label=AWAY_AT_WORK).update(
        valid_since=date(2026, 2, 1)
    )
    answer = accept(sign_in("giang"), row, since="31/01/2026").content.decode()
    assert f"Lý do “{AWAY_AT_WORK}” áp dụng từ ngày 01/02/2026. Chưa ghi gì." in answer
    assert not Exemption.objects.exists()


def test_one_that_is_retired_is_kept_and_taken_up_again(people, sign_in):
    row, client = an_exemption(people.dung), sign_in("giang")
    retire(client)
    words = text_of(client.get(reverse("grounds:exemption_grounds")))
    assert (
        "Đã thôi dùng (1)" in words
        and f"{AGE} Chi bộ quyết định · không thời hạn · đến trước 10/02/2026" in words
    )
    assert "Không sửa được nữa" in text_of(
        client.get(reverse("grounds:change_exemption_ground", args=[row.ground_id]))
    )
    for _ in range(2):
        client.post(reverse("grounds:restore_exemption_ground", args=[row.ground_id]))
    again = ExemptionGround.objects.get(label=AGE, valid_until=None)
    assert again.pk != row.ground_id and AGE in [
        each.label for each in ExemptionGround.objects.valid(TODAY)
    ]


@pytest.mark.parametrize("act", [change, retire])
def test_one_that_somebody_has_just_ended_is_told(people, sign_in, act):
    client, kept = sign_in("giang"), None
    retire(client)
    kept = rows()
    address = {
        change: "grounds:change_exemption_ground",
        retire: "grounds:retire_exemption_ground",
    }[act]
    answer = client.post(reverse(address, args=[ground().pk]), REWORDED, follow=True)
    assert (
        "Lý do này vừa có người sửa hoặc thôi dùng" in answer.content.decode()
        or "Không sửa được" in text_of(answer)
    )
    assert rows() == kept


def test_nothing_is_written_when_nothing_differs(people, sign_in):
    an_exemption(people.dung)
    kept = rows()
    change(sign_in("giang"), label=AGE)
    assert rows() == kept


def test_a_ground_that_comes_from_another_installation_is_not_offered(people):
    """What says the same is the same, whenever it held there."""
    said = {"kind": "other", "is_for_a_term": True, "valid_since": None}
    known = {"id": 71, "label": AWAY_AT_WORK, "valid_until": "2025-01-01", **said}
    other = {"id": 72, "label": "Đi biển dài ngày", "valid_until": None, **said}
    place = SimpleNamespace(keys=Keys(), on=TODAY)
    rows_of_cells.put_grounds(place, [known, other])
    assert place.keys.get(ExemptionGround, 71) == ground(AWAY_AT_WORK).pk
    assert place.keys.get(ExemptionGround, 72) == ground("Đi biển dài ngày").pk
    offered = ExemptionGround.objects.valid(TODAY).values_list("label", flat=True)
    assert AWAY_AT_WORK in offered and "Đi biển dài ngày" not in offered


def test_the_list_asks_as_often_for_ten_as_for_six(
    people, sign_in, django_assert_num_queries
):
    client = sign_in("giang")
    with django_assert_num_queries(6):
        client.get(reverse("grounds:exemption_grounds"))
    for number in range(4):
        add_ground(
            label=f"Lý do {number}",
            kind="other",
            is_for_a_term=True,
            by=people.actor("giang"),
            at=NOW,
        )
    with django_assert_num_queries(6):
        client.get(reverse("grounds:exemption_grounds"))
