import datetime

import pytest

from cells.models import Appointment, Member
from plans import snapshot
from plans.models import Cycle
from tests.factories import AppointmentFactory
from tests.people import TODAY, a_plan, again

pytestmark = pytest.mark.django_db


def test_a_snapshot_holds_the_whole_plan_as_others_may_read_it(people):
    Cycle.objects.update(topic="Nêu gương ở khu dân cư")
    born = {"born_on": datetime.date(1958, 9, 5), "born_precision": "month"}
    Member.objects.filter(pk=people.an.pk).update(**born, occupation="Giáo viên nghỉ hưu")
    held = {"member": people.an, "cell": people.cell}
    AppointmentFactory(**held, role=Appointment.Role.CELL_COMMITTEE_MEMBER, since=TODAY)
    AppointmentFactory(**held, role=Appointment.Role.HEAD, title="Trưởng ban công tác mặt trận")
    AppointmentFactory(**held, role=Appointment.Role.DEPUTY_SECRETARY, until=TODAY)
    plan = again(a_plan(people))
    shortcomings, tasks = (
        [str(row.uid) for row in rows.order_by("position")] for rows in (plan.shortcomings, plan.tasks)
    )
    assert snapshot.of(plan, TODAY) == {
        "form": plan.form_version_id,
        "year": 2026,
        "topic": "Nêu gương ở khu dân cư",
        "person": {
            "full_name": "Nguyễn Văn An",
            "born": "09/1958",
            "occupation": "Giáo viên nghỉ hưu",
            "cell": "Chi bộ 7",
            "committee": "Đảng bộ phường Phúc Đồng",
            "posts": ["Trưởng ban công tác mặt trận", "Chi ủy viên"],
            "kind": "party",
            "made_on": "10/02/2026",
        },
        "bases": [
            {"key": "central-4", "label": "Nghị quyết 4", "title": "Nghị quyết Trung ương 4 khóa XII"},
            {"key": "assigned", "label": "Nhiệm vụ", "title": "Nhiệm vụ chi bộ giao đầu năm"},
            {"key": "own", "label": "Khuyết điểm", "title": "Hạn chế nêu trong bản kiểm điểm"},
        ],
        "sections": [
            {
                "key": "political",
                "title": "Tư tưởng chính trị",
                "kind": "text",
                "text": "Đọc hết chuyên đề năm, ghi sổ tay mỗi tháng một trang.",
            },
            {
                "key": "shortcomings",
                "title": "Hạn chế",
                "kind": "shortcomings",
                "rows": [
                    {
                        "uid": shortcomings[0],
                        "text": "Ít phát biểu khi họp chi bộ",
                        "cause": "Chuẩn bị chưa kỹ trước buổi họp",
                        "remedy": "Mỗi kỳ họp nói một lần",
                        "deadline": "31/03/2026",
                        "helped_by": "",
                    },
                    {
                        "uid": shortcomings[1],
                        "text": "Chậm trả lời đơn của dân",
                        "cause": "",
                        "remedy": "Trả lời trong 05 ngày",
                        "deadline": "hằng tháng",
                        "helped_by": "Tổ đảng số 2",
                    },
                ],
            },
            {
                "key": "tasks",
                "title": "Việc đăng ký",
                "kind": "tasks",
                "rows": [
                    {
                        "uid": tasks[0],
                        "deed": "Vận động các hộ ngõ 94",
                        "expected": "30/38 hộ phân loại rác",
                        "deadline": "30/06/2026",
                        "basis": "assigned",
                        "basis_label": "Nhiệm vụ",
                    },
                    {
                        "uid": tasks[1],
                        "deed": "Thăm các gia đình chính sách",
                        "expected": "12 gia đình trong năm",
                        "deadline": "27/07/2026",
                        "basis": "central-4",
                        "basis_label": "Nghị quyết 4",
                    },
                    {
                        "uid": tasks[2],
                        "deed": "Nộp các khoản quỹ của khu phố",
                        "expected": "04 khoản, nộp một lần",
                        "deadline": "15/11/2026",
                        "basis": "own",
                        "basis_label": "Khuyết điểm",
                    },
                ],
            },
        ],
    }


def test_a_task_without_a_basis_names_none(people):
    plan = a_plan(people)
    plan.tasks.update(basis=None)
    rows = snapshot.sections(plan)[2]["rows"]
    assert [(row["basis"], row["basis_label"]) for row in rows] == [("", "")] * 3
