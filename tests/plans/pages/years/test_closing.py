"""A year goes on until the ward closes it: played through the pages, from December
2026 into 2027."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from phucdong.writing import date_text
from plans.models import Cycle, Plan, YearRecord
from plans.workflow import steps
from tests.factories import CycleFactory
from tests.people import NOW, TODAY, a_plan, a_plan_at, again
from tests.plans.browsing import say, send, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
IN_DECEMBER = NOW.replace(month=12, day=14)
IN_JANUARY = NOW.replace(year=2027, month=1, day=11)
CALENDAR_2027 = {
    "draft_due_on": "31/01/2027",
    "review_due_on": "28/02/2027",
    "filed_due_on": "15/03/2027",
    "confirmation_suffices": "yes",
}


DAYS = ("draft_due_on", "review_due_on", "filed_due_on")
CLOSED = "Năm 2026 đã đóng từ ngày 10/02/2026"


def address(name, cycle):
    return reverse(f"years:{name}", args=[cycle.pk])


def shown(client, route, **query):
    return text_of(client.get(reverse(route), query))


# --- the story ------------------------------------------------------------------------


def unfinished_plans(people):
    """An's was returned with a remark, Dung's waits for the cell, Bảo's is signed,
    Chi's was recalled by the ward."""
    binh, giang = people.actor("binh"), people.actor("giang")
    plans = {
        "an": a_plan_at("cell_review", people, "an"),
        "dung": a_plan_at("cell_review", people, "dung"),
        "bao": a_plan_at("signed", people, "bao"),
        "chi": a_plan_at("signed", people, "chi", reviewer="giang"),
    }
    steps.take_step("return", plans["an"], by=binh, at=NOW, note="Ghi rõ số hộ")
    asked = {"reason": "vague", "note": "Ghi rõ thời hạn"}
    steps.take_step("recall", plans["chi"], by=giang, at=NOW, **asked)
    return plans


def read_desks(sign_in):
    """What the secretary's desk, the author's first page, control and follow-up
    say."""
    desk = shown(sign_in("binh"), "desk:queue")
    home = shown(sign_in("an"), "home:my_plan")
    control = shown(sign_in("giang"), "control:control")
    followed = shown(sign_in("giang"), "control:control_follow_up")
    return desk, home, control, followed


def assert_nothing_has_left(sign_in):
    desk, home, control, followed = read_desks(sign_in)
    assert "01 kế hoạch chờ đọc · 01 bản chờ ký, nộp" in desk
    assert "Đang sửa (1)" in desk and "Chi bộ đã trả lại" in desk
    assert "Kế hoạch năm 2026 của đồng chí" in home
    assert "trả lại ngày 10/02/2026" in home
    assert "3 kế hoạch đã rời tay người viết." in control
    assert "Đã yêu cầu 1 · chưa sửa 1" in followed


def test_nothing_leaves_a_desk_before_the_ward_closes_the_year(people, sign_in):
    plans = unfinished_plans(people)
    with time_machine.travel(IN_DECEMBER):
        assert_nothing_has_left(sign_in)
        giang = sign_in("giang")
        opening = reverse("years:open_year", args=[people.ward.pk, 2027])
        assert "Năm 2026 còn 04 kế hoạch chưa xong." in text_of(giang.get(opening))
        giang.post(opening, CALENDAR_2027)
        assert Cycle.objects.filter(year=2027).exists()
        assert_nothing_has_left(sign_in)
    with time_machine.travel(IN_JANUARY):
        assert_nothing_has_left(sign_in)
        desk, home, control, followed = read_desks(sign_in)
        # Each is named by its year, now that it is not this one.
        assert "Phạm Thị Dung Lần 1" in desk and "kế hoạch năm 2026 ·" in desk
        assert "Nguyễn Văn An kế hoạch năm 2026 · từ 10/02/2026" in desk
        assert "Vũ Gia Bảo kế hoạch năm 2026 · đã ký 10/02/2026" in desk
        assert control.count("kế hoạch năm 2026") == 3
        assert "kế hoạch năm 2026" in followed
        assert "Năm khác đang mở Kế hoạch năm 2027 chưa bắt đầu" in home
        # An goes on where he was, and 2027 is begun beside it.
        an = sign_in("an")
        an.post(reverse("home:begin_plan"), {"nam": "2027"})
        send(an, again(plans["an"]), "submit")
        assert again(plans["an"]).status == "cell_review"
        assert "02 kế hoạch chờ đọc" in shown(sign_in("binh"), "desk:queue")
        close_it(people, sign_in)


def close_it(people, sign_in):
    giang = sign_in("giang")
    page = text_of(giang.get(address("close_year", people.cycle)))
    assert "Còn 04 kế hoạch chưa xong Chi bộ góp ý: 02 Hoàn thiện: 01 Đã ký: 01" in page
    assert "01 bản đã ký mà chưa ghi nhận nộp" in page
    assert "Chi bộ 7: 03 Chi bộ 9: 01" in page
    done = giang.post(
        address("close_year", people.cycle), {"reason": "Đã tổng kết"}, follow=True
    )
    assert "Đã đóng năm 2026." in text_of(done)
    assert "Đóng năm đ/c Ngô Thị Giang" in text_of(done)
    desk, home, control, followed = read_desks(sign_in)
    assert "00 kế hoạch chờ đọc" in desk and "năm 2026" not in desk
    assert "Kế hoạch năm 2027 của đồng chí" in home
    assert "Kế hoạch năm 2026 Chi bộ 7 · Chi bộ góp ý · năm đã đóng" in home
    assert "0 kế hoạch đã rời tay người viết." in control
    assert "Đã yêu cầu 0 · chưa sửa 0" in followed


# --- closing --------------------------------------------------------------------------


def close(sign_in, cycle):
    return sign_in("giang").post(address("close_year", cycle), {"reason": "Xong năm"})


def test_without_a_reason_nothing_is_closed(people, sign_in):
    answer = sign_in("giang").post(address("close_year", people.cycle), {"reason": " "})
    assert "Ghi vì sao." in text_of(answer)
    assert Cycle.objects.get().is_under_way and not YearRecord.objects.exists()


def test_a_finished_year_closes_with_a_word(people, sign_in):
    a_plan_at("posted", people)
    page = text_of(sign_in("giang").get(address("close_year", people.cycle)))
    assert "Mọi kế hoạch đã xong" in page and "Năm 2026 chưa hết." in page


def test_a_year_is_opened_again_by_whoever_closed_it(people, sign_in):
    plan = a_plan_at("cell_review", people)
    close(sign_in, people.cycle)
    client = sign_in("giang")
    assert "Mở lại năm 2026" in text_of(client.get(address("year", people.cycle)))
    assert "đóng 10/02/2026" in shown(client, "years:cycles")
    page = text_of(client.get(address("reopen_year", people.cycle)))
    assert "01 kế hoạch chưa xong của năm 2026 trở lại" in page
    client.post(address("reopen_year", people.cycle), {"reason": "Đóng nhầm"})
    assert again(plan).goes_on_here
    records = text_of(client.get(address("year", people.cycle)))
    assert "Mở lại năm đ/c Ngô Thị Giang" in records and "Đóng nhầm" in records


def test_who_only_reads_years_sees_that_it_is_closed_and_no_button(people, sign_in):
    close(sign_in, people.cycle)
    for name in ("binh", "inh"):
        client = sign_in(name)
        page = client.get(address("year", people.cycle))
        assert "Năm 2026 đã đóng từ ngày 10/02/2026" in text_of(page)
        assert address("reopen_year", people.cycle) not in page.text
        assert client.get(address("close_year", people.cycle)).status_code == 403


def calendar_of(cycle, **changes):
    """What the form of a year sends."""
    sent = {name: date_text(getattr(cycle, name)) for name in DAYS}
    sent |= {"topic": cycle.topic, "confirmation_suffices": "yes"}
    sent |= {"form-TOTAL_FORMS": "0", "form-INITIAL_FORMS": "0"}
    return sent | changes


def test_the_calendar_of_a_closed_year_has_no_form(people, sign_in):
    client, page = sign_in("giang"), address("year", people.cycle)
    assert 'name="draft_due_on"' in client.get(page).text
    close(sign_in, people.cycle)
    shown = client.get(page)
    assert 'name="draft_due_on"' not in shown.text and "Lưu năm" not in shown.text
    assert "Năm đã đóng nên lịch và căn cứ không sửa được nữa." in text_of(shown)
    assert address("reopen_year", people.cycle) in shown.text


def test_what_is_sent_for_a_closed_year_is_given_back_and_changes_nothing(
    people, sign_in
):
    close(sign_in, people.cycle)
    before = list(Cycle.objects.values())
    client, page = sign_in("giang"), address("year", people.cycle)
    for sent in (
        {"topic": "Chuyên đề mới"},
        {"topic": "Chuyên đề mới", "draft_due_on": ""},
    ):
        answer = client.post(page, calendar_of(people.cycle, **sent))
        assert answer.status_code == 409
        assert f"{CLOSED}: lịch, chuyên đề, cách nộp và căn cứ giữ nguyên" in (
            text_of(answer)
        )
        assert "Chuyên đề mới" in answer.text and "Lưu năm" not in answer.text
    assert list(Cycle.objects.values()) == before
    assert YearRecord.objects.filter(kind="changed").count() == 0
    client.post(address("reopen_year", people.cycle), {"reason": "Đóng nhầm"})
    sent = calendar_of(people.cycle, topic="Chuyên đề mới")
    assert client.post(page, sent).status_code == 302
    assert Cycle.objects.get().topic == "Chuyên đề mới"


def test_a_record_that_came_with_the_upgrade_names_nobody(people, sign_in):
    YearRecord.objects.create(
        committee=people.ward, year=2026, kind="closed", by=None, at=NOW
    )
    page = text_of(sign_in("binh").get(address("year", people.cycle)))
    assert "Đóng năm phần mềm, khi nâng cấp, lúc" in page


# --- a page from before ---------------------------------------------------------------


def test_a_reviewer_is_told_why_and_shown_what_was_typed(people, sign_in):
    plan = a_plan_at("cell_review", people)
    client = sign_in("binh")
    client.get(f"/ke-hoach/{plan.pk}/")
    close(sign_in, people.cycle)
    client = sign_in("binh")
    answer = send(client, plan, "return", note="Ghi rõ số hộ")
    assert answer.status_code == 403 and CLOSED in text_of(answer)
    assert "Năm này đã đóng" in answer.text and "Ghi rõ số hộ" in answer.text
    answer = say(client, plan, reason="vague", text="Chưa rõ")
    assert answer.status_code == 403 and CLOSED in text_of(answer)
    assert "Chưa rõ" in answer.text and again(plan).status == "cell_review"


def test_what_an_author_types_stays_on_the_page(people, sign_in):
    plan = a_plan(people)
    close(sign_in, people.cycle)
    client = sign_in("an")
    section = reverse("editor:section", args=[plan.pk, "political"])
    sent = {"f-text": "Lời mới", "version": 1}
    answer = client.post(section, sent, headers={"X-Autosave": "1"})
    assert answer.status_code == 409 and CLOSED in answer.json()["problem"]
    answer = client.post(section, sent)
    assert answer.status_code == 403 and CLOSED in text_of(answer)
    for page in (section, reverse("editor:edit", args=[plan.pk])):
        assert client.get(page, follow=True).redirect_chain
    page = text_of(client.get(reverse("editor:read_back", args=[plan.pk])))
    assert CLOSED in page and "Gửi chi bộ" not in page


def test_of_copies_each_is_told_why_it_is_not_recorded(people, sign_in):
    plan = a_plan_at("signed", people)
    close(sign_in, people.cycle)
    sent = {
        "key": "7f1c4b0c-0000-4000-8000-000000000002",
        "copies": [f"{plan.pk}-{plan.revision}"],
        "day": "10/02/2026",
    }
    answer = sign_in("binh").post(reverse("record:record_copies"), sent, follow=True)
    words = text_of(answer)
    assert f"chưa ghi nhận bản của đ/c Nguyễn Văn An: {CLOSED}" in words
    assert "Đã ghi nhận" not in words and not plan.filings.exists()


def test_the_author_does_not_sign_and_is_told(people, sign_in):
    plan = a_plan_at("finalizing", people)
    close(sign_in, people.cycle)
    assert sign_in("an").get(f"/ke-hoach/{plan.pk}/ky/").status_code == 302
    for name, words in (("binh", CLOSED), ("giang", CLOSED)):
        assert words in text_of(sign_in(name).get(f"/ke-hoach/{plan.pk}/"))


def test_whose_years_are_all_closed_has_nothing_to_do(people, sign_in):
    a_plan_at("cell_review", people)
    close(sign_in, people.cycle)
    client = sign_in("an")
    home = shown(client, "home:my_plan")
    assert "Đảng ủy đã đóng năm 2026 từ ngày 10/02/2026 và chưa mở năm sau" in home
    assert "Kế hoạch năm 2026 Chi bộ 7 · Chi bộ góp ý · năm đã đóng" in home
    client.post(reverse("home:begin_plan"), {"nam": "2026"})
    assert Plan.objects.count() == 1


# --- typing for somebody --------------------------------------------------------------


def test_who_types_for_somebody_chooses_the_year(people, sign_in):
    older = CycleFactory(committee=people.ward, year=2025)
    client, page = sign_in("binh"), reverse("paper:type_for", args=[people.dung.pk])
    first = text_of(client.get(page))
    assert "Gõ hộ đồng chí Phạm Thị Dung, kế hoạch năm 2025" in first
    assert "Gõ cho năm khác: kế hoạch năm 2026" in first
    assert "kế hoạch năm 2026" in text_of(client.get(page, {"nam": "2026"}))
    sent = {"source": "sheet", "helper": people.binh.pk}
    client.post(f"{page}?nam=2026", sent)
    assert Plan.objects.get().cycle == people.cycle
    client.post(f"{page}?nam=2025", sent)
    assert set(Plan.objects.values_list("cycle", flat=True)) == {
        people.cycle.pk,
        older.pk,
    }


def test_who_owes_an_older_year_is_on_the_desk_with_it(people, sign_in):
    CycleFactory(committee=people.ward, year=2025)
    desk = shown(sign_in("binh"), "desk:queue")
    assert "Phạm Thị Dung kế hoạch năm 2025 · chưa bắt đầu" in desk
    assert "Phạm Thị Dung chưa bắt đầu" in desk
    assert "Đồng chí chưa bắt đầu kế hoạch năm 2025." in desk
    assert datetime.date(2026, 2, 10) == TODAY
