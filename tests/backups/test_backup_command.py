"""`manage.py backup`: one file, whole or not at all, of one moment."""

import os
import threading
from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from backups import content, keys, tables
from backups.closed_file import read_closed_lines
from backups.content import Content
from backups.management.commands import backup
from backups.models import BackupRecord
from backups.status import read_status
from cells.models import Committee
from tests.backups.databases import in_migrated
from tests.people import NOW

pytestmark = pytest.mark.own_database


@pytest.fixture
def secret(settings):
    made = keys.make_secret()
    settings.BACKUP_PUBLIC_KEY = keys.write_public(made.public_key())
    return made


@pytest.fixture(autouse=True)
def database(migrated, django_db_blocker):
    with django_db_blocker.unblock(), in_migrated(migrated):
        Committee.objects.create(name="Đảng bộ phường Phúc Đồng")
        yield


def read_table(file, secret, table):
    """[row] of a table in a backup, columns by name."""
    with file.open("rb") as opened:
        for said, rows in Content(read_closed_lines(opened, secret)).read_parts():
            found = [
                dict(zip(said.get("columns", ()), row, strict=False)) for row in rows
            ]
            if said.get("table") == table:
                return found
    raise AssertionError(table)


def test_a_backup_says_what_is_in_it_and_is_noted(tmp_path, secret, capsys):
    file = tmp_path / "a"
    call_command("backup", str(file))
    record = BackupRecord.objects.get()
    assert (record.kind, record.file, record.is_good) == ("backup", str(file), True)
    assert (record.size, record.plans) == (file.stat().st_size, 0)
    assert record.at - NOW < timedelta(minutes=1)
    assert f"{file}: 0 kế hoạch" in capsys.readouterr().out
    assert file.stat().st_mode & 0o777 == 0o600
    assert os.listdir(tmp_path) == ["a"]
    (row,) = read_table(file, secret, "cells_committee")
    assert row["name"] == "Đảng bộ phường Phúc Đồng"


def test_nothing_of_it_can_be_read_without_the_key(tmp_path, secret, settings):
    call_command("backup", str(tmp_path / "a"))
    closed = (tmp_path / "a").read_bytes()
    for words in ("Phúc Đồng", "cells_committee", settings.LOG_KEY):
        assert words.encode() not in closed


def test_the_one_moment_is_kept_while_people_write(tmp_path, secret, monkeypatch):
    """Somebody founds a committee after the backup has begun to read, and does not
    wait."""
    write_meanwhile(monkeypatch)
    call_command("backup", str(tmp_path / "a"))
    assert Committee.objects.count() == 2
    assert len(read_table(tmp_path / "a", secret, "cells_committee")) == 1


def test_without_the_snapshot_what_came_meanwhile_would_be_in_it(
    tmp_path, secret, monkeypatch
):
    """The control of the test above."""
    monkeypatch.setattr(backup, "hold_snapshot", nullcontext)
    write_meanwhile(monkeypatch)
    call_command("backup", str(tmp_path / "a"))
    assert len(read_table(tmp_path / "a", secret, "cells_committee")) == 2


def write_meanwhile(monkeypatch):
    """On a connection of its own, when the first table is read; it takes seconds at
    most."""
    read, begun = tables.read_lines, []

    def read_after_writing(model):
        if not begun:
            begun.append(model)
            writer = threading.Thread(target=found_committee, daemon=True)
            writer.start()
            writer.join(10)
            assert not writer.is_alive()
        return read(model)

    monkeypatch.setattr(tables, "read_lines", read_after_writing)


def found_committee():
    Committee.objects.create(name="Đảng bộ phường Long Biên")
    connection.close()


def test_a_file_that_is_there_is_not_touched(tmp_path, secret):
    file = tmp_path / "a"
    file.write_text("mine")
    with pytest.raises(CommandError, match="Đã có tệp a"):
        call_command("backup", str(file))
    assert file.read_text() == "mine"
    failed = read_status(NOW).failed
    assert (failed.is_good, failed.words) == (False, "Đã có tệp a. Chưa ghi gì.")


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, OSError(28, "No space")])
def test_a_backup_that_breaks_off_leaves_no_file(
    tmp_path, secret, monkeypatch, interruption
):
    def break_off(events):
        raise interruption

    with monkeypatch.context() as patched:
        patched.setattr(content, "read_heads", break_off)
        with pytest.raises((KeyboardInterrupt, CommandError)):
            call_command("backup", str(tmp_path / "a"))
    assert os.listdir(tmp_path) == []
    call_command("backup", str(tmp_path / "a"))
    assert read_status(NOW).failed is None


@pytest.mark.parametrize(
    ("public", "words"), [("", "backup_key"), ("CONGKHAI:0", "BACKUP_PUBLIC_KEY: ")]
)
def test_without_a_key_nothing_is_written(tmp_path, settings, public, words):
    settings.BACKUP_PUBLIC_KEY = public
    with pytest.raises(CommandError, match=words):
        call_command("backup", str(tmp_path / "a"))
    assert os.listdir(tmp_path) == []
    assert not BackupRecord.objects.get().is_good


# --- trying it ------------------------------------------------------------------------


@pytest.mark.one_database
def test_a_drill_restores_beside_and_is_noted(tmp_path, secret, capsys):
    file, key = tmp_path / "a", tmp_path / "key"
    key.write_text(" ".join(keys.write_secret(secret)))
    call_command("backup", str(file))
    call_command("restore", str(file), key_file=key, drill=True)
    record = BackupRecord.objects.latest("pk")
    assert (record.kind, record.is_good) == ("drill", True)
    assert record.words == "Đã khôi phục: 0 kế hoạch, nhật ký và số chốt nguyên vẹn."
    assert Committee.objects.count() == 1
    assert "Thử khôi phục được" in capsys.readouterr().out


def test_a_drill_that_fails_is_noted_with_its_reason(tmp_path, secret):
    file, key = tmp_path / "a", tmp_path / "key"
    key.write_text(" ".join(keys.write_secret(keys.make_secret())))
    call_command("backup", str(file))
    with pytest.raises(CommandError, match="Không phải khóa của tệp này"):
        call_command("restore", str(file), key_file=key, drill=True)
    record = BackupRecord.objects.latest("pk")
    assert (record.kind, record.is_good) == ("drill", False)
    assert record.words.startswith("Không phải khóa của tệp này")
    assert Committee.objects.count() == 1


def test_a_file_that_is_not_there_is_not_tried(tmp_path):
    with pytest.raises(CommandError, match="Không có tệp"):
        call_command("restore", str(tmp_path / "a"), drill=True)
    assert not BackupRecord.objects.exists()
