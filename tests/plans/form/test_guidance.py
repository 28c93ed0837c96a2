"""What the box "Đã cụ thể chưa?" says of real wordings."""

from dataclasses import replace

import pytest

from plans.form import guidance
from plans.form.documents import FORM_OF_0_2_0, Document, WrittenRow, WrittenSection
from plans.models.field import Field

SHORTCOMING, TASK = (
    [Field(**facts) for facts in FORM_OF_0_2_0["fields"][kind]]
    for kind in ("shortcomings", "tasks")
)


@pytest.mark.parametrize(
    ("deed", "expected", "deadline", "basis", "ok"),
    [
        (
            "Vận động các hộ ngõ 94 phân loại rác",
            "30/38 hộ",
            "30/06/2026",
            "assigned",
            [True, True, True, True],
        ),
        (
            "Tham gia tích cực các phong trào",
            "Hoàn thành tốt",
            "Thường xuyên",
            "",
            [False, False, False, False],
        ),
        (
            "Tham gia tích cực 12 buổi tổng vệ sinh",
            "Đủ 12 buổi",
            "hằng tháng",
            "own",
            [True, True, True, True],
        ),
        (
            "Đọc một cuốn sách mỗi quý",
            "Kể lại hai lần",
            "quý IV",
            "",
            [True, True, True, False],
        ),
        ("Đọc sách", "Xong", "trong năm", "own", [False, False, False, True]),
    ],
)
def test_checks(deed, expected, deadline, basis, ok):
    values = {"deed": deed, "expected": expected, "deadline": deadline, "basis": basis}
    assert [check.ok for check in guidance.check_row(TASK, values)] == ok


def test_rules_look_for_what_a_field_means_never_for_its_key():
    """The same fields under other keys are judged alike; each rule falls away with the
    meaning that it is about."""
    values = {
        "deed": "Đọc sách",
        "expected": "Xong",
        "deadline": "trong năm",
        "basis": "",
    }
    said = guidance.check_row(TASK, values)
    renamed = [replace(field, key=f"o_{number}") for number, field in enumerate(TASK)]
    assert (
        guidance.check_row(
            renamed,
            dict(zip([field.key for field in renamed], values.values(), strict=True)),
        )
        == said
    )
    for number, field in enumerate(TASK):
        unmeant = [
            replace(each, meaning="") if each is field else each for each in TASK
        ]
        assert guidance.check_row(unmeant, values) == [
            *said[:number],
            *said[number + 1 :],
        ]


@pytest.mark.parametrize(
    "deadline",
    ["30/6", "30-06-2026", "tháng 6", "Quý II", "quý 3", "mỗi tuần", "trước ngày 20"],
)
def test_deadlines_that_can_be_checked(deadline):
    assert guidance.can_be_checked(deadline)


@pytest.mark.parametrize(
    "deadline", ["", "thường xuyên", "trong năm", "cả năm", "sớm nhất"]
)
def test_deadlines_that_cannot_be_checked(deadline):
    assert not guidance.can_be_checked(deadline)


def test_a_vague_word_is_named_with_the_question_to_ask():
    assert (
        guidance.is_clear("Tham gia tích cực").text
        == "Còn chung chung: “tích cực” là làm gì, bao nhiêu lần?"
    )


def test_a_word_inside_another_word_is_not_found():
    assert guidance.find_vague_words("phátđấu hamtích cựcđoan") == []


def test_the_number_of_vague_tasks_of_a_snapshot():
    vague = {
        "deed": "Tham gia tích cực",
        "expected": "Tốt",
        "deadline": "thường xuyên",
        "basis": "own",
    }
    concrete = {
        "deed": "Đi từng hộ ngõ 94 vận động",
        "expected": "30 hộ",
        "deadline": "30/06",
        "basis": "own",
    }
    rows = [
        WrittenRow(uid, values)
        for uid, values in (("1", vague), ("2", concrete), ("3", vague))
    ]
    sections = [
        WrittenSection("a", "A", kind, "", TASK, rows)
        for kind in ("shortcomings", "tasks")
    ]
    assert guidance.vague_tasks(Document({}, {}, [], 2026, "", {}, [], sections)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "30/38 hộ",
        "Mỗi quý phát biểu hai lần",
        "ba gia đình",
        "mỗi tháng",
        "không còn hộ nào đổ trộm",
        "hai mươi lượt",
    ],
)
def test_what_counts_something(text):
    assert guidance.is_measured(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hoàn thành tốt",
        "Theo Quy định 144-QĐ/TW",
        "Nghị quyết số 4 khóa XII",
        "trong năm 2026",
        "Chỉ thị 05-CT/TW",
    ],
)
def test_numbers_of_documents_and_years_count_nothing(text):
    assert not guidance.is_measured(text)


def test_whoever_writes_without_marks_is_understood():
    assert guidance.find_vague_words("Tham gia tich cuc cac phong trao") == [
        "tích cực",
        "các phong trào",
    ]
    assert guidance.is_measured("phat bieu hai lan") and guidance.can_be_checked(
        "hang thang"
    )


def test_marks_make_another_word():
    assert guidance.find_vague_words("tích cúc vàng") == []


@pytest.mark.parametrize(
    ("remedy", "deadline", "said"),
    [
        (
            "Đọc tài liệu từ tối hôm trước",
            "30/11",
            ["Có cách sửa rõ ràng", "Có thời hạn kiểm tra được"],
        ),
        ("Sửa ngay", "", ["Chưa rõ sửa bằng việc gì", "Chưa có thời hạn"]),
        (
            "Sẽ cố gắng hơn nữa",
            "trong thời gian tới",
            [
                "Còn chung chung: “cố gắng” là làm gì, bao nhiêu lần?",
                "Thời hạn chưa kiểm tra được: ghi một ngày, hoặc “hằng tháng”",
            ],
        ),
    ],
)
def test_the_box_of_a_shortcoming(remedy, deadline, said):
    values = {"text": "Nóng tính", "remedy": remedy, "deadline": deadline}
    assert [check.text for check in guidance.check_row(SHORTCOMING, values)] == said


@pytest.mark.parametrize(
    ("text", "ok"),
    [
        ("Mỗi quý tôi đọc kỹ một nghị quyết và phát biểu một lần.", [True, True]),
        ("Luôn kiên định, tuyệt đối tin tưởng vào sự lãnh đạo.", [False, False]),
        ("Tôi nộp đảng phí vào đầu quý.", [True, False]),
        ("", []),
    ],
)
def test_the_box_of_a_text(text, ok):
    assert [check.ok for check in guidance.check_text(text)] == ok


def test_an_empty_row_has_no_box():
    empty = {"deed": " ", "expected": "", "deadline": "", "basis": ""}
    assert guidance.check_row(TASK, empty) == []
    assert len(guidance.check_row(TASK, {**empty, "deed": "x"})) == 4
    assert (
        len(
            guidance.check_row(SHORTCOMING, {"text": "x", "remedy": "", "deadline": ""})
        )
        == 2
    )
