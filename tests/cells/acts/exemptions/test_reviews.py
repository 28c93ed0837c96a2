"""The yearly review: partly saved and continued, one effect, stale rows told, put right
and never silently."""

from datetime import date

import pytest
from django.urls import reverse

from cells.acts.exemptions import reviews
from cells.acts.exemptions.reviews import Verdict
from cells.models import Correction, Exemption, ExemptionReview, Member
from plans.place_on_date import find_who_must_plan
from tests.cells.acts.exemptions.forms import (
    AWAY_AT_WORK,
    a_proposal,
    an_exemption,
    send_review,
)
from tests.people import NOW, TODAY
from tests.plans.browsing import text_of

pytestmark = pytest.mark.django_db

MARCH = date(2026, 3, 1)


def page(client, people):
    return client.get(reverse("exemptions:review_exemptions", args=[people.cell.pk]))


def said(row):
    return [
        (review.reviewed_on, review.outcome, review.reason)
        for review in row.reviews.order_by("reviewed_on")
    ]


def test_one_is_kept_for_a_year_and_one_returns_on_the_day(people, sign_in):
    kept, back = an_exemption(people.dung), an_exemption(people.an)
    send_review(
        sign_in("binh"),
        people.cell,
        {kept: ("kept", ""), back: ("returned", "Đủ sức sinh hoạt")},
    )
    kept.refresh_from_db(), back.refresh_from_db()
    assert (kept.until, kept.review_on, said(kept)) == (
        None,
        date(2027, 2, 10),
        [(TODAY, "kept", "")],
    )
    assert (back.until, back.review_on, said(back)) == (
        MARCH,
        None,
        [(TODAY, "returned", "Đủ sức sinh hoạt")],
    )
    assert back.ended_by == people.binh.user
    assert people.an not in find_who_must_plan(date(2026, 2, 28))
    assert people.an in find_who_must_plan(MARCH)


def test_a_day_of_ones_own_goes_before_the_day_of_all(people, sign_in):
    row = an_exemption(people.an)
    send_review(
        sign_in("binh"),
        people.cell,
        {row: ("returned", "Xin lại")},
        **{f"{row.pk}-returns_on": "15/02/2026"},
    )
    row.refresh_from_db()
    assert row.until == date(2026, 2, 15)


def test_it_is_saved_partly_and_continued(people, sign_in):
    rows, client = [an_exemption(people.an), an_exemption(people.dung)], sign_in("binh")
    send_review(client, people.cell, {rows[0]: ("kept", "Nhất trí")})
    words = text_of(page(client, people))
    assert "đã rà soát 01, còn 01 đồng chí" in words
    assert "Nguyễn Văn An 10/02/2026: Tiếp tục miễn · Nhất trí" in words
    send_review(client, people.cell, {rows[1]: ("kept", "")})
    assert "Không còn trường hợp miễn nào phải rà soát" in text_of(page(client, people))
    assert ExemptionReview.objects.count() == 2


def test_rows_stand_sorted_by_given_name(people, sign_in):
    for name in ("dung", "bao", "an"):
        an_exemption(people.members[name])
    words = text_of(page(sign_in("binh"), people))
    places = [
        words.index(people.members[name].full_name) for name in ("an", "bao", "dung")
    ]
    assert places == sorted(places)


def test_a_return_needs_its_reason_and_nothing_is_saved(people, sign_in):
    kept, back = an_exemption(people.dung), an_exemption(people.an)
    answer = send_review(
        sign_in("binh"),
        people.cell,
        {kept: ("kept", "giữ nguyên"), back: ("returned", "")},
    )
    assert "Ghi lý do trở lại sinh hoạt." in answer.content.decode()
    assert 'value="giữ nguyên"' in answer.content.decode()
    assert not ExemptionReview.objects.exists()


def test_a_reason_that_looks_like_a_diagnosis_is_warned_of(people, sign_in):
    row, client = an_exemption(people.an), sign_in("binh")
    answer = send_review(
        client, people.cell, {row: ("kept", "còn xạ trị")}
    ).content.decode()
    assert (
        "“xạ trị”" in answer
        and 'value="còn xạ trị"' in answer
        and "Tôi đã xem lại, vẫn ghi" in answer
    )
    assert not ExemptionReview.objects.exists()
    send_review(client, people.cell, {row: ("kept", "còn xạ trị")}, looked_again="on")
    assert said(row) == [(TODAY, "kept", "còn xạ trị")]


def test_a_double_click_is_one_review(people, sign_in):
    row, client = an_exemption(people.an), sign_in("binh")
    for _ in range(2):
        answer = send_review(client, people.cell, {row: ("returned", "Xin lại")})
        assert answer.status_code == 302
    assert said(row) == [(TODAY, "returned", "Xin lại")]
    assert "chưa ghi" not in text_of(page(client, people))


def test_another_word_on_one_that_was_reviewed_is_told_and_changes_nothing(
    people, sign_in
):
    row, client = an_exemption(people.an), sign_in("binh")
    send_review(client, people.cell, {row: ("kept", "")})
    send_review(client, people.cell, {row: ("returned", "Xin lại")})
    assert (
        "chưa ghi kết quả của đồng chí Nguyễn Văn An: đã rà soát ngày 10/02/2026"
        in text_of(page(client, people))
    )
    assert said(row) == [(TODAY, "kept", "")]


def test_a_row_that_ended_meanwhile_is_told_and_hinders_no_other(people, sign_in):
    stale, row, client = (
        an_exemption(people.an),
        an_exemption(people.dung),
        sign_in("binh"),
    )
    Exemption.objects.filter(pk=stale.pk).update(until=date(2026, 2, 1))
    send_review(client, people.cell, {stale: ("kept", ""), row: ("kept", "")})
    words = text_of(page(client, people))
    assert (
        "Nguyễn Văn An: từ 01/01/2025 đến trước 01/02/2026, nay không còn được miễn"
        in words
    )
    assert (said(stale), said(row)) == ([], [(TODAY, "kept", "")])


def test_a_return_before_the_exemption_began_is_told(people, sign_in):
    row, client = an_exemption(people.an, since=date(2026, 2, 1)), sign_in("binh")
    send_review(
        client, people.cell, {row: ("returned", "Xin lại")}, returns_on="01/02/2026"
    )
    assert "ngày trở lại phải sau ngày bắt đầu miễn, 01/02/2026" in text_of(
        page(client, people)
    )
    assert said(row) == []


# --- returning before the review, putting right ---------------------------------------


def test_a_member_returns_before_the_review_with_a_reason(people, sign_in):
    row, client = (
        an_exemption(people.an, AWAY_AT_WORK, until=date(2026, 9, 1)),
        sign_in("binh"),
    )
    address = reverse("exemptions:send_back", args=[row.pk])
    assert client.post(address, {"on": "01/03/2026"}).status_code == 200
    client.post(address, {"on": "01/03/2026", "reason": "Đã về ở hẳn"})
    row.refresh_from_db()
    assert (row.until, said(row)) == (MARCH, [(TODAY, "returned", "Đã về ở hẳn")])


def test_a_return_after_the_term_is_refused(people, sign_in):
    row = an_exemption(people.an, AWAY_AT_WORK, until=date(2026, 2, 20))
    sent = {"on": "01/03/2026", "reason": "Đã về"}
    assert (
        "đã thôi miễn từ 20/02/2026"
        in sign_in("binh")
        .post(reverse("exemptions:send_back", args=[row.pk]), sent)
        .content.decode()
    )
    assert said(row) == []


def right(client, row, **sent):
    address = reverse(
        "exemptions:put_review_right", args=[row.pk, row.reviews.get().pk]
    )
    return client.post(address, {"outcome": "kept", **sent})


def test_a_return_is_taken_back_the_same_day_and_recorded(people, sign_in):
    row, client = an_exemption(people.an), sign_in("binh")
    send_review(client, people.cell, {row: ("returned", "Xin lại")})
    assert right(client, row, reason="Ghi nhầm người").status_code == 302
    row.refresh_from_db()
    assert (row.until, row.review_on, said(row)) == (
        None,
        date(2027, 2, 10),
        [(TODAY, "kept", "Ghi nhầm người")],
    )
    kept = Correction.objects.get()
    assert (kept.member, kept.reason, kept.by) == (
        people.an,
        "Sửa trong ngày",
        people.binh.user,
    )
    assert [kept.before[name] for name in ("outcome", "reason", "reviewed_on")] == [
        "returned",
        "Xin lại",
        "2026-02-10",
    ]
    assert [kept.before[name] for name in ("until", "review_on")] == [
        "2026-03-01",
        None,
    ]
    assert kept.after["outcome"] == "kept" and kept.after["until"] is None


def test_after_the_day_it_is_put_right_with_a_reason_only(people, sign_in):
    row, client = an_exemption(people.an), sign_in("binh")
    row.reviews.create(
        reviewed_on=date(2026, 2, 1), outcome="kept", recorded_at=NOW.replace(day=1)
    )
    sent = {"outcome": "returned", "reason": "Xin lại", "returns_on": "01/03/2026"}
    assert right(client, row, **sent).status_code == 200
    assert not Correction.objects.exists()
    right(client, row, **sent, because="Biên bản ghi khác")
    row.refresh_from_db()
    assert (row.until, Correction.objects.get().reason) == (MARCH, "Biên bản ghi khác")


def test_the_former_end_of_a_proposed_term_comes_back(people, sign_in):
    row = an_exemption(people.an, AWAY_AT_WORK, until=date(2026, 9, 1))
    a_proposal(people, exemption=row, decided_at=NOW)
    client = sign_in("binh")
    send_review(client, people.cell, {row: ("returned", "Xin lại")})
    right(client, row)
    row.refresh_from_db()
    assert row.until == date(2026, 9, 1)


# --- what is due, what is printed, what it costs --------------------------------------


@pytest.mark.parametrize(
    ("review_on", "until", "due"),
    [
        (date(2026, 3, 12), None, 1),
        (date(2026, 3, 13), None, 0),
        (date(2025, 12, 5), None, 1),
        (None, None, 1),
        (None, date(2026, 9, 1), 0),
    ],
)
def test_a_review_is_due_thirty_days_ahead(people, review_on, until, due):
    an_exemption(people.an, review_on=review_on, until=until)
    assert Exemption.objects.due_for_review([people.cell], TODAY).count() == due
    assert Exemption.objects.due_for_review([people.other_cell], TODAY).count() == 0


def test_one_reviewed_this_year_is_due_no_more(people):
    row = an_exemption(people.an)
    row.reviews.create(reviewed_on=date(2026, 1, 5), outcome="kept")
    assert Exemption.objects.due_for_review([people.cell], TODAY).count() == 0
    assert (
        Exemption.objects.due_for_review([people.cell], date(2027, 1, 1)).count() == 1
    )


@pytest.mark.parametrize(
    "day, after",
    [
        (date(2024, 2, 29), date(2025, 2, 28)),
        (date(2027, 2, 28), date(2028, 2, 28)),
        (date(2026, 1, 31), date(2027, 1, 31)),
        (date(2026, 12, 31), date(2027, 12, 31)),
    ],
)
def test_a_year_after(day, after):
    assert reviews.find_anniversary(day) == after


def test_the_first_of_the_next_month():
    assert reviews.find_first_of_next_month(date(2026, 12, 31)) == date(2027, 1, 1)


def test_exemptions_of_a_cell_stand_by_the_alphabet_and_those_that_ended_by_their_end(
    people,
):
    """Seven hundred and thirty days after its end one is no longer told."""
    for key, name in {
        "an": "Lê Văn Đạt",
        "binh": "Lê Văn Ân",
        "dung": "Lê Văn An",
    }.items():
        Member.objects.filter(pk=people.members[key].pk).update(full_name=name)
        an_exemption(people.members[key], since=date(2025, 6, 1))
    ends = {
        "an": date(2024, 2, 12),
        "binh": TODAY,
        "dung": date(2024, 2, 11),
        "bao": date(2025, 1, 1),
    }
    for key, until in ends.items():
        Exemption.objects.filter(member=people.members[key], until=None).update(
            since=TODAY
        )
        an_exemption(people.members[key], since=date(2020, 1, 1), until=until)
    assert [
        row.member.full_name
        for row in reviews.find_current_exemptions(people.cell, TODAY)
    ] == [*("Lê Văn An", "Lê Văn Ân", "Lê Văn Đạt")]
    assert [
        (row.member.full_name, row.until)
        for row in reviews.find_ended_exemptions(people.cell, TODAY)
    ] == [
        ("Lê Văn Ân", TODAY),
        ("Vũ Gia Bảo", date(2025, 1, 1)),
        ("Lê Văn Đạt", date(2024, 2, 12)),
    ]


def test_the_cells_page_points_to_the_review_when_it_is_due(people, sign_in):
    client, address = sign_in("binh"), reverse("cell:cell", args=[people.cell.pk])
    assert "Rà soát miễn sinh hoạt" not in text_of(client.get(address))
    an_exemption(people.an)
    assert "01 đến kỳ Rà soát miễn sinh hoạt" in text_of(client.get(address))


def test_the_list_for_the_meeting_has_room_and_no_reason_of_a_former_year(
    people, sign_in
):
    row = an_exemption(people.an)
    row.reviews.create(
        reviewed_on=date(2025, 2, 1), outcome="kept", reason="điều riêng"
    )
    words = text_of(
        sign_in("binh").get(reverse("exemptions:print_review", args=[people.cell.pk]))
    )
    assert (
        "1 Nguyễn Văn An Tuổi cao, sức yếu, tự nguyện xin miễn Số 12-NQ/CB ngày "
        "05/02/2026" in words
    )
    assert "01/02/2025: Tiếp tục miễn" in words and "điều riêng" not in words
    assert (
        "THƯ KÝ CUỘC HỌP" in words
        and "T/M CHI BỘ" in words
        and "Ý kiến cuộc họp" in words
    )


@pytest.mark.parametrize(
    "route",
    [
        "exemptions:exemptions",
        "exemptions:review_exemptions",
        "exemptions:print_review",
    ],
)
def test_the_lists_ask_as_often_for_one_as_for_three(
    people, sign_in, route, django_assert_num_queries
):
    client, address = sign_in("binh"), reverse(route, args=[people.cell.pk])
    expected = {
        "exemptions:exemptions": 9,
        "exemptions:review_exemptions": 6,
        "exemptions:print_review": 6,
    }[route]
    an_exemption(people.an).reviews.create(reviewed_on=TODAY, outcome="kept")
    with django_assert_num_queries(expected):
        client.get(address)
    for name in ("dung", "bao"):
        an_exemption(people.members[name]).reviews.create(
            reviewed_on=date(2025, 2, 1), outcome="kept"
        )
    with django_assert_num_queries(expected):
        client.get(address)


def test_a_verdict_on_a_row_that_changed_since_it_was_read_is_refused(people):
    row, by = an_exemption(people.an), people.actor("binh")
    Exemption.objects.filter(pk=row.pk).update(review_on=date(2026, 12, 1))
    problem = reviews.record_verdict(Verdict(row, "kept"), held_on=TODAY, by=by, at=NOW)
    assert problem == "dòng này vừa có người thay đổi; xin xem lại"
    assert not ExemptionReview.objects.exists()
