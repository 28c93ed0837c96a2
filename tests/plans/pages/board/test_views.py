"""The board that everybody signed in reads, and the codes that a stranger checks."""

import datetime

import pytest
from django.urls import reverse

from accounts.guesses import RULES
from accounts.models import GuessCount
from cells.models import Member
from plans import remarks
from plans.models import Plan
from plans.workflow import steps
from tests.factories import AppointmentFactory, CycleFactory
from tests.people import NOW, TODAY, a_plan_at, again, first_task
from tests.plans.author import CANARY, page
from tests.plans.browsing import WRITTEN, lines_of, list_rows, piece_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def a_posted_head(people, until=TODAY):
    """Bình's plan on the board."""
    Member.objects.filter(pk=people.binh.pk).update(
        born_on=datetime.date(1958, 9, 5), born_precision="day", phone="0912 345 678"
    )
    plan = a_plan_at("cell_review", people, of="binh")
    bao = people.actor("bao")
    remarks.make_remark(
        plan, by=bao, at=NOW, reason="vague", text=CANARY, key=first_task(plan).uid
    )
    steps.take_step("agree", plan, by=bao, at=NOW)
    remarks.answer_remark(
        plan.remarks.get(), "Đã sửa.", by=people.actor("binh"), at=NOW
    )
    steps.take_step("sign", again(plan), by=people.actor("binh"), at=NOW)
    steps.record_filing(again(plan), by=bao, at=NOW, filed_on=TODAY)
    where = {
        "place": "Nhà văn hóa tổ 5",
        "since": TODAY,
        "until": until,
        "posted_by": "Bảo",
    }
    steps.record_posting(again(plan), by=bao, at=NOW, **where)
    return again(plan)


@pytest.mark.parametrize(
    "name", ["an", "chi", "em", "giang", "hanh", "inh", "kha", "quan"]
)
def test_everybody_signed_in_reads_the_posted_copy_of_a_head(people, sign_in, name):
    plan, client = a_posted_head(people), sign_in(name)
    assert "Trần Thị Bình" in page(client.get(reverse("board:board")))
    copy = page(client.get(reverse("board:posted", args=[plan.pk])))
    assert "Vận động các hộ ngõ 94" in copy and "Nhà văn hóa tổ 5" in copy
    assert not any(
        secret in copy for secret in ("05/09/1958", "0912", CANARY, "Đã sửa.")
    )


def test_the_board_lists_the_newest_year_first_and_then_by_name(people, sign_in):
    last = CycleFactory(committee=people.ward, year=2025)
    where = {
        "place": "Nhà văn hóa tổ 5",
        "since": TODAY,
        "until": TODAY,
        "posted_by": "Bảo",
    }
    for name in ("an", "bao", "dung"):
        AppointmentFactory(
            member=people.members[name], role="head", cell=people.cell, is_head=True
        )
    for year, name in (
        (last, "dung"),
        (last, "an"),
        (people.cycle, "dung"),
        (people.cycle, "binh"),
        (None, "bao"),
    ):
        officer = "bao" if name == "binh" else "binh"
        plan = a_plan_at("signed", people, of=name, reviewer=officer)
        steps.record_filing(plan, by=people.actor(officer), at=NOW, filed_on=TODAY)
        steps.record_posting(again(plan), by=people.actor(officer), at=NOW, **where)
        Plan.objects.filter(pk=plan.pk).update(cycle=year or people.cycle)
    assert list_rows(
        sign_in("em").get(reverse("board:board")), '<ul class="rows">'
    ) == [
        "Vũ Gia Bảo Chi bộ 7 · năm 2026",
        "Trần Thị Bình Chi bộ 7 · năm 2026",
        "Phạm Thị Dung Chi bộ 7 · năm 2026",
        "Nguyễn Văn An Chi bộ 7 · năm 2025",
        "Phạm Thị Dung Chi bộ 7 · năm 2025",
    ]


def test_the_posted_copy_word_for_word(people, sign_in):
    plan = a_posted_head(people, until=TODAY + datetime.timedelta(days=30))
    signed_on = TODAY - datetime.timedelta(days=1)
    plan.signatures.update(signed_on=signed_on)
    copy = sign_in("kha").get(reverse("board:posted", args=[plan.pk]))
    assert lines_of(piece_of(copy, "‹ Niêm yết</a>", "</main>")) == [
        "Trần Thị Bình",
        "Kế hoạch năm 2026 · Chi bộ 7 · Bí thư chi bộ",
        "Niêm yết tại Nhà văn hóa tổ 5, từ 10/02/2026 đến hết 12/03/2026. Ký ngày "
        "09/02/2026.",
        *WRITTEN,
    ]


def test_a_plan_that_is_not_posted_is_not_on_the_board(people, sign_in):
    plan = a_plan_at("posted", people)
    client = sign_in("dung")
    assert client.get(reverse("board:posted", args=[plan.pk])).status_code == 404
    assert "Nguyễn Văn An" not in page(client.get(reverse("board:board")))


def test_a_plan_hangs_on_the_board_until_its_last_day(people, sign_in):
    a_posted_head(people, until=TODAY + datetime.timedelta(days=30))
    assert Plan.objects.on_the_board(TODAY + datetime.timedelta(days=30)).exists()
    assert not Plan.objects.on_the_board(TODAY + datetime.timedelta(days=31)).exists()


def test_a_recalled_plan_leaves_the_board_at_once(people, sign_in):
    plan = a_posted_head(people)
    steps.take_step(
        "recall",
        plan,
        by=people.actor("giang"),
        at=NOW,
        reason="vague",
        note="Ghi rõ hơn.",
    )
    client = sign_in("an")
    assert client.get(reverse("board:posted", args=[plan.pk])).status_code == 404
    assert "Chưa có bản nào đang niêm yết" in page(client.get(reverse("board:board")))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_board_asks_a_fixed_number_of_questions(
    people, sign_in, rows, django_assert_max_num_queries
):
    a_posted_head(people)
    client = sign_in("an")
    with django_assert_max_num_queries(6):
        client.get(reverse("board:board"))


# --- the code on paper ----------------------------------------------------------------


def check(client, code):
    return client.get(reverse("board:check_code"), {"code": code})


def test_a_stranger_checks_a_code_and_reads_nothing_else(people, client):
    plan = a_plan_at("signed", people)
    code, digest = plan.signatures.get().check_code, plan.revisions.get(number=2).digest
    for typed in (code, f" {code[:5]}-{code[5:].lower()} ", f"{code[:5]} {code[5:]}"):
        shown = page(check(client, typed))
        assert (
            "Mã đúng" in shown
            and "Chi bộ 7" in shown
            and "10/02/2026" in shown
            and digest[:4] in shown
        )
    assert not any(
        words in shown for words in ("Nguyễn Văn An", "ngõ 94", digest, "Thoát")
    )


def test_a_code_that_stands_for_nothing(people, client):
    a_plan_at("signed", people)
    assert "Không có mã này" in page(check(client, "AAAAAAAAAA"))
    assert "<title>Lỗi" in page(check(client, ""))
    assert client.post(reverse("board:check_code"), {"code": "A"}).status_code == 405


def test_an_older_signature_says_that_there_is_a_newer_one(people, client):
    plan = a_plan_at("signed", people)
    steps.take_step(
        "recall",
        plan,
        by=people.actor("giang"),
        at=NOW,
        reason="vague",
        note="Ghi rõ hơn.",
    )
    remarks.answer_remark(plan.remarks.get(), "Đã sửa.", by=people.actor("an"), at=NOW)
    steps.take_step("sign", again(plan), by=people.actor("an"), at=NOW)
    older, newer = plan.signatures.order_by("revision")
    assert "không còn là bản mới nhất" in page(check(client, older.check_code))
    assert "không còn là bản mới nhất" not in page(check(client, newer.check_code))


def test_what_a_code_says_word_for_word(people, client):
    plan = a_plan_at("signed", people)
    for number in (1, 2):
        steps.take_step(
            "recall",
            again(plan),
            by=people.actor("giang"),
            at=NOW,
            reason="vague",
            note="Ghi rõ hơn.",
        )
        plan.remarks.update(answer="Đã sửa.")
        steps.take_step(
            "sign",
            again(plan),
            by=people.actor("an"),
            at=NOW + datetime.timedelta(days=number),
        )
    told = {}
    for revision in (2, 4):
        digest = plan.revisions.get(number=revision).digest
        stamp = " ".join(digest[begin : begin + 4] for begin in (0, 4, 8, 12))
        code = plan.signatures.get(revision=revision).check_code
        told[revision] = lines_of(
            piece_of(check(client, code), '<section class="confirmation"', "</section>")
        )[1:]
        told[revision] = [line.replace(stamp, "…") for line in told[revision]]
    year = "Kế hoạch tu dưỡng, rèn luyện năm 2026, Chi bộ 7, Đảng bộ phường Phúc Đồng."
    printed = "Dấu vân của văn bản bắt đầu bằng …. Trên giấy phải in đúng như vậy."
    assert told == {
        2: [
            "Mã đúng",
            f"{year} Ký ngày 10/02/2026, bản số 2.",
            printed,
            "Bản này không còn là bản mới nhất: đã có bản ký ngày 12/02/2026 thay thế.",
        ],
        4: ["Mã đúng", f"{year} Ký ngày 12/02/2026, bản số 4.", printed],
    }


def test_a_plan_is_on_the_board_from_its_first_day_and_of_its_present_revision(
    people, sign_in
):
    plan = a_posted_head(people, until=TODAY + datetime.timedelta(days=9))
    assert Plan.objects.on_the_board(TODAY).get() == plan
    assert not Plan.objects.on_the_board(TODAY - datetime.timedelta(days=1)).exists()
    plan.postings.update(revision=1)
    assert not Plan.objects.on_the_board(TODAY).exists()


def test_a_machine_that_asks_and_asks_is_stopped(people, client):
    code = a_plan_at("signed", people).signatures.get().check_code
    for _ in range(RULES["question"].most):
        assert check(client, "AAAAAAAAAA").status_code == 200
    stopped = check(client, code)
    assert stopped.status_code == 429
    assert "Mã đúng" not in page(stopped)
    assert "10 phút" in page(stopped)
    assert GuessCount.objects.get().number == RULES["question"].most
    assert client.get(reverse("board:check_code")).status_code == 200
    assert check_from(client, code, "10.0.0.2").status_code == 200


def check_from(client, code, address):
    asked = {"code": code}
    return client.get(reverse("board:check_code"), asked, REMOTE_ADDR=address)
