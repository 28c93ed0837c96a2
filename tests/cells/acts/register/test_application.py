from datetime import date

import pytest

from cells.acts.register.application import CannotApply, apply_register
from cells.acts.register.comparison import compare_register
from cells.acts.register.register_list import read_register
from cells.models import Appointment, Cell, Committee, Exemption, Member, Membership
from tests.cells.acts.register.spreadsheets import HEADINGS, row, xlsx
from tests.factories import (
    AppointmentFactory,
    CellFactory,
    CommitteeFactory,
    MemberFactory,
    MembershipFactory,
)

pytestmark = pytest.mark.django_db
ON = date(2016, 12, 31)
LATER = date(2018, 3, 1)
TITLE = [["ĐẢNG BỘ PHƯỜNG HOA SỮA"], ["Tính đến ngày 31/12/2016"]]
FULL = [*HEADINGS, "Chức vụ", "Miễn SH", "Chi bộ"]


def line(*values, post="", exempt="", cell="Chi bộ 1", **facts):
    return [*row(*values, **facts), post, exempt, cell]


AN = line(1, "Nguyễn Văn An", card="17000001", post="Bí thư chi bộ, Chi ủy viên")
BINH = line(
    2,
    "Trần Thị Bình",
    sex="Nữ",
    post="Bí thư Đoàn thanh niên",
    exempt="x",
    cell="Chi bộ 2",
)
LIST = [AN, BINH]


def register_of(rows, *, on=None, title=TITLE):
    content = xlsx({"Sheet1": [*title, FULL, *rows]})
    return read_register("ds.xlsx", content, today=LATER, on=on)


def counts():
    return [
        model.objects.count()
        for model in (Committee, Cell, Member, Membership, Appointment, Exemption)
    ]


def everything():
    """Every row of every table that a register can touch."""
    models = (Committee, Cell, Member, Membership, Appointment, Exemption)
    return [list(model.objects.order_by("pk").values()) for model in models]


def told(findings):
    return [str(finding) for finding in findings]


def test_a_register_creates_what_it_names_as_of_its_date():
    apply_register(register_of(LIST))
    assert counts() == [1, 2, 2, 2, 2, 1]
    ward = Committee.objects.get()
    assert (ward.name, ward.kind, ward.place) == (
        "Đảng bộ phường Hoa Sữa",
        "ward",
        "Hoa Sữa",
    )
    an = Member.objects.get(card="17000001")
    assert (an.full_name, an.name_folded, an.sex, an.born_on, an.born_precision, an.kind) == (
        "Nguyễn Văn An", "nguyen van an", "M", date(1958, 9, 5), "day", "party",
    )  # fmt: skip
    assert (an.admitted_on, an.official_on) == (date(1980, 2, 3), date(1981, 2, 3))
    membership = an.memberships.get()
    assert (membership.cell.name, membership.kind, membership.origin) == (
        "Chi bộ 1",
        "official",
        "register",
    )
    assert (membership.since, membership.until, membership.cell.committee) == (
        ON,
        None,
        ward,
    )
    assert list(
        an.appointments.order_by("role").values_list(
            "role", "is_head", "cell__name", "since", "until"
        )
    ) == [
        ("cell_committee_member", False, "Chi bộ 1", ON, None),
        ("secretary", True, "Chi bộ 1", ON, None),
    ]
    binh = Member.objects.get(full_name="Trần Thị Bình")
    assert (binh.appointments.count(), an.exemptions.count()) == (0, 0)
    assert list(binh.exemptions.values_list("kind", "since", "until")) == [
        ("age_health", ON, None)
    ]


def test_names_sort_as_if_they_had_been_saved_one_by_one():
    apply_register(register_of(LIST))
    for member in Member.objects.all():
        alone = MemberFactory(full_name=member.full_name)
        assert (member.name_folded, member.name_sort) == (
            alone.name_folded,
            alone.name_sort,
        )


@pytest.mark.parametrize("on", [None, LATER, date(2015, 1, 1)])
def test_reading_the_same_list_again_changes_nothing(on):
    apply_register(register_of(LIST))
    before = everything()
    comparison = apply_register(register_of(LIST, on=on))
    assert everything() == before
    assert set(comparison.changes().values()) == {0}


def test_two_of_one_name_and_birth_stay_two():
    twice = [line(1), line(2), line(3, card="17000009")]
    apply_register(register_of(twice))
    assert Member.objects.count() == 3
    before = everything()
    apply_register(register_of(twice))
    assert everything() == before


def test_a_second_person_of_the_same_name_and_birth_joins_the_first():
    apply_register(register_of([line(1)]))
    comparison = apply_register(register_of([line(1), line(2)]))
    assert (comparison.changes()["members"], Member.objects.count()) == (1, 2)


def test_a_post_that_has_ended_is_not_given_again():
    apply_register(register_of(LIST))
    Appointment.objects.update(until=date(2017, 5, 1))
    before = everything()
    comparison = apply_register(register_of(LIST, on=LATER))
    assert everything() == before
    assert told(comparison.differences) == [
        "Sheet1!4: Nguyễn Văn An: danh sách ghi là Chi ủy viên, phần mềm không ghi; "
        "danh sách ghi là Bí thư chi bộ, phần mềm không ghi"
    ]


def test_new_people_join_and_the_known_are_left_as_they_are():
    apply_register(register_of(LIST))
    before = everything()[2]
    an = line(
        1,
        "NGUYỄN VĂN AN",
        born="6/9/1958",
        card="17000001",
        post="Bí thư chi bộ, Chi ủy viên",
    )
    comparison = apply_register(
        register_of([an, BINH, line(3, "Lê Chi", cell="Chi bộ 3")], on=LATER)
    )
    assert everything()[2][:2] == before
    assert told(comparison.differences) == [
        "Sheet1!4: Nguyễn Văn An: ngày sinh “06/09/1958”, phần mềm “05/09/1958”"
    ]
    chi = Member.objects.get(full_name="Lê Chi").memberships.get()
    assert (chi.cell.name, chi.since) == ("Chi bộ 3", LATER)


def test_a_year_instead_of_the_day_is_no_difference():
    apply_register(register_of(LIST))
    again = line(2, "Trần Thị Bình", born="1958", sex="Nữ", exempt="x", cell="Chi bộ 2")
    comparison = apply_register(register_of([again]))
    assert (Member.objects.count(), comparison.differences) == (2, [])


def test_somebody_in_another_cell_than_before_is_told_and_not_moved():
    apply_register(register_of(LIST))
    moved = line(
        1, "Nguyễn Văn An", card="17000001", post="Bí thư, chi ủy viên", cell="Chi bộ 2"
    )
    comparison = apply_register(register_of([moved], on=LATER))
    assert told(comparison.differences) == [
        "Sheet1!4: Nguyễn Văn An: phần mềm ghi thuộc Chi bộ 1"
    ]
    assert Member.objects.get(card="17000001").memberships.get().cell.name == "Chi bộ 1"


def test_a_card_of_somebody_else_in_the_database_stops_everything():
    apply_register(register_of([AN]))
    before = everything()
    register = register_of(
        [line(1, "Phạm Thị Dung", card="17000001"), line(2, "Lê Chi")]
    )
    with pytest.raises(CannotApply) as refused:
        apply_register(register)
    assert told(refused.value.args[0].errors) == [
        "Sheet1!4: số thẻ 17000001 trong phần mềm là của Nguyễn Văn An (Chi bộ 1)"
    ]
    assert everything() == before


def test_a_name_put_right_under_the_same_card_and_birth_is_no_second_person():
    apply_register(register_of([AN]))
    comparison = compare_register(
        register_of(
            [line(1, "Nguyễn Văn Ân Hậu", card="17000001", post="bí thư, chi ủy viên")]
        )
    )
    assert (comparison.errors, told(comparison.differences)) == (
        [],
        [
            "Sheet1!4: Nguyễn Văn Ân Hậu: họ tên “Nguyễn Văn Ân Hậu”, phần mềm “Nguyễn "
            "Văn An”"
        ],
    )


def test_the_owner_of_a_card_in_another_ward_is_not_named():
    elsewhere = CellFactory(
        name="Chi bộ 9", committee=CommitteeFactory(name="Đảng bộ phường Khác")
    )
    MembershipFactory(
        member=MemberFactory(full_name="Ngô Văn Kín", card="17000001"), cell=elsewhere
    )
    apply_register(register_of([BINH]))
    errors = compare_register(
        register_of([line(1, "Phạm Thị Dung", card="17000001")])
    ).errors
    assert told(errors) == [
        "Sheet1!4: số thẻ 17000001 trong phần mềm là của một đảng viên ngoài phường"
    ]
    same = line(1, "Ngô Văn Kín", card="17000001")
    assert told(compare_register(register_of([same])).differences) == [
        "Sheet1!4: Ngô Văn Kín: phần mềm ghi đang sinh hoạt ở nơi khác"
    ]


def test_a_namesake_in_another_ward_is_another_person():
    elsewhere = CellFactory(committee=CommitteeFactory(name="Đảng bộ phường Khác"))
    namesake = MemberFactory(
        full_name="Trần Thị Bình", born_on=date(1958, 9, 5), born_precision="day"
    )
    MembershipFactory(member=namesake, cell=elsewhere)
    apply_register(register_of([BINH]))
    assert Member.objects.filter(full_name="Trần Thị Bình").count() == 2


def test_a_new_card_of_somebody_known_in_the_same_cell_makes_no_second_person():
    apply_register(register_of([AN]))
    comparison = apply_register(
        register_of(
            [line(1, "Nguyễn Văn An", card="17999999", post="bí thư, chi ủy viên")]
        )
    )
    assert (Member.objects.count(), told(comparison.differences)) == (
        1,
        ["Sheet1!4: Nguyễn Văn An: số thẻ “17999999”, phần mềm “17000001”"],
    )


def test_a_person_known_without_any_cell_gets_one():
    em = MemberFactory(full_name="Hoàng Văn Em", card="17000005")
    comparison = apply_register(
        register_of(
            [line(1, "Hoàng Văn Em", card="17000005", exempt="x", post="Bí thư")]
        )
    )
    assert comparison.changes() == {
        "cells": 1,
        "members": 0,
        "memberships": 1,
        "posts": 0,
        "exemptions": 1,
    }
    assert told(comparison.differences) == [
        "Sheet1!4: Hoàng Văn Em ghi là Bí thư chi bộ; đã có trong phần mềm nên không "
        "giao chức vụ"
    ]
    assert (Member.objects.get(), em.memberships.get().cell.name) == (em, "Chi bộ 1")


def test_a_cell_that_has_a_secretary_does_not_get_another():
    ward = CommitteeFactory(name="Đảng bộ phường Hoa Sữa")
    cell = CellFactory(name="Chi bộ 1", committee=ward)
    AppointmentFactory(
        member=MemberFactory(full_name="Lê Cũ"),
        role="secretary",
        cell=cell,
        is_head=True,
    )
    comparison = apply_register(register_of([AN]))
    assert told(comparison.differences) == [
        "Sheet1!4: Nguyễn Văn An ghi là Bí thư chi bộ, Chi ủy viên; phần mềm đang ghi "
        "bí thư là Lê Cũ"
    ]
    roles = Appointment.objects.filter(member__full_name="Nguyễn Văn An").values_list(
        "role", flat=True
    )
    assert (list(roles), Cell.objects.get()) == (["cell_committee_member"], cell)


def test_a_cell_is_known_in_other_spellings():
    CellFactory(
        name="Chi bộ số 01", committee=CommitteeFactory(name="Đảng ủy phường Hoa Sữa")
    )
    apply_register(register_of([AN]))
    assert (Cell.objects.get().name, Committee.objects.get().name) == (
        "Chi bộ số 01",
        "Đảng ủy phường Hoa Sữa",
    )


def test_a_closed_cell_takes_nobody_in_and_its_former_members_are_known():
    apply_register(register_of(LIST))
    Cell.objects.filter(name="Chi bộ 1").update(closed_on=date(2017, 5, 1))
    Membership.objects.filter(cell__name="Chi bộ 1").update(until=date(2017, 5, 1))
    Appointment.objects.update(until=date(2017, 5, 1))
    assert set(apply_register(register_of(LIST)).changes().values()) == {0}
    comparison = compare_register(register_of([*LIST, line(3, "Lê Chi")], on=LATER))
    assert told(comparison.errors) == [
        "Sheet1!6: Chi bộ 1 không hoạt động vào ngày 01/03/2018 nên không nhận thêm Lê "
        "Chi"
    ]


def test_of_two_cells_of_one_name_the_one_open_on_the_day_is_meant():
    ward = CommitteeFactory(name="Đảng bộ phường Hoa Sữa")
    old = CellFactory(name="Chi bộ 1", committee=ward, closed_on=date(2017, 5, 1))
    new = CellFactory(name="Chi bộ 1", committee=ward, founded_on=date(2017, 5, 1))
    apply_register(register_of([line(1, "Lê Trước")]))
    apply_register(register_of([line(1, "Lê Sau")], on=LATER))
    cells = dict(Membership.objects.values_list("member__full_name", "cell"))
    assert cells == {"Lê Trước": old.pk, "Lê Sau": new.pk}


def test_the_only_ward_is_meant_where_none_is_named():
    ward = CommitteeFactory(name="Đảng bộ phường Hoa Sữa")
    assert compare_register(register_of([AN], title=[])).ward == ward
    CommitteeFactory(name="Đảng bộ phường Khác")
    assert told(compare_register(register_of([AN], title=[])).errors) == [
        "Không rõ danh sách này của phường, xã nào: hãy ghi ở tiêu đề “ĐẢNG BỘ PHƯỜNG "
        "…” hoặc nêu tên phường."
    ]
    assert (
        compare_register(register_of([AN], title=[]), ward_named="hoa sữa").ward == ward
    )


def test_a_list_of_another_ward_is_refused_where_the_ward_is_given():
    ward = CommitteeFactory(name="Đảng bộ phường Khác")
    assert told(compare_register(register_of([AN]), ward=ward).errors) == [
        "Tiêu đề danh sách ghi “Đảng bộ phường Hoa Sữa”, không phải Đảng bộ phường "
        "Khác."
    ]


def test_the_kind_of_a_new_cell_follows_its_name():
    names = [
        "Chi bộ 1",
        "Chi bộ Trường THCS",
        "Chi bộ Công an phường",
        "Chi bộ Cơ quan UBND",
        "Chi bộ Công ty Hoa",
    ]
    apply_register(
        register_of(
            [
                line(number, f"Lê {'ABCDE'[number]}", cell=name)
                for number, name in enumerate(names)
            ]
        )
    )
    kinds = dict(Cell.objects.values_list("name", "kind"))
    assert [kinds[name] for name in names] == [
        "residential",
        "school",
        "armed_forces",
        "agency",
        "enterprise",
    ]


def test_an_error_at_the_last_moment_leaves_nothing_behind(monkeypatch):
    def fails(*args, **more):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(Exemption.objects, "bulk_create", fails)
    with pytest.raises(RuntimeError):
        apply_register(register_of(LIST))
    assert counts() == [0, 0, 0, 0, 0, 0]


def test_a_register_costs_few_queries_whatever_its_length(django_assert_num_queries):
    def people(count):
        return [
            line(number, f"Lê Văn {chr(65 + number)}", card=f"{17000000 + number}")
            for number in range(1, count + 1)
        ]

    for count in (3, 25):
        register = register_of(people(count))
        apply_register(register)
        with django_assert_num_queries(12):
            compare_register(register)
