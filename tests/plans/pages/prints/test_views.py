"""The plan on paper, word for word and line by line."""

import datetime

import pytest
from django.urls import reverse

from cells.models import Appointment, Member
from plans.form import snapshot
from plans.models import Cycle
from plans.workflow import steps
from plans.workflow.assistances import begin_assistance
from tests.factories import AppointmentFactory
from tests.people import NOW, TODAY, a_plan, a_plan_at, add_row, again, text_in
from tests.plans.browsing import lines_of, piece_of
from tests.plans.typed import type_text

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

Role = Appointment.Role
DAY = datetime.timedelta(days=1)

# What is written, between the heading and the signatures.
BODY = """\
Căn cứ
Nghị quyết Trung ương 4 khóa XII;
Nhiệm vụ chi bộ giao đầu năm;
Hạn chế nêu trong bản kiểm điểm;
Chuyên đề năm 2026: Nêu gương ở khu dân cư.
1. Tư tưởng chính trị
Đọc hết chuyên đề năm, ghi sổ tay mỗi tháng một trang.
2. Hạn chế
Ít phát biểu khi họp chi bộ
Nguyên nhân: Chuẩn bị chưa kỹ trước buổi họp
Khắc phục: Mỗi kỳ họp nói một lần
Thời hạn: 31/03/2026
Chậm trả lời đơn của dân
Khắc phục: Trả lời trong 05 ngày
Thời hạn: hằng tháng. Người giúp: Tổ đảng số 2
3. Việc đăng ký
Vận động các hộ ngõ 94
Kết quả cần đạt: 30/38 hộ phân loại rác
Thời hạn: 30/06/2026. Căn cứ: Nhiệm vụ
Thăm các gia đình chính sách
Kết quả cần đạt: 12 gia đình trong năm
Thời hạn: 27/07/2026. Căn cứ: Nghị quyết 4
Nộp các khoản quỹ của khu phố
Kết quả cần đạt: 04 khoản, nộp một lần
Thời hạn: 15/11/2026. Căn cứ: Khuyết điểm
"""

OF_A_MEMBER = """\
ĐẢNG BỘ PHƯỜNG PHÚC ĐỒNG
CHI BỘ 7
*
ĐẢNG CỘNG SẢN VIỆT NAM
Phúc Đồng, ngày 10 tháng 02 năm 2026
KẾ HOẠCH tu dưỡng, rèn luyện của cá nhân năm 2026
Họ và tên: Nguyễn Văn An
Ngày sinh: 09/1958
Chức vụ: Trưởng ban công tác mặt trận, Chi ủy viên
Nghề nghiệp, đơn vị công tác: Giáo viên nghỉ hưu
Sinh hoạt tại: Chi bộ 7
{body}XÁC NHẬN CỦA CHI ỦY
(ký, ghi rõ họ tên)
NGƯỜI VIẾT KẾ HOẠCH
(ký, ghi rõ họ tên)
{signed}Nguyễn Văn An
{foot}"""

OF_STAFF = """\
UBND PHƯỜNG
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Phúc Đồng, ngày 10 tháng 02 năm 2026
KẾ HOẠCH tu dưỡng, rèn luyện của cá nhân năm 2026
Họ và tên: Đặng Văn Kha
Chức vụ: không
Đơn vị: UBND phường
{body}XÁC NHẬN CỦA ĐƠN VỊ
(ký, ghi rõ họ tên)
NGƯỜI VIẾT KẾ HOẠCH
(ký, ghi rõ họ tên)
{signed}Đặng Văn Kha
{foot}"""


@pytest.fixture
def full(people):
    """The cast with everything of a heading: An's birth month, work and posts, and a
    topic of the year."""
    Cycle.objects.update(topic="Nêu gương ở khu dân cư")
    Member.objects.filter(pk=people.an.pk).update(
        born_on=datetime.date(1958, 9, 5),
        born_precision="month",
        occupation="Giáo viên nghỉ hưu",
    )
    held = {"member": people.an, "cell": people.cell}
    AppointmentFactory(
        **held, role=Role.CELL_COMMITTEE_MEMBER, since=datetime.date(2024, 5, 1)
    )
    AppointmentFactory(**held, role=Role.DEPUTY_SECRETARY, until=TODAY)
    AppointmentFactory(
        **held,
        role=Role.HEAD,
        title="Trưởng ban công tác mặt trận",
        since=datetime.date(2020, 1, 1),
    )
    AppointmentFactory(
        **held, role=Role.SECRETARY, title="Bí thư khóa sau", since=TODAY + DAY
    )
    people.cycle.refresh_from_db()
    people.an.refresh_from_db()
    return people


def printed(client, plan):
    page = client.get(reverse("prints:print_plan", args=[plan.pk]))
    return "\n".join(lines_of(piece_of(page, '<article class="sheet">', "</article>")))


def foot_of(plan):
    """The number, the digest and the code under the revision that stands."""
    digest = plan.revisions.get(number=plan.revision).digest
    stamp = (
        f"{plan.member.full_name} · kế hoạch năm 2026 · Bản số {plan.revision} · "
        f"dấu vân {digest[:4]} {digest[4:8]} {digest[8:12]} {digest[12:16]}"
    )
    signature = plan.signatures.filter(revision=plan.revision).first()
    if signature is None:
        return stamp
    code = f"{signature.check_code[:5]}-{signature.check_code[5:]}"
    return f"{stamp} · mã kiểm tra {code}, kiểm tra tại testserver/kiem-tra/"


def test_a_draft_on_paper(full, sign_in):
    plan = a_plan(full)
    foot = "Nguyễn Văn An · kế hoạch năm 2026 · Bản đang viết, chưa gửi chi bộ"
    assert printed(sign_in("an"), plan) == OF_A_MEMBER.format(
        body=BODY, signed="", foot=foot
    )


def give_helper(plan, people):
    """The author names Bình, who types the one text again as it was."""
    begin_assistance(plan, people.binh, "sheet", by=people.actor("an"), at=NOW)
    plan = again(plan)
    type_text(plan, people, text=text_in(plan))


def test_a_draft_that_was_typed_from_paper(full, sign_in):
    plan = a_plan(full)
    give_helper(plan, full)
    foot = (
        "Nguyễn Văn An · kế hoạch năm 2026 · Bản đang viết, chưa gửi chi bộ · đ/c Trần "
        "Thị Bình gõ hộ, từ bản viết tay"
    )
    for name in ("an", "binh"):
        assert printed(sign_in(name), plan) == OF_A_MEMBER.format(
            body=BODY, signed="", foot=foot
        )


def test_a_plan_that_the_cell_reads(full, sign_in):
    plan = a_plan_at("cell_review", full)
    for name in ("an", "dung", "giang"):
        assert printed(sign_in(name), plan) == OF_A_MEMBER.format(
            body=BODY, signed="", foot=foot_of(plan)
        )


def test_what_may_be_signed_on_paper_is_only_looked_at_until_it_is_printed_for_it(
    full, sign_in
):
    plan = a_plan_at("finalizing", full)
    foot = (
        "Nguyễn Văn An · kế hoạch năm 2026 · Bản xem thử, không dùng để ký: sau bản số "
        "1 mà chi bộ đã thông qua"
    )
    for name in ("an", "binh"):
        assert printed(sign_in(name), plan) == OF_A_MEMBER.format(
            body=BODY, signed="", foot=foot
        )
    assert again(plan).revision == 1


def test_a_print_for_signing_has_number_day_and_code(full, sign_in):
    plan = a_plan_at("finalizing", full)
    client = sign_in("binh")
    response = client.post(reverse("prints:print_for_signing", args=[plan.pk]))
    assert response.url == reverse("prints:print_plan", args=[plan.pk])
    made = plan.signing_prints.get()
    stamp = foot_of(again(plan)).replace(
        "Bản số 2", "Bản in để ký số 2, in ngày 10/02/2026"
    )
    code = f"{made.code[:5]}-{made.code[5:]}"
    foot = f"{stamp} · mã kiểm tra {code}, kiểm tra tại testserver/kiem-tra/"
    for name in ("binh", "an", "bao"):
        assert printed(sign_in(name), plan) == OF_A_MEMBER.format(
            body=BODY, signed="", foot=foot
        )


@pytest.mark.parametrize(
    ("name", "status"),
    [("an", 302), ("bao", 302), ("giang", 403), ("inh", 403), ("dung", 404)],
)
def test_who_prints_for_signing(people, sign_in, name, status):
    plan = a_plan_at("finalizing", people)
    address = reverse("prints:print_for_signing", args=[plan.pk])
    assert sign_in(name).post(address).status_code == status
    assert plan.signing_prints.exists() == (status == 302)


@pytest.mark.parametrize("status", ["draft", "cell_review", "signed", "posted"])
def test_nothing_else_is_printed_for_signing(people, sign_in, status):
    plan = a_plan_at(status, people)
    sign_in("an").post(reverse("prints:print_for_signing", args=[plan.pk]))
    assert not plan.signing_prints.exists()


# --- what hangs on the wall -----------------------------------------------------------


def posting_copy(client, plan):
    page = client.get(reverse("prints:print_posting", args=[plan.pk]))
    return lines_of(piece_of(page, '<article class="sheet">', "</article>"))


def test_the_posting_copy_is_printed_before_it_hangs_and_without_the_birth_date(
    full, sign_in
):
    full.an.appointments.filter(role=Role.HEAD).update(is_head=True)
    plan = a_plan_at("signed", full)
    for name in ("an", "bao", "giang"):
        lines = posting_copy(sign_in(name), plan)
        assert "BẢN NIÊM YẾT CÔNG KHAI" in lines
        assert "Họ và tên: Nguyễn Văn An" in lines
        assert not any("1958" in line for line in lines)
        code = plan.signatures.get().check_code
        assert "bản niêm yết · Bản số 2" in lines[-1]
        assert f"{code[:5]}-{code[5:]}" in lines[-1]
    whole = printed(sign_in("an"), plan)
    assert "Ngày sinh: 09/1958" in whole, "otherwise nothing could leak"


@pytest.mark.parametrize("status", ["cell_review", "finalizing"])
def test_what_is_not_signed_has_no_posting_copy(people, sign_in, status):
    plan = a_plan_at(status, people, "binh", reviewer="bao")
    address = reverse("prints:print_posting", args=[plan.pk])
    assert sign_in("bao").get(address).status_code == 404


def test_who_is_no_head_has_no_posting_copy(people, sign_in):
    plan = a_plan_at("signed", people)
    address = reverse("prints:print_posting", args=[plan.pk])
    assert sign_in("binh").get(address).status_code == 404


def test_a_plan_that_was_signed_with_the_account(full, sign_in):
    plan = a_plan_at("signed", full)
    signed = "Đã ký điện tử ngày 10/02/2026\n"
    assert printed(sign_in("giang"), plan) == OF_A_MEMBER.format(
        body=BODY, signed=signed, foot=foot_of(plan)
    )


def test_a_plan_that_was_signed_in_ink_and_typed_by_an_officer(full, sign_in):
    plan = a_plan_at("finalizing", full)
    give_helper(plan, full)
    steps.take_step(
        "sign", again(plan), by=full.actor("bao"), at=NOW, signed_on=TODAY - DAY
    )
    plan = again(plan)
    foot = f"{foot_of(plan)} · đ/c Trần Thị Bình gõ hộ, từ bản viết tay"
    assert printed(sign_in("an"), plan) == OF_A_MEMBER.format(
        body=BODY, signed="", foot=foot
    )


def test_the_plan_of_staff_outside_the_party(full, sign_in):
    plan = a_plan_at("signed", full, of="kha", reviewer="lan")
    signed = "Đã ký điện tử ngày 10/02/2026\n"
    assert printed(sign_in("kha"), plan) == OF_STAFF.format(
        body=BODY, signed=signed, foot=foot_of(plan)
    )


def test_what_is_empty_says_so_on_paper(people, sign_in):
    plan = a_plan(people, filled=False)
    add_row(plan, "shortcomings")
    add_row(plan, "tasks")
    body = """\
Căn cứ
1. Tư tưởng chính trị
(chưa viết)
2. Hạn chế
(chưa ghi)
Khắc phục: (chưa ghi)
Thời hạn: (chưa ghi)
3. Việc đăng ký
(chưa ghi)
Kết quả cần đạt: (chưa ghi)
Thời hạn: (chưa ghi). Căn cứ: (chưa chọn)
"""
    heading = "Ngày sinh: 09/1958\nChức vụ: Trưởng ban công tác mặt trận, Chi ủy viên\n"
    heading += "Nghề nghiệp, đơn vị công tác: Giáo viên nghỉ hưu\n"
    bare = OF_A_MEMBER.replace(heading, "Chức vụ: không\n")
    foot = "Nguyễn Văn An · kế hoạch năm 2026 · Bản đang viết, chưa gửi chi bộ"
    assert printed(sign_in("an"), plan) == bare.format(body=body, signed="", foot=foot)


def test_a_paper_that_was_signed_keeps_the_place_where_it_was_made(people, sign_in):
    plan = a_plan_at("signed", people)
    type(people.ward).objects.update(place="Long Biên")
    assert (
        "Phúc Đồng, ngày 10 tháng 02 năm 2026"
        in printed(sign_in("an"), plan).splitlines()
    )
    assert (
        "Long Biên, ngày 10 tháng 02 năm 2026"
        in printed(sign_in("dung"), a_plan(people, "dung")).splitlines()
    )


def test_a_ward_that_did_not_say_where_it_is_leaves_room_for_the_place(people, sign_in):
    type(people.ward).objects.update(place="")
    assert (
        "…………………, ngày 10 tháng 02 năm 2026"
        in printed(sign_in("an"), a_plan(people)).splitlines()
    )


@pytest.mark.parametrize(
    ("precision", "born"),
    [("day", "05/09/1958"), ("month", "09/1958"), ("year", "1958"), ("", "05/09/1958")],
)
def test_a_birth_date_is_written_as_exactly_as_it_is_known(people, precision, born):
    people.an.born_on, people.an.born_precision = datetime.date(1958, 9, 5), precision
    assert (
        snapshot.describe_person_in_cell(people.an, people.cell, [], TODAY)["born"]
        == born
    )


def test_the_way_back_from_paper_is_to_where_the_reader_came_from(people, sign_in):
    plan = a_plan_at("cell_review", people)
    for name, back in (("an", "/ke-hoach-cua-toi/"), ("binh", f"/ke-hoach/{plan.pk}/")):
        page = (
            sign_in(name)
            .get(reverse("prints:print_plan", args=[plan.pk]))
            .content.decode()
        )
        assert f'href="{back}">Quay lại</a>' in page


def test_a_document_is_printed_with_the_words_that_it_carries(people, sign_in):
    plan = a_plan_at("signed", people)
    told = plan.revisions.get(number=plan.revision).snapshot
    titles = {
        "title": "BẢN CAM KẾT",
        "summary": "của tôi",
        "bases": "Dựa vào",
        "topic": "Học",
    }
    heading = [{"label": "Tên", "text": "Văn An"}, {"label": "Ở", "text": "Chi bộ cũ"}]
    plan.revisions.filter(number=plan.revision).update(
        snapshot={**told, "titles": titles, "heading": heading}
    )
    paper = sign_in("binh").get(reverse("prints:print_plan", args=[plan.pk]))
    lines = lines_of(piece_of(paper, '<article class="sheet">', "</article>"))
    begins = lines.index("BẢN CAM KẾT của tôi")
    assert lines[begins : begins + 4] == [
        "BẢN CAM KẾT của tôi",
        "Tên: Văn An",
        "Ở: Chi bộ cũ",
        "Dựa vào",
    ]
