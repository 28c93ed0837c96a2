import io
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from cells.models import Appointment, Cell, Committee, Exemption, Member, Membership
from cells.samples import build
from tests.cells.acts.register.spreadsheets import HEADINGS, row, xlsx

pytestmark = pytest.mark.django_db
WARD = build.HERE / "so-dang-vien-phuong.xlsx"


def run(file, *options):
    """The lines that the command prints."""
    out = io.StringIO()
    call_command("import_register", str(file), *options, stdout=out)
    return out.getvalue().splitlines()


def run_refused(file, *options):
    out = io.StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("import_register", str(file), *options, stdout=out)
    return out.getvalue().splitlines(), str(refused.value)


def counts():
    return [
        model.objects.count()
        for model in (Committee, Cell, Member, Membership, Appointment, Exemption)
    ]


def test_the_ward_comes_in_with_a_summary_as_the_last_line():
    assert run(WARD) == [
        "Bỏ qua trang Bìa: không có bảng nào với cột “Họ và tên”",
        "Đảng bộ phường Hoa Sữa, tính đến 31/12/2025. Đã tạo: 4 chi bộ, 48 đảng viên, "
        "12 chức vụ, 6 trường hợp miễn",
        "cells 4 members 48 exempt 6",
    ]
    assert counts() == [1, 4, 48, 48, 12, 6]
    assert set(Membership.objects.values_list("since", flat=True)) == {
        date(2025, 12, 31)
    }


def test_a_second_run_says_that_nothing_was_created():
    run(WARD)
    assert run(WARD)[-2:] == [
        "Đảng bộ phường Hoa Sữa, tính đến 31/12/2025. Đã tạo: 0 chi bộ, 0 đảng viên, 0 "
        "chức vụ, 0 trường hợp miễn",
        "cells 4 members 48 exempt 6",
    ]
    assert counts() == [1, 4, 48, 48, 12, 6]


def test_a_dry_run_shows_what_would_be_created_and_creates_nothing():
    lines = run(WARD, "--dry-run")
    assert lines[1].endswith(
        "Sẽ tạo: 4 chi bộ, 48 đảng viên, 12 chức vụ, 6 trường hợp miễn"
    )
    assert lines[2:] == [
        "  Chi bộ 1: 12 đảng viên",
        "  Chi bộ 2: 12 đảng viên",
        "  Chi bộ 3: 12 đảng viên",
        "  Chi bộ Trường Mầm non Hoa Sữa: 12 đảng viên",
        "cells 4 members 48 exempt 6",
    ]
    assert counts() == [0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_bad_rows_are_named_and_nothing_is_created(options):
    lines, refusal = run_refused(build.HERE / "danh-sach-co-loi.xlsx", *options)
    assert lines[0] == "Chi bộ 7!12: thiếu họ tên"
    assert [line.split(":")[0] for line in lines[:7]] == [
        f"Chi bộ 7!{number}" for number in range(12, 19)
    ]
    assert lines[-1] == "cells 1 members 11 exempt 2"
    assert refusal == "7 lỗi: chưa nhập gì. Hãy sửa tệp rồi chạy lại."
    assert counts() == [0, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("on", ["2020-06-30", "30/6/2020"])
def test_ward_cell_and_date_may_be_given(tmp_path, on):
    file = tmp_path / "ds.xlsx"
    file.write_bytes(xlsx({"Sheet1": [HEADINGS, row()]}))
    run(file, "--ward", "Hoa Sữa", "--cell", "Chi bộ 5", "--on", on)
    membership = Membership.objects.get()
    assert (membership.cell.name, membership.cell.committee.name, membership.since) == (
        "Chi bộ 5", "Đảng bộ phường Hoa Sữa", date(2020, 6, 30),
    )  # fmt: skip


def test_one_cell_of_a_ward_may_be_asked_for():
    run(WARD, "--cell", "cb 2")
    assert (counts(), Cell.objects.get().name) == ([1, 1, 12, 12, 3, 2], "Chi bộ 2")


def test_a_list_without_a_date_speaks_of_today(tmp_path):
    run(build.HERE / "danh-sach-mot-bang.csv", "--ward", "Phường Hoa Sữa")
    assert set(Membership.objects.values_list("since", flat=True)) == {
        date(2026, 2, 10)
    }


def test_a_file_that_cannot_be_read_is_one_sentence(tmp_path):
    file = tmp_path / "thu.xlsx"
    assert run_refused(file)[1].startswith("Không mở được tệp")
    file.write_bytes(b"%PDF-1.4")
    assert run_refused(file) == (
        [],
        "Đây là tệp PDF, không phải bảng tính. Hãy dùng bảng tính Excel (.xlsx, .xls), "
        "LibreOffice (.ods) "
        "hoặc tệp .csv.",
    )
    assert (
        run_refused(WARD, "--on", "31/2/2020")[1]
        == "--on: “31/2/2020” không có trong lịch"
    )
