"""A person's first page: where it leads, what it says, what it costs."""

import datetime
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import User
from cells.models import Exemption, Membership, Suspension
from plans import readings, remarks
from plans.models import Cycle, Plan, Status
from plans.workflow import steps
from tests.factories import CommitteeFactory, CycleFactory
from tests.markup import fold_spaces
from tests.people import NOW, TODAY, a_plan_at, again, put_into
from tests.plans.author import a_returned_plan, hidden, page
from tests.plans.browsing import list_rows

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

HOMES = {
    "an": "home:my_plan",
    "em": "home:my_plan",
    "kha": "home:my_plan",
    "binh": "desk:queue",
    "bao": "desk:queue",
    "lan": "desk:queue",
    "hanh": "desk:queue",
    "giang": "dashboard:dashboard",
    "inh": "dashboard:dashboard",
    "quan": "accounts:accounts",
}


@pytest.mark.parametrize(("name", "route"), HOMES.items())
def test_everybody_begins_where_their_work_lies(people, sign_in, name, route):
    assert sign_in(name).get(reverse("home:home")).url == reverse(route)


def mine(client):
    return fold_spaces(page(client.get(reverse("home:my_plan"))))


# --- before anything was written ------------------------------------------------------


def test_a_plan_is_begun_once_with_one_button(people, sign_in):
    client = sign_in("an")
    assert "Việc cần làm: viết kế hoạch năm 2026" in mine(client)
    assert "trước hết ngày 31/01/2026 (quá hạn 10 ngày)" in mine(client)
    for _ in range(2):
        answer = client.post(reverse("home:begin_plan"))
    plan = Plan.objects.get()
    assert answer.url == reverse("editor:edit", args=[plan.pk])
    assert (plan.member, plan.cell, plan.events.count()) == (people.an, people.cell, 1)
    assert not plan.assistances.exists()


def test_somebody_without_a_cell_reads_a_calm_sentence(people, sign_in):
    client = sign_in("em")
    assert "Hiện đồng chí chưa phải làm gì" in mine(client)
    assert client.post(reverse("home:begin_plan")).url == reverse("home:my_plan")


def test_a_year_that_is_not_open_yet(people, sign_in):
    Cycle.objects.all().delete()
    assert "chưa mở đợt kế hoạch" in mine(sign_in("an"))


def test_a_login_without_a_person_reads_what_to_do(db, client):
    user = User.objects.create_user("vo-danh", "ba tu that dai 2026")
    client.force_login(user, backend="accounts.backends.IssuedNameBackend")
    assert client.get(reverse("home:home")).url == reverse("home:my_plan")
    assert "chưa gắn với ai" in mine(client)


def test_the_exempt_need_not_but_may(people, sign_in):
    Exemption.objects.create(member=people.an, since=datetime.date(2025, 1, 1))
    client = sign_in("an")
    assert "không phải lập kế hoạch" in mine(client) and "Tự nguyện viết" in mine(
        client
    )
    assert "Bốn bước" not in mine(client)
    client.post(reverse("home:begin_plan"))
    written = mine(client)
    assert "Hiện đồng chí chưa phải làm gì" in written and "Bốn bước" in written
    assert "Viết tiếp" in written and "Việc cần làm" not in written


def test_the_suspended_have_no_button(people, sign_in):
    Suspension.objects.create(member=people.an, since=datetime.date(2026, 1, 1))
    shown = mine(sign_in("an"))
    assert "đình chỉ" in shown and reverse("home:begin_plan") not in shown


def test_a_newcomer_has_a_deadline_of_their_own(people, sign_in):
    Membership.objects.filter(member=people.an).update(
        since=datetime.date(2026, 2, 4), origin="admitted"
    )
    assert "trước hết ngày 06/03/2026 (còn 24 ngày)" in mine(sign_in("an"))


# --- which year is the current one ----------------------------------------------------


def test_the_current_cycle_is_the_newest_of_the_cells_line(people):
    CycleFactory(committee=people.ward, year=2025)
    CycleFactory(committee=CommitteeFactory(), year=2027)
    assert Cycle.objects.current(people.cell, TODAY) == people.cycle
    city = CommitteeFactory(kind="city")
    people.ward.parent = city
    people.ward.save()
    above = CycleFactory(committee=city, year=2026)
    people.cycle.delete()
    assert Cycle.objects.current(people.cell, TODAY) == above
    nearest = CycleFactory(committee=people.ward, year=2026)
    assert Cycle.objects.current(people.cell, TODAY) == nearest
    newer = CycleFactory(committee=city, year=2027)
    assert Cycle.objects.current(people.cell, TODAY) == nearest
    assert Cycle.objects.by_year(people.cell)[2026] == nearest
    assert Cycle.objects.current(people.cell, datetime.date(2027, 1, 1)) == newer


def test_a_year_that_was_opened_ahead_is_current_where_there_is_no_other(people):
    older = CycleFactory(committee=people.ward, year=2024)
    people.cycle.delete()
    ahead = CycleFactory(committee=people.ward, year=2027)
    later = CycleFactory(committee=people.ward, year=2028)
    assert list(Cycle.objects.by_year(people.cell).values()) == [older, ahead, later]
    assert Cycle.objects.current(people.cell, TODAY) == older
    Cycle.objects.filter(pk=older.pk).update(closed_on=TODAY)
    assert set(Cycle.objects.under_way()) == {ahead, later}
    assert Cycle.objects.current(people.cell, TODAY) == older
    older.delete()
    assert Cycle.objects.current(people.cell, TODAY) == ahead


def test_plans_of_earlier_years_can_be_read_again(people, sign_in):
    plan = a_plan_at("posted", people)
    put_into(plan, CycleFactory(committee=people.ward, year=2025))
    client = sign_in("an")
    shown = mine(client)
    assert (
        "Kế hoạch năm 2026 của đồng chí" in shown and "Kế hoạch năm 2025</b>" in shown
    )
    assert reverse("editor:read_back", args=[plan.pk]) in shown
    assert "Vận động các hộ ngõ 94" in page(
        client.get(reverse("editor:read_back", args=[plan.pk]))
    )


def test_earlier_years_stand_with_cell_and_status_the_newest_first(people, sign_in):
    for year, status, cell in (
        (2024, "signed", people.other_cell),
        (2025, "posted", people.cell),
    ):
        plan = a_plan_at(status, people)
        cycle = CycleFactory(committee=people.ward, year=year, closed_on=TODAY)
        put_into(plan, cycle, cell=cell)
    a_plan_at("draft", people)
    assert list_rows(
        sign_in("an").get(reverse("home:my_plan")), "<h2>Các năm trước</h2>"
    ) == [
        "Kế hoạch năm 2025 Chi bộ 7 · Đã nộp, niêm yết · năm đã đóng",
        "Kế hoạch năm 2024 Chi bộ 9 · Đã ký · năm đã đóng",
    ]


def test_a_second_plan_of_a_year_from_before_is_read_like_an_earlier_one(
    people, sign_in
):
    second = a_plan_at("signed", people)
    put_into(second, CycleFactory(committee=CommitteeFactory()), year=None)
    plan = a_plan_at("draft", people)
    page = sign_in("an").get(reverse("home:my_plan"))
    assert list_rows(page, "<h2>Các năm trước</h2>") == [
        "Kế hoạch năm 2026 Chi bộ 7 · Đã ký · bản thứ hai của năm ấy, có từ trước"
    ]
    assert reverse("home:readers", args=[plan.pk]) in page.content.decode()
    read = reverse("editor:read_back", args=[second.pk])
    assert sign_in("an").get(read).status_code == 200


def test_somebody_with_only_a_second_plan_begins_one_of_the_year(people, sign_in):
    second = a_plan_at("signed", people)
    put_into(second, people.cycle, year=None)
    client = sign_in("an")
    assert "Việc cần làm: viết kế hoạch năm 2026" in mine(client)
    client.post(reverse("home:begin_plan"), {"nam": "2026"})
    plan = Plan.objects.get(member=people.an, year=2026)
    assert (plan.cycle, plan.status) == (people.cycle, "draft")
    assert "bản thứ hai của năm ấy" in mine(client)


def test_the_first_page_counts_tasks_and_shortcomings(people, sign_in):
    a_plan_at("draft", people)
    a_plan_at("draft", people, of="dung")
    assert "<p>3 việc đăng ký · 2 hạn chế cần khắc phục</p>" in mine(sign_in("an"))


# --- under way ------------------------------------------------------------------------


def test_a_returned_plan_tells_who_asks_what_by_when(people, sign_in):
    a_returned_plan(people)
    shown = mine(sign_in("an"))
    assert "Việc cần làm: sửa theo 1 góp ý của chi bộ" in shown
    assert "Bí thư chi bộ Trần Thị Bình trả lại ngày 10/02/2026." in shown
    assert "gửi lại trước hết ngày 28/02/2026 (còn 18 ngày)" in shown
    assert (
        'class="step step-now" aria-current="step"> <span class="step-mark" '
        'aria-hidden="true">2</span>' in shown
    )


def test_the_line_names_the_reader(people, sign_in):
    plan = a_plan_at("cell_review", people)
    assert "chưa có ai đọc" in mine(sign_in("an"))
    readings.record_reading(plan, by=people.actor("binh"), at=NOW)
    assert "bí thư chi bộ Trần Thị Bình đọc ngày 10/02/2026" in mine(sign_in("an"))


def test_the_line_names_the_first_who_read_this_revision(people, sign_in):
    plan = a_plan_at("cell_review", people)
    readings.record_reading(
        plan, by=people.actor("bao"), at=NOW - datetime.timedelta(days=3)
    )
    steps.take_step("return", plan, by=people.actor("binh"), at=NOW, note="Sửa")
    steps.take_step("submit", again(plan), by=people.actor("an"), at=NOW)
    plan = again(plan)
    for days, name in (
        (0, "bao"),
        (1, "binh"),
        (2, "dung"),
    ):  # Dung reads as a fellow member
        readings.record_reading(
            plan, by=people.actor(name), at=NOW - datetime.timedelta(days=days)
        )
    assert "Đang ở bước này · bí thư chi bộ Trần Thị Bình đọc ngày 09/02/2026" in mine(
        sign_in("an")
    )


def test_a_plan_is_withdrawn_while_nobody_has_begun(people, sign_in):
    plan, client = a_plan_at("cell_review", people), sign_in("an")
    fields = hidden(mine(client), "key", "seen")
    for _ in range(2):
        client.post(reverse("review:plan_step", args=[plan.pk, "withdraw"]), fields)
    assert again(plan).status == Status.DRAFT
    assert "Rút lại ngày 10/02/2026" in mine(client)


@pytest.mark.parametrize("begun", ["opened", "remarked"])
def test_it_is_not_withdrawn_once_somebody_has(people, sign_in, begun):
    plan, binh = a_plan_at("cell_review", people), people.actor("binh")
    if begun == "opened":
        readings.record_reading(plan, by=binh, at=NOW)
    else:
        remarks.make_remark(
            plan, by=binh, at=NOW, reason="vague", text="Bao nhiêu?", key=uuid4()
        )
    assert "Rút lại để sửa" not in mine(sign_in("an"))


def test_a_heads_last_step_is_posting_as_well(people, sign_in):
    a_plan_at("signed", people, of="binh", reviewer="bao")
    assert "Niêm yết và nộp chi bộ 01 bản" in mine(sign_in("binh"))


def test_whom_to_ask_is_somebody_else(people, sign_in):
    people.binh.phone = "0912 345 678"
    people.binh.save()
    assert 'Gọi đ/c Trần Thị Bình, Bí thư chi bộ: <a href="tel:0912345678">' in mine(
        sign_in("an")
    )
    assert "Hỏi đ/c Vũ Gia Bảo, Phó bí thư chi bộ" in mine(sign_in("binh"))


def test_who_has_read_my_plan(people, sign_in):
    plan = a_plan_at("cell_review", people)
    for name in ("binh", "dung"):
        readings.record_reading(plan, by=people.actor(name), at=NOW)
    client = sign_in("an")
    assert "2 lượt mở" in mine(client)
    shown = fold_spaces(page(client.get(reverse("home:readers", args=[plan.pk]))))
    assert (
        '<b>Trần Thị Bình</b><br><span class="muted">Chi ủy · bản số 1 · 09:00 ngày '
        "10/02/2026</span>" in shown
    )
    assert "Đảng viên cùng chi bộ" in shown


def test_every_opening_of_my_plan_is_listed_the_newest_first(people, sign_in):
    plan = a_plan_at("cell_review", people)
    for hours, name in ((1, "dung"), (4, "giang"), (2, "binh"), (3, "inh")):
        readings.record_reading(
            plan, by=people.actor(name), at=NOW - datetime.timedelta(hours=hours)
        )
    steps.take_step("agree", plan, by=people.actor("binh"), at=NOW)
    steps.take_step("sign", again(plan), by=people.actor("an"), at=NOW)
    readings.record_reading(
        again(plan), by=people.actor("bao"), at=NOW - datetime.timedelta(hours=4)
    )  # the later of two at once
    readings.record_reading(
        a_plan_at("cell_review", people, of="dung"), by=people.actor("an"), at=NOW
    )
    assert list_rows(
        sign_in("an").get(reverse("home:readers", args=[plan.pk])), '<ul class="rows">'
    ) == [
        "Phạm Thị Dung Đảng viên cùng chi bộ · bản số 1 · 08:00 ngày 10/02/2026",
        "Trần Thị Bình Chi ủy · bản số 1 · 07:00 ngày 10/02/2026",
        "Bùi Văn Inh Kiểm tra, giám sát · bản số 1 · 06:00 ngày 10/02/2026",
        "Vũ Gia Bảo Chi ủy · bản số 2 · 05:00 ngày 10/02/2026",
        "Ngô Thị Giang Đảng ủy · bản số 1 · 05:00 ngày 10/02/2026",
    ]


@pytest.mark.parametrize(
    "status", ["draft", "cell_review", "finalizing", "signed", "posted"]
)
def test_the_first_page_asks_few_questions(
    people, sign_in, status, django_assert_max_num_queries
):
    a_plan_at(status, people)
    client = sign_in("an")
    with django_assert_max_num_queries(12):
        assert len(client.get(reverse("home:my_plan")).content) < 20 * 1024
