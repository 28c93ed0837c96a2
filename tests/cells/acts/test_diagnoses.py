"""What looks like a diagnosis, and what does not."""

import unicodedata

import pytest

from cells.acts.diagnoses import find_diagnoses

HITS = [
    ("Đang điều trị ung thư", ["ung thư"]),
    ("dang dieu tri ung thu", ["ung thu"]),
    ("UNG THƯ gan", ["UNG THƯ"]),
    ("Ung thu giai doan 2", ["Ung thu"]),
    ("K phổi", ["K phổi"]),
    ("bị K dạ dày, xạ trị", ["K dạ dày", "xạ trị"]),
    ("tiểu đường, huyết áp cao", ["tiểu đường", "huyết áp"]),
    ("đái tháo đường týp 2", ["đái tháo đường"]),
    ("sau tai biến", ["tai biến"]),
    ("bệnh tim mạch", ["bệnh tim", "tim mạch"]),
    ("suy thận độ 3", ["suy thận"]),
    ("Parkinson", ["Parkinson"]),
    ("nhiễm HIV", ["HIV"]),
    ("tâm thần không ổn định", ["tâm thần"]),
    ("trầm cảm", ["trầm cảm"]),
    ("gãy xương đùi", ["gãy xương"]),
    ("phẫu thuật tháng 3", ["phẫu thuật"]),
    ("hoá trị đợt 2", ["hoá trị"]),
    ("hóa trị đợt 2", ["hóa trị"]),
    ("xạ  trị", ["xạ trị"]),
    (unicodedata.normalize("NFD", "suy tim"), ["suy tim"]),
    (unicodedata.normalize("NFD", "trầm cảm"), ["trầm cảm"]),
]
NOT_HITS = [
    "",
    "Ung",
    "Đồng chí Ung Văn Tâm",
    "Ung Thu Hà",
    "Nguyễn Thị Tâm",
    "Tâm An",
    "12-NQ/CB",
    "45-QĐ/ĐU",
    "Tuổi cao, sức yếu, tự nguyện xin miễn",
    "Điều trị dài ngày",
    "Sức khỏe đã ổn định, xin trở lại",
    "con liệt sĩ",
    "khu K",
    "lao động xa nhà",
    "tâm huyết với chi bộ",
    "theo nghị quyết",
    "trung thư",
]


@pytest.mark.parametrize(("text", "found"), HITS)
def test_words_that_look_like_a_diagnosis_are_found_as_typed(text, found):
    assert find_diagnoses(text) == found


@pytest.mark.parametrize("text", NOT_HITS)
def test_names_numbers_and_ordinary_words_are_no_diagnosis(text):
    assert find_diagnoses(text) == []
