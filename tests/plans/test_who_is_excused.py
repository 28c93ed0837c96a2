"""Who is excused is not commanded: nothing is asked of them while it lasts, they may go
on, and no list counts them among those who are late."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cells.models import Exemption, Suspension, Transfer
from plans.models import Status
from plans.pages.desk import pile
from plans.pages.desk.desk import read_desk
from plans.workflow import steps
from tests.factories import CycleFactory
from tests.people import NOW, TODAY, a_plan, a_plan_at, again
from tests.plans.browsing import list_rows, send, text_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
SINCE = date(2026, 2, 1)
AWAY = {"kind": Transfer.Kind.TEMPORARY, "direction": Transfer.Direction.OUT}
# How somebody is excused, and what lists say of them.
EXCUSED = [
    (Exemption, {}, "đang miễn sinh hoạt"),
    (Suspension, {}, "đang bị đình chỉ sinh hoạt"),
    (Transfer, AWAY, "đang tạm chuyển đi nơi khác"),
]
each_excuse = pytest.mark.parametrize(("model", "facts", "words"), EXCUSED)


@each_excuse
def test_the_first_page_asks_for_nothing_and_goes_on(
    people, sign_in, model, facts, words
):
    plan = a_plan_at("finalizing", people)
    asked = text_of(sign_in("an").get(reverse("home:my_plan")))
    assert "Việc cần làm: ký chính thức" in asked
    model.objects.create(member=people.an, since=SINCE, **facts)
    page = sign_in("an").get(reverse("home:my_plan"))
    shown = text_of(page)
    assert "Hiện đồng chí chưa phải làm gì" in shown
    assert f"Đồng chí {words}." in shown
    assert "Việc cần làm" not in shown and "hạn 15/03/2026" not in shown
    assert reverse("sign:sign", args=[plan.pk]) in page.content.decode()
    steps.take_step("sign", again(plan), by=people.actor("an"), at=NOW)
    assert again(plan).status == Status.SIGNED


def test_what_is_done_is_told_as_done(people, sign_in):
    a_plan_at("posted", people)
    Exemption.objects.create(member=people.an, since=SINCE)
    assert "Đã xong cả bốn bước" in text_of(sign_in("an").get(reverse("home:my_plan")))


@each_excuse
def test_their_papers_stand_apart_from_those_that_are_recorded_together(
    people, sign_in, model, facts, words
):
    a_plan_at("finalizing", people)
    a_plan_at("signed", people, "bao")
    a_plan_at("signed", people, "dung")
    desk = read_desk(people.actor("binh"))
    assert [len(rows) for rows in (desk.ink, desk.confirmed, desk.excused)] == [1, 2, 0]
    for name in ("an", "bao"):
        model.objects.create(member=people.members[name], since=SINCE, **facts)
    page = sign_in("binh").get(reverse("desk:queue"))
    assert list_rows(page, 'id="khong-yeu-cau"') == [
        f"Nguyễn Văn An {words} · chưa ký · chưa in để ký trên phần mềm: ngày ghi là "
        f"của tờ giấy khác",
        f"Vũ Gia Bảo {words} · đã ký 10/02/2026",
    ]
    assert list_rows(page, '<ul class="check-rows">') == [
        "Phạm Thị Dung đã ký 10/02/2026"
    ]
    assert "ink-rows" not in page.content.decode()


def test_what_they_hand_in_of_their_own_will_is_recorded(people):
    plan = a_plan_at("signed", people)
    Exemption.objects.create(member=people.an, since=SINCE)
    steps.record_filing(plan, by=people.actor("binh"), at=NOW, filed_on=TODAY)
    assert again(plan).status == Status.POSTED


@each_excuse
def test_nobody_reads_them_too_late(people, model, facts, words):
    a_plan_at("cell_review", people)
    late = people.actor("binh", on=date(2026, 3, 10))
    assert (
        "quá hạn đọc 10 ngày"
        in pile.list_pile(pile.list_pks_in_pile(late), late, NOW)[0].note
    )
    model.objects.create(member=people.an, since=SINCE, **facts)
    [waiting] = pile.list_pile(pile.list_pks_in_pile(late), late, NOW)
    assert "quá hạn" not in waiting.note and words in waiting.note


@each_excuse
def test_who_came_back_is_read_in_time_for_thirty_days(people, model, facts, words):
    a_plan_at("cell_review", people)
    until = date(2026, 6, 1)
    model.objects.create(member=people.an, since=SINCE, until=until, **facts)
    for days, late in ((0, ""), (30, ""), (31, "quá hạn đọc 1 ngày · ")):
        actor = people.actor("binh", on=until + days * DAY)
        [waiting] = pile.list_pile(pile.list_pks_in_pile(actor), actor, NOW)
        assert waiting.note == f"Lần 1 · {late}gửi 10/02/2026"


def test_what_is_returned_to_them_is_told_with_the_excuse(people):
    plan, binh = a_plan_at("cell_review", people), people.actor("binh")
    steps.take_step("return", plan, by=binh, at=NOW, note="Ghi rõ")
    Exemption.objects.create(member=people.an, since=SINCE)
    [row] = read_desk(people.actor("binh")).returned
    assert row["note"].startswith("đang miễn sinh hoạt · từ 10/02/2026")


def test_the_ward_sees_who_is_excused_in_control_and_in_what_it_follows_up(
    people, sign_in
):
    plan = a_plan_at("signed", people)
    Exemption.objects.create(member=people.an, since=SINCE)
    client = sign_in("giang")
    listed = text_of(client.get(reverse("control:control")))
    assert "Đã ký đang miễn sinh hoạt" in listed
    by = people.actor("giang")
    steps.take_step("recall", plan, by=by, at=NOW, reason="vague", note="Ghi rõ")
    followed = text_of(client.get(reverse("control:control_follow_up")))
    assert "chưa sửa · đang miễn sinh hoạt" in followed


# --- the term of one's own, on the other pages ----------------------------------------


def test_every_page_names_the_days_of_the_person(people, sign_in):
    """Both came back on 5 February: nothing is due before 7 March."""
    draft, signed = a_plan(people), a_plan_at("signed", people, "dung")
    for member in (people.an, people.dung):
        Exemption.objects.create(
            member=member, since=date(2025, 1, 1), until=date(2026, 2, 5)
        )
    own = "07/03/2026"
    read = text_of(sign_in("an").get(reverse("editor:read_back", args=[draft.pk])))
    assert f"Góp ý trước hết ngày {own}." in read
    client = sign_in("an")
    send(client, draft, "submit")
    home = text_of(client.get(reverse("home:my_plan")))
    assert f"Chi ủy đọc và góp ý trước hết ngày {own}." in home
    assert f"Chi bộ góp ý xong trước hết ngày {own}" in home
    ahead = {"review_due_on": date(2027, 2, 28), "filed_due_on": date(2027, 3, 15)}
    CycleFactory(
        committee=people.ward, year=2027, draft_due_on=date(2026, 2, 20), **ahead
    )
    home = text_of(client.get(reverse("home:my_plan")))
    assert f"năm 2027 chưa bắt đầu, gửi chi bộ trước hết ngày {own}" in home
    client = sign_in("dung")
    assert "trước hết ngày 15/03/2026" in text_of(
        client.get(reverse("sign:sign", args=[signed.pk]))
    )
