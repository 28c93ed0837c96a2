"""Typing from paper, and printing."""

import pytest
from django.urls import reverse

from cells.models import Appointment, Member
from plans import remarks
from plans.models import Cycle, Plan
from plans.workflow import steps
from tests.markup import fold_spaces
from tests.people import (
    NOW,
    TODAY,
    a_plan,
    a_plan_at,
    again,
    first_task,
    open_to_changes,
)
from tests.plans.author import page, text_url, write

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def type_for(member):
    return reverse("paper:type_for", args=[member.pk])


# --- typing for somebody --------------------------------------------------------------


def test_an_officer_is_told_what_it_means_types_and_sends(people, sign_in):
    client = sign_in("binh")
    assert "Kế hoạch ghi rõ ai gõ" in page(client.get(type_for(people.dung)))
    assert not Plan.objects.exists()
    answer = client.post(type_for(people.dung))
    plan = Plan.objects.get(member=people.dung)
    assert answer.url == reverse("editor:edit", args=[plan.pk])
    assert "Đang gõ hộ đồng chí <b>Phạm Thị Dung</b>" in page(
        client.get(text_url(plan))
    )
    assert write(client, plan, "Chép từ bản giấy", version=0).status_code == 302


def test_beginning_twice_is_once(people, sign_in):
    client = sign_in("binh")
    for _ in range(2):
        assert client.post(type_for(people.dung)).status_code == 302
    assert Plan.objects.get().events.count() == 1


def test_nobody_types_for_a_member_of_another_cell(people, sign_in):
    for name in ("chi", "dung", "giang", "hanh", "inh", "em", "quan"):
        for method in ("get", "post"):
            assert (
                getattr(sign_in(name), method)(type_for(people.an)).status_code == 404
            )
    assert not Plan.objects.exists()


def test_the_lead_of_a_unit_types_for_its_staff(people, sign_in):
    assert sign_in("lan").post(type_for(people.kha)).status_code == 302
    assert Plan.objects.get().helper == people.lan


def test_an_officers_own_plan_is_no_typing_for_somebody(people, sign_in):
    assert sign_in("binh").post(type_for(people.binh)).url == reverse("home:my_plan")
    assert not Plan.objects.exists()


def test_an_officer_is_told_when_the_member_has_begun_already(people, sign_in):
    a_plan(people)
    client = sign_in("binh")
    assert "đã tự bắt đầu" in page(client.get(type_for(people.an)))
    answer = client.post(type_for(people.an))
    assert answer.status_code == 409 and "đã tự bắt đầu" in page(answer)
    assert Plan.objects.get().helper is None


def test_an_officer_is_told_when_another_types_already(people, sign_in):
    steps.begin_plan(
        people.dung, people.cycle, people.cell, by=people.actor("binh"), at=NOW
    )
    assert "Đ/c Trần Thị Bình đang gõ hộ bản này" in page(
        sign_in("bao").get(type_for(people.dung))
    )


def test_nothing_is_begun_before_the_year_is_open(people, sign_in):
    Cycle.objects.all().delete()
    assert "chưa mở đợt kế hoạch" in page(sign_in("binh").post(type_for(people.dung)))
    assert not Plan.objects.exists()


def test_author_and_helper_do_not_write_over_each_other(people, sign_in):
    plan = steps.begin_plan(
        people.dung, people.cycle, people.cell, by=people.actor("binh"), at=NOW
    )
    write(sign_in("binh"), plan, "bí thư gõ", version=0)
    answer = write(sign_in("dung"), plan, "tôi tự viết", version=0)
    assert (
        answer.status_code == 409
        and "bí thư gõ" in page(answer)
        and "tôi tự viết" in page(answer)
    )
    assert "Đ/c Trần Thị Bình gõ hộ từ bản giấy." in page(
        sign_in("dung").get(reverse("home:my_plan"))
    )


def test_a_helper_whose_post_ended_loses_the_page(people, sign_in):
    plan = steps.begin_plan(
        people.dung, people.cycle, people.cell, by=people.actor("binh"), at=NOW
    )
    client = sign_in("binh")
    assert client.get(reverse("editor:edit", args=[plan.pk])).status_code == 200
    Appointment.objects.filter(member=people.binh).update(until=TODAY)
    assert client.get(reverse("editor:edit", args=[plan.pk])).status_code == 404


# --- printing -------------------------------------------------------------------------


def printed(client, plan):
    shown = page(client.get(reverse("prints:print_plan", args=[plan.pk])))
    return fold_spaces(shown)


def test_a_members_plan_carries_the_partys_heading_code_and_digest(people, sign_in):
    plan = a_plan_at("signed", people)
    code, digest = plan.signatures.get().check_code, plan.revisions.get(number=2).digest
    shown = printed(sign_in("an"), plan)
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in shown and "ĐẢNG BỘ PHƯỜNG PHÚC ĐỒNG" in shown
    assert "Phúc Đồng, ngày 10 tháng 02 năm 2026" in shown
    assert (
        f"{code[:5]}-{code[5:]}" in shown
        and f"Bản số 2 · dấu vân {digest[:4]} {digest[4:8]}" in shown
    )
    assert "Đã ký điện tử ngày 10/02/2026" in shown


def test_staff_outside_the_party_have_the_states_heading(people, sign_in):
    plan = a_plan_at("signed", people, of="kha", reviewer="lan")
    shown = printed(sign_in("kha"), plan)
    assert (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in shown
        and "Độc lập - Tự do - Hạnh phúc" in shown
    )
    assert "ĐẢNG CỘNG SẢN" not in shown


def test_the_author_prints_the_working_text_and_it_says_so(people, sign_in):
    plan = a_plan(people)
    assert "Bản đang viết, chưa gửi chi bộ" in printed(sign_in("an"), plan)


def test_a_reviewer_prints_the_text_that_is_to_be_signed_in_ink(people, sign_in):
    plan = a_plan_at("finalizing", people)
    open_to_changes(plan, people)
    write(sign_in("an"), plan, "hoàn thiện theo góp ý")
    shown = printed(sign_in("binh"), plan)
    assert "hoàn thiện theo góp ý" in shown and "Bản xem thử, không dùng để ký" in shown
    by, signed = people.actor("binh"), {"signed_on": TODAY}
    steps.take_step("sign", again(plan), by=by, at=NOW, **signed)
    assert "hoàn thiện theo góp ý" in printed(sign_in("binh"), plan)


@pytest.mark.parametrize("name", ["giang", "inh"])
def test_other_readers_print_the_revision_before_them(people, sign_in, name):
    plan = a_plan_at("finalizing", people)
    write(sign_in("an"), plan, "đang sửa dở")
    shown = printed(sign_in(name), plan)
    assert (
        "đang sửa dở" not in shown
        and "Đọc hết chuyên đề năm" in shown
        and "Bản số 1" in shown
    )


def test_a_reader_who_prints_is_recorded_and_the_author_is_not(people, sign_in):
    plan = a_plan_at("signed", people)
    for name in ("an", "binh"):
        printed(sign_in(name), plan)
    assert list(plan.accesses.values_list("reader", flat=True)) == [people.binh.pk]
    assert "Trần Thị Bình" in page(
        sign_in("an").get(reverse("home:readers", args=[plan.pk]))
    )


def test_a_helper_who_prints_may_still_withdraw(people, sign_in):
    plan = steps.begin_plan(
        people.dung, people.cycle, people.cell, by=people.actor("binh"), at=NOW
    )
    printed(sign_in("binh"), plan)
    assert not plan.accesses.exists()


@pytest.mark.parametrize("name", ["dung", "chi", "em", "hanh", "kha", "quan"])
def test_whoever_may_not_open_a_plan_may_not_print_it(people, sign_in, name):
    plan = a_plan_at("finalizing", people)
    assert (
        sign_in(name).get(reverse("prints:print_plan", args=[plan.pk])).status_code
        == 404
    )
    assert not plan.accesses.exists()


def test_remarks_and_phone_are_not_on_paper(people, sign_in):
    Member.objects.filter(pk=people.an.pk).update(phone="0912 345 678")
    plan = a_plan_at("cell_review", people)
    said = {"reason": "vague", "text": "Bao nhiêu hộ?", "key": first_task(plan).uid}
    remarks.make_remark(plan, by=people.actor("binh"), at=NOW, **said)
    steps.take_step("return", plan, by=people.actor("binh"), at=NOW)
    shown = printed(sign_in("an"), plan)
    assert "Bao nhiêu hộ?" not in shown and "0912 345 678" not in shown
