"""What about a cell needs the ward's attention, and that no author is left with nobody
who reads their plan."""

from datetime import date, timedelta

import pytest

from cells.concerns import find_concerns
from cells.models import Appointment, Cell, Member, Membership
from plans import permissions
from plans.models import Capacity, Plan
from tests.factories import AppointmentFactory, CellFactory
from tests.people import TODAY, a_plan_at

pytestmark = pytest.mark.django_db

Role = Appointment.Role


def said(cell, on=TODAY):
    return [concern.words for concern in find_concerns([cell], on).get(cell.pk, ())]


def test_a_cell_in_order_says_nothing(people):
    assert said(people.cell) == []


def test_fewer_than_three_official_members_and_the_probationary_do_not_count(people):
    Member.objects.filter(pk__in=[people.an.pk, people.dung.pk]).update(
        admitted_on=date(2025, 6, 1), official_on=None
    )
    assert said(people.cell) == ["Có 02 đảng viên chính thức; chi bộ cần ít nhất 03"]
    Member.objects.filter(pk=people.an.pk).update(official_on=TODAY)
    assert said(people.cell) == []
    Membership.objects.filter(member=people.an).update(kind="temporary")
    assert said(people.cell) == ["Có 02 đảng viên chính thức; chi bộ cần ít nhất 03"]


def test_a_cell_without_secretary(people):
    Appointment.objects.filter(member=people.binh).update(until=TODAY)
    assert said(people.cell) == [
        "Chưa có bí thư; đ/c Trần Thị Bình thôi từ 10/02/2026",
        "Chỉ đ/c Vũ Gia Bảo đọc kế hoạch; kế hoạch của chính đồng chí ấy do Đảng ủy "
        "đọc",
    ]


def test_somebody_stands_in(people):
    secretary = Appointment.objects.get(member=people.binh)
    Appointment.objects.filter(pk=secretary.pk).update(until=date(2024, 1, 1))
    AppointmentFactory(
        member=people.dung,
        role=Role.SECRETARY,
        cell=people.cell,
        acting_for=secretary,
        title="x",
    )
    assert said(people.cell) == ["Chưa có bí thư; đ/c Phạm Thị Dung phụ trách thay"]


@pytest.mark.parametrize("days, is_said", [(1, True), (30, True), (31, False)])
def test_a_term_that_ends_soon(people, days, is_said):
    Appointment.objects.filter(member=people.bao).update(
        until=TODAY + timedelta(days=days)
    )
    assert (
        any(
            "Nhiệm kỳ của Phó bí thư chi bộ Vũ Gia Bảo" in words
            for words in said(people.cell)
        )
        == is_said
    )


def test_a_term_that_somebody_follows_needs_nobody(people):
    Appointment.objects.filter(member=people.bao).update(
        until=TODAY + timedelta(days=9)
    )
    AppointmentFactory(
        member=people.dung,
        role=Role.DEPUTY_SECRETARY,
        cell=people.cell,
        since=TODAY + timedelta(days=9),
    )
    assert said(people.cell) == []


def test_a_post_given_up_long_ago_is_forgotten(people):
    AppointmentFactory(
        member=people.an,
        role=Role.CELL_COMMITTEE_MEMBER,
        cell=people.cell,
        until=TODAY - timedelta(days=365),
    )
    assert said(people.cell) == []


def test_nobody_reads_and_from_when_nobody_will(people):
    later = TODAY + timedelta(days=60)
    Appointment.objects.filter(cell=people.cell).update(until=later)
    assert f"Từ {later:%d/%m/%Y} không còn ai đọc kế hoạch" in said(people.cell)
    assert "Chưa có ai đọc kế hoạch; Đảng ủy đọc thay" in said(people.cell, later)


def test_a_unit_needs_somebody_who_reads_and_neither_secretary_nor_members(people):
    assert said(people.unit) == []
    Appointment.objects.filter(cell=people.unit).update(until=TODAY)
    assert "Chưa có ai đọc kế hoạch; Đảng ủy đọc thay" in said(people.unit)


def test_a_closed_cell_needs_nothing(people):
    Cell.objects.filter(pk=people.cell.pk).update(closed_on=TODAY)
    Appointment.objects.filter(cell=people.cell).update(until=TODAY)
    assert said(Cell.objects.get(pk=people.cell.pk)) == []


@pytest.mark.parametrize("number", [1, 3])
def test_the_same_questions_for_any_number_of_cells(
    people, number, django_assert_num_queries
):
    for one in range(number):
        cell = CellFactory(committee=people.ward, name=f"Chi bộ {one + 20}")
        AppointmentFactory(member=people.em, role=Role.SECRETARY, cell=cell)
    cells = list(Cell.objects.all())
    with django_assert_num_queries(5):
        find_concerns(cells, TODAY)


def test_all_that_is_to_be_said_stands_in_its_order(people):
    Member.objects.filter(pk__in=[people.an.pk, people.dung.pk]).update(
        admitted_on=date(2025, 6, 1), official_on=None
    )
    Appointment.objects.filter(member=people.binh).update(until=TODAY)
    Appointment.objects.filter(member=people.bao).update(until=date(2026, 3, 2))
    AppointmentFactory(
        member=people.an,
        role=Role.CELL_COMMITTEE_MEMBER,
        cell=people.cell,
        since=date(2005, 1, 1),
        until=TODAY - timedelta(days=364),
    )
    assert said(people.cell) == [
        "Có 02 đảng viên chính thức; chi bộ cần ít nhất 03",
        "Chưa có bí thư; đ/c Trần Thị Bình thôi từ 10/02/2026",
        "Chi ủy viên Nguyễn Văn An thôi từ 11/02/2025, chưa có người thay",
        "Nhiệm kỳ của Phó bí thư chi bộ Vũ Gia Bảo hết trước ngày 02/03/2026",
        "Chỉ đ/c Vũ Gia Bảo đọc kế hoạch; kế hoạch của chính đồng chí ấy do Đảng ủy "
        "đọc",
        "Từ 02/03/2026 không còn ai đọc kế hoạch",
    ]
    graves = [
        concern.is_grave
        for concern in find_concerns([people.cell], TODAY)[people.cell.pk]
    ]
    assert graves == [False, False, False, False, False, True]


def test_a_cell_without_anybody(people):
    empty = CellFactory(name="Chi bộ 12", committee=people.ward)
    assert said(empty) == [
        "Chưa có đảng viên chính thức; chi bộ cần ít nhất 03",
        "Chưa có bí thư",
        "Chưa có ai đọc kế hoạch; Đảng ủy đọc thay",
    ]


def test_of_several_former_secretaries_the_last_is_named(people):
    Appointment.objects.filter(member=people.binh).update(until=date(2025, 9, 1))
    AppointmentFactory(
        member=people.an,
        role=Role.SECRETARY,
        cell=people.cell,
        since=date(2025, 9, 1),
        until=date(2026, 1, 1),
    )
    assert (
        said(people.cell)[0] == "Chưa có bí thư; đ/c Nguyễn Văn An thôi từ 01/01/2026"
    )


def test_a_post_that_somebody_else_holds_needs_nobody(people):
    """One of two deputies went: nothing is vacant."""
    AppointmentFactory(
        member=people.dung, role=Role.DEPUTY_SECRETARY, cell=people.cell, until=TODAY
    )
    assert said(people.cell) == []
    Appointment.objects.filter(member=people.bao).update(until=TODAY)
    assert said(people.cell) == [
        "Phó bí thư chi bộ Vũ Gia Bảo thôi từ 10/02/2026, chưa có người thay",
        "Phó bí thư chi bộ Phạm Thị Dung thôi từ 10/02/2026, chưa có người thay",
        "Chỉ đ/c Trần Thị Bình đọc kế hoạch; kế hoạch của chính đồng chí ấy do Đảng ủy "
        "đọc",
    ]


def test_a_post_that_was_taken_up_again_after_a_while_needs_nobody(people):
    AppointmentFactory(
        member=people.dung,
        role=Role.DEPUTY_SECRETARY,
        cell=people.cell,
        until=date(2026, 1, 1),
    )
    Appointment.objects.filter(member=people.bao).update(since=date(2026, 2, 1))
    assert said(people.cell) == []


@pytest.mark.parametrize(
    "days, lines", [(90, ["Từ 11/05/2026 không còn ai đọc kế hoạch"]), (91, [])]
)
def test_that_nobody_will_read_is_said_ninety_days_ahead(people, days, lines):
    Appointment.objects.filter(cell=people.cell).update(
        until=TODAY + timedelta(days=days)
    )
    assert said(people.cell) == lines


# --- nobody is left without a reader, and nobody reads their own ----------------------

CONSTELLATIONS = {
    "all officers": (),
    "secretary alone": ("bao",),
    "deputy alone": ("binh",),
    "nobody": ("binh", "bao"),
}


@pytest.mark.parametrize("gone", CONSTELLATIONS.values(), ids=CONSTELLATIONS)
@pytest.mark.parametrize("author", ["an", "binh", "bao", "dung"])
def test_every_author_of_a_cell_has_a_reader_who_is_somebody_else(people, author, gone):
    plan = a_plan_at("draft", people, author)
    Plan.objects.filter(pk=plan.pk).update(status="cell_review")
    Appointment.objects.filter(
        member__in=[people.members[name] for name in gone]
    ).update(until=TODAY)
    readers = {
        name
        for name in people.members
        if permissions.may_act(people.actor(name), plan, {Capacity.REVIEWER})
    }
    officers = {"binh", "bao"} - set(gone) - {author}
    assert readers == (officers or {"giang"})


def test_who_stands_in_reads_the_plan_of_the_one_they_stand_in_for(people):
    plan = a_plan_at("draft", people, "binh")
    secretary = Appointment.objects.get(member=people.binh)
    Appointment.objects.filter(member=people.bao).update(until=TODAY)
    AppointmentFactory(
        member=people.dung,
        role=Role.SECRETARY,
        cell=people.cell,
        acting_for=secretary,
        since=TODAY,
    )
    readers = {
        name
        for name in people.members
        if permissions.may_act(people.actor(name), plan, {Capacity.REVIEWER})
    }
    assert readers == {"dung"}


def the_ward_officers_plan(people):
    """Giang's plan, in a cell in which nobody reviews any more."""
    plan = a_plan_at("draft", people, "giang")
    Appointment.objects.filter(member=people.chi).update(until=TODAY)
    return plan


def test_the_only_ward_officer_in_a_cell_without_officers_is_said_to_the_ward(people):
    plan = the_ward_officers_plan(people)
    assert not any(
        permissions.may_act(people.actor(name), plan, {Capacity.REVIEWER})
        for name in people.members
    )
    words = (
        "Kế hoạch của đ/c Ngô Thị Giang chưa có ai đọc được: giao thêm người đọc trong "
        "chi bộ hoặc ở Đảng ủy"
    )
    assert words in said(people.other_cell)


def test_another_officer_of_the_ward_or_of_the_city_reads_it(people):
    plan = the_ward_officers_plan(people)
    AppointmentFactory(member=people.em, role=Role.WARD_OFFICER, committee=people.ward)
    assert permissions.may_act(people.actor("em"), plan, {Capacity.REVIEWER})
    assert not any("Ngô Thị Giang" in words for words in said(people.other_cell))
