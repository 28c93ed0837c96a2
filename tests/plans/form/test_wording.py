"""What is no difference between two texts, and what is one."""

import unicodedata

import pytest

from plans.form.wording import say_the_same

SAME = [
    ("Dự đủ 12 buổi", "dự  đủ 12 buổi."),
    ("Dự đủ 12 buổi", "Dự đủ\n12 buổi;"),
    ("Dự đủ 12 buổi", "Dự đủ 12buổi"),
    ("Dự đủ 12\xa0buổi", "Dự đủ 12 buổi"),
    ("– Đọc hết chuyên đề", "• Đọc hết chuyên đề"),
    ("“Đọc hết”", "Đọc hết"),
    ("hòa giải", "hoà giải"),
    ("khỏe", "khoẻ"),
    ("thúy", "thuý"),
    ("của", "cuả"),
    ("hoàng", "hòang"),
    ("30/06/2026", "30-06-2026"),
    ("1.000 đồng", "1000 đồng"),
    ("Nghị quyết", unicodedata.normalize("NFD", "Nghị quyết")),
    ("", " \n\u200b"),
]
OTHER = [
    ("Dự đủ 12 buổi", "khi nào khỏe thì đi"),
    ("12 buổi", "2 buổi"),
    ("1,2", "12"),
    ("1 2", "12"),
    ("100%", "100"),
    ("≥ 90", "< 90"),
    ("không", "khong"),
    ("má", "mà"),
    ("ma má", "má ma"),
    ("có", ""),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_way_of_typing_is_no_difference(one, other):
    assert say_the_same(one, other)
    assert say_the_same(other, one)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_words_figures_and_signs_are_one(one, other):
    assert not say_the_same(one, other)
    assert not say_the_same(other, one)
