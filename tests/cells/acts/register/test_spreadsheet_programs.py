"""Files as a spreadsheet program makes and opens them: LibreOffice saves our files
anew, and nothing is lost."""

import shutil
import subprocess

import pytest

from cells.acts.register.checked_register import check_register
from cells.acts.register.comparison import compare_register
from cells.acts.register.export import build_register_file
from cells.acts.register.register_list import read_register
from cells.models import Exemption, Member
from cells.samples import build
from reports import files
from tests.people import TODAY

PROGRAM = shutil.which("soffice")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.one_database,
    pytest.mark.skipif(PROGRAM is None, reason="no LibreOffice on this machine"),
]


@pytest.fixture(scope="module")
def profile(tmp_path_factory):
    return tmp_path_factory.mktemp("profile")


@pytest.fixture
def saved_as(profile, tmp_path):
    """saved_as("ods", "so.xlsx", content): the bytes of the file as LibreOffice saves
    it anew."""

    def convert(kind, name, content):
        source = tmp_path / name
        source.write_bytes(content)
        folder = tmp_path / "saved"
        where = f"-env:UserInstallation=file://{profile}"
        command = [
            PROGRAM,
            where,
            "--headless",
            "--convert-to",
            kind,
            "--outdir",
            folder,
            source,
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        (made,) = folder.glob(f"{source.stem}.*")
        saved = made.read_bytes()
        shutil.rmtree(folder)
        return saved

    return convert


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
@pytest.mark.parametrize("name", ["so-dang-vien-phuong.xlsx", "danh-sach-co-loi.xlsx"])
def test_a_list_reads_the_same_after_it_was_saved_anew(saved_as, name, kind):
    content = (build.HERE / name).read_bytes()
    here, there = (
        read_register(f"so.{suffix}", found, today=TODAY)
        for suffix, found in (
            ("xlsx", content),
            (kind, saved_as(kind, "so.xlsx", content)),
        )
    )
    assert len(here.people) + len(here.errors) > 10
    assert there == here


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_an_exported_register_saved_anew_comes_back_without_a_difference(
    people, saved_as, kind
):
    Member.objects.filter(pk=people.an.pk).update(
        native_place="=1+1",
        born_on="1958-09-01",
        born_precision="month",
        card="00123456",
        occupation="@hưu",
    )
    Exemption.objects.create(
        member=people.dung,
        since=TODAY,
        resolution_number="12-NQ/CB",
        resolution_on=TODAY,
    )
    by = people.actor("giang")
    content = build_register_file([people.cell, people.other_cell], by=by, on=TODAY)
    register = read_register(
        f"so.{kind}", saved_as(kind, "so.xlsx", content), today=TODAY
    )
    found = check_register(compare_register(register, ward=people.ward), by=by)
    assert (
        len(register.people)
        == people.cell.memberships.count() + people.other_cell.memberships.count()
    )
    assert (register.errors, found.comparison.errors, found.differences) == ([], [], [])


def test_the_figures_show_what_we_wrote_and_count_nothing(saved_as):
    rows = [["=1+1", 4, "33,3%"], ["Chi bộ 9", 1500, "100%"]]
    content = files.write_xlsx(
        "Kế hoạch năm 2026", ["Chi bộ", "Đảng viên", "Tỷ lệ tham gia"], rows
    )
    shown = saved_as(
        "csv:Text - txt - csv (StarCalc):59,34,76", "so.xlsx", content
    ).decode()
    assert shown.splitlines() == [
        "Kế hoạch năm 2026;;",
        ";;",
        "Chi bộ;Đảng viên;Tỷ lệ tham gia",
        "=1+1;4;33,3%",
        "Chi bộ 9;1500;100%",
    ]
