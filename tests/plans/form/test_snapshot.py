import datetime
import json
from dataclasses import replace

import pytest

from cells.models import Appointment, Member
from phucdong.formats import FromNewerVersion
from plans.form import documents, fields, snapshot
from plans.form.documents import WrittenRow
from plans.models import Cycle
from tests.factories import AppointmentFactory
from tests.people import TODAY, a_plan, again, tasks_of

pytestmark = pytest.mark.django_db


def test_a_snapshot_holds_the_whole_plan_as_others_may_read_it(people):
    Cycle.objects.update(topic="Nêu gương ở khu dân cư")
    born = {"born_on": datetime.date(1958, 9, 5), "born_precision": "month"}
    Member.objects.filter(pk=people.an.pk).update(
        **born, occupation="Giáo viên nghỉ hưu"
    )
    held = {"member": people.an, "cell": people.cell}
    AppointmentFactory(**held, role=Appointment.Role.CELL_COMMITTEE_MEMBER, since=TODAY)
    AppointmentFactory(
        **held, role=Appointment.Role.HEAD, title="Trưởng ban công tác mặt trận"
    )
    AppointmentFactory(**held, role=Appointment.Role.DEPUTY_SECRETARY, until=TODAY)
    plan = again(a_plan(people))
    shortcomings, tasks = (
        [str(row.uid) for row in rows_of(plan, key)]
        for key in ("shortcomings", "tasks")
    )
    assert documents.write_snapshot(snapshot.take_document(plan, TODAY)) == {
        "format": 2,
        "form": {"name": "Mẫu thử", "number": 1},
        "titles": {
            "title": "KẾ HOẠCH",
            "summary": "tu dưỡng, rèn luyện của cá nhân năm 2026",
            "bases": "Căn cứ",
            "topic": "Chuyên đề năm 2026",
        },
        "heading": [
            {"label": "Họ và tên", "text": "Nguyễn Văn An"},
            {"label": "Ngày sinh", "text": "09/1958"},
            {"label": "Chức vụ", "text": "Trưởng ban công tác mặt trận, Chi ủy viên"},
            {"label": "Nghề nghiệp, đơn vị công tác", "text": "Giáo viên nghỉ hưu"},
            {"label": "Sinh hoạt tại", "text": "Chi bộ 7"},
        ],
        "year": 2026,
        "topic": "Nêu gương ở khu dân cư",
        "person": {
            "full_name": "Nguyễn Văn An",
            "born": "09/1958",
            "occupation": "Giáo viên nghỉ hưu",
            "cell": "Chi bộ 7",
            "committee": "Đảng bộ phường Phúc Đồng",
            "place": "Phúc Đồng",
            "posts": ["Trưởng ban công tác mặt trận", "Chi ủy viên"],
            "kind": "party",
            "made_on": "10/02/2026",
        },
        "bases": [
            {
                "key": "central-4",
                "label": "Nghị quyết 4",
                "title": "Nghị quyết Trung ương 4 khóa XII",
            },
            {
                "key": "assigned",
                "label": "Nhiệm vụ",
                "title": "Nhiệm vụ chi bộ giao đầu năm",
            },
            {
                "key": "own",
                "label": "Khuyết điểm",
                "title": "Hạn chế nêu trong bản kiểm điểm",
            },
        ],
        "sections": [
            {
                "key": "political",
                "title": "Tư tưởng chính trị",
                "kind": "text",
                "noun": "",
                "fields": [a_field("text", "Nội dung", lines=12, needed=True)],
                "rows": [
                    a_row(
                        "",
                        text="Đọc hết chuyên đề năm, ghi sổ tay mỗi tháng một trang.",
                    )
                ],
            },
            {
                "key": "shortcomings",
                "title": "Hạn chế",
                "kind": "shortcomings",
                "noun": "Hạn chế",
                "fields": [
                    a_field("text", "Hạn chế", lines=3, needed=True),
                    a_field("cause", "Nguyên nhân", lines=2, meaning="cause"),
                    a_field(
                        "remedy",
                        "Biện pháp khắc phục",
                        "Khắc phục",
                        lines=3,
                        needed=True,
                        meaning="remedy",
                    ),
                    a_field("deadline", "Thời hạn", needed=True, meaning="deadline"),
                    a_field("helped_by", "Ai giúp", "Người giúp", meaning="helper"),
                ],
                "rows": [
                    a_row(
                        shortcomings[0],
                        text="Ít phát biểu khi họp chi bộ",
                        cause="Chuẩn bị chưa kỹ trước buổi họp",
                        remedy="Mỗi kỳ họp nói một lần",
                        deadline="31/03/2026",
                        helped_by="",
                    ),
                    a_row(
                        shortcomings[1],
                        text="Chậm trả lời đơn của dân",
                        cause="",
                        remedy="Trả lời trong 05 ngày",
                        deadline="hằng tháng",
                        helped_by="Tổ đảng số 2",
                    ),
                ],
            },
            {
                "key": "tasks",
                "title": "Việc đăng ký",
                "kind": "tasks",
                "noun": "Việc đăng ký",
                "fields": [
                    a_field(
                        "deed", "Việc sẽ làm", lines=4, needed=True, meaning="deed"
                    ),
                    a_field(
                        "expected",
                        "Kết quả cần đạt",
                        lines=2,
                        needed=True,
                        meaning="measure",
                    ),
                    a_field("deadline", "Thời hạn", needed=True, meaning="deadline"),
                    a_field("basis", "Căn cứ", needed=True, meaning="basis"),
                ],
                "rows": [
                    a_task(
                        tasks[0],
                        ("assigned", "Nhiệm vụ"),
                        "Vận động các hộ ngõ 94",
                        "30/38 hộ phân loại rác",
                        "30/06/2026",
                    ),
                    a_task(
                        tasks[1],
                        ("central-4", "Nghị quyết 4"),
                        "Thăm các gia đình chính sách",
                        "12 gia đình trong năm",
                        "27/07/2026",
                    ),
                    a_task(
                        tasks[2],
                        ("own", "Khuyết điểm"),
                        "Nộp các khoản quỹ của khu phố",
                        "04 khoản, nộp một lần",
                        "15/11/2026",
                    ),
                ],
            },
        ],
    }


def rows_of(plan, key):
    return plan.rows.filter(section=key).order_by("position")


def a_field(key, label, caption="", *, lines=1, needed=False, meaning=""):
    """A field as a document carries it: what is not empty."""
    said = {
        "key": key,
        "label": label,
        "caption": caption,
        "lines": lines,
        "needed": needed,
        "meaning": meaning,
    }
    return {name: value for name, value in said.items() if value}


def a_row(uid, key="", **values):
    return {
        name: value
        for name, value in {"uid": uid, "values": values, "basis": key}.items()
        if value
    }


def a_task(uid, basis, deed, expected, deadline):
    key, label = basis
    return a_row(uid, key, deed=deed, expected=expected, deadline=deadline, basis=label)


# As version 0.2.0 kept it.
OF_0_2_0 = {
    "year": 2025,
    "topic": "Nêu gương",
    "person": {
        "full_name": "Đặng Văn Kha",
        "born": "",
        "occupation": "Văn thư",
        "cell": "UBND phường",
        "committee": "Đảng bộ phường",
        "posts": [],
        "kind": "staff",
        "made_on": "10/02/2025",
    },
    "bases": [
        {"key": "own", "label": "Khuyết điểm", "title": "Hạn chế nêu trong kiểm điểm"}
    ],
    "sections": [
        {"key": "political", "title": "Tư tưởng", "kind": "text", "text": "Đọc sách"},
        {
            "key": "weak",
            "title": "Điểm yếu",
            "kind": "shortcomings",
            "rows": [
                {
                    "uid": "u1",
                    "text": "Ít nói",
                    "cause": "Ngại",
                    "remedy": "Nói",
                    "deadline": "30/6",
                    "helped_by": "",
                }
            ],
        },
        {
            "key": "tasks",
            "title": "Việc",
            "kind": "tasks",
            "rows": [
                {
                    "uid": "u2",
                    "deed": "Trực",
                    "expected": "Hai buổi",
                    "deadline": "hằng tuần",
                    "basis": "own",
                    "basis_label": "Khuyết điểm",
                }
            ],
        },
    ],
}


def test_a_document_of_0_2_0_has_the_words_of_0_2_0_whatever_those_of_today_are(
    monkeypatch,
):
    for kind, words in fields.ROWS.items():
        monkeypatch.setitem(fields.ROWS, kind, replace(words, noun="Chữ của bản sau"))
    document = documents.read_document(OF_0_2_0)
    assert document.form == {}
    assert document.titles == {
        "title": "KẾ HOẠCH",
        "summary": "tu dưỡng, rèn luyện của cá nhân năm 2025",
        "bases": "Căn cứ",
        "topic": "Chuyên đề năm 2025",
    }
    assert [(fact["label"], fact["text"]) for fact in document.heading] == [
        ("Họ và tên", "Đặng Văn Kha"),
        ("Chức vụ", "không"),
        ("Nghề nghiệp, đơn vị công tác", "Văn thư"),
        ("Đơn vị", "UBND phường"),
    ]
    assert {
        name: getattr(document, name) for name in ("year", "topic", "person", "bases")
    } == {name: OF_0_2_0[name] for name in ("year", "topic", "person", "bases")}
    weak = {
        "text": "Ít nói",
        "cause": "Ngại",
        "remedy": "Nói",
        "deadline": "30/6",
        "helped_by": "",
    }
    task = {
        "deed": "Trực",
        "expected": "Hai buổi",
        "deadline": "hằng tuần",
        "basis": "Khuyết điểm",
    }
    assert [
        (each.key, each.title, each.noun, each.rows) for each in document.sections
    ] == [
        ("political", "Tư tưởng", "", [WrittenRow("", {"text": "Đọc sách"})]),
        ("weak", "Điểm yếu", "Hạn chế", [WrittenRow("u1", weak)]),
        ("tasks", "Việc", "Việc đăng ký", [WrittenRow("u2", task, "own")]),
    ]


def test_what_is_kept_is_read_as_it_was(people):
    document = snapshot.take_document(again(a_plan(people)), TODAY)
    kept = documents.write_snapshot(document)
    assert (
        documents.write_snapshot(documents.read_document(json.loads(json.dumps(kept))))
        == kept
    )


def test_a_format_of_a_later_version_is_not_guessed_at():
    with pytest.raises(FromNewerVersion) as refused:
        documents.read_document({"format": 3, "sections": []})
    assert refused.value.args == (3,)


def test_a_task_without_a_basis_names_none(people):
    plan = a_plan(people)
    tasks_of(plan).update(basis=None)
    rows = snapshot.list_written_sections(plan)[2].rows
    assert [(row.basis, row.values["basis"]) for row in rows] == [("", "")] * 3
