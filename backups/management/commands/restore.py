"""Read a backup into an empty database and verify it; or try it beside
(backups/restoring.py)."""

import sys
from contextlib import contextmanager
from pathlib import Path

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import GuessCount
from backups import keys, paper
from backups.closed_file import CannotOpen, read_closed_lines
from backups.drill import restore_beside
from backups.models import BackupRecord
from backups.restoring import CannotRestore, read_backup, restore_content
from cells.models import ExemptionGround
from phucdong.databases import analyse
from phucdong.whole_files import create_whole_file
from phucdong.writing import count_text, moment_text
from plans.models import FormVersion, Manifestation, Plan, Section
from plans.workflow import verification
from reports.frozen.seals import find_first_broken

# What a database holds that was only migrated: what the migrations fill in, and what
# knocking at its doors left there. A backup brings its own.
REPLACED = (
    ContentType,
    ExemptionGround,
    FormVersion,
    GuessCount,
    Manifestation,
    Permission,
    Section,
)
BROKEN_THERE = "Dữ liệu đã vào đủ, nhưng nhật ký đứt từ trước khi sao lưu. {words}"
REPORT_BROKEN_THERE = (
    "Dữ liệu đã vào đủ, nhưng bản chốt số {number} không còn nguyên từ trước khi sao "
    "lưu."
)


class Command(BaseCommand):
    help = (
        "Đọc một bản sao lưu vào cơ sở dữ liệu trống (chưa có bảng, hoặc vừa migrate), "
        "SQLite hay PostgreSQL đều được, rồi kiểm tra từng bảng, nhật ký và số liệu đã "
        "chốt. Hỏi khóa in trên giấy. Với --drill: thử vào một tệp SQLite tạm rồi xóa, "
        "và ghi lại là đã thử."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--key-file",
            type=Path,
            metavar="FILE",
            help="tệp chữ chứa khóa, thay cho gõ; không có thì hỏi, hoặc đọc từ stdin",
        )
        instead = parser.add_mutually_exclusive_group()
        instead.add_argument(
            "--drill",
            action="store_true",
            help="thử: khôi phục vào một tệp tạm, không đụng dữ liệu ở đây",
        )
        instead.add_argument(
            "--save-log-key",
            type=Path,
            metavar="FILE",
            help="chỉ ghi LOG_KEY trong bản sao ra tệp này",
        )

    def handle(self, *, file, key_file, drill, save_log_key, **options):
        file = file.resolve()
        if not file.is_file():
            raise CommandError(f"Không có tệp {file}.")
        secret = ask_secret(key_file)
        if drill:
            self.try_beside(file, secret)
        elif save_log_key:
            with open_backup(file, secret) as found:
                save_text(save_log_key, found.head["log_key"])
            self.stdout.write(f"Đã ghi LOG_KEY vào {save_log_key}. Đặt xong thì xóa.")
        else:
            self.restore(file, secret)

    def try_beside(self, file, secret):
        is_good, words = restore_beside(file, secret)
        keep_record(BackupRecord.Kind.DRILL, file, is_good=is_good, words=words)
        if not is_good:
            raise CommandError(f"Thử khôi phục không được: {words}")
        self.stdout.write(f"Thử khôi phục được. {words}")

    def restore(self, file, secret):
        with open_backup(file, secret) as found:
            replaced = {model._meta.db_table for model in REPLACED}
            restored = restore_content(found, replaced=replaced)
        call_command("migrate", verbosity=0)
        analyse()
        plans = restored.counts[Plan._meta.db_table]
        self.stdout.write(
            f"Bản sao lúc {moment_text(restored.made_at)}: "
            f"{len(restored.counts)} bảng, "
            f"{count_text(sum(restored.counts.values()))} dòng giống từng dòng; "
            f"{count_text(restored.heads)} chuỗi nhật ký kết thúc đúng chỗ."
        )
        fault = find_fault()
        words = fault or f"{count_text(plans)} kế hoạch, nhật ký và số chốt nguyên vẹn."
        keep_record(
            BackupRecord.Kind.RESTORE, file, plans, is_good=not fault, words=words
        )
        if fault:
            raise CommandError(fault)
        self.stdout.write(f"Đã khôi phục: {words}")


def ask_secret(key_file):
    """The secret half from a file, the terminal, or what is piped in."""
    try:
        if key_file:
            return keys.read_secret(key_file.read_text())
        if sys.stdin.isatty():
            return paper.ask_secret()
        return keys.read_secret(sys.stdin.read())
    except keys.Mistyped as error:
        raise CommandError(f"Khóa gõ chưa đúng. {error}") from error
    except OSError as error:
        raise CommandError(f"Không mở được {key_file}: {error.strerror}.") from error


@contextmanager
def open_backup(file, secret):
    """The Content of a file; what is wrong with it, at once or later, ends the
    command."""
    try:
        with file.open("rb") as opened:
            yield read_backup(read_closed_lines(opened, secret))
    except (CannotOpen, CannotRestore) as error:
        raise CommandError(f"{error} Chưa khôi phục gì.") from error
    except OSError as error:
        raise CommandError(f"Không mở được tệp {file}: {error.strerror}.") from error


def save_text(path, text):
    try:
        with create_whole_file(path) as file:
            file.write(text.encode())
    except FileExistsError as error:
        raise CommandError(f"Đã có tệp {error}. Chưa ghi gì.") from error


def find_fault():
    """What is not whole in the restored database, in words; "" if everything is.

    Everything is there by now: then it was so before it was backed up.
    """
    words, _ = verification.find_first_break(processes=2)
    if words:
        return BROKEN_THERE.format(words=words)
    broken, _ = find_first_broken()
    if broken:
        return REPORT_BROKEN_THERE.format(number=broken.pk)
    return ""


def keep_record(kind, file, plans=None, *, is_good, words):
    BackupRecord.objects.create(
        kind=kind,
        at=timezone.now(),
        file=str(file),
        size=file.stat().st_size,
        plans=plans,
        is_good=is_good,
        words=words,
    )
