"""What the box "Đã cụ thể chưa?" says of real wordings."""

import pytest

from plans import guidance


@pytest.mark.parametrize(
    ("deed", "expected", "deadline", "basis", "ok"),
    [
        ("Vận động các hộ ngõ 94 phân loại rác", "30/38 hộ", "30/06/2026", "assigned", [True, True, True, True]),
        ("Tham gia tích cực các phong trào", "Hoàn thành tốt", "Thường xuyên", "", [False, False, False, False]),
        ("Tham gia tích cực 12 buổi tổng vệ sinh", "Đủ 12 buổi", "hằng tháng", "own", [True, True, True, True]),
        ("Đọc một cuốn sách mỗi quý", "Kể lại hai lần", "quý IV", "", [True, True, True, False]),
        ("Đọc sách", "Xong", "trong năm", "own", [False, False, False, True]),
    ],
)
def test_checks(deed, expected, deadline, basis, ok):
    assert [check.ok for check in guidance.checks(deed, expected, deadline, basis)] == ok


@pytest.mark.parametrize("deadline", ["30/6", "30-06-2026", "tháng 6", "Quý II", "quý 3", "mỗi tuần", "trước ngày 20"])
def test_deadlines_that_can_be_checked(deadline):
    assert guidance.can_be_checked(deadline)


@pytest.mark.parametrize("deadline", ["", "thường xuyên", "trong năm", "cả năm", "sớm nhất"])
def test_deadlines_that_cannot_be_checked(deadline):
    assert not guidance.can_be_checked(deadline)


def test_a_vague_word_is_named_with_the_question_to_ask():
    assert guidance.is_clear("Tham gia tích cực").text == "Còn chung chung: “tích cực” là làm gì, bao nhiêu lần?"


def test_a_word_inside_another_word_is_not_found():
    assert guidance.vague_words("phátđấu hamtích cựcđoan") == []


def test_the_number_of_vague_tasks_of_a_snapshot():
    vague = {"deed": "Tham gia tích cực", "expected": "Tốt", "deadline": "thường xuyên", "basis": "own"}
    concrete = {"deed": "Đi từng hộ ngõ 94 vận động", "expected": "30 hộ", "deadline": "30/06", "basis": "own"}
    sections = [{"kind": "text", "text": "tích cực"}, {"kind": "tasks", "rows": [vague, concrete, vague]}]
    assert guidance.vague_tasks({"sections": sections}) == 2
