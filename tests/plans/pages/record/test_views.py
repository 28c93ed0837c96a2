"""Step 4 as an officer records it: the copy, and for a head the board too."""

import datetime
import uuid

import pytest
from django.urls import reverse

from cells.models import Appointment
from plans.models import Status
from plans.workflow import printing, steps
from tests.people import (
    NOW,
    TODAY,
    a_plan_at,
    again,
    change_text,
    fill,
    open_to_changes,
)
from tests.plans.browsing import lines_of, piece_of, send, text_of
from tests.plans.typed import begin_typing

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

BOARD = {
    "place": "Bảng tin UBND",
    "since": "10/02/2026",
    "until": "31/12/2026",
    "posted_by": "Đỗ Thị Hạnh",
}


def file(client, plan, *, seen=None, key=None, day="10/02/2026"):
    sent = {
        "key": key or uuid.uuid4(),
        "seen": plan.revision if seen is None else seen,
        "filed_on": day,
    }
    return client.post(f"/ke-hoach/{plan.pk}/nop/", sent)


def post(client, plan, **fields):
    sent = {"key": uuid.uuid4(), "seen": plan.revision, **BOARD, **fields}
    return client.post(f"/ke-hoach/{plan.pk}/niem-yet/", sent)


def test_a_members_plan_is_complete_with_the_copy(people, sign_in):
    plan, client = a_plan_at("signed", people), sign_in("binh")
    page = text_of(client.get(f"/ke-hoach/{plan.pk}/"))
    assert "Nộp 01 bản Chưa ghi nhận" in page
    assert "Niêm yết Chưa" not in page
    assert file(client, plan).url == f"/ke-hoach/{plan.pk}/"
    assert again(plan).status == Status.POSTED
    page = text_of(client.get(f"/ke-hoach/{plan.pk}/"))
    assert (
        "Đã ghi nhận nộp 01 bản của đ/c Nguyễn Văn An. Kế hoạch đã xong cả bốn bước."
        in page
    )
    assert "Nộp 01 bản 10/02/2026, Chi bộ; đ/c Trần Thị Bình ghi nhận" in page


def test_a_heads_plan_needs_both_in_any_order(people, sign_in):
    plan, client = (
        a_plan_at("signed", people, of="binh", reviewer="bao"),
        sign_in("bao"),
    )
    post(client, plan)
    assert again(plan).status == Status.SIGNED
    page = text_of(client.get(f"/ke-hoach/{plan.pk}/"))
    assert (
        "Đã ghi nhận niêm yết bản của đ/c Trần Thị Bình. Chưa ghi nhận nộp 01 bản."
        in page
    )
    assert (
        "Đang niêm yết Bảng tin UBND, từ 10/02/2026 đến hết 31/12/2026, người niêm "
        "yết: Đỗ Thị Hạnh" in page
    )
    file(client, plan)
    assert again(plan).status == Status.POSTED


def test_everything_that_is_recorded_of_a_signed_plan_word_for_word(people, sign_in):
    day = datetime.timedelta(days=1)
    plan = a_plan_at("finalizing", people, of="binh", reviewer="bao")
    steps.take_step(
        "sign", plan, by=people.actor("bao"), at=NOW, signed_on=TODAY - 5 * day
    )
    where = {
        "place": "Bảng tin UBND",
        "since": TODAY - 3 * day,
        "until": TODAY + 30 * day,
        "posted_by": "Đỗ Thị Hạnh",
    }
    steps.record_posting(again(plan), by=people.actor("giang"), at=NOW, **where)
    steps.record_filing(
        again(plan), by=people.actor("bao"), at=NOW, filed_on=TODAY - 4 * day
    )
    page = sign_in("inh").get(f"/ke-hoach/{plan.pk}/")
    code = plan.signatures.get().check_code
    assert lines_of(piece_of(page, 'id="buoc-4">', "</section>")) == [
        "Bản đã ký",
        f"Ký chính thức: 05/02/2026, ký tay trên bản in, tờ giấy khác (không phải bản "
        f"in để ký), đ/c Vũ Gia Bảo ghi nhận · mã {code}",
        "Nộp 01 bản: 06/02/2026, Chi bộ; đ/c Vũ Gia Bảo ghi nhận",
        "Người đứng đầu: xong bước 4 khi đã ghi nhận cả nộp và niêm yết.",
    ]
    assert lines_of(piece_of(page, 'id="niem-yet">', "<p class=")) == [
        "Niêm yết ở nơi làm việc",
        "Đang niêm yết Bảng tin UBND, từ 07/02/2026 đến hết 12/03/2026, người niêm "
        "yết: Đỗ Thị Hạnh; đ/c Ngô Thị Giang ghi nhận",
    ]


def test_a_heads_plan_that_was_filed_still_waits_for_the_board(people, sign_in):
    plan, client = (
        a_plan_at("signed", people, of="binh", reviewer="bao"),
        sign_in("bao"),
    )
    file(client, plan)
    assert again(plan).status == Status.SIGNED
    assert "Chờ niêm yết" in text_of(client.get("/gop-y/"))
    post(client, plan)
    assert again(plan).status == Status.POSTED


def test_one_who_is_a_head_no_more_is_through_with_a_button(people, sign_in):
    plan, client = (
        a_plan_at("signed", people, of="binh", reviewer="bao"),
        sign_in("bao"),
    )
    file(client, plan)
    Appointment.objects.filter(member=people.binh).update(is_head=False)
    assert "/buoc/complete/" in client.get(f"/ke-hoach/{plan.pk}/").content.decode()
    send(client, plan, "complete")
    assert again(plan).status == Status.POSTED


def test_who_heads_nothing_has_nothing_to_post(people, sign_in):
    plan = a_plan_at("signed", people)
    response = post(sign_in("binh"), plan)
    assert response.status_code == 422
    assert "Chỉ bản của người đứng đầu mới niêm yết công khai." in text_of(response)


def test_a_double_click_is_one_copy_and_the_same_page(people, sign_in):
    plan, key, client = a_plan_at("signed", people), uuid.uuid4(), sign_in("binh")
    answers = [file(client, plan, key=key).url for _ in range(2)]
    assert answers == [f"/ke-hoach/{plan.pk}/"] * 2
    assert plan.filings.count() == 1
    assert plan.events.filter(step="file").count() == 1


def test_of_two_officers_the_second_is_told_who_was_first(people, sign_in):
    plan = a_plan_at("signed", people)
    file(sign_in("binh"), plan)
    response = file(sign_in("bao"), plan)
    assert response.status_code == 409
    assert "Đ/c Trần Thị Bình (Bí thư chi bộ) ghi nhận xong bước 4" in text_of(response)


def test_a_stale_tab_does_not_file_a_copy_of_another_revision(people, sign_in):
    plan = a_plan_at("signed", people)
    steps.take_step(
        "recall", plan, by=people.actor("giang"), at=NOW, reason="vague", note="Ghi rõ"
    )
    plan.remarks.update(answer="Đã rõ")
    steps.take_step("sign", again(plan), by=people.actor("an"), at=NOW)
    assert file(sign_in("binh"), plan, seen=2).status_code == 409
    assert not plan.filings.exists()


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("11/02/2026", "Ngày này chưa đến."),
        ("09/02/2026", "Ngày này trước ngày ký."),
        ("30/02/2026", "Ngày này không đọc được."),
        ("", "Ô này chưa điền."),
    ],
)
def test_an_impossible_day_is_refused_in_words_and_kept(people, sign_in, day, words):
    plan = a_plan_at("signed", people)
    response = file(sign_in("binh"), plan, day=day)
    assert response.status_code == 422
    assert f'value="{day}"' in response.content.decode() or not day
    assert words in text_of(response)
    assert not plan.filings.exists()


def test_a_board_that_ends_before_it_begins_is_refused_and_the_place_is_kept(
    people, sign_in
):
    plan = a_plan_at("signed", people, of="binh", reviewer="bao")
    response = post(sign_in("bao"), plan, until="01/02/2026")
    assert response.status_code == 422
    assert "Ngày cuối trước ngày đầu." in text_of(response)
    assert 'value="Bảng tin UBND"' in response.content.decode()


def test_a_copy_is_recorded_of_the_revision_that_was_signed_in_ink(people, sign_in):
    plan, client = a_plan_at("finalizing", people), sign_in("binh")
    send(client, plan, "sign", signed_on="05/02/2026")
    file(client, again(plan), day="06/02/2026")
    filing = plan.filings.get()
    assert (filing.revision, filing.filed_on) == (2, datetime.date(2026, 2, 6))


@pytest.mark.parametrize(
    ("of", "reviewer", "name", "status"),
    [
        ("an", "binh", "bao", 302),
        ("an", "binh", "giang", 403),
        ("an", "binh", "inh", 403),
        ("an", "binh", "an", 403),
        ("an", "binh", "dung", 404),
        ("an", "binh", "hanh", 404),
        ("an", "binh", "quan", 404),
        ("kha", "lan", "hanh", 302),
        ("kha", "lan", "lan", 403),
        ("kha", "lan", "giang", 403),
        ("kha", "lan", "binh", 404),
    ],
)
def test_who_records_the_copy(people, sign_in, of, reviewer, name, status):
    plan = a_plan_at("signed", people, of=of, reviewer=reviewer)
    assert file(sign_in(name), plan).status_code == status
    assert plan.filings.exists() == (status == 302)


def test_forms_are_offered_to_those_who_may_record_and_to_nobody_else(people, sign_in):
    plan = a_plan_at("signed", people, of="binh", reviewer="bao")
    offered = {}
    for name in ("bao", "giang", "inh"):
        page = sign_in(name).get(f"/ke-hoach/{plan.pk}/").content.decode()
        offered[name] = [
            word
            for word in ("/nop/", "/niem-yet/")
            if f"/ke-hoach/{plan.pk}{word}" in page
        ]
    assert offered == {
        "bao": ["/nop/", "/niem-yet/"],
        "giang": ["/niem-yet/"],
        "inh": [],
    }


def test_powers_to_record_end_today(people, sign_in):
    plan, client = a_plan_at("signed", people), sign_in("binh")
    client.get(f"/ke-hoach/{plan.pk}/")
    Appointment.objects.filter(member=people.binh).update(until=TODAY)
    assert file(client, plan).status_code == 403
    assert not plan.filings.exists()


def test_of_a_draft_that_was_never_sent_its_helper_records_nothing(people, sign_in):
    """There is no revision of it that the page could be shown with."""
    plan = begin_typing(people, helper="bao", by="bao")
    fill(plan)
    client = sign_in("bao")
    for refused in (
        post(client, plan),
        file(client, plan, day="không phải ngày"),
        send(client, plan, "submit", meeting="không phải ngày"),
    ):
        assert refused.status_code == 403
        assert "Kế hoạch này chưa gửi chi bộ." in text_of(refused)
    assert again(plan).status == Status.DRAFT


def test_what_differs_by_remarks_is_said_where_many_are_recorded(people, sign_in):
    """The desk, the message after recording many at once, and the ward's list."""
    plan = a_plan_at("finalizing", people)
    open_to_changes(plan, people)
    change_text(plan, "Mỗi tuần đọc một bài.")
    printing.print_for_signing(plan, by=people.actor("an"), at=NOW)
    client, words = sign_in("binh"), "sửa 1 chỗ theo góp ý"
    assert f"bản in số 2 · {words}" in text_of(client.get("/gop-y/"))
    steps.take_step("sign", again(plan), by=people.actor("an"), at=NOW)
    plan = again(plan)
    assert f"đã ký 10/02/2026 · {words}" in text_of(client.get("/gop-y/"))
    other = a_plan_at("signed", people, of="dung")
    ward = sign_in("giang").get("/kiem-soat/")
    assert text_of(ward).count(words) == 1
    copies = [f"{one.pk}-{one.revision}" for one in (plan, other)]
    sent = {"key": uuid.uuid4(), "copies": copies, "day": "10/02/2026"}
    client = sign_in("binh")
    client.post(reverse("record:record_copies"), sent)
    told = text_of(client.get("/gop-y/"))
    assert f"Nguyễn Văn An ({words}), Phạm Thị Dung." in told
