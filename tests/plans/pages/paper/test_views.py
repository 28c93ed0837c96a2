"""Printing."""

import pytest
from django.urls import reverse

from cells.models import Member
from plans import remarks
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
from tests.plans.author import page, write
from tests.plans.typed import begin_typing

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def type_for(member):
    return reverse("paper:type_for", args=[member.pk])


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


def test_a_helper_who_prints_is_no_reader(people, sign_in):
    plan = begin_typing(people)
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
