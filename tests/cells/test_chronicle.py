"""What is told of a cell: its own deeds, and who came and went this year. Whole lists
in their order."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from cells.acts.reorganisation.reversal import undo_reorganisation
from cells.chronicle import (
    find_undone_decisions,
    list_arrivals_and_departures,
    list_cell_deeds,
)
from cells.models import Cell, FormerName
from tests.cells.acts.reorganisation.decisions import a_merger_of_both, applied
from tests.factories import CellFactory, MemberFactory, MembershipFactory
from tests.people import NOW, TODAY
from tests.plans.browsing import text_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def deeds_of(cell):
    return list_cell_deeds(cell, find_undone_decisions(cell))


def told(deeds):
    return [(deed.on, deed.words) for deed in deeds]


def test_what_became_of_a_cell_stands_by_the_day(people):
    """Entered otherwise than it happened."""
    for name, until in (
        ("Chi bộ Bảy", date(2020, 5, 1)),
        ("Chi bộ 07", date(2018, 1, 1)),
    ):
        FormerName.objects.create(cell=people.cell, name=name, until=until)
    ends = {
        "Chi bộ 72": date(2021, 8, 1),
        "Chi bộ 71": date(2019, 6, 1),
        "Chi bộ 70": date(2019, 6, 1),
    }
    for name, on in ends.items():
        CellFactory(
            name=name, committee=people.ward, closed_on=on, successor=people.cell
        )
    CellFactory(name="Chi bộ 73", committee=people.ward, successor=people.cell)
    facts = {
        "founded_on": date(2015, 3, 1),
        "closed_on": date(2026, 2, 1),
        "successor": people.other_cell,
    }
    Cell.objects.filter(pk=people.cell.pk).update(**facts)
    people.cell.refresh_from_db()
    assert told(deeds_of(people.cell)) == [
        (date(2015, 3, 1), "Thành lập"),
        (date(2018, 1, 1), "Đổi tên, trước đó là Chi bộ 07"),
        (date(2019, 6, 1), "Nhận Chi bộ 71, Chi bộ 70 sáp nhập vào"),
        (date(2020, 5, 1), "Đổi tên, trước đó là Chi bộ Bảy"),
        (date(2021, 8, 1), "Nhận Chi bộ 72 sáp nhập vào"),
        (date(2026, 2, 1), "Kết thúc hoạt động, chuyển vào Chi bộ 9"),
    ]


def test_a_cell_that_nobody_goes_on_for_only_ends(people):
    Cell.objects.filter(pk=people.cell.pk).update(closed_on=TODAY)
    people.cell.refresh_from_db()
    assert told(deeds_of(people.cell)) == [(TODAY, "Kết thúc hoạt động")]
    assert deeds_of(people.other_cell) == []


def lived(people, name, *, since=date(2010, 1, 1), until=None, **facts):
    MembershipFactory(
        member=MemberFactory(full_name=name),
        cell=people.cell,
        since=since,
        until=until,
        **facts,
    )


def test_who_came_this_year_the_newest_first(people):
    for name, since, origin in (
        ("Lê Văn Một", date(2026, 1, 3), "received"),
        ("Lê Văn Hai", date(2026, 1, 9), "admitted"),
        ("Lê Văn Ba", date(2026, 1, 1), "moved"),
        ("Lê Văn Bốn", TODAY, "reorganised"),
        ("Lê Văn Năm", date(2026, 2, 9), "register"),
        ("Lê Văn Sáu", date(2025, 12, 31), "admitted"),
        ("Lê Văn Bảy", TODAY + DAY, "admitted"),
    ):
        lived(people, name, since=since, origin=origin)
    lived(people, "Lê Văn Khách", since=date(2026, 1, 5), kind="temporary")
    arrivals, departures = list_arrivals_and_departures(people.cell, 2026, TODAY)
    assert told(arrivals) == [
        (TODAY, "Lê Văn Bốn: theo sắp xếp chi bộ"),
        (date(2026, 2, 9), "Lê Văn Năm: theo danh sách"),
        (date(2026, 1, 9), "Lê Văn Hai: kết nạp"),
        (date(2026, 1, 3), "Lê Văn Một: tiếp nhận từ nơi khác"),
        (date(2026, 1, 1), "Lê Văn Ba: chuyển đến trong phường"),
    ]
    assert departures == []


def test_who_went_this_year_the_newest_first_and_why(people):
    for name, until, ending in (
        ("Lê Văn Một", date(2026, 1, 5), "moved"),
        ("Lê Văn Hai", date(2026, 2, 2), "sent"),
        ("Lê Văn Ba", date(2026, 1, 1), "died"),
        ("Lê Văn Bốn", TODAY, "left"),
        ("Lê Văn Năm", date(2026, 1, 7), "reorganised"),
        ("Lê Văn Sáu", date(2026, 1, 20), "handed_over"),
        ("Lê Văn Bảy", date(2026, 1, 9), ""),
        ("Lê Văn Tám", date(2025, 12, 31), "died"),
        ("Lê Văn Chín", TODAY + DAY, "died"),
    ):
        lived(people, name, until=until, ending=ending)
    lived(people, "Lê Văn Khách", until=TODAY, kind="temporary")
    arrivals, departures = list_arrivals_and_departures(people.cell, 2026, TODAY)
    assert told(deed for _, deed in departures) == [
        (TODAY, "Lê Văn Bốn: ra khỏi Đảng"),
        (date(2026, 2, 2), "Lê Văn Hai: chuyển đi nơi khác"),
        (date(2026, 1, 20), "Lê Văn Sáu: bàn giao cho đảng bộ khác"),
        (date(2026, 1, 9), "Lê Văn Bảy: thôi sinh hoạt"),
        (date(2026, 1, 7), "Lê Văn Năm: theo sắp xếp chi bộ"),
        (date(2026, 1, 5), "Lê Văn Một: chuyển trong phường"),
        (date(2026, 1, 1), "Lê Văn Ba: từ trần"),
    ]
    assert [row.member.full_name for row, _ in departures][:2] == [
        "Lê Văn Bốn",
        "Lê Văn Hai",
    ]
    assert arrivals == []


def test_who_came_and_went_within_the_year_stands_in_both(people):
    lived(
        people,
        "Lê Văn Mau",
        since=date(2026, 1, 5),
        until=date(2026, 2, 1),
        origin="moved",
        ending="moved",
    )
    arrivals, departures = list_arrivals_and_departures(people.cell, 2026, TODAY)
    assert told(arrivals) == [(date(2026, 1, 5), "Lê Văn Mau: chuyển đến trong phường")]
    assert told(deed for _, deed in departures) == [
        (date(2026, 2, 1), "Lê Văn Mau: chuyển trong phường")
    ]


# --- decisions that were taken back ---------------------------------------------------


def undone_merger(people):
    decision = {"decision_number": "214-QĐ/ĐU", "decision_on": TODAY - DAY}
    act = applied(people, a_merger_of_both(people, "Chi bộ 16"), **decision)
    giang = people.actor("giang")
    undo_reorganisation(act, by=giang, at=NOW + DAY, because="Nhầm")


def test_the_old_cells_keep_a_trace_of_a_decision_that_was_taken_back(people):
    undone_merger(people)
    words = (
        "Đã hoàn tác: Quyết định số 214-QĐ/ĐU ngày 09/02/2026, áp dụng từ ngày "
        "10/02/2026; chi bộ trở lại như trước"
    )
    for cell in (people.cell, people.other_cell):
        cell.refresh_from_db()
        assert told(deeds_of(cell)) == [(TODAY + DAY, words)]
    assert deeds_of(people.unit) == []


def test_a_cell_that_never_was_has_no_other_history(people, sign_in):
    undone_merger(people)
    never = Cell.objects.get(name="Chi bộ 16")
    words = (
        "Chưa từng hoạt động: Quyết định số 214-QĐ/ĐU ngày 09/02/2026 từ ngày "
        "10/02/2026 đã hoàn tác"
    )
    assert told(deeds_of(never)) == [(TODAY + DAY, words)]
    page = text_of(sign_in("giang").get(reverse("cell:cell", args=[never.pk])))
    assert "Chi bộ 16 chưa từng hoạt động: quyết định lập đã hoàn tác." in page
    assert "Kết thúc hoạt động" not in page and "đã kết thúc" not in page
    assert words in page
    here = text_of(sign_in("giang").get(reverse("cell:cell", args=[people.cell.pk])))
    assert "chi bộ trở lại như trước" in here


def test_no_cell_received_one_that_never_was(people):
    CellFactory(
        name="Chi bộ 70",
        committee=people.ward,
        founded_on=TODAY,
        closed_on=TODAY,
        successor=people.cell,
    )
    assert deeds_of(people.cell) == []


# --- what became known later ----------------------------------------------------------


def came_and_went(people, on=TODAY):
    lists = list_arrivals_and_departures(people.cell, on.year, on)
    return told(lists[0]), told([row.deed for row in lists[1]])


def test_what_happened_last_year_and_was_recorded_this_year_stands_in_the_lists(people):
    came, went = date(2025, 12, 20), date(2025, 11, 2)
    lived(people, "Lê Văn Đến", since=came, origin="received", recorded_at=NOW)
    lived(people, "Lê Văn Mất", until=went, ending="died", ended_at=NOW)
    lived(
        people,
        "Lê Văn Qua",
        since=went,
        until=came,
        origin="moved",
        ending="sent",
        recorded_at=NOW,
        ended_at=NOW,
    )
    late = "(ghi ngày 10/02/2026, hiệu lực lùi {} ngày)"
    assert came_and_went(people) == (
        [
            (came, f"Lê Văn Đến: tiếp nhận từ nơi khác {late.format(52)}"),
            (went, f"Lê Văn Qua: chuyển đến trong phường {late.format(100)}"),
        ],
        [
            (came, f"Lê Văn Qua: chuyển đi nơi khác {late.format(52)}"),
            (went, f"Lê Văn Mất: từ trần {late.format(100)}"),
        ],
    )


def test_what_was_recorded_last_year_and_of_a_register_of_last_year_does_not(people):
    before, in_spring = date(2025, 12, 1), NOW.replace(year=2025, month=3)
    lived(people, "Một", since=before, origin="received", recorded_at=None)
    lived(people, "Hai", since=before, origin="register", recorded_at=NOW)
    lived(people, "Ba", since=date(2025, 1, 1), origin="moved", recorded_at=in_spring)
    lived(people, "Bốn", until=date(2025, 1, 1), ending="died", ended_at=in_spring)
    lived(people, "Năm", until=before, ending="died", ended_at=None)
    assert came_and_went(people) == ([], [])


def test_what_the_ward_is_told_of_in_january_stands_in_the_lists_too(people):
    in_december = NOW.replace(year=2025, month=12, day=20)
    came = date(2025, 12, 1)
    lived(people, "Ba", since=came, origin="moved", recorded_at=in_december)
    assert len(came_and_went(people, date(2026, 1, 19))[0]) == 1
    assert came_and_went(people, date(2026, 1, 20)) == ([], [])


# --- a cell that was only named -------------------------------------------------------


def test_a_cell_that_a_hand_over_only_named_says_so_and_promises_nothing(
    people, sign_in
):
    named = CellFactory(
        name="Chi bộ 70", committee=people.ward, founded_on=TODAY, closed_on=TODAY
    )
    words = "Chưa từng hoạt động ở đây: chỉ được nhắc tên trong hồ sơ nhận bàn giao"
    assert told(deeds_of(named)) == [(TODAY, words)]
    page = text_of(sign_in("giang").get(reverse("cell:cell", args=[named.pk])))
    assert "Chi bộ 70 không phải là chi bộ của đảng bộ này" in page
    assert "Chi bộ 70 (chưa từng hoạt động)" in page
    for promised in (
        "hoàn tác",
        "đã kết thúc",
        "Kế hoạch đã nộp",
        "Tài khoản, phiếu",
        "Chức vụ",
        "Miễn sinh hoạt",
        "Đến trong năm",
        "Đi trong năm",
    ):
        assert promised not in page
    over = CellFactory(name="Chi bộ 71", committee=people.ward, closed_on=TODAY)
    page = text_of(sign_in("giang").get(reverse("cell:cell", args=[over.pk])))
    for promised in ("Kế hoạch đã nộp", "Tài khoản, phiếu", "Chức vụ", "Đi trong năm"):
        assert promised in page
