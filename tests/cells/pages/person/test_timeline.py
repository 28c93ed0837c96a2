"""What happened to a person, in one list: every kind of row, the newest first."""

from datetime import date

import pytest
from django.urls import reverse

from cells.acts.corrections.rules import correct_person, take_row_away
from cells.acts.exemptions.reviews import Verdict, correct_review
from cells.models import (
    Appointment,
    Correction,
    Exemption,
    ExemptionReview,
    Membership,
    Movement,
    Suspension,
    Transfer,
)
from cells.pages.person.timeline import build_timeline
from cells.personal_record import PersonalRecord
from tests.cells.acts.exemptions.forms import an_exemption
from tests.factories import AppointmentFactory, MembershipFactory
from tests.people import NOW

pytestmark = pytest.mark.django_db
D = date
LATE = ", hiệu lực lùi {} ngày"
BY = "đ/c Ngô Thị Giang ghi lúc 09:00 ngày 10/02/2026"


def describe_corrections(member):
    entries = build_timeline(PersonalRecord(member))
    return [entry.words for entry in entries if entry.chip == "Sửa"]


def test_every_kind_of_row_stands_by_its_day_with_its_own_words(people):
    """Written down otherwise than it happened."""
    an, by = people.an, {"recorded_by": people.giang.user, "recorded_at": NOW}
    Membership.objects.filter(member=an).update(
        since=D(2012, 1, 1), until=D(2020, 1, 1), ending="moved"
    )
    MembershipFactory(
        member=an, cell=people.other_cell, since=D(2020, 1, 1), origin="moved", **by
    )
    MembershipFactory(
        member=an,
        cell=people.cell,
        since=D(2021, 3, 1),
        until=D(2021, 9, 1),
        kind="temporary",
    )
    Suspension.objects.create(
        member=an, since=D(2013, 1, 1), until=D(2013, 6, 1), decision="5-QĐ/ĐU"
    )
    Exemption.objects.create(
        member=an, since=D(2024, 1, 1), resolution_number="12-NQ/CB"
    )
    out = {"kind": "temporary", "direction": "out", "place": "Bồ Đề"}
    Transfer.objects.create(member=an, since=D(2015, 1, 1), until=D(2015, 8, 1), **out)
    secretary = Appointment.objects.get(member=people.chi)
    AppointmentFactory(
        member=an, role="secretary", cell=people.other_cell, since=D(2022, 1, 1), until=D(2022, 4, 1),
        acting_for=secretary, decision="7-QĐ/ĐU",
    )  # fmt: skip
    sent = {
        "kind": "sent",
        "place": "Đảng bộ phường Bồ Đề",
        "paper_number": "9-GT",
        "paper_on": D(2025, 5, 2),
    }
    moved = Movement.objects.create(
        member=an, on=D(2025, 5, 5), from_cell=people.other_cell, **sent, **by
    )
    cancelled = {"cancelled_at": NOW, "cancelled_because": "Nhầm người"}
    Movement.objects.create(
        member=an, kind="died", on=D(2025, 6, 1), recorded_at=NOW, **cancelled
    )
    # in the order in which PostgreSQL keeps them: by their length
    kept = {
        "before": {"phone": "", "born_on": "1958-09-05"},
        "after": {"phone": "0912345678", "born_on": None},
    }
    Correction.objects.create(
        member=an,
        kind="member",
        row=an.pk,
        reason="Theo lý lịch",
        by=people.giang.user,
        at=NOW,
        **kept,
    )
    found = [
        (line.on, line.chip, line.words, line.dates, line.note)
        for line in build_timeline(PersonalRecord(an))
    ]
    assert found == [
        (
            D(2026, 2, 10),
            "Sửa",
            "Sửa số điện thoại từ để trống thành “0912345678”; ngày sinh từ 05/09/1958 "
            "thành để trống",
            "10/02/2026",
            f"lý do: Theo lý lịch · {BY}",
        ),
        (D(2025, 6, 1), "Đã hủy", "Từ trần", "01/06/2025", "lý do hủy: Nhầm người"),
        (
            D(2025, 5, 5),
            "Biến động",
            "Chuyển chính thức đi nơi khác: Đảng bộ phường Bồ Đề, từ Chi bộ 9, số 9-GT "
            "ngày 02/05/2025",
            "từ 05/05/2025",
            BY + LATE.format(281),
        ),
        (
            D(2024, 1, 1),
            "Miễn",
            "Tuổi cao, sức yếu (chi bộ quyết định) 12-NQ/CB",
            "từ 01/01/2024",
            "",
        ),
        (
            D(2022, 1, 1),
            "Chức vụ",
            "Bí thư chi bộ, Chi bộ 9 · theo 7-QĐ/ĐU · thay mặt đ/c Lê Kim Chi",
            "từ 01/01/2022 đến trước 01/04/2022",
            "",
        ),
        (
            D(2021, 3, 1),
            "Nơi sinh hoạt",
            "Sinh hoạt tại Chi bộ 7 (khách, tạm thời) · Theo danh sách",
            "từ 01/03/2021 đến trước 01/09/2021",
            "",
        ),
        (
            D(2020, 1, 1),
            "Nơi sinh hoạt",
            "Sinh hoạt tại Chi bộ 9 · Chuyển trong phường",
            "từ 01/01/2020",
            BY + LATE.format(2232),
        ),
        (
            D(2015, 1, 1),
            "Chuyển sinh hoạt",
            "Chuyển ra ngoài phường tạm thời Bồ Đề",
            "từ 01/01/2015 đến trước 01/08/2015",
            "",
        ),
        (
            D(2013, 1, 1),
            "Đình chỉ",
            "5-QĐ/ĐU",
            "từ 01/01/2013 đến trước 01/06/2013",
            "",
        ),
        (
            D(2012, 1, 1),
            "Nơi sinh hoạt",
            "Sinh hoạt tại Chi bộ 7 · Theo danh sách, thôi vì: chuyển trong phường",
            "từ 01/01/2012 đến trước 01/01/2020",
            "",
        ),
    ]
    urls = [line.url for line in build_timeline(PersonalRecord(an))]
    assert urls[:3] == ["", "", reverse("movements:correct_movement", args=[moved.pk])]


def test_a_review_that_was_put_right_says_what_it_said(people):
    """What did not change is not told."""
    row = an_exemption(people.an)
    review = ExemptionReview.objects.create(
        exemption=row, outcome="kept", reviewed_on=D(2026, 2, 9)
    )
    verdict = Verdict(row, "returned", "Xin trở lại", D(2026, 3, 1))
    correct_review(review, verdict, because="Ghi nhầm", by=people.actor("binh"), at=NOW)
    (words,) = describe_corrections(people.an)
    # PostgreSQL keeps the columns of a Correction in an order of its own.
    assert sorted(words.removeprefix("Sửa ").split("; ")) == [
        "kết quả từ “Tiếp tục miễn” thành “Trở lại sinh hoạt”",
        "lý do từ để trống thành “Xin trở lại”",
        "rà soát ngày từ 01/01/2026 thành để trống",
        "đến trước ngày từ để trống thành 01/03/2026",
    ]


def test_a_post_that_was_taken_away_is_named_in_vietnamese(people):
    post = AppointmentFactory(
        member=people.an, role="secretary", cell=people.other_cell, since=D(2026, 2, 8)
    )
    take_row_away(post, reason="Nhầm người", by=people.actor("giang"), at=NOW)
    (entry,) = describe_corrections(people.an)
    assert entry == "Bỏ dòng: ngày đầu 08/02/2026; chức vụ “Bí thư chi bộ”"


def test_what_was_chosen_from_a_list_is_told_in_its_words(people):
    by = {"reason": "Theo lý lịch", "by": people.actor("giang"), "at": NOW}
    correct_person(people.an, sex="F", **by)
    (entry,) = describe_corrections(people.an)
    assert entry == "Sửa giới tính từ để trống thành “Nữ”"
