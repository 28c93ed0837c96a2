"""A ward is backed up, and comes back in another database, all of it or nothing."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import FileField
from django.test import override_settings

from accounts import slips
from accounts.models import GuessCount, SignInRecord, User
from backups import content, keys, migration_state, tables
from backups.closed_file import ClosedFile
from backups.models import BackupRecord
from cells.models import (
    Committee,
    Correction,
    FormerName,
    Meeting,
    RegisterDifference,
    RegisterUpload,
    Transfer,
)
from plans.models import (
    AccessRecord,
    HandoverFile,
    Plan,
    PlanEvent,
    Remark,
    SelfCheck,
    YearRecord,
)
from plans.workflow.printing import print_for_signing
from reports.models import FrozenReport
from tests.backups.databases import (
    connected,
    in_bare,
    in_migrated,
    list_everything,
)
from tests.doors.world import World
from tests.people import NOW, TODAY

pytestmark = pytest.mark.own_database
# Nothing of them is in the ward of these tests.
WITHOUT_ROWS = {
    "auth_group",
    "auth_group_permissions",
}


@dataclass
class Made:
    """A backup of a ward, and what the database held."""

    file: Path
    key: Path
    everything: dict


@pytest.fixture(scope="module", autouse=True)
def allowed(django_db_blocker):
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="module")
def made(migrated, tmp_path_factory):
    folder, secret = tmp_path_factory.mktemp("sao-luu"), keys.make_secret()
    key = folder / "khoa.txt"
    key.write_text(" ".join(keys.write_secret(secret)))
    public = keys.write_public(secret.public_key())
    with (
        override_settings(BACKUP_PUBLIC_KEY=public),
        time_machine.travel(NOW),
        in_migrated(migrated),
    ):
        live_a_little()
        file = folder / "phuong.sao-luu"
        call_command("backup", str(file))
        yield Made(file, key, list_everything())


def live_a_little():
    """Rows in every table."""
    people = World().people
    plan = Plan.objects.earliest("pk")
    add_to_ward(people)
    add_to_plan(people, plan)
    agreed = Plan.objects.get(member=people.chi)
    print_for_signing(agreed, by=people.actor("chi"), at=NOW)
    Session.objects.create(session_key="x" * 32, session_data="x", expire_date=NOW)
    SignInRecord.objects.create(user=people.an.user, at=NOW, address="2001:db8::1")
    GuessCount.objects.create(kind="name", subject="x" * 64, began_at=NOW, number=2)
    HandoverFile.objects.create(
        way="sent", ward=people.ward, on=NOW.date(), made_at=NOW, recorded_at=NOW
    )
    BackupRecord.objects.create(
        kind="backup", at=NOW - timedelta(days=1), file="/x", is_good=False, words="y"
    )


def add_to_ward(people):
    slips.issue_slip(people.an.user, by=None, at=NOW)
    people.an.user.set_active(False, by=people.quan, at=NOW)
    Meeting.objects.create(cell=people.cell, held_on=TODAY)
    FormerName.objects.create(cell=people.cell, name="Chi bộ cũ", until=TODAY)
    Transfer.objects.create(
        member=people.an, kind="temporary", direction="out", since=TODAY
    )
    Correction.objects.create(
        member=people.an, kind="suspension", row=7, before={"ð": [1.5, None]}, at=NOW
    )
    YearRecord.objects.create(
        committee=people.ward, year=2026, kind="opened", by=people.giang, at=NOW
    )
    RegisterDifference.objects.create(
        upload=RegisterUpload.objects.first(),
        position=77,
        group="new",
        key="x",
        name="Bùi Thị Mười",
        cell="Chi bộ 7",
    )


def add_to_plan(people, plan):
    said = {"revision": 1, "reason": "khac", "source": "peer", "made_at": NOW}
    Remark.objects.create(plan=plan, text="Ghi rõ\tthời hạn\n", by=people.bao, **said)
    SelfCheck.objects.create(plan=plan, group=1, answers={"2": "none", "10": "present"})
    AccessRecord.objects.create(
        plan=plan, reader=people.bao, capacity="peer", revision=1, at=NOW
    )


def restore(made, file=None):
    call_command("restore", str(file or made.file), key_file=made.key)


def refuse(made, words, file=None):
    """The backup is not restored, for a reason in these words, and nothing has
    changed."""
    before = list_everything()
    with pytest.raises(CommandError, match=words):
        restore(made, file)
    assert list_everything() == before


# --- all of it ------------------------------------------------------------------------


def test_the_ward_of_these_tests_has_rows_in_every_table(made):
    empty = {table for table, lines in made.everything.items() if not lines}
    assert empty == WITHOUT_ROWS


def test_a_backup_has_every_table_but_the_sessions(migrated):
    with in_migrated(migrated):
        kept = {*list_everything(), BackupRecord._meta.db_table}
        there = set(connection.introspection.table_names())
    assert there - kept == {"django_migrations", *tables.LEFT_OUT}
    assert kept - there == set()


def test_no_file_lies_outside_the_database():
    for model in tables.list_models(apps):
        for field in tables.list_fields(model):
            assert not isinstance(field, FileField), field


def test_what_is_restored_equals_what_was_backed_up(made, migrated, capsys):
    with in_migrated(migrated):
        restore(made)
        assert list_everything() == made.everything
        assert not Session.objects.exists()
        plans = len(made.everything["plans_plan"])
        said = capsys.readouterr().out
        assert "Bản sao lúc 09:00 ngày 10/02/2026: " in said
        assert f"{plans} chuỗi nhật ký kết thúc đúng chỗ" in said
        assert f"Đã khôi phục: {plans} kế hoạch" in said
        records = list(BackupRecord.objects.order_by("pk").values_list("kind", "at"))
        assert records == [
            ("backup", NOW - timedelta(days=1)),
            ("restore", BackupRecord.objects.latest("at").at),
        ]


def test_new_rows_are_numbered_after_the_restored_ones(made, migrated):
    with in_migrated(migrated):
        restore(made)
        last = User.objects.order_by("pk").last()
        assert User.objects.create(username="moi").pk > last.pk


def test_a_database_without_tables_gets_them(made, migrated):
    with in_bare(migrated):
        restore(made)
        assert list_everything() == made.everything
        with pytest.raises(DatabaseError, match="never changed"):
            FrozenReport.objects.update(title="x")


@pytest.mark.postgresql
def test_it_goes_to_sqlite_and_comes_back(made, migrated, tmp_path):
    public = keys.read_secret(made.key.read_text()).public_key()
    back = tmp_path / "back"
    with connected(f"sqlite:///{tmp_path / 'other.sqlite3'}"):
        assert connection.vendor == "sqlite"
        restore(made)
        assert list_everything() == made.everything
        with override_settings(BACKUP_PUBLIC_KEY=keys.write_public(public)):
            call_command("backup", str(back))
    with in_migrated(migrated):
        assert connection.vendor == "postgresql"
        restore(made, back)
        assert list_everything() == made.everything


# --- or nothing -----------------------------------------------------------------------


@pytest.mark.parametrize("part", [0.1, 0.5, 0.99])
def test_a_flipped_byte_is_refused_and_nothing_is_written(
    made, migrated, tmp_path, part
):
    content = bytearray(made.file.read_bytes())
    content[int(len(content) * part)] ^= 1
    flipped = tmp_path / "flipped"
    flipped.write_bytes(content)
    with in_migrated(migrated):
        refuse(made, "Tệp đã bị sửa.*Chưa khôi phục gì", flipped)


def test_a_file_that_was_cut_is_refused(made, migrated, tmp_path):
    cut = tmp_path / "cut"
    cut.write_bytes(made.file.read_bytes()[:-1])
    with in_migrated(migrated):
        refuse(made, "bị cắt", cut)


def test_a_wrong_key_is_refused(made, migrated, tmp_path):
    wrong = tmp_path / "wrong"
    wrong.write_text(" ".join(keys.write_secret(keys.make_secret())))
    with in_migrated(migrated):
        refuse(Made(made.file, wrong, {}), "Không phải khóa của tệp này")


def test_a_mistyped_key_says_which_group(made, migrated, tmp_path):
    mistyped = tmp_path / "mistyped"
    groups = made.key.read_text().split()
    groups[6] = groups[6][1:] + groups[6][:1] if len(set(groups[6])) > 1 else "00000"
    mistyped.write_text(" ".join(groups))
    with in_migrated(migrated):
        refuse(Made(made.file, mistyped, {}), "Nhóm 7 gõ sai")


def test_a_database_with_anything_in_it_is_refused(made, migrated):
    with in_migrated(migrated):
        Committee.objects.create(name="Đảng bộ phường Long Biên")
        refuse(made, "đã có dữ liệu .bảng cells_committee")


def test_knocking_at_the_door_of_an_empty_installation_fills_nothing(made, migrated):
    with in_migrated(migrated):
        GuessCount.objects.create(kind="name", subject="x", began_at=NOW, number=1)
        restore(made)
        assert list_everything() == made.everything


def test_the_seals_need_the_key_of_the_log(made, migrated, tmp_path, settings):
    before, settings.LOG_KEY = settings.LOG_KEY, "another key"
    saved = tmp_path / "log-key"
    with in_migrated(migrated):
        refuse(made, "--save-log-key")
        call_command("restore", str(made.file), key_file=made.key, save_log_key=saved)
        assert not User.objects.exists()
        settings.LOG_KEY = saved.read_text()
        restore(made)
    assert before == settings.LOG_KEY
    assert saved.stat().st_mode & 0o777 == 0o600


def test_an_interrupted_restore_leaves_nothing_and_can_be_run_again(
    made, migrated, monkeypatch
):
    insert, done = tables.insert_rows, []

    def fail_late(model, rows):
        done.append(model)
        if model is not done[0] and len(done) > 20:
            raise KeyboardInterrupt
        insert(model, rows)

    with in_migrated(migrated):
        before = list_everything()
        with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
            patched.setattr(tables, "insert_rows", fail_late)
            restore(made)
        assert list_everything() == before
        restore(made)
        assert list_everything() == made.everything


@pytest.mark.parametrize("table", ["plans_row", "cells_formername"])
def test_a_table_that_the_database_did_not_keep_as_it_was_is_named(
    made, migrated, monkeypatch, table
):
    """Nothing else would notice: a row is lost, or a letter."""
    insert = tables.insert_rows

    def lose_something(model, rows):
        name = model._meta.db_table
        if name == table == "plans_row":
            rows = rows[:-1]
        if name == table == "cells_formername":
            rows = [[lose_a_mark(value) for value in row] for row in rows]
        insert(model, rows)

    with in_migrated(migrated):
        monkeypatch.setattr(tables, "insert_rows", lose_something)
        refuse(made, f"bảng {table} không giống")


def lose_a_mark(value):
    return "Chi bộ cu" if value == "Chi bộ cũ" else value


def test_an_end_of_a_chain_that_differs_is_named(made, migrated, monkeypatch):
    read = content.read_heads

    def cut_tail(events):
        return list(read(events))[:-1]

    with in_migrated(migrated):
        monkeypatch.setattr(content, "read_heads", cut_tail)
        refuse(made, "chuỗi nhật ký của kế hoạch số")


def test_a_chain_that_was_broken_before_is_restored_and_said(
    made, migrated, tmp_path, settings
):
    secret = keys.read_secret(made.key.read_text())
    settings.BACKUP_PUBLIC_KEY = keys.write_public(secret.public_key())
    broken = tmp_path / "broken"
    with in_migrated(migrated):
        restore(made)
        plan = Plan.objects.earliest("pk")
        PlanEvent.objects.filter(plan=plan, number=1).update(note="viết lại")
        call_command("backup", str(broken))
    with in_migrated(migrated):
        with pytest.raises(CommandError, match=f"đứt từ trước.*số {plan.pk}"):
            restore(made, broken)
        assert not BackupRecord.objects.latest("pk").is_good
        assert PlanEvent.objects.get(plan=plan, number=1).note == "viết lại"


# --- other versions -------------------------------------------------------------------


def test_a_backup_of_a_newer_version_is_refused(made, migrated, tmp_path):
    newer = write_other(made, tmp_path, [["plans", "0999_of_tomorrow"]])
    with in_migrated(migrated):
        refuse(made, "plans.0999_of_tomorrow", newer)


def test_tables_of_another_version_are_refused(made, migrated, tmp_path):
    older = write_other(made, tmp_path, [["accounts", "0001_initial"]])
    with in_migrated(migrated):
        refuse(made, "chưa có bảng nào", older)


def write_other(made, folder, migrations):
    """A backup without rows that was made with these migrations."""
    secret = keys.read_secret(made.key.read_text())
    file = folder / "other"
    with file.open("wb") as opened:
        closed = ClosedFile(opened, secret.public_key())
        head = {"format": 1, "migrations": migrations}
        head.update(log_key=settings.LOG_KEY, made_at=NOW)
        closed.write(tables.write_line(head))
        closed.finish()
    return file


@pytest.mark.slow
def test_a_backup_of_an_older_version_comes_along_by_migrating(
    made, migrated, tmp_path
):
    """Of the version before the first recall of a plan was a column."""
    older = tmp_path / "older"
    secret = keys.read_secret(made.key.read_text())
    with in_bare(migrated):
        call_command("migrate", "plans", "0007", verbosity=0)
        call_command("migrate", "cells", "0013", verbosity=0)
        applied = sorted(list_applied())
        old_apps = migration_state.bring_tables(applied)
        models = tables.list_models(old_apps)
        old_apps.get_model("cells.Committee").objects.create(name="Đảng bộ cũ")
        with older.open("wb") as opened:
            closed = ClosedFile(opened, secret.public_key())
            content.write_content(
                closed,
                models,
                events=old_apps.get_model("plans.PlanEvent"),
                made_at=NOW,
                migrations=applied,
                log_key=settings.LOG_KEY,
            )
            closed.finish()
    with in_bare(migrated):
        restore(made, older)
        assert Committee.objects.get().name == "Đảng bộ cũ"
        assert [list(key) for key in list_applied()] != applied
        assert Plan.objects.filter(first_recalled_at=None).count() == 0


def list_applied():
    return MigrationRecorder(connection).applied_migrations()
