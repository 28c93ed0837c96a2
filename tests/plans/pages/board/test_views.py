"""The board that everybody signed in reads, and the codes that a stranger checks."""

import datetime

import pytest
from django.urls import reverse

from accounts.guesses import RULES
from accounts.models import GuessCount
from cells.models import Appointment, Member, Membership
from plans import remarks
from plans.models import BoardSwitch, Plan
from plans.workflow import steps, wall
from plans.workflow.printing import print_for_signing
from tests.factories import AppointmentFactory, CommitteeFactory, CycleFactory
from tests.people import NOW, TODAY, a_plan_at, again, first_task, put_into
from tests.plans.author import CANARY, page
from tests.plans.browsing import WRITTEN, lines_of, list_rows, piece_of, text_of

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
    switch_on(people)
    wall.give_consent(again(plan), by=people.actor("binh"), at=NOW)
    return again(plan)


def switch_on(people):
    BoardSwitch.objects.create(
        committee=people.ward, is_on=True, set_by=people.giang, set_at=NOW
    )


@pytest.mark.parametrize("name", ["an", "chi", "giang", "hanh", "inh", "kha"])
def test_everybody_of_the_ward_reads_the_posted_copy_of_a_head(people, sign_in, name):
    plan, client = a_posted_head(people), sign_in(name)
    assert "Trần Thị Bình" in page(client.get(reverse("board:board")))
    copy = page(client.get(reverse("board:posted", args=[plan.pk])))
    assert "Vận động các hộ ngõ 94" in copy and "Nhà văn hóa tổ 5" in copy
    assert not any(
        secret in copy for secret in ("05/09/1958", "0912", CANARY, "Đã sửa.")
    )


@pytest.mark.parametrize("name", ["em", "quan"])
def test_nobody_who_belongs_nowhere_reads_it_nor_the_administrator(
    people, sign_in, name
):
    plan, client = a_posted_head(people), sign_in(name)
    assert "Trần Thị Bình" not in page(client.get(reverse("board:board")))
    assert client.get(reverse("board:posted", args=[plan.pk])).status_code == 404


def test_who_holds_a_post_over_the_ward_reads_it_from_outside(people, sign_in):
    plan = a_posted_head(people)
    city = CommitteeFactory(name="Thành ủy", kind="city")
    AppointmentFactory(member=people.em, role="ward_officer", committee=city)
    address = reverse("board:posted", args=[plan.pk])
    assert sign_in("em").get(address).status_code == 404
    type(people.ward).objects.filter(pk=people.ward.pk).update(parent=city)
    assert sign_in("em").get(address).status_code == 200


def test_only_heads_of_today_who_belong_to_a_cell_are_on_the_board(people):
    plan = a_posted_head(people)
    assert Plan.objects.on_the_board(TODAY).get() == plan
    Appointment.objects.filter(member=people.binh).update(until=TODAY)
    assert not Plan.objects.on_the_board(TODAY).exists()
    Appointment.objects.filter(member=people.binh).update(until=None)
    Membership.objects.filter(member=people.binh).update(until=TODAY)
    assert not Plan.objects.on_the_board(TODAY).exists()


def test_the_board_lists_the_newest_year_first_and_then_by_name(people, sign_in):
    switch_on(people)
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
        wall.give_consent(again(plan), by=people.actor(name), at=NOW)
        put_into(plan, year or people.cycle)
    assert list_rows(
        sign_in("chi").get(reverse("board:board")), '<ul class="rows">'
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
    assert "Chưa có bản nào trên bảng" in page(client.get(reverse("board:board")))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_board_asks_a_fixed_number_of_questions(
    people, sign_in, rows, django_assert_max_num_queries
):
    a_posted_head(people)
    client = sign_in("an")
    with django_assert_max_num_queries(8):
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


# --- the switch, the consent, the wall ------------------------------------------------


def switch(client, people, state):
    address = reverse("board:switch", args=[people.ward.pk])
    return client.post(address, {"state": state})


@pytest.mark.parametrize(
    ("name", "status"),
    [("giang", 302), ("binh", 403), ("inh", 403), ("hanh", 403), ("an", 403)],
)
def test_the_ward_switches_its_board_and_nobody_else(people, sign_in, name, status):
    assert switch(sign_in(name), people, "on").status_code == status
    assert BoardSwitch.objects.exists() == (status == 302)


def test_who_switched_it_and_when_is_seen(people, sign_in):
    client = sign_in("giang")
    switch(client, people, "on")
    shown = text_of(client.get(reverse("board:board")))
    assert "đang bật" in shown and "Đ/c Ngô Thị Giang bật ngày 10/02/2026" in shown
    switch(client, people, "off")
    shown = text_of(client.get(reverse("board:board")))
    assert "đang tắt" in shown and "Đ/c Ngô Thị Giang để tắt ngày" in shown
    assert BoardSwitch.objects.count() == 2
    assert "Tắt bảng" not in page(sign_in("an").get(reverse("board:board")))


def test_after_an_upgrade_the_ward_is_told_until_it_says_something(people, sign_in):
    BoardSwitch.objects.create(committee=people.ward, is_on=False, set_at=NOW)
    client, told = sign_in("giang"), "Từ bản nâng cấp này, bảng tắt"
    assert told in page(client.get(reverse("board:board")))
    first = "Bảng niêm yết trên phần mềm đang tắt từ bản nâng cấp này"
    assert first in page(client.get(reverse("dashboard:dashboard")))
    switch(client, people, "off")
    assert told not in page(client.get(reverse("board:board")))
    assert first not in page(client.get(reverse("dashboard:dashboard")))


def test_a_head_agrees_by_a_tap_of_their_own_and_withdraws_by_one(people, sign_in):
    plan, client = a_posted_head(people), sign_in("binh")
    plan.consents.all().delete()
    home = page(client.get(reverse("home:my_plan")))
    assert "Tôi đồng ý cho hiện trên bảng" in home and "checkbox" not in home
    client.post(reverse("board:consent", args=[plan.pk]))
    assert Plan.objects.on_the_board(TODAY).exists()
    assert "Rút lại đồng ý" in page(client.get(reverse("home:my_plan")))
    client.post(reverse("board:withdraw", args=[plan.pk]))
    assert not Plan.objects.on_the_board(TODAY).exists()
    assert sign_in("an").get(reverse("board:posted", args=[plan.pk])).status_code == 404


def test_a_head_withdraws_although_the_board_is_off(people, sign_in):
    plan = a_posted_head(people)
    BoardSwitch.objects.all().delete()
    assert "Rút lại đồng ý" in page(sign_in("binh").get(reverse("home:my_plan")))
    assert plan.consents.given().exists()


@pytest.mark.parametrize("name", ["bao", "giang", "an"])
def test_nobody_agrees_for_the_head(people, sign_in, name):
    plan = a_posted_head(people)
    for route in ("board:consent", "board:withdraw"):
        address = reverse(route, args=[plan.pk])
        assert sign_in(name).post(address).status_code == 404
    assert plan.consents.given().exists()


def test_consent_on_paper_is_recorded_with_its_date_by_who_files(people, sign_in):
    plan = a_posted_head(people)
    plan.consents.all().delete()
    address = reverse("record:record_consent", args=[plan.pk])
    sent = {
        "key": "00000000-0000-4000-8000-000000000001",
        "seen": plan.revision,
        "given_on": "09/02/2026",
    }
    assert sign_in("giang").post(address, sent).status_code == 403
    assert sign_in("bao").post(address, sent | {"given_on": ""}).status_code == 422
    assert sign_in("bao").post(address, sent).status_code == 302
    assert plan.consents.get().given_on == datetime.date(2026, 2, 9)


def test_what_is_over_is_told_to_the_head_the_cell_and_the_ward(people, sign_in):
    plan = a_posted_head(people, until=TODAY)
    over = {
        "since": TODAY - datetime.timedelta(days=9),
        "until": TODAY - datetime.timedelta(days=1),
    }
    plan.postings.update(**over)
    assert "đã hết hạn ngày 09/02/2026" in page(
        sign_in("binh").get(reverse("home:my_plan"))
    )
    line = "01 bản niêm yết đã hết hạn"
    assert line in text_of(sign_in("bao").get(reverse("desk:queue")))
    assert line in text_of(sign_in("giang").get(reverse("dashboard:dashboard")))
    for name in ("bao", "giang", "inh"):
        wall_page = page(sign_in(name).get(reverse("board:wall")))
        assert "Đã hết hạn niêm yết" in wall_page and "Trần Thị Bình" in wall_page
    assert sign_in("an").get(reverse("board:wall")).status_code == 403


def test_the_code_of_a_print_that_nobody_signed_yet_says_so(people, client):
    plan = a_plan_at("finalizing", people)
    printed = print_for_signing(plan, by=people.actor("bao"), at=NOW)
    shown = page(check(client, printed.code))
    assert "Mã đúng, chưa ghi nhận chữ ký" in shown and "Bản in để ký số 2" in shown
    assert "Nguyễn Văn An" not in shown
    sent = {"sheet": printed, "signed_on": TODAY}
    steps.take_step("sign", again(plan), by=people.actor("bao"), at=NOW, **sent)
    shown = page(check(client, printed.code))
    assert "chưa ghi nhận" not in shown and "Ký ngày 10/02/2026" in shown
