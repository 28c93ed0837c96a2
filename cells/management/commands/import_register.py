"""manage.py import_register: read a register of members from a spreadsheet.

Interface: see the help of the command.
"""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cells.acts.register.application import CannotApply, apply_register
from cells.acts.register.comparison import compare_register
from cells.acts.register.register_list import read_register
from cells.acts.register.sheets import Unreadable
from cells.written_values import BadValue, read_day
from phucdong.databases import analyse


class Command(BaseCommand):
    help = (
        "Read a register (xlsx, xls, ods, csv) and create the ward, the cells and the "
        "members that it names. "
        "All or nothing; reading the same file again changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--ward",
            default="",
            help="the ward, if the title of the list does not name it",
        )
        parser.add_argument(
            "--cell",
            default="",
            help="the cell of a list that names none; of others only this one",
        )
        parser.add_argument(
            "--on", default="", help="date of the list, 2016-12-31 or 31/12/2016"
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="show what would be created, and create nothing",
        )

    def handle(self, *, file, ward, cell, on, dry_run, **options):
        register = self.read(file, cell, parse_list_date(on))
        try:
            if dry_run:
                comparison = compare_register(register, ward_named=ward)
            else:
                now = timezone.now()
                comparison = apply_register(register, ward_named=ward, at=now)
                analyse()
        except CannotApply as refused:
            comparison = refused.args[0]
        self.tell(comparison, dry_run)
        if comparison.errors:
            count = len(comparison.errors)
            raise CommandError(f"{count} lỗi: chưa nhập gì. Hãy sửa tệp rồi chạy lại.")

    def read(self, file, cell, on):
        try:
            content = file.read_bytes()
        except OSError as error:
            text = f"Không mở được tệp {file}: {error.strerror}"
            raise CommandError(text) from error
        today = timezone.localdate()
        try:
            return read_register(file.name, content, today=today, on=on, cell=cell)
        except Unreadable as error:
            raise CommandError(str(error)) from error

    def tell(self, comparison, dry_run):
        """Passed-over sheets, warnings, differences, errors, what is created, and the
        summary as the last line."""
        register = comparison.register
        for sheet, why in register.passed_over:
            self.stdout.write(f"Bỏ qua trang {sheet}: {why}")
        for finding in [*register.warnings, *comparison.differences]:
            self.stdout.write(f"Lưu ý {finding}")
        for finding in comparison.errors:
            self.stdout.write(str(finding))
        self.tell_changes(comparison, dry_run)
        people = register.people
        exempt = sum(person.is_exempt for person in people)
        cells = len(register.by_cell())
        self.stdout.write(f"cells {cells} members {len(people)} exempt {exempt}")

    def tell_changes(self, comparison, dry_run):
        verb = "Sẽ tạo" if dry_run else "Đã tạo"
        if comparison.errors:
            verb = "Không tạo gì vì có lỗi; nếu không lỗi"
        changes = comparison.changes()
        self.stdout.write(
            f"{comparison.ward_name}, tính đến {comparison.register.on:%d/%m/%Y}. "
            f"{verb}: {changes['cells']} chi bộ, {changes['members']} đảng viên, "
            f"{changes['posts']} chức vụ, {changes['exemptions']} trường hợp miễn"
        )
        if dry_run:
            for cell, people in comparison.register.by_cell().items():
                name = cell or "chưa rõ chi bộ"
                self.stdout.write(f"  {name}: {len(people)} đảng viên")


def parse_list_date(text):
    try:
        day = read_day(text, timezone.localdate())
    except BadValue as error:
        raise CommandError(f"--on: {error}") from error
    return day.on if day else None
