"""What a careful clerk reads out of the shipped samples is what they were built
from."""

from datetime import date

import pytest

from cells.acts.register.register_list import read_register
from cells.samples import build

TODAY = date(2026, 2, 10)
ROLES = {"": [], "Bí thư chi bộ": ["secretary"], "Phó Bí thư": ["deputy_secretary"],
         "Chi ủy viên": ["cell_committee_member"]}  # fmt: skip


def read(name):
    return read_register(name, (build.HERE / name).read_bytes(), today=TODAY)


def facts(person):
    return {
        "name": person.full_name,
        "is_man": person.sex == "M",
        "born": person.born_on,
        "place": person.native_place,
        "job": person.occupation,
        "admitted": person.admitted_on,
        "official": person.official_on,
        "card": person.card,
        "post": [post.role for post in person.posts],
        "exempt": person.is_exempt,
    }


def expected(cell, number):
    who = build.person(cell, number)
    return who | {"post": ROLES[who["post"]], "exempt": bool(who["exempt"])}


@pytest.mark.parametrize(
    ("name", "cells", "ward", "on"),
    [
        ("so-dang-vien-phuong.xlsx", {1: "Chi bộ 1", 2: "Chi bộ 2", 3: "Chi bộ 3", 4: "Chi bộ Trường Mầm non Hoa Sữa"},
         "Đảng bộ phường Hoa Sữa", date(2025, 12, 31)),
        ("danh-sach-mot-bang.csv", {5: "Chi bộ 5", 6: "Chi bộ 6"}, "", TODAY),
    ],
)  # fmt: skip
def test_every_field_of_every_person_in_a_sample_comes_out_equal(name, cells, ward, on):
    register = read(name)
    assert (register.errors, register.warnings, register.ward, register.on) == (
        [],
        [],
        ward,
        on,
    )
    assert list(register.by_cell()) == list(cells.values())
    vague = {(1, 6): {"born": date(build.person(1, 6)["born"].year, build.person(1, 6)["born"].month, 1)},
             (1, 7): {"born": date(build.person(1, 7)["born"].year, 1, 1)}}  # fmt: skip
    for cell, cell_name in cells.items():
        people = register.by_cell()[cell_name]
        assert len(people) == 12
        for number, person in enumerate(people, start=1):
            assert facts(person) == expected(cell, number) | vague.get(
                (cell, number), {}
            )
    if 1 in cells:
        precisions = [
            person.born_precision for person in register.by_cell()["Chi bộ 1"]
        ]
        assert precisions == ["day"] * 5 + ["month", "year"] + ["day"] * 5


def test_the_sample_with_bad_rows_names_each_of_them():
    assert [str(error) for error in read("danh-sach-co-loi.xlsx").errors] == [
        "Chi bộ 7!12: thiếu họ tên",
        "Chi bộ 7!13: ngày sinh “31/02/1960” không có trong lịch",
        "Chi bộ 7!14: ngày chính thức 02/02/1980 trước ngày vào Đảng 03/02/1980",
        "Chi bộ 7!15: sinh ngày 05/09/2031, sau ngày chốt danh sách 31/12/2025",
        "Chi bộ 7!16: số thẻ 18007007 đã là của Bùi Văn An (Chi bộ 7, dòng 9)",
        "Chi bộ 7!17: Chi bộ 7 đã có bí thư là Bùi Văn An (Chi bộ 7, dòng 9)",
        "Chi bộ 7!18: ngày vào Đảng “không nhớ rõ” không đọc được",
    ]


def test_the_samples_are_what_the_script_builds(tmp_path, monkeypatch):
    monkeypatch.setattr(build, "HERE", tmp_path)
    build.main()
    for made in tmp_path.iterdir():
        shipped = build.Path(build.__file__).with_name(made.name)
        assert read_register(
            made.name, made.read_bytes(), today=TODAY
        ) == read_register(made.name, shipped.read_bytes(), today=TODAY)
