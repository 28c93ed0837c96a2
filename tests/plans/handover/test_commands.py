"""The two commands as an operator runs them, with two databases and two keys."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from cells.models import Cell
from plans.handover.command_line import VARIABLE
from tests.cells.acts.exemptions.forms import a_proposal
from tests.factories import AppointmentFactory
from tests.people import a_plan
from tests.plans.handover.exchange import (
    PASSPHRASE,
    a_receiver,
    a_sender,
    elsewhere,
    exported,
)

ROOT = Path(__file__).parents[3]
# Whatever the day, these run in February 2026, as the tests do.
RUN = """
import os, sys
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "phucdong.settings"
django.setup()
import time_machine
from django.core.management import call_command
from tests.people import NOW
from tests.plans.handover import exchange
with time_machine.travel(NOW, tick=True):
    {}
"""
EXPORT = [
    "export_cells",
    "{file}",
    "--ward",
    "Đảng bộ phường Phúc Đồng",
    "--cell",
    "Chi bộ 7",
    "--on",
    "10/02/2026",
]
IMPORT = ["import_cells", "{file}", "--ward", "Đảng bộ phường Long Biên", "--by", "tu"]


class Installation:
    """A database and a key of its own, reached by running Python as an operator
    does."""

    def __init__(self, url, key):
        self.environment = {
            **os.environ,
            "DATABASE_URL": url,
            "LOG_KEY": key,
            VARIABLE: PASSPHRASE,
        }

    def run(self, *lines, **environment):
        """What lines of Python printed, with the exit code: (code, text)."""
        done = subprocess.run(
            [sys.executable, "-c", RUN.format("; ".join(lines))],
            cwd=ROOT,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr


def command(*arguments):
    """The line that calls a command."""
    return f"call_command(*{list(arguments)!r})"


@pytest.fixture
def urls(migrated):
    """Addresses of two databases of the kind that the tests run on, migrated and
    empty."""
    with migrated.copy() as one, migrated.copy() as other:
        yield [migrated.address(copied["TEST_DATABASE"]) for copied in (one, other)]


@pytest.mark.own_database
def test_cells_go_from_one_installation_to_another(urls, tmp_path):
    sender, receiver = (
        Installation(urls[0], "khóa gửi"),
        Installation(urls[1], "khóa nhận"),
    )
    file = str(tmp_path / "ban-giao.bin")
    leave, arrive = (
        [part.format(file=file) for part in parts] for parts in (EXPORT, IMPORT)
    )
    code, told = sender.run(
        "exchange.a_sender()",
        command(*leave, "--to", "Đảng bộ phường Long Biên", "--close"),
        command("verify_log"),
    )
    assert (
        code == 0
        and "1 chi bộ, đơn vị; 4 người; 5 kế hoạch" in told
        and "Đã kết thúc ở đây" in told
        and told.endswith("Nhật ký của 7 kế hoạch nguyên vẹn.\n")
    )
    assert b"Chi b" not in Path(file).read_bytes()

    code, told = receiver.run("exchange.a_receiver()", command(*arrive, "--dry-run"))
    assert code == 0 and "Sẽ nhận từ Đảng bộ phường Phúc Đồng" in told
    code, told = receiver.run(command(*arrive))
    assert (
        code == 0
        and "4 người; 5 kế hoạch, 3 kế hoạch đang làm dở đi tiếp ở đây. Nhật ký nguyên "
        "vẹn."
        in told
    )
    assert "Chi bộ 7 → Chi bộ 7 (từ Phúc Đồng)" in told
    assert "Phải giao lại: Bí thư chi bộ, Chi bộ 7 (trước là Trần Thị Bình)" in told
    assert receiver.run(command(*arrive), command("verify_log")) == (
        0,
        "Tệp này đã nhận từ trước. Không thay đổi gì.\n"
        "Nhật ký của 5 kế hoạch nguyên vẹn.\n",
    )
    code, told = receiver.run(command(*arrive), **{VARIABLE: "bon tu khac han"})
    assert code == 1 and "Mật khẩu của tệp không đúng" in told


# On both kinds of database: tests/plans/handover/test_newer_files.py.
@pytest.mark.one_database
@pytest.mark.own_database
def test_what_happens_between_export_and_closing_reaches_the_receiver(urls, tmp_path):
    sender, receiver = (
        Installation(urls[0], "khóa gửi"),
        Installation(urls[1], "khóa nhận"),
    )
    first, last = str(tmp_path / "thu-sau.bin"), str(tmp_path / "thu-hai.bin")
    to = ["--to", "Đảng bộ phường Long Biên"]
    code, told = sender.run(
        "exchange.a_sender()",
        command(*[part.format(file=first) for part in EXPORT]),
    )
    assert code == 0 and "nơi nhận đọc tiếp vào" in told
    arrive = [part.format(file=first) for part in IMPORT]
    assert receiver.run("exchange.a_receiver()") == (0, "")
    code, told = receiver.run(command(*arrive))
    assert code == 0 and "Đọc tiếp" not in told
    in_the_afternoon = "time_machine.travel(NOW.replace(hour=15), tick=True).start()"
    code, told = sender.run(
        in_the_afternoon,
        "from cells.models import Member",
        "Member.objects.filter(full_name='Nguyễn Văn An').update(phone='0900')",
        command(*[part.format(file=last) for part in EXPORT], *to, "--close"),
    )
    assert code == 0, told
    assert "đã thay đổi, và chỉ có trong tệp này (1):\n  Nguyễn Văn An\n" in told
    assert f"import_cells {last} --ward" in told and "kể cả khi" in told
    arrive = [part.format(file=last) for part in IMPORT]
    code, told = receiver.run(in_the_afternoon, command(*arrive), command("verify_log"))
    assert code == 0, told
    assert "1 chỗ thay đổi.\n  Nguyễn Văn An\n" in told
    code, told = receiver.run(in_the_afternoon, command(*arrive))
    assert (code, told) == (0, "Tệp này đã nhận từ trước. Không thay đổi gì.\n")


# --- what the commands refuse ---------------------------------------------------------


@pytest.fixture
def passphrase(monkeypatch):
    monkeypatch.setenv(VARIABLE, PASSPHRASE)


def export(path, **options):
    given = {
        "ward": "Đảng bộ phường Phúc Đồng",
        "cell": ["Chi bộ 7"],
        "on": "10/02/2026",
        **options,
    }
    call_command("export_cells", path, **given)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            {"ward": "Đảng bộ phường Xa"},
            "không có đảng bộ này .*Đảng bộ phường Phúc Đồng",
        ),
        ({"cell": ["Chi bộ 99"]}, r"Không rõ chi bộ: Chi bộ 99 \(0\)"),
        ({"on": "11/02/2026"}, "Ngày 11/02/2026 chưa đến"),
        ({"on": "mai"}, "không phải một ngày"),
        ({"close": True}, "--close cần --to"),
    ],
)
def test_what_does_not_fit_is_refused_and_no_file_is_left(
    people, passphrase, tmp_path, options, words
):
    with pytest.raises(CommandError, match=words):
        export(tmp_path / "ban-giao.bin", **options)
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_written_leaves_the_cells_open(
    people, passphrase, tmp_path
):
    with pytest.raises(CommandError, match="Không ghi được tệp"):
        export(
            tmp_path / "khong-co" / "ban-giao.bin",
            close=True,
            to="Đảng bộ phường Long Biên",
        )
    assert not Cell.objects.exclude(closed_on=None).exists()


@pytest.mark.parametrize("weak", ["ngan", "aaaaaaaaaaaaaaaa"])
def test_a_weak_passphrase_is_refused(people, monkeypatch, tmp_path, weak):
    monkeypatch.setenv(VARIABLE, weak)
    with pytest.raises(CommandError, match="ít nhất 12 ký tự hoặc bốn từ"):
        export(tmp_path / "ban-giao.bin")


def test_without_a_terminal_the_passphrase_is_in_the_environment(
    people, monkeypatch, tmp_path
):
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(CommandError, match=VARIABLE):
        export(tmp_path / "ban-giao.bin")


def test_posts_that_are_still_held_here_are_told(people, passphrase, tmp_path, capsys):
    AppointmentFactory(member=people.an, role="inspector", committee=people.ward)
    export(tmp_path / "ban-giao.bin", close=True, to="Đảng bộ phường Long Biên")
    told = capsys.readouterr().out
    assert (
        "Lưu ý: Nguyễn Văn An còn giữ Cán bộ kiểm tra, giám sát, Đảng bộ phường Phúc "
        "Đồng." in told
    )


def test_a_second_file_says_what_changed_since_the_first(
    people, passphrase, tmp_path, capsys
):
    export(tmp_path / "1.bin")
    assert "Từ tệp" not in capsys.readouterr().out
    export(tmp_path / "2.bin")
    assert "Không có gì thay đổi từ tệp ghi" in capsys.readouterr().out
    a_plan(people)
    export(tmp_path / "3.bin")
    told = capsys.readouterr().out
    assert "(1):\n  Nguyễn Văn An (kế hoạch năm 2026)\n" in told


def test_what_ends_at_the_closing_is_told(people, passphrase, tmp_path, capsys):
    a_proposal(people)
    export(tmp_path / "1.bin", close=True, to="Đảng bộ phường Long Biên")
    told = capsys.readouterr().out
    assert (
        "Đề nghị miễn khép lại ở đây: Nguyễn Văn An (Chi bộ 7): nơi nhận quyết định."
        in told
    )


@pytest.mark.parametrize("by", ["an", "quantri", "khong-co", "tu"])
def test_only_an_officer_of_the_ward_takes_cells_over(db, passphrase, tmp_path, by):
    with elsewhere():
        (tmp_path / "ban-giao.bin").write_bytes(exported(a_sender()))
    there = a_receiver()
    if by == "tu":
        there.officer.member.appointments.update(until="2026-02-10")
    with pytest.raises(CommandError, match=f"--by {by}: không phải"):
        call_command(
            "import_cells",
            tmp_path / "ban-giao.bin",
            ward="Đảng bộ phường Long Biên",
            by=by,
        )
