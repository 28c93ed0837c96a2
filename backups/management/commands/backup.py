"""Write the whole database into one closed file (backups/)."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from backups import content, keys, migration_state, tables
from backups.closed_file import ClosedFile
from backups.models import BackupRecord
from backups.snapshot import hold_snapshot
from phucdong.whole_files import create_whole_file
from phucdong.writing import count_text
from plans.models import Plan, PlanEvent

NO_KEY = (
    "Chưa có khóa sao lưu. Chạy manage.py backup_key, in hai tờ, rồi đặt biến môi "
    "trường BACKUP_PUBLIC_KEY."
)
NOT_MIGRATED = "Cơ sở dữ liệu chưa được nâng lên: chạy manage.py migrate trước."


class Command(BaseCommand):
    help = (
        "Ghi toàn bộ cơ sở dữ liệu, như ở một thời điểm, vào một tệp khóa bằng "
        "BACKUP_PUBLIC_KEY; mở được bằng khóa in trên giấy (backup_key). Mọi người vẫn "
        "làm việc trong lúc ghi. Không gồm phiên đăng nhập."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="tệp sẽ ghi; chưa được có")

    def handle(self, *, file, **options):
        file = file.resolve()
        record = BackupRecord(
            kind=BackupRecord.Kind.BACKUP, at=timezone.now(), file=str(file)
        )
        try:
            counts = write_backup(file, read_public_key(), record.at)
        except CommandError as error:
            keep_failure(record, str(error))
            raise
        record.size = file.stat().st_size
        record.plans = counts[Plan._meta.db_table]
        record.is_good = True
        record.words = f"{count_text(sum(counts.values()))} dòng."
        record.save()
        self.stdout.write(
            f"{file}: {count_text(record.plans)} kế hoạch, {record.words} "
            f"{count_text(record.size)} byte."
        )


def read_public_key():
    if not settings.BACKUP_PUBLIC_KEY:
        raise CommandError(NO_KEY)
    try:
        return keys.read_public(settings.BACKUP_PUBLIC_KEY)
    except keys.Mistyped as error:
        raise CommandError(f"BACKUP_PUBLIC_KEY: {error}") from error


def write_backup(file, public, at):
    """Write the file; {table: number of rows}. Raises CommandError, with nothing left
    of the file."""
    try:
        with create_whole_file(file) as opened, hold_snapshot():
            closed = ClosedFile(opened, public)
            counts = content.write_content(
                closed,
                tables.list_models(apps),
                events=PlanEvent,
                made_at=at,
                migrations=migration_state.list_applied(),
                log_key=settings.LOG_KEY,
            )
            closed.finish()
    except migration_state.NotMigrated as error:
        raise CommandError(NOT_MIGRATED) from error
    except FileExistsError as error:
        raise CommandError(f"Đã có tệp {error}. Chưa ghi gì.") from error
    except OSError as error:
        raise CommandError(f"Không ghi được tệp {file}: {error.strerror}.") from error
    except DatabaseError as error:
        message = f"Không đọc được cơ sở dữ liệu ({type(error).__name__})."
        raise CommandError(message) from error
    return counts


def keep_failure(record, words):
    """Where the database takes it: a page says that a night's backup failed."""
    record.is_good = False
    record.words = words
    try:
        record.save()
    except DatabaseError:
        return
