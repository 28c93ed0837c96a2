"""The pages on which somebody is asked to type, sends what they typed, and on which the
author sees it and objects."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from cells.acts.appointments.rules import end_appointment
from cells.models import Appointment, Membership
from plans.models import Cycle, Plan, Status
from plans.workflow.assistances import hand_back
from plans.workflow.objections import object_to_deeds
from plans.workflow.steps import take_step
from plans.workflow.verification import find_break_among
from tests.factories import AppointmentFactory
from tests.people import NOW, TODAY, a_plan, a_plan_at, again, text_in
from tests.plans.author import autosave, hidden, page, text_url, write
from tests.plans.browsing import list_rows, piece_of, send, text_of
from tests.plans.typed import (
    a_typed_plan,
    a_typed_plan_agreed,
    a_typed_plan_sent,
    begin_typing,
    leave_one_officer,
    name_second_reader,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ASK = "/ke-hoach-cua-toi/nho-go-ho/"


def type_for(member):
    return reverse("paper:type_for", args=[member.pk])


def named(member, source="sheet"):
    return {"helper": member.pk, "source": source}


def edit(plan):
    return reverse("editor:edit", args=[plan.pk])


# --- an officer names who types -------------------------------------------------------


def test_the_first_tap_asks_before_anything_begins(people, sign_in):
    client = sign_in("binh")
    shown = text_of(client.get(type_for(people.dung)))
    assert "Gõ hộ đồng chí Phạm Thị Dung" in shown and "Chưa bắt đầu gì" in shown
    assert not Plan.objects.exists()
    answer = client.post(type_for(people.dung))
    assert answer.status_code == 422
    assert "Chọn gõ từ bản viết tay hay từ lời nói" in text_of(answer)
    assert not Plan.objects.exists()


def test_an_officer_types_and_the_page_says_for_whom(people, sign_in):
    client = sign_in("binh")
    answer = client.post(type_for(people.dung), named(people.binh))
    plan = Plan.objects.get(member=people.dung)
    assert answer.url == edit(plan)
    assert 'class="notice typing-for">Gõ hộ đồng chí <b>Phạm Thị Dung</b>' in page(
        client.get(text_url(plan))
    )
    assert write(client, plan, "Chép từ bản giấy", version=0).status_code == 302
    assert client.get(type_for(people.dung)).url == edit(plan)


def test_somebody_else_named_finds_it_on_their_first_page(people, sign_in):
    answer = sign_in("binh").post(type_for(people.an), named(people.dung), follow=True)
    assert "Đã ghi: đ/c Phạm Thị Dung gõ hộ" in text_of(answer)
    dung, plan = sign_in("dung"), Plan.objects.get()
    first = dung.get("/", follow=True)
    assert list_rows(first, "Đồng chí đang gõ hộ")[0].startswith("Nguyễn Văn An")
    assert edit(plan) in page(first)
    assert dung.get(edit(plan)).status_code == 200
    hand_back(plan, by=people.actor("an"), at=NOW)
    assert dung.get(edit(plan)).status_code == 404
    assert "đang gõ hộ" not in text_of(dung.get("/", follow=True))


def test_where_there_is_one_officer_somebody_else_is_offered_first(people, sign_in):
    leave_one_officer(people)
    shown = page(sign_in("binh").get(type_for(people.dung)))
    assert "tốt nhất để <b>một đồng chí khác gõ</b>" in shown
    options = shown.split("<select")[1].split("</select>")[0]
    names = [
        option.split(">")[1].split("<")[0] for option in options.split("<option")[1:]
    ]
    assert names == [
        "Chọn một đồng chí",
        "Nguyễn Văn An",
        "Vũ Gia Bảo",
        "Trần Thị Bình",
    ]
    assert "selected" not in options.replace('value="" selected', "")
    name_second_reader(people, "an")
    assert "tốt nhất" not in page(sign_in("binh").get(type_for(people.dung)))


def test_nobody_types_for_a_member_of_another_cell(people, sign_in):
    for name in ("chi", "dung", "giang", "hanh", "inh", "em", "quan"):
        for method in ("get", "post"):
            client = sign_in(name)
            assert getattr(client, method)(type_for(people.an)).status_code == 404
    assert not Plan.objects.exists()


def test_the_lead_of_a_unit_types_for_its_staff(people, sign_in):
    answer = sign_in("lan").post(type_for(people.kha), named(people.lan))
    assert answer.status_code == 302
    assert Plan.objects.get().assistances.get().helper == people.lan


def test_an_officers_own_plan_is_no_typing_for_somebody(people, sign_in):
    assert sign_in("binh").post(type_for(people.binh)).url == reverse("home:my_plan")
    assert not Plan.objects.exists()


def test_what_stands_in_the_way_is_said(people, sign_in):
    a_plan(people)
    client = sign_in("binh")
    assert "tự viết kế hoạch này" in text_of(client.get(type_for(people.an)))
    answer = client.post(type_for(people.an), named(people.binh))
    assert answer.status_code == 409 and "tự viết" in text_of(answer)
    begin_typing(people, helper="bao", by="bao")
    answer = client.post(type_for(people.dung), named(people.binh))
    assert "Đ/c Vũ Gia Bảo đang gõ hộ" in text_of(answer)
    a_plan_at("cell_review", people, of="bao")
    assert "“Chi bộ góp ý”" in text_of(client.get(type_for(people.bao)))


def test_nothing_is_begun_before_the_year_is_open(people, sign_in):
    Cycle.objects.all().delete()
    answer = sign_in("binh").post(type_for(people.dung), named(people.binh))
    assert "không có năm kế hoạch nào đang mở" in text_of(answer)
    assert not Plan.objects.exists()


def test_a_refused_beginning_leaves_no_plan(people, sign_in):
    answer = sign_in("binh").post(type_for(people.dung), named(people.binh, "told"))
    assert answer.status_code == 422 and "đã đăng nhập được" in text_of(answer)
    assert not Plan.objects.exists()


# --- the author names them ------------------------------------------------------------


def test_the_author_asks_somebody_and_ends_it(people, sign_in):
    client = sign_in("an")
    assert "Nhờ một đồng chí gõ hộ" in text_of(client.get("/ke-hoach-cua-toi/"))
    assert client.post(ASK, named(people.dung, "told")).url == "/ke-hoach-cua-toi/"
    plan = Plan.objects.get(member=people.an)
    shown = text_of(client.get("/ke-hoach-cua-toi/"))
    assert "Đ/c Phạm Thị Dung gõ hộ, từ lời đồng chí ấy nói" in shown
    assert "do đồng chí nhờ" in shown
    client.post(reverse("paper:hand_back", args=[plan.pk]))
    assert "thôi gõ hộ" in text_of(client.get("/ke-hoach-cua-toi/"))
    assert sign_in("dung").get(edit(plan)).status_code == 404


def test_somebody_of_another_cell_is_not_to_choose(people, sign_in):
    answer = sign_in("an").post(ASK, named(people.chi))
    assert "Người này không cùng chi bộ" in text_of(answer)
    assert not Plan.objects.exists()


@pytest.mark.parametrize("name", ["em", "quan"])
def test_who_has_no_cell_asks_nobody(people, sign_in, name):
    assert sign_in(name).get(ASK).url == "/ke-hoach-cua-toi/"


@pytest.mark.parametrize("name", ["an", "bao", "chi", "giang", "quan"])
def test_a_stranger_ends_nothing(people, sign_in, name):
    plan = begin_typing(people)
    answer = sign_in(name).post(reverse("paper:hand_back", args=[plan.pk]))
    assert answer.status_code == 404
    assert plan.assistances.get().ended_at is None


def test_author_and_helper_do_not_write_over_each_other(people, sign_in):
    plan = begin_typing(people)
    write(sign_in("binh"), plan, "bí thư gõ", version=0)
    answer = write(sign_in("dung"), plan, "tôi tự viết", version=0)
    assert answer.status_code == 409
    assert "bí thư gõ" in page(answer) and "tôi tự viết" in page(answer)


def test_a_helper_of_another_cell_by_now_loses_the_page(people, sign_in):
    plan = begin_typing(people)
    client = sign_in("binh")
    assert client.get(edit(plan)).status_code == 200
    Appointment.objects.filter(member=people.binh).update(until=TODAY)
    people.binh.memberships.update(cell=people.other_cell)
    assert client.get(edit(plan)).status_code == 404


@pytest.mark.parametrize("ending", ["handed_back", "sent", "lapsed"])
def test_what_a_helper_typed_before_they_knew_of_the_end_is_given_back(
    people, sign_in, ending
):
    """Also by the background saving, which keeps it on the page."""
    plan, client = a_typed_plan(people), sign_in("binh")
    typed = {"text": "Câu gõ sau cùng của bí thư", "version": 2}
    assert client.get(text_url(plan)).status_code == 200
    end_typing(plan, people, ending)
    answer = client.post(text_url(plan), typed)
    assert answer.status_code == 404
    assert "Câu gõ sau cùng của bí thư" in page(answer)
    assert autosave(client, text_url(plan), **typed).status_code == 404
    assert text_in(plan) == "Chép từ bản viết tay"


def end_typing(plan, people, ending):
    author = people.actor("dung")
    if ending == "sent":
        take_step("submit", plan, by=author, at=NOW)
    elif ending == "handed_back":
        hand_back(plan, by=author, at=NOW)
    else:
        plan.assistances.update(lapses_on=TODAY)


# --- sending --------------------------------------------------------------------------


def sending(client, plan, **fields):
    address = reverse("paper:send", args=[plan.pk])
    shown = hidden(page(client.get(address)), "key", "seen")
    return client.post(address, {**shown, "confirmed_on": "10/02/2026", **fields})


def test_what_was_typed_is_sent_with_the_authors_word(people, sign_in):
    plan, client = a_typed_plan(people), sign_in("binh")
    read_back = page(client.get(reverse("editor:read_back", args=[plan.pk])))
    assert reverse("paper:send", args=[plan.pk]) in read_back
    answer = sending(client, plan, confirmed="read_back", witness="Tran Thi Binh")
    assert answer.status_code == 422
    assert "không phải người gõ" in text_of(answer)
    assert "Tran Thi Binh" in page(answer)
    answer = sending(client, plan, confirmed="read_back", witness="Bà Lê Thị Mai")
    assert answer.url == "/" and again(plan).status == Status.CELL_REVIEW
    assert "Đã gửi kế hoạch của đ/c Phạm Thị Dung" in text_of(
        client.get("/", follow=True)
    )
    assert plan.confirmations.get().witness == "Bà Lê Thị Mai"
    assert client.get(reverse("paper:send", args=[plan.pk])).status_code == 404


def test_what_is_missing_in_the_form_is_named_there(people, sign_in):
    plan = begin_typing(people)
    answer = sending(sign_in("binh"), plan, confirmed="ink")
    assert answer.status_code == 422 and "Tư tưởng chính trị" in text_of(answer)


def test_a_broken_page_is_none(people, sign_in):
    plan = a_typed_plan(people)
    address = reverse("paper:send", args=[plan.pk])
    assert sign_in("binh").post(address, {"key": "x"}).status_code == 400


def test_the_author_sends_on_their_own_page(people, sign_in):
    plan, client = a_typed_plan(people), sign_in("dung")
    address = reverse("paper:send", args=[plan.pk])
    assert client.get(address).url == reverse("editor:read_back", args=[plan.pk])
    send(client, plan, "submit")
    assert plan.confirmations.get().how == "sign_in"


def test_what_was_agreed_is_sent_again_by_the_same_page(people, sign_in):
    plan, client = a_typed_plan_agreed(people), sign_in("binh")
    client.post(type_for(people.dung), named(people.binh))
    assert write(client, again(plan), "Gõ thêm", version=2).status_code == 302
    answer = sending(client, again(plan), confirmed="ink", confirmed_on="")
    assert "Ghi ngày đồng chí ấy xác nhận" in text_of(answer)
    assert plan.events.last().step == "assist"


# --- what others see ------------------------------------------------------------------


def test_that_the_ward_has_it_is_told_if_nobody_of_the_cell_is_left(people, sign_in):
    plan, told = a_typed_plan_sent(people), "bản này đã có ở trang Việc hôm nay"
    address = f"/ke-hoach/{plan.pk}/"
    assert told not in text_of(sign_in("binh").get(address))
    leave_one_officer(people)
    assert told in text_of(sign_in("binh").get(address))
    name_second_reader(people, "an")
    assert told not in text_of(sign_in("binh").get(address))


def test_the_day_of_the_confirmation_is_not_assumed(people, sign_in):
    plan, client = a_typed_plan(people), sign_in("binh")
    address = reverse("paper:send", args=[plan.pk])
    assert 'value="10/02/2026"' not in page(client.get(address))
    answer = sending(client, plan, confirmed="ink", confirmed_on="")
    assert "Ghi ngày đồng chí ấy xác nhận" in text_of(answer)


def test_a_reviewer_who_typed_is_told_the_ways_out_in_order(people, sign_in):
    plan, client = a_typed_plan_sent(people), sign_in("binh")
    shown = text_of(client.get(f"/ke-hoach/{plan.pk}/"))
    assert "Đồng chí đã gõ bản này" in shown
    ways = ["Đ/c Vũ Gia Bảo thông qua", "cử người đọc thứ hai", "Chi bộ họp thông qua"]
    places = [shown.index(way) for way in [*ways, "Đảng ủy đọc thay"]]
    assert places == sorted(places)
    refused = send(client, plan, "agree")
    assert refused.status_code == 422
    assert "không một mình thông qua" in text_of(refused)
    there = {"meeting": "10/02/2026", "present": "28/31 đảng viên"}
    assert send(client, plan, "agree", **there).status_code == 302
    assert plan.events.last().note == "Dự họp: 28/31 đảng viên"
    assert "Đồng chí đã gõ" not in text_of(sign_in("bao").get(f"/ke-hoach/{plan.pk}/"))


def test_readers_see_who_typed_and_how_it_was_confirmed(people, sign_in):
    plan = a_typed_plan_sent(people)
    for name in ("bao", "giang", "inh"):
        shown = text_of(sign_in(name).get(f"/ke-hoach/{plan.pk}/"))
        assert "Đ/c Trần Thị Bình gõ hộ, từ bản viết tay, từ ngày 10/02/2026" in shown
        assert "người chứng kiến: Ông Nguyễn Văn Nam, ngày 10/02/2026" in shown
    written = a_plan_at("cell_review", people)
    assert "Gõ hộ" not in text_of(sign_in("bao").get(f"/ke-hoach/{written.pk}/"))


def test_the_desk_of_the_ward_shows_what_nobody_of_the_cell_can_read(people, sign_in):
    leave_one_officer(people)
    a_typed_plan_sent(people)
    giang = sign_in("giang")
    assert 'href="/gop-y/"' in page(giang.get("/toan-canh/"))
    assert list_rows(giang.get("/gop-y/"), 'id="cho-doc"') == [
        "Phạm Thị Dung Lần 1 · gõ hộ · Chi bộ 7 · gửi 10/02/2026"
    ]
    name_second_reader(people, "an")
    shown = giang.get("/gop-y/")
    assert "Không còn kế hoạch nào chờ đọc" in text_of(shown)
    assert list_rows(shown, "chỉ đọc và quyết định về") == [
        "Nguyễn Văn An Chi bộ 7, từ 10/02/2026"
    ]


def test_a_second_reader_has_a_desk(people, sign_in):
    name_second_reader(people, "an")
    a_typed_plan_sent(people)
    a_plan_at("cell_review", people, of="bao")
    client = sign_in("an")
    shown = page(client.get("/ke-hoach-cua-toi/"))
    assert "Việc hôm nay" in shown
    assert list_rows(client.get("/gop-y/"), 'id="cho-doc"') == [
        "Phạm Thị Dung Lần 1 · gõ hộ · Chi bộ 7 · gửi 10/02/2026"
    ]


# --- objecting ------------------------------------------------------------------------


def test_the_author_sees_what_was_done_and_objects_with_one_tap(people, sign_in):
    plan, client = a_typed_plan_sent(people), sign_in("dung")
    shown = text_of(client.get("/ke-hoach-cua-toi/"))
    assert "Đ/c Trần Thị Bình gõ hộ, từ bản viết tay" in shown
    assert "Ông Nguyễn Văn Nam" in shown
    client.post(reverse("paper:object", args=[plan.pk]))
    assert plan.objections.count() == 1
    bao = sign_in("bao")
    assert list_rows(bao.get("/gop-y/"), 'id="khong-dong-y"') == [
        "Phạm Thị Dung Chi bộ 7 · từ 10/02/2026, chưa ai trả lời"
    ]
    refused = send(bao, plan, "agree")
    assert "Người viết không đồng ý với việc đã làm thay mình" in text_of(refused)
    address = reverse("paper:answer", args=[plan.pk])
    assert bao.post(address, {"text": ""}).status_code == 422
    bao.post(address, {"text": "Đã đọc lại cho đồng chí."})
    assert "không đồng ý" not in text_of(bao.get("/gop-y/"))
    shown = text_of(sign_in("dung").get("/ke-hoach-cua-toi/"))
    assert "“Đã đọc lại cho đồng chí.”" in shown


def test_whoever_typed_cannot_answer(people, sign_in):
    plan = a_typed_plan_sent(people)
    object_to_deeds(plan, by=people.actor("dung"), at=NOW)
    binh = sign_in("binh")
    address = reverse("paper:answer", args=[plan.pk])
    shown = text_of(binh.get(f"/ke-hoach/{plan.pk}/"))
    assert "Chưa ai trả lời" in shown and "Trả lời người viết" not in shown
    assert binh.post(address, {"text": "Tôi gõ đúng"}).status_code == 404
    assert plan.objections.open().exists()


def test_an_answer_that_comes_after_another_is_given_back(people, sign_in):
    plan, giang = a_typed_plan_sent(people), sign_in("giang")
    object_to_deeds(plan, by=people.actor("dung"), at=NOW)
    address = reverse("paper:answer", args=[plan.pk])
    sign_in("bao").post(address, {"text": "Đã đọc lại."})
    shown = text_of(giang.post(address, {"text": "Phường trả lời."}, follow=True))
    assert "không còn ý không đồng ý nào chờ trả lời" in shown
    assert "“Phường trả lời.”" in shown and "“Đã đọc lại.”" in shown
    assert plan.objections.get().answer == "Đã đọc lại."


def test_the_author_takes_it_back_with_one_tap(people, sign_in):
    plan, client = a_typed_plan_sent(people), sign_in("dung")
    object_to_deeds(plan, by=people.actor("dung"), at=NOW)
    client.post(reverse("paper:answer", args=[plan.pk]))
    assert not plan.objections.open().exists()


@pytest.mark.parametrize("name", ["an", "binh", "bao", "giang", "quan"])
def test_nobody_else_objects(people, sign_in, name):
    plan = a_typed_plan_sent(people)
    answer = sign_in(name).post(reverse("paper:object", args=[plan.pk]))
    assert answer.status_code == 404
    assert not plan.objections.exists()


def test_after_filing_it_stands_on_the_wards_list(people, sign_in):
    plan, bao = a_typed_plan_agreed(people), people.actor("bao")
    take_step("sign", plan, by=bao, at=NOW, signed_on=TODAY)
    sign_in("bao").post(
        reverse("record:record_filing", args=[plan.pk]),
        {"key": plan.uid, "seen": 2, "filed_on": "10/02/2026"},
    )
    assert again(plan).status == Status.POSTED
    sign_in("dung").post(reverse("paper:object", args=[plan.pk]))
    giang = sign_in("giang")
    assert list_rows(giang.get("/gop-y/"), 'id="khong-dong-y"') == [
        "Phạm Thị Dung Chi bộ 7 · từ 10/02/2026, chưa ai trả lời"
    ]
    recall = {"reason": "vague", "note": "Đọc lại cho đồng chí ấy"}
    assert send(giang, again(plan), "recall", **recall).status_code == 302
    assert "khong-dong-y" not in page(giang.get("/gop-y/"))


# --- the helper's post ends, or the helper moves --------------------------------------


def a_plan_that_chi_types(people):
    """Chi, of another cell, is in the committee of cell 7 and types for Dung."""
    AppointmentFactory(
        member=people.chi, cell=people.cell, role="cell_committee_member"
    )
    return a_typed_plan(people, helper="chi", by="chi")


def end_post_of_chi(people):
    there = Appointment.objects.filter(member=people.chi, cell=people.cell)
    there.update(until=TODAY)


def test_an_officer_takes_over_in_one_tap_what_a_former_officer_typed(people, sign_in):
    plan = a_plan_that_chi_types(people)
    client = sign_in("bao")
    assert "đ/c Lê Kim Chi đang gõ hộ" in text_of(client.get("/gop-y/"))
    assert client.post(type_for(people.dung), named(people.bao)).status_code == 409
    end_post_of_chi(people)
    desk = client.get("/gop-y/")
    assert "Phạm Thị Dung đ/c Lê Kim Chi thôi gõ hộ, chưa có ai gõ tiếp" in " ".join(
        list_rows(desk, "<h2>Chưa gửi")
    )
    form = piece_of(desk, "thôi gõ hộ, chưa có ai gõ tiếp", "</form>")
    assert "Gõ tiếp thay" in form and type_for(people.dung) in form
    sent = dict(re.findall(r'name="(source|helper)" value="(\w+)"', form))
    assert client.post(type_for(people.dung), sent).url == edit(plan)
    acts = plan.assistances.order_by("pk").values_list("helper", "source", "ending")
    assert list(acts) == [
        (people.chi.pk, "sheet", "out_of_cell"),
        (people.bao.pk, "sheet", ""),
    ]
    assert client.get(text_url(plan)).status_code == 200


def test_it_is_taken_over_in_one_tap_also_after_the_act_that_ended_the_post(
    people, sign_in
):
    plan = a_plan_that_chi_types(people)
    post = Appointment.objects.get(member=people.chi, cell=people.cell)
    end_appointment(post, TODAY, by=people.actor("giang"), at=NOW)
    assert plan.assistances.get().ending == "out_of_cell"
    assert "Gõ tiếp thay" in text_of(sign_in("bao").get("/gop-y/"))
    sign_in("bao").post(type_for(people.dung), named(people.bao))
    hand_back(plan, by=people.actor("bao"), at=NOW + timedelta(hours=1))
    desk = text_of(sign_in("bao").get("/gop-y/"))
    assert "Lê Kim Chi thôi gõ hộ" not in desk and "chưa có ai gõ tiếp" in desk
    assert find_break_among(Plan.objects.all()) == ""


def test_what_who_lost_the_right_sends_is_given_back(people, sign_in):
    plan = a_plan_that_chi_types(people)
    client = sign_in("chi")
    assert client.get(text_url(plan)).status_code == 200
    end_post_of_chi(people)
    answer = write(client, plan, "Chữ vừa gõ xong thì thôi chức", version=2)
    assert answer.status_code == 404
    words = text_of(answer)
    assert "Đồng chí không còn gõ hộ bản này" in words
    assert "Chữ vừa gõ xong thì thôi chức" in words
    assert text_in(plan) == "Chép từ bản viết tay"
    assert "Phạm Thị Dung" not in text_of(client.get("/", follow=True))


def test_who_never_typed_is_told_nothing(people, sign_in):
    plan = a_plan_that_chi_types(people)
    answer = write(sign_in("an"), plan, "Chữ của An", version=2)
    assert answer.status_code == 404
    assert "gõ hộ" not in text_of(answer)
    assert "Chữ của An" in text_of(answer)


def test_a_former_officer_of_the_same_cell_goes_on_typing(people, sign_in):
    plan = a_typed_plan(people)
    Appointment.objects.filter(member=people.binh).update(until=TODAY)
    assert write(sign_in("binh"), plan, "Gõ tiếp", version=2).status_code == 302
    assert "đ/c Trần Thị Bình đang gõ hộ" in text_of(sign_in("bao").get("/gop-y/"))
    assert text_in(plan) == "Gõ tiếp"


def test_a_helper_who_has_moved_is_replaced_by_the_author(people, sign_in):
    plan = a_plan(people)
    client = sign_in("an")
    client.post(ASK, named(people.dung))
    Membership.objects.filter(member=people.dung).update(cell=people.other_cell)
    assert write(sign_in("dung"), plan, "Chữ gửi muộn", version=1).status_code == 404
    assert "Gõ tiếp thay" not in text_of(sign_in("binh").get("/gop-y/"))
    shown = text_of(sign_in("binh").get(type_for(people.an)))
    assert "tự viết kế hoạch này" in shown
    sign_in("an").post(ASK, named(people.bao))
    acts = plan.assistances.order_by("pk").values_list("helper", "ending")
    assert list(acts) == [(people.dung.pk, "out_of_cell"), (people.bao.pk, "")]
