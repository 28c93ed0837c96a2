"""The desk: what waits for whom, in a number of queries that does not grow."""

import gzip
from datetime import date, timedelta

import pytest
from django.urls import reverse

from cells.models import Exemption, Meeting
from plans.models import Plan, Signature
from plans.workflow import printing, steps
from tests.cells.acts.exemptions.forms import an_exemption
from tests.factories import (
    AppointmentFactory,
    MemberFactory,
    MembershipFactory,
    UserFactory,
)
from tests.people import (
    NOW,
    TODAY,
    a_plan,
    a_plan_at,
    again,
    change_first_task,
    fill,
)
from tests.plans.browsing import text_of

pytestmark = pytest.mark.django_db


def desk(sign_in, name):
    response = sign_in(name).get("/gop-y/")
    assert response.status_code == 200
    return text_of(response)


def another(people, number):
    """One more member of the cell, with a plan that was sent."""
    member = MemberFactory(
        full_name=f"Lý Văn Số {number}", user=UserFactory(username=f"so{number}")
    )
    MembershipFactory(member=member, cell=people.cell)
    people.members[f"so{number}"] = member
    return a_plan_at("cell_review", people, of=f"so{number}")


def test_the_secretarys_desk_holds_each_plan_where_it_belongs(people, sign_in):
    a_plan_at("cell_review", people, of="an")
    returned = a_plan_at("cell_review", people, of="dung")
    steps.take_step(
        "return", returned, by=people.actor("binh"), at=NOW, note="Còn chung chung"
    )
    a_plan_at("signed", people, of="bao")
    words = desk(sign_in, "binh")
    assert "01 kế hoạch chờ đọc · 01 bản chờ ký, nộp" in words
    assert "Nguyễn Văn An Lần 1 · gửi 10/02/2026" in words
    assert "Đang sửa (1)" in words
    assert "Phạm Thị Dung từ 10/02/2026 · không còn góp ý nào chờ trả lời" in words
    assert "Vũ Gia Bảo đã ký 10/02/2026" in words
    assert "Đồng chí chưa bắt đầu kế hoạch năm nay." in words


def test_a_recalled_plan_waits_for_paper_again(people, sign_in):
    plan = a_plan_at("posted", people)
    steps.take_step(
        "recall", plan, by=people.actor("giang"), at=NOW, reason="vague", note="Ghi rõ"
    )
    words = desk(sign_in, "binh")
    assert "Nguyễn Văn An chưa ký · còn 1 góp ý chưa trả lời" in words
    assert "Chờ niêm yết" not in words


def test_who_has_not_sent_is_named_without_the_exempt(people, sign_in):
    Exemption.objects.create(member=people.bao, since=TODAY)
    a_plan(people, of="an")
    words = desk(sign_in, "binh")
    assert "Chưa gửi (2)" in words
    assert "Nguyễn Văn An đang viết" in words
    assert "Phạm Thị Dung chưa bắt đầu Gõ hộ" in words
    assert "Vũ Gia Bảo" not in words


def test_a_members_page_lists_the_plans_of_fellow_members(people, sign_in):
    for name in ("an", "dung"):
        a_plan_at("cell_review", people, of=name)
    words = desk(sign_in, "dung")
    assert "Góp ý cho đồng chí cùng chi bộ" in words
    assert "Nguyễn Văn An gửi 10/02/2026" in words
    assert words.count("Phạm Thị Dung") == 1


def test_fellow_members_have_nothing_to_read_if_the_cycle_says_so(people, sign_in):
    a_plan_at("cell_review", people)
    type(people.cycle).objects.update(peers_may_read=False)
    assert "Nguyễn Văn An" not in desk(sign_in, "dung")


@pytest.mark.parametrize("name", ["chi", "em", "hanh", "inh", "kha", "lan"])
def test_nobody_elsewhere_learns_of_the_plan(people, sign_in, name):
    a_plan_at("cell_review", people)
    assert "Nguyễn Văn An" not in desk(sign_in, name)


def test_the_ward_finds_what_no_cell_can_review(people, sign_in):
    a_plan_at("cell_review", people, of="an")
    a_plan_at("cell_review", people, of="chi")
    words = desk(sign_in, "giang")
    assert "Lê Kim Chi" in words
    assert "Nguyễn Văn An" not in words


def test_the_chairmans_office_awaits_the_copies_of_staff(people, sign_in):
    a_plan_at("signed", people, of="kha", reviewer="lan")
    a_plan_at("signed", people, of="an")
    words = desk(sign_in, "hanh")
    assert "Đặng Văn Kha đã ký 10/02/2026" in words
    assert "Nguyễn Văn An" not in words
    assert "Đặng Văn Kha" not in desk(sign_in, "binh")


def test_the_desk_asks_as_often_for_one_plan_as_for_three(
    people, sign_in, django_assert_num_queries
):
    client = sign_in("binh")
    another(people, 1)
    with django_assert_num_queries(9):
        client.get("/gop-y/")
    with django_assert_num_queries(8):
        client.get("/gop-y/")
    for number in (2, 3):
        another(people, number)
    with django_assert_num_queries(9):
        client.get("/gop-y/")
    with django_assert_num_queries(8):
        client.get("/gop-y/")


def test_the_desk_points_to_the_reviews_that_are_due(
    people, sign_in, django_assert_num_queries
):
    client, line = sign_in("binh"), "đồng chí được miễn sinh hoạt đến kỳ rà soát"
    (
        an_exemption(people.chi),
        an_exemption(people.dung, review_on=TODAY + timedelta(days=31)),
    )
    assert line not in text_of(client.get("/gop-y/"))
    an_exemption(people.an), an_exemption(people.bao)
    a_plan_at("cell_review", people, of="dung")
    client.get("/gop-y/")
    with django_assert_num_queries(8):
        page = client.get("/gop-y/")
    assert f"02 {line}" in text_of(page)
    assert (
        reverse("exemptions:review_exemptions", args=[people.cell.pk])
        in page.content.decode()
    )
    assert "Chưa gửi" not in text_of(page)


def test_whose_two_cells_have_reviews_is_told_of_each(people, sign_in):
    AppointmentFactory(member=people.binh, role="secretary", cell=people.other_cell)
    an_exemption(people.an), an_exemption(people.chi)
    words = desk(sign_in, "binh")
    assert "01 đồng chí được miễn sinh hoạt đến kỳ rà soát (Chi bộ 7)" in words
    assert "01 đồng chí được miễn sinh hoạt đến kỳ rà soát (Chi bộ 9)" in words


@pytest.mark.parametrize("name", ["an", "giang", "hanh", "inh", "lan"])
def test_who_leads_no_cell_is_not_pointed_to_reviews(people, sign_in, name):
    an_exemption(people.dung), an_exemption(people.kha)
    assert "đến kỳ rà soát" not in desk(sign_in, name)


def test_a_hundred_and_twenty_plans_fit_a_slow_line(people, sign_in):
    first = another(people, 0)
    revision = first.revisions.get()
    for number in range(1, 120):
        member = MemberFactory(full_name=f"Nguyễn Thị Thanh Số {number}")
        MembershipFactory(member=member, cell=people.cell)
        plan = Plan.objects.create(
            member=member,
            cycle=people.cycle,
            ends_with=people.cycle,
            year=people.cycle.year,
            cell=people.cell,
            form_version=first.form_version,
            status="cell_review",
            revision=1,
            first_submitted_at=NOW,
            **dict.fromkeys(("begun_at", "moved_at", "edited_at"), NOW),
        )
        fields = {
            "number": 1,
            "snapshot": revision.snapshot,
            "digest": revision.digest,
            "made_at": NOW,
        }
        plan.revisions.create(made_by=member, **fields)
    page = sign_in("binh").get("/gop-y/").content
    assert page.count(b"/ke-hoach/") >= 120
    assert len(page) < 60_000
    assert len(gzip.compress(page)) < 8_000


# --- many copies at once --------------------------------------------------------------


def copies(
    client,
    *plans,
    ink=None,
    day="10/02/2026",
    key="00000000-0000-4000-8000-000000000001",
):
    """`ink` is {plan: the day written into its line}."""
    sent = {"key": key, "copies": [name_copy(plan) for plan in plans], "day": day}
    for plan, signed_on in (ink or {}).items():
        sent[f"ky-{name_copy(plan)}"] = signed_on
    return client.post("/gop-y/nop/", sent, follow=True)


def name_copy(plan):
    return f"{plan.pk}-{plan.revision}"


def test_copies_of_one_evening_are_recorded_in_one_go(people, sign_in):
    signed, unsigned = (
        a_plan_at("signed", people, of="an"),
        a_plan_at("finalizing", people, of="dung"),
    )
    client = sign_in("binh")
    words = text_of(copies(client, signed, ink={unsigned: "08/02/2026"}))
    assert "Đã ghi nhận 02 bản: Nguyễn Văn An, Phạm Thị Dung." in words
    assert [again(plan).status for plan in (signed, unsigned)] == ["posted", "posted"]
    assert [plan.signatures.get().kind for plan in (signed, unsigned)] == [
        "electronic",
        "ink",
    ]
    assert unsigned.signatures.get().signed_on == date(2026, 2, 8)
    assert unsigned.filings.get().filed_on == TODAY


def test_nobody_who_has_not_signed_is_swept_up(people, sign_in):
    """As a page that was opened before, or a hand-made form, would send it."""
    signed, unsigned = (
        a_plan_at("signed", people, of="an"),
        a_plan_at("finalizing", people, of="dung"),
    )
    words = text_of(copies(sign_in("binh"), signed, unsigned))
    assert "Đã ghi nhận 01 bản: Nguyễn Văn An." in words
    assert "bản của đ/c Phạm Thị Dung: Cần ngày ký ghi trên bản giấy." in words
    assert again(unsigned).status == "finalizing"
    assert not unsigned.signatures.exists()


def test_each_line_of_ink_has_its_own_day_and_an_empty_one_says_nothing(
    people, sign_in
):
    plans = {
        name: a_plan_at("finalizing", people, of=name) for name in ("an", "dung", "bao")
    }
    days = {"an": "06/02/2026", "dung": "", "bao": "09/02/2026"}
    ink = {plans[name]: day for name, day in days.items()}
    words = text_of(copies(sign_in("binh"), ink=ink))
    assert "Đã ghi nhận 02 bản: Nguyễn Văn An, Vũ Gia Bảo." in words
    signed = Signature.objects.order_by("signed_on").values_list("plan", "signed_on")
    assert list(signed) == [
        (plans["an"].pk, date(2026, 2, 6)),
        (plans["bao"].pk, date(2026, 2, 9)),
    ]


def test_a_day_of_ink_after_the_copy_came_is_refused(people, sign_in):
    plan = a_plan_at("finalizing", people)
    words = text_of(copies(sign_in("binh"), ink={plan: "11/02/2026"}))
    assert "Ngày ký trên giấy sau ngày nhận." in words
    assert not plan.signatures.exists()


def test_the_print_that_was_signed_is_named_in_bulk_too(people, sign_in):
    plan = a_plan_at("finalizing", people)
    printed = printing.print_for_signing(plan, by=people.actor("bao"), at=NOW)
    copies(sign_in("binh"), ink={again(plan): "10/02/2026"})
    signature = plan.signatures.get()
    assert (signature.sheet, signature.revision) == (printed, printed.revision)
    assert signature.check_code == printed.code


def test_a_text_that_changed_since_the_print_is_named_place_by_place(people, sign_in):
    plan = a_plan_at("finalizing", people)
    printing.print_for_signing(plan, by=people.actor("bao"), at=NOW)
    change_first_task(plan, deed="Vận động cả phường")
    words = text_of(copies(sign_in("binh"), ink={again(plan): "10/02/2026"}))
    assert "Khác bản in số 2: Việc đăng ký số 1 (đã sửa)." in words
    assert again(plan).status == "finalizing"


def test_those_recorded_and_those_that_are_not_are_named_in_the_order_of_the_names(
    people, sign_in
):
    good = [a_plan_at("finalizing", people, of=name) for name in ("dung", "an")]
    left = [
        a_plan_at("signed", people, "chi", reviewer="giang"),
        a_plan_at("signed", people, "bao"),
    ]
    AppointmentFactory(
        member=people.binh, role="deputy_secretary", cell=people.other_cell
    )
    for plan in left:
        steps.take_step(
            "recall",
            plan,
            by=people.actor("giang"),
            at=NOW,
            reason="vague",
            note="Ghi rõ",
        )
    ink = dict.fromkeys(good, "10/02/2026")
    page = copies(sign_in("binh"), *left, ink=ink)
    assert [str(message) for message in page.context["messages"]] == [
        "Đã ghi nhận 02 bản: Nguyễn Văn An, Phạm Thị Dung.",
        "chưa ghi nhận bản của đ/c Vũ Gia Bảo: Còn 1 góp ý chưa trả lời. Cần ngày ký "
        "ghi trên bản giấy.",
        "chưa ghi nhận bản của đ/c Lê Kim Chi: Còn 1 góp ý chưa trả lời. Cần ngày ký "
        "ghi trên bản giấy.",
    ]


def test_the_same_evening_twice_is_once(people, sign_in):
    plans = (
        a_plan_at("signed", people, of="an"),
        a_plan_at("finalizing", people, of="dung"),
    )
    for _ in range(2):
        sent = {"ink": {plans[1]: "10/02/2026"}}
        words = text_of(copies(sign_in("binh"), plans[0], **sent))
    assert "chưa ghi nhận" not in words
    assert [plan.filings.count() for plan in plans] == [1, 1]
    assert [plan.signatures.count() for plan in plans] == [1, 1]


def test_one_that_cannot_be_recorded_is_named_and_the_others_are(people, sign_in):
    good, recalled = (
        a_plan_at("signed", people, of="an"),
        a_plan_at("signed", people, of="dung"),
    )
    steps.take_step(
        "recall",
        recalled,
        by=people.actor("giang"),
        at=NOW,
        reason="vague",
        note="Ghi rõ",
    )
    words = text_of(copies(sign_in("binh"), good, recalled))
    assert "Đã ghi nhận 01 bản: Nguyễn Văn An." in words
    assert "chưa ghi nhận bản của đ/c Phạm Thị Dung: Còn 1 góp ý chưa trả lời" in words
    assert [again(plan).status for plan in (good, recalled)] == ["posted", "finalizing"]


def test_a_copy_of_an_older_revision_is_not_taken_for_the_new_one(people, sign_in):
    old = a_plan_at("signed", people)
    steps.take_step(
        "recall", old, by=people.actor("giang"), at=NOW, reason="vague", note="Ghi rõ"
    )
    type(old.remarks.get()).objects.update(answer="Đã rõ")
    steps.take_step("sign", again(old), by=people.actor("an"), at=NOW)
    assert "chưa ghi nhận bản của đ/c Nguyễn Văn An" in text_of(
        copies(sign_in("binh"), old)
    )
    assert again(old).status == "signed"


def test_nothing_chosen_is_said(people, sign_in):
    words = "Đánh dấu, hoặc ghi ngày ký trên giấy của ít nhất một đồng chí."
    assert words in text_of(copies(sign_in("binh")))


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("giang", 403),
        ("inh", 403),
        ("hanh", 404),
        ("chi", 404),
        ("em", 404),
        ("an", 403),
    ],
)
def test_who_may_record_copies(people, sign_in, name, status):
    plan = a_plan_at("signed", people)
    sent = {
        "key": "00000000-0000-4000-8000-000000000001",
        "copies": [f"{plan.pk}-2"],
        "day": "10/02/2026",
    }
    assert sign_in(name).post("/gop-y/nop/", sent).status_code == status
    assert again(plan).status == "signed"


def test_typing_from_paper_begins_on_the_desk(people, sign_in):
    said = {"helper": people.binh.pk, "source": "sheet"}
    response = sign_in("binh").post(f"/ke-hoach/go-ho/{people.dung.pk}/", said)
    plan = Plan.objects.get(member=people.dung)
    assert response.url == f"/ke-hoach/{plan.pk}/viet/"
    fill(plan)
    assert "Phạm Thị Dung đồng chí đang gõ hộ Gõ tiếp" in desk(sign_in, "binh")
    assert Meeting.objects.count() == 0
