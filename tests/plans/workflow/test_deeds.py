"""What happened to a plan, line by line, the newest first."""

from datetime import date, timedelta

import pytest

from cells.acts.movements.records import cancel_movement, record_movement
from cells.models import Appointment, Meeting, Movement
from plans import remarks
from plans.models import Plan
from plans.workflow import deeds, steps
from tests.factories import AppointmentFactory, CellFactory
from tests.people import NOW, TODAY, a_plan, again
from tests.plans.browsing import list_rows

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

HOUR = timedelta(hours=1)


def test_the_whole_way_of_a_plan_is_told_with_who_in_what_post(people, sign_in):
    AppointmentFactory(
        member=people.dung,
        cell=people.cell,
        role=Appointment.Role.DEPUTY_SECRETARY,
        acting_for=Appointment.objects.get(member=people.binh),
    )
    meeting = Meeting.objects.create(cell=people.cell, held_on=date(2026, 2, 3))
    plan = a_plan(people)
    way = [
        ("submit", "an", {}),
        ("withdraw", "an", {}),
        ("submit", "an", {}),
        ("return", "bao", {"note": "Ghi rõ số hộ."}),
        ("submit", "an", {}),
        ("agree", "dung", {"meeting": meeting}),
        ("resubmit", "an", {}),
        ("agree", "binh", {}),
        ("sign", "bao", {"signed_on": TODAY}),
        ("recall", "giang", {"reason": "vague", "note": "Bao nhiêu hộ?"}),
    ]
    for hours, (step, name, how) in enumerate(way, start=1):
        steps.take_step(
            step, again(plan), by=people.actor(name), at=NOW + hours * HOUR, **how
        )
    remarks.answer_remark(plan.remarks.get(), "38 hộ", by=people.actor("an"), at=NOW)
    steps.take_step("sign", again(plan), by=people.actor("an"), at=NOW + 11 * HOUR)
    # The clock of the server was set back meanwhile: the order is that of the log.
    steps.record_filing(
        again(plan), by=people.actor("binh"), at=NOW + 9 * HOUR, filed_on=TODAY
    )
    assert list_rows(
        sign_in("giang").get(f"/ke-hoach/{plan.pk}/"), "<h2>Quá trình</h2>"
    ) == [
        "Đ/c Trần Thị Bình (Bí thư chi bộ) ghi nhận xong bước 4 lúc 18:00 ngày "
        "10/02/2026 · bản 6",
        "Đ/c Trần Thị Bình (Bí thư chi bộ) ghi nhận đã nộp 01 bản lúc 18:00 ngày "
        "10/02/2026 · bản 6",
        "Đ/c Nguyễn Văn An ký chính thức lúc 20:00 ngày 10/02/2026 · bản 6",
        "Đ/c Ngô Thị Giang (Cán bộ Đảng ủy) yêu cầu sửa, hoàn thiện lại lúc 19:00 ngày "
        "10/02/2026 "
        "· bản 5 “Bao nhiêu hộ?”",
        "Đ/c Vũ Gia Bảo (Phó bí thư chi bộ) ghi nhận chữ ký tay trên bản giấy lúc "
        "18:00 ngày 10/02/2026 · bản 5",
        "Đ/c Trần Thị Bình (Bí thư chi bộ) thông qua kế hoạch lúc 17:00 ngày "
        "10/02/2026 · bản 4",
        "Đ/c Nguyễn Văn An gửi chi bộ đọc lại lúc 16:00 ngày 10/02/2026 · bản 4",
        "Đ/c Phạm Thị Dung (Phó bí thư chi bộ, thay mặt đ/c Trần Thị Bình, Bí thư chi "
        "bộ) thông qua kế hoạch "
        "lúc 15:00 ngày 10/02/2026, tại cuộc họp chi bộ ngày 03/02/2026 · bản 3",
        "Đ/c Nguyễn Văn An gửi kế hoạch cho chi bộ lúc 14:00 ngày 10/02/2026 · bản 3",
        "Đ/c Vũ Gia Bảo (Phó bí thư chi bộ) trả lại để sửa lúc 13:00 ngày 10/02/2026 · "
        "bản 2 “Ghi rõ số hộ.”",
        "Đ/c Nguyễn Văn An gửi kế hoạch cho chi bộ lúc 12:00 ngày 10/02/2026 · bản 2",
        "Đ/c Nguyễn Văn An rút kế hoạch lại để sửa lúc 11:00 ngày 10/02/2026 · bản 1",
        "Đ/c Nguyễn Văn An gửi kế hoạch cho chi bộ lúc 10:00 ngày 10/02/2026 · bản 1",
        "Đ/c Nguyễn Văn An bắt đầu viết kế hoạch lúc 09:00 ngày 10/02/2026",
    ]


def test_what_was_judged_last_is_the_same_in_the_pile_and_on_the_page(people):
    plan = a_plan(people)
    way = [
        ("submit", "an"),
        ("return", "bao"),
        ("submit", "an"),
        ("agree", "binh"),
        ("resubmit", "an"),
        ("return", "binh"),
        ("submit", "an"),
    ]
    found = []
    for step, name in way:
        actor = people.actor(name)
        steps.take_step(step, again(plan), by=actor, at=NOW, note="Ghi rõ.")
        now = Plan.objects.annotate(judged=deeds.find_last_judged()).get()
        found.append(now.judged)
        event = deeds.find_last_judged_among(now, deeds.list_events(now))
        assert now.judged == (event and event.revision)
    assert found == [None, None, 1, 1, 2, 2, 3]


def test_a_move_names_both_cells_and_its_day_and_an_undo_is_called_one(people):
    plan = a_plan(people)
    movement = record_movement(
        Movement.Kind.MOVED,
        people.an,
        on=date(2026, 2, 5),
        to_cell=people.other_cell,
        by=people.actor("giang"),
        at=NOW,
    )
    cancel_movement(
        movement, reason="Ghi nhầm", by=people.actor("giang"), at=NOW + HOUR
    )
    back, moved, _ = deeds.list_events(plan)
    told = deeds.tell_history([back, moved])
    assert [sentence for sentence, _ in told] == [
        "Đ/c Ngô Thị Giang (Cán bộ Đảng ủy) hoàn tác việc chuyển kế hoạch, đưa về từ "
        "Chi bộ 9 sang Chi bộ 7 lúc 10:00 ngày 10/02/2026",
        "Đ/c Ngô Thị Giang (Cán bộ Đảng ủy) chuyển kế hoạch theo tác giả từ Chi bộ 7 "
        "sang Chi bộ 9 lúc 09:00 ngày 10/02/2026 (sau đó đã rút lại)",
    ]
    assert moved.note == "Có hiệu lực từ ngày 05/02/2026."
    assert (back.takes_back, back.reason) == (moved.number, "move")


def test_a_plan_that_went_twice_names_the_cells_of_each_move(people):
    third = CellFactory(name="Chi bộ 11", committee=people.ward)
    plan = a_plan(people)
    for day, cell in ((3, people.other_cell), (5, third)):
        record_movement(
            Movement.Kind.MOVED,
            people.an,
            on=date(2026, 2, day),
            to_cell=cell,
            by=people.actor("giang"),
            at=NOW,
        )
    events = deeds.list_events(plan)
    assert [deeds.describe_event(event) for event in events[:2]] == [
        "chuyển kế hoạch theo tác giả từ Chi bộ 9 sang Chi bộ 11",
        "chuyển kế hoạch theo tác giả từ Chi bộ 7 sang Chi bộ 9",
    ]
