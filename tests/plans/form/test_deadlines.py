"""Which day a deadline means, and which deadlines mean none."""

import datetime

import pytest

from plans.form.deadlines import find_day_meant

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("30/06/2026", (2026, 6, 30)),
        ("30/6", (2026, 6, 30)),
        ("trước 5/3/2027", (2027, 3, 5)),
        ("30 / 6 / 2026", (2026, 6, 30)),
        ("30-06-2026", (2026, 6, 30)),
        ("30.06.2026", (2026, 6, 30)),
        ("ngày 30 tháng 6", (2026, 6, 30)),
        ("ngày 30 tháng 06 năm 2027", (2027, 6, 30)),
        ("ngay 30 thang 6 nam 2027", (2027, 6, 30)),
        ("Ngày 30 Tháng 6, năm 2026", (2026, 6, 30)),
        ("từ 01/03 đến 30/11", (2026, 11, 30)),
        ("29/02/2028", (2028, 2, 29)),
        ("12/6/27", (2027, 6, 12)),
        ("đợt 1: 30/06; đợt 2: ngày 15 tháng 12", (2026, 12, 15)),
        ("ngày 15 tháng 12, chậm nhất 31/12/2026", (2026, 12, 31)),
    ],
)
def test_a_deadline_that_means_a_day(text, day):
    assert find_day_meant(text, 2026) == datetime.date(*day)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hằng tháng",
        "trong năm 2026",
        "tháng 6",
        "6/2026",
        "tháng 6/2026",
        "quý II",
        "2-3 buổi",
        "1.5 km",
        "12 tháng",
        "29/02/2026",
        "31/06",
        "0/5",
        "30/38 hộ",
        "144-QĐ/TW",
        "1/2/3/2026",
    ],
)
def test_a_deadline_that_means_none(text):
    assert find_day_meant(text, 2026) is None
